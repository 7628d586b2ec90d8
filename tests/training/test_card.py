"""The card tells what the shipped reader is made of and from, and how it does on tune."""

from __future__ import annotations

import hashlib
import re
from importlib import resources
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from rapport.replies.measure import agreed
from rapport.replies.reader.encoder import MODEL, card, read

FOLDER = resources.files("rapport.replies.reader").joinpath("model")
PINS = Path(__file__).parents[2] / "training/requirements.txt"


@pytest.mark.parametrize(("name", "file"), [("model", MODEL), ("tokenizer", "tokenizer.json")])
def test_a_shipped_file_is_the_one_of_the_card(name: str, file: str) -> None:
    shipped = FOLDER.joinpath(file).read_bytes()
    assert hashlib.sha256(shipped).hexdigest() == card()["sha256"][name]


def test_the_examples_of_today_are_those_it_was_built_from(examples: ModuleType) -> None:
    learned = examples.learned(card()["settings"]["seed"])
    assert len(learned) == card()["examples"]
    assert examples.digest(learned) == card()["sha256"]["examples"], "build the reader anew"


def test_what_is_pinned_is_what_it_was_built_with() -> None:
    pins = dict(re.findall(r"^([\w-]+)==(\S+)$", PINS.read_text(encoding="utf-8"), re.M))
    built = {name: given.partition("+")[0] for name, given in card()["versions"].items()}
    assert {"torch", "numpy", "scikit-learn"} <= built.keys()
    assert built == {name: pins.get(name) for name in built}


def test_the_surest_of_tune_are_those_that_need_no_person(examples: ModuleType) -> None:
    """Read anew, by the weights of the card; another processor may move a reply or two."""
    replies, weights = examples.of_replies("tune"), card()["confidence"]
    given, sure = [], []
    for each in replies:
        steps = np.minimum.accumulate(read(each.before, each.text, each.context).overall)
        score, spread = 1 + steps.sum(), (steps * (1 - steps)).sum()
        odds = weights["base"] + weights["spread"] * spread + weights["middle"] * abs(score - 3)
        given.append(score)
        sure.append(1 / (1 + np.exp(-odds)) >= card()["sure"])
    kept, levels = np.array(sure), examples.levels(replies)
    told = card()["tune"]["new scenes"]
    assert agreed(np.array(given), levels) == pytest.approx(told["all"], abs=0.01)
    again = agreed(np.array(given)[kept], levels[kept])
    assert abs(again.pop("replies") - told["surest"]["replies"]) <= 3
    for name, figure in again.items():
        assert figure == pytest.approx(told["surest"][name], abs=0.01), name
