"""News of this room, sent inside the transaction that makes it true."""

from django.dispatch import Signal

organisation_set_up = Signal()
"""Sent with `organisation` when an installation is set up; rooms above put there what they start with."""
