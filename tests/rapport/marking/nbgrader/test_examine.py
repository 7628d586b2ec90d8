"""`rapport check`: an author is told what to mend, with its place."""

from pathlib import Path

import pytest

from rapport.marking.nbgrader.examine import examine
from tests.conftest import ASSIGNMENT, ROOT

SOLUTION = ROOT / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"


def changed(folder: Path, old: str, new: str) -> Path:
    text = SOLUTION.read_text("utf-8")
    assert old in text
    path = folder / SOLUTION.name
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("kind: reply", "kind: repyl", "did you mean 'reply'?"),
        ("item: callie-dot\\n", "item: callie-dto\\n", "the cell must have the id 'callie-dto-q'"),
        ('"points": 3', '"points": 4', "adds up to 3 points, the answer cell says 4"),
        ("title: Your e-mail to Callie", "title: Where does Callie's first dot go?", "used twice"),
        ("- [x] Well up", "- [ ] Well up", "callie-dot: its own model answer earns 0 of 3"),
        ('{\\n \\"cells\\"', "", "could not be read as a notebook"),
    ],
)
def test_a_slip_is_named_with_its_place(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    if new == "":
        path = tmp_path / "broken.ipynb"
        path.write_text("{", "utf-8")
    else:
        path = changed(tmp_path, old, new)
    _, mistakes = examine(path)
    assert any(sentence in mistake for mistake in mistakes), mistakes
