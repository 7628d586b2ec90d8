"""A course folder of one's own, with nbgrader's stock commands run on it for real."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = "07-attachment"
SPECIMENS = ROOT / "tests" / "specimens" / ASSIGNMENT

# A machine that is busy with something else is no reason for a test to fail.
settings.register_profile("unhurried", settings(), deadline=None)
settings.load_profile("unhurried")


def answer_cells(notebook: Any) -> dict[str, Any]:
    """Give the answer cells of a notebook by their id, in its order."""
    return {
        cell.metadata.nbgrader.grade_id: cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


def specimen(name: str) -> dict[str, Any]:
    """Give a specimen submission: its answers and the marks written down beforehand."""
    return json.loads((SPECIMENS / f"{name}.json").read_text("utf-8"))


@dataclass
class Course:
    """A copy of the course in a folder of its own."""

    root: Path

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `nbgrader …` as a user would, in the course's folder."""
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *words],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert not check or done.returncode == 0, done.stderr[-4000:]
        return done

    @property
    def released(self) -> Path:
        return self.root / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"

    def notebook(self) -> Any:
        """A fresh copy of the notebook as a student receives it."""
        return nbformat.read(self.released, as_version=4)

    def submitted(self, student: str) -> Path:
        folder = self.root / "grading" / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{ASSIGNMENT}.ipynb"

    def submit(
        self,
        student: str,
        answers: dict[str, str] | None = None,
        change: Callable[[Any], Any] | None = None,
    ) -> None:
        """Lay a submission where `nbgrader collect` would."""
        notebook = self.notebook()
        cells = answer_cells(notebook)
        for item, text in (answers or {}).items():
            cells[item].source = text
        if change:
            notebook = change(notebook) or notebook
        self.submitted(student).write_text(json.dumps(notebook), "utf-8")

    def grades(self, student: str) -> dict[str, Any]:
        """Give the gradebook's grades of a student by item."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.root / 'grading' / 'gradebook.db'}") as gradebook:
            found = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
            return {grade.name: grade.to_dict() for grade in found.grades} | {
                "flagged": found.flagged
            }

    def told(self, student: str, item: str) -> str:
        """Give all that the instructor's page is told of an answer, as JSON."""
        cells = {
            cell.metadata.get("nbgrader", {}).get("grade_id"): cell
            for cell in self.autograded(student).cells
        }
        return json.dumps(cells[item].metadata["rapport"], ensure_ascii=False)

    def autograded(self, student: str) -> Any:
        path = self.root / "grading" / "autograded" / student / ASSIGNMENT
        return nbformat.read(path / f"{ASSIGNMENT}.ipynb", as_version=4)

    def feedback(self, student: str) -> str:
        path = self.root / "grading" / "feedback" / student / ASSIGNMENT
        return (path / f"{ASSIGNMENT}.html").read_text("utf-8")


def make_course(root: Path) -> Course:
    """Copy what an instructor has into `root` and make the student version there."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("solutions", "course"):
        shutil.copytree(ROOT / folder, root / folder)
    course = Course(root)
    course.run("generate_assignment", ASSIGNMENT)
    return course


class OneBrowser(LoadScopeScheduling):
    """Shares tests out among processes by file, as a file's tests share a server or a graded course.

    Those in a browser go one after the other: two browsers at once are too much for two processors.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "tests/browser" if file.startswith("tests/browser/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneBrowser:
    return OneBrowser(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give a browser that stalls a second try, which the summary tells; a wrong page gets none."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError"]))


@pytest.fixture(scope="session")
def repository() -> Path:
    return ROOT


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")
