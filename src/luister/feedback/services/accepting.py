"""The way in for one answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from luister.core.form import AnswerValue, Contact, fill_placeholders, parse_questionnaire, validate_answers
from luister.feedback.models import Answer, Comment, Response
from luister.feedback.rules import day_start, payload_digest
from luister.feedback.services.circumstances import Circumstances, keep_by_mode, problems_of, settle_circumstances
from luister.feedback.services.outcomes import Accepted, AlreadyAnswered, AnswersInvalid, KeyUsedForOtherAnswer, SurveyNotOpen
from luister.feedback.signals import response_accepted
from luister.lake.services import remember_changed
from luister.organisation.enums import Permission
from luister.organisation.queries import organisation, require, time_zone
from luister.organisation.rules import Actor
from luister.outreach.models import Invitation
from luister.surveys.enums import Mode, SurveyState
from luister.surveys.models import Question

if TYPE_CHECKING:
    from luister.core.form import Questionnaire
    from luister.customers.models import Customer
    from luister.feedback.enums import Source
    from luister.organisation.models import Unit
    from luister.outreach.models import Campaign
    from luister.programme.models import Touchpoint
    from luister.surveys.models import SurveyVersion


def accept(
    *,
    version: SurveyVersion,
    answers: Mapping[str, object],
    source: Source,
    idempotency_key: str,
    by: Actor,
    campaign: Campaign | None = None,
    invitation: Invitation | None = None,
    customer: Customer | None = None,
    touchpoint: Touchpoint | None = None,
    unit: Unit | None = None,
    channel: str = "",
    language: str = "",
    answered_at: datetime | None = None,
    attributes: Mapping[str, str] | None = None,
) -> Accepted:
    """Check and store one answer, with its outbox row and its job, in one transaction.

    The same key with the same content, and a personal link used again, give the response that is stored already. Of
    equal submissions that race, the unique key lets one in. What an invitation or a campaign fixed when the question
    was asked wins over what the caller says. An anonymous survey keeps no customer, no contact details, no attributes,
    no link to the invitation and of the time only the day.

    Raises
    ------
    AnswersInvalid, KeyUsedForOtherAnswer, SurveyNotOpen
        Nothing was stored.
    AlreadyAnswered
        A personal link of an *anonymous* survey was used before (with another key); its answer cannot be found again.
    PermissionDenied
        A customer answers by a campaign only; anybody else needs the right to record responses at the unit.
    """
    survey = version.survey
    settled = settle_circumstances(
        survey=survey, campaign=campaign, invitation=invitation, customer=customer, touchpoint=touchpoint, unit=unit,
        channel=channel, language=language, answered_at=answered_at, attributes=attributes,
    )  # fmt: skip
    if by != Actor.customer() or settled.campaign is None:
        require(by, Permission.RECORD_RESPONSES, unit=settled.unit)
    questionnaire = parse_questionnaire(version.definition)
    checked = validate_answers(questionnaire, answers)
    errors = checked.errors | problems_of(settled, idempotency_key=idempotency_key, given_attributes=attributes)
    if errors:
        raise AnswersInvalid(errors)
    kept = keep_by_mode(settled, survey.mode)

    content = {key: value.to_data() for key, value in checked.answers.items()}
    moment = None if answered_at is None else kept.answered_at
    digest = payload_digest({"version": version.pk, "answers": content, "answered_at": moment, **kept.payload()})
    with transaction.atomic():
        if stored := _stored(idempotency_key, digest, invitation):
            return Accepted(stored, created=False)
        if survey.state != SurveyState.OPEN or version.published_at is None or (settled.campaign and settled.campaign.closed_at):
            raise SurveyNotOpen
        try:
            with transaction.atomic():
                response = _store(version, kept, source=source, key=idempotency_key, digest=digest, answers=checked.answers)
                if invitation is not None:
                    _use_up(invitation, response)
        except IntegrityError:
            # Somebody else stored the same answer since we looked; the unique key let one of us in.
            if stored := _stored(idempotency_key, digest, invitation):
                return Accepted(stored, created=False)
            raise
        _store_answers(response, questionnaire, checked.answers)
        remember_changed([response.pk])
        response_accepted.send(Response, response=response)
    return Accepted(response, created=True)


def _stored(key: str, digest: str, invitation: Invitation | None) -> Response | None:
    """Return the response that this submission repeats, if any; a key of another content is refused."""
    by_key = Response.objects.filter(idempotency_key=key).first()
    if by_key is not None:
        if by_key.payload_digest != digest:
            raise KeyUsedForOtherAnswer
        return by_key
    return Response.objects.filter(invitation=invitation).first() if invitation is not None else None


def _use_up(invitation: Invitation, response: Response) -> None:
    """Mark the personal link as used; of two who use it at once, the second finds it used."""
    moment = day_start(response.received_at, time_zone()) if response.mode == Mode.ANONYMOUS else response.received_at
    if not Invitation.objects.filter(pk=invitation.pk, answered_at__isnull=True).update(answered_at=moment):
        raise AlreadyAnswered


def _store(
    version: SurveyVersion, kept: Circumstances, *, source: Source, key: str, digest: str, answers: Mapping[str, AnswerValue]
) -> Response:
    survey = version.survey
    contact = next((value.contact for value in answers.values() if value.contact), None) or Contact(consent=False)
    if survey.mode == Mode.ANONYMOUS:
        contact = Contact(consent=False)
    return Response.objects.create(
        survey=survey,
        version=version,
        campaign=kept.campaign,
        invitation=kept.invitation,
        customer=kept.customer,
        unit=kept.unit,
        touchpoint=kept.touchpoint,
        kind=survey.kind,
        mode=survey.mode,
        channel=kept.channel,
        source=source,
        language=kept.language,
        answered_at=kept.answered_at,
        received_at=kept.received_at,
        attributes=dict(kept.attributes),
        contact_allowed=contact.consent,
        contact_name=contact.name,
        contact_email=contact.email,
        contact_phone=contact.phone,
        idempotency_key=key,
        payload_digest=digest,
    )


def _store_answers(response: Response, questionnaire: Questionnaire, answers: Mapping[str, AnswerValue]) -> None:
    questions = {question.key: question for question in Question.objects.filter(survey=response.survey, key__in=answers)}
    closed, comments = [], []
    for key, value in answers.items():
        if value.text is not None:
            prompt = _prompt(questionnaire, key, response.language)
            comments.append(Comment(response=response, question=questions[key], prompt=prompt, text=value.text))
        elif value.contact is None:
            data = {name: part for name, part in value.to_data().items() if name not in {"score", "dont_know"}}
            answer = Answer(response=response, question=questions[key], score=value.score, dont_know=value.dont_know, value=data or None)
            closed.append(answer)
    Answer.objects.bulk_create(closed)
    Comment.objects.bulk_create(comments)


def _prompt(questionnaire: Questionnaire, key: str, language: str) -> str:
    """Return the prompt as the customer read it."""
    found = organisation()
    text = questionnaire.text(questionnaire.question(key).prompt, language)
    return fill_placeholders(text, {"organisation": "" if found is None else found.name})[:1000]
