"""What a learner has set in the trust explorer, and the short code that carries it.

    >>> slip = Event(8, "misunderstanding", "owned")
    >>> State(Setting(Practices(empathy=0.8), events=(slip,))).code()
    't1.em80..8mio0.t-lines..0-0.xu'
    >>> read_code("t1.em80..8mio0.t-lines..0-0.xu").now.practices.empathy
    0.8

A code has 8 pieces, or 11 where a setting is kept as A: the version; practices, traits and events
of now; lines and picture; the bet and what came out; tries and luck; practices, traits and events
of A; and two letters that only fit the pieces before them, so that a code cut short or mistyped is
noticed. Only what differs from `Practices()` and `Client()` is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import TypeVar
from zlib import crc32

from rapport.dynamics import Client, Event, Plan, Practices
from rapport.dynamics.plan import Kind, Repair
from widgets.timeline import SESSIONS, checked

VERSION = "t1"
LINES: Mapping[str, str] = {"t": "trust", "d": "disclosure", "e": "engagement", "r": "relief"}
VIEWS = ("lines", "fan", "cloud")
MOST = 999
"""The highest number of tries, and of draws of luck, that is counted."""

# Two letters each, which never change: old codes rest on them.
PRACTICES: Mapping[str, str] = {
    "re": "reliability", "em": "empathy", "va": "validation", "cl": "clarity",
    "iv": "invitation", "pa": "patience", "co": "collaboration", "fe": "feedback",
    "rs": "response", "hu": "humility", "bo": "boundaries", "ct": "contact",
}  # fmt: skip
TRAITS: Mapping[str, str] = {
    "an": "anxiety", "av": "avoidance", "st": "start_trust", "hr": "hurt",
    "op": "openness", "fi": "fit", "di": "distance", "wo": "worry",
}  # fmt: skip
KINDS: Mapping[str, Kind] = {
    "la": "lapse", "mi": "misunderstanding", "cr": "crossing", "pr": "pressing",
    "di": "disclosure", "br": "breach", "bk": "break",
}  # fmt: skip
REPAIRS: Mapping[str, Repair] = {"o": "owned", "d": "defensive", "n": "never"}

Made = TypeVar("Made", Practices, Client)


class CodeError(ValueError):
    """A code that cannot be taken back, and why, in a sentence."""


@dataclass(frozen=True)
class Setting:
    """What is simulated. Levels are whole hundredths, as codes carry no more."""

    practices: Practices = field(default_factory=Practices)
    client: Client = field(default_factory=Client)
    events: tuple[Event, ...] = ()

    @property
    def plan(self) -> Plan:
        """The plan for `rapport.dynamics.simulate`."""
        return Plan(((1, self.practices),), self.events)

    def level(self, knob: str) -> float:
        """Return the level of a practice or trait, by its name."""
        return float(
            getattr(self.practices if hasattr(self.practices, knob) else self.client, knob)
        )

    def pieces(self) -> tuple[str, str, str]:
        """Give practices, traits and events as three pieces of a code."""
        return (
            _levels(self.practices, Practices(), PRACTICES),
            _levels(self.client, Client(), TRAITS),
            "-".join(_event(event) for event in sorted(self.events, key=lambda e: e.session)),
        )


@dataclass(frozen=True)
class State:
    """All that a learner has done, small enough for a short code.

    now: what the knobs and pins say; kept: what is compared with it, A. lines, view: what is
    drawn. guess, came: the chosen option of the bet and the one that came out, -1 for none.
    tries: how often the aim was tried; luck: how often chance was drawn anew.
    """

    now: Setting = field(default_factory=Setting)
    kept: Setting | None = None
    lines: tuple[str, ...] = ("trust",)
    view: str = "lines"
    guess: int = -1
    came: int = -1
    tries: int = 0
    luck: int = 0

    def code(self) -> str:
        """Give the state as a short text; `read_code` takes it back."""
        drawn = "".join(letter for letter, name in LINES.items() if name in self.lines)
        bet = f"{self.guess}-{self.came}" if self.came >= 0 else str(self.guess)
        words = [
            VERSION,
            *self.now.pieces(),
            f"{drawn}-{self.view}",
            bet if self.guess >= 0 else "",
            f"{self.tries}-{self.luck}",
            *(self.kept.pieces() if self.kept else ()),
        ]
        return ".".join([*words, _check(words)])


def read_code(code: str, options: int = 0) -> State:
    """Take a code back. options: how many there are to bet on.

    Raises `CodeError`, a sentence that names the place that cannot be read.
    """
    words = code.strip().split(".")
    if words[0] != VERSION:
        raise CodeError(
            f"This code begins with “{words[0][:12]}”; codes of this page begin with “{VERSION}.”."
        )
    if len(words) not in (8, 11):
        raise CodeError(
            f"This code has {len(words)} pieces; expected 8, or 11 with an A. "
            "It may have been cut short."
        )
    now = _setting(words, 2)
    lines, view = _view(words[4])
    guess, came = _bet(words[5], options)
    tries, luck = _numbers(words[6])
    kept = _setting(words, 8) if len(words) == 11 else None
    if words[-1] != _check(words[:-1]):
        raise CodeError(
            f"The last piece of this code, “{words[-1][:12]}”, does not fit the others; "
            "a letter may be missing or mistyped."
        )
    return State(now, kept, lines, view, guess, came, tries, luck)


def _check(words: Sequence[str]) -> str:
    first, second = divmod(crc32(".".join(words).encode()) % 26**2, 26)
    return f"{ascii_lowercase[first]}{ascii_lowercase[second]}"


def _levels(levels: Practices | Client, usual: Practices | Client, names: Mapping[str, str]) -> str:
    told = []
    for letters, name in names.items():
        percent = round(100 * getattr(levels, name))
        if percent != round(100 * getattr(usual, name)):
            told.append(f"{letters}{percent}")
    return "-".join(told)


def _event(event: Event) -> str:
    kind = next(letters for letters, name in KINDS.items() if name == event.kind)
    repair = event.repair[0]
    return f"{event.session}{kind}{repair}{event.after}"


def _setting(words: Sequence[str], piece: int) -> Setting:
    practices, traits, events = words[piece - 1 : piece + 2]
    return Setting(
        _read_levels(piece, practices, PRACTICES, Practices, "practice"),
        _read_levels(piece + 1, traits, TRAITS, Client, "trait"),
        _read_events(piece + 2, events),
    )


def _read_levels(
    piece: int, text: str, names: Mapping[str, str], make: Callable[..., Made], what: str
) -> Made:
    levels: dict[str, float] = {}
    for word in text.split("-") if text else ():
        name = names.get(word[:2])
        if name is None:
            raise CodeError(f"Piece {piece} of this code, “{word}”, names no {what}.")
        if name in levels:
            raise CodeError(f"Piece {piece} of this code sets the {what} {name} twice.")
        levels[name] = _whole(piece, word[2:], 0, 100, word) / 100
    return make(**levels)


def _read_events(piece: int, text: str) -> tuple[Event, ...]:
    events = []
    for word in text.split("-") if text else ():
        found = re.fullmatch(r"([0-9]{1,3})([a-z]{2})([a-z])([0-9]{1,3})", word)
        if not found:
            raise CodeError(
                f"Piece {piece} of this code, “{word}”, is no event; "
                "expected a session, what happens and its repair, such as “8mio0”."
            )
        session, kind, repair, after = found.groups()
        if kind not in KINDS or repair not in REPAIRS:
            raise CodeError(f"Piece {piece} of this code, “{word}”, names no event or repair.")
        number = _whole(piece, session, 1, SESSIONS, word)
        later = _whole(piece, after, 0, SESSIONS, word)
        events.append(Event(number, KINDS[kind], REPAIRS[repair], later))
    try:
        return checked(events)
    except ValueError as problem:
        raise CodeError(f"Piece {piece} of this code: {problem}") from None


def _view(text: str) -> tuple[tuple[str, ...], str]:
    letters, _, view = text.partition("-")
    lines = tuple(name for letter, name in LINES.items() if letter in letters)
    if not lines or len(lines) < len(letters):
        raise CodeError(f"Piece 5 of this code, “{text}”, names no lines.")
    if view not in VIEWS:
        raise CodeError(f"Piece 5 of this code, “{text}”, names no picture.")
    return lines, view


def _bet(text: str, options: int) -> tuple[int, int]:
    if not text:
        return -1, -1
    words = text.split("-")
    if len(words) > 2:
        raise CodeError(f"Piece 6 of this code, “{text}”, is no bet.")
    if not options:
        raise CodeError(f"Piece 6 of this code, “{text}”, is a bet; there is none here.")
    guess, *came = (_whole(6, word, 0, options - 1, text) for word in words)
    return guess, came[0] if came else -1


def _numbers(text: str) -> tuple[int, int]:
    words = text.split("-")
    if len(words) != 2:
        raise CodeError(f"Piece 7 of this code, “{text}”, should be two numbers, such as “0-3”.")
    tries, luck = (_whole(7, word, 0, MOST, text) for word in words)
    return tries, luck


def _whole(piece: int, text: str, low: int, high: int, word: str) -> int:
    # Digits alone, of our own script: int() would take “１”, “1_0” and “ 1” as well.
    if not re.fullmatch(r"[0-9]{1,4}", text) or not low <= int(text) <= high:
        raise CodeError(
            f"Piece {piece} of this code, “{word}”: “{text}” should be a whole number "
            f"from {low} to {high}."
        )
    return int(text)
