"""Derived intervals against numbers worked out by hand."""

from math import inf, log, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.knowledge import intervals

SHARES = st.floats(0.01, 0.99)


def about(low: float, high: float) -> object:
    return pytest.approx((low, high), abs=5e-4)


@pytest.mark.parametrize(
    ("r", "n", "k", "low", "high"),
    [
        # 1 / √100 = .1; .1960 to either side of z = .5493; tanh .3533 and .7453
        (0.5, 103, 1, 0.3393, 0.6324),
        # 1 / √(886 − 51) = .03461; z = .17167 ± .06783; tanh .10384 and .23950
        (0.17, 886, 17, 0.1035, 0.2350),
        (0.0, 103, 1, -0.1935, 0.1935),
    ],
)
def test_correlation(r: float, n: int, k: int, low: float, high: float) -> None:
    assert intervals.correlation(r, n, k) == about(low, high)
    assert intervals.correlation(-r, n, k) == about(-high, -low)


@pytest.mark.parametrize(
    ("d", "n", "split", "low", "high"),
    [
        # √(4/400) = .1
        (0.5, 400, 0.5, 0.3040, 0.6960),
        # √(4/1467) = .05222; ± .10234
        (-0.46, 1467, 0.5, -0.5623, -0.3577),
        # groups of 256.3 and 1044.7: √(.003902 + .000957) = .06971; ± .13663
        (0.55, 1301, 0.197, 0.4134, 0.6866),
    ],
)
def test_difference(d: float, n: int, split: float, low: float, high: float) -> None:
    assert intervals.difference(d, n, split) == about(low, high)


@pytest.mark.parametrize(
    ("ratio", "n", "share", "low", "high"),
    [
        # √(4 / (1600 × .25)) = .1; factors 1.2165 either way
        (1.0, 1600, 0.5, 0.8220, 1.2165),
        # √(4 / (21699 × .158191)) = .034136; ln 1.19 = .173953 ± .066906
        (1.19, 21699, 0.197, 1.1130, 1.2724),
    ],
)
def test_odds_ratio(ratio: float, n: int, share: float, low: float, high: float) -> None:
    assert intervals.odds_ratio(ratio, n, share) == about(low, high)


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [
        # 22 of 44: centre .5, half 1.9600 / 1.08731 × √(.25/44 + 3.8415/7744) = .1417
        (0.5, 44, 0.3583, 0.6417),
        (0.66, 44, 0.5123, 0.7820),
        # 0 of 10: 3.8415 / 13.8415
        (0.0, 10, 0.0, 0.2775),
        (1.0, 10, 0.7225, 1.0),
    ],
)
def test_proportion(share: float, n: int, low: float, high: float) -> None:
    assert intervals.proportion(share, n) == about(low, high)


@given(st.floats(-0.99, 0.99), st.integers(10, 10**6))
def test_more_clients_narrow_a_correlation_that_stays_inside(r: float, n: int) -> None:
    low, high = intervals.correlation(r, n)
    assert -1 <= low <= r <= high <= 1
    narrower_low, narrower_high = intervals.correlation(r, 4 * n)
    assert narrower_high - narrower_low < high - low


@given(st.floats(0, 1), st.integers(1, 10**6))
def test_a_share_stays_inside_its_interval_and_that_inside_0_to_1(share: float, n: int) -> None:
    low, high = intervals.proportion(share, n)
    assert 0 <= low <= share <= high <= 1


@given(st.floats(-3, 3), st.integers(2, 10**6), SHARES)
def test_equal_halves_give_the_narrowest_difference(d: float, n: int, split: float) -> None:
    even_low, even_high = intervals.difference(d, n)
    low, high = intervals.difference(d, n, split)
    assert high - low >= even_high - even_low - 1e-9
    assert low + high == pytest.approx(2 * d, abs=1e-9)


@given(st.floats(0.1, 10), st.integers(10, 10**6), SHARES)
def test_an_odds_ratio_lies_midway_on_the_scale_of_logarithms(
    ratio: float, n: int, share: float
) -> None:
    low, high = intervals.odds_ratio(ratio, n, share)
    assert log(low) + log(high) == pytest.approx(2 * log(ratio), abs=1e-9)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: intervals.correlation(1.0, 50), "between −1 and 1"),
        (lambda: intervals.correlation(nan, 50), "between −1 and 1"),
        (lambda: intervals.correlation(0.2, 30, 10), "more than 3 clients per study"),
        (lambda: intervals.correlation(0.2, 30, 0), "more than 3 clients per study"),
        (lambda: intervals.difference(inf, 50), "expected a number"),
        (lambda: intervals.difference(0.2, 1), "at least 2 clients"),
        (lambda: intervals.difference(0.2, 50, 1.0), "between 0 and 1"),
        (lambda: intervals.odds_ratio(0.0, 50, 0.2), "above 0"),
        (lambda: intervals.odds_ratio(1.2, 50, 0.0), "between 0 and 1"),
        (lambda: intervals.proportion(1.1, 50), "from 0 to 1"),
        (lambda: intervals.proportion(0.5, 0), "at least one"),
    ],
)
def test_what_cannot_be_gets_a_sentence(call: object, sentence: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=sentence):
        call()
