"""Words of the programme."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """Where the organisation and its customer meet."""

    PHONE = "phone", _("phone")
    EMAIL = "email", _("e-mail")
    CHAT = "chat", _("chat")
    WEB = "web", _("website")
    APP = "app", _("app")
    SHOP = "shop", _("shop or branch")
    VISIT = "visit", _("visit")
    POST = "post", _("post")
    SOCIAL = "social", _("social media")
    OTHER = "other", _("other")
