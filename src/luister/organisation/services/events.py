"""The event log: who did what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luister.common.clock import now
from luister.organisation.models import Event

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import Model

    from luister.organisation.models import Unit
    from luister.organisation.rules import Actor


def record_event(
    *,
    by: Actor,
    action: str,
    subject: Model | None = None,
    unit: Unit | None = None,
    details: Mapping[str, object] | None = None,
    at: datetime | None = None,
) -> Event:
    """Write one line into the event log: `action` is `<subject>.<verb in the past>`, such as `case.closed`."""
    return Event.objects.create(
        at=at or now(),
        actor=by.user,
        actor_label=by.label[:200],
        action=action,
        subject_type="" if subject is None else subject._meta.model_name or "",
        subject_id="" if subject is None else str(subject.pk),
        subject_label="" if subject is None else str(subject)[:200],
        unit=unit,
        details=dict(details or {}),
    )
