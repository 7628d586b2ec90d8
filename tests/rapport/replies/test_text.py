"""Words, sentences and phrases keep their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.replies.text import QUOTED, find_any, find_phrase, longest_copied_run, sentences, words


def test_sentences_end_at_signs_and_lines() -> None:
    found = [sentence.text for sentence in sentences("I see. “Really?” Yes…\nNo end")]
    assert found == ["I see.", "“Really?”", "Yes…", "No end"]


def test_a_phrase_is_found_over_endings_and_small_gaps_but_not_over_sentences() -> None:
    assert find_phrase("count on", "You were counting very much on me.")[0].text == (
        "counting very much on"
    )
    assert not find_phrase("count on", "You counted. On we go.")
    assert not find_phrase("count on", "You counted so very much more on me.")


def test_the_longest_copied_run_is_found() -> None:
    run = longest_copied_run("Oh, you looked at the clock then", "You looked at the clock, I saw")
    assert run is not None
    assert run.text == "you looked at the clock"
    assert longest_copied_run("hello", "good morning") is None


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “no”, and ‘I don’t want it’.", ["“no”", "‘I don’t want it’"]),
        ("""He said "no" and 'I don't want it'.""", ['"no"', "'I don't want it'"]),
        ("It's hard and he's alone", []),
        ("It’s hard and he’s alone", []),
        ("“ “ “ “yes”", ["“yes”"]),
        ("‘ ‘ ‘ ‘quite so’", ["‘quite so’"]),
        ("“" + "a" * 2_001 + "”", []),
    ],
)
def test_quoted_speech_is_found_and_not_looked_for_without_end(
    text: str, quoted: list[str]
) -> None:
    assert QUOTED.findall(text) == quoted


@given(st.text())
def test_every_place_is_true(text: str) -> None:
    for piece in [*words(text), *sentences(text), *find_any(["a", "b c"], text)]:
        assert text[piece.start : piece.end] == piece.text
