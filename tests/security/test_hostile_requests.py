"""Every address of the installation gets nonsense from somebody who may do everything: it answers, and never with an error of ours."""

from __future__ import annotations

import json
from itertools import cycle
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from luister.organisation.models import Unit, User
from tests.security.pages import Form, read_page
from tests.web.addresses import EXPECTED, World, make_world
from tests.web.test_strangers import ADDRESSES, api_client

HOSTILE = (
    "99999999999999999999",
    "-1",
    "a\x00b",
    "') OR 1=1--",
    "\U0001f469\u200d\U0001f680\u202e\ufeff",
    "NaN",
    "1e999",
    "9" * 5000,
    "٣",
    "[1, {]",
    "0000-13-45",
    "9999-12-31",
    "0001-01-01",
    "/\\evil.example",
    "%s %(x)s {x.__class__} {{ 7 }}",
    "\x1b[31m\r\nX-Header: 1",
    "eyJhIjogMX0",
)
RAW = (b"%ED%A0%80", b"%FF%FE", b"%00", b"%", b"=&=&[]=", b"a" * 4000)
"""What `urlencode` would not write: half a surrogate, bytes that are no UTF-8, a broken escape."""

NAMES = (
    "cursor", "unit", "touchpoint", "survey", "campaign", "kind", "channel", "language", "sentiment", "state", "tag", "attr.region",
    "attr.\x00", "score", "from", "to", "q", "by", "metric", "day", "next", "lang", "page", "limit", "who", "action", "owner", "split", "trend", "due",
    "which", "format", "access", "cut", "form", "id", "key", "period", "remove", "series", "show", "version", "customer", "role", "severity", "date", "_connector", "unit__name", "pk",
)  # fmt: skip


@pytest.fixture
def world(krakow: Unit, admin: User) -> World:
    return make_world(krakow)


def client_for(name: str, admin: User, root: Unit) -> Client:
    if name.startswith("api"):
        return api_client(admin, root)
    client = Client()
    client.force_login(admin)
    return client


def address_of(name: str, world: World) -> str:
    args = EXPECTED[name].args(world)
    return reverse(name, kwargs={key: world.campaign.token if value == "nobody-knows-this-token" else value for key, value in args.items()})


def check(response: object, what: object) -> None:
    status = response.status_code  # type: ignore[attr-defined]
    if getattr(response, "streaming", False):
        b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert status < 500, f"{status} for {what!r}"


@pytest.mark.slow
@pytest.mark.parametrize("name", ADDRESSES)
def test_no_query_is_an_accident(name: str, world: World, admin: User, root: Unit):
    client, address = client_for(name, admin, root), address_of(name, world)
    if client.get(address).status_code == 405:
        return
    values = cycle(HOSTILE)
    for query in RAW:
        check(client.get(address, QUERY_STRING=query.decode("ascii")), query)
    for value in HOSTILE:
        check(client.get(address + "?" + urlencode(dict.fromkeys(NAMES, value))), value)
    for parameter in NAMES:
        value = next(values)
        check(client.get(address + "?" + urlencode({parameter: value})), (parameter, value))
        check(client.get(address + "?" + urlencode([(parameter, "a"), (parameter, "b")])), parameter)


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_path_is_an_accident(name: str, world: World, admin: User, root: Unit):
    client = client_for(name, admin, root)
    args = EXPECTED[name].args(world)
    for place in args:
        for value in (*HOSTILE, 2**63 - 1, 2**63, 0, "0" * 30 + "1"):
            try:
                address = reverse(name, kwargs={**args, place: value})
            except NoReverseMatch:
                address = reverse(name, kwargs=args).replace(str(args[place]), quote(str(value), safe=""))
            for method in (client.get, client.post):
                with transaction.atomic():
                    check(method(address), (place, value))


def bodies(name: str) -> list[tuple[bytes, str]]:
    form, multipart, data = "application/x-www-form-urlencoded", "multipart/form-data; boundary=B", "application/json"
    return [
        (b"", form),
        (b"%ED%A0%80=%FF", form),
        (b"=&=&&&;", form),
        (b"\x00\xff\xfe", form),
        (b'--B\r\nContent-Disposition: form-data; name="x', multipart),
        (b"--B--", multipart),
        (b'--B\r\nContent-Disposition: form-data; name="file"; filename="../../x\x00"\r\n\r\nabc\r\n--B--\r\n', multipart),
        (b"abc", "multipart/form-data"),
        (b"abc", "multipart/form-data; boundary="),
        (b"[" * 100_000, data),
        (b"[1]", data),
        (b"null", data),
        (b'{"a": NaN, "b": 1e999, "c": "\\ud800", "d": "\\u0000"}', data),
        (b'{"a": ' + b"9" * 6000 + b"}", data),
        (b"<?xml version='1.0'?><x/>", "text/xml"),
        (b"abc", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"abc", "text/plain; charset=no-such"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", ADDRESSES)
def test_no_body_is_an_accident(name: str, world: World, admin: User, root: Unit):
    client, address = client_for(name, admin, root), address_of(name, world)
    for body, kind in bodies(name):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            check(client.generic(method, address, body, content_type=kind), (method, kind, body[:60]))


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in ADDRESSES if not name.startswith("api")])
def test_no_field_of_a_form_is_an_accident(name: str, world: World, admin: User, root: Unit):
    client, address = client_for(name, admin, root), address_of(name, world)
    page = client.get(address)
    if page.status_code != 200 or "html" not in page.headers["Content-Type"]:
        return
    forms, _links = read_page(page.content.decode(), address)
    values = cycle(HOSTILE)
    for form in forms:
        if form.method != "post" or "logout" in form.action:
            continue
        for given in fillings(form, values):
            client.force_login(admin)
            check(client.post(form.action, {**form.fields, **given}), (form.action, given))


def fillings(form: Form, values: cycle[str]) -> list[dict[str, list[str]]]:
    """Each field alone gets several hostile values while the others are as they should be; then all at once."""
    alone = [{field: [next(values)]} for field in form.fields for _try in range(5)]
    return [{}, *alone, *({field: [value] for field in form.fields} for value in HOSTILE[:6]), {field: [] for field in form.fields}]


JSON_VALUES = ("\\ud800", "\\u0000", "9" * 5000, "-1", "null", "[]", "{}", "1e999", '"x"', "true", '"' + "x" * 20_000 + '"')


def test_no_json_value_is_an_accident(world: World, admin: User, root: Unit):
    client = api_client(admin, root)
    good = {
        reverse("api-1:create_response"): {"survey": world.survey.key, "answers": {"score": 7, "reason": "Fine", "contact": {"consent": "no"}},
            "customer": world.customer.key, "touchpoint": world.touchpoint.key, "unit": world.unit.key, "channel": "web", "language": "en",
            "answered_at": "2026-03-02T10:00:00Z", "attributes": {"contract": "gold"}},
        reverse("api-1:put_customer"): {"key": "K1", "name": "Jan", "email": "jan@example.org", "phone": "+48 600 100 200", "language": "pl",
            "unit": world.unit.key, "attributes": {"contract": "gold"}},
        reverse("api-1:post_note", args=[world.case.pk]): {"text": "x"},
        reverse("api-1:post_close", args=[world.case.pk]): {"outcome": "solved", "root_cause": "process", "lesson": "x"},
    }  # fmt: skip
    number = 0
    for address, body in good.items():
        for place in [
            *((key,) for key in body),
            *((key, inner) for key, value in body.items() if isinstance(value, dict) for inner in value),
        ]:
            for value in JSON_VALUES:
                number += 1
                text = json.dumps(put(body, place, "@@")).replace('"@@"', f'"{value}"' if value.startswith("\\u") else value)
                method = client.put if "customers" in address else client.post
                response = method(address, text, content_type="application/json", headers={"Idempotency-Key": f"number-{number:08d}"})
                check(response, text[:300])
                assert b"Traceback" not in response.content


def put(body: dict[str, object], place: tuple[str, ...], value: object) -> dict[str, object]:
    if len(place) == 1:
        return {**body, place[0]: value}
    inner = body[place[0]]
    assert isinstance(inner, dict)
    return {**body, place[0]: {**inner, place[1]: value}}
