"""Reads the moment of an answer."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop as _

from luister.exchange.files.problems import RowRefused
from luister.exchange.files.values import Cell, number_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from luister.exchange.files.mapping import TimePart

_NOON = time(12)
_EARLIEST = datetime(1900, 1, 2, tzinfo=UTC)
_WITH_TIME = re.compile(r"%[HIMScXfpz]")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def moment_reader(part: TimePart, *, zone: ZoneInfo, now: datetime) -> Callable[[Cell], datetime]:
    """Return the function that turns a cell into an aware moment in UTC.

    A date without a time of day is noon in `zone`, the organisation's own, so that it stays this date in every figure. A local time that
    a clock change makes double is the earlier one.
    """
    local = ZoneInfo(part.time_zone) if part.time_zone else zone
    latest = now + timedelta(days=1)

    def read(cell: Cell) -> datetime:
        column = part.column or ""
        found = part.fixed if part.fixed is not None else _parse(cell, part, column)
        if isinstance(found, datetime):
            moment = found if found.tzinfo else found.replace(tzinfo=local)
        else:
            moment = datetime.combine(found, _NOON, tzinfo=zone)
        try:
            utc = moment.astimezone(UTC)
        except OverflowError:
            utc = _EARLIEST
        if not _EARLIEST < utc <= latest:
            raise RowRefused(column, _("'%(given)s' lies in the future or before 1900."), given=text_of(cell)[:60])
        return utc

    return read


def _parse(cell: Cell, part: TimePart, column: str) -> date | datetime:
    if isinstance(cell, datetime):
        # Spreadsheets write a date as midnight.
        return cell.date() if cell.time() == time(0) and cell.tzinfo is None else cell
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if not text:
        raise RowRefused(column, _("the time of the answer is missing."))
    for pattern in part.formats:
        found = _by_pattern(part.before + text, pattern)
        if found is not None:
            return found
    raise RowRefused(
        column, _("'%(given)s' is no date that exists; accepted: %(accepted)s."), given=text[:60], accepted=", ".join(part.formats)
    )


def _by_pattern(text: str, pattern: str) -> date | datetime | None:
    try:
        if pattern == "unix":
            seconds = number_of(text)
            return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)
        if pattern == "iso":
            return date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else datetime.fromisoformat(text)
        found = datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is that of the mapping
    except (ValueError, OverflowError, OSError):
        return None
    return found if _WITH_TIME.search(pattern) else found.date()


def reads(text: str, pattern: str) -> bool:
    """Return whether `text` is a date in this pattern, of a year that answers come from."""
    found = _by_pattern(text, pattern)
    return found is not None and _EARLIEST.year < found.year < datetime.now(UTC).year + 2
