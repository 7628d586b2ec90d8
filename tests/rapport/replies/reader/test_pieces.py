"""A pair becomes arrays that say which piece belongs to which sentence."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.replies.reader.pieces import (
    BEFORE_AT_MOST,
    SENTENCES_AT_MOST,
    TEXT_AT_MOST,
    batch,
    pieces,
    tokenizer,
)


def test_pieces_of_a_pair() -> None:
    cut = pieces("He moved out.", "Two plates. Still his?", "A baker")
    assert tokenizer().decode(list(cut.ids)) == "a baker he moved out. two plates. still his?"
    assert [each.text for each in cut.sentences] == ["Two plates.", "Still his?"]
    assert list(cut.types) == sorted(cut.types)
    assert list(cut.owner[cut.types == 0]) == [-1] * int((cut.types == 0).sum())
    assert list(cut.owner[cut.types == 1]) == [0, 0, 0, 1, 1, 1, -1]
    assert not cut.cut


def test_what_is_too_long_is_cut_and_said_to_be() -> None:
    assert pieces("", "plate " * 1000).cut
    assert pieces("", "Yes. " * 30).cut
    assert not pieces("plate " * 1000, "Yes.").cut


def test_a_batch_pads_with_nothing_and_spreads_each_sentence_evenly() -> None:
    pairs = [pieces("A.", "One two three. Four."), pieces("A longer one.", "Five.")]
    laid = batch(pairs)
    assert laid["ids"].shape == laid["types"].shape == (2, max(map(len, pairs)))
    np.testing.assert_allclose(laid["pool"].sum(axis=-1), [[1, 1], [1, 0]], rtol=1e-6)
    assert (laid["ids"][1, len(pairs[1]) :] == 0).all()


@settings(max_examples=200)
@given(st.text(max_size=3000), st.text(max_size=3000))
def test_any_pair_fits(before: str, text: str) -> None:
    cut = pieces(before, text)
    assert len(cut) <= BEFORE_AT_MOST + TEXT_AT_MOST + 3
    assert len(cut.sentences) <= SENTENCES_AT_MOST
    assert cut.owner.max() < max(1, len(cut.sentences))
    assert len(cut.ids) == len(cut.types) == len(cut.owner)
