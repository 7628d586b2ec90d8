"""Pictures of the approach picker: the plane of attachment, its map, and twenty sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from rapport.clients import Map, Placing, Spot
from rapport.dynamics import Course
from widgets import theme

Plain = dict[str, Any]


def plane(
    words: Map,
    guesses: Sequence[Placing] = (),
    *,
    dot: Spot | None = None,
    drift: Course | None = None,
    works: Any = None,
) -> go.Figure:
    """Draw the plane: regions named at the corners, no fences between them.

    guesses: the learner's placings so far, drawn faint; dot: where the client stands, once that may
    be seen; drift: a course whose slow movement of the dot is drawn; works: a square array from
    `rapport.dynamics.landscape`, drawn as a map underneath.
    """
    data: list[Plain] = []
    if works is not None:
        data.append(_tiles(works))
    for number, guess in enumerate(guesses, 1):
        data.append(
            {
                "name": f"Your guess {number}" if len(guesses) > 1 else "Your guess",
                "x": [guess.anxiety],
                "y": [guess.avoidance],
                "mode": "markers",
                "marker": {"size": 11, "symbol": "circle-open", "color": theme.BLUE},
            }
        )
    if drift is not None and dot is not None:
        data.append(
            {
                "name": "Slow drift over the sessions",
                "x": drift.anxiety.tolist(),
                "y": drift.avoidance.tolist(),
                "mode": "lines",
                "line": {"color": theme.VERMILLION, "width": 3},
            }
        )
    if dot is not None:
        data.append(
            {
                "name": "Where we had put the dot",
                "x": [dot.anxiety],
                "y": [dot.avoidance],
                "mode": "markers",
                "marker": {"size": 13, "symbol": "diamond", "color": theme.VERMILLION},
            }
        )
    if not data:
        # A figure without traces has no axes; this one is passed over by eye and keyboard.
        hidden = {"opacity": 0, "hoverinfo": "skip", "showlegend": False}
        data.append({"x": [0, 1], "y": [0, 1], "mode": "markers", **hidden})
    anxiety, avoidance = words.scales
    return go.Figure(
        [{"showlegend": trace.get("type") != "bar", **trace} for trace in data],
        {
            "xaxis": _axis(anxiety.name),
            "yaxis": {**_axis(avoidance.name), "scaleanchor": "x"},
            "annotations": [_corner(region.style, region.name) for region in words.regions],
        },
    )


def traces(course: Course, upto: int, *, cut: int | None = None) -> go.Figure:
    """Draw trust, overwhelm and dependence over the sessions, and which ones were attended.

    upto: the last session that is shown; cut: a session after which the approach changed.
    """
    shown = slice(0, upto + 1)
    sessions = list(range(upto + 1))
    lines = (
        ("Trust", course.trust),
        ("Overwhelm", course.overwhelm),
        ("Leaning", course.dependence),
    )
    data: list[Plain] = [
        {"name": name, "x": sessions, "y": values[shown].tolist(), "mode": "lines+markers"}
        for name, values in lines
    ]
    came = [number for number in range(1, upto + 1) if course.attended[number - 1]]
    missed = [number for number in range(1, upto + 1) if not course.attended[number - 1]]
    for name, at, symbol, colour in (
        ("Came", came, "circle", theme.SOFT),
        ("Did not come", missed, "x", theme.BLACK),
    ):
        data.append(
            {
                "name": name,
                "x": at,
                "y": [-0.08] * len(at),
                "mode": "markers",
                "marker": {"symbol": symbol, "size": 8, "color": colour},
            }
        )
    shapes = []
    if cut is not None:
        line = {"color": theme.EDGE, "dash": "dot"}
        shapes = [{"type": "line", "x0": cut, "x1": cut, "y0": -0.12, "y1": 1, "line": line}]
    return go.Figure(
        data,
        {
            "xaxis": {"title": {"text": "session"}, "range": [-0.5, course.sessions + 0.5]},
            "yaxis": {"title": {"text": "none to full"}, "range": [-0.14, 1.03]},
            "shapes": shapes,
        },
    )


def say_traces(course: Course, upto: int) -> str:
    """Say in words what `traces` shows."""
    came = int(course.attended[:upto].sum())
    return (
        f"After session {upto}: trust {course.trust[upto]:.2f}, overwhelm "
        f"{course.overwhelm[upto]:.2f}, leaning {course.dependence[upto]:.2f}; came to {came} of "
        f"{upto} sessions. Trust began at {course.trust[0]:.2f}."
    )


def say_map(works: Any) -> str:
    """Say in words where on the plane an approach works best and worst."""
    side = len(works) - 1
    best, worst = int(works.argmax()), int(works.argmin())

    def place(index: int) -> str:
        row, column = divmod(index, side + 1)
        return f"anxiety {column / side:.1f}, avoidance {row / side:.1f}"

    return (
        f"A map of how well this approach works: best near {place(best)} "
        f"({works.max():.2f}), least near {place(worst)} ({works.min():.2f})."
    )


def _axis(name: str) -> Plain:
    return {
        "title": {"text": name.lower()},
        "range": [0, 1],
        "tickvals": [0, 0.5, 1],
        "ticktext": ["low", "", "high"],
        "fixedrange": True,
    }


def _corner(style: str, name: str) -> Plain:
    right, top = style in ("anxious", "disorganized"), style in ("avoidant", "disorganized")
    return {
        "text": name.split(" (")[0],
        "x": 0.97 if right else 0.03,
        "y": 0.97 if top else 0.03,
        "xanchor": "right" if right else "left",
        "yanchor": "top" if top else "bottom",
        "showarrow": False,
        "bgcolor": theme.fill(theme.PAPER, 0.75),  # readable on every colour of the map
    }


def _tiles(works: Any) -> Plain:
    side = len(works)
    size = 1 / (side - 1)
    places = [(row, column) for row in range(side) for column in range(side)]
    return {
        "type": "bar",
        "name": "How well it works",
        "x": [column * size for _, column in places],
        "y": [size] * len(places),
        "base": [(row - 0.5) * size for row, _ in places],
        "width": size,
        "marker": {
            "color": [float(works[row][column]) for row, column in places],
            "colorscale": [list(stop) for stop in theme.SCALE],
            "cmin": 0.1,
            "cmax": 0.75,
            "line": {"width": 0},
            "showscale": False,  # the chart's text says what dark means
        },
        "hoverinfo": "skip",
    }
