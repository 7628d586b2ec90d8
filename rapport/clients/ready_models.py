"""What the reply lab offers beside a place to type: ready replies, a pause, where to look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from rapport.clients.lab_models import ReplyStyle
from rapport.clients.models import Id
from rapport.knowledge.models import Entry

ReplyKind = Literal[
    "content_reflection",
    "feeling_reflection",
    "validation",
    "open_question",
    "closed_question",
    "advice",
    "reassurance",
    "self_focus",
]
Depth = Literal["shut", "polite", "open", "deep"]
Pause = Literal["none", "breath", "long"]
Gaze = Literal["face", "aside", "notes"]

DEPTHS: tuple[Depth, ...] = get_args(Depth)
"""How far a client goes after a reply, from least to most."""

READY = 6
"""Ready replies to a turn."""

FIRST = 4
"""How many of them the short version offers, from the top."""


class ReadyReply(Entry):
    """A reply to choose instead of typing one.

    leads_to: how far the client goes after it, before pause, gaze and trust have their say.
    because: why, in a sentence that teaches.
    """

    kind: ReplyKind
    text: str
    leads_to: Depth
    because: str


class Ease(Entry):
    """How one client likes to be waited for and looked at; because: how one could notice."""

    pause: Pause
    gaze: Gaze
    because: str


class ReadyTurn(Entry):
    """The ready replies to one turn of a client, in the order in which they are offered."""

    replies: Annotated[tuple[ReadyReply, ...], Field(min_length=READY, max_length=READY)]

    @model_validator(mode="after")
    def _is_worth_choosing_from(self) -> Self:
        kinds = [reply.kind for reply in self.replies]
        if len(set(kinds)) < len(kinds):
            raise ValueError("two ready replies are of one kind; expected six different kinds")
        first = {reply.leads_to for reply in self.replies[:FIRST]}
        if len(first) < 3 or "deep" not in first:
            raise ValueError(
                f"the first {FIRST} replies lead only to {', '.join(sorted(first))}; "
                "expected three different depths, “deep” among them"
            )
        return self


class ReadyClient(Entry):
    """What is ready for one client of the lab, a turn each in the client's own order."""

    id: Id
    ease: Ease
    turns: Annotated[tuple[ReadyTurn, ...], Field(min_length=1)]


class Stem(Entry):
    """The beginning of a sentence to take home; when: what it is for."""

    when: str
    text: str


class OwnStyle(Entry):
    """A way of speaking an attendee may know as their own, with three beginnings in it."""

    style: ReplyStyle
    name: str
    sounds: str
    stems: Annotated[tuple[Stem, ...], Field(min_length=3, max_length=3)]


class ReadyReplies(Entry):
    """Everything `ready_replies.yaml` holds; dashboard: the ids of those met in ten minutes."""

    clients: Annotated[tuple[ReadyClient, ...], Field(min_length=1)]
    dashboard: Annotated[tuple[Id, ...], Field(min_length=1)]
    styles: Annotated[tuple[OwnStyle, ...], Field(min_length=3)]

    def strangers(self, turns: dict[str, int]) -> Iterator[str]:
        """Yield a sentence for each client who is not in the lab, or has other turns there.

        And one for each id of the dashboard for which nothing is ready.

        turns: how many each client of the lab has, by id.
        """
        for client in self.clients:
            if client.id not in turns:
                yield f"clients → {client.id}: nobody in the lab has this id."
            elif len(client.turns) != turns[client.id]:
                yield (
                    f"clients → {client.id}: {len(client.turns)} turns have ready replies; the lab "
                    f"has {turns[client.id]}."
                )
        ready = [client.id for client in self.clients]
        yield from (
            f"the dashboard names “{id}”, for whom nothing is ready."
            for id in self.dashboard
            if id not in ready
        )
