"""A student's work in JupyterLab, then an instructor's, then the student's again."""

from __future__ import annotations

import re
import shutil

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Lab, run_all
from tests.conftest import ASSIGNMENT, ROOT, Course, answer_cells

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTEBOOK = f"my-work/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
E_MAIL = (
    "Dear Callie, I did look at the clock while you cried, and I am sorry. Perhaps it looked as if "
    "I wanted the hour over. You are not too much. I answer once each working day, at noon. "
    "Shall we begin with that moment on Monday?"
)


@pytest.fixture(scope="module")
def course(lab: Lab) -> Course:
    """The instructor's course in the folder JupyterLab shows, with the assignment released."""
    shutil.copytree(ROOT / "solutions", lab.root / "solutions", dirs_exist_ok=True)
    shutil.rmtree(lab.root / "my-work", ignore_errors=True)
    course = Course(lab.root)
    course.run("generate_assignment", ASSIGNMENT, "--force")
    course.run("release_assignment", ASSIGNMENT)
    return course


def open_list(page: Page) -> None:
    page.locator(".jp-Notebook:visible, .jp-Launcher:visible").first.wait_for()
    page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    page.get_by_role("menuitem", name="Assignment List").click()


def listed(page: Page, name: str, button: str) -> None:
    """Press a button of nbgrader's Assignment List and wait until it has done its work."""
    page.locator(f"#{name}_assignments_list").get_by_role("button", name=button).first.click()


def cell(page: Page, item: str) -> Locator:
    script = """id => jupyterapp.shell.currentWidget.content.widgets
        .findIndex(cell => cell.model.id === id)"""
    return page.locator(".jp-NotebookPanel:visible .jp-Notebook-cell").nth(
        page.evaluate(script, item)
    )


def type_answer(page: Page, item: str, text: str) -> None:
    cell(page, item).locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(text)


def panel(page: Page, item: str) -> Locator:
    """One answer on the formgrader page."""
    return page.locator(".nbgrader_cell").filter(has=page.locator(f"#{item}"))


def press_in_table(page: Page, title: str) -> None:
    """Press a link of formgrader's tables; it reports in a dialog."""
    page.locator("td").locator(f"a:has([class*='{title}'])").first.click()
    dialog = page.locator(".modal.in, .modal.show").first
    expect(dialog).to_contain_text("uccess", timeout=60_000)
    dialog.get_by_role("button", name="Close").or_(dialog.locator("button.close")).first.click()
    expect(dialog).to_be_hidden()


def test_from_the_first_tick_to_feedback(lab: Lab, page: Page, course: Course) -> None:
    page.set_default_timeout(30_000)
    released = answer_cells(nbformat.read(course.released, as_version=4))

    # The student fetches, opens and wakes the assignment.
    page.goto(lab.page_of("course/index.ipynb"))
    open_list(page)
    listed(page, "released", "Fetch")
    expect(page.locator("#fetched_assignments_list")).to_contain_text(ASSIGNMENT)
    page.goto(lab.page_of(NOTEBOOK))
    expect(page.get_by_role("heading", name="One week, four doors")).to_be_visible()
    run_all(page)
    expect(page.get_by_role("button", name=re.compile("^Check: "))).to_have_count(len(released))

    # Ticks by clicking, numbers and labels by typing, a reply in their own words, a note left out.
    best = "Well up on anxiety"
    cell(page, "callie-dot").get_by_role("checkbox", name=re.compile(best)).click()
    cell(page, "ofelia-hearing").get_by_role("checkbox").first.click()
    type_answer(page, "callie-reply", E_MAIL)
    lines = released["four-doors-table"].source.split("\n")
    type_answer(page, "four-doors-table", "\n".join(line + "anxious" for line in lines))
    title = released["ofelia-hearing"].metadata.rapport.title
    cell(page, "ask-a-person").get_by_role("checkbox", name=title).click()

    check = page.get_by_role("button", name="Check: Your e-mail to Callie")
    check.click()
    said = page.locator(".rapport-widget").filter(has=check).locator(".rapport-said")
    expect(said).to_contain_text("Your answer can be read")
    assert "point" not in said.inner_text()
    violations = Axe().run(page, context=".rapport-widget").response["violations"]
    assert not [v for v in violations if v["impact"] in ("serious", "critical")]

    page.get_by_role("button", name="Validate").click()
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("Validation Results", timeout=60_000)
    assert dialog.inner_text().count("You did not provide a response.") == len(released) - 4
    assert "I did look at the clock" not in dialog.inner_text()
    dialog.get_by_role("button").last.click()
    saved = answer_cells(nbformat.read(lab.root / NOTEBOOK, as_version=4))
    assert saved["callie-reply"].source == E_MAIL
    assert f"- [x] {best}" in saved["callie-dot"].source

    open_list(page)
    listed(page, "fetched", "Submit")
    expect(page.locator("#submitted_assignments_list")).to_contain_text(ASSIGNMENT)

    # The instructor collects and autogrades with formgrader's own buttons.
    page.goto(f"{lab.url}/formgrader/manage_assignments")
    press_in_table(page, "glyphicon-cloud-download")
    page.goto(f"{lab.url}/formgrader/manage_submissions/{ASSIGNMENT}")
    press_in_table(page, "glyphicon-flash")
    student = next((lab.root / "grading" / "submitted").iterdir()).name
    grades = course.grades(student)
    assert grades["flagged"] is True
    assert grades["callie-dot"]["auto_score"] == grades["callie-dot"]["max_score"]
    assert (grades["callie-reply"]["auto_score"], grades["callie-reply"]["needs_manual_grade"]) == (
        6,
        False,
    )
    assert grades["ofelia-hearing"]["needs_manual_grade"]

    # Manual grading: suggestion, criteria, mark scheme, flag; one score overruled, one accepted.
    page.goto(f"{lab.url}/formgrader/gradebook/{ASSIGNMENT}/{ASSIGNMENT}")
    expect(page.locator(".glyphicon-flag")).to_be_visible()
    page.get_by_role("link", name=re.compile("Submission #1")).click()
    reply = panel(page, "callie-reply")
    expect(reply).to_contain_text("I did look at the clock")
    expect(reply).to_contain_text("owns the slip")
    expect(page.locator("#callie-reply")).to_have_attribute("placeholder", "6")
    expect(page.locator("details.scheme")).to_have_count(len(released))
    page.locator("details.scheme summary").first.click()
    expect(page.locator("details.scheme pre").first).to_contain_text("item: callie-dot")
    page.locator("#callie-reply").fill("5")
    page.locator("#callie-reply").press("Tab")
    comment = page.locator("#callie-reply-comment")
    comment.fill("Warm and clear. Say <b>when</b> you write, too.")
    comment.press("Tab")
    asked = panel(page, "ofelia-hearing")
    expect(asked).to_contain_text("asks for a person")
    asked.get_by_role("button", name="Accept").click()
    expect(page.locator("#ofelia-hearing")).not_to_have_class(re.compile("needs_manual_grade"))
    page.wait_for_timeout(500)
    grades = course.grades(student)
    assert grades["callie-reply"]["manual_score"] == 5
    assert not grades["ofelia-hearing"]["needs_manual_grade"]

    # An overruled score survives another autograde; then feedback is made and released.
    page.goto(f"{lab.url}/formgrader/manage_submissions/{ASSIGNMENT}")
    press_in_table(page, "glyphicon-flash")
    assert course.grades(student)["callie-reply"]["manual_score"] == 5
    assert not course.grades(student)["callie-reply"]["needs_manual_grade"]
    press_in_table(page, "glyphicon-comment")
    press_in_table(page, "glyphicon-envelope")

    # The student fetches feedback and reads it.
    page.goto(lab.page_of("course/index.ipynb"))
    open_list(page)
    listed(page, "submitted", "Fetch Feedback")
    expect(page.locator("#submitted_assignments_list")).to_contain_text("(view feedback)")
    found = list((lab.root / "my-work" / ASSIGNMENT / "feedback").rglob("*.html"))
    assert len(found) == 1
    page.goto(found[0].as_uri())
    section = page.locator("#callie-reply")
    expect(section).to_contain_text("5 of 6")
    expect(section).to_contain_text("Set by your instructor: 5 of 6")
    expect(section).to_contain_text("Say <b>when</b> you write, too.")
    expect(page.locator("#ofelia-hearing")).to_contain_text("You asked for a person")
    expect(page.locator("#tamsin-plan")).to_contain_text("Nothing was answered here")
    expect(page.locator(".total")).to_contain_text("of 50 points")
    violations = Axe().run(page).response["violations"]
    assert not [v for v in violations if v["impact"] in ("serious", "critical")]


def test_a_hostile_submission_runs_nothing_in_formgrader(
    lab: Lab, page: Page, course: Course
) -> None:
    script = "<script>document.title='pwned'</script>"
    picture = (
        "<img src='x' onerror=\"document.title='pwned'\"> ![x](https://elsewhere.example/x.png)"
    )
    course.submit("mallory", {"callie-reply": f"I am sorry. {script} {picture}"})
    course.run("autograde", ASSIGNMENT, "--student", "mallory", "--force")
    page.goto(lab.page_of("course/index.ipynb"))
    page.goto(f"{lab.url}/formgrader/gradebook/{ASSIGNMENT}/{ASSIGNMENT}")
    links = page.locator("a[href*='/formgrader/submissions/']")
    links.first.wait_for()
    addresses = {link.get_attribute("href") or "" for link in links.all()}
    seen = False
    for address in addresses:
        page.goto(f"{lab.url}{address}" if address.startswith("/") else address)
        page.locator("#callie-reply").wait_for()
        page.wait_for_timeout(300)
        assert page.title() == ASSIGNMENT
        seen |= "document.title" in page.locator("#notebook-container").inner_text()
    assert seen, "the script is shown as text"
