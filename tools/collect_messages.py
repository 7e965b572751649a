"""Collect every text that users meet into the catalogues of `src/luister/locale`. Needs GNU gettext (Debian: apt install gettext)."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "luister"
LANGUAGES = ("pl", "nl", "sv")


def collect(folder: Path = SOURCE) -> None:
    """Bring the catalogues of `folder` up to date. New texts are empty, texts that are gone are dropped, none is guessed."""
    from django.core.management import call_command
    from django.core.management.commands.makemessages import Command

    # A guess by likeness ("open" for "open link") is worse than nothing: it looks translated.
    Command.msgmerge_options = [*Command.msgmerge_options, "--no-fuzzy-matching"]
    before = Path.cwd()
    os.chdir(folder)
    try:
        call_command(
            "makemessages", locale=list(LANGUAGES), no_location=True, no_obsolete=True, no_wrap=True, verbosity=0,
            extensions=["py", "html", "txt"], ignore_patterns=["web/assets/*", "web/static/*", "locale/*"],
        )  # fmt: skip
    finally:
        os.chdir(before)


def main() -> int:
    """Collect, or say what is missing."""
    if shutil.which("xgettext") is None:
        print("GNU gettext is missing. On Debian: apt install gettext.")
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luister.config.settings")
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("LUISTER_HOME", home)
        import django

        django.setup()
        (SOURCE / "locale").mkdir(exist_ok=True)
        collect()
    return 0


if __name__ == "__main__":
    sys.exit(main())
