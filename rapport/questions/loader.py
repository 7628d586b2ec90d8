"""From the YAML files of the lessons to one checked `Bank`. What is wrong is told in one error."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable

from rapport import clients, knowledge
from rapport.knowledge.entries import meant, read, repeated, told
from rapport.questions.models import Bank

FILES = ("lesson01.yaml", "lesson04.yaml", "lesson07.yaml")
WHAT = "The course's questions"


class BrokenQuestionsError(ValueError):
    """The YAML files cannot be used; the message says where and why, a line per fault."""


def load(folder: Traversable) -> Bank:
    """Read and check the YAML files in `folder`.

    Raises `BrokenQuestionsError` for YAML that does not parse, an unknown or missing field, a
    value of the wrong form, an id used twice, and a concept or an approach that is not there.
    """
    banks = [read(folder, file, Bank, BrokenQuestionsError, WHAT) for file in FILES]
    bank = Bank(
        questions=tuple(question for each in banks for question in each.questions),
        bets=tuple(bet for each in banks for bet in each.bets),
        answers=tuple(answer for each in banks for answer in each.answers),
        recaps=tuple(recap for each in banks for recap in each.recaps),
    )
    ids = [
        *(ask.id for ask in (*bank.questions, *bank.bets)),
        *(answer.id for answer in bank.answers),
        *(recap.id for recap in bank.recaps),
    ]
    faults = [*repeated(ids), *_dead_ends(bank)]
    if faults:
        raise BrokenQuestionsError(told(WHAT, faults))
    return bank


def _dead_ends(bank: Bank) -> Iterator[str]:
    concepts = [concept.id for concept in knowledge.concepts()]
    approaches = [approach.id for approach in clients.approach_picker().approaches]
    for ask in (*bank.questions, *bank.bets):
        for id in ask.concepts:
            if id not in concepts:
                yield f"{ask.id} names the concept “{id}”. {meant(id, concepts)}"
    for bet in bank.bets:
        for run in bet.runs:
            if run.approach not in approaches:
                yield f"{bet.id} plays “{run.approach}”. {meant(run.approach, approaches)}"
