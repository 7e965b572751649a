"""The command line's root, and what every command does first."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING

import typer

from luister.cli.console import log, out

if TYPE_CHECKING:
    from luister.organisation.rules import Actor

__all__ = ["app", "fail", "is_terminal", "log", "operator", "out", "start_django"]

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Luister: listen, understand, act, prove, tell."
)

EXIT_ROWS_WITH_ERRORS = 1
EXIT_WRONG_USAGE = 2


def fail(message: str, *, code: int = EXIT_WRONG_USAGE) -> typer.Exit:
    """Print one sentence to stderr and return the exit to raise."""
    log.print(message, style="bold red", highlight=False, markup=False)
    return typer.Exit(code)


def start_django(*, migrate: bool = True) -> None:
    """Set Django up; by default bring the database up to date first, so that every command works on an empty home."""
    from luister.config.options import WrongSetting

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luister.config.settings")
    try:
        import django

        django.setup()
    except WrongSetting as error:
        raise fail(str(error)) from None
    if migrate:
        _bring_up_to_date()


def _bring_up_to_date() -> None:
    from django.db import DatabaseError

    from luister.cli.migrating import migrate_if_needed

    try:
        migrate_if_needed()
    except DatabaseError as error:
        from luister.common.options import options

        raise fail(f"The database can't be used: {options().database_name}. It says: {' '.join(str(error).split())}") from None


def operator(as_email: str | None = None) -> Actor:
    """Return who acts: the operator of this machine, or with `--as EMAIL` that person with their rights."""
    from luister.organisation.models import User
    from luister.organisation.rules import Actor

    if as_email is None:
        return Actor.operator(getpass.getuser())
    user = User.objects.filter(email__iexact=as_email, is_active=True).first()
    if user is None:
        raise fail(f"--as {as_email}: nobody with this address can sign in. `luister user list` shows who can.")
    return Actor.person(user)


def is_terminal() -> bool:
    """Return whether a person watches stderr."""
    return sys.stderr.isatty()
