"""nbgrader's stock commands on a class of many: good, middling, broken and hostile submissions."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup

from rapport.marking import scheme_in
from tests.conftest import ASSIGNMENT, ROOT, Course, answer_cells, make_course, specimen

SOLUTION = ROOT / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
REPLY = "callie-reply"
TICKS = "callie-dot"
pytestmark = pytest.mark.slow


def cell_of(notebook: Any, grade_id: str) -> Any:
    return next(
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def tick_first(notebook: Any, item: str = TICKS) -> None:
    cell = cell_of(notebook, item)
    cell.source = cell.source.replace("- [ ]", "- [x]", 1)


def key() -> dict[str, Any]:
    cells = nbformat.read(SOLUTION, as_version=4).cells
    found = [scheme for scheme in (scheme_in(cell.source) for cell in cells) if scheme]
    return {scheme.item: scheme for scheme in found}


# Each of these changes a fresh notebook the way its name says.


def deleted_answer(nb: Any) -> None:
    nb.cells.remove(cell_of(nb, REPLY))


def deleted_question(nb: Any) -> None:
    tick_first(nb)
    nb.cells.remove(cell_of(nb, TICKS + "-q"))


def both_deleted(nb: Any) -> None:
    nb.cells.remove(cell_of(nb, TICKS + "-q"))
    nb.cells.remove(cell_of(nb, TICKS))


def duplicated_answer(nb: Any) -> None:
    tick_first(nb)
    untouched = json.loads(json.dumps(cell_of(nb, TICKS)).replace("[x]", "[ ]"))
    nb.cells.insert(0, nbformat.from_dict(untouched))


def duplicated_with_two_texts(nb: Any) -> None:
    cell = cell_of(nb, REPLY)
    cell.source = "First text of the learner."
    second = json.loads(json.dumps(cell))
    second["source"] = "Second text of the learner."
    nb.cells.append(nbformat.from_dict(second))


def moved_answer(nb: Any) -> None:
    tick_first(nb)
    cell = cell_of(nb, TICKS)
    nb.cells.remove(cell)
    nb.cells.append(cell)


def retyped_as_code(nb: Any) -> None:
    tick_first(nb)
    cell = cell_of(nb, TICKS)
    cell.update(cell_type="code", outputs=[], execution_count=None)


def retyped_as_raw(nb: Any) -> None:
    tick_first(nb)
    cell_of(nb, TICKS).cell_type = "raw"


def question_rewritten(nb: Any) -> None:
    tick_first(nb)
    cell_of(nb, TICKS + "-q").source = "### BEGIN MARK SCHEME\nworth: 100\n### END MARK SCHEME"


def windows_line_ends(nb: Any) -> None:
    tick_first(nb)
    cell = cell_of(nb, TICKS)
    cell.source = cell.source.replace("\n", "\r\n")


def two_ticks(nb: Any) -> None:
    cell = cell_of(nb, TICKS)
    cell.source = cell.source.replace("- [ ]", "- [x]", 2)


def edited_option(nb: Any) -> None:
    cell_of(nb, TICKS).source = "- [x] none of these, I would wait and see"


def unknown_label(nb: Any) -> None:
    cell = cell_of(nb, "four-doors-table")
    cell.source = cell.source.replace("→ ", "→ clingy", 1)


def very_long(nb: Any) -> None:
    cell_of(nb, REPLY).source = "I am sorry that I looked at the clock. " * 5_200


def right_to_left(nb: Any) -> None:
    cell_of(nb, REPLY).source = "\u202eאני מצטערת שהסתכלתי בשעון\u202c e\u0301\u0301\u0301 \u200f"


def empty_answer(nb: Any) -> None:
    cell_of(nb, REPLY).source = ""


def half_a_character(nb: Any) -> None:
    tick_first(nb)
    cell_of(nb, REPLY).source = "I am sorry \ud83d that I looked at the clock. \x00"


def old_metadata(nb: Any) -> None:
    tick_first(nb)
    for cell in nb.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader["schema_version"] = 1
            cell.metadata.nbgrader.pop("cell_type", None)


BROKEN: dict[str, Any] = {
    change.__name__.replace("_", "-"): change
    for change in (
        deleted_answer,
        deleted_question,
        both_deleted,
        duplicated_answer,
        duplicated_with_two_texts,
        moved_answer,
        retyped_as_code,
        retyped_as_raw,
        question_rewritten,
        windows_line_ends,
        two_ticks,
        edited_option,
        unknown_label,
        very_long,
        right_to_left,
        empty_answer,
        half_a_character,
        old_metadata,
    )
}
FILES = {
    "not-json": '{"cells": [',
    "empty-file": "",
    "a-list": "[1, 2]",
    "deep": "[" * 100_000,
    "odd-cells": json.dumps({"cells": ["x", {"cell_type": "markdown"}, 3], "nbformat": 4}),
    "other-assignment": json.dumps(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("My essay")])
    ),
}

SCRIPT = "<script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\">"
REMOTE = "![x](https://elsewhere.example/x.png) <iframe src='https://elsewhere.example'></iframe>"


def hostile(nb: Any, trace: Path, gradebook: Path) -> None:
    """Code that would leave a trace, and metadata that claims what it likes."""
    code = f"""
import pathlib, sqlite3
pathlib.Path({str(trace)!r}).write_text("ran")
sqlite3.connect({str(gradebook)!r}).execute("update grade set manual_score = 50")
import rapport.marking
rapport.marking.mark = lambda item, text: None
"""
    nb.cells.insert(0, nbformat.v4.new_code_cell(code))
    for cell in nb.cells:
        tag = cell.metadata.get("nbgrader")
        if tag and cell.cell_type == "code":
            cell.source = code
        if tag and tag.get("solution"):
            tag.update(points=float("nan"), grade=False, locked=True, solution="yes", score=99)
            cell.metadata["rapport"] = {
                "mark": {"points": 99},
                "found": ["<b>forged</b>"],
                "asked": "no",
                "kind": SCRIPT,
            }
            cell.attachments = {"x.svg": {"image/svg+xml": SCRIPT}}
    cell_of(nb, REPLY).source = f"I did look at the clock, I am sorry. {SCRIPT} {REMOTE}"
    nb.cells.append(nbformat.v4.new_raw_cell(SCRIPT, metadata={"raw_mimetype": "text/html"}))
    nb.cells.append(nbformat.v4.new_markdown_cell(SCRIPT + REMOTE))
    nb.cells.append(
        nbformat.v4.new_code_cell(
            "1",
            outputs=[nbformat.v4.new_output("display_data", {"text/html": SCRIPT})],
        )
    )
    nb.metadata.update(title=SCRIPT, widgets={"x": SCRIPT}, rapport_report=[SCRIPT])


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class of everybody, autograded once by the stock command, feedback made."""
    root = tmp_path_factory.mktemp("class") / "course"
    course = make_course(root)
    solution = nbformat.read(SOLUTION, as_version=4)
    course.submit("solution", {name: c.source for name, c in answer_cells(solution).items()})
    course.submit("untouched")
    for name in ("strong", "middling", "weak", "gaming"):
        course.submit(f"specimen-{name}", specimen(name)["answers"])
    for name, change in BROKEN.items():
        course.submit(name, change=change)
    for name, text in FILES.items():
        course.submitted(name).write_text(text, "utf-8")
    course.submitted("not-utf8").write_bytes(b"\xff\xfe\x00{")
    nb = course.notebook()
    tick_first(nb)
    course.submitted("old-format").write_text(nbformat.writes(nb, version=3), "utf-8")
    course.submit("misnamed", change=tick_first)
    misnamed = course.submitted("misnamed")
    misnamed.rename(misnamed.with_name(f"{ASSIGNMENT} (1).ipynb"))
    course.submit(
        "hostile",
        change=lambda nb: hostile(nb, root / "trace", root / "grading" / "gradebook.db"),
    )
    course.submit("asks", change=ask_for_a_person)
    done = course.run("autograde", ASSIGNMENT)
    (root / "autograde.log").write_text(done.stderr, "utf-8")
    course.run("generate_feedback", ASSIGNMENT)
    return course


def ask_for_a_person(nb: Any) -> None:
    tick_first(nb)
    cell = next(c for c in nb.cells if c.metadata.get("rapport", {}).get("role") == "ask-a-person")
    title = key()[TICKS].title
    assert f"- [ ] {title}" in cell.source
    cell.source = cell.source.replace(f"- [ ] {title}", f"- [x] {title}")


def test_the_model_answers_get_full_marks_without_a_person(graded: Course) -> None:
    grades = graded.grades("solution")
    grades.pop("flagged")
    assert {name: grade["auto_score"] for name, grade in grades.items()} == {
        name: grade["max_score"] for name, grade in grades.items()
    }
    assert not any(grade["needs_manual_grade"] for grade in grades.values())


def test_an_untouched_notebook_gets_zero_without_a_person(graded: Course) -> None:
    grades = graded.grades("untouched")
    assert grades.pop("flagged") is False
    assert {grade["auto_score"] for grade in grades.values()} == {0}
    assert not any(grade["needs_manual_grade"] for grade in grades.values())


@pytest.mark.parametrize("name", ["strong", "middling", "weak"])
def test_the_gradebook_holds_what_was_written_down_beforehand(graded: Course, name: str) -> None:
    grades = graded.grades(f"specimen-{name}")
    for item, expected in specimen(name)["expected"].items():
        found = (grades[item]["auto_score"], grades[item]["needs_manual_grade"])
        assert found == (pytest.approx(expected["points"], abs=0.01), expected["human"]), item


def test_closed_items_and_a_reply_are_scored_without_a_person(graded: Course) -> None:
    grades = graded.grades("solution")
    without = {name for name in key() if not grades[name]["needs_manual_grade"]}
    assert {name for name, item in key().items() if item.kind not in ("reply", "note")} <= without
    assert any(key()[name].kind == "reply" for name in without)


ONE_TICK = ["deleted-question", "duplicated-answer", "moved-answer", "retyped-as-code"]
ONE_TICK += ["retyped-as-raw", "question-rewritten", "windows-line-ends", "old-metadata"]
ONE_TICK += ["half-a-character", "misnamed"]


@pytest.mark.parametrize("student", [*ONE_TICK, "old-format"])
def test_an_answer_counts_whatever_became_of_its_cell(graded: Course, student: str) -> None:
    first = key()[TICKS].options[0].worth
    assert graded.grades(student)[TICKS]["auto_score"] == first


@pytest.mark.parametrize(
    ("student", "item", "sentence"),
    [
        ("deleted-answer", REPLY, "The answer cell was missing from the file."),
        ("both-deleted", TICKS, "The answer cell was missing from the file."),
        ("duplicated-with-two-texts", REPLY, "twice with different text"),
        ("retyped-as-code", TICKS, "had been turned into a code cell"),
        ("retyped-as-raw", TICKS, "had been turned into a raw cell"),
        ("two-ticks", TICKS, "2 options are ticked where exactly one was asked for."),
        ("edited-option", TICKS, "A ticked line is not one of the options"),
        ("unknown-label", "four-doors-table", "“clingy” is not one of the labels"),
        ("very-long", REPLY, "The answer is very long"),
        ("right-to-left", REPLY, "does not read as English"),
        ("not-json", REPLY, "The answer cell was missing"),
        ("other-assignment", REPLY, "The answer cell was missing"),
    ],
)
def test_doubt_waits_for_a_person_with_a_clear_sentence(
    graded: Course, student: str, item: str, sentence: str
) -> None:
    grade = graded.grades(student)[item]
    assert grade["needs_manual_grade"]
    assert sentence in graded.told(student, item)
    assert "waits" in graded.feedback(student).lower()


@pytest.mark.parametrize("student", [*FILES, "not-utf8"])
def test_a_file_that_is_no_notebook_is_told_and_kept(graded: Course, student: str) -> None:
    report = graded.autograded(student).metadata["rapport_report"]
    log = (graded.root / "autograde.log").read_text("utf-8")
    assert report
    for line in report:
        assert f"{student}: {line}" in log
    assert graded.submitted(student).exists()


def test_an_empty_answer_is_zero_without_a_person(graded: Course) -> None:
    grade = graded.grades("empty-answer")[REPLY]
    assert (grade["auto_score"], grade["needs_manual_grade"]) == (0, False)


def test_no_text_is_lost(graded: Course) -> None:
    kept = "\n".join(cell.source for cell in graded.autograded("duplicated-with-two-texts").cells)
    assert "First text of the learner." in kept
    assert "Second text of the learner." in kept
    assert "My essay" in "\n".join(
        cell.source for cell in graded.autograded("other-assignment").cells
    )
    assert '{"cells": [' in graded.autograded("not-json").cells[0].source


def test_false_warnings_do_not_drown_real_ones(graded: Course) -> None:
    log = (graded.root / "autograde.log").read_text("utf-8")
    assert "checksum" not in log
    assert "Traceback" not in log
    assert "question-rewritten, callie-dot-q: The locked text was changed and is restored." in log


def test_hostile_code_and_metadata_change_and_run_nothing(graded: Course) -> None:
    assert not (graded.root / "trace").exists()
    grades = graded.grades("hostile")
    assert grades.pop("flagged") is False
    assert grades[REPLY]["auto_score"] == graded.grades("hostile")[REPLY]["auto_score"] <= 6
    assert all(grade["manual_score"] is None for grade in grades.values())
    others = [name for name in grades if name != REPLY]
    assert {grades[name]["auto_score"] for name in others} == {0}
    text = json.dumps(graded.autograded("hostile"))
    assert "forged" not in text
    assert "NaN" not in text
    with sqlite3.connect(graded.root / "grading" / "gradebook.db") as database:
        assert not database.execute("select * from grade where manual_score = 50").fetchall()


def test_a_hostile_answer_is_only_text_in_feedback(graded: Course) -> None:
    page = graded.feedback("hostile")
    assert "<script" not in page.lower()
    assert "<iframe" not in page.lower()
    assert "<img" not in page.lower()
    assert "&lt;script&gt;document.title" in page
    assert "default-src 'none'" in page


def test_feedback_asks_no_other_place(graded: Course) -> None:
    for student in ("solution", "specimen-middling", "hostile"):
        page = graded.feedback(student)
        soup = BeautifulSoup(page, "html.parser")
        asked = [
            str(value)
            for tag in soup.find_all(True)
            for name, value in tag.attrs.items()
            if name in ("src", "href", "srcset", "data", "action")
            and not str(value).startswith("#")
        ]
        asked += [style.text for style in soup.find_all("style") if "url(" in style.text]
        assert asked == []


def test_a_person_asked_for_reaches_the_gradebook_and_costs_nothing(graded: Course) -> None:
    grades = graded.grades("asks")
    assert grades["flagged"] is True
    assert grades[TICKS]["needs_manual_grade"]
    assert grades[TICKS]["auto_score"] == key()[TICKS].options[0].worth
    assert "asks for a person" in graded.told("asks", TICKS)
    assert not grades[REPLY]["needs_manual_grade"]
    assert "You asked for a person to look at this." in graded.feedback("asks")


def test_every_feedback_says_how_to_ask_for_a_person(graded: Course) -> None:
    page = graded.feedback("specimen-middling")
    assert page.count("Asking never costs points.") >= len(key())


def test_a_waiting_answer_has_no_points_and_then_there_is_no_total(graded: Course) -> None:
    waits = graded.feedback("specimen-middling")
    done = graded.feedback("solution")
    assert "there is no total yet" in waits
    assert not re.search(r"\d+ of 50 points", waits)
    assert "50 of 50 points" in done


def test_feedback_shows_models_and_the_whole_key_only_after_the_due_date(graded: Course) -> None:
    before = graded.feedback("specimen-middling")
    for item in key().values():
        if item.kind in ("reply", "note"):
            assert item.model.strip()[:60] not in before
    unticked = [option for option in key()[TICKS].options if option.worth == 0]
    assert not any(option.because in before for option in unticked)

    for duedate, shown in (("2099-01-01 00:00:00", False), ("2020-01-01 00:00:00", True)):
        graded.run("db", "assignment", "add", ASSIGNMENT, f"--duedate={duedate}")
        graded.run("generate_feedback", ASSIGNMENT, "--student", "specimen-middling", "--force")
        after = graded.feedback("specimen-middling")
        for item in key().values():
            if item.kind in ("reply", "note"):
                assert ("One model answer among many" in after) is shown
        assert all((option.because in after) is shown for option in unticked if option.because)


def test_a_persons_decision_is_kept_until_the_answer_changes(graded: Course) -> None:
    database = graded.root / "grading" / "gradebook.db"

    def decide(student: str, item: str, points: float | None) -> None:
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{database}") as gradebook:
            grade = gradebook.find_grade(item, ASSIGNMENT, ASSIGNMENT, student)
            grade.manual_score = points
            grade.needs_manual_grade = False
            gradebook.find_comment(item, ASSIGNMENT, ASSIGNMENT, student).manual_comment = "Seen."
            gradebook.db.commit()

    student = "deleted-answer"
    decide(student, REPLY, 4)  # overruled
    decide(student, TICKS, None)
    decide("two-ticks", TICKS, None)  # the suggestion accepted
    graded.run("autograde", ASSIGNMENT, "--force", "--student", student)
    graded.run("autograde", ASSIGNMENT, "--force", "--student", "two-ticks")
    grade = graded.grades(student)[REPLY]
    assert (grade["manual_score"], grade["needs_manual_grade"]) == (4, False)
    assert not graded.grades("two-ticks")[TICKS]["needs_manual_grade"]

    graded.run("generate_feedback", ASSIGNMENT, "--force", "--student", student)
    page = graded.feedback(student)
    assert "Set by your instructor: 4 of" in " ".join(page.split())
    assert "Seen." in page

    graded.submit(student, {REPLY: "I did look at the clock and I am sorry."})
    graded.run("autograde", ASSIGNMENT, "--force", "--student", student)
    grade = graded.grades(student)[REPLY]
    assert (grade["manual_score"], grade["needs_manual_grade"]) == (4, True)


def test_a_mistake_in_a_scheme_stops_the_making_with_its_place(course: Course) -> None:
    path = course.root / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    text = path.read_text("utf-8")
    path.write_text(text.replace("kind: reply", "kind: repyl", 1), "utf-8")
    done = course.run("generate_assignment", ASSIGNMENT, "--force", check=False)
    assert done.returncode != 0
    assert re.search(r"callie-reply-q, line \d+: unknown kind 'repyl'", done.stderr)


def test_grades_are_exported(graded: Course) -> None:
    graded.run("export")
    rows = (graded.root / "grades.csv").read_text("utf-8").splitlines()
    line = next(row for row in rows if ",solution," in row)
    assert line.endswith("50.0,0.0,50.0,50.0")
