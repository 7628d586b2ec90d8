"""A course is finite, within range, repeatable and read-only, and meets the luck it is dealt."""

from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.dynamics import (
    APPROACHES,
    KINDS,
    PARAMETERS,
    REPAIRS,
    TRAITS,
    Approach,
    Client,
    Course,
    Crowd,
    Event,
    Parameters,
    Plan,
    Practices,
    around,
    simulate,
    turned,
)
from rapport.dynamics.course import TRACES
from rapport.dynamics.plan import Kind, Repair, Therapists
from tests.rapport.dynamics.strategies import CLIENTS, EXTREMES, PLANS, PRACTISED, SHARE

MIDDLING = Approach(*[0.5] * 6)
USUAL = Practices()
EVERYTHING = (*TRACES, "alliance", "attended", "staying")

# One small run in all its bits: a client, everyday friction, a breach that is owned.
GOLDEN_PLAN = Plan(
    ((1, USUAL), (5, APPROACHES["steady"].practices())), (Event(4, "breach", "owned", 2),)
)
GOLDEN_TRUST = [0.39759641600539875, 0.5759353977490066, 0.6245846327048064]
GOLDEN_RELIEF = [0.027769305648328725, 0.298155729772371, 0.007474579176654246]
GOLDEN_ATTENDED = 6


def same(one: Course, other: Course) -> bool:
    return all(np.array_equal(getattr(one, n), getattr(other, n)) for n in EVERYTHING)


# --- finite, within range, of the shape that is told


@settings(max_examples=200)
@given(CLIENTS, PLANS, st.integers(12, 30), st.integers(0, 2**63 - 1), SHARE, SHARE, EXTREMES)
def test_any_inputs_in_range_give_finite_outputs_in_range(
    client: Client,
    plan: Plan,
    sessions: int,
    seed: int,
    noise: float,
    friction: float,
    p: Parameters,
) -> None:
    course = simulate(
        client, plan, sessions, seed=seed, noise=noise, friction=friction, parameters=p
    )
    for name in (*TRACES, "alliance"):
        values = getattr(course, name)
        assert values.shape == (sessions + 1,)
        assert np.isfinite(values).all()
        assert ((values >= (-1 if name == "relief" else 0)) & (values <= 1)).all(), name
    assert course.attended.shape == course.staying.shape == (sessions,)
    assert course.attended.dtype == course.staying.dtype == np.bool_
    assert all(np.isfinite(part).all() for part in course.parts.values())
    assert (np.diff(course.anxiety) <= 0).all()
    assert (np.diff(course.avoidance) <= 0).all()
    assert not (course.attended & ~course.staying).any()
    assert (np.diff(course.staying.astype(int)) <= 0).all(), "nobody comes back who has left"


@settings(max_examples=100)
@given(CLIENTS, PLANS, st.integers(0, 2**32), SHARE)
def test_the_parts_add_up_to_the_change(
    client: Client, plan: Plan, seed: int, friction: float
) -> None:
    course = simulate(client, plan, seed=seed, noise=0, friction=friction)
    assert not {"slow", "chance", "withdrawn", "on_off", "earned"} - set(course.parts)
    moves = (
        "common shared joint deeper steadied gentle still fade neglect flooded unmet chaos stiff "
        "strain blow mended relieved"
    ).split()
    change = sum(course.parts[name] for name in moves)
    free = (course.trust[1:] > 0) & (course.trust[1:] < 1)
    assert np.allclose(np.diff(course.trust)[free], change[free])
    leaning = course.parts["leaning"] + course.parts["limits"]
    assert np.allclose(np.diff(course.dependence), leaning)


def test_one_client_is_a_row_of_many() -> None:
    people = [Client(0.1, 0.1), Client(0.9, 0.9), Client(0.5, 0.5, 0.8)]
    many = simulate(people, MIDDLING, 12)
    assert many.trust.shape == many.alliance.shape == (3, 13)
    assert many.attended.shape == many.parts["common"].shape == (3, 12)
    assert many.completed.shape == (3,)
    assert many.sessions == many[1].sessions == 12
    assert many.trust[:, 0].tolist() == [0.35, 0.35, 0.8]
    assert np.array_equal(many[2].trust, many.trust[2])
    assert np.array_equal(many[2].parts["slow"], many.parts["slow"][2])
    assert same(simulate(Crowd.of(*people), MIDDLING, 12), many)
    alone = simulate(people[0], MIDDLING, 12, n=1)
    assert alone.trust.shape == (1, 13)
    assert np.array_equal(alone[0].trust, many.trust[0])


def test_a_course_is_read_only_and_can_do_without_its_parts() -> None:
    course = simulate(Client(), MIDDLING)
    with pytest.raises(ValueError, match="read-only"):
        course.trust[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        course.parts["common"][0] = 1
    with pytest.raises(FrozenInstanceError):
        course.trust = course.overwhelm  # type: ignore[misc]
    bare = simulate(Client(), MIDDLING, parts=False)
    assert same(bare, course)
    assert not bare.parts


# --- the same luck for the same seed


def test_same_seed_same_course_whatever_was_drawn_before() -> None:
    first = simulate(Client(0.7, 0.3), MIDDLING, seed=7)
    np.random.default_rng().random(10)
    assert same(first, simulate(Client(0.7, 0.3), MIDDLING, seed=7))
    assert not same(first, simulate(Client(0.7, 0.3), MIDDLING, seed=8))


def test_the_bits_every_machine_must_reproduce() -> None:
    course = simulate(Client(0.7, 0.6, hurt=0.2), GOLDEN_PLAN, seed=2026, friction=1)
    assert course.trust[[1, 5, 20]].tolist() == GOLDEN_TRUST
    assert course.relief[[1, 5, 20]].tolist() == GOLDEN_RELIEF
    assert int(course.attended.sum()) == GOLDEN_ATTENDED


@settings(max_examples=25)
@given(st.integers(1, 20), st.integers(0, 2**32), SHARE)
def test_the_first_of_many_have_the_same_luck(k: int, seed: int, friction: float) -> None:
    many = simulate(Client(0.6, 0.4), MIDDLING, n=20, seed=seed, friction=friction)
    few = simulate(Client(0.6, 0.4), MIDDLING, n=k, seed=seed, friction=friction)
    for name in EVERYTHING:
        assert np.array_equal(getattr(few, name), getattr(many, name)[:k]), name


def test_the_first_of_a_crowd_are_the_same_people_with_the_same_luck() -> None:
    crowds = (around(Client(0.6, 0.4), n, seed=3) for n in (5, 50))
    few, many = (simulate(crowd, MIDDLING, seed=3) for crowd in crowds)
    assert np.array_equal(few.trust, many.trust[:5])


def test_two_plans_meet_the_same_luck() -> None:
    trusting = Client(0, 0, start_trust=0.9)
    kind, still = (
        simulate(trusting, APPROACHES[name], n=50, seed=5, leaving=False)
        for name in ("kind", "still")
    )
    assert not kind.attended.all()
    assert np.array_equal(kind.attended, still.attended)
    assert not np.array_equal(kind.trust, still.trust)


def test_an_event_leaves_what_was_before_it_untouched() -> None:
    plan = Plan(((1, USUAL),), (Event(9, "breach"),))
    hit, plain = (simulate(Client(), p, n=20, friction=1) for p in (plan, Plan(((1, USUAL),))))
    assert np.array_equal(hit.trust[:, :9], plain.trust[:, :9])
    there = plain.staying[:, 8]
    assert 10 < there.sum() < 20
    assert (hit.trust[there, 9] < plain.trust[there, 9]).all()
    assert np.array_equal(hit.trust[~there], plain.trust[~there]), "who has left hears nothing"


def test_a_plan_may_change_approach() -> None:
    plan = [(1, APPROACHES["still"]), (9, APPROACHES["kind"])]
    client = Client(0.3, 0.8)
    changed, still = (simulate(client, each, leaving=False) for each in (plan, APPROACHES["still"]))
    assert np.array_equal(changed.trust[:9], still.trust[:9])
    assert not np.array_equal(changed.trust[9:], still.trust[9:])


# --- chance, friction, leaving


@settings(max_examples=50)
@given(CLIENTS, PLANS, st.integers(0, 2**32))
def test_without_noise_no_seed_matters(client: Client, plan: Plan, seed: int) -> None:
    assert same(
        simulate(client, plan, seed=seed, noise=0, friction=1),
        simulate(client, plan, seed=seed + 1, noise=0, friction=1),
    )


def test_friction_brings_misunderstandings_and_strain() -> None:
    smooth, rough = (simulate(Client(), USUAL, n=100, friction=f) for f in (0.0, 1.0))
    assert smooth.strain.max() == 0
    assert (smooth.parts["blow"] == 0).all()
    assert 0.2 < (rough.parts["blow"] < 0).mean() < 0.5
    assert rough.strain.mean() > 0.02
    assert rough.trust[:, -1].mean() < smooth.trust[:, -1].mean()


def test_who_has_left_keeps_the_last_values_and_comes_no_more() -> None:
    crossed = Plan(
        ((1, turned(USUAL, empathy=0.2)),), tuple(Event(s, "crossing") for s in (2, 4, 6))
    )
    course = simulate(Client(0.4, 0.6, 0.2), crossed, 30, n=100)
    gone = np.flatnonzero(~course.completed)
    assert 5 < len(gone) < 100
    for place in gone:
        left = int(course.staying[place].argmin())  # the first session after leaving
        assert not course.attended[place, left:].any()
        assert len(set(course.trust[place, left:].tolist())) == 1
        assert len(set(course.agreement[place, left:].tolist())) == 1
    stayed = simulate(Client(0.4, 0.6, 0.2), crossed, 30, n=100, leaving=False)
    assert stayed.completed.all()
    before = course.staying.cumsum(axis=1)[0, -1]
    assert np.array_equal(course.trust[0, : before + 1], stayed.trust[0, : before + 1])


def test_who_has_left_is_not_hurt_again() -> None:
    late = Event(25, "breach")
    who = Client(0.5, 0.5, 0.1, hurt=0.8)
    cold = Practices(empathy=0.0, validation=0.0, collaboration=0.0)
    plain, hit = (simulate(who, Plan(((1, cold),), events), 30, n=100) for events in ((), (late,)))
    gone = ~plain.staying[:, 24]
    assert gone.sum() > 10
    assert np.array_equal(plain.trust[gone], hit.trust[gone])
    assert np.array_equal(plain.strain[gone], hit.strain[gone])


def test_a_break_takes_one_session_away() -> None:
    plan = Plan(((1, USUAL),), (Event(6, "break"),))
    course = simulate(Client(), plan, n=40)
    assert not course.attended[:, 5].any()
    assert course.attended[:, 6].any()
    assert course.staying[:, 6].any()


def test_therapists_can_differ_from_client_to_client() -> None:
    levels = {name: np.full(2, getattr(USUAL, name)) for name in vars(USUAL)}
    levels["empathy"] = np.array([0.1, 0.9])
    course = simulate(Client(), MIDDLING, n=2, noise=0, therapists=Therapists(**levels))
    for place, empathy in enumerate((0.1, 0.9)):
        alone = simulate(Client(), turned(USUAL, empathy=empathy), noise=0)
        assert np.array_equal(course.trust[place], alone.trust)


# --- what must hold whatever the numbers


@settings(max_examples=150)
@given(CLIENTS, PRACTISED, SHARE, SHARE)
def test_more_empathy_never_ends_in_less_trust(
    client: Client, does: Practices, one: float, other: float
) -> None:
    """All else equal: the pattern held still, and the same sessions attended."""
    held = replace(PARAMETERS, drift=0)
    less, more = (
        simulate(client, turned(does, empathy=level), noise=0, parameters=held)
        for level in sorted((one, other))
    )
    if np.array_equal(less.attended, more.attended):
        assert more.trust[-1] >= less.trust[-1] - 1e-9


@settings(max_examples=150)
@given(CLIENTS, PRACTISED, st.integers(1, 20))
def test_a_breach_never_raises_trust(client: Client, does: Practices, session: int) -> None:
    plain = simulate(client, does, noise=0)
    hit = simulate(client, Plan(((1, does),), (Event(session, "breach"),)), noise=0)
    assert hit.trust[session] <= plain.trust[session]
    if np.array_equal(hit.attended, plain.attended):
        assert (hit.trust <= plain.trust + 1e-9).all()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "break"])
@pytest.mark.parametrize("approach", APPROACHES)
def test_an_early_repair_ends_above_a_late_one_and_a_late_one_above_none(
    kind: Kind, approach: str
) -> None:
    def ends(repair: Repair, after: int) -> float:
        plan = Plan(((1, APPROACHES[approach].practices()),), (Event(4, kind, repair, after),))
        course = simulate(Client(0.2, 0.2, 0.5), plan, noise=0)
        return float(course.trust[-1])

    early, late, never = ends("owned", 0), ends("owned", 8), ends("never", 0)
    assert early > late > never > ends("defensive", 0)


@settings(max_examples=100)
@given(CLIENTS, PRACTISED, st.sampled_from(KINDS), st.integers(0, 8))
def test_explaining_away_never_ends_above_saying_nothing(
    client: Client, does: Practices, kind: Kind, wait: int
) -> None:
    courses = [
        simulate(client, Plan(((1, does),), (Event(4, kind, repair, wait),)), noise=0)
        for repair in REPAIRS[1:]
    ]
    if np.array_equal(courses[0].attended, courses[1].attended):
        assert courses[0].trust[-1] <= courses[1].trust[-1] + 1e-9


# --- what cannot be played is told


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), float("inf"), True, "0.5", None])
def test_amounts_out_of_range_are_told(value: float) -> None:
    with pytest.raises(ValueError, match=r"noise is .*expected a number from 0 to 1\.$"):
        simulate(Client(), MIDDLING, noise=value)
    with pytest.raises(ValueError, match=r"friction is .*expected a number from 0 to 1\.$"):
        simulate(Client(), MIDDLING, friction=value)


@pytest.mark.parametrize("sessions", [0, -1, 401, 2.5, True, "20", float("nan")])
def test_a_length_out_of_range_is_told(sessions: int) -> None:
    with pytest.raises(ValueError, match=r"sessions is .*expected a whole number from 1 to 400\.$"):
        simulate(Client(), MIDDLING, sessions)


@pytest.mark.parametrize("n", [0, -3, 1_000_001, 2.0, True])
def test_a_number_of_clients_out_of_range_is_told(n: int) -> None:
    with pytest.raises(ValueError, match=r"n is .*from 1 to 1000000\.$"):
        simulate(Client(), MIDDLING, n=n)


def test_n_goes_with_one_client() -> None:
    with pytest.raises(ValueError, match="these are many already"):
        simulate([Client()], MIDDLING, n=3)


@pytest.mark.parametrize("seed", [-1, 1.5, "1", 2**63])
def test_a_seed_that_is_none_is_told(seed: int) -> None:
    with pytest.raises(ValueError, match="seed is"):
        simulate(Client(), MIDDLING, seed=seed)


def test_an_event_after_the_last_session_is_told() -> None:
    plan = Plan(((1, USUAL),), (Event(99, "lapse"),))
    with pytest.raises(ValueError, match=r"pinned to session 99; this course has 20 sessions\.$"):
        simulate(Client(), plan)
    assert simulate(Client(), plan, 99).sessions == 99


def test_parameters_are_bounded_and_told() -> None:
    for name in (each.name for each in fields(Parameters)):
        low, high = Parameters.__dataclass_fields__[name].metadata["range"]
        for value in (low - 0.1, high + 0.1, float("nan")):
            with pytest.raises(ValueError, match=f"{name} is .*; expected {low} to {high}"):
                replace(PARAMETERS, **{name: value})
        assert Parameters.__dataclass_fields__[name].metadata["says"] in Parameters.about(name)
        assert ("fitted" in Parameters.about(name)) is (name in Parameters.fitted())


def test_every_trait_has_a_word() -> None:
    assert all(Client.about(name) for name in TRAITS)
