"""95% intervals around published figures, from the little that abstracts tell.

Meta-analyses often print a figure and the number of clients but no interval. These formulas give
one as if all studies were one sample. Where studies differ from each other the true interval is
wider, so one derived here is never as good as one in print.

    >>> low, high = correlation(0.17, n=886, k=17)
    >>> f"{low:.3f} to {high:.3f}"
    '0.103 to 0.235'
"""

from __future__ import annotations

from math import atanh, exp, isfinite, log, sqrt, tanh
from statistics import NormalDist

Interval = tuple[float, float]

Z = NormalDist().inv_cdf(0.975)
"""Standard errors to either side of a figure that make up 95%, 1.96."""


def correlation(r: float, n: int, k: int = 1) -> Interval:
    """Return the interval of a correlation, by Fisher's z with standard error 1/√(n − 3k).

    r: from −1 to 1, ends excluded. n: clients in all k studies. Each study has n − 3 as its weight.
    Raises `ValueError` for other values, also for n ≤ 3k.
    """
    if not -1 < r < 1:
        raise ValueError(f"a correlation lies between −1 and 1; found {r}")
    if k < 1 or n <= 3 * k:
        raise ValueError(f"expected more than 3 clients per study; found {n} in {k}")
    low, high = _around(atanh(r), 1 / sqrt(n - 3 * k))
    return tanh(low), tanh(high)


def difference(d: float, n: int, split: float = 0.5) -> Interval:
    """Return the interval of a standardised difference between two groups of n clients in all.

    split: share of clients in one group. The standard error is √(1/n₁ + 1/n₂), which is √(4/n) for
    equal halves; the small part that grows with d is left out. Raises `ValueError` where d is not
    finite, n < 2 or split not between 0 and 1.
    """
    if not isfinite(d):
        raise ValueError(f"expected a number; found {d}")
    _check(n, split)
    return _around(d, sqrt(1 / (n * split) + 1 / (n * (1 - split))))


def odds_ratio(ratio: float, n: int, share: float) -> Interval:
    """Return the interval of an odds ratio between two equal groups of n clients in all.

    share: part of all clients who have the outcome. The standard error of the logarithm is
    √(4 / (n p (1 − p))). Raises `ValueError` where ratio is not above 0 and finite, n < 2 or share
    not between 0 and 1.
    """
    if not (isfinite(ratio) and ratio > 0):
        raise ValueError(f"an odds ratio is above 0; found {ratio}")
    _check(n, share)
    low, high = _around(log(ratio), sqrt(4 / (n * share * (1 - share))))
    return exp(low), exp(high)


def proportion(share: float, n: int) -> Interval:
    """Return Wilson's interval of a share of n, both ends from 0 to 1.

    Raises `ValueError` where share is not from 0 to 1 or n < 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies from 0 to 1; found {share}")
    if n < 1:
        raise ValueError(f"expected at least one; found {n}")
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    # Rounding may carry an end a hair beyond the share itself where the share is 0 or 1.
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


def _around(figure: float, error: float) -> Interval:
    return figure - Z * error, figure + Z * error


def _check(n: int, share: float) -> None:
    if n < 2:
        raise ValueError(f"expected at least 2 clients; found {n}")
    if not 0 < share < 1:
        raise ValueError(f"a part of all clients lies between 0 and 1; found {share}")
