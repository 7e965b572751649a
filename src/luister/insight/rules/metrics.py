"""What can be measured, and which statistic says it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from luister.core import measure
from luister.core.measure import Estimate

Scale = tuple[int, int]

_SCORES_OF_NPS = 11
_SCORES_OF_CES = 7


class WrongFigure(ValueError):
    """A figure was asked for that does not exist. The message says what was given and what is accepted."""


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure an interval is to be; with weighted counts also the respondents behind them and their effective number."""

    confidence: float = 0.95
    n: int | None = None
    n_eff: float | None = None


Statistic = Callable[[Sequence[int], Scale, Sureness], Estimate | None]


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its words, whether it is a percentage, its decimals on screen, and the scores from which an answer is glad."""

    key: str
    name: str | Promise
    percent: bool
    decimals: int
    estimate: Statistic
    moods: Callable[[Scale], tuple[int, int]]
    """The highest unhappy score and the lowest glad one."""

    def axis(self, scale: Scale) -> tuple[float, float]:
        """Return the lowest and the highest value the figure can have."""
        if self.key == "nps":
            return -100.0, 100.0
        return (0.0, 100.0) if self.percent else (float(scale[0]), float(scale[1]))


def metric_of(key: str) -> Metric:
    """Return a metric by its key.

    Raises
    ------
    WrongFigure
        If there is none.
    """
    found = METRICS.get(key)
    if found is None:
        raise WrongFigure(_("There is no metric %(given)s; there are %(accepted)s.") % {"given": key, "accepted": ", ".join(METRICS)})
    return found


def _nps(counts: Sequence[int], scale: Scale, sure: Sureness) -> Estimate | None:
    # Other scales are not NPS: what is asked from 1 to 5 has no promoters.
    return measure.nps(counts, confidence=sure.confidence, n=sure.n, n_eff=sure.n_eff) if len(counts) == _SCORES_OF_NPS else None


def _csat(counts: Sequence[int], scale: Scale, sure: Sureness) -> Estimate | None:
    return measure.top_box(counts, boxes=_boxes(scale), confidence=sure.confidence, n=sure.n, n_eff=sure.n_eff)


def _ces(counts: Sequence[int], scale: Scale, sure: Sureness) -> Estimate | None:
    return measure.ces(counts, confidence=sure.confidence, n=sure.n, n_eff=sure.n_eff) if len(counts) == _SCORES_OF_CES else None


def _mean(counts: Sequence[int], scale: Scale, sure: Sureness) -> Estimate | None:
    return measure.mean_score(counts, range(scale[0], scale[1] + 1), confidence=sure.confidence, n=sure.n, n_eff=sure.n_eff)


def _boxes(scale: Scale) -> int:
    return min(2, scale[1] - scale[0])


def _csat_moods(scale: Scale) -> tuple[int, int]:
    glad = scale[1] - _boxes(scale) + 1
    return min(scale[0] + _boxes(scale), glad) - 1, glad


def _halves(scale: Scale) -> tuple[int, int]:
    """Return what lies below and above the middle of the scale."""
    twice = scale[0] + scale[1]
    return (twice - 1) // 2, twice // 2 + 1


METRICS: dict[str, Metric] = {
    metric.key: metric
    for metric in (
        Metric("nps", "NPS", False, 0, _nps, lambda _scale: (6, 9)),
        Metric("csat", _("satisfied"), True, 0, _csat, _csat_moods),
        Metric("ces", _("found it easy"), True, 0, _ces, lambda _scale: (3, 5)),
        Metric("rating", _("mean rating"), False, 2, _mean, _halves),
    )
}
