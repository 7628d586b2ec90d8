"""What single keys of the exercises earn: wordings that a key once read against the question."""

from __future__ import annotations

import pytest

from rapport.marking import mark
from tests.rapport.marking.nbgrader.test_assignments import keys

E_MAIL = (
    "Dear Callie, I looked at the clock while you cried, {own}. It may have looked as if I wanted "
    "you gone. {warm} I answer once each working day, at noon, and you can count on it. Shall we "
    "begin with that moment on Monday at four?"
)


@pytest.mark.parametrize(
    ("own", "warm"),
    [
        ("and I'm sorry", "Of course you're not too much."),
        ("and I am sorry", "Of course you are not too much for me, and I am glad you wrote."),
        ("and I'm sorry that you felt alone just then", "You are not too much."),
        ("and I am sorry you felt so alone with that", "No, you are not a burden for me."),
    ],
)
def test_the_warmth_callie_is_owed_is_no_fault(own: str, warm: str) -> None:
    got = mark(keys("07-attachment")["callie-reply"], E_MAIL.format(own=own, warm=warm))
    assert [criterion.name for criterion in got.criteria if criterion.points < criterion.of] == []
    assert got.points == got.of


def answers_mirela(side: str) -> bool:
    text = f"You were the last to know. I owed you a talk, and I'm sorry. {side}"
    got = mark(keys("04-listening")["mirela-reply"], text)
    (answer,) = (found for found in got.criteria if found.name == "answers her question")
    return answer.points == answer.of


@pytest.mark.parametrize(
    "side",
    [
        "I'm on Luka's side.",
        "I am on the side of your son.",
        "I'm on your side and on Luka's.",
        "I am here for you and for Luka.",
        "I stand behind you both.",
        "I don't take sides.",
        "I want what is best for him.",
        "For me Luka comes first.",
    ],
)
def test_mirela_is_answered_by_luka_by_both_or_by_no_side(side: str) -> None:
    assert answers_mirela(side)


@pytest.mark.parametrize(
    "side",
    [
        "I'm on your side.",
        "Of course I am on yours.",
        "I stand behind you.",
        "I'm with you in this.",
        "We are in the same boat.",
        "I'm not on the teacher's side.",
    ],
)
def test_taking_mirelas_side_is_no_answer_for_lukas_therapist(side: str) -> None:
    assert not answers_mirela(side)


@pytest.mark.parametrize(
    "text",
    [
        "A trainee hears Mirela ask “Whose side are you on?” and wants to argue. She bites her "
        "tongue and reminds herself that the talk was owed.",
        "With Kemal, at “I let her”, he wants to comfort him at once. He tells himself to wait and "
        "asks him nothing for some seconds.",
    ],
)
def test_an_imagined_trainees_pull_earns_as_much_as_ones_own(text: str) -> None:
    got = mark(keys("04-listening")["own-pull"], text)
    assert got.points == got.of
