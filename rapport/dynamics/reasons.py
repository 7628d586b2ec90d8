"""Why a course went as it did: the terms of the rule that contributed most, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from rapport import knowledge
from rapport.dynamics.course import Course
from rapport.dynamics.edges import edges_of
from rapport.dynamics.people import Client
from rapport.dynamics.plan import HAPPENINGS, Plan, PlanLike, as_plan

Basis: TypeAlias = Literal["stated", "implied", "ours"]
Cell: TypeAlias = tuple[str, str]
"""Row ("A2") and column ("keep_in_mind") of `rapport.knowledge.attachment_table()`."""


@dataclass(frozen=True)
class Term:
    """A term of the rule as a learner meets it.

    state: what it moves (trust, attendance, dependence, attachment). basis: whether the articles
    state or imply what is said, or the course added it; the claims themselves are those of
    `edges_of`. cells: where the attachment table speaks of it. dials: what to turn to change it.
    `less` replaces `says` when the contribution is negative, for terms that go both ways.
    """

    says: str
    state: Literal["trust", "attendance", "dependence", "attachment"] = "trust"
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
WENT_WRONG = "What happened cost trust: {what}."

TERMS: Mapping[str, Term] = MappingProxyType(
    {
        "common": Term(
            "A clear frame, warmth and a say in the work did what they do for anyone.",
            basis="stated",
            dials=("structure", "validation", "collaboration"),
        ),
        "shared": Term(
            "The therapist came to know this client, and what was done fitted better.",
            basis="stated",
            dials=("collaboration",),
        ),
        "joint": Term(
            "The client is at ease when close; working jointly, with candid feedback both ways, "
            "carried trust up.",
            basis="stated",
            cells=(("A1", BEHAVIOUR), ("A1", APPROACH), ("A1", EFFECT)),
            dials=("collaboration",),
        ),
        "deeper": Term(
            "The client could take up the depth on offer, and trust grew with it.",
            basis="stated",
            cells=(("A1", MIND),),
            dials=("depth", "patience"),
        ),
        "steadied": Term(
            "Reassurance at first, then routine and steady affirmation, made trust grow and swing "
            "less.",
            basis="stated",
            cells=(("A2", APPROACH),),
            dials=("structure", "validation"),
        ),
        "gentle": Term(
            "A mild invitation, with time and with limits honoured, could be taken up, slowly.",
            basis="stated",
            cells=(("A3", APPROACH), ("A3", MIND)),
            dials=("depth", "patience", "contact"),
        ),
        "still": Term(
            "Stable conditions and patience slowly made it safe to stay.",
            basis="stated",
            cells=(("A4", APPROACH), ("A4", EFFECT)),
            dials=("structure", "patience"),
        ),
        "fade": Term(
            "Trust wore off a little from week to week, as it does unless it is fed.",
            basis="stated",
        ),
        "neglect": Term(
            "Too little was on offer, and trust thinned out: patience alone is not help.",
            dials=("structure", "validation", "depth", "collaboration"),
        ),
        "flooded": Term(
            "More closeness was offered than the client could bear yet; overwhelm cost trust.",
            cells=(("A3", BEHAVIOUR), ("A3", MIND), ("A4", EFFECT)),
            dials=("depth", "contact", "validation", "patience"),
        ),
        "unmet": Term(
            "Less reassurance came than the fear of being left asked for, and trust dipped.",
            basis="stated",
            cells=(("A2", BEHAVIOUR), ("A2", EFFECT)),
            dials=("validation", "contact"),
        ),
        "chaos": Term(
            "Conditions changed too much for someone who wants closeness and fears it.",
            basis="implied",
            cells=(("A4", MIND),),
            dials=("structure",),
        ),
        "stiff": Term(
            "There was more structure than this client needed, with little say in it, and it "
            "confined.",
            dials=("structure", "collaboration"),
        ),
        "slow": Term(
            "The client's habit of keeping distance made every good session count for less.",
            basis="stated",
            cells=(("A3", EFFECT),),
        ),
        "blow": Term(WENT_WRONG.format(what="something went wrong between the two")),
        "strain": Term(
            "Doubt that nobody met went on costing trust, week upon week.",
            basis="implied",
            dials=("collaboration",),
        ),
        "mended": Term(
            "What had gone wrong was named, heard and owned, and trust came back.",
            basis="stated",
            dials=("collaboration",),
        ),
        "relieved": Term(
            "The client felt better, and feeling better fed trust.",
            less="The client felt worse, and feeling worse cost trust.",
        ),
        "chance": Term(
            "Part of the gain was chance: these two got on well, the weeks were kind.",
            less="Part of the loss was chance: these two did not get on easily, weeks were hard.",
        ),
        "withdrawn": Term(
            "Overwhelmed, the client withdrew and stayed away.",
            state="attendance",
            basis="implied",
            cells=(("A3", BEHAVIOUR),),
            dials=("depth", "contact", "validation", "patience"),
        ),
        "on_off": Term(
            "Wanting closeness and fearing it, the client came and vanished by turns.",
            state="attendance",
            basis="stated",
            cells=(("A4", BEHAVIOUR),),
            dials=("depth", "contact", "structure", "patience"),
        ),
        "leaning": Term(
            "Reassurance was there on demand, and the client came to lean on it.",
            state="dependence",
            basis="stated",
            cells=(("A2", MIND),),
            dials=("contact",),
        ),
        "limits": Term(
            "Limits kept inside a steady frame let the client practise steadying alone.",
            state="dependence",
            basis="stated",
            cells=(("A2", MIND),),
            dials=("contact", "structure"),
        ),
        "earned": Term(
            "Session after safe session, anxiety and avoidance themselves eased a little.",
            state="attachment",
            basis="stated",
            dials=("structure", "validation", "patience"),
        ),
    }
)
"""Every term of the rule that explanations speak of, by its name in the rule."""

# These act on everyone alike, so they tell last what was special about a course.
EVERYDAY = ("common", "fade", "relieved")
PINNED = ("blow", "mended")
WORTH_TELLING = 0.03
NEAR_A_ROW = 0.2


def explain(client: Client, approach: PlanLike, course: Course) -> list[Reason]:
    """Return the two to four reasons that weighed most in a course, the weightiest first.

    What the plan pinned, and its repair, are always told. What acts on everyone alike is told only
    when little else is, and chance last, if it weighed as much as what is told: the learner can
    turn every other one.
    `course` is of one client and ran with `client` and `approach`. Raises ValueError if it holds
    more clients than one, or kept no parts.
    """
    if course.trust.ndim != 1:
        raise ValueError(
            f"This course holds {course.trust.shape[0]} clients; expected a course of one."
        )
    if not course.parts:
        raise ValueError("This course kept no parts; run it with parts=True.")
    plan = as_plan(approach)
    reasons = [_reason(name, client, plan, course) for name in TERMS]
    pinned = PINNED if any(HAPPENINGS[event.kind].blow for event in plan.events) else ()
    reasons.sort(key=lambda reason: (reason.term not in pinned, -abs(reason.amount)))
    everyday = [reason for reason in reasons if reason.term in EVERYDAY]
    special = [
        reason
        for reason in reasons
        if reason not in everyday
        and abs(reason.amount) >= (0.001 if reason.term in pinned else WORTH_TELLING)
    ][:4]
    told = special + everyday[: max(0, 2 - len(special))]
    told.sort(key=lambda reason: -abs(reason.amount))
    return sorted(told, key=lambda reason: reason.term == "chance")


def table_cells(client: Client, approach: PlanLike, course: Course) -> tuple[Cell, ...]:
    """Return the cells of the attachment table that the explanation of a course speaks of."""
    cells = (cell for reason in explain(client, approach, course) for cell in reason.cells)
    return tuple(dict.fromkeys(cells))


def _reason(name: str, client: Client, plan: Plan, course: Course) -> Reason:
    term = TERMS[name]
    part = course.parts[name]
    amount = float(part.mean() if term.state == "attendance" else part.sum())
    if name == "leaning":  # what limits took off again needs no sentence
        amount = float(course.dependence[-1])
    text, edges, basis = term.says, edges_of(name), term.basis
    if term.less and amount < 0:
        text = term.less
    if name == "blow":
        text, edges, basis = _what_happened(plan)
    near = _rows_near(client)
    return Reason(
        term=name,
        text=text,
        amount=amount,
        state=term.state,
        edges=edges,
        basis=basis,
        cells=tuple(cell for cell in term.cells if cell[0] in near),
        dials=term.dials,
    )


def _what_happened(plan: Plan) -> tuple[str, tuple[str, ...], Basis]:
    """Return what the events of a plan say, the claims they rest on, and the weakest basis."""
    kinds = dict.fromkeys(event.kind for event in plan.events if HAPPENINGS[event.kind].blow)
    happened = [HAPPENINGS[kind] for kind in kinds] or [HAPPENINGS["misunderstanding"]]
    edges = tuple(id for what in happened for id in what.edges)
    bases = [knowledge.edge(id).basis for id in edges]
    weakest: Basis = "ours" if "added" in bases else "implied" if "implied" in bases else "stated"
    return WENT_WRONG.format(what="; ".join(what.says for what in happened)), edges, weakest


def _rows_near(client: Client) -> set[str]:
    """Rows of the table whose corner of the plane the client lies near; often more than one."""
    a, v = client.anxiety, client.avoidance
    weights = {"A1": (1 - a) * (1 - v), "A2": a * (1 - v), "A3": (1 - a) * v, "A4": a * v}
    return {row for row, weight in weights.items() if weight >= NEAR_A_ROW}
