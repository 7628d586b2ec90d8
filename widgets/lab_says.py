"""The sentences of the reply lab: what each sentence does, what is missing, what to try next."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapport.clients import (
    Depth,
    Ease,
    LabClient,
    LabTurn,
    ReadyReply,
    ReplyKind,
    ReplyStyle,
)
from rapport.replies import Assessment
from rapport.replies.assessment import CERTAIN, Sentence
from rapport.replies.corpus.models import Behaviour, Fault, Skill
from rapport.replies.profile import Habit
from rapport.replies.text import Word, words
from widgets.lab_talk import Answer, Manner, Talk, Try
from widgets.parts import Honesty, Said

FEW, MANY = 2, 60
"""Words up to which a reply is a sound to go on, and from which it could be half as long."""

SURE = 0.6
"""The chance, 0 to 1, below which a sentence's reading is called unsure."""

_DOES: Mapping[Behaviour, tuple[str, str, str]] = {
    "question_open": ("good", "Open question", "it leaves room for a story."),
    "question_closed": ("note", "Closed question", "a word or two would answer it."),
    "reflection": ("good", "Reflection", "it gives back what was said, meant or felt."),
    "affirmation": ("good", "Credit or validation", "it says what makes sense, or what they did."),
    "advice": ("mend", "Advice", "it says what to do, before that was asked."),
    "information": ("note", "Information", "it tells something from your side."),
    "reassurance": ("mend", "Reassurance", "it comforts before it is clear what hurts."),
    "self_disclosure": ("note", "About yourself", "for a moment the talk is about you."),
    "judging": ("mend", "Judgment", "it could be heard as blame or as a label."),
    "minimising": ("mend", "Made smaller", "it could tell them that it is not so bad."),
    "defensiveness": ("mend", "Defence", "it explains you, while they are still hurt."),
    "ownership": ("good", "Owning your part", "it says what you did or left undone."),
    "limit": ("good", "A limit", "it says what will and will not be."),
    "asking_permission": ("good", "Asking leave", "it leaves the choice with them."),
    "other": (
        "note",
        "Something else",
        "a bridge, a greeting, or nothing software has a name for.",
    ),
}
_KINDS: Mapping[ReplyKind, tuple[str, str]] = {
    "content_reflection": ("note", "Reflection of what was said"),
    "feeling_reflection": ("good", "Reflection of a feeling"),
    "validation": ("good", "Validation"),
    "open_question": ("good", "Open question"),
    "closed_question": ("note", "Closed question"),
    "advice": ("mend", "Advice"),
    "reassurance": ("mend", "Reassurance"),
    "self_focus": ("mend", "About yourself"),
}
_FAULTS: Mapping[Fault, tuple[str, str]] = {
    "unsolicited_advice": (
        "It may sound like advice nobody asked for; the feeling it answers stays alone.",
        "Leave the advice out this once. Say first what you understood of {name}'s side.",
    ),
    "false_reassurance": (
        "It may promise that all will be well, which you cannot know.",
        "In place of “it will be fine”, say what is hard about it now.",
    ),
    "closed_question_only": (
        "It may only ask for a fact; whether anything was heard does not show.",
        "Put one sentence in front of the question: what you heard.",
    ),
    "interrogation": (
        "Several questions in a row may feel like being examined.",
        "Keep the one question you most want answered, and say why in half a sentence.",
    ),
    "minimising": (
        "It may make it smaller than it is for {name}.",
        "Try it without “only”, “just” or “at least”, and give it the size it has for {name}.",
    ),
    "blaming": (
        "{name} may hear in it that it is their own fault.",
        "Say what {name} had to face before you say what {name} did.",
    ),
    "self_focus": (
        "It turns to you, and {name}'s own words may get lost on the way.",
        "Keep your story for supervision. What of {name}'s did it remind you of? Say that.",
    ),
    "overpromising_confidentiality": (
        "It may promise more secrecy than anyone may keep.",
        "Say in one breath what stays between you and what could not.",
    ),
    "diagnosing_labelling": (
        "It puts a name on {name} where {name} told you of an hour or a day.",
        "Say the same without the label, in words {name} could have used.",
    ),
    "defensiveness": (
        "It may explain you before {name}'s hurt was heard.",
        "Begin with what it was like for {name}. The reason can wait, or stay out.",
    ),
}
_FAULT_OF: Mapping[Behaviour, Fault] = {
    "advice": "unsolicited_advice",
    "reassurance": "false_reassurance",
    "judging": "blaming",
    "minimising": "minimising",
    "defensiveness": "defensiveness",
}
_SHOWS: Mapping[Skill, str] = {
    "reflection": "that you heard what was said",
    "complex_reflection": "a guess at what lies beneath it",
    "validation": "that the feeling makes sense",
    "open_question": "room to tell more",
    "collaboration": "that the choice is shared",
    "boundary_clarity": "where a limit lies",
    "confidentiality_accuracy": "what stays private and what cannot",
    "repair_ownership": "that you own your part",
}
_EASY = ("collaboration",)  # what nearly every reply shows a little of
_SKILLS: Mapping[Skill, str] = {
    "reflection": "Reflecting what was said",
    "complex_reflection": "Reflecting what lies beneath",
    "validation": "Validating",
    "open_question": "Asking openly",
    "nonjudgment": "Without judging",
    "collaboration": "Sharing the choice",
    "boundary_clarity": "Clear limits",
    "confidentiality_accuracy": "Confidentiality, told rightly",
    "repair_ownership": "Owning one's part",
}
_DEPTHS: Mapping[Depth, str] = {
    "shut": "**Shut.** The face goes still.",
    "polite": "**Polite.** A small smile, and the eyes move on.",
    "open": "**Further.** Something in the face wakes up.",
    "deep": "**Deeper.** The face softens, and stays with you.",
}
_LANDED: Mapping[Depth, str] = {
    "shut": "drew back",
    "polite": "stayed polite",
    "open": "went on telling",
    "deep": "went deeper",
}
_REACHED: Mapping[Depth, str] = {
    "shut": "The door stayed shut. Begin anew and change one thing.",
    "polite": "Polite throughout. What would have made it safe to say more?",
    "open": "The door is open. There may be one room further in.",
    "deep": "It went deeper at least once. Which words of yours opened that?",
}
_STYLES: Mapping[ReplyStyle, str] = {
    "plain": "Plain",
    "terse": "In few words",
    "warm": "Warm",
    "image": "With an image",
    "question": "With a question",
    "formal": "Formal",
}
PAUSES: Mapping[str, str] = {
    "none": "at once",
    "breath": "after a breath",
    "long": "after a long pause",
}
GAZES: Mapping[str, str] = {
    "face": "at their face",
    "aside": "beside them",
    "notes": "at your notes",
}
_HEARD = (
    (0.25, "hardly heard"),
    (0.45, "a little heard"),
    (0.6, "half heard"),
    (0.75, "heard"),
    (1.01, "deeply heard"),
)
_SHARES = (
    (0.25, "the floor is {name}'s"),
    (0.45, "more from {name} than from you"),
    (0.55, "about half and half"),
    (1.01, "more from you than from {name}"),
)

HONESTY = Honesty(
    "honesty",
    from_articles=(
        "Attention that shows, fresh words for what was said, and feelings that are allowed to "
        "make sense lead to feeling heard, and that leads to saying more (*Fostering Trust and "
        "Deepening Engagement in Therapy*, undated, section 6; *The importance of building trust "
        "in therapy relationships*, 21 January 2025, section 6).",
        "Open questions invite a longer answer than closed ones (*Fostering Trust and Deepening "
        "Engagement in Therapy*, undated, section 6).",
    ),
    ours=(
        "Every line of every client, and which of four lines follows which reply.",
        "How much pause and gaze count, and which suit whom; that the third reply of one kind "
        "sounds hollow.",
        "That quick comfort and advice shorten the next line.",
        "The meter's numbers. Each exchange moves the course's trust model as a session would.",
    ),
    limits=(
        "A program that has learned from machine-written replies reads your words, in English "
        "only. It does not hear tone, it is often wrong about short, plain or unusual replies, and "
        "no licensed clinician has rated what it learned from. The clients are invented; real "
        "people answer otherwise. It is for practice, never for a verdict on anyone."
    ),
    says="what is from the articles, what is ours, and how far to believe it",
)


@dataclass(frozen=True)
class Feedback:
    """What is said of a try, in the order in which it is said.

    unsure: why the reading is in doubt, "" where it is not. sentences: of the learner's, each with
    what it does. reached: what the client could hear in it. misses: what is not there, "" for
    nothing that software can name. hint: one thing to try.
    """

    unsure: str
    sentences: tuple[Said, ...]
    reached: str
    misses: str
    hint: str


def say_feedback(talk: Talk, given: Try) -> Feedback:
    """Say what a try does."""
    person, turn, told = talk.person, talk.now, given.told
    if given.ready:
        return _of_ready(given.ready)
    misses, hint = _misses(person, turn, told)
    return Feedback(
        _unsure(told),
        tuple(_said(each) for each in told.sentences),
        _reached(person.name, turn, told),
        misses.format(name=person.name),
        hint.format(name=person.name),
    )


def say_answer(person: LabClient, answer: Answer, ease: Ease | None, manner: Manner) -> str:
    """Say how the client answers, and what besides the words has played a part."""
    told = [_DEPTHS[answer.depth]]
    if answer.hollow:
        told.append("The same kind of reply for the third time begins to sound like a technique.")
    if answer.held:
        told.append("There was room to go deeper, but in the model there is too little trust yet.")
    off = [_unsuited(name, manner) for name in answer.unsuited]
    if off and ease:
        told.append(f"You {' and '.join(off)}; that may suit {person.name} less. {ease.because}")
    return " ".join(told)


def say_heard(felt: float) -> str:
    """Say how heard a client may feel, `felt` 0 to 1."""
    return next(says for most, says in _HEARD if felt < most)


def say_share(name: str, share: float) -> str:
    """Say who of the two speaks more; share: the learner's, 0 to 1."""
    return next(says for most, says in _SHARES if share < most).format(name=name)


def say_landed(name: str, given: Try) -> str:
    """Say in a few words how a try landed, for the comparison of tries."""
    unsure = "" if given.ready or not given.told.needs_human else " (reading unsure)"
    return f"{name} {_LANDED[given.answer.depth]}; {say_heard(given.answer.felt)}{unsure}"


def say_does(given: Try) -> str:
    """Name what a try does, sentence by sentence."""
    if given.ready:
        return _KINDS[given.ready.kind][1]
    tags = dict.fromkeys(_DOES[each.behaviour][1] for each in given.told.sentences)
    return ", ".join(tags).capitalize() or "No words"


def say_habit(name: Skill | Fault) -> str:
    """Name a skill, or a fault as what it may be."""
    named = {str(skill): says for skill, says in _SKILLS.items()}
    return named.get(name) or f"Perhaps {name.replace('_', ' ')}"


def say_range(habit: Habit) -> str:
    """Say how often a habit shows, and how sure that is, in whole replies."""
    of = habit.of
    low, most = round(habit.low * of), round(habit.high * of)
    return f"in about {round(habit.share * of)} of {of} replies; between {low} and {most} is likely"


def say_reached(depth: Depth) -> str:
    """Say how deep a talk has gone at its deepest."""
    return _REACHED[depth]


def say_style(style: ReplyStyle) -> str:
    """Name the style of a model reply."""
    return _STYLES[style]


def _of_ready(ready: ReadyReply) -> Feedback:
    tone, name = _KINDS[ready.kind]
    return Feedback("", (Said(ready.text, name, ready.because, tone),), "", "", "")


def _said(sentence: Sentence) -> Said:
    """Name a sentence; its tone is that of the readings software wavers between, if they agree."""
    tone, tag, says = _DOES[sentence.behaviour]
    same = sum(chance for name, chance in sentence.chances.items() if _DOES[name][0] == tone)
    if sentence.chance < SURE:
        tag, says = f"{tag}, perhaps", f"{says} Software is not sure of this one."
    return Said(sentence.place.text, tag, says, tone if same >= SURE else "note")


def _unsure(told: Assessment) -> str:
    if not told.needs_human:
        return ""
    why = [each for each in told.why if not any(number.isdecimal() for number in each)]
    said = " ".join(why) or "Software wavers between readings that lie far apart."
    return f"**Not sure about this one.** {said} Take what fits; a person may read it otherwise."


def _reached(name: str, turn: LabTurn, told: Assessment) -> str:
    shown = [skill for skill in _SHOWS if _value(told, skill) >= (1 + (skill in _EASY))]
    if told.confidence >= CERTAIN:
        return ""
    if "complex_reflection" in shown and "reflection" in shown:
        shown.remove("reflection")
    heard = [_SHOWS[skill] for skill in shown]
    heard += [each for each in turn.key.meanings if told.found.get(each)]
    return f"What {name} could hear in it: {_listed(heard)}." if heard else ""


def _misses(person: LabClient, turn: LabTurn, told: Assessment) -> tuple[str, str]:
    """What is missing most, and one thing to try; the gravest comes first."""
    key = turn.key
    if not told.sentences or told.confidence >= CERTAIN:
        return " ".join(told.why), "Say one sentence to {name}, as you would aloud."
    if any("another language" in why for why in told.why):
        return "", "The reader knows English only; a person could read this. Try it in English."
    for promised in key.forbidden:
        if told.found.get(promised):
            return f"It may promise what cannot be kept: {promised}.", _FAULTS[
                "overpromising_confidentiality"
            ][1]
    asked = (
        ("What only you can own is not there, or in words software does not know", key.owns,
         "Say what you did, in one plain sentence that begins with “I”, without a reason."),
        ("A limit is not there, or in words software does not know", key.limits,
         "Say the limit in one kind sentence, before or after what you heard."),
        ("Something {name} needs to know is not there, or in words software does not know",
         key.facts, "Say it plainly, exceptions and all, in {name}'s words."),
    )  # fmt: skip
    for says, wanted, hint in asked:
        lacking = [each for each in wanted if not told.found.get(each)]
        if lacking and len(lacking) == len(wanted):
            return f"{says}: {_listed(lacking)}.", hint
    if len(_all_words(told)) <= FEW:
        return "", "A small sound can be enough, once. What would you say to {name} next?"
    faults = [name for name, each in told.faults.items() if each.value]
    if faults:
        return _FAULTS[max(faults, key=lambda name: told.faults[name].chance)]
    for each in told.sentences:
        if each.chance >= SURE and each.behaviour in _FAULT_OF:
            return _FAULTS[_FAULT_OF[each.behaviour]]
    return _next_skill(told)


def _next_skill(told: Assessment) -> tuple[str, str]:
    """What could come next for a reply without a fault."""
    does = {each.behaviour for each in told.sentences}
    if not _value(told, "reflection") and "ownership" not in does and "limit" not in does:
        return (
            "What you heard does not show in it yet.",
            "Begin with the part of {name}'s line that stayed with you, in words of your own.",
        )
    if not _value(told, "complex_reflection") and "reflection" in does:
        return (
            "It stays with what was said; what it may mean to {name} is open.",
            "Add a careful guess: “as if…”, “and maybe…”. A wrong guess may be put right.",
        )
    questions = sum(each.behaviour.startswith("question") for each in told.sentences)
    if questions > 1:
        return "", "One question is enough. Which of them would you keep?"
    if len(_all_words(told)) > MANY:
        return "", "Say it again in half the words; what stays is what you most wanted to say."
    if not questions and told.overall < 4:
        return "", "Stop here and wait, or add one open question. Which would {name} need?"
    return "", "Say it aloud once. Would {name} believe you? That no software can hear."


def _all_words(told: Assessment) -> list[Word]:
    return words(" ".join(each.place.text for each in told.sentences))


def _value(told: Assessment, skill: Skill) -> int:
    judged = told.skills.get(skill)
    return judged.value if judged else 0


def _unsuited(name: str, manner: Manner) -> str:
    if name == "pause":
        return f"spoke {PAUSES[manner.pause]}"
    return f"looked {GAZES[manner.gaze]}"


def _listed(told: Sequence[str]) -> str:
    if len(told) < 2:
        return "".join(told)
    return f"{', '.join(told[:-1])} and {told[-1]}"


def plain(text: str) -> str:
    """Give a learner's words on one line, cut where a table has no room for more."""
    one = re.sub(r"\s+", " ", text).strip()
    return one if len(one) <= 160 else f"{one[:157].rstrip()}…"
