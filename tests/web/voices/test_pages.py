"""The pages of voices."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luister.feedback.enums import ReadingState
from luister.feedback.models import Answer, Comment, Response, Tag
from luister.feedback.services import read_comments
from luister.organisation.enums import Role
from luister.organisation.models import Event
from luister.surveys.enums import Mode
from luister.surveys.models import Question
from tests.factories import make_case, make_customer, make_open_survey, make_person, make_response, make_survey, make_touchpoint

XSS = "<img src=x onerror=alert(1)>"


@pytest.fixture
def voice(krakow):
    customer = make_customer("Jan Kowalski", key="C-1", unit=krakow)
    response = make_response(
        unit=krakow, score=3, comment="Nikt nie zadzwonił, proszę pisać: jan@example.org", customer=customer, contact_allowed=True,
        contact_email="jan@example.org", attributes={"items": "gold"},
    )  # fmt: skip
    Comment.objects.update(masked="", language="")
    read_comments(response_ids=[response.pk])
    return response


def page(client, name, *args, query="", **kwargs):
    found = client.get(reverse(name, args=args) + query, **kwargs)
    return found, found.content.decode()


def test_the_list_shows_the_words_large_in_their_language_with_the_score(voice, client, sign_in, colleague):
    found, text = page(sign_in(client, colleague), "voices")

    assert found.status_code == 200
    assert 'lang="pl"' in text
    assert "Nikt nie zadzwonił" in text
    assert "jan@example.org" in text  # a colleague may see contacts
    assert "Why this score?" in text


def test_who_may_not_see_contacts_reads_masked_words(voice, client, sign_in, root):
    analyst = make_person(role=Role.ANALYST, unit=root)
    sign_in(client, analyst)

    for text in (page(client, "voices")[1], page(client, "voice", voice.pk)[1]):
        assert "Nikt nie zadzwonił" in text
        assert "jan@example.org" not in text
        assert "Kowalski" not in text
    Comment.objects.update(read_at=None, masked="", words="")
    assert "jan@example.org" not in page(client, "voices")[1]


@pytest.mark.parametrize("name", ["voices", "voice"])
def test_strangers_visitors_and_neighbours_see_nothing(voice, client, sign_in, stranger, neighbour, name):
    args = [voice.pk] if name == "voice" else []
    assert page(client, name, *args)[0].status_code == 302
    assert page(sign_in(client, stranger), name, *args)[0].status_code == 403
    found, text = page(sign_in(client, neighbour), name, *args)
    assert found.status_code == (404 if name == "voice" else 200)
    assert "zadzwonił" not in text


def test_filters_stand_in_the_address_and_go_along(voice, client, sign_in, admin, krakow):
    make_response(unit=krakow, comment="Something else.")
    sign_in(client, admin)

    for query in ("?q=zadzwonil", "?attr.items=gold", "?score=0-6", "?unit=Customer+care+Krak%C3%B3w&q=nikt", "?state=new&score=3"):
        _found, text = page(client, "voices", query=query)
        assert "zadzwonił" in text, query
        assert "Something else." not in text, query
    text = page(client, "voices", query="?attr.items=gold&unit=customer-care&unit=field-service&score=2-4&cursor=x&foo=1")[1]
    for hidden in ('name="attr.items" value="gold"', 'name="unit" value="field-service"', 'name="score" value="2-4"'):
        assert hidden in text
    assert 'value="customer-care-krakow" selected' in page(client, "voices", query="?unit=customer-care-krakow")[1]


@pytest.mark.parametrize("query", ["?unit=nowhere", "?from=yesterday", "?sentiment=angry", "?unit=%00", "?attr.x y=1", "?score=x"])
def test_a_wrong_filter_is_said_and_is_no_accident(voice, client, sign_in, colleague, query):
    found, text = page(sign_in(client, colleague), "voices", query=query)

    assert found.status_code == 400
    assert "Show everything" in text


@pytest.mark.parametrize("query", ["?cursor=x", "?q=%22%27)(*", "?q=%00", "?page=2"])
def test_nonsense_in_the_address_is_no_accident(voice, client, sign_in, colleague, query):
    assert page(sign_in(client, colleague), "voices", query=query)[0].status_code in {200, 400}


def test_a_long_list_is_paged_and_shows_each_response_once(client, sign_in, colleague, krakow):
    survey = make_survey(unit=krakow)
    for number in range(45):
        make_response(survey=survey, comment=f"word{number:03} end")
    sign_in(client, colleague)
    seen, address = [], reverse("voices")

    while address:
        found = client.get(address)
        seen += [voice.response.pk for voice in found.context["voices"]]
        address = reverse("voices") + found.context["next_url"] if found.context["next_url"] else ""

    assert len(seen) == len(set(seen)) == 45


def test_the_list_costs_the_same_queries_whatever_its_length(client, sign_in, colleague, krakow):
    sign_in(client, colleague)
    costs = []
    for number in range(4):
        make_response(unit=krakow, comment="x", customer=make_customer()).tags.add(Tag.objects.create(key=f"t{number}", name=f"t{number}"))
        with CaptureQueriesContext(connection) as queries:
            page(client, "voices")
        costs.append(len(queries))

    assert costs[1:] == [costs[1]] * 3


def test_what_customers_and_colleagues_wrote_is_shown_as_text(client, sign_in, colleague, krakow):
    response = make_response(unit=krakow, comment=XSS, attributes={"a": XSS}, contact_name=XSS, touchpoint=make_touchpoint(XSS))
    response.tags.add(Tag.objects.create(key="x", name=XSS))
    Question.objects.update(text=XSS)
    Comment.objects.update(prompt=XSS)
    sign_in(client, colleague)

    for text in (page(client, "voices")[1], page(client, "voice", response.pk)[1]):
        assert XSS not in text
        assert "&lt;img src=x" in text


def test_a_status_is_changed_with_and_without_a_script(voice, client, sign_in, colleague):
    sign_in(client, colleague)
    data = {"id": voice.pk, "state": "read", "next": "/voices/?state=new"}

    plain = client.post(reverse("voices-mark"), data)
    assert (plain.status_code, plain["Location"]) == (302, "/voices/?state=new")
    voice.refresh_from_db()
    assert voice.reading_state == ReadingState.READ

    part = client.post(reverse("voices-mark"), data | {"state": "test"}, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert part.content.decode().strip().startswith(f'<div class="sort" id="sort-{voice.pk}"')
    voice.refresh_from_db()
    assert voice.reading_state == ReadingState.TEST
    assert page(client, "voice", voice.pk)[0].status_code == 200


@pytest.mark.parametrize("next_page", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil"])
def test_one_comes_back_to_our_own_pages_only(voice, client, sign_in, colleague, next_page):
    found = sign_in(client, colleague).post(reverse("voices-mark"), {"id": voice.pk, "state": "read", "next": next_page})

    assert found["Location"] == reverse("voices")


@pytest.mark.parametrize(
    "data", [{}, {"id": "1"}, {"id": "x", "state": "read"}, {"id": "9" * 30, "state": "read"}, {"id": "1", "state": "old"}]
)
def test_a_status_that_is_not_offered_is_refused(voice, client, sign_in, colleague, data):
    assert sign_in(client, colleague).post(reverse("voices-mark"), data).status_code == 400


def test_nobody_marks_or_tags_what_they_may_not_read(voice, client, sign_in, neighbour, stranger, root):
    data = {"id": voice.pk, "state": "done"}
    tag = reverse("voice-tag", args=[voice.pk])
    analyst = make_person(role=Role.ANALYST, unit=root)
    assert client.post(reverse("voices-mark"), data).status_code == 302
    for person, codes in ((neighbour, (302, 404)), (stranger, (403, 403)), (analyst, (403, 403))):
        sign_in(client, person)
        assert (client.post(reverse("voices-mark"), data).status_code, client.post(tag, {"name": "x"}).status_code) == codes
    assert client.get(reverse("voices-mark")).status_code == 405

    voice.refresh_from_db()
    assert (voice.reading_state, voice.tags.count()) == (ReadingState.NEW, 0)


def test_a_page_is_marked_as_read_at_once(client, sign_in, colleague, krakow):
    keys = [make_response(unit=krakow).pk for _ in range(3)]
    sign_in(client, colleague)
    assert "Mark this page as read" in page(client, "voices")[1]

    client.post(reverse("voices-mark"), {"id": keys, "state": "read"})

    assert set(Response.objects.values_list("reading_state", flat=True)) == {"read"}
    assert "Mark this page as read" not in page(client, "voices")[1]


def test_a_tag_is_put_on_and_taken_off(voice, client, sign_in, colleague):
    sign_in(client, colleague)
    address = reverse("voice-tag", args=[voice.pk])

    assert client.post(address, {"name": "Faktura", "next": "/voices/"})["Location"] == "/voices/"
    assert "Faktura" in page(client, "voices")[1]
    part = client.post(address, {"remove": "faktura"}, headers={"HX-Request": "true"})
    assert "Faktura" not in part.content.decode()
    wrong = client.post(address, {"name": "x" * 61})
    assert wrong.status_code == 422
    events = page(client, "voice", voice.pk)[1]
    assert "put on the tag faktura" in events
    assert "took off the tag faktura" in events


def test_one_response_is_shown_as_a_whole(voice, client, sign_in, colleague, krakow):
    case = make_case(response=voice)
    earlier = make_response(unit=krakow, comment="Earlier words", customer=voice.customer)
    choice = Question.objects.create(survey=voice.survey, key="colour", type="single_choice", text="Which colour?")
    Answer.objects.create(response=voice, question=choice, value={"choices": ["red"]})
    sign_in(client, colleague)

    text = page(client, "voice", voice.pk)[1]

    for words in ("Nikt nie", "Which colour?", "red", "Earlier words", f"Case {case.pk}", "Jan Kowalski", "gold", "3 (from 0 to 10)"):
        assert words in text
    assert reverse("case", args=[case.pk]) in text
    assert reverse("voice", args=[earlier.pk]) in text
    assert reverse("customer", args=[voice.customer.pk]) in text


def test_answers_of_elsewhere_are_not_in_the_history(voice, client, sign_in, colleague, field_service):
    make_response(unit=field_service, comment="Secret of field service", customer=voice.customer)

    assert "Secret of" not in page(sign_in(client, colleague), "voice", voice.pk)[1]


def test_of_an_anonymous_answer_only_the_day_is_said(client, sign_in, colleague, krakow):
    response = make_response(unit=krakow, survey=make_open_survey(mode=Mode.ANONYMOUS, unit=krakow).survey, score=None)

    assert "midnight" not in page(sign_in(client, colleague), "voice", response.pk)[1]


def download(client, query=""):
    found = client.post(reverse("voices-download") + query)
    content = b"".join(found.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_voices_are_downloaded_safely_and_noted(voice, client, sign_in, manager, krakow):
    make_response(unit=krakow, comment="=1+1")
    make_response(unit=krakow, score=7)
    sign_in(client, manager)

    rows = download(client)

    assert [row["comment"] for row in rows] == ["Nikt nie zadzwonił, proszę pisać: jan@example.org", "'=1+1", ""]
    assert [row["nps"] for row in rows] == ["3", "9", "7"]
    assert rows[0]["email"] == "jan@example.org"
    assert len(download(client, "?q=zadzwonil")) == 1
    assert [event.details for event in Event.objects.filter(action="responses.downloaded").order_by("pk")] == [
        {"filters": []},
        {"filters": ["q"]},
    ]


def test_a_download_shows_contacts_only_to_who_may_see_them(voice, client, sign_in, root):
    rows = download(sign_in(client, make_person(role=Role.ANALYST, unit=root)))

    assert (rows[0]["customer"], rows[0]["email"]) == ("", "")
    assert "jan@example.org" not in rows[0]["comment"]


def test_a_download_is_for_who_may_download_there(voice, client, sign_in, colleague, field_service):
    assert sign_in(client, colleague).post(reverse("voices-download")).status_code == 403
    elsewhere = make_person(role=Role.MANAGER, unit=field_service)
    assert download(sign_in(client, elsewhere)) == []
    assert client.get(reverse("voices-download")).status_code == 405


def test_a_download_comes_in_chunks(client, sign_in, manager, krakow, monkeypatch):
    monkeypatch.setattr("luister.web.voices.download.CHUNK", 2)
    keys = [str(make_response(unit=krakow).pk) for _ in range(5)]

    assert [row["response"] for row in download(sign_in(client, manager))] == keys
