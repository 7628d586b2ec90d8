"""Marking reply and note by the scheme's own key and the plain cues of `rapport.replies`.

What a cue finds, it can show; what it does not find may still be there in other words. So
points are only ever taken away by a person: an answer in which anything was not found, one with
a fault, or one the cues cannot read goes to the instructor with a suggestion, unless the reason
is plain (empty, copied, no words at all). Nor are they given unread: warm phrases can stand around
a cruel sentence, so an answer is final without a person only where software has met its words, or
the reader of replies is sure of it and thinks well of it (see `rapport.marking.reading`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rapport.marking.answers import READ_AT_MOST, own_words
from rapport.marking.mark import Criterion, Mark, evidence, unmarked
from rapport.marking.reading import second
from rapport.marking.scheme import Note, Reply, Worth
from rapport.marking.starter import starter
from rapport.replies.cues import CUES, FAULTS
from rapport.replies.speech import (
    LONGEST_ECHO,
    narration,
    negated,
    reads_as_english,
    sentence_of,
    to_the_grader,
    unmet_words,
    word_list,
)
from rapport.replies.text import Span, find_any, longest_copied_run, words

UNMET_AT_MOST = 1
"""Words an answer may hold that its scheme does not, and still be final without a person."""

COPIED_RUN = 6
"""Words in a row taken from the client that no longer count as one's own."""

Written = Reply | Note


def mark_written(item: Written, text: str) -> Mark:
    """Mark a reply or a note; `text` is the whole answer cell."""
    given = own_words(text, starter(item))
    answer = given[:READ_AT_MOST]
    offset = max(text.find(answer), 0) if answer else 0
    source = item.client if isinstance(item, Reply) else item.context
    there = words(answer)
    if not there:
        said = "Only signs stand here, no words." if given else ""
        return _plain_zero(item, said or "Nothing was written here.", empty=not given)
    copied = longest_copied_run(answer, source)
    copied_words = len(words(copied.text)) if copied else 0
    echo = copied_words >= max(5, 0.8 * len(there))
    whole = copied_words == len(there) >= COPIED_RUN
    if whole or (echo and copied_words > LONGEST_ECHO):
        return _plain_zero(item, "These are the words of the question, with nothing of your own.")

    own = copied if copied and copied_words >= COPIED_RUN else None
    criteria = [_criterion(name, worth, item, answer, own) for name, worth in item.worth.items()]
    if not any(criterion.points for criterion in criteria if criterion.name != "keeps it brief"):
        # Few words earn something only where they say something.
        criteria = [replace(criterion, points=0.0) for criterion in criteria]
    points = sum(criterion.points for criterion in criteria)
    faults = [
        (
            name,
            cap,
            [place for place in FAULTS[name].find(answer) if not negated(place, answer, 2)],
        )
        for name, cap in item.caps.items()
    ]
    for name, cap, places in faults:
        if places:
            criteria.append(
                Criterion(
                    name,
                    min(0.0, cap - points),
                    0.0,
                    because=f"This may be {name}: it {FAULTS[name].says}. "
                    f"If so, the answer earns {cap:g} at most; a person decides.",
                    words=evidence(places),
                )
            )
            points = min(points, cap)

    read = second(item, answer) if isinstance(item, Reply) else None
    for name, words_of in read.forbidden if read else ():
        criteria.append(
            Criterion(
                name,
                min(0.0, item.of / 2 - points),
                0.0,
                because=f"This may promise what cannot be kept: {name}. A person decides.",
                words=words_of,
            )
        )
        points = min(points, item.of / 2)
    why = list(_doubts(item, answer, len(given), read is not None and read.trusted))
    why += read.why if read else ()
    if echo:
        why.append("Nearly all of it is in the words of the question; a few can be a fine choice.")
    aside = read.aside if read else ()
    if any(places for _, _, places in faults):
        why.append(
            "Some words may do the client harm; a person decides what they were meant to do."
        )
    missed = [
        criterion for criterion in criteria if criterion.of and criterion.points < criterion.of
    ]
    confidence = round(max(0.1, 0.9 - 0.1 * len(missed) - 0.3 * len((*why, *aside))), 2)
    if missed:
        names = ", ".join(criterion.name for criterion in missed)
        why.append(f"Not found by software, which may miss what is there: {names}.")
    return Mark(
        item=item.item,
        title=item.title,
        kind=item.kind,
        points=round(min(max(points, 0.0), item.of), 2),
        of=item.of,
        criteria=tuple(_moved(criterion, offset) for criterion in criteria),
        confidence=confidence,
        next_step=_next_step(item, missed, faults),
        why_human=tuple(why),
        aside=aside,
        table=read.table if read else None,
    )


def _criterion(
    name: str, worth: Worth, item: Written, answer: str, copied: Span | None
) -> Criterion:
    def own(places: Iterable[Span]) -> list[Span]:
        return [
            place
            for place in places
            if not (copied and copied.start <= place.start and place.end <= copied.end)
        ]

    if name == "keeps it brief":
        count, most = len(words(answer)), worth.words or 90
        earned = worth.points if count <= most else 0.0
        return Criterion(name, earned, worth.points, f"{count} words; up to {most} leave room.")
    if name == "reflects":
        meaning = own(find_any(worth.meaning, answer))
        content = own(find_any(worth.content, answer))
        if meaning:
            because = "You say in your own words what it meant to this client."
            return Criterion(name, worth.points, worth.points, because, words=evidence(meaning))
        if content:
            because = "You say back what happened; what it meant to this client was not found."
            return Criterion(name, worth.points / 2, worth.points, because, words=evidence(content))
        return Criterion(name, 0.0, worth.points, _not_found(name, worth))

    places = own(place for place in find_any(worth.any, answer) if not negated(place, answer))
    cue = CUES.get(name)
    if cue:
        shown = [place for place in own(cue.find(answer)) if not negated(place, answer)]
        places = sorted({*places, *shown}, key=lambda place: place.start)
    if not places:
        return Criterion(name, 0.0, worth.points, _not_found(name, worth))
    if isinstance(item, Note):  # the sentence that shows the idea, not only the words
        places = [sentence_of(places[0], answer)]
    says = f"Found: {cue.says}." if cue else "Found."
    return Criterion(name, worth.points, worth.points, says, words=evidence(places))


def _doubts(item: Written, answer: str, length: int, trusted: bool) -> Iterable[str]:
    """Why the cues may not have read this answer rightly.

    trusted: whether the reader of replies has understood it and thinks well of it; then words that
    the scheme has not met are no reason to wait.
    """
    if length > READ_AT_MOST:
        yield f"The answer is very long ({length:,} characters); only its beginning was read."
    if not reads_as_english(answer):
        yield "This does not read as English sentences; a person reads it."
    elif word_list(answer):
        yield "Part of this is a list of words rather than sentences."
    if to_the_grader(answer, item.client if isinstance(item, Reply) else item.context):
        yield "Part of this speaks to whoever marks it, not to the client."
    unmet = unmet_words(answer, _met(item))
    if len(unmet) > UNMET_AT_MOST and not trusted:
        some = ", ".join(dict.fromkeys(unmet[:5]))
        yield f"It holds words that software has not met here ({some}), so it cannot judge them."
    if isinstance(item, Reply) and narration(answer):
        yield "Part of this tells what would be said instead of saying it."
    if item.words and not item.words[0] / 2 <= len(words(answer)) <= item.words[1] * 1.5:
        yield f"The length is far from the {item.words[0]} to {item.words[1]} words asked for."


def _met(item: Written) -> Iterable[str]:
    """Every text in which the author used the words of this item."""
    yield item.client if isinstance(item, Reply) else item.context
    yield item.model
    for name, worth in item.worth.items():
        yield name
        yield from (*worth.any, *worth.meaning, *worth.content)


def _plain_zero(item: Written, because: str, *, empty: bool = False) -> Mark:
    return unmarked(
        item,
        criteria=tuple(
            Criterion(name, 0.0, worth.points, because) for name, worth in item.worth.items()
        ),
        confidence=1.0 if empty else 0.9,
        next_step="Nothing was answered here yet; have a go, a wrong try costs nothing."
        if empty
        else "Write, in your own words, what you would say.",
        problems=(because,),
        empty=empty,
    )


def _next_step(
    item: Written, missed: list[Criterion], faults: list[tuple[str, float, list[Span]]]
) -> str:
    for name, _, places in faults:
        if places:
            return FAULTS[name].hint
    if missed:
        first = missed[0].name
        return _hint(first, item.worth[first]) or item.next or f"Add what is missing: {first}."
    return (
        "Wordings for everything asked for were found; software cannot judge tone. Say it aloud "
        "once: how would it sound to this client?"
    )


def _hint(name: str, worth: Worth) -> str:
    return worth.hint or (CUES[name].hint if name in CUES else "")


def _not_found(name: str, worth: Worth) -> str:
    return f"Not found in the words software knows. {_hint(name, worth)}".strip()


def _moved(criterion: Criterion, offset: int) -> Criterion:
    """Count evidence from the start of the cell, not of the cleaned answer."""
    return replace(criterion, words=evidence(criterion.words, offset))
