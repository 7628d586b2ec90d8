"""How soon clients connect: every client in one class, and trust that comes back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rapport.dynamics import Client, Practices, simulate
from rapport.dynamics.onset import CONNECTED, ONSETS, SOON, count_onsets, onset, recovery

COURSE = simulate(Client(), Practices(), 30, n=4, parts=False)


def made(trust: list[list[float]], stays: list[int]) -> list[str]:
    """Classes of clients with this trust; `stays` is the last session each stayed for."""
    n, sessions = len(trust), 30
    curves = np.array([[*each, *[each[-1]] * (sessions + 1 - len(each))] for each in trust])
    staying = np.arange(1, sessions + 1) <= np.array(stays)[:, None]
    assert curves.shape == (n, sessions + 1)
    return list(onset(replace(COURSE, trust=curves, staying=staying)))


def test_the_four_classes_and_their_edges() -> None:
    at_six = [0.3] * SOON + [CONNECTED]
    at_seven = [0.3] * (SOON + 1) + [CONNECTED]
    never = [0.3, CONNECTED - 0.001]
    assert made([at_six, at_seven, never, never], [30, 30, 30, 29]) == list(ONSETS)
    assert made([at_six, at_seven], [6, 7]) == ["early", "slow"], "left after having connected"
    assert made([[CONNECTED]], [30]) == ["early"], "connected at the door"


@given(st.integers(1, 80), st.integers(0, 50), st.floats(0, 1), st.floats(0, 1))
def test_everybody_is_in_one_class(n: int, seed: int, hurt: float, reliability: float) -> None:
    plan = Practices(reliability=reliability)
    counts = count_onsets(simulate(Client(hurt=hurt), plan, 30, n=n, seed=seed, parts=False))
    assert tuple(counts) == ONSETS
    assert sum(counts.values()) == n


@pytest.mark.parametrize(
    ("trust", "sessions"),
    [
        ([0.3, 0.5, 0.4, 0.45, 0.5, 0.6], 2),
        ([0.3, 0.5, 0.5, 0.6, 0.7, 0.7], 0),
        ([0.3, 0.5, 0.4, 0.4, 0.4, 0.4], 6),
    ],
)
def test_sessions_until_trust_is_back(trust: list[float], sessions: int) -> None:
    assert recovery(np.array(trust), 2) == sessions


@given(arrays(np.float64, 31, elements=st.floats(0, 1)), st.integers(1, 30))
def test_recovery_is_a_session_of_the_line_or_beyond_it(
    trust: np.ndarray[tuple[int], np.dtype[np.float64]], session: int
) -> None:
    back = recovery(trust, session)
    if back == len(trust):
        assert (trust[session:] < trust[session - 1]).all()
    else:
        assert trust[session + back] >= trust[session - 1]
