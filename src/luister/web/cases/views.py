"""The list of cases and the page of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import ngettext

from luister.action.enums import CaseState, EntryKind
from luister.action.models import Case
from luister.action.queries import Whose, cases_for, contact_of, history_of, timeline_of, visible_cases
from luister.common.clock import now
from luister.feedback.models import Response
from luister.organisation.enums import Permission
from luister.organisation.queries import may, scope_of, time_zone, unit_ids_below
from luister.organisation.rules import Actor
from luister.web.access import actor_of, needs
from luister.web.cases.forms import AssignForm, CallForm, CaseFilterForm, CloseForm, NoteForm, ReplyForm
from luister.web.cases.rows import case_rows
from luister.web.cases.words import due_words, score_words, scores_of, words_of
from luister.web.paging import page_of

PAGE = 25
_OPEN_ORDER = ("due_at", "pk")
_CLOSED_ORDER = ("-closed_at", "-pk")


@needs(Permission.SEE_CASES)
def cases(request: HttpRequest) -> HttpResponse:
    """List cases: mine first, for who handles them; filters stand in the address."""
    by = actor_of(request)
    form = CaseFilterForm(_with_defaults(request, by), by=by)
    chosen = form.cleaned_data if form.is_valid() else {}
    at = now()
    closed = chosen.get("state") == "closed"
    unit, touchpoint = chosen.get("unit"), chosen.get("touchpoint")
    found = cases_for(
        by,
        whose=Whose(chosen.get("whose") or Whose.ALL),
        closed=closed,
        overdue=chosen.get("state") == "overdue",
        at=at,
        unit_ids=unit_ids_below([unit]) if unit else None,
        touchpoint=touchpoint.pk if touchpoint else None,
        severity=chosen.get("severity") or "",
    )
    page, pager = page_of(request, found, order=_CLOSED_ORDER if closed else _OPEN_ORDER, limit=PAGE)
    context = {
        **pager,
        "form": form,
        "rows": case_rows(page.items, contacts=scope_of(by, Permission.SEE_CONTACTS), at=at, zone=time_zone(), reader=by.user),
        "closed": closed,
        "overdue": 0 if closed else found.filter(due_at__lt=at).count(),
        "may_change_rules": may(by, Permission.MANAGE_RULES),
    }
    return render(request, "cases/list.html", context)


@needs(Permission.SEE_CASES)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one case: what the customer said, what was done, what can be done."""
    return show_case(request, find_case(request, pk))


def find_case(request: HttpRequest, pk: int) -> Case:
    """Return the case if the person may see it; for others there is no such page."""
    return get_object_or_404(visible_cases(actor_of(request)), pk=pk)


def show_case(request: HttpRequest, case: Case, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Draw the page of a case; `forms` are those that came back with something wrong, with what was typed in them."""
    by, at, zone = actor_of(request), now(), time_zone()
    raw = may(by, Permission.SEE_CONTACTS, unit=case.unit)
    handles = may(by, Permission.HANDLE_CASES, unit=case.unit)
    timeline = timeline_of(case)
    calls = [turn.entry for turn in timeline if turn.entry and turn.entry.kind == EntryKind.CALL]
    context = {
        "case": case,
        "is_closed": case.state == CaseState.CLOSED,
        "due": due_words(case.due_at, at=at, zone=zone),
        "zone": zone,
        "said": _said(case, raw=raw),
        "scores": scores_of(case.response),
        "contact": contact_of(case) if raw else None,
        "handles": handles,
        "may_assign": handles and may(by, Permission.ASSIGN_CASES, unit=case.unit),
        "is_mine": by.user is not None and case.owner_id == by.user.pk,
        "history": _history(case, by=by, raw=raw),
        "timeline": timeline,
        "calls_tried": len(calls),
        "calls_reached": sum(bool(entry.reached) for entry in calls),
        "tried": ngettext("%(n)s attempt so far.", "%(n)s attempts so far.", len(calls)) % {"n": len(calls)},
        "call_form": CallForm(prefix="call"),
        "reply_form": ReplyForm(prefix="reply"),
        "note_form": NoteForm(prefix="note"),
        "close_form": CloseForm(prefix="close"),
        "assign_form": AssignForm(prefix="assign", case=case),
        **forms,
    }
    return render(request, "cases/case.html", context, status=status)


def _said(case: Case, *, raw: bool) -> list[dict[str, str]]:
    return [] if case.response is None else _words(case.response, raw=raw)


def _words(response: Response, *, raw: bool) -> list[dict[str, str]]:
    comments = [comment for comment in response.comments.all() if comment.text]
    return [{"prompt": c.prompt, "text": words_of(c, raw=raw), "lang": c.language or response.language} for c in comments]


def _history(case: Case, *, by: Actor, raw: bool) -> list[dict[str, Any]]:
    return [
        {
            "at": response.answered_at,
            "title": " · ".join(filter(None, [str(response.touchpoint or response.survey), score_words(response)])),
            "words": _words(response, raw=raw),
            "case": getattr(response, "case", None),
        }
        for response in history_of(case, by=by)
    ]


def _with_defaults(request: HttpRequest, by: Actor) -> dict[str, str]:
    chosen = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    chosen.setdefault("whose", Whose.FOR_ME if may(by, Permission.HANDLE_CASES) else Whose.ALL)
    chosen.setdefault("state", "open")
    return chosen
