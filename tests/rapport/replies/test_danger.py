"""Words that seem to speak of the writer's own danger: found in many forms, seldom where not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.replies import corpus
from rapport.replies.danger import own_danger

OWN = [
    "I want to die",
    "honestly i dont want to be here anymore",
    "I don’t want to live.",
    "I've been cutting myself again",
    "im cutting myself",
    "I'm going to kill myself tonight",
    "I'll hurt myself",
    "my husband hits me too and I don't know what to do",
    "I think about killing myself every day",
    "I keep thinking about suicide",
    "Sorry, can't do this exercise. I feel suicidal.",
    "i'm thinking of ending it all",
    "I can't stop thinking about hurting myself",
    "everyone would be better off without me",
    "I wish I was dead",
    "I’m not safe at home",
    "i tried to kill myself last year",
    "I really just want to end my life",
    "I can't go on anymore",
    "I self harm too",
    "he hits me too",
    "I wanted to end it after my divorce",
    "I cut my arms when I was your age",
    "I overdosed last year",
    "nobody would miss me either",
    "I wish I could disappear",
    "I'm scared of my husband",
    "kms",
    "He punches me",
    "my own brother kicked me again",
]
NOT_OWN = [
    "You want to die, and nobody sees it.",
    "I don't want you to die.",
    "You said “I want to die” and then laughed.",
    "If I kill the silence now, it is for me.",
    "Are you thinking of hurting yourself?",
    "I want to be here with you.",
    "I don't want to hurt you.",
    "I cut myself off there, sorry.",
    "I'd kill for a coffee too",
    "Part of you says I want to die.",
    "I hurt you when I was late",
    "I want to end on time today",
    "It beats me how you do it, with the lights going on.",
    "I can't go on holiday in your place.",
    "I cut you off there.",
    "I want to end it on time today.",
    "She kicked me out once, too.",
    "It hit me how long you have waited.",
    "‘I don’t want to live’ is what you wrote.",
]


@pytest.mark.parametrize("text", OWN)
def test_own_danger_is_heard_alone_and_inside_a_reply(text: str) -> None:
    assert own_danger(text)
    assert own_danger(f"That sounds hard. {text}. What do you need?")


@pytest.mark.parametrize("text", NOT_OWN)
def test_a_reply_to_a_client_is_not_taken_for_it(text: str) -> None:
    assert not own_danger(text)


def test_the_clients_words_said_back_are_the_clients() -> None:
    line = "My dad says leave, and I don't want to be here anymore."
    assert not own_danger("“I don't want to be here anymore.” How long have you thought so?", line)
    assert not own_danger("So, I don't want to be here anymore. That is what you carry.", line)
    assert own_danger("So, I don't want to be here anymore. That is what you carry.", "Hm.")
    assert own_danger("I don't want to be here anymore too, honestly.", line)


def test_no_reply_of_the_corpus_is_taken_for_it() -> None:
    whole = corpus.load()
    scenes = {scene.id: scene.client for scene in whole.scenes}
    taken = [each.id for each in whole.replies if own_danger(each.text, scenes[each.scene])]
    assert taken == []


def test_a_quotation_excuses_itself_alone() -> None:
    text = "“I want to die.” So you said. I want to die."
    assert [place.start for place in own_danger(text)] == [text.rindex("I want")]


def test_quotes_without_an_end_excuse_nothing() -> None:
    assert own_danger("“" * 64_000 + "I want to die")
    assert own_danger("“" + "So. " * 1_000 + "I want to die." + "So. " * 1_000 + "”")


@given(st.text(max_size=300), st.text(max_size=100))
def test_places_are_of_the_text(text: str, client: str) -> None:
    for place in own_danger(text, client):
        assert text[place.start : place.end] == place.text
