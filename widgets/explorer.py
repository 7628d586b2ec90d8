"""The trust-trajectory explorer: turn what a therapist does, pin what goes wrong, watch trust.

**How a lesson calls it.** Write a stop into `rapport/questions/explorer.yaml` (which knobs, lines,
pictures and events it shows, what is bet on or aimed at), and call it in one line:

    lesson.explorer("l1-one-knob")      # a stop of a lesson
    lesson.dashboard("01-trust-and-alliance")     # “Same therapist, sixty clients”

The same without YAML, for trying something out; the names are those of
`rapport.questions.explorer.Stop`:

    TrustExplorer(knobs=("empathy",), lines=("trust",))
    TrustExplorer()               # the sandbox: every knob, event, line and picture
    TrustExplorer(short=True)     # the dashboard

*A stop with a `bet`* shows its words, then the bet; picture, knobs and time line come once the bet
is placed, and one may bet again. *With an `aim`* knobs come first, the picture after each press of
“Try it”, with what is still missing. *Without either* all is live. Every stop keeps what was done
in its own place in the page's address and has its own code.

Here is what a learner does; `explorer_scene` is what a learner sees of it and `explorer_says` the
sentences, `explorer_code` holds the state, `explorer_runs` what the model says, `curves` the
pictures, `explorer_arrows` what comes from the articles.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ipywidgets

from rapport.dynamics import Client, Practices
from rapport.dynamics import Event as Happening
from rapport.questions.explorer import Stop, explorer
from widgets import parts
from widgets.chart import Chart
from widgets.explorer_code import LINES, MOST, CodeError, Setting, State, read_code
from widgets.explorer_runs import measure, sweep, with_level
from widgets.explorer_scene import Scene, choice, practices_of
from widgets.parts import Event, Part, Parts
from widgets.timeline import TimeLine

_NOTHING: dict[str, Any] = {"data": [{"x": [None], "y": [None]}], "layout": {}}


class TrustExplorer(ipywidgets.VBox):
    """The trust-trajectory explorer of lesson 1; the module tells how a lesson calls it.

    stop: what is shown; short: the ten-minute version for a phone, in place of a stop; fields:
    those of `Stop`, for a stop of one's own. Without any of them, the sandbox.

    >>> explorer = TrustExplorer(knobs=("empathy",), lines=("trust",))
    >>> explorer.knobs.hear("knob-empathy", "change", 0.9)
    Event(key='knob-empathy', name='change', value=0.9)
    >>> explorer.state.now.practices.empathy
    0.9

    Raises ValueError for fields that do not make a stop.
    """

    def __init__(self, stop: Stop | None = None, *, short: bool = False, **fields: Any) -> None:
        self.words = explorer()
        if short:
            stop = self.words.dashboard.stop
        elif fields:
            stop = Stop(id="own", **fields)
        elif stop is None:
            stop = next(each for each in self.words.stops if each.id == "l1-sandbox")
        self.stop = stop
        self.begin = start(stop)
        self.state = self.begin
        self._tried: Setting | None = None  # what an aim was last tried with
        self._group = self.words.groups[0].id
        self._said = ""
        self._lost = ""

        self.top = Parts(remember=f"trust-{stop.id}")
        self.head = Parts()
        self.charts: dict[str, Chart] = {
            view: Chart(_NOTHING, "Not shown yet.", height=360) for view in stop.show
        }
        self.told = Parts()
        self.line = TimeLine(self.state.now.events, most=max(stop.pins, 1))
        self.knobs = Parts()
        self.bottom = Parts()
        for each in (self.top, self.head, self.told, self.knobs, self.bottom):
            each.on_event(self._hear)
        for chart in self.charts.values():
            chart.layout.max_width = parts.WIDTH
        self.line.observe(self._pinned, "events")
        self.knobs.add_class("rapport-dials")
        pictures = self.charts.values()
        super().__init__(
            [self.top, self.head, *pictures, self.told, self.line, self.knobs, self.bottom]
        )
        self._draw()

    def __repr__(self) -> str:
        """Give the text that stands in for the explorer where widgets cannot be shown."""
        return self.words.says["asleep"]

    @property
    def scene(self) -> Scene:
        """All that decides what is on the page."""
        return Scene(
            self.stop, self.state, self.begin.now, self._tried, self._group, self._said, self._lost
        )

    # ---- What a learner does ---------------------------------------------------------------

    def _hear(self, event: Event) -> None:
        self._said = self._lost = ""
        match event:
            case Event(key=str(key), name=str(name), value=float(value)) if key.startswith("knob-"):
                self._turn(key.removeprefix("knob-"), value, moving=name == "input")
            case Event(name="remembered", value=str(code)):
                self._lost = self._restore(code)
                self._draw()
            case Event(key="code", value=str(code)):
                self._said = self._restore(code)
                self._draw()
            case Event(key="view", value=str(view)):
                self._to(view=view)
            case Event(key="lines", value=str(line)):
                self._toggle(line)
            case Event(key="group", value=str(group)):
                self._group = group
                self._draw()
            case Event(key="therapist", value=str(text)):
                chosen = next(t for t in self.stop.therapists if choice(t) == text)
                practices = practices_of(self.stop, chosen)
                self._to(now=replace(self.state.now, practices=practices))
            case Event(key="bet", value=str(text)) if self.stop.bet:
                options = [option.text for option in self.stop.bet.options]
                self._to(guess=options.index(text))
            case Event(key="next", value=str(button)):
                getattr(self, f"_{button}")()

    def _to(self, focus: str = "", **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._draw(focus)

    def _turn(self, knob: str, value: float, moving: bool) -> None:
        self.state = replace(self.state, now=with_level(self.state.now, knob, value))
        # While a slider moves, only what moves with it is drawn; the rest when it is let go.
        self._draw_picture() if moving else self._draw()
        if self.scene.shown == self.state.now:
            sweep(self.state.now, knob, self.state.luck, self.stop.spread, self.state.view)

    def _pinned(self, change: Any) -> None:
        self._said = ""
        if change.new != self.state.now.events:
            self._to(now=replace(self.state.now, events=change.new))

    def _toggle(self, line: str) -> None:
        shown = set(self.state.lines) ^ {line}
        if shown:
            self._to(lines=tuple(name for name in LINES.values() if name in shown))

    def _restore(self, code: str) -> str:
        """Take a code back; what is wrong with it, if anything, leaves everything as it is."""
        try:
            state = read_code(code, len(self.stop.bet.options) if self.stop.bet else 0)
        except CodeError as problem:
            return str(problem)
        view = state.view if state.view in self.stop.show else self.stop.show[0]
        self.state = replace(state, view=view)
        self._tried = state.now if state.tries else None
        self.line.events = state.now.events
        return ""

    def _reveal(self) -> None:
        bet, state = self.stop.bet, self.state
        if bet is None or state.guess < 0:
            self._said = self.words.says["bet_first"]
            self._draw()
        else:
            came = bet.winner(measure(bet, state.now, state.luck, self.stop.spread))
            self._to(came=came, focus="came-out")

    def _again(self) -> None:
        self._to(guess=-1, came=-1, focus="begin")

    def _another(self) -> None:
        self.state = replace(self.begin, luck=self.state.luck)
        self.line.events = self.state.now.events
        self._draw("begin")

    def _try(self) -> None:
        before, self._tried = self._tried, self.state.now
        self._to(tries=min(self.state.tries + 1, MOST), kept=before, focus="came-out")

    def _keep(self) -> None:
        self._to(kept=self.state.now)

    def _forget(self) -> None:
        self._to(kept=None)

    def _back(self) -> None:
        if self.state.kept:
            self.state = replace(self.state, now=self.state.kept)
            self.line.events = self.state.now.events
            self._draw()

    def _luck(self) -> None:
        self._to(luck=(self.state.luck + 1) % (MOST + 1))

    def _reset(self) -> None:
        self.state, self._tried = self.begin, None
        self.line.events = self.state.now.events
        self._draw("begin")

    # ---- What a learner sees ---------------------------------------------------------------

    def _draw(self, focus: str = "") -> None:
        scene = self.scene
        # The picture first: it is what a moved slider waits for.
        self._draw_picture()
        self.top.memory = "" if self.state == self.begin else self.state.code()
        _show(self.top, scene.top(), "begin" if focus == "begin" else "")
        _show(self.head, scene.head(), "came-out" if focus == "came-out" else "")
        self.line.layout.display = None if scene.has_pins else "none"
        _show(self.knobs, scene.knobs())
        _show(self.bottom, scene.bottom())

    def _draw_picture(self) -> None:
        scene = self.scene
        for view, chart in self.charts.items():
            if view != self.state.view or scene.shown is None:
                chart.layout.display = "none"
        if scene.shown:
            chart = self.charts[self.state.view]
            chart.layout.display = None
            figure, says = scene.picture(scene.shown)
            chart.update(figure)
            chart.description = says
        _show(self.told, scene.told())


def start(stop: Stop) -> State:
    """Return where a stop begins. Raises ValueError for levels or events there cannot be."""
    practices = Practices(**{name: round(level, 2) for name, level in stop.practices.items()})
    client = Client(**{name: round(level, 2) for name, level in stop.client.items()})
    events = tuple(Happening(**pin.model_dump()) for pin in stop.events)
    return State(Setting(practices, client, events), lines=stop.lines, view=stop.show[0])


def _show(widget: Parts, shown: list[Part], focus: str = "") -> None:
    widget.layout.display = None if shown else "none"
    widget.show(shown, focus)
