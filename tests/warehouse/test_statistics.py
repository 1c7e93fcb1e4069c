"""The statistics behind honest rates, held against printed tables, exact arithmetic and scipy.stats."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from warehouse.statistics import (
    ALARM,
    ALERT,
    evidence,
    funnel,
    is_shown,
    jeffreys,
    luck,
    needed_n,
    poisson,
    rank_bands,
    risk_of_missing,
    rounded,
    wilson,
)


@pytest.mark.parametrize(
    ("at_most", "first"),
    [
        (0.05, [38, 77, 109, 139, 167]),
        (0.02, [95, 194, 275, 350, 421]),
        (0.03, [63, 129, 183, 233, 280, 326]),
    ],
)
def test_new_zealands_tables_of_allowed_exceedances(at_most: float, first: list[int]) -> None:
    exceedances = np.arange(len(first))
    assert needed_n(exceedances, at_most).tolist() == first
    assert is_shown(exceedances, first, at_most).all()
    assert not is_shown(exceedances, np.array(first) - 1, at_most).any()


@pytest.mark.parametrize(
    ("kept", "n", "low", "high"),
    [
        (10, 10, 72.25, 100.0),
        (20, 20, 83.89, 100.0),
        (36, 36, 90.36, 100.0),
        (98, 100, 93.00, 99.45),
        (48, 50, 86.54, 98.90),
        (970, 1000, 95.75, 97.89),
    ],
)
def test_wilsons_interval(kept: int, n: int, low: float, high: float) -> None:
    found = wilson(kept / n, n)
    assert [round(100 * float(end), 2) for end in found] == [low, high]
    peer = stats.binomtest(kept, n).proportion_ci(method="wilson")
    assert np.allclose(found, [peer.low, peer.high], rtol=0, atol=1e-12)


def test_jeffreys_interval_ends_at_the_bounds() -> None:
    low, high = jeffreys([0, 5, 36], [36, 36, 36])
    assert low[0] == 0
    assert high[2] == 1
    peer = stats.beta(5.5, 31.5)
    assert np.allclose([low[1], high[1]], [peer.ppf(0.025), peer.ppf(0.975)], rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("n", "true_rate", "misses"),
    [(50, 0.985, 17.3), (50, 0.97, 44.5), (500, 0.985, 13.6), (500, 0.97, 88.5)],
)
def test_how_often_sampling_alone_decides(n: int, true_rate: float, misses: float) -> None:
    """A target of 98 %: with a true 97 % a month of 50 passes in 56 % of cases, one of 500 in 11.5 %."""
    assert round(100 * float(risk_of_missing(n, 0.98, true_rate)), 1) == misses


def test_a_target_is_compared_with_counts_exactly() -> None:
    """49 of 50 is 98 %: a target of 98 % is missed by 48 only, however 0.98 is written in binary."""
    for n in (50, 100, 150, 1000, 12_350):
        needed = n * 98 // 100
        expected = stats.binom.cdf(needed - 1, n, 0.98)
        assert float(risk_of_missing(n, 0.98, 0.98)) == pytest.approx(expected, abs=1e-12)
    assert risk_of_missing([10, 10], [0.0, 1.0], [0.5, 1.0]).tolist() == [0, 0]


def test_luck_is_the_other_side_of_the_target() -> None:
    met, missed = luck(49, 50, 0.98, [True, False])
    assert met + missed == pytest.approx(1)
    assert met == pytest.approx(stats.beta(49.5, 1.5).cdf(0.98), abs=1e-12)
    assert luck(38, 38, 0.95, is_met=True) <= 0.05 < luck(37, 37, 0.95, is_met=True)
    assert luck(990, 1000, 0.98, is_met=True) < luck(99, 100, 0.98, is_met=True)


def test_no_number_of_records_shows_that_nothing_ever_fails() -> None:
    assert np.isnan(luck(36, 36, 1.0, is_met=True))
    assert luck(35, 36, 1.0, is_met=False) == 0


def test_evidence_grows_with_records_and_falls_with_failures() -> None:
    assert (np.diff(evidence(2, np.arange(50, 400), 0.03)) > 0).all()
    assert (np.diff(evidence(np.arange(0, 30), 200, 0.03)) < 0).all()


def brute_limits(n: int, pooled: Fraction, level: Fraction) -> tuple[int, int]:
    """The same limits by adding up every count exactly."""
    chance = [comb(n, k) * pooled**k * (1 - pooled) ** (n - k) for k in range(n + 1)]
    tail = (1 - level) / 2
    low = next(k for k in range(n + 1) if sum(chance[: k + 1]) >= tail)
    high = next(k for k in range(n, -1, -1) if sum(chance[k:]) >= tail)
    return low, high


@pytest.mark.parametrize("level", [ALERT, ALARM])
@pytest.mark.parametrize("pooled", [Fraction(1, 2), Fraction(9, 10), Fraction(97, 100)])
def test_funnel_limits_are_those_of_adding_up_every_count(pooled: Fraction, level: float) -> None:
    sizes = [1, 2, 5, 10, 23, 60, 140]
    low, high = funnel(sizes, float(pooled), level)
    expected = [brute_limits(n, pooled, Fraction(str(level))) for n in sizes]
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == expected


def test_funnel_limits_are_those_of_scipy_and_nest() -> None:
    sizes = np.array([17, 400, 5_000, 120_000])
    for pooled in (0.0, 0.3, 0.987, 1.0):
        inner, outer = funnel(sizes, pooled, ALERT), funnel(sizes, pooled, ALARM)
        assert (outer[0] <= inner[0]).all()
        assert (inner[0] <= inner[1]).all()
        assert (inner[1] <= outer[1]).all()
        assert (inner[0] == np.maximum(stats.binom.ppf(0.025, sizes, pooled), 0)).all()


def test_where_nothing_or_everything_fails_nobody_stands_out() -> None:
    assert [one.tolist() for one in funnel([5, 90], [0.0, 1.0], ALERT)] == [[0, 90], [0, 90]]


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.390)])  # fmt: skip
def test_the_exact_poisson_interval(count: int, low: float, high: float) -> None:
    assert [round(float(end), 3) for end in poisson(count)] == [low, high]
    chi = stats.chi2
    assert float(poisson(count)[1]) == pytest.approx(chi.ppf(0.975, 2 * count + 2) / 2, abs=1e-10)


INTERVALS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 15)).map(lambda one: (one[0], one[0] + one[1])),
    min_size=1,
    max_size=12,
)


def bands(intervals: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    low, high = rank_bands([one[0] for one in intervals], [one[1] for one in intervals])
    return list(zip(low.tolist(), high.tolist(), strict=True))


@given(INTERVALS)
def test_units_whose_intervals_overlap_share_a_rank_and_others_do_not(
    intervals: list[tuple[int, int]],
) -> None:
    found = bands(intervals)
    for (low, high), (first, last) in zip(intervals, found, strict=True):
        assert 1 <= first <= last <= len(intervals)
        assert first == 1 + sum(other[0] > high for other in intervals)
        assert last == len(intervals) - sum(other[1] < low for other in intervals)
    for one, a in zip(intervals, found, strict=True):
        for other, b in zip(intervals, found, strict=True):
            shares = a[0] <= b[1] and b[0] <= a[1]
            if one[0] <= other[1] and other[0] <= one[1]:
                assert shares
            elif one[0] > other[1]:
                assert a[0] < b[0] or a[1] < b[1]


@given(INTERVALS, st.randoms(use_true_random=False))
def test_the_order_of_units_never_matters(intervals: list[tuple[int, int]], chance: object) -> None:
    shuffled = list(range(len(intervals)))
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    found = bands(intervals)
    assert bands([intervals[i] for i in shuffled]) == [found[i] for i in shuffled]


@settings(max_examples=50)
@given(st.integers(1, 3000), st.integers(0, 3000), st.sampled_from([0.02, 0.03, 0.05, 0.2]))
def test_everything_is_a_probability_and_intervals_hold_the_rate(
    n: int, failed: int, at_most: float
) -> None:
    kept = n - min(failed, n)
    for low, high in (wilson(kept / n, n), jeffreys(kept, n)):
        assert 0 <= low <= kept / n + 1e-12
        assert kept / n - 1e-12 <= high <= 1
    for met in (True, False):
        assert 0 <= luck(kept, n, 1 - at_most, is_met=met) <= 1
    assert 0 <= risk_of_missing(n, 1 - at_most, 0.99) <= 1


def test_figures_are_rounded_half_to_even_and_no_number_is_none() -> None:
    assert rounded([0.5, 1 / 3, float("nan"), float("inf"), 1e-17]) == [
        Decimal("0.50000000"), Decimal("0.33333333"), None, None, Decimal("0E-8"),
    ]  # fmt: skip
    # 2 ** -9 = 0.001953125 has nine places: a true tie, which goes to the even digit.
    assert rounded([2.0**-9]) == [Decimal("0.00195312")]


def test_numbers_do_not_depend_on_how_many_are_computed_at_once() -> None:
    n = np.arange(1, 2001)
    together = luck(n - n // 30, n, 0.97, n // 30 <= 0.03 * n)
    alone = [float(luck(k - k // 30, k, 0.97, k // 30 <= 0.03 * k)) for k in (17, 640, 1999)]
    assert [float(together[k - 1]) for k in (17, 640, 1999)] == alone
