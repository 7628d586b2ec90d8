"""The attachment-style approach picker: read a person, place a dot, choose, bet, watch, revise."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from functools import lru_cache
from typing import Any

import ipywidgets

from rapport import clients, knowledge
from rapport.clients import BehaviourCard, Evidence, Placing, PracticeClient, read_placing
from rapport.dynamics import (
    AIM,
    APPROACHES,
    Approach,
    Client,
    Course,
    aim_met,
    explain,
    landscape,
    simulate,
)
from widgets import parts
from widgets.chart import Chart
from widgets.parts import Button, Buttons, Card, Code, Dial, Event, Meter, Part, Parts, Status
from widgets.plane import plane, say_map, say_traces, traces

SESSIONS = 20
HALF = 10
"""The session after which new evidence arrives and everything may be changed."""

STAGES = ("look", "choose", "half", "reveal")
NOISE = 0.5
FRAME = 0.3  # seconds a session takes on screen
OWN = "own"


class CodeError(ValueError):
    """A code that cannot be taken back, and why, in a sentence."""


@dataclass(frozen=True)
class State:
    """All that a learner has done, small enough for a short code.

    client: a practice client's id; guesses: one placing, after the evidence two; approach, second:
    ids of `clients.approach_picker().approaches` or "own", with the six dials; bet: the index of
    the chosen option, -1 for none; luck: counts how often chance was drawn anew.
    """

    client: str
    stage: str = "look"
    guesses: tuple[Placing, ...] = ()
    approach: str = ""
    dials: tuple[float, ...] = (0.5,) * 6
    second: str = ""
    second_dials: tuple[float, ...] = (0.5,) * 6
    bet: int = -1
    luck: int = 0

    def code(self) -> str:
        """Give the state as a short text; `read_code` takes it back."""
        guesses = "_".join(
            "-".join(str(round(100 * part)) for part in (g.anxiety, g.avoidance, g.ring))
            for g in self.guesses
        )
        words = [
            self.client,
            self.stage,
            guesses,
            _code_dials(self.approach, self.dials),
            _code_dials(self.second, self.second_dials),
            str(self.bet),
            str(self.luck),
        ]
        return ".".join(words)


def read_code(code: str) -> State:
    """Take a code back. Raises `CodeError`, naming the place that cannot be read."""
    words = code.strip().split(".")
    if len(words) != 7:
        raise CodeError(f"This code has {len(words)} of 7 pieces; it may have been cut short.")
    client, stage, guesses, first, second, bet, luck = words
    if client not in [person.id for person in clients.clients()]:
        raise CodeError(f"Piece 1 of this code, “{client}”, names nobody here.")
    if stage not in STAGES:
        raise CodeError(f"Piece 2 of this code, “{stage}”, is no step of the picker.")
    try:
        placed = tuple(
            Placing(anxiety=a / 100, avoidance=v / 100, ring=r / 100)
            for a, v, r in (map(int, guess.split("-")) for guess in guesses.split("_") if guess)
        )
    except ValueError:
        raise CodeError(f"Piece 3 of this code, “{guesses}”, is no place on the map.") from None
    approach, dials = _read_dials(4, first)
    later, later_dials = _read_dials(5, second)
    if not bet.removeprefix("-").isdecimal() or not luck.isdecimal():
        raise CodeError("The last two pieces of this code are not numbers.")
    options = len(_bet_of(client).options)
    state = State(
        client,
        stage,
        placed[:2],
        approach,
        dials,
        later,
        later_dials,
        min(max(int(bet), -1), options - 1),
        min(int(luck), 999),
    )
    # A later step needs what the earlier ones gave.
    if stage != "look" and not state.approach and stage != "choose":
        raise CodeError("This code has no approach for the step it names.")
    return state


class ApproachPicker(ipywidgets.VBox):
    """The approach picker of lesson 7.

    short: the ten-minute version for a phone: no placing and no dials, four approaches, twenty
    sessions, and a page to take home. animate: play the sessions one by one (off in tests).

    >>> picker = ApproachPicker(animate=False)
    >>> picker.state.stage
    'look'
    """

    def __init__(self, *, short: bool = False, animate: bool = True) -> None:
        self.short = short
        self.animate = animate
        self.words = clients.approach_picker()
        self.people: tuple[str, ...] = (
            self.words.dashboard.clients if short else tuple(p.id for p in self.words.clients)
        )
        self.state = State(self.people[0])
        self.seen: set[str] = set()
        self._playing: asyncio.Task[None] | None = None
        self._said = ""
        self._code_said = ""
        self._row = ""
        self._told: tuple[object, ...] = ()

        self.top = Parts(remember="picker")
        self.story = Parts()
        self.plane = Chart(
            plane(self.words.map), self.words.map.describes, height=380, placeable=True, ring=0.3
        )
        self.middle = Parts()
        self.traces = Chart(
            traces(_course(State(self.people[0], approach="joint")), 0),
            "Not played yet.",
            height=340,
        )
        self.bottom = Parts()
        for part in (self.top, self.story, self.middle, self.bottom):
            part.on_event(self._hear)
        for chart in (self.plane, self.traces):
            chart.layout.max_width = parts.WIDTH
        # The sessions come first once they are played: who presses Watch must see them go by.
        super().__init__([self.top, self.traces, self.story, self.plane, self.middle, self.bottom])
        self._draw()

    def __repr__(self) -> str:
        """Give the text that stands in for the picker where widgets cannot be shown."""
        return "The approach picker sleeps. Press Run ▸ Run All Cells to wake it."

    @property
    def person(self) -> PracticeClient:
        """The client on screen."""
        return clients.client(self.state.client)

    # ---- What a learner does ---------------------------------------------------------------

    def _hear(self, event: Event) -> None:
        self._said = self._code_said = ""
        match event:
            case Event(name="remembered", value=str(code)):
                self._restore(code, quiet=True)
            case Event(key="code", value=str(code)):
                self._restore(code)
            case Event(key="next", value=str(button)):
                getattr(self, f"_{button}")()
            case Event(name="press", key=str(key)) if key.startswith("hint-"):
                self.seen.add(key.removeprefix("hint-"))
                self._draw()
            case Event(key="approach", value=str(name)):
                self._take_approach(next(a.id for a in self.words.approaches if a.name == name))
            case Event(key=str(key), name="change", value=float(value)) if key.startswith("dial-"):
                self._turn(key.removeprefix("dial-"), value)
            case Event(key="bet", value=str(text)):
                options = [option.text for option in _bet_of(self.state.client).options]
                self._to(bet=options.index(text))
            case Event(key="row", value=str(row)):
                self._row = row
                self._draw()

    def _restore(self, code: str, quiet: bool = False) -> None:
        try:
            self.state = read_code(code)
        except CodeError as problem:
            if not quiet:
                self._code_said = str(problem)
        else:
            if self.state.client not in self.people:
                self.people = (*self.people, self.state.client)
            if self.state.guesses:
                self._put_point(self.state.guesses[-1])
        self._draw()

    def _to(self, focus: str = "", **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._draw(focus)

    def _placed(self) -> Placing:
        return Placing(
            anxiety=min(max(self.plane.point_x, 0), 1),
            avoidance=min(max(self.plane.point_y, 0), 1),
            ring=min(max(self.plane.ring or 0.02, 0.02), 0.75),
        )

    def _put_point(self, guess: Placing) -> None:
        self.plane.point_x, self.plane.point_y = guess.anxiety, guess.avoidance
        self.plane.ring = guess.ring

    def _place(self) -> None:
        self._to(stage="choose", guesses=(self._placed(),), focus="step")

    def _take_approach(self, name: str) -> None:
        dials = astuple(APPROACHES[name])
        if self.state.stage == "half":
            self._to(second=name, second_dials=dials)
        else:
            self._to(approach=name, dials=dials)

    def _turn(self, dial: str, value: float) -> None:
        index = [words.id for words in self.words.dials].index(dial)
        old = self.state.second_dials if self.state.stage == "half" else self.state.dials
        dials = (*old[:index], value, *old[index + 1 :])
        name = next((n for n, a in APPROACHES.items() if astuple(a) == dials), OWN)
        if self.state.stage == "half":
            self._to(second=name, second_dials=dials)
        else:
            self._to(approach=name, dials=dials)

    def _play(self) -> None:
        if not self.state.approach:
            self._said = f"Choose an approach first{'' if self.short else ', or turn a dial'}."
            self._draw()
        elif self.state.bet < 0:
            self._said = "Place your bet first; a lost one teaches more."
            self._draw()
        elif self.short:
            self._to(
                stage="reveal",
                second=self.state.approach,
                second_dials=self.state.dials,
                focus="step",
            )
        else:
            self._to(
                stage="half",
                second=self.state.approach,
                second_dials=self.state.dials,
                focus="step",
            )

    def _go_on(self) -> None:
        self._to(stage="reveal", guesses=(self.state.guesses[0], self._placed()), focus="step")

    def _again(self) -> None:
        self._to(
            stage="look" if self.short else "choose",
            approach="",
            second="",
            bet=-1,
            luck=self.state.luck + 1,
            focus="step",
        )

    def _luck(self) -> None:
        self._to(luck=self.state.luck + 1, focus="step")

    def _other(self) -> None:
        place = self.people.index(self.state.client)
        self.seen.clear()
        self.state = State(self.people[(place + 1) % len(self.people)], luck=self.state.luck)
        self._put_point(Placing(anxiety=0.5, avoidance=0.5, ring=0.3))
        self._draw("step")

    # ---- What a learner sees ---------------------------------------------------------------

    def _draw(self, focus: str = "") -> None:
        stage = self.state.stage
        asks_place = stage in ("look", "half") and not self.short
        played = stage in ("half", "reveal")
        self.top.memory = self.state.code()
        self.top.show(self._top(), focus)
        _show(self.traces, played)
        if played:
            self._start_playing()
        self.story.show(self._story())
        _show(self.plane, asks_place or stage == "reveal")
        if asks_place or stage == "reveal":
            self._draw_plane()
        self.middle.show(self._middle())
        self.bottom.show(self._bottom())

    def _draw_plane(self) -> None:
        person, state = self.person, self.state
        self.plane.placeable = state.stage != "reveal"
        if state.stage != "reveal":
            earlier = state.guesses if state.stage == "half" else ()
            self.plane.update(plane(self.words.map, earlier), self.words.map.describes)
            return
        works = landscape(_plan(state), grid=11, runs=8)
        figure = plane(
            self.words.map, state.guesses, dot=person.dot, drift=_course(state), works=works
        )
        says = (
            f"{self.words.map.describes} {person.name} stood at anxiety {person.dot.anxiety:.2f}, "
            f"avoidance {person.dot.avoidance:.2f}. {say_map(works)}"
        )
        self.plane.update(figure, says)

    def _start_playing(self) -> None:
        """Show the sessions, one by one where a loop runs; a change in between starts anew."""
        first, last = (1, HALF) if self.state.stage == "half" else (HALF + 1, SESSIONS)
        if self.short:
            first = 1
        course = _course(self.state)
        told = (self.state.stage, self.state.approach, self.state.second_dials, self.state.luck)
        if told == self._told:
            return
        self._told = told
        if self._playing and not self._playing.done():
            self._playing.cancel()
        try:
            loop = asyncio.get_running_loop() if self.animate else None
        except RuntimeError:
            loop = None
        if loop is None:
            self._frame(course, last)
        else:
            self._playing = loop.create_task(self._frames(course, first, last))

    async def _frames(self, course: Course, first: int, last: int) -> None:
        for session in range(first, last + 1):
            self._frame(course, session)
            await asyncio.sleep(FRAME)

    def _frame(self, course: Course, session: int) -> None:
        changed = self.state.second_dials != self.state.dials
        cut = HALF if session > HALF and changed else None
        self.traces.update(traces(course, session, cut=cut), say_traces(course, session))

    def _step(self, id: str) -> tuple[str, str]:
        step = next(step for step in self.words.steps if step.id == id)
        return step.title, step.text.format(name=self.person.name)

    def _top(self) -> list[Part]:
        person, stage = self.person, self.state.stage
        steps = {"look": 1, "choose": 2, "half": 3, "reveal": 4}
        name = f"{person.name}, {person.age}"
        shown: list[Part] = [parts.Steps("step", now=steps[stage], of=4, label=name)]
        if stage in ("half", "reveal"):
            title, text = self._step("play")
            return [*shown, parts.Heading("h-play", text=title), parts.Text("t-play", text=text)]
        who = f"{person.who[0].upper()}{person.who[1:]}.\n\n{person.setting}"
        shown.append(Card("who", title=name, text=who))
        if stage == "look" or self.short:
            title, text = self._step("look")
            shown += [parts.Heading("h-look", text=title), parts.Text("t-look", text=text)]
            cards = person.cards[: 3 if self.short else None]
            for number, card in enumerate(cards, 1):
                shown += self._card(f"Card {number} of {len(cards)}", card)
        if stage == "look" and not self.short:
            for id in ("place", "ring"):
                title, text = self._step(id)
                shown += [parts.Heading(f"h-{id}", text=title), parts.Text(f"t-{id}", text=text)]
        return shown

    def _story(self) -> list[Part]:
        """What follows on the sessions: news halfway, and at the end how it came out."""
        if self.state.stage == "reveal":
            return [*self._outcome(), *self._reveal()]
        if self.state.stage != "half":
            return []
        evidence = self.person.evidence
        title, text = self._step("evidence")
        shown: list[Part] = [
            Status("so-far", text=say_traces(_course(self.state), HALF)),
            parts.Heading("h-news", text=title),
            parts.Text("t-news", text=text),
        ]
        for number, piece in enumerate(evidence, 1):
            shown += self._card(f"News {number} of {len(evidence)}", piece)
        title, text = self._step("revise")
        return [*shown, parts.Heading("h-revise", text=title), parts.Text("t-revise", text=text)]

    def _card(self, title: str, card: BehaviourCard | Evidence) -> list[Part]:
        shown = Card(f"c-{card.id}", title=title, text=card.text)
        if card.id in self.seen:
            return [shown, parts.Text(f"h-{card.id}", text=f"*{card.hint}*")]
        button = Button("show", "What might this show, and what else?")
        return [shown, Buttons(f"hint-{card.id}", items=(button,))]

    def _reveal(self) -> list[Part]:
        person = self.person
        title, text = self._step("reveal")
        if self.short:  # nobody has placed a dot here, so the map is new
            scales = "\n\n".join(f"**{axis.name}:** {axis.asks}" for axis in self.words.map.scales)
            text = f"We keep a map of two scales.\n\n{scales}\n\n{text}"
        shown: list[Part] = [
            parts.Heading("h-reveal", text=title),
            parts.Text("t-reveal", text=f"{text}\n\n**{person.reveal}**"),
        ]
        for number, guess in enumerate(self.state.guesses, 1):
            read = read_placing(person, guess, seen=0 if number == 1 else 2)
            tone = "good" if read.place != "far" and read.ring == "fits" else "mend"
            label = "First placing" if number == 1 else "Second placing"
            shown.append(Status(f"placing-{number}", text=f"{label}: {read.text}", tone=tone))
        return shown

    def _middle(self) -> list[Part]:
        stage = self.state.stage
        shown: list[Part] = []
        if stage == "look" and not self.short:
            go = Button("place", "This is my guess", primary=True)
            return [Buttons("next", items=(go,)), *self._said_line()]
        if stage in ("choose", "half") or (self.short and stage == "look"):
            shown += self._choosing()
            label = "Go on to session 20" if stage == "half" else "Watch the sessions"
            go = Button("go_on" if stage == "half" else "play", label, primary=True)
            shown += [Buttons("next", items=(go,)), *self._said_line()]
        return shown

    def _said_line(self) -> list[Part]:
        return [Status("said", text=self._said, tone="mend")] if self._said else []

    def _code(self) -> list[Part]:
        code = Code(
            "code",
            label="Your code, to go on another time",
            value="" if self.state.stage == "look" else self.state.code(),
            ask="Take a code back",
        )
        said = self._code_said
        return [code, Status("code-said", text=said, tone="mend")] if said else [code]

    def _choosing(self) -> list[Part]:
        half = self.state.stage == "half"
        taken = self.state.second if half else self.state.approach
        dials = self.state.second_dials if half else self.state.dials
        title, text = self._step("choose")
        offered = [a for a in self.words.approaches if not self.short or not a.tempting]
        names = tuple(a.name for a in offered)
        chosen = next((a for a in offered if a.id == taken), None)
        shown: list[Part] = [
            parts.Heading("h-choose", text=title),
            parts.Bet(
                "approach",
                question=text.format(name=self.person.name),
                options=names,
                chosen=chosen.name if chosen else None,
            ),
        ]
        if chosen:
            shown.append(Card("how", title=chosen.name, text=chosen.says, says=chosen.sounds_like))
        elif taken == OWN:
            shown.append(Status("how", text="Your own mix of the six dials."))
        if not self.short:
            title, text = self._step("dials")
            shown += [parts.Heading("h-dials", text=title), parts.Text("t-dials", text=text)]
            shown += [
                Dial(
                    f"dial-{words.id}",
                    label=words.name,
                    value=dials[index],
                    low_word=words.low,
                    high_word=words.high,
                    words=("hardly", "a little", "in between", "much", "as much as can be"),
                )
                for index, words in enumerate(self.words.dials)
            ]
        if not half:
            shown += [parts.Heading("h-bet", text=self._step("bet")[0]), self._bet()]
        return shown

    def _bet(self, answer: str | None = None, because: str = "") -> parts.Bet:
        bet = _bet_of(self.state.client)
        options = tuple(option.text for option in bet.options)
        return parts.Bet(
            "bet",
            question=bet.prompt.format(name=self.person.name),
            options=options,
            chosen=options[self.state.bet] if self.state.bet >= 0 else None,
            answer=answer,
            because=because,
        )

    def _bottom(self) -> list[Part]:
        shown: list[Part] = []
        if self.state.stage == "reveal":
            shown += self._why()
        honesty = self.words.honesty
        shown += [
            *self._code(),
            parts.Honesty(
                "honesty",
                from_articles=honesty.from_articles,
                ours=honesty.ours,
                limits=honesty.limits,
            ),
        ]
        return shown

    def _outcome(self) -> list[Part]:
        state, person, course = self.state, self.person, _course(self.state)
        says = self.words.outcomes
        names = {"name": person.name, "approach": self._approach_name()}
        met = AIM.parts_met(course)
        came = int(course.attended.sum())
        missed = [name for name, fine in met.items() if not fine]
        like = aim_met(
            simulate(_client(person), _plan(state), SESSIONS, 100, 900 + state.luck, leaving=False)
        )
        bet = _bet_of(state.client)
        won = bet.winner(_measured(course, bet.measure))
        called = state.bet >= 0 and bet.options[state.bet] == won
        return [
            Meter("m-trust", "Trust", float(course.trust[-1])),
            Meter("m-lean", "Leaning", float(course.dependence[-1])),
            Meter("m-came", "Came", came / SESSIONS, f"{came} of {SESSIONS} sessions"),
            parts.Text("aim", text=f"**The aim.** {AIM.says}"),
            *(
                [Status("outcome", text=says.met.format(**names), tone="good")]
                if not missed
                else [
                    Status(f"outcome-{name}", text=getattr(says, name).format(**names), tone="mend")
                    for name in missed
                ]
            ),
            self._bet(answer=won.text, because=says.bet_won if called else says.bet_lost),
            parts.Text(
                "like",
                text=f"Of 100 people who start where {person.name} does, with this plan "
                f"**{int(like.sum())}** reach the aim in the model. {says.chance}",
            ),
        ]

    def _why(self) -> list[Part]:
        state, person, course = self.state, self.person, _course(self.state)
        missed = not all(AIM.parts_met(course).values())
        shown: list[Part] = [parts.Heading("h-why", text="Why it went this way")]
        reasons = explain(_client(person), _plan(state), course)
        for number, reason in enumerate(reasons):
            source = {
                "stated": "stated in the articles",
                "implied": "implied in the articles",
                "ours": "added by this course",
            }[reason.basis]
            shown.append(parts.Text(f"why-{number}", text=f"{reason.text} *({source})*"))
        shown += self._table({cell for reason in reasons for cell in reason.cells})
        shown.append(parts.Text("debrief", text=f"**{person.name}.** {person.debrief}"))
        if missed:
            names = {"name": person.name, "approach": self._approach_name()}
            shown.append(Status("retry", text=self.words.outcomes.again.format(**names)))
        buttons = (
            Button("again", f"{person.name} once more", primary=missed),
            Button("luck", "Other luck"),
            Button("other", "Somebody else", primary=not missed),
        )
        shown.append(Buttons("next", items=buttons))
        takeaway = self.words.takeaway
        shown.append(
            parts.Takeaway(
                "take",
                title=takeaway.title,
                head=takeaway.columns,
                rows=tuple(
                    (r.heading, r.notice, r.attempt, r.careful, r.check) for r in takeaway.rows
                ),
                note="\n\n".join((*takeaway.first, *takeaway.closing)),
                filename="pick-the-approach.html",
            )
        )
        return shown

    def _table(self, at_work: set[tuple[str, str]]) -> list[Part]:
        """The table's row that is asked for, cell by cell, and which cells were at work."""
        rows = {row.style: row for row in knowledge.attachment_table()}
        style = self._row if self._row in rows else _client(self.person).style
        row = rows[style]
        columns = [
            name for name in type(row).model_fields if name not in ("id", "address", "style")
        ]
        lines = []
        for column in columns:
            title = type(row).model_fields[column].title or column.replace("_", " ")
            here = " **At work here.**" if (row.id, column) in at_work else ""
            lines.append(f"**{title}:** {getattr(row, column)}.{here}")
        buttons = tuple(
            Button(name, name, primary=name == style, disabled=name == style) for name in rows
        )
        return [
            parts.Heading("h-table", text=f"The row of the table behind it: {style}"),
            Buttons("row", items=buttons),
            parts.Text("table", text="\n\n".join(lines)),
            parts.Text("table-from", text=f"*{knowledge.cite(row.address)}, in our own words.*"),
        ]

    def _approach_name(self) -> str:
        names = {a.id: a.name for a in self.words.approaches} | {OWN: "Your own mix"}
        first, second = names[self.state.approach], names[self.state.second or self.state.approach]
        return first if first == second else f"{first}, then {second}"


def _bet_of(client: str) -> Any:
    """The bet of a client: they take turns, so that each measure comes up."""
    bets = clients.approach_picker().bets
    order = [person.id for person in clients.clients()]
    return bets[order.index(client) % len(bets)]


def _measured(course: Course, measure: str) -> float:
    if measure == "attended":
        return float(course.attended.mean())
    return float(getattr(course, measure)[-1])


def _client(person: PracticeClient) -> Client:
    return Client(person.dot.anxiety, person.dot.avoidance, person.start_trust)


def _plan(state: State) -> Sequence[tuple[int, Approach]]:
    first = Approach(*state.dials)
    second = Approach(*(state.second_dials if state.second else state.dials))
    return ((1, first), (HALF + 1, second))


@lru_cache(maxsize=64)
def _course(state: State) -> Course:
    person = clients.client(state.client)
    seed = 100 * [p.id for p in clients.clients()].index(state.client) + state.luck + 7
    return simulate(_client(person), _plan(state), SESSIONS, seed=seed, noise=NOISE, leaving=False)


def _show(widget: ipywidgets.DOMWidget, shown: bool) -> None:
    widget.layout.display = None if shown else "none"


def _code_dials(name: str, dials: tuple[float, ...]) -> str:
    return f"{OWN}:" + "-".join(str(round(100 * dial)) for dial in dials) if name == OWN else name


def _read_dials(piece: int, text: str) -> tuple[str, tuple[float, ...]]:
    if not text:
        return "", (0.5,) * 6
    if text in APPROACHES:
        return text, astuple(APPROACHES[text])
    numbers = text.removeprefix(f"{OWN}:").split("-")
    if text.startswith(f"{OWN}:") and len(numbers) == 6 and all(n.isdecimal() for n in numbers):
        dials = tuple(min(int(number), 100) / 100 for number in numbers)
        return OWN, dials
    raise CodeError(f"Piece {piece} of this code, “{text}”, is no approach.")
