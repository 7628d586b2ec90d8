"""What the model says of a setting of the trust explorer: runs, and the numbers read from them.

A run takes longer than all else that a moved slider asks for, and one with twenty times the clients
only three times as long. So once a knob has been touched, `sweep` runs its whole range at once, and
what it gives is kept: from then on the slider finds everything ready.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from rapport.dynamics import PARAMETERS, PRACTICES, TRAITS, Course, Crowd, around, simulate
from rapport.dynamics.course import draw_chances, run
from rapport.dynamics.evidence import EARLY, ratings
from rapport.dynamics.onset import count_onsets, recovery
from rapport.dynamics.people import Array
from rapport.dynamics.plan import Therapists
from rapport.dynamics.state import Chance
from rapport.questions.explorer import OF_A_SESSION, Aim, Bet
from widgets.explorer_code import LINES, Setting
from widgets.timeline import SESSIONS

LIKE_THIS = 100
"""Clients with the same traits, whose luck differs: they make a line and its band."""
SIXTY = 60
"""Clients who resemble each other: the fan and the cloud."""
EARLY_ALLIANCE = EARLY
"""The session after which alliance counts as early; studies rate from the third to the fifth."""
LEVELS = tuple(step / 20 for step in range(21))
"""Where a knob can stand: the steps of its dial."""

_PEOPLE = 60  # which sixty: always the same, so that only therapist, events and luck differ

Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Band:
    """Many clients of the same traits: 10th, 50th and 90th percentile, (3, sessions + 1) a line."""

    lines: dict[str, Array]

    @classmethod
    def of(cls, course: Course) -> Band:
        """Sum up a course of many."""
        ranks = (10, 50, 90)
        return cls({n: np.percentile(getattr(course, n), ranks, axis=0) for n in LINES.values()})

    def middle(self, line: str) -> Array:
        """Return the median of a line, shape (sessions + 1,)."""
        return np.asarray(self.lines[line][1])


@dataclass(frozen=True, eq=False)
class Crowded:
    """Sixty clients, as far as their pictures need them.

    trust: (n, sessions + 1); last: the last session each was there for; there: who was still there
    early; alliance: the early one as the client rates it, 1 to 7; relief: the last one; all (n,).
    """

    trust: Array
    last: NDArray[np.int_]
    completed: NDArray[np.bool_]
    there: NDArray[np.bool_]
    alliance: Array
    relief: Array
    sessions: int = SESSIONS

    @classmethod
    def of(cls, course: Course) -> Crowded:
        """Sum up a course of many."""
        return cls(
            # Copies, so that the rest of the course can be forgotten.
            np.array(course.trust),
            np.asarray(course.staying.sum(axis=-1)),
            np.array(course.completed),
            np.array(course.staying[:, EARLY_ALLIANCE - 1]),
            ratings(course.alliance[:, EARLY_ALLIANCE], _PEOPLE),
            np.array(course.relief[:, -1]),
        )

    @property
    def correlation(self) -> float:
        """The r of early alliance and last relief, NaN where it cannot be told."""
        x, y = self.alliance[self.there], self.relief[self.there]
        if len(x) < 3 or x.std() == 0 or y.std() == 0:
            return nan
        return float(np.corrcoef(x, y)[0, 1])


class _Kept(OrderedDict[object, Found], Generic[Found]):
    """What was found last, so many of them."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def get_or(self, key: object, find: Callable[[], Found]) -> Found:
        if key not in self:
            self.keep(key, find())
        self.move_to_end(key)
        return self[key]

    def keep(self, key: object, found: Found) -> None:
        self[key] = found
        while len(self) > self.most:
            self.popitem(last=False)


_bands: _Kept[Band] = _Kept(256)
_crowds: _Kept[Crowded] = _Kept(96)


def like_this(setting: Setting, luck: int = 0) -> Band:
    """Run a hundred clients with exactly the traits of the setting."""

    def found() -> Band:
        course = simulate(setting.client, setting.plan, SESSIONS, LIKE_THIS, luck, parts=False)
        return Band.of(course)

    return _bands.get_or((setting, luck), found)


def sixty(setting: Setting, luck: int = 0, spread: float = 1.0) -> Crowded:
    """Run the sixty clients around the one of the setting."""

    def found() -> Crowded:
        who = around(setting.client, SIXTY, _PEOPLE, spread)
        return Crowded.of(simulate(who, setting.plan, SESSIONS, seed=luck, parts=False))

    return _crowds.get_or((setting, luck, spread), found)


def sweep(setting: Setting, knob: str, luck: int, spread: float, view: str) -> None:
    """Run a knob's whole range at once, for the picture that is on, and keep what comes out."""
    told = any(event.kind == "disclosure" for event in setting.events)
    if knob == "clarity" and told:
        return  # what was told beforehand is taken from the plan, and there is one plan for all
    settings = [with_level(setting, knob, level) for level in LEVELS]
    if view == "lines":
        keys = [(each, luck) for each in settings]
        if all(key in _bands for key in keys):
            return
        crowds = [Crowd.of(each.client, times=LIKE_THIS) for each in settings]
        for key, course in zip(keys, _run(settings, crowds, luck), strict=True):
            _bands.keep(key, Band.of(course))
    else:
        spreads = [(each, luck, spread) for each in settings]
        if all(key in _crowds for key in spreads):
            return
        crowds = [around(each.client, SIXTY, _PEOPLE, spread) for each in settings]
        for crowd, course in zip(spreads, _run(settings, crowds, luck), strict=True):
            _crowds.keep(crowd, Crowded.of(course))


def with_level(setting: Setting, knob: str, level: float) -> Setting:
    """Return a setting with one practice or trait at another level, in whole hundredths."""
    part = "practices" if knob in PRACTICES else "client"
    return replace(setting, **{part: replace(getattr(setting, part), **{knob: round(level, 2)})})


def _run(settings: Sequence[Setting], crowds: Sequence[Crowd], luck: int) -> list[Course]:
    """Run crowds of one size, each with a setting of its own and all with the same luck."""
    size, times = len(crowds[0]), len(crowds)
    who = Crowd(**{n: np.concatenate([getattr(crowd, n) for crowd in crowds]) for n in TRAITS})
    does = Therapists(
        **{n: np.repeat([getattr(each.practices, n) for each in settings], size) for n in PRACTICES}
    )
    chances = [
        Chance(**{name: np.tile(draw, times) for name, draw in vars(by).items()})
        for by in draw_chances(luck, SESSIONS, size, 1.0, PARAMETERS)
    ]
    course = run(who, settings[0].plan, chances, therapists=does, parts=False)
    return [_part(course, slice(size * place, size * (place + 1))) for place in range(times)]


def _part(course: Course, rows: slice) -> Course:
    """Return some clients of a course."""
    arrays = {name: values[rows] for name, values in vars(course).items() if name != "parts"}
    return Course(**arrays, parts={})


def measure(what: Bet | Aim, setting: Setting, luck: int = 0, spread: float = 1.0) -> float:
    """Return what a bet or an aim is about; see `rapport.questions.explorer.Bet`."""
    if what.measure in OF_A_SESSION:
        return float(like_this(setting, luck).middle(what.measure)[what.session])
    if what.measure == "recovery":
        first = min((event.session for event in setting.events), default=1)
        return float(recovery(like_this(setting, luck).middle("trust"), first))
    crowd = sixty(setting, luck, spread)
    if what.measure == "correlation":
        return crowd.correlation
    return float(count_onsets(crowd)[what.measure])


def say_measure(what: Bet | Aim, value: float) -> str:
    """Say a measured value with its unit, as "trust 0.52 after session 10"."""
    if what.measure in OF_A_SESSION:
        return f"{what.measure} {value:.2f} after session {what.session}"
    if what.measure == "recovery":
        if value > SESSIONS:
            return f"not back within {SESSIONS} sessions"
        return f"back after {value:.0f} {'session' if value == 1 else 'sessions'}"
    if what.measure == "correlation":
        return "no r can be told" if isnan(value) else f"r = {value:.2f}"
    return f"{value:.0f} of {SIXTY}"
