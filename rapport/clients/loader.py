"""From a YAML file to one checked entry. Whatever is wrong is told in one error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from rapport.clients.models import ApproachPicker

# How a fault's place and cause are put into words is the knowledge's own; authors meet one style.
from rapport.knowledge.loader import _plain, _where

FILE = "approach_picker.yaml"
Model = TypeVar("Model", bound=BaseModel)


class BrokenClientsError(ValueError):
    """The YAML file cannot be used; the message says where and why, a line per fault."""


def load(folder: Traversable) -> ApproachPicker:
    """Read and check `approach_picker.yaml` in `folder`. Raises `BrokenClientsError`."""
    picker = read(folder, FILE, ApproachPicker, BrokenClientsError, "The course's clients")
    faults = [*_repeated_ids(picker), *_dead_ends(picker)]
    if faults:
        raise BrokenClientsError(told("The course's clients", faults))
    return picker


def read(
    folder: Traversable, file: str, model: type[Model], error: type[ValueError], what: str
) -> Model:
    """Read a YAML file as a `model`; raise `error`, a line per fault, when that cannot be."""
    try:
        data = yaml.safe_load(folder.joinpath(file).read_text(encoding="utf-8"))
    except yaml.YAMLError as fault:
        raise error(told(what, [f"{file} is not valid YAML: {fault}"])) from None
    if not isinstance(data, dict):
        raise error(told(what, [f"{file}: expected named parts, such as `title:`"]))
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


def _field_meant(field: tuple[int | str, ...], missing: Iterable[tuple[int | str, ...]]) -> str:
    """Name the field that is missing beside an unknown one and looks like it."""
    beside = [str(each[-1]) for each in missing if each[:-1] == field[:-1]]
    near = get_close_matches(str(field[-1]), beside)
    return f"; did you mean “{near[0]}”?" if near else ""


def told(what: str, faults: Iterable[str]) -> str:
    """Return the message of an error with a line per fault."""
    return "\n  ".join([f"{what} cannot be read:", *faults])


def meant(id: str, known: Iterable[str]) -> str:
    """Return a sentence that names what an unknown id may have been meant to be."""
    names = list(known)
    near = [f"“{match}”" for match in get_close_matches(id, names)]
    if near:
        return f"Did you mean {' or '.join(near)}?"
    are = "There is only" if len(names) == 1 else "There are"
    return f"{are} {', '.join(f'“{name}”' for name in names)}."


def repeated(ids: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each id that is used more than once."""
    for id, times in Counter(ids).items():
        if times > 1:
            yield f"the id {id} is used {times} times; each entry needs its own"


def _repeated_ids(picker: ApproachPicker) -> Iterator[str]:
    yield from repeated(client.id for client in picker.clients)
    yield from repeated(approach.id for approach in picker.approaches)
    yield from repeated(dial.id for dial in picker.dials)
    yield from repeated(step.id for step in picker.steps)
    yield from repeated(bet.id for bet in picker.bets)
    for client in picker.clients:
        cards = [*(card.id for card in client.cards), *(piece.id for piece in client.evidence)]
        yield from (f"{client.id}: {fault}" for fault in repeated(cards))


def _dead_ends(picker: ApproachPicker) -> Iterator[str]:
    clients = [client.id for client in picker.clients]
    approaches = [approach.id for approach in picker.approaches]
    for kind, named, known in (
        ("client", picker.dashboard.clients, clients),
        ("approach", picker.dashboard.approaches, approaches),
    ):
        for id in named:
            if id not in known:
                yield f"the dashboard names the {kind} “{id}”. {meant(id, known)}"
