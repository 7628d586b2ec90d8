"""Reading a plan's table: what people really type, and what nobody would."""

import difflib
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.dynamics import PRACTICES
from rapport.marking.answers import key
from rapport.marking.table import (
    _NEAR,
    CALLED,
    LEVELS,
    READ_ROWS_AT_MOST,
    Setting,
    as_course,
    level_of,
    no_plan,
    practices_in,
    read_table,
    sessions_in,
)

USUAL = dict.fromkeys(PRACTICES, 0.5) | {"contact": 0.0}
SETTING = Setting(12, USUAL, ((6, "misunderstanding"),), at_once=3)
PLAN = """\
| Sessions | Practice | Level |
|---|---|---|
| 1-3 | empathy | high |
| 4-12 | invitation | low |
| 7 | repair | owned |
"""


@pytest.mark.parametrize(
    "text",
    [
        PLAN,
        PLAN.replace("-", "–"),
        PLAN.replace("\n", "\r\n"),
        PLAN.replace("|\n", "\n").replace("\n|", "\n"),  # no outer pipes
        PLAN.replace("empathy", "**Empathy**").replace("high", "HIGH."),
        PLAN.replace("high", "75 %").replace("low", "0,25"),
        PLAN.replace("high", "high (listening first)").replace("|\n", "|\n|  |  |  |\n"),
        PLAN.replace("4-12", "from 4").replace("1-3", "sessions 1 to 3"),
        PLAN.replace("4-12", "4 to the end").replace("1-3", "1, 2 and 3"),
        PLAN.replace("4-12", "4 onwards").replace("1-3", "up to 3"),
        PLAN.replace("empathy", "emapthy").replace("invitation", "pace of invitation"),
        PLAN.replace("| 1", "| Session 1").replace("owned", "own it"),
        "| 1-3 | empathy | high |\n| 4-12 | invitation | low |\n| 7 | repair | owned |",
        PLAN.replace("| ", "\t").replace(" |", "").replace("|", ""),  # pasted from a spreadsheet
        "I listen first, and go slowly.\n\n" + PLAN + "\nBecause trust comes first.",
        "| Level | Sessions | Practice | Why |\n|---|---|---|---|\n| high | 1-3 | empathy | x |\n"
        "| low | 4-12 | invitation | |\n| owned | 7 | repair | y |",
    ],
)
def test_a_plan_is_read_as_people_write_it(text: str) -> None:
    table = read_table(text, SETTING)
    assert table.problems == ()
    assert table.over == ()
    assert table.levels == (*[{"empathy": 0.75}] * 3, *[{"invitation": 0.25}] * 9)
    assert table.repairs == ((6, "owned", 1),)
    for row in table.rows:
        assert text[row.start : row.end] == row.text


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("0 | empathy | high", "expected sessions from 1 to 12, such as 4, 1-3, from 4 or all; fo"),
        ("99 | empathy | high", "found “99”."),
        ("9-3 | empathy | high", "found “9-3”."),
        ("soon | empathy | high", "found “soon”."),
        ("²  | empathie? | high", "expected the name of one practice; found “empathie?”; did you"),
        ("2 | hypnosis | high", "expected the name of one practice; found “hypnosis”."),
        ("2 | invitat | high", "did you mean 'invitation'?"),
        ("2 | empathy | 3", "a number from 0 to 1, or a percentage; found “3”."),
        ("2 | empathy | nan", "found “nan”."),
        ("2 | empathy | -1", "found “-1”."),
        ("2 | empathy | 140%", "found “140%”."),
        ("2 | empathy | hihg", "; did you mean 'high'?"),
        ("2 | empathy", "expected sessions | practice | level; the level cannot be found."),
        (" | empathy | high", "the sessions cannot be found."),
        ("7 | repair | high", "expected owned, defensive or never for a repair; found “high”."),
        ("7-9 | repair | owned", "expected one session for a repair; found “7-9”."),
        ("2 | repair and empathy | high", "expected the name of one practice"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_rest_is_read(row: str, sentence: str) -> None:
    table = read_table(f"{PLAN}| {row} |", SETTING)
    (problem,) = table.problems
    assert problem.startswith("Row 4, “")
    assert sentence in problem
    assert (table.levels, table.repairs) == (
        read_table(PLAN, SETTING).levels,
        read_table(PLAN, SETTING).repairs,
    )


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            "3 | empathy | low",
            "Rows 1 and 4 give empathy two levels in session 3; the first one counts.",
        ),
        (
            "5-12 | pace of invitation | full",
            "Rows 2 and 4 give invitation two levels in sessions 5 to 12; the first one counts.",
        ),
        (
            "7 | repair | defensive",
            "Rows 3 and 4 both repair in session 7; the first one counts.",
        ),
        (
            "9 | repair | owned",
            "Row 4: all that happens by session 9 is repaired in another row already",
        ),
        (
            "3 | repair | owned",
            "Row 4: expected a repair in session 6 or later, when there is something to repair; "
            "found session 3.",
        ),
    ],
)
def test_rows_that_contradict_each_other_are_named(row: str, sentence: str) -> None:
    table = read_table(PLAN + row, SETTING)
    (problem,) = table.problems
    assert sentence in problem
    assert table.levels == read_table(PLAN, SETTING).levels
    assert table.repairs == ((6, "owned", 1),)


def test_the_same_thing_said_twice_is_no_contradiction() -> None:
    assert read_table(PLAN + "| 2 | empathy | 75% |", SETTING).problems == ()


def test_a_repair_where_nothing_happens_is_named() -> None:
    table = read_table("| 7 | repair | owned |", Setting(12, USUAL))
    assert table.problems == ("Row 1: nothing happens here that could be repaired.",)


def test_each_repair_belongs_to_the_last_event_that_has_none() -> None:
    two = Setting(12, USUAL, ((3, "lapse"), (6, "misunderstanding")))
    text = "| 8 | repair | defensive |\n| 7 | repair | owned |"
    assert read_table(text, two).repairs == ((3, "defensive", 5), (6, "owned", 1))
    assert read_table("| all | repair | never |", two).repairs == ((6, "never", 6),)


def test_where_more_is_raised_than_can_be_nothing_is_and_it_is_said() -> None:
    rows = [f"| 2-4 | {name} | full |" for name in ("empathy", "contact", *PRACTICES[3:5])]
    table = read_table("\n".join([*rows, "| 3-5 | patience | low |"]), SETTING)
    assert table.levels[1:5] == ({}, {"patience": 0.25}, {"patience": 0.25}, {"patience": 0.25})
    assert table.over == (
        "4 practices stand above their usual level in sessions 2 to 4, and at most 3 can; as it "
        "stands, all of them keep their usual level there.",
    )
    assert table.problems == ()
    three = read_table("\n".join(rows[:3]), SETTING)
    assert three.levels[1] == {"empathy": 1.0, "contact": 1.0, "clarity": 1.0}
    assert three.over == ()


def test_lowering_is_free_and_a_hair_above_the_usual_level_counts() -> None:
    lower = "\n".join(f"| all | {name} | none |" for name in PRACTICES)
    assert read_table(lower, SETTING).over == ()
    higher = "\n".join(f"| 5 | {name} | 0.51 |" for name in PRACTICES)
    assert read_table(higher, SETTING).levels[4] == {}


def test_the_plan_for_the_model_is_the_table() -> None:
    plan = as_course(read_table(PLAN, SETTING), SETTING)
    assert [start for start, _ in plan.phases] == [1, 4]
    assert plan.practices(3).empathy == 0.75
    assert plan.practices(4).empathy == 0.5
    assert plan.practices(12).invitation == 0.25
    assert (plan.events[0].session, plan.events[0].repair, plan.events[0].after) == (6, "owned", 1)
    without = as_course(read_table(PLAN, SETTING), SETTING, names=["repair"])
    assert without.practices(3).empathy == 0.5
    never = as_course(read_table(PLAN, SETTING), SETTING, names=["empathy"])
    assert never.events[0].repair == "never"
    assert never.practices(3).empathy == 0.75
    plain = as_course(no_plan(SETTING), SETTING)
    assert (len(plain.phases), plain.events[0].repair) == (1, "never")


@pytest.mark.parametrize(
    "text", ["", " \n", "| Sessions | Practice | Level |\n|---|---|---|\n| | | |"]
)
def test_an_empty_table_is_no_answer(text: str) -> None:
    table = read_table(text, SETTING)
    assert not table.given
    assert table.problems == ()


def test_words_without_a_table_are_an_answer_that_cannot_be_read() -> None:
    table = read_table("I would be patient with her.", SETTING)
    assert table.given
    assert "No row of a table was found" in table.problems[0]


def test_no_name_of_a_practice_is_near_a_name_of_another() -> None:
    for one, other in product(CALLED, repeat=2):
        assert practices_in(one) == (CALLED[one],)
        if CALLED[one] != CALLED[other]:
            assert difflib.SequenceMatcher(None, key(one), key(other)).ratio() < _NEAR


@given(st.integers(1, 12), st.integers(1, 12))
def test_sessions_survive_being_written_and_read(one: int, other: int) -> None:
    first, last = sorted((one, other))
    wanted = tuple(range(first, last + 1))
    for dash in ("-", " – ", " to "):
        assert sessions_in(f"{first}{dash}{last}", 12) == wanted
    assert sessions_in(", ".join(map(str, wanted)), 12) == wanted
    assert sessions_in(f"from {first}", 12) == tuple(range(first, 13))


@given(st.floats(0, 1))
def test_levels_survive_being_written_and_read(level: float) -> None:
    assert level_of(f"{level:.4f}") == pytest.approx(level, abs=1e-4)
    assert level_of(f"{level:.2%}") == pytest.approx(level, abs=1e-4)
    assert [level_of(word) for word in LEVELS] == list(LEVELS.values())


_CELL = st.one_of(
    st.sampled_from(
        ["1-3", "from 4", "all", "empathy", "repair", "owned", "high", "0.4", "", "nan"]
    ),
    st.text(max_size=12),
)
_ROWS = st.lists(st.lists(_CELL, max_size=5).map(" | ".join), max_size=20).map("\n".join)


@given(st.text() | _ROWS, st.integers(1, 60), st.none() | st.integers(1, 12))
def test_no_text_trips_the_parser(text: str, sessions: int, at_once: int | None) -> None:
    setting = Setting(sessions, USUAL, ((1, "lapse"),), at_once)
    table = read_table(text, setting)
    assert len(table.levels) == sessions
    for levels in table.levels:
        assert all(0 <= level <= 1 for level in levels.values())
        raised = [name for name, level in levels.items() if level > USUAL[name]]
        assert at_once is None or len(raised) <= at_once
    as_course(table, setting).fits(sessions)
    for row in table.rows:
        assert text[row.start : row.end] == row.text


def test_what_is_too_long_is_cut_and_said() -> None:
    table = read_table("| 2 | empathy | high |\n" * (READ_ROWS_AT_MOST + 1), SETTING)
    assert len(table.rows) == READ_ROWS_AT_MOST
    assert "This is very long" in table.problems[0]
    many = read_table("| 2 | nonsense | high |\n" * 100, SETTING).problems
    assert len(many) < 20
    assert many[-1] == "88 more of this sort."


@given(
    st.dictionaries(
        st.sampled_from(["sessions", "usual", "events", "at_once"]),
        st.none() | st.integers() | st.floats() | st.text() | st.lists(st.text()),
    )
)
def test_a_forged_setting_is_refused_in_a_known_way(forged: dict[str, object]) -> None:
    assert Setting.of_form(SETTING.to_form()) == SETTING
    with pytest.raises((KeyError, TypeError, ValueError, OverflowError)):
        Setting.of_form({**forged, "usual": forged.get("usual")})
