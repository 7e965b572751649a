"""Customers, their attributes and consent."""
