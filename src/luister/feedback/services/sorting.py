"""What readers do with responses: mark and tag them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from luister.common.ids import stable_key
from luister.feedback.enums import ReadingState
from luister.feedback.models import Response, Tag
from luister.lake.services import remember_changed
from luister.organisation.enums import Permission
from luister.organisation.queries import require
from luister.organisation.rules import Actor
from luister.organisation.services import record_event

_LONGEST_TAG = 60


class WrongTag(ValueError):
    """The tag can't be a tag. The message says what is accepted."""


@transaction.atomic
def set_reading_state(*, responses: Iterable[Response], state: ReadingState, by: Actor) -> int:
    """Mark `responses` and return how many changed. A test response leaves every figure; taking the mark away brings it back.

    All or none: without the right at the unit of one of them, nothing changes.
    """
    wanted = list(Response.objects.filter(pk__in=[response.pk for response in responses]).select_related("unit").order_by("pk"))
    for unit in {response.unit_id for response in wanted}:
        require(by, Permission.SORT_VOICES, unit=unit)
    changed = [response for response in wanted if response.reading_state != state]
    Response.objects.filter(pk__in=[response.pk for response in changed]).update(reading_state=state)
    remember_changed([response.pk for response in changed if ReadingState.TEST in (state, response.reading_state)])
    for response in changed:
        details: dict[str, object] = {"from": response.reading_state, "to": str(state)}
        record_event(by=by, action="response.marked", subject=response, unit=response.unit, details=details)
    return len(changed)


@transaction.atomic
def tag_response(*, response: Response, name: str, by: Actor) -> Tag:
    """Put a tag on `response`, adding the tag if nobody used it before; names that differ only in case or accents are one tag.

    Raises
    ------
    WrongTag
        If the name is empty, longer than 60 characters or no single line.
    """
    require(by, Permission.SORT_VOICES, unit=response.unit)
    checked = " ".join(name.split())
    if not checked or len(checked) > _LONGEST_TAG or not checked.isprintable():
        raise WrongTag(_("A tag is a word or a few, with at most 60 characters."))
    tag = _find_or_add(checked)
    if not response.tags.filter(pk=tag.pk).exists():
        response.tags.add(tag)
        record_event(by=by, action="response.tagged", subject=response, unit=response.unit, details={"tag": tag.key})
    return tag


@transaction.atomic
def untag_response(*, response: Response, name: str, by: Actor) -> bool:
    """Take a tag (by its name or key) off `response`; return whether it was there. A tag that nobody uses any more goes."""
    require(by, Permission.SORT_VOICES, unit=response.unit)
    tag = response.tags.filter(key=stable_key(name, limit=60)).first()
    if tag is None:
        return False
    response.tags.remove(tag)
    record_event(by=by, action="response.untagged", subject=response, unit=response.unit, details={"tag": tag.key})
    if not tag.responses.exists():
        tag.delete()
    return True


def _find_or_add(name: str) -> Tag:
    key = stable_key(name, limit=60)
    found = Tag.objects.filter(key=key).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Tag.objects.create(key=key, name=name)
    except IntegrityError:
        return Tag.objects.get(key=key)
