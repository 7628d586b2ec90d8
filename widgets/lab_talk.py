"""The talk of the reply lab: what was tried, how the client answers, how heard they may feel.

Nothing here is on the page; `response_lab` shows it, `lab_says` has its sentences. All numbers are
ours but the trust model's own (`rapport.dynamics`): there each exchange is played as if it were one
session, which stretches the model and is said on the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from rapport import clients
from rapport.clients import Depth, Ease, Gaze, LabClient, LabTurn, Pause, ReadyReply, ReplyKind
from rapport.clients.lab_models import Wordings
from rapport.clients.ready_models import DEPTHS
from rapport.dynamics import Client, Event, Plan, Practices, simulate
from rapport.replies import Assessment, Key, assess
from rapport.replies.assessment import CERTAIN, Judgement
from rapport.replies.corpus.models import Behaviour, Fault, Skill
from rapport.replies.text import Span, words

LEVELS = (1.8, 2.8, 3.6)
"""The reader's score, 1 to 5, from which a client goes on politely, opens up, goes deeper."""

NEEDED = 0.33
"""The trust, 0 to 1, an answer has left behind, without which nobody goes deeper in the next."""

HOLLOW = 3
"""So many replies in a row that mainly do the same begin to sound like a technique."""

NAMED = 0.6
"""The chance, 0 to 1, from which a sentence's reading is taken for sure."""

EVEN = 0.5
"""The chance of a fault, 0 to 1, from which it is more likely there than not."""

_HARMS: tuple[Behaviour, ...] = (
    "advice",
    "reassurance",
    "judging",
    "minimising",
    "defensiveness",
)
_EXCUSED: tuple[Fault, ...] = ("closed_question_only", "interrogation", "defensiveness")

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
_BARE = re.compile(
    r"\b(ca|wo|did|does|is|are|was|has|have|had|could|should|would)nt\b", re.IGNORECASE
)
_ABOUT_DANGER: Mapping[str, re.Pattern[str]] = {
    word: re.compile(rf"\b(?:{wordings})\b", re.IGNORECASE)
    for word, wordings in {
        "suicide": r"suicid\w*|kill\w*|die|dying|dead|(?:hurt|harm)(?:ing)? (?:yo)?ur ?self",
        "near": r"suicid\w*|kill\w*|die|dying|pills|(?:hurt|harm)(?:ing)? (?:yo)?ur ?self",
        "fear": r"afraid|scared|frightened|fear|violent|violence|hurts?|hits?|hitting|beats?|safe",
    }.items()
}  # by a word in the name of the question that an author wants put
_TO_THEM = re.compile(r"\b(?:you|u|ye|ya|your|ur)\b", re.IGNORECASE)
_SECRECY = re.compile(
    r"\b(?:everything|anything|whatever|all (?:this|that|of it)|it(?:['’]?s| is) all)\b"
    r"[^.!?\n]{0,40}\b(?:private|confidential|secret|safe with me)\b"
    r"|\b(?:nobody|no[ -]?one)(?:['’]ll| will| is going to)\b"
    r"[^.!?\n]{0,20}\b(?:hear|know|find out|be told)\b"
    r"|\bnothing\b[^.!?\n]{0,30}\bleaves?\b",
    re.IGNORECASE,
)
_NOT_QUITE = re.compile(
    r"\b(?:unless|except\w*|only if|danger\w*|risk|harm|hurt|judge|court|law|limits?"
    r"|cannot|can['’]t|not (?:every|all|any))\b",
    re.IGNORECASE,
)
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
        if is_silence(text):
            text = QUIET
        key = Key.of_scene(**self.now.key.model_dump())
        told = assess(_spelt(text), self.now.line, key, self.person.about)
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


def depth_of(told: Assessment) -> Depth:
    """How far a reply invites a client to go, as far as software can tell.

    Where it cannot, it neither punishes nor praises: the client goes on, neither shut nor deep.
    """
    at = sum(told.overall >= level for level in LEVELS)
    if doubtful(told):
        at = min(max(at, 1), 2)
    return DEPTHS[at]


def doubtful(told: Assessment) -> bool:
    """Whether a reading is not to be relied on, in either direction.

    Besides what the reader itself is unsure of: a very low score for words in which it finds no
    harm. Whoever cannot say what is wrong should not say that it is very wrong.
    """
    if told.confidence >= CERTAIN:
        return False
    if told.needs_human:
        return True
    harms = [each.chances.get(name, 0) for each in told.sentences for name in _HARMS]
    return told.overall < LEVELS[0] and max(harms, default=0) < NAMED and not harmful(told.faults)


def harmful(faults: Mapping[Fault, Judgement]) -> bool:
    """Whether a fault is more likely there than not; less is a suspicion."""
    return any(each.value and each.chance >= EVEN for each in faults.values())


def counted(turn: LabTurn, told: Assessment) -> dict[Fault, Judgement]:
    """Give the faults that count here.

    Who asks about danger may ask closed questions, more than one, and say why they ask; a mere
    suspicion of any other fault is not held against the question either.
    """
    if not asked(turn, told):
        return dict(told.faults)
    return {
        name: each
        for name, each in told.faults.items()
        if name not in _EXCUSED and each.chance >= EVEN
    }


def asked(turn: LabTurn, told: Assessment) -> list[Span]:
    """Give the places where the question about danger is put that is due here.

    In an author's wordings; or in a question to the client with a word of that danger in it, since
    in second-language or hurried English (“Are u afraid from him?”) it is as plain.
    """
    places = [place for name in turn.key.questions for place in told.found[name]]
    due = [
        wordings
        for word, wordings in _ABOUT_DANGER.items()
        if any(word in name for name in turn.key.questions)
    ]
    for each in told.sentences:
        text = each.place.text
        if "?" not in text and each.behaviour not in ("question_closed", "question_open"):
            continue
        if each.chances.get("judging", 0) >= NAMED:
            continue  # “Why do you stay, are you so afraid?” blames before it asks
        if any(wordings.search(text) for wordings in due) and _TO_THEM.search(text):
            places.append(each.place)
    return places


def lacking(turn: LabTurn, told: Assessment) -> bool:
    """Whether a question about danger was due here and is not there."""
    return bool(turn.key.questions) and not asked(turn, told)


def promises(turn: LabTurn, told: Assessment) -> list[Span]:
    """Give the places that promise what nobody can keep.

    Where secrecy is at stake, one is also “everything is private” with no exception beside it: an
    author cannot list all its wordings.
    """
    places = [place for name in turn.key.forbidden for place in told.found[name]]
    fault = told.faults["overpromising_confidentiality"]
    if fault.value:
        places += fault.words
    text = " ".join(each.place.text for each in told.sentences)
    if (turn.key.facts or turn.key.questions) and not _NOT_QUITE.search(text):
        places += [each.place for each in told.sentences if _SECRECY.search(each.place.text)]
    return places


def unsaid(turn: LabTurn, told: Assessment) -> list[Skill]:
    """What a turn calls for (owning, a limit, facts) of which there is no trace.

    The author's words are not there, and the reader is not sure to hear it in others.
    """
    asked: tuple[tuple[Skill, Wordings], ...] = (
        ("repair_ownership", turn.key.owns),
        ("boundary_clarity", turn.key.limits),
        ("confidentiality_accuracy", turn.key.facts),
    )
    return [
        skill
        for skill, wordings in asked
        if wordings
        and not any(map(told.found.get, wordings))
        and ((judged := told.skills[skill]) is None or judged.value < 2)
    ]


def is_silence(text: str) -> bool:
    """Whether somebody keeps quiet: dots, or something in brackets and nothing else."""
    return bool(_SILENCE.fullmatch(text))


def _spelt(text: str) -> str:
    """Put back the apostrophe of “cant” and “wont”: without it, a no is read as a yes.

    “dont” is left alone: it is no word of limits or promises, and the reader knows it.
    """
    return _BARE.sub(r"\1n't", text)


def _with_key(depth: Depth, turn: LabTurn, told: Assessment) -> Depth:
    """Let what the author knows count, beside the reader.

    Who names what lies beneath is not left standing, nor who asks the question that must be asked;
    who leaves it out, or promises what cannot be kept, learns no more.
    """
    at = DEPTHS.index(depth)
    if told.confidence >= CERTAIN:
        return depth
    if promises(turn, told) and told.overall < LEVELS[0] and not told.needs_human:
        return "shut"  # the score is low, and here is why: no doubt about it
    if promises(turn, told) or lacking(turn, told) or unsaid(turn, told):
        return DEPTHS[min(at, 1)]
    named = any(map(told.found.get, turn.key.meanings)) or bool(asked(turn, told))
    if named and not harmful(counted(turn, told)):
        at = max(at, 2)
    return DEPTHS[at]


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
        depth = _with_key(depth_of(told), talk.now, told)
    unsuited = tuple(
        name
        for name in ("pause", "gaze")
        if ease is not None and getattr(manner, name) not in (ANY, getattr(ease, name))
    )
    kind = _kind_of(told)
    hollow = _is_hollow([*((each.text, each.kind) for each in before), (text, kind)])
    trust = _trust([*((each.answer.depth, each.kind) for each in before), (depth, kind)])
    at = DEPTHS.index(depth)
    if hollow:
        at = max(at - 1, 0)
    if len(unsuited) == 2 and at == 3:
        at = 2
    held = at == 3 and bool(before) and before[-1].answer.trust < NEEDED
    if held:
        at = 2
    felt = max(0.0, _VALUE[DEPTHS[at]] - _TIRED * hollow)
    earlier = before[-1].answer.felt if before else _START
    patient = text == QUIET and DEPTHS[at] != "open"
    line = STILL if patient else getattr(talk.now.next, DEPTHS[at])
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
    said = [text for text in (*(each.text for each in before), text) if text != QUIET]
    mine = sum(len(words(each)) for each in said)
    spoken = [turn.line for turn in talk.person.turns[: talk.turn + 1]]
    theirs = sum(len(words(each)) for each in (*spoken, *(t.answer.line for t in before), line))
    return mine / max(1, mine + theirs)
