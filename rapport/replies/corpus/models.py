"""What a line of the corpus looks like, and the corpus as a whole. The texts stand in the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from rapport.knowledge.entries import find
from rapport.knowledge.models import Entry
from rapport.replies.text import words

Split = Literal["train", "tune", "report"]
Skill = Literal[
    "reflection",
    "complex_reflection",
    "validation",
    "open_question",
    "nonjudgment",
    "collaboration",
    "boundary_clarity",
    "confidentiality_accuracy",
    "repair_ownership",
]
Special = Literal["boundary_clarity", "confidentiality_accuracy", "repair_ownership"]
Fault = Literal[
    "unsolicited_advice",
    "false_reassurance",
    "closed_question_only",
    "interrogation",
    "minimising",
    "blaming",
    "self_focus",
    "overpromising_confidentiality",
    "diagnosing_labelling",
    "defensiveness",
]
Behaviour = Literal[
    "question_open",
    "question_closed",
    "reflection",
    "affirmation",
    "advice",
    "information",
    "reassurance",
    "self_disclosure",
    "judging",
    "minimising",
    "defensiveness",
    "ownership",
    "limit",
    "asking_permission",
    "other",
]
Act = Literal["question", "reflection", "therapist_input", "other"]
Aim = Literal["specific", "measurable", "achievable", "relevant", "time_bound"]
Mark = Skill | Fault | Literal["overall"]
SKILLS: tuple[Skill, ...] = Skill.__args__  # type: ignore[attr-defined]
SPECIAL: tuple[Special, ...] = Special.__args__  # type: ignore[attr-defined]
FAULTS: tuple[Fault, ...] = Fault.__args__  # type: ignore[attr-defined]
BEHAVIOURS: tuple[Behaviour, ...] = Behaviour.__args__  # type: ignore[attr-defined]
ACTS: tuple[Act, ...] = Act.__args__  # type: ignore[attr-defined]
AIMS: tuple[Aim, ...] = Aim.__args__  # type: ignore[attr-defined]
LEVELS = (1, 2, 3, 4, 5)


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(names)) < len(names):
        raise ValueError("a name is given more than once")
    return names


Once = AfterValidator(_each_once)
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
TextId = Annotated[str, Field(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$")]
ReplyId = Annotated[
    str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*\.[1-9][0-9]{0,4}$")
]
# Strict: JSON's `true` and "2" are slips of a rater's pen, not the numbers 1 and 2.
Degree = Annotated[int, Field(strict=True, ge=0, le=2)]
Level = Annotated[int, Field(strict=True, ge=1, le=5)]
MayBeEmpty = Annotated[str, Field(min_length=0)]
Yes = Annotated[int, Field(strict=True, ge=0, le=1)]


class Scene(Entry):
    """Something a client says. `context` is one line: who, where, in what manner.

    calls_for: the special skills a reply to this scene needs; the others are not rated here.
    """

    id: Id
    client: str
    context: Annotated[str, Field(pattern=r"^[^\n]+$")]
    themes: Annotated[tuple[Id, ...], Field(min_length=1), Once]
    calls_for: Annotated[tuple[Special, ...], Once]
    sensitive: Annotated[bool, Field(strict=True)]
    split: Split


class Voice(Entry):
    """Somebody who wrote replies; `brief` says what they set out to sound like."""

    id: Id
    brief: str
    split: Split


class Reply(Entry):
    """What a voice answers in a scene; `id` is <scene>.<voice>.<number>."""

    id: ReplyId
    scene: Id
    text: str

    @property
    def voice(self) -> str:
        """Id of the voice, as the reply's own id tells it."""
        return voice_of(self.id)

    @model_validator(mode="after")
    def _id_begins_with_the_scene(self) -> Self:
        if self.id.partition(".")[0] != self.scene:
            raise ValueError(f"the id {self.id} does not begin with the scene {self.scene}")
        return self


class Skills(Entry):
    """How far each skill shows: 0 not, 1 in part, 2 well; None where the scene asks for no such."""

    reflection: Degree
    complex_reflection: Degree
    validation: Degree
    open_question: Degree
    nonjudgment: Degree
    collaboration: Degree
    boundary_clarity: Degree | None
    confidentiality_accuracy: Degree | None
    repair_ownership: Degree | None


class Label(Entry):
    """What a rater read in a reply.

    faults: the names of those present. overall: 1 harmful or a roadblock, 3 adequate, 5 skilful
    for this scene. behaviours: one a sentence, as `rapport.replies.text.sentences` cuts them.
    """

    reply: ReplyId
    skills: Skills
    faults: Annotated[tuple[Fault, ...], Once]
    overall: Level
    behaviours: Annotated[tuple[Behaviour, ...], Field(min_length=1)]

    def mark(self, name: Mark) -> int | None:
        """Return the mark under this name: a skill's 0 to 2 or None, a fault's 0 or 1, 1 to 5."""
        if name == "overall":
            return self.overall
        if name in FAULTS:
            return int(name in self.faults)
        mark: int | None = getattr(self.skills, name)
        return mark


class Settled(Entry):
    """One mark on which two raters differed, as it was settled, and why.

    value: a number, as `Label.mark` gives it; for `behaviours` the whole list.
    """

    reply: ReplyId
    label: Mark | Literal["behaviours"]
    value: Any
    reason: str

    @model_validator(mode="after")
    def _value_is_one_the_label_can_have(self) -> Self:
        if self.label == "behaviours":
            names = self.value if isinstance(self.value, list | tuple) else []
            if not names or not all(name in BEHAVIOURS for name in names):
                raise ValueError("expected as value a list of behaviours, one a sentence")
            return self
        low, high = (1, 5) if self.label == "overall" else (0, 1 if self.label in FAULTS else 2)
        if type(self.value) is not int or not low <= self.value <= high:
            raise ValueError(f"expected as value of {self.label} a number from {low} to {high}")
        return self

    def applied_to(self, label: Label) -> Label:
        """Return the label with the settled mark in place of its own."""
        if self.label in ("overall", "behaviours"):
            value = tuple(self.value) if self.label == "behaviours" else self.value
            return label.model_copy(update={self.label: value})
        if self.label in FAULTS:
            faults = {*label.faults, self.label} if self.value else {*label.faults} - {self.label}
            return label.model_copy(update={"faults": tuple(f for f in FAULTS if f in faults)})
        skills = label.skills.model_copy(update={self.label: self.value})
        return label.model_copy(update={"skills": skills})


class GamingReply(Entry):
    """A reply written to win marks it does not deserve; `kind` names the trick."""

    id: TextId
    scene: Id
    kind: Id
    text: str


class FairnessPair(Entry):
    """The same reply in two ways of speaking; `other` is the way of `group`."""

    id: TextId
    scene: Id
    group: Id
    plain: str
    other: str

    @model_validator(mode="after")
    def _texts_differ(self) -> Self:
        if self.plain == self.other:
            raise ValueError("`plain` and `other` are the same text")
        return self


class Utterance(Entry):
    """A counsellor's turn of an invented session, as spoken, and what it mainly does.

    open: of a question, whether it invites a story; None for all else. split: "train", or "tune"
    for the turns of a hand that the reader has not learned from.
    """

    id: TextId
    client_before: MayBeEmpty
    text: str
    behaviour: Act
    open: Annotated[bool, Field(strict=True)] | None
    split: Literal["train", "tune"]

    @model_validator(mode="after")
    def _questions_are_open_or_not(self) -> Self:
        if (self.behaviour == "question") != (self.open is not None):
            raise ValueError("`open` is true or false for a question, null for all else")
        return self


class Goal(Entry):
    """A goal somebody wrote; `client` says in a line whose it is, or is empty."""

    id: TextId
    client: MayBeEmpty
    goal: str
    specific: Yes
    measurable: Yes
    achievable: Yes
    relevant: Yes
    time_bound: Yes


@dataclass(frozen=True)
class Corpus:
    """Everything the files hold, in their order. `second` are the labels of the second rater."""

    scenes: tuple[Scene, ...] = ()
    voices: tuple[Voice, ...] = ()
    replies: tuple[Reply, ...] = ()
    labels: tuple[Label, ...] = ()
    second: tuple[Label, ...] = ()
    settled: tuple[Settled, ...] = ()
    gaming: tuple[GamingReply, ...] = ()
    fairness: tuple[FairnessPair, ...] = ()
    utterances: tuple[Utterance, ...] = ()
    goals: tuple[Goal, ...] = ()

    def split_of(self, reply: Reply) -> Split | Literal["crossing"]:
        """Return the split a reply belongs to: that of its scene and its voice where they agree.

        A reply of a train voice in a report scene is "crossing": used for training it would show
        the scene, used for the report it would show the voice. Raises `UnknownIdError`.
        """
        scene = find(reply.scene, self.scenes, "scene")
        voice = find(reply.voice, self.voices, "voice")
        return scene.split if scene.split == voice.split else "crossing"

    @cached_property
    def final(self) -> Mapping[str, Label]:
        """The labels to use, by the reply's id: the first rater's, with what was settled since."""
        final = {label.reply: label for label in self.labels}
        for settled in self.settled:
            if settled.reply in final:
                final[settled.reply] = settled.applied_to(final[settled.reply])
        return final

    @cached_property
    def lengths(self) -> Mapping[str, int]:
        """How many words each reply has, by its id."""
        return {reply.id: len(words(reply.text)) for reply in self.replies}

    @cached_property
    def twice(self) -> tuple[tuple[Label, Label], ...]:
        """The first and the second rater's label of each reply that has both."""
        first = {label.reply: label for label in self.labels}
        return tuple((first[label.reply], label) for label in self.second if label.reply in first)


def voice_of(reply_id: str) -> str:
    """Return the voice that a reply's id names.

    >>> voice_of("early-promotion.terse-nurse.2")
    'terse-nurse'
    """
    return reply_id.split(".")[1]
