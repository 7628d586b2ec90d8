"""Near-duplicates: what counts as one, and that the index misses none."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.replies.corpus.duplicates import likeness, near_duplicates, runs

SEVEN = "You came back after all that rain."


def test_runs_are_of_five_words() -> None:
    assert runs(SEVEN) == {
        ("you", "came", "back", "after", "all"),
        ("came", "back", "after", "all", "that"),
        ("back", "after", "all", "that", "rain"),
    }


def test_case_quotes_and_punctuation_do_not_count() -> None:
    assert (
        likeness("You didn’t say; I wondered, though.", "YOU DIDN'T SAY... I wondered though") == 1
    )


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (SEVEN, SEVEN.replace("rain", "snow"), 2 / 4),  # two runs of four
        (SEVEN, SEVEN.replace("after", "through"), 0),
        ("Go on.", "Go on!", 1),
        ("Go on.", "Go on then.", 0),
        ("…", "…", 1),
        ("…", "!", 0),
    ],
)
def test_likeness(one: str, other: str, alike: float) -> None:
    assert likeness(one, other) == alike


def test_only_what_is_over_the_limit_is_named_worst_first() -> None:
    texts = {
        "a": SEVEN,
        "half": SEVEN.replace("rain", "snow"),
        "b": SEVEN.lower(),
        "most": SEVEN.replace("rain", "rain then"),
        "far": "Nothing here is like the others in any way.",
    }
    found = near_duplicates(texts)
    assert [(t.first, t.second, t.likeness) for t in found] == [
        ("a", "b", 1),
        ("a", "most", 3 / 4),
        ("b", "most", 3 / 4),
    ]


@given(
    st.lists(st.lists(st.sampled_from("abc"), max_size=9).map(" ".join), max_size=12),
    st.sampled_from([0.2, 0.5, 0.8]),
)
def test_the_index_finds_what_comparing_all_finds(texts: list[str], over: float) -> None:
    named = {str(place): text for place, text in enumerate(texts)}
    slow = {(a, b) for a, b in combinations(named, 2) if likeness(named[a], named[b]) > over}
    assert {(t.first, t.second) for t in near_duplicates(named, over)} == slow
