"""Every causal claim is answered for, and each one carried moves its states with its signs."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rapport import dynamics, knowledge
from rapport.dynamics import (
    EDGES_CARRIED,
    KINDS,
    PARAMETERS,
    PRACTICES,
    TRAITS,
    Approach,
    Client,
    Course,
    Crowd,
    Event,
    Parameters,
    Plan,
    PlanLike,
    Practices,
    simulate,
    turned,
)
from rapport.dynamics.course import TRACES, draw_chances, start
from rapport.dynamics.edges import CHOSEN, STATES, Carried, Left, edges_of
from rapport.dynamics.plan import Kind
from rapport.dynamics.reasons import TERMS
from rapport.dynamics.rule import Pinned, step

FOLDER = Path(dynamics.__file__).parent
CARRIED = {id: it for id, it in EDGES_CARRIED.items() if isinstance(it, Carried)}

Seen = Mapping[str, float]
Pair = tuple[Seen, Seen]
"""What is seen without the driver, and with it."""

USUAL, ANYONE = Practices(), Client()
SECURE, ANXIOUS = Client(0.1, 0.1), Client(0.9, 0.1)
AVOIDANT, FEARFUL = Client(0.1, 0.9), Client(0.9, 0.9)
MIDDLING = Approach(0.5, 0.5, 0.5, 0.2, 0.5, 0.5)


# --- two simulations, or two steps, that differ in the driver only


def seen(course: Course) -> Seen:
    """Means over clients and sessions of all that a course saw."""
    traces = {name: float(getattr(course, name)[..., 1:].mean()) for name in (*TRACES, "alliance")}
    swings = float(np.abs(np.diff(course.trust)).mean())
    return traces | {
        "attended": float(course.attended.mean()),
        "staying": float(course.staying.mean()),
        "insecurity": traces["anxiety"] + traces["avoidance"],
        "swings": swings,
        "at the door": float(course.trust[..., 0].mean()),
        "at the end": float(course.trust[..., -1].mean()),
    }


def met(client: Client = ANYONE, plan: PlanLike = USUAL, **options: float) -> Seen:
    """One client without chance; `options` are parameters."""
    return seen(simulate(client, plan, noise=0, parameters=replace(PARAMETERS, **options)))


def many(client: Client, plan: PlanLike = USUAL, friction: float = 0, **options: float) -> Seen:
    """200 clients with chance."""
    numbers = replace(PARAMETERS, **options)
    return seen(simulate(client, plan, n=200, friction=friction, parameters=numbers))


def practice(
    name: str, client: Client = ANYONE, low: float = 0.2, high: float = 0.9, **others: float
) -> Pair:
    base = turned(USUAL, **others)
    return met(client, turned(base, **{name: low})), met(client, turned(base, **{name: high}))


def trait(name: str, low: float = 0.1, high: float = 0.9, plan: PlanLike = USUAL) -> Pair:
    return met(Client(**{name: low}), plan), met(Client(**{name: high}), plan)


def state(low: float = 0.2, high: float = 0.8, *names: str, steps: int = 1) -> Pair:
    """One client who differs in states before a session, after it or some more."""

    def after(level: float) -> Seen:
        who = Crowd.of(ANYONE)
        now = start(who)
        now = replace(now, relief=now.relief + 0.1, strain=now.strain + 0.2)
        now = replace(now, **{name: np.array([level]) for name in names})
        for by in draw_chances(0, steps, 1, 0.0, PARAMETERS):
            now, _ = step(now, who, USUAL, Pinned(), by, 0.0, PARAMETERS)
        return {name: float(getattr(now, name)[0]) for name in (*TRACES, "alliance")}

    return after(low), after(high)


def events(*pinned: Event, does: Practices = USUAL) -> Plan:
    return Plan(((1, does),), pinned)


def happened(*pinned: Event, client: Client = ANYONE) -> Pair:
    return met(client), met(client, events(*pinned))


def mended(kind: Kind, client: Client = ANYONE) -> Pair:
    left, owned = Event(5, kind), Event(5, kind, "owned", 1)
    return met(client, events(left)), met(client, events(owned))


BREAKS = events(*(Event(session, "break") for session in range(2, 20, 2)))
CROSSED = events(*(Event(session, "crossing") for session in range(3, 12, 2)))
LEANT = replace(MIDDLING, contact=1.0, validation=1.0)
STEADY = replace(MIDDLING, structure=0.9, validation=0.9)
LAPSE, BREACH = Event(5, "lapse"), Event(5, "breach")


def dials(client: Client, less: Mapping[str, float], more: Mapping[str, float]) -> Pair:
    return many(client, replace(MIDDLING, **less)), many(client, replace(MIDDLING, **more))


PAIRS: dict[str, Callable[[], Pair]] = {
    # 4.1
    "E01": lambda: (met(plan=BREAKS), met()),
    "E02": lambda: practice("reliability"),
    "E03": lambda: tuple(  # type: ignore[return-value]  # the way back after a break
        met(plan=events(Event(5, "lapse", "owned", 1), does=Practices(reliability=level)))
        for level in (0.2, 0.9)
    ),
    "E04": lambda: happened(LAPSE),
    "E05": lambda: practice("empathy"),
    "E06": lambda: practice("empathy"),
    "E07": lambda: practice("validation"),
    "E08": lambda: practice("validation"),
    "E09": lambda: practice("validation"),
    "E10": lambda: practice("validation"),
    "E14": lambda: practice("boundaries"),
    "E15": lambda: (
        many(ANYONE, Practices(boundaries=0.0), friction=1),
        many(ANYONE, Practices(boundaries=1.0), friction=1),
    ),
    "E16": lambda: practice("boundaries", ANXIOUS, contact=0.7),
    "E17": lambda: practice("clarity"),
    "E18": lambda: practice("clarity"),
    "E19": lambda: happened(BREACH),
    "E20": lambda: happened(Event(5, "disclosure")),
    "E21": lambda: happened(Event(5, "crossing")),
    "E22": lambda: mended("crossing"),
    "E23": lambda: (many(ANYONE), many(ANYONE, CROSSED)),
    "E24": lambda: practice("clarity"),
    "E27": lambda: practice("humility", Client(distance=0.7)),
    "E28": lambda: practice("humility", Client(distance=0.7))[::-1],
    "E29": lambda: practice("feedback"),
    # 4.2
    "E30": lambda: state(0.2, 0.8, "trust"),
    "E31": lambda: state(0.2, 0.8, "safety"),
    "E32": lambda: state(0.2, 0.8, "disclosure", steps=3),
    "E33": lambda: state(0.2, 0.8, "trust", steps=3),
    "E34": lambda: state(0.2, 0.8, "trust"),
    "E35": lambda: (many(Client(start_trust=0.1)), many(Client(start_trust=0.5))),
    "E36": lambda: state(0.2, 0.8, "engagement"),
    "E37": lambda: state(0.4, 0.8, "trust"),
    "E38": lambda: state(0.4, 0.8, "trust", "agreement"),
    "E39": lambda: state(0.0, 0.5, "relief", steps=2),
    "E40": lambda: state(0.4, 0.1, "trust"),
    "E41": lambda: practice("validation"),
    "E42": lambda: state(0.2, 0.8, "knowing"),
    "E43": lambda: state(0.2, 0.8, "disclosure", "engagement"),
    "E44": lambda: (met(), met(plan=Practices(*[0.0] * len(PRACTICES)))),
    # 4.3
    "E45": lambda: practice("collaboration"),
    "E46": lambda: practice("collaboration"),
    "E48": lambda: practice("feedback", response=0.8),
    "E49": lambda: (
        many(ANYONE, Practices(feedback=0.0), friction=1),
        many(ANYONE, Practices(feedback=1.0), friction=1),
    ),
    "E51": lambda: practice("response"),
    "E52": lambda: state(0.4, 0.8, "agreement"),
    # 4.4, 4.5
    "E53": lambda: trait("openness"),
    "E55": lambda: state(0, 6, "been"),
    "E63": lambda: trait("worry"),
    "E64": lambda: trait("hurt"),
    "E65": lambda: trait("hurt"),
    "E67": lambda: trait("worry"),
    "E68": lambda: trait("openness"),
    "E69": lambda: trait("fit", 0.9, 0.2),
    # 4.6
    "E71": lambda: happened(Event(5, "misunderstanding")),
    "E72": lambda: mended("misunderstanding"),
    "E73": lambda: tuple(  # type: ignore[return-value]  # never above, and now and then
        many(ANYONE, events(Event(5, "misunderstanding", "owned", 1)), deepen=chance)
        for chance in (0.0, PARAMETERS.deepen)
    ),
    "E74": lambda: mended("misunderstanding")[::-1],
    "E75": lambda: (
        met(plan=events(Event(5, "lapse", "defensive", 1))),
        met(plan=events(Event(5, "lapse", "owned", 1))),
    ),
    "E77": lambda: (blow_after(0.0), blow_after(1.0)),
    "E78": lambda: tuple(  # type: ignore[return-value]
        met(SECURE, events(BREACH, does=Practices(patience=level, invitation=0.0)))
        for level in (0.1, 0.9)
    ),
    # 4.7
    "E80": lambda: dials(SECURE, {"collaboration": 0.0}, {"collaboration": 1.0}),
    "E82": lambda: (many(ANXIOUS, MIDDLING), many(ANXIOUS, LEANT)),
    "E83": lambda: (many(ANXIOUS, MIDDLING), many(ANXIOUS, STEADY)),
    "E84": lambda: (
        many(ANXIOUS, [(1, LEANT), (9, replace(MIDDLING, contact=0.0, structure=0.0))]),
        many(ANXIOUS, [(1, LEANT), (9, replace(MIDDLING, contact=0.0, structure=0.9))]),
    ),
    "E85": lambda: trait("avoidance"),
    "E86": lambda: dials(AVOIDANT, {"depth": 0.2}, {"depth": 1.0}),
    "E87": lambda: dials(
        AVOIDANT, {"depth": 0.0, "patience": 0.9}, {"depth": 0.35, "patience": 0.9}
    ),
    "E88": lambda: (
        many(FEARFUL, replace(MIDDLING, depth=0.1), withdraw=0),
        many(FEARFUL, replace(MIDDLING, depth=0.9), withdraw=0),
    ),
    "E89": lambda: dials(
        FEARFUL,
        {"structure": 0.2, "patience": 0.2, "depth": 0.2},
        {"structure": 0.9, "patience": 0.9, "depth": 0.2},
    ),
    "E90": lambda: dials(ANXIOUS, {"structure": 0.1}, {"structure": 0.9}),
    "E92": lambda: state(0.2, 0.8, "knowing", steps=2),
}  # fmt: skip


def blow_after(repairs: float) -> Seen:
    """A blow that comes after so many repairs, 0 or 1."""
    who = Crowd.of(ANYONE)
    now = replace(start(who), mended=np.array([repairs]))
    (by,) = draw_chances(0, 1, 1, 0.0, PARAMETERS)
    now, _ = step(now, who, USUAL, Pinned(blow=0.4), by, 0.0, PARAMETERS)
    return {name: float(getattr(now, name)[0]) for name in TRACES}


# What a claim says in words alone, or beside the states on the list.
WORDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "E23": (("staying", "-"),),
    "E27": (("agreement", "+"),),
    "E31": (("disclosure", "+"),),
    "E33": (("knowing", "+"),),
    "E35": (("attended", "+"), ("staying", "+")),
    "E37": (("relief", "+"),),
    "E43": (("knowing", "+"),),
    "E64": (("at the door", "-"),),
    "E65": (("at the door", "-"), ("at the end", "-")),
    "E69": (("at the end", "-"), ("agreement", "-")),
    "E83": (("swings", "-"),),
    "E86": (("attended", "-"),),
    "E88": (("attended", "-"),),
    "E89": (("attended", "+"),),
    "E90": (("insecurity", "-"),),
}


@pytest.mark.parametrize("id", [id for id in CARRIED if id not in ("E70", "E81")])
def test_a_claim_moves_its_states_with_its_signs(id: str) -> None:
    expected = [
        (trace, push.sign)
        for push in knowledge.edge(id).effects
        if (trace := STATES[push.state]) is not None
    ]
    expected += WORDS.get(id, ())
    assert expected, f"nothing to see of {id}"
    less, more = PAIRS[id]()
    for name, sign in expected:
        moved = more[name] - less[name]
        assert (moved if sign == "+" else -moved) > 1e-4, f"{name} moved by {moved:+.4f}"


def test_every_carried_claim_has_a_comparison_and_no_other() -> None:
    assert {*PAIRS, "E70", "E81"} == set(CARRIED)
    assert set(WORDS) <= set(PAIRS)


def test_trust_depends_on_reassurance_where_there_is_worry() -> None:
    """E81: up with it, down without, and swinging."""
    assert {(push.state, push.sign) for push in knowledge.edge("E81").effects} == {("T", "±")}
    bare, given = dials(ANXIOUS, {"contact": 0, "validation": 0.1}, {"contact": 0.5})
    assert given["trust"] > bare["trust"] + 0.05
    cool = replace(MIDDLING, contact=0, validation=0.1)
    lost = many(SECURE, cool)["at the end"] - many(ANXIOUS, cool)["at the end"]
    assert lost > 0.05
    assert many(ANXIOUS, pair=0)["swings"] > many(SECURE, pair=0)["swings"] + 0.01


def test_trust_comes_early_late_or_never_deep() -> None:
    """E70: three kinds of client, though the model has no classes."""
    kinds = (
        Client(0.1, 0.1, 0.5, openness=0.9),
        Client(0.3, 0.8, 0.2, hurt=0.8, openness=0.1),
        Client(0.3, 0.8, 0.2, hurt=0.8, openness=0.1, fit=0.1),
    )
    early, late, never = (simulate(kind, USUAL, 40, noise=0).trust >= 0.6 for kind in kinds)
    assert early[:6].any()
    assert late[20:].any()
    assert not late[:9].any()
    assert not never.any()


# --- conditions and shapes that the claims name


def test_a_lapse_hits_less_after_a_reliable_history() -> None:
    def dip(session: int) -> float:
        does = Practices(reliability=0.9)
        plain = simulate(ANYONE, does, noise=0).trust
        trust = simulate(ANYONE, events(Event(session, "lapse"), does=does), noise=0).trust
        return float((plain[session] - trust[session]) / plain[session - 1])

    assert knowledge.edge("E04").condition is not None
    assert dip(1) > dip(12) + 0.01


def test_a_breach_costs_most_and_an_explained_disclosure_less() -> None:
    def lost(kind: Kind, does: Practices = USUAL) -> float:
        plain, hit = (
            simulate(ANYONE, events(*pinned, does=does), noise=0).trust[10]
            for pinned in ((), (Event(10, kind, "owned", 1),))
        )
        return float(plain - hit)

    breach = lost("breach")
    assert all(lost(kind) < breach - 0.01 for kind in KINDS if kind != "breach")
    assert (
        lost("disclosure", Practices(clarity=1)) < lost("disclosure", Practices(clarity=0)) - 0.05
    )


def test_feedback_counts_only_if_it_is_acted_upon() -> None:
    idle, asked = practice("feedback", response=0.0)
    assert asked["knowing"] == pytest.approx(idle["knowing"], abs=1e-9)


def test_a_repair_may_end_above_and_need_not() -> None:
    plain = simulate(ANYONE, USUAL, n=300).trust[:, 6]
    rift = simulate(ANYONE, events(Event(5, "misunderstanding", "owned", 1)), n=300).trust[:, 6]
    assert 0.1 < (rift > plain).mean() < 0.9


def test_worry_at_the_door_fades_from_disclosure() -> None:
    calm, worried = (
        simulate(Client(worry=worry), USUAL, noise=0).disclosure for worry in (0.0, 1.0)
    )
    gap = calm - worried
    assert gap[1] > 3 * gap[-1] > 0


# --- answers, terms and comments fit together


def test_every_claim_is_answered_for() -> None:
    assert list(EDGES_CARRIED) == [edge.id for edge in knowledge.edges()]
    for answer in EDGES_CARRIED.values():
        assert (answer.how if isinstance(answer, Carried) else answer.why).endswith(".")
    couples = {edge.id for edge in knowledge.edges(group="4.8")}
    assert all(isinstance(EDGES_CARRIED[id], Left) for id in couples)


def test_what_is_left_open_is_chosen_by_numbers_one_can_turn() -> None:
    assert list(CHOSEN) == [point.id for point in knowledge.open_points()]
    turnable = {*TRAITS, *PRACTICES, *Parameters.__dataclass_fields__, *Event.__dataclass_fields__}
    turnable |= set(inspect.signature(simulate).parameters)
    for names in CHOSEN.values():
        assert set(names) <= turnable


def test_every_state_of_the_claims_has_a_trace_or_none() -> None:
    assert set(STATES) == {state.symbol for state in knowledge.states()}
    assert {trace for trace in STATES.values() if trace} <= set(TRACES)


def test_terms_named_by_claims_are_terms() -> None:
    for answer in CARRIED.values():
        assert set(answer.terms) <= set(TERMS)


def test_no_term_claims_more_of_the_articles_than_its_edges() -> None:
    strength = {"stated": 2, "implied": 1, "added": 0, "ours": 0}
    for name, term in TERMS.items():
        edges = [knowledge.edge(id) for id in edges_of(name)]
        if not edges:
            assert term.basis == "ours", name
        for edge in edges:
            assert strength[term.basis] <= strength[edge.basis], (name, edge.id)


@pytest.mark.parametrize("name", ["rule", "course", "plan", "people", "parameters", "state"])
def test_a_module_names_only_claims_that_are_carried(name: str) -> None:
    named = re.findall(r"\bE\d\d\b", (FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    assert set(named) <= set(CARRIED)


def test_every_claim_carried_is_named_beside_the_line_that_carries_it() -> None:
    lines = "".join(
        (FOLDER / f"{name}.py").read_text(encoding="utf-8")
        for name in ("rule", "course", "plan", "people")
    )
    assert set(re.findall(r"\bE\d\d\b", lines)) == set(CARRIED)
