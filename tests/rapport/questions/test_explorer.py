"""The explorer's words and stops: complete, in step with the engine, and faults told by place."""

from __future__ import annotations

from pathlib import Path
from shutil import copy
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rapport import questions
from rapport.dynamics import KINDS, PRACTICES, TRAITS, Event
from rapport.questions.explorer import (
    FILE,
    Bet,
    BrokenExplorerError,
    Stop,
    explorer,
    load,
    say_event,
    stop,
)

FOLDER = Path(questions.__file__).parent
OPTIONS: list[dict[str, Any]] = [
    {"text": "low", "below": 0.3, "because": "low"},
    {"text": "middle", "below": 0.6, "because": "middle"},
    {"text": "high", "because": "high"},
]


def test_words_are_in_step_with_the_engine() -> None:
    words = explorer()
    assert {knob.id for knob in words.practices} == set(PRACTICES)
    assert {knob.id for knob in words.traits} == set(TRAITS)
    assert {kind.id for kind in words.events.kinds} == set(KINDS)
    grouped = [knob for group in words.groups for knob in group.knobs]
    assert sorted(grouped) == sorted((*PRACTICES, *TRAITS)), "every knob stands in one group"
    assert max(len(group.knobs) for group in words.groups) <= 4


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (Event(8, "misunderstanding", "owned"), "Misunderstanding, session 8, owned at once"),
        (Event(3, "lapse", "owned", 1), "Lateness or forgetting, session 3, owned after 1 session"),
        (Event(3, "breach", "owned", 4), "Breach of privacy, session 3, owned after 4 sessions"),
        (Event(9, "pressing", "defensive"), "Pressed too fast, session 9, explained away"),
        (Event(9, "crossing"), "Boundary crossed, session 9, never spoken of"),
        (Event(9, "break"), "Announced break, session 9"),
    ],
)
def test_an_event_in_words(event: Event, says: str) -> None:
    assert say_event(event, explorer().events) == says


@given(st.floats(allow_infinity=True, allow_nan=True))
def test_every_value_settles_a_bet(value: float) -> None:
    bet = Bet(prompt="?", measure="trust", options=OPTIONS)  # type: ignore[arg-type]
    place = bet.winner(value)
    if value < 0.3:
        assert place == 0
    elif value < 0.6:
        assert place == 1
    else:
        assert place == 2


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (OPTIONS[:2], "the last option takes what is left"),
        ([OPTIONS[1], OPTIONS[0], OPTIONS[2]], "these must rise"),
        ([OPTIONS[2], OPTIONS[2]], "every option but the last"),
        ([OPTIONS[0], OPTIONS[2] | {"text": "low"}], "the same text"),
        ([OPTIONS[0] | {"below": float("nan")}, OPTIONS[2]], "finite"),
    ],
)
def test_a_bet_that_cannot_be_settled_is_refused(options: Any, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Bet(prompt="?", measure="trust", options=options)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"knobs": ("empathy", "empathy")}, "`knobs` names something twice"),
        ({"show": ()}, "at least 1"),
        ({"practices": {"empathy": 1.2}}, "less than or equal to 1"),
        ({"practices": {"empathy": float("nan")}}, "than or equal to"),
        ({"events": [{"session": 0, "kind": "lapse"}]}, "greater than or equal to 1"),
        ({"events": [{"session": 3, "kind": "lapse"}] * 2}, "two events are pinned"),
        ({"pins": 7}, "less than or equal to 6"),
        ({"bet": {"prompt": "?", "measure": "recovery", "options": OPTIONS}}, "to recover from"),
    ],
)
def test_a_stop_that_cannot_be_is_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Stop(id="s", **fields)


def broken(folder: Path, change: Any) -> str:
    data = yaml.safe_load((FOLDER / FILE).read_text("utf-8"))
    change(data)
    (folder / FILE).write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    with pytest.raises(BrokenExplorerError) as problem:
        load(folder)
    return str(problem.value)


def test_an_author_s_slips_are_told_by_their_place(tmp_path: Path) -> None:
    def first(data: Any) -> Any:
        return data["stops"][0]

    told = broken(tmp_path, lambda data: first(data).update(knobs=["empathie"]))
    assert "l1-one-knob names the knob “empathie”. Did you mean “empathy”" in told
    told = broken(tmp_path, lambda data: first(data).update(client={"reliability": 0.5}))
    assert "l1-one-knob names the trait “reliability”" in told
    told = broken(tmp_path, lambda data: first(data).update(titel="x"))
    assert "l1-one-knob → titel: there is no field of this name" in told
    told = broken(tmp_path, lambda data: data["stops"].append(first(data)))
    assert "the id l1-one-knob is used 2 times" in told
    told = broken(
        tmp_path, lambda data: first(data).update(events=[{"session": 3, "kind": "snow"}])
    )
    assert "names the kind of event “snow”" in told


def test_the_file_as_it_is_can_be_read(tmp_path: Path) -> None:
    copy(FOLDER / FILE, tmp_path)
    assert load(tmp_path) == explorer()


def test_an_unknown_stop_names_a_near_one() -> None:
    with pytest.raises(questions.UnknownIdError, match="l1-sixty"):
        stop("l1-sixti")


def test_every_option_has_a_reason_worth_reading() -> None:
    for each in (*explorer().stops, explorer().dashboard.stop):
        for option in each.bet.options if each.bet else ():
            assert 8 <= len(option.because.split()) <= 50, option.text
