"""News of this room, sent inside the transaction that makes it true."""

from django.dispatch import Signal

response_accepted = Signal()
"""Sent with `response` when a customer's answer is stored by page, API or import (`response.source` says which)."""

comments_read = Signal()
"""Sent with `response` when all its comments have a language, a masked text and a sentiment."""

responses_removed = Signal()
"""Sent with `response_ids` before responses are deleted, by an undone import or an erasure."""
