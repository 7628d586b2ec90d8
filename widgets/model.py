"""What the page on the teaching model shows: its loops, its arrows, its evidence, its cloud.

>>> from widgets import model
>>> "Trust and attunement" in model.loops().data
True
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import ipywidgets
import numpy as np
from IPython.display import HTML

from rapport import knowledge
from rapport.dynamics import EDGES_CARRIED
from rapport.dynamics import evidence as studies
from rapport.dynamics.edges import Carried
from rapport.dynamics.people import Array
from widgets import parts, theme
from widgets.chart import Chart
from widgets.explorer_arrows import say_arrow
from widgets.parts import Button, Buttons, Event, Parts, Status

SEEDS, CLIENTS = 20, 1000
"""The studies of the table, as `rapport evidence` plays them."""

WORKING_RANGE = "our working range: no source is noted"
"""Stands where a row of the table has no study to cite."""

_CELL = 'style="text-align: start; vertical-align: top"'  # JupyterLab would push words to the right
# Without a width of its own, a widget would grow with its widest part instead of scrolling it.
_SCROLLS = 'style="overflow-x: auto; width: 0; min-width: 100%"'
_BOX = (
    "border: 1px solid currentColor; border-radius: 0.5rem; padding: 0.25rem 0.6rem;"
    " display: inline-block"
)
_STATISTICS = {
    "r": "correlation r",
    "d": "difference d, in standard deviations",
    "g": "difference g, in standard deviations",
    "beta": "standardised weight",
    "OR": "odds ratio",
    "share": "share",
    "mean": "mean",
    "sd": "standard deviation",
    "change": "change, in standard deviations",
}


def loops() -> HTML:
    """Draw the feedback loops of the causal claims as boxes and arrows, one loop a row."""
    rows = []
    for loop in knowledge.loops():
        steps = " <span>→</span> ".join(
            f'<span style="{_BOX}">{escape(step)}</span>' for step in loop.steps
        )
        ids = ", ".join(loop.edges)
        rows.append(
            f'<li style="margin-block: 0.8rem"><strong>{escape(loop.name)}</strong>'
            f" <small>({ids})</small>"
            '<div style="display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center;'
            f' margin-top: 0.3rem">{steps}<span>↩ and round again</span></div></li>'
        )
    return _html(f'<ul style="list-style: none; padding: 0">{"".join(rows)}</ul>')


def arrows() -> HTML:
    """List every causal claim: whose it is, and how the model carries it or why not."""
    groups = []
    for group in knowledge.edge_groups():
        edges = knowledge.edges(group=group.id)
        count = sum(isinstance(EDGES_CARRIED[edge.id], Carried) for edge in edges)
        groups.append(
            f"<details><summary><strong>{escape(group.name)}</strong>: "
            f"{count} of {len(edges)} in the model</summary>"
            f"<ul>{''.join(map(_arrow, edges))}</ul></details>"
        )
    return _html("".join(groups))


def _arrow(edge: knowledge.Edge) -> str:
    claim, _, whose = say_arrow(edge).rstrip(".*").partition(" *")
    answer = EDGES_CARRIED[edge.id]
    if isinstance(answer, Carried):
        told = f"In the model: {escape(answer.how)}"
    else:
        told = f"<em>Not in the model.</em> {escape(answer.why)}"
    return f"<li>{escape(claim)} <small>({escape(whose)})</small><br>{told}</li>"


def evidence() -> ipywidgets.VBox:
    """Play the simulated studies when asked to, and show them beside the published ones."""
    ask = Buttons("run", items=(Button("play", f"Play {SEEDS} studies of {CLIENTS:,} clients"),))
    top = Parts([ask])
    box = ipywidgets.VBox([top])

    def progress(done: int, of: int) -> None:
        top.show([ask, Status("said", f"{done} of {of} studies played")])

    def play(event: Event) -> None:
        if event.name != "press" or len(box.children) > 1:
            return
        rows = studies.compare(SEEDS, CLIENTS, progress=progress)
        top.show([ask, Status("said", say_evidence(rows))])
        box.children = (top, ipywidgets.HTML(_evidence(rows)))

    top.on_event(play)
    return box


def say_evidence(rows: Iterable[studies.Row]) -> str:
    """Say how many of the rows came out within their interval, the fitted ones apart."""
    judged = [row for row in rows if row.within is not None]
    counts = []
    for some in (True, False):
        within = [row.within for row in judged if row.fitted is some]
        counts.append(f"{sum(map(bool, within))} of {len(within)}")
    return (
        f"Within their interval: {counts[0]} rows the model was fitted to, "
        f"and {counts[1]} it was not fitted to."
    )


def _evidence(rows: Iterable[studies.Row]) -> str:
    head = ("What goes with what", "Published", "Simulated", "Within?", "Fitted to?")
    lines = []
    for row in rows:
        effect = knowledge.effect(row.id.removesuffix("-back"))
        cited = "; ".join(map(knowledge.cite, effect.references)) or WORKING_RANGE
        name = (
            f'<th scope="row" {_CELL}><span style="font-weight: normal">{escape(row.measures)}'
            f"<br><small>{_STATISTICS[row.statistic]}; {escape(cited)}</small></span></th>"
        )
        cells = (
            _number(row.published, row.low, row.high),
            _number(row.simulated, row.simulated_low, row.simulated_high),
            {True: "yes", False: "<strong>no</strong>", None: "no interval"}[row.within],
            "yes" if row.fitted else "",
        )
        lines.append(f"<tr>{name}{''.join(f'<td {_CELL}>{cell}</td>' for cell in cells)}</tr>")
    titles = "".join(f'<th scope="col" {_CELL}>{title}</th>' for title in head)
    return (
        '<div style="line-height: 1.5; padding-inline: 0.7rem"><p>In brackets: published, the 95% '
        "interval (or the range of several figures); simulated, what 95% of the simulated studies "
        "lie between. On a narrow screen the table scrolls sideways.</p>"
        f'<div {_SCROLLS} tabindex="0" role="region" aria-label="Published and simulated studies">'
        '<table cellpadding="6" style="min-width: 38rem">'
        f"<thead><tr>{titles}</tr></thead><tbody>{''.join(lines)}</tbody></table></div></div>"
    )


def _number(value: float | None, low: float | None, high: float | None) -> str:
    between = "" if low is None or high is None else f"({low:.2f} to {high:.2f})"
    middle = "" if value is None else f"{value:.2f}"
    return f"{middle} {between}".strip().replace("-", "−")


def cloud() -> ipywidgets.VBox:
    """Show one simulated study: early alliance as rated against relief at the end."""
    alliance, relief = one_study()
    r = studies.correlation(alliance, relief)
    line = np.array([1.0, 7.0])
    height = relief.mean() + r * relief.std() / alliance.std() * (line - alliance.mean())
    figure = {
        "data": [
            {
                "name": "One client",
                "x": alliance,
                "y": relief,
                "mode": "markers",
                "marker": {"color": theme.BLUE, "symbol": "circle", "size": 5, "opacity": 0.5},
            },
            {
                "name": "Straight line through them",
                "x": line,
                "y": height,
                "mode": "lines",
                "hoverinfo": "skip",
                "line": {"color": theme.VERMILLION, "width": 3},
            },
        ],
        "layout": {
            "xaxis": {
                "title": {"text": f"Alliance after session {studies.EARLY}, 1 to 7"},
                "range": [1, 7.1],
            },
            "yaxis": {"title": {"text": "Relief at the end"}},
            "showlegend": True,
        },
    }
    says = say_cloud(alliance, relief)
    chart = Chart(figure, f"A wide cloud of marks that rises a little. {says}", height=420)
    chart.layout.max_width = parts.WIDTH
    return ipywidgets.VBox([chart, Parts([parts.Text("says", says)])])


def one_study() -> tuple[Array, Array]:
    """Return rated early alliance and measured relief in the first study of the table.

    Both of shape (clients still there when the alliance was rated,).
    """
    sample = studies.treat(1, CLIENTS)
    relief = sample.relief(-1)  # first, as in `measure`: the errors of measurement are the same
    alliance = sample.rating(sample.course.alliance[:, studies.EARLY])
    rated = sample.course.staying[:, studies.EARLY]
    return alliance[rated], relief[rated]


def say_cloud(alliance: Array, relief: Array) -> str:
    """Say how closely the two go together, as r and as what it means for two clients."""
    apart = np.sign(alliance[:, None] - alliance) * np.sign(relief[:, None] - relief)
    better = (apart > 0).sum() / (apart != 0).sum()
    weak = relief[alliance <= np.quantile(alliance, 0.25)]
    strong = relief[alliance >= np.quantile(alliance, 0.75)]
    ahead = (weak > np.median(strong)).mean()
    effect = knowledge.effect("alliance-outcome")
    return (
        f"In this simulated study of {len(alliance)} clients r = "
        f"{studies.correlation(alliance, relief):.2f}; over {effect.k} published ones it is "
        f"{effect.value} ({knowledge.cite(effect.references[0])}). Take two of these clients at "
        f"random: the one with the stronger early alliance ends better in {100 * better:.0f} of "
        "100 pairs, where a coin would give 50. And of the quarter with the weakest alliance "
        f"{ahead:.0%} end better than the middle one of the strongest quarter."
    )


def _html(text: str) -> HTML:
    return HTML(text)  # type: ignore[no-untyped-call]
