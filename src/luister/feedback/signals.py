"""News of this room, sent inside the transaction that makes it true."""

from django.dispatch import Signal

response_accepted = Signal()
"""Sent with `response` when a customer's answer is stored by page or API (`response.source` says which)."""

responses_stored = Signal()
"""Sent with `response_ids` when a chunk of an import is stored. `response_accepted` is not sent for imported responses."""

comments_read = Signal()
"""Sent with `response` when all its comments have a language, a masked text and a sentiment."""

responses_removed = Signal()
"""Sent with `response_ids` before responses are deleted, by an undone import or an erasure."""
