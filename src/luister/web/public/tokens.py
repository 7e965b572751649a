"""What a survey page carries so that its answer is stored once, under the version it showed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core import signing

from luister.common.ids import new_token

_SALT = "luister.web.public.page"


@dataclass(frozen=True)
class PageToken:
    """One showing of a survey page: the key of its answer, and the version it asked."""

    key: str
    version_id: int

    def signed(self, link_token: str) -> str:
        """Return the token for the form, good for this link only."""
        return signing.dumps([self.key, self.version_id, link_mark(link_token)], salt=_SALT)


def new_page(version_id: int) -> PageToken:
    """Return the token of a page that is shown for the first time."""
    return PageToken(key=f"page-{new_token()}", version_id=version_id)


def read_page(signed: str, link_token: str) -> PageToken | None:
    """Return the token that a form sent, or None if it is not one of this link.

    There is no expiry: the token gives no right, it only makes an answer count once, and an answer written on a page that was left
    open for weeks is worth as much as any other.
    """
    try:
        key, version_id, mark = signing.loads(signed, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return PageToken(key=key, version_id=version_id) if mark == link_mark(link_token) else None


def link_mark(link_token: str) -> str:
    """Return a short name of a link that does not give the link away (it is kept in the customer's browser)."""
    return hashlib.sha256(link_token.encode()).hexdigest()[:16]
