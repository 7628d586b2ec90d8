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
from rapport.clients.ready_models import DEPTHS
from rapport.replies import Assessment
from rapport.replies.assessment import Sentence
from rapport.replies.corpus.models import SPECIAL, Behaviour, Fault, Skill
from rapport.replies.profile import EARLY, Habit
from rapport.replies.reader.encoder import card
from rapport.replies.text import Span, Word, longest_copied_run, words
from widgets.lab_reading import (
    EVEN,
    NAMED,
    danger_asked,
    doubtful,
    faults_that_count,
    key_of,
    lacking,
    only_danger,
    promises,
    unsaid,
)
from widgets.lab_talk import ANY, Answer, Manner, Reading, Talk, Try, length
from widgets.parts import Honesty, Said

FEW, MANY = 2, 60
"""Words up to which a reply is a sound to go on, and from which it could be half as long."""

WELL = 4.0
"""The reader's score, 1 to 5, from which nothing needs to be added."""

LONG = 6
"""Letters from which a single word of the client's, said back, is more than a “yeah”."""

LOST = 0.45
"""The chance of every sentence's reading, 0 to 1, below which a reply may be no sense at all."""

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
    "limit": ("note", "What will and will not be", "it says what you will keep, do or not do."),
    "asking_permission": ("good", "Asking leave", "it leaves the choice with them."),
    "other": (
        "note",
        "Something else",
        "a bridge, a greeting, or nothing software has a name for.",
    ),
}
_KINDS: Mapping[ReplyKind, str] = {
    "content_reflection": "Reflection of what was said",
    "feeling_reflection": "Reflection of a feeling",
    "validation": "Validation",
    "open_question": "Open question",
    "closed_question": "Closed question",
    "advice": "Advice",
    "reassurance": "Reassurance",
    "self_focus": "About yourself",
}
_ALOUD = "Say one sentence to {name}, as you would aloud."
_FOREIGN = "**Not read.** Software knows English only, so it says nothing of these words."
_UNASKED = (
    "{name} may be in danger, and no question about it is there, or in words software does not "
    "know.",
    "{first} what you heard. Then ask straight out, with the word in it{example}",
)
_EXAMPLES = {
    "suicide": ": “Are you thinking of ending your life?”",
    "near": ": “How close is it tonight?”",
    "fear": ": “Are you afraid of him?”",
}
_ONE_OF_SEVERAL = (
    "It makes danger the only exception. Beside {name}'s line stand more.",
    "Say “There are a few exceptions, such as …”, and offer to go through them.",
)
_HELP = re.compile(r"\b(?:crisis|hotline|helpline|duty line|emergency|number|999|112|911)\b", re.I)
_WHY_ASKED = re.compile(r"\bI(?:['’]m| am)? ask(?:ing)?\b", re.IGNORECASE)
_EASES = re.compile(
    r"\b(?:don['’]?t|do not) (?:have|need) to (?!worry|cry|feel|be\b|fear|think|panic)"
    r"|\bno (?:hurry|rush)\b|\btake (?:your|our) time\b|\bown pace\b",
    re.I,
)
"""Leave to go slowly: comfort to the reader, and not of the kind that covers anything up."""

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
        "Say how big it is for {name}, before anything that makes it lighter.",
    ),
    "blaming": (
        "It may be heard as a verdict, on {name} or on somebody close to {name}.",
        "Leave the verdict out. What was it like for {name}?",
    ),
    "self_focus": (
        "It turns to you, and {name}'s own words may get lost on the way.",
        "Your story matters, and has its place with a supervisor or a friend. What of {name}'s did "
        "it remind you of? Say that.",
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
_CARRIES: Mapping[Behaviour, Fault] = {**_FAULT_OF, "self_disclosure": "self_focus"}
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
_GIVING = ("reflection", "affirmation", "ownership", "limit", "information", "asking_permission")
_EASY = ("collaboration",)  # what nearly every reply shows a little of
_OWED: Mapping[Skill, tuple[str, str]] = {
    "repair_ownership": (
        "What only you can own",
        "Say what you did, in one plain sentence that begins with “I”, without a reason.",
    ),
    "boundary_clarity": (
        "A limit",
        "Say the limit in one kind sentence, before or after what you heard.",
    ),
    "confidentiality_accuracy": (
        "Something {name} needs to know",
        "Say it plainly, exceptions and all, in everyday words.",
    ),
}
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
_DEPTHS: Mapping[Depth, tuple[str, ...]] = {
    "shut": (
        "**Shut.** The face goes still.",
        "**Shut.** The eyes leave you.",
        "**Shut.** The shoulders turn a little, to the door.",
    ),
    "polite": (
        "**Polite.** A small smile, and the eyes move on.",
        "**Polite.** A nod, as one nods to a form.",
        "**Polite.** The face is friendly and gives nothing away.",
    ),
    "open": (
        "**Further.** Something in the face wakes up.",
        "**Further.** The head comes up.",
        "**Further.** The voice gets a little lower, and nearer.",
    ),
    "deep": (
        "**Deeper.** The face softens, and stays with you.",
        "**Deeper.** A long breath goes out.",
        "**Deeper.** For once nothing in the face is on guard.",
    ),
}
_REACHED: Mapping[Depth, str] = {
    "shut": "The door stayed shut. Begin anew and change one thing.",
    "polite": "Polite at best. What would have made it safe to say more?",
    "open": "The door has opened. There may be one room further in.",
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
_SEEN_THROUGH = {
    "copied": "Keep the one word of {name}'s that weighs most; put the rest in your own.",
    "unfinished": "Finish it: what did {name} feel, at which moment?",
}
_IF_NOT = "Software is not sure; if you see nothing of it, leave it."
_EARLY = "Perhaps answering before hearing"
PAUSES: Mapping[str, str] = {
    ANY: "as it comes",
    "none": "at once",
    "breath": "after a breath",
    "long": "after a long pause",
}
GAZES: Mapping[str, str] = {
    ANY: "as it comes",
    "face": "at their face",
    "aside": "beside them",
    "notes": "at your notes",
}
_HEARD = (
    (0.25, "hardly heard"),
    (0.45, "half heard"),
    (0.68, "heard"),
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
        "Which pause and gaze suit whom; that a third reply begun alike sounds hollow.",
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
    what it does. reached: what the client could hear in it, and what of the meanings beneath.
    misses: what is missing or may do harm, "" for nothing that software can name. hint: one thing
    to try, "" after a ready reply.
    """

    unsure: str
    sentences: tuple[Said, ...]
    reached: str
    misses: str
    hint: str


def say_feedback(talk: Talk, given: Try) -> Feedback:
    """Say what a try does."""
    turn, told = talk.now, given.told
    name = turn.speaks or talk.person.name
    if isinstance(told, ReadyReply):
        return _of_ready(told)
    if given.quiet:
        said = Said("…", "You stay quiet", "an answer without words; much hangs on how you wait.")
        hint = f"Silence can be an answer. How would {name} see that you are still there?"
        missing = "" if not lacking(turn, told) else _UNASKED[0]
        return Feedback("", (said,), "", missing.format(name=name), hint)
    # No words, a copy, code, a reply without its end: there is nothing to name.
    if told.certain or "unfinished" in told.rules:
        hint = next((hint for rule, hint in _SEEN_THROUGH.items() if rule in told.rules), _ALOUD)
        return Feedback("", (), "", " ".join(told.why), hint.format(name=name))
    if foreign(told):
        return Feedback(
            _FOREIGN, (), "", "", "A person could read this. If you like, say it in English too."
        )
    misses, hint = _misses(turn, told)
    asked, promised = danger_asked(turn, told), promises(turn, told)
    return Feedback(
        "" if given.answer.depth == "shut" else _unsure(told),  # nobody is shut on a doubt
        tuple(_said(each, turn.line, asked, promised) for each in told.sentences),
        _reached(name, turn, told),
        misses.format(name=name),
        hint.format(name=name),
    )


def foreign(told: Reading) -> bool:
    """Whether a reply may be in a language the reader does not know."""
    return isinstance(told, Assessment) and "other_language" in told.rules


def say_answer(
    person: LabClient, answer: Answer, ease: Ease | None, manner: Manner, *, quiet: bool = False
) -> str:
    """Say how the client answers, and what besides the words has played a part."""
    ways = _DEPTHS[answer.depth]
    told = [ways[len(answer.line) % len(ways)]]  # as it comes, and the same every time
    if answer.hollow:
        told.append("Three times alike: it begins to sound like a method.")
    if answer.held:
        told.append("There was room to go deeper, but in the model there is too little trust yet.")
    off = [_unsuited(name, manner, quiet) for name in answer.unsuited]
    if off and ease:
        told.append(f"You {' and '.join(off)}; that may suit {person.name} less. {ease.because}")
    return " ".join(told)


def say_heard(felt: float) -> str:
    """Say how heard a client may feel, `felt` 0 to 1."""
    return next(says for most, says in _HEARD if felt < most)


def say_share(name: str, share: float) -> str:
    """Say who of the two speaks more; share: the learner's, 0 to 1."""
    return next(says for most, says in _SHARES if share < most).format(name=name)


def say_landed(given: Try) -> str:
    """Say what followed a try, for the comparison of tries: the client's words, and how many."""
    told, line = given.told, given.answer.line
    typed = isinstance(told, Assessment) and not given.quiet and doubtful(told)
    unsure = ", reading unsure" if typed else ""
    count = length(line)
    said = f"{count} word{'s' * (count != 1)}" if count else "no words"
    return f"“{line}” ({said}; {say_heard(given.answer.felt)}{unsure})"


def say_does(given: Try) -> str:
    """Name what a try does, sentence by sentence."""
    if isinstance(given.told, ReadyReply):
        return _KINDS[given.told.kind]
    if given.quiet:
        return "You stay quiet"
    tags = dict.fromkeys(_DOES[each.behaviour][1] for each in given.told.sentences)
    return ", ".join(tags).capitalize() or "No words"


def say_habit(name: str) -> str:
    """Name a skill, or a fault as what it may be."""
    if name == EARLY:
        return _EARLY
    named = {str(skill): says for skill, says in _SKILLS.items()}
    return named.get(name) or f"Perhaps {name.replace('_', ' ')}"


def say_range(habit: Habit) -> str:
    """Say how often a habit shows, and how sure that is, in whole replies."""
    of = habit.of
    low, most = round(habit.low * of), round(habit.high * of)
    if not round(habit.share * of):
        return f"rarely or not in {of} replies; up to {most} is likely"
    return f"in about {round(habit.share * of)} of {of} replies; between {low} and {most} is likely"


def say_reached(depths: Sequence[Depth]) -> str:
    """Say how deep a talk has gone, given the depth of each of its answers."""
    deepest = max(depths, key=DEPTHS.index)
    if deepest != "shut" and "shut" in depths:
        return f"{_REACHED[deepest]} And one answer closed: what stood before it?"
    return _REACHED[deepest]


def say_rule(turn: LabTurn) -> str:
    """Say what holds in the invented place for a turn, "" where it asks for nothing of the kind."""
    if turn.rule is None:
        return ""
    here, elsewhere = "What holds in this invented place.", "Elsewhere it may differ: check yours."
    return f"**{here}** {turn.rule} *{elsewhere}*"


def say_style(style: ReplyStyle) -> str:
    """Name the style of a model reply."""
    return _STYLES[style]


def _of_ready(ready: ReadyReply) -> Feedback:
    tone = {"shut": "mend", "polite": "note"}.get(ready.leads_to, "good")
    name = _KINDS[ready.kind]
    return Feedback("", (Said(ready.text, name, ready.because, tone),), "", "", "")


def _said(sentence: Sentence, line: str, asked: Sequence[Span], promised: Sequence[Span]) -> Said:
    """Name a sentence; its tone is that of the readings software wavers between, if they agree.

    asked, promised: where the reply asks about danger, and where it promises too much.
    """
    text, does = sentence.place.text, sentence.behaviour
    if _within(sentence, asked):
        says = "it says the word, so that they need not."
        return Said(text, "A plain question about danger", says, "good")
    if _within(sentence, promised):
        return Said(text, "A promise", "it may not be yours to give.", "mend")
    if does in ("reassurance", "other") and _EASES.search(text):
        return Said(text, "Taking the pressure off", "it leaves the pace to them.", "good")
    if does != "reflection" and _is_said_back(text, line):
        return Said(text, "Their own words", "said back as they were.", "note")
    tone, tag, says = _DOES[sentence.behaviour]
    same = sum(chance for name, chance in sentence.chances.items() if _DOES[name][0] == tone)
    if asked and (does == "defensiveness" or _WHY_ASKED.search(text)):
        return Said(text, "Why you ask", "it may make the question easier to bear.", "note")
    if does == "question_closed" and asked:
        says = "it asks for a fact; about danger that is right."
    if tone == "mend" and sentence.chance < LOST and same < EVEN:
        # Measured on the tune split: of such names, two in three are wrong.
        return Said(text, "Hard to tell", "software has no sure name for it.", "note")
    if sentence.chance < NAMED:
        tag, says = f"{tag}, perhaps", f"{says} Software is not sure of this one."
    return Said(text, tag, says, tone if same >= NAMED else "note")


def _is_said_back(text: str, line: str) -> bool:
    """Whether a sentence is a piece of the client's line: two words of it, or a long one."""
    run = longest_copied_run(text, line)
    mine = words(text)
    if run is None or len(words(run.text)) < len(mine):
        return False
    return len(mine) > 1 or len(mine[0].text) >= LONG


def _within(sentence: Sentence, places: Sequence[Span]) -> bool:
    start, end = sentence.place.start, sentence.place.end
    return any(place.start < end and start < place.end for place in places)


def _unsure(told: Assessment) -> str:
    if not doubtful(told):
        return ""
    said = "Software is often wrong about short, rough or plain words, and this may be one."
    odd = [told.rules[rule].says for rule in ("odd_signs", "too_long") if rule in told.rules]
    return f"**Not sure about this one.** {' '.join(odd) or said} Take what fits."


def _reached(name: str, turn: LabTurn, told: Assessment) -> str:
    shown = [skill for skill in _SHOWS if _value(told, skill) >= (1 + (skill in _EASY))]
    if any(told.found[name] for name in turn.key.forbidden):
        shown = [skill for skill in shown if skill not in SPECIAL]
    missing = unsaid(turn, told)
    shown = [skill for skill in shown if skill not in missing]
    faults = faults_that_count(turn, told)
    if any(
        fault in faults and faults[fault].value
        for fault in ("closed_question_only", "interrogation")
    ):
        shown = [skill for skill in shown if skill != "open_question"]
    if told.skills["repair_ownership"] is None and any(
        each.behaviour == "ownership" and each.chance >= NAMED for each in told.sentences
    ):
        shown.append("repair_ownership")  # nobody asked for it here, and it is heard all the same
    if "complex_reflection" in shown and "reflection" in shown:
        shown.remove("reflection")
    said = (
        [f"What {name} could hear: {_listed([_SHOWS[skill] for skill in shown])}."] if shown else []
    )
    beneath = _beneath(turn, told)
    if beneath:
        said.append(f"It touches what lies beneath: {_listed(beneath)}.")
    return " ".join(said)


def _beneath(turn: LabTurn, told: Assessment) -> list[str]:
    """The author's meanings that a reply names, where it says something and does no harm."""
    if any(each.value for each in faults_that_count(turn, told).values()):
        return []
    giving = [each for each in told.sentences if each.behaviour in _GIVING]
    return [
        name
        for name in turn.key.meanings
        if any(_within(each, told.found[name]) for each in giving)
    ]


def _misses(turn: LabTurn, told: Assessment) -> tuple[str, str]:
    """What is missing most, and one thing to try; the gravest comes first."""
    text = _text(told)
    if lacking(turn, told):
        if _HELP.search(text):
            return (
                "The number may be needed. It comes before {name} was asked and heard.",
                "Keep it. Put two things in front: what you heard, and the plain question.",
            )
        due = " ".join(turn.key.questions)
        example = next((said for word, said in _EXAMPLES.items() if word in due), ".")
        first = "Keep" if _value(told, "reflection") else "Say"
        return _UNASKED[0], _UNASKED[1].replace("{first}", first).replace("{example}", example)
    for promised in turn.key.forbidden:
        if told.found[promised]:
            hint = "Say in one sentence what you can stand by, and what is not yours to say."
            return f"It may say more than you can keep or know: {promised}.", hint
    if promises(turn, told):
        return _FAULTS["overpromising_confidentiality"]
    for skill, wanted in key_of(turn).wanted:
        says, hint = _OWED[skill]
        missing = [each for each in wanted if not told.found[each]]
        shown = _value(told, skill)
        if missing and not shown:
            return (
                f"{says} is not there, or in words software does not know: {_listed(missing)}.",
                hint,
            )
        # A limit at 1 with nothing heard beside it is less likely vague than cold: see below.
        cold = skill == "boundary_clarity" and _is_cold(told)
        if missing and shown == 1 and len(missing) == len(wanted) and not cold:
            return (
                f"Perhaps a part is still missing, or software missed it: {_listed(missing)}.",
                "If it is there already, leave it. If not, one plain sentence is enough.",
            )
    if only_danger(turn, told):
        return _ONE_OF_SEVERAL
    if len(words(text)) <= FEW:
        return "", "A small sound can be enough, once. What would you say to {name} next?"
    fault = _fault(turn, told)
    if fault:
        says, hint = _FAULTS[fault]
        unsure = doubtful(told) or told.faults[fault].chance < EVEN
        return f"{says} {_IF_NOT}" if unsure else says, hint
    if not doubtful(told) and max(each.chance for each in told.sentences) < LOST:
        return "", "Software cannot make sense of this one. Say it in one plain sentence?"
    if _beneath(turn, told):
        return "", _after(told)
    return _next_skill(turn, told)


def _fault(turn: LabTurn, told: Assessment) -> Fault | None:
    """The likeliest fault: by how far it is above its own threshold, and by what sentences do."""
    least = card()["faults"]
    faults = faults_that_count(turn, told)
    does = {_CARRIES.get(each.behaviour) for each in told.sentences}
    sure = {_FAULT_OF.get(each.behaviour) for each in told.sentences if each.chance >= NAMED}
    if told.faults["false_reassurance"].chance < least["false_reassurance"] / 2:
        sure.discard("false_reassurance")  # to comfort is not yet to promise
    likely = {
        name: (each.chance - least[name]) / (1 - least[name]) + 0.3 * (name in does)
        for name, each in faults.items()
        if each.value or name in sure
    }
    if not likely:
        return None
    many = _text(told).count("?") >= 3 and "interrogation" in faults
    if many and not _value(told, "reflection"):
        return "interrogation"
    return max(likely, key=lambda name: likely[name])


def _next_skill(turn: LabTurn, told: Assessment) -> tuple[str, str]:
    """What could come next for a reply without a fault."""
    does = {each.behaviour for each in told.sentences}
    if _is_cold(told):
        keep = "Keep it, and put one sentence beside it: what is this like for {name}?"
        if danger_asked(turn, told):
            return "The question is there. That you heard {name} does not show yet.", keep
        if does & {"ownership", "limit"} and turn.key.required:
            says = "The answer may be there. That you heard {name} does not show yet."
            return f"{says} {_IF_NOT}", keep
    if not _value(told, "reflection") and not does & {"ownership", "limit"} and not doubtful(told):
        return (
            "What you heard does not show in it yet.",
            "Begin with the part of {name}'s line that stayed with you, in words of your own.",
        )
    if not _value(told, "complex_reflection") and "reflection" in does:
        return (
            "It stays with what was said; what it may mean to {name} is open.",
            "Add a careful guess: “as if…”, “and maybe…”. A wrong guess may be put right.",
        )
    return "", _after(told)


def _is_cold(told: Assessment) -> bool:
    """Whether nothing shows that the client was heard, or is asked to say more."""
    if any(each.behaviour in ("reflection", "affirmation") for each in told.sentences):
        return False
    shows: tuple[Skill, ...] = ("reflection", "validation", "open_question")
    return not any(_value(told, skill) for skill in shows)


def _after(told: Assessment) -> str:
    """One thing to try where nothing is missing."""
    for each in told.sentences:
        if each.behaviour in _FAULT_OF and each.chance >= NAMED:
            # What a learner wrote may hold a brace, which is a place to fill in everywhere else.
            said = plain(each.place.text).replace("{", "{{").replace("}", "}}")
            return f"Say it once more without “{said}” How much is lost?"
    questions = sum(each.behaviour.startswith("question") for each in told.sentences)
    if questions > 1:
        return "One question is enough. Which of them would you keep?"
    if len(_all_words(told)) > MANY:
        return "Say it again in half the words; what stays is what you most wanted to say."
    if not questions and told.overall < WELL:
        return "Stop here and wait, or add one open question. Which would {name} need?"
    return "Nothing to mend that software can see. Say it aloud once: does it sound like you?"


def _text(told: Assessment) -> str:
    return " ".join(each.place.text for each in told.sentences)


def _all_words(told: Assessment) -> list[Word]:
    return words(_text(told))


def _value(told: Assessment, skill: Skill) -> int:
    judged = told.skills.get(skill)
    return judged.value if judged else 0


def _unsuited(name: str, manner: Manner, quiet: bool) -> str:
    if name == "pause":
        return "waited" if quiet else f"spoke {PAUSES[manner.pause]}"
    return f"looked {GAZES[manner.gaze]}"


def _listed(told: Sequence[str]) -> str:
    if len(told) < 2:
        return "".join(told)
    return f"{', '.join(told[:-1])} and {told[-1]}"


def plain(text: str) -> str:
    """Give a learner's words on one line, cut where a table has no room for more."""
    one = re.sub(r"\s+", " ", text).strip()
    return one if len(one) <= 160 else f"{one[:157].rstrip()}…"
