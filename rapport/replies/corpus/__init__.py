"""The open corpus: replies of several voices to many scenes, each read and scored by raters.

    >>> from rapport.replies import corpus
    >>> data = corpus.load()                       # doctest: +SKIP
    >>> [data.split_of(reply) for reply in data.replies[:2]]    # doctest: +SKIP
    ['train', 'crossing']

All scenes, replies and labels are machine-written; no licensed clinician has rated them. The files
come with the repository under CC BY 4.0 and are not part of the installed package; where they are
missing, `load` raises `MissingCorpusError`. `rapport corpus` reports on them and says which of
their promises are broken.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from rapport.replies.corpus import loader
from rapport.replies.corpus.loader import BrokenCorpusError, MissingCorpusError
from rapport.replies.corpus.models import (
    ACTS,
    AIMS,
    BEHAVIOURS,
    FAULTS,
    LEVELS,
    SKILLS,
    SPECIAL,
    Aim,
    Corpus,
    FairnessPair,
    GamingReply,
    Goal,
    Label,
    Reply,
    Scene,
    Settled,
    Skills,
    Special,
    Utterance,
    Voice,
)

__all__ = [
    "ACTS",
    "AIMS",
    "BEHAVIOURS",
    "FAULTS",
    "LEVELS",
    "SKILLS",
    "SPECIAL",
    "Aim",
    "BrokenCorpusError",
    "Corpus",
    "FairnessPair",
    "GamingReply",
    "Goal",
    "Label",
    "MissingCorpusError",
    "Reply",
    "Scene",
    "Settled",
    "Skills",
    "Special",
    "Utterance",
    "Voice",
    "load",
]


def load(folder: Traversable | None = None) -> Corpus:
    """Return the corpus in `folder`, or the course's own, which is read once.

    Raises `BrokenCorpusError`, `MissingCorpusError` among them.
    """
    return _own() if folder is None else loader.load(folder)


@cache
def _own() -> Corpus:
    return loader.load(resources.files(__name__))
