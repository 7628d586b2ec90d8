"""What was read in a reply: sentences, skills, faults, how good it is, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rapport.replies.corpus.models import Behaviour, Fault, Skill, Special
from rapport.replies.speech import Finding
from rapport.replies.text import Span

Phrases = Mapping[str, tuple[str, ...]]
Wordings = Mapping[str, Sequence[str]]

CERTAIN = 0.95
"""Confidence in what anyone can see: nothing said, a copy, code. The encoder is never so sure."""


@dataclass(frozen=True)
class Key:
    """What the author of a scene knows beforehand; every part may be empty.

    facts, owns, limits, meanings: name → phrases, one of which shows it: what a reply must say
    rightly, must own, must keep, and what it may hear beneath the words. forbidden: name → phrases
    of promises that must not be made. questions: name → wordings of a question about danger that
    must be put. calls_for: the special skills that are judged; None for all.
    """

    facts: Phrases = field(default_factory=dict)
    owns: Phrases = field(default_factory=dict)
    limits: Phrases = field(default_factory=dict)
    meanings: Phrases = field(default_factory=dict)
    forbidden: Phrases = field(default_factory=dict)
    questions: Phrases = field(default_factory=dict)
    calls_for: tuple[Special, ...] | None = None

    @classmethod
    def of_scene(
        cls,
        *,
        facts: Wordings,
        owns: Wordings,
        limits: Wordings,
        meanings: Wordings,
        forbidden: Wordings,
        questions: Wordings,
    ) -> Key:
        """Make the key of a scene whose author has written everything down.

        Then the special skills it calls for are those that a part of it is about.
        """
        key = cls(
            facts=_phrases(facts),
            owns=_phrases(owns),
            limits=_phrases(limits),
            meanings=_phrases(meanings),
            forbidden=_phrases(forbidden),
            questions=_phrases(questions),
        )
        return replace(key, calls_for=tuple(skill for skill, names in key.wanted if names))

    @property
    def wanted(self) -> tuple[tuple[Special, Phrases], ...]:
        """Each special skill with what the author wants said for it, which may be nothing."""
        return (
            ("repair_ownership", self.owns),
            ("boundary_clarity", self.limits),
            ("confidentiality_accuracy", self.facts),
        )


def _phrases(wordings: Wordings) -> Phrases:
    return {name: tuple(each) for name, each in wordings.items()}


@dataclass(frozen=True)
class Sentence:
    """A sentence of a reply and what it does; chance: of that being so, 0 to 1.

    chances: of every behaviour; they add up to 1.
    """

    place: Span
    behaviour: Behaviour
    chance: float
    chances: Mapping[Behaviour, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """A skill's degree (0 to 2) or a fault's presence (0 or 1).

    chance: that it is above 0. words: the sentence that carries it most, empty where it is 0.
    """

    value: int
    chance: float
    words: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """What a reply does for a client, as far as software can tell.

    overall: 1 to 5, fractional. likely: the range it lies in with four chances out of five.
    confidence: the chance, 0 to 1, that raters' level is less than one step away; unsure: whether
    that is too little. caps: why it is not higher, a sentence each; doubts: what a person should
    look at. rules: what the rules of `rapport.replies.speech` found, by their names, with the
    words. found: by name of the key, the words that show it.
    """

    sentences: tuple[Sentence, ...]
    skills: Mapping[Skill, Judgement | None]
    faults: Mapping[Fault, Judgement]
    overall: float
    likely: tuple[float, float]
    confidence: float
    unsure: bool
    caps: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    rules: Mapping[str, Finding] = field(default_factory=dict)
    found: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)

    @property
    def needs_human(self) -> bool:
        """Whether it is too unsure, or something could not be read."""
        return self.unsure or bool(self.doubts)

    @property
    def why(self) -> tuple[str, ...]:
        """Sentences for the learner and the instructor: what was found, what is in doubt."""
        low, high = self.likely
        unsure = f"It could be read as anything from {low:.0f} to {high:.0f} of 5."
        return (*self.caps, *self.doubts, *([unsure] if self.unsure else []))

    @property
    def certain(self) -> bool:
        """Whether it rests on what anyone can see, and not on the encoder."""
        return self.confidence >= CERTAIN

    def to_dict(self) -> dict[str, Any]:
        """Give what `rapport assess` prints: plain numbers by name."""
        return {
            "overall": round(self.overall, 3),
            "skills": {name: each and each.value for name, each in self.skills.items()},
            "faults": [name for name, each in self.faults.items() if each.value],
            "confidence": round(self.confidence, 3),
            "needs_human": self.needs_human,
        }
