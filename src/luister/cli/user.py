"""`luister user`: people at the command line, for the first administrator and for a lost password without mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from luister.cli.app import app, fail, log, operator, out, start_django
from luister.cli.refusing import refusals

if TYPE_CHECKING:
    from luister.organisation.enums import Role
    from luister.organisation.models import Unit, User

user = typer.Typer(no_args_is_help=True, help="People who sign in: add, list, reset a password, give a role, end access.")
app.add_typer(user, name="user")

As = Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="Act with the rights of this person instead of the operator's.")]
Email = Annotated[str, typer.Argument(metavar="EMAIL")]


@user.command()
def add(
    email: Email,
    *,
    name: Annotated[str, typer.Option(help="Name of the person; without it the part of the address before the @.")] = "",
    role: Annotated[
        str,
        typer.Option(
            help="administrator, cx_manager, manager, colleague, executive or analyst. "
            "Without it the first person becomes administrator and everybody after them colleague."
        ),
    ] = "",
    unit: Annotated[str, typer.Option(help="Key of the unit where the role counts; without it the whole organisation.")] = "",
    language: Annotated[str, typer.Option(help="en, pl, nl or sv.")] = "en",
    organisation: Annotated[str, typer.Option(help="Name of the organisation, on an installation that has none yet.")] = "My organisation",
    as_email: As = None,
) -> None:
    """Add a person with a generated password and a role. On an empty installation the organisation is set up first."""
    start_django()
    from django.db import transaction

    from luister.common.options import options
    from luister.organisation import queries, services

    by = operator(as_email)
    with refusals(), transaction.atomic():
        if queries.organisation() is None:
            services.set_up_organisation(name=organisation, time_zone=options().time_zone, language=language, by=by)
            log.print(f"The organisation {organisation} is set up.", highlight=False, markup=False)
        person = services.add_person(email=email, name=name or email.partition("@")[0], language=language, by=by)
        services.give_role(user=person, unit=_unit(unit), role=_role(role or _usual_role()), by=by)
        password = services.reset_password(user=person, by=by)
    _say_password(person, password)


@user.command("list")
def list_people() -> None:
    """List who is here, one person a line: address, name, roles."""
    start_django()
    from luister.organisation.models import User

    for person in User.objects.order_by("email").prefetch_related("memberships__unit"):
        roles = ", ".join(f"{membership.role} at {membership.unit.key}" for membership in person.memberships.all()) or "no role"
        access = "" if person.is_active else " (no access)"
        out.print(f"{person.email}\t{person.name}\t{roles}{access}", highlight=False, markup=False, soft_wrap=True)


@user.command()
def reset(email: Email, *, as_email: As = None) -> None:
    """Set a new generated password and print it; the person is signed out everywhere."""
    start_django()
    from luister.organisation import services

    with refusals():
        person = _person(email)
        password = services.reset_password(user=person, by=operator(as_email))
    _say_password(person, password)
    if not person.is_active:
        log.print("This person has no access at the moment: luister user enable EMAIL.", highlight=False)


@user.command()
def disable(email: Email, *, as_email: As = None) -> None:
    """End a person's access at once: sessions and API keys too."""
    start_django()
    from luister.organisation import services

    with refusals():
        services.disable_person(user=_person(email), by=operator(as_email))
    log.print(f"{email} can't sign in any more.", highlight=False, markup=False)


@user.command()
def enable(email: Email, *, as_email: As = None) -> None:
    """Let a person in again."""
    start_django()
    from luister.organisation import services

    with refusals():
        services.enable_person(user=_person(email), by=operator(as_email))
    log.print(f"{email} can sign in again.", highlight=False, markup=False)


@user.command("role")
def change_role(
    email: Email,
    role: Annotated[str, typer.Argument(help="administrator, cx_manager, manager, colleague, executive or analyst.")],
    *,
    unit: Annotated[str, typer.Option(help="Key of the unit where the role counts; without it the whole organisation.")] = "",
    take: Annotated[bool, typer.Option("--take", help="Take the role away instead of giving it.")] = False,
    as_email: As = None,
) -> None:
    """Give a role, or take it away."""
    start_django()
    from luister.organisation import services

    with refusals():
        person, place, wanted, by = _person(email), _unit(unit), _role(role), operator(as_email)
        if not take:
            services.give_role(user=person, unit=place, role=wanted, by=by)
        else:
            held = person.memberships.filter(unit=place, role=wanted).select_related("unit", "user").first()
            if held is None:
                raise fail(f"{email} does not hold the role {role} at {place.key}. `luister user list` shows who holds what.")
            services.take_role(membership=held, by=by)
    log.print(f"{email} {'no longer has' if take else 'has'} the role {role} at {place.name}.", highlight=False, markup=False)


def _say_password(person: User, password: str) -> None:
    """Print the password alone to stdout, so that a script can take it; all else goes to stderr."""
    log.print(f"{person.email} signs in with this password. It is shown only now:", highlight=False, markup=False)
    out.print(password, highlight=False, markup=False)


def _person(email: str) -> User:
    from luister.organisation.models import User

    found = User.objects.filter(email__iexact=email).first()
    if found is None:
        raise fail(f"Nobody has the address {email}. `luister user list` shows who is here.")
    return found


def _unit(key: str) -> Unit:
    from luister.organisation.models import Unit

    found: Unit | None = Unit.objects.filter(key=key).first() if key else Unit.objects.filter(depth=1).first()
    if found is None:
        known = ", ".join(Unit.objects.order_by("path").values_list("key", flat=True)[:20])
        raise fail(f"There is no unit {key!r}; accepted: {known or 'none yet, the organisation is not set up'}.")
    return found


def _usual_role() -> str:
    from luister.organisation.queries import has_administrator

    return "colleague" if has_administrator() else "administrator"


def _role(text: str) -> Role:
    from luister.organisation.enums import Role

    if text not in Role.values:
        raise fail(f"The role is {text!r}; accepted: {', '.join(Role.values)}.")
    return Role(text)
