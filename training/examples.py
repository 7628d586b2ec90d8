"""What the reader learns from: the open corpus as examples with targets, split by scene and voice.

Targets are chances: 1, 0, or what share of the raters said so; NaN where nobody can say.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
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
    Scene,
)
from rapport.replies.reader.outputs import SIZES

Array = NDArray[np.float32]
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
    split: str = "train"


@cache
def the_corpus() -> Corpus:
    """The corpus of the repository, read once."""
    return corpus.load()


def of_replies(keep: Callable[[Scene, str], bool]) -> list[Example]:
    """Labelled replies whose (scene, split of the voice) is kept."""
    whole = the_corpus()
    scenes = {scene.id: scene for scene in whole.scenes}
    voices = {voice.id: voice.split for voice in whole.voices}
    second = {label.reply: label for label in whole.second}
    found = []
    for reply in whole.replies:
        scene = scenes[reply.scene]
        if reply.id not in whole.final or not keep(scene, voices[reply.voice]):
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
                split=scene.split,
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


def of_gaming(splits: Iterable[str]) -> list[Example]:
    """Gaming replies of scenes of these splits; the manual gives them 1, a copied line 2."""
    whole, kept = the_corpus(), set(splits)
    scenes = {scene.id: scene for scene in whole.scenes}
    return [
        Example(
            each.id,
            scene.client,
            each.text,
            scene.context,
            _poor(level=1.5),
            split=scene.split,
        )
        for each in whole.gaming
        if (scene := scenes[each.scene]).split in kept
    ]


def of_fairness(splits: Iterable[str]) -> list[Example]:
    """Fairness pairs of scenes of these splits, unlabelled: both sides are to be read alike."""
    whole, kept = the_corpus(), set(splits)
    scenes = {scene.id: scene for scene in whole.scenes}
    return [
        Example(
            pair.id, scene.client, pair.plain, scene.context, twin=pair.other, split=scene.split
        )
        for pair in whole.fairness
        if (scene := scenes[pair.scene]).split in kept
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


def of_utterances(split: str) -> list[Example]:
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


def of_goals() -> list[Example]:
    """Goals with their SMART labels."""
    return [
        Example(
            each.id,
            each.client,
            each.goal,
            targets={"aims": np.array([getattr(each, aim) for aim in AIMS], dtype=np.float32)},
        )
        for each in the_corpus().goals
    ]


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
