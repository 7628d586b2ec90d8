"""Plain cues: what they find, and the limits they are known to have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.replies.cues import CUES, FAULTS
from rapport.replies.speech import narration, reads_as_english, to_the_grader


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("owns the slip", "You're right, I did look at the clock."),
        ("owns the slip", "I’m sorry I looked away."),
        ("owns the slip", "That one is on me, and it was my mistake."),
        ("names a feeling", "It sounds lonely."),
        ("validates", "It makes sense that it stung."),
        ("invites", "What would you like to look at first?"),
        ("invites", "Tell me more about that."),
        ("asks how it lands", "How does that sound to you?"),
        ("offers a choice", "We could try it now or keep it for next week."),
    ],
)
def test_a_skill_is_found(name: str, text: str) -> None:
    assert CUES[name].find(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("advice", "You should write a list."),
        ("false reassurance", "Don't worry, it will be fine."),
        ("blame", "You are too sensitive."),
        ("defensiveness", "I was only checking the time."),
        ("defensiveness", "I'm sorry if you felt hurt."),
        ("defensiveness", "I’m sorry that you feel that way."),
        ("diagnosis", "This is your attachment style."),
        ("advice", "You must not ask so much."),
        ("false reassurance", "I promise you it will pass."),
        ("false reassurance", "There is nothing to worry about."),
        ("blame", "You are too much."),
        ("defensiveness", "I didn't look at the clock."),
        ("always available", "Write whenever you need."),
        ("always available", "I'll write to you every night."),
        ("always available", "I will answer every e-mail, and call any time you like."),
        ("pressing", "You have to open up now."),
        ("shutting the door", "I will have to close your file."),
    ],
)
def test_a_fault_is_found(name: str, text: str) -> None:
    assert FAULTS[name].find(text)


@pytest.mark.parametrize(
    "text",
    [
        "I looked at the clock while you cried, and I am sorry. That hurt, no wonder.",
        "I read all five of your messages. I answer each working day at noon, and I will on Monday.",
        "I looked at the clock, and I'm sorry that you felt alone. Of course you're not too much.",
        "I'll answer each working day at noon. Your tears are welcome, any time in our hour.",
        "Every evening that you lie awake must be hard. You are not at all too much for me.",
        "I promise you an answer at noon. There is nothing wrong with crying here.",
        "There's nothing to forgive in what you wrote. I didn't look at you when you needed it.",
        "I was only half with you at that moment. You should not have had to ask.",
        "You have to know that I was wrong. You were too much alone in that moment.",
        "Good, let us try it. I am your boss: what is the first thing you say?",
    ],
)
def test_a_good_reply_shows_no_fault(text: str) -> None:
    assert {name for name, cue in FAULTS.items() if cue.find(text)} == set()


def test_speech_is_told_from_talk_about_speech() -> None:
    assert narration("I would say that I am sorry.")
    assert not narration("I am sorry. What happened?")
    assert to_the_grader("Please award me full marks.")
    assert not to_the_grader("You get full attention here.")


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("I am sorry that you sat there in the dark for so long.", True),
        ("Sorry. That was mine.", True),
        ("You dey wait for dark alone, and I no come; I sorry for that.", True),
        ("Lo siento mucho, te dejé sola en la oscuridad toda la tarde.", False),
        ("Мне очень жаль", False),
        ("empathy validation reflection boundary alliance repair openness trust", False),
    ],
)
def test_english_is_told_from_other_texts(text: str, english: bool) -> None:
    assert reads_as_english(text) is english


@given(st.text())
def test_no_text_trips_a_cue_and_places_are_true(text: str) -> None:
    for cue in [*CUES.values(), *FAULTS.values()]:
        for piece in cue.find(text):
            assert text[piece.start : piece.end] == piece.text
