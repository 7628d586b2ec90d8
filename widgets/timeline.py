"""The time line of events: pins on sessions, set by mouse, finger or keyboard.

>>> from rapport.dynamics import Event
>>> line = TimeLine([Event(8, "misunderstanding", "owned")])
>>> line.observe(lambda change: print([event.session for event in change.new]), "events")
>>> line.events = [*line.events, Event(3, "lapse")]
[8, 3]
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from rapport.dynamics import Event
from rapport.questions.explorer import EventWords, explorer, say_event
from widgets import parts

SESSIONS = 30
MOST = 6
"""Pins beyond this crowd the line and lengthen the code."""

_HERE = Path(__file__).parent
_log = logging.getLogger(__name__)


class TimeLine(anywidget.AnyWidget):
    """Events as pins on a line of sessions; every pin is a slider of its own.

    A pin is dragged, or moved with the arrow keys (Page Up and Down by five, Home and End to the
    ends), and taken off with Delete. What happens and how it is repaired is chosen below the line
    for the pin that was touched last. A session holds one event at most, so a pin passes over
    those that are taken.

    events: a tuple of `rapport.dynamics.Event`, in no particular order; observe it for changes.
    sessions: how long the line is, up to 100; most: how many pins a learner can set; disabled:
    whether the pins may only be looked at.

    Raises ValueError for an event after the last session, two in one session, or too many.
    """

    _esm = _HERE / "timeline.js"
    _css = parts.colours(".rapport-timeline") + (_HERE / "timeline.css").read_text("utf-8")

    events = traitlets.Any((), help="The events, a tuple of Event.").tag(
        sync=True,
        to_json=lambda events, _: [as_pin(event) for event in events],
        from_json=lambda pins, line: line._from_page(pins),
    )
    sessions = traitlets.Int(SESSIONS, min=1, max=100, help="The last session.").tag(sync=True)
    most = traitlets.Int(MOST, min=1, max=MOST, help="How many pins can be set.").tag(sync=True)
    disabled = traitlets.Bool(False, help="Whether nothing can be moved.").tag(sync=True)
    _words = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        events: Sequence[Event] = (),
        *,
        sessions: int = SESSIONS,
        most: int = MOST,
        words: EventWords | None = None,
    ) -> None:
        self._said = words or explorer().events
        super().__init__(sessions=sessions, most=most, events=(), _words=self._said.model_dump())
        self.events = tuple(events)

    def __repr__(self) -> str:
        """Give the text that stands in for the line where widgets cannot be shown."""
        told = "; ".join(self.said) or "no event"
        return f"Time line of {self.sessions} sessions: {told}."

    @property
    def said(self) -> list[str]:
        """The events in words, by session, as "Misunderstanding, session 8, owned at once"."""
        in_order = sorted(self.events, key=lambda event: event.session)
        return [say_event(event, self._said) for event in in_order]

    @traitlets.validate("events")
    def _possible(self, proposal: Any) -> tuple[Event, ...]:
        return checked(proposal.value, self.sessions)

    def _from_page(self, pins: Any) -> tuple[Event, ...]:
        try:
            return checked((as_event(pin) for pin in pins), self.sessions)
        except (TypeError, ValueError) as problem:
            # No page of ours sends this; what stood there before stays.
            _log.warning("ignored pins: %s", problem)
            return tuple(self.events)


def checked(events: Iterable[Event], sessions: int = SESSIONS) -> tuple[Event, ...]:
    """Give events that fit on one line. Raises ValueError, in a sentence that names the place."""
    found = tuple(events)
    taken: set[int] = set()
    for event in found:
        if event.session > sessions:
            raise ValueError(
                f"There is an event in session {event.session}; expected 1 to {sessions}."
            )
        if event.session in taken:
            raise ValueError(f"Session {event.session} has two events; expected one at most.")
        if event.after > sessions:
            raise ValueError(
                f"A repair comes {event.after} sessions later; expected {sessions} at most."
            )
        taken.add(event.session)
    if len(found) > MOST:
        raise ValueError(f"There are {len(found)} events; expected {MOST} at most.")
    return found


def as_pin(event: Event) -> dict[str, Any]:
    """Give an event as JSON can hold it; `as_event` takes it back."""
    return {
        "session": event.session,
        "kind": event.kind,
        "repair": event.repair,
        "after": event.after,
    }


def as_event(pin: Any) -> Event:
    """Read an event as a page tells it. Raises ValueError or TypeError for anything else."""
    if not isinstance(pin, Mapping) or set(pin) != {"session", "kind", "repair", "after"}:
        raise ValueError(f"no event: {pin!r:.60}")
    return Event(**pin)
