"""Who acts, and what a role allows. Pure rules: no queries here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db.models import Q

from luister.organisation.enums import Permission as P
from luister.organisation.enums import Role

if TYPE_CHECKING:
    from luister.organisation.models import ApiKey, User

_READS = {P.SEE_FIGURES, P.SEE_VOICES, P.SEE_PROGRAMME, P.SEE_PEOPLE}
_COLLEAGUE = _READS | {P.SEE_CONTACTS, P.SEE_CASES, P.HANDLE_CASES, P.SORT_VOICES, P.SEE_MEETING, P.RAISE_OBSTACLES, P.SEE_CUSTOMERS}
_MANAGER = _COLLEAGUE | {P.ASSIGN_CASES, P.LEAD_MEETING, P.ANSWER_OBSTACLES, P.EXPORT}
_CX_MANAGER = _MANAGER | {
    P.IMPORT, P.RECORD_RESPONSES, P.MANAGE_RULES, P.MANAGE_SURVEYS, P.MANAGE_PROGRAMME, P.MANAGE_CUSTOMERS, P.ERASE_CUSTOMERS, P.SEE_EVENTS,
}  # fmt: skip

ROLE_PERMISSIONS: dict[Role, frozenset[P]] = {
    Role.ADMINISTRATOR: frozenset(P),
    Role.CX_MANAGER: frozenset(_CX_MANAGER),
    Role.MANAGER: frozenset(_MANAGER),
    Role.COLLEAGUE: frozenset(_COLLEAGUE),
    Role.EXECUTIVE: frozenset(_READS | {P.SEE_CASES, P.SEE_MEETING, P.ANSWER_OBSTACLES}),
    Role.ANALYST: frozenset(_READS | {P.EXPORT}),
}
"""What each role may do at its unit and below. The table in `docs/users/roles.md` is written from it."""


def roles_with(permission: P) -> list[Role]:
    """Return the roles that carry `permission`."""
    return [role for role, permissions in ROLE_PERMISSIONS.items() if permission in permissions]


@dataclass(frozen=True)
class Actor:
    """Who does something: a person, a service's key, the operator at the command line, a customer, or the system itself.

    `label` is what the event log shows. The operator and the system may do everything; a customer may only answer.
    """

    label: str
    user: User | None = None
    key: ApiKey | None = None
    is_trusted: bool = False
    known_scopes: dict[P, Scope] | None = field(default=None, compare=False, repr=False)
    """What `scope_of` has found for this actor, kept for the length of one request only: a role that changes counts at the next."""

    @classmethod
    def person(cls, user: User) -> Actor:
        """Return the actor for someone who is signed in."""
        return cls(label=str(user), user=user)

    def for_one_request(self) -> Actor:
        """Return the same actor, who looks each permission up once."""
        return replace(self, known_scopes={})

    @classmethod
    def from_key(cls, key: ApiKey) -> Actor:
        """Return the actor for an API key; a person's key acts as that person, within the key's scopes."""
        return cls(label=f"key:{key.prefix} {key.name}", user=key.user, key=key)

    @classmethod
    def operator(cls, os_user: str) -> Actor:
        """Return the actor for the command line, which is trusted like the machine it runs on."""
        return cls(label=f"cli:{os_user}", is_trusted=True)

    @classmethod
    def system(cls) -> Actor:
        """Return the actor for the worker and for rules."""
        return cls(label="system", is_trusted=True)

    @classmethod
    def customer(cls) -> Actor:
        """Return the actor for whoever answers a survey."""
        return cls(label="customer")


@dataclass(frozen=True)
class Scope:
    """The units in which an actor has a permission: all of them, or those named. Empty means nowhere."""

    everything: bool = False
    unit_ids: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everything or bool(self.unit_ids)

    def covers(self, unit_id: int | None) -> bool:
        """Return whether the unit lies inside. What has no unit belongs to the whole organisation."""
        return self.everything or (unit_id is not None and unit_id in self.unit_ids)

    def q(self, field: str = "unit") -> Q:
        """Return the filter for a query: rows whose `field` lies inside."""
        return Q() if self.everything else Q(**{f"{field}__in": self.unit_ids})


class Refused(ValueError):
    """A rule of the organisation says no. The message is a translated sentence for whoever asked."""


class PersonExists(Refused):
    """Somebody has this e-mail address already."""


class LastAdministrator(Refused):
    """Nobody would be left who administers the whole organisation."""


class AlreadySetUp(Refused):
    """The organisation, or its first administrator, is there already."""


class LinkIsOver(Refused):
    """A link that works once was used, has expired, or was never given."""
