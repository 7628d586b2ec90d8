"""Move the fitted parameters of the model until simulated studies come out as published ones did.

    python benchmarks/fit.py

Least squares over the rows in `rapport.dynamics.evidence.FITTED`: how far the simulated figure is
from the middle of the published interval, in half-widths. Every evaluation draws the same clients
and the same luck, so that it differs by parameters alone. Prints the values to write into
`rapport/dynamics/parameters.py`; takes a few minutes.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from rapport import knowledge
from rapport.dynamics.evidence import FITTED, measure
from rapport.dynamics.parameters import PARAMETERS, Parameters

SEEDS, CLIENTS = (101, 102, 103), 2000
"""None of them among the seeds `rapport evidence` reports with."""

NAMES = Parameters.fitted()
BOUNDS = np.array([each.metadata["range"] for each in fields(Parameters) if each.name in NAMES])


def target(id: str) -> tuple[float, float]:
    """Return the middle and the half-width of a row's published interval."""
    effect = knowledge.effect(id.removesuffix("-back"))
    if effect.low is None or effect.high is None:
        raise ValueError(f"{id} has no interval; it cannot be fitted.")
    return (effect.low + effect.high) / 2, (effect.high - effect.low) / 2


def parameters(values: NDArray[np.float64]) -> Parameters:
    """Return the course's parameters with the fitted ones replaced."""
    return replace(PARAMETERS, **dict(zip(NAMES, map(float, values), strict=True)))


def distances(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each fitted row is from its target, in half-widths, shape (rows,)."""
    studies = [measure(seed, CLIENTS, parameters(values)) for seed in SEEDS]
    found = [float(np.mean([study[id] for study in studies])) for id in FITTED]
    return np.array(
        [
            (value - middle) / half
            for value, (middle, half) in zip(found, map(target, FITTED), strict=True)
        ]
    )


def main() -> None:
    """Fit, and print what was found."""
    start = np.array([getattr(PARAMETERS, name) for name in NAMES])
    low, high = BOUNDS.T
    found = least_squares(
        distances, start, bounds=(low, high), x_scale=np.maximum(start, 0.01), diff_step=0.03,
        loss="soft_l1", max_nfev=25, verbose=2,
    )  # fmt: skip
    print(f"\n{len(NAMES)} parameters, {len(FITTED)} rows")
    for name, value in zip(NAMES, found.x, strict=True):
        print(f"  {name:10} {value:.4g}   ({Parameters.about(name)})")
    for id, distance in zip(FITTED, distances(found.x), strict=True):
        print(f"  {id:28} {distance:+.2f} half-widths from the middle")


if __name__ == "__main__":
    main()
