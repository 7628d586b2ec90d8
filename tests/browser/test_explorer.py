"""The trust explorer and its dashboard, in JupyterLab and on a public page, wide and narrow."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import REPOSITORY, Lab, run_all
from tests.browser.test_lesson import drag, says
from tests.browser.test_pages import SIZES, Visit, visiting
from tests.rapport.pages.served import Served, serving, write_page

pytestmark = pytest.mark.browser

DASHBOARD = "dashboards/01-trust-and-alliance"
CALLS = {
    "11-sandbox": 'lesson.explorer("l1-sandbox")',
    "12-slip": 'lesson.explorer("l1-slip")',
    "13-aim": 'lesson.explorer("l1-aim")',
}
_SERIOUS = ("serious", "critical")
_TOO_WIDE = """root => [...root.querySelectorAll('*')].filter(node =>
    node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1
    && !node.closest('.rp-scroll, .rapport-chart svg, .rapport-chart-hidden')
).map(node => node.outerHTML.slice(0, 120))"""
_TOO_SMALL = """root => [...root.querySelectorAll('.rt-pin, .rt-button, select, .rp-button')].filter(
    node => node.checkVisibility() && node.getBoundingClientRect().height < 44
).map(node => node.outerHTML.slice(0, 120))"""


@dataclass(frozen=True)
class Player:
    """Somebody with the explorer open and awake."""

    page: Page
    open: Callable[[str], None]

    @property
    def explorer(self) -> Locator:
        return self.page.locator(".widget-vbox").filter(has=self.page.locator(".rp-honesty")).first

    @property
    def pins(self) -> Locator:
        return self.explorer.locator(".rapport-timeline [role=slider]")

    def press(self, name: str) -> None:
        self.explorer.get_by_role("button", name=name, exact=True).click()

    @property
    def picture(self) -> Locator:
        return self.explorer.locator(".rapport-chart [role=img]:visible")

    def told(self) -> str:
        """What the picture that is shown says."""
        return self.picture.get_attribute("aria-label") or ""

    def says_something_else(self, than: str) -> str:
        expect(self.picture).not_to_have_attribute("aria-label", than)
        return self.told()

    def is_drawn(self) -> None:
        """One picture is there, drawn and told."""
        expect(self.picture).to_have_count(1)
        expect(self.picture).not_to_have_attribute("aria-label", "Not shown yet.")
        drawn = self.explorer.locator(".rapport-chart svg.main-svg:visible").first
        expect(drawn).to_be_visible()

    def nothing_is_seriously_wrong(self) -> None:
        """Nothing serious for a screen reader, nothing too wide or too small for a finger."""
        found = Axe().run(self.page, context=".widget-vbox").response["violations"]
        faults = [
            f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found if v["impact"] in _SERIOUS
        ]
        assert not faults
        assert self.explorer.evaluate(_TOO_WIDE) == []
        assert self.explorer.evaluate(_TOO_SMALL) == []


def in_lab(lab: Lab, page: Page, name: str) -> None:
    page.set_default_timeout(40_000)
    page.goto(lab.page_of(f"course/{name}.ipynb"))
    run_all(page)
    page.locator(".rp-honesty").wait_for()
    page.evaluate("jupyterapp.shell.collapseLeft()")


def on_public_page(visit: Visit, name: str) -> None:
    visit.open(f"/{name}")
    visit.page.locator(".rp-honesty").wait_for()


def write_calls(course: Served | Lab) -> None:
    for name, call in CALLS.items():
        path = course.root / "course" / f"{name}.ipynb"
        write_page(path, "md: # Trust", "from widgets import lesson", call, public=True, title=name)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("public")
    shutil.copytree(REPOSITORY / "course", root / "course")
    write_calls(Served("", None, root, root))  # type: ignore[arg-type]
    with serving(root, tmp_path_factory.mktemp("home")) as served:
        yield served


@pytest.fixture(params=[f"{where}, {size}" for where in ("lab", "page") for size in SIZES])
def player(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Player]:
    """Somebody in JupyterLab or on a public page; no console error of ours may follow."""
    where, size = request.param.split(", ")
    if where == "lab":
        lab = request.getfixturevalue("lab")
        write_calls(lab)
        page = request.getfixturevalue({"laptop": "page", "phone": "narrow_page"}[size])
        yield Player(page, partial(in_lab, lab, page))
        return
    for visit in visiting(chromium, request.getfixturevalue("public").url, size):
        yield Player(visit.page, partial(on_public_page, visit))


def test_pins_are_set_moved_and_taken_off_by_mouse_and_by_keyboard(player: Player) -> None:
    player.open("11-sandbox")
    player.is_drawn()
    pin = player.pins.first
    assert says(pin) == "Misunderstanding, session 8, owned after 1 session"
    told = player.told()

    step = player.explorer.locator(".rt-line").bounding_box()["width"] / 30  # type: ignore[index]
    drag(pin, 5 * step, 0)
    expect(pin).to_have_attribute("aria-valuetext", re.compile("session 13"))
    expect(pin).to_be_focused()
    told = player.says_something_else(told)
    for key, session in (("ArrowRight", 14), ("ArrowLeft", 13), ("PageDown", 8), ("End", 30)):
        pin.press(key)
        expect(pin).to_have_attribute("aria-valuenow", str(session))
    told = player.says_something_else(told)
    assert "session 30" in told

    player.press("Add an event")
    expect(player.pins).to_have_count(2)
    new = player.pins.last
    expect(new).to_be_focused()
    new.press("Home")
    editor = player.explorer.locator(".rt-editor")
    editor.get_by_label("What happens").select_option("Breach of privacy")
    editor.get_by_label("How it is repaired").select_option("Owned later")
    editor.get_by_label("Sessions until then").select_option("4")
    expect(new).to_have_attribute(
        "aria-valuetext", "Breach of privacy, session 1, owned after 4 sessions"
    )
    new.press("End")  # the last session is taken, so it stops before it
    expect(new).to_have_attribute("aria-valuenow", "29")
    player.nothing_is_seriously_wrong()
    told = player.says_something_else(told)
    new.press("Delete")
    expect(player.pins).to_have_count(1)
    expect(player.explorer.get_by_role("button", name="Add an event")).to_be_focused()
    player.says_something_else(told)


def test_a_comparison_is_told_and_its_code_opens_the_same_curves_elsewhere(player: Player) -> None:
    player.open("11-sandbox")
    player.is_drawn()
    told = player.told()
    player.press("Keep this as A")
    player.press("Warmth")
    dial = player.explorer.get_by_role("slider", name="Felt empathy")
    for _ in range(4):
        dial.press("ArrowLeft")
    expect(player.explorer.get_by_text("Felt empathy 0.60 → 0.40")).to_be_visible()
    told = player.says_something_else(told)
    player.press("Sixty clients")
    expect(player.explorer.get_by_text("Of 60 clients")).to_be_visible()
    player.is_drawn()
    player.nothing_is_seriously_wrong()
    player.press("Early and late")
    expect(player.explorer.get_by_text("In this picture")).to_be_visible()
    expect(player.explorer.get_by_text(".278")).to_be_visible()
    player.press("Over time")
    player.is_drawn()
    expect(player.picture).to_have_attribute("aria-label", told)
    table = player.explorer.get_by_role("button", name="Show as table").locator("visible=true")
    table.click()
    rows = player.explorer.locator(".rapport-chart-table:visible").inner_text()
    with player.page.expect_download() as download:
        player.explorer.get_by_role("button", name="Save picture").locator("visible=true").click()
    assert download.value.suggested_filename.endswith(".png")
    with player.page.expect_download() as download:
        player.explorer.get_by_role("button", name="Save data").locator("visible=true").click()
    assert b"Trust, A" in download.value.path().read_bytes()
    code = player.explorer.get_by_label("Your code").input_value()

    player.open("11-sandbox")
    player.is_drawn()
    player.explorer.get_by_label("Take a code back").fill(f"{code[:-1]}!")
    player.press("Restore")
    expect(player.explorer.get_by_text("does not fit the others")).to_be_visible()
    player.explorer.get_by_label("Take a code back").fill(code)
    player.press("Restore")
    expect(player.picture).to_have_attribute("aria-label", told)
    player.explorer.get_by_role("button", name="Show as table").locator("visible=true").click()
    assert player.explorer.locator(".rapport-chart-table:visible").inner_text() == rows


def test_a_bet_comes_before_the_picture(player: Player) -> None:
    player.open("12-slip")
    expect(player.explorer.locator(".rapport-chart:visible")).to_have_count(0)
    player.press("See what happens")
    expect(player.explorer.get_by_text("Place your bet first")).to_be_visible()
    player.explorer.get_by_role("radio").first.check()
    player.press("See what happens")
    player.is_drawn()
    expect(player.explorer.get_by_role("heading", name="What came out")).to_be_in_viewport()
    expect(player.explorer.get_by_text("What you bet on is now")).to_be_visible()
    expect(player.pins).to_have_count(1)
    player.nothing_is_seriously_wrong()
    player.press("Bet again")
    expect(player.explorer.locator(".rapport-chart:visible")).to_have_count(0)


def test_an_aim_is_tried_more_than_once(player: Player) -> None:
    player.open("13-aim")
    player.press("Try it")
    player.is_drawn()
    told = player.told()
    dial = player.explorer.get_by_role("slider", name="Patience")
    for _ in range(6):
        dial.press("ArrowRight")
    expect(player.explorer.get_by_text("You have changed something since")).to_be_visible()
    assert player.told() == told
    player.press("Try it")
    expect(player.explorer.get_by_role("heading", name="Try 2")).to_be_in_viewport()
    player.says_something_else(told)
    player.nothing_is_seriously_wrong()


def test_the_dashboard_is_played_and_leaves_a_card_to_take_home(player: Player) -> None:
    player.open(DASHBOARD)
    expect(player.explorer.get_by_text("1 of 4")).to_be_visible()
    player.explorer.get_by_role("radio", name=re.compile("Warm but vague")).check()
    pin = player.pins.first
    line = player.explorer.locator(".rt-line")
    expect(line).to_be_visible()  # it comes with the therapist
    step = line.bounding_box()["width"] / 30  # type: ignore[index]
    drag(pin, 4 * step, 0)
    expect(pin).to_have_attribute("aria-valuetext", re.compile("session 8"))
    player.explorer.get_by_role("radio", name="25 to 39").check()
    player.nothing_is_seriously_wrong()
    player.press("Let them meet")
    player.is_drawn()
    expect(player.explorer.get_by_text("4 of 4")).to_be_visible()
    expect(player.explorer.locator(".rapport-chart").first).to_be_in_viewport(ratio=0.5)
    expect(player.explorer.get_by_text("Of 60 clients")).to_be_visible()
    player.nothing_is_seriously_wrong()
    with player.page.expect_download() as download:
        player.explorer.get_by_role("button", name=re.compile("Save this card")).click()
    assert download.value.suggested_filename == "slow-start.html"
    player.press("Another therapist")
    expect(player.explorer.get_by_text("1 of 4")).to_be_visible()


def test_a_copied_address_opens_the_same_picture(chromium: Browser, public: Served) -> None:
    told = []
    address = "/11-sandbox"
    for visit in visiting(chromium, public.url, "phone"):
        player = Player(visit.page, partial(on_public_page, visit))
        player.open("11-sandbox")
        player.pins.first.press("ArrowRight")
        player.press("Other luck")
        expect(visit.page).to_have_url(re.compile("#trust-l1-sandbox=t1.*0-1"))
        player.is_drawn()
        told.append(player.told())
        address = visit.page.url.removeprefix(public.url)
    for visit in visiting(chromium, public.url):
        visit.open(address)
        player = Player(visit.page, partial(on_public_page, visit))
        player.is_drawn()
        expect(player.picture).to_have_attribute("aria-label", told[0])
        expect(player.pins.first).to_have_attribute("aria-valuenow", "9")
    for visit in visiting(chromium, public.url):
        visit.open(f"{address[:-4]}")
        player = Player(visit.page, partial(on_public_page, visit))
        expect(player.explorer.get_by_text(re.compile("cut short|missing or mist"))).to_be_visible()
        player.is_drawn()


def test_a_finger_drags_a_pin_and_scrolls_the_page_beside_it(
    chromium: Browser, public: Served
) -> None:
    for visit in visiting(chromium, public.url, "phone"):
        player = Player(visit.page, partial(on_public_page, visit))
        player.open("11-sandbox")
        pin = player.pins.first
        pin.scroll_into_view_if_needed()
        box = pin.bounding_box()
        assert box
        finger = visit.context.new_cdp_session(visit.page)

        def touch(kind: str, *at: float) -> None:
            points = [{"x": at[0], "y": at[1]}] if at else []
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})  # noqa: B023

        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        touch("touchStart", x, y)
        for part in range(1, 6):
            touch("touchMove", x + 20 * part, y + 6 * part)
        touch("touchEnd")
        expect(pin).not_to_have_attribute("aria-valuenow", "8")
        assert int(pin.get_attribute("aria-valuenow") or 0) > 12
