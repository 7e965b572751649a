"""Finds the units, touchpoints, questions and customers that rows name, and makes those that are missing. Each is looked up once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_noop as _

from luister.common.ids import stable_key
from luister.customers.services import add_missing_customers, define_attribute
from luister.exchange.files.problems import RowRefused
from luister.organisation.enums import Permission
from luister.organisation.models import Unit
from luister.organisation.queries import root_unit, scope_of
from luister.organisation.services import find_or_add_unit
from luister.programme.queries import touchpoint_named
from luister.programme.services import find_or_add_touchpoint
from luister.surveys.models import Question, Survey
from luister.surveys.services import find_or_add_import_survey, find_or_add_question

if TYPE_CHECKING:
    from collections.abc import Collection

    from luister.customers.models import Customer
    from luister.exchange.files.mapping import Mapping
    from luister.organisation.rules import Actor
    from luister.programme.models import Touchpoint


class Places:
    """What the rows of one import belong to. `created_units` and `created_touchpoints` name what was not there before."""

    def __init__(self, mapping: Mapping, *, by: Actor) -> None:
        self._mapping = mapping
        self._by = by
        self._scope = scope_of(by, Permission.IMPORT)
        self.home = top_unit(by)
        self.survey = find_or_add_import_survey(
            key=mapping.survey.key, name=mapping.survey.name, kind=mapping.survey.kind, mode=mapping.survey.mode,
            unit=self.home, default_language=mapping.survey.language, by=by,
        )  # fmt: skip
        for attribute in mapping.attributes:
            define_attribute(name=attribute.name or attribute.column, key=attribute.key, by=by)
        self.questions = {part.key: self._score_question(part.key) for part in mapping.scores}
        self._units: dict[str, Unit] = {}
        self._touchpoints: dict[str, Touchpoint] = {}
        self.created_units: list[str] = []
        self.created_touchpoints: list[str] = []

    def unit(self, name: str) -> Unit:
        """Return the unit of this name, made below the root if there is none; the import's own unit for an empty name."""
        if not name:
            return self.home
        if name not in self._units:
            try:
                unit, created = find_or_add_unit(name=name, by=self._by)
            except PermissionDenied:
                unit = None
            if unit is None or not self._scope.covers(unit.pk):
                raise RowRefused(_column(self._mapping), _("you may not import into the unit '%(unit)s'."), unit=name)
            self._units[name] = unit
            if created:
                self.created_units.append(name)
        return self._units[name]

    def touchpoint(self, name: str) -> Touchpoint | None:
        """Return the touchpoint of this name, made at the import's own unit if there is none; None for an empty name."""
        if not name:
            return None
        if name not in self._touchpoints:
            found, created = find_or_add_touchpoint(name=name, unit=self.home, by=self._by)
            self._touchpoints[name] = found
            if created:
                self.created_touchpoints.append(name)
        return self._touchpoints[name]

    def comment_question(self, key: str, prompt: str) -> Question:
        """Return the question that a prompt asks."""
        if key not in self.questions:
            self.questions[key] = find_or_add_question(survey=self.survey, key=key, type="comment", metric="", text=prompt)
        return self.questions[key]

    def customers(self, keys: Collection[str]) -> dict[str, Customer]:
        """Return the customers of these keys; those not known are added."""
        return add_missing_customers(keys=keys, unit=self.home, by=self._by) if keys else {}

    def _score_question(self, key: str) -> Question:
        part = next(part for part in self._mapping.scores if part.key == key)
        return find_or_add_question(
            survey=self.survey, key=key, type="score", metric=part.metric, text=part.question,
            scale_min=part.scale.min, scale_max=part.scale.max, dont_know_counts=part.dont_know == "counts",
        )  # fmt: skip


def top_unit(by: Actor) -> Unit:
    """Return the unit that an import of this person belongs to: the root, or the highest unit where they may import.

    Raises
    ------
    PermissionDenied
        If they may import nowhere.
    """
    scope = scope_of(by, Permission.IMPORT)
    if scope.everything:
        return root_unit()
    highest: Unit | None = Unit.objects.filter(scope.q("pk")).order_by("depth", "path").first()
    if highest is None:
        raise PermissionDenied(_("You need the right to import data."))
    return highest


def would_be_created(mapping: Mapping, *, units: Collection[str], touchpoints: Collection[str], by: Actor) -> tuple[list[str], list[str]]:
    """Return the names of units and of touchpoints that a real run would make. Writes nothing."""
    known = {unit.key for unit in Unit.objects.all()} | {unit.name.lower() for unit in Unit.objects.all()}
    new_units = [name for name in units if name and stable_key(name) not in known and name.lower() not in known]
    home = top_unit(by)
    return new_units, [name for name in touchpoints if name and touchpoint_named(name, unit=home) is None]


def known_survey(mapping: Mapping) -> Survey | None:
    """Return the survey of the mapping if an import made it already."""
    return Survey.objects.filter(key=mapping.survey.key, is_imported=True).first()


def _column(mapping: Mapping) -> str:
    return (mapping.unit.column if mapping.unit else "") or ""
