"""What one spoken turn of a counsellor mainly does, and how a goal stands to SMART.

Both are outputs of the same encoder that reads replies (`rapport.replies.reader`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rapport.replies.corpus.models import ACTS, AIMS, Act, Aim
from rapport.replies.reader.encoder import card, read

_DAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mons?|tues?|thu(?:rs?)?|fris?|(?:wed|sat|sun)s|(?-i:Wed|Sat|Sun)"
    # In small letters the sun may shine, and who sat or was wed did so on any day: a neighbour must tell.
    r"|(?:on|by|this|next|every|each|until|till) (?:wed|sat|sun)|(?:wed|sat|sun)(?:(?: ?[-–/&+,] ?| to | and | )(?:wed|sat|sun)"
    r"| \d\d?(?:[:.]\d\d|[-–]\d| ?[ap]m)| [ap]m| (?:morning|afternoon|evening|night)s?))"
)
_NUMBER = re.compile(
    r"\d|\b(?:(?<!no[ -])one(?! another)|two|three|four|five|six|seven|eight|nine|ten|half|(?<!for )(?<!at )once|twice|daily"
    r"|nightly|weekly|monthly|couple of|dozen)\b|\b(?:every|each|per) (?:day|night|morning|evening|week|weekend|month"
    r"|meal|lunch|dinner|hour|\w+day)|\bevery other|\ba (?:day|week|night|month)\b|no (?:more|less) than"
    rf"|\b{_DAY}\b",
    re.I,
)
_TIME = re.compile(
    r"\b(?:daily|nightly|weekly|monthly|today|tonight|tomorrow|until|till|by (?:the )?(?:end|next|\w+ \d|\d)|before"
    r"|(?<!look )(?<!looking )after|(?:every|each|per|this|next|for|in) (?:\w+ )?(?:day|night|morning"
    r"|evening|afternoon|week|weekend|month|year|meal|lunch|dinner|breakfast|hour|session|fortnight|\w+day)s?"
    r"|a (?:day|week|night|month)|weeknights?|mornings?|evenings?|\d+ ?(?:x|times)?/ ?(?:wk|week|day|d)"
    rf"|{_DAY}|january|february|(?-i:March)|(?:\d\d?|by|for|from|in|next) march|april|june|july"
    r"|august|september|october|november|december|christmas|easter)\b|/(?:wk|week|day)",
    re.I,
)
_PLAIN: Mapping[Aim, re.Pattern[str]] = {"measurable": _NUMBER, "time_bound": _TIME}

# How sure somebody is, or how much it matters to them: a number that counts nothing to be done.
_SCORE = r"(?:\d{1,3}(?:[-–.,]\d{1,3})?|one|two|three|four|five|six|seven|eight|nine|ten)"
_OF_TEN = r"(?: ?(?:/|out of) ?(?:10|ten)\b| ?%)"
_RATING = re.compile(
    r"\(?\b(?:conf|confidence|confident|importance|readiness)\b"
    rf"(?:[ a-z'’]{{0,40}}\W{{0,3}}{_SCORE}{_OF_TEN}|(?: level| rating)?\W{{0,3}}(?:is |at |of )?{_SCORE}(?=\s*(?:[).,;\n]|$)))\)?"
    rf"|\b{_SCORE}{_OF_TEN} confiden(?:t|ce)\b",
    re.I,
)


@dataclass(frozen=True)
class Turn:
    """A turn's main behaviour; open: of a question, whether it invites a story, else None.

    confidence: the chance, 0 to 1, that a coder would name the same behaviour.
    """

    behaviour: Act
    open: bool | None
    confidence: float

    def to_dict(self) -> dict[str, Any]:
        """Give what `rapport assess --behaviours` prints."""
        return {
            "behaviour": self.behaviour,
            "open": self.open,
            "confidence": round(self.confidence, 3),
        }


@dataclass(frozen=True)
class Smart:
    """A goal by the five letters of SMART: name → the chance, 0 to 1, that it is so."""

    chances: Mapping[Aim, float]

    @property
    def aims(self) -> Mapping[Aim, bool]:
        """Name → whether it is rather so than not."""
        return {aim: chance >= 0.5 for aim, chance in self.chances.items()}

    @property
    def confidence(self) -> float:
        """The chance that none of the five is read wrongly."""
        return math.prod(max(chance, 1 - chance) for chance in self.chances.values())

    @property
    def is_smart(self) -> bool:
        """Whether all five hold."""
        return all(self.aims.values())

    def to_dict(self) -> dict[str, Any]:
        """Give what `rapport assess --goals` prints."""
        aims: dict[str, int] = {name: int(held) for name, held in self.aims.items()}
        return {**aims, "is_smart": self.is_smart, "confidence": round(self.confidence, 3)}


def behaviour(text: str, client_before: str = "") -> Turn:
    """Name the main behaviour of a turn, said after `client_before`."""
    if not any(sign.isalnum() for sign in text):
        return Turn("other", None, 0.95)
    reading = read(client_before, text)
    act = ACTS[int(reading.act.argmax())]
    is_open = bool(reading.open[0] >= 0.5) if act == "question" else None
    return Turn(act, is_open, float(reading.act.max()) ** float(card()["act_power"]))


def smart(goal: str, client: str = "") -> Smart:
    """Judge a goal; `client` says in a line whose it is, where that is known."""
    if not any(sign.isalnum() for sign in goal):
        return Smart(dict.fromkeys(AIMS, 0.0))
    found = read(client, goal).aims
    chances = {aim: float(chance) for aim, chance in zip(AIMS, found, strict=True)}
    # A number or a time is plain to see; the encoder is swayed by those in the client's line.
    for aim, held in plain(goal).items():
        chances[aim] = (chances[aim] + (0.95 if held else 0.05)) / 2
    return Smart(chances)


def plain(goal: str) -> Mapping[Aim, bool]:
    """Tell whether a goal has a number, and a time, besides how confident somebody is.

    >>> plain("Walk on Monday. Confidence: 8/10")["measurable"]
    True
    >>> plain("Be healthier (confidence 8/10)")["measurable"]
    False
    """
    bare = _RATING.sub("", goal)
    return {aim: pattern.search(bare) is not None for aim, pattern in _PLAIN.items()}
