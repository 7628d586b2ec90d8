"""[Start]: a learner's own copy, made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat.v4 import new_markdown_cell

from tests.widgets.test_check import press
from tests.widgets.test_notebook import write
from widgets import start
from widgets.start import Start


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in ("course", "exercises/07-attachment/pictures"):
        (tmp_path / folder).mkdir(parents=True)
    write(tmp_path / "course/index.ipynb")
    exercise = tmp_path / "exercises/07-attachment"
    write(exercise / "07-attachment.ipynb", new_markdown_cell("# One week, four doors #\n\nHello."))
    (exercise / "pictures/map.png").write_bytes(b"map")
    monkeypatch.chdir(tmp_path / "course")
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "course/index.ipynb"))
    return tmp_path


def test_the_first_press_copies_and_opens(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    button = start("07-attachment")
    assert button.text == button.label == "Start: One week, four doors"
    said = press(button, monkeypatch)
    assert said["open"] == "../my-work/07-attachment/07-attachment.ipynb"
    copy, exercise = root / "my-work/07-attachment", root / "exercises/07-attachment"
    for file in ("07-attachment.ipynb", "pictures/map.png"):
        assert (copy / file).read_bytes() == (exercise / file).read_bytes()
    assert not list(copy.rglob("*.part"))


def test_earlier_work_is_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    button = start("07-attachment")
    press(button, monkeypatch)
    mine = root / "my-work/07-attachment/07-attachment.ipynb"
    mine.write_text("my own words", "utf-8")
    (root / "my-work/07-attachment/pictures/map.png").unlink()
    said = press(button, monkeypatch)
    assert "earlier work is kept" in said["lines"][0]["text"]
    assert mine.read_text("utf-8") == "my own words"
    assert (root / "my-work/07-attachment/pictures/map.png").exists()


def test_an_exercise_that_is_not_there(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    button = start("99-later")
    assert button.text == "Start: 99 later"
    said = press(button, monkeypatch)
    assert "not in this copy of the course" in said["lines"][0]["text"]
    assert said["open"] is None
    assert not (root / "my-work/99-later").exists()


def test_a_place_that_cannot_be_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "my-work").write_text("a file where the folder goes", "utf-8")
    (line,) = press(start("07-attachment"), monkeypatch)["lines"]
    assert "I cannot write" in line["text"]


def test_outside_the_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JPY_SESSION_NAME", str(write(tmp_path / "index.ipynb")))
    (line,) = press(start("07-attachment"), monkeypatch)["lines"]
    assert "cannot find the course's folder" in line["text"]


def test_a_public_page_gets_a_sentence_and_no_button(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_PUBLIC_PAGE", "1")
    shown = start("07-attachment")
    assert not isinstance(shown, Start)
    assert "is done in JupyterLab" in shown["start"].text


def test_a_page_cannot_choose_the_folder() -> None:
    assert "assignment" not in Start(assignment="07-attachment").get_state()
