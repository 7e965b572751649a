"""Writes: customers and attributes, what is handed out about a customer, and their erasure."""

from luister.customers.services.attributes import change_attribute, define_attribute, delete_attribute
from luister.customers.services.changing import add_missing_customers, change_customer, find_or_add_customer
from luister.customers.services.erasing import erase_customer, replay_erasures
from luister.customers.services.exporting import export_customer

__all__ = [
    "add_missing_customers",
    "change_attribute",
    "change_customer",
    "define_attribute",
    "delete_attribute",
    "erase_customer",
    "export_customer",
    "find_or_add_customer",
    "replay_erasures",
]
