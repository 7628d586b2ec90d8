"""What a browser may say to a kernel: words between a widget and its other half, nothing else.

Messages are binary, in Jupyter's protocol `v1.kernel.websocket.jupyter.org`: little-endian 64-bit
numbers (how many offsets, then the offsets), the channel's name, header, parent header, metadata
and content as JSON, then buffers. Everything is checked before it is used: the count alone, taken
at its word, can keep a server busy for hours.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

PROTOCOL = "v1.kernel.websocket.jupyter.org"
LARGEST = 256 * 1024
"""Bytes in one message; a slider's are a few hundred."""

MOST_PARTS = 32
"""Channel, four pieces of JSON, and buffers."""

_FROM_BROWSER = frozenset(["comm_open", "comm_msg", "comm_close"])
_METHODS = frozenset(["update", "custom", "request_state", "request_states"])
_CONTROL = "jupyter.widget.control"
_TO_BROWSER = frozenset(
    "status comm_open comm_msg comm_close stream display_data update_display_data "
    "execute_result clear_output error".split()
)


class MalformedError(Exception):
    """No page of ours sends this: the connection is to be closed."""


def split(message: bytes) -> list[bytes]:
    """Give a message's parts: channel, header, parent header, metadata, content, buffers...

    Raises `MalformedError` where the offsets do not lie in order within the message.
    """
    if len(message) > LARGEST:
        raise MalformedError("too long")
    count = int.from_bytes(message[:8], "little")
    if not 6 <= count <= MOST_PARTS + 1 or len(message) < 8 * (count + 1):
        raise MalformedError("not that many parts")
    offsets = [int.from_bytes(message[8 * i : 8 * i + 8], "little") for i in range(1, count + 1)]
    if offsets[0] != 8 * (count + 1) or offsets[-1] != len(message):
        raise MalformedError("parts elsewhere")
    if any(start > end for start, end in pairwise(offsets)):
        raise MalformedError("parts out of order")
    return [message[start:end] for start, end in pairwise(offsets)]


def may_pass(message: bytes) -> bool:
    """Tell whether a browser's message may go to its kernel.

    Code to run, questions about code, shutting down and everything else that is not a widget's
    word may not. Raises `MalformedError`.
    """
    parts = split(message)
    if parts[0] != b"shell":
        return False
    header, content = _object(parts[1]), _object(parts[4])
    for part in parts[2:4]:
        _object(part)
    kind, data = header.get("msg_type"), content.get("data", {})
    if kind not in _FROM_BROWSER or not isinstance(data, dict):
        return False
    comm = content.get("comm_id")
    if not isinstance(comm, str) or not 0 < len(comm) <= 64:
        return False
    if kind == "comm_open":
        # Only to ask how all widgets stand; a browser makes no widgets in the kernel.
        return content.get("target_name") == _CONTROL and not content.get("target_module")
    return kind == "comm_close" or data.get("method") in _METHODS


def may_be_shown(message: bytes) -> bool:
    """Tell whether a kernel's message, as Jupyter packed it, may go to the browser.

    A cell's source may not, nor what is printed for the host's eyes (warnings, tracebacks). That
    the kernel is busy need not: no page asks, and the word would wake the browser before the one
    that a moved slider waits for.
    """
    # Packed by our own server, and as large as a figure: no bounds here.
    start, end, content, after = (
        int.from_bytes(message[8 * i : 8 * i + 8], "little") for i in (2, 3, 5, 6)
    )
    kind = json.loads(message[start:end]).get("msg_type")
    if kind == "stream":
        return bool(json.loads(message[content:after]).get("name") == "stdout")
    if kind == "status":
        return bool(json.loads(message[content:after]).get("execution_state") != "busy")
    return kind in _TO_BROWSER


def _object(part: bytes) -> dict[str, Any]:
    try:
        value = json.loads(part)
    except (ValueError, RecursionError) as problem:
        raise MalformedError("not JSON") from problem
    if not isinstance(value, dict):
        raise MalformedError("not an object")
    return value
