"""The talk of the reply lab: what was tried, how the client answers, how heard they may feel.

Nothing here is on the page; `response_lab` shows it, `lab_says` has its sentences. All numbers are
ours but the trust model's own (`rapport.dynamics`): there each exchange is played as if it were one
session, which stretches the model and is said on the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rapport import clients
from rapport.clients import Depth, Ease, Gaze, LabClient, LabTurn, Pause, ReadyReply, ReplyKind
from rapport.clients.ready_models import DEPTHS
from rapport.dynamics import Client, Event, Plan, Practices, simulate
from rapport.replies import Assessment, Key, assess
from rapport.replies.assessment import CERTAIN
from rapport.replies.text import words

LEVELS = (1.8, 2.8, 3.6)
"""The reader's score, 1 to 5, from which a client goes on politely, opens up, goes deeper."""

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

_VALUE: dict[Depth, float] = {"shut": 0.1, "polite": 0.35, "open": 0.65, "deep": 0.9}
_START = 0.35  # how heard anyone feels before the first answer
_OFF = 0.08  # what a pause or a gaze that does not suit takes away
_TIRED = 0.15  # what the same once more takes away
_WEIGHT = 0.65  # of the newest reply beside all before it


@dataclass(frozen=True)
class Manner:
    """How a reply is given: the pause before it, and where one looks."""

    pause: Pause = "none"
    gaze: Gaze = "face"


@dataclass(frozen=True)
class Answer:
    """What the client does with a reply.

    depth and line: how far they go, and their words. felt: how heard they may feel, 0 to 1; trust:
    the teaching model's, 0 to 1; share: the learner's part of all words so far, 0 to 1. unsuited:
    "pause" or "gaze" where that did not suit; hollow: whether the same had been done too often;
    held: whether a deeper line was kept back, since there is too little trust yet.
    """

    depth: Depth
    line: str
    felt: float
    trust: float
    share: float
    unsuited: tuple[str, ...] = ()
    hollow: bool = False
    held: bool = False


@dataclass(frozen=True)
class Try:
    """A reply that was given. `ready` is the one that was chosen, None for a typed one."""

    text: str
    manner: Manner
    told: Assessment
    answer: Answer
    ready: ReadyReply | None = None

    @property
    def kind(self) -> str:
        """What it mainly does: a kind of ready reply, or another behaviour's name."""
        return self.ready.kind if self.ready else main_kind(self.told)


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
    tries: tuple[Try, ...] = field(default=())

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
        for each in clients.ready_replies().clients:
            if each.id == self.client:
                return each.turns[self.turn].replies
        return ()

    @property
    def ease(self) -> Ease | None:
        """What puts this client at ease, where an author has written it."""
        found = (each for each in clients.ready_replies().clients if each.id == self.client)
        return next((each.ease for each in found), None)

    def reply(self, text: str, manner: Manner | None = None) -> Talk:
        """Say something of one's own."""
        key = Key.of_scene(**self.now.key.model_dump())
        told = assess(text, self.now.line, key, self.person.about)
        return self._with(text, manner or Manner(), told, None)

    def choose(self, ready: ReadyReply, manner: Manner | None = None) -> Talk:
        """Say one of the ready replies."""
        told = assess(ready.text, self.now.line, None, self.person.about)
        return self._with(ready.text, manner or Manner(), told, ready)

    def on(self) -> Talk:
        """Go on to the next turn. Raises IndexError where there is none, or nothing was said."""
        if self.ended or not self.tries:
            raise IndexError(f"{self.client} has no turn after this one yet")
        return replace(self, turn=self.turn + 1, past=(*self.past, self.tries), tries=())

    def _with(self, text: str, manner: Manner, told: Assessment, ready: ReadyReply | None) -> Talk:
        before = tuple(tries[-1] for tries in self.past)
        answer = _answer(self, before, text, manner, told, ready)
        return replace(self, tries=(*self.tries, Try(text, manner, told, answer, ready)))


def depth_of(told: Assessment) -> Depth:
    """How far a reply invites a client to go, as far as software can tell.

    Where it cannot, it neither punishes nor praises: the client goes on, neither shut nor deep.
    """
    at = sum(told.overall >= level for level in LEVELS)
    if told.needs_human and told.confidence < CERTAIN:
        at = min(max(at, 1), 2)
    return DEPTHS[at]


def _with_key(depth: Depth, turn: LabTurn, told: Assessment) -> Depth:
    """Let the author's own wordings count: who names what lies beneath is not left standing."""
    named = any(told.found.get(meaning) for meaning in turn.key.meanings)
    promised = any(told.found.get(each) for each in turn.key.forbidden)
    wrong = promised or any(each.value for each in told.faults.values())
    if wrong or not named or told.confidence >= CERTAIN:
        return depth
    return DEPTHS[max(DEPTHS.index(depth), 2)]


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
    told: Assessment,
    ready: ReadyReply | None,
) -> Answer:
    depth = ready.leads_to if ready else _with_key(depth_of(told), talk.now, told)
    ease = talk.ease
    unsuited = tuple(
        name
        for name in ("pause", "gaze")
        if ease is not None and getattr(manner, name) != getattr(ease, name)
    )
    kind = ready.kind if ready else main_kind(told)
    run = [each.kind for each in before[-(HOLLOW - 1) :]]
    hollow = kind != "other" and len(run) == HOLLOW - 1 and set(run) == {kind}
    trust = _trust([*((each.answer.depth, each.kind) for each in before), (depth, kind)])
    at = DEPTHS.index(depth)
    if hollow:
        at = max(at - 1, 0)
    if len(unsuited) == 2 and at == 3:
        at = 2
    held = at == 3 and bool(before) and before[-1].answer.trust < NEEDED
    if held:
        at = 2
    felt = max(0.0, _VALUE[DEPTHS[at]] - _OFF * len(unsuited) - _TIRED * hollow)
    earlier = before[-1].answer.felt if before else _START
    line = getattr(talk.now.next, DEPTHS[at])
    return Answer(
        DEPTHS[at],
        line,
        _WEIGHT * felt + (1 - _WEIGHT) * earlier,
        trust,
        _share(talk, before, text, line),
        unsuited,
        hollow,
        held,
    )


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
    mine = sum(len(words(each.text)) for each in before) + len(words(text))
    spoken = [turn.line for turn in talk.person.turns[: talk.turn + 1]]
    theirs = sum(len(words(each)) for each in (*spoken, *(t.answer.line for t in before), line))
    return mine / max(1, mine + theirs)
