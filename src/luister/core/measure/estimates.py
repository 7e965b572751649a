"""What a statistic returns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and how sure it is.

    Attributes
    ----------
    value, low, high : float
        The figure as it was observed and the bounds of its interval, all in the unit of the statistic.
    n : int
        Respondents behind it, unweighted.
    n_eff : float
        Effective number of respondents (Kish); equals `n` without weights.
    confidence : float
        Coverage that the interval aims at, between 0 and 1.
    method : str
        Name of the interval's method.
    """

    value: float
    low: float
    high: float
    n: int
    n_eff: float
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Group a less group b.

    Attributes
    ----------
    value, low, high : float
        The observed difference and the bounds of its interval, in points.
    p_value : float
        Two-sided, of the hypothesis that there is no difference.
    """

    value: float
    low: float
    high: float
    p_value: float
