"""Shares, means and weights: by hand, against published values and statsmodels, by property, by simulated coverage."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

from luister.core.measure import (
    ces,
    effective_sample_size,
    effective_sample_size_from_sums,
    mean_score,
    share_difference,
    top_box,
)

five = st.lists(st.integers(0, 1000), min_size=5, max_size=5).filter(any)
group = st.integers(1, 1000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("good", "n", "low", "high"), [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0, 16.11), (1, 29, 0.61, 17.18)]
)
def test_top_box_gives_the_wilson_bounds_of_newcombe(good, n, low, high):
    estimate = top_box([n - good, 0, 0, good, 0])
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((100 * good / n, low, high), abs=0.006)
    assert (estimate.n, estimate.n_eff, estimate.method) == (n, n, "wilson")


@settings(deadline=None)
@given(five, st.integers(1, 4), st.sampled_from([0.8, 0.95, 0.99]))
def test_top_box_agrees_with_statsmodels(counts, boxes, confidence):
    good, n = sum(counts[-boxes:]), sum(counts)
    estimate = top_box(counts, boxes=boxes, confidence=confidence)
    bounds = proportion_confint(good, n, alpha=1 - confidence, method="wilson")
    assert (estimate.low, estimate.high) == pytest.approx([100 * bound for bound in bounds], abs=1e-9)
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 100


def test_ces_is_the_share_of_five_to_seven():
    estimate = ces([1, 1, 1, 1, 2, 2, 2])
    assert (estimate.value, estimate.n) == (60.0, 10)
    with pytest.raises(ValueError, match="accepted are 7"):
        ces([1, 1, 1, 1, 1])


@pytest.mark.parametrize("boxes", [0, 5, -1, True, 1.5])
def test_top_box_refuses_boxes_outside_the_scale(boxes):
    with pytest.raises(ValueError, match="accepted"):
        top_box([1, 1, 1, 1, 1], boxes=boxes)


def test_without_answers_there_is_no_figure():
    assert top_box([0, 0, 0, 0, 0]) is None
    assert ces([0] * 7) is None
    assert mean_score([0, 0], [1, 2]) is None
    assert share_difference(0, 0, 1, 2) is None


def test_weighted_shares_need_their_sizes():
    with pytest.raises(ValueError, match="n and n_eff must be given"):
        top_box([0.5, 1, 1, 1, 1])
    weighted = top_box([20.2, 0, 0, 0, 20.2], n=50, n_eff=40)
    assert weighted.low == pytest.approx(top_box([20, 0, 0, 0, 20]).low)


def test_mean_score_is_the_t_interval_of_the_answers():
    answers = [1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 5]
    estimate = mean_score([1, 2, 3, 2, 4], [1, 2, 3, 4, 5])
    low, high = stats.t.interval(0.95, len(answers) - 1, np.mean(answers), stats.sem(answers))
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((np.mean(answers), low, high))
    assert estimate.method == "t"


def test_mean_score_of_equal_answers_is_not_called_certain():
    estimate = mean_score([0, 0, 0, 0, 10], [1, 2, 3, 4, 5])
    others = proportion_confint(0, 10, method="wilson")[1]
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((5, 5 - 4 * others, 5))
    assert estimate.method == "wilson"


@settings(deadline=None)
@given(five)
def test_mean_score_stays_on_its_scale(counts):
    estimate = mean_score(counts, [1, 2, 3, 4, 5])
    assert 1 <= estimate.low <= estimate.value + 1e-9
    assert estimate.value - 1e-9 <= estimate.high <= 5


@pytest.mark.parametrize("scores", [[1, 2], [1, 2, 2], [1, 2, math.nan], [1, 2, True], []])
def test_mean_score_refuses_scores_that_do_not_fit(scores):
    with pytest.raises(ValueError, match="accepted"):
        mean_score([1, 1, 1], scores)


def test_share_difference_gives_the_bounds_of_newcombe():
    """Newcombe (1998 II), table II, method 10: 56/70 less 48/80, 9/10 less 3/10, 10/10 less 0/20."""
    for groups, low, high in [((56, 70, 48, 80), 5.24, 33.39), ((9, 10, 3, 10), 17.05, 80.90), ((10, 10, 0, 20), 67.91, 100)]:
        difference = share_difference(*groups)
        assert (difference.low, difference.high) == pytest.approx((low, high), abs=0.006)


@settings(deadline=None)
@given(group, group)
def test_share_difference_agrees_with_statsmodels(a, b):
    difference = share_difference(*a, *b)
    bounds = confint_proportions_2indep(*a, *b, method="newcomb")
    assert (difference.low, difference.high) == pytest.approx([100 * bound for bound in bounds], abs=1e-6)
    if 0 < a[0] + b[0] < a[1] + b[1]:
        assert difference.p_value == pytest.approx(proportions_ztest([a[0], b[0]], [a[1], b[1]])[1], abs=1e-9)
    else:
        assert difference.p_value == 1


def test_share_difference_refuses_more_successes_than_answers():
    with pytest.raises(ValueError, match="at most as many"):
        share_difference(3, 2, 1, 2)


def test_effective_sample_size_of_half_and_half():
    assert effective_sample_size([1] * 50 + [3] * 50) == 80
    assert effective_sample_size_from_sums(200 * 10_000, 500 * 10_000**2) == 80
    assert effective_sample_size([]) == effective_sample_size([0, 0]) == effective_sample_size_from_sums(0, 0) == 0


@settings(deadline=None)
@given(st.lists(st.floats(0.001, 1000), min_size=1, max_size=50))
def test_effective_sample_size_is_at_most_the_number_of_people(weights):
    size = effective_sample_size(weights)
    assert 1 - 1e-9 <= size <= len(weights) + 1e-9


def test_effective_sample_size_refuses_nonsense():
    for weights in ([-1, 2], [math.nan], [True, False], [[1, 2]]):
        with pytest.raises(ValueError, match="accepted"):
            effective_sample_size(weights)
    with pytest.raises(ValueError, match="same weights"):
        effective_sample_size_from_sums(1, 0)


@pytest.mark.slow
@pytest.mark.parametrize(("share", "n"), [(0.5, 10), (0.9, 20), (0.3, 50), (0.95, 200)])
def test_wilson_covers_as_often_as_the_exact_binomial_says(share, n):
    rng = np.random.default_rng(1927)
    exact = 0.0
    hits = {}
    for good in range(n + 1):
        estimate = top_box([n - good, good], boxes=1)
        hits[good] = estimate.low <= 100 * share <= estimate.high
        exact += hits[good] * stats.binom.pmf(good, n, share)
    simulated = np.mean([hits[good] for good in rng.binomial(n, share, size=20_000).tolist()])
    assert simulated == pytest.approx(exact, abs=4 * math.sqrt(0.25 / 20_000))
    assert exact > 0.92
