"""[Check], ticking by clicking and [Start], in JupyterLab as a learner meets them."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path
from typing import Any

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Lab, run_all

pytestmark = pytest.mark.browser

DOORS = ["She keeps her distance", "She comes close fast", "She does both, by turns"]
WRITE = "*Write what you say here, in place of this line.*"
SLEEPS = "This part of the page sleeps. Press Run ▸ Run All Cells to wake it."
FORMS: dict[str, dict[str, Any]] = {
    "door": {"kind": "choice", "title": "Which door?", "options": DOORS},
    "signs": {"kind": "choices", "title": "Which signs?", "options": DOORS},
    "petra": {"kind": "reply", "title": "Petra, session 6", "client": "The light was off again."},
}


def question(item: str, form: dict[str, Any]) -> list[Any]:
    starter = "\n".join(f"- [ ] {option}" for option in form.get("options", ())) or WRITE
    marks = {"schema_version": 3, "task": False}
    asked = {**marks, "grade": False, "solution": False, "locked": True, "grade_id": f"{item}-q"}
    answer = {**marks, "grade": True, "solution": True, "locked": False, "grade_id": item}
    return [
        new_markdown_cell(
            f"**{form['title']}**\n\n" + "Read. " * 200, metadata={"nbgrader": asked}
        ),
        new_markdown_cell(
            starter,
            id=item,
            metadata={"nbgrader": {**answer, "points": 2}, "rapport": {**form, "starter": starter}},
        ),
        new_code_cell(f'check("{item}")', metadata={"jupyter": {"source_hidden": True}}),
    ]


def write(path: Path, *cells: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=list(cells), metadata={"kernelspec": kernel})
    nbformat.write(notebook, path)


def write_exercise(path: Path) -> None:
    cells = [cell for item, form in FORMS.items() for cell in question(item, form)]
    hidden = {"jupyter": {"source_hidden": True}}
    ask = "Which answers shall a person look at?\n\n- [ ] Which door?\n- [ ] Petra, session 6"
    write(
        path,
        new_markdown_cell("# One week, four doors"),
        new_code_cell("from widgets import check", metadata=hidden),
        *cells,
        new_markdown_cell(ask, id="ask", metadata={"rapport": {"role": "ask-a-person"}}),
    )


def saved(path: Path, item: str) -> str:
    return next(cell.source for cell in nbformat.read(path, 4).cells if cell.id == item)


def answer_cell(page: Page, item: str) -> Locator:
    """Find the page's place for a cell: JupyterLab numbers them in the notebook's order."""
    script = """id => jupyterapp.shell.currentWidget.content.widgets
        .findIndex(cell => cell.model.id === id)"""
    return page.locator(".jp-Notebook-cell:visible").nth(page.evaluate(script, item))


def awake(page: Page) -> None:
    run_all(page)
    page.get_by_role("button", name="Check: Petra, session 6").wait_for()
    expect(page.locator(".rapport-tick")).to_have_count(8)


def press(page: Page, name: str) -> Locator:
    """Press a button and give what it says."""
    button = page.get_by_role("button", name=name)
    button.click()
    said = page.locator(".rapport-widget").filter(has=button).locator(".rapport-said")
    expect(said.locator(".rapport-time")).to_contain_text(" at ")
    return said


def seriously_wrong(page: Page, context: str) -> list[str]:
    found = Axe().run(page, context=context).response["violations"]
    return [each["help"] for each in found if each["impact"] in ("serious", "critical")]


def test_a_learner_ticks_writes_and_checks(lab: Lab, page: Page) -> None:
    path = lab.root / "learner.ipynb"
    write_exercise(path)
    page.goto(lab.page_of(path.name))
    expect(page.get_by_role("heading", name="One week, four doors")).to_be_visible()
    assert page.get_by_role("checkbox").first.is_disabled()
    awake(page)

    # Run All neither scrolls to the end nor leaves the last cell active.
    page.wait_for_timeout(400)
    expect(page.get_by_role("heading", name="One week, four doors")).to_be_in_viewport()

    door = answer_cell(page, "door")
    first, second, third = (door.get_by_role("checkbox", name=name) for name in DOORS)
    first.click()
    door.locator(".jp-MarkdownOutput").get_by_text(DOORS[1]).click()  # the words tick too
    expect(first).not_to_be_checked()
    expect(second).to_be_checked()
    expect(door).to_have_class(re.compile("jp-mod-rendered"))
    second.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(third).to_be_checked()
    expect(second).not_to_be_checked()
    page.wait_for_timeout(1300)  # JupyterLab draws the cell anew a second after the last change
    expect(third).to_be_focused()
    page.keyboard.press("x")  # in JupyterLab: cut this cell
    page.keyboard.press("Enter")
    expect(third).not_to_be_checked()
    page.keyboard.press("Enter")
    expect(third).to_be_checked()

    signs = answer_cell(page, "signs")
    signs.get_by_role("checkbox", name=DOORS[0]).click()
    signs.get_by_role("checkbox", name=DOORS[2]).click()
    ask = answer_cell(page, "ask")
    ask.get_by_role("checkbox", name="Petra, session 6").click()

    box = page.get_by_role("textbox", name="Your answer: Petra, session 6")
    box.click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("You sat there in the darc. What was that like?")
    expect(page.locator(".cm-lintRange-spell")).to_have_text("darc")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Check: Petra, session 6")).to_be_focused()

    assert "Complete: " in press(page, "Check: Petra, session 6").inner_text()
    assert "one option is ticked" in press(page, "Check: Which door?").inner_text()
    assert saved(path, "petra") == "You sat there in the darc. What was that like?"
    assert saved(path, "door") == f"- [ ] {DOORS[0]}\n- [ ] {DOORS[1]}\n- [x] {DOORS[2]}"
    assert saved(path, "signs") == f"- [x] {DOORS[0]}\n- [ ] {DOORS[1]}\n- [x] {DOORS[2]}"
    assert saved(path, "ask").endswith("- [ ] Which door?\n- [x] Petra, session 6")
    assert not seriously_wrong(page, ".rapport-widget")
    assert not seriously_wrong(page, ".jp-MarkdownOutput:has(.rapport-option)")

    # Without the way into JupyterLab (VS Code, another host) the learner is asked to save.
    page.evaluate("delete window.jupyterapp")
    assert "Save the notebook first" in press(page, "Check: Which signs?").inner_text()


def test_a_button_without_its_kernel_sleeps(lab: Lab, page: Page) -> None:
    path = lab.root / "asleep.ipynb"
    write_exercise(path)
    page.goto(lab.page_of(path.name))
    never_run = page.locator(".jp-CodeCell")
    expect(never_run).to_have_count(4)
    after = "e => getComputedStyle(e, '::after').content"
    assert [cell.evaluate(after) for cell in never_run.all()] == ["none", *[f'"{SLEEPS}"'] * 3]
    awake(page)
    press(page, "Check: Which door?")
    page.goto("about:blank")  # a page that watches its kernel die asks what to do
    end_kernels(lab)
    page.goto(lab.page_of(path.name))
    asleep = page.locator(".jp-OutputArea-output.jupyter-widgets")
    expect(asleep).to_have_count(3)  # once a new kernel does not know them
    said = "e => getComputedStyle(e, '::before').content + getComputedStyle(e).visibility"
    assert asleep.first.evaluate(said) == f'"{SLEEPS}"hidden'
    expect(page.get_by_role("checkbox").first).to_be_disabled()


def test_start_copies_once_and_fits_a_phone(lab: Lab, narrow_page: Page) -> None:
    write_exercise(lab.root / "exercises" / "try" / "try.ipynb")
    (lab.root / "exercises" / "try" / "picture.png").write_bytes(b"picture")
    hidden = {"jupyter": {"source_hidden": True}}
    call = 'from widgets import start; start("try")'
    write(lab.root / "course" / "first.ipynb", new_code_cell(call, metadata=hidden))
    page = narrow_page
    copy = lab.root / "my-work" / "try" / "try.ipynb"

    page.goto(lab.page_of("course/first.ipynb"))
    run_all(page)
    page.get_by_role("button", name="Start: One week, four doors").click()
    expect(page.get_by_role("heading", name="One week, four doors")).to_be_visible()
    assert (copy.parent / "picture.png").read_bytes() == b"picture"
    exercise = page.locator(".jp-NotebookPanel:visible")
    awake(page)
    press(page, "Check: Which door?")
    wide = "e => e.scrollWidth > e.clientWidth || e.getBoundingClientRect().right > innerWidth"
    for widget in exercise.locator(".rapport-widget, .rapport-option").all():
        assert not widget.evaluate(wide)
        assert widget.bounding_box()["height"] >= 24  # type: ignore[index]

    answer_cell(page, "door").get_by_role("checkbox", name=DOORS[0]).click()
    page.keyboard.press("ControlOrMeta+S")
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    page.goto(lab.page_of("course/first.ipynb"))
    run_all(page)
    page.get_by_role("button", name="Start: One week, four doors").click()
    expect(page.locator(".rapport-said").first).to_contain_text("Your earlier work is kept.")
    assert saved(copy, "door").startswith("- [x] ")


def end_kernels(lab: Lab) -> None:
    kernels = f"{lab.url}/api/kernels"
    with urllib.request.urlopen(f"{kernels}?token={lab.token}") as answer:
        found = json.load(answer)
    for kernel in found:
        address = f"{kernels}/{kernel['id']}?token={lab.token}"
        urllib.request.urlopen(urllib.request.Request(address, method="DELETE")).close()
