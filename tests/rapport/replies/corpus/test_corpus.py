"""The course's own corpus keeps its promises, and the command says so."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from rapport import cli, clients, questions
from rapport.replies import corpus
from rapport.replies.corpus.duplicates import runs
from rapport.replies.corpus.models import (
    FairnessPair,
    GamingReply,
    Goal,
    Label,
    Reply,
    Scene,
    Settled,
    Utterance,
)
from rapport.replies.corpus.promises import PROMISES
from rapport.replies.corpus.report import Report, report

OWN = Path(str(resources.files("rapport.replies.corpus")))
ROOT = OWN.parents[2]
SHARED_RUN = 6  # words in a row that no scene has from elsewhere in the course
# Of the lessons and exercises, beside those of `rapport.clients` and the bets.
PEOPLE = (
    "Adaeze, Amaru, Anneliese, Bao, Callie, Desmond, Eun-ji, Farid, Gerald, Henrik, Hollis, Ines,"
    " Kwabena, Lin Mei, Marcus, Marguerite, Mina, Noor, Ofelia, Petra, Priya, Rob, Ruthanne, Selu,"
    " Sol, Tamsin, Teo, Tomasz, Wanjiru"
).split(", ")


@pytest.fixture(scope="module")
def figures() -> Report:
    return report(corpus.load(), resamples=10)


def raw(pattern: str, without: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """Every line of some files, read without the loader."""
    for path in sorted(OWN.glob(pattern)):
        lines = path.read_text("utf-8").split("\n") if path.name not in without else []
        yield from (json.loads(line) for line in lines if line)


def first_labels() -> Iterator[dict[str, Any]]:
    return raw("labels/*.jsonl", without=("second.jsonl", "settled.jsonl"))


def strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from strings(part)


def elsewhere() -> Iterator[str]:
    """Every text of the lessons, the practice clients, the questions and the exercises."""
    for path in [*ROOT.glob("rapport/clients/*.yaml"), *ROOT.glob("rapport/questions/*.yaml")]:
        yield from strings(yaml.safe_load(path.read_text("utf-8")))
    for path in [*ROOT.glob("solutions/*/*.ipynb"), *ROOT.glob("course/**/*.ipynb")]:
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            yield "".join(cell["source"])


def test_fields_stand_in_one_order() -> None:
    for lines, model in (
        (raw("scenes.jsonl"), Scene),
        (raw("replies/*.jsonl"), Reply),
        (first_labels(), Label),
        (raw("labels/second.jsonl"), Label),
        (raw("labels/settled.jsonl"), Settled),
        (raw("gaming.jsonl"), GamingReply),
        (raw("fairness.jsonl"), FairnessPair),
        (raw("utterances.jsonl"), Utterance),
        (raw("goals.jsonl"), Goal),
    ):
        for line in lines:
            assert list(line) == list(model.model_fields), line


@pytest.mark.parametrize("promise", PROMISES)
def test_every_promise_is_kept(promise: str, figures: Report) -> None:
    assert PROMISES[promise](corpus.load(), figures) is None


def test_no_scene_takes_words_from_elsewhere_in_the_course() -> None:
    theirs = frozenset[tuple[str, ...]]().union(*(runs(text, SHARED_RUN) for text in elsewhere()))
    assert len(theirs) > 10_000
    for scene in corpus.load().scenes:
        shared = {" ".join(run) for run in runs(scene.client, SHARED_RUN) & theirs}
        assert not shared, (scene.id, shared)


def test_nobody_of_the_course_speaks_in_a_scene() -> None:
    people = {
        *PEOPLE,
        *(client.name for client in clients.clients()),
        *(run.name for bet in questions.bets() for run in bet.runs),
    }
    for scene in corpus.load().scenes:
        met = {
            name
            for name in people
            if re.search(rf"\b{re.escape(name)}\b", f"{scene.context} {scene.client}")
        }
        assert not met, (scene.id, met)


def test_the_verdict_of_the_command_is_the_recomputed_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = cli.main(["corpus", "--json"])
    said = json.loads(capsys.readouterr().out)
    assert code == bool(said["broken"])

    replies, labels = list(raw("replies/*.jsonl")), list(first_labels())
    labelled, ids = {label["reply"] for label in labels}, {reply["id"] for reply in replies}
    twice = labelled & {label["reply"] for label in raw("labels/second.jsonl")}
    of_scene = Counter(reply["scene"] for reply in replies)
    wide = {reply["scene"] for reply in raw("replies/wide.jsonl")}
    level = {label["reply"]: label["overall"] for label in labels}
    for settled in raw("labels/settled.jsonl"):
        if settled["label"] == "overall":
            level[settled["reply"]] = settled["value"]
    shares = Counter(level[id] for id in labelled & ids)
    rated = max(1, len(labelled & ids))
    kept = {
        "scenes": len({s["id"] for s in raw("scenes.jsonl")} - wide) >= 80,
        "voices": len({reply["id"].split(".")[1] for reply in replies}) >= 10,
        "replies": len(replies) >= 3200,
        "replies of a scene": all(
            low <= of_scene[s["id"]] <= high
            for s in raw("scenes.jsonl")
            for low, high in [(5, 8) if s["id"] in wide else (30, 50)]
        ),
        "all labelled": ids <= labelled,
        "levels": all(0.12 <= shares[each] / rated <= 0.30 for each in range(1, 6)),
        "rated twice": len(twice) >= 800,
        "gaming": len(list(raw("gaming.jsonl"))) >= 500,
        "fairness": len(list(raw("fairness.jsonl"))) >= 300,
        "goals": len(list(raw("goals.jsonl"))) >= 400,
    }
    assert {name for name in kept if name in said["broken"]} == {
        name for name, is_kept in kept.items() if not is_kept
    }
    assert (said["replies"], said["twice"]) == (len(replies), len(twice))

    assert said["broken"] == {}
