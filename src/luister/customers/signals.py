"""News of this room."""

from django.dispatch import Signal

erasure_requested = Signal()
"""Sent inside the erasing transaction with `customer` and `at`; every room above erases its own."""
