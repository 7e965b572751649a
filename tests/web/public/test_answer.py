"""A customer's page: what it shows, what it stores, and what it never loses."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import OperationalError, close_old_connections, connections
from django.test import Client
from django.urls import reverse

from luister.common.clock import now
from luister.feedback.models import Answer, Comment, Response
from luister.outreach.services import close_campaign, create_campaign, invite_customer
from luister.surveys.models import SurveyVersion
from luister.surveys.queries import questionnaire_of
from luister.surveys.services import close_survey, create_survey, publish_survey, revise_survey
from luister.web.public import budget
from tests.factories import actor, make_customer

FOUR = ("en", "pl", "nl", "sv")
GLAD = {"q-score": "9", "q-reason": "Szybko, miło & „na temat” <3"}


@pytest.fixture
def survey(cx_manager, care):
    found = create_survey(name="How are we doing", kind="relationship", unit=care, metric="nps", by=actor(cx_manager), languages=FOUR)
    publish_survey(survey=found, by=actor(cx_manager))
    return found


@pytest.fixture
def campaign(survey, cx_manager):
    return create_campaign(survey=survey, name="Website", by=actor(cx_manager))


@pytest.fixture
def invitation(campaign, cx_manager):
    return invite_customer(campaign=campaign, customer=make_customer(email="jan@example.org", language="pl"), by=actor(cx_manager))


def address(link) -> str:
    return reverse("answer", args=[link.token])


def page_token(client: Client, link) -> str:
    return hidden(client.get(address(link)), "page")


def hidden(response, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1]


def send(client: Client, link, **fields):
    return client.post(address(link), {"page": page_token(client, link)} | GLAD | fields)


def everything() -> dict[str, list]:
    """All rows of all tables."""
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in apps.get_models()}


def test_an_answer_is_stored_with_what_it_is_credited_to(client, campaign):
    response = send(client, campaign, lang="nl")

    assert (response.status_code, response["Location"]) == (303, f"/s/{campaign.token}/thanks/?lang=nl")
    stored = Response.objects.get()
    assert (stored.campaign, stored.unit, stored.language, stored.source) == (campaign, campaign.unit, "nl", "web")
    assert (Answer.objects.get().score, Comment.objects.get().text) == (9, GLAD["q-reason"])


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("path", ["", "thanks/", "stop/", "privacy/", "?lang=pl", "?q-score=9&page=x"])
def test_looking_records_nothing(client, campaign, invitation, method, path):
    before = everything()
    for link in (campaign, invitation):
        response = getattr(client, method)(address(link) + path)
        assert (response.status_code, response.cookies) == (200, {})
    assert everything() == before


def test_pages_are_not_kept_by_caches_and_give_no_address_away(client, campaign):
    for response in (client.get(address(campaign)), send(client, campaign), client.get(address(campaign) + "thanks/")):
        assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert not response.cookies


def test_the_same_page_sent_again_counts_once_and_says_thank_you_again(client, campaign):
    page = page_token(client, campaign)
    answers = [client.post(address(campaign), {"page": page} | GLAD) for _ in range(3)]

    assert [response.status_code for response in answers] == [303] * 3
    assert Response.objects.count() == 1


def test_two_tabs_of_a_personal_link_count_once(client, invitation):
    one, other = page_token(client, invitation), page_token(client, invitation)
    answers = [client.post(address(invitation), {"page": page} | GLAD) for page in (one, other)]

    assert [response.status_code for response in answers] == [303, 303]
    assert Response.objects.count() == 1
    assert "answered already" in client.get(address(invitation) + "?lang=en").content.decode()


def test_a_changed_answer_on_a_page_already_sent_is_not_lost(client, campaign):
    page = page_token(client, campaign)
    client.post(address(campaign), {"page": page} | GLAD)
    response = client.post(address(campaign), {"page": page} | GLAD | {"q-reason": "On second thought"})

    assert response.status_code == 409
    assert "On second thought" in response.content.decode()
    assert Comment.objects.get().text == GLAD["q-reason"]


def test_errors_keep_everything_and_lead_to_the_question(client, campaign):
    response = send(client, campaign, **{"q-score": "", "q-contact": "yes", "q-contact.email": "a@example.org"})
    html = response.content.decode()

    assert response.status_code == 422
    assert 'href="#q-score"' in html
    assert "Please answer this question." in html
    assert "Szybko, miło &amp; „na temat” &lt;3</textarea>" in html
    assert 'value="a@example.org"' in html
    assert not Response.objects.exists()
    again = client.post(address(campaign), GLAD | {"page": hidden(response, "page")})
    assert again.status_code == 303


@pytest.mark.parametrize("page", ["", "x", "WyJrIiwxLCJ4Il0:1abc:def"])
def test_a_page_token_that_cannot_be_read_costs_a_press_and_no_word(client, campaign, page):
    response = client.post(address(campaign), GLAD | {"page": page})

    assert response.status_code == 422
    assert "Szybko" in response.content.decode()
    assert not Response.objects.exists()
    assert client.post(address(campaign), GLAD | {"page": hidden(response, "page")}).status_code == 303


def test_a_page_of_another_link_is_not_taken(client, campaign, invitation):
    response = client.post(address(invitation), GLAD | {"page": page_token(client, campaign)})

    assert response.status_code == 422
    assert not Response.objects.exists()


def test_a_closed_survey_refuses_kindly_and_shows_the_words(client, campaign, survey, cx_manager):
    page = page_token(client, campaign)
    close_survey(survey=survey, by=actor(cx_manager))

    assert client.get(address(campaign)).status_code == 410
    response = client.post(address(campaign), GLAD | {"page": page})
    assert response.status_code == 410
    assert "&lt;3</textarea>" in response.content.decode()
    assert not Response.objects.exists()


def test_an_answer_sent_before_the_end_is_thanked_for_after_it(client, campaign, cx_manager):
    page = page_token(client, campaign)
    client.post(address(campaign), GLAD | {"page": page})
    close_campaign(campaign=campaign, by=actor(cx_manager))

    assert client.post(address(campaign), GLAD | {"page": page}).status_code == 303
    assert client.post(address(campaign), GLAD | {"page": page_token_of(campaign)}).status_code == 410


def page_token_of(campaign) -> str:
    from luister.web.public.tokens import new_page

    return new_page(campaign.survey.versions.get().pk).signed(campaign.token)


def test_an_answer_is_stored_under_the_version_that_the_page_showed(client, campaign, survey, cx_manager):
    page = page_token(client, campaign)
    data = SurveyVersion.objects.get().definition
    question = data["questions"][0] | {"prompt": {"en": "Would you come again?"}}
    revise_survey(survey=survey, definition=data | {"questions": [question, *data["questions"][1:]]}, by=actor(cx_manager))
    second = publish_survey(survey=survey, by=actor(cx_manager))

    assert client.post(address(campaign), GLAD | {"page": page}).status_code == 303
    assert "Would you come again?" in client.get(address(campaign)).content.decode()
    assert (Response.objects.get().version.number, Answer.objects.get().question.key) == (1, "score")
    assert questionnaire_of(second).questions[0].key == "score-2"


def test_too_many_answers_from_one_address_wait_with_every_word(client, campaign, rf):
    page = page_token(client, campaign)
    cache.set(budget._place(rf.get("/"), campaign), budget.ENOUGH, 60)
    response = client.post(address(campaign), GLAD | {"page": page})

    assert (response.status_code, 0 < int(response["Retry-After"]) <= 3600) == (429, True)
    assert hidden(response, "q-score") == "9"
    assert not Response.objects.exists()
    cache.clear()
    again = {name: hidden(response, name) for name in ("page", "q-score")} | {"q-reason": GLAD["q-reason"]}
    assert client.post(address(campaign), again).status_code == 303


def test_odd_answers_are_stored_and_marked_for_a_person(client, campaign, rf):
    send(client, campaign, website="http://spam.example")
    cache.set(budget._place(rf.get("/"), campaign), budget.LOOK_TWICE, 60)
    send(client, campaign)

    assert [[tag.name for tag in response.tags.all()] for response in Response.objects.order_by("pk")] in (
        [["perhaps a machine"], ["one of many"]],
        [["one of many"], ["perhaps a machine"]],
    )


def test_personal_links_have_no_budget(client, invitation, rf):
    cache.set(budget._place(rf.get("/"), invitation.campaign), budget.ENOUGH, 60)
    assert send(client, invitation).status_code == 303


def test_a_busy_database_keeps_every_word_on_the_page(client, campaign, monkeypatch):
    page = page_token(client, campaign)

    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    with monkeypatch.context() as broken:
        broken.setattr("django.db.backends.utils.CursorWrapper.execute", locked)
        response = client.post(address(campaign), GLAD | {"page": page, "lang": "en"})
        looked = client.get(address(campaign))
        hostile = client.post(address(campaign), GLAD | {"page": "\0", "lang": "../\0"})

    assert (response.status_code, response["Retry-After"], looked.status_code, hostile.status_code) == (503, "15", 503, 503)
    assert (hidden(response, "page"), hidden(response, "q-score")) == (page, "9")
    assert "Szybko" in response.content.decode()
    assert client.post(address(campaign), GLAD | {"page": page}).status_code == 303


@pytest.mark.django_db
def test_every_unknown_link_gets_the_same_answer(client, campaign):
    answers = {client.get(f"/s/{token}/").content for token in ("x", "A" * 32, campaign.token[:-1], campaign.token + "A")}
    assert len(answers) == 1
    assert {client.get(f"/s/{'A' * 32}/{page}").status_code for page in ("", "thanks/", "stop/", "privacy/")} == {404}
    assert client.post(f"/s/{'A' * 32}/", GLAD).status_code == 404


def test_other_methods_are_refused(client, campaign):
    assert {getattr(client, method)(address(campaign)).status_code for method in ("put", "delete", "patch")} == {405}


def test_who_wants_a_call_leaves_an_address(client, campaign):
    refused = send(client, campaign, **{"q-contact": "yes"})
    assert (refused.status_code, Response.objects.count()) == (422, 0)

    send(client, campaign, **{"q-contact": "yes", "q-contact.name": "Ola", "q-contact.phone": "+48 600 123 456"})
    stored = Response.objects.get()
    assert (stored.contact_allowed, stored.contact_name, stored.contact_phone) == (True, "Ola", "+48 600 123 456")


def test_an_address_without_the_tick_is_not_kept(client, campaign):
    send(client, campaign, **{"q-contact.email": "a@example.org"})
    stored = Response.objects.get()
    assert (stored.contact_allowed, stored.contact_email) == (False, "")


def test_a_customer_we_know_only_needs_the_tick(client, invitation):
    assert send(client, invitation, **{"q-contact": "yes"}).status_code == 303
    assert (Response.objects.get().contact_allowed, Response.objects.get().customer) == (True, invitation.customer)


@pytest.mark.parametrize(
    ("lang", "header", "expected"),
    [("", "", "en"), ("", "pl,en;q=0.5", "pl"), ("", "nl-BE", "nl"), ("sv", "pl", "sv"), ("de", "fr", "en"), ("xx'<", "*;q=x", "en")],
)
def test_the_page_speaks_the_language_asked_for_if_the_survey_does(client, campaign, lang, header, expected):
    response = client.get(address(campaign), {"lang": lang}, headers={"accept-language": header})

    assert f'<html lang="{expected}"' in response.content.decode()
    assert response["Content-Language"] == expected


def test_a_personal_link_speaks_the_customers_language(client, invitation):
    assert "Jak prawdopodobne jest" in client.get(address(invitation), headers={"accept-language": "sv"}).content.decode()


def test_only_languages_of_the_survey_are_offered(client, cx_manager, care):
    survey = create_survey(name="Po polsku", kind="ad_hoc", unit=care, metric="csat", by=actor(cx_manager), languages=("pl",))
    publish_survey(survey=survey, by=actor(cx_manager))
    campaign = create_campaign(survey=survey, name="x", by=actor(cx_manager))

    html = client.get(address(campaign) + "?lang=en").content.decode()
    assert '<html lang="pl"' in html
    assert "?lang=" not in html.replace("privacy/?lang=", "")


def test_stopping_takes_a_press(client, invitation):
    stop = reverse("stop-asking", args=[invitation.token])
    assert "Shall we stop" in client.get(stop + "?lang=en").content.decode()
    invitation.customer.refresh_from_db()
    assert invitation.customer.stop_asking_at is None

    for _ in range(2):
        assert "will not ask you again" in client.post(stop, {"lang": "en"}).content.decode()
    invitation.customer.refresh_from_db()
    assert invitation.customer.stop_asking_at <= now()


def test_an_open_link_knows_nobody_who_could_be_stopped(client, campaign):
    assert "does not know you" in client.post(reverse("stop-asking", args=[campaign.token])).content.decode()


@pytest.mark.parametrize(("mode", "said"), [("anonymous", "anonymous"), ("confidential", "confidential"), ("named", "with your name")])
def test_what_is_known_is_said_before_the_first_question(client, cx_manager, care, mode, said):
    survey = create_survey(name="x", kind="ad_hoc", unit=care, metric="nps", by=actor(cx_manager), mode=mode, purpose="To mend <visits>.")
    publish_survey(survey=survey, by=actor(cx_manager))
    campaign = create_campaign(survey=survey, name="x", by=actor(cx_manager))

    html = client.get(address(campaign)).content.decode()
    assert said in html[: html.index('id="q-score"')]
    assert "To mend &lt;visits&gt;." in html
    assert said in client.get(address(campaign) + "privacy/").content.decode()
    assert client.get("/privacy/").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("personal", [False, True])
def test_fifty_at_once_are_one_answer_and_fifty_thank_yous(client, survey, campaign, invitation, personal):
    link = invitation if personal else campaign
    fields = {"page": page_token(client, link)} | GLAD

    def post(_: int) -> tuple[int, str]:
        close_old_connections()
        try:
            response = Client().post(address(link), fields)
            return response.status_code, response.get("Location", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(post, range(50)))

    assert set(answers) == {(303, f"/s/{link.token}/thanks/?lang={'pl' if personal else 'en'}")}
    assert (Response.objects.count(), Answer.objects.count(), Comment.objects.count()) == (1, 1, 1)
