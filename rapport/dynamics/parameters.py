"""Every number of the update rule, with its meaning, range and origin.

The articles give directions and no strengths. So claims of one kind weigh the same (plain means
of what feeds a state), and what is left are the numbers below. Those marked `fitted` were moved
until the simulated studies of `rapport.dynamics.evidence` came out as published ones did
(`benchmarks/fit.py`); all others were chosen by looking at courses until the claims of the
articles could be seen on them. None of them is itself a published effect.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any


def _number(
    default: float, low: float, high: float, says: str, source: str = "ours", fitted: bool = False
) -> Any:
    about = {"range": (low, high), "says": says, "source": source, "fitted": fitted}
    return field(default=default, metadata=about)


@dataclass(frozen=True)
class Parameters:
    """The numbers of the rule; `Parameters.about("rate")` tells meaning, range and origin of one.

    "Share" is a share of what is still missing, or still there, per session.
    Raises ValueError, in a sentence, for a value out of its range.
    """

    # Trust
    rate: float = _number(0.13, 0, 0.6, "share of missing trust gained where all is offered")
    tailor: float = _number(2.0, 0, 4, "weight of the fitting approach beside what helps all")
    fade: float = _number(0.045, 0, 0.2, "share of trust that wears off", "lag of E44")
    flooded: float = _number(0.12, 0, 0.5, "share of trust lost at full overwhelm", "after E86")
    unmet: float = _number(0.28, 0, 0.6, "share of trust lost to reassurance missed", "E81")
    slow: float = _number(0.5, 0, 0.9, "share of a gain lost at full avoidance", "E85")
    hurt: float = _number(0.5, 0, 0.9, "share of a gain lost to full past hurt", "E65")
    poor: float = _number(0.7, 0, 0.9, "share of trust out of reach without any fit", "E69")
    settle: float = _number(8, 1, 40, "sessions attended until a routine is one", "lag of E83")
    # Quick states, all with one speed
    quick: float = _number(0.35, 0.05, 0.9, "share of the way a quick state goes to its level")
    # Closeness
    room: float = _number(0.12, 0, 1, "closeness that full avoidance bears without any trust")
    widen: float = _number(0.6, 0, 0.8, "closeness borne in addition at full trust", "lag of E87")
    soften: float = _number(0.3, 0, 0.9, "share of closeness that patience takes the edge off")
    flood: float = _number(1.5, 0, 4, "overwhelm per unit of pressure", "E86")
    gaps: float = _number(0.7, 0, 2, "chance of coming lost to fear of closeness", "E88")
    withdraw: float = _number(1.2, 0, 4, "chance of coming lost to overwhelm", "E86")
    # Leaning, and the slow move of the pattern
    lean: float = _number(0.3, 0, 1, "dependence per session of contact", "E82")
    drain: float = _number(0.24, 0, 1, "share of dependence shed with limits", "E84, E16")
    drift: float = _number(0.03, 0, 0.1, "share of insecurity shed per safe session", "E90")
    # Strain and repair
    slips: float = _number(0.45, 0, 1, "chance of a misunderstanding in a session", "E71")
    fall: float = _number(0.3, 0, 0.9, "share of trust lost to a full blow", "E19, E71")
    leak: float = _number(0.05, 0, 0.3, "share of trust lost per session to full strain", "E74")
    notice: float = _number(0.9, 0, 1, "chance a strain is noticed by one who asks", "E49")
    deepen: float = _number(0.3, 0, 0.9, "chance that a repair ends above", "E73: can, not must")
    # Relief
    heal: float = _number(
        0.72, 0, 2, "share of missing relief per session of full work", fitted=True
    )
    fleeting: float = _number(
        0.45, 0, 0.6, "share of relief that wears off unless it is fed", fitted=True
    )
    ground: float = _number(
        0.04, 0, 0.6, "alliance below which a session does not help", fitted=True
    )
    restless: float = _number(
        0.58, 0, 0.95, "share of relief lost by who must be steadied", fitted=True
    )
    hope: float = _number(
        0.86, 0, 1, "share of missing trust gained at full relief", "E39, added", fitted=True
    )
    # Staying and leaving
    habit: float = _number(0.97, 0, 1, "chance of coming when nothing speaks against it")
    quit: float = _number(0.101, 0, 1, "chance of leaving for good at no alliance", fitted=True)
    # Chance
    pair: float = _number(0.5, 0, 1, "deviation of how fast two people get on")
    shake: float = _number(0.04, 0, 0.2, "deviation of trust from session to session")
    swing: float = _number(1.5, 0, 4, "times more of that at full anxiety", "E81")
    fate: float = _number(
        0.05, 0, 0.3, "deviation of relief per session, other causes", fitted=True
    )
    mood: float = _number(0.092, 0, 0.1, "deviation of relief in a single week", fitted=True)

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
        fitted = ", fitted" if told["fitted"] else ""
        return f"{told['says']} ({low} to {high}; {told['source']}{fitted})"

    @classmethod
    def fitted(cls) -> tuple[str, ...]:
        """Return the names of the parameters that were fitted to published effects."""
        return tuple(each.name for each in fields(cls) if each.metadata["fitted"])


PARAMETERS = Parameters()
"""The values the course uses."""
