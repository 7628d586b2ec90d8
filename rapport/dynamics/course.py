"""A course of sessions: run the rule with one client or with many at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from math import sqrt
from types import MappingProxyType

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from rapport.dynamics.parameters import PARAMETERS, Parameters
from rapport.dynamics.people import Array, Client, Crowd, check_share, check_whole
from rapport.dynamics.plan import HAPPENINGS, LONGEST, Plan, PlanLike, Therapists, as_plan
from rapport.dynamics.rule import step
from rapport.dynamics.state import Chance, Pinned, State

MOST = 1_000_000
"""The most clients a simulation takes."""

TRACES = tuple(
    each.name for each in fields(State) if each.name not in ("been", "mended", "due", "here")
)


@dataclass(frozen=True, eq=False)
class Course:
    """What a simulation saw. Arrays are read-only.

    Of one client shape (sessions + 1,), of n clients (n, sessions + 1); index 0 is before the first
    session, index k after session k. All 0 to 1 but relief, −1 to 1; alliance is bond and agreement
    in equal parts. A client who has left for good keeps the last values.
    attended, staying: bool, (sessions,) or (n, sessions); index k − 1 is session k. staying: the
    client had not left for good before the session.
    parts: per term of the rule what it contributed in each session, shaped like `attended`; in
    trust, dependence, attachment or the chance of coming (see `rapport.dynamics.reasons`).
    """

    trust: Array
    safety: Array
    disclosure: Array
    engagement: Array
    agreement: Array
    knowing: Array
    worry: Array
    strain: Array
    overwhelm: Array
    dependence: Array
    relief: Array
    anxiety: Array
    avoidance: Array
    alliance: Array
    attended: NDArray[np.bool_]
    staying: NDArray[np.bool_]
    parts: Mapping[str, Array]

    @property
    def sessions(self) -> int:
        """The number of sessions."""
        return int(self.attended.shape[-1])

    @property
    def completed(self) -> NDArray[np.bool_]:
        """Whether the client was still there in the last session, shape () or (n,)."""
        return np.asarray(self.staying[..., -1])

    def __getitem__(self, place: int) -> Course:
        """Return the course of one client out of many."""
        return _pick(self, place)


def simulate(
    client: Client | Sequence[Client] | Crowd,
    plan: PlanLike,
    sessions: int = 20,
    n: int | None = None,
    seed: int = 0,
    *,
    noise: float = 1.0,
    friction: float = 0.0,
    leaving: bool = True,
    parts: bool = True,
    parameters: Parameters = PARAMETERS,
    therapists: Therapists | None = None,
) -> Course:
    """Run a course of `sessions` (1 to 400) sessions.

    client: one, or many; n: so many with the traits of one client, 1 to 1,000,000, differing by
    luck alone. `noise` 1 is the course's amount of chance, 0 none: then the client comes whenever
    coming is more likely than not. `friction` 1 adds the everyday misunderstandings of real
    courses, 0 leaves only what the plan pins. leaving: whether a client can leave for good.
    parts: whether to keep what each term contributed. therapists: practices that differ from client
    to client; they replace those of the plan.

    The same arguments give the same course on every machine. The luck of the first k clients is
    the same however many follow, and never depends on plan or traits, so that two plans meet the
    same luck. Raises ValueError, in a sentence.
    """
    check_whole("sessions", sessions, 1, LONGEST)
    check_share("noise", noise)
    check_share("friction", friction)
    who = _crowd(client, n)
    plan = as_plan(plan)
    plan.fits(sessions)
    chances = draw_chances(seed, sessions, len(who), noise, parameters, leaving=leaving)
    course = run(who, plan, chances, friction, parameters, therapists, parts=parts)
    return _pick(course, 0) if isinstance(client, Client) and n is None else course


def _crowd(client: Client | Sequence[Client] | Crowd, n: int | None) -> Crowd:
    if isinstance(client, Client):
        times = 1 if n is None else n
        check_whole("n", times, 1, MOST)
        return Crowd.of(client, times=times)
    if n is not None:
        raise ValueError("n goes with one client; these are many already.")
    return client if isinstance(client, Crowd) else Crowd.of(*client)


def draw_chances(
    seed: int, sessions: int, n: int, noise: float, p: Parameters, *, leaving: bool = True
) -> list[Chance]:
    """Draw all chance of a course beforehand, one `Chance` per session.

    Only uniform draws: the same on every machine. Client by client, so that the first k of n are
    the same whatever n is. Raises ValueError for a seed that is no whole number from 0.
    """
    check_whole("seed", seed, 0, 2**63 - 1)
    check_share("noise", noise)
    generator = Generator(PCG64(seed))
    draw = generator.random((n, 4 * 2 + sessions * 14)).T

    def bell(rows: slice) -> Array:
        # Four uniform draws add up to nearly a normal one: mean 0, deviation 1, at most 3.5.
        first, second, third, fourth = draw[rows].reshape(4, -1, n)
        return np.asarray((first + second + third + fourth - 2) * sqrt(3) * noise)

    pair = np.maximum(1 + p.pair * bell(slice(0, 4))[0], 0.2)
    fate = p.fate * bell(slice(4, 8))[0]
    bells = [bell(slice(8 + 4 * sessions * k, 8 + 4 * sessions * (k + 1))) for k in range(2)]
    flat = 0.5 + noise * (draw[8 + 8 * sessions :].reshape(6, sessions, n) - 0.5)
    if not leaving:
        flat[5] = 1
    if noise == 0:  # without chance no slip, no luck in repair, and nobody leaves by bad luck
        flat[1:4] = 1
    return [
        Chance(pair, fate, *shakes, *lucks)
        for shakes, lucks in zip(
            np.stack(bells, axis=1), np.ascontiguousarray(flat.swapaxes(0, 1)), strict=True
        )
    ]


def run(
    who: Crowd,
    plan: Plan,
    chances: Sequence[Chance],
    friction: float = 0.0,
    parameters: Parameters = PARAMETERS,
    therapists: Therapists | None = None,
    *,
    parts: bool = True,
) -> Course:
    """Run the rule with every client of a crowd through as many sessions as there are chances."""
    now = start(who)
    states, told = [now], []
    for number, (pinned, by) in enumerate(zip(_pinned(plan), chances, strict=False), 1):
        does = plan.practices(number) if therapists is None else therapists
        now, terms = step(now, who, does, pinned, by, friction, parameters, tell=parts)
        states.append(now)
        told.append(terms)
    rows = {name: _frozen(np.stack([terms[name] for terms in told], axis=-1)) for name in told[0]}
    traces = {
        name: _frozen(np.stack([getattr(state, name) for state in states], axis=-1))
        for name in (*TRACES, "alliance")
    }
    return Course(
        **traces,
        attended=np.asarray(rows.pop("came") == 1),
        staying=np.asarray(np.stack([state.here for state in states[:-1]], axis=-1) == 1),
        parts=MappingProxyType(rows),
    )


def start(who: Crowd) -> State:
    """Return clients before their first session. Past hurt takes from the trust they bring."""
    trust = who.start_trust * (1 - who.hurt / 2)  # E64 E65
    none = np.zeros(trust.shape)
    return State(
        trust=trust,
        safety=trust,
        disclosure=(trust + who.openness) / 2 * (1 - who.worry / 2),  # E63 E67
        engagement=trust,
        agreement=trust * (1 + who.fit) / 2,
        knowing=none + 0.3,
        worry=who.worry,
        strain=none,
        overwhelm=none,
        dependence=none,
        relief=none,
        anxiety=who.anxiety,
        avoidance=who.avoidance,
        been=none,
        mended=none,
        due=none,
        here=none + 1,
    )


def _pinned(plan: Plan) -> Iterator[Pinned]:
    """What the plan pins to session 1, 2, 3 and so on without end."""
    session = 0
    while True:
        session += 1
        blow, kept, defended, press, away = 0.0, 1.0, 0.0, 0.0, 0.0
        for event in plan.events:
            what = HAPPENINGS[event.kind]
            if event.session == session:
                # What was told beforehand comes as less of a shock (E18, E20).
                told = plan.practices(1).clarity if event.kind == "disclosure" else 0.0
                blow = what.blow * (1 - 0.7 * told)
                away = float(event.kind == "break")
                press = 0.4 if event.kind == "pressing" else 0.0
            if event.repair == "owned" and event.session + event.after == session:
                kept *= 1 - what.mends
            if event.repair == "defensive" and event.session + event.after == session:
                defended = 1.0
        yield Pinned(blow, 1 - kept, defended, press, away)


def _pick(course: Course, place: int) -> Course:
    values = {
        each.name: getattr(course, each.name)[place]
        for each in fields(Course)
        if each.name != "parts"
    }
    return Course(
        **values,
        parts=MappingProxyType({name: row[place] for name, row in course.parts.items()}),
    )


def _frozen(values: Array) -> Array:
    values.setflags(write=False)
    return values
