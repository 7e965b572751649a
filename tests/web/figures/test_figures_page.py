"""The figures page: what it says, to whom, and where it leads."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from luister.customers.models import Attribute
from luister.feedback.queries import lake_rows
from luister.lake.services import publish_pending, remember_changed
from luister.organisation.enums import Role
from luister.surveys.enums import Kind, Metric, Mode
from tests.factories import make_person, make_response, make_survey, make_touchpoint

pytestmark = pytest.mark.django_db

APRIL, MAY = datetime(2021, 4, 10, tzinfo=UTC), datetime(2021, 5, 10, tzinfo=UTC)


def answer(survey, *scores, **fields):
    made = [make_response(survey=survey, score=score, **fields) for score in scores]
    remember_changed(response.pk for response in made)
    publish_pending(lake_rows)


@pytest.fixture
def survey(organisation, krakow, field_service):
    found = make_survey("Repair visits", metric=Metric.NPS, kind=Kind.TRANSACTIONAL)
    answer(found, *[10] * 30, *[3] * 10, answered_at=APRIL, unit=krakow, channel="phone")
    answer(found, *[10] * 20, *[3] * 20, answered_at=MAY, unit=field_service, channel="visit", language="sv")
    answer(found, 9, 9, 9, 2, answered_at=MAY, unit=field_service, channel="chat")
    return found


def get(client, name="figures", args=(), **params):
    return client.get(reverse(name, args=args), params)


def test_the_page_says_the_figure_its_trend_and_its_parts(survey, client, sign_in, cx_manager):
    page = get(sign_in(client, cx_manager)).content.decode()

    assert "Would our customers recommend us?" in page
    assert "NPS, between" in page
    assert "84 answers" in page
    assert "May 2021 compared with April 2021: Down by" in page
    assert "NPS 50, between" in page
    assert "Customer care Kraków" in page
    assert f"{reverse('voices')}?survey=repair-visits&amp;unit=customer-care-krakow" in page


def test_small_groups_are_said_in_words(survey, client, sign_in, cx_manager):
    page = get(sign_in(client, cx_manager), by="channel").content.decode()

    assert "3 glad, 1 unhappy. Too few answers for a figure." in page


def test_filters_stand_in_the_address_and_lead_on(survey, client, sign_in, cx_manager):
    page = get(
        sign_in(client, cx_manager),
        **{"unit": "Field service", "from": "2021-05-01", "to": "2021-06-01", "by": "language", "sentiment": "negative"},
    )

    assert page.status_code == 200
    assert "No answers here" in page.content.decode()
    assert "without sentiment: negative" in page.content.decode()
    page = get(client, **{"unit": "Field service", "from": "2021-05-01", "to": "2021-06-01", "by": "language"}).content.decode()
    assert "44 answers" in page
    assert "unit=Field+service&amp;from=2021-05-01&amp;to=2021-06-01&amp;survey=repair-visits&amp;language=sv" in page


def test_surveys_and_kinds_stay_apart_and_it_says_why(survey, client, sign_in, cx_manager):
    other = make_survey("Once a year", metric=Metric.NPS, kind=Kind.RELATIONSHIP)
    answer(other, *[10] * 12)

    page = get(sign_in(client, cx_manager)).content.decode()
    assert "never adds up to one figure" in page
    assert "Once a year: How likely?" in page
    assert "84 answers" in page

    page = get(client, series="once-a-year~nps~relationship").content.decode()
    assert "Asked: “How likely?” · Once a year · relationship survey" in page


def test_only_metrics_that_exist_are_offered(survey, client, sign_in, cx_manager):
    answer(make_survey("Visits", metric=Metric.CSAT), *[5] * 10)

    page = get(sign_in(client, cx_manager)).content.decode()

    assert "metric=csat" in page
    assert "metric=ces" not in page


def test_a_segment_is_a_breakdown(survey, client, sign_in, cx_manager):
    Attribute.objects.create(key="plan", name="Contract")
    answer(survey, *[10] * 12, attributes={"plan": "gold"})

    page = get(sign_in(client, cx_manager), by="attr.plan").content.decode()

    assert "Contract" in page
    assert "gold" in page
    assert "attr.plan=gold" in page


def test_hidden_groups_of_anonymous_surveys_are_shown_to_nobody(organisation, krakow, field_service, client, sign_in, admin):
    pulse = make_survey("Pulse", mode=Mode.ANONYMOUS)
    answer(pulse, 1, 1, 1, unit=krakow)
    answer(pulse, *[10] * 20, unit=field_service)
    answer(pulse, *[10] * 22, unit=pulse.unit)

    page = get(sign_in(client, admin)).content.decode()
    assert "45 answers" in page
    assert page.count("they could be recognised") >= 2
    assert "3 unhappy" not in page

    rows = list(csv.DictReader(io.StringIO(b"".join(get(client, "figures-download").streaming_content).decode("utf-8-sig"))))
    assert [row["hidden"] for row in rows].count("True") == 2
    assert all((row["value"], row["n"]) == ("", "") for row in rows if row["hidden"] == "True")


def test_an_empty_page_says_what_will_be_here(organisation, client, sign_in, cx_manager):
    page = get(sign_in(client, cx_manager)).content.decode()

    assert "As soon as answers come in" in page


@pytest.mark.parametrize(
    "params",
    [{"unit": "Nowhere"}, {"period": "hour"}, {"metric": "joy"}, {"by": "colour"}, {"from": "soon"}, {"score": "promoter"}, {"series": "a~b"}, {"by": "attr.x' OR 1"},
     {"unit": "\0"}, {"from": "2021-05-01", "to": "2021-04-01"}, {"q": "((("}, {"touchpoint": ["a", "b"]}, {"channel": "=1"}],
)  # fmt: skip
@pytest.mark.parametrize("name", ["figures", "figures-download", "figures-chart"])
def test_nonsense_in_the_address_is_explained(survey, client, sign_in, cx_manager, params, name):
    args = ["trend", "svg"] if name == "figures-chart" else ()

    assert get(sign_in(client, cx_manager), name, args, **params).status_code in {200, 400, 404}


def test_a_mistake_says_what_is_accepted(survey, client, sign_in, cx_manager):
    page = get(sign_in(client, cx_manager), unit="Nowhere")

    assert page.status_code == 400
    assert "There is no unit Nowhere" in page.content.decode()


@pytest.mark.parametrize(
    ("which", "file_type", "start"),
    [("trend", "svg", b"<svg"), ("groups", "svg", b"<svg"), ("distribution", "svg", b"<svg"), ("trend", "png", b"\x89PNG")],
)
def test_charts_are_pictures_too(survey, client, sign_in, cx_manager, which, file_type, start):
    response = get(sign_in(client, cx_manager), "figures-chart", [which, file_type], period="week")

    assert response.status_code == 200
    assert response.content.startswith(start)


def test_the_download_holds_the_numbers_and_no_formulas(survey, client, sign_in, cx_manager):
    evil = make_touchpoint("=HYPERLINK(1)", unit=survey.unit)
    answer(survey, *[10] * 12, touchpoint=evil)

    response = get(sign_in(client, cx_manager), "figures-download", by="touchpoint")

    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert response["Content-Disposition"] == 'attachment; filename="nps-by-touchpoint.csv"'
    assert {(row["touchpoint"], row["n"]) for row in rows} == {("'=HYPERLINK(1)", "12"), ("", "84")}


def test_a_manager_sees_their_units_only(survey, client, sign_in, manager):
    page = get(sign_in(client, manager)).content.decode()

    assert "40 answers" in page
    assert "84 answers" not in page
    assert "Field service" not in page


@pytest.mark.parametrize(("name", "args"), [("figures", ()), ("figures-download", ()), ("figures-chart", ("trend", "svg"))])
def test_strangers_get_nothing_and_visitors_sign_in_first(survey, client, sign_in, stranger, name, args):
    assert get(client, name, args).status_code == 302
    assert get(sign_in(client, stranger), name, args).status_code == 403


def test_who_may_not_export_gets_no_files(survey, client, sign_in, root):
    sign_in(client, make_person(role=Role.EXECUTIVE, unit=root))

    assert reverse("figures-download") not in get(client).content.decode()
    assert get(client, "figures-download").status_code == 403
    assert get(client, "figures-chart", ["trend", "png"]).status_code == 403
    assert get(client, "figures-chart", ["trend", "svg"]).status_code == 200


def test_the_page_costs_the_same_queries_for_few_and_for_many_groups(survey, client, sign_in, cx_manager, django_assert_max_num_queries):
    for number in range(5):
        answer(survey, *[10] * 10, touchpoint=make_touchpoint(f"Touchpoint {number}", unit=survey.unit))
    sign_in(client, cx_manager)
    get(client)

    with django_assert_max_num_queries(60) as found:
        get(client, by="channel")
    few = len(found)
    with django_assert_max_num_queries(few + 1):
        get(client, by="touchpoint")
