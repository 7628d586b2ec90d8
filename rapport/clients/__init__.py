"""The practice clients of the course: those of the approach picker and those of the reply lab.

    >>> from rapport import clients
    >>> client = clients.client("graham")
    >>> client.age, len(client.cards), client.cards[0].decoy
    (70, 5, True)
    >>> clients.read_placing(client, clients.Placing(anxiety=0.7, avoidance=0.3, ring=0.25)).place
    'near'
    >>> halvard = clients.lab_client("halvard")
    >>> len(halvard.turns), halvard.turns[0].models[1].text
    (3, "She wasn't in. It was easier than the other sentence.")

All people are invented and all words machine-written; no licensed clinician has rated them. The
dot of a client is a place in the teaching model of `rapport.dynamics`, not a finding about anyone.
The texts stand in `approach_picker.yaml`, `response_lab.yaml` and `ready_replies.yaml`; each is
read on first use and once, and entries are immutable. The first use raises `BrokenClientsError`
when the file is faulty.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from rapport.clients.lab_models import (
    LabClient,
    LabTurn,
    ModelReply,
    NextLines,
    ReplyStyle,
    ResponseLab,
    SceneKey,
)
from rapport.clients.loader import BrokenClientsError, load, load_lab, load_ready
from rapport.clients.models import (
    ApproachPicker,
    ApproachText,
    Axis,
    BehaviourCard,
    BetOption,
    Dashboard,
    DialText,
    Evidence,
    Honesty,
    Map,
    Outcomes,
    PickerBet,
    Placing,
    PlacingFeedback,
    PracticeClient,
    Region,
    Spot,
    Step,
    Takeaway,
    TakeawayRow,
)
from rapport.clients.ready_models import (
    Depth,
    Ease,
    Gaze,
    OwnStyle,
    Pause,
    ReadyClient,
    ReadyReplies,
    ReadyReply,
    ReadyTurn,
    ReplyKind,
    Stem,
)
from rapport.knowledge.entries import UnknownIdError, find

__all__ = [
    "ApproachPicker",
    "ApproachText",
    "Axis",
    "BehaviourCard",
    "BetOption",
    "BrokenClientsError",
    "Dashboard",
    "Depth",
    "DialText",
    "Ease",
    "Evidence",
    "Gaze",
    "Honesty",
    "LabClient",
    "LabTurn",
    "Map",
    "ModelReply",
    "NextLines",
    "Outcomes",
    "OwnStyle",
    "Pause",
    "PickerBet",
    "Placing",
    "PlacingFeedback",
    "PlacingRead",
    "PracticeClient",
    "ReadyClient",
    "ReadyReplies",
    "ReadyReply",
    "ReadyTurn",
    "Region",
    "ReplyKind",
    "ReplyStyle",
    "ResponseLab",
    "SceneKey",
    "Spot",
    "Stem",
    "Step",
    "Takeaway",
    "TakeawayRow",
    "UnknownIdError",
    "approach",
    "approach_picker",
    "client",
    "clients",
    "lab_client",
    "read_placing",
    "ready_replies",
    "response_lab",
]

# A difference on one scale that is worth a word; below it the dot is close enough.
WORTH_A_WORD = 0.12


@dataclass(frozen=True)
class PlacingRead:
    """How a placing compares: its dot with the client's, its ring with a careful reader's.

    `text` says both in the picker's words, for the learner.
    """

    place: Literal["near", "caught", "far"]
    ring: Literal["tight", "fits", "wide"]
    text: str


def approach_picker() -> ApproachPicker:
    """Return everything the approach picker shows: clients, approaches, bets and all texts."""
    return _picker()


def clients() -> tuple[PracticeClient, ...]:
    """Return the practice clients, in the order in which they are offered."""
    return _picker().clients


def client(id: str) -> PracticeClient:
    """Return the practice client with this id ("graham"). Raises `UnknownIdError`."""
    return find(id, clients(), "client")


def approach(id: str) -> ApproachText:
    """Return the words for the approach with this id ("steady"). Raises `UnknownIdError`."""
    return find(id, _picker().approaches, "approach")


def response_lab() -> ResponseLab:
    """Return the people of the reply lab, with all their lines and model replies."""
    return _lab()


def lab_client(id: str) -> LabClient:
    """Return the client of the reply lab with this id ("halvard"). Raises `UnknownIdError`."""
    return find(id, _lab().clients, "client")


def ready_replies() -> ReadyReplies:
    """Return the ready replies of the lab, and what puts each of its people at ease."""
    return _ready()


def read_placing(client: PracticeClient, placing: Placing, seen: int = 2) -> PlacingRead:
    """Say how a learner's placing compares; it gives the dot away, so it belongs to the reveal.

    `seen` is how many pieces of new evidence (0 to 2) the learner had seen when placing.
    """
    says = _picker().placing
    careful = client.readings[seen]
    place: Literal["near", "caught", "far"] = "far"
    if placing.distance(client.dot) <= says.near_within:
        place = "near"
    elif placing.holds(client.dot):
        place = "caught"
    ring: Literal["tight", "fits", "wide"] = "fits"
    if placing.ring < says.tight_below * careful.ring:
        ring = "tight"
    elif placing.ring > says.wide_above * careful.ring:
        ring = "wide"
    words = {"name": client.name, "direction": _direction(client, placing)}
    text = f"{getattr(says, place)} {getattr(says, ring)}".format(**words)
    return PlacingRead(place, ring, text)


def _direction(client: PracticeClient, placing: Placing) -> str:
    """Say where the client stands, seen from the learner's dot."""
    says = _picker().placing
    anxiety = client.dot.anxiety - placing.anxiety
    avoidance = client.dot.avoidance - placing.avoidance
    words = []
    if abs(anxiety) >= WORTH_A_WORD:
        words.append(says.more_anxious if anxiety > 0 else says.less_anxious)
    if abs(avoidance) >= WORTH_A_WORD:
        words.append(says.more_avoidant if avoidance > 0 else says.less_avoidant)
    return f", {says.and_also} ".join(words)


@cache
def _picker() -> ApproachPicker:
    return load(resources.files(__name__))


@cache
def _lab() -> ResponseLab:
    return load_lab(resources.files(__name__))


@cache
def _ready() -> ReadyReplies:
    return load_ready(resources.files(__name__), _lab())
