"""`rapport corpus`: what it prints and its exit code."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rapport import cli
from tests.rapport.replies.corpus.samples import small, whole, write


def test_a_whole_corpus_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["corpus", str(write(whole(), tmp_path))]) == 0
    said = capsys.readouterr().out
    assert said.startswith("80 scenes, 10 voices, 3200 replies (3200 labelled, 800 rated twice)")
    assert said.endswith("Promises broken: none\n")
    second = tmp_path / "labels" / "second.jsonl"
    second.write_text(second.read_text("utf-8").partition("\n")[2], "utf-8")
    assert cli.main(["corpus", "--json", str(tmp_path)]) == 1
    broken = json.loads(capsys.readouterr().out)["broken"]
    assert broken == {
        "rated twice": "There should be at least 800 replies rated twice; there are 799."
    }


def test_a_corpus_begun_is_shown_and_not_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(replace(small(), replies=(), labels=(), second=(), settled=()), tmp_path)
    assert cli.main(["corpus", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "1 scenes, 1 voices, 0 replies" in said
    assert "There should be at least 3200 replies; there are 0." in said


def test_a_faulty_line_is_told_and_not_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(small(), tmp_path)
    (tmp_path / "gaming.jsonl").write_text("{}\n")
    assert cli.main(["corpus", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("gaming.jsonl, line 1 cannot be read:\n  id: this field is missing")


def test_without_a_corpus_there_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["corpus", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert told.startswith("rapport: There is no corpus in ")
    assert told.count("\n") == 1
