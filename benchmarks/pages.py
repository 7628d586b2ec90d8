"""What a public page costs a visitor, beside the same page in stock Voila; in one run.

    python benchmarks/pages.py [--rounds 5] [--moves 60] [--json FILE]

The same picture (two lines, three sliders) three times: stock Voila with plotly's FigureWidget,
our pages with `widgets.Chart`, and our pages without a kernel started ahead. Each visit is one
browser context in Chromium on this machine; what is compared is compared within one run, and the
three take turns. Needs voila, plotly, playwright, psutil and Chromium.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import nbformat
import psutil
from chromium import CHROMIUM, QUIET
from playwright.sync_api import Browser, Page, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]

PROSE = "# How trust grows\n\nMove a slider, and see what twenty sessions make of it."
SLIDERS = """
import ipywidgets
reliability = ipywidgets.FloatSlider(description="Reliability", min=0, max=1, step=0.01, value=0.5)
warmth = ipywidgets.FloatSlider(description="Warmth", min=0, max=1, step=0.01, value=0.5)
slips = ipywidgets.IntSlider(description="Slips", min=0, max=10, value=2)
sessions = list(range(1, 21))
def lines():
    trust, hope, found = 0.2, 0.2, ([], [])
    for session in sessions:
        trust += 0.3 * reliability.value * (1 - trust) - 0.02 * slips.value * trust
        hope += 0.2 * warmth.value * (trust - hope)
        found[0].append(trust)
        found[1].append(hope)
    return found
"""
STOCK = """
import plotly.graph_objects as go
trust, hope = lines()
figure = go.FigureWidget(
    data=[{"x": sessions, "y": trust, "name": "Trust"}, {"x": sessions, "y": hope, "name": "Hope"}],
    layout={"xaxis": {"title": {"text": "Session"}}, "yaxis": {"range": [0, 1]}, "height": 360},
)
def moved(_):
    trust, hope = lines()
    with figure.batch_update():
        figure.data[0].y, figure.data[1].y = trust, hope
for slider in (reliability, warmth, slips):
    slider.observe(moved, "value")
ipywidgets.VBox([reliability, warmth, slips, figure])
"""
OURS = """
from widgets.chart import Chart
def figure():
    trust, hope = lines()
    return {
        "data": [{"x": sessions, "y": trust, "name": "Trust"},
                 {"x": sessions, "y": hope, "name": "Hope"}],
        "layout": {"xaxis": {"title": {"text": "Session"}}, "yaxis": {"range": [0, 1]}},
    }
chart = Chart(figure(), "Trust and hope over twenty sessions.")
for slider in (reliability, warmth, slips):
    slider.observe(lambda _: chart.update(figure()), "value")
ipywidgets.VBox([reliability, warmth, slips, chart])
"""

# Runs before the page's own scripts: when the first line is drawn, and how long a redraw takes.
WATCH = """
(() => {
  const drawn = () => document.querySelector(".main-svg .scatterlayer .js-line");
  const look = () => {
    if (drawn()) requestAnimationFrame(() => { window.plotAt = performance.now(); });
    else requestAnimationFrame(look);
  };
  look();
  window.redraws = [];
  let since = 0;
  addEventListener("keydown", () => { since = performance.now(); }, true);
  window.watchRedraws = () => {
    const plot = drawn().closest(".main-svg").parentElement;
    new MutationObserver(() => {
      if (!since) return;
      window.redraws.push(performance.now() - since);
      since = 0;
    }).observe(plot, { subtree: true, childList: true, attributes: true, attributeFilter: ["d"] });
  };
})();
"""


@dataclass
class Visits:
    """What was measured of one of the three, in seconds, milliseconds, bytes and counts."""

    name: str
    cold_text: list[float] = field(default_factory=list)
    cold_plot: list[float] = field(default_factory=list)
    warm_plot: list[float] = field(default_factory=list)
    redraws: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)
    elsewhere: list[float] = field(default_factory=list)
    http_cold: list[float] = field(default_factory=list)
    http_warm: list[float] = field(default_factory=list)
    socket: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Give the medians, and the redraws' 95th percentile."""
        redraws = sorted(self.redraws)
        return {
            "text cold, s": statistics.median(self.cold_text),
            "plot cold, s": statistics.median(self.cold_plot),
            "plot warm, s": statistics.median(self.warm_plot),
            "redraw median, ms": statistics.median(redraws),
            "redraw 95th, ms": redraws[int(0.95 * (len(redraws) - 1))],
            "requests cold": statistics.median(self.requests),
            "of these to other hosts": statistics.median(self.elsewhere),
            "HTTP cold, KB": statistics.median(self.http_cold) / 1000,
            "HTTP warm, KB": statistics.median(self.http_warm) / 1000,
            "websocket cold, KB": statistics.median(self.socket) / 1000,
            "kernel of a page, MB": statistics.median(self.memory) / 1e6,
        }


@dataclass
class Traffic:
    """What a page fetched."""

    requests: int = 0
    elsewhere: int = 0
    http: float = 0
    socket: int = 0

    @classmethod
    def of(cls, page: Page, host: str) -> Traffic:
        """Count from now on."""
        traffic = cls()
        tell = page.context.new_cdp_session(page)
        tell.send("Network.enable")

        def asked(event: dict[str, Any]) -> None:
            parts = urlparse(event["request"]["url"])
            if parts.scheme in ("http", "https"):
                traffic.requests += 1
                traffic.elsewhere += parts.netloc != host

        def came(event: dict[str, Any]) -> None:
            traffic.http += event["encodedDataLength"]

        def framed(event: dict[str, Any]) -> None:
            size = len(event["response"]["payloadData"])
            # Binary frames are told in base64.
            traffic.socket += size if event["response"]["opcode"] == 1 else size * 3 // 4

        tell.on("Network.requestWillBeSent", asked)
        tell.on("Network.loadingFinished", came)
        tell.on("Network.webSocketFrameReceived", framed)
        return traffic


def write(path: Path, *cells: str) -> None:
    """Write a public notebook: prose, then code."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_markdown_cell(PROSE)]
    notebook.cells += [nbformat.v4.new_code_cell(cell) for cell in cells]
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "P", "language": "python"}
    notebook.metadata["rapport"] = {"page": {"public": True, "title": "Trust", "says": ""}}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


@contextlib.contextmanager
def serving(command: list[str], folder: Path, port: int) -> Iterator[psutil.Process]:
    """Run a server until the block is left."""
    paths = [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    server = subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and server.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
            except OSError:
                time.sleep(0.1)
        else:
            raise SystemExit(f"{' '.join(command)} did not start")
        yield psutil.Process(server.pid)
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def free_port() -> int:
    """Give a port nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def largest_kernel(server: psutil.Process) -> float:
    """Give the memory that only this page's kernel has, in bytes; a spare one is smaller."""
    sizes = [0.0]
    for child in server.children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if "ipykernel_launcher" in child.cmdline():
                sizes.append(child.memory_full_info().uss)
    return max(sizes)


def until(page: Page, what: str) -> None:
    """Wait for an expression; `wait_for_function` would need the `eval` our pages forbid."""
    look = f"const look = () => ({what}) ? done(true) : setTimeout(look, 5); look();"
    late = "setTimeout(() => done(false), 60000);"
    if not page.evaluate(f"new Promise((done) => {{ {look} {late} }})"):
        raise SystemExit(f"{page.url} did not come so far: {what}")


def to_plot(page: Page, url: str) -> float:
    """Open a page; give the seconds until its first line is drawn."""
    page.goto(url, wait_until="commit")
    until(page, "window.plotAt")
    return float(page.evaluate("window.plotAt")) / 1000


def visit(browser: Browser, url: str, server: psutil.Process, visits: Visits, moves: int) -> None:
    """Open the page twice, as one visitor: the first time, and with a filled cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    context.add_init_script(WATCH)
    page = context.new_page()
    traffic = Traffic.of(page, urlparse(url).netloc)
    visits.cold_plot.append(to_plot(page, url))
    paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    visits.cold_text.append(float(page.evaluate(paint)) / 1000)
    page.wait_for_timeout(2000)  # whatever still comes belongs to the page
    visits.requests.append(traffic.requests)
    visits.elsewhere.append(traffic.elsewhere)
    visits.http_cold.append(traffic.http)
    visits.socket.append(traffic.socket)
    visits.redraws += redraws(page, moves)
    visits.memory.append(largest_kernel(server))
    page.close()
    time.sleep(2)  # the kernel ends, the next one may be started

    page = context.new_page()
    traffic = Traffic.of(page, urlparse(url).netloc)
    visits.warm_plot.append(to_plot(page, url))
    page.wait_for_timeout(1000)
    visits.http_warm.append(traffic.http)
    page.close()
    context.close()
    time.sleep(2)


def redraws(page: Page, moves: int, slider: str = "[role=slider]", there: int = 10) -> list[float]:
    """Move the first slider so many times; give the milliseconds until a line moved.

    there: moves to the right before as many to the left, so that every one moves the line.
    """
    page.evaluate("watchRedraws()")
    page.locator(slider).first.focus()
    for move in range(moves):
        before = page.evaluate("redraws.length")
        page.keyboard.press("ArrowRight" if move % (2 * there) < there else "ArrowLeft")
        until(page, f"redraws.length > {before}")
        page.wait_for_timeout(60)
    return [float(each) for each in page.evaluate("redraws")][:moves]


def table(all_visits: list[Visits]) -> str:
    """Give the figures as a table, with ratios to the first."""
    columns = [visits.figures() for visits in all_visits]
    lines = ["".join([f"{'':26}", *(f"{visits.name:>24}" for visits in all_visits)])]
    for key, stock in columns[0].items():
        line = f"{key:26}{stock:>24,.2f}"
        for column in columns[1:]:
            ratio = f"({stock / column[key]:.1f}×)" if column[key] and stock else ""
            line += f"{column[key]:>15,.2f} {ratio:>8}"
        lines.append(line)
    return "\n".join(lines)


def main() -> int:
    """Measure, print, and write what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--moves", type=int, default=60, help="of a slider, over all rounds")
    parser.add_argument("--json", type=Path, help="where to write everything measured")
    words = parser.parse_args()
    if CHROMIUM is None:
        raise SystemExit("Chromium is not installed here.")
    ports = [free_port() for _ in range(3)]
    names = ["stock Voila", "our pages", "without a spare kernel"]
    everything = [Visits(name) for name in names]
    stock_command = ["-m", "voila", "--no-browser", f"--port={ports[0]}", "stock.ipynb"]
    ours = ["-m", "rapport.pages", "--port"]
    with tempfile.TemporaryDirectory() as scratch, contextlib.ExitStack() as stack:
        folder = Path(scratch)
        write(folder / "stock.ipynb", SLIDERS, STOCK)
        write(folder / "course" / "01-trust.ipynb", SLIDERS, OURS)
        start = stack.enter_context
        servers = [
            start(serving(stock_command, folder, ports[0])),
            start(serving([*ours, str(ports[1])], folder, ports[1])),
            start(serving([*ours, str(ports[2]), "--spares=0"], folder, ports[2])),
        ]
        urls = [f"http://127.0.0.1:{port}/" for port in ports]
        urls[1:] = [f"{url}01-trust" for url in urls[1:]]
        browser = start(sync_playwright()).chromium.launch(
            executable_path=CHROMIUM, args=list(QUIET)
        )
        for url in urls[1:]:
            urllib.request.urlopen(url).close()
        time.sleep(4)
        each = -(-words.moves // words.rounds)
        for round_ in range(words.rounds):
            for url, server, visits in zip(urls, servers, everything, strict=True):
                visit(browser, url, server, visits, each)
            print(f"round {round_ + 1} of {words.rounds}", file=sys.stderr)
        browser.close()
    print(table(everything))
    if words.json:
        measured = [vars(visits) | {"figures": visits.figures()} for visits in everything]
        words.json.write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
