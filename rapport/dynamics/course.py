"""A course of sessions: run the rule, say how well it went, draw the map of the plane."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from types import MappingProxyType

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from rapport.dynamics.parameters import PARAMETERS, Parameters
from rapport.dynamics.people import Approach, Client, Plan, check_share, phases
from rapport.dynamics.rule import Array, Chance, State, step

START_TRUST = Client(0, 0).start_trust


@dataclass(frozen=True, eq=False)
class Course:
    """What a simulation saw. Arrays are read-only.

    Of one client shape (sessions + 1,), of n clients (n, sessions + 1); index 0 is before the first
    session, index k after session k. trust, overwhelm, dependence, anxiety, avoidance: 0 to 1.
    attended: bool, (sessions,) or (n, sessions); index k − 1 is session k.
    parts: per term of the rule what it contributed in each session, shaped like `attended`; in
    trust, dependence, attachment or the chance of coming (see `rapport.dynamics.reasons`).
    """

    trust: Array
    overwhelm: Array
    dependence: Array
    attended: NDArray[np.bool_]
    anxiety: Array
    avoidance: Array
    parts: Mapping[str, Array]

    @property
    def sessions(self) -> int:
        """The number of sessions."""
        return int(self.attended.shape[-1])


def simulate(
    client: Client | Sequence[Client],
    approach: Plan,
    sessions: int = 20,
    seed: int = 0,
    noise: float = 1.0,
    parameters: Parameters = PARAMETERS,
) -> Course:
    """Run a course of `sessions` (1 to 400) sessions with one client, or with many at once.

    `noise` 1 is the course's amount of chance, 0 none: then the client comes whenever coming is
    more likely than not. The same arguments give the same course on every machine; a client's
    chance depends on seed, number of clients and place among them, never on the approach, so that
    two approaches meet the same luck. Raises ValueError, in a sentence.
    """
    _check_length(sessions)
    check_share("noise", noise)
    many = [client] if isinstance(client, Client) else list(client)
    start = _start(
        np.array([c.anxiety for c in many], dtype=np.float64),
        np.array([c.avoidance for c in many], dtype=np.float64),
        np.array([c.start_trust for c in many], dtype=np.float64),
    )
    chances = _chances(seed, sessions, len(many), noise, parameters)
    course = _run(start, approach, chances, parameters)
    return _first(course) if isinstance(client, Client) else course


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
    approach: Plan,
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
    _check_length(sessions)
    _check_whole("grid", grid, 2, 101)
    _check_whole("runs", runs, 1, 1000)
    line = np.arange(grid) / (grid - 1)
    anxiety = np.repeat(np.tile(line, grid), runs)
    avoidance = np.repeat(np.repeat(line, grid), runs)
    start = _start(anxiety, avoidance, np.full(anxiety.shape, START_TRUST))
    chances = [
        Chance(*(np.tile(draw, grid * grid) for draw in (by.pair, by.shake, by.luck)))
        for by in _chances(seed, sessions, runs, 1.0, parameters)
    ]
    good = works(_run(start, approach, chances, parameters, keep=("came",)))
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
            f"After the last session trust is at least {self.trust:.2f}, dependence is below "
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


def _start(anxiety: Array, avoidance: Array, trust: Array) -> State:
    none = np.zeros(trust.shape)
    return State(trust, none, none, anxiety, avoidance, none)


def _chances(seed: int, sessions: int, n: int, noise: float, p: Parameters) -> list[Chance]:
    """Draw all chance of a course beforehand. Only uniform draws: the same on every machine."""
    generator = Generator(PCG64(seed))

    def bell(*shape: int) -> Array:
        # Four uniform draws add up to nearly a normal one: mean 0, deviation 1, at most 3.5.
        first, second, third, fourth = generator.random((4, *shape))
        return np.asarray((first + second + third + fourth - 2) * sqrt(3), dtype=np.float64)

    pair = np.maximum(1 + noise * p.pair * bell(n), 0.2)
    shakes = noise * bell(sessions, n)
    lucks = 0.5 + noise * (generator.random((sessions, n)) - 0.5)
    return [Chance(pair, shake, luck) for shake, luck in zip(shakes, lucks, strict=True)]


def _run(
    now: State,
    plan: Plan,
    chances: Sequence[Chance],
    parameters: Parameters,
    keep: tuple[str, ...] | None = None,
) -> Course:
    """Run the rule; of the contributions `keep` those named, or all."""
    states, parts = [now], []
    for approach, by in zip(_approaches(plan), chances, strict=False):
        now, told = step(now, approach, by, parameters)
        states.append(now)
        parts.append(told if keep is None else {name: told[name] for name in keep})
    rows = {name: _frozen(np.stack([told[name] for told in parts], axis=-1)) for name in parts[0]}

    def trace(name: str) -> Array:
        return _frozen(np.stack([getattr(state, name) for state in states], axis=-1))

    return Course(
        trust=trace("trust"),
        overwhelm=trace("overwhelm"),
        dependence=trace("dependence"),
        attended=np.asarray(rows.pop("came") == 1),
        anxiety=trace("anxiety"),
        avoidance=trace("avoidance"),
        parts=MappingProxyType(rows),
    )


def _approaches(plan: Plan) -> Iterator[Approach]:
    """The approach of session 1, 2, 3 and so on without end."""
    pairs = phases(plan)
    session = 0
    while True:
        session += 1
        yield next(approach for start, approach in reversed(pairs) if start <= session)


def _first(course: Course) -> Course:
    return Course(
        trust=course.trust[0],
        overwhelm=course.overwhelm[0],
        dependence=course.dependence[0],
        attended=course.attended[0],
        anxiety=course.anxiety[0],
        avoidance=course.avoidance[0],
        parts=MappingProxyType({name: row[0] for name, row in course.parts.items()}),
    )


def _frozen(values: Array) -> Array:
    values.setflags(write=False)
    return values


def _check_length(sessions: int) -> None:
    _check_whole("sessions", sessions, 1, 400)


def _check_whole(name: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name} is {value!r}; expected a whole number from {low} to {high}.")
