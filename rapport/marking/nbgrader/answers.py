"""Writing marks into the gradebook. No cell is executed: an answer is text, and text is read."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import SaveAutoGrades

from rapport.marking import Mark, mark
from rapport.marking.nbgrader.key import Item, items

INVITATION = "A word to the learner, if you like. What software found stands above."
"""What an empty comment box shows in grey; the page cuts the box off above the reference."""

_REFERENCE = re.compile(r"\[mark ([0-9a-f]{12})\]\s*\Z")


class MarkAnswers(SaveAutoGrades):
    """Mark every answer cell and leave to a person what software cannot be sure of.

    Stands in the place of nbgrader's SaveAutoGrades, whose reading of code cells gives full
    points to cells that were not run. A cell without a mark scheme goes to a person. What a
    person has decided stays decided when autograde runs again, unless the answer or its
    scheme has changed: the automatic comment ends with a reference that tells.
    """

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Mark one notebook; the marks also go into the autograded copy for feedback."""
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            self._items = items(gradebook.find_notebook(names["notebook"], names["assignment"]))
        return super().preprocess(nb, resources)

    def _add_score(self, cell: Any, resources: Any) -> None:
        """Mark the cell; nbgrader calls this for every grade cell, then `_add_comment`."""
        name = cell.metadata.nbgrader.grade_id
        place = (name, self.notebook_id, self.assignment_id, self.student_id)
        grade = self.gradebook.find_grade(*place)
        comment = self.gradebook.find_comment(*place)
        state = cell.metadata.setdefault("rapport", {})
        found, asked = state.get("found", []), state.get("asked", False)

        item = self._items[name]
        reference = _reference(item, cell.source, found, asked)
        before = _REFERENCE.search(comment.auto_comment or "")
        unchanged = before is not None and before[1] == reference

        result, lines = self._mark(item, cell.source)
        lines = [*found, *lines]
        if asked:
            lines.insert(0, "The learner asks for a person to look at this answer.")
        if result is None:
            grade.auto_score = None
        else:
            grade.auto_score = result.points
            state["mark"] = result.to_dict()
        state["why"] = lines
        if not unchanged:
            grade.needs_manual_grade = bool(
                asked
                or found
                or result is None
                or result.needs_human
                or grade.manual_score is not None
            )
            if asked or (result and result.care):
                self.gradebook.find_submission_notebook(*place[1:]).flagged = True
        comment.auto_comment = f"{INVITATION}\n\n[mark {reference}]"
        self.gradebook.db.commit()

    def _add_comment(self, cell: Any, resources: Any) -> None:
        """Do nothing: the comment is written together with the score."""

    def _mark(self, item: Item, answer: str) -> tuple[Mark | None, list[str]]:
        """Give the mark, or None and the reason why there is none."""
        if item.scheme is None:
            return None, [item.trouble or "This question has no mark scheme; it is graded by hand."]
        if item.scheme.of != item.points:
            return None, ["The points of the cell and of its mark scheme do not agree."]
        try:
            given = mark(item.scheme, answer)
            if given.care:
                self.log.warning(
                    "%s of %s may speak of the learner's own danger; please look today.",
                    item.name,
                    self.student_id,
                )
            return given, []
        except Exception:  # one answer that trips the marker must not stop a class
            self.log.exception("Marking %s failed; it is left to a person.", item.name)
            return None, ["Software failed on this answer; it is graded by hand."]


def _reference(item: Item, answer: str, found: list[str], asked: bool) -> str:
    told = json.dumps([item.question, item.points, answer, found, asked])
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:12]
