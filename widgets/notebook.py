"""The notebook a widget stands in: its file, and one answer in it, read and never written."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class CannotTellError(Exception):
    """What is in the way, as one sentence a learner can act on."""


@dataclass(frozen=True)
class Answer:
    """One answer cell: what the learner wrote and the question's public form."""

    text: str
    form: dict[str, Any]


def this_notebook(name: str | None = None) -> Path:
    """Find the file of the notebook this kernel runs.

    name: the file's name as the page shows it now; it wins over the kernel's own memory, which
    is that of the start and misses a renaming. Raises `CannotTellError`.
    """
    remembered = os.environ.get("JPY_SESSION_NAME") or _told_by_vs_code()
    if not remembered:
        raise CannotTellError(
            "I cannot tell which notebook this is; close it, open it again in JupyterLab "
            "and press Run ▸ Run All Cells."
        )
    # A relative name counts from the server's folder, while a kernel starts in the notebook's.
    places = [Path.cwd() / remembered, Path.cwd() / Path(remembered).name]
    if name:
        places = [place.parent / Path(name).name for place in places] + places
    for place in places:
        if place.is_file():
            return place
    raise CannotTellError(
        f"I cannot find the file {Path(name or remembered).name}; "
        "save the notebook (Ctrl/Cmd + S) and press again."
    )


def answer(path: Path, item: str) -> Answer:
    """Read the saved answer to `item`. Raises `CannotTellError`."""
    found = [cell for cell in cells(path) if _grade_id(cell) == item]
    if not found:
        raise CannotTellError(
            f"The answer cell “{item}” is no longer in the notebook; "
            "bring it back with Edit ▸ Undo Cell Operation, or ask for a fresh copy."
        )
    if len(found) > 1:
        raise CannotTellError(
            f"The answer cell “{item}” is in the notebook {len(found)} times; "
            "delete the copies so that one is left."
        )
    cell = found[0]
    if cell["cell_type"] != "markdown":
        raise CannotTellError(
            f"The answer cell “{item}” has become a {cell['cell_type']} cell; click it once, "
            "press Esc, then M, and it is a text cell again."
        )
    form = cell["metadata"].get("rapport")
    if not isinstance(form, dict):
        raise CannotTellError(
            f"The answer cell “{item}” has lost its hidden label, so I cannot check its form; "
            "your text is safe and can be handed in."
        )
    return Answer(str(cell["source"]), dict(form))


def cells(path: Path) -> list[dict[str, Any]]:
    """Read a saved notebook's cells, each with `source` as one text. Raises `CannotTellError`.

    Read as JSON: nbformat, which validates as well, takes seconds to import, and a learner who
    presses a button waits for them.
    """
    try:
        found = json.loads(path.read_text("utf-8"))["cells"]
        return [
            {**cell, "source": "".join(cell["source"]), "metadata": dict(cell["metadata"])}
            for cell in found
        ]
    except OSError:
        problem = "cannot be opened"
    except (ValueError, TypeError, KeyError, RecursionError):
        problem = "cannot be read as a notebook"
    raise CannotTellError(
        f"The saved file {path.name} {problem}; "
        "save it again (Ctrl/Cmd + S), or ask for a fresh copy."
    )


def _grade_id(cell: Any) -> str | None:
    marks = cell["metadata"].get("nbgrader")
    # The locked question cell and the code cell carry ids too; only an answer is a solution.
    if isinstance(marks, dict) and marks.get("solution") is not False:
        return marks.get("grade_id")
    return None


def _told_by_vs_code() -> str | None:
    from IPython import get_ipython

    shell = get_ipython()
    told = shell.user_ns.get("__vsc_ipynb_file__") if shell else None
    return told if isinstance(told, str) else None
