"""From a moved slider to the redrawn picture: the trust explorer beside stock FigureWidget pages.

    python benchmarks/explorer.py [--rounds 3] [--moves 60] [--json FILE]

Five pages in one run, taking turns, each in Chromium on this machine: stock Voila with the two
simple lines of `pages.py`; stock Voila with the explorer's own pictures in a FigureWidget, lines
with bands and sixty clients, from the same simulation run by run; and our page with either. What
is compared is compared within one run.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from pages import (
    CHROMIUM,
    QUIET,
    SLIDERS,
    STOCK,
    WATCH,
    free_port,
    redraws,
    serving,
    to_plot,
    write,
)
from playwright.sync_api import Browser, sync_playwright

SAME = """
import ipywidgets
import plotly.graph_objects as go
from rapport.dynamics import Practices
from rapport.questions.explorer import explorer
from widgets.curves import fan_figure, lines_figure
from widgets.explorer_code import Setting
from widgets.explorer_runs import like_this, sixty
reliability = ipywidgets.FloatSlider(description="Reliability", min=0, max=1, step=0.05, value=0.6)
def made():
    setting = Setting(Practices(reliability=round(reliability.value, 2)))
    if "{view}" == "fan":
        return fan_figure(explorer(), sixty(setting))
    return lines_figure(explorer(), ("trust", "relief"), like_this(setting))
figure = go.FigureWidget(made())
def moved(_):
    new = made()["data"]
    with figure.batch_update():
        for old, trace in zip(figure.data, new):
            old.x, old.y = trace["x"], trace["y"]
reliability.observe(moved, "value")
ipywidgets.VBox([reliability, figure])
"""
SLIDER = "input[type=range], .widget-slider [role=slider]"
OURS = """
from widgets.explorer import TrustExplorer
TrustExplorer(knobs=("reliability",), lines=("trust", "relief"), show=("{view}",))
"""


def visit(browser: Browser, url: str, moves: int) -> list[float]:
    """Open a page and move its slider."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    context.add_init_script(WATCH)
    page = context.new_page()
    to_plot(page, url)
    page.wait_for_timeout(2000)
    found = redraws(page, moves, SLIDER, there=5)
    context.close()
    time.sleep(2)  # its kernel ends before the next page is measured
    return found


def main() -> int:
    """Measure, print, and write what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--moves", type=int, default=60, help="of a slider, over all rounds")
    parser.add_argument("--json", type=Path, help="where to write everything measured")
    words = parser.parse_args()
    if CHROMIUM is None:
        raise SystemExit("Chromium is not installed here.")
    with tempfile.TemporaryDirectory() as scratch, contextlib.ExitStack() as stack:
        folder = Path(scratch)
        write(folder / "two.ipynb", SLIDERS, STOCK)
        for view in ("lines", "fan"):
            write(folder / f"{view}.ipynb", SAME.replace("{view}", view))
        write(folder / "course" / "01-lines.ipynb", OURS.format(view="lines"))
        write(folder / "course" / "01-fan.ipynb", OURS.format(view="fan"))
        ports = [free_port() for _ in range(4)]
        for name, port in zip(("two", "lines", "fan"), ports[:3], strict=True):
            voila = ["-m", "voila", "--no-browser", f"--port={port}", f"{name}.ipynb"]
            stack.enter_context(serving(voila, folder, port))
        ours = ["-m", "rapport.pages", "--port", str(ports[3])]
        stack.enter_context(serving(ours, folder, ports[3]))
        urls = {
            "FigureWidget, two simple lines": f"http://127.0.0.1:{ports[0]}/",
            "FigureWidget, the explorer's lines": f"http://127.0.0.1:{ports[1]}/",
            "FigureWidget, the sixty clients": f"http://127.0.0.1:{ports[2]}/",
            "explorer, lines": f"http://127.0.0.1:{ports[3]}/01-lines",
            "explorer, the sixty clients": f"http://127.0.0.1:{ports[3]}/01-fan",
        }
        urllib.request.urlopen(urls["explorer, lines"]).close()
        time.sleep(4)
        measured: dict[str, list[float]] = {name: [] for name in urls}
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        for round_ in range(words.rounds):
            for name, url in urls.items():
                measured[name] += visit(browser, url, -(-words.moves // words.rounds))
            print(f"round {round_ + 1} of {words.rounds}", file=sys.stderr)
        browser.close()
    print(f"{'slider to redraw, ms':38}{'median':>8}{'95th':>8}{'moves':>8}")
    for name, times in measured.items():
        ranked = sorted(times)
        last = ranked[int(0.95 * (len(ranked) - 1))]
        print(f"{name:38}{statistics.median(ranked):8.1f}{last:8.1f}{len(ranked):8}")
    if words.json:
        words.json.write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
