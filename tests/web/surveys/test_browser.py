"""Pages of surveys and touchpoints in a browser."""

from __future__ import annotations

import pytest
from django.urls import reverse

from luister.outreach.services import create_campaign, invite_customer
from luister.surveys.services import create_survey, publish_survey
from tests.factories import actor, make_customer, make_touchpoint
from tests.web.conftest import overflow, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(visit, cx_manager, care, width, dark):
    by, touchpoint = actor(cx_manager), make_touchpoint("Phone call", unit=care)
    survey = create_survey(
        name="Calls", kind="transactional", unit=care, by=by, metric="csat", languages=("en", "pl"), touchpoint=touchpoint
    )
    publish_survey(survey=survey, by=by)
    link = create_campaign(survey=survey, name="Invoice", by=by)
    invite_customer(campaign=link, customer=make_customer(), by=by)
    pages = [
        reverse("surveys"),
        reverse("survey-new"),
        *(reverse(name, args=[survey.key]) for name in ("survey", "survey-wording", "survey-preview")),
        reverse("survey-link", args=[link.pk]),
        reverse("touchpoints"),
        reverse("touchpoint-new"),
        reverse("touchpoint", args=[touchpoint.key]),
    ]

    found = {}
    for path in pages:
        page = visit(path, width=width, dark=dark, user=cx_manager)
        found[path] = (overflow(page), violations(page))
    assert {path: wrong for path, wrong in found.items() if wrong != (0, [])} == {}
