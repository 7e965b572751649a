"""Registers the room with Django."""

from django.apps import AppConfig


class LakeConfig(AppConfig):
    """The room `lake`."""

    name = "luister.lake"
    label = "lake"
    default_auto_field = "django.db.models.BigAutoField"
