"""What the gradebook knows of a notebook: its cells as handed out, and their mark schemes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rapport.marking.scheme import Scheme, SchemeError, scheme_in

QUESTION = "-q"
"""The question of answer `x` is the locked cell `x-q`, so a deleted one still finds its scheme."""


@dataclass(frozen=True)
class Item:
    """An answer cell. starter: its text as handed out; question: text with the mark scheme.

    scheme is None where the question holds none that can be read; trouble then says why.
    """

    name: str
    points: float
    starter: str
    question: str
    scheme: Scheme | None
    trouble: str = ""


def items(notebook: Any) -> dict[str, Item]:
    """Give every answer cell by its id.

    notebook: nbgrader's `api.Notebook`, from `Gradebook.find_notebook`.
    """
    source = {cell.name: cell.source or "" for cell in notebook.source_cells}
    found = {}
    for cell in notebook.grade_cells:
        question = source.get(cell.name + QUESTION, "")
        scheme, trouble = None, ""
        try:
            scheme = scheme_in(question)
        except SchemeError as error:
            trouble = str(error)
        found[cell.name] = Item(
            cell.name, float(cell.max_score), source.get(cell.name, ""), question, scheme, trouble
        )
    return found
