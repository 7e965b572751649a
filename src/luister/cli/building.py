"""`luister build`: the interface's assets and the translations."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from luister.cli.app import app, log

LOCALE = Path(__file__).parent.parent / "locale"


@app.command()
def build() -> None:
    """Build the interface's assets and compile the translations. Done once at set-up; a second run is instant."""
    from luister.web.build import build_assets

    with log.status("Building the interface ...") as status:
        build_assets(progress=lambda step: status.update(f"Building the interface: {step} ..."))
        compile_messages()
    log.print("The interface is built.")


def compile_messages(folder: Path = LOCALE) -> list[Path]:
    """Write the `.mo` file of every `.po` file that changed since, and return those written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        with target.open("wb") as file:
            write_mo(file, catalogue)
        written.append(target)
    return written
