"""Lesson 7 and its dashboard, played through: in JupyterLab and on a public page, wide and narrow."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from rapport import clients, questions
from tests.browser.conftest import REPOSITORY, Lab, run_all
from tests.browser.test_pages import SIZES, Visit, visiting
from tests.rapport.pages.served import Served, serving

pytestmark = pytest.mark.browser

LESSON = "07-attachment"
DASHBOARD = "dashboards/07-attachment"
_SERIOUS = ("serious", "critical")
_TOO_WIDE = """root => [...root.querySelectorAll('*')].filter(node =>
    node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1
    && !node.closest('.rp-scroll, .rapport-chart svg, .rapport-chart-hidden')
).map(node => node.outerHTML.slice(0, 120))"""


@dataclass(frozen=True)
class Reader:
    """Somebody with a page of the course open, awake and ready to play."""

    page: Page
    load_again: Callable[[], None]

    @property
    def picker(self) -> Locator:
        step = self.page.get_by_text(re.compile(r"^[1-4] of 4$"))
        return self.page.locator(".widget-vbox").filter(has=step).first

    def is_at(self, step: int) -> None:
        expect(self.picker.get_by_text(f"{step} of 4", exact=True)).to_be_visible()

    def press(self, name: str) -> None:
        self.picker.get_by_role("button", name=re.compile(name)).first.click()

    def choose(self, name: str | re.Pattern[str]) -> None:
        self.picker.get_by_role("radio", name=name).first.check()

    def nothing_is_seriously_wrong(self) -> None:
        """No serious fault for people with a screen reader, and nothing wider than the screen."""
        found = Axe().run(self.page, context=".widget-vbox, .rapport-parts").response["violations"]
        faults = [
            f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found if v["impact"] in _SERIOUS
        ]
        assert not faults
        assert self.picker.evaluate(_TOO_WIDE) == []


def in_lab(lab: Lab, page: Page, name: str) -> Reader:
    address = lab.page_of(f"course/{name}.ipynb")
    page.set_default_timeout(40_000)
    page.goto(address)
    run_all(page)
    page.get_by_text("1 of 4", exact=True).wait_for()
    page.evaluate("jupyterapp.shell.collapseLeft()")

    def load_again() -> None:
        page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        page.goto(address)

    return Reader(page, load_again)


def on_public_page(visit: Visit, name: str) -> Reader:
    page = visit.open(f"/{name}")
    return Reader(page, page.reload)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The course's own public pages, on a copy: the server leaves its log beside them."""
    root = tmp_path_factory.mktemp("public")
    shutil.copytree(REPOSITORY / "course", root / "course")
    with serving(root, tmp_path_factory.mktemp("home")) as served:
        yield served


@pytest.fixture(params=[f"{where}, {size}" for where in ("lab", "page") for size in SIZES])
def opened(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Callable[[str], Reader]]:
    """Give a function that opens a page of the course; no console error of ours may follow."""
    where, size = request.param.split(", ")
    if where == "lab":
        lab = request.getfixturevalue("lab")
        page = request.getfixturevalue({"laptop": "page", "phone": "narrow_page"}[size])
        yield partial(in_lab, lab, page)
        return
    for visit in visiting(chromium, request.getfixturevalue("public").url, size):
        yield partial(on_public_page, visit)


def drag(handle: Locator, across: float, down: float) -> None:
    """Take the dot with the mouse and let it go somewhere else."""
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = handle.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + across, y + down, steps=5)
    mouse.up()


def says(handle: Locator) -> str:
    return handle.get_attribute("aria-valuetext") or ""


def place(reader: Reader) -> None:
    """Drag the dot, then move it with the arrow keys and its ring with a key and a button."""
    handle = reader.picker.get_by_role("slider", name="Point").first
    at = says(handle)
    drag(handle, -30, 20)
    expect(handle).not_to_have_attribute("aria-valuetext", at)
    for act in (
        lambda: handle.press("ArrowLeft"),
        lambda: handle.press("ArrowDown"),
        lambda: handle.press("-"),
        lambda: reader.press("Larger ring"),
    ):
        at = says(handle)
        act()
        expect(handle).not_to_have_attribute("aria-valuetext", at)


def test_the_lesson_is_played_from_the_cards_to_a_second_try(
    opened: Callable[[str], Reader],
) -> None:
    reader = opened(LESSON)
    page, picker = reader.page, reader.picker

    # A question gives its reason at once, and another try is free.
    for option in questions.question("l7-door").options[:2]:
        page.get_by_text(option.text).first.click()
        expect(page.get_by_text(option.because[:50]).first).to_be_visible()

    # A bet is settled by the model, and its chart is drawn.
    bet = questions.bet("l7-limits")
    page.get_by_role("radio", name=bet.options[0].text).check()
    settled = page.locator(".widget-vbox").filter(has=page.get_by_text("what came out"))
    expect(settled.locator(".rapport-chart svg.main-svg").first).to_be_visible()
    page.get_by_role("button", name="Show the three lines").click()
    expect(page.get_by_text("In short", exact=True)).to_be_visible()

    # Cards, and a first placing.
    reader.is_at(1)
    card = clients.clients()[0].cards[0]
    reader.press("What might this show")
    expect(picker.get_by_text(card.hint)).to_be_visible()
    place(reader)
    reader.press("This is my guess")

    # Approach, dials and bet; nothing plays before there is a bet.
    reader.is_at(2)
    reader.choose("Only kind")
    reader.press("Watch the sessions")
    expect(picker.get_by_text("Place your bet first")).to_be_visible()
    dial = picker.get_by_role("slider", name=re.compile("^Patience"))
    before = dial.input_value()
    dial.press("ArrowRight")
    expect(dial).not_to_have_value(before)
    expect(picker.get_by_text("Your own mix of the six dials.")).to_be_visible()
    reader.choose(re.compile("A good deal"))
    reader.press("Watch the sessions")

    # The sessions are seen; news comes, and the dot is placed once more.
    reader.is_at(3)
    expect(picker.locator(".rapport-chart").first).to_be_in_viewport(ratio=0.6)
    place(reader)
    reader.press("Go on to session 20")

    reader.is_at(4)
    expect(picker.locator(".rapport-chart").first).to_be_in_viewport(ratio=0.6)
    for shown in (
        "what came out",
        "Second placing",
        "Why it went this way",
        "The row of the table",
    ):
        expect(picker.get_by_text(shown).first).to_be_visible()
    reader.nothing_is_seriously_wrong()

    # Another try forgets the approach; the code brings the first one back.
    code = picker.get_by_label("Your code").input_value()
    reader.press("once more")
    reader.is_at(2)
    assert picker.get_by_role("radio", checked=True).count() == 0
    picker.get_by_label("Take a code back").fill(code)
    reader.press("Restore")
    reader.is_at(4)

    reader.load_again()
    reader.is_at(4)
    expect(reader.picker.get_by_label("Your code")).to_have_value(code)


def test_the_dashboard_is_played_and_leaves_a_card_to_take_home(
    opened: Callable[[str], Reader],
) -> None:
    reader = opened(DASHBOARD)
    reader.is_at(1)
    reader.choose("Door ajar")
    reader.choose("Steady warmth")
    reader.choose(re.compile("Somewhat|in the middle|Ten to fifteen"))
    reader.press("Watch the sessions")
    reader.is_at(4)
    expect(reader.picker.locator(".rapport-chart").first).to_be_in_viewport(ratio=0.6)
    reader.nothing_is_seriously_wrong()
    with reader.page.expect_download() as download:
        reader.press("Save this card")
    assert download.value.suggested_filename == "pick-the-approach.html"
    reader.load_again()
    reader.is_at(4)
    reader.press("once more")
    reader.is_at(1)


def test_of_plotly_only_our_own_copy_is_fetched(lab: Lab, page: Page) -> None:
    fetched: set[str] = set()
    page.on("response", lambda answer: "plotly" in answer.url and fetched.add(answer.url))
    in_lab(lab, page, LESSON)
    chart = page.locator(".rapport-chart:visible").first
    chart.scroll_into_view_if_needed()
    expect(chart.locator("svg.main-svg").first).to_be_visible()
    paths = {url.partition("/extensions/")[2].partition("?")[0] for url in fetched}
    ours, stand_in = sorted(paths, reverse=True)
    assert ours.startswith("rapport-course/static/plotly-basic-")
    assert stand_in == "jupyterlab-plotly/nothing.js"
