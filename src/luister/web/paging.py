"""Cursor paging of pages: the address says where in the list one is, beside the filters that are there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model

from luister.common.pagination import Page, WrongCursor, paginate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest

M = TypeVar("M", bound=Model)


def page_of(request: HttpRequest, queryset: QuerySet[M], *, order: Sequence[str], limit: int = 50) -> tuple[Page[M], dict[str, Any]]:
    """Return the page that `?cursor=` asks for, and what `{% pager %}` takes: `next_url` and `previous_url`.

    A cursor that can't be read, such as one of an old bookmark, shows the first page.
    """
    try:
        page = paginate(queryset, cursor=request.GET.get("cursor"), limit=limit, order=order)
    except WrongCursor:
        page = paginate(queryset, cursor=None, limit=limit, order=order)
    return page, {"next_url": _url(request, page.next_cursor), "previous_url": _url(request, page.previous_cursor)}


def _url(request: HttpRequest, cursor: str | None) -> str:
    if cursor is None:
        return ""
    params = request.GET.copy()
    params["cursor"] = cursor
    return f"?{params.urlencode()}"
