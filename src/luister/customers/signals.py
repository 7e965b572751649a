"""News of this room."""

from django.dispatch import Signal

erasure_requested = Signal()
"""Sent inside the erasing transaction with `customer` and `at`; every room above erases its own."""

export_requested = Signal()
"""Sent with `customer`; every room above returns what it knows of them: a mapping of names to JSON values."""
