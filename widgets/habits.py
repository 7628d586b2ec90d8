"""The [My habits] button: what a learner's own replies, in all their exercises, show together."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from widgets.button import CourseButton, Line, Said
from widgets.notebook import CannotTellError, cells, this_notebook
from widgets.parts import Parts, Text
from widgets.start import MY_WORK, course_root


class Habits(CourseButton):
    """Reads the replies in `my-work/` and says how often skills and faults show; writes nothing."""

    def pressed(self, name: str | None) -> Said:
        """Read the replies as they are saved."""
        from rapport.replies.assessing import assess  # late: `import widgets` stays quick
        from rapport.replies.profile import ENOUGH, profile
        from widgets.lab_says import say_habit, say_range

        folder = course_root(this_notebook(name).parent) / MY_WORK
        readings = [assess(text, client) for client, text in _replies(folder)]
        if len(readings) < ENOUGH:
            return Said(
                [
                    Line(
                        "note",
                        f"Written replies saved in your exercises: {len(readings)}. From {ENOUGH} "
                        "on, habits show here; fewer say too little.",
                    )
                ]
            )
        lines = [
            Line("note", f"{say_habit(each.name)}: {say_range(each)}.")
            for each in profile(readings)
        ]
        after = (
            "Only you see this; it is stored nowhere and counts for nothing. Software has counted "
            "what it takes your words for, and it errs. More is not better: what serves depends on "
            "the client."
        )
        return Said([*lines, Line("note", after)])


def habits() -> Habits | Parts:
    """Give the button, or on a page that anybody can open a sentence in its place.

    >>> habits().text
    'Show my habits'
    """
    if os.environ.get("RAPPORT_PUBLIC_PAGE"):
        said = (
            "In JupyterLab a button here shows what your replies in the exercises have in common."
        )
        return Parts([Text("habits", text=said)])
    text = "Show my habits"
    return Habits(text=text, label=f"{text} over all my written replies", done="Read")


def _replies(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (client's line, reply) for every reply that was written; a broken notebook has none."""
    from rapport.marking.answers import own_words
    from rapport.replies.danger import own_danger
    from rapport.replies.text import words

    for path in sorted(folder.glob("*/*.ipynb")):
        try:
            found = cells(path)
        except CannotTellError:
            continue
        for cell in found:
            form = cell["metadata"].get("rapport")
            if not isinstance(form, dict) or form.get("kind") != "reply":
                continue
            client = str(form.get("client", ""))
            text = own_words(cell["source"], str(form.get("starter", "")))
            if words(text) and not own_danger(text, client):
                yield client, text
