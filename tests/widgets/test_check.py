"""[Check] without a browser: what the kernel's half answers to a press."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.widgets.test_notebook import answer_cell, write
from widgets import check
from widgets.check import Check


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "door.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    return path


def press(button: Any, monkeypatch: pytest.MonkeyPatch, message: Any = None) -> dict[str, Any]:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(button, "send", sent.append)
    button._hear({} if message is None else message)
    assert len(sent) == 1
    return sent[0]


def test_a_press_gives_what_craft_says(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, answer_cell("I am sorry. What was it like to sit there?"))
    button = check("petra")
    assert (button.text, button.label) == ("Check", "Check: Petra, session 6")
    said = press(button, monkeypatch)
    assert said["open"] is None
    assert {line["tone"] for line in said["lines"]} <= {"good", "mend", "note"}
    assert any("10 words" in line["text"] for line in said["lines"])


def test_it_never_speaks_of_points(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, answer_cell("Calm down, everything will be fine."))
    said = press(check("petra"), monkeypatch)
    assert not any("point" in line["text"] for line in said["lines"])


def test_the_button_shows_even_where_the_notebook_does_not(path: Path) -> None:
    assert check("petra").label == "Check: petra"


@pytest.mark.parametrize("message", [{}, {"name": None}, {"name": 3}, "press", None, ["x"]])
def test_what_is_wrong_is_one_line(
    path: Path, monkeypatch: pytest.MonkeyPatch, message: Any
) -> None:
    (line,) = press(check("petra"), monkeypatch, message)["lines"]
    assert line["tone"] == "mend"
    assert "door.ipynb" in line["text"]


def test_our_own_mistake_is_one_line_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("ours")

    monkeypatch.setattr(Check, "pressed", fail)
    (line,) = press(check("petra"), monkeypatch)["lines"]
    assert "RuntimeError" in line["text"]
    assert "your work is untouched" in line["text"]


def test_nothing_of_an_answer_is_in_the_widget(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, answer_cell("Something only between us."))
    button = check("petra")
    press(button, monkeypatch)
    assert "between us" not in str(button.get_state())


def test_where_widgets_cannot_be_shown_it_says_what_to_do() -> None:
    assert "Run All Cells" in repr(Check())
