"""Reads: surveys and their versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luister.core.form import Questionnaire, parse_questionnaire
from luister.organisation.enums import Permission
from luister.organisation.queries import organisation, scope_of
from luister.surveys.models import Survey, SurveyVersion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from luister.organisation.rules import Actor


def surveys(*, by: Actor, permission: Permission = Permission.MANAGE_SURVEYS) -> QuerySet[Survey]:
    """Return the surveys for which `by` has `permission`, newest first, with unit and touchpoint."""
    scope = scope_of(by, permission)
    found = Survey.objects.filter(scope.q("unit")) if scope else Survey.objects.none()
    return found.select_related("unit", "touchpoint").order_by("-created_at", "-pk")


def published_version(survey: Survey) -> SurveyVersion | None:
    """Return the version that is asked now: the last one published."""
    return survey.versions.filter(published_at__isnull=False).order_by("-number").first()


def draft_version(survey: Survey) -> SurveyVersion | None:
    """Return the version that is being written, if there is one."""
    return survey.versions.filter(published_at__isnull=True).order_by("-number").first()


def questionnaire_of(version: SurveyVersion) -> Questionnaire:
    """Return what `version` asks. A published one is exactly as customers read it; a draft still has its placeholders."""
    return parse_questionnaire(version.definition)


def placeholder_values() -> dict[str, str]:
    """Return what placeholders of a questionnaire stand for."""
    found = organisation()
    return {"organisation": found.name if found is not None else ""}
