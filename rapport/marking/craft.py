"""What [Check] says under an answer: its form and its craft, never its points.

It knows the item's public form alone, so it cannot become the grader with unlimited tries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rapport.marking.answers import READ_AT_MOST, own_words, parse_labels, parse_order, parse_ticks
from rapport.marking.reading import DOES
from rapport.marking.table import Setting, Timetable, listed, read_table
from rapport.marking.written import COPIED_RUN
from rapport.replies.assessing import assess
from rapport.replies.cues import questions
from rapport.replies.danger import own_danger
from rapport.replies.speech import narration, reads_as_english
from rapport.replies.text import longest_copied_run, sentences, words
from rapport.support import IF_HANDED_IN, NOT_WATCHED, OWN_DANGER, pointer

CLEAR = 0.7
"""The chance from which a sentence is told what it seems to do; of those, 85% are named as raters
named them (1,119 sentences of replies in scenes that the reader has not met)."""

MIRRORED = frozenset(
    "affirmation asking_permission advice information limit ownership question_open reassurance "
    "reflection self_disclosure".split()
)
"""What is told; names that would be a reproach, and are wrong more often, are not."""

Tone = Literal["good", "mend", "note", "care"]


@dataclass(frozen=True)
class Remark:
    """One sentence to the learner.

    tone: `good` (complete), `mend` (needs a change), `note`, or `care` (about the learner, not the
    answer).
    """

    tone: Tone
    text: str


def look_over(form: Mapping[str, Any], text: str) -> list[Remark]:
    """Say what can be said of an answer before it is handed in.

    form: the answer cell's `metadata.rapport` (see `rapport.marking.starter.form`); text: the
    cell's source. Never raises: a form it cannot use gives one remark that says so.
    """
    try:
        match form["kind"]:
            case "choice" | "choices":
                return _ticks(form, text)
            case "order":
                ranks = parse_order(text, form["lines"], form["lines"])
                return _closed(ranks.given, ranks.problems, "Put a number in front of every line.")
            case "classify":
                labels = parse_labels(text, form["rows"], form["labels"])
                todo = f"Write one of these after each arrow: {', '.join(form['labels'])}."
                return _closed(labels.given, labels.problems, todo)
            case "reply" | "note" | "goal":
                return _written(form, text)
            case "plan":
                return _plan(read_table(text, Setting.of_form(form["setting"])))
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
        pass
    return [
        Remark(
            "mend",
            "This question's own settings were changed, so Check cannot read it. Your text is "
            "safe; a person will look at it when you hand in.",
        )
    ]


def _ticks(form: Mapping[str, Any], text: str) -> list[Remark]:
    ticks = parse_ticks(text, form["options"])
    remarks = [Remark("mend", problem) for problem in ticks.problems]
    if form["kind"] == "choices":
        if not ticks.ticked and not remarks:
            remarks.append(Remark("mend", "Nothing is ticked yet. Tick every option that fits."))
    elif len(ticks.ticked) != 1:
        said = f"{len(ticks.ticked)} options are ticked" if ticks.ticked else "Nothing is ticked"
        remarks.append(Remark("mend", f"{said}; this question wants exactly one."))
    if not remarks:
        said = "one option is" if len(ticks.ticked) == 1 else f"{len(ticks.ticked)} options are"
        remarks.append(Remark("good", f"This can be handed in: {said} ticked."))
    return remarks


def _closed(given: bool, problems: tuple[str, ...], todo: str) -> list[Remark]:
    remarks = [Remark("mend", problem) for problem in problems]
    if not given:
        remarks.append(Remark("mend", f"Nothing is filled in yet. {todo}"))
    return remarks or [Remark("good", "This can be handed in: nothing is missing.")]


def _plan(table: Timetable) -> list[Remark]:
    """Say what was read and what not; how the plan would fare is for the grader to find out."""
    remarks = [Remark("mend", problem) for problem in table.problems]
    remarks += [Remark("note", said) for said in table.over]
    if not table.given:
        todo = "A row has sessions, a practice and a level."
        return [Remark("mend", f"Nothing is filled in yet. {todo}")]
    if table.rows:
        number = len(table.rows)
        read = f"{number} row{'s' * (number != 1)} can be read: {listed(table.named)}."
        remarks.insert(0, Remark("note" if table.problems else "good", read))
    return remarks


def _written(form: Mapping[str, Any], text: str) -> list[Remark]:
    answer = own_words(text, form["starter"])
    count = len(words(answer))
    if not count:
        return [
            Remark("mend", "Nothing is written yet. Click into the text above and write there.")
        ]
    if own_danger(answer[:READ_AT_MOST], str(form.get("client", ""))):
        notice = (OWN_DANGER, *pointer(), NOT_WATCHED, IF_HANDED_IN)
        return [Remark("care", each) for each in notice]
    remarks = [Remark("good", f"Your answer can be read: {_count(answer, count)}.")]
    if len(answer) > READ_AT_MOST:
        remarks.append(
            Remark("mend", f"This is very long (over {READ_AT_MOST:,} characters). Please shorten.")
        )
        return remarks
    english = reads_as_english(answer)
    if not english:
        remarks.append(
            Remark("note", "This does not read as English sentences; a person will read it.")
        )
    if "words" in form:
        fewest, most = form["words"]
        if not fewest <= count <= most:
            remarks.append(Remark("note", f"{fewest} to {most} words were asked for."))
    if form["kind"] in ("note", "goal"):
        return remarks
    copied = longest_copied_run(answer, form["client"])
    if copied and len(words(copied.text)) >= COPIED_RUN:
        remarks.append(
            Remark("note", f"These are the client's own words: “{copied.text}”. Try fresh ones.")
        )
    told = narration(answer)
    if told:
        remarks.append(
            Remark(
                "note",
                f"“{told[0].text}” tells what you would do. Write the words you would say aloud.",
            )
        )
    if len(questions(answer)) > 2:
        remarks.append(Remark("note", "There are more than two questions; one may be enough."))
    longest = max((len(words(sentence.text)) for sentence in sentences(answer)), default=0)
    if longest > 45:
        remarks.append(
            Remark("note", f"One sentence has {longest} words; try saying it aloud in one breath.")
        )
    return remarks + (_mirror(answer, form["client"]) if english else [])


def _mirror(answer: str, client: str) -> list[Remark]:
    """Say what the sentences seem to do, where it is fairly sure and no reproach."""
    seen: dict[str, list[str]] = {}
    for number, sentence in enumerate(assess(answer, client).sentences, start=1):
        if sentence.chance >= CLEAR and sentence.behaviour in MIRRORED:
            seen.setdefault(DOES[sentence.behaviour], []).append(str(number))
    if not seen:
        return []
    told = "; ".join(f"{does} (sentence {', '.join(where)})" for does, where in seen.items())
    said = f"To software, your reply {told}. It misreads about one sentence in seven: "
    return [Remark("note", said + "is this what you mean to do?")]


def _count(answer: str, count: int) -> str:
    number = len(sentences(answer))
    return f"{count} word{'s' * (count != 1)} in {number} sentence{'s' * (number != 1)}"
