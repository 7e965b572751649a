"""A service's key with all scopes, and clients that carry keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest
from django.test import Client

from luister.api.auth import RATE
from luister.organisation.enums import Permission
from luister.organisation.models import Unit, User
from luister.organisation.rules import Actor
from luister.organisation.services import create_api_key

KeyClient = Callable[..., Client]


@pytest.fixture
def key_client(root: Unit, operator: Actor) -> KeyClient:
    """`key_client(scopes=..., unit=..., user=...)`: a client whose requests carry a new key."""

    def make(scopes: Iterable[str] = tuple(Permission.values), *, unit: Unit | None = None, user: User | None = None) -> Client:
        by = operator if user is None else Actor.person(user)
        _key, token = create_api_key(name="till", scopes=list(scopes), unit=unit or root, by=by, user=user)
        return Client(headers={"Authorization": f"Bearer {token}"})

    return make


@pytest.fixture(autouse=True)
def _fresh_rates() -> Iterator[None]:
    RATE.forget()
    yield
    RATE.forget()
