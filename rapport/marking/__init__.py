"""Marking: from an answer's text and its mark scheme to points with reasons.

`mark` is pure: no screen, no files, no clock, no chance but one that is fixed by the item. The
same answer and scheme always give the same mark.
"""

from __future__ import annotations

from rapport.marking.closed import mark_choice, mark_choices, mark_classify, mark_order
from rapport.marking.danger import mark_own_danger
from rapport.marking.goal import mark_goal
from rapport.marking.mark import Criterion, Evidence, Mark
from rapport.marking.runs import mark_plan
from rapport.marking.scheme import (
    Choice,
    Choices,
    Classify,
    Goal,
    Note,
    Order,
    Plan,
    Reply,
    Scheme,
    SchemeError,
    parse_scheme,
    scheme_in,
)
from rapport.marking.written import mark_written

__all__ = [
    "Criterion",
    "Evidence",
    "Mark",
    "Scheme",
    "SchemeError",
    "mark",
    "parse_scheme",
    "scheme_in",
]


def mark(item: Scheme, text: str) -> Mark:
    """Mark one answer.

    item: its scheme; text: the answer cell's source. Never raises, whatever the text: what
    cannot be read is said in `Mark.problems` and, unless the answer is plainly empty, goes to
    a person.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    match item:
        case Choice():
            return mark_choice(item, text)
        case Choices():
            return mark_choices(item, text)
        case Order():
            return mark_order(item, text)
        case Classify():
            return mark_classify(item, text)
        case Reply() | Note():
            return mark_own_danger(item, text) or mark_written(item, text)
        case Goal():
            return mark_own_danger(item, text) or mark_goal(item, text)
        case Plan():
            return mark_plan(item, text)
