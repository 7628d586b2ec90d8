"""Clients and crowds: values in range, regions of the plane, people who resemble one another."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.dynamics import TRAITS, Client, Crowd, around, style_at
from rapport.dynamics.people import check_share, check_whole
from tests.rapport.dynamics.strategies import CLIENTS


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), float("inf"), True, "0.5", None])
@pytest.mark.parametrize("trait", TRAITS)
def test_a_trait_out_of_range_is_told(trait: str, value: float) -> None:
    with pytest.raises(ValueError, match=rf"^{trait} is .*; expected a number from 0 to 1\.$"):
        Client(**{trait: value})


def test_a_client_explains_its_traits_and_cannot_be_changed() -> None:
    assert Client.about("hurt").startswith("hurt by people before")
    assert len({Client.about(name) for name in TRAITS}) == len(TRAITS) == 8
    with pytest.raises(FrozenInstanceError):
        Client().anxiety = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("place", "style"),
    [((0, 0), "secure"), ((0.5, 0), "anxious"), ((0.49, 1), "avoidant"), ((1, 1), "disorganized")],
)
def test_labels_are_regions(place: tuple[float, float], style: str) -> None:
    assert style_at(*place) == Client(*place).style == style


@given(st.lists(CLIENTS, min_size=1, max_size=4), st.integers(1, 3))
def test_a_crowd_gives_its_clients_back(people: list[Client], times: int) -> None:
    crowd = Crowd.of(*people, times=times)
    assert len(crowd) == len(people) * times
    assert [crowd[place] for place in range(len(crowd))] == [
        p for p in people for _ in range(times)
    ]


def test_a_crowd_with_a_fault_is_told() -> None:
    crowd = Crowd.of(Client(), times=3)
    with pytest.raises(ValueError, match=r"^hurt has shape \(2,\); expected \(3,\)\.$"):
        replace(crowd, hurt=np.zeros(2))
    for value in (1.5, -0.1, np.nan):
        with pytest.raises(ValueError, match=r"^openness holds a value that is not a number"):
            replace(crowd, openness=np.array([0.5, value, 0.5]))


@given(CLIENTS, st.integers(1, 30), st.integers(0, 2**32))
def test_people_around_a_client_resemble_it_and_are_the_same_however_many(
    client: Client, n: int, seed: int
) -> None:
    crowd, more = around(client, n, seed), around(client, 30, seed)
    for name in TRAITS:
        off = getattr(crowd, name) - getattr(client, name)
        assert (np.abs(off) <= 0.25 + 1e-12).all()
        assert np.array_equal(getattr(crowd, name), getattr(more, name)[:n])


def test_people_around_a_client_differ_as_far_as_asked() -> None:
    client = Client(0.5, 0.5)
    assert around(client, 3, spread=0)[2] == client
    near, far = (around(client, 500, spread=spread).anxiety.std() for spread in (0.5, 1.0))
    assert far == pytest.approx(2 * near)
    assert around(client, 500).anxiety.mean() == pytest.approx(0.5, abs=0.02)
    assert not np.array_equal(around(client, 5, seed=1).anxiety, around(client, 5, seed=2).anxiety)


@pytest.mark.parametrize("spread", [-0.1, 4.1, float("nan"), float("inf")])
def test_a_spread_out_of_range_is_told(spread: float) -> None:
    with pytest.raises(ValueError, match=r"^spread is .*; expected a number from 0 to 4\.$"):
        around(Client(), 3, spread=spread)
    with pytest.raises(ValueError, match=r"^n is 0; expected a whole number"):
        around(Client(), 0)


def test_ends_are_inside_and_true_is_no_number() -> None:
    for value in (0, 1, 0.0, 1.0):
        check_share("it", value)
    for value in (2, 5):
        check_whole("it", value, 2, 5)
    with pytest.raises(ValueError, match=r"^it is True; expected a whole number from 0 to 1\.$"):
        check_whole("it", True, 0, 1)
