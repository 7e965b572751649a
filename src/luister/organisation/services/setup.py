"""The first steps of an installation, and what can be changed about the organisation later."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from luister.common.clock import now
from luister.common.ids import stable_key
from luister.organisation.enums import Permission, Role
from luister.organisation.models import Organisation, Unit, User
from luister.organisation.queries import has_administrator, is_setup_key, organisation, require, root_unit
from luister.organisation.rules import Actor, AlreadySetUp, LinkIsOver, Refused
from luister.organisation.services.events import record_event
from luister.organisation.services.guards import check_language, lock_organisation
from luister.organisation.services.people import add_person
from luister.organisation.services.roles import give_role
from luister.organisation.signals import organisation_set_up


@transaction.atomic
def set_up_organisation(*, name: str, time_zone: str, language: str, by: Actor, root_name: str | None = None) -> Organisation:
    """Make the organisation and the root of its tree.

    Raises
    ------
    AlreadySetUp
        If there is one; of two at once, one wins.
    Refused
        If the name is empty, or time zone or language is not known.
    """
    if not by.is_trusted:
        raise PermissionDenied(_("An organisation is set up at the command line or by the link that the start prints."))
    name = _check_name(name)
    try:
        with transaction.atomic():
            found = Organisation.objects.create(
                pk=1, name=name, time_zone=_check_zone(time_zone), language=check_language(language), created_at=now()
            )
    except IntegrityError:
        raise AlreadySetUp(_("This installation serves an organisation already.")) from None
    root = root_name or name
    Unit.objects.add_root({"key": stable_key(root), "name": root})
    record_event(by=by, action="organisation.set_up", subject=found)
    organisation_set_up.send(Organisation, organisation=found)
    return found


@transaction.atomic
def set_up_first_administrator(
    *, key: str, email: str, name: str, password: str, organisation_name: str, time_zone: str, language: str
) -> User:
    """Set the installation up by the link that the start prints: the organisation, if there is none, and its administrator.

    Raises
    ------
    LinkIsOver
        If `key` is not the link's.
    AlreadySetUp
        If there is an administrator; of two at once, one wins.
    ValidationError
        If the password is too easy to guess.
    """
    if not is_setup_key(key):
        raise LinkIsOver(_("This is not the link that the start of Luister printed."))
    by = Actor(label="set-up page", is_trusted=True)
    if organisation() is None:
        set_up_organisation(name=organisation_name, time_zone=time_zone, language=language, by=by)
    lock_organisation()
    if has_administrator():
        raise AlreadySetUp(_("This installation has an administrator already. Ask them to invite you."))
    user = add_person(email=email, name=name, language=language, password=password, by=by)
    give_role(user=user, unit=root_unit(), role=Role.ADMINISTRATOR, by=by)
    return user


@transaction.atomic
def change_organisation(*, by: Actor, name: str | None = None, time_zone: str | None = None, language: str | None = None) -> Organisation:
    """Change what is given. Another time zone moves the days that answers are counted on, from the next reading on."""
    require(by, Permission.MANAGE_SETTINGS, unit=root_unit())
    found = Organisation.objects.select_for_update().get()
    if name is not None:
        found.name = _check_name(name)
    if time_zone is not None:
        found.time_zone = _check_zone(time_zone)
    if language is not None:
        found.language = check_language(language)
    found.save()
    details = {"name": found.name, "time_zone": found.time_zone, "language": found.language}
    record_event(by=by, action="organisation.changed", subject=found, details=details)
    return found


def _check_name(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= 120:  # noqa: PLR2004 - the field's length
        raise Refused(_("The name is “%(given)s”; accepted: 1 to 120 characters.") % {"given": name})
    return name


def _check_zone(name: str) -> str:
    if name not in available_timezones():
        raise Refused(_("The time zone is “%(given)s”; accepted: a name such as Europe/Warsaw.") % {"given": name})
    return name
