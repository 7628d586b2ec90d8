"""From (what a client said, what was said next) to the arrays the encoder takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from rapport.replies.speech import READ_AT_MOST
from rapport.replies.text import Span, sentences

BEFORE_AT_MOST = 128  # pieces of what the client said and its context; the last ones are kept
TEXT_AT_MOST = 224  # pieces of the text; the corpus' longest reply, 100 words, has about 150
SENTENCES_AT_MOST = 24
_PAD, _START, _END = 0, 101, 102  # of the encoder's vocabulary


@dataclass(frozen=True)
class Pieces:
    """A pair as numbers.

    ids: the vocabulary's numbers, (n,); types: 0 for what came before, 1 for the text, (n,).
    owner: the sentence each piece belongs to, -1 for none, (n,). cut: whether the text was longer
    than the encoder reads.
    """

    ids: NDArray[np.int64]
    types: NDArray[np.int64]
    owner: NDArray[np.int64]
    sentences: tuple[Span, ...]
    cut: bool

    def __len__(self) -> int:
        return len(self.ids)


@cache
def tokenizer() -> Tokenizer:
    """The encoder's own tokenizer, read once."""
    file = resources.files("rapport.replies.reader").joinpath("model", "tokenizer.json")
    made = Tokenizer.from_str(file.read_text(encoding="utf-8"))
    made.no_padding()
    made.no_truncation()
    return made


def pieces(before: str, text: str, context: str = "") -> Pieces:
    """Cut a pair into the encoder's pieces; what is too long is cut off, never refused."""
    given = _whole(f"{context} {before}".strip()[-READ_AT_MOST:])
    ahead = tokenizer().encode(given, add_special_tokens=False).ids[-BEFORE_AT_MOST:]
    read = text[:READ_AT_MOST]
    said = tokenizer().encode(_whole(read), add_special_tokens=False)
    cuts = tuple(sentences(read)[:SENTENCES_AT_MOST])
    ids = [_START, *ahead, _END, *said.ids[:TEXT_AT_MOST], _END]
    first = len(ahead) + 2
    owner = np.full(len(ids), -1, dtype=np.int64)
    starts = np.array([cut.start for cut in cuts])
    for place, (start, _) in enumerate(said.offsets[:TEXT_AT_MOST]):
        index = int(np.searchsorted(starts, start, side="right")) - 1
        if index >= 0 and start < cuts[index].end:
            owner[first + place] = index
    return Pieces(
        ids=np.array(ids, dtype=np.int64),
        types=np.array([0] * first + [1] * (len(ids) - first), dtype=np.int64),
        owner=owner,
        sentences=cuts,
        cut=len(text) > READ_AT_MOST
        or len(said.ids) > TEXT_AT_MOST
        or len(sentences(read)) > SENTENCES_AT_MOST,
    )


def _whole(text: str) -> str:
    """Put a sign of the same length where half a surrogate pair stands; places stay true."""
    return "".join("?" if "\ud800" <= sign <= "\udfff" else sign for sign in text)


def batch(pairs: Sequence[Pieces]) -> dict[str, NDArray[np.int64] | NDArray[np.float32]]:
    """Lay pairs side by side: ids and types (b, n), pool (b, sentences, n).

    A row of `pool` spreads a weight of 1 evenly over the pieces of one sentence.
    """
    longest = max(len(each) for each in pairs)
    most = max(1, max(int(each.owner.max(initial=-1)) + 1 for each in pairs))
    ids = np.full((len(pairs), longest), _PAD, dtype=np.int64)
    types = np.zeros_like(ids)
    pool = np.zeros((len(pairs), most, longest), dtype=np.float32)
    for row, each in enumerate(pairs):
        ids[row, : len(each)] = each.ids
        types[row, : len(each)] = each.types
        there = np.flatnonzero(each.owner >= 0)
        pool[row, each.owner[there], there] = 1
    pool /= np.maximum(pool.sum(axis=-1, keepdims=True), 1)
    return {"ids": ids, "types": types, "pool": pool}
