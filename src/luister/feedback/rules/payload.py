"""When two submissions are the same, and how coarse the time of an anonymous one is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def payload_digest(payload: Mapping[str, object]) -> str:
    """Return the SHA-256 of a payload (JSON values), whatever the order of its keys."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def day_start(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the start of the day of `moment` in `zone`: all that is kept of the time of an anonymous answer."""
    return datetime.combine(moment.astimezone(zone).date(), time(), tzinfo=zone)
