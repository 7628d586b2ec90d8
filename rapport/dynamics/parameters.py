"""Every number of the update rule, with its unit, range and origin.

The articles give directions and no strengths, so all values are the course's own, chosen by looking
at landscapes until the claims of the articles could be seen on them. `source` says which claim a
number gives strength to.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any


def _number(default: float, low: float, high: float, says: str, source: str = "ours") -> Any:
    return field(default=default, metadata={"range": (low, high), "says": says, "source": source})


@dataclass(frozen=True)
class Parameters:
    """The numbers of the rule; `Parameters.about("rate")` tells unit, range and origin of one.

    "Weight" is a pull on trust: lifts act on the trust still missing, drops on the trust there is.
    Raises ValueError, in a sentence, for a value out of its range.
    """

    rate: float = _number(0.16, 0, 0.3, "share of the pull on trust that one session realises")
    fade: float = _number(0.25, 0, 1, "weight: trust wears off unless it is fed")

    common: float = _number(0.45, 0, 2, "weight: what structure, validation and a say do for all")
    ease: float = _number(0.35, 0, 2, "weight: trust comes easily to the secure", "strength of E80")
    joint: float = _number(0.9, 0, 2, "weight: working jointly, secure", "strength of E80")
    deeper: float = _number(0.7, 0, 2, "weight: depth taken up with ease", "strength of E80")
    reassured: float = _number(1.3, 0, 2, "weight: reassurance given, anxious", "strength of E81")
    steadied: float = _number(1.1, 0, 2, "weight: routine × validation, anxious", "strength of E83")
    gentle: float = _number(9.0, 0, 12, "weight: mild invitation, avoidant", "strength of E87")
    still: float = _number(3.2, 0, 4, "weight: stability × patience, fearful", "strength of E89")

    unmet: float = _number(3.0, 0, 4, "weight: reassurance missed, anxious", "strength of E81")
    flooded: float = _number(1.1, 0, 4, "weight: overwhelm costs trust", "ours, after E86")
    chaos: float = _number(0.5, 0, 2, "weight: unstable conditions, fearful", "reverse of E89")
    neglect: float = _number(1.2, 0, 4, "weight: too little on offer")
    enough: float = _number(0.45, 0, 1, "mean of four dials below which an offer is too little")
    stiff: float = _number(0.4, 0, 2, "weight: structure nobody needed, above one half")

    slow: float = _number(0.4, 0, 0.9, "share of a lift lost at full avoidance", "strength of E85")
    waiting: float = _number(0.4, 0, 0.9, "share of a lift lost by patience nobody needed")
    shared: float = _number(0.35, 0, 1, "share added by joint understanding", "strength of E92")
    settle: float = _number(
        8, 1, 40, "sessions attended until a routine is a routine", "lag of E83"
    )

    room: float = _number(0.12, 0, 1, "closeness that full avoidance bears without any trust")
    widen: float = _number(0.6, 0, 0.8, "closeness borne in addition at full trust", "lag of E87")
    soften: float = _number(0.3, 0, 0.9, "share of closeness that patience takes the edge off")
    flood: float = _number(1.5, 0, 4, "overwhelm per unit of pressure", "strength of E86")
    rest: float = _number(0.4, 0, 1, "share of overwhelm that ebbs until the next session")

    habit: float = _number(0.97, 0, 1, "chance to attend when nothing speaks against it")
    brim: float = _number(0.25, 0, 1, "overwhelm above which a client withdraws", "shape of E86")
    withdraw: float = _number(1.2, 0, 4, "chance lost per unit above the brim", "strength of E86")
    gaps: float = _number(0.7, 0, 2, "chance lost by fear of closeness", "strength of E88")
    low: float = _number(0.3, 0, 1, "trust below which coming is in doubt")
    leave: float = _number(0.8, 0, 2, "chance lost per unit of trust below that")

    lean: float = _number(0.3, 0, 1, "dependence per session of contact", "strength of E82")
    drain: float = _number(0.24, 0, 1, "share of dependence shed with limits", "strength of E84")
    drift: float = _number(
        0.03, 0, 0.1, "share of insecurity shed per safe session", "E90, gradual"
    )

    pair: float = _number(0.5, 0, 1, "standard deviation of how two people happen to get on")
    shake: float = _number(0.05, 0, 0.2, "standard deviation of trust from session to session")
    swing: float = _number(1.5, 0, 4, "times more of that at full anxiety", "strength of E81")

    def __post_init__(self) -> None:
        for each in fields(self):
            value, (low, high) = getattr(self, each.name), each.metadata["range"]
            if not isfinite(value) or not low <= value <= high:
                raise ValueError(f"{each.name} is {value!r}; expected {low} to {high}.")

    @classmethod
    def about(cls, name: str) -> str:
        """Return what a parameter means, its range and where it comes from."""
        told = {each.name: each.metadata for each in fields(cls)}[name]
        low, high = told["range"]
        return f"{told['says']} ({low} to {high}; {told['source']})"


PARAMETERS = Parameters()
"""The values the course uses."""
