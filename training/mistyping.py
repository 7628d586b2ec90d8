"""Mistyping a text as hurried fingers do, so that the reader learns to look past it."""

from __future__ import annotations

import random
import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SLIPS = 0.18
"""Share of the words that slip; the corpus' own typing errors lie near it."""


def mistyped(text: str, rng: random.Random) -> str:
    """Give the text with letters swapped, dropped, doubled, and apostrophes left out.

    What stands between words stays, and with it the sentences: each is learned by itself.
    """
    return _WORD.sub(lambda word: _slip(word[0], rng), text)


def _slip(word: str, rng: random.Random) -> str:
    if "'" in word or "’" in word:
        return re.sub("['’]", "", word) if rng.random() < 0.6 else word
    if len(word) < 3 or rng.random() > SLIPS:
        return word
    at = rng.randrange(1, len(word) - 1)
    match rng.randrange(4):
        case 0:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 1:
            return word[:at] + word[at + 1 :]
        case 2:
            return word[:at] + word[at] + word[at:]
        case _:
            return word[:-2] + word[-1] + word[-2]
