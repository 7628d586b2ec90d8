"""A plan through nbgrader's stock commands: the one of the authors' guide, as an author pastes it."""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from rapport.marking.nbgrader.examine import examine
from rapport.marking.runs import run
from rapport.marking.scheme import Plan, scheme_in
from rapport.marking.table import read_table
from tests.conftest import ROOT, Course, answer_cells

NAME = "plan"
ITEM = "dov-eight-sessions"


@cache
def guide() -> tuple[str, Plan]:
    """Give the plan question of docs/authors.md, and its scheme.

    Its trust aim is moved to where the model plan reaches it and repair alone does not, so that
    nothing here depends on the model's numbers.
    """
    text = (ROOT / "docs" / "authors.md").read_text("utf-8")
    questions = re.findall(r"^````markdown\n(.*?)^````$", text, re.M | re.S)
    (question,) = (text for text in questions if "kind: plan" in text)
    fitting = []
    for hundredths in range(1, 100, 2):
        moved = re.sub(r"at_least: [0-9.]+", f"at_least: 0.{hundredths:02}", question)
        scheme = scheme_in(moved)
        assert isinstance(scheme, Plan)
        model, repair = (
            run(scheme, read_table(plan, scheme.setting)).held
            for plan in (scheme.model, "| 4 | repair | owned |")
        )
        if min(model) >= scheme.wanted > repair[0]:
            fitting.append((moved, scheme))
    assert fitting, "no trust aim tells the model plan from repair alone"
    return fitting[len(fitting) // 2]


def write_notebook(path: Path, question: str, answer: str) -> Path:
    marks = {"schema_version": 3, "task": False, "cell_type": "markdown"}
    asked = {**marks, "grade": False, "solution": False, "locked": True, "grade_id": f"{ITEM}-q"}
    points = {**marks, "grade": True, "solution": True, "locked": False, "points": 5}
    nb = new_notebook(
        cells=[
            new_markdown_cell(question, metadata={"nbgrader": asked}),
            new_markdown_cell(answer, metadata={"nbgrader": {**points, "grade_id": ITEM}}),
            new_code_cell(f'check("{ITEM}")'),
        ]
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, path)
    return path


def test_the_guides_plan_is_ready(tmp_path: Path) -> None:
    question, scheme = guide()
    path = write_notebook(tmp_path / "a.ipynb", question, scheme.model)
    assert examine(path) == ("a.ipynb: 1 questions, 5 points", [])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"at_least: [0-9.]+": "at_least: 1"}, "the plan under `model:` earns "),
        ({"at_least: [0-9.]+": "at_least: 1"}, "its own model answer earns "),
        ({r"\(5 points\)": "(6 points)"}, "the question says 6 points, its mark scheme 5"),
        (
            {"at_least: [0-9.]+": "at_least: 0", "at_most: [0-9.]+": "at_most: 1"},
            "the usual levels, without any plan, already reach every aim",
        ),
        (
            {"at_least: [0-9.]+": "at_least: 0", "by: 8": "by: 4"},
            "everything at full already reaches every aim",
        ),
    ],
)
def test_a_key_that_asks_too_much_or_nothing_is_named(
    tmp_path: Path, changes: dict[str, str], sentence: str
) -> None:
    question, scheme = guide()
    for old, new in changes.items():
        question = re.sub(old, new, question)
    path = write_notebook(tmp_path / "a.ipynb", question, scheme.model)
    _, mistakes = examine(path)
    assert any(f"{ITEM}: {sentence}" in mistake for mistake in mistakes), mistakes


SUBMITTED = {
    "model": "",
    "unread": "| 1-8 | hypnosis | full |\n| 4 | repair | owned |",
    "hostile": "| all | <script>alert(1)</script> | full |\n| 4 | repair | owned |",
    "untouched": "",
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with the plan handed out, handed in by four, marked and reported on."""
    root = tmp_path_factory.mktemp("plan")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    question, scheme = guide()
    write_notebook(root / "solutions" / NAME / f"{NAME}.ipynb", question, scheme.model)
    course = Course(root)
    course.run("generate_assignment", NAME)
    for student, text in SUBMITTED.items():
        nb = nbformat.read(root / "exercises" / NAME / f"{NAME}.ipynb", as_version=4)
        if student != "untouched":
            answer_cells(nb)[ITEM].source = text or scheme.model
        path = root / "grading" / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(nb), "utf-8")
    course.run("autograde", NAME)
    course.run("generate_feedback", NAME)
    return root


def grade(root: Path, student: str) -> Any:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'grading' / 'gradebook.db'}") as gradebook:
        found = gradebook.find_grade(ITEM, NAME, NAME, student)
        return found.auto_score, found.needs_manual_grade


def feedback(root: Path, student: str) -> str:
    path = root / "grading" / "feedback" / student / NAME / f"{NAME}.html"
    return path.read_text("utf-8")


@pytest.mark.slow
def test_a_student_receives_an_empty_table_and_nothing_of_the_key(graded: Path) -> None:
    text = (graded / "exercises" / NAME / f"{NAME}.ipynb").read_text("utf-8")
    cell = answer_cells(nbformat.reads(text, as_version=4))[ITEM]
    assert cell.source.startswith("| Sessions | Practice | Level |\n|---|---|---|\n|  |  |  |")
    assert cell.metadata.rapport.setting.at_once == 3
    for secret in ("He comes closer", "is owned soon", "avoidance", "| all | patience"):
        assert secret not in text


@pytest.mark.slow
def test_plans_are_marked_without_a_person_unless_a_row_is_unreadable(graded: Path) -> None:
    assert grade(graded, "model") == (5, False)
    assert grade(graded, "untouched") == (0, False)
    assert grade(graded, "unread")[1]
    assert grade(graded, "hostile")[1]


@pytest.mark.slow
def test_feedback_tells_the_runs_and_keeps_a_learners_text_as_text(graded: Path) -> None:
    page = feedback(graded, "model")
    assert "5 of 5 points" in page
    assert "of 500 runs; asked for: 300." in page
    assert "does not foretell" in page
    assert "He comes closer" in page  # the reason of an aim that was reached
    hostile = feedback(graded, "hostile")
    assert "<script" not in hostile
    assert "Waits for your instructor" in hostile
    assert "Row 1, “all | &lt;script&gt;alert(1)&lt;/script&gt; | full”" in hostile
