"""News of this room, sent inside the transaction that makes it true."""

from django.dispatch import Signal

case_opened = Signal()
"""Sent with `case`."""

case_closed = Signal()
"""Sent with `case`."""
