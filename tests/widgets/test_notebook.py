"""Finding the notebook and an answer in it; whatever is wrong is one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from widgets.notebook import CannotTellError, answer, this_notebook

FORM = {"kind": "reply", "title": "Petra, session 6", "starter": "*Write here.*", "client": "Hm."}


def answer_cell(text: str = "I am sorry.", **metadata: Any) -> Any:
    marks = {"grade": True, "solution": True, "locked": False, "grade_id": "petra"}
    return new_markdown_cell(text, metadata={"nbgrader": marks, "rapport": FORM, **metadata})


def question_cell() -> Any:
    marks = {"grade": False, "solution": False, "locked": True, "grade_id": "petra-q"}
    return new_markdown_cell("What do you say?", metadata={"nbgrader": marks})


def write(path: Path, *cells: Any) -> Path:
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "door.ipynb"


def test_the_answer_and_its_form_are_found(path: Path) -> None:
    write(path, question_cell(), answer_cell("Two lines,\nboth kept."), new_code_cell("check()"))
    found = answer(path, "petra")
    assert found.text == "Two lines,\nboth kept."
    assert found.form == FORM


def one_sentence(path: Path) -> str:
    with pytest.raises(CannotTellError) as caught:
        answer(path, "petra")
    said = str(caught.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert str(path.parent) not in said
    return said


def test_a_deleted_answer(path: Path) -> None:
    assert "no longer in the notebook" in one_sentence(write(path, question_cell()))


def test_an_answer_that_is_there_twice(path: Path) -> None:
    assert "2 times" in one_sentence(write(path, answer_cell(), answer_cell()))


def test_an_answer_that_became_code(path: Path) -> None:
    cell = new_code_cell("I am sorry.", metadata=answer_cell().metadata)
    assert "has become a code cell" in one_sentence(write(path, cell))


@pytest.mark.parametrize("form", [None, "reply", ["reply"], 3])
def test_an_answer_without_its_form(path: Path, form: Any) -> None:
    assert "lost its hidden label" in one_sentence(write(path, answer_cell(rapport=form)))


@pytest.mark.parametrize("marks", [None, 3, [], {"grade_id": ["petra"]}])
def test_strange_marks_of_nbgrader_hide_nothing(path: Path, marks: Any) -> None:
    write(path, answer_cell(), new_markdown_cell("", metadata={"nbgrader": marks}))
    assert answer(path, "petra").text == "I am sorry."


@pytest.mark.parametrize(
    "text", ["", "no JSON", "[]", "{}", "3", json.dumps({"cells": 3}), '{"cells": [{}]}', "\udcff"]
)
def test_a_file_that_is_no_notebook(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert "door.ipynb" in one_sentence(path) or "petra" in one_sentence(path)


def test_a_file_that_is_gone(path: Path) -> None:
    assert "cannot be opened" in one_sentence(path)


def test_the_notebook_by_its_whole_path(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(write(path)))
    assert this_notebook() == path


@pytest.mark.parametrize("told", ["door.ipynb", "my-work/door.ipynb"])
def test_the_notebook_by_a_name_relative_to_the_server(
    path: Path, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(path)
    monkeypatch.chdir(path.parent)  # a kernel starts in its notebook's folder
    monkeypatch.setenv("JPY_SESSION_NAME", told)
    assert this_notebook() == path


def test_a_renamed_notebook_is_followed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    renamed = write(path.with_name("my door.ipynb"))
    assert this_notebook("my door.ipynb") == renamed
    assert this_notebook("../../elsewhere/my door.ipynb") == renamed  # only the name counts


def test_an_unknown_notebook(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    with pytest.raises(CannotTellError, match="which notebook this is"):
        this_notebook()
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    with pytest.raises(CannotTellError, match="cannot find the file door"):
        this_notebook()
