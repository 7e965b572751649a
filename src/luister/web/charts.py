"""Charts in our manner: thin lines, direct labels in place of legends, the interval always, the same colours for the same things.

Functions take plain rows and return an Altair chart. The same chart is drawn in the browser (`ChartView`) and as SVG or PNG (`render`).
Every colour is one of those that `assets/css/charts.css` gives its dark counterpart; a new one needs its line there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import altair as alt
import babel
import vl_convert
from babel.dates import format_date
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luister.web.build import PRINT_FONTS, vegalite_version
from luister.web.components import count_answers, write_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

INK, SOFT, LINE, ACCENT = "#22262e", "#5d6571", "#e6e1d8", "#0f5f63"
GLAD, FLAT, SAD, AMBER, CARD = "#2f7d5b", "#8b93a0", "#b4472e", "#a8690f", "#ffffff"
SANS = "Inter, system-ui, sans-serif"
SERIF = "'Source Serif 4', Georgia, serif"  # quoted: a name that ends in a number is no name to a renderer otherwise
TONES = {"glad": GLAD, "flat": FLAT, "sad": SAD, "accent": ACCENT}

Format = Literal["svg", "png", "vega"]
CONTENT_TYPES: dict[Format, str] = {"svg": "image/svg+xml", "png": "image/png", "vega": "application/json"}
Period = Literal["day", "week", "month"]

_PICTURE_WIDTH = 720
_TIME_FORMAT: dict[str, str] = {"year": "%Y", "quarter": "%b", "month": "%b", "week": "%-d %b", "date": "%-d %b", "day": "%-d %b"}


@dataclass(frozen=True)
class TrendPoint:
    """A figure of one period. `time` is the period's first day; a hidden or empty period has None for value, low and high."""

    time: date
    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class IntervalRow:
    """A figure of one group. `words` stand in the place of a value that is None."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    words: str = ""


@dataclass(frozen=True)
class Bar:
    """How many gave one answer. `tone`: glad, flat, sad or accent."""

    label: str
    count: int
    tone: str = "accent"


@dataclass(frozen=True)
class ChartView:
    """A chart as a page shows it (`{% chart view %}`).

    `columns` and `rows` are the same numbers as a table, written for people. `alt` says in a sentence what there is to see.
    The addresses are those of the pictures and of the numbers as a file; `svg_url` is needed, it is what a page shows without a script.
    """

    chart: alt.LayerChart
    title: str
    alt: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    svg_url: str
    png_url: str = ""
    csv_url: str = ""
    description: str = ""
    id: str = "chart"
    language: str = field(default_factory=lambda: get_language() or "en")

    def browser_data(self) -> dict[str, object]:
        """Return what `app.js` needs to draw it: the specification and the names of months and signs of numbers."""
        return {
            "spec": _spec(self.chart, width="container"),
            "formatLocale": number_locale(self.language),
            "timeFormatLocale": time_locale(self.language),
        }


def trend_chart(
    points: Sequence[TrendPoint],
    *,
    label: str,
    percent: bool = False,
    period: Period = "month",
    target: float | None = None,
    scale: tuple[float, float] | None = None,
    decimals: int = 0,
) -> alt.LayerChart:
    """Draw a figure over time: a line with its interval as a band, the last value beside it, the target dashed.

    Parameters
    ----------
    points : sequence of TrendPoint
        In order of time. The line is broken where a value is None.
    label : str
        What it is, for the tooltip ("NPS").
    percent : bool
        Values are percent, 0 to 100.
    period : {"day", "week", "month"}
        How a point's time is written.
    target : float or None
        In the unit of the values.
    scale : (float, float) or None
        Ends of the vertical axis; by default what the intervals and the target need.
    decimals : int
        Of the written values.

    Raises
    ------
    ValueError
        If there are no points: say so in words, an empty picture says nothing.
    """
    if not points:
        raise ValueError("A trend needs at least one point; none was given.")
    rows = [_trend_row(point, label=label, percent=percent, period=period, decimals=decimals) for point in points]
    x = alt.X(
        "time:T",
        title=None,
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(grid=False, tickCount=6, labelOverlap=True, labelFlush=True, format=_TIME_FORMAT),
    )
    y = alt.Y("value:Q", title=None, scale=_scale(scale), axis=alt.Axis(tickCount=5, **_sign(percent)))
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x)
    known = base.transform_filter("isValid(datum.value)")
    last = next((row for row in reversed(rows) if row["value"] is not None), None)
    layers: list[alt.Chart] = [
        base.mark_area(color=ACCENT, opacity=0.15, invalid="break-paths-show-path-domains").encode(alt.Y("low:Q"), alt.Y2("high:Q")),
        base.mark_line(color=ACCENT, strokeWidth=1.75, invalid="break-paths-show-path-domains").encode(y),
        known.mark_circle(color=ACCENT, size=22, opacity=1).encode(y),
        known.mark_circle(color=ACCENT, size=400, opacity=0).encode(y, tooltip=_tooltip()),
    ]
    if last is not None:
        end = alt.Chart(alt.InlineData(values=[last])).encode(x=x, y=y)
        layers.append(end.mark_text(align="left", dx=8, font=SERIF, fontSize=17, fontWeight=600, color=INK).encode(text="said_value:N"))
    if target is not None:
        layers += _target(target, percent=percent, decimals=decimals, axis="y")
    return _dress(alt.LayerChart(layer=layers).properties(height=230))


def interval_chart(
    rows: Sequence[IntervalRow],
    *,
    label: str,
    percent: bool = False,
    target: float | None = None,
    scale: tuple[float, float] | None = None,
    decimals: int = 0,
) -> alt.LayerChart:
    """Draw one figure of several groups below each other: a dot in its interval, its value and number of answers beside it.

    Groups stand in the order given: they are not a ranking. Parameters and errors are those of `trend_chart`.
    """
    if not rows:
        raise ValueError("A comparison needs at least one row; none was given.")
    values = [_interval_row(row, label=label, percent=percent, decimals=decimals) for row in rows]
    # The order is written out: `sort=None` lets a layer without its own data sort anew.
    order = [str(value["label"]) for value in values]
    y = alt.Y("label:N", sort=order, axis=None)
    x = alt.X("value:Q", title=None, scale=_scale(scale), axis=alt.Axis(tickCount=5, grid=False, labelFlush=True, **_sign(percent)))
    base = alt.Chart(alt.InlineData(values=values)).encode(y=y)
    known = base.transform_filter("isValid(datum.value)")
    # Names stand above their bars, not beside the axis: on a phone they would leave no room for the bars.
    above: dict[str, Any] = {"dy": -15, "fontSize": 13}
    layers: list[alt.Chart] = [
        known.mark_rule(color=ACCENT, opacity=0.35, strokeWidth=6, strokeCap="round").encode(alt.X("low:Q"), alt.X2("high:Q")),
        known.mark_circle(color=ACCENT, size=70, opacity=1).encode(x, tooltip=_tooltip()),
        base.mark_text(align="left", color=INK, limit=alt.ExprRef("width * 0.6"), **above).encode(x=alt.value(0), text="label:N"),
        base.mark_text(align="right", color=SOFT, **above).encode(x=alt.value("width"), text="beside:N"),
    ]
    if target is not None:
        layers += _target(target, percent=percent, decimals=decimals, axis="x")
    return _dress(alt.LayerChart(layer=layers).properties(height=46 * len(values)))


def distribution_chart(bars: Sequence[Bar], *, label: str) -> alt.LayerChart:
    """Draw how many gave each answer, in the order given, with the count on each bar. `label`: what is counted ("Score").

    Raises
    ------
    ValueError
        If there are no bars, or a tone is not one of `TONES`.
    """
    if not bars:
        raise ValueError("A distribution needs at least one bar; none was given.")
    if wrong := {bar.tone for bar in bars} - set(TONES):
        raise ValueError(f"A bar was given the tone {', '.join(sorted(wrong))}; it takes {', '.join(TONES)}.")
    rows = [
        {
            "label": bar.label,
            "count": bar.count,
            "colour": TONES[bar.tone],
            "when": f"{label} {bar.label}",
            "said": count_answers(bar.count),
        }
        for bar in bars
    ]
    x = alt.X("label:N", title=None, sort=[bar.label for bar in bars], axis=alt.Axis(labelAngle=0, ticks=False, grid=False))
    y = alt.Y("count:Q", title=None, axis=None)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x, y=y)
    return _dress(
        alt.LayerChart(
            layer=[
                base.mark_bar(cornerRadiusEnd=3).encode(color=alt.Color("colour:N", scale=None, legend=None), tooltip=_tooltip()),
                base.mark_text(dy=-8, color=SOFT, fontSize=12).encode(text=alt.Text("count:Q", format=",d")),
            ]
        ).properties(height=150)
    )


def render(chart: alt.LayerChart, *, format: Format = "svg", language: str = "en") -> bytes:  # noqa: A002 - the word of the callers' addresses
    """Return the chart as a file: a picture on white with our fonts, or the Vega-Lite specification. About 0.1 s, the first 1 s."""
    if format == "vega":
        return json.dumps(_spec(chart, width="container")).encode()
    _register_fonts()
    spec = {**_spec(chart, width=_PICTURE_WIDTH), "background": CARD}
    locale: dict[str, Any] = {"format_locale": number_locale(language), "time_format_locale": time_locale(language)}
    if format == "png":
        return bytes(vl_convert.vegalite_to_png(spec, vl_version=vegalite_version(), scale=2, **locale))
    return str(vl_convert.vegalite_to_svg(spec, vl_version=vegalite_version(), **locale)).encode()


@cache
def time_locale(language: str) -> dict[str, object]:
    """Return the names of months and days as Vega takes them, from CLDR (those that come with Vega are poor in Polish)."""
    locale = babel.Locale.parse(language, sep="-")
    week = [6, 0, 1, 2, 3, 4, 5]  # Vega's week begins on Sunday
    return {
        "dateTime": "%-d %b %Y, %H:%M",
        "date": "%-d %b %Y",
        "time": "%H:%M",
        "periods": ["AM", "PM"],
        "days": [locale.days["stand-alone"]["wide"][day] for day in week],
        "shortDays": [locale.days["stand-alone"]["abbreviated"][day] for day in week],
        "months": [locale.months["stand-alone"]["wide"][month] for month in range(1, 13)],
        "shortMonths": [locale.months["stand-alone"]["abbreviated"][month] for month in range(1, 13)],
    }


@cache
def number_locale(language: str) -> dict[str, object]:
    """Return the signs of numbers as Vega takes them, from CLDR."""
    symbols = babel.Locale.parse(language, sep="-").number_symbols["latn"]
    return {"decimal": symbols["decimal"], "thousands": symbols["group"], "grouping": [3], "currency": ["", ""]}


@cache
def _register_fonts() -> None:
    if PRINT_FONTS.is_dir():
        vl_convert.register_font_directory(str(PRINT_FONTS))


def _trend_row(point: TrendPoint, *, label: str, percent: bool, period: Period, decimals: int) -> dict[str, object]:
    return {
        "time": point.time.isoformat(),
        "value": point.value,
        "low": point.low,
        "high": point.high,
        "when": _write_period(point.time, period),
        **_say(point.value, point.low, point.high, point.n, label=label, percent=percent, decimals=decimals),
    }


def _interval_row(row: IntervalRow, *, label: str, percent: bool, decimals: int) -> dict[str, object]:
    said = _say(row.value, row.low, row.high, row.n, label=label, percent=percent, decimals=decimals)
    beside = (
        said["said_value"]
        if row.n is None
        else _("%(value)s · n %(n)s") % {"value": said["said_value"], "n": number_format(row.n, force_grouping=True)}
    )
    return {
        "label": row.label,
        "value": row.value,
        "low": row.low,
        "high": row.high,
        "when": row.label,
        "beside": row.words if row.value is None else beside,
        **said,
    }


def _say(
    value: float | None, low: float | None, high: float | None, n: int | None, *, label: str, percent: bool, decimals: int
) -> dict[str, str]:
    """Return the figure in words: the value alone, and the sentence of the tooltip."""
    if value is None or low is None or high is None:
        return {"said_value": "", "said": ""}
    parts = {
        "label": label,
        "value": write_number(value, decimals=decimals, percent=percent),
        "low": write_number(low, decimals=decimals),
        "high": write_number(high, decimals=decimals, percent=percent),
        "answers": "" if n is None else count_answers(n),
    }
    return {"said_value": parts["value"], "said": (_("%(label)s %(value)s, between %(low)s and %(high)s. %(answers)s") % parts).strip()}


def _write_period(day: date, period: Period) -> str:
    language = get_language() or "en"
    if period == "month":
        return str(format_date(day, "LLLL y", locale=language.replace("-", "_")))
    written = str(format_date(day, "d MMM y", locale=language.replace("-", "_")))
    if period == "day":
        return written
    return _("Week %(week)s, from %(day)s") % {"week": day.isocalendar().week, "day": written}


def _tooltip() -> list[alt.Tooltip]:
    # `title` is the name under which vega-tooltip sets a heading; a dash of a key keeps the sentence free of one.
    return [alt.Tooltip("when:N", title="title"), alt.Tooltip("said:N", title=" ")]


def _scale(ends: tuple[float, float] | None) -> alt.Scale:
    return alt.Scale(zero=False, nice=True) if ends is None else alt.Scale(domain=list(ends), nice=False)


def _sign(percent: bool) -> dict[str, Any]:
    """Return how an axis writes its numbers: the percent sign and a true minus."""
    return {"labelExpr": "replace(datum.label, '-', '−') + '%'" if percent else "replace(datum.label, '-', '−')"}


def _target(target: float, *, percent: bool, decimals: int, axis: Literal["x", "y"]) -> Iterable[alt.Chart]:
    said = _("target %(target)s") % {"target": write_number(target, decimals=decimals, percent=percent)}
    base = alt.Chart(alt.InlineData(values=[{"target": target, "said": said}]))
    rule = base.mark_rule(color=AMBER, strokeDash=[5, 4], strokeWidth=1.25)
    words: dict[str, Any] = {"color": AMBER, "fontSize": 12}
    if axis == "y":
        place = alt.Y("target:Q")
        return [rule.encode(y=place), base.mark_text(align="left", dy=-7, **words).encode(y=place, x=alt.value(2), text="said:N")]
    spot = alt.X("target:Q")
    return [rule.encode(x=spot), base.mark_text(align="left", dx=4, **words).encode(x=spot, y=alt.value(-8), text="said:N")]


def _dress(chart: alt.LayerChart) -> alt.LayerChart:
    """Set the manner all charts share."""
    axis = alt.AxisConfig(domainColor=LINE, gridColor=LINE, tickColor=LINE, labelColor=SOFT, labelFontSize=12, labelPadding=6)
    return chart.properties(config=alt.Config(font=SANS, axis=axis, view=alt.ViewConfig(stroke=None)))


def _spec(chart: alt.LayerChart, *, width: int | Literal["container"]) -> dict[str, Any]:
    spec: dict[str, Any] = chart.to_dict()
    return {**spec, "width": width, "background": None, "autosize": {"type": "fit-x", "contains": "padding"}}
