"""What belongs together comes into its place together, or not at all."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest


def test_new_files_take_the_place_of_old_ones(files: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "card.json").write_text("old")
    with files.renewed(folder) as beside:
        (beside / "card.json").write_text("new")
        (beside / "reader.onnx").write_text("new")
        assert [each.read_text() for each in folder.iterdir()] == ["old"]
    assert {each.name: each.read_text() for each in folder.iterdir()} == {
        "card.json": "new",
        "reader.onnx": "new",
    }
    assert list(tmp_path.iterdir()) == [folder]


def test_a_run_that_breaks_leaves_all_as_it_was(files: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "card.json").write_text("old")
    with pytest.raises(OSError, match="no space left"):
        _break_off(files, folder)
    assert {each.name: each.read_text() for each in folder.iterdir()} == {"card.json": "old"}
    assert list(tmp_path.iterdir()) == [folder]


def _break_off(files: ModuleType, folder: Path) -> None:
    with files.renewed(folder) as beside:
        (beside / "reader.onnx").write_text("new")
        raise OSError("no space left")
