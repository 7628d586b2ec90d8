"""Parsers of answers: what people really type, and what nobody would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.marking.answers import closest, own_words, parse_labels, parse_order, parse_ticks

OPTIONS = ["Write back tonight", "Keep to the time you agreed", "Say nothing"]
LINES = ["Greet her", "Ask about shifts", "Name both wishes", "Agree what happens next"]
ROWS = ["Asks for reassurance", "Keeps a distance"]
LABELS = ["secure", "anxious", "avoidant", "disorganized"]


@pytest.mark.parametrize(
    "text",
    [
        "- [ ] Write back tonight\n- [x] Keep to the time you agreed\n- [ ] Say nothing",
        "- [ ] Write back tonight\r\n- [X] Keep to the time you agreed\r\n- [ ] Say nothing",
        "* [] write back tonight\n* [ x ] **Keep to the time** you agreed.\n* [ ] Say nothing",
        "1. [ ] Write back tonight\n2. [✓] Keep to the time\n   you agreed\n3. [ ] Say nothing",
        "- [ ] Say nothing\n- [x] Keep to the time you agreed\n- [ ] Write back tonight\nbecause",
        "- [ ] Write back tonight\n- [x] Keep to the time you agrede\n- [ ] Say nothing",
    ],
)
def test_ticks_are_read_as_people_write_them(text: str) -> None:
    ticks = parse_ticks(text, OPTIONS)
    assert ticks.ticked == ("Keep to the time you agreed",)
    assert ticks.problems == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- [x] Say nothing", "2 options of 3 cannot be found any more"),
        ("- [x] Ring her at once", "A ticked line is not one of the options: “Ring her at once”."),
        ("- [x] Say nothing\n- [ ] Say nothing", "both ticked and unticked: “Say nothing”."),
        ("", "3 options of 3 cannot be found any more"),
    ],
)
def test_what_cannot_be_read_in_a_list_is_said(text: str, sentence: str) -> None:
    assert any(sentence in problem for problem in parse_ticks(text, OPTIONS).problems)


@pytest.mark.parametrize(
    "text",
    [
        "- (2) Ask about shifts\n- (1) Greet her\n- (4) Agree what happens next\n- (3) Name both wishes",
        "2. Ask about shifts\n1. Greet her\n4. Agree what happens next\n3. Name both wishes",
        "- [2] Ask about shifts\n- [1] Greet her\n- [4] Agree what happens next\n- [3] Name both wishes",
        "- ( ) Greet her\n- ( ) Ask about shifts\n- ( ) Name both wishes\n- ( ) Agree what happens next",
        "Greet her\n\nAsk about shifts\nName both wishes\nAgree what happens next",
    ],
)
def test_an_order_may_be_numbered_or_moved(text: str) -> None:
    ranks = parse_order(text, LINES, [LINES[2], LINES[0], LINES[3], LINES[1]])
    assert sorted(ranks.place, key=lambda line: ranks.place[line]) == LINES
    assert ranks.given
    assert not ranks.problems


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- (1) Greet her\n- (1) Ask about shifts", "The number 1 stands in front of more than"),
        ("- (1) Greet her\n- ( ) Ask about shifts", "1 of 4 lines have a number; all need one."),
        ("- (1) Greet her", "3 lines of 4 cannot be found any more"),
        ("- (1) Greet her\n- (2) Greet her", "This line stands there twice: “Greet her”."),
    ],
)
def test_what_cannot_be_read_in_an_order_is_said(text: str, sentence: str) -> None:
    problems = parse_order(text, LINES, LINES[::-1]).problems
    assert any(sentence in problem for problem in problems)


def test_an_untouched_order_is_not_an_answer() -> None:
    shuffled = LINES[::-1]
    text = "\n".join(f"- ( ) {line}" for line in shuffled)
    assert not parse_order(text, LINES, shuffled).given


@pytest.mark.parametrize(
    "text",
    [
        "- Asks for reassurance → anxious\n- Keeps a distance → avoidant",
        "Asks for reassurance -> Anxious\nKeeps a distance => AVOIDANT.",
        "| what | style |\n|---|---|\n| Asks for reassurance | anxious |\n| Keeps a distance | avoidant |",
        "- Asks for reassurance → anxius\n- Keeps a distance → avoidnat",
    ],
)
def test_labels_are_read_in_lines_and_tables_and_spelling_is_not_judged(text: str) -> None:
    labels = parse_labels(text, ROWS, LABELS)
    assert labels.label == {ROWS[0]: "anxious", ROWS[1]: "avoidant"}
    assert not labels.problems


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- Asks for reassurance → needy\n- Keeps a distance → secure", "“needy” is not one of"),
        (
            "- Asks for reassurance → anxious\n- Keeps a distance → ",
            "1 statement of 2 have no label",
        ),
        ("- Asks for reassurance → anxious", "1 statement of 2 cannot be found any more"),
    ],
)
def test_what_cannot_be_read_in_labels_is_said(text: str, sentence: str) -> None:
    assert any(sentence in problem for problem in parse_labels(text, ROWS, LABELS).problems)


def test_the_starter_line_is_no_part_of_an_answer() -> None:
    starter = "*Write what you say here, in place of this line.*"
    assert own_words(starter, starter) == ""
    assert own_words(f"{starter}\n\nI am sorry.", starter) == "I am sorry."


def test_two_near_options_are_not_taken_for_each_other() -> None:
    assert closest("Write back", OPTIONS) is None


@given(st.text(), st.lists(st.text(min_size=1), min_size=1, max_size=5, unique=True))
def test_no_text_trips_a_parser(text: str, known: list[str]) -> None:
    ticks = parse_ticks(text, known)
    assert set(ticks.ticked) <= set(known)
    ranks = parse_order(text, known, known)
    assert set(ranks.place) <= set(known)
    labels = parse_labels(text, known, known)
    assert set(labels.label) <= set(known)
    own_words(text, known[0])


@given(st.lists(st.sampled_from(OPTIONS), unique=True))
def test_ticks_survive_being_written_and_read(chosen: list[str]) -> None:
    text = "\n".join(f"- [{'x' if option in chosen else ' '}] {option}" for option in OPTIONS)
    assert set(parse_ticks(text, OPTIONS).ticked) == set(chosen)


@given(st.permutations(LINES))
def test_orders_survive_being_written_and_read(order: list[str]) -> None:
    text = "\n".join(f"- ({order.index(line) + 1}) {line}" for line in LINES)
    place = parse_order(text, LINES, LINES).place
    assert sorted(place, key=lambda line: place[line]) == order
