"""How far two raters agree: weighted kappa and Krippendorff's alpha, with 95% intervals.

Both are written out here rather than taken from a library: the command that shows them belongs to
the course, and a thousand resamples are one matrix product when tables are stacked. The tests hold
them against the worked examples of Cohen (1960, 1968) and Krippendorff (2011).

Cohen (1968), Weighted kappa, Psychological Bulletin 70. Krippendorff (2011), Computing
Krippendorff's alpha-reliability, University of Pennsylvania.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rapport.replies.corpus.models import BEHAVIOURS, FAULTS, LEVELS, SKILLS, Label, Mark

Array = NDArray[np.float64]
Scale = Literal["nominal", "ordinal"]
Pairs = Sequence[tuple[Label, Label]]

RESAMPLES = 1000
SEED = 20  # any; fixed, so that a figure can be quoted and found again
DEFINED = 0.95  # share of resamples that must have a value for an interval to be given


@dataclass(frozen=True)
class Measure:
    """A coefficient with its 95% interval; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Agreement:
    """Agreement about one label.

    kind: "skill", "fault", "overall", "behaviours" (of all kinds at once, by sentence) or
    "behaviour" (this one against all others, by sentence). units: replies, or sentences.
    same: share of units with equal marks. first, second: the raters' mean marks, None for
    "behaviours".
    kappa is weighted by squared distance of marks; alpha is ordinal; for "behaviours" both are
    nominal, and for two possible marks all weights come to the same.
    """

    label: str
    kind: str
    replies: int
    units: int
    same: float
    first: float | None
    second: float | None
    kappa: Measure
    alpha: Measure


def weighted_kappa(tables: Array, scale: Scale = "ordinal") -> Array:
    """Return kappa for each table (..., k, k) of counts, first rater by second; shape (...).

    "ordinal" weighs a disagreement by the square of its distance, "nominal" every one alike
    (Cohen's unweighted kappa). Nan where chance alone would never disagree.
    """
    places = np.arange(tables.shape[-1], dtype=np.float64)
    steps = places[:, None] - places[None, :]
    return kappa_with(tables, steps**2 if scale == "ordinal" else (steps != 0).astype(np.float64))


def kappa_with(tables: Array, weights: Array) -> Array:
    """As `weighted_kappa`, with `weights` (k, k) of disagreement, 0 on the diagonal."""
    total = tables.sum(axis=(-2, -1))
    chance = tables.sum(axis=-1)[..., :, None] * tables.sum(axis=-2)[..., None, :]
    observed = (tables * weights).sum(axis=(-2, -1))
    expected = (chance * weights).sum(axis=(-2, -1))
    return _one_less(observed * total, expected)


def alpha(coincidences: Array, scale: Scale = "ordinal") -> Array:
    """Return Krippendorff's alpha for each table (..., k, k) of coincidences; shape (...).

    A table of coincidences counts every pair of values of a unit in both orders, each as
    1 / (values of the unit - 1); for two raters it is the table of counts plus its transpose.
    Nan where only one value occurs.
    """
    values = coincidences.sum(axis=-1)
    total = values.sum(axis=-1)
    if scale == "ordinal":
        # The number of values between two categories, half of each of them included.
        middle = values.cumsum(axis=-1) - values / 2
        apart = (middle[..., :, None] - middle[..., None, :]) ** 2
    else:
        apart = 1 - np.eye(coincidences.shape[-1])
    observed = (coincidences * apart).sum(axis=(-2, -1))
    expected = (values[..., :, None] * values[..., None, :] * apart).sum(axis=(-2, -1))
    return _one_less(observed * (total - 1), expected)


def agreements(pairs: Pairs, resamples: int = RESAMPLES, seed: int = SEED) -> list[Agreement]:
    """Return the agreement of first and second labels, label by label; none without a pair.

    Intervals are percentiles of a bootstrap that draws whole replies, since the sentences of one
    reply are read together.
    """
    found = []
    of_replies: list[tuple[Mark, str, tuple[int, ...]]] = [
        *((name, "skill", (0, 1, 2)) for name in SKILLS),
        *((name, "fault", (0, 1)) for name in FAULTS),
        ("overall", "overall", LEVELS),
    ]
    for name, kind, marks in of_replies:
        rated = [(a.mark(name), b.mark(name)) for a, b in pairs]
        both = [(a, b) for a, b in rated if a is not None and b is not None]
        tables = _tables([[pair] for pair in both], marks)
        found.append(_agreement(name, kind, tables, marks, resamples, seed))
    sentences = [
        list(zip(a.behaviours, b.behaviours, strict=True))
        for a, b in pairs
        if len(a.behaviours) == len(b.behaviours)
    ]
    tables = _tables(sentences, BEHAVIOURS)
    found.append(_agreement("behaviours", "behaviours", tables, (), resamples, seed))
    for place, behaviour in enumerate(BEHAVIOURS):
        one = _one_against_all(tables, place)
        found.append(_agreement(behaviour, "behaviour", one, (0, 1), resamples, seed))
    return [agreement for agreement in found if agreement.units]


def _tables(units: Sequence[Sequence[tuple[object, object]]], marks: Sequence[object]) -> Array:
    """Count the units of each reply, first mark by second: shape (replies, k, k)."""
    place = {mark: index for index, mark in enumerate(marks)}
    tables = np.zeros((len(units), len(marks), len(marks)))
    for reply, pairs in enumerate(units):
        for first, second in pairs:
            tables[reply, place[first], place[second]] += 1
    return tables


def _one_against_all(tables: Array, place: int) -> Array:
    """Collapse tables (replies, k, k) to (replies, 2, 2): any other category, then this one."""
    kind = np.zeros((tables.shape[-1], 2))
    kind[:, 0], kind[place] = 1, (0, 1)
    return np.asarray(kind.T @ tables @ kind)


def _agreement(
    label: str, kind: str, tables: Array, marks: Sequence[int], resamples: int, seed: int
) -> Agreement:
    """Return the agreement over tables (replies, k, k); `marks` are empty for mere names."""
    scale: Scale = "ordinal" if marks else "nominal"
    table = tables.sum(axis=0)
    units = table.sum()
    drawn = _resampled(tables, resamples, seed)

    def mean(axis: int) -> float | None:
        return float(table.sum(axis=axis) @ np.array(marks) / units) if marks and units else None

    def coefficient(of: Callable[[Array], Array]) -> Measure:
        return _measure(of(table), of(drawn))

    return Agreement(
        label=label,
        kind=kind,
        replies=len(tables),
        units=int(units),
        same=float(np.trace(table) / units) if units else 0.0,
        first=mean(1),
        second=mean(0),
        kappa=coefficient(lambda of: weighted_kappa(of, scale)),
        alpha=coefficient(lambda of: alpha(of + of.swapaxes(-2, -1), scale)),
    )


def _resampled(tables: Array, resamples: int, seed: int) -> Array:
    """Draw replies with replacement and add up their tables: shape (resamples, k, k)."""
    replies, k, _ = tables.shape
    if not replies:
        return np.zeros((resamples, k, k))
    often = _draws(replies, resamples, seed)
    return np.asarray((often @ tables.reshape(replies, k * k)).reshape(resamples, k, k))


@lru_cache(maxsize=4)  # most labels are rated in the same number of replies
def _draws(replies: int, resamples: int, seed: int) -> Array:
    """Return how often each reply is drawn in each resample: shape (resamples, replies)."""
    share = np.full(replies, 1 / replies)
    often = np.random.default_rng(seed).multinomial(replies, share, size=resamples)
    return often.astype(np.float64)


def _measure(value: Array, drawn: Array) -> Measure:
    if not np.isfinite(value):
        return Measure(None, None, None)
    defined = drawn[np.isfinite(drawn)]
    if len(defined) < DEFINED * len(drawn):
        return Measure(float(value), None, None)
    low, high = np.percentile(defined, [2.5, 97.5])
    return Measure(float(value), float(low), float(high))


def _one_less(observed: Array, expected: Array) -> Array:
    """Return 1 - observed / expected; nan where nothing is expected."""
    expected = np.asarray(expected)
    out = np.full(expected.shape, np.nan)
    ratio = np.divide(observed, expected, out=out, where=expected > 0)
    return np.asarray(1 - ratio)
