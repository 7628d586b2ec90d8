"""Reading a reply: what each sentence does, what the whole does for this client, how sure that is.

Two readers work together. A small encoder, trained on the open corpus, judges; rules judge what
rules can tell for certain (nothing said, copied words, code, another alphabet) and what an author
wrote into a scene's key. Where they differ, or the encoder is unsure, a person is asked.

`docs/reading-replies.md` says how far this can be trusted. Sources of the kinds of judgement: the
corpus' coding manual (`docs/coding-manual.md`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np

from rapport.replies.assessment import CERTAIN, Assessment, Judgement, Key, Sentence
from rapport.replies.corpus.models import (
    BEHAVIOURS,
    FAULTS,
    SKILLS,
    SPECIAL,
    Behaviour,
    Fault,
    Skill,
)
from rapport.replies.cues import questions
from rapport.replies.reader.encoder import Reading, card, read
from rapport.replies.speech import (
    READ_AT_MOST,
    Finding,
    asks_about_danger,
    findings,
    negated,
)
from rapport.replies.text import Span, find_any

SUREST = 0.94  # of the encoder's confidence; more is for what anyone can see
UNANSWERED = 3.0  # the manual's cap where what the scene asks for is not there
MISLED = 2.0  # its cap where a client is misled

_WHY = re.compile(r"\bwhy\b[^.!\n]{0,200}\?", re.I)

# The behaviours by which a sentence carries a skill or a fault.
_CARRIES: Mapping[Skill | Fault, tuple[Behaviour, ...]] = {
    "reflection": ("reflection",),
    "complex_reflection": ("reflection",),
    "validation": ("affirmation", "reflection"),
    "open_question": ("question_open",),
    "nonjudgment": ("affirmation", "reflection", "ownership", "other"),
    "collaboration": ("asking_permission", "question_open"),
    "boundary_clarity": ("limit",),
    "confidentiality_accuracy": ("limit", "information"),
    "repair_ownership": ("ownership",),
    "unsolicited_advice": ("advice",),
    "false_reassurance": ("reassurance",),
    "closed_question_only": ("question_closed",),
    "interrogation": ("question_closed", "question_open"),
    "minimising": ("minimising", "reassurance"),
    "blaming": ("judging",),
    "self_focus": ("self_disclosure", "ownership"),
    "overpromising_confidentiality": ("limit", "reassurance"),
    "diagnosing_labelling": ("judging", "information"),
    "defensiveness": ("defensiveness",),
}


def assess(
    reply: str, client: str, key: Key | None = None, context: str = "", sure: float | None = None
) -> Assessment:
    """Judge what a reply does for this client.

    client: what they just said; context: a line on who and where, if there is one. key: what the
    scene's author wrote down. sure: the least `confidence` that does without a person, 0 to 1; None
    for the value `card.json` gives. Pure and deterministic: the same texts give the same figures.

    >>> assess("", "My boy moved out on Sunday.").overall
    1.0
    """
    rules = findings(reply, client)
    reading = read(client, reply, context)
    if reading.pieces.cut:
        said = "This is longer than the reader reads; only its beginning was read."
        rules.setdefault("too_long", Finding(said, (), None))
    key = key or Key()
    sentences = _sentences(reading)
    found = _found(key, reply[:READ_AT_MOST])
    # Where a rule is certain, the encoder's finer judgements are of words that say nothing here.
    certain = any(each.at_most is not None for each in rules.values())
    skills = _skills(reading, sentences, key, () if certain else SKILLS)
    faults = _faults(reading, sentences, () if certain else _possible(reply, key, found))
    if "secrecy" in rules and not certain:
        skills, faults = _not_kept(skills, faults, rules["secrecy"].words)
    steps = _steps(reading)
    caps = _caps(rules, key, found, skills)
    most = min((cap for cap, _ in caps), default=5.0)
    overall = min(1 + sum(steps), most)
    confidence = CERTAIN if certain else _confidence(steps, overall, reading.pieces.cut)
    low, high = _likely(steps)
    least = float(card()["sure"]) if sure is None else sure
    return Assessment(
        sentences=sentences,
        skills=skills,
        faults=faults,
        overall=overall,
        likely=(min(low, most), min(high, most)),
        confidence=confidence,
        unsure=confidence < least and not certain,
        caps=tuple(says for _, says in caps),
        doubts=(
            *(each.says for each in rules.values() if each.at_most is None),
            *_doubts(key, found, skills),
        ),
        rules=rules,
        found=found,
    )


def _sentences(reading: Reading) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(
            place,
            BEHAVIOURS[int(chances.argmax())],
            float(chances.max()),
            dict(zip(BEHAVIOURS, map(float, chances), strict=True)),
        )
        for place, chances in zip(reading.pieces.sentences, reading.behaviours, strict=False)
    )


def _steps(reading: Reading) -> Sequence[float]:
    """Give the chances of more than 1, 2, 3, 4, none above the one before it."""
    return [float(each) for each in np.minimum.accumulate(reading.overall)]


def _caps(
    rules: Mapping[str, Finding],
    key: Key,
    found: Mapping[str, tuple[Span, ...]],
    skills: Mapping[Skill, Judgement | None],
) -> list[tuple[float, str]]:
    """Give the highest levels that are left, each with its reason."""
    return [
        *((each.at_most, each.says) for each in rules.values() if each.at_most is not None),
        *((MISLED, promise(name)) for name in key.forbidden if found.get(name)),
        *(
            (UNANSWERED, f"What this moment asks for was not found: {_said(missing)}.")
            for missing in _unanswered(key, found, skills)
        ),
    ]


def promise(name: str) -> str:
    """Say that a promise of the key was found."""
    return f"This promises what cannot be kept: {name}."


def _doubts(
    key: Key,
    found: Mapping[str, tuple[Span, ...]],
    skills: Mapping[Skill, Judgement | None],
) -> list[str]:
    """Where encoder and key differ: one finds all of what the other finds no trace of."""
    doubts = []
    for skill, names in key.wanted:
        judged = skills.get(skill)
        if not names or judged is None:
            continue
        shown = [bool(found.get(name)) for name in names]
        if (all(shown) and not judged.value) or (judged.value == 2 and not any(shown)):
            doubts.append(
                f"The author's words for it and the sense of it do not agree on {_said(skill)}."
            )
    return doubts


def _unanswered(
    key: Key, found: Mapping[str, tuple[Span, ...]], skills: Mapping[Skill, Judgement | None]
) -> list[str]:
    """What the scene asks for and neither the author's wordings nor the encoder find a trace of."""
    # One question put is enough, so one name stands for all that were not.
    unasked = [] if any(map(found.get, key.questions)) else list(key.questions)[:1]
    return unasked + [
        skill
        for skill, names in key.wanted
        if names
        and not any(found.get(name) for name in names)
        and (judged := skills.get(skill)) is not None
        and not judged.value
    ]


def _found(key: Key, reply: str) -> Mapping[str, tuple[Span, ...]]:
    parts = (key.facts, key.owns, key.limits, key.meanings, key.forbidden)
    found = {
        name: tuple(
            place
            for place in find_any(phrases, reply)
            # “I won't tell, this stays between us”: the promise is not denied.
            if not negated(place, reply, clause=part is key.forbidden)
        )
        for part in parts
        for name, phrases in part.items()
    }
    # “Do you not want to live?”: a question about danger may well have a not in it.
    asked = {name: tuple(find_any(phrases, reply)) for name, phrases in key.questions.items()}
    return found | asked


def _skills(
    reading: Reading, sentences: Sequence[Sentence], key: Key, shown: Sequence[Skill]
) -> Mapping[Skill, Judgement | None]:
    judged: dict[Skill, Judgement | None] = {}
    for place, skill in enumerate(SKILLS):
        if skill in SPECIAL and key.calls_for is not None and skill not in key.calls_for:
            judged[skill] = None
            continue
        some, full = (float(each) for each in reading.skills[place])
        value = round(some + min(some, full)) if skill in shown else 0
        words = _carrier(skill, reading, sentences) if value else ()
        judged[skill] = Judgement(value, some, words)
    return judged


def _faults(
    reading: Reading, sentences: Sequence[Sentence], shown: Sequence[Fault]
) -> Mapping[Fault, Judgement]:
    least: Mapping[str, float] = card()["faults"]
    judged = {}
    for fault, chance in zip(FAULTS, reading.faults, strict=True):
        value = int(fault in shown and chance >= least[fault])
        words = _carrier(fault, reading, sentences) if value else ()
        judged[fault] = Judgement(value, float(chance), words)
    return judged


def _not_kept(
    skills: Mapping[Skill, Judgement | None],
    faults: Mapping[Fault, Judgement],
    words: tuple[Span, ...],
) -> tuple[Mapping[Skill, Judgement | None], Mapping[Fault, Judgement]]:
    """What a promise of secrecy without limits makes of both; the encoder met too few to know."""
    said, fault = skills["confidentiality_accuracy"], faults["overpromising_confidentiality"]
    return (
        {**skills, "confidentiality_accuracy": said and Judgement(0, said.chance)},
        {**faults, "overpromising_confidentiality": Judgement(1, fault.chance, words)},
    )


def _possible(reply: str, key: Key, found: Mapping[str, tuple[Span, ...]]) -> Sequence[Fault]:
    """The faults a reply can have: asking about danger is never too closed or too much.

    Where the author says that it must be asked, asking neither blames nor advises. Fewer than three
    questions or two whys are no interrogation (the manual's own measure).
    """
    excused: set[Fault] = set()
    if len(questions(reply)) < 3 and len(_WHY.findall(reply)) < 2:
        excused |= {"interrogation"}
    if asks_about_danger(reply):
        excused |= {"closed_question_only", "interrogation"}
    if any(found.get(name) for name in key.questions):
        excused |= {"closed_question_only", "interrogation", "blaming", "unsolicited_advice"}
    return [fault for fault in FAULTS if fault not in excused]


def _carrier(
    name: Skill | Fault, reading: Reading, sentences: Sequence[Sentence]
) -> tuple[Span, ...]:
    """The sentence that most does what the skill or fault is made of."""
    if not sentences:
        return ()
    columns = [BEHAVIOURS.index(each) for each in _CARRIES[name]]
    shares = reading.behaviours[: len(sentences), columns].sum(axis=1)
    return (sentences[int(shares.argmax())].place,)


def _confidence(steps: Sequence[float], overall: float, cut: bool) -> float:
    """The chance that raters' level is less than one step away, calibrated on the tune split."""
    spread = sum(chance * (1 - chance) for chance in steps)
    weights: Mapping[str, float] = card()["confidence"]
    chance = _logistic(
        weights["base"]
        + weights["spread"] * spread
        + weights["middle"] * abs(overall - 3)
        + weights["cut"] * cut
    )
    return min(chance, SUREST)


def _likely(steps: Sequence[float]) -> tuple[float, float]:
    """The levels between which four chances out of five lie."""
    below = [1 - each for each in steps] + [1.0]  # chance of level 1, up to 2, ... up to 5
    low = next(level for level, chance in enumerate(below, 1) if chance > 0.1)
    high = next(level for level, chance in enumerate(below, 1) if chance >= 0.9)
    return float(low), float(high)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def _said(name: str) -> str:
    return name.replace("_", " ")
