"""The interface's assets: what they are made of, that the build makes them, and that pages keep to the Content Security Policy."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from luister.web import build, charts
from luister.web.components import icons

WEB = Path(build.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))


def test_lock_file_names_no_registry():
    lock = json.loads((build.ASSETS / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert "omit-lockfile-registry-resolved=true" in (build.ASSETS / ".npmrc").read_text(encoding="utf-8")


def test_every_icon_that_a_page_or_the_navigation_names_is_there():
    sources = [*TEMPLATES, *WEB.rglob("*.py")]
    texts = {source.relative_to(WEB): source.read_text(encoding="utf-8") for source in sources}
    named = {
        (str(path), name)
        for path, text in texts.items()
        for name in re.findall(r"{% (?:icon|empty_state[^%]* icon=)\s*[\"']([\w-]+)", text)
    }
    named |= {("context.py", name) for name in re.findall(r'Place\(_\("[^"]+"\), "[^"]+", "([\w-]+)"', texts[Path("context.py")])}
    assert len(named) > 20
    assert {(path, name) for path, name in named if name not in icons()} == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_template_has_nothing_inline_that_the_policy_forbids(template):
    text = template.read_text(encoding="utf-8")
    if "mail" in template.relative_to(WEB / "templates").parts:
        return  # an e-mail is not served by us: its readers know no stylesheet
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=\"|javascript:|hx-on", text) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text) == []
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", text) == []


def test_every_colour_of_charts_has_its_counterpart_for_the_dark_page():
    css = (build.ASSETS / "css" / "charts.css").read_text(encoding="utf-8")
    colours = {charts.INK, charts.SOFT, charts.ACCENT, charts.GLAD, charts.SAD, charts.AMBER}
    assert {colour for colour in colours if f'[fill="{colour}"]' not in css} == set()
    assert {colour for colour in (charts.LINE, charts.ACCENT, charts.AMBER) if f'[stroke="{colour}"]' not in css} == set()


def test_npm_that_fails_says_so_and_leaves_the_last_build(tmp_path, monkeypatch):
    sources = tmp_path / "assets"
    (sources / "css").mkdir(parents=True)
    for name in (".npmrc", "bundle.mjs", "package.json"):
        (sources / name).write_bytes((build.ASSETS / name).read_bytes())
    (sources / "package-lock.json").write_text("{}", encoding="utf-8")  # npm refuses it before it asks any registry
    last = tmp_path / "build"
    last.mkdir()
    (last / "app.css").write_text("body{}", encoding="utf-8")
    monkeypatch.setattr(build, "ASSETS", sources)
    monkeypatch.setattr(build, "BUILD", last)

    with pytest.raises(build.AssetBuildError, match="npm could not fetch the parts of the interface"):
        build.build_assets()

    assert (last / "app.css").read_text(encoding="utf-8") == "body{}"


@pytest.mark.slow
def test_build_makes_all_that_pages_ask_for_and_a_second_run_does_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "BUILD", tmp_path / "build")
    steps: list[str] = []

    assert build.build_assets(steps.append) is True
    assert build.build_assets() is False
    assert "Bundling the stylesheets." in steps

    made = tmp_path / "build"
    app, survey = ((made / name).read_text(encoding="utf-8") for name in ("app.css", "survey.css"))
    assert "data:" not in app
    assert len(survey.encode()) < 15_000
    for css in (app, survey):
        assert [url for url in re.findall(r"url\(\"?([^)\"]+)", css) if not (made / url).is_file()] == []
    assert "vegaEmbed" in (made / "vega.js").read_text(encoding="utf-8")
    asked = {name for page in TEMPLATES for name in re.findall(r"static ['\"]luister/build/([^'\"]+)", page.read_text(encoding="utf-8"))}
    assert asked == {"app.css", "survey.css", "vega.js"}
    own = {name for page in TEMPLATES for name in re.findall(r"static ['\"]luister/([^/'\"]+)['\"]", page.read_text(encoding="utf-8"))}
    assert {name for name in own if not (WEB / "static" / "luister" / name).is_file()} == set()


@pytest.mark.slow
def test_print_fonts_hold_the_letters_of_the_four_languages_in_one_file(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "BUILD", tmp_path / "build")
    build.build_assets()
    fonts = {path.name: TTFont(path).getBestCmap() for path in (tmp_path / "build" / "ttf").iterdir()}
    assert set(fonts) == {"inter-400.ttf", "inter-600.ttf", "source-serif-4-400.ttf", "source-serif-4-600.ttf"}
    for letters in fonts.values():
        assert [letter for letter in "aąćęłńóśźżåäöëïé„”“–−" if ord(letter) not in letters] == []
