"""People: added or invited, changed, disabled and enabled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from luister.common.clock import now
from luister.organisation.enums import Permission
from luister.organisation.models import ApiKey, User
from luister.organisation.queries import require
from luister.organisation.rules import PersonExists, Refused
from luister.organisation.services.events import record_event
from luister.organisation.services.guards import check_language, keep_an_administrator, lock_organisation, require_over
from luister.organisation.services.passwords import check_password, send_invitation
from luister.organisation.services.roles import give_role

if TYPE_CHECKING:
    from luister.organisation.enums import Role
    from luister.organisation.models import Unit
    from luister.organisation.rules import Actor


@transaction.atomic
def add_person(*, email: str, name: str, by: Actor, language: str = "en", password: str | None = None) -> User:
    """Add a person who holds no role yet. Without `password` they can't sign in until they are invited or given one.

    Raises
    ------
    PersonExists
        If somebody has this address, whatever its case.
    Refused
        If the address is none, or the language is not one of ours.
    ValidationError
        If the password is too easy to guess.
    """
    require(by, Permission.MANAGE_PEOPLE)
    user = User(email=_check_email(email), name=name.strip()[:120], language=check_language(language), created_at=now())
    if password is not None:
        check_password(password, user)
    user.set_password(password)
    _save(user)
    record_event(by=by, action="person.added", subject=user)
    return user


@transaction.atomic
def invite_person(*, email: str, name: str, by: Actor, language: str = "en", role: Role | None = None, unit: Unit | None = None) -> User:
    """Add a person, give them a role at `unit`, and send a link by which they choose a password."""
    user = add_person(email=email, name=name, language=language, by=by)
    if role is not None and unit is not None:
        give_role(user=user, unit=unit, role=role, by=by)
    send_invitation(user=user, by=by)
    return user


@transaction.atomic
def change_person(*, user: User, by: Actor, name: str | None = None, email: str | None = None, language: str | None = None) -> User:
    """Change what is given. Everybody may change their own name and language; an address is changed by who manages people.

    A new address ends links that went to the old one.
    """
    is_own = by.user is not None and by.user.pk == user.pk and by.key is None
    if email is not None or not is_own:
        require_over(by, user)
    if name is not None:
        user.name = name.strip()[:120]
    if email is not None:
        user.email = _check_email(email)
    if language is not None:
        user.language = check_language(language)
    _save(user)
    changed = [field for field, value in (("name", name), ("email", email), ("language", language)) if value is not None]
    record_event(by=by, action="person.changed", subject=user, details={"changed": changed})
    return user


@transaction.atomic
def disable_person(*, user: User, by: Actor) -> User:
    """Let the person in no longer: sessions and keys end at once. Their roles stay, should they come back.

    Raises
    ------
    LastAdministrator
        If nobody else administers the organisation.
    """
    require_over(by, user)
    lock_organisation()
    keep_an_administrator(user)
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        end_sessions(user)
        ApiKey.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=now())
        record_event(by=by, action="person.disabled", subject=user)
    user.refresh_from_db()
    return user


@transaction.atomic
def enable_person(*, user: User, by: Actor) -> User:
    """Let the person sign in again. Their old sessions and keys stay ended."""
    require_over(by, user)
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        record_event(by=by, action="person.enabled", subject=user)
    user.refresh_from_db()
    return user


def end_sessions(user: User) -> None:
    """Sign the person out everywhere. Reads all sessions: they do not know whose they are without being opened."""
    theirs = [session.pk for session in Session.objects.iterator() if str(session.get_decoded().get(SESSION_KEY)) == str(user.pk)]
    Session.objects.filter(pk__in=theirs).delete()


def _check_email(email: str) -> str:
    email = User.objects.normalize_email(email.strip())
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(_("“%(given)s” is not an e-mail address.") % {"given": email}) from None
    return email


def _save(user: User) -> None:
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise PersonExists(_("Somebody with the address %(email)s is here already.") % {"email": user.email}) from None
