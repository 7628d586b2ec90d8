"""What a lesson asks in passing, with our answers and recaps: for practice, never for points.

    >>> from rapport import questions
    >>> question = questions.question("l7-two-scales")
    >>> question.many, sum(option.fits for option in question.options)
    (True, 2)

Graded questions stand elsewhere, in the notebooks under `solutions/`; nothing here repeats their
keys. The texts stand in one YAML file per lesson; they are read on first use and once, and entries
are immutable. The first use raises `BrokenQuestionsError` when a file is faulty.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from rapport.knowledge.entries import UnknownIdError, find
from rapport.questions.loader import BrokenQuestionsError, load
from rapport.questions.models import Answer, Ask, Bank, Bet, Option, Question, Recap, Run

__all__ = [
    "Answer",
    "Ask",
    "Bet",
    "BrokenQuestionsError",
    "Option",
    "Question",
    "Recap",
    "Run",
    "UnknownIdError",
    "answer",
    "answers",
    "bet",
    "bets",
    "question",
    "questions",
    "recap",
    "recaps",
]


def questions() -> tuple[Question, ...]:
    """Return all questions, in the order in which the lessons ask them."""
    return _bank().questions


def question(id: str) -> Question:
    """Return the question with this id ("l7-two-scales"). Raises `UnknownIdError`."""
    return find(id, questions(), "question")


def bets() -> tuple[Bet, ...]:
    """Return all bets, in the order in which the lessons place them."""
    return _bank().bets


def bet(id: str) -> Bet:
    """Return the bet with this id ("l7-limits"). Raises `UnknownIdError`."""
    return find(id, bets(), "bet")


def answers() -> tuple[Answer, ...]:
    """Return all answers of ours to what a lesson lets the learner say first."""
    return _bank().answers


def answer(id: str) -> Answer:
    """Return the answer with this id ("l1-back-to-teo"). Raises `UnknownIdError`."""
    return find(id, answers(), "answer")


def recaps() -> tuple[Recap, ...]:
    """Return all recaps, one per lesson."""
    return _bank().recaps


def recap(id: str) -> Recap:
    """Return the recap of a lesson, by its number ("07"). Raises `UnknownIdError`."""
    return find(id, recaps(), "recap")


@cache
def _bank() -> Bank:
    return load(resources.files(__name__))
