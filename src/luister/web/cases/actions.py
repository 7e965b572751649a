"""What is done about a case: each view takes one form, calls one service and goes back to the page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luister.action.enums import Outcome
from luister.action.models import Case
from luister.action.services import (
    CaseAlreadyClosed,
    ReplyNotPossible,
    acknowledge_case,
    add_note,
    assign_case,
    close_case,
    record_call,
    reply_by_email,
)
from luister.organisation.enums import Permission
from luister.organisation.queries import time_zone
from luister.web.access import actor_of, needs
from luister.web.cases.forms import AssignForm, CallForm, CloseForm, NoteForm, ReplyForm
from luister.web.cases.views import find_case, show_case

_WRONG = 422


@require_POST
@needs(Permission.HANDLE_CASES)
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the case up."""
    case = acknowledge_case(case=find_case(request, pk), by=actor_of(request))
    if case.closed_at is not None:
        messages.info(request, _("This case is closed already; nothing needs to be done."))
    return redirect("case", pk=pk)


@require_POST
@needs(Permission.HANDLE_CASES)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the case to a colleague, or take it."""
    case = find_case(request, pk)
    form = AssignForm(request.POST, prefix="assign", case=case)
    if not form.is_valid():
        return show_case(request, case, status=_WRONG, assign_form=form)
    assign_case(case=case, owner=form.cleaned_data["owner"], by=actor_of(request))
    messages.success(request, _("%(person)s has this case now.") % {"person": form.cleaned_data["owner"]})
    return redirect("case", pk=pk)


@require_POST
@needs(Permission.HANDLE_CASES)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a note."""
    case = find_case(request, pk)
    form = NoteForm(request.POST, prefix="note")
    if not form.is_valid():
        return show_case(request, case, status=_WRONG, note_form=form)
    add_note(case=case, text=form.cleaned_data["text"], by=actor_of(request))
    messages.success(request, _("Your note is stored."))
    return redirect("case", pk=pk)


@require_POST
@needs(Permission.HANDLE_CASES)
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a call, reached or not."""
    case = find_case(request, pk)
    form = CallForm(request.POST, prefix="call")
    if not form.is_valid():
        return show_case(request, case, status=_WRONG, call_form=form)
    record_call(case=case, reached=form.cleaned_data["reached"], note=form.cleaned_data["note"], by=actor_of(request))
    messages.success(request, _("Your call is stored."))
    return redirect("case", pk=pk)


@require_POST
@needs(Permission.HANDLE_CASES)
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the customer."""
    case = find_case(request, pk)
    form = ReplyForm(request.POST, prefix="reply")
    if form.is_valid():
        try:
            reply_by_email(case=case, text=form.cleaned_data["text"], by=actor_of(request))
        except ReplyNotPossible as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Your e-mail is on its way to the customer."))
            return redirect("case", pk=pk)
    return show_case(request, case, status=_WRONG, reply_form=form)


@require_POST
@needs(Permission.HANDLE_CASES)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the case. Who comes second is told who was first, and keeps what they typed."""
    case = find_case(request, pk)
    form = CloseForm(request.POST, prefix="close")
    if not form.is_valid():
        return show_case(request, case, status=_WRONG, close_form=form)
    given = form.cleaned_data
    try:
        close_case(
            case=case, outcome=Outcome(given["outcome"]), root_cause=given["root_cause"], lesson=given["lesson"], by=actor_of(request)
        )
    except CaseAlreadyClosed as refusal:
        return _too_late(request, refusal.case, form)
    messages.success(request, _("The case is closed. Thank you."))
    return redirect("cases")


def _too_late(request: HttpRequest, case: Case, form: CloseForm) -> HttpResponse:
    typed = [
        str(dict(form.fields["outcome"].choices).get(form.cleaned_data["outcome"], "")),  # type: ignore[attr-defined]
        str(dict(form.fields["root_cause"].choices).get(form.cleaned_data["root_cause"], "")),  # type: ignore[attr-defined]
        form.cleaned_data["lesson"],
    ]
    note_form = NoteForm(prefix="note", initial={"text": "\n".join(filter(None, typed))})
    return render(request, "cases/closed_already.html", {"case": case, "note_form": note_form, "zone": time_zone()}, status=409)
