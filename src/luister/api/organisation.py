"""People and units."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from luister.api.app import responds
from luister.api.auth import ApiRequest
from luister.api.schemas import Id, PageOut, Paging, page_of
from luister.organisation.enums import Permission
from luister.organisation.models import User
from luister.organisation.queries import parent_keys, people_for, require, units_for

router = Router(tags=["organisation"])


class UnitOut(Schema):
    """A unit of the tree."""

    id: int
    key: str
    name: str
    parent: str | None
    is_active: bool


class RoleOut(Schema):
    """A role held at a unit."""

    role: str
    unit: str

    @staticmethod
    def resolve_unit(membership: Any) -> str:
        """Return the key of the unit."""
        return str(membership.unit.key)


class PersonOut(Schema):
    """A person who can sign in."""

    id: int
    name: str
    email: str
    language: str
    is_active: bool
    created_at: datetime
    roles: list[RoleOut]

    @staticmethod
    def resolve_roles(user: User) -> list[Any]:
        """Return the roles they hold."""
        return list(user.memberships.all())


@router.get("/units", response=responds((200, PageOut[UnitOut])), summary="List units")
def list_units(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List the units the key may see."""
    require(request.auth, Permission.SEE_PEOPLE)
    page = page_of(units_for(request.auth).order_by(), paging, order=("pk",))
    above = parent_keys(page["items"])
    items = [
        {"id": unit.pk, "key": unit.key, "name": unit.name, "parent": above.get(unit.pk), "is_active": unit.is_active}
        for unit in page["items"]
    ]
    return {**page, "items": items}


@router.get("/people", response=responds((200, PageOut[PersonOut])), summary="List people")
def list_people(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List the people who hold a role in the units the key may see."""
    return page_of(_people(request), paging, order=("pk",))


@router.get("/people/{person_id}", response=responds((200, PersonOut)), summary="Get a person")
def get_person(request: ApiRequest, person_id: Id) -> User:
    """Get one person the key may see."""
    return get_object_or_404(_people(request), pk=person_id)


def _people(request: ApiRequest) -> QuerySet[User]:
    require(request.auth, Permission.SEE_PEOPLE)
    return people_for(request.auth).order_by().prefetch_related("memberships__unit")
