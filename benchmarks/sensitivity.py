"""Which parameters of the model matter: Sobol indices, by SciPy.

    python benchmarks/sensitivity.py            # --seed 2 draws anew: how far chance moves them

Every parameter is drawn between half and one and a half times its value (within its range); a
population of clients is treated with each draw, always with the same luck. Prints, per outcome,
how much of its variance a parameter explains alone (first order) and with all its interactions
(total); the lines below .02 in total are left out. Takes some ten to twenty minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray
from scipy.stats import sobol_indices, uniform

from rapport.dynamics.evidence import EARLY, correlation, treat
from rapport.dynamics.parameters import PARAMETERS, Parameters

DRAWS = 512
"""A power of 2; the number of populations is DRAWS × (parameters + 2)."""
CLIENTS = 200
TOLD = 0.02

OUTCOMES = (
    "trust after session 20",
    "relief after session 20",
    "share who leave",
    "alliance with outcome, r",
)


def box() -> dict[str, tuple[float, float]]:
    """Return the range each parameter is drawn from."""
    drawn = {}
    for each in fields(Parameters):
        value, (low, high) = getattr(PARAMETERS, each.name), each.metadata["range"]
        drawn[each.name] = (max(low, 0.5 * value), min(high, 1.5 * value))
    return drawn


def outcomes(values: Mapping[str, float]) -> list[float]:
    """Return what a population comes to, in the order of `OUTCOMES`."""
    course = treat(seed=5, n=CLIENTS, parameters=Parameters(**values)).course
    rated = course.staying[:, EARLY]
    return [
        float(course.trust[:, -1].mean()),
        float(course.relief[:, -1].mean()),
        float(1 - course.completed.mean()),
        correlation(course.alliance[rated, EARLY], course.relief[rated, -1]),
    ]


def main() -> None:
    """Draw, treat, and print the indices."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the draws of parameters (1)")
    seed = parser.parse_args().seed
    names, edges = list(box()), list(box().values())

    def treated(draws: NDArray[np.float64]) -> NDArray[np.float64]:
        rows = [outcomes(dict(zip(names, map(float, row), strict=True))) for row in draws.T]
        return np.array(rows).T

    found = sobol_indices(
        func=treated,
        n=DRAWS,
        dists=[uniform(low, high - low) for low, high in edges],
        rng=np.random.default_rng(seed),
    )
    for place, outcome in enumerate(OUTCOMES):
        print(f"\n{outcome:28} first order   total")
        total = found.total_order[place]
        for at in np.argsort(-total):
            if total[at] >= TOLD:
                print(f"  {names[at]:26} {found.first_order[place][at]:11.2f} {total[at]:7.2f}")


if __name__ == "__main__":
    main()
