"""Writes: the morning meeting and obstacles."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from luister.coaching.models import MorningMeeting, Obstacle
from luister.common.clock import now
from luister.common.mail import queue_mail, render_mail
from luister.common.options import options
from luister.feedback.models import Response
from luister.organisation.enums import Permission
from luister.organisation.models import Unit, User
from luister.organisation.queries import may, require, unit_ids_below
from luister.organisation.rules import Actor
from luister.organisation.services import record_event


class ObstacleAlreadyAnswered(Exception):
    """Somebody else answered first. `obstacle` is as they left it."""

    def __init__(self, obstacle: Obstacle) -> None:
        self.obstacle = obstacle
        super().__init__(_("This obstacle was answered by %(who)s already.") % {"who": obstacle.answered_by})


@transaction.atomic
def plan_story(*, unit: Unit, day: date, story: Response, teller: User | None, by: Actor) -> MorningMeeting:
    """Choose the customer story of the unit's meeting on `day`, and who tells it. A second choice replaces the first.

    Raises
    ------
    ValueError
        If the answer was not given to this unit or one below it, or the teller does not come to its meeting.
    """
    require(by, Permission.LEAD_MEETING, unit=unit)
    if story.unit_id not in unit_ids_below([unit]):
        raise ValueError(_("The story is told where it happened: this answer belongs to %(unit)s.") % {"unit": story.unit})
    if teller is not None and not may(Actor.person(teller), Permission.SEE_MEETING, unit=unit):
        raise ValueError(_("%(person)s does not come to the meeting of %(unit)s.") % {"person": teller, "unit": unit})
    meeting, _made = MorningMeeting.objects.update_or_create(unit=unit, day=day, defaults={"story": story, "teller": teller})
    record_event(by=by, action="meeting.planned", subject=meeting, unit=unit)
    return meeting


@transaction.atomic
def hold_meeting(*, unit: Unit, day: date, by: Actor) -> MorningMeeting:
    """Note that the meeting was held. Who was there is not noted. Saying it twice changes nothing."""
    require(by, Permission.LEAD_MEETING, unit=unit)
    meeting, _made = MorningMeeting.objects.get_or_create(unit=unit, day=day)
    at = now()
    if MorningMeeting.objects.filter(pk=meeting.pk, held_at=None).update(held_at=at, held_by=by.user):
        record_event(by=by, action="meeting.held", subject=meeting, unit=unit, at=at)
    meeting.refresh_from_db()
    return meeting


@transaction.atomic
def raise_obstacle(*, unit: Unit, text: str, manager: User, answer_by: date, by: Actor) -> Obstacle:
    """Raise what stands in the way; `manager`, who is told by e-mail, answers it by the date.

    Raises
    ------
    ValueError
        If the text is empty or over 500 characters, or the manager may not answer obstacles of this unit.
    """
    require(by, Permission.RAISE_OBSTACLES, unit=unit)
    text = _sentence(text, limit=500)
    if not may(Actor.person(manager), Permission.ANSWER_OBSTACLES, unit=unit):
        given = {"person": manager, "unit": unit}
        raise ValueError(_("%(person)s can't answer obstacles of %(unit)s; choose one of its managers.") % given)
    obstacle = Obstacle.objects.create(unit=unit, text=text, raised_by=by.user, raised_at=now(), manager=manager, answer_by=answer_by)
    record_event(by=by, action="obstacle.raised", subject=obstacle, unit=unit)
    _tell(obstacle, manager, "obstacle_raised")
    return obstacle


@transaction.atomic
def answer_obstacle(*, obstacle: Obstacle, answer: str, by: Actor) -> Obstacle:
    """Answer an obstacle: its manager does, or anybody else who may answer obstacles of the unit. Who raised it is told.

    Of two who answer at once the first wins; the other gets `ObstacleAlreadyAnswered`. Empty text, or more than 1,000 characters,
    is a ValueError.
    """
    require(by, Permission.ANSWER_OBSTACLES, unit=obstacle.unit)
    if by.user is None:
        raise PermissionDenied(_("An obstacle is answered by a person."))
    answer = _sentence(answer, limit=1000)
    at = now()
    won = Obstacle.objects.filter(pk=obstacle.pk, answered_at=None).update(answer=answer, answered_at=at, answered_by=by.user)
    obstacle.refresh_from_db()
    if not won:
        raise ObstacleAlreadyAnswered(obstacle)
    record_event(by=by, action="obstacle.answered", subject=obstacle, unit=obstacle.unit, at=at)
    if obstacle.raised_by is not None and obstacle.raised_by != by.user:
        _tell(obstacle, obstacle.raised_by, "obstacle_answered")
    return obstacle


def _tell(obstacle: Obstacle, person: User, letter: str) -> None:
    if not person.is_active:
        return
    with translation.override(person.language):
        day = formats.date_format(obstacle.answer_by, "DATE_FORMAT")
    facts = {
        "person": person.name,
        "manager": str(obstacle.answered_by or obstacle.manager),
        "unit": obstacle.unit.name,
        "text": obstacle.text,
        "answer": obstacle.answer,
        "day": day,
        "link": options().address + reverse("obstacle", args=[obstacle.pk]),
    }
    subject, text, html = render_mail(letter, facts, person.language)
    queue_mail(recipient=person.email, subject=subject, text=text, html=html)


def _sentence(text: str, *, limit: int) -> str:
    text = text.strip()
    if not text:
        raise ValueError(_("Write at least a word."))
    if len(text) > limit:
        raise ValueError(_("%(given)s characters were given; %(limit)s fit.") % {"given": len(text), "limit": limit})
    return text
