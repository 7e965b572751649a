"""Registers the room with Django."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """The room `customers`."""

    name = "luister.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
