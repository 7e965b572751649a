"""Passwords and invitations."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext as _

from luister.common.mail import queue_mail, render_mail
from luister.organisation.models import User
from luister.organisation.queries import invitation_link, invited_person, organisation
from luister.organisation.queries.links import INVITATION_DAYS
from luister.organisation.rules import Actor, LinkIsOver, Refused
from luister.organisation.services.events import record_event
from luister.organisation.services.guards import require_over

if TYPE_CHECKING:
    from luister.common.models import Mail

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letters that look alike: a generated password is often read from one screen and typed on another."""


def check_password(password: str, user: User) -> None:
    """Raise ValidationError, with a sentence for each reason, if the password is too easy to guess."""
    validate_password(password, user)


@transaction.atomic
def set_password(*, user: User, password: str, by: Actor) -> User:
    """Set a password. All sessions of the person end; they sign in again.

    Raises
    ------
    ValidationError
        If it is too easy to guess.
    """
    is_own = by.user is not None and by.user.pk == user.pk and by.key is None
    if not is_own:
        require_over(by, user)
    check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    record_event(by=by, action="person.password_set", subject=user)
    return user


def reset_password(*, user: User, by: Actor) -> str:
    """Set a generated password of about 98 random bits and return it. It is kept nowhere else."""
    password = "-".join("".join(secrets.choice(ALPHABET) for _letter in range(5)) for _group in range(4))
    set_password(user=user, password=password, by=by)
    return password


@transaction.atomic
def send_invitation(*, user: User, by: Actor) -> Mail:
    """Send the person a link by which they choose a password. An earlier link works on until one of them was used.

    Raises
    ------
    Refused
        If the person was disabled, or has a password already (they can ask for a new one on the sign-in page).
    """
    require_over(by, user)
    if not user.is_active or user.has_usable_password():
        raise Refused(_("%(name)s needs no invitation: they have a password, or may not sign in.") % {"name": user})
    found = organisation()
    context = {
        "name": user.name,
        "inviter": by.label if by.user is not None else "",
        "organisation": found.name if found else "",
        "link": invitation_link(user),
        "days": INVITATION_DAYS,
    }
    subject, text, html = render_mail("invitation", context, user.language)
    record_event(by=by, action="person.invited", subject=user)
    return queue_mail(recipient=user.email, subject=subject, text=text, html=html)


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> User:
    """Set the password of whoever the link belongs to; the link is used up by that.

    Raises
    ------
    LinkIsOver
        If the link was used, has expired, or the person was disabled or has another address now.
    ValidationError
        If the password is too easy to guess.
    """
    user = invited_person(token)
    if user is None:
        raise LinkIsOver(_("This link doesn't work any more. Ask for a new invitation."))
    return set_password(user=user, password=password, by=Actor.person(user))
