"""What the therapist does, session by session, and what happens on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from rapport.dynamics.people import Array, Shares, check_whole, share

LONGEST = 400
"""The most sessions a course can have."""


@dataclass(frozen=True)
class Practices(Shares):
    """How much of each practice the therapist offers, 0 (none) to 1 (as much as can be).

    `Practices.about("clarity")` explains one. Raises ValueError, in a sentence.
    """

    reliability: float = share(0.6, "predictable sessions, on time, promises kept")
    empathy: float = share(0.6, "listening and understanding, as far as it can be felt")
    validation: float = share(0.5, "feelings affirmed, warmth shown, no judgment")
    clarity: float = share(0.5, "process, limits and confidentiality explained beforehand")
    invitation: float = share(0.5, "pace: how far and how fast the client is invited to open")
    patience: float = share(0.5, "how far the pace follows the client")
    collaboration: float = share(0.5, "goals set and decisions taken together")
    feedback: float = share(0.4, "how often the client is asked how this is going")
    response: float = share(0.6, "how far that feedback changes what is done next")
    humility: float = share(0.5, "cultural humility: the client is the expert on their world")
    boundaries: float = share(0.6, "limits kept, kindly")
    contact: float = share(0.1, "reassurance to be had between sessions")


PRACTICES: tuple[str, ...] = tuple(each.name for each in fields(Practices))
"""The practices' names, in order."""


@dataclass(frozen=True)
class Approach(Shares):
    """The six dials of the approach picker, 0 to 1; `practices()` says what they stand for.

    structure: predictable sessions, a clear frame.
    validation: feelings affirmed, warmth shown.
    depth: how far the client is invited to open.
    contact: how much reassurance is to be had between sessions.
    collaboration: goals and decisions shared, feedback both ways.
    patience: how far the pace follows the client.
    """

    structure: float
    validation: float
    depth: float
    contact: float
    collaboration: float
    patience: float

    def practices(self) -> Practices:
        """Return the practices the dials stand for; what no dial turns keeps its usual level."""
        return Practices(
            reliability=self.structure,
            clarity=self.structure,
            boundaries=self.structure,
            validation=self.validation,
            invitation=self.depth,
            patience=self.patience,
            collaboration=self.collaboration,
            feedback=self.collaboration,
            contact=self.contact,
        )


DIALS: tuple[str, ...] = tuple(each.name for each in fields(Approach))
"""The dials' names, in order."""

APPROACHES: Mapping[str, Approach] = MappingProxyType(
    {
        "joint": Approach(0.4, 0.5, 0.8, 0.3, 0.9, 0.3),
        "steady": Approach(0.85, 0.9, 0.5, 0.2, 0.5, 0.5),
        "ajar": Approach(0.4, 0.4, 0.4, 0.05, 0.4, 0.9),
        "still": Approach(0.95, 0.5, 0.2, 0.15, 0.5, 0.95),
        "kind": Approach(0.3, 1.0, 0.8, 1.0, 0.5, 0.2),
    }
)
"""Examples: work jointly; steady warmth with limits; the door ajar; hold still; only kind."""

Kind: TypeAlias = Literal[
    "lapse", "misunderstanding", "crossing", "breach", "disclosure", "pressing", "break"
]
Repair: TypeAlias = Literal["owned", "defensive", "never"]


@dataclass(frozen=True)
class Happening:
    """What a kind of event is.

    blow: how hard it hits, 0 to 1. mends: the share of the strain an owned repair can take away.
    All numbers are ours; that a breach weighs most and lasts is the articles' (E19).
    """

    says: str
    blow: float
    mends: float
    edges: tuple[str, ...]


HAPPENINGS: Mapping[Kind, Happening] = MappingProxyType(
    {
        "lapse": Happening("the therapist is late, or forgets", 0.3, 0.9, ("E04",)),
        "misunderstanding": Happening("the therapist misunderstands", 0.4, 0.9, ("E71",)),
        "crossing": Happening("a boundary is crossed", 0.5, 0.8, ("E21", "E22", "E23")),
        "pressing": Happening("the therapist presses too fast", 0.45, 0.9, ("E86",)),
        "disclosure": Happening(
            "an invented law has the therapist tell someone", 0.9, 0.8, ("E20",)
        ),
        "breach": Happening("something told in confidence gets out", 1.0, 0.5, ("E19",)),
        "break": Happening("a week or more without a session, announced", 0.0, 1.0, ()),
    }
)
"""What can happen, by kind."""

KINDS: tuple[Kind, ...] = get_args(Kind)
REPAIRS: tuple[Repair, ...] = get_args(Repair)


@dataclass(frozen=True)
class Event:
    """Something that happens in a session, counted from 1, and how it is repaired.

    repair: "owned" (named, heard, own part taken), "defensive" (explained away) or "never";
    after: so many sessions later, 0 at once, up to 100. A break needs no repair.
    Raises ValueError, in a sentence.
    """

    session: int
    kind: Kind
    repair: Repair = "never"
    after: int = 0

    def __post_init__(self) -> None:
        check_whole("the session of an event", self.session, 1, LONGEST)
        known("event", self.kind, KINDS)
        known("repair", self.repair, REPAIRS)
        check_whole("the sessions until the repair", self.after, 0, 100)


@dataclass(frozen=True)
class Plan:
    """A course of treatment: practices from a session on, and the events pinned to sessions.

    phases: (from session, practices) pairs, rising, the first from session 1; or one `Practices`
    for all sessions. events: at most one per session.
    Raises ValueError, in a sentence.
    """

    phases: tuple[tuple[int, Practices], ...] = ((1, Practices()),)
    events: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.phases, Practices):
            object.__setattr__(self, "phases", ((1, self.phases),))
        starts = [start for start, _ in self.phases]
        for start in starts:
            check_whole("the first session of a phase", start, 1, LONGEST)
        if not starts or starts[0] != 1 or starts != sorted(set(starts)):
            raise ValueError(
                f"The phases of the plan start at sessions {starts}; "
                "expected rising session numbers, the first of them 1."
            )
        taken: set[int] = set()
        for event in self.events:
            if event.session in taken:
                raise ValueError(f"Session {event.session} has two events; expected one at most.")
            taken.add(event.session)

    def practices(self, session: int) -> Practices:
        """Return what is practised in a session."""
        return next(level for start, level in reversed(self.phases) if start <= session)

    def fits(self, sessions: int) -> None:
        """Raise ValueError, in a sentence, if an event lies after the last session."""
        for event in self.events:
            if event.session > sessions:
                raise ValueError(
                    f"An event is pinned to session {event.session}; "
                    f"this course has {sessions} sessions."
                )


PlanLike: TypeAlias = Plan | Practices | Approach | Sequence[tuple[int, Approach]]
"""What `simulate` takes for a plan; (from session, approach) pairs are those of the picker."""


def as_plan(plan: PlanLike) -> Plan:
    """Return the plan that is meant. Raises ValueError, in a sentence."""
    match plan:
        case Plan():
            return plan
        case Practices():
            return Plan(((1, plan),))
        case Approach():
            return Plan(((1, plan.practices()),))
        case list() | tuple() if all(map(_is_phase, plan)):
            return Plan(tuple((start, approach.practices()) for start, approach in plan))
    raise ValueError(
        f"A plan is {plan!r}; expected a plan, practices, an approach, or a list of "
        "(from session, approach) pairs."
    )


def _is_phase(pair: object) -> bool:
    return isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[1], Approach)


def known(what: str, name: object, names: Sequence[str]) -> None:
    """Raise ValueError, in a sentence with the nearest known name, unless `name` is known."""
    if name not in names:
        near = get_close_matches(str(name), names, n=1)
        meant = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(names)}."
        raise ValueError(f"There is no {what} “{name}”{meant}")


def turned(practices: Practices, **levels: float) -> Practices:
    """Return practices with some levels changed. Raises ValueError, in a sentence."""
    for name in levels:
        known("practice", name, PRACTICES)
    return replace(practices, **levels)


@dataclass(frozen=True, eq=False)
class Therapists:
    """Practices that differ from client to client: an array of shape (n,) per practice, 0 to 1."""

    reliability: Array
    empathy: Array
    validation: Array
    clarity: Array
    invitation: Array
    patience: Array
    collaboration: Array
    feedback: Array
    response: Array
    humility: Array
    boundaries: Array
    contact: Array

    def __post_init__(self) -> None:
        for name in PRACTICES:
            values = getattr(self, name)
            if not ((values >= 0) & (values <= 1)).all():
                raise ValueError(f"{name} holds a value that is not a number from 0 to 1.")
