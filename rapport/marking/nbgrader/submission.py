"""Reading what a learner handed in, whatever it is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_markdown_cell, new_notebook

READABLE_AT_MOST = 200_000
"""Characters of an unreadable file that are kept in view; the whole file stays where it is."""


class SubmissionExporter(NotebookExporter):
    """nbgrader's exporter for autograde, which a broken file does not stop.

    A file that is no notebook becomes a notebook that holds its text and says so in
    `metadata.rapport_report`; the steps that follow then treat every answer as missing.
    """

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> Any:
        """Convert the file at `filename`."""
        path = Path(filename)
        resources = resources or {}
        resources.setdefault("metadata", {})["name"] = path.stem
        return self.from_notebook_node(read(path), resources=resources, **kw)


def read(path: Path) -> Any:
    """Read a notebook of any version; never raises for what the file holds.

    `metadata.rapport_report`, a list of sentences, is there where something was wrong.
    """
    raw = path.read_bytes().decode("utf-8", errors="replace")
    try:
        data = json.loads(raw)
        if not isinstance(data, dict):
            raise ValueError("it holds no notebook")
        notebook = nbformat.reads(json.dumps(data), as_version=4)
        if not isinstance(notebook.get("cells"), list):
            raise ValueError("it has no cells")
    except RecursionError:
        return _unreadable(path, raw, "it is nested too deeply")
    except Exception as error:  # nbformat raises many kinds; each means the same here
        return _unreadable(path, raw, " ".join(str(error).split())[:200])
    return tidy(notebook)


def tidy(notebook: Any) -> Any:
    """Bring every cell into a form the other steps can rely on; its text is kept.

    Text is a string with plain line ends, metadata a dict, ids are there, and nothing a
    browser would run is left: no outputs, no attachments, no notebook metadata.
    """
    odd = 0
    cells = []
    for index, cell in enumerate(notebook.cells):
        if not isinstance(cell, dict) or not isinstance(cell.get("source", ""), str):
            odd += 1
            cells.append(new_markdown_cell(json.dumps(cell, ensure_ascii=False, default=str)))
            continue
        metadata = cell.get("metadata")
        clean = new_markdown_cell(
            _plain(cell.get("source", "")),
            metadata=metadata if isinstance(metadata, dict) else {},
        )
        if cell.get("cell_type") == "code":
            clean.update(cell_type="code", outputs=[], execution_count=None)
        elif cell.get("cell_type") == "raw":
            clean.cell_type = "raw"
        clean.id = f"cell-{index}"
        cells.append(clean)
    report = notebook.get("metadata", {}).get("rapport_report", [])
    clean_notebook = new_notebook(cells=cells, nbformat_minor=5)
    if odd:
        report = [*report, f"{odd} cells were damaged; their text is kept as it was."]
    if report:
        clean_notebook.metadata["rapport_report"] = report
    return clean_notebook


def adopt_misnamed(*, assignment: str, student: str, notebooks: list[str]) -> None:
    """Take in a notebook that was handed in under another name, such as "… (1).ipynb".

    nbgrader calls this before it reads a submission, from the course's folder; notebooks: the
    paths of its notebooks, a list that nbgrader goes on to use. Where one expected notebook is
    missing and one unexpected is there, a copy gets the expected name; otherwise nothing is done.
    """
    there = {Path(path).name: Path(path) for path in notebooks}
    folder = next(iter(there.values())).parent
    expected = {path.name for path in Path("exercises", folder.name).glob("*.ipynb")}
    missing, extra = expected - there.keys(), there.keys() - expected
    if len(missing) == len(extra) == 1:
        target = folder / missing.pop()
        shutil.copyfile(there[extra.pop()], target)
        notebooks.append(str(target))


def _plain(text: str) -> str:
    """Bring line ends to one form, and replace what no file can hold (half characters)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", errors="replace").decode("utf-8")


def _unreadable(path: Path, raw: str, reason: str) -> Any:
    notebook = new_notebook(cells=[new_markdown_cell(raw[:READABLE_AT_MOST], id="cell-0")])
    notebook.metadata["rapport_report"] = [
        f"The file {path.name} could not be read as a notebook ({reason}). It is kept as it was "
        "handed in, and what it holds is shown below; please ask for it again or grade it by hand."
    ]
    return notebook
