"""How much faster many clients at once are than one client after the other.

    python benchmarks/dynamics.py

Runs the same rule with the same luck twice in one process: `simulate` with all clients in arrays,
and a plain Python loop that takes one client at a time. Checks that both give the same numbers.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from rapport.dynamics import Client, Practices, simulate
from rapport.dynamics.course import draw_chances, run
from rapport.dynamics.parameters import PARAMETERS
from rapport.dynamics.people import Crowd
from rapport.dynamics.plan import as_plan
from rapport.dynamics.state import Chance


def main() -> None:
    """Time both ways and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--sessions", type=int, default=40)
    parser.add_argument("--one-by-one", type=int, default=100, help="clients the loop takes")
    given = parser.parse_args()
    client, plan = Client(), Practices()

    best = min(_timed(client, plan, given.sessions, given.clients) for _ in range(3))
    chances = draw_chances(0, given.sessions, given.clients, 1.0, PARAMETERS)
    started = time.perf_counter()
    ends = []
    for place in range(given.one_by_one):
        own = [Chance(**{k: v[place : place + 1] for k, v in vars(by).items()}) for by in chances]
        course = run(Crowd.of(client), as_plan(plan), own, friction=1.0, parts=False)
        ends.append(course.trust[0, -1])
    loop = (time.perf_counter() - started) / given.one_by_one * given.clients
    together = simulate(
        client, plan, given.sessions, given.clients, friction=1.0, parts=False
    ).trust[: given.one_by_one, -1]
    assert np.array_equal(together, np.array(ends)), "the two ways differ"
    print(f"{given.clients:,} clients × {given.sessions} sessions")
    print(f"  at once            {best:8.3f} s")
    print(f"  one after another  {loop:8.3f} s (from {given.one_by_one} clients)")
    print(f"  ratio              {loop / best:8.0f}")


def _timed(client: Client, plan: Practices, sessions: int, n: int) -> float:
    started = time.perf_counter()
    simulate(client, plan, sessions, n, friction=1.0, parts=False)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
