"""The `luister` command. Each module of this folder adds its commands to `app`."""

from __future__ import annotations

from luister.cli.app import app

COMMANDS: tuple[str, ...] = (
    "importing",
    "building",
    "serving",
    "checking",
    "backup",
    "demo",
    "customer",
    "figures",
    "lake",
    "user",
)


def main() -> None:
    """Run the command line."""
    import importlib

    for module in COMMANDS:
        importlib.import_module(f"luister.cli.{module}")
    app()
