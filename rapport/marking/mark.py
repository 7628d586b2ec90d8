"""What marking an answer gives: points, and why, criterion by criterion."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rapport.marking.scheme import Scheme
from rapport.replies.text import Span


@dataclass(frozen=True)
class Evidence:
    """Words of the answer that a judgement rests on: `text == answer[start:end]`."""

    start: int
    end: int
    text: str


def evidence(places: Iterable[Span | Evidence], offset: int = 0) -> tuple[Evidence, ...]:
    """Give places of a text as evidence, counted from `offset` on."""
    return tuple(Evidence(each.start + offset, each.end + offset, each.text) for each in places)


@dataclass(frozen=True)
class Criterion:
    """One thing that was looked for.

    points, of: earned and possible (a wrong tick earns less than 0 of 0). because: about what
    the learner did, fit to be shown at once. key: what the key says of it, shown only with the
    model answer. words: the evidence.
    """

    name: str
    points: float
    of: float
    because: str
    key: str = ""
    words: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Table:
    """Figures beside the criteria: as many cells in each row as in `head`."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Mark:
    """An answer's mark.

    points: 0 to `of`, finite. confidence: 0 to 1, a rule of thumb that is not calibrated.
    needs_human: `points` is a suggestion until a person has looked; why_human says why, and aside
    what only that person is told: software's guesses that would hurt a learner, rightly or not.
    problems: what could not be read, one sentence each. next_step: one thing to do next.
    empty: nothing was answered. table: figures, where a kind has some. care: the words may speak
    of the learner's own danger; then there is no verdict, and a notice in its place.
    """

    item: str
    title: str
    kind: str
    points: float
    of: float
    criteria: tuple[Criterion, ...]
    confidence: float
    next_step: str
    why_human: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    empty: bool = False
    table: Table | None = None
    care: bool = False
    aside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (math.isfinite(self.points) and 0 <= self.points <= self.of):
            raise ValueError(f"points must be between 0 and {self.of}, not {self.points}")

    @property
    def needs_human(self) -> bool:
        """Whether a person looks before the points count."""
        return bool(self.why_human or self.aside)

    def to_dict(self) -> dict[str, Any]:
        """Give the mark as plain data that JSON can hold."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Mark:
        """Read what `to_dict` gave. Raises KeyError or TypeError for anything else."""
        criteria = tuple(
            Criterion(
                **{**part, "words": tuple(Evidence(**piece) for piece in part["words"])},
            )
            for part in data["criteria"]
        )
        return cls(
            **{
                **data,
                "criteria": criteria,
                "why_human": tuple(data["why_human"]),
                "problems": tuple(data["problems"]),
                "aside": tuple(data.get("aside", ())),
                "table": _table(data.get("table")),
            }
        )


def unmarked(
    item: Scheme,
    *,
    criteria: tuple[Criterion, ...],
    confidence: float,
    next_step: str,
    why_human: tuple[str, ...] = (),
    problems: tuple[str, ...] = (),
    empty: bool = False,
    care: bool = False,
) -> Mark:
    """Give a mark without points; the rest says why, as in `Mark`."""
    return Mark(
        item=item.item,
        title=item.title,
        kind=item.kind,
        points=0.0,
        of=item.of,
        criteria=criteria,
        confidence=confidence,
        next_step=next_step,
        why_human=why_human,
        problems=problems,
        empty=empty,
        care=care,
    )


def _table(data: Mapping[str, Any] | None) -> Table | None:
    if data is None:
        return None
    rows = tuple(tuple(row) for row in data["rows"])
    return Table(data["caption"], tuple(data["head"]), rows)
