"""Kappa and alpha against published worked examples, and the bootstrap's plain properties."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.replies.corpus import BEHAVIOURS, FAULTS, SKILLS, Label
from rapport.replies.corpus.agreement import agreements, alpha, kappa_with, weighted_kappa
from tests.rapport.replies.corpus.samples import LABEL

# Two judges, 200 patients, three diagnoses: Cohen (1960), used again with weights in Cohen (1968).
COHEN = np.array([[88.0, 14, 18], [10, 40, 10], [2, 6, 12]])
# Krippendorff (2011), examples A, B and C: observers by units, 0 for a missing value in C.
BINARY = ["0100000010", "1110010000"]
NAMES = ["aabbdcccedda", "babbbccceddd"]
FOUR = ["123321412000", "123322412503", "033323422510", "123324412510"]


def coincidences(observers: list[str], missing: str = "") -> np.ndarray:
    values = sorted({value for row in observers for value in row} - {missing})
    table = np.zeros((len(values), len(values)))
    for unit in zip(*observers, strict=True):
        there = [values.index(value) for value in unit if value != missing]
        for a, b in permutations(there, 2):
            table[a, b] += 1 / (len(there) - 1)
    return table


def counts(first: list[int], second: list[int], size: int) -> np.ndarray:
    table = np.zeros((size, size))
    np.add.at(table, (first, second), 1)
    return table


def label(**changes: Any) -> Label:
    return Label.model_validate({**LABEL, **changes})


def test_kappa_of_cohen_1960() -> None:
    assert weighted_kappa(COHEN, "nominal") == pytest.approx(0.492, abs=5e-4)


def test_weighted_kappa_of_cohen_1968() -> None:
    weights = np.array([[0.0, 1, 3], [1, 0, 6], [3, 6, 0]])
    assert kappa_with(COHEN, weights) == pytest.approx(0.348, abs=5e-4)


def test_kappa_with_squared_distances_by_hand() -> None:
    # 4 units. Observed: one pair two steps apart, 4 / 4. Expected by chance, margins 2 1 1 and
    # 1 1 2: (2·1·1 + 2·2·4 + 1·1·1 + 1·2·1 + 1·1·4 + 1·1·1) / 16 = 26 / 16.
    table = counts([0, 0, 1, 2], [0, 2, 1, 2], 3)
    assert weighted_kappa(table) == pytest.approx(1 - 1 / (26 / 16))


@pytest.mark.parametrize(
    ("observers", "scale", "value"),
    [(BINARY, "nominal", 0.095), (BINARY, "ordinal", 0.095), (NAMES, "nominal", 0.692)],
)
def test_alpha_of_two_observers(observers: list[str], scale: Any, value: float) -> None:
    assert alpha(coincidences(observers), scale) == pytest.approx(value, abs=5e-4)


@pytest.mark.parametrize(("scale", "value"), [("nominal", 0.743), ("ordinal", 0.815)])
def test_alpha_of_four_observers_with_missing_values(scale: Any, value: float) -> None:
    assert alpha(coincidences(FOUR, "0"), scale) == pytest.approx(value, abs=5e-4)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_both_are_one_or_less_and_the_same_for_either_order(pairs: list[tuple[int, int]]) -> None:
    first, second = ([pair[place] for pair in pairs] for place in (0, 1))
    table = counts(first, second, 4)
    for value, turned in (
        (weighted_kappa(table), weighted_kappa(table.T)),
        (alpha(table + table.T), alpha(table.T + table)),
    ):
        assert np.isnan(value) == np.isnan(turned)
        if not np.isnan(value):
            assert value == pytest.approx(turned)
            assert value <= 1
            assert (value == 1) == (first == second)


def test_where_only_one_value_occurs_neither_is_defined() -> None:
    table = np.array([[9.0, 0], [0, 0]])
    assert np.isnan(weighted_kappa(table))
    assert np.isnan(alpha(table + table.T))


def test_tables_may_be_stacked() -> None:
    stack = np.stack([COHEN, COHEN.T, np.eye(3)])
    assert weighted_kappa(stack) == pytest.approx([float(weighted_kappa(one)) for one in stack])
    assert alpha(stack, "nominal") == pytest.approx([float(alpha(one, "nominal")) for one in stack])


def test_agreement_is_told_label_by_label() -> None:
    first = [
        label(overall=level, faults=["blaming"] * (level < 3)) for level in (1, 2, 3, 4, 5) * 8
    ]
    second = [
        label(overall=level, faults=["blaming"] * (level < 2)) for level in (1, 2, 3, 4, 4) * 8
    ]
    rows = agreements(list(zip(first, second, strict=True)), 200)
    assert {row.label for row in rows if row.kind == "behaviour"} == {*BEHAVIOURS}
    found = {row.label: row for row in rows if row.kind != "behaviour"}
    assert {"overall", "behaviours", *SKILLS, *FAULTS} - found.keys() == {
        "boundary_clarity",
        "confidentiality_accuracy",
    }  # not rated here
    overall = found["overall"]
    assert (overall.replies, overall.units, overall.same) == (40, 40, 0.8)
    assert (overall.first, overall.second) == (3.0, 2.8)
    by_hand = counts([0, 1, 2, 3, 4], [0, 1, 2, 3, 3], 5)
    assert overall.kappa.value == pytest.approx(float(weighted_kappa(by_hand)))
    for measure in (overall.kappa, overall.alpha):
        assert measure.low < measure.value < measure.high < 1  # type: ignore[operator]
    blaming = found["blaming"]
    assert (blaming.first, blaming.second, blaming.same) == (0.4, 0.2, 0.8)
    assert found["reflection"].kappa.value is None  # the same mark everywhere
    assert found["behaviours"].units == 80
    assert (found["behaviours"].kappa.value, found["behaviours"].kappa.low) == (1.0, 1.0)


def test_a_label_seldom_given_has_no_interval() -> None:
    # The fault is there once in 20 replies: a third of the resamples never meet it.
    pairs = [(label(faults=["blaming"] * (n == 0)),) * 2 for n in range(20)]
    blaming = next(row for row in agreements(pairs, 200) if row.label == "blaming")
    assert (blaming.kappa.value, blaming.kappa.low, blaming.kappa.high) == (1.0, None, None)


def test_the_bootstrap_draws_replies_not_sentences() -> None:
    # Ten sentences that all repeat what one says make nobody surer.
    marks = [("reflection", "reflection")] * 12 + [("advice", "other"), ("advice", "advice")] * 6

    def interval(times: int) -> Any:
        pairs = [(label(behaviours=[a] * times), label(behaviours=[b] * times)) for a, b in marks]
        return next(row.kappa for row in agreements(pairs, 300) if row.label == "behaviours")

    once = interval(1)
    assert once.low < once.value < once.high
    assert interval(10) == once


def test_figures_come_out_the_same_again() -> None:
    pairs = [(label(overall=n % 5 + 1), label(overall=n % 4 + 1)) for n in range(40)]
    assert agreements(pairs, 100) == agreements(pairs, 100)
    assert agreements(pairs, 100) != agreements(pairs, 100, seed=21)


def test_nothing_rated_twice_gives_no_rows() -> None:
    assert agreements([]) == []
