"""A real JupyterLab, started as a learner starts it, and a real Chromium that looks at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from benchmarks.chromium import CHROMIUM, QUIET

REPOSITORY = Path(__file__).resolve().parents[2]
COURSE = ("course", "exercises", "nbgrader_config.py")

PATIENCE = 20_000  # ms; JupyterLab takes its time on a busy machine
expect.set_options(timeout=PATIENCE)
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: where its pages are and which folder it shows."""

    url: str
    token: str
    root: Path

    def page_of(self, path: str) -> str:
        """Give the address of a file's page, in a workspace without an earlier layout."""
        return f"{self.url}/lab/tree/{path}?token={self.token}&reset"


@dataclass
class Watch:
    """What a page did that it must not: errors of ours, requests to other hosts."""

    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._request(request.url))
        page.on("websocket", lambda socket: self._request(socket.url))

    def _console(self, message: ConsoleMessage) -> None:
        # Widgets' code is loaded from blob: addresses; JupyterLab's own chatter is not ours.
        ours = message.location["url"].startswith("blob:") or "rapport" in message.text.lower()
        if message.type == "error" and ours:
            self.errors.append(message.text)

    def _request(self, url: str) -> None:
        parts = urlparse(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.strangers.append(url)

    def nothing_wrong(self) -> None:
        assert not self.errors
        assert not self.strangers


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("Chromium is not installed here; `make test` installs it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """`rapport lab --no-browser` on a copy of the course, with a home of its own."""
    root = tmp_path_factory.mktemp("course")
    home = tmp_path_factory.mktemp("home")
    for name in COURSE:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, root / name)
        elif source.is_file():
            shutil.copy(source, root / name)
    port = _free_port()
    token = "for-this-test"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")},
        "HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "PYTHONPATH": str(REPOSITORY),
    }
    command = [sys.executable, "-m", "rapport.cli", "lab", "--no-browser", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    with (root / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=root, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(server, f"{url}/api/status?token={token}", root / "lab.log")
        yield Lab(url, token, root)
    finally:
        server.terminate()  # JupyterLab ends its kernels first
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()  # kernels notice that their parent is gone
            server.wait()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Follow pages with `watch.follow(page)`; the test fails on what they did wrong."""
    watch = Watch()
    yield watch
    watch.nothing_wrong()


@pytest.fixture
def page(chromium: Browser, watch: Watch) -> Iterator[Page]:
    """A page as wide as a small laptop's."""
    yield from _page(chromium, watch, WIDE)


@pytest.fixture
def narrow_page(chromium: Browser, watch: Watch) -> Iterator[Page]:
    """A page as wide as a phone's."""
    yield from _page(chromium, watch, NARROW)


def _page(chromium: Browser, watch: Watch, size: dict[str, int]) -> Iterator[Page]:
    context = chromium.new_context(viewport=size, reduced_motion="reduce")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    watch.follow(page)
    yield page
    context.close()


def run_all(page: Page) -> None:
    """Press Run ▸ Run All Cells as a learner does, once the kernel can hear it."""
    page.locator(".jp-NotebookPanel:visible .jp-Notebook").wait_for()
    page.wait_for_function(
        "jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel?.status === 'idle'"
    )
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")
