"""What a question, a bet, an answer and a recap look like. The words stand in the YAML files."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rapport.clients.models import Measure, Share, Spot
from rapport.knowledge.models import Entry

QuestionId = Annotated[str, Field(pattern=r"^l[0-9]{1,2}(-[a-z]+)+$")]
LessonNumber = Annotated[str, Field(pattern=r"^(0[1-9]|10)$")]


Trait = Literal["hurt", "openness", "fit", "distance", "worry"]
"""What `rapport.dynamics.Client` knows of a person beside a place on the map and first trust."""


class Option(Entry):
    """An answer to choose. `because` is read after choosing, whichever was chosen."""

    text: str
    fits: bool
    because: str


class Ask(Entry):
    """What a question and a bet share.

    many: whether any number of options may be chosen; otherwise it is one. A question that
    allows one may still have several options that fit. after: what is told once an answer stands.
    concepts: ids of `rapport.knowledge` the question is about.
    """

    id: QuestionId
    title: str
    prompt: str
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=6)]
    many: bool = False
    after: str | None = None
    concepts: Annotated[tuple[str, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _some_option_fits_and_some_does_not(self) -> Self:
        if len({option.fits for option in self.options}) < 2:
            raise ValueError("expected at least one option that fits and one that does not")
        if len({option.text for option in self.options}) < len(self.options):
            raise ValueError("two options have the same text")
        return self


class Question(Ask):
    """A question for practice. It carries no points and nothing is recorded."""


class Run(Entry):
    """A client of the lesson in the teaching model, met with one approach for twenty sessions.

    traits: levels from 0 to 1 that differ from the model's usual ones.
    """

    name: str
    dot: Spot
    start_trust: Share = 0.35
    traits: dict[Trait, Share] = Field(default_factory=dict)
    approach: str


class Bet(Ask):
    """A guess placed before the model plays: `runs` are what it plays, `shows` what is drawn.

    The option that fits is the one the model bears out on average; a test holds it to that.
    moves_map: whether the client's dot on the map is drawn before and after.
    """

    runs: Annotated[tuple[Run, ...], Field(min_length=1, max_length=3)]
    shows: Annotated[tuple[Measure, ...], Field(min_length=1)]
    moves_map: bool = False

    @property
    def answer(self) -> Option:
        """The one option that fits."""
        return next(option for option in self.options if option.fits)

    @model_validator(mode="after")
    def _has_one_answer(self) -> Self:
        if self.many or sum(option.fits for option in self.options) != 1:
            raise ValueError("a bet has exactly one option that fits")
        return self


class Answer(Entry):
    """What the course would say itself, kept back until the learner has said theirs.

    says: the words, in quotation marks. because: what is read after them.
    """

    id: QuestionId
    says: str
    because: str


class Recap(Entry):
    """The lesson in three lines. `id` is the lesson's number in two digits."""

    id: LessonNumber
    lines: Annotated[tuple[str, ...], Field(min_length=3, max_length=3)]


class Bank(Entry):
    """Everything the YAML file of a lesson holds."""

    questions: tuple[Question, ...]
    bets: tuple[Bet, ...]
    answers: tuple[Answer, ...]
    recaps: tuple[Recap, ...]
