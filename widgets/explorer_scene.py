"""What is on the page of the trust explorer, given all that decides it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from rapport.dynamics import Practices
from rapport.dynamics.onset import CONNECTED, SOON
from rapport.questions.explorer import Explorer, Stop, Therapist, explorer
from widgets import curves, parts
from widgets.chart import Figure
from widgets.explorer_arrows import honesty
from widgets.explorer_code import VIEWS, Setting, State
from widgets.explorer_runs import (
    EARLY_ALLIANCE,
    SIXTY,
    like_this,
    measure,
    say_measure,
    sixty,
)
from widgets.explorer_says import (
    published,
    say_band,
    say_bet,
    say_changes,
    say_difference,
    say_events,
    say_published,
    say_verdict,
    unmarked,
)
from widgets.parts import Button, Buttons, Dial, Heading, Part, Status, Text

AT_ONCE = 4
"""So many knobs stand below each other; more are shown group by group."""


@dataclass(frozen=True)
class Scene:
    """A moment of the explorer: what is shown where.

    begin: the setting the stop begins with; tried: the one the aim was last tried with; group: the
    group of knobs that is open; said: what was wrong with the last press or code; lost: the same
    of a code in the page's address.
    """

    stop: Stop
    state: State
    begin: Setting
    tried: Setting | None = None
    group: str = ""
    said: str = ""
    lost: str = ""

    @property
    def words(self) -> Explorer:
        """All words of the explorer."""
        return explorer()

    @property
    def settled(self) -> bool:
        """Whether there is no bet, or what came out has been seen."""
        return self.stop.bet is None or self.state.came >= 0

    @property
    def shown(self) -> Setting | None:
        """What the picture shows; None before it may be seen."""
        if not self.settled:
            return None
        return self.tried if self.stop.aim else self.state.now

    @property
    def therapist(self) -> Therapist | None:
        """Who of the stop's therapists has been chosen."""
        for each in self.stop.therapists:
            if self.state.now.practices == practices_of(self.stop, each):
                return each
        return None

    @property
    def has_pins(self) -> bool:
        """Whether the time line is there: what is bet on stays as it is until the next bet."""
        if not self.stop.pins:
            return False
        if self.stop.therapists:
            return self.therapist is not None and not self.settled
        return self.settled

    # ---- Before the picture ----------------------------------------------------------------

    def top(self) -> list[Part]:
        """Give what the stop is about, and whom or what one chooses before anything else."""
        stop, says = self.stop, self.words.says
        shown: list[Part] = []
        if stop.therapists:
            done = sum((self.therapist is not None, self.state.guess >= 0, self.settled))
            steps = self.words.dashboard.steps
            shown.append(parts.Steps("begin", done + 1, len(steps), steps[done]))
        if stop.title:
            shown.append(Heading("heading" if stop.therapists else "begin", text=stop.title))
        if stop.text:
            shown.append(Text("text", text=stop.text))
        if self.lost:
            shown.append(Status("lost", text=self.lost, tone="mend"))
        if self.settled:
            return shown
        if stop.therapists:
            names = tuple(choice(each) for each in stop.therapists)
            chosen = choice(self.therapist) if self.therapist else None
            shown.append(parts.Bet("therapist", self.words.dashboard.choose, names, chosen))
            if self.therapist and stop.pins:
                shown.append(Text("pin", text=self.words.dashboard.pin))
        elif changes := say_changes(self.begin, self.state.now):
            shown.append(Text("on-this", text=says["bet_now"].format(changes=changes)))
        return shown

    def head(self) -> list[Part]:
        """Give what stands right above the picture: a heading, and what can be looked at."""
        stop, says, state = self.stop, self.words.says, self.state
        if self.shown is None:
            return []
        shown: list[Part] = []
        if stop.aim:
            shown.append(Heading("came-out", text=says["tried"].format(n=state.tries)))
            met, told = say_verdict(stop.aim, self.shown, state.luck, stop.spread)
            shown.append(Status("verdict", text=told, tone="good" if met else "mend"))
            if self.shown != state.now:
                shown.append(Status("moved", text=says["moved"].format(n=state.tries)))
        elif stop.bet:
            shown.append(Heading("came-out", text=says["came_out"]))
            if self.therapist:
                events = say_events(state.now.events)
                sent = says["sent"].format(name=self.therapist.name, events=events)
                shown.append(Text("sent", text=f"{sent[0].upper()}{sent[1:]}"))
        if len(stop.show) > 1:
            views = [view for view in VIEWS if view in stop.show]
            items = [Button(v, says[f"view_{v}"], pressed=v == state.view) for v in views]
            shown.append(Buttons("view", items=tuple(items)))
        if stop.choose_lines and state.view == "lines":
            lines = self.words.lines
            items = [Button(each.id, each.name, pressed=each.id in state.lines) for each in lines]
            shown.append(Buttons("lines", items=tuple(items)))
        return shown

    # ---- The picture, and what it says -----------------------------------------------------

    def picture(self, shown: Setting) -> tuple[Figure, str]:
        """Draw the picture of the view that is on, and say it in words."""
        state, words, says = self.state, self.words, self.words.says
        events = f" {words.events.label}: {say_events(shown.events)}." if shown.events else ""
        if state.view == "lines":
            kept = like_this(state.kept, state.luck) if state.kept else None
            now = like_this(shown, state.luck)
            names = ("name_try", "name_before") if self.stop.aim else ("name_now", "name_kept")
            called = (says[names[0]], says[names[1]])
            figure = curves.lines_figure(words, state.lines, now, kept, shown.events, called)
            told = curves.say_lines(words, state.lines, now)
            return figure, f"{told} {say_band(state.lines)}{events}"
        course = sixty(shown, state.luck, self.stop.spread)
        if state.view == "fan":
            figure = curves.fan_figure(words, course, shown.events)
            told = unmarked(curves.say_fan(words, course))
            return figure, f"{told} {says['fan'].format(n=SIXTY)}{events}"
        told = unmarked(curves.say_cloud(words, course))
        about = says["cloud"].format(n=SIXTY, early=EARLY_ALLIANCE)
        return curves.cloud_figure(words, course), f"{told} {about}{events}"

    def told(self) -> list[Part]:
        """Give what stands under the picture: what it says, and how the bet came out."""
        stop, state, says, setting = self.stop, self.state, self.words.says, self.shown
        if setting is None:
            return []
        shown: list[Part] = []
        if state.view == "lines":
            shown.append(Text("band", text=f"*{say_band(state.lines)}*"))
        else:
            course = sixty(setting, state.luck, stop.spread)
            if state.view == "fan":
                marks = says["thresholds"].format(level=CONNECTED, by=SOON)
                text = f"{curves.say_fan(self.words, course)}\n\n{marks}"
            else:
                r = curves.say_cloud(self.words, course)
                text = f"{r} {say_published()}\n\n{says['apart']}"
            shown.append(Text("counts", text=text))
        if stop.bet and state.came >= 0:
            tone = "good" if state.guess == state.came else "note"
            shown.append(Status("outcome", say_bet(stop.bet, state.guess, state.came), tone))
            value = say_measure(stop.bet, measure(stop.bet, setting, state.luck, stop.spread))
            shown.append(Text("value", text=says["bet_now_at"].format(value=value)))
        if stop.therapists:
            shown += self._take_home()
        return shown

    def _take_home(self) -> list[Part]:
        words, figures = self.words.dashboard, published()
        card = words.card
        note = card.note.format(**figures)
        return [
            Text("aha", text="\n\n".join(line.format(**figures) for line in words.aha)),
            parts.Takeaway("card", card.title, card.head, card.rows, note, card.filename),
        ]

    # ---- What can be turned and pressed ----------------------------------------------------

    def knobs(self) -> list[Part]:
        """Give the dials; many of them by groups."""
        shown: list[Part] = []
        knobs = self.stop.knobs if self.settled else ()
        if len(knobs) > AT_ONCE:
            groups = [group for group in self.words.groups if set(group.knobs) & set(knobs)]
            open_ = next((group for group in groups if group.id == self.group), groups[0])
            items = [Button(group.id, group.name, pressed=group is open_) for group in groups]
            shown.append(Heading("turning", self.words.says["turning"], 4))
            shown.append(Buttons("group", items=tuple(items)))
            knobs = tuple(knob for knob in open_.knobs if knob in knobs)
        return [*shown, *(self._dial(knob) for knob in knobs)]

    def _dial(self, knob: str) -> Dial:
        words = self.words.knob(knob)
        return Dial(
            f"knob-{knob}",
            label=words.name,
            value=self.state.now.level(knob),
            low_word=words.low,
            high_word=words.high,
            words=("hardly", "a little", "in between", "much", "as much as can be"),
        )

    def bottom(self) -> list[Part]:
        """Give the bet or the buttons, the comparison, the code, and what is ours."""
        stop, state, says = self.stop, self.state, self.words.says
        shown: list[Part] = []
        if self.settled:
            if stop.aim:
                first = f" {says['first_try']}" if not state.tries else ""
                shown.append(Text("aim", text=f"**{stop.aim.says}**{first}"))
            elif stop.after:
                shown.append(Text("after", text=stop.after))
            if stop.compare and state.kept and not stop.aim:
                shown.append(Text("compared", text=say_difference(stop, state, state.kept)))
            shown.append(Buttons("next", items=tuple(self._buttons())))
        elif stop.bet and (self.therapist or not stop.therapists):
            options = tuple(option.text for option in stop.bet.options)
            chosen = options[state.guess] if state.guess >= 0 else None
            shown.append(parts.Bet("bet", stop.bet.prompt, options, chosen))
            label = self.words.dashboard.reveal if stop.therapists else says["reveal"]
            shown.append(Buttons("next", items=(Button("reveal", label, primary=True),)))
        if self.said:
            shown.append(Status("said", text=self.said, tone="mend"))
        if self.settled or not stop.therapists:
            shown.append(parts.Code("code", says["code"], state.code(), says["ask"]))
            if os.environ.get("RAPPORT_PUBLIC_PAGE"):
                shown.append(Text("link", text=f"*{says['link']}*"))
        kinds = tuple(sorted({event.kind for event in state.now.events}))
        knobs = stop.knobs or tuple(
            dict.fromkeys(name for each in stop.therapists for name in each.practices)
        )
        shown.append(honesty(knobs, stop.lines, kinds, "fan" in stop.show))
        return shown

    def _buttons(self) -> list[Button]:
        stop, says = self.stop, self.words.says
        luck = Button("luck", says["luck"])
        if stop.therapists:
            return [Button("another", says["another"], primary=True), luck]
        buttons = []
        if stop.aim:
            buttons.append(Button("try", says["try"], primary=True))
        elif stop.compare and self.state.kept is None:
            buttons.append(Button("keep", says["keep"], primary=True))
        elif stop.compare:
            buttons += [Button("forget", says["forget"]), Button("back", says["back"])]
        if stop.bet:
            buttons.append(Button("again", says["again"]))
        return [*buttons, luck, Button("reset", says["reset"])]


def practices_of(stop: Stop, therapist: Therapist) -> Practices:
    """Return what a therapist of a stop does."""
    return Practices(**{**stop.practices, **therapist.practices})


def choice(therapist: Therapist) -> str:
    """Return the text by which a therapist is chosen."""
    return f"{therapist.name}. {therapist.says}"
