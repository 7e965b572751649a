"""Registers the room with Django."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """The room `surveys`."""

    name = "luister.surveys"
    label = "surveys"
    default_auto_field = "django.db.models.BigAutoField"
