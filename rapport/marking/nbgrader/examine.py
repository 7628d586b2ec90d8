"""Looking over an assignment before it is handed out: `rapport check`."""

from __future__ import annotations

import re
from pathlib import Path

from rapport.dynamics import PRACTICES
from rapport.marking import mark
from rapport.marking.answers import key
from rapport.marking.nbgrader.key import QUESTION
from rapport.marking.nbgrader.starters import schemes
from rapport.marking.nbgrader.submission import read
from rapport.marking.runs import run
from rapport.marking.scheme import Plan, Reply, Scheme, SchemeError, without_scheme
from rapport.marking.table import no_plan, read_table

_CHECK = re.compile(r"""^check\(["']([^"']+)["']\)""", re.M)


def examine(path: Path) -> tuple[str, list[str]]:
    """Give one line about an instructor's notebook, and a line for each thing to mend.

    Every mark scheme must be readable, agree with its answer cell, and give the model answer
    in that cell full points without a person. An unreadable file is one thing to mend.
    """
    notebook = read(path)
    if report := notebook.metadata.get("rapport_report"):
        return f"{path.name}: unreadable", list(report)
    try:
        found = schemes(notebook.cells)
    except SchemeError as error:
        return f"{path.name}: cannot be handed out yet", str(error).split("\n")
    answers = {
        cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in notebook.cells
    }
    checks = _CHECK.findall("\n".join(cell.source for cell in notebook.cells))
    mistakes = [
        f'check("{name}") names no question of this notebook.'
        for name in checks
        if name not in found
    ]
    for item, scheme in found.items():
        result = mark(scheme, answers[item])
        if result.points < result.of:
            missed = [part.name for part in result.criteria if part.points < part.of]
            mistakes.append(
                f"{item}: its own model answer earns {result.points:g} of {result.of:g}; "
                f"not found: {'; '.join(missed)}."
            )
        elif result.needs_human:
            why = " ".join((*result.why_human, *result.aside))
            mistakes.append(f"{item}: its own model answer waits: {why}")
        mistakes += _slips(scheme, answers[item + QUESTION], checks)
    points = sum(scheme.of for scheme in found.values())
    return f"{path.name}: {len(found)} questions, {points:g} points", mistakes


def _slips(scheme: Scheme, question: str, checks: list[str]) -> list[str]:
    """Small things that do not stop the marking, and mislead a learner."""
    visible = without_scheme(question)
    slips = []
    if scheme.item not in checks:
        slips.append(f'{scheme.item}: no cell says check("{scheme.item}").')
    said = re.search(r"\((\d+(?:\.\d+)?) points?\)", visible)
    if said and float(said[1]) != scheme.of:
        slips.append(
            f"{scheme.item}: the question says {said[1]} points, its mark scheme {scheme.of:g}."
        )
    if isinstance(scheme, Reply) and key(scheme.client) not in key(visible.replace("\n> ", "\n")):
        slips.append(f"{scheme.item}: the words under `client:` do not stand in the question.")
    if isinstance(scheme, Plan):
        slips += _plan_slips(scheme)
    return slips


def _plan_slips(scheme: Plan) -> list[str]:
    """Aims that ask for nothing, and a model plan that does not reach them."""
    slips = []
    rows = [f"| all | {practice} | full |" for practice in PRACTICES]
    for event in scheme.events:
        rows.append(f"| {min(event.session + 1, scheme.sessions)} | repair | owned |")
    everything = "\n".join(rows)
    for plan, said in (
        (no_plan(scheme.setting), "the usual levels, without any plan, already reach every aim"),
        (read_table(everything, scheme.setting), "everything at full already reaches every aim"),
    ):
        if all(held >= scheme.wanted for held in run(scheme, plan).held):
            slips.append(f"{scheme.item}: {said}, so there is nothing to weigh up.")
    result = mark(scheme, scheme.model)
    if result.points < result.of:
        slips.append(f"{scheme.item}: the plan under `model:` earns {result.points:g}.")
    return slips
