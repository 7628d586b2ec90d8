"""The reply lab: a client says a line, the learner says something, and sees what it does.

**How a lesson calls it.**

    lesson.response_lab("04")          # everybody, own words or ready replies
    lesson.dashboard("04-listening")   # “Say it back”: four people, ready replies, a page to keep

What is typed lives in this kernel and in the page, and nowhere else: it is in no address, no log
and no file, and on a public page it is gone when the page is closed.

Here is what a learner does and sees; `lab_talk` is the talk itself, `lab_says` its sentences, the
people are in `rapport.clients`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import replace

import ipywidgets

from rapport import clients
from rapport.clients import LabClient, ModelReply
from rapport.clients.ready_models import FIRST
from rapport.replies import Assessment, assess
from rapport.replies.danger import own_danger
from rapport.replies.profile import ENOUGH, Habit, profile
from rapport.replies.text import words
from rapport.support import NOT_WATCHED, OWN_DANGER, pointer
from widgets import lab_says as says
from widgets import parts
from widgets.lab_talk import Manner, Talk, is_silence
from widgets.parts import (
    Button,
    Buttons,
    Card,
    Event,
    Heading,
    Meter,
    Notice,
    Part,
    Parts,
    Span,
    Spans,
    Spoken,
    Status,
    Table,
    Takeaway,
    Text,
)

OWN, READY = "own", "ready"
SOME = 3
"""Replies after which the short version has something to take home."""

STAYS = "A talk like this can stay with you too, even an invented one."


class ResponseLab(ipywidgets.VBox):
    """The reply lab of lesson 4.

    short: the ten-minute version: four people, one ready reply to choose at a time, and three
    beginnings of sentences to take home.

    >>> lab = ResponseLab()
    >>> lab.say("Nobody asked you, and here you are. We can take our time.")
    >>> len(lab.talk.tries)
    1
    """

    def __init__(self, *, short: bool = False) -> None:
        self.short = short
        ready = clients.ready_replies()
        self.people: tuple[str, ...] = ready.dashboard if short else tuple(_offered())
        self.talk = Talk(self.people[0])
        self.talks: dict[str, Talk] = {}
        self.manner = Manner()
        self.mode = READY if short else OWN
        self.met: set[str] = set()  # sensitive clients whose notice has been read
        self.style = ""
        self.readings: dict[tuple[str, int], Assessment] = {}
        self._open: set[str] = set()
        self._said = ""
        self._danger = False
        self.page = Parts()
        self.page.on_event(self._hear)
        super().__init__([self.page])
        if not short:
            # The encoder takes a third of a second to wake; nobody should wait for it at a press.
            threading.Thread(target=assess, args=("Yes.", "Yes."), daemon=True).start()
        self._draw()

    def __repr__(self) -> str:
        """Give the text that stands in for the lab where widgets cannot be shown."""
        return "The reply lab sleeps. Press Run ▸ Run All Cells to wake it."

    # ---- What a learner does ---------------------------------------------------------------

    def say(self, text: str) -> None:
        """Say something of one's own to the client."""
        self._danger = bool(own_danger(text, self.talk.now.line))
        if self._danger:
            self._draw("danger")
        elif not words(text) and not is_silence(text):
            self._said = "Write what you would say first; a wrong try costs nothing."
            self._draw()
        else:
            self.talk = self.talk.reply(text, self.manner)
            told = self.talk.last.told
            if isinstance(told, Assessment) and not self.talk.last.quiet:
                self.readings[self.talk.client, self.talk.turn] = told
            self._open.clear()
            self._draw("feedback")

    def choose(self, place: int) -> None:
        """Say the ready reply at this place, counted from 0."""
        self.talk = self.talk.choose(self.talk.ready[place], self.manner)
        self._danger = False
        self._open.clear()
        self._draw("feedback")

    def meet(self, client: str) -> None:
        """Turn to another client; where one left off with them, the talk goes on."""
        self.talks[self.talk.client] = self.talk
        self._turn_to(self.talks.get(client) or Talk(client))

    def _turn_to(self, talk: Talk) -> None:
        self.talk = talk
        self._open.clear()
        self._danger = False
        self._draw("who")

    def _hear(self, event: Event) -> None:
        self._said = ""
        match event:
            case Event(key=str(key), value=str(text)) if key.startswith("say-"):
                self.say(text)
            case Event(key="ready", value=str(place)):
                self.choose(int(place))
            case Event(key="people", value=str(client)):
                self.meet(client)
            case Event(key="mode", value=str(mode)):
                self.mode = mode
                self._draw()
            case Event(key="pause" | "gaze" as what, value=str(value)):
                self.manner = replace(self.manner, **{what: value})  # type: ignore[arg-type]
                self._draw()
            case Event(key="notice", name="opt_out"):
                self.meet(self.talk.person.instead or self.people[0])
            case Event(key="style", value=str(style)):
                self.style = style
                self._draw("card")
            case Event(key="next" | "begin", value=str(button)):
                self._press(button)

    def _press(self, button: str) -> None:
        match button:
            case "read":
                self.met.add(self.talk.client)
                self._draw("who")
            case "again":
                self._draw(self._place_to_speak)
            case "compare" | "models":
                self._open ^= {button}
                self._draw(button if button in self._open else "")
            case "on":
                self._turn_to(self.talk.on())
            case "anew":
                self._turn_to(Talk(self.talk.client))
            case "other":
                place = self.people.index(self.talk.client)
                self.meet(self.people[(place + 1) % len(self.people)])

    # ---- What a learner sees ---------------------------------------------------------------

    def _all(self) -> dict[str, Talk]:
        """Every talk so far, by client."""
        return {**self.talks, self.talk.client: self.talk}

    @property
    def _place_to_speak(self) -> str:
        if self.mode == READY and self.talk.ready:
            return "ready"
        return f"say-{self.talk.client}-{self.talk.turn}"

    def _draw(self, focus: str = "") -> None:
        shown: list[Part] = [self._people()]
        person = self.talk.person
        if person.sensitive and person.id not in self.met:
            self.page.show([*shown, *_notice(person)], "who" if focus else "")
            return
        shown += self._scene()
        if self._danger:
            shown += _danger()
        elif self.talk.tries:
            shown += self._feedback()
            shown += self._after()
        if self.short and sum(len(each.said) for each in self._all().values()) >= SOME:
            shown += self._to_take_home()
        shown += self._skills()
        self.page.show([*shown, says.HONESTY], focus)

    def _people(self) -> Part:
        now = self.talk.client
        items = tuple(
            Button(id, clients.lab_client(id).name, pressed=id == now) for id in self.people
        )
        return Buttons("people", items, label="Who is with you")

    def _scene(self) -> list[Part]:
        talk, person, turn = self.talk, self.talk.person, self.talk.now
        shown: list[Part] = []
        if talk.past:
            shown.append(_so_far(talk))
        title = f"{person.name}, {person.age}"
        told = ("" if talk.past else person.about, says.say_rule(turn), turn.manner)
        about = "\n\n".join(filter(None, told))
        where = f"line {talk.turn + 1} of {len(person.turns)}"
        shown.append(Card("who", title, about, says=f"“{turn.line}”", tags=(where,)))
        shown.append(_choice("pause", "You speak", says.PAUSES, self.manner.pause))
        shown.append(_choice("gaze", "You look", says.GAZES, self.manner.gaze))
        if talk.ready and not self.short:
            names = {OWN: "in my own words", READY: "choose a ready reply"}
            shown.append(_choice("mode", "I want to answer", names, self.mode))
        if self.mode == READY and talk.ready:
            offered = talk.ready[:FIRST] if self.short else talk.ready
            items = tuple(
                Button(str(place), f"“{each.text}”", pressed=self._is_last(each.text))
                for place, each in enumerate(offered)
            )
            shown.append(Buttons("ready", items, label="What do you say?", wide=True))
        else:
            shown.append(
                parts.Writing(
                    self._place_to_speak,
                    f"What do you say to {person.name}?",
                    "Say it",
                    help="The words you would say aloud; to keep quiet, three dots. Nothing you "
                    "type is kept.",
                    value=talk.last.text if talk.tries else "",
                )
            )
        shown.append(Status("said", self._said, "mend"))
        return shown

    def _is_last(self, text: str) -> bool:
        return bool(self.talk.tries) and self.talk.last.text == text

    def _feedback(self) -> list[Part]:
        talk, person, given = self.talk, self.talk.person, self.talk.last
        told, answer = says.say_feedback(talk, given), given.answer
        count = len(talk.tries)
        shown: list[Part] = [Heading("feedback", f"Try {count}: what your words do")]
        if told.unsure:
            shown.append(Text("unsure", told.unsure))
        if told.sentences:
            shown.append(Spoken("spoken", "Sentence by sentence", told.sentences))
        if told.reached:
            shown.append(Text("reached", told.reached))
        if told.misses:
            shown.append(Status("misses", told.misses, "mend"))
        if told.hint:
            shown.append(Text("hint", f"**One thing to try:** {told.hint}"))
        how = says.say_answer(person, answer, talk.ease, given.manner, quiet=given.quiet)
        shown.append(Card("answer", f"{person.name}, in answer", how, says=f"“{answer.line}”"))
        if says.foreign(given.told):
            return shown
        heard = says.say_heard(answer.felt)
        tone = "good" if answer.felt >= 0.6 else "note"
        shown.append(Meter("felt", f"How heard {person.name} may feel", answer.felt, heard, tone))
        spoken = says.say_share(person.name, answer.share)
        shown.append(Meter("share", "Your share of the talk", answer.share, spoken))
        return shown

    def _after(self) -> list[Part]:
        talk = self.talk
        more = len(talk.tries) > 1
        row = [Button("again", "Try again")]
        if more:
            label = f"Compare my {len(talk.tries)} tries"
            row.append(Button("compare", label, pressed="compare" in self._open))
        if not self.short:
            label = "See other good replies"
            row.append(Button("models", label, pressed="models" in self._open))
        if talk.ended:
            row.append(Button("anew", f"Meet {talk.person.name} anew"))
            row.append(Button("other", "Someone else", primary=True))
        else:
            row.append(Button("on", f"Go on with {talk.person.name}", primary=True))
        shown: list[Part] = []
        if talk.ended:
            shown.append(_end(talk))
        shown.append(Buttons("next", tuple(row)))
        if "compare" in self._open and more:
            shown.append(_compared(talk))
        if "models" in self._open:
            shown += _models(talk)
        return shown

    def _skills(self) -> list[Part]:
        found = profile(list(self.readings.values()))
        if not found:
            left = ENOUGH - len(self.readings)
            if self.short or not self.readings:
                return []
            return [
                Text(
                    "skills-soon",
                    f"*After {left} more answered line{'s' * (left != 1)} of your own, your habits "
                    "show here: one reply says too little.*",
                )
            ]
        return [
            Heading("skills", f"Over your {len(self.readings)} replies", level=4),
            Spans("habits", "How often each shows, and the range it may lie in", _spans(found)),
            Text(
                "skills-after",
                "Nobody else sees this, and it is gone when you close the page. It counts what "
                "software takes your words for; the range is wide because a handful of replies is "
                "little. More of everything is not better: what serves depends on the client.",
            ),
        ]

    def _to_take_home(self) -> list[Part]:
        styles = clients.ready_replies().styles
        names: dict[str, str] = {each.style: each.name for each in styles}
        shown: list[Part] = [
            Heading("home", "Something to take home", level=4),
            Text("home-says", "Which of these sounds most like you?"),
            _choice("style", "My way of speaking", names, self.style),
        ]
        for each in styles:
            if each.style == self.style:
                rows = tuple((stem.when, stem.text) for stem in each.stems)
                shown.append(
                    Takeaway(
                        "card",
                        f"Say it back: {each.name}",
                        ("For", "I could begin"),
                        rows,
                        note=f"Sounds like: {each.sounds} Beginnings only; the rest is what you "
                        "heard. Machine-written for practice; no clinician has rated them.",
                        filename="say-it-back.html",
                    )
                )
        return shown


def _spans(habits: tuple[Habit, ...]) -> tuple[Span, ...]:
    return tuple(
        Span(says.say_habit(each.name), each.low, each.share, each.high, says.say_range(each))
        for each in habits
    )


def _offered() -> list[str]:
    """Whom one can meet here: on a public page sensitive clients only if the host wants that."""
    public = bool(os.environ.get("RAPPORT_PUBLIC_PAGE"))
    shown = not public or bool(os.environ.get("RAPPORT_SENSITIVE"))
    return [each.id for each in clients.response_lab().clients if shown or not each.sensitive]


def _notice(person: LabClient) -> list[Part]:
    other = clients.lab_client(person.instead or "").name
    about = "suicide" if "risk" in person.themes else "control and fear at home"
    return [
        Notice(
            "notice",
            f"{person.name}'s talk is about {about}. You need not meet {person.name}: with {other} "
            "you practise the same, without that.",
            support="\n\n".join(pointer()),
            opt_out_label=f"Meet {other} instead",
        ),
        Buttons("begin", (Button("read", f"Meet {person.name}"),)),
    ]


def _danger() -> list[Part]:
    return [
        Card("danger", "First, you", "\n\n".join((OWN_DANGER, *pointer(), NOT_WATCHED))),
        Text(
            "danger-after",
            "If you meant the client, put the words into quotation marks, or say “you”, and try "
            "again. Or stop here for today; nothing is lost.",
        ),
    ]


def _choice(key: str, label: str, names: Mapping[str, str], now: str) -> Buttons:
    items = tuple(Button(name, text, pressed=name == now) for name, text in names.items())
    return Buttons(key, items, label=label)


def _so_far(talk: Talk) -> Table:
    rows: list[tuple[str, str]] = []
    for turn, given in zip(talk.person.turns, talk.said, strict=False):
        if turn is talk.now:
            break
        rows += [
            (talk.person.name, turn.line),
            ("You", says.plain(given.text)),
            (talk.person.name, given.answer.line),
        ]
    return Table("so-far", "So far", ("Who", "Words"), tuple(rows))


def _compared(talk: Talk) -> Table:
    rows = tuple(
        (f"{number}. {says.plain(each.text)}", says.say_does(each), says.say_landed(each))
        for number, each in enumerate(talk.tries, start=1)
    )
    return Table(
        "compare",
        "Your tries side by side",
        ("You said", "What it does", "What follows"),
        rows,
    )


def _models(talk: Talk) -> list[Part]:
    shown: list[Part] = [
        Heading("models", "Other good replies", level=4),
        Text(
            "asks",
            f"**What this moment asks for.** {talk.now.asks}\n\n"
            "Several ways lead there; yours may be another. They are machine-written, and no "
            "clinician has rated them.",
        ),
    ]
    return shown + [_model(number, each) for number, each in enumerate(talk.now.models, 1)]


def _model(number: int, model: ModelReply) -> Card:
    title = f"{number}. {says.say_style(model.style)}"
    return Card(f"model-{number}", title, model.does, says=f"“{model.text}”")


def _end(talk: Talk) -> Part:
    """Say how deep the talk has gone: depth, no points; or what is due in life after such a one."""
    last = f"The last line for today with {talk.person.name}"
    if talk.person.afterwards:
        return Card("end", last, "\n\n".join((talk.person.afterwards, STAYS, *pointer())))
    reached = says.say_reached([given.answer.depth for given in talk.said])
    return Text("end", f"**{last}.** {reached}")
