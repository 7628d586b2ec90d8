"""The chart's kernel side: plain figures, patches, messages; its colours and its library."""

from __future__ import annotations

import doctest
import gzip
import hashlib
import itertools
import json
import math
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from traitlets import TraitError

from widgets import chart as module
from widgets import theme
from widgets.chart import LIBRARY, Chart, difference, plain

STATIC = Path(module.__file__).parent / "labextension" / "static"

VALUES = st.one_of(
    st.lists(st.one_of(st.none(), st.integers(-9, 9), st.floats(-1, 1).map(lambda x: round(x, 3)))),
    st.text(max_size=4),
    st.booleans(),
    st.dictionaries(st.sampled_from(["color", "width", "text"]), st.integers(0, 3)),
)
BRANCH = st.dictionaries(st.sampled_from(["x", "y", "name", "line", "marker"]), VALUES)
FIGURES = st.fixed_dictionaries({"data": st.lists(BRANCH, max_size=4), "layout": BRANCH})


class Heard(Chart):
    """A chart that keeps what it would send to a page."""

    def __init__(self, *words: Any, **traits: Any) -> None:
        self.sent: list[tuple[Any, Any]] = []
        super().__init__(*words, **traits)
        self.sent.clear()

    def send(self, content: Any, buffers: Any = None) -> None:
        self.sent.append((content, buffers))

    def send_state(self, key: Any = None) -> None:
        self.sent.append((key, None))

    def hear(self, **content: Any) -> None:
        self._handle_custom_msg(content, [])


def applied(old: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """Apply a patch as the page does."""

    def merged(before: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
        both = {**before, **changes}
        return {key: value for key, value in both.items() if value is not None}

    count = patch.get("traces", len(old["data"]))
    data = [dict(trace) for trace in old["data"][:count]]
    data += [{} for _ in range(count - len(data))]
    for index, changes in patch.get("data", {}).items():
        data[int(index)] = merged(data[int(index)], changes)
    return {"data": data, "layout": merged(old["layout"], patch.get("layout", {}))}


def line(*values: float | None, **attributes: Any) -> dict[str, Any]:
    return {"data": [{"x": [1, 2, 3], "y": list(values), **attributes}], "layout": {}}


@given(FIGURES, FIGURES)
def test_patch_turns_the_old_figure_into_the_new(old: dict[str, Any], new: dict[str, Any]) -> None:
    patch = json.loads(json.dumps(difference(old, new)))
    assert applied(old, patch) == new


@given(FIGURES)
def test_same_figure_gives_no_patch(figure: dict[str, Any]) -> None:
    assert difference(figure, figure) == {}


def test_patch_holds_only_what_changed() -> None:
    old = line(0.1, 0.2, 0.3, name="Trust")
    new = line(0.1, 0.2, 0.4, name="Trust")
    assert difference(old, new) == {"data": {"0": {"y": [0.1, 0.2, 0.4]}}}
    assert difference(old, {"data": [], "layout": {}}) == {"traces": 0}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_keep_four_digits(value: float) -> None:
    (shown,) = plain({"data": [{"y": [value]}]})["data"][0]["y"]
    assert shown == pytest.approx(value, rel=5.01e-4, abs=1e-300)
    assert value == 0 or abs(value) < 1000 or shown == round(value)


def test_plain_takes_what_figures_are_made_of() -> None:
    class Array:
        def tolist(self) -> list[float]:
            return [math.nan, 1 / 3]

    figure = {"data": [{"x": (date(2026, 1, 31), "b"), "y": Array(), "text": None}]}
    assert plain(figure) == {
        "data": [{"x": ["2026-01-31", "b"], "y": [None, 0.3333]}],
        "layout": {},
    }
    with pytest.raises(TypeError, match="cannot show a set"):
        plain({"data": [{"x": {1}}]})


def test_plotly_figure_is_small_without_its_template() -> None:
    figure = go.Figure(
        [go.Scatter(x=list(range(40)), y=[k / 41 for k in range(40)], name=n) for n in "AB"],
        {"xaxis_title_text": "Session", "template": "plotly_dark"},
    )
    sent = plain(figure)
    assert sent["layout"] == {"xaxis": {"title": {"text": "Session"}}}
    assert len(json.dumps(sent)) < 3000


def test_before_a_page_is_awake_the_whole_figure_is_state() -> None:
    chart = Heard(line(0.1, 0.2, 0.3), "A line.")
    chart.update(line(0.1, 0.2, 0.4))
    assert chart.sent == [("_figure", None)]
    assert chart.get_state("_figure")["_figure"] == {**line(0.1, 0.2, 0.4), "revision": 1}


def test_an_awake_page_gets_patches_and_a_late_one_everything() -> None:
    chart = Heard(line(0.1, 0.2, 0.3), "A line.")
    chart.hear(hello=0)
    assert chart.sent == []
    chart.update(line(0.1, 0.2, 0.4))
    chart.update(line(0.1, 0.2, 0.4))
    patch = {"data": {"0": {"y": [0.1, 0.2, 0.4]}}}
    assert chart.sent == [({"patch": patch, "revision": 1}, None)]
    chart.hear(hello=0)
    assert chart.sent[1:] == [("_figure", None)]


def test_a_page_cannot_write_the_figure() -> None:
    chart = Heard(line(0.1, 0.2, 0.3), "A line.")
    chart.set_state({"_figure": {"data": [], "layout": {}}, "point_x": 0.7})
    assert chart.get_state("_figure")["_figure"]["data"] == chart.figure["data"] != []
    assert chart.point_x == 0.7


def test_the_library_is_sent_on_request() -> None:
    chart = Heard(line(0.1, 0.2, 0.3), "A line.")
    chart.hear(library=True)
    ((content, buffers),) = chart.sent
    assert content == {"library": LIBRARY}
    assert b"plotly.js" in gzip.decompress(buffers[0])[:100]


def test_clicks_reach_those_who_asked_and_nonsense_reaches_nobody() -> None:
    heard: list[tuple[float, float]] = []

    def note(x: float, y: float) -> None:
        heard.append((x, y))

    chart = Heard(line(0.1, 0.2, 0.3), "A line.")
    chart.on_click(note)
    chart.on_click(note)
    chart.hear(click=[0.2, 1])
    for nonsense in ([], ["a", 2], [1, 2, 3], None):
        chart.hear(click=nonsense)
    chart.on_click(note, remove=True)
    chart.on_click(note, remove=True)
    chart.hear(click=[0.2, 1])
    assert heard == [(0.2, 1.0)]


def test_description_is_required_and_can_change() -> None:
    with pytest.raises((TraitError, ValueError)):
        Chart(line(0.1, 0.2, 0.3), " ")
    chart = Chart(line(0.1, 0.2, 0.3), "A line.")
    chart.update(line(0.1, 0.2, 0.3), "The same line.")
    assert chart.description == "The same line."
    assert "The same line." in repr(chart)
    with pytest.raises(TraitError):
        chart.ring = -0.1


def test_examples_in_docstrings_hold() -> None:
    for documented in (module, theme):
        result = doctest.testmod(documented)
        assert result.attempted
        assert not result.failed


def test_importing_the_chart_loads_neither_plotly_nor_a_schema_engine() -> None:
    # As if alone in the package: what its neighbours need is not the chart's to answer for.
    code = (
        "import sys, types\n"
        "package = types.ModuleType('widgets')\n"
        f"package.__path__ = [{str(Path(module.__file__).parent)!r}]\n"
        "sys.modules['widgets'] = package\n"
        "from widgets.chart import Chart\n"
        "assert 'plotly' not in sys.modules\n"
        "import plotly.graph_objects as go\n"
        "Chart(go.Figure(go.Scatter(x=[1], y=[2])), 'A point.')\n"
        "assert not {'jsonschema', 'rfc3987_syntax', 'numpy'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_nobody_uses_plotlys_own_widget(repository: Path) -> None:
    name = "Figure" + "Widget"
    rooms = ("widgets", "rapport", "course", "solutions", "exercises")
    files = itertools.chain.from_iterable((repository / room).rglob("*") for room in rooms)
    for path in files:
        if path.suffix in (".py", ".ipynb", ".js") and "node_modules" not in path.parts:
            if path.name.startswith("plotly-basic"):
                continue
            text = path.read_text("utf-8", errors="replace")
            assert f"{name}(" not in text, path
            assert f"import {name}" not in text, path


def test_the_library_lies_here_with_its_licence() -> None:
    script = STATIC / f"plotly-basic-{LIBRARY}.min.js"
    head = script.read_bytes()[:200].decode()
    assert f"plotly.js (basic - minified) v{LIBRARY}" in head
    assert "MIT License" in (STATIC / f"plotly-basic-{LIBRARY}.LICENSE.txt").read_text()
    note = json.loads((STATIC.parent / "vendored.json").read_text())
    assert note["version"] == LIBRARY
    assert hashlib.sha256(script.read_bytes()).hexdigest() == note["sha256"]
    assert {path.name for path in STATIC.iterdir()} == set(note["files"])


# ---- Colours -----------------------------------------------------------------------------------


def linear(colour: str) -> list[float]:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    weights = (0.2126, 0.7152, 0.0722)
    bright = [sum(w * c for w, c in zip(weights, linear(k), strict=True)) for k in (one, other)]
    return (max(bright) + 0.05) / (min(bright) + 0.05)


# Machado, Oliveira and Fernandes (2009), full strength; what each kind of colour vision sees.
VISION = {
    "usual": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "no red": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "no green": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
}


def lab(colour: str, vision: list[list[float]]) -> list[float]:
    seen = [sum(m * c for m, c in zip(row, linear(colour), strict=True)) for row in vision]
    red, green, blue = (min(max(part, 0), 1) for part in seen)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.0888
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


MODES = {"light": lambda colour: colour, "dark": theme.dark}


@pytest.mark.parametrize("mode", MODES)
def test_lines_and_text_stand_out(mode: str) -> None:
    shown = MODES[mode]
    paper = shown(theme.PAPER)
    for colour in (*theme.SERIES, theme.ACCENT, theme.EDGE):
        assert contrast(shown(colour), paper) >= 3, colour
    for colour in (theme.INK, theme.SOFT):
        assert contrast(shown(colour), paper) >= 4.5, colour


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("mode", MODES)
def test_lines_stay_apart_for_everyone(mode: str, vision: str) -> None:
    for pair in itertools.combinations(theme.SERIES, 2):
        assert math.dist(*(lab(MODES[mode](colour), VISION[vision]) for colour in pair)) > 15, pair
    ways = zip(theme.SERIES, theme.DASHES, theme.SYMBOLS, theme.PATTERNS, strict=True)
    assert len(set(ways)) == len(set(theme.DASHES)) == len(set(theme.SYMBOLS)) == 5


def test_amounts_get_darker_on_light_paper_and_brighter_on_dark() -> None:
    steps = [colour for _, colour in theme.SCALE]
    for mode, shown in MODES.items():
        rising = [contrast(shown(colour), shown(theme.PAPER)) for colour in steps]
        assert rising == sorted(rising), mode
