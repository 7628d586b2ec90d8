"""The time line's Python half: what a page may say, and what stays when it says nonsense."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.dynamics import KINDS, REPAIRS, Event
from rapport.questions.explorer import explorer
from widgets.timeline import MOST, SESSIONS, TimeLine, as_event, as_pin, checked

SLIP = Event(8, "misunderstanding", "owned")
EVENTS = st.builds(
    Event,
    session=st.integers(1, SESSIONS),
    kind=st.sampled_from(KINDS),
    repair=st.sampled_from(REPAIRS),
    after=st.integers(0, SESSIONS),
)
SETS = st.lists(EVENTS, max_size=MOST, unique_by=lambda event: event.session).map(tuple)


def told(line: TimeLine, pins: Any) -> None:
    """Say what a page says."""
    line.set_state({"events": pins})


@given(SETS)
def test_what_a_page_is_told_it_can_say_back(events: tuple[Event, ...]) -> None:
    line = TimeLine(events)
    other = TimeLine()
    told(other, line.get_state()["events"])
    assert other.events == events
    assert all(as_event(as_pin(event)) == event for event in events)


def test_a_moved_pin_is_told_to_who_observes() -> None:
    line = TimeLine([SLIP])
    seen = []
    line.observe(lambda change: seen.append(change.new), "events")
    told(line, [as_pin(SLIP) | {"session": 9}])
    assert [event.session for event in seen[0]] == [9]


@pytest.mark.parametrize(
    "pins",
    [
        None,
        7,
        "8",
        [7],
        [{}],
        [as_pin(SLIP) | {"session": 0}],
        [as_pin(SLIP) | {"session": SESSIONS + 1}],
        [as_pin(SLIP) | {"session": 8.5}],
        [as_pin(SLIP) | {"session": float("nan")}],
        [as_pin(SLIP) | {"session": True}],
        [as_pin(SLIP) | {"kind": "<b>"}],
        [as_pin(SLIP) | {"repair": None}],
        [as_pin(SLIP) | {"after": SESSIONS + 1}],
        [as_pin(SLIP) | {"more": 1}],
        [as_pin(SLIP), as_pin(SLIP)],
        [as_pin(SLIP) | {"session": n} for n in range(1, MOST + 2)],
    ],
)
def test_what_no_page_says_changes_nothing(pins: Any, caplog: pytest.LogCaptureFixture) -> None:
    line = TimeLine([SLIP])
    with caplog.at_level(logging.WARNING):
        told(line, pins)
    assert line.events == (SLIP,)
    assert "ignored pins" in caplog.text


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([SLIP, Event(8, "lapse")], "Session 8 has two events"),
        ([Event(31, "lapse")], "session 31; expected 1 to 30"),
        ([Event(n, "lapse") for n in range(1, MOST + 2)], "7 events; expected 6"),
        ([Event(1, "lapse", "owned", 40)], "comes 40 sessions later"),
    ],
)
def test_an_author_is_told_what_does_not_fit(events: list[Event], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        TimeLine(events)
    with pytest.raises(ValueError, match=says):
        checked(events)


def test_events_in_words_stand_in_their_order() -> None:
    line = TimeLine([Event(12, "break"), SLIP, Event(3, "lapse", "owned", 2)])
    assert line.said == [
        "Lateness or forgetting, session 3, owned after 2 sessions",
        "Misunderstanding, session 8, owned at once",
        "Announced break, session 12",
    ]
    assert "owned at once" in repr(line)
    assert "no event" in repr(TimeLine())


def test_every_kind_of_event_has_a_letter_of_its_own() -> None:
    kinds = explorer().events.kinds
    assert {kind.id for kind in kinds} == set(KINDS)
    assert len({kind.letter for kind in kinds}) == len(KINDS)
