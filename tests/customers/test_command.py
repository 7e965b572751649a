"""`luister customer` at the command line."""

import json

import pytest
from typer.testing import CliRunner

from luister.cli import customer as _commands  # noqa: F401 - adds itself to `app`
from luister.cli.app import app
from luister.customers.models import Customer
from luister.organisation.models import Event
from tests.factories import make_customer, make_response


@pytest.fixture
def command(db, monkeypatch):
    # The suite's Django is set up already; migrations and setup are another test's business.
    monkeypatch.setattr("luister.cli.customer.start_django", lambda: None)
    return lambda *arguments, **options: CliRunner().invoke(app, ["customer", *arguments], **options)


def test_a_customer_is_erased_by_their_number(command, krakow):
    make_response(customer=make_customer(key="C-1", unit=krakow), comment="Nobody called.")

    refused = command("erase", "C-1", input="n\n")
    assert (refused.exit_code, Customer.objects.count()) == (1, 1)
    done = command("erase", "C-1", "--yes")

    assert (done.exit_code, done.stdout) == (0, "")
    assert not Customer.objects.exists()
    assert Event.objects.get(action="customer.erased").actor_label.startswith("cli:")


def test_a_number_nobody_has_is_said(command, krakow):
    found = command("erase", "C-9", "--yes")

    assert found.exit_code == 2
    assert "There is no customer 'C-9'" in found.stderr


def test_the_rights_of_a_person_count(command, krakow, colleague):
    make_customer(key="C-1", unit=krakow)

    for name in (["erase", "C-1", "--yes"], ["export", "C-1"]):
        found = command(*name, "--as", colleague.email)
        assert found.exit_code == 2
        assert "right" in found.stderr
    assert Customer.objects.count() == 1


def test_everything_on_a_customer_is_printed_as_json(command, krakow):
    make_response(customer=make_customer("Zażółć", key="C-1", unit=krakow), comment="Nobody called.")

    found = command("export", "C-1")

    data = json.loads(found.stdout)
    assert data["customer"]["name"] == "Zażółć"
    assert data["responses"][0]["comments"][0]["text"] == "Nobody called."
