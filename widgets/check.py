"""The [Check] button under a question: form and craft of the saved answer, never its points."""

from __future__ import annotations

import traitlets

from widgets.button import CourseButton, Line, Said
from widgets.notebook import CannotTellError, answer, this_notebook


class Check(CourseButton):
    """Saves the notebook, reads one answer from the file and says what can be said of it."""

    item = traitlets.Unicode(help="The answer cell's nbgrader grade_id.")

    def pressed(self, name: str | None) -> Said:
        """Look over the answer as it stands in the file."""
        from rapport.marking.craft import look_over  # late: `import widgets` stays quick

        found = answer(this_notebook(name), self.item)
        remarks = look_over(found.form, found.text)
        return Said([Line(remark.tone, remark.text) for remark in remarks])


def check(item: str) -> Check:
    """Give the button that checks the answer to `item`, the answer cell's nbgrader grade_id.

    >>> check("petra-dark-waiting-room")  # doctest: +SKIP
    """
    try:
        title = answer(this_notebook(), item).form.get("title") or item
    except CannotTellError:
        title = item  # the press will say what is wrong; showing the button must not
    return Check(item=item, text="Check", label=f"Check: {title}", done="Checked", saves=True)
