"""Feedback quotes a learner so that the learner can check it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from rapport.marking.feedback import LONG, answer_html, quotes
from rapport.marking.mark import Criterion, Evidence, Mark

ANSWER = "I cancelled <late>, by text. That was mine. What was Friday like, after that text?"


def of(*words: str, answer: str = ANSWER) -> Criterion:
    """A criterion that rests on these words of the answer, each where it first stands."""
    places = tuple(
        Evidence(answer.index(word), answer.index(word) + len(word), word) for word in words
    )
    return Criterion("owns it", 1.0, 1.0, "Found.", words=places)


def test_words_are_shown_in_their_sentence_and_stay_text() -> None:
    (said,) = quotes(of("cancelled"), ANSWER)
    assert said == Markup(
        'I <mark class="good" title="owns it">cancelled</mark> &lt;late&gt;, by text.'
    )


def test_words_of_one_sentence_are_shown_together_and_three_sentences_at_most() -> None:
    first, second = quotes(of("cancelled", "text", "mine"), ANSWER)
    assert first.count("<mark") == 2
    assert "mine" in second
    long = "One here. Two here. Three here. Four here."
    assert len(quotes(of("One", "Two", "Three", "Four", answer=long), long)) == 3


def test_of_a_very_long_sentence_only_a_part_is_shown() -> None:
    answer = "so " * 200 + "I cancelled " + "and " * 200
    (said,) = quotes(of("cancelled", answer=answer), answer)
    assert said.startswith("… ")
    assert said.endswith(" …")
    assert len(said.striptags()) < LONG


@given(st.text(max_size=300), st.lists(st.tuples(st.integers(0, 300), st.integers(1, 40))))
def test_whatever_was_typed_is_text_and_nothing_is_lost(
    answer: str, places: list[tuple[int, int]]
) -> None:
    words = tuple(
        Evidence(start, min(start + length, len(answer)), answer[start : start + length])
        for start, length in places
        if start < len(answer)
    )
    criterion = replace(of(answer=answer), words=words)
    mark = Mark("a", "A", "reply", 0.0, 1.0, (criterion,), 0.5, "Go on.")
    for html in (answer_html(answer, mark), *quotes(criterion, answer)):
        tags = html.replace('<mark class="good" title="owns it">', "").replace("</mark>", "")
        assert "<" not in tags
        assert str(tags).removeprefix("… ").removesuffix(" …") in str(escape(answer))
