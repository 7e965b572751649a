"""Registers the room with Django."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """The room `outreach`."""

    name = "luister.outreach"
    label = "outreach"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen."""
        from luister.outreach import receivers  # noqa: F401
