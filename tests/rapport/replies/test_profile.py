"""What several replies show together: counted, with a range that says how little it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.replies import assess
from rapport.replies.profile import ENOUGH, Habit, _habit, profile

LINE = "They moved my desk next to the printer. It's fine. Nobody asked."
HEARD = "Nobody asked you, and there you sit, next to the noise. It sounds as if you don't count."
TOLD = "You should talk to your boss. Write an email today and ask for another desk."


def by_name(habits: tuple[Habit, ...]) -> dict[str, Habit]:
    return {each.name: each for each in habits}


def test_nothing_is_said_of_fewer_than_six() -> None:
    assert profile([assess(HEARD, LINE)] * (ENOUGH - 1)) == ()


def test_skills_and_repeated_faults_are_told_apart() -> None:
    heard = by_name(profile([assess(HEARD, LINE)] * 6))
    told = by_name(profile([assess(TOLD, LINE)] * 6))
    assert heard["reflection"].share > 0.8 > 0.3 > told["reflection"].share
    assert told["unsolicited_advice"].share > 0.5
    assert "unsolicited_advice" not in heard
    assert "repair_ownership" not in heard  # a skill that few scenes call for


def test_more_replies_narrow_the_range() -> None:
    six, thirty = (by_name(profile([assess(HEARD, LINE)] * n)) for n in (6, 30))
    width = [each["reflection"].high - each["reflection"].low for each in (six, thirty)]
    assert width[1] < width[0] / 2


def test_the_range_is_wilsons() -> None:
    # 8 of 10: Wilson's 90% interval is .541 to .931 (Wilson 1927, z = 1.645).
    found = _habit("reflection", [1.0] * 8 + [0.0] * 2)
    assert (found.low, found.high) == (
        pytest.approx(0.541, abs=1e-3),
        pytest.approx(0.931, abs=1e-3),
    )


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_the_share_lies_in_its_range(chances: list[float]) -> None:
    found = _habit("validation", chances)
    assert 0 <= found.low <= found.share <= found.high <= 1
