"""The chart in JupyterLab: drawn once, read without eyes or mouse, saved, dark, put to use."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Locator, Page, Request, expect

from tests.browser.conftest import NARROW, WIDE, Lab, run_all
from tests.widgets.test_chart import FIGURES, STATIC, applied
from widgets.chart import LIBRARY, Chart, difference, plain

pytestmark = pytest.mark.browser

TRUST = "Trust grows over ten sessions; with a rupture in session 6 it falls and recovers."
PLANE = "A plane of anxiety and avoidance with one point."
CELLS = f"""
import plotly.graph_objects as go
from widgets import theme
from widgets.chart import Chart

sessions = list(range(1, 11))
steady = [0.3, 0.36, 0.42, 0.47, 0.51, 0.55, 0.58, 0.61, 0.63, 0.65]
rupture = [0.3, 0.36, 0.42, 0.47, 0.51, 0.31, 0.42, 0.5, None, 0.59]

def figure(rupture=rupture):
    edge = dict(x=sessions, hoverinfo="skip", showlegend=False, line=dict(color=theme.BLUE, width=0))
    return go.Figure(
        [
            go.Scatter(y=[value - 0.1 for value in steady], name="Low", **edge),
            go.Scatter(y=[value + 0.1 for value in steady], name="High", fill="tonexty", **edge),
            go.Scatter(x=sessions, y=steady, name="Trust"),
            go.Scatter(x=sessions, y=rupture, name="Trust, with a rupture"),
        ],
        dict(
            title_text="Trust over ten sessions",
            xaxis=dict(title_text="Session", dtick=1),
            yaxis=dict(title_text="Trust (0 to 1)", range=[0, 1]),
        ),
    )

trust = Chart(figure(), "{TRUST}")
trust

tenths = [k / 10 for k in range(10)]
squares = go.Bar(
    x=[x + 0.05 for x in tenths for y in tenths],
    y=[0.1 for x in tenths for y in tenths],
    base=[y for x in tenths for y in tenths],
    width=0.1,
    name="Strain",
    marker=dict(
        color=[x * y for x in tenths for y in tenths], colorscale=theme.SCALE, line_width=0
    ),
)
axes = dict(
    xaxis=dict(title_text="Anxiety", range=[0, 1]),
    yaxis=dict(title_text="Avoidance", range=[0, 1], scaleanchor="x"),
)
plane = Chart(
    go.Figure(squares, axes), "{PLANE}", placeable=True, point_x=0.5, point_y=0.5, ring=0.15
)
clicks = []
plane.on_click(lambda x, y: clicks.append((x, y)))

def moved(change):
    values = rupture[:]
    values[5] = plane.point_x
    trust.update(figure(values), "Session 6 stands at %s." % plane.point_x)

plane.observe(moved, "point_x")
plane

bars = [go.Bar(x=["Petra", "Ilse", "Omar"], y=[3 + k, 5, 2], name=n) for k, n in enumerate("AB")]
Chart(go.Figure(bars, dict(yaxis_title_text="Ruptures")), "Ruptures of three clients.", height=240)
"""


def write(path: Path, cells: str = CELLS) -> None:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    shown = re.split(r"(?<=^trust\n)|(?<=^plane\n)", cells, flags=re.MULTILINE)
    hidden = {"jupyter": {"source_hidden": True}}
    notebook = new_notebook(
        cells=[new_code_cell(cell.strip(), metadata=hidden) for cell in shown],
        metadata={"kernelspec": kernel},
    )
    nbformat.write(notebook, path)


@pytest.fixture
def notebook(lab: Lab, request: pytest.FixtureRequest) -> str:
    name = f"chart-{request.node.name}.ipynb".replace("[", "-").replace("]", "")
    write(lab.root / name)
    return lab.page_of(name)


def open_charts(page: Page, address: str) -> Locator:
    page.goto(address)
    run_all(page)
    charts = page.locator(".rapport-chart")
    expect(charts).to_have_count(3, timeout=30_000)
    for index in range(3):
        charts.nth(index).scroll_into_view_if_needed()
        expect(charts.nth(index).locator("svg.main-svg").first).to_be_visible()
    return charts


def requests_for_library(page: Page) -> list[Request]:
    found: list[Request] = []
    page.on("request", lambda request: "plotly-basic" in request.url and found.append(request))
    return found


def drawn(chart: Locator, curve: int) -> list[Any]:
    """Give the y values of a trace as the page has drawn them."""
    script = "(canvas, curve) => canvas.data[curve].y"
    return list(chart.locator(".rapport-chart-canvas").evaluate(script, curve))


def middle_of_plot(chart: Locator, across: float, up: float) -> tuple[float, float]:
    """Give the place on the screen of a share of the plot area, from its lower left corner."""
    script = """(canvas, [across, up]) => {
        const { xaxis, yaxis } = canvas._fullLayout, corner = canvas.getBoundingClientRect();
        return [corner.left + xaxis._offset + across * xaxis._length,
                corner.top + yaxis._offset + (1 - up) * yaxis._length];
    }"""
    x, y = chart.locator(".rapport-chart-canvas").evaluate(script, [across, up])
    return x, y


def test_draws_with_one_request_and_follows_the_kernel(page: Page, notebook: str) -> None:
    asked = requests_for_library(page)
    trust, plane, _ = open_charts(page, notebook).all()
    (library,) = asked
    assert library.url.startswith("http://127.0.0.1")
    assert LIBRARY in library.url
    assert trust.get_by_role("img").get_attribute("aria-label") == TRUST

    plane.get_by_role("slider").press("ArrowRight")
    expect(trust.get_by_role("img")).to_have_attribute("aria-label", "Session 6 stands at 0.51.")
    page.wait_for_timeout(200)
    assert drawn(trust, 3)[5] == 0.51
    assert len(asked) == 1

    # A view made later, or after a reload, knows what the patches said.
    page.keyboard.press("Control+s")
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    page.reload()
    expect(trust.locator("svg.main-svg").first).to_be_visible(timeout=30_000)
    assert drawn(trust, 3)[5] == 0.51


def test_keyboard_reads_points(page: Page, notebook: str) -> None:
    trust, _, bars = open_charts(page, notebook).all()
    reader, says = trust.get_by_role("application"), trust.get_by_role("status")
    reader.focus()
    expect(says).to_have_text("Trust, session 1: 0.3")
    page.keyboard.press("ArrowRight")
    expect(says).to_have_text("Trust, session 2: 0.36")
    expect(trust.locator(".rapport-chart-over circle")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(says).to_have_text("Trust, with a rupture, session 2: 0.36")
    page.keyboard.press("End")
    expect(says).to_have_text("Trust, with a rupture, session 10: 0.59")
    page.keyboard.press("ArrowLeft")
    expect(says).to_have_text("Trust, with a rupture, session 8: 0.5")  # 9 is a gap
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    expect(says).to_have_text("Trust, session 1: 0.3")
    assert says.get_attribute("aria-live") == "polite"
    # x and d d are commands of the notebook; they must not cut cells from under a reader.
    page.keyboard.type("xdd")
    expect(page.locator(".rapport-chart")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(reader).not_to_be_focused()
    expect(says).to_have_text("")

    bars.get_by_role("application").focus()
    page.keyboard.press("End")
    expect(bars.get_by_role("status")).to_have_text("A, Omar: 2")


def test_saves_picture_and_data_and_shows_them_as_table(page: Page, notebook: str) -> None:
    trust = open_charts(page, notebook).first
    with page.expect_download() as picture:
        trust.get_by_role("button", name="Save picture").click()
    assert picture.value.suggested_filename == "trust-over-ten-sessions.png"
    head = picture.value.path().read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    assert int.from_bytes(head[16:20], "big") >= 1280

    with page.expect_download() as data:
        trust.get_by_role("button", name="Save data").click()
    assert data.value.suggested_filename == "trust-over-ten-sessions.csv"
    text = data.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["series", "Session", "Trust (0 to 1)"]
    assert ["Trust, with a rupture", "6", "0.31"] in rows
    assert len(rows) == 1 + 39  # the gap is no row

    button = trust.get_by_role("button", name="Show as table")
    button.press("Enter")
    table = trust.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(
        ["Session", "Low", "High", "Trust", "Trust, with a rupture"]
    )
    expect(table.get_by_role("row")).to_have_count(11)
    trust.get_by_role("button", name="Hide table").press("Enter")
    expect(table).to_be_hidden()


def test_follows_the_theme_and_prints_light(page: Page, notebook: str) -> None:
    trust = open_charts(page, notebook).first

    def colours() -> tuple[str, str]:
        script = """chart => [getComputedStyle(chart).backgroundColor,
            getComputedStyle(chart.querySelectorAll('.scatterlayer .js-line')[2]).stroke]"""
        paper, line = trust.evaluate(script)
        return paper, line

    light = ("rgb(255, 255, 255)", "rgb(0, 114, 178)")
    dark = ("rgb(17, 17, 17)", "rgb(108, 184, 245)")
    assert colours() == light
    theme = "name => jupyterapp.commands.execute('apputils:change-theme', { theme: name })"
    page.evaluate(theme, "JupyterLab Dark")
    page.wait_for_timeout(500)
    try:
        assert colours() == dark
        page.emulate_media(media="print")
        assert colours() == light
        page.emulate_media(media="screen")
        page.wait_for_timeout(100)
        assert colours() == dark
    finally:
        page.evaluate(theme, "JupyterLab Light")
    page.wait_for_timeout(500)
    assert colours() == light


def test_point_is_put_by_mouse_and_keyboard(page: Page, notebook: str) -> None:
    trust, plane, _ = open_charts(page, notebook).all()
    plane.scroll_into_view_if_needed()
    point = plane.get_by_role("slider")
    expect(point).to_have_attribute("aria-valuetext", "anxiety 0.5, avoidance 0.5, ring 0.15")
    page.mouse.move(*middle_of_plot(plane, 0.5, 0.5))
    page.mouse.down()
    page.mouse.move(*middle_of_plot(plane, 0.6, 0.4), steps=4)
    page.mouse.move(*middle_of_plot(plane, 0.7, 0.2), steps=4)
    page.mouse.up()
    near = re.compile(r"anxiety 0\.(7|70\d|69\d), avoidance 0\.(2|20\d|19\d), ring 0.15")
    expect(point).to_have_attribute("aria-valuetext", near)
    expect(trust.get_by_role("img")).to_have_attribute("aria-label", re.compile(r"at 0\.(7|69)"))

    page.mouse.click(*middle_of_plot(plane, 0.1, 0.9))
    near = re.compile(r"anxiety 0\.(1|10\d|09\d+), avoidance 0\.(9|90\d|89\d), ring 0.15")
    expect(point).to_have_attribute("aria-valuetext", near)

    point.focus()
    for key in ["Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowUp", "Shift+ArrowUp"]:
        page.keyboard.press(key)
    expect(point).to_have_attribute("aria-valuetext", "anxiety 0, avoidance 1, ring 0.15")
    for key in ["ArrowRight", "ArrowRight", "ArrowDown", "+", "+", "-"]:
        page.keyboard.press(key)
    text = "anxiety 0.02, avoidance 0.99, ring 0.16"
    expect(point).to_have_attribute("aria-valuetext", text)
    expect(plane.get_by_role("status")).to_have_text(text)
    plane.get_by_role("button", name="Smaller ring").click()
    expect(point).to_have_attribute("aria-valuetext", re.compile("ring 0.15$"))


@pytest.fixture
def phone(chromium: Browser, watch: Any) -> Iterator[Page]:
    context = chromium.new_context(viewport=NARROW, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    page = context.new_page()
    watch.follow(page)
    yield page
    context.close()


def swipe(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw a finger over the glass, as the browser itself sees it."""
    touch = page.context.new_cdp_session(page)
    send = "Input.dispatchTouchEvent"
    steps = 12
    touch.send(send, {"type": "touchStart", "touchPoints": [{"x": start[0], "y": start[1]}]})
    for step in range(1, steps + 1):
        x, y = (a + (b - a) * step / steps for a, b in zip(start, end, strict=True))
        touch.send(send, {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
        page.wait_for_timeout(16)
    touch.send(send, {"type": "touchEnd", "touchPoints": []})


def test_touch_puts_the_point_and_scrolls_the_page(phone: Page, notebook: str) -> None:
    plane = open_charts(phone, notebook).nth(1)
    phone.evaluate("jupyterapp.shell.collapseLeft()")
    phone.wait_for_timeout(500)
    plane.evaluate("chart => chart.scrollIntoView({ block: 'center' })")
    phone.wait_for_timeout(300)
    point = plane.get_by_role("slider")
    swipe(phone, middle_of_plot(plane, 0.5, 0.5), middle_of_plot(plane, 0.7, 0.2))
    near = re.compile(r"anxiety 0\.(7|70\d|69\d), avoidance 0\.(2|20\d|19\d), ring 0.15")
    expect(point).to_have_attribute("aria-valuetext", near)
    phone.touchscreen.tap(*middle_of_plot(plane, 0.2, 0.8))
    near = re.compile(r"anxiety 0\.(2|20\d|19\d), avoidance 0\.(8|80\d|79\d), ring 0.15")
    expect(point).to_have_attribute("aria-valuetext", near)

    # A finger that starts on the plot scrolls the page and leaves the point where it is.
    before = plane.bounding_box()
    swipe(phone, middle_of_plot(plane, 0.6, 0.8), middle_of_plot(plane, 0.6, 0.1))
    phone.wait_for_timeout(500)
    after = plane.bounding_box()
    assert before
    assert after
    assert after["y"] - before["y"] > 60
    expect(point).to_have_attribute("aria-valuetext", near)


@pytest.mark.parametrize(
    "size", [WIDE, NARROW, {"width": 320, "height": 640}], ids=["wide", "narrow", "smallest"]
)
def test_fits_and_is_accessible(page: Page, notebook: str, size: Any) -> None:
    charts = open_charts(page, notebook)
    page.set_viewport_size(size)
    page.evaluate("jupyterapp.shell.collapseLeft()")
    page.wait_for_timeout(500)
    charts.first.get_by_role("button", name="Show as table").click()
    for chart in charts.all():
        wide = chart.evaluate("chart => [chart.scrollWidth, chart.clientWidth]")
        assert wide[0] <= wide[1]
        for button in chart.get_by_role("button").all():
            box = button.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 24
    found = Axe().run(page, context=".rapport-chart")
    serious = [v for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
    assert not serious, json.dumps(serious, indent=1)[:3000]


def test_without_the_file_the_kernel_sends_the_library_once(page: Page, notebook: str) -> None:
    page.add_init_script("""addEventListener("DOMContentLoaded", () => {
        const config = document.getElementById("jupyter-config-data");
        const told = JSON.parse(config.textContent);
        config.textContent = JSON.stringify({ ...told, fullLabextensionsUrl: undefined });
        const Socket = WebSocket;
        window.libraries = 0;
        window.WebSocket = class extends Socket {
            constructor(...words) {
                super(...words);
                this.addEventListener("message", ({ data }) => {
                    if ((data.byteLength ?? 0) > 300_000) window.libraries += 1;
                });
            }
        };
    })""")
    page.route("**/rapport-course/**", lambda route: route.fulfill(status=404))
    open_charts(page, notebook)
    assert page.evaluate("libraries") == 1


def test_the_browser_applies_patches_as_python_does(chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.evaluate(
        """async source => {
            const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
            window.patched = (await import(url)).patched;
        }""",
        Chart._esm,
    )

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(FIGURES, FIGURES)
    def holds(old: dict[str, Any], new: dict[str, Any]) -> None:
        patch = json.loads(json.dumps(difference(old, new)))
        there = page.evaluate("([figure, patch]) => patched(figure, patch)", [old, patch])
        assert there == new == applied(old, patch)

    try:
        holds()
    finally:
        context.close()


# A page with the chart's code and the library, without a kernel: `put` makes a chart, `patch` is
# the kernel's word, and `picture` gives all that is drawn, without the names that differ by chart.
STAGE = """async source => {
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const { default: chart } = await import(url);
    window.put = async figure => {
        const traits = { _figure: { ...figure, revision: 0 }, description: "d", height: 300 };
        let hear = () => {};
        const model = {
            get: name => traits[name] ?? null,
            on: (event, act) => { if (event === "msg:custom") hear = act; },
            off() {},
            send() {},
        };
        const el = document.body.appendChild(document.createElement("div"));
        el.style.width = "700px";
        const { initialize, render } = chart();
        initialize({ model });
        const remove = render({ model, el });
        while (!el.querySelector(".main-svg")) await new Promise(done => setTimeout(done, 5));
        await settled();
        let revision = 0;
        const canvas = el.querySelector(".rapport-chart-canvas");
        return {
            canvas,
            patch: patch => hear({ patch, revision: ++revision }),
            remove: () => { remove(); el.remove(); },
        };
    };
    window.picture = canvas => {
        const drawn = ".plot path, .plot text, .xtick text, .ytick text, .legend text, .ygrid";
        const fine = text => text?.replace(/-?\\d+\\.\\d+/g, number => (+number).toFixed(1));
        return [...canvas.querySelectorAll(drawn)].map(part => [
            part.getAttribute("class"), fine(part.getAttribute("d")),
            fine(part.getAttribute("transform")), part.getAttribute("style"), part.textContent,
        ].join(" "));
    };
    window.settled = () => new Promise(done => setTimeout(() => requestAnimationFrame(
        () => setTimeout(done))));
}"""


@pytest.fixture
def stage(page: Page) -> Page:
    """A page without JupyterLab, for what only the browser does; see `STAGE`."""
    library = STATIC / f"plotly-basic-{LIBRARY}.min.js"
    told = json.dumps({"fullLabextensionsUrl": "/there"})
    html = f"<!doctype html><script id=jupyter-config-data type=application/json>{told}</script>"
    page.route("http://127.0.0.1/**", lambda route: route.fulfill(path=library))
    page.route(
        "http://127.0.0.1/", lambda route: route.fulfill(body=html, content_type="text/html")
    )
    page.goto("http://127.0.0.1/")
    page.evaluate(STAGE, Chart._esm)
    return page


AXES = {"xaxis": {"range": [0, 9]}, "yaxis": {"range": [0, 9]}}
MOVED = {"data": [{"x": [0, 9], "y": [1, 5]}], "layout": AXES}
NO_POINTS: dict[str, Any] = {"x": [], "y": []}
AMOUNTS = st.one_of(st.none(), st.integers(0, 9), st.floats(0, 9).map(lambda y: round(y, 2)))


@st.composite
def moving(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two figures of lines and bands, of which the second differs in some points, seldom in more."""
    figures: tuple[dict[str, Any], dict[str, Any]] = (
        {"data": [{"x": [0, 9], "y": [0, 9]}], "layout": {}},
        {"data": [{"x": [0, 9], "y": [0, 9]}], "layout": {}},
    )
    layout = draw(st.sampled_from([AXES, AXES, AXES, {"yaxis": AXES["yaxis"]}, {}]))
    more: list[dict[str, Any]] = [{}, {"fill": "tonexty"}, {"mode": "markers"}, {"name": "Trust"}]
    for number in range(draw(st.integers(1, 3))):
        trace = {"name": f"Line {number}"} | draw(st.sampled_from(more))
        length = draw(st.sampled_from([2, 5, 40]))
        another = draw(st.sampled_from([length, length, length, 0, 3, 35]))
        for figure, size in zip(figures, (length, another), strict=True):
            points = st.lists(AMOUNTS, min_size=size, max_size=size)
            ordered = draw(st.booleans())
            x = list(range(size)) if ordered else [value or 0 for value in draw(points)]
            figure["data"].append(trace | {"x": x, "y": draw(points)})
    for figure in figures:
        figure["layout"] = layout
    return figures


def test_a_patch_draws_what_a_new_chart_would(stage: Page) -> None:
    quick = 0

    @settings(max_examples=30, suppress_health_check=list(HealthCheck))
    @example((MOVED, {**MOVED, "data": [{"x": [0, 9], "y": [7, 2]}]}))
    @example(({**MOVED, "layout": {}}, {"data": [{"x": [0, 9], "y": [70, 20]}], "layout": {}}))
    @example(({**MOVED, "data": 2 * MOVED["data"]}, {**MOVED, "data": [*MOVED["data"], NO_POINTS]}))
    @given(moving())
    def holds(figures: tuple[dict[str, Any], dict[str, Any]]) -> None:
        nonlocal quick
        old, new = map(plain, figures)
        patched, fresh, moved = stage.evaluate(
            """async ([old, patch, whole]) => {
                const [one, other] = [await put(old), await put(whole)];
                one.patch(patch);
                await settled();
                const told = [
                    picture(one.canvas), picture(other.canvas), "transition" in one.canvas.layout];
                one.remove();
                other.remove();
                return told;
            }""",
            [old, difference(old, new), new],
        )
        quick += moved
        assert patched == fresh

    holds()
    assert quick  # some were drawn by moving points only


def test_the_first_change_does_not_wait_for_the_screen(stage: Page) -> None:
    figure = {"data": [{"x": [1, 2], "y": [1, 2]}], "layout": {"yaxis": {"range": [0, 3]}}}
    values = stage.evaluate(
        """async figure => {
            const { canvas, patch } = await put(figure);
            await settled();
            const later = [];
            window.requestAnimationFrame = act => later.push(act);
            const told = [];
            for (const y of [[2, 2], [2, 1], [1, 1]]) {
                patch({ data: { 0: { y } } });
                await new Promise(done => setTimeout(done));
                told.push(canvas.data[0].y);
            }
            for (const act of later.splice(0)) act();
            return [...told, canvas.data[0].y];
        }""",
        figure,
    )
    assert values == [[2, 2], [2, 2], [2, 2], [1, 1]]  # one drawing for each frame, none lost
