"""What is written into the history of a case: notes, calls, replies to the customer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from luister.action.enums import CaseState, EntryKind
from luister.action.models import Case, CaseEntry
from luister.action.queries import contact_of
from luister.action.services.cases import acknowledge_case
from luister.action.services.letters import language_of, write_to_customer
from luister.common.clock import now
from luister.organisation.enums import Permission
from luister.organisation.queries import require
from luister.organisation.rules import Actor
from luister.organisation.services import record_event

SAME_REPLY = timedelta(minutes=10)
"""A reply with the same words within this time is a second press of the button."""


class ReplyNotPossible(ValueError):
    """The customer did not allow contact, or left no address."""


@transaction.atomic
def add_note(*, case: Case, text: str, by: Actor) -> CaseEntry:
    """Add a note for colleagues. Closed cases take notes too. Empty text is a ValueError."""
    require(by, Permission.HANDLE_CASES, unit=case.unit)
    if not text.strip():
        raise ValueError(_("An empty note was given; write at least a word."))
    return _add(case, kind=EntryKind.NOTE, text=text.strip(), by=by, at=now())


@transaction.atomic
def record_call(*, case: Case, reached: bool, note: str, by: Actor) -> CaseEntry:
    """Record an attempt to call the customer. Who calls has taken the case up."""
    require(by, Permission.HANDLE_CASES, unit=case.unit)
    at = now()
    _take_up(case, by=by, at=at)
    return _add(case, kind=EntryKind.CALL, text=note.strip(), reached=reached, by=by, at=at)


@transaction.atomic
def reply_by_email(*, case: Case, text: str, by: Actor) -> CaseEntry:
    """Write to the customer: the mail and the line in the history are stored together, and the worker sends.

    Pressing the button twice writes once.

    Raises
    ------
    ReplyNotPossible
        If the customer did not allow contact or there is no address.
    ValueError
        If the text is empty.
    """
    require(by, Permission.HANDLE_CASES, unit=case.unit)
    contact = contact_of(case)
    if not contact.allowed:
        raise ReplyNotPossible(_("This customer did not allow contact."))
    if not contact.email:
        raise ReplyNotPossible(_("There is no e-mail address of this customer."))
    if not text.strip():
        raise ValueError(_("An empty reply was given; write at least a word."))
    at = now()
    sent = CaseEntry.objects.filter(case=case, kind=EntryKind.REPLY, by=by.user, text=text.strip(), at__gt=at - SAME_REPLY).first()
    if sent is not None:
        return sent
    _take_up(case, by=by, at=at)
    write_to_customer(case=case, address=contact.email, text=text.strip(), language=language_of(case), colleague=by.user)
    return _add(case, kind=EntryKind.REPLY, text=text.strip(), by=by, at=at)


def _take_up(case: Case, *, by: Actor, at: datetime) -> None:
    if case.state == CaseState.OPEN:
        acknowledge_case(case=case, by=by, at=at)


def _add(case: Case, *, kind: EntryKind, text: str, by: Actor, at: datetime, reached: bool | None = None) -> CaseEntry:
    entry = CaseEntry.objects.create(case=case, kind=kind, text=text, reached=reached, by=by.user, at=at)
    record_event(by=by, action=f"case.{_VERB[kind]}", subject=case, unit=case.unit, at=at)
    return entry


_VERB = {EntryKind.NOTE: "noted", EntryKind.CALL: "called", EntryKind.REPLY: "replied"}
