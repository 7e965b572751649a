"""Registers the room with Django."""

from django.apps import AppConfig


class ActionConfig(AppConfig):
    """The room `action`."""

    name = "luister.action"
    label = "action"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the rooms below."""
        from luister.action import receivers, tasks  # noqa: F401 - connecting is what the import is for
