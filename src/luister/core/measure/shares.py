"""Shares of the best answers: CSAT and CES."""

import math

from luister.core.measure.checks import Counts, checked_confidence, checked_counts, checked_sample, is_whole_number, normal_quantile
from luister.core.measure.estimates import Estimate

_CES_SCORES, _CES_BOXES = 7, 3


def top_box(
    counts: Counts,
    *,
    boxes: int = 2,
    confidence: float = 0.95,
    n: int | None = None,
    n_eff: float | None = None,
) -> Estimate | None:
    r"""Share of answers in the best `boxes` scores, with a Wilson interval.

    Parameters
    ----------
    counts : array_like of int or float, shape (k,)
        Answers from the worst score to the best. Weighted sums are allowed; they need `n` and `n_eff`.
    boxes : int
        How many scores count as good, from 1 to k - 1. CSAT on 1 to 5 counts the best two.
    confidence : float
        Coverage wanted, between 0 and 1.
    n, n_eff : int and float, optional
        Respondents behind weighted counts, and their effective number (Kish).

    Returns
    -------
    Estimate
        In percent, 0 to 100. None without answers.

    Raises
    ------
    ValueError
        If there are fewer than two scores, a count is negative, not finite or a bool, `boxes` is outside 1 to k - 1,
        weighted counts come without `n` and `n_eff`, or `confidence` is outside (0, 1).

    References
    ----------
    .. [1] Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    .. [2] Newcombe (1998), Statistics in Medicine 17, 857-872 (table I).

    Examples
    --------
    >>> estimate = top_box([0, 182, 0, 40, 41])
    >>> round(estimate.low, 2), round(estimate.high, 2)
    (25.53, 36.62)
    """
    table = checked_counts(counts)
    level = checked_confidence(confidence)
    if not is_whole_number(boxes) or not 1 <= boxes < len(table):
        raise ValueError(f"boxes is {boxes!r} of {len(table)} scores; accepted are whole numbers from 1 to {len(table) - 1}.")
    sample = checked_sample(table, n=n, n_eff=n_eff)
    if sample is None:
        return None
    share = min(1.0, float(sample.counts[-boxes:].sum()) / sample.total)
    low, high = wilson(share, sample.n_eff, normal_quantile(level))
    return Estimate(100 * share, 100 * low, 100 * high, sample.n, sample.n_eff, level, "wilson")


def ces(
    counts: Counts,
    *,
    confidence: float = 0.95,
    n: int | None = None,
    n_eff: float | None = None,
) -> Estimate | None:
    """Customer Effort Score 2.0: the share that agrees (5 to 7 on 1 to 7) that it was easy, with a Wilson interval.

    `counts` has shape (7,), from "strongly disagree" to "strongly agree". The result is in percent; None without
    answers. Everything else is as in `top_box`, the errors too. The old question (1 to 5, "how much effort") is
    another scale and does not belong here.
    """
    return top_box(checked_counts(counts, shape=_CES_SCORES), boxes=_CES_BOXES, confidence=confidence, n=n, n_eff=n_eff)


def wilson(share: float, n: float, z: float) -> tuple[float, float]:
    """Wilson's bounds of `share` among `n` (effective) answers, between 0 and 1."""
    middle = share + z**2 / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    # At the ends of the scale the bound is the end itself; rounding must not leave a hair.
    low = 0.0 if share == 0 else (middle - half) / scale
    high = 1.0 if share == 1 else (middle + half) / scale
    return max(0.0, low), min(1.0, high)
