"""Explanations rest on what the terms contributed, and reach the whole attachment table."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport import knowledge
from rapport.dynamics import (
    APPROACHES,
    DIALS,
    Approach,
    Client,
    Event,
    Plan,
    Practices,
    Reason,
    explain,
    simulate,
    table_cells,
)
from rapport.dynamics.plan import Kind
from rapport.dynamics.reasons import TERMS

COLUMNS = ("typical_behaviour", "approach", "effect_on_trust", "keep_in_mind")
CELLS = {(row.id, column) for row in knowledge.attachment_table() for column in COLUMNS}
share = st.floats(0, 1)
clients = st.builds(Client, share, share, share)
approaches = st.builds(Approach, *[share] * len(DIALS))


def terms(client: Client, approach: Approach, noise: float = 0) -> list[str]:
    return [r.term for r in explain(client, approach, simulate(client, approach, noise=noise))]


@settings(max_examples=150)
@given(clients, approaches, st.integers(1, 25), st.integers(0, 999))
def test_two_to_four_sentences_each_with_its_ground(
    client: Client, approach: Approach, sessions: int, seed: int
) -> None:
    course = simulate(client, approach, sessions, seed=seed)
    reasons = explain(client, approach, course)
    assert 2 <= len(reasons) <= 4
    assert len({reason.term for reason in reasons}) == len(reasons)
    known = {edge.id for edge in knowledge.edges()}
    for reason in reasons:
        assert reason.text.endswith(".")
        assert set(reason.edges) <= known
        assert reason.edges or reason.basis == "ours"
        assert set(reason.cells) <= CELLS
        assert set(reason.dials) <= set(DIALS)
    assert set(table_cells(client, approach, course)) <= CELLS


def test_every_term_of_the_rule_can_be_told() -> None:
    course = simulate(Client(0.5, 0.5), APPROACHES["steady"])
    assert set(course.parts) == set(TERMS)


def test_what_went_wrong_is_named_with_what_it_rests_on() -> None:
    client = Client()

    def told(*kinds: Kind) -> Reason:
        events = tuple(Event(3 + n, kind) for n, kind in enumerate(kinds))
        plan = Plan(((1, Practices()),), events)
        reasons = explain(client, plan, simulate(client, plan, noise=0))
        return next(reason for reason in reasons if reason.term == "blow")

    breach, lawful, both = told("breach"), told("disclosure"), told("lapse", "breach")
    assert breach.text == "What happened cost trust: something told in confidence gets out."
    assert (breach.edges, breach.basis) == (("E19",), "stated")
    assert (lawful.edges, lawful.basis) == (("E20",), "ours"), "the course added this claim"
    assert (both.edges, both.basis) == (("E04", "E19"), "implied")
    assert "is late, or forgets; something told" in both.text


def test_a_repair_is_told() -> None:
    plan = Plan(((1, Practices()),), (Event(3, "breach", "owned", 1),))
    course = simulate(Client(), plan, noise=0)
    assert "mended" in [reason.term for reason in explain(Client(), plan, course)]
    ignored = Plan(((1, Practices()),), (Event(3, "breach"),))
    course = simulate(Client(), ignored, noise=0)
    assert "strain" in [reason.term for reason in explain(Client(), ignored, course)]


def test_every_cell_of_the_table_is_reached() -> None:
    draw = np.random.Generator(np.random.PCG64(5)).random((400, 2 + len(DIALS))).tolist()
    tried = [(Client(a, v), Approach(*dials)) for a, v, *dials in draw]
    corners = [Client(a, v) for a in (0.1, 0.9) for v in (0.1, 0.9)]
    tried += [(client, approach) for client in corners for approach in APPROACHES.values()]
    reached = {
        cell
        for client, approach in tried
        for cell in table_cells(client, approach, simulate(client, approach, noise=0.5))
    }
    assert reached == CELLS
    assert len(CELLS) == 16


@pytest.mark.parametrize(
    ("client", "approach", "told"),
    [
        (Client(0.9, 0.1), "kind", "leaning"),
        (Client(0.9, 0.1), "ajar", "unmet"),
        (Client(0.9, 0.1), "steady", "steadied"),
        (Client(0.1, 0.9), "kind", "flooded"),
        (Client(0.1, 0.9), "kind", "withdrawn"),
        (Client(0.1, 0.9), "ajar", "gentle"),
        (Client(0.9, 0.9), "kind", "on_off"),
        (Client(0.9, 0.9), "still", "still"),
        (Client(0.1, 0.1), "joint", "joint"),
        (Client(0.1, 0.1), "still", "stiff"),
    ],
)
def test_what_happened_is_what_is_told(client: Client, approach: str, told: str) -> None:
    assert told in terms(client, APPROACHES[approach])


def test_patience_alone_is_told() -> None:
    assert "neglect" in terms(Client(0.4, 0.4), Approach(0, 0.2, 0, 0, 0, 1))


def test_chance_is_told_last_and_in_its_direction() -> None:
    for seed in range(30):
        client = Client(0.2, 0.2)
        course = simulate(client, APPROACHES["steady"], seed=seed)
        reasons = explain(client, APPROACHES["steady"], course)
        chance = [reason for reason in reasons if reason.term == "chance"]
        assert chance in ([], reasons[-1:])
        for reason in chance:
            assert ("loss" in reason.text) is (reason.amount < 0)


def test_a_course_of_many_is_told_apart() -> None:
    many = simulate([Client(0.5, 0.5)] * 3, APPROACHES["joint"])
    with pytest.raises(ValueError, match="3 clients"):
        explain(Client(0.5, 0.5), APPROACHES["joint"], many)


def test_a_course_that_kept_no_parts_is_told() -> None:
    bare = simulate(Client(), APPROACHES["joint"], parts=False)
    with pytest.raises(ValueError, match="kept no parts"):
        explain(Client(), APPROACHES["joint"], bare)
