"""What the reply lab makes of a reading: how far a client goes, what is doubtful, owed, promised.

The reader of replies judges words; here stands what else is known: what the author of a turn wrote
down, what is due where somebody may be in danger, and where the reader is known to err. Figures and
rules are ours, shaped on the tune split and on what two critics typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapport.clients import Depth, LabTurn
from rapport.clients.ready_models import DEPTHS
from rapport.replies import Assessment, Key
from rapport.replies.assessment import Judgement
from rapport.replies.corpus.models import Behaviour, Fault, Skill
from rapport.replies.text import Span

LEVELS = (1.8, 2.8, 3.6)
"""The reader's score, 1 to 5, from which a client goes on politely, opens up, goes deeper."""

NAMED = 0.6
"""The chance, 0 to 1, from which a sentence's reading is taken for sure."""

EVEN = 0.5
"""The chance of a fault, 0 to 1, from which it is more likely there than not."""

_HARMS: tuple[Behaviour, ...] = (
    "advice",
    "reassurance",
    "judging",
    "minimising",
    "defensiveness",
)
_EXCUSED: tuple[Fault, ...] = ("closed_question_only", "interrogation", "defensiveness")

POLITE, OPEN = DEPTHS.index("polite"), DEPTHS.index("open")

_ABOUT_DANGER: Mapping[str, re.Pattern[str]] = {
    word: re.compile(rf"\b(?:{wordings})\b", re.IGNORECASE)
    for word, wordings in {
        "suicide": r"suicid\w*|kill\w*|die|dying|dead|(?:hurt|harm)(?:ing)? (?:yo)?ur ?self",
        "near": r"suicid\w*|kill\w*|die|dying|pills|(?:hurt|harm)(?:ing)? (?:yo)?ur ?self",
        "fear": r"afraid|scared|frightened|fear|violent|violence|hurts?|hits?|hitting|beats?|safe",
    }.items()
}  # by a word in the name of the question that an author wants put
_TO_THEM = re.compile(r"\b(?:you|u|ye|ya|your|ur)\b", re.IGNORECASE)
_ONLY = re.compile(
    r"(?<!\bnot )(?<!n['’]t )\b(?:(?:the|my) (?:only|one|single) (?:\w+ )?exception\b"
    r"|only (?:(?:if|when|in|for|serious|real|great)\b[^.,;!?\n]{0,30})?\b(?:danger|harm|risk)\b)",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(?:judge|abus\w+|child\w*|exceptions)\b", re.IGNORECASE)


def key_of(turn: LabTurn) -> Key:
    """Give what the author of a turn knows as the reader takes it."""
    return Key.of_scene(**dict(turn.key))


def depth_of(turn: LabTurn, told: Assessment) -> Depth:
    """How far a reply invites a client to go, as far as software and the turn's author can tell.

    Where the reader cannot tell, it neither punishes nor praises. Who names what lies beneath is
    not left standing, nor who asks the question that must be asked; who leaves it out, or promises
    what cannot be kept, learns no more.
    """
    at = sum(told.overall >= level for level in LEVELS)
    if doubtful(told):
        at = min(max(at, POLITE), OPEN)
    if told.certain:
        return DEPTHS[at]
    if promises(turn, told) and told.overall < LEVELS[0] and not _is_unsure(told):
        return "shut"  # the score is low, and here is why: no doubt about it
    if promises(turn, told) or lacking(turn, told) or unsaid(turn, told):
        return DEPTHS[min(at, POLITE)]
    if only_danger(turn, told):
        at = min(at, OPEN)
    named = any(map(told.found.get, turn.key.meanings)) or bool(danger_asked(turn, told))
    if named and not harmful(faults_that_count(turn, told)):
        at = max(at, OPEN)
    return DEPTHS[at]


def doubtful(told: Assessment) -> bool:
    """Whether a reading is not to be relied on, in either direction.

    Besides what the reader itself is unsure of: a very low score for words in which it finds no
    harm. Whoever cannot say what is wrong should not say that it is very wrong.
    """
    if told.certain:
        return False
    if _is_unsure(told):
        return True
    harms = [each.chances.get(name, 0) for each in told.sentences for name in _HARMS]
    return told.overall < LEVELS[0] and max(harms, default=0) < NAMED and not harmful(told.faults)


def harmful(faults: Mapping[Fault, Judgement]) -> bool:
    """Whether a fault is more likely there than not; less is a suspicion."""
    return any(each.value and each.chance >= EVEN for each in faults.values())


def _is_unsure(told: Assessment) -> bool:
    """Whether the reader is; that it found a promise of secrecy goes to a person, and is plain."""
    promised = told.rules.get("secrecy")
    return told.unsure or any(not promised or each != promised.says for each in told.doubts)


def faults_that_count(turn: LabTurn, told: Assessment) -> dict[Fault, Judgement]:
    """Give the faults that count here.

    Who asks about danger may ask closed questions, more than one, and say why they ask; a mere
    suspicion of any other fault is not held against the question either.
    """
    if not danger_asked(turn, told):
        return dict(told.faults)
    return {
        name: each
        for name, each in told.faults.items()
        if name not in _EXCUSED and each.chance >= EVEN
    }


def danger_asked(turn: LabTurn, told: Assessment) -> list[Span]:
    """Give the places where the question about danger is put that is due here.

    In an author's wordings; or in a question to the client with a word of that danger in it, since
    in second-language or hurried English (“Are u afraid from him?”) it is as plain.
    """
    places = [place for name in turn.key.questions for place in told.found[name]]
    due = [
        wordings
        for word, wordings in _ABOUT_DANGER.items()
        if any(word in name for name in turn.key.questions)
    ]
    for each in told.sentences:
        text = each.place.text
        if "?" not in text and each.behaviour not in ("question_closed", "question_open"):
            continue
        if each.chances.get("judging", 0) >= NAMED:
            continue  # “Why do you stay, are you so afraid?” blames before it asks
        if any(wordings.search(text) for wordings in due) and _TO_THEM.search(text):
            places.append(each.place)
    return places


def lacking(turn: LabTurn, told: Assessment) -> bool:
    """Whether a question about danger was due here and is not there."""
    return bool(turn.key.questions) and not danger_asked(turn, told)


def promises(turn: LabTurn, told: Assessment) -> list[Span]:
    """Give the places that promise what nobody can keep.

    One is also “everything is private” with no exception beside it: an author cannot list all its
    wordings, so the reader has a rule for them.
    """
    places = [place for name in turn.key.forbidden for place in told.found[name]]
    fault = told.faults["overpromising_confidentiality"]
    if fault.value:
        places += fault.words
    return places


def only_danger(turn: LabTurn, told: Assessment) -> bool:
    """Whether a reply makes danger the only exception to secrecy, where there are more."""
    text = " ".join(each.place.text for each in told.sentences)
    return bool(turn.key.facts) and bool(_ONLY.search(text)) and not _MORE.search(text)


def unsaid(turn: LabTurn, told: Assessment) -> list[Skill]:
    """What a turn calls for (owning, a limit, facts) of which there is no trace.

    The author's words are not there, and the reader is not sure to hear it in others.
    """
    return [
        skill
        for skill, wordings in key_of(turn).wanted
        if wordings
        and not any(map(told.found.get, wordings))
        and ((judged := told.skills[skill]) is None or judged.value < 2)
    ]
