"""Simulated studies: the measuring is right, the promises of the table hold."""

import json

import numpy as np
import pytest

from rapport import knowledge
from rapport.dynamics import evidence
from rapport.dynamics.parameters import Parameters

ROWS = {row.id: row for row in evidence.compare(seeds=20, n=1000)}
HUMILITY = {"humility-alliance", "humility-outcome"}
"""Outside their intervals, and why: docs/model-card.md."""


def test_every_published_effect_is_compared_or_answered_for() -> None:
    known = {effect.id for effect in knowledge.effects()}
    compared = {id.removesuffix("-back") for id in ROWS}
    assert compared | set(evidence.NOT_EXPRESSED) == known
    assert not compared & set(evidence.NOT_EXPRESSED)


def test_a_row_tells_published_and_simulated_and_whether_it_is_within() -> None:
    for row in ROWS.values():
        effect = knowledge.effect(row.id.removesuffix("-back"))
        assert (row.published, row.low, row.high) == (effect.value, effect.low, effect.high)
        assert row.simulated_low <= row.simulated <= row.simulated_high
        if row.low is None or row.high is None:
            assert row.within is None
        else:
            assert row.within == (row.low <= row.simulated <= row.high)
        assert json.loads(json.dumps(row.to_dict()))["id"] == row.id


def test_all_rows_but_those_of_humility_are_within() -> None:
    assert {id for id, row in ROWS.items() if row.within is False} == HUMILITY


def test_parameters_without_an_interval_come_near() -> None:
    for id in ("anxiety-alliance", "avoidance-alliance"):
        published = ROWS[id].published
        assert published is not None
        assert ROWS[id].simulated == pytest.approx(published, abs=0.04)


def test_fewer_parameters_were_fitted_than_rows_and_enough_rows_were_left_out() -> None:
    assert set(evidence.FITTED) <= set(ROWS)
    assert len(Parameters.fitted()) < len(evidence.FITTED)
    unfitted = [row for row in ROWS.values() if not row.fitted and row.within]
    assert len(unfitted) >= 4
    printed = [row for row in unfitted if knowledge.effect(row.id).interval == "published"]
    assert len(printed) >= 4


def test_the_same_seed_gives_the_same_study() -> None:
    assert evidence.measure(3, 200) == evidence.measure(3, 200)
    assert evidence.measure(3, 200) != evidence.measure(4, 200)


def test_ratings_stay_on_their_scale_and_follow_what_is_rated() -> None:
    sample = evidence.treat(1, 2000)
    low, high = sample.rating(np.zeros(2000)), sample.rating(np.ones(2000))
    assert low.min() >= 1
    assert high.max() <= 7
    assert high.mean() > low.mean() + 2


def test_the_cloud_around_alliance_and_outcome_is_wide() -> None:
    sample = evidence.treat(1, 4000)
    alliance = sample.rating(sample.course.alliance[:, evidence.EARLY])
    relief = sample.course.relief[:, -1]
    weak, strong = alliance < np.quantile(alliance, 0.25), alliance > np.quantile(alliance, 0.75)
    assert (relief[weak] > np.median(relief[strong])).mean() > 0.15


@pytest.mark.parametrize(
    ("x", "y", "r"), [([1, 2, 3, 4], [2, 4, 6, 8], 1.0), ([1, 2, 3, 4], [1, -1, -1, 1], 0.0)]
)
def test_correlation(x: list[float], y: list[float], r: float) -> None:
    assert evidence.correlation(np.array(x), np.array(y)) == pytest.approx(r)


def test_differences() -> None:
    assert evidence.as_difference(0.0) == 0
    assert evidence.as_difference(0.5) == pytest.approx(1 / np.sqrt(0.75))
    some, others = np.array([2.0, 4.0]), np.array([1.0, 3.0])
    assert evidence.difference(some, others) == pytest.approx(1 / np.sqrt(2))


def test_the_table_names_every_row_and_counts_those_within() -> None:
    text = evidence.say(list(ROWS.values()), 20, 1000)
    assert all(id in text for id in (*ROWS, *evidence.NOT_EXPRESSED))
    assert "rows with an interval within, not fitted" in text
