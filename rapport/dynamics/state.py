"""What a session starts from, what chance adds, and what the plan pins to it."""

from __future__ import annotations

from dataclasses import dataclass

from rapport.dynamics.people import Array


@dataclass(frozen=True)
class State:
    """Clients between two sessions: arrays of shape (n,); `been` counts sessions attended.

    due: the owned repair that still waits for the client to come, 0 to 1. here: 1 while the client
    has not left for good, else 0.
    """

    trust: Array
    safety: Array
    disclosure: Array
    engagement: Array
    agreement: Array
    knowing: Array
    worry: Array
    strain: Array
    overwhelm: Array
    dependence: Array
    relief: Array
    anxiety: Array
    avoidance: Array
    been: Array
    mended: Array
    due: Array
    here: Array

    @property
    def alliance(self) -> Array:
        """Bond and agreement on goals and tasks in equal parts, 0 to 1 (the parts are Bordin's)."""
        return (self.trust + self.agreement) / 2


@dataclass(frozen=True)
class Chance:
    """What nobody decides, for one session: arrays of shape (n,).

    pair: how fast these two get on, a factor around 1; fate: relief this client gains or loses in
    every session for other causes. shake, mood: this week's push on trust and on relief, in
    standard deviations. come, slip, size, notice, deepen, leave: uniform, 0 to 1.
    """

    pair: Array
    fate: Array
    shake: Array
    mood: Array
    come: Array
    slip: Array
    size: Array
    notice: Array
    deepen: Array
    leave: Array


@dataclass(frozen=True)
class Pinned:
    """What the plan holds for one session.

    blow: how hard an event hits, 0 to 1; owned: the share of the strain that an owned repair takes
    away now; defended: 1 if strain is explained away now; press: closeness pressed for on top of
    what is offered; away: 1 if no session takes place.
    """

    blow: float = 0.0
    owned: float = 0.0
    defended: float = 0.0
    press: float = 0.0
    away: float = 0.0
