"""From the YAML files to one checked `Library`. Whatever is wrong is told in one error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from pydantic import ValidationError

from rapport.knowledge.models import Library

FILES = ("sources.yaml", "attachment.yaml")


class BrokenKnowledgeError(ValueError):
    """The YAML files cannot be used; the message says where and why, a line per fault."""


def load(folder: Traversable) -> Library:
    """Read and check the YAML files in `folder`.

    Raises `BrokenKnowledgeError` for YAML that does not parse, an unknown or missing field, a
    value of the wrong form, an id used twice, and an address or reference that leads nowhere.
    """
    data: dict[str, Any] = {}
    for name in FILES:
        data |= _read(folder, name)
    try:
        library = Library.model_validate(data)
    except ValidationError as error:
        faults = [f"{_where(data, e['loc'])}: {_plain(e['msg'])}" for e in error.errors()]
        raise BrokenKnowledgeError(_message(faults)) from None
    faults = [*_repeated_ids(library), *_dead_ends(library)]
    if faults:
        raise BrokenKnowledgeError(_message(faults))
    return library


def _read(folder: Traversable, name: str) -> dict[str, Any]:
    try:
        content = yaml.safe_load(folder.joinpath(name).read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise BrokenKnowledgeError(_message([f"{name} is not valid YAML: {error}"])) from None
    if not isinstance(content, dict):
        raise BrokenKnowledgeError(_message([f"{name}: expected named lists, such as `sources:`"]))
    return content


def _message(faults: list[str]) -> str:
    return "\n  ".join(["The course's knowledge cannot be read:", *faults])


def _where(data: Any, path: tuple[int | str, ...]) -> str:
    """Spell a path like concepts → attachment-secure → name: an author knows ids, not positions."""
    words = []
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
        named = isinstance(step, int) and isinstance(data, dict) and "id" in data
        words.append(str(data["id"] if named else step + 1 if isinstance(step, int) else step))
    return " → ".join(words)


def _plain(message: str) -> str:
    """Replace the validator's technical phrases where an author would stumble over them."""
    known = {
        "Extra inputs are not permitted": "there is no field of this name",
        "Field required": "this field is missing",
    }
    return known.get(message, message.removeprefix("Value error, "))


def _repeated_ids(library: Library) -> Iterator[str]:
    ids = [
        *(source.id for source in library.sources),
        *(section.id for source in library.sources for section in source.sections),
        *(reference.id for reference in library.references),
        *(concept.id for concept in library.concepts),
        *(row.id for row in library.table),
        *(prose.id for prose in library.prose),
        *(edge.id for edge in library.edges),
    ]
    for id_, times in Counter(ids).items():
        if times > 1:
            yield f"the id {id_} is used {times} times; each entry needs its own"


def _dead_ends(library: Library) -> Iterator[str]:
    references = {reference.id for reference in library.references}
    for entry, address in _pointers(library):
        if address.startswith("R"):
            if address not in references:
                yield f"{entry} cites {address}, which is not among the references"
        elif library.section_of(address) is None:
            yield f"{entry} points to {address}, which is in no section of the sources"


def _pointers(library: Library) -> Iterator[tuple[str, str]]:
    """Yield (id of the entry, address or reference it names)."""
    for concept in library.concepts:
        for address in (*concept.sections, *concept.references):
            yield concept.id, address
    for row in library.table:
        yield row.id, row.address
    for prose in library.prose:
        for statement in (prose.inner_position, *prose.risk, *prose.chance, *prose.moves):
            for address in statement.lines:
                yield prose.id, address
    for edge in library.edges:
        for address in edge.lines:
            yield edge.id, address
