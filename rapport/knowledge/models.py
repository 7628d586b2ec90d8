"""What an entry of the course's knowledge looks like. The words stand in the YAML files beside."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

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


class Edge(Entry):
    """A causal claim: `driver` raises (+), lowers (-) or has a mixed effect on (±) `state`.

    `basis` says whether the articles state the claim, imply it (often as the reverse of a stated
    one: then `reverse` is true), or the course added it; an added claim is labelled so on screen.
    `lag` is how soon and how lastingly, in words. `condition` is None when none is named.
    `shape` is a suggestion for a simulation and no claim of the articles.
    """

    id: Annotated[str, Field(pattern=r"^E[1-9][0-9]*$")]
    driver: str
    state: str
    sign: Literal["+", "-", "±"]
    lag: str
    condition: str | None = None
    lines: Annotated[tuple[LineAddress, ...], Field(min_length=1)]
    basis: Literal["stated", "implied", "added"]
    reverse: bool = False
    shape: str


class Library(Entry):
    """Everything the YAML files hold, in their order."""

    sources: tuple[Source, ...]
    references: tuple[Reference, ...]
    concepts: tuple[Concept, ...]
    table: tuple[AttachmentRow, ...]
    prose: tuple[AttachmentProse, ...]
    edges: tuple[Edge, ...]

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
