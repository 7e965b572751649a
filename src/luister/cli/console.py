"""Where the command line speaks: results to stdout, everything else to stderr."""

from rich.console import Console

out = Console()
log = Console(stderr=True)
"""Progress and messages go to stderr, so that stdout carries results only."""
