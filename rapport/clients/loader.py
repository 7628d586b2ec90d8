"""From a YAML file to one checked entry. Whatever is wrong is told in one error."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable

from rapport.clients.models import ApproachPicker
from rapport.knowledge.entries import meant, read, repeated, told

FILE = "approach_picker.yaml"
WHAT = "The course's clients"


class BrokenClientsError(ValueError):
    """The YAML file cannot be used; the message says where and why, a line per fault."""


def load(folder: Traversable) -> ApproachPicker:
    """Read and check `approach_picker.yaml` in `folder`. Raises `BrokenClientsError`."""
    picker = read(folder, FILE, ApproachPicker, BrokenClientsError, WHAT)
    faults = [*_repeated_ids(picker), *_dead_ends(picker)]
    if faults:
        raise BrokenClientsError(told(WHAT, faults))
    return picker


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
