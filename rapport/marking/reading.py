"""What the reader of replies adds to a mark: a second look at a reply, never points.

Points come from the scheme's criteria, which an instructor can read and change. The reader says
how the whole reply strikes it. It asks for a person where it thinks little of a reply that has all
the right words, where it suspects a fault, where its rules or the key leave something open, and
where the key forbids what was promised. Where it is sure and thinks well of a reply, it vouches for
words that the scheme has not met.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapport.marking.mark import Evidence, Table, evidence
from rapport.marking.scheme import Reply
from rapport.replies.assessing import assess, promise
from rapport.replies.assessment import Assessment, Key

GOOD = 3.5
"""The reader's score, 1 to 5, from which it vouches for words that the scheme has not met."""

POOR = 2.5
"""The score below which it asks for a person although all the right words were found."""

CLEAN = 0.25
"""The chance of a fault above which it vouches for nothing."""

DOES = {
    "question_open": "asks openly",
    "question_closed": "asks for a fact",
    "reflection": "says back what was heard",
    "affirmation": "credits or makes sense of it",
    "advice": "advises",
    "information": "informs",
    "reassurance": "reassures",
    "self_disclosure": "speaks of oneself",
    "judging": "judges",
    "minimising": "makes it small",
    "defensiveness": "defends oneself",
    "ownership": "owns one's part",
    "limit": "says what will or will not be done",
    "asking_permission": "asks leave or offers a choice",
    "other": "something else",
}
"""What a sentence does, by behaviour of the coding manual."""


@dataclass(frozen=True)
class Second:
    """What the reader made of a reply.

    trusted: whether it is sure, thinks well of the reply and sees no fault in it. why: what a
    person should look at, a sentence each; aside: the same, for that person alone. table: its
    reading, for learner and instructor. forbidden: promises of the key that it found, with the
    words.
    """

    trusted: bool
    why: tuple[str, ...]
    aside: tuple[str, ...]
    table: Table
    forbidden: tuple[tuple[str, tuple[Evidence, ...]], ...]


def second(item: Reply, answer: str) -> Second:
    """Read an answer."""
    key = Key.of_scene(**dict(item.key))
    told = assess(answer, item.client, key)
    likely = max(judged.chance for judged in told.faults.values())
    promised = tuple(
        (name, evidence(told.found[name])) for name in key.forbidden if told.found[name]
    )
    trusted = not told.needs_human and told.overall >= GOOD and likely < CLEAN and not promised
    why = tuple(promise(name) for name, _ in promised)
    aside = [says for says in (*told.caps, *told.doubts) if says not in why]
    return Second(trusted, why, (*aside, *_guesses(told)), _table(told), promised)


def _guesses(told: Assessment) -> list[str]:
    aside = []
    if told.overall < POOR:
        low, high = told.likely
        aside.append(
            f"The reader of replies takes this for about {told.overall:.1f} of 5 "
            f"({low:.0f} to {high:.0f}); it is often wrong about short or unusual replies."
        )
    faults = [name.replace("_", " ") for name, each in told.faults.items() if each.value]
    if faults:
        aside.append(f"The reader of replies suspects: {', '.join(faults)}.")
    return aside


def _table(told: Assessment) -> Table:
    rows = tuple(
        (sentence.place.text, DOES[sentence.behaviour], f"{sentence.chance:.0%}")
        for sentence in told.sentences
    )
    return Table(
        "What software takes each sentence for. It earns and costs nothing; software errs.",
        ("Sentence", "Seems to", "Sure"),
        rows,
    )
