"""Pages of a long list by keyset: stable while rows are added, and as quick on the last page as on the first."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldError, ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.utils.translation import gettext as _

M = TypeVar("M", bound=Model)


class WrongCursor(ValueError):
    """The cursor was not made by this list."""


@dataclass(frozen=True)
class Cursor:
    """A place in a list: just after (or before) the row with these values of the ordering fields."""

    values: tuple[Any, ...]
    is_backward: bool = False

    def encode(self) -> str:
        """Return the cursor as it stands in an address."""
        values = [value.isoformat() if isinstance(value, datetime | date) else value for value in self.values]
        return base64.urlsafe_b64encode(json.dumps([int(self.is_backward), *values]).encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, fields: Sequence[Field[Any, Any]]) -> Cursor:
        """Return the cursor that `text` stands for.

        Raises
        ------
        WrongCursor
            If it can't be read, or belongs to a list with other ordering fields.
        """
        try:
            backward, *values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            found = tuple(field.to_python(value) for field, value in zip(fields, values, strict=True))
        except (ValueError, TypeError, OverflowError, binascii.Error, ValidationError):
            backward, found = None, ()
        if backward not in (0, 1) or None in found:
            raise WrongCursor(_("This cursor is not one of this list. Take it from next or previous of an answer, unchanged."))
        return cls(found, bool(backward))


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows of a list, and the cursors of the pages beside it (None: there is none)."""

    items: list[M]
    next_cursor: str | None
    previous_cursor: str | None


def paginate(queryset: QuerySet[M], *, cursor: str | None, limit: int, order: Sequence[str] = ("-answered_at", "-pk")) -> Page[M]:
    """Return the page of `queryset` at `cursor` (None or empty: the first), in one query.

    Parameters
    ----------
    queryset : QuerySet
        Filtered, in any order.
    cursor : str or None
        `next_cursor` or `previous_cursor` of another page of the same list.
    limit : int
        Rows on a page, at least 1.
    order : sequence of str
        Fields that are never null (`-` for descending, `__` to follow a foreign key); the last one must be unique.

    Raises
    ------
    WrongCursor
        If the cursor does not belong to this order.
    ValueError
        If `limit` is below 1.
    """
    if limit < 1:
        raise ValueError(f"limit is {limit}; accepted: 1 or more.")
    place = Cursor.decode(cursor, [_field(queryset.model, name.lstrip("-")) for name in order]) if cursor else None
    if place is None or not place.is_backward:
        return _forward(queryset, place, limit, order)
    return _backward(queryset, place, limit, order)


def _forward(queryset: QuerySet[M], place: Cursor | None, limit: int, order: Sequence[str]) -> Page[M]:
    rows = _fetch(queryset, place, limit, order)
    items = rows[:limit]
    following = _cursor(items[-1], order) if len(rows) > limit else None
    before = _cursor(items[0], order, is_backward=True) if place and items else None
    return Page(items, following, before)


def _backward(queryset: QuerySet[M], place: Cursor, limit: int, order: Sequence[str]) -> Page[M]:
    rows = _fetch(queryset, place, limit, [_turned(name) for name in order])
    items = rows[:limit][::-1]
    if not items:
        return _forward(queryset, None, limit, order)
    before = _cursor(items[0], order, is_backward=True) if len(rows) > limit else None
    return Page(items, _cursor(items[-1], order), before)


def _fetch(queryset: QuerySet[M], place: Cursor | None, limit: int, order: Sequence[str]) -> list[M]:
    if place is not None:
        queryset = queryset.filter(_after(place, order))
    return list(queryset.order_by(*order)[: limit + 1])


def _after(place: Cursor, order: Sequence[str]) -> Q:
    """Return the condition for rows behind the place: the first field passes it, or is equal and the next one passes it ..."""
    found = Q()
    equal = Q()
    for name, value in zip(order, place.values, strict=True):
        field, beyond = (name[1:], "lt") if name.startswith("-") else (name, "gt")
        found |= equal & Q(**{f"{field}__{beyond}": value})
        equal &= Q(**{field: value})
    first, beyond = (order[0][1:], "lte") if order[0].startswith("-") else (order[0], "gte")
    # Implied by the rest, but only this form lets the database enter its index at the place.
    return Q(**{f"{first}__{beyond}": place.values[0]}) & found


def _cursor(item: Model, order: Sequence[str], *, is_backward: bool = False) -> str:
    return Cursor(tuple(_value(item, name.lstrip("-")) for name in order), is_backward).encode()


def _value(item: Any, path: str) -> Any:
    for name in path.split("__"):
        item = getattr(item, name)
    return item


def _field(model: type[Model], path: str) -> Field[Any, Any]:
    *through, last = path.split("__")
    for name in through:
        found = model._meta.get_field(name).related_model
        if not isinstance(found, type):
            raise FieldError(f"{path}: {name} is not a foreign key of {model.__name__}.")
        model = found
    pk: Field[Any, Any] = model._meta.pk
    return pk if last == "pk" else model._meta.get_field(last)  # type: ignore[return-value]


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"
