"""Names for things: tokens that can't be guessed, and stable keys made from what people typed."""

from __future__ import annotations

import secrets
import unicodedata

from django.utils.text import slugify

# Polish ł and Nordic ø have no decomposition, so NFKD alone would drop them.
_LETTERS = {ord("ł"): "l", ord("Ł"): "L", ord("ø"): "o", ord("Ø"): "O", ord("đ"): "d", ord("ß"): "ss"}


def new_token() -> str:
    """Return 192 random bits, safe in an address."""
    return secrets.token_urlsafe(24)


def new_number() -> int:
    """Return a random signed 63-bit number, for surrogate keys that say nothing about order or volume."""
    return secrets.randbits(62) + 1


def stable_key(text: str, *, limit: int = 80) -> str:
    """Return a readable key made of `text`: lower case, digits and hyphens; never empty."""
    folded = text.translate(_LETTERS)
    key = slugify(unicodedata.normalize("NFKD", folded))[:limit].strip("-")
    return key or "x-" + text.encode("utf-8").hex()[: limit - 2]
