"""Who comes: a client of a few traits, and a crowd of them."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rapport.knowledge.models import Style

Array: TypeAlias = NDArray[np.float64]


def check_share(name: str, value: object) -> None:
    """Raise ValueError, in a sentence, unless `value` is a number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"{name} is {value!r}; expected a number from 0 to 1.")


def check_whole(name: str, value: object, low: int, high: int) -> None:
    """Raise ValueError, in a sentence, unless `value` is a whole number from `low` to `high`."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name} is {value!r}; expected a whole number from {low} to {high}.")


def style_at(anxiety: float, avoidance: float) -> Style:
    """Return the label of the region a place lies in; a quarter of the plane each (ours)."""
    if anxiety < 0.5:
        return "secure" if avoidance < 0.5 else "avoidant"
    return "anxious" if avoidance < 0.5 else "disorganized"


def share(default: float, says: str) -> Any:
    """Declare a field of `Shares`: its usual value and what it means."""
    return field(default=default, metadata={"says": says})


class Shares:
    """Base of dataclasses whose fields all are numbers from 0 to 1.

    Raises ValueError, in a sentence, for a value out of its range.
    """

    def __post_init__(self) -> None:
        for each in fields(self):  # type: ignore[arg-type]
            check_share(each.name, getattr(self, each.name))

    @classmethod
    def about(cls, name: str) -> str:
        """Return what a field means."""
        told = {each.name: each.metadata["says"] for each in fields(cls)}  # type: ignore[arg-type]
        return str(told[name])


@dataclass(frozen=True)
class Client(Shares):
    """A client as the model sees one; all traits 0 to 1. `Client.about("hurt")` explains one.

    anxiety and avoidance are continuous; the four labels are regions of their plane.
    Raises ValueError, in a sentence, for a value out of its range.
    """

    anxiety: float = share(0.3, "worry about being left")
    avoidance: float = share(0.3, "guard against closeness")
    start_trust: float = share(0.35, "trust at the door")
    hurt: float = share(0.0, "hurt by people before, therapists included")
    openness: float = share(0.5, "readiness to say what is on one's mind")
    fit: float = share(0.7, "how well client, therapist and method suit each other")
    distance: float = share(0.0, "cultural distance as the client feels it")
    worry: float = share(0.3, "worry about therapy itself at the door, fear of judgment included")

    @property
    def style(self) -> Style:
        """The label of the region the client starts in; a rough name, not a diagnosis."""
        return style_at(self.anxiety, self.avoidance)


TRAITS: tuple[str, ...] = tuple(each.name for each in fields(Client))
"""The traits' names, in order."""


@dataclass(frozen=True, eq=False)
class Crowd:
    """Many clients: an array of shape (n,) per trait of `Client`, 0 to 1.

    Raises ValueError, in a sentence, for shapes that differ or a value out of its range.
    """

    anxiety: Array
    avoidance: Array
    start_trust: Array
    hurt: Array
    openness: Array
    fit: Array
    distance: Array
    worry: Array

    def __post_init__(self) -> None:
        for name in TRAITS:
            values = getattr(self, name)
            if values.shape != (len(self),):
                raise ValueError(f"{name} has shape {values.shape}; expected ({len(self)},).")
            if not ((values >= 0) & (values <= 1)).all():
                raise ValueError(f"{name} holds a value that is not a number from 0 to 1.")

    def __len__(self) -> int:
        return int(self.anxiety.shape[0])

    @classmethod
    def of(cls, *clients: Client, times: int = 1) -> Crowd:
        """Return a crowd of these clients, one after the other, each `times` times."""
        return cls(
            **{
                name: np.repeat(
                    np.array([getattr(client, name) for client in clients], dtype=np.float64), times
                )
                for name in TRAITS
            }
        )

    def __getitem__(self, place: int) -> Client:
        """Return one client of the crowd."""
        return Client(**{name: float(getattr(self, name)[place]) for name in TRAITS})


def around(client: Client, n: int, seed: int = 0, spread: float = 1.0) -> Crowd:
    """Return n clients who resemble `client`, shape (n,) per trait.

    Every trait is drawn from a hump within 0.25 × `spread` of the client's own, folded back into
    0 to 1. The first k of n are the same people whatever n is. The spread is ours.
    """
    check_whole("n", n, 1, 1_000_000)
    if not isfinite(spread) or not 0 <= spread <= 4:
        raise ValueError(f"spread is {spread!r}; expected a number from 0 to 4.")
    draw = np.random.Generator(np.random.PCG64([seed, 1])).random((n, len(TRAITS), 2))
    off = (draw.sum(axis=-1) - 1) * 0.25 * spread
    values = {}
    for column, name in enumerate(TRAITS):
        value = np.abs(getattr(client, name) + off[:, column])
        values[name] = np.clip(np.where(value > 1, 2 - value, value), 0, 1)
    return Crowd(**values)
