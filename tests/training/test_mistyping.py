"""Hurried fingers: letters slip, sentences and sense of place do not."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.replies.text import sentences

FILE = Path(__file__).parents[2] / "training" / "mistyping.py"
SAID = (
    "You looked at the clock while I was crying, and I couldn't go on. What was that like for you?"
)


@pytest.fixture(scope="module")
def mistyping() -> ModuleType:
    """The module, by its path: the folder is no package, since scripts run in it."""
    spec = importlib.util.spec_from_file_location("mistyping", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_same_luck_gives_the_same_slips(mistyping: ModuleType) -> None:
    first, again, other = (mistyping.mistyped(SAID, random.Random(seed)) for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_about_every_sixth_word_slips(mistyping: ModuleType) -> None:
    luck = random.Random(1)
    words = SAID.split()
    slipped = sum(
        old != new
        for _ in range(200)
        for old, new in zip(words, mistyping.mistyped(SAID, luck).split(), strict=True)
    )
    assert 0.08 < slipped / (200 * len(words)) < 0.25


@given(text=st.text(max_size=200), seed=st.integers(0, 99))
def test_any_text_keeps_its_sentences(mistyping: ModuleType, text: str, seed: int) -> None:
    slipped = mistyping.mistyped(text, random.Random(seed))
    assert len(sentences(slipped)) == len(sentences(text))
