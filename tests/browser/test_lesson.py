"""Lesson 7 and its dashboard in JupyterLab: the picker played from cards to retry, twice."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from rapport import questions
from tests.browser.conftest import Lab, run_all

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


def test_the_lesson_is_played_with_mouse_and_keyboard(lab: Lab, page: Page) -> None:
    wake(lab, page, "course/07-attachment.ipynb")

    # A question gives its reason at once, and another try is free.
    for option in questions.question("l7-door").options[:2]:
        page.get_by_text(option.text).first.click()
        expect(page.get_by_text(option.because[:50]).first).to_be_visible()

    picker = simulation(page)
    press(picker, "What might this show")
    plane = picker.locator("[role=application], [role=slider], [tabindex='0']").filter(
        has_not=page.locator("button")
    )
    assert plane.count() >= 1
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
