"""Rows under a readable key of their own, made from what people typed."""

from __future__ import annotations

from typing import TypeVar

from django.db import IntegrityError, models, transaction

from luister.common.ids import stable_key

M = TypeVar("M", bound=models.Model)
_ATTEMPTS = 5
_NEVER = {"new"}
"""What stands in addresses in the place of a key: `/surveys/new/` is no survey called "New"."""


def create_keyed(model: type[M], *, text: str, limit: int = 80, **fields: object) -> M:
    """Create a row whose `key` is made of `text`, with a number behind it where that key is taken.

    Two writers who choose the same key at once both get a row: the unique key decides, and the second looks again.
    """
    rows = model._default_manager  # noqa: SLF001 - Django documents it for code that takes any model
    for attempt in range(_ATTEMPTS):
        try:
            with transaction.atomic():
                return rows.create(key=free_key(model, text, limit=limit), **fields)
        except IntegrityError:
            if attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError("the loop returns or raises")


def free_key(model: type[M], text: str, *, limit: int = 80) -> str:
    """Return a key made of `text` that no row of `model` has at this moment."""
    wanted = stable_key(text, limit=limit)
    stem = wanted[: limit - 6]
    rows = model._default_manager  # noqa: SLF001 - Django documents it for code that takes any model
    taken = {*rows.filter(key__startswith=stem).values_list("key", flat=True), *_NEVER}
    key, number = wanted, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key
