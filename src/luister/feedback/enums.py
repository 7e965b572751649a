"""Words of feedback."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """The door by which a response came in."""

    WEB = "web", _("survey page")
    API = "api", "API"
    IMPORT = "import", _("import")
    DEMO = "demo", _("demo")


class ReadingState(models.TextChoices):
    """Where a response is with its readers. A test response is in no figure."""

    NEW = "new", _("new")
    READ = "read", _("read")
    DONE = "done", _("done")
    TEST = "test", _("test")


class Sentiment(models.TextChoices):
    """How a comment speaks of the organisation."""

    POSITIVE = "positive", _("glad")
    NEUTRAL = "neutral", _("neutral")
    MIXED = "mixed", _("mixed")
    NEGATIVE = "negative", _("unhappy")


class BatchState(models.TextChoices):
    """Where an import is."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    UNDONE = "undone", _("undone")
