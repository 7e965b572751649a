"""Figures in plain words."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luister.core.measure import Difference, nps_difference, share_difference
from luister.insight.rules.metrics import METRICS, Metric
from luister.insight.rules.rows import WORDS_BELOW, FigureRow

_CLEAR = 0.05


def sentence(row: FigureRow) -> str:
    """Return the figure as a plain sentence: "NPS 31, between 24 and 38. 412 answers."."""
    if row.hidden:
        return _("Not shown: so few people answered anonymously that they could be recognised.")
    if not row.n:
        return _("No answers.")
    if row.words is not None or row.estimate is None:
        return _("%(words)s. Too few answers for a figure.") % {"words": row.words or moods(row)}
    metric = METRICS[row.metric]
    parts = {
        "value": _number(row.estimate.value, metric),
        "low": _number(row.estimate.low, metric),
        "high": _number(row.estimate.high, metric),
        "answers": answers(row.n),
    }
    return _templates()[row.metric] % parts


def answers(n: int) -> str:
    """Return "412 answers" in the reader's language."""
    return ngettext("%(n)s answer", "%(n)s answers", n) % {"n": number_format(n, force_grouping=True)}


def moods(row: FigureRow) -> str:
    """Return the answers of a small group in words: "3 glad, 1 unhappy"."""
    return small_group(METRICS[row.metric], row.scale, row.counts)


def small_group(metric: Metric, scale: tuple[int, int], counts: tuple[int, ...]) -> str:
    """Return counted answers in words, the glad first."""
    sad, glad = metric.moods(scale)
    scores = range(scale[0], scale[1] + 1)
    n_glad = sum(n for score, n in zip(scores, counts, strict=True) if score >= glad)
    n_sad = sum(n for score, n in zip(scores, counts, strict=True) if score <= sad)
    n_between = sum(counts) - n_glad - n_sad
    said = [
        (n_glad, ngettext("%(n)s glad", "%(n)s glad", n_glad)),
        (n_between, ngettext("%(n)s in between", "%(n)s in between", n_between)),
        (n_sad, ngettext("%(n)s unhappy", "%(n)s unhappy", n_sad)),
    ]
    return ", ".join(text % {"n": n} for n, text in said if n)


def too_few_for_a_figure(n: int) -> bool:
    """Return whether so many answers are said in words only."""
    return 0 < n < WORDS_BELOW


def difference(row: FigureRow, before: FigureRow) -> Difference | None:
    """Return how much `row` differs from `before`; None if one has too few answers to compare, or for means.

    Both must be figures of different people: two periods, two units.
    """
    if row.metric != before.metric or not (row.comparable and before.comparable):
        return None
    if row.metric == "nps" and row.estimate is not None and before.estimate is not None:
        return nps_difference(
            row.sums, before.sums, n_a=row.n, n_eff_a=row.estimate.n_eff, n_b=before.n, n_eff_b=before.estimate.n_eff
        )  # fmt: skip
    if not METRICS[row.metric].percent or row.estimate is None or before.estimate is None:
        return None
    (a, n_a), (b, n_b) = ((found.value / 100 * found.n_eff, found.n_eff) for found in (row.estimate, before.estimate))
    return share_difference(min(a, n_a), n_a, min(b, n_b), n_b)


def change(row: FigureRow, before: FigureRow) -> str:
    """Return in words how a figure moved since `before`; empty when there are too few answers to say."""
    found = difference(row, before)
    if found is None:
        return ""
    points = round(abs(found.value))
    if found.p_value >= _CLEAR or not points:
        return _("No sign of change.")
    words = {"points": ngettext("%(n)s point", "%(n)s points", points) % {"n": points}}
    return (_("Up by %(points)s.") if found.value > 0 else _("Down by %(points)s.")) % words


def _templates() -> dict[str, str]:
    return {
        "nps": _("NPS %(value)s, between %(low)s and %(high)s. %(answers)s."),
        "csat": _("%(value)s satisfied, between %(low)s and %(high)s. %(answers)s."),
        "ces": _("%(value)s found it easy, between %(low)s and %(high)s. %(answers)s."),
        "rating": _("Mean rating %(value)s, between %(low)s and %(high)s. %(answers)s."),
    }


def _number(value: float, metric: Metric) -> str:
    # Rounded first: -0.4 is 0, not -0.
    rounded = round(value, metric.decimals) + 0.0
    text = number_format(rounded, decimal_pos=metric.decimals, force_grouping=True).replace("-", "−")
    return _("%(number)s%%") % {"number": text} if metric.percent else text
