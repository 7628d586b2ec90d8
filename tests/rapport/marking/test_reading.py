"""The reader of replies looks too: it asks for a person, and never takes a point."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from rapport.marking import Mark, SchemeError, mark, parse_scheme
from rapport.marking.feedback import ItemReport, Report, as_page, as_panel
from rapport.marking.reading import second

YAML = """
item: say
kind: reply
title: Say
client: >
  You cancelled on Friday by text. I'd packed up my whole week for that hour, and then it's
  two lines and a smiley.
worth:
  owns the slip: 2
  reflects: {points: 2, meaning: [not count, packed, brushed off], content: [Friday, text, smiley]}
  invites: 1
key:
  owns: {the text: [by text, two lines, smiley]}
  forbidden: {never again: [never cancel, always be here]}
model: I cancelled by text, with a smiley, on the hour you had kept your week for. I'm sorry.
"""
GOOD = (
    "I cancelled by text, with a smiley, and I'm sorry. You had packed your week for that hour, "
    "and it must have said you do not count. What was Friday like after that?"
)
CRUEL = (
    "I'm sorry, I cancelled by text. You had packed your week for it, which is rather sad for a "
    "grown man, honestly, and you make too much of a smiley. What is wrong with you?"
)
POOR = (
    "Sorry, I cancelled by text. It was only an hour, other people have real problems, and you "
    "should not have packed your week for it. Just use the time for something else."
)
PROMISED = f"{GOOD} I will never cancel again."


def marked(answer: str) -> Any:
    return mark(parse_scheme(YAML), answer)


def test_a_cruel_sentence_among_the_right_words_goes_to_a_person() -> None:
    made = marked(CRUEL)
    assert made.points == made.of
    assert made.needs_human
    assert not second(parse_scheme(YAML), CRUEL).trusted  # type: ignore[arg-type]


def test_a_guess_at_the_whole_is_told_to_the_person_and_not_to_the_learner() -> None:
    made = marked(POOR)
    assert made.aside
    item = ItemReport(mark=made, answer=POOR, question="", points=None)
    page = as_page(Report("A title", (item,), whom="Ines"))
    for said in made.aside:
        assert said in unescape(as_panel(made, POOR))
        assert said not in unescape(page)
    assert "The reader of replies" not in page
    assert ". Software is\nnot sure how it would sound to this client." in page
    assert Mark.from_dict(made.to_dict()) == made


def test_what_rules_and_key_leave_open_goes_to_the_person() -> None:
    """Every word is met and every criterion found; the danger in the client's line is not."""
    item = parse_scheme(
        """\
item: die
kind: reply
title: Die
client: "I want to die. This week I was alone."
worth: {reflects: {points: 2, meaning: [worn out, alone]}, invites: 1}
key: {questions: {suicide: [killing yourself, suicide]}}
model: Are you thinking of killing yourself?
"""
    )
    made = mark(item, "You sound worn out and alone. What was this week like?")
    assert made.points == made.of
    assert made.needs_human
    assert "What this moment asks for was not found: suicide." in made.aside


def test_a_short_echo_is_a_persons_to_judge_and_a_copy_is_not() -> None:
    item = parse_scheme(YAML)
    whole = mark(item, item.client)  # type: ignore[union-attr]
    assert (whole.points, whole.needs_human) == (0, False)
    some = " ".join(item.client.split()[:5])  # type: ignore[union-attr]
    assert mark(item, f"{some}. Ouch.").needs_human


def test_what_the_key_forbids_suggests_at_most_half_and_goes_to_a_person() -> None:
    good, promised = marked(GOOD), marked(PROMISED)
    assert promised.points == min(good.points, promised.of / 2)
    assert promised.needs_human
    found = promised.criteria[-1]
    assert found.name == "never again"
    assert PROMISED[found.words[0].start : found.words[0].end] == "never cancel"


def test_what_is_denied_is_not_promised() -> None:
    assert not second(parse_scheme(YAML), "I can't say I'll never cancel.").forbidden  # type: ignore[arg-type]


def test_the_reader_alone_takes_no_points() -> None:
    """Points are those of the criteria; no line of the mark comes from the reader."""
    for answer in (GOOD, CRUEL):
        names = [criterion.name for criterion in marked(answer).criteria]
        assert names == ["owns the slip", "reflects", "invites"]


def test_every_sentence_is_told_to_learner_and_instructor() -> None:
    made = marked(GOOD)
    assert [row[0] for row in made.table.rows][-1] == "What was Friday like after that?"
    assert "asks openly" in as_panel(made, GOOD)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("  owns: {the text", "  owned: {the text"), "owned"),
        (("[by text, two lines, smiley]", "[]"), "owns"),
        (("key:\n", "key: yes\nother:\n"), "key"),
    ],
)
def test_a_slip_in_the_key_is_named(change: tuple[str, str], says: str) -> None:
    with pytest.raises(SchemeError, match=says):
        parse_scheme(YAML.replace(*change))
