"""Answers that look odd are marked for a person to look at. They are never refused or deleted for it, and the mark can be taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from luister.feedback.services import tag_response
from luister.organisation.queries import organisation
from luister.organisation.rules import Actor
from luister.web.public.budget import LOOK_TWICE, count_stored

if TYPE_CHECKING:
    from django.http import HttpRequest

    from luister.feedback.models import Response
    from luister.outreach.rules import Link

TRAP = "website"
"""A field that no person sees. What fills in every field it finds is a machine."""


def mark_if_odd(request: HttpRequest, link: Link, response: Response) -> None:
    """Tag `response` when a machine seems to have written it, or when its address gave many answers to an open link."""
    is_machine = bool(request.POST.get(TRAP, "").strip())
    is_one_of_many = link.invitation is None and count_stored(request, link.campaign) > LOOK_TWICE
    found = organisation()
    with translation.override(found.language if found else "en"):
        names = [_("perhaps a machine")] * is_machine + [_("one of many")] * is_one_of_many
    for name in names:
        tag_response(response=response, name=name, by=Actor.system())
