"""Pages of touchpoints."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luister.organisation.enums import Role
from luister.programme.models import Touchpoint
from tests.factories import make_person, make_touchpoint


@pytest.fixture
def touchpoint(care):
    return make_touchpoint("Phone <call>", unit=care)


def fields(owning, **changes):
    return {"name": "Repair visit", "channel": "visit", "unit": owning.pk, "owner": "", "description": "At the door"} | changes


def test_the_list_shows_what_one_may_see(client, sign_in, manager, field_service, touchpoint):
    make_touchpoint("Elsewhere", unit=field_service)
    html = sign_in(client, manager).get(reverse("touchpoints")).content.decode()

    assert "Phone &lt;call&gt;" in html
    assert "Elsewhere" not in html
    assert reverse("touchpoint-new") not in html


def test_the_list_takes_the_same_queries_for_one_and_for_three(client, cx_manager, care, django_assert_num_queries):
    client.force_login(cx_manager)
    with CaptureQueriesContext(connection) as one:
        make_touchpoint(unit=care, owner=cx_manager)
        client.get(reverse("touchpoints"))
    for _ in range(2):
        make_touchpoint(unit=care, owner=cx_manager)
    with django_assert_num_queries(len(one) - 1):
        client.get(reverse("touchpoints"))


def test_a_touchpoint_is_added_and_changed(client, sign_in, cx_manager, care, krakow):
    sign_in(client, cx_manager)
    assert client.get(reverse("touchpoint-new")).status_code == 200
    assert client.post(reverse("touchpoint-new"), fields(care)).status_code == 302
    page = reverse("touchpoint", args=["repair-visit"])
    assert client.post(page, fields(krakow, owner=cx_manager.pk)).status_code == 302

    stored = Touchpoint.objects.get()
    assert (stored.unit, stored.owner, stored.description) == (krakow, cx_manager, "At the door")
    assert "At the door" in client.get(page).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 121}, {"channel": "pigeon"}, {"unit": "0"}, {"unit": "x"}, {"owner": "0"}, {"name": "a\0b"}]
)
def test_what_is_not_accepted_comes_back(client, sign_in, cx_manager, care, wrong):
    response = sign_in(client, cx_manager).post(reverse("touchpoint-new"), fields(care, **wrong))

    assert response.status_code == 422
    assert not Touchpoint.objects.exists()


def test_out_of_use_and_back(client, sign_in, cx_manager, touchpoint):
    sign_in(client, cx_manager)
    for expected in (False, True):
        assert client.post(reverse("touchpoint-switch", args=[touchpoint.key])).status_code == 302
        touchpoint.refresh_from_db()
        assert touchpoint.is_active is expected


def test_a_manager_looks_and_changes_nothing(client, sign_in, manager, touchpoint):
    sign_in(client, manager)
    page = reverse("touchpoint", args=[touchpoint.key])
    assert b'name="channel"' not in client.get(page).content
    client.post(page, fields(touchpoint.unit))
    assert client.post(reverse("touchpoint-switch", args=[touchpoint.key])).status_code == 403
    assert client.get(reverse("touchpoint-new")).status_code == 403
    assert list(Touchpoint.objects.values_list("name", "is_active")) == [("Phone <call>", True)]


def test_a_cx_manager_of_one_unit_owns_nothing_of_another(client, sign_in, krakow, field_service, touchpoint):
    local = make_person("Local", role=Role.CX_MANAGER, unit=krakow)
    sign_in(client, local)
    theirs = make_touchpoint("Theirs", unit=field_service)

    for page in ("touchpoint", "touchpoint-switch"):
        for one in (theirs, touchpoint):
            assert client.post(reverse(page, args=[one.key]), fields(krakow)).status_code == 404
    assert client.post(reverse("touchpoint-new"), fields(field_service)).status_code == 422
    assert client.post(reverse("touchpoint-new"), fields(krakow)).status_code == 302


def test_strangers_and_visitors_see_none_of_it(client, sign_in, stranger, touchpoint):
    pages = [reverse("touchpoints"), reverse("touchpoint-new"), reverse("touchpoint", args=[touchpoint.key])]
    assert [client.get(page).status_code for page in pages] == [302] * 3
    sign_in(client, stranger)
    assert [client.get(page).status_code for page in pages] == [403] * 3
    assert client.get(reverse("touchpoint-switch", args=[touchpoint.key])).status_code == 405
