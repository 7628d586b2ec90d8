"""An answer that may speak of the learner's own danger: no verdict, and a person first.

It is a rule of wordings (`rapport.replies.danger`): it misses what is said otherwise, and somebody
has to open the gradebook to see it. Nothing here is watched.
"""

from __future__ import annotations

from rapport.marking.answers import READ_AT_MOST, own_words
from rapport.marking.mark import Mark, evidence, unmarked
from rapport.marking.scheme import Goal, Note, Reply
from rapport.marking.starter import starter
from rapport.replies.danger import own_danger

Free = Reply | Note | Goal


def mark_own_danger(item: Free, text: str) -> Mark | None:
    """Give a mark without a verdict if the answer may speak of the writer's own danger."""
    before = item.context if isinstance(item, Note) else item.client
    places = own_danger(own_words(text, starter(item))[:READ_AT_MOST], before)
    if not places:
        return None
    words = evidence(places)
    quoted = ", ".join(f"«{each.text}»" for each in words[:3])
    return unmarked(
        item,
        criteria=(),
        confidence=0.0,
        next_step="Your points can wait.",
        why_human=(
            f"Before anything else: these words may speak of the learner's own danger: {quoted}. "
            "Please see to the learner today, by your service's rules; the points can wait. It may "
            "be a misreading.",
        ),
        care=True,
    )
