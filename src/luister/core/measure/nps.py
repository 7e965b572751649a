"""Net Promoter Score."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from luister.core.measure.checks import Counts, Sample, checked_confidence, checked_counts, checked_sample, normal_quantile
from luister.core.measure.estimates import Estimate

NpsMethod: TypeAlias = Literal["adjusted-wald", "score", "wald"]
Bounds: TypeAlias = tuple[float, float]

_SCORES = 11
_FIRST_PASSIVE, _FIRST_PROMOTER = 7, 9
# Three quarters of an answer among promoters and detractors each, one and a half among passives (Rocks 2016).
_PSEUDO_END, _PSEUDO_TOTAL = 0.75, 3.0
# Below this coverage the adjusted interval can miss the score of a unanimous sample of several answers.
_CONFIDENCE_THAT_HOLDS_THE_POINT = 0.95


@dataclass(frozen=True, slots=True)
class Split:
    """Promoters and detractors among `n` answers; where weighted, all three in effective numbers."""

    promoters: float
    detractors: float
    n: float

    @property
    def score(self) -> float:
        """Net promoter score between -1 and 1."""
        return (self.promoters - self.detractors) / self.n

    @property
    def variance(self) -> float:
        """Variance of one answer scored +1, 0 or -1."""
        return max(0.0, (self.promoters + self.detractors) / self.n - self.score**2)


def nps(
    counts: Counts,
    *,
    confidence: float = 0.95,
    method: NpsMethod = "adjusted-wald",
    n: int | None = None,
    n_eff: float | None = None,
) -> Estimate | None:
    r"""Net Promoter Score with its interval.

    Parameters
    ----------
    counts : array_like of int or float, shape (11,)
        Answers at 0, 1, ..., 10. Missing answers and "don't know" are not in it. Weighted sums are allowed; they need
        `n` and `n_eff`.
    confidence : float
        Coverage wanted, between 0 and 1.
    method : {"adjusted-wald", "score", "wald"}
        The default holds its coverage from five answers on. "score" inverts the likelihood score test. "wald" is the
        textbook interval, too narrow under about fifty answers; it is here for comparison.
    n : int, optional
        Respondents behind weighted counts.
    n_eff : float, optional
        Their effective number (Kish), see `effective_sample_size`.

    Returns
    -------
    Estimate
        In points, -100 to 100. `value` is the raw score, so the interval is not symmetric about it. A single answer of
        a promoter or detractor lies outside its own adjusted interval at 95 %: one answer is no evidence of 100. Below
        95 % the interval is widened to hold the value. None without answers.

    Raises
    ------
    ValueError
        If the shape is not (11,), a count is negative, not finite or a bool, weighted counts come without `n` and
        `n_eff`, `confidence` is outside (0, 1) or `method` is unknown.

    References
    ----------
    .. [1] Rocks (2016), The American Statistician 70(4), 365-372.
    .. [2] Kish (1965), Survey Sampling (effective sample size).

    Examples
    --------
    >>> estimate = nps([0, 0, 0, 0, 0, 3, 4, 6, 4, 9, 10])
    >>> round(estimate.value, 2), round(estimate.low, 2), round(estimate.high, 2), estimate.n
    (33.33, 6.25, 55.29, 36)
    """
    sample = nps_sample(counts, n=n, n_eff=n_eff)
    level = checked_confidence(confidence)
    interval = _INTERVALS.get(method)
    if interval is None:
        raise ValueError(f"method is {method!r}; accepted are {', '.join(map(repr, _INTERVALS))}.")
    if sample is None:
        return None
    split = split_of(sample)
    low, high = interval(split, normal_quantile(level))
    if level < _CONFIDENCE_THAT_HOLDS_THE_POINT:
        low, high = min(low, split.score), max(high, split.score)
    return Estimate(
        value=100 * split.score,
        low=100 * max(-1.0, low),
        high=100 * min(1.0, high),
        n=sample.n,
        n_eff=sample.n_eff,
        confidence=level,
        method=method,
    )


def nps_sample(counts: Counts, *, n: int | None, n_eff: float | None) -> Sample | None:
    """Check counts of shape (11,) and put them together with their sizes, or return None without answers."""
    return checked_sample(checked_counts(counts, shape=_SCORES), n=n, n_eff=n_eff)


def split_of(sample: Sample) -> Split:
    """Sum the eleven counts up to promoters and detractors."""
    counts = sample.effective
    return Split(float(counts[_FIRST_PROMOTER:].sum()), float(counts[:_FIRST_PASSIVE].sum()), sample.n_eff)


def adjusted(split: Split) -> Split:
    """Add the three pseudo-answers of the adjusted Wald interval."""
    return Split(split.promoters + _PSEUDO_END, split.detractors + _PSEUDO_END, split.n + _PSEUDO_TOTAL)


def _wald(split: Split, z: float) -> Bounds:
    half = z * math.sqrt(split.variance / split.n)
    return split.score - half, split.score + half


def _adjusted_wald(split: Split, z: float) -> Bounds:
    return _wald(adjusted(split), z)


def _score(split: Split, z: float) -> Bounds:
    """All differences that the score test does not reject (Tango; May and Johnson), found by bisection.

    With unanimous answers the test statistic is zero at the observed score itself, where a root finder would stop at
    once and the interval would collapse; so the search starts a hair beside it.
    """

    def rejected(delta: float) -> bool:
        detractors = _likeliest_detractors(split, delta)
        variance = max(0.0, 2 * detractors + delta - delta**2)
        return split.n * (split.score - delta) ** 2 > z**2 * variance

    return _edge(rejected, split.score - 1e-9, -1.0), _edge(rejected, split.score + 1e-9, 1.0)


def _likeliest_detractors(split: Split, delta: float) -> float:
    """Maximum likelihood share of detractors when promoters less detractors is `delta`."""
    p, d = split.promoters / split.n, split.detractors / split.n
    passive = 1 - p - d
    a = -2.0
    b = (p + d) * (1 - delta) - 2 * delta * (d + passive)
    c = d * delta * (1 - delta)
    root = (-b - math.sqrt(max(0.0, b * b - 4 * a * c))) / (2 * a)
    return min(max(root, 0.0, -delta), (1 - delta) / 2)


def _edge(rejected: Callable[[float], bool], inside: float, outside: float) -> float:
    if abs(inside) >= 1 or not rejected(outside):
        return outside
    for _ in range(60):
        middle = (inside + outside) / 2
        if rejected(middle):
            outside = middle
        else:
            inside = middle
    return inside


_INTERVALS: dict[str, Callable[[Split, float], Bounds]] = {
    "adjusted-wald": _adjusted_wald,
    "score": _score,
    "wald": _wald,
}
