"""Three strangers try every address of the installation: a visitor, a person without roles, a colleague of another unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from luister.common.clock import now
from luister.organisation.enums import Permission
from luister.organisation.models import ApiKey, Unit, User
from luister.organisation.queries import unit_ids_below
from luister.organisation.queries.people import digest_of
from tests.factories import SignIn, make_unit
from tests.web.addresses import EXPECTED, SECRET, TO_SIGN_IN, Expected, World, make_world

METHODS = ("get", "post", "put", "delete")
NOT_EVEN_ASKED = {False: {405}, True: {400, 405, 422}}
"""The wrong method; for the API (True) also a body that can't be read, which is looked at first and tells nothing."""


@dataclass(frozen=True)
class Stranger:
    client: Client
    allowed: frozenset[int] | None


def names(patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inside = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from names(pattern.url_patterns, inside)
        else:
            yield ":".join([*spaces, pattern.name or str(pattern.pattern)])


ADDRESSES = sorted(set(names(get_resolver().url_patterns)))


def test_every_address_has_an_expectation_and_every_expectation_an_address():
    assert sorted(EXPECTED) == ADDRESSES, "Put a line for each new address into tests/web/addresses.py."


@pytest.fixture
def world(krakow: Unit, admin: User) -> World:
    return make_world(krakow)


def api_client(user: User, unit: Unit) -> Client:
    """A client with a key of the person that carries every scope: what it may not do, the person may not."""
    token = f"lsk_{user.pk:08d}_test"
    ApiKey.objects.create(
        name="test", user=user, unit=unit, prefix=f"{user.pk:08d}", digest=digest_of(token), scopes=Permission.values, created_at=now()
    )
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})


def strangers(name: str, expected: Expected, *, stranger: User, neighbour: User, root: Unit, sign_in: SignIn) -> dict[str, Stranger]:
    def client_of(user: User) -> Client:
        return api_client(user, root) if name.startswith("api") else sign_in(Client(raise_request_exception=False), user)

    return {
        "a visitor": Stranger(Client(raise_request_exception=False), expected.visitor),
        "a person without roles": Stranger(client_of(stranger), expected.roleless),
        "a colleague of another unit": Stranger(client_of(neighbour), expected.neighbour),
    }


def check(response: HttpResponse, who: str, expected: Expected, allowed: frozenset[int] | None) -> None:
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    assert response.status_code < 500, f"{who} gets an error of ours: {response.status_code}"
    at = body.find(SECRET.encode())
    assert at < 0, f"{who} reads what belongs to Kraków: {body[max(0, at - 200) : at + 60].decode()}"
    if response.status_code in NOT_EVEN_ASKED[response.headers["Content-Type"].startswith("application/json")]:
        return
    assert allowed is None or response.status_code in allowed, f"{who} gets {response.status_code}, expected one of {sorted(allowed or ())}"
    if TO_SIGN_IN in expected.visitor and allowed == expected.visitor and not expected.is_public and response.status_code == TO_SIGN_IN:
        assert response.headers["Location"].startswith(resolve_url(settings.LOGIN_URL)), (
            "A visitor is sent elsewhere than to the sign-in page"
        )


@pytest.mark.parametrize("name", ADDRESSES)
def test_strangers_see_and_do_nothing_of_krakow(name: str, world: World, stranger: User, neighbour: User, root: Unit, sign_in: SignIn):
    expected = EXPECTED[name]
    address = reverse(name, kwargs=expected.args(world))
    before = snapshot(world)

    for who, one in strangers(name, expected, stranger=stranger, neighbour=neighbour, root=root, sign_in=sign_in).items():
        for method in METHODS:
            check(getattr(one.client, method)(address), f"{who} who sends {method.upper()}", expected, one.allowed)

    assert snapshot(world) == before


def snapshot(world: World) -> list[object]:
    """All columns of all that is Kraków's, but for the note when a key was last used."""
    rows = [getattr(world, field) for field in world.__dataclass_fields__]
    return [type(row).objects.filter(pk=row.pk).values().first() for row in rows]


def test_the_neighbour_of_these_tests_is_really_another_unit_and_the_owner_really_gets_in(world: World, neighbour: User, sign_in: SignIn):
    assert world.unit.pk not in unit_ids_below([membership.unit for membership in neighbour.memberships.all()])
    mine = sign_in(Client(), world.person)

    assert SECRET in mine.get(reverse("people")).content.decode()
    assert mine.get(reverse("unit", args=[world.unit.key])).status_code == 200
    assert mine.get(reverse("unit", args=[make_unit("Elsewhere").key])).status_code == 404
