"""From a YAML file to one checked entry. Whatever is wrong is told in one error."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable

from rapport.clients.lab_models import ResponseLab
from rapport.clients.models import ApproachPicker
from rapport.clients.ready_models import ReadyReplies
from rapport.knowledge.entries import meant, read, repeated, told

FILE = "approach_picker.yaml"
WHAT = "The course's clients"
LAB_FILE = "response_lab.yaml"
LAB_WHAT = "The clients of the reply lab"
READY_FILE = "ready_replies.yaml"
READY_WHAT = "The ready replies of the reply lab"


class BrokenClientsError(ValueError):
    """The YAML file cannot be used; the message says where and why, a line per fault."""


def load(folder: Traversable) -> ApproachPicker:
    """Read and check `approach_picker.yaml` in `folder`. Raises `BrokenClientsError`."""
    picker = read(folder, FILE, ApproachPicker, BrokenClientsError, WHAT)
    faults = [*_repeated_ids(picker), *_dead_ends(picker)]
    if faults:
        raise BrokenClientsError(told(WHAT, faults))
    return picker


def load_lab(folder: Traversable) -> ResponseLab:
    """Read and check `response_lab.yaml` in `folder`. Raises `BrokenClientsError`."""
    lab = read(folder, LAB_FILE, ResponseLab, BrokenClientsError, LAB_WHAT)
    faults = [*repeated(client.id for client in lab.clients), *_no_way_round(lab)]
    if faults:
        raise BrokenClientsError(told(LAB_WHAT, faults))
    return lab


def load_ready(folder: Traversable, lab: ResponseLab) -> ReadyReplies:
    """Read and check `ready_replies.yaml` in `folder`. Raises `BrokenClientsError`."""
    ready = read(folder, READY_FILE, ReadyReplies, BrokenClientsError, READY_WHAT)
    turns = {client.id: len(client.turns) for client in lab.clients}
    faults = [*repeated(client.id for client in ready.clients), *ready.strangers(turns)]
    if faults:
        raise BrokenClientsError(told(READY_WHAT, faults))
    return ready


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


def _no_way_round(lab: ResponseLab) -> Iterator[str]:
    """Yield a sentence for each sensitive client whose `instead` is nobody, or sensitive too."""
    calm = [client.id for client in lab.clients if not client.sensitive]
    for client in lab.clients:
        if client.instead is not None and client.instead not in calm:
            yield (
                f"clients → {client.id} → instead: “{client.instead}” is not a client without "
                f"sensitive scenes. {meant(client.instead, calm)}"
            )
