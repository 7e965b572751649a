"""What holds on a page holds by key: scopes, units, idempotency, paging, errors and rates."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from luister.feedback.models import Response
from luister.organisation.enums import Permission, Role
from luister.organisation.models import Unit
from luister.organisation.services import give_role
from tests.api.conftest import KeyClient
from tests.factories import make_case, make_customer, make_open_survey, make_person, make_response, make_touchpoint

API = "/api/v1"


def _post(client: Client, path: str, body: object, **headers: str) -> Any:
    return client.post(f"{API}{path}", json.dumps(body), content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    "path", ["/units", "/people", "/touchpoints", "/customers", "/surveys", "/responses", "/figures?metric=nps", "/cases"]
)
def test_without_a_key_nothing_is_said(path: str, root: Unit) -> None:
    answer = Client().get(f"{API}{path}")
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "not_signed_in"
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "path", ["/units", "/people", "/touchpoints", "/customers", "/surveys", "/responses", "/figures?metric=nps", "/cases"]
)
def test_a_key_without_the_scope_is_refused(path: str, key_client: KeyClient) -> None:
    answer = key_client([Permission.RAISE_OBSTACLES]).get(f"{API}{path}")
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "not_allowed"


def test_a_response_is_recorded_once_however_often_it_is_sent(key_client: KeyClient) -> None:
    survey = make_open_survey().survey
    body = {"survey": survey.key, "answers": {"score": 3, "reason": "Nobody came."}}
    client = key_client()

    first = _post(client, "/responses", body, **{"Idempotency-Key": "visit-20731"})
    again = _post(client, "/responses", body, **{"Idempotency-Key": "visit-20731"})
    other = _post(client, "/responses", body | {"answers": {"score": 10}}, **{"Idempotency-Key": "visit-20731"})

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json()["id"] == again.json()["id"]
    assert other.json()["error"]["code"] == "idempotency_key_used"
    assert Response.objects.count() == 1


@pytest.mark.parametrize("score", [11, -1, 7.5, "NaN", True, None, [], {"a": 1}, 10**30, "\u0000"])
def test_a_score_that_is_none_is_refused_with_what_is_accepted(score: object, key_client: KeyClient) -> None:
    survey = make_open_survey().survey
    answer = _post(key_client(), "/responses", {"survey": survey.key, "answers": {"score": score}}, **{"Idempotency-Key": "a-bad-score"})
    assert answer.status_code == 422
    said = answer.json()["error"]["fields"]["answers.score"]
    assert "%(" not in said
    assert "from 0 to 10" in said or score in (None, [])
    assert Response.objects.count() == 0


def test_unknown_fields_are_refused_instead_of_ignored(key_client: KeyClient) -> None:
    survey = make_open_survey().survey
    body = {"survey": survey.key, "answers": {"score": 3}, "reading_state": "test", "weight": 3}
    answer = _post(key_client(), "/responses", body, **{"Idempotency-Key": "mass-assignment"})
    assert answer.status_code == 422
    assert set(answer.json()["error"]["fields"]) == {"reading_state", "weight"}


def test_an_idempotency_key_is_asked_for(key_client: KeyClient) -> None:
    answer = _post(key_client(), "/responses", {"survey": make_open_survey().survey.key, "answers": {"score": 3}})
    assert answer.status_code == 422


def test_a_key_of_a_unit_sees_what_lies_there_and_below(key_client: KeyClient, care: Unit, krakow: Unit, field_service: Unit) -> None:
    here, elsewhere = make_response(unit=krakow), make_response(unit=field_service)
    client = key_client(unit=care)
    seen = [item["id"] for item in client.get(f"{API}/responses").json()["items"]]
    assert seen == [here.pk]
    assert client.get(f"{API}/responses/{elsewhere.pk}").status_code == 404


def test_a_case_of_another_unit_is_not_there(key_client: KeyClient, care: Unit, field_service: Unit) -> None:
    case = make_case(response=make_response(unit=field_service, score=2))
    client = key_client(unit=care)
    assert client.get(f"{API}/cases/{case.pk}").status_code == 404
    closing = {"outcome": "resolved", "root_cause": "other"}
    assert _post(client, f"/cases/{case.pk}/close", closing).status_code == 404
    case.refresh_from_db()
    assert case.state == "open"


def test_a_persons_key_never_allows_more_than_the_person_may(key_client: KeyClient, krakow: Unit) -> None:
    person = make_person("Kim", role=Role.COLLEAGUE, unit=krakow)
    client = key_client([Permission.SEE_CASES], unit=krakow, user=person)
    assert client.get(f"{API}/cases").status_code == 200
    person.memberships.all().delete()
    assert client.get(f"{API}/cases").status_code == 403


def test_of_two_who_close_a_case_the_second_is_told(key_client: KeyClient) -> None:
    case = make_case(response=make_response(score=2))
    client = key_client()
    closing = {"outcome": "resolved", "root_cause": "promise", "lesson": "We call before we come."}
    assert _post(client, f"/cases/{case.pk}/close", closing).status_code == 200
    assert _post(client, f"/cases/{case.pk}/close", closing).status_code == 409


def test_pages_go_on_by_cursor_and_miss_nothing(key_client: KeyClient) -> None:
    kept = {make_response().pk for _ in range(7)}
    client, seen, cursor = key_client(), [], None
    while True:
        page = client.get(f"{API}/responses", {"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == 7
    assert set(seen) == kept


def test_a_cursor_of_somebody_elses_making_is_refused(key_client: KeyClient) -> None:
    answer = key_client().get(f"{API}/responses", {"cursor": "') OR 1=1--"})
    assert answer.status_code == 422
    assert "cursor" in answer.json()["error"]["fields"]


def test_texts_are_masked_for_keys_that_may_not_see_contacts(key_client: KeyClient) -> None:
    response = make_response(comment="Call me: 0612345678")
    response.comments.update(masked="Call me: [phone]")
    masked = key_client([Permission.SEE_VOICES]).get(f"{API}/responses/{response.pk}").json()
    whole = key_client([Permission.SEE_VOICES, Permission.SEE_CONTACTS]).get(f"{API}/responses/{response.pk}").json()
    assert masked["comments"][0]["text"] == "Call me: [phone]"
    assert whole["comments"][0]["text"] == "Call me: 0612345678"


def test_customers_are_added_changed_and_erased(key_client: KeyClient) -> None:
    client = key_client()
    body = {"key": "C-1", "name": "Jan Kowalski", "email": "jan@example.org", "attributes": {}}
    first = client.put(f"{API}/customers", json.dumps(body), content_type="application/json")
    second = client.put(f"{API}/customers", json.dumps(body | {"name": "Jan K."}), content_type="application/json")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["id"] == second.json()["id"]
    assert second.json()["name"] == "Jan K."
    assert client.delete(f"{API}/customers/{first.json()['id']}").status_code == 204
    assert client.get(f"{API}/customers/{first.json()['id']}").status_code == 404


def test_erasing_needs_its_own_scope(key_client: KeyClient) -> None:
    customer = make_customer()
    assert key_client([Permission.SEE_CUSTOMERS]).delete(f"{API}/customers/{customer.pk}").status_code == 403


def test_figures_are_those_of_the_pages(key_client: KeyClient) -> None:
    survey = make_open_survey().survey
    client = key_client()
    for number, score in enumerate([10, 9, 8, 3]):
        _post(client, "/responses", {"survey": survey.key, "answers": {"score": score}}, **{"Idempotency-Key": f"figure-{number}"})
    rows = client.get(f"{API}/figures", {"metric": "nps"}).json()["items"]
    assert [(row["value"], row["n"]) for row in rows] == [(25.0, 4)]
    assert client.get(f"{API}/figures", {"metric": "happiness"}).status_code == 422
    assert client.get(f"{API}/figures", {"metric": "nps", "by": "score); DROP TABLE"}).status_code == 422


def test_touchpoints_and_people_name_their_units(key_client: KeyClient, care: Unit) -> None:
    person = make_person("Ola", unit=care, role=Role.MANAGER)
    touchpoint = make_touchpoint(unit=care)
    client = key_client()
    assert [t["unit"] for t in client.get(f"{API}/touchpoints").json()["items"] if t["id"] == touchpoint.pk] == ["customer-care"]
    assert client.get(f"{API}/people/{person.pk}").json()["roles"] == [{"role": "manager", "unit": "customer-care"}]


def test_a_key_that_asks_too_often_is_told_to_wait(key_client: KeyClient, settings: Any) -> None:
    settings.OPTIONS = settings.OPTIONS.model_copy(update={"api_rate": 2})
    client = key_client()
    codes = [client.get(f"{API}/units").status_code for _ in range(3)]
    refused = client.get(f"{API}/units")
    assert codes == [200, 200, 429]
    assert 1 <= int(refused["Retry-After"]) <= 61


def test_a_disabled_persons_key_dies_at_once(key_client: KeyClient, krakow: Unit, operator: Any) -> None:
    person = make_person("Kim", unit=krakow)
    give_role(user=person, unit=krakow, role=Role.COLLEAGUE, by=operator)
    client = key_client([Permission.SEE_CASES], unit=krakow, user=person)
    person.is_active = False
    person.save()
    assert client.get(f"{API}/cases").status_code == 401


def test_a_name_that_does_not_exist_is_said_and_is_no_accident(key_client: KeyClient) -> None:
    client = key_client()
    for query in ({"survey": "nowhere"}, {"unit": "nowhere"}, {"touchpoint": "nowhere"}, {"state": "lost"}, {"from": "yesterday"}):
        answer = client.get(f"{API}/responses", query)
        assert answer.status_code == 422, query
        assert answer.json()["error"]["message"]
        assert client.get(f"{API}/figures", {"metric": "nps", **query} if "state" not in query else {"metric": "x"}).status_code == 422
