"""Reading the files: everything arrives, and whatever is wrong is one error naming its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.knowledge.entries import UnknownIdError
from rapport.replies.corpus import (
    BrokenCorpusError,
    Corpus,
    Label,
    MissingCorpusError,
    Reply,
    Settled,
    Utterance,
    load,
)
from rapport.replies.corpus.loader import parsed
from rapport.replies.corpus.models import (
    FairnessPair,
    GamingReply,
    Goal,
    Scene,
    Skills,
    Voice,
)
from tests.rapport.replies.corpus.samples import (
    FAIRNESS,
    GAMING,
    GOAL,
    LABEL,
    REPLY,
    SCENE,
    SETTLED,
    UTTERANCE,
    VOICE,
    small,
    write,
)

MODELS = {
    Scene: SCENE,
    Voice: VOICE,
    Reply: REPLY,
    Label: LABEL,
    Settled: SETTLED,
    GamingReply: GAMING,
    FairnessPair: FAIRNESS,
    Goal: GOAL,
    Utterance: UTTERANCE,
}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


def line(data: Any) -> bytes:
    return json.dumps(data).encode()


def test_everything_written_is_read(tmp_path: Path) -> None:
    assert load(write(small(), tmp_path)) == small()


def test_files_to_come_are_empty(tmp_path: Path) -> None:
    (tmp_path / "scenes.jsonl").write_bytes(line(SCENE))
    assert load(tmp_path) == Corpus(scenes=small().scenes)


def test_a_text_may_hold_separators_that_are_no_line_feed(tmp_path: Path) -> None:
    write(small(), tmp_path)
    text = "One\u2028two\x85three.\nFour."
    (tmp_path / "replies/nurse.jsonl").write_text(
        json.dumps({**REPLY, "text": text}, ensure_ascii=False) + "\r\n\n", "utf-8"
    )
    assert load(tmp_path).replies[0].text == text


def test_no_corpus_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(MissingCorpusError, match="comes with the course's repository") as told:
        load(tmp_path)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("file", "data", "says"),
    [
        ("scenes.jsonl", {**SCENE, "split": "test"}, "split: Input should be 'train'"),
        ("scenes.jsonl", {**SCENE, "sensitive": 0}, "sensitive: "),
        ("scenes.jsonl", {**SCENE, "themes": ["work", "work"]}, "themes: a name is given more"),
        ("scenes.jsonl", {**SCENE, "calls_for": ["validation"]}, "calls_for → 1: "),
        ("scenes.jsonl", {**SCENE, "context": "a\nb"}, "context: "),
        ("scenes.jsonl", {**SCENE, "theme": ["work"]}, "theme: there is no field of this name"),
        ("scenes.jsonl", [SCENE], "expected named fields"),
        ("replies/nurse.jsonl", {**REPLY, "text": " "}, "text: "),
        ("replies/nurse.jsonl", {**REPLY, "id": "late-bus.nurse"}, "id: "),
        ("replies/nurse.jsonl", {**REPLY, "id": "late-bus.coach.1"}, "is of the voice coach"),
        ("replies/nurse.jsonl", {**REPLY, "scene": "bus"}, "does not begin with the scene bus"),
        ("labels/nurse.jsonl", {**LABEL, "reply": "late-bus.coach.1"}, "is of the voice coach"),
        ("labels/nurse.jsonl", {**LABEL, "overall": 6}, "overall: "),
        ("labels/nurse.jsonl", {**LABEL, "overall": "3"}, "overall: "),
        ("labels/nurse.jsonl", {**LABEL, "overall": True}, "overall: "),
        ("labels/nurse.jsonl", {**LABEL, "faults": ["rude"]}, "faults → 1: "),
        ("labels/nurse.jsonl", {**LABEL, "behaviours": []}, "behaviours: "),
        (
            "labels/nurse.jsonl",
            {**LABEL, "skills": {**LABEL["skills"], "validation": None}},  # type: ignore[dict-item]
            "skills → validation: ",
        ),
        ("labels/second.jsonl", {"reply": "late-bus.nurse.1"}, "skills: this field is missing"),
        ("labels/settled.jsonl", {**SETTLED, "value": 6}, "value of overall a number from 1 to 5"),
        ("labels/settled.jsonl", {**SETTLED, "label": "blaming", "value": 2}, "from 0 to 1"),
        ("labels/settled.jsonl", {**SETTLED, "label": "validation", "value": None}, "from 0 to 2"),
        ("labels/settled.jsonl", {**SETTLED, "label": "behaviours"}, "a list of behaviours"),
        ("gaming.jsonl", {**GAMING, "kind": ""}, "kind: "),
        ("fairness.jsonl", {**FAIRNESS, "other": "You waited."}, "are the same text"),
        ("utterances.jsonl", {**UTTERANCE, "open": None}, "true or false for a question"),
        ("utterances.jsonl", {**UTTERANCE, "behaviour": "other"}, "null for all else"),
        ("goals.jsonl", {**GOAL, "specific": True}, "specific"),
    ],
)
def test_a_faulty_line_is_named_with_its_field(
    tmp_path: Path, file: str, data: Any, says: str
) -> None:
    write(small(), tmp_path)
    lines = (tmp_path / file).read_bytes().splitlines()
    (tmp_path / file).write_bytes(b"\n".join([*lines, line(data)]))
    with pytest.raises(BrokenCorpusError) as told:
        load(tmp_path)
    assert str(told.value).startswith(f"{file}, line {len(lines) + 1} cannot be read:\n  ")
    assert says in str(told.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b'{"id": ', "not valid JSON"),
        (b"\xff", "not UTF-8"),
        (b'{"id": "\\ud800"}', "not UTF-8"),
        (b'{"id": NaN}', "NaN is no number"),
        (b'{"id": "a", "id": "b"}', "given more than once"),
        (b"[" * 200_000, "not valid JSON"),
        (b"9" * 5000, "not valid JSON"),
    ],
)
def test_what_is_no_json_is_named(text: bytes, says: str) -> None:
    with pytest.raises(BrokenCorpusError, match=r"^scenes\.jsonl, line 3 cannot be read") as told:
        parsed(text, Scene, "scenes.jsonl, line 3")
    assert says in str(told.value)


def test_a_voice_is_named_by_its_place(tmp_path: Path) -> None:
    write(small(), tmp_path)
    (tmp_path / "voices.json").write_bytes(line([VOICE, {**VOICE, "brief": 3}]))
    with pytest.raises(BrokenCorpusError, match=r"voices\.json, entry 2 cannot be read:\n  brief"):
        load(tmp_path)
    (tmp_path / "voices.json").write_bytes(line(VOICE))
    with pytest.raises(BrokenCorpusError, match="expected a list of voices"):
        load(tmp_path)


def test_many_faults_are_told_at_once_but_not_all(tmp_path: Path) -> None:
    (tmp_path / "scenes.jsonl").write_bytes(b"{}\n" * 25)
    with pytest.raises(BrokenCorpusError) as told:
        load(tmp_path)
    assert "scenes.jsonl, line 20 cannot" in str(told.value)
    assert str(told.value).endswith("\nand 5 more")


@pytest.mark.parametrize("model", MODELS)
@given(data=st.data())
def test_any_line_is_read_or_refused_in_one_way(model: Any, data: st.DataObject) -> None:
    sample = MODELS[model]
    changed = st.sampled_from(sorted(sample)).flatmap(
        lambda field: json_values.map(lambda value: {**sample, field: value})
    )
    raw = data.draw(st.binary() | json_values.map(line) | changed.map(line))
    try:
        assert isinstance(parsed(raw, model, "here"), model)
    except BrokenCorpusError as told:
        assert str(told).startswith("here cannot be read:\n  ")


@settings(max_examples=50)
@given(scenes=st.binary(), voices=st.binary() | json_values.map(line))
def test_any_file_is_read_or_refused_in_one_way(
    tmp_path_factory: pytest.TempPathFactory, scenes: bytes, voices: bytes
) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "scenes.jsonl").write_bytes(scenes)
    (folder / "voices.json").write_bytes(voices)
    try:
        assert isinstance(load(folder), Corpus)
    except BrokenCorpusError as told:
        assert str(told).startswith(("scenes.jsonl, line", "voices.json"))


@pytest.mark.parametrize(
    ("scene", "voice", "split"),
    [
        ("train", "train", "train"),
        ("tune", "tune", "tune"),
        ("report", "report", "report"),
        ("train", "report", "crossing"),
        ("tune", "train", "crossing"),
    ],
)
def test_a_split_is_that_of_scene_and_voice(scene: str, voice: str, split: str) -> None:
    corpus = Corpus(
        scenes=(Scene.model_validate({**SCENE, "split": scene}),),
        voices=(Voice.model_validate({**VOICE, "split": voice}),),
        replies=small().replies,
    )
    assert corpus.split_of(corpus.replies[0]) == split


def test_a_reply_of_nobody_has_no_split() -> None:
    with pytest.raises(UnknownIdError, match="no voice “nurse”"):
        Corpus(scenes=small().scenes).split_of(small().replies[0])


def test_what_was_settled_takes_the_place_of_the_first_label() -> None:
    def settled(label: str, value: Any) -> Settled:
        return Settled.model_validate({**SETTLED, "label": label, "value": value})

    first = small().labels[0]
    corpus = Corpus(
        labels=(first,),
        settled=(
            settled("overall", 5),
            settled("minimising", 0),
            settled("blaming", 1),
            settled("validation", 2),
            settled("behaviours", ["limit", "other"]),
        ),
    )
    final = corpus.final[first.reply]
    assert final.overall == 5
    assert final.faults == ("blaming",)
    assert final.skills == Skills.model_validate({**LABEL["skills"], "validation": 2})  # type: ignore[dict-item]
    assert final.behaviours == ("limit", "other")
    assert corpus.labels[0].overall == 3
    assert Label.model_validate(final.model_dump()) == final
    assert [final.mark(name) for name in ("overall", "blaming", "minimising", "validation")] == [
        5,
        1,
        0,
        2,
    ]
