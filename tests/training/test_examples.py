"""What the reader learns from is of train alone: every figure on tune and report rests on that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from rapport.replies import corpus
from rapport.replies.corpus.models import Corpus, Scene

SEED = 1
MADE_UP = ".misplaced"


@pytest.fixture(scope="module")
def whole() -> Corpus:
    return corpus.load()


@pytest.fixture(scope="module")
def scenes(whole: Corpus) -> dict[str, Scene]:
    return {scene.id: scene for scene in whole.scenes}


@pytest.fixture(scope="module")
def learned(examples: ModuleType) -> list[Any]:
    made: list[Any] = examples.learned(SEED)
    return made


def said_in(scenes: dict[str, Scene], splits: Iterable[str]) -> set[str]:
    """What clients say in scenes of these splits, and in no other."""
    here = {scene.client for scene in scenes.values() if scene.split in splits}
    return here - {scene.client for scene in scenes.values() if scene.split not in splits}


def of_replies(some: Iterable[Any], whole: Corpus) -> list[str]:
    known = {reply.id for reply in whole.replies}
    names = [each.id.removesuffix(MADE_UP) for each in some]
    return [name for name in names if name in known]


def test_every_kind_of_example_is_learned(learned: list[Any], whole: Corpus) -> None:
    names = {each.id for each in learned}
    assert of_replies(learned, whole)
    assert any(name.endswith(MADE_UP) for name in names)
    for kind in (whole.gaming, whole.fairness, whole.utterances, whole.goals):
        assert names & {each.id for each in kind}
    assert len(names) == len(learned)


def test_nothing_is_learned_from_a_scene_of_another_split(
    learned: list[Any], whole: Corpus, scenes: dict[str, Scene]
) -> None:
    placed = {reply.id: scenes[reply.scene] for reply in whole.replies}
    placed |= {each.id: scenes[each.scene] for each in whole.gaming}
    placed |= {pair.id: scenes[pair.scene] for pair in whole.fairness}
    from_scenes = [placed[name] for each in learned if (name := _own(each)) in placed]
    assert {scene.split for scene in from_scenes} == {"train"}
    assert not {each.before for each in learned} & said_in(scenes, ["tune", "report"])
    contexts = {scene.context for scene in scenes.values() if scene.split == "train"}
    assert {each.context for each in learned} <= {"", *contexts}


def test_no_turn_of_the_hand_to_be_tried_on_is_learned(learned: list[Any], whole: Corpus) -> None:
    kept_back = {turn.id for turn in whole.utterances if turn.split != "train"}
    assert kept_back
    assert not kept_back & {each.id for each in learned}


def test_no_voice_of_report_is_learned_or_calibrated_on(
    examples: ModuleType, learned: list[Any], whole: Corpus
) -> None:
    unheard = {voice.id for voice in whole.voices if voice.split == "report"}
    assert unheard
    for some in (learned, examples.of_replies("tune")):
        assert not unheard & {name.split(".")[1] for name in of_replies(some, whole)}


def test_calibrated_is_on_tune_alone(
    examples: ModuleType, learned: list[Any], whole: Corpus, scenes: dict[str, Scene]
) -> None:
    tried = examples.of_replies("tune")
    assert {scenes[name.split(".")[0]].split for name in of_replies(tried, whole)} == {"tune"}
    assert {each.before for each in tried} <= said_in(scenes, ["tune"])
    splits = {turn.id: turn.split for turn in whole.utterances}
    assert {splits[each.id] for each in examples.of_utterances("tune")} == {"tune"}


def test_goals_that_are_tried_on_are_not_learned(
    examples: ModuleType, learned: list[Any], whole: Corpus
) -> None:
    known, held_out = examples.of_goals(SEED)
    assert len(held_out) == round(0.1 * len(whole.goals))
    assert {each.id for each in (*known, *held_out)} == {each.id for each in whole.goals}
    assert not {each.id for each in held_out} & {each.id for each in learned}


def test_a_misplaced_reply_is_a_good_one_behind_another_clients_words(
    learned: list[Any], whole: Corpus, scenes: dict[str, Scene]
) -> None:
    for each in learned:
        if each.id.endswith(MADE_UP):
            assert each.before != scenes[_own(each).split(".")[0]].client
            assert whole.final[_own(each)].overall > 3
            assert 1 + each.targets["overall"].sum() < 2


def test_the_settled_mark_outweighs_the_second_raters(examples: ModuleType, whole: Corpus) -> None:
    settled = {(each.reply, each.label): each.value for each in whole.settled}
    tried = examples.of_replies("tune")
    level = dict(zip((each.id for each in tried), examples.levels(tried), strict=True))
    marks = {reply: value for (reply, label), value in settled.items() if label == "overall"}
    assert marks.keys() & level.keys()
    assert all(level[reply] == marks[reply] for reply in marks.keys() & level.keys())


@pytest.mark.parametrize(
    "field", ["id", "before", "text", "context", "twin", "targets", "behaviours"]
)
def test_the_digest_hangs_on_every_field(examples: ModuleType, field: str) -> None:
    one = examples.Example(
        "a.b.1",
        "He left.",
        "And now?",
        "A widower.",
        {"open": np.array([1], dtype=np.float32)},
        np.zeros((1, 15), dtype=np.float32),
        "An' now?",
    )
    assert {each.name for each in fields(one)} == set(vars(one))
    other = {
        "targets": {"open": np.array([0.5], dtype=np.float32)},
        "behaviours": np.eye(1, 15, dtype=np.float32),
    }.get(field, "else")
    assert examples.digest([one]) == examples.digest([replace(one)])
    assert examples.digest([one]) != examples.digest([replace(one, **{field: other})])


def test_the_digest_hangs_on_the_order(examples: ModuleType, learned: list[Any]) -> None:
    assert examples.digest(learned[:5]) != examples.digest(learned[4::-1])


def _own(example: Any) -> str:
    name: str = example.id
    return name.removesuffix(MADE_UP)
