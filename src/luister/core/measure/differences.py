"""Differences between two separate groups."""

import math
from statistics import NormalDist

from luister.core.measure.checks import Counts, checked_confidence, checked_counts, normal_quantile
from luister.core.measure.estimates import Difference
from luister.core.measure.nps import adjusted, nps_sample, split_of
from luister.core.measure.shares import wilson


def nps_difference(
    counts_a: Counts,
    counts_b: Counts,
    *,
    confidence: float = 0.95,
    n_a: int | None = None,
    n_eff_a: float | None = None,
    n_b: int | None = None,
    n_eff_b: float | None = None,
) -> Difference | None:
    """Net Promoter Score of group a less that of group b, by the adjusted Wald method in each group.

    For two separate groups of people. The same people asked twice are not two groups.

    Parameters
    ----------
    counts_a, counts_b : array_like of int or float, shape (11,)
        Answers at 0, 1, ..., 10. Weighted sums are allowed; they need `n_a` and `n_eff_a` (`n_b` and `n_eff_b`).
    confidence : float
        Coverage wanted, between 0 and 1.
    n_a, n_eff_a, n_b, n_eff_b : int and float, optional
        Respondents behind weighted counts, and their effective number (Kish).

    Returns
    -------
    Difference
        In points, -200 to 200. `value` is the difference of the raw scores, as a reader would subtract them; bounds and
        p-value come from the adjusted ones. None if one group has no answers.

    Raises
    ------
    ValueError
        As `nps` does.

    References
    ----------
    .. [1] Rocks (2016), The American Statistician 70(4), 365-372.
    """
    sample_a, sample_b = nps_sample(counts_a, n=n_a, n_eff=n_eff_a), nps_sample(counts_b, n=n_b, n_eff=n_eff_b)
    z = normal_quantile(checked_confidence(confidence))
    if sample_a is None or sample_b is None:
        return None
    split_a, split_b = split_of(sample_a), split_of(sample_b)
    a, b = adjusted(split_a), adjusted(split_b)
    middle = a.score - b.score
    error = math.sqrt(a.variance / a.n + b.variance / b.n)
    return Difference(
        value=100 * (split_a.score - split_b.score),
        low=100 * max(-2.0, middle - z * error),
        high=100 * min(2.0, middle + z * error),
        p_value=_two_sided(middle / error),
    )


def share_difference(
    successes_a: float,
    n_a: float,
    successes_b: float,
    n_b: float,
    *,
    confidence: float = 0.95,
) -> Difference | None:
    """Share of group a less share of group b, with Newcombe's interval and the pooled score test.

    Interval and test are two methods, so near the edge one may see a difference where the other does not.

    Parameters
    ----------
    successes_a, n_a, successes_b, n_b : float
        Good answers and all answers of each group. For weighted shares give the effective number as `n` and the share
        times that number as successes.
    confidence : float
        Coverage wanted, between 0 and 1.

    Returns
    -------
    Difference
        In percentage points, -100 to 100. None if one group has no answers.

    Raises
    ------
    ValueError
        If a number is negative, not finite or a bool, successes are more than answers, or `confidence` is outside (0, 1).

    References
    ----------
    .. [1] Newcombe (1998), Statistics in Medicine 17, 873-890 (method 10).

    Examples
    --------
    >>> difference = share_difference(56, 70, 48, 80)
    >>> round(difference.value, 2), round(difference.low, 2), round(difference.high, 2)
    (20.0, 5.24, 33.39)
    """
    table = checked_counts([successes_a, n_a, successes_b, n_b])
    z = normal_quantile(checked_confidence(confidence))
    if table[0] > table[1] or table[2] > table[3]:
        raise ValueError(f"{successes_a} of {n_a} and {successes_b} of {n_b}: accepted are at most as many successes as answers.")
    if not n_a or not n_b:
        return None
    a, b = successes_a / n_a, successes_b / n_b
    (low_a, high_a), (low_b, high_b) = wilson(a, n_a, z), wilson(b, n_b, z)
    return Difference(
        value=100 * (a - b),
        low=100 * (a - b - math.hypot(a - low_a, high_b - b)),
        high=100 * (a - b + math.hypot(high_a - a, b - low_b)),
        p_value=_pooled_p_value(successes_a, n_a, successes_b, n_b),
    )


def _pooled_p_value(successes_a: float, n_a: float, successes_b: float, n_b: float) -> float:
    pooled = (successes_a + successes_b) / (n_a + n_b)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b))
    # All alike in both groups: nothing speaks for a difference.
    return _two_sided((successes_a / n_a - successes_b / n_b) / error) if error else 1.0


def _two_sided(z: float) -> float:
    return 2 * NormalDist().cdf(-abs(z))
