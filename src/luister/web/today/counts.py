"""How much waits for the person who asks: the small numbers of the navigation."""

from __future__ import annotations

from django.http import HttpRequest

from luister.action.queries import waiting_counts
from luister.coaching.queries import obstacles_waiting_for
from luister.organisation.models import User
from luister.organisation.rules import Actor


def waiting(request: HttpRequest) -> dict[str, int]:
    """Return counts by the name of the address they belong to (`today`, `cases`, `obstacles`); empty for visitors.

    Four queries at most.
    """
    user = request.user
    if not isinstance(user, User):
        return {}
    cases = waiting_counts(Actor.person(user))
    obstacles = obstacles_waiting_for(user).count()
    open_cases = cases.mine + cases.unowned
    return {"today": open_cases + obstacles, "cases": open_cases, "obstacles": obstacles}
