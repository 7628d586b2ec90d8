"""How well a course went: the aim of the picker, and the map of where an approach works."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rapport.dynamics.course import Course, draw_chances, run
from rapport.dynamics.parameters import PARAMETERS, Parameters
from rapport.dynamics.people import Array, Client, Crowd, check_share, check_whole
from rapport.dynamics.plan import LONGEST, PlanLike, as_plan
from rapport.dynamics.state import Chance


def works(course: Course) -> Array:
    """Return how well a course went, 0 to 1, shape () or (n,). The measure is ours:

    mean trust after every session × share of sessions attended
    − 0.6 × (mean dependence over the last 5 sessions − 0.1, if above).

    Trust counts from the first week on, since a course is lived from its first week; dependence
    counts at the end, since leaning early is often how trust begins.
    """
    trust = course.trust[..., 1:].mean(axis=-1)
    leaning = course.dependence[..., 1:][..., -5:].mean(axis=-1)
    good = trust * course.attended.mean(axis=-1) - 0.6 * np.maximum(leaning - 0.1, 0)
    return np.asarray(np.clip(good, 0, 1), dtype=np.float64)


def landscape(
    approach: PlanLike,
    grid: int = 21,
    sessions: int = 20,
    seed: int = 0,
    runs: int = 24,
    parameters: Parameters = PARAMETERS,
) -> Array:
    """Return how well an approach works across the plane, shape (grid, grid), 0 to 1.

    Row i is avoidance i / (grid − 1), column j anxiety j / (grid − 1). Each place is the mean of
    `works` over `runs` clients who start there; all places meet the same luck, so that a
    difference between two places is never chance. `grid` 2 to 101, `runs` 1 to 1000.
    """
    check_whole("sessions", sessions, 1, LONGEST)
    check_whole("grid", grid, 2, 101)
    check_whole("runs", runs, 1, 1000)
    line = np.arange(grid) / (grid - 1)
    places = Crowd.of(*(Client(float(a), float(v)) for v in line for a in line), times=runs)
    chances = [
        Chance(**{name: np.tile(draw, grid * grid) for name, draw in vars(by).items()})
        for by in draw_chances(seed, sessions, runs, 1.0, parameters, leaving=False)
    ]
    good = works(run(places, as_plan(approach), chances, parameters=parameters, parts=False))
    return np.asarray(good.reshape(grid, grid, runs).mean(axis=-1), dtype=np.float64)


@dataclass(frozen=True)
class Aim:
    """What a course should reach: trust at the end, dependence at the end, sessions attended.

    All 0 to 1; `attended` is a share of the sessions.
    """

    trust: float = 0.6
    dependence: float = 0.5
    attended: float = 0.8

    def __post_init__(self) -> None:
        for name in ("trust", "dependence", "attended"):
            check_share(name, getattr(self, name))

    @property
    def says(self) -> str:
        """The aim in plain words."""
        return (
            f"After the last session trust is at least {self.trust:.2f}, leaning is below "
            f"{self.dependence:.2f}, and the client came to at least {self.attended:.0%} "
            "of the sessions."
        )

    def parts_met(self, course: Course) -> dict[str, NDArray[np.bool_]]:
        """Return which of the three were met: bool arrays of shape () or (n,)."""
        came = course.attended.sum(axis=-1)
        return {
            "trust": np.asarray(course.trust[..., -1] >= self.trust),
            "dependence": np.asarray(course.dependence[..., -1] < self.dependence),
            "attended": np.asarray(came >= self.attended * course.sessions - 1e-9),
        }


AIM = Aim()
"""The aim of the approach picker: of 20 sessions, at least 16 attended."""


def aim_met(course: Course, aim: Aim = AIM) -> NDArray[np.bool_]:
    """Return whether a course met its aim, shape () for one client or (n,)."""
    met = aim.parts_met(course)
    return np.asarray(met["trust"] & met["dependence"] & met["attended"])
