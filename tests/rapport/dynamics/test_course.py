"""A course is finite, within range, repeatable and read-only; plans, aims and maps behave."""

from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.dynamics import (
    AIM,
    APPROACHES,
    DIALS,
    PARAMETERS,
    Aim,
    Approach,
    Client,
    Course,
    Parameters,
    aim_met,
    landscape,
    simulate,
    style_at,
    works,
)

share = st.floats(0, 1)
clients = st.builds(Client, share, share, share)
approaches = st.builds(Approach, *[share] * len(DIALS))
STATES = ("trust", "overwhelm", "dependence", "anxiety", "avoidance")
MIDDLING = Approach(*[0.5] * 6)
GOLDEN_TRUST = [0.36926607409002427, 0.6781502662445366, 0.5650789623201256]
GOLDEN_ATTENDED = 16


def same(one: Course, other: Course) -> bool:
    return all(np.array_equal(getattr(one, n), getattr(other, n)) for n in (*STATES, "attended"))


def extremes() -> st.SearchStrategy[Parameters]:
    """Any parameters in range, the ends included."""
    return st.builds(
        Parameters, **{f.name: st.floats(*f.metadata["range"]) for f in fields(Parameters)}
    )


@settings(max_examples=200, deadline=None)
@given(clients, approaches, st.integers(1, 30), st.integers(0, 2**32), share, extremes())
def test_any_inputs_in_range_give_finite_outputs_in_range(
    client: Client, approach: Approach, sessions: int, seed: int, noise: float, p: Parameters
) -> None:
    course = simulate(client, approach, sessions, seed, noise, p)
    for name in STATES:
        values = getattr(course, name)
        assert values.shape == (sessions + 1,)
        assert np.isfinite(values).all()
        assert ((values >= 0) & (values <= 1)).all(), name
    assert course.attended.shape == (sessions,)
    assert course.attended.dtype == np.bool_
    assert all(np.isfinite(part).all() for part in course.parts.values())
    assert 0 <= works(course) <= 1
    assert (course.anxiety <= client.anxiety).all()


@settings(max_examples=50, deadline=None)
@given(clients, approaches, st.integers(0, 2**32))
def test_the_parts_add_up_to_the_change(client: Client, approach: Approach, seed: int) -> None:
    course = simulate(client, approach, seed=seed, noise=0)
    lifts = "common ease joint deeper reassured steadied gentle still"
    drops = "fade flooded unmet chaos neglect stiff"
    change = sum(course.parts[name] for name in f"{lifts} {drops}".split())
    free = (course.trust[1:] > 0) & (course.trust[1:] < 1)
    assert np.allclose(np.diff(course.trust)[free], change[free])
    leaning = course.parts["leaning"] + course.parts["limits"]
    assert np.allclose(np.diff(course.dependence), leaning)


def test_same_seed_same_course_whatever_was_drawn_before() -> None:
    first = simulate(Client(0.7, 0.3), MIDDLING, seed=7)
    np.random.default_rng().random(10)
    assert same(first, simulate(Client(0.7, 0.3), MIDDLING, seed=7))
    assert not same(first, simulate(Client(0.7, 0.3), MIDDLING, seed=8))


def test_the_numbers_every_machine_must_reproduce() -> None:
    course = simulate(Client(0.7, 0.6), APPROACHES["steady"], seed=2026)
    assert course.trust[[1, 10, 20]].tolist() == GOLDEN_TRUST
    assert int(course.attended.sum()) == GOLDEN_ATTENDED


def test_two_approaches_meet_the_same_luck() -> None:
    trusting = Client(0, 0, start_trust=0.9)
    kind, still = (simulate(trusting, APPROACHES[name], seed=5) for name in ("kind", "still"))
    assert not kind.attended.all()
    assert np.array_equal(kind.attended, still.attended)


def test_many_clients_at_once() -> None:
    many = simulate([Client(0.1, 0.1), Client(0.9, 0.9), Client(0.5, 0.5, 0.8)], MIDDLING, 12)
    assert many.trust.shape == (3, 13)
    assert many.attended.shape == (3, 12)
    assert many.trust[:, 0].tolist() == [0.35, 0.35, 0.8]
    assert works(many).shape == aim_met(many).shape == (3,)
    assert many.sessions == 12


def test_without_noise_a_client_of_a_list_fares_as_alone() -> None:
    places = [Client(0.2, 0.9), Client(0.9, 0.2)]
    many = simulate(places, MIDDLING, noise=0)
    for row, client in zip(many.trust, places, strict=True):
        assert np.array_equal(row, simulate(client, MIDDLING, noise=0).trust)


def test_a_course_is_read_only() -> None:
    course = simulate(Client(0.5, 0.5), MIDDLING)
    with pytest.raises(ValueError, match="read-only"):
        course.trust[0] = 1
    with pytest.raises(FrozenInstanceError):
        course.trust = course.overwhelm  # type: ignore[misc]


def test_a_plan_may_change_approach() -> None:
    plan = [(1, APPROACHES["still"]), (9, APPROACHES["kind"])]
    client = Client(0.3, 0.8)
    changed, still = simulate(client, plan), simulate(client, APPROACHES["still"])
    assert np.array_equal(changed.trust[:9], still.trust[:9])
    assert not np.array_equal(changed.trust[9:], still.trust[9:])


@pytest.mark.parametrize(
    ("starts", "told"),
    [([], r"\[\]"), ([2], r"\[2\]"), ([1, 5, 5], "rising"), ([1, 9, 4], "rising")],
)
def test_a_plan_that_cannot_be_read_is_told(starts: list[int], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        simulate(Client(0.5, 0.5), [(start, MIDDLING) for start in starts])


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), float("inf"), True, "0.5", None])
def test_values_out_of_range_are_told(value: float) -> None:
    with pytest.raises(ValueError, match=r"avoidance is .*expected a number from 0 to 1"):
        Client(0.5, value)
    with pytest.raises(ValueError, match="depth is"):
        replace(MIDDLING, depth=value)
    with pytest.raises(ValueError, match="noise is"):
        simulate(Client(0.5, 0.5), MIDDLING, noise=value)


@pytest.mark.parametrize("sessions", [0, -1, 401, 2.5, True])
def test_a_length_out_of_range_is_told(sessions: int) -> None:
    with pytest.raises(ValueError, match="sessions is"):
        simulate(Client(0.5, 0.5), MIDDLING, sessions)


def test_parameters_are_bounded_and_told() -> None:
    with pytest.raises(ValueError, match=r"rate is 2; expected 0 to 0\.3"):
        replace(PARAMETERS, rate=2)
    for field in fields(Parameters):
        assert field.metadata["says"] in Parameters.about(field.name)


@pytest.mark.parametrize(
    ("place", "style"),
    [((0, 0), "secure"), ((0.5, 0), "anxious"), ((0.49, 1), "avoidant"), ((1, 1), "disorganized")],
)
def test_labels_are_regions(place: tuple[float, float], style: str) -> None:
    assert style_at(*place) == Client(*place).style == style


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
        "After the last session trust is at least 0.60, dependence is below 0.50, "
        "and the client came to at least 80% of the sessions."
    )
    assert aim_met(made(0.3, 0.9, 0), Aim(trust=0.2, dependence=1, attended=0))


def test_the_measure_is_the_one_the_docstring_states() -> None:
    assert works(made(0.8, 0.1, 20)) == pytest.approx(0.8)
    assert works(made(0.8, 0.1, 10)) == pytest.approx(0.4)
    assert works(made(0.8, 0.6, 20)) == pytest.approx(0.8 - 0.6 * 0.5)
    assert works(made(0.1, 1, 20)) == 0


def test_a_landscape_has_avoidance_in_rows_and_is_repeatable() -> None:
    kind = landscape(APPROACHES["kind"], grid=5)
    assert kind.shape == (5, 5)
    assert kind[-1, 0] < 0.3 < kind[0, 0]
    assert np.array_equal(kind, landscape(APPROACHES["kind"], grid=5))
    with pytest.raises(ValueError, match="grid is 1"):
        landscape(MIDDLING, grid=1)
