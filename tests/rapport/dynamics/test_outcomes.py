"""The aim of the picker, the measure of how well an approach works, and its map."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.dynamics import (
    AIM,
    APPROACHES,
    Aim,
    Approach,
    Client,
    Course,
    aim_met,
    landscape,
    simulate,
    works,
)
from tests.rapport.dynamics.strategies import CLIENTS, PLANS, SHARE

MIDDLING = Approach(*[0.5] * 6)


def made(trust: float, dependence: float, attended: int) -> Course:
    course = simulate(Client(0.5, 0.5), MIDDLING)
    return replace(
        course,
        trust=np.full(21, trust),
        dependence=np.full(21, dependence),
        attended=np.arange(20) < attended,
    )


@pytest.mark.parametrize(
    ("course", "met"),
    [
        (made(0.6, 0.49, 16), True),
        (made(0.59, 0.49, 16), False),
        (made(0.6, 0.5, 16), False),
        (made(0.6, 0.49, 15), False),
    ],
)
def test_the_aim_has_three_parts(course: Course, met: bool) -> None:
    assert bool(aim_met(course)) is met
    assert all(AIM.parts_met(course).values()) is met


def test_the_aim_says_itself() -> None:
    assert AIM.says == (
        "After the last session trust is at least 0.60, leaning is below 0.50, "
        "and the client came to at least 80% of the sessions."
    )
    assert aim_met(made(0.3, 0.9, 0), Aim(trust=0.2, dependence=1, attended=0))


@pytest.mark.parametrize("name", ["trust", "dependence", "attended"])
def test_an_aim_out_of_range_is_told(name: str) -> None:
    for value in (-0.1, 1.1, float("nan"), True):
        with pytest.raises(ValueError, match=rf"^{name} is .*; expected a number from 0 to 1\.$"):
            Aim(**{name: value})


def test_the_measure_is_the_one_the_docstring_states() -> None:
    assert works(made(0.8, 0.1, 20)) == pytest.approx(0.8)
    assert works(made(0.8, 0.1, 10)) == pytest.approx(0.4)
    assert works(made(0.8, 0.6, 20)) == pytest.approx(0.8 - 0.6 * 0.5)
    assert works(made(0.1, 1, 20)) == 0


@settings(max_examples=50)
@given(CLIENTS, PLANS, st.integers(0, 2**32), SHARE)
def test_the_measure_is_a_share_whatever_happens(
    client: Client, plan: object, seed: int, friction: float
) -> None:
    many = simulate(client, plan, n=5, seed=seed, friction=friction)  # type: ignore[arg-type]
    good = works(many)
    assert good.shape == aim_met(many).shape == (5,)
    assert ((good >= 0) & (good <= 1)).all()
    assert works(many[3]) == good[3]
    assert works(many[3]).shape == ()


def test_a_map_has_avoidance_in_rows_and_is_repeatable() -> None:
    kind = landscape(APPROACHES["kind"], grid=5)
    assert kind.shape == (5, 5)
    assert kind[-1, 0] < 0.4 < kind[0, 0]
    assert np.array_equal(kind, landscape(APPROACHES["kind"], grid=5))
    assert ((kind >= 0) & (kind <= 1)).all()


def test_a_place_on_a_map_is_the_mean_of_people_who_start_there() -> None:
    grid = landscape(MIDDLING, grid=3, seed=4, runs=10)
    there = simulate(Client(1.0, 0.5), MIDDLING, n=10, seed=4, leaving=False)
    assert grid[1, 2] == pytest.approx(works(there).mean())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"grid": 1}, "grid is 1; expected a whole number from 2 to 101"),
        ({"grid": 5.0}, "grid is 5"),
        ({"runs": 0}, "runs is 0; expected a whole number from 1 to 1000"),
        ({"sessions": 0}, "sessions is 0"),
    ],
)
def test_a_map_that_cannot_be_drawn_is_told(options: dict[str, int], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        landscape(MIDDLING, **options)
