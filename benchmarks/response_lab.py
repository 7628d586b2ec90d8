"""From pressing “Say it” to the first feedback on screen: the reply lab on a public page.

    python benchmarks/response_lab.py [--rounds 3] [--tries 15] [--json FILE]

In Chromium on this machine, each round on a page of its own: the first press after the page has
woken, later presses, and beside them, in the same page, a press that needs no reading (“See other
good replies”). What is compared is compared within one run.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from chromium import CHROMIUM, QUIET
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.rapport.pages.served import serving  # noqa: E402

SAID = (
    "They sent you, and nobody asked you. We can be quiet if you like.",
    "You should apologise to him. What did you say?",
    "So it wasn't your idea to be here.",
)
# Milliseconds from a click to the moment when words that match are on the page.
PRESS = """async ([button, words]) => {
    const lab = [...document.querySelectorAll('.rapport-parts')]
        .find((each) => each.textContent.includes('Who is with you'));
    const find = () => [...lab.querySelectorAll('button')]
        .find((each) => each.textContent.startsWith(button));
    const there = () => new RegExp(words).test(lab.textContent);
    const begun = performance.now();
    find().click();
    while (!there()) await new Promise(requestAnimationFrame);
    return performance.now() - begun;
}"""


def visit(browser: Browser, url: str, tries: int) -> dict[str, list[float]]:
    """Open the lesson, say something so many times; give milliseconds by kind of press."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(60_000)
    page.goto(url)
    box = page.get_by_role("textbox", name="What do you say to Tala?")
    box.wait_for()
    page.wait_for_timeout(3000)  # a reader reads before they write
    found: dict[str, list[float]] = {"first": [], "later": [], "without reading": []}
    for number in range(1, tries + 1):
        box.fill(f"{SAID[number % len(SAID)]} And {number}.")
        took = page.evaluate(PRESS, ["Say it", f"Try {number}:[^]*And {number}\\."])
        found["first" if number == 1 else "later"].append(took)
        found["without reading"].append(
            page.evaluate(PRESS, ["See other", "What this moment asks for"])
        )
    page.close()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tries", type=int, default=15)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found: dict[str, list[float]] = {"first": [], "later": [], "without reading": []}
    with (
        tempfile.TemporaryDirectory() as scratch,
        sync_playwright() as playwright,
    ):
        root = Path(scratch, "root")
        shutil.copytree(ROOT / "course", root / "course")
        with serving(root, Path(scratch, "home")) as served:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
            for _ in range(given.rounds):
                for name, times in visit(
                    browser, f"{served.url}/04-listening", given.tries
                ).items():
                    found[name] += times
            browser.close()
    told: dict[str, Any] = {
        name: {
            "n": len(times),
            "median": statistics.median(times),
            "95th": sorted(times)[round(0.95 * (len(times) - 1))],
            "most": max(times),
        }
        for name, times in found.items()
    }
    base = told["without reading"]["median"]
    print(f"{'milliseconds':>16} {'n':>4} {'median':>7} {'95th':>7} {'most':>7} {'ratio':>6}")
    for name, each in told.items():
        figures = " ".join(f"{each[key]:7.1f}" for key in ("median", "95th", "most"))
        print(f"{name:>16} {each['n']:4} {figures} {each['median'] / base:6.2f}")
    if given.json:
        given.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
