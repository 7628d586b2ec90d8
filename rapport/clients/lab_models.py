"""What a client of the reply lab looks like: lines, answers, model replies. Words are in YAML."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rapport.clients.models import Id
from rapport.knowledge.models import Entry

ReplyStyle = Literal["plain", "terse", "warm", "image", "question", "formal"]
Text = Annotated[str, Field(min_length=1)]
Wordings = dict[Text, Annotated[tuple[Text, ...], Field(min_length=1)]]

LONGEST = 60  # words; a model reply stays below
STYLES = 3  # different ones that a learner compares after an attempt
SENSITIVE = 2  # clients of all, at most


class SceneKey(Entry):
    """What the author of a turn or a question knows beforehand; every part may be empty.

    Each part is name → wordings, one of which shows it, as `rapport.replies.assessment.Key` has
    them: what is to be owned, limits to keep, facts to get right, meanings a reply may hear,
    promises that are forbidden, and questions about danger that must be put.
    """

    owns: Wordings = Field(default_factory=dict)
    limits: Wordings = Field(default_factory=dict)
    facts: Wordings = Field(default_factory=dict)
    meanings: Wordings = Field(default_factory=dict)
    forbidden: Wordings = Field(default_factory=dict)
    questions: Wordings = Field(default_factory=dict)

    @property
    def required(self) -> Wordings:
        """What every good reply shows: owns, limits, facts and questions together."""
        return {**self.owns, **self.limits, **self.facts, **self.questions}


class NextLines(Entry):
    """What the client answers to a harmful, a poor, an adequate and a fine reply.

    Whichever is said, the line of the following turn must make sense after it.
    """

    shut: str
    polite: str
    open: str
    deep: str


class ModelReply(Entry):
    """One good reply among several; `does` says in a sentence what it does for this client."""

    style: ReplyStyle
    text: str
    does: str

    @model_validator(mode="after")
    def _is_short(self) -> Self:
        count = len(self.text.split())
        if count >= LONGEST:
            raise ValueError(f"the text has {count} words; a model reply has fewer than {LONGEST}")
        return self


class LabTurn(Entry):
    """A line to answer.

    speaks: who says it, where the client is more than one person. manner: what one sees and hears.
    rule: what holds in the invented place, shown with the line; nobody can give a fact or keep a
    limit they were never told of. asks: what the turn calls for, shown only after an attempt.
    """

    line: str
    speaks: str | None = None
    manner: str
    rule: str | None = None
    asks: str
    key: SceneKey = SceneKey()
    next: NextLines
    models: Annotated[tuple[ModelReply, ...], Field(min_length=STYLES)]

    @model_validator(mode="after")
    def _tells_what_it_asks_for(self) -> Self:
        if (self.key.facts or self.key.limits) and self.rule is None:
            raise ValueError("the key asks for facts or limits; it needs `rule`, which tells them")
        return self

    @model_validator(mode="after")
    def _models_differ_in_style(self) -> Self:
        styles = {model.style for model in self.models}
        if len(styles) < STYLES:
            raise ValueError(
                f"the models have only the styles {', '.join(sorted(styles))}; "
                f"expected at least {STYLES} different ones"
            )
        return self


class LabClient(Entry):
    """An invented person to answer.

    about: one line: who, work, which session. For a couple, `age` is of the one who speaks first.
    sensitive: whether suicide, abuse or self-harm come up; `instead` is then the id of another
    client, in whose turns they do not. afterwards: what is due in life after such a talk, shown at
    its end in place of how deep it went; a sensitive client has it.
    """

    id: Id
    name: str
    age: Annotated[int, Field(ge=16, le=99)]
    about: Annotated[str, Field(pattern=r"^[^\n]+$")]
    sensitive: Annotated[bool, Field(strict=True)]
    instead: Id | None = None
    afterwards: str | None = None
    themes: Annotated[tuple[Id, ...], Field(min_length=1)]
    turns: Annotated[tuple[LabTurn, ...], Field(min_length=3)]

    @model_validator(mode="after")
    def _has_a_way_round_and_an_end_where_sensitive(self) -> Self:
        if self.sensitive and self.instead is None:
            raise ValueError("a sensitive client needs `instead`, the id of another client")
        if self.sensitive and self.afterwards is None:
            raise ValueError("a sensitive client needs `afterwards`, what is due after the talk")
        if self.instead is not None and not self.sensitive:
            raise ValueError("`instead` belongs to a sensitive client")
        return self


class ResponseLab(Entry):
    """Everything `response_lab.yaml` holds."""

    title: str
    clients: Annotated[tuple[LabClient, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _few_are_sensitive(self) -> Self:
        count = sum(client.sensitive for client in self.clients)
        if count > SENSITIVE:
            raise ValueError(f"{count} clients are sensitive; expected at most {SENSITIVE}")
        return self
