"""Net Promoter Score: by hand, against published values, by property, by simulated coverage."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luister.core.measure import Estimate, nps, nps_difference
from luister.core.measure.checks import normal_quantile

Z = normal_quantile(0.95)


def eleven(promoters: float, passives: float, detractors: float) -> list[float]:
    """Counts at 0 to 10 with everyone of a group at one score."""
    return [0, 0, 0, detractors, 0, 0, 0, 0, passives, 0, promoters]


answers = st.lists(st.integers(0, 500), min_size=11, max_size=11).filter(any)


def test_importing_measure_loads_no_django():
    code = "import sys, luister.core.measure; sys.exit(any(m.split('.')[0] in {'django', 'pandas', 'duckdb'} for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_nps_counts_nine_and_ten_as_promoters_and_up_to_six_as_detractors():
    assert [nps(np.eye(11, dtype=int)[score]).value for score in range(11)] == [-100] * 7 + [0] * 2 + [100] * 2


@pytest.mark.parametrize(
    ("groups", "value", "wald", "adjusted", "score"),
    [
        ((5, 0, 0), 100, (100, 100), (17.49, 100), (13.10, 100)),
        ((0, 5, 0), 0, (0, 0), (-30.01, 30.01), (-43.45, 43.45)),
        ((1, 0, 0), 100, (100, 100), (-48.50, 98.50), (-58.69, 100)),
        ((3, 2, 0), 60, (17.06, 100), (-7.51, 82.51), (-9.52, 88.24)),
        ((19, 10, 7), 33.33, (7.80, 58.87), (6.25, 55.29), (5.76, 55.73)),
    ],
)
def test_nps_gives_the_known_bounds_of_each_method(groups, value, wald, adjusted, score):
    for method, bounds in (("wald", wald), ("adjusted-wald", adjusted), ("score", score)):
        estimate = nps(eleven(*groups), method=method)
        assert (estimate.value, estimate.low, estimate.high) == pytest.approx((value, *bounds), abs=0.006)
        assert estimate.method == method


@pytest.mark.parametrize(
    ("groups", "value", "error"),
    [((3, 2, 1), 1 / 3, 0.304), ((1, 0, 1), 0, 0.707), ((1, 1, 0), 0.5, 0.354), ((1, 1, 1), 0, 0.471), ((0, 1, 0), 0, 0)],
)
def test_nps_has_the_standard_errors_of_the_r_package(groups, value, error):
    estimate = nps(eleven(*groups), method="wald", confidence=0.5)
    assert estimate.value == pytest.approx(100 * value)
    assert (estimate.value - estimate.low) / normal_quantile(0.5) == pytest.approx(100 * error, abs=0.06)


@pytest.mark.parametrize("n", [1, 2, 5, 20, 1000])
def test_score_bounds_of_unanimous_answers_follow_their_formula(n):
    bound = (n - Z**2) / (n + Z**2)
    assert nps(eleven(n, 0, 0), method="score").low == pytest.approx(100 * bound, abs=1e-6)
    assert nps(eleven(0, 0, n), method="score").high == pytest.approx(-100 * bound, abs=1e-6)
    passive = nps(eleven(0, n, 0), method="score")
    assert (passive.low, passive.high) == pytest.approx((-100 * Z**2 / (n + Z**2), 100 * Z**2 / (n + Z**2)), abs=1e-6)


def test_nps_without_answers_is_none_and_not_zero():
    assert nps([0] * 11) is None
    assert nps([0.0] * 11, n=0, n_eff=0) is None


def test_plain_counts_are_their_own_effective_size():
    estimate = nps(eleven(3, 2, 1))
    assert (estimate.n, estimate.n_eff, estimate.confidence) == (6, 6.0, 0.95)


def test_weighted_nps_takes_shares_from_the_weights_and_doubt_from_the_effective_size():
    weighted = nps(eleven(60.5, 30.25, 30.25), n=90, n_eff=60)
    plain = nps(eleven(30, 15, 15))
    assert (weighted.value, weighted.low, weighted.high) == pytest.approx((plain.value, plain.low, plain.high))
    assert (weighted.n, weighted.n_eff) == (90, 60.0)


def test_below_95_percent_the_interval_holds_the_value():
    assert nps(eleven(10, 0, 0), confidence=0.8).high == 100
    assert nps(eleven(0, 0, 3), confidence=0.9).low == -100


@pytest.mark.parametrize(
    "counts",
    [
        [1] * 10,
        [1] * 12,
        [[1] * 11],
        [-1] + [1] * 10,
        [math.nan] + [1] * 10,
        [math.inf] + [1] * 10,
        [True] + [1] * 10,
        np.ones(11, dtype=bool),
        ["1"] * 11,
        [None] * 11,
        [0.5] * 11,
    ],
)
def test_nps_refuses_what_is_not_a_table_of_eleven_counts(counts):
    with pytest.raises(ValueError, match=r"accepted|must be given"):
        nps(counts)


@pytest.mark.parametrize(
    "sizes",
    [{"n": 5}, {"n_eff": 5.0}, {"n": 0, "n_eff": 0}, {"n": 5, "n_eff": 6}, {"n": 5, "n_eff": 0}, {"n": 5.5, "n_eff": 5},
     {"n": True, "n_eff": 1}, {"n": 5, "n_eff": math.nan}, {"n": -5, "n_eff": 5}],
)  # fmt: skip
def test_nps_refuses_sizes_that_do_not_fit(sizes):
    with pytest.raises(ValueError, match="accepted"):
        nps(eleven(1.5, 0, 0), **sizes)


@pytest.mark.parametrize("confidence", [0, 1, -1, 95, math.nan, True, "0.95"])
def test_nps_refuses_a_confidence_outside_zero_to_one(confidence):
    with pytest.raises(ValueError, match="between 0 and 1"):
        nps(eleven(1, 0, 0), confidence=confidence)


def test_nps_names_the_methods_it_accepts():
    with pytest.raises(ValueError, match="'adjusted-wald', 'score', 'wald'"):
        nps(eleven(1, 0, 0), method="bootstrap")


@settings(deadline=None)
@given(answers, st.sampled_from(["adjusted-wald", "score", "wald"]))
def test_bounds_are_in_order_and_on_the_scale(counts, method):
    estimate = nps(counts, method=method)
    assert -100 <= estimate.low <= estimate.high <= 100
    assert estimate.n == sum(counts)


@settings(deadline=None)
@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 500), st.sampled_from(["adjusted-wald", "score", "wald"]))
def test_swapping_promoters_and_detractors_mirrors_everything(promoters, passives, detractors, method):
    one = nps(eleven(promoters, passives, detractors), method=method)
    other = nps(eleven(detractors, passives, promoters), method=method)
    assert (other.value, other.low, other.high) == pytest.approx((-one.value, -one.high, -one.low), abs=1e-6)


@settings(deadline=None)
@given(answers)
def test_more_confidence_never_narrows_the_interval(counts):
    narrow, wide = nps(counts, confidence=0.9), nps(counts, confidence=0.99)
    assert wide.low <= narrow.low + 1e-9
    assert narrow.high <= wide.high + 1e-9 or narrow.high == narrow.value


@settings(deadline=None)
@given(answers, st.floats(0.01, 1000))
def test_the_unit_of_the_weights_does_not_matter(counts, unit):
    plain = nps(counts)
    scaled = nps([count * unit for count in counts], n=sum(counts), n_eff=sum(counts))
    assert (scaled.value, scaled.low, scaled.high) == pytest.approx((plain.value, plain.low, plain.high), abs=1e-6)


def test_nps_difference_subtracts_raw_scores_and_adds_adjusted_variances():
    difference = nps_difference(eleven(19, 10, 7), eleven(3, 2, 1))
    s1, s2 = 12 / 39, 2 / 9
    error = math.sqrt((27.5 / 39 - s1**2) / 39 + (5.5 / 9 - s2**2) / 9)
    assert difference.value == pytest.approx(100 * (12 / 36 - 2 / 6))
    assert (difference.low, difference.high) == pytest.approx((100 * (s1 - s2 - Z * error), 100 * (s1 - s2 + Z * error)))
    assert difference.p_value == pytest.approx(math.erfc((s1 - s2) / error / math.sqrt(2)))


def test_nps_difference_needs_answers_on_both_sides():
    assert nps_difference([0] * 11, eleven(1, 0, 0)) is None
    assert nps_difference(eleven(1, 0, 0), [0] * 11) is None


@settings(deadline=None)
@given(answers, answers)
def test_the_p_value_and_the_interval_of_an_nps_difference_agree(a, b):
    difference = nps_difference(a, b)
    assert (difference.low > 0 or difference.high < 0) == (difference.p_value < 0.05)


def test_nps_difference_takes_weights():
    weighted = nps_difference(eleven(60.5, 30.25, 30.25), eleven(3, 2, 1), n_a=90, n_eff_a=60)
    plain = nps_difference(eleven(30, 15, 15), eleven(3, 2, 1))
    assert weighted.low == pytest.approx(plain.low)


REPLICATES = 20_000


def coverage(estimates: list[Estimate], truth: float) -> float:
    return sum(e.low <= truth <= e.high for e in estimates) / len(estimates)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("p", "d", "n", "expected"),
    [(0.6, 0.1, 5, 0.934), (0.35, 0.3, 10, 0.950), (0.8, 0.05, 20, 0.956), (0.2, 0.5, 50, 0.950), (0.1, 0.05, 200, 0.953)],
)
def test_adjusted_wald_covers_as_often_as_it_says(p, d, n, expected):
    rng = np.random.default_rng(20161)
    draws = rng.multinomial(n, [p, 1 - p - d, d], size=REPLICATES)
    estimates = [nps(eleven(*draw.tolist())) for draw in draws]
    # Four standard errors of two simulations of 20,000 draws.
    assert coverage(estimates, 100 * (p - d)) == pytest.approx(expected, abs=4 * math.sqrt(2 * 0.05 * 0.95 / REPLICATES))


@pytest.mark.slow
@pytest.mark.parametrize(("n", "expected"), [(30, 0.944), (100, 0.945)])
def test_weighted_nps_covers_as_often_as_it_says(n, expected):
    """Two equal halves with weights 1 and 3 and different opinions."""
    rng = np.random.default_rng(20162)
    half, (light, heavy) = n // 2, ((0.5, 0.3, 0.2), (0.35, 0.35, 0.3))
    truth = 100 * ((light[0] - light[2]) + 3 * (heavy[0] - heavy[2])) / 4
    draws = rng.multinomial(half, light, size=REPLICATES) + 3 * rng.multinomial(half, heavy, size=REPLICATES)
    n_eff = (4 * half) ** 2 / (10 * half)
    estimates = [nps(eleven(*draw.tolist()), n=2 * half, n_eff=n_eff) for draw in draws]
    assert coverage(estimates, truth) == pytest.approx(expected, abs=0.01)
    assert coverage(estimates, truth) > 0.935


@pytest.mark.slow
@pytest.mark.parametrize(("sizes", "expected"), [((10, 10), 0.964), ((20, 50), 0.959), ((50, 50), 0.949)])
def test_nps_difference_covers_as_often_as_it_says(sizes, expected):
    rng = np.random.default_rng(20163)
    a, b = (0.5, 0.3, 0.2), (0.4, 0.3, 0.3)
    draws = zip(rng.multinomial(sizes[0], a, size=REPLICATES), rng.multinomial(sizes[1], b, size=REPLICATES), strict=True)
    differences = [nps_difference(eleven(*one.tolist()), eleven(*two.tolist())) for one, two in draws]
    assert sum(x.low <= 20 <= x.high for x in differences) / REPLICATES == pytest.approx(expected, abs=0.012)
