"""What a rate can and cannot show: intervals, evidence, luck, funnel limits, rank bands.

Belongs here: functions of numbers on numpy arrays or scalars, and the rounding of what they give.
Does not belong here: reading evidence, deciding who is compared with whom (`warehouse/comparison.py`), the
interval of a month's rate (`sql/evaluate/indicator.sql` has the same Wilson interval for itself).

`kept` and `n` are counts, but need not be whole: readings that resemble each other count as their effective
number. A rate is the share kept, 0 to 1, and higher is better; turn a rate of which less is better round
before (1 - rate). The distributions are those behind `scipy.stats`, taken from `scipy.special`, which loads in a
third of the time. They agree to about 1e-14 whatever the machine, so that what is published, rounded to
`PLACES`, is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincinv, gammaincinv, ndtri

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]

PLACES = Decimal("1e-8")
"""What every figure is rounded to, half to even (of the number itself, not of how it prints)."""

UNITS = 10**8
"""Units of `PLACES` in one: targets are compared with counts in whole units, without rounding."""

LEVEL = 0.95
"""How sure an interval or a piece of evidence is."""

ALERT, ALARM = 0.95, 0.998
"""Shares of departments no different from the rest that lie within the inner and outer funnel limits: about
two and three standard deviations (Spiegelhalter 2005)."""


def rounded(values: Iterable[float]) -> list[Decimal | None]:
    """Numbers as decimals of eight places, half to even; what is not a finite number is None."""
    return [
        Decimal(float(one)).quantize(PLACES, ROUND_HALF_EVEN) if np.isfinite(one) else None
        for one in values
    ]


def share(part: int, whole: int) -> Decimal:
    """A ratio of counts as a decimal of eight places, half to even."""
    return (Decimal(part) / Decimal(whole)).quantize(PLACES, ROUND_HALF_EVEN)


def wilson(rate: ArrayLike, n: ArrayLike, level: float = LEVEL) -> tuple[Numbers, Numbers]:
    """Wilson's score interval of a rate over n independent records (Wilson 1927); n above 0."""
    p, size = _floats(rate), _floats(n)
    z = float(ndtri(0.5 + level / 2))
    scale = 1 + z**2 / size
    centre = (p + z**2 / (2 * size)) / scale
    half = z * np.sqrt(p * (1 - p) / size + z**2 / (4 * size**2)) / scale
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


def jeffreys(kept: ArrayLike, n: ArrayLike, level: float = LEVEL) -> tuple[Numbers, Numbers]:
    """Jeffreys' interval of a rate: the middle of Beta(kept + 1/2, n - kept + 1/2).

    Where none or all are kept, that end of the interval is 0 or 1 (Brown, Cai and DasGupta 2001).
    """
    k, size = _floats(kept), _floats(n)
    a, b = k + 0.5, size - k + 0.5
    low = np.where(k <= 0, 0.0, betaincinv(a, b, (1 - level) / 2))
    high = np.where(k >= size, 1.0, betaincinv(a, b, (1 + level) / 2))
    return low, high


def evidence(n_failed: ArrayLike, n: ArrayLike, at_most: ArrayLike) -> Numbers:
    """How probable it is that the true share of failures is at most `at_most`, given n_failed of n (Jeffreys)."""
    failed, size = _floats(n_failed), _floats(n)
    return np.asarray(betainc(failed + 0.5, size - failed + 0.5, _floats(at_most)))


def is_shown(
    n_failed: ArrayLike, n: ArrayLike, at_most: ArrayLike, confidence: float = LEVEL
) -> NDArray[np.bool_]:
    """Whether n_failed of n is evidence that the true share of failures is at most `at_most`."""
    return evidence(n_failed, n, at_most) >= confidence


def needed_n(n_failed: ArrayLike, at_most: ArrayLike, confidence: float = LEVEL) -> Counts:
    """The fewest records with which n_failed failures still show a true share of at most `at_most` (above 0).

    These are the sample sizes that New Zealand's drinking-water rules print for up to four exceedances.
    """
    failed, most = np.broadcast_arrays(_floats(n_failed), _floats(at_most))
    low = np.maximum(np.ceil(failed), 1).astype(np.int64)
    high = low.copy()
    while not (enough := is_shown(failed, high, most, confidence)).all():
        high = np.where(enough, high, high * 2)
    return _first(low, high, lambda n: is_shown(failed, n, most, confidence))


def luck(kept: ArrayLike, n: ArrayLike, target: ArrayLike, is_met: ArrayLike) -> Numbers:
    """How probable it is that the true rate lies on the other side of the target than the verdict says.

    Posterior with Jeffreys' prior: below the target where it was met, at or above it where it was missed.
    A target of 1 that was met gives NaN: no number of records can show that nothing ever fails.
    """
    k, size, aim = _floats(kept), _floats(n), _floats(target)
    below = betainc(k + 0.5, size - k + 0.5, aim)
    above = betainc(size - k + 0.5, k + 0.5, 1 - aim)
    met = np.asarray(is_met, dtype=np.bool_)
    return np.where(met, np.where(aim >= 1, np.nan, below), above)


def risk_of_missing(n: ArrayLike, target: ArrayLike, true_rate: ArrayLike) -> Numbers:
    """How often n independent records miss the target, though each is kept with probability true_rate.

    n is cut to a whole number. The target is met from the first count at or above it.
    """
    size = np.floor(_floats(n)).astype(np.int64)
    units = np.rint(_floats(target) * UNITS).astype(np.int64)
    needed = -(-(units * size) // UNITS)
    return _at_most(needed - 1, size, _floats(true_rate))


def funnel(n: ArrayLike, pooled: ArrayLike, level: float) -> tuple[Counts, Counts]:
    """The least and the most kept of n that do not stand out from the pooled rate.

    n: whole numbers. Exact binomial limits: of the departments that are no different, at most (1 - level) / 2
    keep fewer than the lower limit, and as many keep more than the upper one.
    """
    size, rate = np.broadcast_arrays(np.asarray(n, dtype=np.int64), _floats(pooled))
    tail = (1 - level) / 2
    return _quantile(size, rate, tail), size - _quantile(size, 1 - rate, tail)


def poisson(count: ArrayLike, level: float = LEVEL) -> tuple[Numbers, Numbers]:
    """The exact interval of the mean of a Poisson count (Garwood 1936)."""
    seen, tail = _floats(count), (1 - level) / 2
    low = np.where(seen > 0, gammaincinv(np.maximum(seen, 1), tail), 0.0)
    return low, np.asarray(gammaincinv(seen + 1, 1 - tail))


def rank_bands(low: ArrayLike, high: ArrayLike) -> tuple[Counts, Counts]:
    """First and last rank each unit may hold among all, 1 being the best, from intervals with both ends.

    One unit is better than another where its whole interval lies above the other's. A band runs from one more
    than the number of better units to the number of units that are not worse; units whose intervals overlap or
    touch share at least one rank.
    """
    lows, highs = np.asarray(low), np.asarray(high)
    better = len(lows) - np.searchsorted(np.sort(lows), highs, side="right")
    worse = np.searchsorted(np.sort(highs), lows, side="left")
    return better.astype(np.int64) + 1, (len(lows) - worse).astype(np.int64)


def _floats(values: ArrayLike) -> Numbers:
    return np.asarray(values, dtype=np.float64)


def _at_most(k: Counts, n: Counts, rate: Numbers) -> Numbers:
    """Chance of at most k of n. By way of the incomplete beta function, so that any n will do."""
    inside = (k >= 0) & (k < n)
    a, b = np.where(inside, n - k, 1), np.where(inside, k + 1, 1)
    return np.where(inside, betainc(a, b, 1 - rate), np.where(k < 0, 0.0, 1.0))


def _quantile(n: Counts, rate: Numbers, share: float) -> Counts:
    """The first count that at least `share` of binomial draws do not exceed."""
    return _first(np.zeros_like(n), n, lambda k: _at_most(k, n, rate) >= share)


def _first(low: Counts, high: Counts, holds: Callable[[Counts], NDArray[np.bool_]]) -> Counts:
    """The first whole number from low to high for which it holds; it holds for high and all after the first."""
    while (low < high).any():
        middle = (low + high) // 2
        found = holds(middle)
        low, high = np.where(found, low, middle + 1), np.where(found, middle, high)
    return np.asarray(high, dtype=np.int64)
