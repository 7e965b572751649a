"""The components of pages, rendered as pages render them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django import forms
from django.http import HttpResponse
from django.template import Context, RequestContext, Template
from django.urls import include, path
from django.utils import translation

from luister.web.charts import ChartView, TrendPoint, trend_chart
from luister.web.components import IntervalBar, draw_icon, mark_spans, place_interval, write_number
from luister.web.context import MAP, navigation
from tests.factories import make_case, make_response


def page(request) -> HttpResponse:
    return HttpResponse("here")


NAMES = [place.url_name for _title, places in MAP for place in places]
urlpatterns = [
    path("", page, name="today"),
    *[path(f"{name}/", page, name=name) for name in NAMES if name not in {"today", "events", "case-rules"}],
    path("cases/rules/", page, name="case-rules"),
    path("profile/", page, name="profile"),
    path("language/", page, name="set-language"),
    path("account/", include("allauth.urls")),
]


def draw(template: str, **context: object) -> str:
    """The template's HTML with the white space of its layout made one space."""
    return re.sub(r"\s+", " ", Template(template).render(Context(context))).strip()


def test_figure_is_a_sentence_with_its_interval_and_number_of_answers():
    html = draw('{% figure 31.4 unit="NPS" low=24 high=38 n=1412 sentence="No sign of change since May." href="/voices/" %}')
    assert '<div class="figure-value">31</div>' in html
    assert '<a href="/voices/">NPS, between 24 and 38</a>' in html
    assert "1,412 answers. No sign of change since May." in html


def test_figure_of_one_answer_says_answer():
    assert "1 answer." in draw('{% figure 100 unit="NPS" low=0 high=100 n=1 %}')


def test_figure_below_zero_has_a_true_minus():
    assert "−12" in draw('{% figure value unit="NPS" low=-20 high=-4 n=40 %}', value=-12)


def test_figure_in_percent_says_the_sign_once_in_the_interval_and_names_its_target():
    html = draw('{% figure 62 unit="Rated 4 or 5" percent=True low=56 high=68 n=238 target=75 %}')
    assert '<div class="figure-value">62%</div>' in html
    assert "Rated 4 or 5, between 56 and 68%" in html
    assert "Target 75%." in html
    assert 'class="interval-target" x1="75.00%"' in html


def test_figure_without_value_stands_in_words_and_draws_no_bar():
    html = draw('{% figure unit="Shop" words="3 glad, 1 unhappy" n=4 %}')
    assert "3 glad, 1 unhappy" in html
    assert "<svg" not in html


def test_bar_places_are_written_for_svg_whatever_the_language():
    with translation.override("pl"):
        bar = place_interval(31.5, 24, 138, target=None, scale=(-100, 100))
    assert bar == IntervalBar(value="65.75%", low="62.00%", high="100.00%", target="")


def test_number_is_written_as_the_language_writes_it():
    with translation.override("nl"):
        assert write_number(4.25, decimals=1) == "4,2"
    assert write_number(-0.3) == "0"


def test_quote_sets_the_language_and_its_marks_and_underlines_only_what_it_is_told():
    html = draw(
        '{% quote text=text lang="pl" spans=spans %}{% endquote %}', text="Pani <b> mnie wysłuchała", spans=[(9, 13), (11, 15), (90, 99)]
    )
    assert '<blockquote class="quote-text" lang="pl">„Pani &lt;b&gt; <mark>mnie</mark> wysłuchała”</blockquote>' in html


def test_marks_without_spans_are_the_text_in_quotes():
    assert mark_spans("Tack!", language="sv") == "”Tack!”"


def test_late_case_row_is_marked_in_words_given_and_by_its_class():
    html = draw('{% case_row href="/cases/1/" title="Charged twice" meta="Case 1" due="2 h late" late=True %}')
    assert (
        html
        == '<li> <a class="row-link" href="/cases/1/">Charged twice</a> <span class="row-due late">2 h late</span> <span class="row-meta">Case 1</span> </li>'
    )


def test_badge_refuses_a_tone_that_is_not_there():
    with pytest.raises(Exception, match="it takes glad, flat, sad, amber, accent"):
        draw('{% badge "x" tone="pink" %}')


def test_icon_is_silent_beside_words_and_speaks_alone():
    assert 'aria-hidden="true"' in draw_icon("phone")
    assert 'role="img" aria-label="Call"' in draw_icon("phone", "Call")
    with pytest.raises(KeyError, match="There is no icon 'fax'; there are: adjustments"):
        draw_icon("fax")


@pytest.mark.parametrize(("value", "tone"), [(6, "sad"), (8, "flat"), (9, "glad")])
def test_score_says_what_it_is_and_takes_the_tone_of_its_group(value, tone):
    assert (
        draw("{% score value %}", value=value)
        == f'<span class="score score-{tone}"><span class="visually-hidden">Score </span>{value}</span>'
    )


class Example(forms.Form):
    name = forms.CharField(label="Name", help_text="As customers know it.", widget=forms.TextInput(attrs={"class": "wide"}))
    kind = forms.ChoiceField(label="Kind", choices=[("a", "Relationship"), ("b", "Transactional")], widget=forms.RadioSelect)
    ok = forms.BooleanField(label="May be contacted", required=False)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)


def test_field_ties_label_help_and_error_to_the_control():
    html = draw("{% field form.name %}", form=Example({"name": ""}))
    assert '<label for="id_name">Name</label>' in html
    control = re.search(r"<input[^>]*>", html)[0]
    assert 'aria-describedby="id_name_helptext id_name_error"' in control
    assert 'aria-invalid="true"' in control
    assert 'class="wide form-control"' in control
    assert 'id="id_name_helptext">As customers know it.' in html
    assert '<ul class="field-errors" id="id_name_error"><li>This field is required.</li></ul>' in html


def test_choices_are_a_fieldset_whose_errors_describe_it():
    html = draw("{% field form.kind %}", form=Example({}))
    assert '<fieldset class="field" aria-describedby="id_kind_error">' in html
    assert "<legend>Kind</legend>" in html
    assert html.count('<label class="choice"') == 2


def test_form_as_a_whole_is_drawn_by_our_fields():
    html = draw("{{ form }}", form=Example())
    assert html.count('class="field"') == 4
    assert 'Note <span class="field-optional">(optional)</span>' in html


def test_progress_asks_again_until_it_is_done():
    going = draw('{% progress label="Reading" text="2 of 5" value=2 max=5 url="/imports/1/" %}')
    done = draw('{% progress label="Reading" text="All read" value=5 max=5 url="/imports/1/" done=True %}')
    assert 'hx-get="/imports/1/" hx-trigger="every 1s"' in going
    assert "hx-get" not in done
    assert 'value="2" max="5"' in going


def test_confirm_is_a_post_form_with_a_token(rf):
    html = draw(
        '{% confirm url="/x/" label="Erase" question="Erase everything?" button="Erase" %}<input name="a">{% endconfirm %}',
        request=rf.get("/"),
    )
    assert '<form class="confirm-body" method="post" action="/x/">' in html
    assert "csrfmiddlewaretoken" in html
    assert '<input name="a">' in html


def many_filters(data: dict[str, str]) -> forms.Form:
    form = forms.Form(data)
    form.fields = {name: forms.CharField(required=False) for name in ("unit", "touchpoint", "survey", "kind", "from", "to", "tag")}
    return form


def test_many_filters_fold_away_unless_one_of_them_is_used():
    quiet, used = (draw("{% filter_bar form %}", form=many_filters(data)) for data in ({"unit": "care"}, {"tag": "late"}))
    assert quiet.index('name="from"') < quiet.index("More filters</summary>") < quiet.index('name="to"')
    assert '<details class="disclosure more-filters">' in quiet
    assert '<details class="disclosure more-filters" open>' in used
    assert quiet.count("<input") == 7


def test_pager_is_nothing_when_there_is_one_page():
    assert draw("{% pager %}") == ""
    assert 'href="?cursor=a" rel="next"' in draw('{% pager next_url="?cursor=a" %}')


def test_chart_carries_its_numbers_as_a_table_and_a_picture_for_those_without_script():
    chart = trend_chart([TrendPoint(date(2026, 3, 1), 31, 24, 38, 412)], label="NPS")
    view = ChartView(
        chart,
        title="NPS by month",
        alt="NPS was 31 in March.",
        columns=["Month", "NPS"],
        rows=[["</script>", None]],
        svg_url="/c.svg",
        csv_url="/c.csv",
        id="nps",
    )
    html = draw("{% chart view %}", view=view)
    assert '<noscript><img src="/c.svg" alt="NPS was 31 in March."></noscript>' in html
    assert '<script id="nps-data" type="application/json">' in html
    assert '<th scope="row">&lt;/script&gt;</th><td class="num">–</td>' in html
    assert '<a href="/c.csv" download>CSV</a>' in html
    assert "PNG" not in html


def labels(request) -> list[str]:
    return [item.label for group in navigation(request)["navigation"] for item in group.items]


@pytest.mark.urls("tests.web.test_components")
def test_rail_shows_what_the_role_uses(rf, admin, colleague, stranger):
    request = rf.get("/")
    request.user = admin
    assert labels(request) == [
        "Today", "Verbatims", "Surveys", "Imports", "Customers", "Figures", "Cases", "Case rules", "Morning meeting", "Obstacles", "Touchpoints", "People", "Units", "Settings",
    ]  # fmt: skip
    request.user = colleague
    assert labels(request) == [
        "Today",
        "Verbatims",
        "Customers",
        "Figures",
        "Cases",
        "Morning meeting",
        "Obstacles",
        "Touchpoints",
        "People",
        "Units",
    ]
    request.user = stranger
    assert labels(request) == ["Today"]


@pytest.mark.urls("tests.web.test_components")
def test_rail_marks_the_page_and_the_place_above_it(rf, admin):
    def current(address: str) -> list[tuple[str, bool]]:
        request = rf.get(address)
        request.user = admin
        return [(item.label, item.is_here) for group in navigation(request)["navigation"] for item in group.items if item.is_current]

    assert current("/") == [("Today", True)]
    assert current("/cases/12/") == [("Cases", False)]
    assert current("/cases/rules/3/") == [("Case rules", False)]


@pytest.mark.urls("tests.web.test_components")
def test_rail_costs_few_queries_and_none_where_it_is_not_drawn(rf, colleague, django_assert_num_queries, django_assert_max_num_queries):
    request = rf.get("/")
    request.user = colleague
    with django_assert_num_queries(0):
        context = navigation(request)
    with django_assert_max_num_queries(5):
        assert [item.label for item in context["bar"]] == ["Today", "Verbatims", "Figures", "Cases"]
        assert list(context["navigation"])


@pytest.mark.urls("tests.web.test_components")
def test_page_of_a_person_has_landmarks_and_its_language(rf, colleague):
    request = rf.get("/")
    request.user = colleague
    request.COOKIES["luister_theme"] = "dark"
    template = Template('{% extends "base.html" %}{% block title %}Today{% endblock %}{% block heading %}Good morning{% endblock %}')
    with translation.override("sv"):
        html = template.render(RequestContext(request))
    assert '<html lang="sv" dir="ltr" data-bs-theme="dark">' in html
    assert html.count("<main") == 1
    assert "<h1>Good morning</h1>" in html
    assert '<a class="skip-link" href="#main">' in html


def test_theme_that_nobody_offered_is_ignored(rf):
    request = rf.get("/")
    request.COOKIES["luister_theme"] = '"><script>'
    assert navigation(request)["theme"] == ""


@pytest.mark.urls("tests.web.test_components")
def test_rail_counts_what_waits_for_the_person(rf, colleague, krakow):
    make_case(owner=colleague, response=make_response(score=2, unit=krakow, contact_allowed=True))
    request = rf.get("/")
    request.user = colleague
    waiting = {item.label: item.count for group in navigation(request)["navigation"] for item in group.items if item.count}
    assert waiting == {"Today": 1, "Cases": 1}
    assert '1<span class="visually-hidden"> waiting</span>' in draw('{% include "components/navigation.html" %}', **navigation(request))
