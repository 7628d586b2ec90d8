"""Filters of the formgrader page: each gives HTML in which a learner's words are only text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from nbconvert.filters import markdown2html

from rapport.marking.feedback import answer_html, as_panel
from rapport.marking.mark import Mark
from rapport.marking.scheme import without_scheme

_PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\([^)]*\)")


def answer_with_marks(cell: Any) -> Markup:
    """Give an answer cell's text with the evidence marked, or a line where it is blank."""
    if not cell.source.strip():
        return Markup('<p class="answer"><em>Nothing stands here.</em></p>')
    mark = cell.metadata.get("rapport", {}).get("mark")
    text = answer_html(cell.source, Mark.from_dict(mark)) if mark else Markup.escape(cell.source)
    return Markup('<div class="answer" dir="auto">{}</div>').format(text)


def mark_panel(mark: Mapping[str, Any] | None, answer: str) -> Markup:
    """Give the suggestion with its criteria; nothing where software gave no mark."""
    return as_panel(Mark.from_dict(mark), answer) if mark else Markup("")


def question_with_scheme(source: str) -> Markup:
    """Give a locked cell, which comes from the gradebook, with its mark scheme folded below.

    Pictures are replaced by their description: the gradebook keeps text alone.
    """
    question = without_scheme(source)
    html = Markup(markdown2html(_PICTURE.sub(r"*\g<alt>*", question)))
    scheme = source[len(question) :].strip()
    if scheme:
        html += Markup(
            '<details class="scheme"><summary>Mark scheme</summary><pre>{}</pre></details>'
        ).format(scheme)
    return html


FILTERS = {
    "answer_with_marks": answer_with_marks,
    "mark_panel": mark_panel,
    "question_with_scheme": question_with_scheme,
}
