"""The words of the trust-trajectory explorer, and its stops: one for every call in a lesson.

    >>> from rapport.questions.explorer import explorer, stop
    >>> explorer().knob("clarity").name
    'Clear limits'
    >>> stop("l1-one-knob").knobs
    ('empathy',)

A stop says which knobs, events, lines and pictures a learner meets at one place of a lesson, and
what is bet on or aimed at there. Results are never written down: a bet is settled by the model, so
every option has its own reason. All words stand in `explorer.yaml`, which is read on first use and
once. The first use raises `BrokenExplorerError` when it is faulty.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from rapport.clients.models import Honesty, Share
from rapport.knowledge.entries import find, meant, read, repeated, told
from rapport.knowledge.models import Entry

FILE = "explorer.yaml"
WHAT = "The words of the trust explorer"

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Knob = Annotated[str, Field(pattern=r"^[a-z]+(_[a-z]+)*$")]
Line = Literal["trust", "disclosure", "engagement", "relief"]
View = Literal["lines", "fan", "cloud"]
Measured = Literal[
    "trust", "disclosure", "engagement", "relief", "early", "slow", "never", "left",
    "correlation", "recovery",
]  # fmt: skip
OF_A_SESSION = ("trust", "disclosure", "engagement", "relief")


class BrokenExplorerError(ValueError):
    """The YAML file cannot be used; the message says where and why, a line per fault."""


class KnobWords(Entry):
    """A slider: a practice of the therapist or a trait of the client, with its two ends.

    edges: ids of the causal claims of `rapport.knowledge` that this knob moves.
    """

    id: Knob
    name: str
    low: str
    high: str
    edges: tuple[str, ...] = ()


class Group(Entry):
    """Knobs that are shown together where there are too many to show at once."""

    id: Name
    name: str
    knobs: Annotated[tuple[Knob, ...], Field(min_length=1)]


class LineWords(Entry):
    """A line of the picture. `edges`: claims about what raises or lowers it."""

    id: Line
    name: str
    says: str
    edges: tuple[str, ...] = ()


class KindWords(Entry):
    """Something that can happen: its name, and the letter on its pin."""

    id: Name
    name: str
    letter: Annotated[str, Field(max_length=1)]
    says: str
    mends: bool = True
    edges: tuple[str, ...] = ()


class RepairWords(Entry):
    """How a repair is called in a list, and in a sentence about an event."""

    name: str
    says: str


class EventWords(Entry):
    """The words on and around the time line. `{n}` is a number, `{kind}` a kind's name."""

    label: str
    empty: str
    full: str
    add: str
    remove: str
    removed: str
    kind: str
    repair: str
    later: str
    hint: str
    kinds: Annotated[tuple[KindWords, ...], Field(min_length=1)]
    at_once: RepairWords
    after_one: RepairWords
    after_more: RepairWords
    defensive: RepairWords
    never: RepairWords


class OnsetWords(Entry):
    """A class of clients by how soon they connect."""

    id: Literal["early", "slow", "never", "left"]
    name: str
    says: str


class Pin(Entry):
    """An event that is pinned when a stop begins; names as in `rapport.dynamics.Event`."""

    session: Annotated[int, Field(ge=1, le=30)]
    kind: Name
    repair: Literal["owned", "defensive", "never"] = "never"
    after: Annotated[int, Field(ge=0, le=30)] = 0


class Bounded(Entry):
    """An option of a bet: it comes out below `below`, and not below those before it."""

    text: str
    below: Annotated[float | None, Field(allow_inf_nan=False)] = None
    because: str


class Bet(Entry):
    """A guess before the picture is shown.

    measure: a line after `session`, in the middle of clients like this one; how many of the sixty
    are early, slow, never or left; the correlation of early alliance and later relief; or
    recovery, the sessions from the first event until trust is back where it was before (31 where
    it is not within the thirty).
    """

    prompt: str
    measure: Measured
    session: Annotated[int, Field(ge=1, le=30)] = 30
    options: Annotated[tuple[Bounded, ...], Field(min_length=2, max_length=6)]

    @model_validator(mode="after")
    def _options_follow_each_other(self) -> Self:
        ends = [option.below for option in self.options[:-1]]
        known = [end for end in ends if end is not None]
        if len(known) < len(ends) or known != sorted(set(known)):
            raise ValueError("every option but the last needs a `below`, and these must rise")
        if self.options[-1].below is not None:
            raise ValueError("the last option takes what is left; it has no `below`")
        if len({option.text for option in self.options}) < len(self.options):
            raise ValueError("two options have the same text")
        return self

    def winner(self, value: float) -> int:
        """Return the place of the option that a value falls into; the last for NaN."""
        for place, option in enumerate(self.options):
            if option.below is not None and value < option.below:
                return place
        return len(self.options) - 1


class Aim(Entry):
    """Something to bring about by turning the knobs; it can be missed and tried again.

    `{value}` and `{aim}` are filled into `met` and `missed`.
    """

    says: str
    measure: Measured
    session: Annotated[int, Field(ge=1, le=30)] = 30
    at_least: Annotated[float, Field(allow_inf_nan=False)]
    met: str
    missed: str


class Therapist(Entry):
    """Somebody to choose instead of turning knobs; `practices` that are not named stay usual."""

    id: Name
    name: str
    says: str
    practices: dict[Knob, Share]


class Stop(Entry):
    """What the explorer shows at one place of a lesson. All fields but `id` may be left out.

    knobs: practices and traits that can be turned; empty for none. lines: those drawn at first
    (others can be added where `choose_lines`). show: the pictures, the first one first.
    practices, client: levels that differ from the usual ones. spread: how far the sixty differ.
    events: pinned at first; pins: how many a learner may pin, 0 for no time line.
    therapists: to choose from before anything else. compare: whether A and B can be compared.
    """

    id: Name
    title: str = ""
    text: str = ""
    knobs: tuple[Knob, ...] = ()
    lines: Annotated[tuple[Line, ...], Field(min_length=1)] = ("trust",)
    choose_lines: bool = False
    show: Annotated[tuple[View, ...], Field(min_length=1)] = ("lines",)
    practices: dict[Knob, Share] = Field(default_factory=dict)
    client: dict[Knob, Share] = Field(default_factory=dict)
    spread: Annotated[float, Field(ge=0, le=4)] = 1.0
    events: Annotated[tuple[Pin, ...], Field(max_length=6)] = ()
    pins: Annotated[int, Field(ge=0, le=6)] = 0
    therapists: tuple[Therapist, ...] = ()
    bet: Bet | None = None
    aim: Aim | None = None
    compare: bool = False
    after: str = ""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        sessions = [pin.session for pin in self.events]
        for name, values in (("knobs", self.knobs), ("lines", self.lines), ("show", self.show)):
            if len(set(values)) < len(values):
                raise ValueError(f"`{name}` names something twice")
        if len(set(sessions)) < len(sessions):
            raise ValueError("two events are pinned to one session")
        if self.bet and self.bet.measure == "recovery" and not (self.events or self.pins):
            raise ValueError("a bet on recovery needs an event to recover from")
        return self


class Card(Entry):
    """The card to take home."""

    title: str
    head: Annotated[tuple[str, ...], Field(min_length=2)]
    rows: Annotated[tuple[tuple[str, ...], ...], Field(min_length=1)]
    note: str
    filename: str


class Dashboard(Entry):
    """The ten-minute version: a stop with therapists to choose from, and a card to take home."""

    steps: Annotated[tuple[str, ...], Field(min_length=4, max_length=4)]
    choose: str
    pin: str
    reveal: str
    aha: tuple[str, ...]
    card: Card
    stop: Stop


class Explorer(Entry):
    """Everything `explorer.yaml` holds. `says` are single lines, by name."""

    says: dict[str, str]
    practices: tuple[KnobWords, ...]
    traits: tuple[KnobWords, ...]
    groups: tuple[Group, ...]
    lines: Annotated[tuple[LineWords, ...], Field(min_length=4, max_length=4)]
    onsets: Annotated[tuple[OnsetWords, ...], Field(min_length=4, max_length=4)]
    onset_source: str
    events: EventWords
    honesty: Honesty
    stops: tuple[Stop, ...]
    dashboard: Dashboard

    def knob(self, id: str) -> KnobWords:
        """Return the words of a practice or trait. Raises `UnknownIdError`."""
        return find(id, (*self.practices, *self.traits), "knob")

    def line(self, id: str) -> LineWords:
        """Return the words of a line. Raises `UnknownIdError`."""
        return find(id, self.lines, "line")


def explorer() -> Explorer:
    """Return all words of the explorer."""
    return _explorer()


def stop(id: str) -> Stop:
    """Return the stop with this id ("l1-one-knob"). Raises `UnknownIdError`."""
    return find(id, _explorer().stops, "stop of the explorer")


def say_event(event: Any, words: EventWords) -> str:
    """Say an event, as "Misunderstanding, session 8, owned at once".

    event: anything with session, kind, repair and after, as `rapport.dynamics.Event` has them.
    """
    kind = find(event.kind, words.kinds, "kind of event")
    told = f"{kind.name}, session {event.session}"
    if not kind.mends:
        return told
    repair = {"never": words.never, "defensive": words.defensive}.get(event.repair)
    if repair is None:
        repair = (words.at_once, words.after_one)[event.after] if event.after < 2 else None
    if repair is None:
        return f"{told}, {words.after_more.says.format(n=event.after)}"
    return f"{told}, {repair.says}"


def load(folder: Traversable) -> Explorer:
    """Read and check `explorer.yaml` in `folder`. Raises `BrokenExplorerError`."""
    found = read(folder, FILE, Explorer, BrokenExplorerError, WHAT)
    faults = [*_repeated_ids(found), *_dead_ends(found)]
    if faults:
        raise BrokenExplorerError(told(WHAT, faults))
    return found


def _repeated_ids(found: Explorer) -> Iterator[str]:
    yield from repeated(knob.id for knob in (*found.practices, *found.traits))
    yield from repeated(kind.id for kind in found.events.kinds)
    yield from repeated(stop.id for stop in (*found.stops, found.dashboard.stop))


def _dead_ends(found: Explorer) -> Iterator[str]:
    practices = [knob.id for knob in found.practices]
    traits = [knob.id for knob in found.traits]
    kinds = [kind.id for kind in found.events.kinds]
    named = [(group.id, "knob", group.knobs, [*practices, *traits]) for group in found.groups]
    for stop in (*found.stops, found.dashboard.stop):
        named.append((stop.id, "knob", stop.knobs, [*practices, *traits]))
        named.append((stop.id, "practice", tuple(stop.practices), practices))
        named.append((stop.id, "trait", tuple(stop.client), traits))
        named.append((stop.id, "kind of event", tuple(pin.kind for pin in stop.events), kinds))
        for person in stop.therapists:
            named.append((person.id, "practice", tuple(person.practices), practices))
    for where, what, names, known in named:
        for name in names:
            if name not in known:
                yield f"{where} names the {what} “{name}”. {meant(name, known)}"


@cache
def _explorer() -> Explorer:
    return load(resources.files(__package__ or "rapport.questions"))
