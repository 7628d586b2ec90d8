"""The encoder that is shipped is the one its card describes, and needs nothing but itself."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib import resources

import numpy as np

from rapport.replies.corpus.models import FAULTS
from rapport.replies.reader.encoder import CARD, MODEL, card, read
from rapport.replies.reader.outputs import KINDS, SIZES

FOLDER = resources.files("rapport.replies.reader").joinpath("model")


def test_the_file_is_the_one_of_the_card_and_below_thirty_megabytes() -> None:
    model = FOLDER.joinpath(MODEL).read_bytes()
    assert hashlib.sha256(model).hexdigest() == card()["sha256"]["model"]
    assert sum(len(each.read_bytes()) for each in FOLDER.iterdir()) < 30_000_000
    assert {each.name for each in FOLDER.iterdir()} == {MODEL, CARD, "tokenizer.json"}


def test_the_card_says_what_it_was_built_from_and_how_sure_is_sure() -> None:
    told = card()
    assert told["versions"].keys() >= {"torch", "transformers", "onnx", "onnxruntime"}
    assert told["settings"]["seed"] == 1
    assert set(told["faults"]) == set(FAULTS)
    assert 0 < told["sure"] < 1


def test_every_output_is_a_chance() -> None:
    reading = read("He moved out.", "Two plates. Still his?")
    for name, size in SIZES.items():
        given = getattr(reading, name)
        assert given.size == size
        assert ((given >= 0) & (given <= 1)).all()
    assert reading.behaviours.shape == (2, KINDS)
    np.testing.assert_allclose(reading.behaviours.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(reading.act.sum(), 1, rtol=1e-5)


def test_what_a_sentence_is_taken_for_does_not_hang_on_what_was_read_before() -> None:
    first = read("He moved out.", "Two plates.")
    read("", "x " * 300)
    again = read("He moved out.", "Two plates.")
    assert all(np.array_equal(getattr(first, name), getattr(again, name)) for name in SIZES)


def test_cutting_sentences_and_importing_marking_load_no_encoder() -> None:
    code = "import sys, rapport.marking; print([m for m in sys.modules if m in %r])"
    made = subprocess.run(
        [sys.executable, "-c", code % ["onnxruntime", "torch", "transformers"]],
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.strip() == "[]"
