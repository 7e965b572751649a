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
from luister.organisation.models import Unit, User
from luister.organisation.queries import require, scope_of

router = Router(tags=["organisation"])


class UnitOut(Schema):
    """A unit of the tree."""

    id: int
    key: str
    name: str
    parent: str | None
    is_active: bool

    @staticmethod
    def resolve_parent(unit: Unit) -> str | None:
        """Return the key of the unit above."""
        above = unit.get_parent()
        return None if above is None else str(above.key)


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
    return page_of(Unit.objects.filter(scope_of(request.auth, Permission.SEE_PEOPLE).q("pk")), paging, order=("pk",))


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
    scope = scope_of(request.auth, Permission.SEE_PEOPLE)
    people = User.objects.all() if scope.everything else User.objects.filter(memberships__unit__in=scope.unit_ids).distinct()
    return people.prefetch_related("memberships__unit")
