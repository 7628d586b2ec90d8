"""A corpus of made-up words that keeps every promise, and what writes one to disk."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from rapport.replies.corpus import (
    SPECIAL,
    Corpus,
    FairnessPair,
    GamingReply,
    Goal,
    Label,
    Reply,
    Scene,
    Utterance,
    Voice,
)
from rapport.replies.corpus.models import Settled
from rapport.replies.corpus.promises import THEMES

SCENE = {
    "id": "late-bus",
    "client": "The bus was late. I nearly went home.",
    "context": "Ikal, 40, baker; session 2. Quiet.",
    "themes": ["work"],
    "calls_for": ["repair_ownership"],
    "sensitive": False,
    "split": "train",
}
VOICE = {"id": "nurse", "brief": "Few words.", "split": "train"}
REPLY = {"id": "late-bus.nurse.1", "scene": "late-bus", "text": "You came. What helped?"}
LABEL = {
    "reply": "late-bus.nurse.1",
    "skills": {
        "reflection": 1,
        "complex_reflection": 0,
        "validation": 0,
        "open_question": 2,
        "nonjudgment": 2,
        "collaboration": 1,
        "boundary_clarity": None,
        "confidentiality_accuracy": None,
        "repair_ownership": 1,
    },
    "faults": ["minimising"],
    "overall": 3,
    "behaviours": ["reflection", "question_open"],
}
SETTLED = {"reply": "late-bus.nurse.1", "label": "overall", "value": 4, "reason": "It lands."}
GAMING = {
    "id": "late-bus.stuffed.1",
    "scene": "late-bus",
    "kind": "stuffed",
    "text": "I hear hear.",
}
FAIRNESS = {
    "id": "late-bus.pair.1",
    "scene": "late-bus",
    "group": "second-language",
    "plain": "You waited.",
    "other": "You did wait.",
}


UTTERANCE = {
    "id": "turn.1",
    "client_before": "",
    "text": "What brings you?",
    "behaviour": "question",
    "open": True,
    "split": "train",
}
GOAL = {
    "id": "goal.1",
    "client": "",
    "goal": "Walk on Monday.",
    "specific": 1,
    "measurable": 1,
    "achievable": 1,
    "relevant": 1,
    "time_bound": 0,
}


def small() -> Corpus:
    """One of everything."""
    return Corpus(
        scenes=(Scene.model_validate(SCENE),),
        voices=(Voice.model_validate(VOICE),),
        replies=(Reply.model_validate(REPLY),),
        labels=(Label.model_validate(LABEL),),
        second=(Label.model_validate(LABEL),),
        settled=(Settled.model_validate(SETTLED),),
        gaming=(GamingReply.model_validate(GAMING),),
        fairness=(FairnessPair.model_validate(FAIRNESS),),
        utterances=(Utterance.model_validate(UTTERANCE),),
        goals=(Goal.model_validate(GOAL),),
    )


@cache
def whole() -> Corpus:
    """80 scenes, 10 voices, 3,200 replies in words drawn at random, and all the rest."""
    draw = np.random.default_rng(7)
    splits = ["train"] * 6 + ["tune"] * 2 + ["report"] * 2

    def text(low: int = 3, high: int = 40) -> str:
        first, second = (
            " ".join(f"w{number}" for number in draw.integers(3000, size=draw.integers(low, high)))
            for _ in range(2)
        )
        return f"{first}. {second}."

    scenes = [
        {
            **SCENE,
            "id": f"scene-{number}",
            "themes": [THEMES[number % len(THEMES)]],
            "calls_for": [SPECIAL[number % 3]] if number % 2 else [],
            "split": splits[number % 10],
        }
        for number in range(80)
    ]
    voices = [{**VOICE, "id": f"voice-{n}", "split": splits[n]} for n in range(10)]
    replies = [
        {"id": f"{scene['id']}.{voice['id']}.{n}", "scene": scene["id"], "text": text()}
        for voice in voices
        for scene in scenes
        for n in range(1, 5)
    ]
    calls_for: dict[str, Any] = {scene["id"]: scene["calls_for"] for scene in scenes}

    def label(reply: dict[str, str], place: int) -> dict[str, Any]:
        called = calls_for[reply["scene"]]
        skills = {name: int(draw.integers(3)) for name in LABEL["skills"]}  # type: ignore[attr-defined]
        skills |= {name: None for name in SPECIAL if name not in called}
        return {**LABEL, "reply": reply["id"], "skills": skills, "overall": place % 5 + 1}

    labels = [label(reply, place) for place, reply in enumerate(replies)]
    return Corpus(
        scenes=tuple(map(Scene.model_validate, scenes)),
        voices=tuple(map(Voice.model_validate, voices)),
        replies=tuple(map(Reply.model_validate, replies)),
        labels=tuple(map(Label.model_validate, labels)),
        second=tuple(map(Label.model_validate, labels[::4])),
        settled=(),
        gaming=tuple(
            GamingReply.model_validate(
                {**GAMING, "id": f"gaming.{n}", "scene": f"scene-{n % 80}", "text": text()}
            )
            for n in range(500)
        ),
        fairness=tuple(
            FairnessPair.model_validate(
                {**FAIRNESS, "id": f"pair.{n}", "scene": f"scene-{n % 80}", "plain": text()}
            )
            for n in range(300)
        ),
        utterances=(Utterance.model_validate(UTTERANCE),),
        goals=tuple(Goal.model_validate({**GOAL, "id": f"goal.{n}"}) for n in range(400)),
    )


def write(corpus: Corpus, folder: Path) -> Path:
    """Lay a corpus out in files, as the course's own is."""
    for part in ("replies", "labels"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    _lines(folder / "scenes.jsonl", corpus.scenes)
    (folder / "voices.json").write_text(json.dumps([v.model_dump() for v in corpus.voices]))
    for voice in corpus.voices:
        own = f".{voice.id}."
        _lines(folder / "replies" / f"{voice.id}.jsonl", (r for r in corpus.replies if own in r.id))
        _lines(
            folder / "labels" / f"{voice.id}.jsonl", (x for x in corpus.labels if own in x.reply)
        )
    _lines(folder / "labels" / "second.jsonl", corpus.second)
    _lines(folder / "labels" / "settled.jsonl", corpus.settled)
    _lines(folder / "gaming.jsonl", corpus.gaming)
    _lines(folder / "fairness.jsonl", corpus.fairness)
    _lines(folder / "utterances.jsonl", corpus.utterances)
    _lines(folder / "goals.jsonl", corpus.goals)
    return folder


def _lines(path: Path, entries: Any) -> None:
    lines = (json.dumps(each.model_dump(), ensure_ascii=False) for each in entries)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
