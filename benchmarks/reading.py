"""What reading replies costs: first call, memory, replies a second on one core.

    python benchmarks/reading.py [--replies N] [--json]

Side by side in one process and on one core: the whole of `assess`, the encoder alone, the rules
alone; and texts of growing length, each against one of a tenth of it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
FIRST = """
import time, os, json, psutil
me = psutil.Process(os.getpid())
before, begun = me.memory_info().rss, time.perf_counter()
from rapport.replies.assessing import assess
imported = time.perf_counter()
assess("Two plates. Still his.", "My boy moved out on Sunday.")
first = time.perf_counter()
assess("Two plates. Still theirs.", "My boy moved out on Monday.")
print(json.dumps({
    "import, s": imported - begun,
    "first call, s": first - imported,
    "second call, s": time.perf_counter() - first,
    "memory, MB": (me.memory_info().rss - before) / 1e6,
}))
"""
LENGTHS = (100, 1_000, 10_000, 100_000)  # characters


def first_call() -> dict[str, float]:
    """Time and memory of a fresh process."""
    made = subprocess.run(
        [sys.executable, "-c", FIRST], cwd=ROOT, check=True, capture_output=True, text=True
    )
    told: dict[str, float] = json.loads(made.stdout)
    return told


def a_second(call: Callable[[Any], object], items: Sequence[Any]) -> float:
    """How many calls a second; the encoder is loaded before."""
    call(items[0])
    begun = time.perf_counter()
    for item in items:
        call(item)
    return len(items) / (time.perf_counter() - begun)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replies", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        psutil.Process().cpu_affinity([min(psutil.Process().cpu_affinity())])

    from rapport.replies import corpus
    from rapport.replies.assessing import assess
    from rapport.replies.reader.encoder import read
    from rapport.replies.speech import findings

    whole = corpus.load()
    scenes = {scene.id: scene.client for scene in whole.scenes}
    some = whole.replies[:: max(1, len(whole.replies) // arguments.replies)]
    pairs = [(reply.text, scenes[reply.scene]) for reply in some]
    figures: dict[str, Any] = {"fresh process": first_call()}
    figures["replies a second, one core"] = {
        "assess": a_second(lambda pair: assess(*pair), pairs),
        "encoder": a_second(lambda pair: read(pair[1], pair[0]), pairs),
        "rules": a_second(lambda pair: findings(*pair), pairs),
    }
    took = {}
    for length in LENGTHS:
        text = ("You set two plates. " * (length // 20))[:length]
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            assess(text, "My boy moved out on Sunday.")
            times.append(time.perf_counter() - begun)
        took[length] = statistics.median(times)
    figures["ten times the text, times the time"] = {
        f"{length:,} characters": took[length] / took[length // 10] for length in LENGTHS[1:]
    }
    if arguments.json:
        print(json.dumps(figures, indent=2))
        return
    for title, found in figures.items():
        print(title)
        for name, value in found.items():
            print(f"  {name}: {value:.2f}")


if __name__ == "__main__":
    main()
