"""Who meets whom: a client, a place on the plane of attachment, and an approach of six dials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TypeAlias

from rapport.knowledge.models import Style


def check_share(name: str, value: object) -> None:
    """Raise ValueError, in a sentence, unless `value` is a number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"{name} is {value!r}; expected a number from 0 to 1.")


def style_at(anxiety: float, avoidance: float) -> Style:
    """Return the label of the region a place lies in; a quarter of the plane each (ours)."""
    if anxiety < 0.5:
        return "secure" if avoidance < 0.5 else "avoidant"
    return "anxious" if avoidance < 0.5 else "disorganized"


@dataclass(frozen=True)
class Client:
    """A client as the model sees one: a place on the plane, and trust at the door. All 0 to 1."""

    anxiety: float
    avoidance: float
    start_trust: float = 0.35

    def __post_init__(self) -> None:
        for field in fields(self):
            check_share(field.name, getattr(self, field.name))

    @property
    def style(self) -> Style:
        """The label of the region the client starts in; a rough name, not a diagnosis."""
        return style_at(self.anxiety, self.avoidance)


# There is no seventh dial for limits. A limit is two things the dials already say: little contact
# on demand between sessions, inside a structure that holds. `rule` reads limits as
# structure × (1 − contact); a dial of its own could contradict the two.
@dataclass(frozen=True)
class Approach:
    """What the therapist does, as six dials from 0 (not at all) to 1 (as much as can be).

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

    def __post_init__(self) -> None:
        for field in fields(self):
            check_share(field.name, getattr(self, field.name))


DIALS: tuple[str, ...] = tuple(field.name for field in fields(Approach))
"""The dials' names, in order."""

Plan: TypeAlias = Approach | Sequence[tuple[int, Approach]]
"""One approach throughout, or (from session, approach) pairs: rising, the first from session 1."""

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


def phases(plan: Plan) -> tuple[tuple[int, Approach], ...]:
    """Return the plan as (from session, approach) pairs. Raises ValueError, in a sentence."""
    if isinstance(plan, Approach):
        return ((1, plan),)
    pairs = tuple(plan)
    starts = [start for start, _ in pairs]
    if not starts or starts[0] != 1 or starts != sorted(set(starts)):
        raise ValueError(
            f"The approaches of the plan start at sessions {starts}; "
            "expected rising session numbers, the first of them 1."
        )
    return pairs
