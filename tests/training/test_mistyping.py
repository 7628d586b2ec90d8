"""Hurried fingers: letters slip, sentences and sense of place do not."""

from __future__ import annotations

import random
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.replies.text import sentences

SAID = (
    "You looked at the clock while I was crying, and I couldn't go on. What was that like for you?"
)
PARTS = (
    "can't",
    "you’re",
    "going",
    "so.",
    ".ab",
    "What?",
    "…”",
    "Mr.",
    "!)",
    "\n",
    " ",
    "é",
    "naïve",
)


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


@given(
    parts=st.lists(st.sampled_from(PARTS) | st.text(max_size=5), max_size=20),
    seed=st.integers(0, 99),
)
def test_any_text_keeps_its_sentences(mistyping: ModuleType, parts: list[str], seed: int) -> None:
    text = "".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mistyping, "SLIPS", 1)  # every word that can
        slipped = mistyping.mistyped(text, random.Random(seed))
    assert len(sentences(slipped)) == len(sentences(text))
