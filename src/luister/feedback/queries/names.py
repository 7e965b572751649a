"""What the names in filters stand for. A name that stands for nothing is refused, so that a typing error is no empty figure."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from luister.feedback.models import Tag
from luister.feedback.rules import Filters, WrongFilter
from luister.organisation.models import Unit
from luister.organisation.queries import unit_ids_below
from luister.outreach.models import Campaign
from luister.programme.models import Touchpoint
from luister.surveys.models import Survey

_NAMED_IN_AN_ERROR = 12
_DIGITS_OF_A_KEY = 18


def unit_ids(filters: Filters) -> frozenset[int] | None:
    """Return the units that `filters` name, with all that lie below them; None when every unit is looked at."""
    return unit_ids_below(_named(Unit, "unit", filters.unit)) if filters.unit else None


def touchpoint_ids(filters: Filters) -> frozenset[int] | None:
    """Return the touchpoints that `filters` name; None when all are looked at, also answers without one."""
    return _ids(Touchpoint, "touchpoint", filters.touchpoint)


def survey_ids(filters: Filters) -> frozenset[int] | None:
    """Return the surveys that `filters` name; None when all are looked at."""
    return _ids(Survey, "survey", filters.survey)


def campaign_ids(filters: Filters) -> frozenset[int] | None:
    """Return the campaigns that `filters` name (by name or number); None when all are looked at."""
    return _ids(Campaign, "campaign", filters.campaign)


def tag_ids(filters: Filters) -> frozenset[int] | None:
    """Return the tags that `filters` name; None when it does not matter which a response has."""
    return _ids(Tag, "tag", filters.tag)


def _ids(model: type[Model], name: str, given: tuple[str, ...]) -> frozenset[int] | None:
    return frozenset(found.pk for found in _named(model, name, given)) if given else None


def _named(model: Any, name: str, given: tuple[str, ...]) -> list[Any]:
    """Return rows by stable key or by name; of two with the same name, both."""
    handle = "pk" if model is Campaign else "key"
    handles = [value for value in given if handle == "key" or (value.isascii() and value.isdigit() and len(value) < _DIGITS_OF_A_KEY)]
    found = list(model.objects.filter(Q(**{f"{handle}__in": handles}) | Q(name__in=given)))
    known = {str(getattr(row, handle)) for row in found} | {row.name for row in found}
    for value in given:
        if value not in known:
            some = ", ".join(model.objects.order_by("name").values_list("name", flat=True)[:_NAMED_IN_AN_ERROR])
            words = {"name": name, "given": value, "accepted": some or "-"}
            raise WrongFilter(_("There is no %(name)s %(given)s. There are, among others: %(accepted)s.") % words)
    return found
