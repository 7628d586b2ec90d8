"""From a typed table to a plan of sessions: `| 1-3 | empathy | high |`, one row per decision.

The parser never raises, whatever the text. What it cannot read it says, a sentence per row, and
reads on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from rapport.dynamics import PRACTICES, REPAIRS, Event, Plan, Practices, turned
from rapport.dynamics.plan import LONGEST
from rapport.marking.answers import READ_AT_MOST, closest, did_you_mean
from rapport.replies.text import fold

READ_ROWS_AT_MOST = 200
"""Rows of a table that are read by software; a person sees the others."""

LEVELS: Mapping[str, float] = MappingProxyType(
    {"none": 0.0, "low": 0.25, "medium": 0.5, "high": 0.75, "full": 1.0}
)
"""The levels in words."""

REPAIR = "repair"
"""What a row names in the place of a practice when it says how an event is repaired."""

# How people call the practices; the names themselves are added below.
_CALLED: Mapping[str, str] = MappingProxyType(
    {
        "reliability": "reliable; predictable sessions; predictability; on time; promises kept; "
        "consistency; keeping promises",
        "empathy": "empathic listening; listening; understanding; listening and understanding; "
        "attunement",
        "validation": "validating; warmth; affirmation; feelings affirmed; no judgment; "
        "no judgement; acceptance",
        "clarity": "explaining; transparency; informed consent; confidentiality explained; "
        "process explained; limits explained; limits and confidentiality explained; "
        "process, limits and confidentiality explained; explaining limits and confidentiality",
        "invitation": "depth; invitation to open; invitation to open up; inviting; "
        "pace of invitation; how far the client is invited to open",
        "patience": "patient; following the client's pace; follow the client's pace; "
        "the client's pace; pace follows the client; slow pace",
        "collaboration": "collaborating; shared goals; shared decisions; deciding together; "
        "goals set together; goals and decisions shared; joint goals; working together",
        "feedback": "asking for feedback; ask for feedback; asking how this is going; "
        "feedback asked for",
        "response": "responsiveness; response to feedback; acting on feedback; "
        "feedback acted upon; changing what is done next",
        "humility": "cultural humility; the client is the expert",
        "boundaries": "boundary; limits; limits kept; keeping limits; kind limits; "
        "limits kept, kindly",
        "contact": "contact between sessions; between-session contact; "
        "reassurance between sessions; messages between sessions",
        REPAIR: "repairing; repair it; repair of the misunderstanding; "
        "repair the misunderstanding; mend; mending",
    }
)
CALLED: Mapping[str, str] = MappingProxyType(
    {
        called: practice
        for practice, others in _CALLED.items()
        for called in (practice, *others.split("; "))
    }
)
"""Practice by every name it is known under, and `repair`."""

_LEVEL_WORDS: Mapping[str, float] = MappingProxyType(
    {
        **LEVELS,
        **dict.fromkeys(("no", "off", "nothing"), 0.0),
        **dict.fromkeys(("little", "a little", "some"), 0.25),
        **dict.fromkeys(("mid", "middle", "moderate", "half"), 0.5),
        **dict.fromkeys(("max", "maximum", "as much as can be"), 1.0),
    }
)
_REPAIR_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **{repair: repair for repair in REPAIRS},
        **dict.fromkeys(("own", "own it", "own my part", "owned at once"), "owned"),
        **dict.fromkeys(("defend", "defended", "explained away", "explain"), "defensive"),
        **dict.fromkeys(("none", "no", "not", "left"), "never"),
    }
)
_COLUMNS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("session", "sessions", "when", "week", "weeks"), 0),
        **dict.fromkeys(("practice", "practices", "what"), 1),
        **dict.fromkeys(("level", "levels", "how much", "amount", "intensity"), 2),
    }
)
_NEAR = 0.85  # spelling is not judged; no two practices have names as near as this
_PARTS = ("sessions", "practice", "level")
_SAID_AT_MOST = 12  # sentences about what could not be read
_CELL_AT_MOST = 80  # characters; no cell that can be read is longer
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))
_EMPHASIS = re.compile(r"[*_`~\\]")
_BULLET = re.compile(r"^[-*+•] ")
_REMARK = re.compile(r" ?\([^()]*\)$")
_DIVIDER = re.compile(r"^:?-*:?$")
_NUMBER = re.compile(r"^(?P<number>\d{1,6}(?:[.,]\d{1,9})?|[.,]\d{1,9}) ?(?P<percent>%|percent)?$")
_LIST = re.compile(r" ?(?:[,;/&+]| and ) ?")
_ONE = re.compile(r"^(?P<first>\d{1,6})$")
_SPAN = re.compile(
    r"^(?:from )?(?P<first>\d{1,6}) ?(?:-+|to|until|till|through|\.\.\.?) ?"
    r"(?P<last>\d{1,6}|(?:the )?(?:end|last))$"
)
_FROM = re.compile(r"^(?:(?:from|since) (?P<first>\d{1,6})(?: on| onwards?)?|"
                   r"(?P<other>\d{1,6}) ?(?:\+|on|onwards?|and on))$")  # fmt: skip
_UNTIL = re.compile(r"^(?:up to|until|till|to) (?P<last>\d{1,6})$")
_SESSIONS = re.compile(r"^(?:in )?(?:sessions?|weeks?) ?")
_ALL = frozenset({"all", "every", "always", "each", "throughout", "the whole course", "whole"})
_WANT_SESSIONS = "such as 4, 1-3, from 4 or all"
_WANT_LEVEL = "none, low, medium, high or full, a number from 0 to 1, or a percentage"


@dataclass(frozen=True)
class Setting:
    """What a plan is written for.

    sessions: how many there are; usual: the level, 0 to 1, of every practice a plan does not
    name; events: (session, kind) of what happens and can be repaired; at_once: the most practices
    that can stand above their usual level in one session, None for no limit.
    """

    sessions: int
    usual: Mapping[str, float]
    events: tuple[tuple[int, str], ...] = ()
    at_once: int | None = None

    def to_form(self) -> dict[str, Any]:
        """Give the setting as plain data that a cell's metadata can hold."""
        return {
            "sessions": self.sessions,
            "usual": dict(self.usual),
            "events": [list(event) for event in self.events],
            "at_once": self.at_once,
        }

    @classmethod
    def of_form(cls, form: Mapping[str, Any]) -> Setting:
        """Read what `to_form` gave. Raises KeyError, TypeError or ValueError for anything else."""
        sessions, at_once = form["sessions"], form["at_once"]
        if type(sessions) is not int or not 1 <= sessions <= LONGEST:
            raise ValueError("the number of sessions was changed")
        if at_once is not None and type(at_once) is not int:
            raise ValueError("the number of practices at once was changed")
        usual = {name: float(form["usual"][name]) for name in PRACTICES}
        events = tuple((int(session), str(kind)) for session, kind in form["events"])
        return cls(sessions, usual, events, at_once)


@dataclass(frozen=True)
class Row:
    """A row that was read: `text == answer[start:end]`.

    number: counted from 1, head and dividers left out. practices: names of PRACTICES, or
    `repair` alone; value: the level, 0 to 1, or how it is repaired.
    """

    number: int
    start: int
    end: int
    text: str
    sessions: tuple[int, ...]
    practices: tuple[str, ...]
    value: float | str


@dataclass(frozen=True)
class Timetable:
    """What a table says.

    levels: per session, from 1, the levels that count by practice, those that differ from the
    usual ones or not; repairs: per event that has one, (session of the event, how, sessions
    later). over: a sentence per stretch of sessions in which more is raised than can be; there,
    nothing is. problems: what could not be read. given: whether anything stands in the table.
    """

    rows: tuple[Row, ...]
    levels: tuple[Mapping[str, float], ...]
    repairs: tuple[tuple[int, str, int], ...] = ()
    over: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    given: bool = True

    def rows_of(self, practice: str) -> tuple[Row, ...]:
        """Give the rows that name a practice, or `repair`."""
        return tuple(row for row in self.rows if practice in row.practices)

    @property
    def named(self) -> tuple[str, ...]:
        """The practices the rows name, and `repair`, each once, in their order."""
        return tuple(dict.fromkeys(name for row in self.rows for name in row.practices))


def read_table(text: str, setting: Setting) -> Timetable:
    """Read a plan's table: Markdown, with or without outer pipes and head, columns in any order."""
    lines, prose, cut = _lines(text)
    problems: list[str] = []
    if cut:
        problems.append(
            f"This is very long; the first {READ_ROWS_AT_MOST} rows and {READ_AT_MOST:,} "
            "characters were read."
        )
    rows = []
    for number, (start, line, cells) in enumerate(lines, 1):
        row = _row(number, start, line, cells, setting)
        if isinstance(row, str):
            problems.append(f"Row {number}, “{_short(line.strip('|'))}”: {row}")
        else:
            rows.append(row)
    if not lines and prose:
        problems.append(
            "No row of a table was found; expected rows such as "
            f"“| 1-3 | empathy | high |”, found “{_short(prose)}”."
        )
    levels, clashes = _levels([row for row in rows if isinstance(row.value, float)], setting)
    repairs, slips = _repairs([row for row in rows if isinstance(row.value, str)], setting)
    counted, over = _within(levels, setting)
    return Timetable(
        tuple(rows),
        counted,
        repairs,
        over,
        _some([*problems, *clashes, *slips]),
        given=bool(lines or prose),
    )


def as_course(table: Timetable, setting: Setting, *, names: Iterable[str] | None = None) -> Plan:
    """Give the plan for `rapport.dynamics`; names: the practices, or repair, that count (all)."""
    counts = set(table.named if names is None else names)
    usual = Practices(**setting.usual)
    phases: list[tuple[int, Practices]] = []
    for session, levels in enumerate(table.levels, 1):
        does = turned(usual, **{name: level for name, level in levels.items() if name in counts})
        if not phases or phases[-1][1] != does:
            phases.append((session, does))
    repaired = {session: (how, after) for session, how, after in table.repairs}
    events = []
    for session, kind in setting.events:
        how, after = repaired.get(session, ("never", 0)) if REPAIR in counts else ("never", 0)
        if how == "never":
            after = 0
        events.append(Event(session, kind, how, after))  # type: ignore[arg-type]
    return Plan(tuple(phases), tuple(events))


def no_plan(setting: Setting) -> Timetable:
    """Give the table that changes nothing: usual levels, and no repair."""
    return Timetable((), ({},) * setting.sessions, given=False)


def level_of(text: str) -> float | None:
    """Read a level, 0 to 1: a word of LEVELS, a number from 0 to 1, or a percentage."""
    said = _plain(text)
    if said in _LEVEL_WORDS:
        return _LEVEL_WORDS[said]
    number = _NUMBER.match(said)
    if number is None:
        word = closest(said, list(_LEVEL_WORDS))
        return None if word is None else _LEVEL_WORDS[word]
    value = float(number["number"].replace(",", "."))
    value = value / 100 if number["percent"] else value
    return value if value <= 1 else None


def sessions_in(text: str, sessions: int) -> tuple[int, ...] | None:
    """Read which of `sessions` are meant, rising; None where that is not clear."""
    said = _SESSIONS.sub("", _plain(text)) if _plain(text) not in _ALL else _plain(text)
    said = said.removesuffix(" sessions").removesuffix(" weeks")
    if said in _ALL:
        return tuple(range(1, sessions + 1))
    found: set[int] = set()
    # “from 4 and on” is no list of two
    for part in [said] if _FROM.match(said) else _LIST.split(said):
        ends = _ends(_SESSIONS.sub("", part), sessions)
        if ends is None or not 1 <= ends[0] <= ends[1] <= sessions:
            return None
        found.update(range(ends[0], ends[1] + 1))
    return tuple(sorted(found))


def practices_in(text: str) -> tuple[str, ...] | None:
    """Read which practices are meant, or `repair`; None where one of them is not known."""
    said = _plain(text)
    whole = _practice(said)
    if whole:
        return (whole,)
    parts = [_practice(part) for part in _LIST.split(said)]
    found = tuple(dict.fromkeys(part for part in parts if part))
    return found if found and all(parts) else None


def _ends(said: str, sessions: int) -> tuple[int, int] | None:
    if match := _ONE.match(said):
        return int(match["first"]), int(match["first"])
    if match := _SPAN.match(said):
        last = match["last"]
        return int(match["first"]), int(last) if last.isdecimal() else sessions
    if match := _FROM.match(said):
        return int(match["first"] or match["other"]), sessions
    if match := _UNTIL.match(said):
        return 1, int(match["last"])
    return None


def _lines(text: str) -> tuple[list[tuple[int, str, tuple[str, str, str]]], str, bool]:
    """Give (place, line, cells in our order) per row, the first line of prose, and if it was cut.

    Cells that a row lacks are empty.
    """
    rows: list[tuple[int, str, tuple[str, str, str]]] = []
    prose, place, order = "", 0, {0: 0, 1: 1, 2: 2}
    cut = len(text) > READ_AT_MOST
    for raw in text[:READ_AT_MOST].splitlines(keepends=True):
        start, place = place, place + len(raw)
        line = raw.strip()
        start += len(raw) - len(raw.lstrip())
        sign = "|" if "|" in line else "\t"
        if sign not in line:
            prose = prose or line
            continue
        inner = line.removeprefix("|").removesuffix("|") if sign == "|" else line
        cells = [_BULLET.sub("", cell.strip()) for cell in inner.split(sign)]
        if all(_DIVIDER.match(cell.translate(_DASHES)) for cell in cells):
            continue
        head = {
            _COLUMNS[plain]: column
            for column, cell in enumerate(cells)
            if (plain := _plain(cell)) in _COLUMNS
        }
        if len(head) >= 2:
            # a head of two known names leaves its third column to the third
            order = {part: head.get(part, _left(head, len(cells))) for part in range(3)}
            continue
        if len(rows) == READ_ROWS_AT_MOST:
            return rows, prose, True
        first, second, third = (
            cells[order[part]] if order[part] < len(cells) else "" for part in range(3)
        )
        rows.append((start, line, (first, second, third)))
    return rows, prose, cut


def _left(head: Mapping[int, int], columns: int) -> int:
    return next((column for column in range(columns) if column not in head.values()), columns)


def _row(
    number: int, start: int, line: str, cells: tuple[str, str, str], setting: Setting
) -> Row | str:
    """Give the row, or what was expected and what was found."""
    for name, cell in zip(_PARTS, cells, strict=True):
        if not cell:
            return f"expected {' | '.join(_PARTS)}; the {name} cannot be found."
    sessions = sessions_in(cells[0], setting.sessions)
    if sessions is None:
        return (
            f"expected sessions from 1 to {setting.sessions}, {_WANT_SESSIONS}; "
            f"found “{_short(cells[0])}”."
        )
    practices = practices_in(cells[1])
    if practices is None or (REPAIR in practices and len(practices) > 1):
        near = did_you_mean(_plain(cells[1]), CALLED)
        return f"expected the name of one practice; found “{_short(cells[1])}”{near or '.'}"
    value: float | str | None
    if practices == (REPAIR,):
        value = _REPAIR_WORDS.get(_plain(cells[2]))
        if value is None:
            return f"expected {_or(REPAIRS)} for a repair; found “{_short(cells[2])}”."
        if len(sessions) > 1 and value != "never":
            return f"expected one session for a repair; found “{_short(cells[0])}”."
    else:
        value = level_of(cells[2])
        if value is None:
            near = did_you_mean(_plain(cells[2]), LEVELS)
            return f"expected {_WANT_LEVEL}; found “{_short(cells[2])}”{near or '.'}"
    return Row(number, start, start + len(line), line, sessions, practices, value)


def _levels(rows: Iterable[Row], setting: Setting) -> tuple[list[dict[str, float]], list[str]]:
    """Give the levels per session, in the rows' order, and a sentence per contradiction."""
    levels: list[dict[str, float]] = [{} for _ in range(setting.sessions)]
    owner: dict[tuple[int, str], int] = {}
    clashes: dict[tuple[int, int, str], list[int]] = {}
    for row in rows:
        for session in row.sessions:
            for practice in row.practices:
                first = owner.setdefault((session, practice), row.number)
                if levels[session - 1].setdefault(practice, float(row.value)) != row.value:
                    clashes.setdefault((first, row.number, practice), []).append(session)
    return levels, [
        f"Rows {first} and {second} give {practice} two levels in {_spoken(sessions)}; "
        "the first one counts."
        for (first, second, practice), sessions in clashes.items()
    ]


def _repairs(
    rows: Iterable[Row], setting: Setting
) -> tuple[tuple[tuple[int, str, int], ...], list[str]]:
    """Give each repair its event, the latest before it that has none, and what does not fit."""
    repairs: dict[int, tuple[str, int]] = {}
    by: dict[int, int] = {}  # session of a repair → number of its row
    slips = []
    for row in sorted(rows, key=lambda row: (row.sessions[-1], row.number)):
        session = row.sessions[-1]
        before = [happened for happened, _ in setting.events if happened <= session]
        free = [happened for happened in before if happened not in repairs]
        if not setting.events:
            slips.append(f"Row {row.number}: nothing happens here that could be repaired.")
        elif session in by:
            slips.append(
                f"Rows {by[session]} and {row.number} both repair in session {session}; "
                "the first one counts."
            )
        elif not before:
            slips.append(
                f"Row {row.number}: expected a repair in session {setting.events[0][0]} or later, "
                f"when there is something to repair; found session {session}."
            )
        elif not free:
            slips.append(
                f"Row {row.number}: all that happens by session {session} is repaired in another "
                "row already; the earlier one counts."
            )
        else:
            by[session] = row.number
            repairs[free[-1]] = (str(row.value), session - free[-1])
    return tuple((event, how, after) for event, (how, after) in sorted(repairs.items())), slips


def _within(
    levels: list[dict[str, float]], setting: Setting
) -> tuple[tuple[Mapping[str, float], ...], tuple[str, ...]]:
    """Take out what is raised in sessions with more of it than can be, and say so.

    All of it, not what is too much: no order of rows, and no plan of everything, is the better.
    """
    counted: list[Mapping[str, float]] = []
    over: list[tuple[int, list[int]]] = []
    for session, given in enumerate(levels, 1):
        raised = {name for name, level in given.items() if level > setting.usual[name]}
        if setting.at_once is None or len(raised) <= setting.at_once:
            counted.append(given)
            continue
        counted.append({name: level for name, level in given.items() if name not in raised})
        if over and over[-1][0] == len(raised) and over[-1][1][-1] == session - 1:
            over[-1][1].append(session)
        else:
            over.append((len(raised), [session]))
    return tuple(counted), tuple(
        f"{count} practices stand above their usual level in {_spoken(sessions)}, and at most "
        f"{setting.at_once} can; as it stands, all of them keep their usual level there."
        for count, sessions in over
    )


@lru_cache(maxsize=2_000)
def _practice(said: str) -> str | None:
    called = closest(said, list(CALLED), cutoff=_NEAR)
    return None if called is None else CALLED[called]


def _plain(cell: str) -> str:
    """Give the form in which a cell is read; empty where it is too long to be read.

    Case, emphasis, kind of dash, and a remark in brackets at the end play no part.
    """
    said = " ".join(_EMPHASIS.sub("", fold(cell)).translate(_DASHES).split()).rstrip(" .:;!")
    said = _REMARK.sub("", said)
    return said if len(said) <= _CELL_AT_MOST else ""


def _short(text: str) -> str:
    short = " ".join(text.split())
    return f"{short[:57]}…" if len(short) > 60 else short


def _some(problems: list[str]) -> tuple[str, ...]:
    more = len(problems) - _SAID_AT_MOST
    return (*problems[:_SAID_AT_MOST], *([f"{more} more of this sort."] if more > 0 else []))


def _spoken(sessions: list[int]) -> str:
    """Say sessions: “session 4”, “sessions 4 to 6”, “sessions 4, 6 and 9”."""
    if len(sessions) == 1:
        return f"session {sessions[0]}"
    if sessions[-1] - sessions[0] == len(sessions) - 1:
        return f"sessions {sessions[0]} to {sessions[-1]}"
    return f"sessions {listed([str(session) for session in sessions])}"


def listed(names: Sequence[str]) -> str:
    """Say names one after the other: “a, b and c”."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _or(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
