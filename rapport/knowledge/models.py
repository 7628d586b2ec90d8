"""What an entry of the course's knowledge looks like. The words stand in the YAML files beside."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rapport.knowledge import intervals

# Addresses are one short string, so that a lesson, a mark scheme or a docstring can quote them.
# Numbers have at most five digits: longer ones are typing errors and slow to convert.
LineAddress = Annotated[str, Field(pattern=r"^S[0-9]+:[1-9][0-9]{0,4}$")]
SectionId = Annotated[str, Field(pattern=r"^S[0-9]+\.[1-9][0-9]{0,4}$")]
ReferenceId = Annotated[str, Field(pattern=r"^R[1-9][0-9]{0,4}$")]

Style = Literal["secure", "anxious", "avoidant", "disorganized"]


class Entry(BaseModel):
    """Base of all entries: immutable, no empty text, and an unknown field is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, str_min_length=1
    )


class Section(Entry):
    """A stretch of one article: `lines` is (first, last), both counted from 1 and included."""

    id: SectionId
    lines: tuple[int, int]
    content: str

    @model_validator(mode="after")
    def _lines_run_forward(self) -> Self:
        first, last = self.lines
        if not 1 <= first <= last:
            raise ValueError(f"lines run from {first} to {last}; expected 1 ≤ first ≤ last")
        return self


class Source(Entry):
    """One of the five articles the course is built on.

    `called` describes an article that has no title; exactly one of the two is given.
    `date` is as printed, None when the article bears none.
    """

    id: Annotated[str, Field(pattern=r"^S[0-9]+$")]
    title: str | None
    called: str | None = None
    tagline: str | None = None
    date: str | None
    addressed_to: str
    tables: tuple[str, ...]
    state: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def name(self) -> str:
        """The title, or what an untitled article is called."""
        return self.title or self.called or self.id

    @model_validator(mode="after")
    def _named_once_and_sections_its_own(self) -> Self:
        if (self.title is None) == (self.called is None):
            raise ValueError("expected either a title or, for an untitled article, `called`")
        strays = [s.id for s in self.sections if not s.id.startswith(f"{self.id}.")]
        if strays:
            raise ValueError(f"sections of another source: {', '.join(strays)}")
        return self


class Reference(Entry):
    """A publication behind a caveat. No article of the course cites it.

    `used_for` was checked against abstracts, tables of contents or secondary pages only: read
    the publication before you quote a number of it in graded material.
    """

    id: ReferenceId
    citation: str
    used_for: str


class Caveat(Entry):
    """A reservation the course adds to what the articles say, with the references it rests on."""

    text: str
    references: tuple[ReferenceId, ...] = ()


class Concept(Entry):
    """An idea the course teaches.

    `claims` are cause and effect as the articles make them, not established fact (→ leads to,
    ↑ more, ↓ less). `sections` says where in the articles the concept is found. `lesson` is the
    number of the lesson that teaches it first.
    """

    id: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    name: str
    definition: str
    claims: Annotated[tuple[str, ...], Field(min_length=1)]
    caveats: Annotated[tuple[Caveat, ...], Field(min_length=1)]
    sections: Annotated[tuple[SectionId, ...], Field(min_length=1)]
    lesson: Annotated[int, Field(ge=1, le=10)]

    @property
    def references(self) -> tuple[str, ...]:
        """Ids of all references of the caveats, each once, in order of appearance."""
        return tuple(dict.fromkeys(r for caveat in self.caveats for r in caveat.references))


class AttachmentRow(Entry):
    """A row of the table of attachment styles. The fields' titles are the column headings."""

    id: Annotated[str, Field(pattern=r"^A[1-9]$")]
    style: Style = Field(title="Style")
    address: LineAddress
    typical_behaviour: str = Field(title="Typical behaviour")
    approach: str = Field(title="Approach for the therapist")
    effect_on_trust: str = Field(title="Effect on trust and connection")
    keep_in_mind: str = Field(title="Also keep in mind")


class Statement(Entry):
    """Something an article says, with the lines that say it."""

    text: str
    lines: Annotated[tuple[LineAddress, ...], Field(min_length=1)]


class AttachmentProse(Entry):
    """What the article's running text adds to the table, for one style or any insecure one.

    An empty `risk` or `chance` means that the article names none.
    """

    id: Annotated[str, Field(pattern=r"^AP[1-9]$")]
    style: Style | Literal["any insecure"]
    inner_position: Statement
    risk: tuple[Statement, ...]
    chance: tuple[Statement, ...]
    moves: Annotated[tuple[Statement, ...], Field(min_length=1)]


class TableRow(Entry):
    """A row of a table: the line of the article it comes from, and a cell per column."""

    id: Annotated[str, Field(pattern=r"^[A-Z][1-9]$")]
    address: LineAddress
    cells: tuple[str, ...]


class Table(Entry):
    """A table or list of an article. `ours` are the columns the course adds to it."""

    id: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    name: str
    columns: Annotated[tuple[str, ...], Field(min_length=2)]
    ours: tuple[str, ...] = ()
    rows: Annotated[tuple[TableRow, ...], Field(min_length=1)]
    note: str | None = None

    @model_validator(mode="after")
    def _a_cell_for_every_column(self) -> Self:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                expected = f"expected one for each of the {len(self.columns)} columns"
                raise ValueError(f"{row.id} has {len(row.cells)} cells; {expected}")
        strays = [title for title in self.ours if title not in self.columns]
        if strays:
            raise ValueError(f"`ours` names no column of the table: {', '.join(strays)}")
        return self


StateSymbol = Literal[
    "T", "S", "D", "B", "G", "K", "W", "R", "X", "P", "En", "M", "H", "O", "Q", "PT"
]  # fmt: skip


class State(Entry):
    """Something that goes up and down in the course of therapy, with its symbol."""

    symbol: StateSymbol
    name: str


class EdgeGroup(Entry):
    """A group of causal claims with one theme; the articles' claims fall into 4.1 to 4.8."""

    id: Annotated[str, Field(pattern=r"^4\.[1-9]$")]
    name: str


class Push(NamedTuple):
    """What a causal claim does to one state: raise it (+), lower it (-), or either (±)."""

    state: StateSymbol
    sign: Literal["+", "-", "±"]


class Edge(Entry):
    """A causal claim: `driver` raises (+), lowers (-) or has a mixed effect on (±) `state`.

    Two claims are of another kind: one sorts clients ("class"), one ends the relationship
    ("terminal"). Where one claim moves two states in different directions, `state` shows each
    sign. `effects` are those of the states named that are on the list of states.

    `basis` says whether the articles state the claim, imply it (often as the reverse of a stated
    one: then `reverse` is true), or the course added it; an added claim is labelled so on screen
    and is the only one that may have no `lines`. `strength` is given where a claim is marked as
    stronger or weaker than its neighbours. `lag` is how soon and how lastingly, in words.
    `condition` is None when none is named. `shape` is a suggestion for a simulation and no claim
    of the articles. `lessons` are the numbers of the lessons that unlock the claim.
    """

    id: Annotated[str, Field(pattern=r"^E[0-9]{2}$")]
    group: str
    lessons: Annotated[tuple[Annotated[int, Field(ge=1, le=10)], ...], Field(min_length=1)]
    driver: str
    state: str
    sign: Literal["+", "-", "±", "class", "terminal"]
    strength: Literal["strong", "reduced"] | None = None
    effects: tuple[Push, ...] = ()
    lag: str
    condition: str | None = None
    lines: tuple[LineAddress, ...]
    basis: Literal["stated", "implied", "added"]
    reverse: bool = False
    shape: str

    @model_validator(mode="after")
    def _lines_unless_added_and_a_state_once(self) -> Self:
        if not self.lines and self.basis != "added":
            raise ValueError("no lines; only an added claim may have none")
        states = [push.state for push in self.effects]
        if len(set(states)) < len(states):
            raise ValueError("`effects` names a state twice")
        return self


class Loop(Entry):
    """A feedback loop: the last step leads back to the first. `edges` are the claims in it."""

    id: Annotated[str, Field(pattern=r"^LP[1-9]$")]
    name: str
    steps: Annotated[tuple[str, ...], Field(min_length=2)]
    edges: Annotated[tuple[str, ...], Field(min_length=1)]


class OpenPoint(Entry):
    """Something the articles leave open about some claims, and what the `course` does about it."""

    id: Annotated[str, Field(pattern=r"^O[1-9]$")]
    statement: str
    course: str
    edges: Annotated[tuple[str, ...], Field(min_length=1)]
    lines: tuple[LineAddress, ...] = ()
    references: tuple[ReferenceId, ...] = ()


Number = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(gt=0, lt=1)]
Count = Annotated[int, Field(ge=1)]


class Effect(Entry):
    """A published figure that a simulated population is compared with.

    id: name of the effect, such as "alliance-outcome".
    measures: what goes with what. direction: which way the value points. Both in words.
    statistic: r a correlation, d or g a standardised difference, beta a standardised regression
        weight, OR an odds ratio, share a part of 1, mean and sd on the scale `measures` names,
        change a difference between two sessions, pattern a shape without a figure.
    value: None where the source gives a range or a pattern. `approximate` marks a value that
        stands for words such as "near zero".
    interval: whether `low` and `high` are the 95% interval "published", one "derived" here from
        `value`, `n` and `k`, the "range" of several published values, or "none".
    printed: (low, high) as published, for an interval that is published or a range.
    k, n: number of studies or samples, and of clients (courses of treatment where `measures`
        says so); None where not known. `n_at_least` marks a lower bound.
    split: share of clients in the smaller of the two groups a difference compares; equal halves
        are assumed where it is None.
    status: "A", the figure was read in the abstract or the full text. Figures that were not are
        left out.
    """

    id: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z0-9]+)*$")]
    measures: str
    direction: str
    statistic: Literal["r", "d", "g", "beta", "OR", "share", "mean", "sd", "change", "pattern"]
    value: Number | None = None
    approximate: bool = False
    interval: Literal["published", "derived", "range", "none"]
    printed: tuple[Number, Number] | None = None
    k: Count | None = None
    n: Count | None = None
    n_at_least: bool = False
    split: Share | None = None
    caveat: str | None = None
    references: tuple[ReferenceId, ...]
    status: Literal["A"]

    @property
    def low(self) -> float | None:
        """Lower end of the interval or range, None where there is none."""
        bounds = self._bounds()
        return bounds and bounds[0]

    @property
    def high(self) -> float | None:
        """Upper end of the interval or range, None where there is none."""
        bounds = self._bounds()
        return bounds and bounds[1]

    @property
    def interval_from(self) -> str:
        """Where `low` and `high` come from, in a sentence or two for the reader."""
        if self.interval == "published":
            return "The 95% interval is the published one."
        if self.interval == "range":
            return "Lowest and highest of the published values; no 95% interval."
        if self.interval == "none":
            return "No interval: the source read gives none, and too little to derive one."
        derived = f"The 95% interval is derived by the course, not published: {self._formula()}."
        if self.k == 1:
            return derived
        return f"{derived} It takes all studies for one sample; where they differ it is too narrow."

    def _bounds(self) -> intervals.Interval | None:
        if self.interval != "derived" or self.value is None or self.n is None:
            return self.printed
        if self.statistic == "r" and self.k is not None:
            return intervals.correlation(self.value, self.n, self.k)
        if self.statistic == "d":
            return intervals.difference(self.value, self.n, self.split or 0.5)
        if self.statistic == "OR" and self.split is not None:
            return intervals.odds_ratio(self.value, self.n, self.split)
        if self.statistic == "share":
            return intervals.proportion(self.value, self.n)
        return None

    def _formula(self) -> str:
        clients = f"N = {self.n:,}"
        if self.statistic == "r":
            return f"Fisher's z with standard error 1/√(N − 3k), {clients}, k = {self.k}"
        if self.statistic == "share":
            return f"Wilson's interval for a share, {clients}"
        split = f"p = {self.split}, " if self.split else ""
        if self.statistic == "OR":
            return f"logarithm with standard error √(4 / (N p (1 − p))), {split}{clients}"
        if split:
            return f"standard error √(1/(N p) + 1/(N (1 − p))), {split}{clients}"
        return f"standard error √(4/N), two groups of equal size assumed, {clients}"

    @model_validator(mode="after")
    def _figure_and_interval_agree(self) -> Self:
        if (self.interval in ("published", "range")) != (self.printed is not None):
            raise ValueError("`printed` is given for an interval published or a range, else not")
        if self.statistic == "pattern":
            if self.value is not None or self.interval != "none":
                raise ValueError("a pattern has neither value nor interval")
        elif self.value is None and self.interval != "range":
            raise ValueError("no value; only a range or a pattern may do without")
        try:
            bounds = self._bounds()
        except ValueError as error:
            raise ValueError(f"no interval can be derived: {error}") from None
        if self.interval == "derived" and bounds is None:
            raise ValueError(
                "no interval can be derived: expected value and n, with k for r, with split for OR"
            )
        if bounds:
            low, high = bounds
            inside = low if self.value is None else self.value
            if not low <= inside <= high:
                raise ValueError(f"{inside} lies outside its interval, {low} to {high}")
        if not self.references and self.caveat is None:
            raise ValueError("no reference; say so in a caveat")
        return self


class Library(Entry):
    """Everything the YAML files hold, in their order."""

    sources: tuple[Source, ...]
    references: tuple[Reference, ...]
    concepts: tuple[Concept, ...]
    table: tuple[AttachmentRow, ...]
    prose: tuple[AttachmentProse, ...]
    tables: tuple[Table, ...]
    states: tuple[State, ...]
    edge_groups: tuple[EdgeGroup, ...]
    edges: tuple[Edge, ...]
    loops: tuple[Loop, ...]
    open_points: tuple[OpenPoint, ...]
    effects: tuple[Effect, ...]

    def section_of(self, address: str) -> Section | None:
        """Return the section a line ("S0:30") or section ("S0.10") address names, None if none."""
        source_id, colon, line = address.partition(":")
        for source in self.sources:
            for section in source.sections:
                if section.id == address:
                    return section
                first, last = section.lines
                if colon and source.id == source_id and first <= int(line) <= last:
                    return section
        return None
