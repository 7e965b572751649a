"""`luister customer`: what is known of one person, and forgetting them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from luister.cli.app import app, fail, log, operator, start_django

if TYPE_CHECKING:
    from luister.customers.models import Customer

commands = typer.Typer(no_args_is_help=True, help="What is known of one customer, and forgetting them.")
app.add_typer(commands, name="customer")

Key = Annotated[str, typer.Argument(help="The organisation's own number of the customer.")]
As = Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="Act with the rights of this person.")]


@commands.command()
def export(key: Key, *, as_email: As = None) -> None:
    """Print everything that is known of a customer, as JSON."""
    start_django()
    from django.core.exceptions import PermissionDenied

    from luister.customers.services import export_customer

    customer = _customer(key)
    try:
        data = export_customer(customer=customer, by=operator(as_email))
    except PermissionDenied as error:
        raise fail(str(error)) from None
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))


@commands.command()
def erase(
    key: Key,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before erasing.")] = False,
    as_email: As = None,
) -> None:
    """Erase a customer with everything they said: at once from the database and from every figure."""
    start_django()
    from django.core.exceptions import PermissionDenied

    from luister.customers.services import erase_customer

    customer = _customer(key)
    by = operator(as_email)
    if not yes:
        typer.confirm(f"Erase the customer {key} and everything they said? This can't be undone.", abort=True, err=True)
    try:
        erase_customer(customer=customer, by=by)
    except PermissionDenied as error:
        raise fail(str(error)) from None
    log.print(f"The customer {key} was erased. `luister lake compact` (nightly by itself) also removes their rows from the lake's files.")


def _customer(key: str) -> Customer:
    from luister.customers.models import Customer

    found = Customer.objects.filter(key=key).first()
    if found is None:
        raise fail(f"There is no customer {key!r}; accepted: the organisation's own number of a customer, as on the page Customers.")
    return found
