"""The talk of the reply lab: what was tried, how the client answers, how heard they may feel.

Nothing here is on the page; `response_lab` shows it, `lab_says` has its sentences. All numbers are
ours but the trust model's own (`rapport.dynamics`): there each exchange is played as if it were one
session, which stretches the model and is said on the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from rapport import clients
from rapport.clients import (
    Depth,
    Ease,
    Gaze,
    LabClient,
    LabTurn,
    Pause,
    ReadyClient,
    ReadyReply,
    ReplyKind,
)
from rapport.clients.ready_models import DEPTHS
from rapport.dynamics import Client, Event, Plan, Practices, simulate
from rapport.replies import Assessment, assess
from rapport.replies.text import words
from widgets.lab_reading import depth_of, key_of

NEEDED = 0.33
"""The trust, 0 to 1, an answer has left behind, without which nobody goes deeper in the next."""

HOLLOW = 3
"""So many replies in a row that mainly do the same begin to sound like a technique."""

AGAIN: dict[str, ReplyKind] = {
    "reflection": "feeling_reflection",
    "affirmation": "validation",
    "question_open": "open_question",
    "question_closed": "closed_question",
    "advice": "advice",
    "reassurance": "reassurance",
    "self_disclosure": "self_focus",
}
"""The kind of ready reply that a behaviour of a typed one comes nearest to."""

ANY: Literal["any"] = "any"
"""A pause or gaze nobody has chosen; it suits everybody."""

QUIET = "(You wait.)"
"""The text of a try in which nothing is said."""

STILL = "(Nothing. A breath, and then another.)"
"""What a client answers to a silence that does not suit."""

_VALUE: dict[Depth, float] = {"shut": 0.1, "polite": 0.35, "open": 0.65, "deep": 0.9}
_START = 0.35  # how heard anyone feels before the first answer
_TIRED = 0.1  # what the same once more takes away
_WEIGHT = 0.7  # of the newest reply beside all before it
_TIRING = ("advice", "reassurance", "closed_question", "self_focus")  # however they begin
_SILENCE = re.compile(r"[\s.…]*\.\s*\.[\s.…]*|\s*…\s*|\s*[(\[*][^()\[\]*]*[)\]*]\s*")


@dataclass(frozen=True)
class Manner:
    """How a reply is given: the pause before it, and where one looks; ANY for as it comes."""

    pause: Pause | Literal["any"] = "any"
    gaze: Gaze | Literal["any"] = "any"


@dataclass(frozen=True)
class Answer:
    """What the client does with a reply.

    depth and line: how far they go, and their words. felt: how heard they may feel, 0 to 1; trust:
    the teaching model's, 0 to 1; share: the learner's part of all words so far, 0 to 1. unsuited:
    "pause" or "gaze" where one was chosen that did not suit; hollow: whether the same had been done
    too often; held: whether a deeper line was kept back, since there is too little trust yet.
    """

    depth: Depth
    line: str
    felt: float
    trust: float
    share: float
    unsuited: tuple[str, ...] = ()
    hollow: bool = False
    held: bool = False


Reading: TypeAlias = Assessment | ReadyReply
"""What is known of a reply: software's reading of a typed one, its author's of a ready one."""


@dataclass(frozen=True)
class Try:
    """A reply that was given, and what the client did with it."""

    text: str
    manner: Manner
    told: Reading
    answer: Answer

    @property
    def kind(self) -> str:
        """What it mainly does: a kind of ready reply, or another behaviour's name."""
        return _kind_of(self.told)

    @property
    def quiet(self) -> bool:
        """Whether nothing was said."""
        return self.text == QUIET


@dataclass(frozen=True)
class Talk:
    """A talk with one client: the turn it has come to, and every try of every turn.

    >>> talk = Talk("halvard").reply("She was due a check, and you said the easier sentence.")
    >>> talk.turn, len(talk.tries), talk.last.answer.depth in ("open", "deep")
    (0, 1, True)
    """

    client: str
    turn: int = 0
    past: tuple[tuple[Try, ...], ...] = ()
    tries: tuple[Try, ...] = ()

    @property
    def person(self) -> LabClient:
        """The client."""
        return clients.lab_client(self.client)

    @property
    def now(self) -> LabTurn:
        """The turn to be answered."""
        return self.person.turns[self.turn]

    @property
    def last(self) -> Try:
        """The newest try of this turn. Raises IndexError before there is one."""
        return self.tries[-1]

    @property
    def ended(self) -> bool:
        """Whether this is the client's last turn, and it has been answered."""
        return bool(self.tries) and self.turn + 1 == len(self.person.turns)

    @property
    def said(self) -> tuple[Try, ...]:
        """The replies that count: the newest of each turn."""
        return tuple(tries[-1] for tries in (*self.past, self.tries) if tries)

    @property
    def ready(self) -> tuple[ReadyReply, ...]:
        """The ready replies to this turn; none where an author has written none."""
        return self._prepared.turns[self.turn].replies if self._prepared else ()

    @property
    def ease(self) -> Ease | None:
        """What puts this client at ease, where an author has written it."""
        return self._prepared.ease if self._prepared else None

    @property
    def _prepared(self) -> ReadyClient | None:
        found = (each for each in clients.ready_replies().clients if each.id == self.client)
        return next(found, None)

    def reply(self, text: str, manner: Manner | None = None) -> Talk:
        """Say something of one's own."""
        if is_silence(text):
            text = QUIET
        told = assess(text, self.now.line, key_of(self.now), self.person.about)
        return self._with(text, manner or Manner(), told)

    def choose(self, ready: ReadyReply, manner: Manner | None = None) -> Talk:
        """Say one of the ready replies."""
        return self._with(ready.text, manner or Manner(), ready)

    def on(self) -> Talk:
        """Go on to the next turn. Raises IndexError where there is none, or nothing was said."""
        if self.ended or not self.tries:
            raise IndexError(f"{self.client} has no turn after this one yet")
        return replace(self, turn=self.turn + 1, past=(*self.past, self.tries), tries=())

    def _with(self, text: str, manner: Manner, told: Reading) -> Talk:
        before = tuple(tries[-1] for tries in self.past)
        answer = _answer(self, before, text, manner, told)
        return replace(self, tries=(*self.tries, Try(text, manner, told, answer)))


def is_silence(text: str) -> bool:
    """Whether somebody keeps quiet: dots, or something in brackets and nothing else."""
    return bool(_SILENCE.fullmatch(text))


def _kind_of(told: Reading) -> str:
    return told.kind if isinstance(told, ReadyReply) else main_kind(told)


def main_kind(told: Assessment) -> str:
    """What most sentences of a reply do; of two alike, the later one's."""
    does = [each.behaviour for each in told.sentences if each.behaviour != "other"]
    if not does:
        return "other"
    counts = Counter(does)
    most = max(counts.values())
    main = next(each for each in reversed(does) if counts[each] == most)
    return AGAIN.get(main, main)


def _answer(
    talk: Talk,
    before: Sequence[Try],
    text: str,
    manner: Manner,
    told: Reading,
) -> Answer:
    ease = talk.ease
    if isinstance(told, ReadyReply):
        depth = told.leads_to
    elif text == QUIET:
        patient = ease is not None and ease.pause == "long" and not talk.now.key.required
        depth = "open" if patient else "polite"
    else:
        depth = depth_of(talk.now, told)
    unsuited = tuple(
        name
        for name in ("pause", "gaze")
        if ease is not None and getattr(manner, name) not in (ANY, getattr(ease, name))
    )
    kind = _kind_of(told)
    hollow = _is_hollow([*((each.text, each.kind) for each in before), (text, kind)])
    trust = _trust([*((each.answer.depth, each.kind) for each in before), (depth, kind)])
    if hollow:
        depth = DEPTHS[max(DEPTHS.index(depth) - 1, 0)]
    if len(unsuited) == 2 and depth == "deep":
        depth = "open"
    held = depth == "deep" and bool(before) and before[-1].answer.trust < NEEDED
    if held:
        depth = "open"
    felt = max(0.0, _VALUE[depth] - _TIRED * hollow)
    earlier = before[-1].answer.felt if before else _START
    still = text == QUIET and depth != "open"
    line = STILL if still else getattr(talk.now.next, depth)
    return Answer(
        depth,
        line,
        _WEIGHT * felt + (1 - _WEIGHT) * earlier,
        trust,
        _share(talk, before, text, line),
        unsuited,
        hollow,
        held,
    )


def _is_hollow(said: Sequence[tuple[str, str]]) -> bool:
    """Whether the newest (text, kind) is the same once too often: of a tiring kind, or begun alike.

    Reflecting three times is no fault; doing it three times with the same stem sounds learned.
    """
    run = said[-HOLLOW:]
    kinds = {kind for _, kind in run}
    if len(run) < HOLLOW or len(kinds) > 1 or "other" in kinds:
        return False
    begun = {tuple(word.text.casefold() for word in words(text)[:2]) for text, _ in run}
    return len(begun) == 1 or kinds <= set(_TIRING)


def _trust(exchanges: Sequence[tuple[Depth, str]]) -> float:
    """Play the exchanges in the teaching model, each as a session, without chance."""
    phases, events = [], []
    for place, (depth, kind) in enumerate(exchanges, start=1):
        value = _VALUE[depth]
        presses = kind in ("advice", "closed_question")
        does = Practices(
            empathy=value,
            validation=value,
            invitation=0.6 if kind == "open_question" else 0.4,
            patience=0.2 if presses else 0.7,
            response=value,
        )
        phases.append((place, does))
        if depth == "shut":
            events.append(Event(place, "misunderstanding"))
    plan = Plan(tuple(phases), tuple(events))
    course = simulate(Client(), plan, sessions=len(exchanges), noise=0, leaving=False)
    return float(course.trust[-1])


def _share(talk: Talk, before: Sequence[Try], text: str, line: str) -> float:
    mine = sum(length(each) for each in (*(given.text for given in before), text))
    asked = [turn.line for turn in talk.person.turns[: talk.turn + 1]]
    theirs = sum(length(each) for each in (*asked, *(given.answer.line for given in before), line))
    return mine / max(1, mine + theirs)


def length(line: str) -> int:
    """Count the words somebody says; what stands in brackets is seen, not said."""
    return len(words(re.sub(r"\([^()]*\)", " ", line)))
