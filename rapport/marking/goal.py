"""Marking a goal by the letters of SMART, as a small model reads them and the author's wordings.

What is read gives points; what is not read takes none away without a person.
"""

from __future__ import annotations

from rapport.marking.answers import READ_AT_MOST, own_words
from rapport.marking.mark import Criterion, Evidence, Mark, evidence, unmarked
from rapport.marking.scheme import Goal
from rapport.marking.starter import starter
from rapport.replies.corpus import Aim
from rapport.replies.speech import reads_as_english, to_the_grader
from rapport.replies.text import find_any, words
from rapport.replies.utterances import smart

SURE = 0.75
"""The chance of every letter from which a goal is final without a person."""

_SAYS: dict[Aim, tuple[str, str]] = {
    "specific": (
        "It says which action it is.",
        "Name an action a stranger could see: not “be healthier” but “walk to the shop”.",
    ),
    "measurable": (
        "One can count whether it was done.",
        "Say how much or how often, so that on the day both of you know.",
    ),
    "achievable": (
        "It looks like a step within reach.",
        "Make it small enough for a bad week.",
    ),
    "relevant": (
        "It looks like this client's own wish.",
        "Tie it to what this client asked for, in their hands alone.",
    ),
    "time_bound": (
        "It says when, or until when.",
        "Give a day, a date, or so many times in a week.",
    ),
}


def mark_goal(item: Goal, text: str) -> Mark:
    """Mark a goal; `text` is the whole answer cell."""
    given = own_words(text, starter(item))
    answer = given[:READ_AT_MOST]
    offset = max(text.find(answer), 0) if answer else 0
    if not words(answer):
        said = "Only signs stand here, no words." if given else "Nothing was written here."
        return unmarked(
            item,
            criteria=tuple(_criterion(aim, 0.0, item, said) for aim in item.worth),
            confidence=1.0,
            next_step="Nothing was answered here yet; have a go, a wrong try costs nothing.",
            problems=(said,),
            empty=not given,
        )
    chances = dict(smart(answer, item.client).chances)
    shown = {aim: find_any(phrases, answer) for aim, phrases in item.any.items()}
    criteria, missed = [], []
    for aim in item.worth:
        places = evidence(shown.get(aim, ()), offset)
        if places:
            chances[aim] = 1.0
        held, wanted = _SAYS[aim]
        found = chances[aim] >= 0.5
        because = held if found else f"Not read by software, which may err. {wanted}"
        criteria.append(_criterion(aim, item.worth[aim] if found else 0.0, item, because, places))
        if not found:
            missed.append(aim)
    why = []
    if missed:
        why.append(f"Software did not read it as {', '.join(map(_said, missed))}; it may err.")
    elif unsure := [_said(aim) for aim in item.worth if chances[aim] < SURE]:
        why.append(f"Software is not sure whether it is {', '.join(unsure)}.")
    if len(given) > READ_AT_MOST or not reads_as_english(answer) or to_the_grader(answer):
        why.append("This does not read as one goal in English sentences; a person reads it.")
    return Mark(
        item=item.item,
        title=item.title,
        kind=item.kind,
        points=round(sum(criterion.points for criterion in criteria), 2),
        of=item.of,
        criteria=tuple(criteria),
        confidence=round(min(chances[aim] for aim in item.worth), 2),
        next_step=(item.next or _SAYS[missed[0]][1])
        if missed
        else "Read it aloud with the client: would they say it so?",
        why_human=tuple(why),
    )


def _criterion(
    aim: Aim, points: float, item: Goal, because: str, places: tuple[Evidence, ...] = ()
) -> Criterion:
    return Criterion(_said(aim), points, item.worth[aim], because, words=places)


def _said(aim: Aim) -> str:
    return aim.replace("_", " ")
