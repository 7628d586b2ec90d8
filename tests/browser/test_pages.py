"""The public pages as their visitors see them: on a laptop and on a phone, and when lines break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    WebSocketRoute,
    expect,
)

from tests.browser.conftest import NARROW, WIDE
from tests.rapport.pages.served import Served, serving, wait_for, write_course, write_page

pytestmark = pytest.mark.browser

TRUST = "/dashboards/01-trust"
WAKING = "The simulation is waking up …"
SIZES = {"laptop": WIDE, "phone": NARROW}
LINE = re.compile(r"/channels\?")


@dataclass
class Visit:
    """A visitor's browser, and what it did that it must not."""

    context: BrowserContext
    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    breaks_lines: bool = False

    def open(self, path: str = TRUST) -> Page:
        """Open a page and wait until its line to the kernel stands."""
        self.page.goto(self.url + path)
        self.is_live()
        return self.page

    def is_live(self) -> None:
        expect(self.page.locator("body[data-line=live]")).to_have_count(1, timeout=30_000)

    def follow(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._request(request.url))
        self.page.on("websocket", lambda socket: self._request(socket.url))

    def _console(self, message: ConsoleMessage) -> None:
        # That a file loaded ahead was not used within seconds tells how busy this machine is.
        slow = "was preloaded using link preload but not used" in message.text
        if message.type in ("error", "warning") and not slow and not self.breaks_lines:
            self.complaints.append(message.text)

    def _request(self, url: str) -> None:
        parts = urlparse(url)
        if parts.scheme not in ("blob", "data") and parts.netloc != urlparse(self.url).netloc:
            self.complaints.append(url)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = write_course(tmp_path_factory.mktemp("course"))
    with serving(root, tmp_path_factory.mktemp("home")) as served:
        yield served


def visiting(browser: Browser, url: str, size: str = "laptop", **wishes: Any) -> Iterator[Visit]:
    viewport: Any = SIZES[size]
    wishes = {"reduced_motion": "reduce", "has_touch": size == "phone"} | wishes
    context = browser.new_context(viewport=viewport, **wishes)
    context.set_default_timeout(15_000)
    visit = Visit(context, context.new_page(), url)
    visit.follow()
    try:
        yield visit
        assert not visit.complaints
        assert not context.cookies()
    finally:
        context.close()


@pytest.fixture(params=list(SIZES))
def visit(request: pytest.FixtureRequest, chromium: Browser, pages: Served) -> Iterator[Visit]:
    """A visitor with a laptop, and one with a phone."""
    yield from visiting(chromium, pages.url, request.param)


@pytest.fixture
def guest(chromium: Browser, pages: Served) -> Iterator[Visit]:
    """A visitor whose screen does not matter."""
    yield from visiting(chromium, pages.url)


def slider(page: Page) -> Any:
    return page.get_by_role("slider", name="Sessions")


def shows(page: Page, value: int) -> None:
    """The slider's value has gone to the kernel and come back to all that depend on it."""
    expect(page.locator("b.plot")).to_have_text(f"height {value}")
    expect(page.get_by_text(str(2 * value), exact=True)).to_be_visible()


# ---- Reading and moving ------------------------------------------------------------------------


def test_the_text_is_there_before_anything_moves(chromium: Browser, tmp_path: Path) -> None:
    slow = "import time; time.sleep(3); print('awake')"
    page_of = {"public": True, "title": "Slow"}
    write_page(tmp_path / "course" / "01-slow.ipynb", "md: # Read me first", slow, **page_of)
    with serving(tmp_path, tmp_path / "home", "--spares=0") as served:
        for visit in visiting(chromium, served.url, "phone"):
            visit.page.goto(f"{served.url}/01-slow", wait_until="commit")
            expect(visit.page.get_by_role("heading", name="Read me first")).to_be_visible()
            expect(visit.page.get_by_text(WAKING)).to_be_visible()
            expect(visit.page.get_by_text("awake")).to_be_visible()
            expect(visit.page.get_by_text(WAKING)).to_have_count(0)


def test_a_moved_slider_redraws_the_plot(visit: Visit) -> None:
    page = visit.open()
    shows(page, 7)
    slider(page).press("ArrowRight")
    shows(page, 8)
    expect(page.get_by_text("moved to 8")).to_be_visible()
    assert slider(page).get_attribute("aria-valuetext") == "8"
    box = slider(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] / 2, steps=12)
    page.mouse.up()
    expect(slider(page)).not_to_have_attribute("aria-valuenow", "8.0")
    shows(page, round(float(slider(page).get_attribute("aria-valuenow") or 0)))


def test_nothing_is_wider_than_the_screen(visit: Visit) -> None:
    page = visit.open()
    too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(too_wide)
    page.set_viewport_size({"width": 320, "height": 640})
    assert not page.evaluate(too_wide)


def test_cells_that_show_nothing_take_no_room(guest: Visit) -> None:
    page = guest.open()
    assert page.locator(".cell").count() == 4
    assert page.locator(".cell:visible").count() == 3
    assert page.locator(".cell[aria-busy]").count() == 0


def test_an_error_in_the_kernel_is_told_without_its_trace(guest: Visit) -> None:
    page = guest.open()
    for _ in range(6):
        slider(page).press("ArrowRight")
    shows(page, 13)
    expect(page.get_by_text("moved to 13")).to_be_visible()
    expect(page.locator(".rapport-trouble").first).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_a_page_is_read_without_javascript(chromium: Browser, pages: Served) -> None:
    for visit in visiting(chromium, pages.url, java_script_enabled=False):
        visit.page.goto(pages.url + TRUST)
        expect(visit.page.get_by_text("It grows slowly")).to_be_visible()
        assert "need JavaScript" in visit.page.locator("noscript").inner_html()


def test_the_first_page_leads_to_a_scene_and_back(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.url)
    page.get_by_role("link", name="How trust grows").click()
    visit.is_live()
    shows(page, 7)
    page.go_back()
    expect(page.get_by_role("heading", name="Ten-minute scenes")).to_be_visible()
    page.go_forward()
    visit.is_live()
    shows(page, 7)
    slider(page).press("ArrowRight")
    shows(page, 8)


# ---- For everyone ------------------------------------------------------------------------------


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {[node['html'] for node in one['nodes']]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_pages_are_for_everyone(chromium: Browser, pages: Served, size: str, scheme: str) -> None:
    for visit in visiting(chromium, pages.url, size, color_scheme=scheme):
        for path in ("/", "/nowhere"):
            visit.page.goto(pages.url + path)
            assert not serious(visit.page), path
        visit.complaints.clear()  # Chromium remarks on the 404
        page = visit.open()
        assert not serious(page)
        assert (
            page.locator("body").get_attribute("data-jp-theme-light")
            == str(scheme == "light").lower()
        )
        visit.breaks_lines = True
        page.evaluate("fetch(document.querySelector('[data-run]').dataset.run)")
        say_goodbye(pages)
        expect(page.get_by_role("button", name="Start again")).to_be_visible()
        assert not serious(page)


def test_the_keyboard_reaches_everything(guest: Visit) -> None:
    page = guest.open()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role')") == "slider":
            break
    expect(slider(page)).to_be_focused()
    page.keyboard.press("End")
    shows(page, 50)


def test_nothing_moves_by_itself_for_those_who_asked(chromium: Browser, pages: Served) -> None:
    for wish, moves in (("reduce", "none"), ("no-preference", "waking")):
        for visit in visiting(chromium, pages.url, reduced_motion=wish, java_script_enabled=False):
            visit.page.goto(pages.url + TRUST)
            name = "element => getComputedStyle(element).animationName"
            assert visit.page.locator(".waking").first.evaluate(name) == moves


# ---- Lines that break --------------------------------------------------------------------------


def test_a_page_without_network_waits_and_goes_on(visit: Visit) -> None:
    visit.breaks_lines = True
    page = visit.open()
    visit.context.set_offline(True)
    expect(page.locator("#status")).to_have_text("The connection is lost. Reconnecting …")
    slider(page).press("ArrowRight")
    slider(page).press("ArrowRight")
    expect(page.locator("b.plot")).to_have_text("height 7")
    visit.context.set_offline(False)
    expect(page.locator("#status")).to_have_text("Connected again.")
    shows(page, 9)
    slider(page).press("ArrowRight")
    shows(page, 10)
    expect(page.locator("#status")).to_be_hidden()


def test_a_line_cut_by_the_server_is_mended(guest: Visit) -> None:
    guest.breaks_lines = True
    lines: list[WebSocketRoute] = []

    def watch(line: WebSocketRoute) -> None:
        line.connect_to_server()
        lines.append(line)

    guest.page.route_web_socket(LINE, watch)
    page = guest.open()
    for value in (8, 9, 10):
        lines[-1].close(code=1012)
        slider(page).press("ArrowRight")
        shows(page, value)
    assert len(lines) == 4


def test_a_line_that_has_fallen_silent_is_noticed(guest: Visit) -> None:
    """A phone that slept: the browser takes the socket for open, and nothing comes through."""
    guest.breaks_lines = True
    silent = False
    lines = []

    def watch(line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        mine = len(lines)
        lines.append(line)
        line.on_message(lambda said: None if silent and not mine else server.send(said))
        server.on_message(lambda said: None if silent and not mine else line.send(said))

    guest.page.route_web_socket(LINE, watch)
    page = guest.open()
    silent = True
    slider(page).press("ArrowRight")
    expect(page.locator("b.plot")).to_have_text("height 7")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    shows(page, 8)
    assert len(lines) == 2


def test_a_press_is_not_heard_twice(guest: Visit, pages: Served) -> None:
    """A value may be said again when it is unsure whether it was heard; a press may not."""
    guest.breaks_lines = True
    said: list[bytes] = []
    lines = []

    def watch(line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        lines.append(line)

        def from_page(message: str | bytes) -> None:
            if isinstance(message, bytes):
                said.append(message)
            server.send(message)

        line.on_message(from_page)
        # Nothing comes back: the page cannot know what was heard.
        server.on_message(lambda message: line.send(message) if len(lines) > 1 else None)

    guest.page.route_web_socket(LINE, watch)
    guest.page.goto(guest.url + TRUST)
    expect(guest.page.locator("body[data-line=open]")).to_have_count(1)
    guest.page.get_by_role("button", name="Break").click()
    slider(guest.page).press("ArrowRight")
    wait_for(lambda: sum(b'"value":8' in one for one in said))
    lines[0].close(code=1012)
    shows(guest.page, 8)
    assert sum(b'"click"' in one for one in said) == 1
    assert sum(b'"value":8' in one for one in said) == 2


def say_goodbye(pages: Served) -> None:
    """End every kernel as if all pages had been closed."""
    import psutil

    for pid in pages.kernels():
        psutil.Process(pid).kill()


def test_a_lost_kernel_is_told_and_started_again_with_one_button(
    visit: Visit, pages: Served
) -> None:
    visit.breaks_lines = True
    page = visit.open()
    slider(page).press("ArrowRight")
    shows(page, 8)
    say_goodbye(pages)
    expect(page.get_by_role("alert")).to_contain_text("has fallen asleep")
    expect(page.get_by_text("It grows slowly")).to_be_visible()
    button = page.get_by_role("button", name="Start again")
    expect(button).to_be_in_viewport()
    button.click()
    visit.is_live()
    shows(page, 7)
    expect(button).to_have_count(0)
    slider(page).press("ArrowRight")
    shows(page, 8)


def test_a_kernel_lost_while_the_line_was_broken_is_told(guest: Visit, pages: Served) -> None:
    guest.breaks_lines = True
    page = guest.open()
    guest.context.set_offline(True)
    expect(page.locator("#status")).to_contain_text("Reconnecting")
    say_goodbye(pages)
    guest.context.set_offline(False)
    expect(page.get_by_role("button", name="Start again")).to_be_visible()
    expect(page.locator("#status")).to_be_hidden()


def test_starting_again_without_network_can_be_tried_again(guest: Visit, pages: Served) -> None:
    guest.breaks_lines = True
    page = guest.open()
    say_goodbye(pages)
    button = page.get_by_role("button", name="Start again")
    expect(button).to_be_visible()
    guest.context.set_offline(True)
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("could not be woken up")
    guest.context.set_offline(False)
    button.click()
    guest.is_live()
    shows(page, 7)


def test_a_closed_page_leaves_no_kernel(chromium: Browser, tmp_path: Path) -> None:
    words = ("--spares=0", "--asleep-after=60")
    with serving(write_course(tmp_path), tmp_path / "home", *words) as served:
        for visit in visiting(chromium, served.url):
            for leave in ("close", "reload", "go away"):
                page = visit.page = visit.context.new_page()
                visit.open()
                assert len(served.kernels()) == 1, leave
                if leave == "reload":
                    page.reload()
                    visit.is_live()
                    wait_for(lambda: len(served.kernels()) == 1, seconds=10)
                if leave == "go away":
                    page.goto(served.url)
                else:
                    page.close()
                wait_for(lambda: not served.kernels(), seconds=10)


def test_a_full_house_asks_to_come_back(chromium: Browser, tmp_path: Path) -> None:
    words = ("--seats=1", "--spares=0")
    with serving(write_course(tmp_path), tmp_path / "home", *words) as served:
        for first in visiting(chromium, served.url):
            first.open()
            for second in visiting(chromium, served.url, "phone"):
                second.breaks_lines = True
                second.page.goto(served.url + TRUST)
                alert = second.page.get_by_role("alert")
                expect(alert).to_contain_text("This page is full right now; try again in a minute.")
                expect(second.page.get_by_text("It grows slowly")).to_be_visible()
                first.page.close()
                second.page.get_by_role("button", name="Try again").click()
                second.is_live()
                shows(second.page, 7)
