"""Making the student version: answer cells become starters, and nothing of a key stays."""

from __future__ import annotations

from typing import Any

from nbgrader import utils
from nbgrader.preprocessors import ClearSolutions

from rapport.marking.nbgrader.key import QUESTION
from rapport.marking.scheme import Scheme, SchemeError, scheme_in
from rapport.marking.starter import form, starter


class WriteStarters(ClearSolutions):
    """Replace each model answer by its starter and write the item's public form beside it.

    An answer cell without a mark scheme keeps nbgrader's own treatment. Raises SchemeError,
    naming cell and line, before anything is written.
    """

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Read every scheme first, so that all mistakes are said at once."""
        self._schemes = schemes(nb.cells)
        nb, resources = super().preprocess(nb, resources)
        for cell in nb.cells:
            if cell.metadata.get("rapport", {}).get("role") == "ask-a-person":
                self._write_asking(cell)
        return nb, resources

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> Any:
        """Write the starter where there is a scheme."""
        scheme = self._schemes.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
        if scheme is None or not utils.is_solution(cell):
            return super().preprocess_cell(cell, resources, cell_index)
        cell.source = starter(scheme)
        cell.metadata["rapport"] = form(scheme)
        return cell, resources

    def _write_asking(self, cell: Any) -> None:
        """Keep the author's own words, replace the list by one line per item."""
        prose = [line for line in cell.source.splitlines() if not line.startswith("- [")]
        lines = [f"- [ ] {scheme.title}" for scheme in self._schemes.values()]
        cell.source = "\n".join(prose).rstrip() + "\n\n" + "\n".join(lines)
        cell.metadata["rapport"] = {
            "role": "ask-a-person",
            "items": {name: scheme.title for name, scheme in self._schemes.items()},
        }


def schemes(cells: list[Any]) -> dict[str, Scheme]:
    """Give the scheme of every answer cell, in the notebook's order.

    Raises SchemeError with all mistakes: unreadable schemes, a scheme that names another
    item, points that do not agree, a title used twice, a scheme without its answer cell.
    """
    found: dict[str, Scheme] = {}
    mistakes = []
    answers = {
        cell.metadata.nbgrader["grade_id"]: cell
        for cell in cells
        if "nbgrader" in cell.metadata and utils.is_solution(cell)
    }
    for cell in cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if utils.is_task(cell):
            mistakes.append(f"{name}: use a manually graded answer; task cells are not used here.")
        try:
            scheme = scheme_in(cell.source)
        except SchemeError as error:
            mistakes += [
                f"{name or 'a cell without id'}, {line}" for line in str(error).split("\n")
            ]
            continue
        if scheme is None:
            continue
        answer = answers.get(scheme.item)
        if name != scheme.item + QUESTION:
            mistakes.append(
                f"{name or 'a cell without id'}: its mark scheme says `item: {scheme.item}`, "
                f"so the cell must have the id {scheme.item + QUESTION!r}."
            )
        elif not utils.is_locked(cell):
            mistakes.append(f"{name}: a question cell must be locked (nbgrader: Read-only).")
        elif answer is None:
            mistakes.append(f"{name}: there is no answer cell with the id {scheme.item!r}.")
        elif float(answer.metadata.nbgrader.get("points", 0)) != scheme.of:
            mistakes.append(
                f"{name}: the mark scheme adds up to {scheme.of:g} points, the answer cell says "
                f"{answer.metadata.nbgrader.get('points', 0):g}."
            )
        elif any(scheme.title == other.title for other in found.values()):
            mistakes.append(f"{name}: the title {scheme.title!r} is used twice.")
        else:
            found[scheme.item] = scheme
    if mistakes:
        raise SchemeError("\n".join(mistakes))
    return found
