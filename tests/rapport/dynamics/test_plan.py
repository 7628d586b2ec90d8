"""Plans: practices, dials, phases and events; what cannot be read gets one sentence."""

from dataclasses import fields, replace

import numpy as np
import pytest

from rapport import knowledge
from rapport.dynamics import (
    APPROACHES,
    DIALS,
    HAPPENINGS,
    KINDS,
    PRACTICES,
    Approach,
    Client,
    Event,
    Plan,
    Practices,
    simulate,
    turned,
)
from rapport.dynamics.plan import Therapists, as_plan

USUAL = Practices()
MIDDLING = Approach(*[0.5] * 6)
NO_SHARE = [-0.1, 1.1, float("nan"), float("inf"), True, "0.5", None]


@pytest.mark.parametrize("value", NO_SHARE)
@pytest.mark.parametrize("name", PRACTICES)
def test_a_practice_out_of_range_is_told(name: str, value: float) -> None:
    sentence = rf"^{name} is .*; expected a number from 0 to 1\.$"
    with pytest.raises(ValueError, match=sentence):
        Practices(**{name: value})
    with pytest.raises(ValueError, match=sentence):
        turned(USUAL, **{name: value})


@pytest.mark.parametrize("value", NO_SHARE)
@pytest.mark.parametrize("name", DIALS)
def test_a_dial_out_of_range_is_told(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=rf"^{name} is .*; expected a number from 0 to 1\.$"):
        replace(MIDDLING, **{name: value})


def test_an_unknown_practice_names_the_near_one() -> None:
    with pytest.raises(
        ValueError, match=r"^There is no practice “empaty”; did you mean empathy\?$"
    ):
        turned(USUAL, empaty=0.5)
    with pytest.raises(ValueError, match=r"^There is no practice “zzz”; known are reliability, "):
        turned(USUAL, zzz=0.5)
    assert turned(USUAL, empathy=0.1).empathy == 0.1


def test_practices_explain_themselves() -> None:
    assert len({Practices.about(name) for name in PRACTICES}) == len(PRACTICES) == 12


def test_the_dials_turn_what_they_say_and_leave_the_rest_at_its_usual_level() -> None:
    dials = Approach(0.11, 0.22, 0.33, 0.44, 0.55, 0.66)
    done = dials.practices()
    assert (done.reliability, done.clarity, done.boundaries) == (0.11, 0.11, 0.11)
    assert (done.validation, done.invitation, done.contact) == (0.22, 0.33, 0.44)
    assert (done.collaboration, done.feedback, done.patience) == (0.55, 0.55, 0.66)
    kept = {"empathy", "response", "humility"}
    assert all(getattr(done, name) == getattr(USUAL, name) for name in kept)


@pytest.mark.parametrize("name", APPROACHES)
def test_an_approach_practices_and_a_plan_of_one_phase_are_played_alike(name: str) -> None:
    approach = APPROACHES[name]
    means = (approach, approach.practices(), Plan(approach.practices()), [(1, approach)])
    first, *others = (simulate(Client(), plan).trust for plan in means)
    assert all(np.array_equal(first, other) for other in others)


def test_a_phase_lasts_until_the_next_begins() -> None:
    later = turned(USUAL, patience=0.9)
    plan = Plan(((1, USUAL), (8, later)))
    assert [plan.practices(session) for session in (1, 7, 8, 400)] == [USUAL, USUAL, later, later]
    assert as_plan(plan) is plan


@pytest.mark.parametrize(
    ("starts", "told"),
    [
        ([], r"start at sessions \[\]; expected rising session numbers, the first of them 1\.$"),
        ([2], r"start at sessions \[2\]; expected rising"),
        ([1, 5, 5], "expected rising"),
        ([1, 9, 4], "expected rising"),
        ([0], r"^the first session of a phase is 0; expected a whole number from 1 to 400\.$"),
        ([1, 401], r"^the first session of a phase is 401; expected"),
        ([1, 2.5], r"^the first session of a phase is 2\.5; expected"),
        ([1, "two"], r"^the first session of a phase is 'two'; expected"),
        ([1, float("nan")], r"^the first session of a phase is nan; expected"),
        ([True], r"^the first session of a phase is True; expected"),
    ],
)
def test_phases_that_cannot_be_read_are_told(starts: list[int], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        simulate(Client(), [(start, MIDDLING) for start in starts])
    with pytest.raises(ValueError, match=told):
        Plan(tuple((start, USUAL) for start in starts))


@pytest.mark.parametrize("session", [0, -1, 401, 1.5, "3", None, float("nan"), True])
def test_an_event_in_no_session_is_told(session: int) -> None:
    with pytest.raises(ValueError, match=r"^the session of an event is .*from 1 to 400\.$"):
        Event(session, "lapse")


def test_an_event_that_is_unknown_names_the_near_one() -> None:
    with pytest.raises(ValueError, match=r"^There is no event “brech”; did you mean breach\?$"):
        Event(3, "brech")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^There is no repair “own”; did you mean owned\?$"):
        Event(3, "breach", "own")  # type: ignore[arg-type]


@pytest.mark.parametrize("after", [-1, 101, 0.5, "1", float("nan"), True])
def test_a_wait_that_is_none_is_told(after: int) -> None:
    with pytest.raises(ValueError, match=r"^the sessions until the repair is .*from 0 to 100\.$"):
        Event(3, "breach", "owned", after)


def test_two_events_in_a_session_are_told() -> None:
    with pytest.raises(ValueError, match=r"^Session 3 has two events; expected one at most\.$"):
        Plan(USUAL, (Event(3, "lapse"), Event(5, "lapse"), Event(3, "breach")))


@pytest.mark.parametrize(
    "plan", ["steady", 7, None, [(1, "steady")], [1], [(1, USUAL, 2)], ((1, 2),)]
)
def test_what_is_no_plan_is_told(plan: object) -> None:
    with pytest.raises(ValueError, match=r"^A plan is .*\.$"):
        simulate(Client(), plan)  # type: ignore[arg-type]


def test_happenings_rest_on_claims_and_a_breach_weighs_most() -> None:
    assert set(HAPPENINGS) == set(KINDS)
    known = {edge.id for edge in knowledge.edges()}
    for kind, what in HAPPENINGS.items():
        assert set(what.edges) <= known
        assert 0 <= what.blow <= 1
        assert 0 < what.mends <= 1
        assert what.blow < HAPPENINGS["breach"].blow or kind == "breach"
        assert what.mends > HAPPENINGS["breach"].mends or kind == "breach"


def test_therapists_out_of_range_are_told() -> None:
    levels = {each.name: np.full(3, 0.5) for each in fields(Therapists)}
    assert tuple(levels) == PRACTICES
    for value in (1.5, -0.5, np.nan):
        with pytest.raises(ValueError, match=r"^empathy holds a value that is not a number"):
            Therapists(**(levels | {"empathy": np.array([0.5, value, 0.5])}))
