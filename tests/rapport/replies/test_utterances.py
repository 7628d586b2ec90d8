"""A goal's number and time are seen where they stand, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.replies.utterances import behaviour, plain, smart

NOTHING = {"measurable": False, "time_bound": False}


@pytest.mark.parametrize(
    "goal",
    [
        "Build my confidence by speaking up twice in the Monday meeting.",
        "Gain confidence; ring Ama on Friday at six.",
        "Be more confident: 3 talks by the end of June",
        "(confidence 8/10) walk for ten minutes every day",
        "Confidence is 7. Walk twice before Friday",
        "walk sat & sun",
        "call Leila this wed",
        "clear the table, sat 11am",
        "video call sat morning",
        "swim Wed and Sat",
        "fish on weds and sats",
        "no wine sun to thurs",
    ],
)
def test_a_number_and_a_time_are_seen(goal: str) -> None:
    assert plain(goal) == {"measurable": True, "time_bound": True}


@pytest.mark.parametrize(
    "goal",
    [
        "Be healthier (confidence 8/10)",
        "Be healthier (confidence level: 8/10) and calmer",
        "Be healthier. Confidence 8/10.",
        "Be healthier, confidence 4",
        "Be healthier, conf 7",
        "Be healthier. Confidence that I can do this is 8 out of 10",
        "Be healthier. Confidence: seven out of ten",
        "Be healthier, I am 80% confident",
        "Be healthier (confidence 7-8/10, importance 9/10)",
        "Sit in the sun with no one near",
        "He sat with me when we were wed",
        "Thus we look after one another and listen to each other",
        "Talk as a couple, at once and for once",
        "march on the spot",
    ],
)
def test_what_counts_nothing_is_no_number_and_no_time(goal: str) -> None:
    assert plain(goal) == NOTHING


def test_a_goal_about_confidence_is_read_to_its_end() -> None:
    told = smart("Build my confidence by speaking up twice in the Monday meeting.")
    assert told.aims["measurable"]
    assert told.aims["time_bound"]
    told = smart("Gain confidence; ring Ama on Friday at six.")
    assert min(told.chances["measurable"], told.chances["time_bound"]) > 0.75


@given(
    st.text(max_size=200), st.sampled_from(["(confidence 8/10)", "confidence: 7", "80% confident"])
)
def test_a_rating_alone_adds_no_number(goal: str, rating: str) -> None:
    goal = "".join(sign for sign in goal if not sign.isdigit())
    if plain(goal) == NOTHING:
        assert plain(f"{goal}. {rating}") == NOTHING


def test_where_nothing_is_said_nothing_is_read() -> None:
    assert behaviour("…").behaviour == "other"
    assert not any(smart("–").aims.values())
