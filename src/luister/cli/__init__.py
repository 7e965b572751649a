"""The command line edge."""

from luister.cli.main import main

__all__ = ["main"]
