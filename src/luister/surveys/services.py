"""Writes: surveys, their versions and questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from luister.common.clock import now
from luister.common.keys import create_keyed
from luister.core.form import FormOfAddress, Questionnaire, QuestionType, parse_questionnaire, standard_questionnaire
from luister.core.form import Question as AskedQuestion
from luister.organisation.enums import Permission
from luister.organisation.queries import may, require
from luister.organisation.services import record_event
from luister.surveys.enums import Kind, Metric, Mode, SurveyState
from luister.surveys.models import Question, Survey, SurveyVersion
from luister.surveys.queries import draft_version, placeholder_values, published_version, questionnaire_of
from luister.surveys.rules import SurveyRefused, asks_for_contact, filled, with_own_series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from luister.organisation.models import Unit
    from luister.organisation.rules import Actor
    from luister.programme.models import Touchpoint


@transaction.atomic
def create_survey(
    *,
    name: str,
    kind: str,
    unit: Unit,
    by: Actor,
    metric: str = "",
    mode: str = Mode.CONFIDENTIAL,
    languages: Sequence[str] = ("en",),
    default_language: str = "",
    touchpoint: Touchpoint | None = None,
    purpose: str = "",
    definition: Mapping[str, object] | None = None,
    key: str = "",
    form_of_address: str = FormOfAddress.FORMAL,
) -> Survey:
    """Make a draft with version 1 and return the survey.

    Without `definition` it asks the standard questions for `metric` (nps, csat or ces), in Polish and Dutch in `form_of_address`
    (formal or familiar); with one, metric and languages are those of the definition. An anonymous survey does not ask who one is.

    Raises
    ------
    InvalidQuestionnaire
        If the definition can't be asked; it names every problem.
    ValueError
        If kind, mode, metric or a language is not known; the message says what is accepted.
    ValidationError
        If the name is empty or a text too long.
    """
    require(by, Permission.MANAGE_SURVEYS, unit=unit)
    kind, mode = Kind(kind), Mode(mode)
    questionnaire = (
        _standard(metric, languages, default_language, mode, form_of_address) if definition is None else parse_questionnaire(definition)
    )
    _check_mode(questionnaire, mode)
    fields: dict[str, Any] = {
        "name": name.strip(),
        "kind": kind,
        "mode": mode,
        "unit": unit,
        "touchpoint": touchpoint,
        "purpose": purpose.strip(),
        "default_language": questionnaire.default_language,
        "languages": list(questionnaire.languages),
        "created_by": by.user,
        "created_at": now(),
    }
    Survey(key="new", **fields).clean_fields(exclude=["key", "created_by"])
    survey = create_keyed(Survey, text=key or name, **fields)
    SurveyVersion.objects.create(survey=survey, number=1, definition=questionnaire.to_data())
    record_event(by=by, action="survey.created", subject=survey, unit=unit)
    return survey


@transaction.atomic
def change_survey(*, survey: Survey, by: Actor, name: str, purpose: str, touchpoint: Touchpoint | None) -> Survey:
    """Change what a survey is called, what it is for and what it is about. Kind and mode stay: answers were given under them."""
    require(by, Permission.MANAGE_SURVEYS, unit=survey.unit_id)
    survey.name, survey.purpose, survey.touchpoint = name.strip(), purpose.strip(), touchpoint
    survey.clean_fields(exclude=["created_by"])
    survey.save(update_fields=["name", "purpose", "touchpoint"])
    record_event(by=by, action="survey.changed", subject=survey, unit=survey.unit)
    return survey


@transaction.atomic
def revise_survey(*, survey: Survey, definition: Mapping[str, object], by: Actor) -> SurveyVersion:
    """Write a new wording as a draft beside the published version, and return the draft.

    Nothing published changes. A question whose wording, scale or choices differ from what was published gets a new key, so that
    its figures are never joined with those of the old wording.
    """
    require(by, Permission.MANAGE_SURVEYS, unit=survey.unit_id)
    _refuse_import(survey)
    questionnaire = (
        filled(parse_questionnaire(definition), placeholder_values()) if published_version(survey) else parse_questionnaire(definition)
    )
    _check_mode(questionnaire, survey.mode)
    earlier = [questionnaire_of(v) for v in survey.versions.filter(published_at__isnull=False).order_by("number")]
    data = with_own_series(questionnaire, earlier).to_data()
    draft = draft_version(survey)
    if draft is None:
        last = survey.versions.order_by("-number").first()
        draft = SurveyVersion.objects.create(survey=survey, number=last.number + 1 if last else 1, definition=data)
    elif not SurveyVersion.objects.filter(pk=draft.pk, published_at__isnull=True).update(definition=data):
        raise SurveyRefused(_("This draft was published in the meantime. Load the page again and change the next version."))
    draft.refresh_from_db()
    record_event(by=by, action="survey.revised", subject=survey, unit=survey.unit, details={"version": draft.number})
    return draft


@transaction.atomic
def publish_survey(*, survey: Survey, by: Actor) -> SurveyVersion:
    """Publish the draft, open the survey and return the version. From now on that version never changes.

    Placeholders are filled in here, so that the version holds the words customers read. Of two who publish at once one does it,
    and the other gets the same version. Without a draft the published version is returned as it is.
    """
    require(by, Permission.MANAGE_SURVEYS, unit=survey.unit_id)
    _refuse_import(survey)
    draft = draft_version(survey)
    if draft is None:
        return _reopened(survey, by=by)
    questionnaire = parse_questionnaire(filled(questionnaire_of(draft), placeholder_values()).to_data())
    _check_mode(questionnaire, survey.mode)
    won = SurveyVersion.objects.filter(pk=draft.pk, published_at__isnull=True).update(
        definition=questionnaire.to_data(), published_at=now(), published_by=by.user
    )
    if won:
        for asked in questionnaire.questions:
            Question.objects.get_or_create(survey=survey, key=asked.key, defaults=_question_fields(asked, questionnaire.default_language))
        survey.state, survey.languages = SurveyState.OPEN, list(questionnaire.languages)
        survey.default_language = questionnaire.default_language
        survey.save(update_fields=["state", "languages", "default_language"])
        record_event(by=by, action="survey.published", subject=survey, unit=survey.unit, details={"version": draft.number})
    draft.refresh_from_db()
    return draft


def close_survey(*, survey: Survey, by: Actor) -> Survey:
    """Stop taking answers. Links say so kindly; nothing is deleted."""
    _refuse_import(survey)
    return _set_state(survey, by=by, state=SurveyState.CLOSED, action="survey.closed")


def reopen_survey(*, survey: Survey, by: Actor) -> Survey:
    """Take answers again."""
    _refuse_import(survey)
    if published_version(survey) is None:
        raise SurveyRefused(_("This survey was never published. Publish it first."))
    return _set_state(survey, by=by, state=SurveyState.OPEN, action="survey.reopened")


@transaction.atomic
def find_or_add_import_survey(*, key: str, name: str, kind: str, mode: str, unit: Unit, default_language: str, by: Actor) -> Survey:
    """Return the survey that holds what somebody else asked, and make it when it is not there yet.

    Raises
    ------
    ValueError
        If `key` belongs to a survey asked here, or to an import of another kind or mode: those are never one series.
    """
    if not may(by, Permission.MANAGE_SURVEYS, unit=unit):
        require(by, Permission.IMPORT, unit=unit)
    kind, mode = Kind(kind), Mode(mode)
    survey = Survey.objects.filter(key=key).first()
    if survey is None:
        fields = {
            "key": key, "name": name.strip(), "kind": kind, "mode": mode, "unit": unit, "default_language": default_language,
            "languages": [default_language], "is_imported": True, "state": SurveyState.CLOSED, "created_by": by.user, "created_at": now(),
        }  # fmt: skip
        Survey(**fields).clean_fields(exclude=["created_by"])
        try:
            with transaction.atomic():
                survey = Survey.objects.create(**fields)
        except IntegrityError:  # another import made it first
            survey = Survey.objects.get(key=key)
        else:
            record_event(by=by, action="survey.created", subject=survey, unit=unit)
    if not survey.is_imported or (survey.kind, survey.mode) != (kind, mode):
        has = _("asked here") if not survey.is_imported else f"{survey.get_kind_display()}, {survey.get_mode_display()}"
        raise SurveyRefused(
            _("The survey %(key)s is there already (%(has)s). This file needs one of its own (%(wants)s), so another key.")
            % {"key": key, "has": has, "wants": f"{kind.label}, {mode.label}"}
        )
    return survey


def find_or_add_question(
    *,
    survey: Survey,
    key: str,
    type: str,  # noqa: A002 - it is called so in every place that names it
    metric: str,
    text: str,
    scale_min: int | None = None,
    scale_max: int | None = None,
    dont_know_counts: bool = False,
) -> Question:
    """Return the question of an imported survey, and make it when it is not there yet. `dont_know_counts` holds from now on.

    Raises
    ------
    ValueError
        If the question is there with another wording, type or scale: that would be another series under the same key.
    """
    wanted = {"type": type, "metric": metric, "text": text, "scale_min": scale_min, "scale_max": scale_max}
    question, _made = Question.objects.get_or_create(survey=survey, key=key, defaults=wanted)
    different = [name for name, value in wanted.items() if getattr(question, name) != value]
    if different:
        raise SurveyRefused(
            _("The question %(key)s is there already with another %(what)s: it has “%(has)s”, given was “%(given)s”. Give it another key.")
            % {
                "key": f"{survey.key}/{key}",
                "what": ", ".join(different),
                "has": getattr(question, different[0]),
                "given": wanted[different[0]],
            }
        )
    if question.dont_know_counts != dont_know_counts:
        question.dont_know_counts = dont_know_counts
        question.save(update_fields=["dont_know_counts"])
    return question


def _standard(metric: str, languages: Sequence[str], default_language: str, mode: Mode, address: str) -> Questionnaire:
    questionnaire = standard_questionnaire(
        metric, languages=languages, default_language=default_language or None, form_of_address=address
    )  # fmt: skip
    if mode != Mode.ANONYMOUS:
        return questionnaire
    kept = tuple(question for question in questionnaire.questions if question.type is not QuestionType.CONTACT)
    return Questionnaire(kept, questionnaire.default_language, questionnaire.languages)


def _check_mode(questionnaire: Questionnaire, mode: str) -> None:
    if mode == Mode.ANONYMOUS and asks_for_contact(questionnaire):
        raise SurveyRefused(
            _("An anonymous survey does not ask for contact details. Take that question out, or make the survey confidential.")
        )


def _refuse_import(survey: Survey) -> None:
    if survey.is_imported:
        raise SurveyRefused(_("These questions were asked elsewhere and imported. They cannot be asked or changed here."))


def _question_fields(asked: AskedQuestion, language: str) -> dict[str, object]:
    scale = asked.scale
    return {
        "type": asked.type.value,
        "metric": Metric(asked.metric.value) if asked.metric else "",
        "text": asked.prompt[language],
        "scale_min": scale[0] if scale else None,
        "scale_max": scale[-1] if scale else None,
    }


def _reopened(survey: Survey, *, by: Actor) -> SurveyVersion:
    version = published_version(survey)
    if version is None:
        raise SurveyRefused(_("This survey has no questions yet. Write them first."))
    reopen_survey(survey=survey, by=by)
    return version


@transaction.atomic
def _set_state(survey: Survey, *, by: Actor, state: SurveyState, action: str) -> Survey:
    require(by, Permission.MANAGE_SURVEYS, unit=survey.unit_id)
    if Survey.objects.filter(pk=survey.pk).exclude(state=state).update(state=state):
        record_event(by=by, action=action, subject=survey, unit=survey.unit)
    survey.refresh_from_db()
    return survey
