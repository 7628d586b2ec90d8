"""What the reader learns from: the open corpus as examples with targets, split by scene and voice.

Targets are chances: 1, 0, or what share of the raters said so; NaN where nobody can say. Whatever
is read here is of one split of scenes, and of no voice of report unless that is asked for.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rapport.replies import corpus
from rapport.replies.corpus.models import (
    ACTS,
    AIMS,
    BEHAVIOURS,
    FAULTS,
    SKILLS,
    Corpus,
    Label,
    Split,
)
from rapport.replies.reader.outputs import SIZES

Array = NDArray[np.float32]
MISPLACED = 0.15  # of the replies, put behind another client's words
HELD_OUT = 0.1  # of goals
SEEN = ("reflection", "complex_reflection")  # skills that need this client's own words or sense


@dataclass(frozen=True)
class Example:
    """A text said after another, and what is known of it.

    targets: by output of `rapport.replies.reader.outputs` but the behaviours; an output that is
    left out is unknown. behaviours: (sentences, kinds), or None. twin: the same text in another
    way of speaking, to be read alike.
    """

    id: str
    before: str
    text: str
    context: str = ""
    targets: dict[str, Array] = field(default_factory=dict)
    behaviours: Array | None = None
    twin: str | None = None


@cache
def the_corpus() -> Corpus:
    """The corpus of the repository, read once."""
    return corpus.load()


def learned(seed: int) -> list[Example]:
    """Everything the reader learns from, in the order of the corpus, so that it can be repeated."""
    replies = of_replies("train")
    goals, _ = of_goals(seed)
    return [
        *replies,
        *misplaced(replies, MISPLACED, seed),
        *of_gaming("train"),
        *of_fairness("train"),
        *of_utterances("train"),
        *goals,
    ]


def digest(examples: Iterable[Example]) -> str:
    """Give a SHA-256 that any change in any field of any example changes, and their order too."""
    lines = (json.dumps(vars(each), default=np.ndarray.tolist) for each in examples)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def of_replies(split: Split, voices: Collection[Split] = ("train", "tune")) -> list[Example]:
    """Labelled replies of this split's scenes, by voices of these splits."""
    whole = the_corpus()
    scenes = {scene.id: scene for scene in whole.scenes}
    voice_split = {voice.id: voice.split for voice in whole.voices}
    second = {label.reply: label for label in whole.second}
    found = []
    for reply in whole.replies:
        scene = scenes[reply.scene]
        if reply.id not in whole.final or scene.split != split:
            continue
        if voice_split[reply.voice] not in voices:
            continue
        labels = [whole.final[reply.id]]
        if reply.id in second:  # the settled mark weighs twice what the second rater's does
            labels = [*labels, *labels, second[reply.id]]
        found.append(
            Example(
                reply.id,
                scene.client,
                reply.text,
                scene.context,
                targets_of(labels),
                behaviours_of(labels),
            )
        )
    return found


def targets_of(labels: Sequence[Label]) -> dict[str, Array]:
    """Give the shares of raters: overall above 1, 2, 3, 4; skills above 0, above 1; faults."""
    overall = np.mean([[label.overall > step for step in (1, 2, 3, 4)] for label in labels], axis=0)
    skills = np.full((len(SKILLS), 2), np.nan)
    for place, skill in enumerate(SKILLS):
        marks = [mark for label in labels if (mark := label.mark(skill)) is not None]
        if marks:
            skills[place] = np.mean([[mark > 0, mark > 1] for mark in marks], axis=0)
    faults = np.mean([[fault in label.faults for fault in FAULTS] for label in labels], axis=0)
    return {
        "overall": overall.astype(np.float32),
        "skills": skills.ravel().astype(np.float32),
        "faults": faults.astype(np.float32),
    }


def behaviours_of(labels: Sequence[Label]) -> Array:
    """Give the share of raters by sentence and behaviour."""
    shares = np.zeros((len(labels[0].behaviours), len(BEHAVIOURS)), dtype=np.float32)
    for label in labels:
        for place, behaviour in enumerate(label.behaviours):
            shares[place, BEHAVIOURS.index(behaviour)] += 1 / len(labels)
    return shares


def levels(examples: Sequence[Example]) -> NDArray[np.float64]:
    """The raters' level of each reply, 1 to 5: that of more than half of them."""
    return np.array([1 + (each.targets["overall"] > 0.5).sum() for each in examples], dtype=float)


def of_gaming(split: Split) -> list[Example]:
    """Gaming replies of this split's scenes; the manual gives them 1, a copied line 2."""
    whole = the_corpus()
    scenes = {scene.id: scene for scene in whole.scenes}
    return [
        Example(each.id, scene.client, each.text, scene.context, _poor(level=1.5))
        for each in whole.gaming
        if (scene := scenes[each.scene]).split == split
    ]


def of_fairness(split: Split) -> list[Example]:
    """Fairness pairs of this split's scenes, unlabelled: both sides are to be read alike."""
    whole = the_corpus()
    scenes = {scene.id: scene for scene in whole.scenes}
    return [
        Example(pair.id, scene.client, pair.plain, scene.context, twin=pair.other)
        for pair in whole.fairness
        if (scene := scenes[pair.scene]).split == split
    ]


def misplaced(examples: Sequence[Example], share: float, seed: int) -> list[Example]:
    """Good replies put behind another client's words: by the manual a 2 at most.

    Teaches that words count only for the client they are said to.
    """
    rng = random.Random(seed)
    good = [each for each in examples if each.targets["overall"][2] > 0.5]
    made = []
    for each in rng.sample(good, min(len(good), round(share * len(examples)))):
        other = rng.choice(examples)
        if other.before == each.before:
            continue
        made.append(
            replace(
                each,
                id=f"{each.id}.misplaced",
                before=other.before,
                context=other.context,
                targets=_poor(level=1.7),
                behaviours=None,
            )
        )
    return made


def of_utterances(split: Split) -> list[Example]:
    """Spoken turns of this split with what they mainly do."""
    found = []
    for turn in the_corpus().utterances:
        if turn.split != split:
            continue
        act = np.zeros(len(ACTS), dtype=np.float32)
        act[ACTS.index(turn.behaviour)] = 1
        targets = {"act": act}
        if turn.open is not None:
            targets["open"] = np.array([turn.open], dtype=np.float32)
        found.append(Example(turn.id, turn.client_before, turn.text, targets=targets))
    return found


def of_goals(seed: int) -> tuple[list[Example], list[Example]]:
    """Goals with their SMART labels: those to learn from, and those held out to try it on."""
    goals = [
        Example(
            each.id,
            each.client,
            each.goal,
            targets={"aims": np.array([getattr(each, aim) for aim in AIMS], dtype=np.float32)},
        )
        for each in the_corpus().goals
    ]
    held_out = random.Random(seed).sample(goals, round(HELD_OUT * len(goals)))
    held = {each.id for each in held_out}
    return [each for each in goals if each.id not in held], held_out


def _poor(level: float) -> dict[str, Array]:
    """Targets of a reply that shows nothing of this client; `level` from 1 to 2."""
    overall = np.array([level - 1, 0, 0, 0], dtype=np.float32)
    skills = np.full((len(SKILLS), 2), np.nan, dtype=np.float32)
    for skill in SEEN:
        skills[SKILLS.index(skill)] = 0
    return {"overall": overall, "skills": skills.ravel()}


def check_sizes(examples: Iterable[Example]) -> None:
    """Raise ValueError where a target has not the size of its output."""
    for each in examples:
        for name, target in each.targets.items():
            if target.shape != (SIZES[name],):
                raise ValueError(f"{each.id}: {name} has the shape {target.shape}")
