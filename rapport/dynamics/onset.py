"""How soon a client connects: four classes, and how many of a crowd fall into each.

The articles say that some connect in the first sessions, some after several months and some never
deeply (E70). Where the lines between these run is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from rapport.dynamics.people import Array

CONNECTED = 0.6
"""Trust from which a client counts as connected (ours)."""
SOON = 6
"""The last session that counts as early (ours)."""

Onset: TypeAlias = Literal["early", "slow", "never", "left"]
ONSETS: tuple[Onset, ...] = get_args(Onset)


class Followed(Protocol):
    """Many clients over a number of sessions, such as a `Course` of many."""

    @property
    def trust(self) -> Array:
        """Trust, shape (n, sessions + 1)."""

    @property
    def completed(self) -> NDArray[np.bool_]:
        """Who was still there in the last session, shape (n,)."""

    @property
    def sessions(self) -> int:
        """The number of sessions."""


def onset(course: Followed, connected: float = CONNECTED, soon: int = SOON) -> NDArray[np.str_]:
    """Return how soon each client of a course of many connects, shape (n,), names of `ONSETS`.

    early: trust reaches `connected` by session `soon`; slow: after it; left: the client leaves for
    good before; never: stays to the end without. Who has connected and leaves later counts as
    connected.
    """
    there = course.trust >= connected
    first = np.where(there.any(axis=-1), there.argmax(axis=-1), course.sessions + 1)
    cases = (first <= soon, first <= course.sessions, course.completed)
    return np.asarray(np.select(cases, ("early", "slow", "never"), "left"))


def count_onsets(course: Followed) -> Mapping[str, int]:
    """Return how many clients of a course of many are early, slow, never and left."""
    names = onset(course)
    return {name: int((names == name).sum()) for name in ONSETS}


def recovery(trust: NDArray[np.float64], session: int) -> int:
    """Return how many sessions after that one trust is back at its level before it.

    trust: shape (sessions + 1,), index 0 before the first session. session: when something
    happened, from 1. As many as there are sessions, and one, where it is not back by the end.
    """
    before = trust[session - 1]
    after = np.flatnonzero(trust[session:] >= before)
    return int(after[0]) if len(after) else len(trust)
