"""What the course knows: its sources, concepts, the attachment table and causal claims.

    >>> from rapport import knowledge
    >>> knowledge.concept("attachment-avoidant").name
    'Avoidant attachment'
    >>> knowledge.cite("S0:30")
    'Fostering Trust and Deepening Engagement in Therapy, undated, section 10'

All words stand in the YAML files of this folder, in the course's own wording. Every entry has an
id and the places it comes from: `S0` a source, `S0.10` its tenth section, `S0:30` its thirtieth
line, `R11` a reference. The files are read on first use and once; entries are immutable. The first
use raises `BrokenKnowledgeError` when a file is faulty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from importlib import resources

from rapport.knowledge.loader import BrokenKnowledgeError, load
from rapport.knowledge.models import (
    AttachmentProse,
    AttachmentRow,
    Caveat,
    Concept,
    Edge,
    Library,
    Reference,
    Section,
    Source,
    Statement,
    Style,
)

__all__ = [
    "AttachmentProse",
    "AttachmentRow",
    "BrokenKnowledgeError",
    "Caveat",
    "Concept",
    "Edge",
    "Reference",
    "Section",
    "Source",
    "Statement",
    "Style",
    "UnknownIdError",
    "attachment_prose",
    "attachment_table",
    "cite",
    "concept",
    "concepts",
    "edges",
    "references",
    "source",
    "sources",
]

_LINE = re.compile(r"S[0-9]+:[1-9][0-9]{0,4}")


class UnknownIdError(KeyError):
    """No entry has this id; the message is a sentence and names near ones."""

    def __str__(self) -> str:
        # KeyError would show the sentence in quotation marks.
        return str(self.args[0])


def sources() -> tuple[Source, ...]:
    """Return the five articles of the course, S0 to S4, each with its sections."""
    return _library().sources


def source(id: str) -> Source:
    """Return the source with this id ("S0"). Raises `UnknownIdError`."""
    for candidate in sources():
        if candidate.id == id:
            return candidate
    raise _unknown("source", id, (s.id for s in sources()), "sources()")


def references() -> tuple[Reference, ...]:
    """Return the publications the caveats rest on, by rising number."""
    return _library().references


def concepts() -> tuple[Concept, ...]:
    """Return all concepts, in the order in which the course lists them."""
    return _library().concepts


def concept(id: str) -> Concept:
    """Return the concept with this id ("attachment-avoidant"). Raises `UnknownIdError`."""
    for candidate in concepts():
        if candidate.id == id:
            return candidate
    raise _unknown("concept", id, (c.id for c in concepts()), "concepts()")


def attachment_table() -> tuple[AttachmentRow, ...]:
    """Return the table of attachment styles (section S0.10): 4 rows, A1 to A4, of 5 columns."""
    return _library().table


def attachment_prose() -> tuple[AttachmentProse, ...]:
    """Return what S0.8 and S0.9 add to the table: a row per style and one for any insecure one."""
    return _library().prose


def edges() -> tuple[Edge, ...]:
    """Return the causal claims about attachment as signed edges, E80 to E92."""
    return _library().edges


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
        raise _unknown("source, section or reference", address, cited, "sources(), references()")
    return cited[address]


@cache
def _library() -> Library:
    return load(resources.files(__name__))


def _unknown(kind: str, id: str, known: Iterable[str], listing: str) -> UnknownIdError:
    near = [f"“{match}”" for match in get_close_matches(id, known)]
    hint = f"Did you mean {' or '.join(near)}?" if near else f"See {listing} for those there are."
    return UnknownIdError(f"There is no {kind} “{id}”. {hint}")
