"""Registers the room with Django."""

from django.apps import AppConfig


class ActionConfig(AppConfig):
    """The room `action`."""

    name = "luister.action"
    label = "action"
    default_auto_field = "django.db.models.BigAutoField"
