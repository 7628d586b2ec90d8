"""What a learner must be able to see: the behaviour lesson 7 teaches.

Nobody leaves for good here, as in the picker: what is compared are whole courses.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.dynamics import (
    APPROACHES,
    DIALS,
    Approach,
    Client,
    Course,
    PlanLike,
    aim_met,
    landscape,
    simulate,
    works,
)

CORNERS = {
    "secure": Client(0.1, 0.1),
    "anxious": Client(0.9, 0.1),
    "avoidant": Client(0.1, 0.9),
    "disorganized": Client(0.9, 0.9),
}
MADE_FOR = {"secure": "joint", "anxious": "steady", "avoidant": "ajar", "disorganized": "still"}
NEGLECT = Approach(*[0.0] * 6)
MIDDLING = Approach(*[0.5] * 6)


def run(corner: str, plan: PlanLike, n: int = 200) -> Course:
    return simulate(CORNERS[corner], plan, n=n, leaving=False)


def good(corner: str, plan: PlanLike, n: int = 200) -> float:
    return float(works(run(corner, plan, n)).mean())


@cache
def best(corner: str) -> Approach:
    """The mean of the best of many approaches, found by search, for a corner of the plane."""
    draw = np.random.Generator(np.random.PCG64(1))
    dials = draw.random((200, len(DIALS)))
    for _ in range(3):
        scores = [good(corner, Approach(*row), 24) for row in dials.tolist()]
        top = dials[np.argsort(scores)[::-1][:30]]
        near = top[draw.integers(0, 30, 60)] + 0.2 * (draw.random((60, len(DIALS))) - 0.5)
        dials = np.concatenate([top, np.clip(near, 0, 1)])
    return Approach(*top[:12].mean(axis=0).tolist())


# --- four corners, four doors


@pytest.mark.parametrize("corner", CORNERS)
def test_each_corner_has_an_approach_made_for_it(corner: str) -> None:
    scores = {name: good(corner, approach) for name, approach in APPROACHES.items()}
    assert max(scores, key=lambda name: scores[name]) == MADE_FOR[corner]
    assert scores[MADE_FOR[corner]] > good(corner, MIDDLING) + 0.04
    assert aim_met(run(corner, APPROACHES[MADE_FOR[corner]])).mean() > 0.65


@cache
def chart(name: str) -> np.ndarray:
    return landscape(APPROACHES[name], grid=11, runs=16)


@pytest.mark.parametrize("corner", CORNERS)
def test_what_is_made_for_a_corner_counts_the_more_the_nearer_one_lies_to_it(corner: str) -> None:
    """Some clients fare well with anything, so that it is the advantage that has its peak there."""
    made = MADE_FOR[corner]
    others = [chart(name) for name in MADE_FOR.values() if name != made]
    ahead = chart(made) - np.max(others, axis=0)
    place = {"row": round(CORNERS[corner].avoidance), "column": round(CORNERS[corner].anxiety)}
    row, column = np.unravel_index(ahead.argmax(), ahead.shape)
    assert Client(column / 10, row / 10).style == corner
    way = [ahead[abs(10 * place["row"] - k), abs(10 * place["column"] - k)] for k in (5, 3, 1)]
    assert way == sorted(way)
    assert way[-1] > max(way[0], 0) + 0.02


def test_the_anxious_corner_needs_comfort_and_limits() -> None:
    dials = best("anxious")
    assert dials.structure > 0.7
    assert dials.validation > 0.7
    assert dials.contact < 0.5


def test_the_avoidant_corner_needs_patience_and_room() -> None:
    dials = best("avoidant")
    assert dials.depth < 0.6
    assert dials.patience > 0.7
    assert dials.contact < 0.3


def test_the_fearful_corner_needs_stable_ground() -> None:
    dials = best("disorganized")
    assert dials.structure > 0.8
    assert dials.patience > 0.8
    assert dials.depth < 0.4
    assert 0.3 < dials.validation < 0.9


def test_the_secure_corner_likes_joint_work_and_bears_much() -> None:
    assert best("secure").collaboration > 0.7
    draw = np.random.Generator(np.random.PCG64(2)).random((30, len(DIALS))).tolist()
    wide = {
        corner: np.mean([good(corner, Approach(*row), 24) > 0.5 for row in draw])
        for corner in CORNERS
    }
    assert wide["secure"] > 0.6
    assert all(wide["secure"] > 2 * wide[corner] for corner in CORNERS if corner != "secure")


# --- kindness that steadies one client floods another


def test_only_kind_lifts_the_anxious_client_early_and_builds_dependence() -> None:
    kind, steady = run("anxious", APPROACHES["kind"]), run("anxious", APPROACHES["steady"])
    assert kind.trust[:, 4].mean() > steady.trust[:, 4].mean() + 0.03
    assert kind.dependence[:, -1].mean() > 0.7 > 0.3 > steady.dependence[:, -1].mean()
    assert aim_met(kind).mean() < 0.05 < 0.7 < aim_met(steady).mean()


def test_only_kind_floods_the_avoidant_client() -> None:
    kind, ajar = run("avoidant", APPROACHES["kind"]), run("avoidant", APPROACHES["ajar"])
    assert kind.overwhelm[:, 1:].mean() > 0.4 > 0.1 > ajar.overwhelm[:, 1:].mean()
    assert kind.attended.mean() < 0.6 < 0.9 < ajar.attended.mean()
    assert kind.trust[:, -1].mean() < 0.35


def test_withdrawal_follows_overwhelm() -> None:
    kind = run("avoidant", APPROACHES["kind"])
    before = kind.overwhelm[:, :-1]
    assert kind.attended[before > 0.6].mean() < 0.6 < 0.8 < kind.attended[before < 0.2].mean()


def test_the_fearful_client_comes_on_and_off_and_then_more() -> None:
    attended = run("disorganized", APPROACHES["still"]).attended
    early, late = attended[:, :5].mean(), attended[:, 15:].mean()
    assert 0.5 < early < 0.85
    assert late > early + 0.15
    returned = attended[:, 1:] & ~attended[:, :-1]
    assert returned.any(axis=1).mean() > 0.6


# --- patience, neglect, phases


@pytest.mark.parametrize("contact", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("warm", [0.0, 0.25, 0.5])
def test_patience_alone_is_best_nowhere(contact: float, warm: float) -> None:
    passive = landscape(Approach(0, warm, 0, contact, warm, 1), grid=6, runs=12)
    others = [landscape(APPROACHES[name], grid=6, runs=12) for name in MADE_FOR.values()]
    assert (np.max(others, axis=0) > passive + 0.05).all()


def test_a_secure_client_bears_neglect_and_does_not_thrive_on_it() -> None:
    left = run("secure", NEGLECT)
    assert left.attended.mean() > 0.8
    assert left.trust[:, -1].mean() < 0.35
    worried = max(good(corner, NEGLECT) for corner in ("anxious", "disorganized"))
    assert 0.5 * good("secure", APPROACHES["joint"]) > good("secure", NEGLECT) > 1.5 * worried
    assert aim_met(left).mean() < 0.1


def test_later_more_distance_pays_with_an_anxious_client() -> None:
    def plan(contact: float) -> Approach:
        return replace(APPROACHES["steady"], validation=0.8, contact=contact)

    near, far = plan(0.4), plan(0.1)
    phased = good("anxious", [(1, near), (9, far)])
    assert phased > good("anxious", [(1, far), (9, near)]) + 0.05
    constant = max(good("anxious", plan(contact / 20)) for contact in range(0, 21, 2))
    assert phased > constant + 0.01


def test_later_less_distance_pays_with_an_avoidant_client() -> None:
    def plan(near: float) -> Approach:
        return Approach(
            0.5, 0.3 + 0.4 * near, 0.2 + 0.5 * near, 0.05 + 0.2 * near, 0.3 + 0.5 * near, 0.9
        )

    nearer_later = good("avoidant", [(1, plan(0.4)), (8, plan(1))])
    assert nearer_later > good("avoidant", [(1, plan(1)), (8, plan(0.4))]) + 0.02
    assert nearer_later > good("avoidant", plan(1)) + 0.03
    # A constant middle distance does as well here; what shows is the order.
    constant = max(good("avoidant", plan(near / 20)) for near in range(0, 21, 2))
    assert nearer_later > constant - 0.02


# --- a place is not a fate


def population(n: int) -> list[Client]:
    draw = np.random.Generator(np.random.PCG64(3)).random((4, n))
    places = zip(*(np.minimum(draw[:2], draw[2:]) ** 0.8).tolist(), strict=True)
    return [Client(*place) for place in places]


def explained(clients: list[Client], trust: np.ndarray) -> float:
    """Share of the variance of trust that a linear fit on anxiety and avoidance explains."""
    places = np.array([[1, client.anxiety, client.avoidance] for client in clients])
    rest = trust - places @ np.linalg.lstsq(places, trust, rcond=None)[0]
    return float(1 - rest.var() / trust.var())


def tailored(client: Client) -> Approach:
    """The four approaches, mixed by how near the client lies to their corners."""
    a, v = client.anxiety, client.avoidance
    weights = {
        "joint": (1 - a) * (1 - v),
        "steady": a * (1 - v),
        "ajar": (1 - a) * v,
        "still": a * v,
    }
    return Approach(
        *(sum(w * getattr(APPROACHES[name], dial) for name, w in weights.items()) for dial in DIALS)
    )


def test_attachment_explains_little_where_therapists_adapt() -> None:
    clients = population(400)
    trust = [
        simulate(c, tailored(c), seed=i, leaving=False).trust[-1] for i, c in enumerate(clients)
    ]
    assert explained(clients, np.array(trust)) < 0.1


def test_attachment_leaves_most_open_even_with_one_approach_for_all() -> None:
    clients = population(2000)
    assert explained(clients, simulate(clients, MIDDLING, leaving=False).trust[:, -1]) < 0.2


def test_styles_overlap_widely() -> None:
    clients = population(2000)
    trust = simulate(clients, MIDDLING, leaving=False).trust[:, -1]
    style = np.array([client.style for client in clients])
    median = float(np.median(trust[style == "secure"]))
    for other in ("anxious", "avoidant", "disorganized"):
        assert (trust[style == other] > median).mean() > 0.12, other


def test_a_place_eases_slowly_toward_security_and_only_when_it_is_safe() -> None:
    still, kind = (run("disorganized", APPROACHES[name]) for name in ("still", "kind"))
    eased = 0.9 - still.anxiety[:, -1].mean()
    assert 0.03 < eased < 0.25
    assert 0.9 - kind.anxiety[:, -1].mean() < eased / 3
    assert (np.diff(still.avoidance) <= 0).all()


@settings(max_examples=40)
@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 10_000))
def test_a_tailored_approach_beats_neglect_everywhere(
    anxiety: float, avoidance: float, seed: int
) -> None:
    client = Client(anxiety, avoidance)
    made, left = (
        works(simulate(client, plan, n=30, seed=seed, leaving=False)).mean()
        for plan in (tailored(client), NEGLECT)
    )
    assert made > left
