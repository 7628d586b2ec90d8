"""JSON lines in, JSON lines out: the readers for whoever wants to measure them.

One object a line. A line that cannot be read gives an object with `error`, one sentence, and the
run goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from rapport.replies.assessing import assess
from rapport.replies.utterances import behaviour, smart

Read = Callable[[Mapping[str, str]], dict[str, Any]]
AT_MOST = 1_000_000  # characters of a line; a learner's longest answer has a thousandth of it


def replies(line: Mapping[str, str], sure: float | None = None) -> dict[str, Any]:
    """Read {"client", "reply"} and, if given, "context"."""
    told = assess(line["reply"], line["client"], context=line.get("context", ""), sure=sure)
    return told.to_dict()


def behaviours(line: Mapping[str, str]) -> dict[str, Any]:
    """Read {"text", "client_before"}."""
    return behaviour(line["text"], line.get("client_before", "")).to_dict()


def goals(line: Mapping[str, str]) -> dict[str, Any]:
    """Read {"goal", "client"}."""
    return smart(line["goal"], line.get("client", "")).to_dict()


NEEDED: Mapping[Read, tuple[str, ...]] = {
    replies: ("client", "reply"),
    behaviours: ("text",),
    goals: ("goal",),
}
OPTIONAL = ("context", "client_before", "client")


def answers(
    lines: Iterable[bytes], read: Read, needed: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    """Yield an object for every line that is not empty, in order."""
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        id: object = None
        try:
            line = _object(raw)
            id = line.get("id")
            told = read(_texts(line, needed))
        except ValueError as fault:
            told = {"error": f"line {number}: {fault}"}
        yield {"id": id, **told}


def _object(raw: bytes) -> dict[str, Any]:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("this is not UTF-8") from None
    if len(text) > AT_MOST:
        raise ValueError(f"this is longer than {AT_MOST:,} characters")
    try:
        line = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("this is not valid JSON") from None
    if not isinstance(line, dict):
        raise ValueError("this is not a JSON object")
    if not isinstance(line.get("id"), str | int | None):
        raise ValueError("`id` is neither a text nor a number")
    return line


def _texts(line: Mapping[str, Any], needed: tuple[str, ...]) -> dict[str, str]:
    """Give the texts of a line; half a surrogate pair, which no text can hold, becomes “�”."""
    found = {}
    for name in (*needed, *OPTIONAL):
        value = line.get(name)
        if value is None:
            if name in needed:
                raise ValueError(f"`{name}` is missing")
            continue
        if not isinstance(value, str):
            raise ValueError(f"`{name}` is not a text")
        found[name] = value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return found
