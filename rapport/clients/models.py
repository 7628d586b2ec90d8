"""What a practice client and the texts of the approach picker look like. The words are in YAML."""

from __future__ import annotations

from math import hypot
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rapport.knowledge.models import Entry, Style

Id = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
Share = Annotated[float, Field(ge=0, le=1)]
Measure = Literal["trust", "dependence", "attended"]


class Spot(Entry):
    """A place on the plane of attachment: both scales from 0 to 1."""

    anxiety: Share
    avoidance: Share

    def distance(self, other: Spot) -> float:
        """Return how far two places lie apart, in units of a scale (0 to about 1.41)."""
        return hypot(self.anxiety - other.anxiety, self.avoidance - other.avoidance)


class Placing(Spot):
    """A guess: a place, and a ring around it that is the wider the less sure one is.

    `ring` is the radius in units of a scale; 0.75 covers the whole map from its middle.
    """

    ring: Annotated[float, Field(ge=0.02, le=0.75)]

    def holds(self, spot: Spot) -> bool:
        """Return whether a place lies within the ring."""
        return self.distance(spot) <= self.ring


class BehaviourCard(Entry):
    """Something a client says or does. `hint` tells what it might and what it might not show.

    A `decoy` pulls towards a wrong place when it is read by itself.
    """

    id: Id
    text: str
    hint: str
    decoy: bool = False


class Evidence(Entry):
    """A card that arrives on the way. `reading` is where a careful reader stands after it."""

    id: Id
    text: str
    hint: str
    reading: Placing
    because: str


class PracticeClient(Entry):
    """An invented person to place on the map.

    dot: where the person stands in the model, hidden until the reveal. start_trust: 0 to 1.
    first: where a careful reader of the cards stands before the new evidence; it is a guess, so
    the dot lies within its ring and seldom in its middle. reveal: the line that opens the reveal.
    debrief: what misled, what helped, and what stays open.
    """

    id: Id
    name: str
    age: Annotated[int, Field(ge=18, le=99)]
    who: str
    setting: str
    cards: Annotated[tuple[BehaviourCard, ...], Field(min_length=4, max_length=5)]
    dot: Spot
    start_trust: Share
    first: Placing
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=2, max_length=2)]
    reveal: str
    debrief: str

    @property
    def readings(self) -> tuple[Placing, ...]:
        """The careful reader's placings: after the cards, and after each new piece of evidence."""
        return (self.first, *(piece.reading for piece in self.evidence))

    @model_validator(mode="after")
    def _can_be_read_with_care(self) -> Self:
        if not any(card.decoy for card in self.cards):
            raise ValueError("no card is marked `decoy: true`; each client needs one")
        for place, reading in enumerate(self.readings, start=1):
            if not reading.holds(self.dot):
                raise ValueError(
                    f"reading {place} of 3 leaves the dot outside its ring; "
                    "a careful reader's ring holds it"
                )
        if self.readings[-1].distance(self.dot) > self.first.distance(self.dot):
            raise ValueError("the new evidence leads away from the dot")
        return self


class ApproachText(Entry):
    """An approach as a learner meets it. `tempting` marks the one that is offered as a trap."""

    id: Id
    name: str
    says: str
    sounds_like: str
    row: Style | None
    tempting: bool = False


class DialText(Entry):
    """One dial of an approach, with the words at its two ends."""

    id: Id
    name: str
    low: str
    high: str


class Axis(Entry):
    """A scale of the map, with the words at its two ends."""

    id: Literal["anxiety", "avoidance"]
    name: str
    asks: str
    low: str
    high: str


class Region(Entry):
    """A quarter of the map: a rough name, and what tends to be heard there."""

    style: Style
    name: str
    says: str


class Map(Entry):
    """The words on and around the plane of attachment."""

    title: str
    describes: str
    scales: Annotated[tuple[Axis, ...], Field(min_length=2, max_length=2)]
    regions: Annotated[tuple[Region, ...], Field(min_length=4, max_length=4)]
    border: str


class Step(Entry):
    """A step of the picker: its heading and what to do. `{name}` is the client's."""

    id: Id
    title: str
    text: str


class BetOption(Entry):
    """An answer to a bet. It wins when the measure is at least `at_least` and below `below`."""

    text: str
    at_least: Share
    below: Annotated[float, Field(gt=0, le=1.01)]


class PickerBet(Entry):
    """A guess placed before the sessions play, on a value the model gives: 0 to 1.

    trust and dependence are those after the last session, attended is a share of the sessions.
    """

    id: Id
    prompt: str
    measure: Measure
    options: Annotated[tuple[BetOption, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _options_cover_the_scale_once(self) -> Self:
        edges = [0.0, *(option.below for option in self.options)]
        starts = [option.at_least for option in self.options]
        if starts != edges[:-1] or edges[-1] <= 1:
            raise ValueError(
                "options must follow each other without a gap from 0 and end with `below: 1.01`"
            )
        return self

    def winner(self, value: float) -> BetOption:
        """Return the option that wins for a value from 0 to 1."""
        return next(o for o in self.options if o.at_least <= value < o.below)


class PlacingFeedback(Entry):
    """What the picker says to a placing. `{name}` and `{direction}` are filled in.

    near_within: distance up to which a dot counts as near. tight_below, wide_above: the ring as a
    multiple of the careful reader's ring, below and above which it is too tight or too wide.
    """

    near_within: Share
    tight_below: Annotated[float, Field(gt=0, lt=1)]
    wide_above: Annotated[float, Field(gt=1)]
    near: str
    caught: str
    far: str
    tight: str
    fits: str
    wide: str
    less_anxious: str
    more_anxious: str
    less_avoidant: str
    more_avoidant: str
    and_also: str


class Outcomes(Entry):
    """What the picker says when the sessions have played. `{name}`, `{approach}` are filled in."""

    met: str
    trust: str
    dependence: str
    attended: str
    bet_won: str
    bet_lost: str
    chance: str
    again: str


class TakeawayRow(Entry):
    """A row of the page to take home."""

    heading: str
    notice: str
    attempt: str
    careful: str
    check: str


class Takeaway(Entry):
    """The page to take home: what to do first, four rows, and the limits."""

    title: str
    first: Annotated[tuple[str, ...], Field(min_length=1)]
    columns: Annotated[tuple[str, ...], Field(min_length=5, max_length=5)]
    rows: Annotated[tuple[TakeawayRow, ...], Field(min_length=4, max_length=4)]
    closing: Annotated[tuple[str, ...], Field(min_length=1)]

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """The four rows as texts, in the order of `columns`."""
        return tuple((r.heading, r.notice, r.attempt, r.careful, r.check) for r in self.rows)

    @property
    def note(self) -> str:
        """What stands beside the table, as paragraphs: what comes first, then the limits."""
        return "\n\n".join((*self.first, *self.closing))


class Honesty(Entry):
    """What the picker owes to the article, what the course added, and what it cannot tell."""

    from_articles: Annotated[tuple[str, ...], Field(min_length=1)]
    ours: Annotated[tuple[str, ...], Field(min_length=1)]
    limits: str


class Dashboard(Entry):
    """The words of the ten-minute version."""

    title: str
    steps: Annotated[tuple[str, ...], Field(min_length=1)]
    clients: Annotated[tuple[Id, ...], Field(min_length=1)]
    approaches: Annotated[tuple[Id, ...], Field(min_length=2)]


class ApproachPicker(Entry):
    """Everything `approach_picker.yaml` holds."""

    title: str
    map: Map
    steps: tuple[Step, ...]
    approaches: tuple[ApproachText, ...]
    dials: tuple[DialText, ...]
    bets: tuple[PickerBet, ...]
    placing: PlacingFeedback
    outcomes: Outcomes
    clients: tuple[PracticeClient, ...]
    dashboard: Dashboard
    takeaway: Takeaway
    honesty: Honesty
