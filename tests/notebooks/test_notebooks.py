"""Every notebook of the course: clean, with stable ids, in step, and it runs."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ASSIGNMENT, ROOT, Course

NOTEBOOKS = sorted(
    path
    for folder in ("course", "solutions", "exercises")
    for path in (ROOT / folder).rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)

ASSIGNMENTS = sorted(path.parent.name for path in (ROOT / "solutions").glob("*/*.ipynb"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_a_notebook_is_committed_clean(path: Path) -> None:
    nb = nbformat.read(path, as_version=4)
    nbformat.validate(nb)
    assert (nb.nbformat, nb.nbformat_minor) == (4, 5)
    assert set(nb.metadata) <= {"kernelspec", "language_info", "rapport"}
    ids = [cell.id for cell in nb.cells]
    assert len(set(ids)) == len(ids)
    for cell in nb.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) == 1, "a notebook holds one-line calls"
            assert cell.metadata.get("jupyter", {}).get("source_hidden") is True


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_a_notebook_runs_from_top_to_bottom(path: Path) -> None:
    nb = nbformat.read(path, as_version=4)
    NotebookClient(nb, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()


@pytest.mark.slow
def test_exercises_are_what_nbgrader_makes_of_solutions(course: Course) -> None:
    for assignment in ASSIGNMENTS:
        course.run("generate_assignment", assignment, "--force")
    made = sorted(path.relative_to(course.root) for path in (course.root / "exercises").rglob("*"))
    kept = sorted(
        path.relative_to(ROOT)
        for path in (ROOT / "exercises").rglob("*")
        if ".ipynb_checkpoints" not in path.parts
    )
    assert made == kept
    for path in made:
        if path.suffix == ".ipynb":
            made_text = json.loads((course.root / path).read_text("utf-8"))
            assert made_text == json.loads((ROOT / path).read_text("utf-8"))


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_question_is_followed_by_its_answer_and_its_check(assignment: str) -> None:
    nb = nbformat.read(ROOT / "exercises" / assignment / f"{assignment}.ipynb", as_version=4)
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in nb.cells]
    questions = [grade_id for grade_id in ids if grade_id.endswith("-q")]
    assert len(questions) >= 10
    for question in questions:
        place = ids.index(question)
        item = question.removesuffix("-q")
        assert ids[place : place + 3] == [question, item, f"{item}-check"]
        assert nb.cells[place + 2].source == f'check("{item}")'


def test_every_kind_of_answer_is_there() -> None:
    nb = nbformat.read(ROOT / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    kinds = {cell.metadata.get("rapport", {}).get("kind") for cell in nb.cells}
    assert {"choice", "choices", "order", "classify", "reply", "note"} <= kinds
