"""The command line: what it starts, and one sentence for what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rapport import cli


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What would have been started: program, command, environment."""
    calls: list[Any] = []
    monkeypatch.setattr(os, "execve", lambda *call: calls.extend(call) or sys.exit(0))
    return calls


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "course").mkdir()
    (tmp_path / "course/index.ipynb").touch()
    (tmp_path / "nbgrader_config.py").touch()
    monkeypatch.chdir(tmp_path / "course")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/their/own")
    return tmp_path


def test_lab_starts_in_the_course_with_our_settings(root: Path, started: list[Any]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["lab", "--no-browser", "--port", "8899", "--IdentityProvider.token=t"])
    program, command, environment = started
    assert program == sys.executable
    assert f"--ServerApp.root_dir={root}" in command
    assert "--LabApp.default_url=/lab/tree/course/index.ipynb" in command
    assert {"--no-browser", "--port=8899", "--IdentityProvider.token=t"} <= set(command)
    settings, course, own = environment["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert (Path(settings) / "jupyter_server_config.py").is_file()
    assert (Path(settings) / "labconfig" / "default_setting_overrides.json").is_file()
    assert (course, own) == (str(root), "/their/own")
    assert environment["PATH"].split(os.pathsep)[0] == str(Path(sys.executable).parent)
    assert Path.cwd() == root


def test_lab_outside_a_course_says_so_and_starts_all_the_same(
    tmp_path: Path,
    started: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "__file__", str(tmp_path / "site" / "rapport" / "cli.py"))
    with pytest.raises(SystemExit):
        cli.main(["lab"])
    assert f"--ServerApp.root_dir={tmp_path}" in started[1]
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "no nbgrader_config.py" in said


@pytest.mark.parametrize(
    "words", [[], ["dance"], ["lab", "--port"], ["lab", "--port", "many"], ["lab", "--port", "0"]]
)
def test_what_is_wrong_is_one_sentence(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2
    said = capsys.readouterr().err
    assert said.startswith("rapport: ")
    assert said.count("\n") == 1
    assert "Traceback" not in said


def test_without_jupyterlab_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert cli.main(["lab"]) == 2
    assert "make lab" in capsys.readouterr().err


def test_check_says_what_is_ready(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check"]) == 0
    said = capsys.readouterr().out
    assert "13 questions, 50 points" in said
    assert said.endswith("Nothing to mend.\n")


def test_check_names_a_slip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "mine.ipynb"
    broken.write_text("{", "utf-8")
    assert cli.main(["check", str(broken)]) == 1
    assert "1 to mend." in capsys.readouterr().out
    assert cli.main(["check", str(tmp_path / "none.ipynb")]) == 2
    assert "there is no file" in capsys.readouterr().err
    assert cli.main(["check", str(tmp_path)]) == 2
    assert "is a folder" in capsys.readouterr().err


def test_evidence_prints_a_table_and_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["evidence", "--seeds", "2", "--clients", "60"]) == 0
    assert "alliance-outcome" in capsys.readouterr().out
    assert cli.main(["evidence", "--json", "--seeds", "2", "--clients", "60"]) == 0
    rows = json.loads(capsys.readouterr().out)
    wanted = "id published low high simulated simulated_low simulated_high within".split()
    assert all(set(wanted) <= set(row) for row in rows)


@pytest.mark.parametrize("wrong", [["--seeds", "1"], ["--clients", "ten"], ["--clients", "-5"]])
def test_evidence_says_what_number_it_wants(
    wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["evidence", *wrong]) == 2
    assert "is not a number from" in capsys.readouterr().err


def test_nobody_reading_on_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "turns.jsonl"
    file.write_text('{"text": "…"}\n', encoding="utf-8")
    ours, theirs = os.pipe()
    os.close(ours)
    command = [sys.executable, "-m", "rapport.cli", "assess", "--behaviours", str(file)]
    with os.fdopen(theirs, "wb") as closed:
        ended = subprocess.run(
            command, stdout=closed, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert (ended.returncode, ended.stderr) == (141, b"")
