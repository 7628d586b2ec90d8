"""Entries that authors write in YAML: read, checked, found by id; each mistake told in a sentence.

The course's words are read with `read` and looked up with `find`, so an author meets one style of
message wherever the mistake is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from typing import Any, Protocol, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

Path = tuple[int | str, ...]

# The C loader is just as safe and ten times as fast; a build of PyYAML may lack it.
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Named(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """One word, unique among its kind."""


Model = TypeVar("Model", bound=BaseModel)
Found = TypeVar("Found", bound=Named)


class UnknownIdError(KeyError):
    """No entry has this id; the message is a sentence and names near ones."""

    def __str__(self) -> str:
        # KeyError would show the sentence in quotation marks.
        return str(self.args[0])


def read_yaml(folder: Traversable, file: str, error: type[ValueError], what: str) -> dict[str, Any]:
    """Read a YAML file of named parts; raise `error`, which begins with `what`, otherwise."""
    try:
        data = yaml.load(folder.joinpath(file).read_text(encoding="utf-8"), SAFE_LOADER)
    except yaml.YAMLError as fault:
        raise error(told(what, [f"{file} is not valid YAML: {fault}"])) from None
    if not isinstance(data, dict):
        raise error(told(what, [f"{file}: expected named parts, such as `sources:` or `title:`"]))
    return data


def checked(data: dict[str, Any], model: type[Model], error: type[ValueError], what: str) -> Model:
    """Give `data` as a `model`; raise `error`, a line per fault, when that cannot be."""
    try:
        return model.model_validate(data)
    except ValidationError as fault:
        faults = fault.errors()
        missing = [each["loc"] for each in faults if each["type"] == "missing"]
        lines = [f"{_where(data, each['loc'])}: {_plain(each['msg'])}" for each in faults]
        for place, each in enumerate(faults):
            if each["type"] == "extra_forbidden":
                lines[place] += _field_meant(each["loc"], missing)
        raise error(told(what, lines)) from None


def read(
    folder: Traversable, file: str, model: type[Model], error: type[ValueError], what: str
) -> Model:
    """Read a YAML file as a `model`; raise `error`, a line per fault, when that cannot be."""
    return checked(read_yaml(folder, file, error, what), model, error, what)


def told(what: str, faults: Iterable[str]) -> str:
    """Return the message of an error with a line per fault."""
    return "\n  ".join([f"{what} cannot be read:", *faults])


def find(id: str, among: Iterable[Found], kind: str, listing: str = "") -> Found:
    """Return the entry with this id.

    kind: what the entries are called; listing: the call that lists them, named where no id is
    near; without it all of them are. Raises `UnknownIdError`.

    >>> from rapport.knowledge import concepts
    >>> find("secure-base", concepts(), "concept", "concepts()").name
    'Secure base'
    """
    entries = {each.id: each for each in among}
    if id not in entries:
        raise unknown(id, entries, kind, listing)
    return entries[id]


def unknown(id: str, known: Iterable[str], kind: str, listing: str = "") -> UnknownIdError:
    """Return the error for an id that is not among the `known` ones; as in `find`."""
    return UnknownIdError(f"There is no {kind} “{id}”. {meant(id, known, listing)}")


def meant(id: str, known: Iterable[str], listing: str = "") -> str:
    """Return a sentence that names what an unknown id may have been meant to be; as in `find`."""
    names = list(known)
    near = [f"“{match}”" for match in get_close_matches(id, names)]
    if near:
        return f"Did you mean {' or '.join(near)}?"
    if listing:
        return f"See {listing} for those there are."
    are = "There is only" if len(names) == 1 else "There are"
    return f"{are} {', '.join(f'“{name}”' for name in names)}."


def repeated(ids: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each id that is used more than once."""
    for id, times in Counter(ids).items():
        if times > 1:
            yield f"the id {id} is used {times} times; each entry needs its own"


def _where(data: Any, path: Path) -> str:
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


def _field_meant(field: Path, missing: Iterable[Path]) -> str:
    """Name the field that is missing beside an unknown one and looks like it."""
    beside = [str(each[-1]) for each in missing if each[:-1] == field[:-1]]
    near = get_close_matches(str(field[-1]), beside)
    return f"; did you mean “{near[0]}”?" if near else ""
