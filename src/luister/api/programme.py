"""Touchpoints and customers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status

from luister.api.app import Refusal, responds
from luister.api.auth import ApiRequest
from luister.api.schemas import Id, In, Key, PageOut, Paging, Text, page_of
from luister.customers.models import Customer
from luister.customers.services import erase_customer, find_or_add_customer
from luister.organisation.enums import Permission
from luister.organisation.models import Unit
from luister.organisation.queries import require, scope_of
from luister.programme.models import Touchpoint

router = Router(tags=["programme"])


class TouchpointOut(Schema):
    """A touchpoint."""

    id: int
    key: str
    name: str
    channel: str
    unit: str
    owner: str | None
    is_active: bool

    @staticmethod
    def resolve_unit(touchpoint: Touchpoint) -> str:
        """Return the key of the unit that owns it."""
        return touchpoint.unit.key

    @staticmethod
    def resolve_owner(touchpoint: Touchpoint) -> str | None:
        """Return the e-mail address of the person who owns it."""
        return None if touchpoint.owner is None else touchpoint.owner.email


class CustomerIn(In):
    """A customer, found by the organisation's own key; what is sent replaces what was known."""

    key: Key
    name: Text = ""
    email: Text = ""
    phone: Text = ""
    language: Text = ""
    unit: Key | None = None
    attributes: dict[Key, Text] = {}


class CustomerOut(Schema):
    """A customer."""

    id: int
    key: str
    name: str
    email: str
    phone: str
    language: str
    attributes: dict[str, Any]
    stop_asking_at: datetime | None
    created_at: datetime


@router.get("/touchpoints", response=responds((200, PageOut[TouchpointOut])), summary="List touchpoints")
def list_touchpoints(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List the touchpoints of the units the key may see."""
    require(request.auth, Permission.SEE_PROGRAMME)
    touchpoints = Touchpoint.objects.filter(scope_of(request.auth, Permission.SEE_PROGRAMME).q()).select_related("unit", "owner")
    return page_of(touchpoints, paging, order=("pk",))


@router.get("/customers", response=responds((200, PageOut[CustomerOut])), summary="List customers")
def list_customers(request: ApiRequest, paging: Query[Paging], key: Key | None = None) -> dict[str, Any]:
    """List the customers the key may see; `key` finds one by the organisation's own key."""
    customers = _customers(request)
    return page_of(customers.filter(key=key) if key else customers, paging, order=("pk",))


@router.get("/customers/{customer_id}", response=responds((200, CustomerOut)), summary="Get a customer")
def get_customer(request: ApiRequest, customer_id: Id) -> Customer:
    """Get one customer the key may see."""
    return get_object_or_404(_customers(request), pk=customer_id)


@router.put("/customers", response=responds((200, CustomerOut)), summary="Add or change a customer")
def put_customer(request: ApiRequest, payload: CustomerIn) -> Customer:
    """Add a customer, or change the one with this key. Sending it twice changes nothing more."""
    unit = None
    if payload.unit is not None:
        unit = Unit.objects.filter(key=payload.unit).first()
        if unit is None:
            raise Refusal(422, f"There is no unit {payload.unit!r}.", fields={"unit": "the key of a unit (GET /units)"})
    try:
        return find_or_add_customer(
            key=payload.key, name=payload.name, email=payload.email, phone=payload.phone, language=payload.language,
            unit=unit, attributes=payload.attributes, by=request.auth,
        )  # fmt: skip
    except ValueError as error:
        raise Refusal(422, str(error)) from None


@router.delete("/customers/{customer_id}", response=responds((204, None)), summary="Erase a customer")
def delete_customer(request: ApiRequest, customer_id: Id) -> Status[None]:
    """Erase a customer with everything they said, everywhere."""
    require(request.auth, Permission.ERASE_CUSTOMERS)
    erase_customer(customer=get_object_or_404(_customers(request), pk=customer_id), by=request.auth)
    return Status(204, None)


def _customers(request: ApiRequest) -> QuerySet[Customer]:
    require(request.auth, Permission.SEE_CUSTOMERS)
    return Customer.objects.filter(scope_of(request.auth, Permission.SEE_CUSTOMERS).q())
