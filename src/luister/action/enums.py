"""Words of cases."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseState(models.TextChoices):
    """Where a case is."""

    OPEN = "open", _("open")
    ACKNOWLEDGED = "acknowledged", _("taken up")
    CLOSED = "closed", _("closed")


class Severity(models.TextChoices):
    """How much hangs on it."""

    LOW = "low", _("low")
    NORMAL = "normal", _("normal")
    HIGH = "high", _("high")


class Outcome(models.TextChoices):
    """How a case ended."""

    RESOLVED = "resolved", _("resolved with the customer")
    EXPLAINED = "explained", _("explained, nothing could be changed")
    NOT_REACHED = "not_reached", _("customer not reached")
    NO_ACTION = "no_action", _("nothing to do")


class RootCause(models.TextChoices):
    """Why it happened."""

    PROMISE = "promise", _("a promise was not kept")
    WAITING = "waiting", _("waiting took too long")
    INFORMATION = "information", _("information was missing or wrong")
    PROCESS = "process", _("our way of working stood in the way")
    SYSTEM = "system", _("a system failed")
    PRODUCT = "product", _("the product was not right")
    PRICE = "price", _("price or invoice")
    MANNER = "manner", _("how we spoke or listened")
    OTHER = "other", _("something else")


class EntryKind(models.TextChoices):
    """What a line in the history of a case is."""

    NOTE = "note", _("note")
    CALL = "call", _("call")
    REPLY = "reply", _("e-mail to the customer")
