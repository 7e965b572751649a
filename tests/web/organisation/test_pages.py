from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import luister
from luister.common.models import Mail
from luister.organisation.enums import Role
from luister.organisation.models import ApiKey, Event, Organisation, Unit, User
from luister.organisation.queries import find_api_key
from luister.organisation.services import create_api_key, record_event
from luister.web.organisation.words import ACTIONS
from tests.factories import SignIn, actor, make_person, make_unit


@pytest.fixture
def mine(client: Client, admin: User, sign_in: SignIn) -> Client:
    return sign_in(client, admin)


def messages(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_somebody_is_invited_with_a_role(mine: Client, krakow: Unit):
    facts = {"name": "Jan", "email": "jan@example.org", "language": "pl", "role": Role.COLLEAGUE, "unit": krakow.pk}
    answer = mine.post(reverse("person-new"), facts, follow=True)
    jan = User.objects.get(email="jan@example.org")

    assert messages(answer) == ["An invitation to jan@example.org is on its way."]
    assert "/invitation/" in answer.content.decode()
    assert [(m.role, m.unit) for m in jan.memberships.all()] == [("colleague", krakow)]
    again = mine.post(reverse("person-new"), facts)
    assert again.context["form"].non_field_errors() == ["Somebody with the address jan@example.org is here already."]
    assert Mail.objects.count() == 1


def test_a_role_is_given_and_taken_on_the_page_of_a_person(mine: Client, colleague: User, field_service: Unit):
    address = reverse("person", args=[colleague.pk])
    mine.post(address, {"form": "role", "role": Role.ANALYST, "unit": field_service.pk})
    membership = colleague.memberships.get(unit=field_service)
    mine.post(reverse("role-take", args=[colleague.pk, membership.pk]))

    assert not colleague.memberships.filter(unit=field_service).exists()
    assert list(Event.objects.values_list("action", flat=True)) == ["role.taken", "role.given"]


def test_the_last_administrator_is_kept_and_the_page_says_why(mine: Client, admin: User):
    answer = mine.post(reverse("person-access", args=[admin.pk]), {"access": "off"}, follow=True)

    assert messages(answer) == ["Ada Admin is the only administrator. Give somebody else this role first."]
    assert User.objects.get(pk=admin.pk).is_active


def test_access_is_ended_and_given_back(mine: Client, colleague: User):
    for access in ("off", "on"):
        mine.post(reverse("person-access", args=[colleague.pk]), {"access": access})
        assert User.objects.get(pk=colleague.pk).is_active is (access == "on")


def test_a_wrong_change_keeps_the_heading_and_shows_the_error(mine: Client, colleague: User, admin: User):
    answer = mine.post(reverse("person", args=[colleague.pk]), {"form": "change", "name": "X", "email": admin.email, "language": "en"})

    assert answer.context["change"].non_field_errors() == ["Somebody with the address ada@example.org is here already."]
    assert "<h1>Kasia Colleague</h1>" in answer.content.decode()


def test_a_manager_sees_people_without_buttons(client: Client, manager: User, colleague: User, sign_in: SignIn):
    page = sign_in(client, manager).get(reverse("person", args=[colleague.pk])).content.decode()

    assert "Kasia Colleague" in page
    assert "Give the role" not in page
    assert client.post(reverse("person", args=[colleague.pk]), {"form": "change", "name": "X"}).status_code == 403
    assert client.get(reverse("person-new")).status_code == 403


def test_the_tree_grows_moves_and_closes(mine: Client, care: Unit, krakow: Unit, field_service: Unit):
    mine.post(reverse("unit", args=[krakow.key]), {"form": "add", "add-name": "Night shift"})
    mine.post(reverse("unit", args=[krakow.key]), {"form": "move", "move-parent": field_service.pk})
    mine.post(reverse("unit", args=[care.key]), {"form": "rename", "rename-name": "Care"})
    mine.post(reverse("unit-state", args=[care.key]), {"state": "closed"})
    page = mine.get(reverse("units")).content.decode()

    assert re.findall(r'<a href="/units/[^"]+">([^<]+)</a>', page) == [
        "Zomerwind",
        "Care",
        "Field service",
        "Customer care Kraków",
        "Night shift",
    ]
    assert page.count(">closed<") == 1
    wrong = mine.post(reverse("unit", args=[field_service.key]), {"form": "move", "move-parent": krakow.pk})
    assert "lie below itself" in str(wrong.context["forms"]["move"].non_field_errors())


def test_settings_are_for_who_administers_the_whole(mine: Client, care: Unit, sign_in: SignIn):
    mine.post(reverse("settings"), {"name": "Zomerwind BV", "time_zone": "Europe/Warsaw", "language": "nl"})
    assert Organisation.objects.get().name == "Zomerwind BV"

    local = make_person(role=Role.ADMINISTRATOR, unit=care)
    assert sign_in(Client(), local).get(reverse("settings")).status_code == 403


def test_a_key_is_shown_once_and_can_be_ended(client: Client, colleague: User, krakow: Unit, sign_in: SignIn):
    sign_in(client, colleague)
    facts = {"name": "till", "owner": "me", "unit": krakow.pk, "scopes": ["cases:see", "voices:see"], "expires_on": "2099-12-31"}
    token = re.search(r"lsk_\w+_[\w-]+", client.post(reverse("keys"), facts).content.decode())
    key = ApiKey.objects.get()

    assert token is not None
    assert find_api_key(token.group()) == key
    assert (key.user, key.scopes) == (colleague, ["cases:see", "voices:see"])
    assert token.group() not in client.get(reverse("keys")).content.decode()
    client.post(reverse("key-revoke", args=[key.pk]))
    assert find_api_key(token.group()) is None


def test_a_colleague_is_offered_no_scope_they_do_not_have_and_no_services_key(
    client: Client, colleague: User, krakow: Unit, sign_in: SignIn
):
    sign_in(client, colleague)
    answer = client.post(reverse("keys"), {"name": "x", "owner": "service", "unit": krakow.pk, "scopes": ["people:manage"]})

    assert set(answer.context["form"].errors) == {"owner", "scopes"}
    assert not ApiKey.objects.exists()


def test_the_event_log_is_filtered_and_paged(mine: Client, admin: User, colleague: User, krakow: Unit):
    for number in range(60):
        record_event(by=actor(admin), action="unit.renamed", subject=krakow, unit=krakow, details={"number": number})
    record_event(by=actor(colleague), action="person.changed", subject=colleague)

    first = mine.get(reverse("events"))
    assert len(first.context["lines"]) == 50
    second = mine.get(reverse("events") + first.context["pager"]["next_url"])
    assert len(second.context["lines"]) == 11
    assert [words for _event, words in mine.get(reverse("events"), {"action": "person.changed"}).context["lines"]] == [
        "changed a person's details"
    ]
    assert len(mine.get(reverse("events"), {"q": "kasia"}).context["lines"]) == 1
    assert mine.get(reverse("events"), {"cursor": "nonsense", "start": "never"}).status_code == 200


def test_times_are_those_of_the_organisation(mine: Client, admin: User):
    record_event(by=actor(admin), action="unit.added", at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))

    assert 'datetime="2026-07-02T00:30:00+02:00"' in mine.get(reverse("events")).content.decode()


def test_every_action_that_a_service_records_has_words():
    source = "".join(path.read_text(encoding="utf-8") for path in Path(luister.__file__).parent.rglob("*.py"))

    assert sorted(set(re.findall(r'action="([a-z_]+\.[a-z_]+)"', source)) - set(ACTIONS)) == []


def add_people(number: int, admin: User) -> None:
    for _person in range(number):
        make_person(role=Role.COLLEAGUE)


def add_units(number: int, admin: User) -> None:
    for _unit in range(number):
        make_unit(parent=make_unit())


def add_keys(number: int, admin: User) -> None:
    for _key in range(number):
        create_api_key(name="x", scopes=["cases:see"], unit=Unit.objects.get(depth=1), user=make_person(), by=_operator())


def add_events(number: int, admin: User) -> None:
    for _event in range(number):
        record_event(by=actor(admin), action="unit.added", unit=make_unit())


def _operator():
    from luister.organisation.rules import Actor

    return Actor.operator("tester")


@pytest.mark.parametrize(("name", "add"), [("people", add_people), ("units", add_units), ("keys", add_keys), ("events", add_events)])
def test_a_list_of_three_costs_as_many_queries_as_a_list_of_one(mine: Client, admin: User, name: str, add: Callable[[int, User], None]):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert mine.get(reverse(name)).status_code == 200
        return len(queries)

    add(1, admin)
    one = cost()
    add(2, admin)

    assert cost() == one


def test_probes_answer_without_words_and_without_signing_in(client: Client, db: None):
    for name in ("healthz", "readyz"):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer.content) == (200, b"")


def test_a_full_disk_or_a_database_behind_its_code_is_not_ready(client: Client, db: None, monkeypatch: pytest.MonkeyPatch):
    from django.db.migrations.recorder import MigrationRecorder

    from luister.web.organisation import health

    MigrationRecorder(connection).record_unapplied("common", "0002_workers")
    assert client.get(reverse("readyz")).status_code == 503
    MigrationRecorder(connection).record_applied("common", "0002_workers")
    monkeypatch.setattr(health, "FREE_BYTES", 10**18)
    assert client.get(reverse("readyz")).status_code == 503
