"""What happened, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ACTIONS: dict[str, _StrPromise] = {
    "organisation.set_up": _("set the organisation up"),
    "organisation.changed": _("changed the settings"),
    "person.added": _("added a person"),
    "person.invited": _("invited a person"),
    "person.changed": _("changed a person's details"),
    "person.disabled": _("ended a person's access"),
    "person.enabled": _("let a person in again"),
    "person.password_set": _("set a password"),
    "role.given": _("gave a role"),
    "role.taken": _("took a role away"),
    "unit.added": _("added a unit"),
    "unit.renamed": _("renamed a unit"),
    "unit.moved": _("moved a unit"),
    "unit.closed": _("closed a unit"),
    "unit.reopened": _("opened a unit again"),
    "key.created": _("made an API key"),
    "key.revoked": _("ended an API key"),
    "attribute.added": _("added a customer attribute"),
    "attribute.changed": _("changed a customer attribute"),
    "attribute.deleted": _("deleted a customer attribute"),
    "campaign.created": _("made a survey link"),
    "campaign.closed": _("closed a survey link"),
    "case.opened": _("opened a case"),
    "case.acknowledged": _("took a case up"),
    "case.assigned": _("gave a case to somebody"),
    "case.closed": _("closed a case"),
    "case_rule.created": _("made a case rule"),
    "case_rule.changed": _("changed a case rule"),
    "case_rule.deleted": _("deleted a case rule"),
    "customer.added": _("added a customer"),
    "customer.changed": _("changed a customer"),
    "customer.exported": _("downloaded what is known of a customer"),
    "customer.erased": _("erased a customer"),
    "customer.asked_to_stop": _("asked to be left alone"),
    "import.started": _("started an import"),
    "import.done": _("finished an import"),
    "import.stopped": _("stopped an import"),
    "import.undone": _("undid an import"),
    "demo.loaded": _("loaded the demo organisation"),
    "demo.removed": _("left the demo organisation"),
    "installation.backed_up": _("made a backup"),
    "installation.restored": _("restored a backup"),
    "invitation.created": _("invited a customer to answer"),
    "meeting.planned": _("prepared a morning meeting"),
    "meeting.held": _("held a morning meeting"),
    "obstacle.raised": _("raised an obstacle"),
    "obstacle.answered": _("answered an obstacle"),
    "responses.downloaded": _("downloaded responses"),
    "response.marked": _("marked responses"),
    "response.tagged": _("tagged a response"),
    "response.untagged": _("took a tag off a response"),
    "survey.created": _("made a survey"),
    "survey.changed": _("changed a survey"),
    "survey.published": _("published a survey"),
    "survey.revised": _("started a new version of a survey"),
    "survey.closed": _("closed a survey"),
    "survey.reopened": _("opened a survey again"),
    "touchpoint.added": _("added a touchpoint"),
    "touchpoint.changed": _("changed a touchpoint"),
    "touchpoint.closed": _("closed a touchpoint"),
    "touchpoint.reopened": _("opened a touchpoint again"),
}
"""Each action that a service records. A test sees to it that none is missing."""


def action_words(action: str) -> str:
    """Return the words for an action."""
    return str(ACTIONS.get(action, action))


def action_choices() -> list[tuple[str, str]]:
    """Return all actions with their words, for a select box."""
    return sorted(((action, str(words)) for action, words in ACTIONS.items()), key=lambda choice: choice[1])
