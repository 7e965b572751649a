"""Words of surveys."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a survey asks about. Answers of different kinds are never one figure."""

    RELATIONSHIP = "relationship", _("relationship survey")
    TRANSACTIONAL = "transactional", _("transactional survey")
    AD_HOC = "ad_hoc", _("ad hoc survey")


class Mode(models.TextChoices):
    """What is known of the one who answers, said honestly before the first question."""

    ANONYMOUS = "anonymous", _("anonymous")
    CONFIDENTIAL = "confidential", _("confidential")
    NAMED = "named", _("named")


class SurveyState(models.TextChoices):
    """Where a survey is in its life."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class Metric(models.TextChoices):
    """What a question measures. A question without one carries no figure."""

    NPS = "nps", "NPS"
    CSAT = "csat", "CSAT"
    CES = "ces", "CES"
    RATING = "rating", _("rating")
