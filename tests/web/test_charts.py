"""Charts: what they say, in which language, and that nothing is drawn without its interval."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.utils import translation

from luister.web.charts import (
    Bar,
    ChartView,
    IntervalRow,
    TrendPoint,
    distribution_chart,
    interval_chart,
    number_locale,
    render,
    time_locale,
    trend_chart,
)

POINTS = [
    TrendPoint(date(2026, 3, 1), 31.4, 24.0, 38.0, 412),
    TrendPoint(date(2026, 4, 1), None, None, None, 3),
    TrendPoint(date(2026, 5, 1), -12.0, -20.0, -4.0, 1310),
]


def rows_of(chart) -> list[dict]:
    """All rows that a chart carries, of whatever layer."""
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def svg_of(chart, language: str = "en") -> str:
    return render(chart, format="svg", language=language).decode()


def test_trend_draws_the_interval_of_every_known_value():
    layers = trend_chart(POINTS, label="NPS").to_dict()["layer"]
    band = next(layer for layer in layers if layer["mark"]["type"] == "area")
    assert band["encoding"]["y"]["field"] == "low"
    assert band["encoding"]["y2"]["field"] == "high"


def test_trend_says_each_figure_in_a_sentence_with_its_answers():
    said = {row["time"]: (row["when"], row["said"]) for row in rows_of(trend_chart(POINTS, label="NPS")) if "time" in row}
    assert said["2026-03-01"] == ("March 2026", "NPS 31, between 24 and 38. 412 answers.")
    assert said["2026-04-01"] == ("April 2026", "")
    assert said["2026-05-01"] == ("May 2026", "NPS −12, between −20 and −4. 1,310 answers.")


def test_trend_writes_the_last_value_beside_its_line():
    assert ">−12</text>" in svg_of(trend_chart(POINTS, label="NPS"))


def test_trend_by_week_names_the_week_and_its_first_day():
    chart = trend_chart([TrendPoint(date(2026, 3, 30), 1, 0, 2, 40)], label="NPS", period="week")
    assert {row["when"] for row in rows_of(chart)} == {"Week 14, from 30 Mar 2026"}


def test_trend_speaks_the_readers_language():
    months = [TrendPoint(date(2025, month, 1), 30, 25, 35, 100) for month in range(1, 13)]
    with translation.override("pl"):
        chart = trend_chart(months, label="NPS")
    assert "październik 2025" in {row["when"] for row in rows_of(chart)}
    assert ">paź</text>" in svg_of(chart, "pl")


def test_target_is_a_dashed_line_with_its_words():
    svg = svg_of(trend_chart(POINTS, label="NPS", target=45))
    assert "target 45" in svg
    assert "stroke-dasharray" in svg


def test_comparison_keeps_the_order_given_and_says_few_answers_in_words():
    rows = [
        IntervalRow("Repair visit", 62, 56, 68, 238),
        IntervalRow("Billing", 88, 80, 93, 1412),
        IntervalRow("Shop", None, None, None, 4, "3 glad, 1 unhappy"),
    ]
    svg = svg_of(interval_chart(rows, label="Rated 4 or 5", percent=True))
    places = [svg.index(f">{text}</text>") for text in ("Repair visit", "Billing", "Shop")]
    assert places == sorted(places)
    assert ">88% · n 1,412</text>" in svg
    assert ">3 glad, 1 unhappy</text>" in svg


def test_distribution_writes_each_count_on_its_bar():
    svg = svg_of(distribution_chart([Bar("0", 12, "sad"), Bar("10", 1080, "glad")], label="Score"))
    assert ">12</text>" in svg
    assert ">1,080</text>" in svg


@pytest.mark.parametrize("draw", [trend_chart, interval_chart, distribution_chart])
def test_chart_without_rows_is_refused(draw):
    with pytest.raises(ValueError, match="at least one"):
        draw([], label="NPS")


def test_unknown_tone_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="pink; it takes glad, flat, sad, accent"):
        distribution_chart([Bar("0", 1, "pink")], label="Score")


def test_png_is_a_picture():
    assert render(trend_chart(POINTS, label="NPS"), format="png")[:8] == b"\x89PNG\r\n\x1a\n"


def test_vega_is_the_specification_that_fills_its_container():
    spec = json.loads(render(trend_chart(POINTS, label="NPS"), format="vega"))
    assert spec["width"] == "container"
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/v6")


def test_browser_gets_the_months_and_signs_of_the_readers_language():
    view = ChartView(
        trend_chart(POINTS, label="NPS"), title="NPS", alt="NPS by month", columns=[], rows=[], svg_url="/x.svg", language="nl"
    )
    data = view.browser_data()
    assert data["timeFormatLocale"] == time_locale("nl")
    assert time_locale("nl")["shortMonths"][2] == "mrt"
    assert time_locale("pl")["days"][0] == "niedziela"
    assert number_locale("sv")["decimal"] == ","
