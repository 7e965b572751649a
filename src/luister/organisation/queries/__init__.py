"""Reads: the organisation, its tree, its people, and what an actor may see."""

from luister.organisation.queries.access import may, people_with, reach_of, require, scope_of
from luister.organisation.queries.links import invitation_link, invited_person, is_setup_key, setup_link
from luister.organisation.queries.people import administrators, events_for, find_api_key, has_administrator, keys_for, people_for, units_for
from luister.organisation.queries.tree import fresh_unit, organisation, parent_keys, root_unit, time_zone, unit_ids_below

__all__ = [
    "administrators",
    "events_for",
    "find_api_key",
    "fresh_unit",
    "has_administrator",
    "invitation_link",
    "invited_person",
    "is_setup_key",
    "keys_for",
    "may",
    "organisation",
    "parent_keys",
    "people_for",
    "people_with",
    "reach_of",
    "require",
    "root_unit",
    "scope_of",
    "setup_link",
    "time_zone",
    "unit_ids_below",
    "units_for",
]
