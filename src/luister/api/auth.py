"""Who asks: an API key in the `Authorization: Bearer` header. Each key has its own rate."""

from __future__ import annotations

import threading
import time

from django.http import HttpRequest
from django.utils import translation
from ninja.errors import HttpError
from ninja.security import HttpBearer

from luister.common.options import options
from luister.organisation.rules import Actor
from luister.organisation.services import use_api_key

WINDOW_S = 60


class ApiRequest(HttpRequest):
    """A request that carried a key."""

    auth: Actor


class TooManyRequests(Exception):
    """The key has used up its requests for this minute."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"Too many requests. Try again in {wait_s} seconds.")
        self.wait_s = wait_s


class _Rate:
    """Requests in the present minute, by key. In memory: a row for each request would cost more than the request."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: dict[int, int] = {}

    def forget(self) -> None:
        """Begin a new minute."""
        with self._lock:
            self._counts = {}

    def count(self, key_id: int, *, limit: int) -> None:
        """Count one request, or raise TooManyRequests."""
        moment = time.time()
        with self._lock:
            minute = int(moment // WINDOW_S)
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            used = self._counts.get(key_id, 0)
            if used >= limit:
                raise TooManyRequests(max(1, int(WINDOW_S - moment % WINDOW_S) + 1))
            self._counts[key_id] = used + 1


RATE = _Rate()


class KeyAuth(HttpBearer):
    """Reads the key and puts the `Actor` it stands for into `request.auth`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """Return who asks, or raise 401 with a sentence."""
        key = use_api_key(token)
        if key is None:
            raise HttpError(401, "This key is not known, was revoked or has expired.")
        RATE.count(key.pk, limit=options().api_rate)
        if key.user is not None:
            translation.activate(key.user.language)
        return Actor.from_key(key).for_one_request()
