"""A customer is forgotten, everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from luister.common.mail import queue_mail
from luister.common.models import Mail
from luister.customers.models import Customer, Erasure
from luister.customers.queries import read_erasures
from luister.customers.services import change_customer, erase_customer, replay_erasures
from luister.feedback.enums import Source
from luister.feedback.models import Answer, Comment, Response
from luister.feedback.services import accept
from luister.lake.models import Tombstone
from luister.organisation.models import Event, Unit, User
from luister.organisation.rules import Actor
from luister.outreach.models import Invitation
from luister.surveys.enums import Mode
from tests.factories import actor, make_campaign, make_customer, make_invitation, make_open_survey, make_response

SYSTEM = Actor.system()
MARKER = "qzxmarkerqzx"


def customer_with_a_past(unit: Unit) -> Customer:
    """Somebody who was written to, answered by a personal and by an open link, and whose name is all over the place."""
    customer = make_customer(f"Jan {MARKER}", key=f"C-{MARKER}", unit=unit)
    change_customer(customer=customer, by=SYSTEM, unit=unit, email=f"{MARKER}@example.org", phone="+48 600 100 200")
    customer.refresh_from_db()
    version = make_open_survey(unit=unit)
    invitation = make_invitation(make_campaign(version.survey), customer, attributes={"contract": MARKER})
    contact = {"consent": True, "name": MARKER, "email": f"{MARKER}@example.org"}
    told = {"score": 2, "reason": f"I am {MARKER} and I waited.", "contact": contact}
    by_link = {"version": version, "answers": told, "source": Source.WEB, "by": Actor.customer()}
    accept(**by_link, invitation=invitation, idempotency_key="1", language="en")  # type: ignore[arg-type]
    accept(**by_link, campaign=invitation.campaign, idempotency_key="2", language="en")  # type: ignore[arg-type]
    queue_mail(recipient=f"{MARKER}@example.org", subject="Hello", text=f"Dear {MARKER}")
    return customer


def test_nothing_of_a_customer_stays_but_a_line_in_the_journal(krakow: Unit, run_jobs: Callable[[], int]) -> None:
    customer = customer_with_a_past(krakow)
    other = make_response(comment="Somebody else.")
    run_jobs()
    keys = set(Response.objects.exclude(pk=other.pk).values_list("pk", flat=True))

    erasure = erase_customer(customer=customer, by=SYSTEM)

    assert list(Erasure.objects.all()) == [erasure]
    assert list(Response.objects.all()) == [other]
    assert (Comment.objects.count(), Answer.objects.count(), Mail.objects.count(), Invitation.objects.count()) == (1, 1, 0, 0)
    assert not Customer.objects.exists()
    assert set(Tombstone.objects.values_list("response_key", flat=True)) == keys
    assert not Event.objects.filter(subject_label__contains=MARKER).exists()
    assert Event.objects.filter(action="customer.erased").count() == 1


def test_an_anonymous_answer_is_nobodys_and_stays(krakow: Unit) -> None:
    customer = make_customer(unit=krakow)
    version = make_open_survey(mode=Mode.ANONYMOUS)
    invitation = make_invitation(make_campaign(version.survey), customer)
    accept(
        version=version, answers={"score": 2}, source=Source.WEB, by=Actor.customer(), invitation=invitation, idempotency_key="1"
    )  # fmt: skip

    erase_customer(customer=customer, by=SYSTEM)

    assert Response.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_the_database_file_holds_no_trace_of_an_erased_customer(krakow: Unit, run_jobs: Callable[[], int]) -> None:
    customer = customer_with_a_past(krakow)
    for number in range(30):
        make_response(comment=f"The technician came late for the {number}th time, and nobody called.")
    run_jobs()
    assert MARKER.encode() in file_bytes()

    erase_customer(customer=customer, by=SYSTEM)

    assert MARKER.encode() not in file_bytes()


def file_bytes() -> bytes:
    name = str(connection.settings_dict["NAME"])
    return b"".join(path.read_bytes() for path in (Path(name), Path(f"{name}-wal")) if path.exists())


def test_a_restored_backup_forgets_again(krakow: Unit) -> None:
    customer = make_customer(key="C-1", unit=krakow)
    number = customer.pk
    erase_customer(customer=customer, by=SYSTEM)
    journal = read_erasures()
    Erasure.objects.all().delete()  # the backup is older than the erasure
    Customer.objects.create(pk=number, key="C-1", created_at=Event.objects.latest("at").at)
    make_response(customer=Customer.objects.get(), comment="Back again")

    assert replay_erasures(erasures=journal, by=SYSTEM) == 1
    assert replay_erasures(erasures=journal, by=SYSTEM) == 0

    assert (Customer.objects.count(), Response.objects.count(), Erasure.objects.count()) == (0, 0, 1)


def test_somebody_who_came_back_under_the_same_key_stays(krakow: Unit) -> None:
    erase_customer(customer=make_customer(key="C-1", unit=krakow), by=SYSTEM)
    make_customer(key="C-1", unit=krakow)

    assert replay_erasures(erasures=read_erasures(), by=SYSTEM) == 0
    assert Customer.objects.count() == 1


def test_only_who_may_erases(krakow: Unit, cx_manager: User, manager: User, colleague: User, neighbour: User) -> None:
    customer = make_customer(unit=krakow)
    for person in (manager, colleague, neighbour):
        with pytest.raises(PermissionDenied):
            erase_customer(customer=customer, by=actor(person))

    erase_customer(customer=customer, by=actor(cx_manager))

    assert not Customer.objects.exists()
