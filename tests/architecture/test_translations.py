"""Every text that a user meets is there in all four languages, with all its plurals and the same placeholders."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "luister"
LANGUAGES = ("pl", "nl", "sv")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w+\}")


def _catalogue(language: str, folder: Path = SOURCE) -> Catalog:
    with (folder / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_code_is_in_the_catalogue(language: str, tmp_path: Path) -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("xgettext is missing (Debian: gettext)")
    sys.path.insert(0, str(ROOT / "tools"))
    from collect_messages import collect

    copy = tmp_path / "luister"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("node_modules", "build", "__pycache__", "*.npz", "*.mo"))
    collect(copy)
    key = lambda message: (message.id if isinstance(message.id, str) else message.id[0], message.context)  # noqa: E731
    wanted = {key(message) for message in _messages(_catalogue(language, copy))}
    kept = {key(message) for message in _messages(_catalogue(language))}
    assert sorted(map(str, wanted - kept)) == []
    assert sorted(map(str, kept - wanted)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_with_all_its_plurals(language: str) -> None:
    missing = []
    for message in _messages(_catalogue(language)):
        forms = (message.string,) if isinstance(message.string, str) else message.string
        if message.fuzzy or not all(forms) or not forms:
            missing.append(message.id)
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_is_kept(language: str) -> None:
    wrong = []
    for message in _messages(_catalogue(language)):
        originals = (message.id,) if isinstance(message.id, str) else message.id
        allowed = set(PLACEHOLDER.findall(originals[-1]))
        for form in (message.string,) if isinstance(message.string, str) else message.string:
            found = set(PLACEHOLDER.findall(form))
            # A singular may leave its number out ("one answer"); nothing may come in that is not given.
            if found - allowed or (len(originals) == 1 and found != allowed):
                wrong.append((message.id, form))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_rules_are_those_of_django(language: str) -> None:
    forms = {"pl": 4, "nl": 2, "sv": 2}
    assert _catalogue(language).num_plurals == forms[language]
