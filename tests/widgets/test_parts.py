"""The shared parts without a browser: lists, patches, events."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.parts import (
    Bet,
    Button,
    Buttons,
    Card,
    Code,
    Dial,
    Event,
    Heading,
    Honesty,
    Meter,
    Notice,
    Option,
    Part,
    Parts,
    Question,
    Recap,
    Said,
    Span,
    Spans,
    Spoken,
    Status,
    Steps,
    Table,
    Takeaway,
    Text,
    UnexpectedError,
    Writing,
    difference,
    plain,
)

OPTIONS = (Option("Wait", "No."), Option("Say so", "Yes.", True), Option("Ask", "Yes.", True))
BET = Bet("bet", question="Where?", options=("lower", "higher"))
ONE = Question("one", prompt="What now?", options=OPTIONS)
MANY = Question("many", prompt="What now?", options=OPTIONS, many=True)
DIAL = Dial("dial", label="Pace", value=0.5)
ROW = Buttons("row", (Button("on", "Go on"), Button("off", "Stop", disabled=True)))
CARD = Takeaway("take", "Doors", ("Door", "Need"), (("Distance", "Room"),))
CODE = Code("code", ask="Your code")
NOTICE = Notice("notice", "A loss is mentioned.")
ALL: list[Part] = [
    Text("text", "Some *words*."),
    Heading("heading", "A heading"),
    Card("card", "Callie", says="“Hm.”", tags=("anxious",)),
    DIAL,
    Meter("meter", "Trust", 0.4, "steady"),
    BET,
    ONE,
    MANY,
    ROW,
    Steps("steps", 1, 5),
    Recap("recap", ("One.", "Two.", "Three.")),
    CARD,
    Honesty("honesty", ("r = .28",), ("The rate.",)),
    NOTICE,
    CODE,
    Status("status", "Saved.", "good"),
    Table("table", "Tries", ("Try", "Words"), (("1", "So."),)),
    Writing("writing", "What do you say?", "Say it"),
    Spoken(
        "spoken", "Sentence by sentence", (Said("So.", "Reflection", "it gives back.", "good"),)
    ),
    Spans("spans", "Habits", (Span("Asking", 0.2, 0.4, 0.7, "2 of 6"),)),
]


class Client:
    """What a page knows: the state it was given and the messages it has heard since."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.heard: list[dict[str, Any]] = []
        parts.send = self._message
        parts.send_state = lambda key: self._state()
        self._state()

    def hello(self) -> None:
        self.parts._hear({"hello": self.revision})

    def tell(self, key: str, name: str, value: Any = None, n: int = 1) -> dict[str, Any]:
        self.parts._hear({"n": n, "key": key, "name": name, "value": value})
        return self.heard[-1]

    def _state(self) -> None:
        state = json.loads(json.dumps(self.parts._whole()))
        self.shown = state["parts"]
        self.revision = state["revision"]

    def _message(self, content: Any, buffers: Any = None) -> None:
        content = json.loads(json.dumps(content))
        self.heard.append(content)
        if "patch" in content:
            assert content["revision"] == self.revision + 1
            self.revision += 1
            self.shown = patched(self.shown, content["patch"])


def patched(shown: list[dict[str, Any]], patch: dict[str, Any]) -> list[dict[str, Any]]:
    before = {part["key"]: part for part in shown}
    order = patch.get("order", list(before))
    return [patch["parts"].get(key, before.get(key)) for key in order]


def as_json(parts: Any) -> Any:
    return json.loads(json.dumps([plain(part) for part in parts]))


keys = st.sampled_from("abcdef")
words = st.text(max_size=8)
some_part = st.one_of(
    st.builds(Text, keys, words),
    st.builds(Card, keys, words, words, words, st.tuples(words)),
    st.builds(Dial, keys, words, st.sampled_from([0.0, 0.5, 1.0])),
    st.builds(Meter, keys, words, st.floats(-1, 2)),
    st.builds(Status, keys, words),
    st.builds(Bet, keys, words, st.just(("up", "down")), st.sampled_from([None, "up"])),
)
some_list = st.lists(some_part, max_size=6, unique_by=lambda part: part.key)


@given(some_list, some_list, some_list)
def test_showing_one_list_after_another_is_showing_the_other(
    first: list[Part], second: list[Part], third: list[Part]
) -> None:
    client = Client(Parts(first))
    client.hello()
    for wanted in (second, third):
        client.parts.show(wanted)
        assert client.shown == as_json(wanted)
        assert client.parts.now == tuple(wanted)


def test_only_what_changed_is_sent() -> None:
    client = Client(Parts(ALL))
    client.hello()
    client.parts.show(ALL)
    assert client.heard == []
    client.parts.update("meter", value=0.7)
    assert client.heard == [
        {
            "patch": {"parts": {"meter": plain(Meter("meter", "Trust", 0.7, "steady"))}},
            "revision": 1,
        }
    ]
    client.parts.show(ALL[:1], focus="text")
    assert client.heard[-1]["patch"] == {"parts": {}, "order": ["text"], "focus": "text"}


def test_a_page_that_is_late_gets_everything() -> None:
    parts = Parts(ALL[:2])
    client = Client(parts)
    parts.show(ALL[:3])  # nobody listens yet: state, not a message
    assert client.heard == []
    assert client.shown == as_json(ALL[:3])
    client.hello()
    client.revision = 0
    client.shown = []
    client.hello()  # another page, which knows an earlier state
    assert client.shown == as_json(ALL[:3])


@pytest.mark.parametrize(
    ("part", "name", "value", "found"),
    [
        (DIAL, "input", 0.7000000000001, 0.7),
        (DIAL, "change", 1, 1.0),
        (BET, "choose", "higher", "higher"),
        (ONE, "choose", "Wait", ("Wait",)),
        (ONE, "press", None, None),
        (MANY, "choose", "Ask", ("Ask",)),
        (ROW, "press", "on", "on"),
        (CARD, "save", "whatever.html", "my-card.html"),
        (NOTICE, "opt_out", None, None),
        (CODE, "change", "  B3-K9 ", "B3-K9"),
    ],
)
def test_what_a_learner_does_is_an_event(part: Part, name: str, value: Any, found: Any) -> None:
    parts = Parts([part])
    events: list[Event] = []
    parts.on_event(events.append)
    client = Client(parts)
    answer = client.tell(part.key, name, value, n=7)
    assert events == [Event(part.key, name, found)]
    assert answer == {"heard": 7, "key": part.key, "part": as_json(parts.now)[0]}


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        *[(DIAL, "change", value) for value in (None, "0.5", True, -0.1, 1.1, float("nan"), [1])],
        (DIAL, "choose", 0.5),
        *[(BET, "choose", value) for value in (None, "sideways", ["lower"], {}, 1)],
        (Bet("bet", "Where?", ("lower", "higher"), "lower", "lower"), "choose", "higher"),
        *[(ONE, "choose", value) for value in (None, "Shout", ["Wait"], {}, 0)],
        *[(ROW, "press", value) for value in (None, "off", "other", ["on"], {})],
        *[(CODE, "change", value) for value in (None, "", "  ", "x" * 401, 5)],
        (Code("code", "Yours", "B3"), "change", "B4"),
        (NOTICE, "press", None),
        (Text("text", "Hello"), "press", None),
        (Text("other", "Hello"), "remembered", "x"),
    ],
)
def test_what_no_page_would_send_is_ignored(
    part: Part, name: str, value: Any, caplog: pytest.LogCaptureFixture
) -> None:
    parts = Parts([part], remember="way")
    events: list[Event] = []
    parts.on_event(events.append)
    client = Client(parts)
    with caplog.at_level(logging.WARNING):
        answer = client.tell(part.key, name, value)
    assert events == []
    assert parts.now == (part,)
    assert len(caplog.records) == 1
    assert answer["part"] == as_json([part])[0]  # the page learns what holds


@pytest.mark.parametrize(
    "message", [None, "press", [], {}, {"n": "1"}, {"n": 1, "key": 2, "name": "press"}]
)
def test_a_message_of_another_shape_is_ignored(
    message: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(Parts(ALL))
    client.parts._hear(message)
    assert client.heard == []
    assert len(caplog.records) == 1


def test_an_unknown_key_is_ignored() -> None:
    assert Client(Parts(ALL)).tell("nobody", "press") == {"heard": 1, "key": "nobody", "part": None}


def test_what_was_moved_and_chosen_stays() -> None:
    parts = Parts(ALL)
    parts.hear("dial", "change", 0.8)
    parts.hear("bet", "choose", "lower")
    assert (parts["dial"].value, parts["bet"].chosen) == (0.8, "lower")
    client = Client(parts)
    client.hello()
    parts.show(ALL)  # what a lesson shows, holds
    assert (parts["dial"].value, parts["bet"].chosen) == (0.5, None)
    assert set(client.heard[-1]["patch"]["parts"]) == {"dial", "bet"}


def test_reasons_of_a_question_come_with_what_fits() -> None:
    parts = Parts([ONE, MANY])
    parts.hear("one", "choose", "Wait")
    assert not parts["one"].all_shown
    parts.hear("one", "choose", "Ask")
    assert parts["one"].all_shown
    parts.hear("one", "choose", "Wait")  # and stay
    assert (parts["one"].chosen, parts["one"].all_shown) == (("Wait",), True)
    for text in ("Ask", "Wait", "Say so"):
        parts.hear("many", "choose", text)
    assert (parts["many"].chosen, parts["many"].all_shown) == (("Wait", "Say so", "Ask"), False)
    parts.hear("many", "choose", "Wait")
    assert (parts["many"].chosen, parts["many"].all_shown) == (("Say so", "Ask"), True)


def test_without_anything_that_fits_reasons_wait_for_the_press() -> None:
    open_one = Question("open", "What moves you?", (Option("This", "Hm."), Option("That", "Oh.")))
    parts = Parts([open_one])
    parts.hear("open", "choose", "This")
    assert not parts["open"].all_shown
    parts.hear("open", "press")
    assert parts["open"].all_shown


def test_our_own_mistake_is_told_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    parts = Parts(ALL)

    def fail(event: Event) -> None:
        raise RuntimeError("ours")

    parts.on_event(fail)
    answer = Client(parts).tell("row", "press", "on")
    assert (answer["heard"], answer["failed"]) == (1, "RuntimeError")
    assert "ours" in caplog.text


def test_a_callback_can_be_taken_back() -> None:
    parts = Parts(ALL)
    events: list[Event] = []
    parts.on_event(events.append)
    parts.on_event(events.append)
    parts.hear("row", "press", "on")
    parts.on_event(events.append, remove=True)
    parts.on_event(events.append, remove=True)
    parts.hear("row", "press", "on")
    assert len(events) == 1


def test_what_the_page_remembers() -> None:
    parts = Parts(ALL, remember="picker", memory="b3")
    events: list[Event] = []
    parts.on_event(events.append)
    client = Client(parts)
    client.tell("picker", "remembered", "a1")
    client.tell("picker", "remembered", "a" * 401)
    client.tell("other", "remembered", "a1")
    assert events == [Event("picker", "remembered", "a1")]
    parts.memory = "x" * 400
    with pytest.raises(ValueError, match="400 characters"):
        parts.memory = "x" * 401
    with pytest.raises(ValueError, match="small letters"):
        Parts(remember="Pick me")


def test_text_goes_as_it_is_written() -> None:
    text = "<script>alert(1)</script> & “so”"
    assert Client(Parts([Text("text", text)])).shown[0]["text"] == text


def test_a_meter_shows_what_is_outside_at_its_end() -> None:
    values = [Meter("m", "Trust", value).value for value in (-0.2, 0.123456, 1.0000001)]
    assert values == [0.0, 0.1235, 1.0]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Text("", "x"),
        lambda: Text("two words", "x"),
        lambda: Heading("h", "x", level=1),
        lambda: Dial("d", "x", value=2),
        lambda: Dial("d", "x", step=0),
        lambda: Meter("m", "x", float("nan")),
        lambda: Meter("m", "x", 0.5, tone="red"),
        lambda: Bet("b", "x", ("only",)),
        lambda: Bet("b", "x", ("same", "same")),
        lambda: Bet("b", "x", ("up", "down"), answer="sideways"),
        lambda: Question("q", "x", OPTIONS, chosen=("Wait", "Ask")),
        lambda: Question("q", "x", OPTIONS, chosen=("Shout",)),
        lambda: Buttons("b", ()),
        lambda: Steps("s", 6, 5),
        lambda: Recap("r", ("One.", "Two.")),  # type: ignore[arg-type]
        lambda: Takeaway("t", "x", ("a", "b"), (("1",),)),
        lambda: Takeaway("t", "x", ("a",), (("1",),), filename="../x.html"),
        lambda: Code("c", value="B3"),
        lambda: Status("s", "x", tone="loud"),
        lambda: Parts([Text("a", "x"), Heading("a", "y")]),
    ],
)
def test_a_mistake_of_the_author_is_told_at_once(make: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        make()


def test_what_is_no_part_is_refused() -> None:
    for wrong in ("text", Part("a")):
        with pytest.raises(TypeError, match="no part"):
            Parts([wrong])  # type: ignore[list-item]
    with pytest.raises(UnexpectedError):
        Part("a").after("press", None)
    with pytest.raises(KeyError):
        Parts(ALL).update("nobody", text="x")
    assert difference(ALL, ALL) == {"parts": {}}


def test_where_widgets_cannot_be_shown_it_says_what_to_do() -> None:
    assert "Run All Cells" in repr(Parts(ALL))


def test_writing_is_taken_whole_and_given_without_blanks() -> None:
    parts = Parts([Writing("say", "What do you say?", "Say it", most=20)])
    assert parts.hear("say", "change", "  So it hurt.\n") == Event("say", "change", "So it hurt.")
    assert parts["say"].value == "  So it hurt.\n"
    assert parts.hear("say", "change", "") == Event("say", "change", "")


@pytest.mark.parametrize("value", ["x" * 21, None, 3, ["my secret"], {"my": "secret"}])
def test_what_was_written_is_in_no_log(value: Any, caplog: pytest.LogCaptureFixture) -> None:
    parts = Parts([Writing("say", "What do you say?", "Say it", most=20)])
    assert parts.hear("say", "change", value) is None
    assert "xxxx" not in caplog.text
    assert "secret" not in caplog.text
    assert "not a text of 20 characters at most" in caplog.text


@pytest.mark.parametrize("span", [(0.4, 0.3, 0.7), (-0.1, 0.2, 0.3), (0.1, 0.2, 1.3)])
def test_a_span_rises_from_nothing_to_all(span: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="do not rise from 0 to 1"):
        Span("Asking", *span, "")


def test_a_table_has_as_many_cells_as_columns() -> None:
    with pytest.raises(ValueError, match="every row of “Tries” has 2 cells"):
        Table("table", "Tries", ("Try", "Words"), (("1",),))
