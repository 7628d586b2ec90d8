"""What several replies of one person show together, with how far that can be known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapport.replies.assessment import Assessment
from rapport.replies.corpus.models import FAULTS, SKILLS, SPECIAL, Fault, Skill

Early = Literal["answering_early"]
EARLY: Early = "answering_early"
"""Advice, comfort or making small, whichever it is: each may be rare and all together not."""

_EARLY: tuple[Fault, ...] = ("unsolicited_advice", "false_reassurance", "minimising")

ENOUGH = 6
"""Replies below which nothing is said: one alone says next to nothing of a person."""

_Z = 1.645  # nine chances out of ten


@dataclass(frozen=True)
class Habit:
    """How many of the replies show a skill or a fault, as a share, 0 to 1.

    low, high: the range it lies in with nine chances out of ten, were the replies a sample of what
    this person says to such clients (Wilson 1927, with the reader's chances in place of counts, so
    that what it is unsure of widens the range). of: replies it could show in.
    """

    name: Skill | Fault | Early
    share: float
    low: float
    high: float
    of: int


def profile(readings: Sequence[Assessment]) -> tuple[Habit, ...]:
    """Give the skills that every reply can show, then the faults that probably show in two or more.

    EARLY is among these only where none of the faults it sums up shows so often by itself. Empty
    for fewer than ENOUGH replies. It counts what software takes the words for: no measure of a
    person, and more dependable than one reply only as an average is.
    """
    if len(readings) < ENOUGH:
        return ()
    skills = [
        _habit(skill, [each.chance for told in readings if (each := told.skills[skill])])
        for skill in SKILLS
        if skill not in SPECIAL
    ]
    faults = [_habit(fault, [told.faults[fault].chance for told in readings]) for fault in FAULTS]
    early = [max(told.faults[fault].chance for fault in _EARLY) for told in readings]
    seen = [each for each in faults if each.share * each.of >= 2]
    if not any(each.name in _EARLY for each in seen) and sum(early) >= 2:
        seen.append(_habit(EARLY, early))
    return (*skills, *sorted(seen, key=lambda each: -each.share))


def _habit(name: Skill | Fault | Early, chances: Sequence[float]) -> Habit:
    n = len(chances)
    share = sum(chances) / n if n else 0.0
    weight = n + _Z**2
    middle = (share * n + _Z**2 / 2) / weight
    half = _Z / weight * math.sqrt(n * share * (1 - share) + _Z**2 / 4)
    low, high = max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share))
    return Habit(name, share, low, high, n)
