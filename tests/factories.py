"""Small makers of rows for tests. Each fills in what a test does not care about; the test names what it does care about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count

from django.test import Client

from luister.action.models import Case, CaseRule
from luister.coaching.models import Obstacle
from luister.common.clock import now
from luister.common.ids import new_token, stable_key
from luister.core.form import standard_questionnaire
from luister.customers.models import Customer
from luister.feedback.enums import Source
from luister.feedback.models import Answer, Comment, Response
from luister.organisation.enums import Role
from luister.organisation.models import Membership, Organisation, Unit, User
from luister.organisation.queries import root_unit
from luister.organisation.rules import Actor
from luister.outreach.models import Campaign, Invitation
from luister.programme.enums import Channel
from luister.programme.models import Touchpoint
from luister.surveys.enums import Kind, Metric, Mode, SurveyState
from luister.surveys.models import Question, Survey, SurveyVersion

PASSWORD = "correct horse battery"
SignIn = Callable[[Client, User], Client]
_numbers = count(1)

SCALES: dict[str, tuple[int, int]] = {Metric.NPS: (0, 10), Metric.CSAT: (1, 5), Metric.CES: (1, 7), Metric.RATING: (1, 5)}


def make_organisation(*, name: str = "Zomerwind", time_zone: str = "Europe/Amsterdam", language: str = "en") -> Organisation:
    """The organisation with its root unit."""
    found = Organisation.objects.create(pk=1, name=name, time_zone=time_zone, language=language, created_at=now())
    Unit.objects.add_root({"key": stable_key(name), "name": name})
    return found


def make_unit(name: str | None = None, *, parent: Unit | None = None, key: str | None = None) -> Unit:
    """A unit, below the root unless `parent` says otherwise."""
    name = name or f"Unit {next(_numbers)}"
    above = Unit.objects.get(pk=(parent or root_unit()).pk)
    unit: Unit = Unit.objects.add_child(above, {"key": key or stable_key(name), "name": name})
    return Unit.objects.get(pk=unit.pk)


def make_person(
    name: str | None = None,
    *,
    role: Role | None = None,
    unit: Unit | None = None,
    email: str | None = None,
    language: str = "en",
    password: str = PASSWORD,
) -> User:
    """A person; with `role` they hold it at `unit` (the root, unless said otherwise)."""
    number = next(_numbers)
    name = name or f"Person {number}"
    user = User(email=email or f"{stable_key(name)}-{number}@example.org", name=name, language=language, created_at=now())
    user.set_password(password)
    user.save()
    if role is not None:
        Membership.objects.create(user=user, unit=unit or root_unit(), role=role)
    return user


def actor(user: User) -> Actor:
    """The person as one who acts."""
    return Actor.person(user)


def make_touchpoint(
    name: str | None = None, *, unit: Unit | None = None, channel: str = Channel.PHONE, owner: User | None = None
) -> Touchpoint:
    name = name or f"Touchpoint {next(_numbers)}"
    return Touchpoint.objects.create(key=stable_key(name), name=name, unit=unit or root_unit(), channel=channel, owner=owner)


def make_customer(name: str = "Jan Kowalski", *, key: str | None = None, unit: Unit | None = None, **fields: object) -> Customer:
    return Customer.objects.create(key=key or f"C-{next(_numbers)}", name=name, unit=unit, created_at=now(), **fields)


def make_survey(
    name: str | None = None,
    *,
    metric: Metric = Metric.NPS,
    kind: Kind = Kind.TRANSACTIONAL,
    mode: Mode = Mode.CONFIDENTIAL,
    unit: Unit | None = None,
    touchpoint: Touchpoint | None = None,
    state: SurveyState = SurveyState.OPEN,
) -> Survey:
    """A published survey with one scored question (key: the metric) and one comment (key `comment`)."""
    name = name or f"Survey {next(_numbers)}"
    survey = Survey.objects.create(
        key=stable_key(name),
        name=name,
        kind=kind,
        mode=mode,
        state=state,
        unit=unit or root_unit(),
        touchpoint=touchpoint,
        languages=["en"],
        created_at=now(),
    )
    low, high = SCALES[metric]
    Question.objects.create(survey=survey, key=str(metric), type="scale", metric=metric, text="How likely?", scale_min=low, scale_max=high)
    Question.objects.create(survey=survey, key="comment", type="comment", text="Why this score?")
    SurveyVersion.objects.create(survey=survey, number=1, definition={}, published_at=now())
    return survey


def make_response(
    *,
    score: int | None = 9,
    comment: str | None = None,
    survey: Survey | None = None,
    unit: Unit | None = None,
    touchpoint: Touchpoint | None = None,
    customer: Customer | None = None,
    answered_at: datetime | None = None,
    weight: int | None = None,
    **fields: object,
) -> Response:
    """A stored response to `survey` (a new one, unless given), with its score and comment. No jobs and no outbox row."""
    survey = survey or make_survey(unit=unit, touchpoint=touchpoint)
    moment = answered_at or now()
    response = Response.objects.create(
        **{
            "survey": survey,
            "version": survey.versions.first(),
            "customer": customer,
            "unit": unit or survey.unit,
            "touchpoint": touchpoint or survey.touchpoint,
            "kind": survey.kind,
            "mode": survey.mode,
            "source": Source.WEB,
            "language": "en",
            "answered_at": moment,
            "received_at": moment,
            "weight": weight,
            "idempotency_key": new_token(),
            **fields,
        }
    )
    if score is not None:
        Answer.objects.create(response=response, question=survey.questions.exclude(metric="").get(), score=score)
    if comment is not None:
        prompt = survey.questions.get(key="comment")
        Comment.objects.create(response=response, question=prompt, prompt=prompt.text, text=comment, masked=comment, language="en")
    return response


def make_case(*, response: Response | None = None, owner: User | None = None, due_at: datetime | None = None, **fields: object) -> Case:
    """An open case of `response` (a new one, unless given), due now unless said otherwise."""
    response = response or make_response(score=3, comment="Nobody called me back.", contact_allowed=True)
    moment = now()
    return Case.objects.create(
        **{
            "response": response,
            "customer": response.customer,
            "unit": response.unit,
            "touchpoint": response.touchpoint,
            "owner": owner,
            "opened_at": moment,
            "due_at": due_at or moment,
            **fields,
        }
    )


def make_rule(name: str = "Unhappy", **conditions: object) -> CaseRule:
    """A rule that any answer fits, unless conditions are given. Due in 24 hours."""
    return CaseRule.objects.create(**{"name": name, "contact_allowed": False, "due_hours": 24, **conditions})


def make_obstacle(*, unit: Unit | None = None, manager: User | None = None, answer_by: date | None = None, **fields: object) -> Obstacle:
    """An open obstacle, to be answered by tomorrow unless said otherwise."""
    return Obstacle.objects.create(
        **{
            "unit": unit or root_unit(),
            "text": "We can't see the calendar of the technicians.",
            "raised_at": now(),
            "manager": manager,
            "answer_by": answer_by or (now() + timedelta(days=1)).date(),
            **fields,
        }
    )


def make_open_survey(
    name: str | None = None,
    *,
    metric: str = "nps",
    mode: Mode = Mode.CONFIDENTIAL,
    kind: Kind = Kind.TRANSACTIONAL,
    unit: Unit | None = None,
    touchpoint: Touchpoint | None = None,
) -> SurveyVersion:
    """The published version of the standard questionnaire: `score`, `reason` and `contact`, as `accept` takes its answers."""
    questionnaire = standard_questionnaire(metric)
    survey = make_survey(name, mode=mode, kind=kind, unit=unit, touchpoint=touchpoint)
    survey.questions.all().delete()
    for asked in questionnaire.questions:
        low, high = (asked.scale[0], asked.scale[-1]) if asked.scale else (None, None)
        Question.objects.create(
            survey=survey, key=asked.key, type=asked.type, metric=asked.metric or "", text=asked.prompt["en"], scale_min=low, scale_max=high
        )
    version = survey.versions.get()
    version.definition = questionnaire.to_data()
    version.save()
    return version


def make_campaign(
    survey: Survey, *, unit: Unit | None = None, touchpoint: Touchpoint | None = None, channel: str = Channel.WEB
) -> Campaign:
    return Campaign.objects.create(
        survey=survey,
        name="Campaign",
        token=new_token(),
        unit=unit or survey.unit,
        touchpoint=touchpoint,
        channel=channel,
        created_at=now(),
    )


def make_invitation(campaign: Campaign, customer: Customer | None = None, **fields: object) -> Invitation:
    """A personal link, asked just now."""
    return Invitation.objects.create(
        **{
            "campaign": campaign,
            "customer": customer,
            "token": new_token(),
            "unit": campaign.unit,
            "touchpoint": campaign.touchpoint,
            "attributes": customer.attributes if customer else {},
            "asked_at": now(),
            **fields,
        }
    )
