"""The one chart of the course: a Plotly figure, sent once and then by its changes only.

Figures are built with `plotly.graph_objects` (or as plain dictionaries of the same shape, which
cost nothing to build) and drawn by `chart.js`. Plotly's own `FigureWidget` is not used: it takes
seconds to make the first time and sends megabytes for every view.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import anywidget
import traitlets

from widgets import theme

if TYPE_CHECKING:
    import plotly.graph_objects as go

LIBRARY = "4.1.1"
"""The version of plotly.js (basic distribution) that lies in `labextension/static/`."""

_HERE = Path(__file__).parent
_LIBRARY_FILE = _HERE / "labextension" / "static" / f"plotly-basic-{LIBRARY}.min.js"

Figure: TypeAlias = "go.Figure | Mapping[str, Any]"
Plain: TypeAlias = dict[str, Any]


class Chart(anywidget.AnyWidget):
    """A figure that can be seen, heard, read with the keyboard, saved, and changed cheaply.

    Colours, fonts, margins, line styles and markers that the figure leaves open are the course's
    own (`widgets.theme`), for light and dark pages; the figure's template is never used. The
    x axis's title names what is read out, as in "Trust, session 7: 0.62".

    Lines, markers, filled bands (`scatter`) and bars (`bar`) are drawn. The squares of a map are
    bars too, `Bar(x, y=heights, base=bottoms, width=..., marker={"color": amounts, ...})`: unlike
    markers they fill their place at every width. `yaxis={"scaleanchor": "x"}` gives both axes one
    scale. Traces with `hoverinfo="skip"`, such as the edges of a band, are passed over by the
    keyboard, not by the table.

    figure: a `plotly.graph_objects.Figure`, or a mapping `{"data": [...], "layout": {...}}`.
        Values are lists, tuples or arrays of numbers, strings or dates; floats are shown with
        four significant digits, whole thousands with all of theirs; NaN is a gap.
    description: what the picture shows, in a sentence or two, for those who do not see it.
    height: in pixels, without the buttons below.
    placeable: whether the learner can put a point on the plane, by mouse, touch or arrow keys.
    point_x, point_y: that point, in the units of the figure's first axes, kept within their range.
    ring: the radius of a ring around the point in units of the x axis (drawn in y's own scale
        along y); None for no ring.

    >>> trust = {"x": [1, 2, 3], "y": [0.31, 0.4, 0.46], "name": "Trust"}
    >>> figure = {"data": [trust], "layout": {"xaxis": {"title": {"text": "Session"}}}}
    >>> chart = Chart(figure, "Trust grows over three sessions, more slowly each time.")
    >>> chart.update({**figure, "data": [{**trust, "y": [0.31, 0.28, 0.4]}]})
    >>> chart.figure["data"][0]["y"]
    [0.31, 0.28, 0.4]

    Raises ValueError where the description is empty, TypeError where a value cannot be shown.
    """

    _esm = (
        f"const THEME = {theme.as_json()};\n"
        f"const LIBRARY = {json.dumps({'version': LIBRARY, 'file': _LIBRARY_FILE.name})};\n"
        + (_HERE / "chart.js").read_text("utf-8")
    )
    _css = _HERE / "chart.css"

    description = traitlets.Unicode(help="What the picture shows, in words.").tag(sync=True)
    height = traitlets.Int(360, min=160, help="Pixels, without the buttons below.").tag(sync=True)
    placeable = traitlets.Bool(False, help="Whether the point can be seen and put.").tag(sync=True)
    point_x = traitlets.Float(0.5, help="The point, in units of the x axis.").tag(sync=True)
    point_y = traitlets.Float(0.5, help="The point, in units of the y axis.").tag(sync=True)
    ring = traitlets.Float(None, min=0, allow_none=True, help="The ring's radius.").tag(sync=True)

    # Its value never changes, so nothing is sent by itself; whoever asks gets the figure of now.
    _figure = traitlets.Any().tag(
        sync=True, to_json=lambda _, chart: chart._whole(), from_json=lambda _, chart: None
    )

    def __init__(
        self,
        figure: Figure,
        description: str,
        *,
        height: int = 360,
        placeable: bool = False,
        point_x: float = 0.5,
        point_y: float = 0.5,
        ring: float | None = None,
    ) -> None:
        self._now = plain(figure)
        self._revision = 0
        self._listened_to = False
        self._callbacks: list[Callable[[float, float], object]] = []
        super().__init__(
            description=description,
            height=height,
            placeable=placeable,
            point_x=point_x,
            point_y=point_y,
            ring=ring,
        )
        self.on_msg(lambda _, content, __: self._hear(content))

    def __repr__(self) -> str:
        """Give the text that stands in for the chart where widgets cannot be shown."""
        return f"Chart: {self.description} (It sleeps. Press Run ▸ Run All Cells to wake it.)"

    @property
    def figure(self) -> Plain:
        """The figure as it is shown: `{"data": [...], "layout": {...}}`, rounded, without gaps."""
        return self._now

    def update(self, figure: Figure, description: str | None = None) -> None:
        """Show another figure; only what differs from the one before is sent.

        description: the new text for those who do not see the chart; None keeps the old one.
        """
        if description is not None:
            self.description = description
        before, self._now = self._now, plain(figure)
        patch = difference(before, self._now)
        if not patch:
            return
        self._revision += 1
        if self._listened_to:
            self.send({"patch": patch, "revision": self._revision})
        else:
            # A message to a page that is still waking is lost; state is not.
            self.send_state("_figure")

    def on_click(self, callback: Callable[[float, float], object], remove: bool = False) -> None:
        """Call `callback(x, y)` for every click or tap on the plot, in units of the first axes.

        remove: stop calling this callback instead; not an error if it was never asked for.
        """
        if callback in self._callbacks:
            self._callbacks.remove(callback)
        if not remove:
            self._callbacks.append(callback)

    @traitlets.validate("description")
    def _not_empty(self, proposal: Any) -> str:
        if not proposal.value.strip():
            raise ValueError("A chart needs a description, for those who do not see it.")
        return str(proposal.value)

    def _whole(self) -> Plain:
        return {**self._now, "revision": self._revision}

    def _hear(self, content: Any) -> None:
        match content:
            case {"hello": revision}:
                self._listened_to = True
                if revision != self._revision:
                    self.send_state("_figure")
            case {"click": [int() | float() as x, int() | float() as y]}:
                for callback in tuple(self._callbacks):
                    callback(float(x), float(y))
            case {"library": _}:
                self.send({"library": LIBRARY}, buffers=[_library()])


def plain(figure: Figure) -> Plain:
    """Give a figure as JSON can hold it: no template, no None but gaps, floats rounded for show."""
    if isinstance(figure, Mapping):
        data, layout = figure.get("data", ()), figure.get("layout", {})
    else:
        data, layout = figure.data, figure.layout
    if hasattr(layout, "to_plotly_json"):
        layout = layout.to_plotly_json()
    # A template is by far the largest part of a figure, and the course has a look of its own.
    kept = {key: value for key, value in layout.items() if key != "template"}
    return {"data": _plain(list(data)), "layout": _plain(kept)}


def difference(old: Plain, new: Plain) -> Plain:
    """Give what turns one plain figure into another; empty if they are the same.

    `{"data": {"0": {"y": [...]}}, "layout": {...}, "traces": 2}`: attributes of traces and of the
    layout with their new values, None for one that is gone, and the number of traces if it changed.
    """
    patch: Plain = {}
    changed = {}
    for index, trace in enumerate(new["data"]):
        before = old["data"][index] if index < len(old["data"]) else {}
        if changes := _changes(before, trace):
            changed[str(index)] = changes
    if changed:
        patch["data"] = changed
    if len(old["data"]) != len(new["data"]):
        patch["traces"] = len(new["data"])
    if changes := _changes(old["layout"], new["layout"]):
        patch["layout"] = changes
    return patch


def _changes(old: Plain, new: Plain) -> Plain:
    gone = dict.fromkeys(old.keys() - new.keys())
    return gone | {key: value for key, value in new.items() if old.get(key) != value}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return _rounded(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple | range):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    for convert in ("to_plotly_json", "tolist"):  # Plotly's objects; arrays of any library
        if hasattr(value, convert):
            return _plain(getattr(value, convert)())
    raise TypeError(f"a chart cannot show a {type(value).__name__}: {value!r:.80}")


def _rounded(value: float) -> float | None:
    if not math.isfinite(value):
        return None
    if value == 0:
        return 0.0
    return round(value, max(0, 3 - math.floor(math.log10(abs(value)))))


@cache
def _library() -> bytes:
    return gzip.compress(_LIBRARY_FILE.read_bytes(), mtime=0)
