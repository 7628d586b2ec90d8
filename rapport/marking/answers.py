"""From what a learner typed to what it says: one parser per form of answer.

No parser raises, whatever the text. Each gives what it could read and, in `problems`, one
sentence per thing it could not: what was expected and what was found.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapport.replies.text import fold

READ_AT_MOST = 20_000
"""Characters of an answer that are read by software; a longer one goes to a person whole."""

_BULLET = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)])?\s*")
_TASK = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)])?\s*\[(?P<mark>[^\]\n]{0,3})\]\s*(?P<text>.*)$")
_NUMBERED = re.compile(
    r"^\s*(?:[-*+•]\s+)?(?:[(\[]\s*(?P<in>\d{0,3})\s*[)\]]|(?P<bare>\d{1,3})\s*[.):·-]?(?=\s))?"
    r"\s*(?P<text>.*)$"
)
_ARROW = re.compile(r"\s*(?:→|⟶|⇒|➜|➔|-{1,2}>|={1,2}>)\s*")
_UNTICKED = frozenset({"", "-", "_", "o", "0"})


@dataclass(frozen=True)
class Ticks:
    """Which options are ticked, in the key's own wording and order."""

    ticked: tuple[str, ...]
    missing: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranks:
    """Place of each line that has one (1 first); `given` is False where nothing was done."""

    place: dict[str, int] = field(default_factory=dict)
    given: bool = True
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Labels:
    """The label of each row that has a readable one, in the key's own wording."""

    label: dict[str, str] = field(default_factory=dict)
    given: bool = True
    problems: tuple[str, ...] = ()


def parse_ticks(text: str, options: Sequence[str]) -> Ticks:
    """Read a Markdown task list: `- [x] option`. Options are known by their wording."""
    ticked: list[str] = []
    seen: list[str] = []
    problems = []
    for mark, line in _tasks(text):
        option = closest(line, options)
        if option is None:
            if mark:
                problems.append(f"A ticked line is not one of the options: {_quote(line)}.")
            continue
        if option in seen and (option in ticked) != mark:
            problems.append(f"This option stands there both ticked and unticked: {_quote(option)}.")
        seen.append(option)
        if mark and option not in ticked:
            ticked.append(option)
    missing = tuple(option for option in options if option not in seen)
    if missing:
        problems.append(_gone("option", missing, options))
    in_order = tuple(option for option in options if option in ticked)
    return Ticks(in_order, missing, tuple(problems))


def parse_order(text: str, lines: Sequence[str], shuffled: Sequence[str]) -> Ranks:
    """Read numbered lines, `- (2) line`, or, where no number stands, lines moved about.

    shuffled: the lines as the learner was given them, so that an untouched list is told from
    a chosen order.
    """
    found: list[tuple[str, int | None]] = []
    problems = []
    for raw in text.splitlines():
        match = _NUMBERED.match(raw)
        if match is None or not match["text"].strip():
            continue
        line = closest(match["text"], lines)
        if line is None:
            continue
        digits = match["in"] or match["bare"]
        if any(line == other for other, _ in found):
            problems.append(f"This line stands there twice: {_quote(line)}.")
            continue
        found.append((line, int(digits) if digits else None))

    there = [line for line, _ in found]
    missing = [line for line in lines if line not in there]
    if missing:
        problems.append(_gone("line", missing, lines))
    numbers = [number for _, number in found if number is not None]
    if not numbers:
        moved = there != [line for line in shuffled if line in there]
        place = {line: index for index, line in enumerate(there, 1)} if moved else {}
        return Ranks(place, moved, tuple(problems))
    if len(numbers) < len(found):
        problems.append(f"{len(numbers)} of {len(lines)} lines have a number; all need one.")
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    if twice:
        problems.append(f"The number {twice[0]} stands in front of more than one line.")
    place = {line: number for line, number in found if number is not None}
    return Ranks(place, True, tuple(problems))


def parse_labels(text: str, rows: Sequence[str], labels: Sequence[str]) -> Labels:
    """Read `statement → label` lines or the last column of a table.

    A label counts when it is near enough to be meant (spelling is not judged).
    """
    label: dict[str, str] = {}
    seen: set[str] = set()
    problems = []
    given = False
    for statement, said in _pairs(text):
        row = closest(statement, rows)
        if row is None:
            continue
        seen.add(row)
        if not said.strip(" ?_.…*"):
            continue
        given = True
        known = closest(said, labels, cutoff=0.75)
        if known is None:
            wanted = ", ".join(labels)
            problems.append(
                f"{_quote(said)} is not one of the labels ({wanted}), at {_quote(row)}."
            )
        elif label.setdefault(row, known) != known:
            problems.append(f"Two labels stand at {_quote(row)}.")
    missing = [row for row in rows if row not in seen]
    if missing:
        problems.append(_gone("statement", missing, rows))
    unlabelled = sum(row in seen and row not in label for row in rows) - len(
        [problem for problem in problems if "is not one of the labels" in problem]
    )
    if given and unlabelled > 0:
        problems.append(f"{_count(unlabelled, 'statement')} of {len(rows)} have no label yet.")
    return Labels(label, given, tuple(problems))


def own_words(text: str, starter: str) -> str:
    """Give a written answer without what the cell held when it was handed out."""
    given = {key(line) for line in starter.splitlines() if line.strip()}
    kept = [line for line in text.splitlines() if key(line) not in given]
    return "\n".join(kept).strip()


def key(text: str) -> str:
    """Give the form in which two wordings are taken as the same.

    Case, kind of quote, Markdown emphasis, white space and the full stop at the end play no part.
    """
    plain = re.sub(r"[*_`~\\]", "", fold(text).replace("“", '"').replace("”", '"'))
    plain = plain.replace("‘", "'").replace("–", "-").replace("—", "-")
    return " ".join(plain.split()).strip(" .:;")


def closest(text: str, known: Sequence[str], *, cutoff: float = 0.88) -> str | None:
    """Give the known wording that `text` is, or is nearly; None where none is close."""
    keys = {key(other): other for other in known}
    said = key(_BULLET.sub("", text)) if key(text) not in keys else key(text)
    if said in keys:
        return keys[said]
    if not said or len(said) > 3 * max(map(len, keys), default=0):
        return None
    near = difflib.get_close_matches(said, list(keys), n=1, cutoff=cutoff)
    return keys[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give '; did you mean …?' for the closest known word, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""


def _tasks(text: str) -> list[tuple[bool, str]]:
    """Ticks and texts of task lines; a line without a box goes on the one before."""
    tasks: list[tuple[bool, str]] = []
    for raw in text.splitlines():
        task = _TASK.match(raw)
        if task:
            tasks.append((task["mark"].strip().casefold() not in _UNTICKED, task["text"]))
        elif raw[:1].isspace() and raw.strip() and tasks:
            mark, line = tasks[-1]
            tasks[-1] = (mark, f"{line} {raw.strip()}")
    return tasks


def _pairs(text: str) -> list[tuple[str, str]]:
    """Statement and label of each line that has the form of one."""
    pairs = []
    for raw in text.splitlines():
        if raw.strip().startswith("|"):
            cells = [cell.strip() for cell in raw.strip().strip("|").split("|")]
            if len(cells) >= 2:
                pairs.append((cells[0], cells[-1]))
            continue
        parts = _ARROW.split(raw)
        if len(parts) >= 2:
            pairs.append((_BULLET.sub("", " → ".join(parts[:-1])), parts[-1]))
        elif raw.strip():
            pairs.append((raw, ""))
    return pairs


def _gone(noun: str, missing: Sequence[str], known: Sequence[str]) -> str:
    """Say how many of the known wordings are no longer in the answer."""
    return (
        f"{_count(len(missing), noun)} of {len(known)} cannot be found any more, "
        f"the first being {_quote(missing[0])}."
    )


def _quote(text: str) -> str:
    short = " ".join(text.split())
    return f"“{short[:77]}…”" if len(short) > 80 else f"“{short}”"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
