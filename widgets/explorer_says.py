"""The sentences of the trust explorer: what changed, how A and B differ, what studies found."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from rapport import knowledge
from rapport.dynamics import PRACTICES, TRAITS, Event
from rapport.dynamics.onset import SOON, count_onsets
from rapport.questions.explorer import Aim, Bet, Stop, explorer, say_event
from widgets import curves
from widgets.explorer_code import Setting, State
from widgets.explorer_runs import LIKE_THIS, SIXTY, like_this, measure, sixty
from widgets.timeline import SESSIONS


def say_events(events: Sequence[Event]) -> str:
    """Say events in the order of their sessions."""
    words = explorer()
    in_order = sorted(events, key=lambda event: event.session)
    told = " and ".join(say_event(event, words.events) for event in in_order)
    return told or words.says["no_event"]


def say_changes(a: Setting, b: Setting) -> str:
    """Say what differs between two settings; empty if nothing does."""
    words = explorer()
    told = []
    for knob in (*PRACTICES, *TRAITS):
        if a.level(knob) != b.level(knob):
            told.append(f"{words.knob(knob).name} {a.level(knob):.2f} → {b.level(knob):.2f}")
    if set(a.events) != set(b.events):
        told.append(f"{say_events(a.events)} → {say_events(b.events)}")
    return "; ".join(told)


def say_difference(stop: Stop, state: State, kept: Setting) -> str:
    """Say how B, now, differs from A, `kept`, in the picture that is on screen."""
    says = explorer().says
    changes = say_changes(kept, state.now)
    if not changes:
        return says["no_change"]
    told = [says["changed"].format(changes=changes)]
    if state.view == "lines":
        bands = [like_this(each, state.luck) for each in (kept, state.now)]
        for line in state.lines:
            at = [two(each.middle(line)[k]) for k in (SOON, SESSIONS) for each in bands]
            name = explorer().line(line).name
            told.append(says["difference"].format(*at, name=name, early=SOON, last=SESSIONS))
    else:
        crowds = [sixty(each, state.luck, stop.spread) for each in (kept, state.now)]
        if state.view == "fan":
            early = [count_onsets(each)["early"] for each in crowds]
            told.append(says["fan_difference"].format(*early, by=SOON, n=SIXTY))
        else:
            rs = [two(each.correlation) for each in crowds]
            told.append(says["r_difference"].format(*rs))
    return "\n\n".join([*told, says["chance"]])


def say_band(lines: Sequence[str]) -> str:
    """Say what a line and its band are, and what the lines that are shown mean."""
    words = explorer()
    found = [words.line(line) for line in lines]
    told = words.says["band" if len(lines) <= curves.BANDS else "band_first"]
    told = told.format(n=LIKE_THIS, line=found[0].name.lower())
    return " ".join([told, *(f"{line.name}: {line.says}." for line in found)])


def say_published() -> str:
    """Say what studies found about early alliance and outcome."""
    effect = knowledge.effect("alliance-outcome")
    return explorer().says["published"].format(k=effect.k, **published())


def published() -> dict[str, str]:
    """Return figures and citations for texts: `r`, `cite` of it, and `dropout`, a citation."""
    alliance, dropout = knowledge.effect("alliance-outcome"), knowledge.effect("dropout")
    return {
        "r": short(alliance.value),
        "cite": knowledge.cite(alliance.references[0]),
        "dropout": knowledge.cite(dropout.references[0]),
    }


def say_bet(bet: Bet, guess: int, came: int) -> str:
    """Say what was bet on, what came out, and the reason that belongs to it."""
    says = explorer().says["bet_held" if guess == came else "bet_lost"]
    told = says.format(bet=bet.options[guess].text, came=bet.options[came].text)
    return f"{told} {bet.options[came].because}"


def say_verdict(aim: Aim, setting: Setting, luck: int, spread: float) -> tuple[bool, str]:
    """Return whether an aim is met, and say so."""
    value = measure(aim, setting, luck, spread)
    met = value >= aim.at_least
    told = (aim.met if met else aim.missed).format(value=two(value), aim=two(aim.at_least))
    return met, told


def unmarked(text: str) -> str:
    """Take the asterisks of bold words out, for a description that is read aloud."""
    return text.replace("*", "")


def two(value: float) -> str:
    """Write a number with two decimals, a dash for none."""
    return "–" if isnan(value) else f"{value:.2f}"


def short(value: float | None) -> str:
    """Write a correlation as journals do.

    >>> short(0.278)
    '.278'
    """
    return f"{value:g}".replace("0.", ".", 1)
