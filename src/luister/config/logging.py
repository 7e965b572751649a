"""Log lines as JSON, one event a line, in UTC. Line breaks and control characters of hostile input are escaped by JSON."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

_SECRET = re.compile(r"(/s/|/invitation/|/password/reset/key/)[^/\s?'\"]+|\blsk_\w+|(?<=[?&]key=)[^&\s'\"]+")
"""What opens something for whoever reads it: links of customers and of people who are invited or lost a password, keys of the API."""


def without_secrets(text: str) -> str:
    """Return `text` with an ellipsis in place of everything that would open a door."""
    return _SECRET.sub(lambda found: f"{found[1] or ''}...", text)


class LineFormatter(logging.Formatter):
    """Write a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. A traceback is kept inside it."""
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        # A request that was refused says so in its message; a traceback each would let a stranger fill the disk.
        if record.exc_info and not record.name.startswith("django.security"):
            line["traceback"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=True)
