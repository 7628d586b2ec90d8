"""An answer that may speak of the learner's own danger gets no verdict, in any place."""

import pytest

from rapport.marking import mark, parse_scheme
from rapport.marking.craft import look_over
from rapport.marking.feedback import ItemReport, Report, as_page, as_panel
from rapport.marking.mark import Mark
from rapport.marking.starter import form
from rapport.support import EVERYWHERE, IF_HANDED_IN, NOT_WATCHED, OWN_DANGER

REPLY = """
item: the-light
kind: reply
title: The light
client: "The light was off again."
worth: {reflects: {points: 2, meaning: [alone], content: [light]}}
model: So you sat there alone.
"""
NOTE = """
item: own-pull
kind: note
title: Your own pull
context: "What pulled you?"
worth: {names the pull: {points: 2, any: [rescue]}}
model: I wanted to rescue her.
"""
GOAL = """
item: a-goal
kind: goal
title: A goal
client: "I want to sleep."
worth: {specific: 1}
model: Read one page in bed at ten, five nights this week.
"""
OWN = "You sat there alone. I can't do this, I want to die."


@pytest.mark.parametrize("scheme", [REPLY, NOTE, GOAL])
def test_there_is_no_verdict_but_a_person(scheme: str) -> None:
    item = parse_scheme(scheme)
    got = mark(item, OWN)
    assert got.care
    assert got.needs_human
    assert not got.criteria
    assert "«I want to die»" in got.why_human[0]
    assert Mark.from_dict(got.to_dict()) == got
    assert not mark(item, "You sat there alone and wanted to be rescued.").care


def test_the_clients_own_words_are_no_cause() -> None:
    item = parse_scheme(REPLY.replace("The light was off again.", "I want to die."))
    assert not mark(item, "I want to die: you said it so calmly, all alone with it.").care


def test_check_speaks_of_support_and_of_nothing_else() -> None:
    told = look_over(form(parse_scheme(REPLY)), OWN)
    assert {each.tone for each in told} == {"care"}
    assert told[0].text == OWN_DANGER
    assert EVERYWHERE in told[1].text
    assert told[2].text == NOT_WATCHED
    assert told[3].text == IF_HANDED_IN
    assert not any("words in" in each.text for each in told)


def test_feedback_shows_the_notice_and_the_instructor_sees_why() -> None:
    got = mark(parse_scheme(REPLY), OWN)
    item = ItemReport(mark=got, answer=OWN, question="", points=None)
    page = as_page(Report(title="T", items=(item,), whom="Dr Moreno", support="Room 12."))
    assert OWN_DANGER in page
    assert "Room 12." in page
    assert NOT_WATCHED in page
    assert "next step" not in page.lower()
    assert "not found" not in page
    assert "the learner&#39;s own danger" not in page
    panel = as_panel(got, OWN)
    assert "own danger" in panel
    assert "Suggested" not in panel


def test_once_a_person_has_graded_it_the_points_are_told() -> None:
    got = mark(parse_scheme(REPLY), OWN)
    item = ItemReport(mark=got, answer=OWN, question="", points=2.0, adjusted=True)
    page = " ".join(as_page(Report("T", (item,), whom="Dr Moreno", support="Room 12.")).split())
    assert "Set by your instructor: 2 of" in page
    assert "Room 12." in page
    assert OWN_DANGER not in page
    assert "Asking never costs points." in page
