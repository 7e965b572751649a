"""Writes: set-up, people, roles, units, keys, and the event log."""

from luister.organisation.services.events import record_event
from luister.organisation.services.keys import create_api_key, revoke_api_key, use_api_key
from luister.organisation.services.passwords import accept_invitation, reset_password, send_invitation, set_password
from luister.organisation.services.people import add_person, change_person, disable_person, enable_person, invite_person
from luister.organisation.services.roles import give_role, take_role
from luister.organisation.services.setup import change_organisation, set_up_first_administrator, set_up_organisation
from luister.organisation.services.units import add_unit, close_unit, find_or_add_unit, move_unit, rename_unit, reopen_unit

__all__ = [
    "accept_invitation",
    "add_person",
    "add_unit",
    "change_organisation",
    "change_person",
    "close_unit",
    "create_api_key",
    "disable_person",
    "enable_person",
    "find_or_add_unit",
    "give_role",
    "invite_person",
    "move_unit",
    "record_event",
    "rename_unit",
    "reopen_unit",
    "reset_password",
    "revoke_api_key",
    "send_invitation",
    "set_password",
    "set_up_first_administrator",
    "set_up_organisation",
    "take_role",
    "use_api_key",
]
