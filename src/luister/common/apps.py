"""Registers the room with Django."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """The room `common`."""

    name = "luister.common"
    label = "common"
    default_auto_field = "django.db.models.BigAutoField"
