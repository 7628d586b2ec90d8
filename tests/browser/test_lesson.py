"""Lesson 7 and its dashboard in JupyterLab: the picker played from cards to retry, twice."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from rapport import questions
from tests.browser.conftest import REPOSITORY, Lab, run_all
from tests.browser.test_pages import visiting
from tests.rapport.pages.served import Served, serving

pytestmark = pytest.mark.browser
_SERIOUS = ("serious", "critical")


def seriously_wrong(page: Page, context: str) -> list[str]:
    found = Axe().run(page, context=context).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found if v["impact"] in _SERIOUS]


def wake(lab: Lab, page: Page, path: str) -> None:
    page.set_default_timeout(40_000)
    page.goto(lab.page_of(path))
    run_all(page)
    page.get_by_text("1 of 4").wait_for()
    page.evaluate("jupyterapp.shell.collapseLeft()")


def simulation(page: Page) -> Locator:
    return page.locator(".jp-OutputArea-output").filter(has=page.get_by_text(" of 4")).first


def press(place: Locator, name: str) -> None:
    place.get_by_role("button", name=re.compile(name)).first.click()


def place_by_keyboard(page: Page, picker: Locator) -> None:
    """Move the dot with the arrow keys and the ring with + and -; the page says where it is."""
    handle = picker.get_by_role("slider", name="Point").first
    handle.focus()
    before = handle.get_attribute("aria-valuetext")
    for key in ("ArrowLeft", "ArrowLeft", "ArrowDown", "-"):
        page.keyboard.press(key)
    expect(handle).not_to_have_attribute("aria-valuetext", before or "")


def place_by_pointer(page: Page, picker: Locator) -> None:
    """Drag the dot some way to the left and down."""
    handle = picker.get_by_role("slider", name="Point").first
    handle.scroll_into_view_if_needed()
    before = handle.get_attribute("aria-valuetext")
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y + 20, steps=5)
    page.mouse.up()
    expect(handle).not_to_have_attribute("aria-valuetext", before or "")


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The course's own public pages, on a copy: the server leaves its log beside them."""
    root = tmp_path_factory.mktemp("public")
    shutil.copytree(REPOSITORY / "course", root / "course")
    with serving(root, tmp_path_factory.mktemp("home")) as served:
        yield served


@pytest.mark.parametrize("size", ["laptop", "phone"])
def test_the_lesson_on_a_public_page(chromium: Browser, public: Served, size: str) -> None:
    for visit in visiting(chromium, public.url, size):
        page = visit.open("/07-attachment")
        picker = (
            page.locator(".widget-vbox, .lm-Panel").filter(has=page.get_by_text("1 of 4")).first
        )
        press(picker, "What might this show")
        place_by_pointer(page, picker)
        place_by_keyboard(page, picker)
        press(picker, "This is my guess")
        expect(page.get_by_text("2 of 4")).to_be_visible()
        page.get_by_role("radio", name="Work jointly").check()
        page.get_by_role("radio", name=re.compile("A good deal")).check()
        page.get_by_role("button", name="Watch the sessions").click()
        expect(page.get_by_text("3 of 4")).to_be_visible()
        page.get_by_role("button", name="Go on to session 20").click()
        expect(page.get_by_text("Why it went this way")).to_be_visible()
        page.reload()  # a new kernel; the address keeps the place
        visit.is_live()
        expect(page.get_by_text("4 of 4")).to_be_visible()
        assert not seriously_wrong(page, "main")


@pytest.mark.parametrize("size", ["laptop", "phone"])
def test_the_dashboard_on_a_public_page(chromium: Browser, public: Served, size: str) -> None:
    for visit in visiting(chromium, public.url, size):
        page = visit.open("/dashboards/07-attachment")
        page.get_by_role("radio", name="Steady warmth").check()
        page.get_by_role("radio", name=re.compile("Somewhat|in the middle|Ten to")).check()
        page.get_by_role("button", name="Watch the sessions").click()
        expect(page.get_by_text("4 of 4")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("button", name=re.compile("Save this card")).click()
        assert download.value.suggested_filename == "pick-the-approach.html"
        page.get_by_role("button", name=re.compile("once more")).click()
        expect(page.get_by_text("1 of 4")).to_be_visible()
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide)
        assert not seriously_wrong(page, "main")


def test_the_lesson_is_played_with_mouse_and_keyboard(lab: Lab, page: Page) -> None:
    wake(lab, page, "course/07-attachment.ipynb")

    # A question gives its reason at once, and another try is free.
    for option in questions.question("l7-door").options[:2]:
        page.get_by_text(option.text).first.click()
        expect(page.get_by_text(option.because[:50]).first).to_be_visible()

    picker = simulation(page)
    press(picker, "What might this show")
    place_by_keyboard(page, picker)
    press(picker, "This is my guess")
    expect(picker.get_by_text("2 of 4")).to_be_visible()
    picker.get_by_role("radio", name="Only kind").click()
    dial = picker.get_by_role("slider", name=re.compile("^Patience"))
    dial.focus()
    page.keyboard.press("ArrowRight")
    expect(dial).to_have_value(re.compile(r"0?\.25"))
    picker.get_by_role("radio", name=re.compile("A good deal")).check()
    press(picker, "Watch the sessions")
    expect(picker.get_by_text("3 of 4")).to_be_visible()
    press(picker, "Go on to session 20")
    expect(picker.get_by_text("4 of 4")).to_be_visible()
    expect(picker.get_by_text("Why it went this way")).to_be_visible()
    expect(picker.get_by_text("The row of the table behind it")).to_be_visible()
    assert not seriously_wrong(page, ".rapport-parts")

    code = picker.get_by_label("Your code").input_value()
    press(picker, "once more")
    expect(picker.get_by_text("2 of 4")).to_be_visible()
    picker.get_by_label("Take a code back").fill(code)
    press(picker, "Restore")
    expect(picker.get_by_text("4 of 4")).to_be_visible()

    # The page is loaded again: kernel and picker are where they were.
    page.keyboard.press("ControlOrMeta+S")
    page.wait_for_timeout(1500)
    page.goto(lab.page_of("course/07-attachment.ipynb"))
    expect(page.get_by_text("4 of 4")).to_be_visible()


def test_the_dashboard_fits_a_phone(lab: Lab, narrow_page: Page) -> None:
    page = narrow_page
    wake(lab, page, "course/dashboards/07-attachment.ipynb")
    picker = simulation(page)
    picker.get_by_role("radio", name="Door ajar").click()
    picker.get_by_role("radio", name=re.compile("Somewhat|in the middle|Ten to fifteen")).click()
    press(picker, "Watch the sessions")
    expect(picker.get_by_text("4 of 4")).to_be_visible()
    with page.expect_download() as download:
        press(picker, "Save this card")
    assert download.value.suggested_filename == "pick-the-approach.html"
    wide = "e => [...e.querySelectorAll('*')].filter(x => x.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(x).overflowX === 'visible' && x.closest('table') === null && x.offsetParent).length"
    assert picker.evaluate(wide) == 0
    assert not seriously_wrong(page, ".rapport-parts")
