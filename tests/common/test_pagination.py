from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luister.common.clock import now
from luister.common.pagination import WrongCursor, paginate
from luister.organisation.models import Event

ORDER = ("-at", "-pk")


@pytest.fixture
def seven(db: None) -> list[Event]:
    """Seven events, newest first; the middle three share one moment."""
    moment = now()
    hours = [6, 5, 3, 3, 3, 2, 1]
    rows = [Event.objects.create(at=moment - timedelta(hours=7 - h), actor_label="x", action="a.b") for h in hours]
    return sorted(rows, key=lambda row: (row.at, row.pk), reverse=True)


def walk(limit: int) -> list[list[Event]]:
    pages, cursor = [], None
    while True:
        page = paginate(Event.objects.all(), cursor=cursor, limit=limit, order=ORDER)
        pages.append(page.items)
        cursor = page.next_cursor
        if cursor is None:
            return pages


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 7, 8])
def test_walking_forward_meets_each_row_once_also_among_equal_moments(seven: list[Event], limit: int):
    pages = walk(limit)

    assert [row for page in pages for row in page] == seven
    assert all(len(page) == limit for page in pages[:-1])


def test_previous_leads_back_the_same_way(seven: list[Event]):
    first = paginate(Event.objects.all(), cursor=None, limit=3, order=ORDER)
    second = paginate(Event.objects.all(), cursor=first.next_cursor, limit=3, order=ORDER)
    third = paginate(Event.objects.all(), cursor=second.next_cursor, limit=3, order=ORDER)
    back = paginate(Event.objects.all(), cursor=third.previous_cursor, limit=3, order=ORDER)
    home = paginate(Event.objects.all(), cursor=back.previous_cursor, limit=3, order=ORDER)

    assert back.items == second.items
    assert home.items == first.items
    assert (first.previous_cursor, home.previous_cursor, third.next_cursor) == (None, None, None)


def test_a_row_added_on_top_does_not_shift_the_next_page(seven: list[Event]):
    first = paginate(Event.objects.all(), cursor=None, limit=3, order=ORDER)
    Event.objects.create(at=now(), actor_label="x", action="a.b")

    assert paginate(Event.objects.all(), cursor=first.next_cursor, limit=3, order=ORDER).items == seven[3:6]


def test_ascending_and_mixed_orders_walk_too(seven: list[Event]):
    order = ("action", "-pk")
    first = paginate(Event.objects.all(), cursor=None, limit=4, order=order)
    second = paginate(Event.objects.all(), cursor=first.next_cursor, limit=4, order=order)

    assert first.items + second.items == sorted(seven, key=lambda row: -row.pk)


@pytest.mark.parametrize(
    "cursor", ["x", "é", "bnVsbA", "WzAsIDFd", "WzIsICIyMDI2LTAxLTAxIiwgMV0", "WzAsICJub29uIiwgMV0", "e30", "MQ", "WzAsIG51bGwsIG51bGxd"]
)
def test_a_cursor_of_nowhere_is_refused_with_a_sentence(seven: list[Event], cursor: str):
    with pytest.raises(WrongCursor, match="not one of this list"):
        paginate(Event.objects.all(), cursor=cursor, limit=3, order=ORDER)


def test_a_page_costs_one_query(seven: list[Event]):
    first = paginate(Event.objects.all(), cursor=None, limit=3, order=ORDER)
    with CaptureQueriesContext(connection) as queries:
        paginate(Event.objects.all(), cursor=first.next_cursor, limit=3, order=ORDER)

    assert len(queries) == 1


def test_an_empty_list_has_no_pages_beside_it(db: None):
    page = paginate(Event.objects.all(), cursor=None, limit=3, order=ORDER)

    assert (page.items, page.next_cursor, page.previous_cursor) == ([], None, None)
