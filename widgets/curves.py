"""Pictures of the trust explorer: lines with a band, sixty clients, early against late.

Plain dictionaries, not `plotly.graph_objects`: they are made anew for every move of a slider.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

import numpy as np

from rapport.dynamics import Event
from rapport.dynamics.onset import CONNECTED, SOON, count_onsets, onset
from rapport.questions.explorer import Explorer
from widgets import theme
from widgets.explorer_runs import EARLY_ALLIANCE, SIXTY, Band, Crowded
from widgets.timeline import SESSIONS

Plain = dict[str, Any]

BANDS = 2
"""Up to so many lines each have a band; of more, the first alone."""

_LOOKS = {  # a line's colour, dash and marker, the same in every picture
    "trust": (theme.BLUE, "solid", "circle"),
    "relief": (theme.VERMILLION, "dash", "diamond"),
    "disclosure": (theme.GREEN, "dot", "square"),
    "engagement": (theme.PURPLE, "dashdot", "triangle-up"),
}
_ONSETS = {
    "early": (theme.BLUE, "solid", "circle"),
    "slow": (theme.GREEN, "dash", "square"),
    "never": (theme.BLACK, "dot", "triangle-up"),
    "left": (theme.VERMILLION, "dashdot", "x"),
}
_WEEKS = list(range(SESSIONS + 1))


def lines_figure(
    words: Explorer,
    shown: Sequence[str],
    now: Band,
    kept: Band | None = None,
    events: Sequence[Event] = (),
    names: tuple[str, str] = ("B", "A"),
) -> Plain:
    """Draw lines over the sessions, each the middle of many clients, with a band.

    kept: what is compared with it, drawn thinner; names: what the two are called.
    """
    data: list[Plain] = []
    for place, line in enumerate(shown):
        name, (colour, dash, symbol) = words.line(line).name, _LOOKS[line]
        low, half, high = now.lines[line]
        if len(shown) <= BANDS or place == 0:
            edge = {"x": _WEEKS, "mode": "lines", "hoverinfo": "skip", "showlegend": False}
            edge["line"] = {"width": 0, "color": colour}
            data.append({**edge, "name": f"{name}, lowest tenth", "y": low})
            data.append(
                {
                    **edge,
                    "name": f"{name}, highest tenth",
                    "y": high,
                    "fill": "tonexty",
                    "fillcolor": theme.fill(colour, 0.15),
                }
            )
        data.append(
            {
                "name": f"{name}, {names[0]}" if kept else name,
                "x": _WEEKS,
                "y": half,
                "mode": "lines+markers",
                "line": {"color": colour, "dash": dash, "width": 3},
                "marker": {"color": colour, "symbol": symbol, "size": 9, "maxdisplayed": 7},
            }
        )
        if kept is not None:
            data.append(
                {
                    "name": f"{name}, {names[1]}",
                    "x": _WEEKS,
                    "y": kept.middle(line),
                    "mode": "lines+markers",
                    "line": {"color": colour, "dash": dash, "width": 1.5},
                    "marker": {
                        "color": colour,
                        "symbol": f"{symbol}-open",
                        "size": 9,
                        "maxdisplayed": 7,
                    },
                }
            )
    low_end = -0.4 if "relief" in shown else 0
    layout = {
        "xaxis": _sessions(),
        "yaxis": {"title": {"text": "none to full"}, "range": [low_end, 1.02]},
        "showlegend": True,
        **_pinned(words, events, low_end),
    }
    return {"data": data, "layout": layout}


def fan_figure(words: Explorer, course: Crowded, events: Sequence[Event] = ()) -> Plain:
    """Draw the trust of sixty clients, by how soon they connect; a cross where somebody left."""
    classes = onset(course)
    last = course.last
    data = []
    for each in words.onsets:
        colour, dash, _ = _ONSETS[each.id]
        x: list[float | None] = [None]
        y: list[float | None] = [None]
        for client in np.flatnonzero(classes == each.id):
            x += [*_WEEKS[: last[client] + 1], None]
            y += [*course.trust[client, : last[client] + 1].tolist(), None]
        data.append(
            {
                "name": each.name,
                "x": x,
                "y": y,
                "mode": "lines",
                "line": {"color": colour, "dash": dash, "width": 1.4},
                "opacity": 0.75,
            }
        )
    gone = np.flatnonzero(~course.completed)
    data.append(
        {
            "name": words.says["gone"],
            "x": [*last[gone].tolist(), None],
            "y": [*course.trust[gone, last[gone]].tolist(), None],
            "mode": "markers",
            "marker": {"color": theme.INK, "symbol": "x-thin-open", "size": 9},
            "showlegend": False,
        }
    )
    marked = _pinned(words, events, 0)
    mark = {"type": "line", "line": {"color": theme.SOFT, "width": 1.5, "dash": "dot"}}
    marked["shapes"] += [
        {**mark, "x0": 0, "x1": SESSIONS, "y0": CONNECTED, "y1": CONNECTED},
        {**mark, "x0": SOON, "x1": SOON, "y0": 0, "y1": 1.02},
    ]
    beside = {"y": 0, "yanchor": "bottom", "showarrow": False, "font": {"color": theme.SOFT}}
    marked["annotations"] += [
        {**beside, "x": SOON - 0.1, "xanchor": "right", "text": words.says["early"]},
        {**beside, "x": SOON + 0.1, "xanchor": "left", "text": words.says["late"]},
    ]
    layout = {
        "xaxis": _sessions(),
        "yaxis": {
            "title": {"text": "Trust"},
            "range": [0, 1.02],
            "tickvals": [0, 0.2, 0.4, CONNECTED, 0.8, 1],
            "ticktext": ["0", "0.2", "0.4", f"<b>{CONNECTED}</b>", "0.8", "1"],
        },
        "showlegend": True,
        **marked,
    }
    return {"data": data, "layout": layout}


def cloud_figure(words: Explorer, course: Crowded) -> Plain:
    """Draw early alliance against later relief, one mark per client, and the line through them."""
    there, alliance, relief = course.there, course.alliance, course.relief
    classes = onset(course)
    data: list[Plain] = []
    for each in words.onsets:
        colour, _, symbol = _ONSETS[each.id]
        here = there & (classes == each.id)
        data.append(
            {
                "name": each.name,
                "x": [*alliance[here].tolist(), None],
                "y": [*relief[here].tolist(), None],
                "mode": "markers",
                "marker": {"color": colour, "symbol": symbol, "size": 9, "opacity": 0.85},
                "showlegend": True,
            }
        )
    r = course.correlation
    ends = np.array([1.0, 7.0])
    height = np.array([np.nan, np.nan])
    if not isnan(r):
        x, y = alliance[there], relief[there]
        height = y.mean() + r * y.std() / x.std() * (ends - x.mean())
    data.append(
        {
            "name": words.says["line"],
            "x": ends,
            "y": height,
            "mode": "lines",
            "hoverinfo": "skip",
            "line": {"color": theme.SOFT, "dash": "longdash", "width": 2},
            "showlegend": True,
        }
    )
    layout = {
        "xaxis": {
            "title": {"text": f"Alliance after session {EARLY_ALLIANCE}, as rated"},
            "range": [0.8, 7.2],
        },
        "yaxis": {"title": {"text": f"Relief after session {SESSIONS}"}, "range": [-0.6, 1.05]},
        "showlegend": True,
    }
    return {"data": data, "layout": layout}


def say_lines(words: Explorer, shown: Sequence[str], now: Band) -> str:
    """Say in words what `lines_figure` shows, as two points of every line."""

    def at(session: int) -> str:
        return ", ".join(
            f"{words.line(line).name.lower()} {now.middle(line)[session]:.2f}" for line in shown
        )

    return words.says["points"].format(early=SOON, values=at(SOON), last=SESSIONS, more=at(-1))


def say_fan(words: Explorer, course: Crowded) -> str:
    """Say in words how many of the sixty connect how soon."""
    return words.says["counts"].format(n=SIXTY, **count_onsets(course))


def say_cloud(words: Explorer, course: Crowded) -> str:
    """Say in words how closely early alliance and later relief go together."""
    r = course.correlation
    return words.says["no_r"] if isnan(r) else words.says["r"].format(r=f"{r:.2f}")


def _sessions() -> Plain:
    return {"title": {"text": "Session"}, "range": [-0.4, SESSIONS + 0.4], "dtick": 5}


def _pinned(words: Explorer, events: Sequence[Event], low: float) -> Plain:
    """Mark events as letters above the sessions they are pinned to."""
    letters = {kind.id: kind.letter for kind in words.events.kinds}
    line = {"color": theme.EDGE, "width": 1.5, "dash": "dash"}
    shapes, notes = [], []
    for event in sorted(events, key=lambda event: event.session):
        at = {"x0": event.session, "x1": event.session, "y0": low, "y1": 1.02}
        shapes.append({"type": "line", **at, "line": line})
        notes.append(
            {
                "x": event.session,
                "y": 1.02,
                "text": f"<b>{letters[event.kind]}</b>",
                "showarrow": False,
                "yanchor": "bottom",
                "font": {"color": theme.INK, "size": 13},
            }
        )
    return {"shapes": shapes, "annotations": notes, "margin": {"l": 8, "r": 12, "t": 24, "b": 8}}
