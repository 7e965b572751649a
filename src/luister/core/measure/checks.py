"""The door for input: what is not a table of counts is refused before anything is calculated."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Counts: TypeAlias = Sequence[int] | Sequence[float] | NDArray[np.integer] | NDArray[np.floating]
Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """Checked answers: counts or weighted sums per score, shape (k,), and how many respondents stand behind them."""

    counts: Floats
    total: float
    n: int
    n_eff: float

    @property
    def effective(self) -> Floats:
        """Counts scaled to add up to the effective number of respondents; plain counts stay as they are."""
        return self.counts * (self.n_eff / self.total)


def is_number(value: object) -> bool:
    """Tell whether `value` is a finite number; a bool is not."""
    return not isinstance(value, bool) and isinstance(value, Real) and math.isfinite(value)


def is_whole_number(value: object) -> bool:
    """Tell whether `value` is of a whole number's type; a bool is not."""
    return not isinstance(value, bool) and isinstance(value, Integral)


def checked_numbers(values: Counts, *, name: str) -> Floats:
    """Return `values` as floats of shape (k,).

    Raises
    ------
    ValueError
        If it is not one-dimensional, or if anything in it is not a finite number (a bool is not a number here).
    """
    items = values.tolist() if isinstance(values, np.ndarray) else list(values)
    for place, item in enumerate(items):
        if not is_number(item):
            raise ValueError(f"{name}[{place}] is {item!r}; accepted are finite numbers in one row.")
    return np.array(items, dtype=np.float64)


def checked_counts(counts: Counts, *, shape: int | None = None) -> Floats:
    """Return `counts` as floats of shape (k,), or raise ValueError (also if one is negative or k is not `shape`)."""
    table = checked_numbers(counts, name="counts")
    if shape is not None and len(table) != shape:
        raise ValueError(f"counts has {len(table)} places; accepted are {shape}, one for each score from worst to best.")
    if (table < 0).any():
        raise ValueError(f"counts holds {table.min():g}; accepted are numbers from 0.")
    return table


def checked_sample(counts: Floats, *, n: int | None, n_eff: float | None) -> Sample | None:
    """Put counts together with their sizes, or return None without answers.

    Raises
    ------
    ValueError
        If only one of `n` and `n_eff` is given, if counts that are not whole numbers come without them, or if they
        do not fit each other (`n` whole and from 1, `n_eff` above 0 and at most `n`).
    """
    total = float(counts.sum())
    if (n is None) != (n_eff is None):
        raise ValueError(f"n={n}, n_eff={n_eff}: accepted are both (weighted counts) or neither (plain counts).")
    if n is None or n_eff is None:
        if (counts != np.floor(counts)).any():
            raise ValueError("Counts that are not whole numbers are weighted sums: n and n_eff must be given with them.")
        return Sample(counts, total, int(total), total) if total else None
    _check_sizes(n, n_eff, total)
    return Sample(counts, total, int(n), min(float(n_eff), float(n))) if total else None


def checked_confidence(confidence: float) -> float:
    """Return `confidence`, or raise ValueError if it is not a number between 0 and 1 (both excluded)."""
    if not is_number(confidence) or not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence!r}; accepted are numbers between 0 and 1, such as 0.95.")
    return float(confidence)


def normal_quantile(confidence: float) -> float:
    """Standard normal quantile of a two-sided interval: 1.96 for 0.95."""
    return -NormalDist().inv_cdf((1 - confidence) / 2)


def _check_sizes(n: int, n_eff: float, total: float) -> None:
    if not is_whole_number(n) or n < 0 or (n == 0 and total):
        raise ValueError(f"n is {n!r}; accepted is the whole number of respondents behind the counts.")
    if not is_number(n_eff):
        raise ValueError(f"n_eff is {n_eff!r}; accepted is a finite number.")
    # Rounding in sums of weights may lift n_eff a hair above n, which is its true maximum.
    if total and not 0 < n_eff <= n * (1 + 1e-9):
        raise ValueError(f"n_eff is {n_eff!r}; accepted are numbers above 0 and at most n, which is {n}.")
