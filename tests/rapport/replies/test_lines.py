"""`rapport assess`: JSON lines in and out, and no line stops the others."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.cli import main
from rapport.replies import lines

GOOD = {"id": "a", "client": "My boy moved out.", "reply": "You set two plates."}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "…", "\ud800"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
)


def answered(*raw: bytes, read: lines.Read = lines.replies) -> list[dict[str, Any]]:
    return list(lines.answers(raw, read, lines.FIELDS[read]))


def test_a_reply() -> None:
    (told,) = answered(json.dumps(GOOD).encode())
    assert list(told) == ["id", "overall", "skills", "faults", "confidence", "needs_human"]
    assert told["id"] == "a"
    assert len(told["skills"]) == 9


def test_a_turn() -> None:
    line = {"id": 3, "text": "What is it like?", "client_before": "I smoke."}
    (told,) = answered(json.dumps(line).encode(), read=lines.behaviours)
    assert told["id"] == 3
    assert told["behaviour"] in ("question", "reflection", "therapist_input", "other")
    assert set(told) == {"id", "behaviour", "open", "confidence"}


def test_a_goal() -> None:
    line = {"id": "g", "goal": "Walk 20 minutes on Monday and Thursday.", "client": ""}
    (told,) = answered(json.dumps(line).encode(), read=lines.goals)
    aims = ["specific", "measurable", "achievable", "relevant", "time_bound"]
    assert [told[aim] in (0, 1) for aim in aims] == [True] * 5
    assert told["is_smart"] is all(told[aim] for aim in aims)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"{", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b"[]", "not a JSON object"),
        (b"\xff", "not UTF-8"),
        (b'{"id": "x", "reply": "Yes."}', "`client` is missing"),
        (b'{"id": "x", "client": 3, "reply": "Yes."}', "`client` is not a text"),
        (
            b'{"id": [], "client": "A", "reply": "Yes."}',
            "`id` is neither a text nor a whole number",
        ),
        (
            b'{"id": 1.5, "client": "A", "reply": "Yes."}',
            "`id` is neither a text nor a whole number",
        ),
        (
            b'{"id": true, "client": "A", "reply": "Yes."}',
            "`id` is neither a text nor a whole number",
        ),
        (b'{"id": "x", "client": "A", "reply": "Yes.", "context": [1]}', "`context` is not a text"),
        (b'{"reply": "' + b"a" * 1_000_001 + b'"}', "longer than 1,000,000"),
    ],
)
def test_a_line_that_cannot_be_read_says_why_and_the_run_goes_on(raw: bytes, says: str) -> None:
    first, second = answered(raw, json.dumps(GOOD).encode())
    assert says in first["error"]
    assert first["error"].startswith("line 1: ")
    assert second["id"] == "a"


def test_a_field_that_is_not_read_stops_nothing() -> None:
    turn = {"id": 1, "text": "…", "client": {"name": "Ama"}, "context": ["a"], "goal": 3}
    (told,) = answered(json.dumps(turn).encode(), read=lines.behaviours)
    assert told["behaviour"] == "other"
    (told,) = answered(json.dumps({**GOOD, "client_before": 3}).encode())
    assert "overall" in told


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    mark, good = b"\xef\xbb\xbf", json.dumps(GOOD).encode()
    assert [told["id"] for told in answered(mark + good, good)] == ["a", "a"]
    assert answered(mark) == []
    assert "error" in answered(good, mark + good)[1]


def test_half_a_surrogate_pair_is_read() -> None:
    (told,) = answered(b'{"id": "s", "client": "A.", "reply": "\\ud800 plates"}')
    assert "overall" in told


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_are_answered(raw: bytes) -> None:
    for told in answered(raw):
        assert "id" in told


@given(st.dictionaries(st.sampled_from(["id", "text", "client_before", "x"]), JSON))
def test_any_object_is_answered_under_its_id(line: dict[str, Any]) -> None:
    for told in answered(json.dumps(line).encode(), read=lines.behaviours):
        if "error" not in told:
            assert told["id"] == line.get("id")


def test_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "replies.jsonl"
    file.write_text(json.dumps(GOOD) + "\n\n{\n", encoding="utf-8")
    assert main(["assess", str(file)]) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["id"] == "a"
    assert second["error"].startswith("line 3: ")

    monkeypatch.setattr(
        "sys.stdin", SimpleNamespace(buffer=io.BytesIO(b'{"id": 1, "text": "Mm-hmm."}'))
    )
    assert main(["assess", "--behaviours"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == 1


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
def test_any_id_can_be_printed_anywhere(
    encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = ["\ud800", "学1", "last"]
    file = tmp_path / "turns.jsonl"
    file.write_text("\n".join(json.dumps({"id": id, "text": "…"}) for id in ids))
    printed = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr("sys.stdout", printed)
    assert main(["assess", "--behaviours", str(file)]) == 0
    printed.seek(0)
    assert [json.loads(line)["id"] for line in printed] == ids


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="no files for pipes here")
def test_a_pipe_is_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    ours, theirs = os.pipe()
    os.write(theirs, b'{"id": 1, "text": "Mm-hmm."}')
    os.close(theirs)
    assert main(["assess", "--behaviours", f"/dev/fd/{ours}"]) == 0
    os.close(ours)
    assert json.loads(capsys.readouterr().out)["id"] == 1


@pytest.mark.parametrize(("sure", "human"), [("0", False), ("1", True)])
def test_how_sure_is_a_setting(
    sure: str, human: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "replies.jsonl"
    file.write_text(json.dumps(GOOD), encoding="utf-8")
    assert main(["assess", "--sure", sure, str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["needs_human"] is human


def test_a_wrong_command_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["assess", "--sure", "2"]) == 2
    assert "2 is not a number from 0 to 1" in capsys.readouterr().err
    assert main(["assess", "nowhere.jsonl"]) == 2
    assert "there is no file nowhere.jsonl" in capsys.readouterr().err
    assert main(["assess", str(tmp_path)]) == 2
    assert "is a folder" in capsys.readouterr().err
    assert main(["assess", "--goals", "--behaviours"]) == 2


@pytest.mark.parametrize("other", ["--goals", "--behaviours"])
def test_how_sure_is_a_setting_for_replies_alone(
    other: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["assess", other, "--sure", "0"]) == 2
    assert f"--sure is for replies, and says nothing with {other}" in capsys.readouterr().err


def test_a_file_that_cannot_be_opened_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    file = tmp_path / "replies.jsonl"
    file.touch()
    monkeypatch.setattr(Path, "open", refuse)
    assert main(["assess", str(file)]) == 2
    assert capsys.readouterr().err == f"rapport: {file} cannot be read: Permission denied\n"
