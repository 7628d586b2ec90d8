"""What the course knows: sources, concepts, tables, causal claims and published effects.

    >>> from rapport import knowledge
    >>> knowledge.concept("attachment-avoidant").name
    'Avoidant attachment'
    >>> knowledge.cite("S0:30")
    'Fostering Trust and Deepening Engagement in Therapy, undated, section 10'
    >>> [edge.id for edge in knowledge.edges(group="4.8")]
    ['E93', 'E94', 'E95', 'E96', 'E97']
    >>> knowledge.effect("alliance-outcome").value
    0.278

All words stand in the YAML files of this folder, in the course's own wording. Every entry has an
id and the places it comes from: `S0` a source, `S0.10` its tenth section, `S0:30` its thirtieth
line, `R11` a reference. The files are read on first use and once; entries are immutable. The first
use raises `BrokenKnowledgeError` when a file is faulty.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from rapport.knowledge.entries import UnknownIdError, find, unknown
from rapport.knowledge.loader import BrokenKnowledgeError, load
from rapport.knowledge.models import (
    AttachmentProse,
    AttachmentRow,
    Caveat,
    Concept,
    Edge,
    EdgeGroup,
    Effect,
    Library,
    Loop,
    OpenPoint,
    Push,
    Reference,
    Section,
    Source,
    State,
    Statement,
    Style,
    Table,
    TableRow,
)

__all__ = [
    "AttachmentProse",
    "AttachmentRow",
    "BrokenKnowledgeError",
    "Caveat",
    "Concept",
    "Edge",
    "EdgeGroup",
    "Effect",
    "Loop",
    "OpenPoint",
    "Push",
    "Reference",
    "Section",
    "Source",
    "State",
    "Statement",
    "Style",
    "Table",
    "TableRow",
    "UnknownIdError",
    "attachment_prose",
    "attachment_table",
    "cite",
    "concept",
    "concepts",
    "edge",
    "edge_groups",
    "edges",
    "effect",
    "effects",
    "loops",
    "open_points",
    "references",
    "source",
    "sources",
    "states",
    "table",
    "tables",
]

_LINE = re.compile(r"S[0-9]+:[1-9][0-9]{0,4}")


def sources() -> tuple[Source, ...]:
    """Return the five articles of the course, S0 to S4, each with its sections."""
    return _library().sources


def source(id: str) -> Source:
    """Return the source with this id ("S0"). Raises `UnknownIdError`."""
    return find(id, sources(), "source", "sources()")


def references() -> tuple[Reference, ...]:
    """Return the publications the caveats rest on, by rising number."""
    return _library().references


def concepts() -> tuple[Concept, ...]:
    """Return all concepts, in the order in which the course lists them."""
    return _library().concepts


def concept(id: str) -> Concept:
    """Return the concept with this id ("attachment-avoidant"). Raises `UnknownIdError`."""
    return find(id, concepts(), "concept", "concepts()")


def attachment_table() -> tuple[AttachmentRow, ...]:
    """Return the table of attachment styles (section S0.10): 4 rows, A1 to A4, of 5 columns."""
    return _library().table


def attachment_prose() -> tuple[AttachmentProse, ...]:
    """Return what S0.8 and S0.9 add to the table: a row per style and one for any insecure one."""
    return _library().prose


def tables() -> tuple[Table, ...]:
    """Return the articles' other tables and lists: methods, elements of the alliance, factors."""
    return _library().tables


def table(id: str) -> Table:
    """Return the table with this id ("alliance-elements"). Raises `UnknownIdError`."""
    return find(id, tables(), "table", "tables()")


def states() -> tuple[State, ...]:
    """Return what rises and falls in the causal claims: 16 states, each with its symbol."""
    return _library().states


def edge_groups() -> tuple[EdgeGroup, ...]:
    """Return the eight groups of causal claims, 4.1 to 4.8."""
    return _library().edge_groups


def edges(*, group: str | None = None, lesson: int | None = None) -> tuple[Edge, ...]:
    """Return the articles' causal claims as signed edges, E01 to E97.

    group: only those of this group ("4.7"). lesson: only those that lesson unlocks (1 to 10).
    Raises `UnknownIdError` for a group there is not.
    """
    if group is not None:
        find(group, edge_groups(), "group of edges", "edge_groups()")
    return tuple(
        edge
        for edge in _library().edges
        if group in (None, edge.group) and (lesson is None or lesson in edge.lessons)
    )


def edge(id: str) -> Edge:
    """Return the causal claim with this id ("E05"). Raises `UnknownIdError`."""
    return find(id, edges(), "edge", "edges()")


def loops() -> tuple[Loop, ...]:
    """Return the feedback loops that the causal claims close."""
    return _library().loops


def open_points() -> tuple[OpenPoint, ...]:
    """Return what the articles leave open about their claims, and what the course chooses."""
    return _library().open_points


def effects() -> tuple[Effect, ...]:
    """Return the published figures a simulated population is compared with."""
    return _library().effects


def effect(id: str) -> Effect:
    """Return the published figure with this id ("alliance-outcome"). Raises `UnknownIdError`."""
    return find(id, effects(), "effect", "effects()")


def cite(address: str) -> str:
    """Return a citation a person can read.

    `address` is a source ("S0"), one of its sections ("S0.10") or lines ("S0:30"), or a reference
    ("R11"). A line is cited by its section. Raises `UnknownIdError` for anything else, also for a
    line that belongs to no section.
    """
    library = _library()
    cited = {r.id: r.citation for r in library.references}
    for entry in library.sources:
        cited[entry.id] = f"{entry.name}, {entry.date or 'undated'}"
        for section in entry.sections:
            number = section.id.removeprefix(f"{entry.id}.")
            cited[section.id] = f"{cited[entry.id]}, section {number}"
    if _LINE.fullmatch(address):
        found = library.section_of(address)
        if found is None:
            raise UnknownIdError(f"There is no line “{address}” in any section of the sources.")
        return cited[found.id]
    if address not in cited:
        raise unknown(address, cited, "source, section or reference", "sources(), references()")
    return cited[address]


@cache
def _library() -> Library:
    return load(resources.files(__name__))
