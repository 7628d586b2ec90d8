"""Putting a submission's cells right before anything reads them."""

from __future__ import annotations

from typing import Any

from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from rapport.marking.answers import key, parse_ticks
from rapport.marking.nbgrader.key import QUESTION, Item, items
from rapport.marking.nbgrader.submission import tidy
from rapport.marking.scheme import without_scheme


class RestoreCells(NbGraderPreprocessor):
    """Give every cell the type, flags and locked text it was handed out with.

    What a learner wrote is the text of answer cells and nothing else; ids, points, flags,
    questions and code come from the gradebook. An answer cell that is missing is put back
    empty, one that stands there twice is joined into one, and each change is told to the
    instructor in `metadata.rapport["found"]` of the answer and in the log. Also read here:
    for which answers the learner asks for a person (`metadata.rapport["asked"]`).
    """

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Rebuild the notebook from the gradebook's cells and the learner's text."""
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(names["notebook"], names["assignment"])
            known = items(notebook)
            locked = {cell.name: cell for cell in notebook.source_cells if cell.name not in known}
            self._types = {cell.name: cell.cell_type for cell in notebook.source_cells}
            self._sources = {name: cell.source or "" for name, cell in locked.items()}
        nb = tidy(nb)
        report = list(nb.metadata.get("rapport_report", []))
        asked = _asked(nb.cells, known)
        cells = self._known_cells_in_place(nb.cells, known)
        if known and not any(cell.metadata.get("answer") in known for cell in cells):
            report.append(
                "No answer cell of this assignment was found in the file; it may be a notebook "
                "of another assignment. Everything it holds is kept below."
            )
        cells = self._with_missing(cells, known)
        nb.cells = [self._restored(cell, known, asked) for cell in cells]
        for index, cell in enumerate(nb.cells):
            cell.id = f"cell-{index}"
        nb.metadata.clear()
        if report:
            nb.metadata["rapport_report"] = report
        self._log_changes(nb, resources)
        return nb, resources

    def _known_cells_in_place(self, cells: list[Any], known: dict[str, Item]) -> list[Any]:
        """Keep one cell per known id, in the learner's order; others lose their id.

        From here to `_restored`, a cell's metadata is `{"answer": id}`, `{"locked": id}` or
        empty, with `found` beside it where there is something to tell.
        """
        first: dict[str, Any] = {}
        kept = []
        for cell in cells:
            tag = cell.metadata.get("nbgrader")
            name = tag.get("grade_id") if isinstance(tag, dict) else None
            name = name if isinstance(name, str) else ""
            if name in known:
                was, found = cell.cell_type, []
                if was != self._types[name]:
                    found.append(f"This answer cell had been turned into a {was} cell.")
                if name in first:
                    _join(first[name], cell.source, known[name])
                    continue
                cell = new_markdown_cell(cell.source, metadata={"answer": name, "found": found})
                first[name] = cell
            elif name in self._sources:
                if name in first:
                    continue
                changed = key(cell.source) != key(without_scheme(self._sources[name]))
                found = ["The locked text was changed and is restored."] if changed else []
                cell = new_markdown_cell("", metadata={"locked": name, "found": found})
                first[name] = cell
            else:
                cell.metadata = {}
                if cell.cell_type == "raw":  # nbconvert would hand its text to a browser as it is
                    cell.cell_type = "markdown"
            kept.append(cell)
        return kept

    def _with_missing(self, cells: list[Any], known: dict[str, Item]) -> list[Any]:
        """Put missing answers behind their question, missing questions before their answer."""
        there = {cell.metadata.get("answer") or cell.metadata.get("locked") for cell in cells}
        for name in known:
            question = name + QUESTION
            if name not in there:
                put_back = new_markdown_cell(
                    "",
                    metadata={
                        "answer": name,
                        "found": [
                            "The answer cell was missing from the file. If the answer was "
                            "written elsewhere in it, please read it there."
                        ],
                    },
                )
                index = _index(cells, "locked", question)
                cells.insert(len(cells) if index is None else index + 1, put_back)
            if question in self._sources and question not in there:
                index = _index(cells, "answer", name)
                put_back = new_markdown_cell("", metadata={"locked": question, "found": []})
                cells.insert(len(cells) if index is None else index, put_back)
        return cells

    def _restored(self, cell: Any, known: dict[str, Item], asked: set[str]) -> Any:
        """Write nbgrader's flags as the gradebook has them."""
        name = cell.metadata.get("answer") or cell.metadata.get("locked")
        if name is None:
            cell.metadata = {}
            return cell
        answer = name in known
        flags = {
            "grade": answer,
            "grade_id": name,
            "locked": not answer,
            "schema_version": 3,
            "solution": answer,
            "task": False,
            "cell_type": self._types[name],
        }
        if answer:
            flags["points"] = known[name].points
        else:
            cell.source = self._sources[name]
        if self._types[name] == "code":
            cell.update(cell_type="code", outputs=[], execution_count=None)
        found = cell.metadata.get("found", [])
        cell.metadata = {"nbgrader": flags}
        if answer:
            cell.metadata["rapport"] = {"found": found, "asked": name in asked}
        elif found:
            cell.metadata["rapport"] = {"found": found}
        return cell

    def _log_changes(self, nb: Any, resources: Any) -> None:
        student = resources["nbgrader"]["student"]
        for line in nb.metadata.get("rapport_report", []):
            self.log.warning("%s: %s", student, line)
        for cell in nb.cells:
            for line in cell.metadata.get("rapport", {}).get("found", []):
                self.log.warning("%s, %s: %s", student, cell.metadata.nbgrader.grade_id, line)


def _join(first: Any, source: str, item: Item) -> None:
    """Bring a second cell with the same id into the first, losing no text."""
    if key(source) in (key(first.source), key(item.starter), ""):
        return
    if key(first.source) in (key(item.starter), ""):
        first.source = source
        return
    first.source = f"{first.source}\n\n{source}"
    first.metadata["found"].append(
        "This answer cell was there twice with different text; both stand below each other."
    )


def _asked(cells: list[Any], known: dict[str, Item]) -> set[str]:
    """Answers ticked in the cell that asks for a person."""
    titles = {item.scheme.title: name for name, item in known.items() if item.scheme}
    asked = set()
    for cell in cells:
        tag = cell.metadata.get("rapport")
        if isinstance(tag, dict) and tag.get("role") == "ask-a-person":
            ticked = parse_ticks(cell.source, list(titles)).ticked
            asked |= {titles[title] for title in ticked}
    return asked


def _index(cells: list[Any], role: str, name: str) -> int | None:
    return next(
        (index for index, cell in enumerate(cells) if cell.metadata.get(role) == name), None
    )
