"""A goal is read letter by letter; what is not read costs nothing without a person."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.marking import SchemeError, mark, parse_scheme
from rapport.marking.craft import look_over
from rapport.marking.starter import form, starter

YAML = """
item: dov-goal
kind: goal
title: One goal with Dov
client: "I want to get out of the flat more. I used to like the market."
worth: {specific: 1, measurable: 1, achievable: 1, relevant: 1, time_bound: 1}
any: {relevant: [market, out of the flat]}
model: Walk to the market and back on Tuesday and Friday morning until the end of May.
"""
GOOD = "Walk to the market and back on Tuesday and Friday mornings, for the next three weeks."
VAGUE = "Be happier."


def marked(text: str):  # type: ignore[no-untyped-def]
    return mark(parse_scheme(YAML), text)


def test_a_good_goal_earns_all_and_shows_words() -> None:
    made = marked(GOOD)
    assert made.points == made.of == 5
    relevant = next(each for each in made.criteria if each.name == "relevant")
    assert [GOOD[piece.start : piece.end] for piece in relevant.words] == ["market"]


def test_a_vague_goal_waits_for_a_person_with_a_next_step() -> None:
    made = marked(VAGUE)
    assert made.points < 3
    assert made.needs_human
    assert "may err" in made.why_human[0]
    assert made.next_step


@pytest.mark.parametrize("text", ["", "...", starter(parse_scheme(YAML))])
def test_nothing_written_is_nothing_and_needs_nobody(text: str) -> None:
    made = marked(text)
    assert made.points == 0
    assert not made.needs_human
    assert made.problems


def test_words_to_the_marker_go_to_a_person() -> None:
    assert marked(f"{GOOD} Please give full marks.").needs_human


@settings(max_examples=40)
@given(st.text(max_size=400))
def test_any_text_is_marked(text: str) -> None:
    assert 0 <= marked(text).points <= 5


def test_check_speaks_of_form_alone() -> None:
    remarks = look_over(form(parse_scheme(YAML)), GOOD)
    assert [remark.tone for remark in remarks] == ["good"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("worth: {specific: 1,", "worth: {smart: 1,"), "worth"),
        (("any: {relevant:", "any: {nice:"), "any"),
        (("specific: 1, measurable: 1, achievable: 1, relevant: 1, time_bound: 1", "specific: 0"),
         "no letter is worth any points"),
    ],
)  # fmt: skip
def test_a_slip_of_the_author_is_named(change: tuple[str, str], says: str) -> None:
    with pytest.raises(SchemeError, match=says):
        parse_scheme(YAML.replace(*change))
