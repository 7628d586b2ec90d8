from __future__ import annotations

import contextlib
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.pages.messages import LARGEST, MalformedError, may_be_shown, may_pass, split
from tests.rapport.pages.served import message

UPDATE = {"comm_id": "a" * 32, "data": {"method": "update", "state": {"value": 3}}}


def number(value: int) -> bytes:
    return value.to_bytes(8, "little")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("comm_msg", UPDATE),
        ("comm_msg", {"comm_id": "a", "data": {"method": "custom", "content": {"event": "click"}}}),
        ("comm_msg", {"comm_id": "a", "data": {"method": "request_states"}}),
        ("comm_open", {"comm_id": "a", "target_name": "jupyter.widget.control", "data": {}}),
        ("comm_close", {"comm_id": "a", "data": {}}),
    ],
)
def test_a_widgets_words_pass(kind: str, content: dict[str, Any]) -> None:
    assert may_pass(message(kind, content))


@pytest.mark.parametrize(
    "kind",
    "execute_request inspect_request complete_request history_request is_complete_request "
    "debug_request shutdown_request interrupt_request input_reply kernel_info_request "
    "comm_info_request create_subshell_request unheard_of".split(),
)
def test_nothing_else_passes(kind: str) -> None:
    assert not may_pass(message(kind, {"code": "1", "comm_id": "a", "data": {"method": "update"}}))


@pytest.mark.parametrize("channel", ["control", "stdin", "iopub", "", "Shell", "shell\n"])
def test_only_the_shell_is_spoken_to(channel: str) -> None:
    assert not may_pass(message("comm_msg", UPDATE, channel))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("comm_open", {"comm_id": "a", "target_name": "jupyter.widget", "data": {}}),
        (
            "comm_open",
            {"comm_id": "a", "target_name": "jupyter.widget.control", "target_module": "os"},
        ),
        ("comm_msg", {"comm_id": "a", "data": {"method": "backbone"}}),
        ("comm_msg", {"comm_id": "a", "data": {}}),
        ("comm_msg", {"comm_id": "a", "data": []}),
        ("comm_msg", {"comm_id": 7, "data": {"method": "update"}}),
        ("comm_msg", {"comm_id": "", "data": {"method": "update"}}),
        ("comm_msg", {"comm_id": "a" * 65, "data": {"method": "update"}}),
        ("comm_msg", {"data": {"method": "update"}}),
    ],
)
def test_odd_words_of_widgets_do_not_pass(kind: str, content: dict[str, Any]) -> None:
    assert not may_pass(message(kind, content))


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\x00" * 8,
        b"\xff" * 8,
        number(2**63) + b"{}" * 100,
        number(2**62),
        number(7) + number(63) * 7,
        number(7) + b"".join(map(number, [64, 60, 66, 68, 70, 72, 74])) + b"x" * 10,
        number(7) + b"".join(map(number, [64, 69, 71, 73, 75, 77, 2**60])) + b"shell{}{}{}{}",
        message("comm_msg", UPDATE) + b"x",
        message("comm_msg", UPDATE)[:-1],
        message("comm_msg", UPDATE).replace(b"comm_msg", b"comm\xffmsg"),
        message("comm_msg", UPDATE | {"pad": "x" * LARGEST}),
    ],
    ids=range(12),
)
def test_what_no_page_sends_is_recognised_at_once(packed: bytes) -> None:
    begun = time.perf_counter()
    with pytest.raises(MalformedError):
        may_pass(packed)
    assert time.perf_counter() - begun < 0.1


def test_json_nested_without_end_is_malformed() -> None:
    parts = [b"shell", b"{}", b"{}", b"{}", b"[" * 100_000]
    ends = [64]
    for part in parts:
        ends.append(ends[-1] + len(part))
    packed = number(7) + b"".join(map(number, [*ends, ends[-1]])) + b"".join(parts)
    with pytest.raises(MalformedError):
        may_pass(packed)


@given(st.binary(max_size=400))
def test_any_bytes_are_answered(packed: bytes) -> None:
    with contextlib.suppress(MalformedError):
        assert may_pass(packed) is False


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=12), st.binary(max_size=200))
def test_any_table_of_offsets_is_answered(numbers: list[int], rest: bytes) -> None:
    packed = number(len(numbers)) + b"".join(map(number, numbers)) + rest
    with contextlib.suppress(MalformedError):
        assert b"".join(split(packed)) == packed[8 * (len(numbers) + 1) :]


@pytest.mark.parametrize(
    ("kind", "content", "shown"),
    [
        ("comm_msg", UPDATE, True),
        ("status", {"execution_state": "idle"}, True),
        ("status", {"execution_state": "dead"}, True),
        ("status", {"execution_state": "busy"}, False),
        ("stream", {"name": "stdout", "text": "hello"}, True),
        ("stream", {"name": "stderr", "text": "Traceback"}, False),
        ("execute_input", {"code": "1"}, False),
        ("execute_reply", {"status": "ok"}, False),
        ("kernel_info_reply", {}, False),
        ("comm_info_reply", {}, False),
        ("debug_event", {}, False),
    ],
)
def test_what_a_page_may_see(kind: str, content: dict[str, Any], shown: bool) -> None:
    assert may_be_shown(message(kind, content, "iopub")) is shown


def test_large_figures_are_shown() -> None:
    assert may_be_shown(message("comm_msg", {"data": json.dumps([0] * 10**6)}, "iopub"))
