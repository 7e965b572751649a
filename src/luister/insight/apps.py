"""Registers the room with Django."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """The room `insight`."""

    name = "luister.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"
