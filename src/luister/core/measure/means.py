"""Mean of a bounded scale."""

import math

import numpy as np
from scipy.special import stdtrit

from luister.core.measure.checks import (
    Counts,
    Floats,
    Sample,
    checked_confidence,
    checked_counts,
    checked_numbers,
    checked_sample,
    normal_quantile,
)
from luister.core.measure.estimates import Estimate
from luister.core.measure.shares import wilson


def mean_score(
    counts: Counts,
    scores: Counts,
    *,
    confidence: float = 0.95,
    n: int | None = None,
    n_eff: float | None = None,
) -> Estimate | None:
    """Mean of the scores, with a t interval that stays on the scale.

    When all answers are alike (also when there is only one) the spread cannot be seen in them. Then the interval says
    how far the mean could move if the share of other answers were at its Wilson bound: method "wilson" instead of "t".

    Parameters
    ----------
    counts : array_like of int or float, shape (k,)
        Answers at each of `scores`. Weighted sums are allowed; they need `n` and `n_eff`.
    scores : array_like of int or float, shape (k,)
        What each place counts as, for instance 1 to 5. The smallest and the largest are the ends of the scale.
    confidence : float
        Coverage wanted, between 0 and 1.
    n, n_eff : int and float, optional
        Respondents behind weighted counts, and their effective number (Kish).

    Returns
    -------
    Estimate
        In units of the scale. None without answers. Under about 15 answers look at the distribution instead; a mean of
        five points hides whether people agree.

    Raises
    ------
    ValueError
        If the shapes differ, two scores are equal, a count is negative, anything is not a finite number, weighted
        counts come without `n` and `n_eff`, or `confidence` is outside (0, 1).

    Examples
    --------
    >>> estimate = mean_score([1, 2, 3, 4, 10], [1, 2, 3, 4, 5])
    >>> estimate.value, round(estimate.low, 3), round(estimate.high, 3)
    (4.0, 3.412, 4.588)
    """
    table = checked_counts(counts)
    scale = checked_numbers(scores, name="scores")
    level = checked_confidence(confidence)
    if len(scale) != len(table) or len(set(scale.tolist())) != len(scale) or not len(scale):
        raise ValueError(f"scores has {len(scale)} places for {len(table)} counts; accepted is one different score for each count.")
    sample = checked_sample(table, n=n, n_eff=n_eff)
    if sample is None:
        return None
    value = float(sample.counts @ scale) / sample.total
    low, high, method = _bounds(sample, scale, value, level)
    return Estimate(value, low, high, sample.n, sample.n_eff, level, method)


def _bounds(sample: Sample, scale: Floats, value: float, confidence: float) -> tuple[float, float, str]:
    lowest, highest = float(scale.min()), float(scale.max())
    spread = float(sample.counts @ (scale - value) ** 2) / sample.total
    if np.count_nonzero(sample.counts) == 1 or sample.n_eff <= 1:
        _, others = wilson(0.0, sample.n_eff, normal_quantile(confidence))
        return value - others * (value - lowest), value + others * (highest - value), "wilson"
    freedom = sample.n_eff - 1
    half = float(stdtrit(freedom, (1 + confidence) / 2)) * math.sqrt(spread / freedom)
    return max(lowest, value - half), min(highest, value + half), "t"
