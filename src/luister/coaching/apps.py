"""Registers the room with Django."""

from django.apps import AppConfig


class CoachingConfig(AppConfig):
    """The room `coaching`."""

    name = "luister.coaching"
    label = "coaching"
    default_auto_field = "django.db.models.BigAutoField"
