"""Looking over an assignment before it is handed out: `rapport check`."""

from __future__ import annotations

from pathlib import Path

from rapport.marking import mark
from rapport.marking.nbgrader.starters import schemes
from rapport.marking.nbgrader.submission import read
from rapport.marking.scheme import SchemeError


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
    mistakes = []
    for item, scheme in found.items():
        result = mark(scheme, answers[item])
        if result.points < result.of:
            missed = [part.name for part in result.criteria if part.points < part.of]
            mistakes.append(
                f"{item}: its own model answer earns {result.points:g} of {result.of:g}; "
                f"not found: {'; '.join(missed)}."
            )
        elif result.needs_human:
            mistakes.append(f"{item}: its own model answer waits: {' '.join(result.why_human)}")
    points = sum(scheme.of for scheme in found.values())
    return f"{path.name}: {len(found)} questions, {points:g} points", mistakes
