"""What the names in filters stand for. A name that stands for nothing is refused, so that a typing error is no empty figure.

What the reader may not see stands for nothing too, and is not among what the refusal names.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from luister.feedback.models import Response, Tag
from luister.feedback.rules import Filters, WrongFilter
from luister.organisation.enums import Permission
from luister.organisation.models import Unit
from luister.organisation.queries import reach_of, scope_of, unit_ids_below
from luister.organisation.rules import Actor
from luister.outreach.models import Campaign
from luister.programme.models import Touchpoint
from luister.surveys.models import Survey

_NAMES_LOOKED_AT = 500
_LONGEST_GIVEN = 120
_NAMED_IN_AN_ERROR = 12
_DIGITS_OF_A_KEY = 18


@dataclass(frozen=True)
class NamedIds:
    """The ids that a reader's filters name. None: there is no such filter, so all are looked at, also answers without one."""

    unit: frozenset[int] | None
    touchpoint: frozenset[int] | None
    survey: frozenset[int] | None
    campaign: frozenset[int] | None
    tag: frozenset[int] | None


def named_ids(filters: Filters, *, by: Actor, permission: Permission) -> NamedIds:
    """Return what `filters` name, by stable key or by name (campaigns: by name or number); a unit includes what lies below it.

    Raises
    ------
    WrongFilter
        If there is no such thing where `by` has `permission`.
    """

    def ids(model: Any, name: str) -> frozenset[int] | None:
        given: tuple[str, ...] = getattr(filters, name)
        return frozenset(found.pk for found in _named(known_to(model, by=by, permission=permission), name, given)) if given else None

    units = unit_ids_below(_named(known_to(Unit, by=by, permission=permission), "unit", filters.unit)) if filters.unit else None
    return NamedIds(
        unit=units, touchpoint=ids(Touchpoint, "touchpoint"), survey=ids(Survey, "survey"), campaign=ids(Campaign, "campaign"),
        tag=ids(Tag, "tag"),
    )  # fmt: skip


def known_to(model: type[Model], *, by: Actor, permission: Permission) -> QuerySet[Any]:
    """Return the units, touchpoints, surveys, campaigns or tags that `by` may know of.

    Those of their units and of the units above, and those that an answer of their units is credited to.
    """
    everything: QuerySet[Any] = model._default_manager.all()  # noqa: SLF001 - Django's own name for it
    scope = scope_of(by, permission)
    if scope.everything:
        return everything
    if model is Unit:
        return everything.filter(reach_of(by, permission).q("pk"))
    if model is Tag:
        return everything.filter(Exists(Response.tags.through.objects.filter(scope.q("response__unit"), tag=OuterRef("pk"))))
    credited = Response.objects.filter(scope.q(), **{str(model._meta.model_name): OuterRef("pk")})
    return everything.filter(reach_of(by, permission).q() | Exists(credited))


def _named(known: QuerySet[Any], name: str, given: tuple[str, ...]) -> list[Any]:
    """Return rows by stable key or by name; of two with the same name, both."""
    handle = "pk" if known.model is Campaign else "key"
    handles = [value for value in given if handle == "key" or (value.isascii() and value.isdigit() and len(value) < _DIGITS_OF_A_KEY)]
    found = list(known.filter(Q(**{f"{handle}__in": handles}) | Q(name__in=given)))
    there = {str(getattr(row, handle)) for row in found} | {row.name for row in found}
    for value in given:
        if value not in there:
            words = {"name": name, "given": value, "accepted": ", ".join(_nearest(known, value)) or "-"}
            raise WrongFilter(_("There is no %(name)s %(given)s. There are, among others: %(accepted)s.") % words)
    return found


def _nearest(known: QuerySet[Any], given: str) -> list[str]:
    """Return some names to choose from, the likest first."""
    names = list(known.order_by("name").values_list("name", flat=True)[:_NAMES_LOOKED_AT])
    folded = {name.casefold(): name for name in names}
    alike = [folded[name] for name in get_close_matches(given.casefold()[:_LONGEST_GIVEN], folded, n=3, cutoff=0.5)]
    return [*alike, *(name for name in names if name not in alike)][:_NAMED_IN_AN_ERROR]
