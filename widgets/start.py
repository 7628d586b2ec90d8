"""The [Start] button of the first page: a copy of an exercise for the learner to work in."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import traitlets

from widgets.button import CourseButton, Line, Said
from widgets.notebook import CannotTellError, cells, this_notebook
from widgets.parts import Parts, Text

EXERCISES = "exercises"
MY_WORK = "my-work"


class Start(CourseButton):
    """Copies `exercises/<assignment>` to `my-work/<assignment>` and opens its notebook."""

    # Not synchronised: a page may not choose which folder is copied.
    assignment = traitlets.Unicode(help="The assignment's folder name.")

    def pressed(self, name: str | None) -> Said:
        """Copy what is not there yet and say which notebook to open."""
        page = this_notebook(name)
        root = course_root(page.parent)
        target = root / MY_WORK / self.assignment
        notebook = target / f"{self.assignment}.ipynb"
        kept = notebook.exists()
        _copy(root / EXERCISES / self.assignment, target)
        if not notebook.exists():
            raise CannotTellError(
                f"The exercise {self.assignment} is not in this copy of the course yet; "
                "please tell your instructor."
            )
        where = notebook.relative_to(root).as_posix()
        if kept:
            line = Line("note", f"Your earlier work is kept. It is in {where}.")
        else:
            line = Line("good", f"Your own copy is in {where}.")
        return Said([line], open=Path(os.path.relpath(notebook, page.parent)).as_posix())


def start(assignment: str) -> Start | Parts:
    """Give the button that starts `assignment`, a folder name under `exercises/`.

    On a page that anybody can open, which keeps nothing, a sentence stands in its place.

    >>> start("07-attachment")  # doctest: +SKIP
    """
    if os.environ.get("RAPPORT_PUBLIC_PAGE"):
        said = f"“{_title(assignment)}” is done in JupyterLab, where your answers are kept."
        return Parts([Text("start", text=said)])
    label = f"Start: {_title(assignment)}"
    return Start(assignment=assignment, text=label, label=label, done="Ready")


def _title(assignment: str) -> str:
    """Give the first heading of the exercise, or a readable form of its folder name."""
    try:
        path = course_root(Path.cwd()) / EXERCISES / assignment / f"{assignment}.ipynb"
        for cell in cells(path):
            heading = re.search(r"^#\s+(.+?)\s*#*$", cell["source"], re.MULTILINE)
            if cell["cell_type"] == "markdown" and heading:
                return heading[1]
    except Exception:  # a missing or damaged exercise is reported on the press
        pass
    return re.sub(r"^(\d+)-", r"\1 ", assignment).replace("-", " ")


def course_root(start: Path) -> Path:
    """Give the course's folder, from any of its own. Raises `CannotTellError`."""
    for folder in (start, *start.parents):
        if (folder / EXERCISES).is_dir():
            return folder
    raise CannotTellError(
        f"I cannot find the course's folder “{EXERCISES}”; open this page from inside the course."
    )


def _copy(source: Path, target: Path) -> None:
    """Copy a folder file by file; what is there already stays as it is."""
    for file in sorted(source.rglob("*")):
        copy = target / file.relative_to(source)
        if file.is_dir() or ".ipynb_checkpoints" in file.parts or copy.exists():
            continue
        try:
            copy.parent.mkdir(parents=True, exist_ok=True)
            # A copy cut short must not pass for earlier work, so it gets its name last.
            unfinished = copy.with_name(copy.name + ".part")
            shutil.copyfile(file, unfinished)
            unfinished.rename(copy)
        except OSError as error:
            raise CannotTellError(
                f"I cannot write {copy.name} into {MY_WORK} ({error.strerror}); "
                "free some space or ask for write access, then press again."
            ) from error
