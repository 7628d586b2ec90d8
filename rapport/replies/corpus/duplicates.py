"""Texts that are nearly the same, found among thousands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from rapport.replies.text import fold, words

RUN = 5  # words
LIMIT = 0.5


@dataclass(frozen=True)
class Twins:
    """Two texts, by their names, and how alike they are: Jaccard over runs of words, 0 to 1."""

    first: str
    second: str
    likeness: float


def runs(text: str, size: int = RUN) -> frozenset[tuple[str, ...]]:
    """Return every run of `size` words, without case, kinds of quotes and punctuation.

    A text of fewer words is one run, so that two short ones are alike where they are the same.
    """
    plain = [fold(word.text) for word in words(text)] or [fold(text)]
    return frozenset(
        tuple(plain[start : start + size]) for start in range(max(1, len(plain) - size + 1))
    )


def likeness(one: str, other: str) -> float:
    """Return the share of runs that two texts have in common: 0 none, 1 all."""
    a, b = runs(one), runs(other)
    return len(a & b) / len(a | b)


def near_duplicates(texts: Mapping[str, str], over: float = LIMIT) -> list[Twins]:
    """Return the pairs of texts (name → text) whose likeness is more than `over`, worst first.

    Only texts that share a run are compared, by way of an index of runs.
    """
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    names, sizes, found = list(texts), [], []
    for place, name in enumerate(names):
        own = runs(texts[name])
        sizes.append(len(own))
        shared: Counter[int] = Counter()
        for run in own:
            shared.update(holders[run])
            holders[run].append(place)
        for other, common in shared.items():
            alike = common / (sizes[other] + len(own) - common)
            if alike > over:
                found.append(Twins(names[other], name, alike))
    return sorted(found, key=lambda twins: (-twins.likeness, twins.first, twins.second))
