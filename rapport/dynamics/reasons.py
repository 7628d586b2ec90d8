"""Why a course went as it did: the terms of the rule that contributed most, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from rapport.dynamics.course import Course
from rapport.dynamics.people import Client, Plan, phases

Basis: TypeAlias = Literal["stated", "implied", "ours"]
Cell: TypeAlias = tuple[str, str]
"""Row ("A2") and column ("keep_in_mind") of `rapport.knowledge.attachment_table()`."""


@dataclass(frozen=True)
class Term:
    """A term of the rule as a learner meets it.

    state: what it moves (trust, attendance, dependence, attachment). edges: claims it carries.
    basis: whether the articles state or imply that, or the course added it. cells: where the
    attachment table speaks of it. dials: what to turn to change it. `less` replaces `says` when
    the contribution is negative, for the one term that goes both ways.
    """

    says: str
    state: Literal["trust", "attendance", "dependence", "attachment"] = "trust"
    edges: tuple[str, ...] = ()
    basis: Basis = "ours"
    cells: tuple[Cell, ...] = ()
    dials: tuple[str, ...] = ()
    less: str = ""


@dataclass(frozen=True)
class Reason:
    """One sentence of an explanation, and what it rests on.

    amount: the term's contribution over the course, signed: trust, dependence or attachment moved
    (their scales are 0 to 1), or the share of sessions it put in doubt; of leaning, what is left.
    The other fields are those of its `Term`; cells are those of rows the client lies near.
    """

    term: str
    text: str
    amount: float
    state: str
    edges: tuple[str, ...]
    basis: Basis
    cells: tuple[Cell, ...]
    dials: tuple[str, ...]


BEHAVIOUR, APPROACH = "typical_behaviour", "approach"
EFFECT, MIND = "effect_on_trust", "keep_in_mind"

TERMS: Mapping[str, Term] = MappingProxyType(
    {
        "common": Term(
            "A clear frame, warmth and a say in the work did what they do for anyone.",
            dials=("structure", "validation", "collaboration"),
        ),
        "ease": Term(
            "The client is at ease when close, so trust formed without much trouble.",
            edges=("E80",),
            basis="stated",
            cells=(("A1", BEHAVIOUR), ("A1", EFFECT)),
        ),
        "joint": Term(
            "Working jointly, with candid feedback both ways, carried trust up.",
            edges=("E80",),
            basis="stated",
            cells=(("A1", APPROACH),),
            dials=("collaboration",),
        ),
        "deeper": Term(
            "The client could take up the depth on offer, and trust grew with it.",
            edges=("E80",),
            basis="stated",
            cells=(("A1", MIND),),
            dials=("depth", "patience"),
        ),
        "reassured": Term(
            "Trust rose on reassurance: warmth in the hour and contact between sessions.",
            edges=("E81",),
            basis="stated",
            cells=(("A2", EFFECT),),
            dials=("validation", "contact"),
        ),
        "steadied": Term(
            "Routine and steady affirmation made trust grow and swing less, week upon week.",
            edges=("E83",),
            basis="stated",
            cells=(("A2", APPROACH),),
            dials=("structure", "validation"),
        ),
        "gentle": Term(
            "A mild invitation, with time and with limits honoured, could be taken up, slowly.",
            edges=("E87",),
            basis="stated",
            cells=(("A3", APPROACH), ("A3", MIND)),
            dials=("depth", "patience", "contact"),
        ),
        "still": Term(
            "Stable conditions and patience slowly made it safe to stay.",
            edges=("E89",),
            basis="stated",
            cells=(("A4", APPROACH), ("A4", EFFECT)),
            dials=("structure", "patience"),
        ),
        "fade": Term("Trust wore off a little from week to week, as it does unless it is fed."),
        "flooded": Term(
            "More closeness was offered than the client could bear yet; overwhelm cost trust.",
            edges=("E86",),
            basis="implied",
            cells=(("A3", BEHAVIOUR), ("A3", MIND), ("A4", EFFECT)),
            dials=("depth", "contact", "validation", "patience"),
        ),
        "unmet": Term(
            "Less reassurance came than the fear of being left asked for, and trust dipped.",
            edges=("E81",),
            basis="stated",
            cells=(("A2", BEHAVIOUR), ("A2", EFFECT)),
            dials=("validation", "contact"),
        ),
        "chaos": Term(
            "Conditions changed too much for someone who wants closeness and fears it.",
            edges=("E89",),
            basis="implied",
            cells=(("A4", MIND),),
            dials=("structure",),
        ),
        "neglect": Term(
            "Too little was on offer, and trust thinned out: patience alone is not help.",
            dials=("structure", "validation", "depth", "collaboration"),
        ),
        "stiff": Term(
            "There was more structure than this client needed, and it confined.",
            dials=("structure",),
        ),
        "slow": Term(
            "The client's habit of keeping distance made every good session count for less.",
            edges=("E85",),
            basis="stated",
            cells=(("A3", EFFECT),),
        ),
        "waiting": Term(
            "The client was ready sooner than the pace allowed; waiting cost time.",
            dials=("patience",),
        ),
        "shared": Term(
            "Deciding together let both recognise the pattern, and everything fitted better.",
            edges=("E92",),
            basis="stated",
            dials=("collaboration",),
        ),
        "chance": Term(
            "Part of the gain was chance: these two got on well, the weeks were kind.",
            less="Part of the loss was chance: these two did not get on easily, weeks were hard.",
        ),
        "withdrawn": Term(
            "Overwhelmed, the client withdrew and stayed away.",
            state="attendance",
            edges=("E86",),
            basis="implied",
            cells=(("A3", BEHAVIOUR),),
            dials=("depth", "contact", "validation", "patience"),
        ),
        "on_off": Term(
            "Wanting closeness and fearing it, the client came and vanished by turns.",
            state="attendance",
            edges=("E88",),
            basis="stated",
            cells=(("A4", BEHAVIOUR),),
            dials=("depth", "contact", "structure", "patience"),
        ),
        "leaning": Term(
            "Reassurance was there on demand, and the client came to lean on it.",
            state="dependence",
            edges=("E82",),
            basis="stated",
            cells=(("A2", MIND),),
            dials=("contact",),
        ),
        "limits": Term(
            "Limits kept inside a steady frame let the client practise steadying alone.",
            state="dependence",
            edges=("E84",),
            basis="stated",
            cells=(("A2", MIND),),
            dials=("contact", "structure"),
        ),
        "earned": Term(
            "Session after safe session, anxiety and avoidance themselves eased a little.",
            state="attachment",
            edges=("E90",),
            basis="stated",
            dials=("structure", "validation", "patience"),
        ),
    }
)
"""Every term of the rule that explanations speak of, by its name in the rule."""

# These act on everyone alike, so they tell last what was special about a course.
EVERYDAY = ("common", "fade")
WORTH_TELLING = 0.03
NEAR_A_ROW = 0.2


def explain(client: Client, approach: Plan, course: Course) -> list[Reason]:
    """Return the two to four reasons that weighed most in a course, the weightiest first.

    What acts on everyone alike is told only when little else is, and chance last, if it weighed as
    much as what is told: the learner can turn every other one.
    `course` is of one client and ran with `client` and `approach`. Raises ValueError if it holds
    more clients than one.
    """
    if course.trust.ndim != 1:
        raise ValueError(
            f"This course holds {course.trust.shape[0]} clients; expected a course of one."
        )
    phases(approach)
    reasons = [_reason(name, client, course) for name in TERMS]
    reasons.sort(key=lambda reason: -abs(reason.amount))
    everyday = [r for r in reasons if r.term in EVERYDAY]
    special = [r for r in reasons if abs(r.amount) >= WORTH_TELLING and r not in everyday][:4]
    told = special + everyday[: max(0, 2 - len(special))]
    return sorted(told, key=lambda reason: reason.term == "chance")


def table_cells(client: Client, approach: Plan, course: Course) -> tuple[Cell, ...]:
    """Return the cells of the attachment table that the explanation of a course speaks of."""
    cells = (cell for reason in explain(client, approach, course) for cell in reason.cells)
    return tuple(dict.fromkeys(cells))


def _reason(name: str, client: Client, course: Course) -> Reason:
    term = TERMS[name]
    part = course.parts[name]
    amount = float(part.mean() if term.state == "attendance" else part.sum())
    if name == "leaning":  # what limits took off again needs no sentence
        amount = float(course.dependence[-1])
    near = _rows_near(client)
    return Reason(
        term=name,
        text=term.less if term.less and amount < 0 else term.says,
        amount=amount,
        state=term.state,
        edges=term.edges,
        basis=term.basis,
        cells=tuple(cell for cell in term.cells if cell[0] in near),
        dials=term.dials,
    )


def _rows_near(client: Client) -> set[str]:
    """Rows of the table whose corner of the plane the client lies near; often more than one."""
    a, v = client.anxiety, client.avoidance
    weights = {"A1": (1 - a) * (1 - v), "A2": a * (1 - v), "A3": (1 - a) * v, "A4": a * v}
    return {row for row, weight in weights.items() if weight >= NEAR_A_ROW}
