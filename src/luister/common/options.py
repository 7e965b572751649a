"""The installation's options, for rooms that stand below `config`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from luister.config.options import Options


def options() -> Options:
    """Return the options that Django was started with."""
    found: Options = settings.OPTIONS
    return found
