"""Writing feedback: what a learner gets back, and only what they may already see."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from nbconvert.filters import markdown2html
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode, default

from rapport.marking.feedback import ItemReport, Report, as_page, model_answer
from rapport.marking.mark import Mark
from rapport.marking.nbgrader.key import Item, items
from rapport.marking.scheme import without_scheme
from rapport.support import contacts

_HEADING = re.compile(r"^# (.+)$", re.M)


class WriteReport(NbGraderPreprocessor):
    """Make the feedback page from the gradebook and the marks in the autograded copy.

    The key and model answers appear only after the assignment's due date, counted to the
    longest extension anyone has; with no due date they never do. An answer that waits for a
    person has no points, and then there is no total.
    """

    whom = Unicode("your instructor", help="Whom a learner can ask for a human look.").tag(
        config=True
    )
    support = Unicode(
        help="Local contacts for support, on every feedback; those of course/support.txt if unset."
    ).tag(config=True)

    @default("support")
    def _contacts(self) -> str:
        return " ".join(contacts())

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Put the page into `resources`, and take the notebook's cells out of reach."""
        names = resources["nbgrader"]
        place = (names["notebook"], names["assignment"])
        with Gradebook(names["db_url"]) as gradebook:
            known = items(gradebook.find_notebook(*place))
            show_key = _key_is_open(gradebook.find_assignment(names["assignment"]))
            submission = gradebook.find_submission_notebook(*place, names["student"])
            grades = {grade.name: grade for grade in submission.grades}
            comments = {comment.name: comment for comment in submission.comments}
            late = submission.late_submission_penalty or 0
            reports = [
                self._item(
                    cell,
                    known[cell.metadata.nbgrader.grade_id],
                    grades[cell.metadata.nbgrader.grade_id],
                    comments.get(cell.metadata.nbgrader.grade_id),
                    show_key,
                )
                for cell in nb.cells
                if cell.metadata.get("nbgrader", {}).get("grade_id") in known
            ]
        notes = [f"Late submission: {late:g} points are taken off the total."] if late else []
        report = Report(
            title=_title(nb.cells) or names["notebook"],
            items=tuple(reports),
            whom=self.whom,
            support=self.support,
            show_key=show_key,
            notes=(*nb.metadata.get("rapport_report", []), *notes),
        )
        if not show_key:
            self.log.info("Model answers stay hidden: the due date has not passed or is not set.")
        resources["rapport_page"] = as_page(report)
        nb.cells = []
        return nb, resources

    def _item(self, cell: Any, item: Item, grade: Any, comment: Any, show_key: bool) -> ItemReport:
        state = cell.metadata.get("rapport", {})
        result = (
            Mark.from_dict(state["mark"])
            if "mark" in state
            else Mark(
                item=item.name,
                title=item.scheme.title if item.scheme else item.name,
                kind="by hand",
                points=0.0,
                of=item.points,
                criteria=(),
                confidence=0.0,
                next_step="Read what your instructor writes.",
            )
        )
        return ItemReport(
            mark=result,
            answer=cell.source,
            question=markdown2html(without_scheme(item.question)),
            points=None if grade.needs_manual_grade else float(grade.score),
            adjusted=grade.manual_score is not None and grade.manual_score != grade.auto_score,
            comment=(comment.manual_comment if comment else None) or "",
            asked=bool(state.get("asked")),
            model=model_answer(item.scheme) if item.scheme and show_key else "",
            found=tuple(state.get("found", ())),
        )


def _title(cells: list[Any]) -> str:
    """First heading of a locked cell, which no learner can have written."""
    locked = (cell.source for cell in cells if cell.metadata.get("nbgrader", {}).get("locked"))
    return next((found[1] for found in map(_HEADING.search, locked) if found), "")


def _key_is_open(assignment: Any) -> bool:
    """Whether nobody can hand in on time any more."""
    if assignment.duedate is None:
        return False
    longest = max(
        (submission.extension or timedelta(0) for submission in assignment.submissions),
        default=timedelta(0),
    )
    return bool(datetime.now(UTC).replace(tzinfo=None) > assignment.duedate + longest)
