"""What weights cost."""

import math

import numpy as np

from luister.core.measure.checks import Counts, checked_counts


def effective_sample_size(weights: Counts) -> float:
    """Kish's effective number of respondents: the unweighted sample that would be as sure.

    Parameters
    ----------
    weights : array_like of int or float, shape (n,)
        One weight per respondent, in any unit.

    Returns
    -------
    float
        Between 0 (nobody, or no weight at all) and n.

    Raises
    ------
    ValueError
        If a weight is negative, not finite or a bool.

    Examples
    --------
    >>> effective_sample_size([1] * 50 + [3] * 50)
    80.0
    """
    table = checked_counts(weights)
    if not table.any():
        return 0.0
    # A power of two changes no digit and keeps the squares of huge weights finite.
    scaled = np.ldexp(table, -math.frexp(float(table.max()))[1])
    return effective_sample_size_from_sums(float(scaled.sum()), float(scaled @ scaled))


def effective_sample_size_from_sums(total: float, squares: float) -> float:
    """Kish's effective number of respondents, from the sum of weights and the sum of their squares.

    The unit of the weights cancels out, so sums of stored ten-thousandths can be given as they are. Whole numbers of
    any size are taken exactly. No weight at all gives 0.

    Raises
    ------
    ValueError
        If a sum is negative or not finite, or if one is zero without the other.

    Examples
    --------
    >>> effective_sample_size_from_sums(200, 500)
    80.0
    """
    checked_counts([total, squares])
    if (total == 0) != (squares == 0):
        raise ValueError(f"total={total}, squares={squares}: accepted are the sums of the same weights and of their squares.")
    return total * total / squares if squares else 0.0
