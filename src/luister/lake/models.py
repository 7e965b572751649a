"""The lake's books in SQL: what waits to be published, and what must not be seen. Keys only, no foreign keys."""

from __future__ import annotations

from django.db import models


class PublishBatch(models.Model):
    """A set of outbox rows that goes into the lake in one commit. Its number is the commit's transaction number."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"batch {self.pk}"


class Outbox(models.Model):
    """A response that is new or has changed and is not in the lake as it is now."""

    response_key = models.BigIntegerField(db_index=True)
    batch = models.BigIntegerField(null=True, blank=True, db_index=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"outbox {self.pk}: response {self.response_key}"


class Tombstone(models.Model):
    """Rows of this response with a version below `below` are hidden from every reading, until compaction removes them."""

    response_key = models.BigIntegerField(unique=True)
    below = models.BigIntegerField()

    def __str__(self) -> str:
        return f"response {self.response_key} below {self.below}"
