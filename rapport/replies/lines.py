"""JSON lines in, JSON lines out: the readers for whoever wants to measure them.

One object a line. A line that cannot be read gives an object with `error`, one sentence, and the
run goes on.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

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


class Fields(NamedTuple):
    """Names of the fields a reader reads; whatever else a line holds is nobody's business here."""

    needed: tuple[str, ...]
    optional: tuple[str, ...]


FIELDS: Mapping[Read, Fields] = {
    replies: Fields(("client", "reply"), ("context",)),
    behaviours: Fields(("text",), ("client_before",)),
    goals: Fields(("goal",), ("client",)),
}


def answers(lines: Iterable[bytes], read: Read, fields: Fields) -> Iterator[dict[str, Any]]:
    """Yield an object for every line that is not empty, in order."""
    for number, raw in numbered(lines):
        id: object = None
        try:
            line = parsed(raw)
            id = _id(line)
            told = read(_texts(line, fields))
        except ValueError as fault:
            told = {"error": f"line {number}: {fault}"}
        yield {"id": id, **told}


def numbered(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield every line that is not empty with its number, from 1.

    A byte order mark, which Windows puts before the first line, is no part of it.
    """
    for number, raw in enumerate(lines, 1):
        line = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        if line.strip():
            yield number, line


def parsed(raw: bytes) -> dict[str, Any]:
    """Return a line as an object. Raises ValueError, one sentence."""
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
    return line


def text_of(line: Mapping[str, Any], name: str) -> str:
    """Return a field's text; half a surrogate pair, which no text can hold, becomes “�”.

    Raises ValueError, one sentence.
    """
    value = line.get(name)
    if value is None:
        raise ValueError(f"`{name}` is missing")
    if not isinstance(value, str):
        raise ValueError(f"`{name}` is not a text")
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _id(line: Mapping[str, Any]) -> str | int | None:
    id = line.get("id")
    if isinstance(id, bool) or not isinstance(id, str | int | None):
        raise ValueError("`id` is neither a text nor a whole number")
    return id


def _texts(line: Mapping[str, Any], fields: Fields) -> dict[str, str]:
    given = (name for name in fields.optional if line.get(name) is not None)
    return {name: text_of(line, name) for name in (*fields.needed, *given)}
