"""How many answers one address gives to one open link before we look twice, and before we say: later.

Many people share an address (an office, a shop's Wi-Fi, a mobile network), so the first limit only marks answers for a person to
look at, and the second is far away. Only answers that were stored count: sending one again costs nothing. Addresses are kept as a
keyed hash for an hour and never beside an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from luister.common.clock import now
from luister.common.options import options

if TYPE_CHECKING:
    from django.http import HttpRequest

    from luister.outreach.models import Campaign

LOOK_TWICE = 30
ENOUGH = 1500
WINDOW_SECONDS = 3600


def client_address(request: HttpRequest) -> str:
    """Return the address of the customer. X-Forwarded-For is believed only as far as our own proxies wrote it."""
    proxies = options().trusted_proxies
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def stored_so_far(request: HttpRequest, campaign: Campaign) -> int:
    """Return how many answers this address gave to this link in this hour."""
    return int(cache.get(_place(request, campaign), 0))


def count_stored(request: HttpRequest, campaign: Campaign) -> int:
    """Count one more answer and return how many there are. Of two at the same moment one may stay uncounted, which does no harm."""
    place = _place(request, campaign)
    total = int(cache.get(place, 0)) + 1
    cache.set(place, total, WINDOW_SECONDS)
    return total


def seconds_left() -> int:
    """Return the seconds until the next hour's budget begins."""
    return WINDOW_SECONDS - int(now().timestamp()) % WINDOW_SECONDS


def _place(request: HttpRequest, campaign: Campaign) -> str:
    hour = int(now().timestamp()) // WINDOW_SECONDS
    return f"answers:{campaign.pk}:{hour}:{salted_hmac('luister.web.public.budget', client_address(request)).hexdigest()[:20]}"
