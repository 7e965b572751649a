"""Rows of lists of cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from luister.action.enums import CaseState, Severity
from luister.action.models import Case
from luister.organisation.models import User
from luister.organisation.rules import Scope
from luister.web.cases.words import due_words, first_language, first_line, score_words


@dataclass(frozen=True)
class CaseRow:
    """What one row shows."""

    href: str
    title: str
    lang: str
    meta: str
    due: str
    late: bool


def case_rows(cases: Iterable[Case], *, contacts: Scope, at: datetime, zone: ZoneInfo, reader: User | None = None) -> list[CaseRow]:
    """Return the rows of `cases`, seen by `reader`. Names and numbers in the customer's words show only inside `contacts`."""
    return [_row(case, raw=contacts.covers(case.unit_id), at=at, zone=zone, reader=reader) for case in cases]


def _row(case: Case, *, raw: bool, at: datetime, zone: ZoneInfo, reader: User | None) -> CaseRow:
    facts = [_("Case %(number)s") % {"number": case.pk}, str(case.touchpoint or case.unit), score_words(case.response)]
    if case.severity == Severity.HIGH:
        facts.append(_("severity high"))
    if case.owner is None or case.owner != reader:
        facts.append(str(case.owner) if case.owner else _("nobody has it yet"))
    due, late = "", False
    if case.state == CaseState.CLOSED and case.closed_at:
        due = formats.date_format(timezone.localtime(case.closed_at, zone), "SHORT_DATE_FORMAT")
        facts.append(case.get_outcome_display())
    else:
        when = due_words(case.due_at, at=at, zone=zone)
        due, late = when.text, when.late
    words = first_line(case.response, raw=raw)
    return CaseRow(
        href=reverse("case", args=[case.pk]),
        title=words or _("No words, only a score"),
        lang=first_language(case.response) if words else "",
        meta=" · ".join(filter(None, facts)),
        due=due,
        late=late,
    )
