"""What all resources share: bounded numbers and texts, and a page of results."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from luister.api.app import Refusal
from luister.common.pagination import WrongCursor, paginate

Item = TypeVar("Item")

MAX_INT64 = 2**63 - 1
LIMIT = 50
MAX_LIMIT = 500


def _no_nul(text: str) -> str:
    # PostgreSQL refuses it, and SQLite would cut the text there.
    if "\x00" in text:
        raise ValueError("a text without the character U+0000")
    return text


Text = Annotated[str, Field(max_length=300), AfterValidator(_no_nul)]
LongText = Annotated[str, Field(max_length=10_000), AfterValidator(_no_nul)]
Key = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_no_nul)]
Id = Annotated[int, Field(ge=1, le=MAX_INT64)]


class In(Schema):
    """A body that is sent: a field that is not known is refused instead of ignored."""

    model_config = ConfigDict(extra="forbid")


class PageOut(Schema, Generic[Item]):
    """A page of results. Ask for the next with `cursor=<next_cursor>`; it is null on the last."""

    items: list[Item]
    next_cursor: str | None


class Paging(Schema):
    """Where to go on, and how many."""

    cursor: Annotated[str, Field(max_length=500), AfterValidator(_no_nul)] | None = None
    limit: int = Field(LIMIT, ge=1, le=MAX_LIMIT)


def page_of(queryset: Any, paging: Paging, *, order: tuple[str, ...]) -> dict[str, Any]:
    """Return one page of a queryset for `PageOut`."""
    try:
        page = paginate(queryset, cursor=paging.cursor, limit=paging.limit, order=order)
    except WrongCursor as error:
        raise Refusal(422, str(error), fields={"cursor": "a next_cursor of an earlier answer"}) from None
    return {"items": list(page.items), "next_cursor": page.next_cursor}
