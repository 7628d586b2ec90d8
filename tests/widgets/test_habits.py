"""[Show my habits]: a learner's own replies, read from their exercises and kept nowhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from rapport.replies.profile import ENOUGH
from tests.rapport.replies.test_profile import HEARD, LINE
from tests.widgets.test_check import press
from widgets import habits
from widgets.parts import Parts

STARTER = "*Write what you say here, in place of this line.*"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with the lesson a learner has open."""
    for folder in ("course", "exercises", "my-work/04", "my-work/07"):
        (tmp_path / folder).mkdir(parents=True)
    lesson = tmp_path / "course" / "04.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), lesson)
    monkeypatch.setenv("JPY_SESSION_NAME", str(lesson))
    return tmp_path


def write(path: Path, texts: list[str], kind: str = "reply") -> None:
    form = {"kind": kind, "title": "T", "starter": STARTER, "client": LINE}
    cells = [nbformat.v4.new_markdown_cell(text, metadata={"rapport": form}) for text in texts]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def lines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: dict[str, Any] = press(habits(), monkeypatch)
    return [line["text"] for line in said["lines"]]


def test_six_replies_of_several_exercises_show_habits(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(course / "my-work/04/a.ipynb", [HEARD] * 4)
    write(course / "my-work/07/b.ipynb", [HEARD] * 2)
    told = lines(monkeypatch)
    assert any(re.match(r"Reflecting what was said: in about [56] of 6", line) for line in told)
    assert "Only you see this" in told[-1]
    assert not any("point" in line for line in told)


def test_what_is_no_reply_does_not_count(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(course / "my-work/04/a.ipynb", [HEARD] * (ENOUGH - 1))
    write(course / "my-work/04/starter.ipynb", [STARTER, "", "I want to die."])
    write(course / "my-work/04/note.ipynb", [HEARD] * 3, kind="note")
    (course / "my-work/07/broken.ipynb").write_text("{", "utf-8")
    (line,) = lines(monkeypatch)
    assert f"exercises: {ENOUGH - 1}." in line


def test_nothing_is_written(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(course / "my-work/04/a.ipynb", [HEARD] * ENOUGH)
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    lines(monkeypatch)
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before


def test_on_a_public_page_a_sentence_stands_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_PUBLIC_PAGE", "1")
    shown = habits()
    assert isinstance(shown, Parts)
    assert "JupyterLab" in shown["habits"].text
