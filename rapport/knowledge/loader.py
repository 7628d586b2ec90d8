"""From the YAML files to one checked `Library`. Whatever is wrong is told in one error."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable
from typing import Any

from rapport.knowledge.entries import checked, read_yaml, repeated, told
from rapport.knowledge.models import AttachmentRow, Library, Loop, OpenPoint, TableRow

FILES = (
    "sources.yaml",
    "alliance.yaml",
    "listening.yaml",
    "attachment.yaml",
    "edges.yaml",
    "effects.yaml",
)
WHAT = "The course's knowledge"


class BrokenKnowledgeError(ValueError):
    """The YAML files cannot be used; the message says where and why, a line per fault."""


def load(folder: Traversable) -> Library:
    """Read and check the YAML files in `folder`.

    Raises `BrokenKnowledgeError` for YAML that does not parse, an unknown or missing field, a
    value of the wrong form, an id used twice, and an address or reference that leads nowhere.
    """
    data: dict[str, Any] = {}
    for name in FILES:
        _add(data, read_yaml(folder, name, BrokenKnowledgeError, WHAT))
    library = checked(data, Library, BrokenKnowledgeError, WHAT)
    faults = [*_repeated_ids(library), *_dead_ends(library)]
    if faults:
        raise BrokenKnowledgeError(told(WHAT, faults))
    return library


def _add(data: dict[str, Any], more: dict[str, Any]) -> None:
    """Add the lists of another file; one that several files share, such as `concepts`, grows."""
    for name, entries in more.items():
        known = data.setdefault(name, [])
        # What is no list is kept, in place of all the lists, so that the check names it.
        if isinstance(known, list):
            data[name] = known + entries if isinstance(entries, list) else entries


def _repeated_ids(library: Library) -> Iterator[str]:
    ids = [
        *(source.id for source in library.sources),
        *(section.id for source in library.sources for section in source.sections),
        *(reference.id for reference in library.references),
        *(concept.id for concept in library.concepts),
        *(row.id for row in library.table),
        *(prose.id for prose in library.prose),
        *(table.id for table in library.tables),
        *(row.id for table in library.tables for row in table.rows),
        *(state.symbol for state in library.states),
        *(group.id for group in library.edge_groups),
        *(edge.id for edge in library.edges),
        *(loop.id for loop in library.loops),
        *(point.id for point in library.open_points),
        *(effect.id for effect in library.effects),
    ]
    yield from repeated(ids)


def _dead_ends(library: Library) -> Iterator[str]:
    references = {reference.id for reference in library.references}
    for entry, address in _pointers(library):
        if address.startswith("R"):
            if address not in references:
                yield f"{entry} cites {address}, which is not among the references"
        elif library.section_of(address) is None:
            yield f"{entry} points to {address}, which is in no section of the sources"
    groups = {group.id for group in library.edge_groups}
    states = {state.symbol for state in library.states}
    for edge in library.edges:
        if edge.group not in groups:
            yield f"{edge.id} belongs to {edge.group}, which is not among the groups of edges"
        for push in edge.effects:
            if push.state not in states:
                yield f"{edge.id} moves {push.state}, which is not among the states"
    edges = {edge.id for edge in library.edges}
    users: list[Loop | OpenPoint] = [*library.loops, *library.open_points]
    for user in users:
        for id in user.edges:
            if id not in edges:
                yield f"{user.id} names {id}, which is not among the edges"


def _pointers(library: Library) -> Iterator[tuple[str, str]]:
    """Yield (id of the entry, address or reference it names)."""
    for concept in library.concepts:
        for address in (*concept.sections, *concept.references):
            yield concept.id, address
    rows: list[AttachmentRow | TableRow] = [*library.table]
    rows += [row for table in library.tables for row in table.rows]
    for row in rows:
        yield row.id, row.address
    for prose in library.prose:
        for statement in (prose.inner_position, *prose.risk, *prose.chance, *prose.moves):
            for address in statement.lines:
                yield prose.id, address
    for edge in library.edges:
        for address in edge.lines:
            yield edge.id, address
    for point in library.open_points:
        for address in (*point.lines, *point.references):
            yield point.id, address
    for effect in library.effects:
        for address in effect.references:
            yield effect.id, address
