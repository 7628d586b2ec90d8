"""Whether a text is speech to this client at all, told by rules: what is copied, empty, code, keys.

A finding here is plain to anyone who looks: it says what it found and in which words. What only
might be so (another language, odd letters) is told as a doubt, which goes to a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rapport.replies.text import Span, sentences, span, stem, words

READ_AT_MOST = 4_000  # characters; what stands behind them is a doubt of its own
COPIED = 0.7  # share of a reply's words that come from the client, in order or shuffled
SHORTEST_COPY = 5  # words: “your mother's work” said back is no copy
RUN = 4  # words in the client's order that count as taken over
LONGEST_ECHO = 11  # words: a short reply made of the client's words may be a fine choice of them
FAMILIAR = 0.16  # share of English function words below which a text may be another language


@dataclass(frozen=True)
class Finding:
    """What a rule found. at_most: the highest level such a text can have; None for a doubt."""

    says: str
    words: tuple[Span, ...]
    at_most: float | None


Rule = Callable[[str, str], Finding | None]

# The commonest words of English, those of its dialects and of hurried typing among them.
_COMMON = frozenset(
    "a about after again all also am an and any are as at aye be because been before being "
    "but by can can't come could dat de did didn't do does doesn't doing don't dont down "
    "during each even every first for from get got had has have having he her here hers him "
    "his how i i'd i'll i'm i've if im in into is isn't it it'd it's its just know lah let "
    "let's like made make may maybe me might mm more much must my myself need never next no "
    "not nothing now of oh ok okay on one only or other our out over said say see she should "
    "so some something sorry still tell than thank that that's the their them then there "
    "there's these they thing think this those though thought time to told too u until up ur "
    "us very want was wasn't way we we'll well were what what's when where which while who "
    "why will with within without would ye yes yet you you'd you'll you're you've your youre "
    "yours yourself".split()
)
# Small words of the languages with most speakers in Latin letters that English has not.
_FOREIGN = (
    frozenset(
        "ich sie und nicht ist das der für mit auf ein eine wie wir ihr sich auch dass je vous est pas"
        " les des une que qui avec pour dans votre nous il elle para por está una los las con usted tu"
        " su não você uma com como isso che non sono gli della per het een niet van zijn dat jij maar"
        " jest nie się że na to co pan pani bir ve bu çok için ini yang dan anda tidak det och att inte"
        " som du ett är og jeg ikke på mitä ja ei se on että un la el de y e mais più così nu este și"
        " chị anh tôi không là và của kwa ni na ya wa sana".split()
    )
    - _COMMON
)
_SKILLS = (
    r"reflections?|validat(?:ion|ing|es?)|empath(?:y|ic|ise|ize)|open[- ](?:ended )?questions?"
    r"|non-?judg\w+|collaborati(?:on|ve)|confidentiality|boundar(?:y|ies)|summar(?:y|ise|ize)"
    r"|rapport|affirmations?|paraphras\w+|active listening|attunement|genuineness|congruence"
    r"|unconditional positive regard|repair|ownership|informed consent|warmth|limits?|complex"
    r"|reflective listening|transference|trauma-informed|therapeutic|encouragers?|interpretation"
    r"|immediacy|non-defensive|attachment|ambivalence|culture|autonomy|attending|hereby|the client"
    r"|rupture|psychoeducation|normali[sz]e|counsellor reply|systemic"
)
_NAMED = re.compile(rf"\b(?:{_SKILLS})\b", re.I)
_TO_PERSON = re.compile(r"\b(?:you|your|yours|you're|you've|i|i'm|me|we|us|ye|u)\b", re.I)
# What stems are made of, besides the commonest words.
_STEM_WORDS = frozenset(
    "curious feel feeling feels felt guess hear hearing hears imagine imagining makes means noticing"
    " part sense seem seems somehow sound sounds thank telling understand understanding wonder"
    " wondering thought hand right most sit own reflect back else tell's".split()
)
# No sentence ends in one of these.
_UNFINISHED = frozenset(
    "a an and as because but if is my of or the there's unless when which who you're your".split()
)
# One may end in these, but not a stem that has just begun and has no full stop.
_OPEN = frozenset("felt feel feels like that it saying so by with to given how what was".split())
_BEGINS = re.compile(
    r"^\W*(?:(?:so|and|okay|well),? )*(?:it (?:sounds|seems|feels)|that (?:sounds|must)|sounds like|i hear"
    r"|i wonder|i imagine|i(?:'m| am) (?:hearing|noticing|curious)|what i|my sense|part of you|if i)\b",
    re.I,
)
_BLANK = re.compile(r"_{2,}|\[\w+\]|\.\.\.,")
_RATER = re.compile(
    r"\b(?:full (?:marks|points|score|credit)|(?:please )?(?:give|award|grant) (?:me|this|full|all|the"
    r" (?:maximum|highest|top))\b[^.!?\n]{0,30}\b(?:marks?|points?|score|grade|credit|five|5)"
    r"|(?:note|message|dear|attention|instructions?) (?:to|for) (?:the )?(?:grader|marker|rater|examiner"
    r"|instructor|model|system|assistant|ai)|dear (?:grader|marker|rater|examiner|professor)"
    r"|(?:ignore|disregard|forget) (?:all |any |the |your )*(?:previous|prior|above|earlier|other)"
    r"|(?:overall|score|grade|mark|points?|rating|result|reflection|validation|skills?)\s*[:=]\s*[\"']?(?:\d|five"
    r"|full|max\w*|pass|yes|true|present)|system prompt|instructor mode|override code|grade (?:it|this|me)\b"
    r"|(?:this|the) (?:reply|response|learner|student) (?:is|shows?|names|deserves|meets|earns|should"
    r"|contains|demonstrates)|(?:end|start) of (?:the )?(?:learner|student|next)\b|mark scheme|answer key"
    r"|rubric|as an ai\b|marking (?:scheme|criteria)|auto-?grad\w+|grader)",
    re.I,
)
_RATING = re.compile(
    r"\b(scor(?:e[sd]?|ing)|mark(?:ed|ing|er)?|grad(?:ed?|er|ing)|points|answer|submission|parser"
    r"|threshold|calibration|fairness check|similarity|consistent|machine|system|software|model)\b",
    re.I,
)
_CODE = re.compile(
    r"(?:[{};]\s*$|^\s*(?:def|class|import|from|function|var|let|const|if|for|while|return|print|echo|sudo"
    r"|SELECT|UPDATE|DROP|INSERT)\b.*[(){};=:]|</?[a-z]+[^>]*>|\\(?:begin|textbf|document\w*|emph)\b|=>|::"
    r"|&&|\|\||[=!]=|[\"']\s*[=:]\s*[\"'\[{]|\w+\(\)|;\s*--|^\s*#\s*include|\w\.\w+\s*=\s*\S)",
    re.M,
)
_NARRATED = re.compile(
    r"^\W*(?:i|the (?:counsellor|counselor|therapist)|a good (?:counsellor|therapist)) (?:would|will"
    r"|should|could|want to|am going to)(?: \w+ly| first| then| also| just)? (?:validate|reflect|use|show"
    r"|demonstrate|acknowledge|explore|offer|respond|express|apply|maintain|build|provide|empathi[sz]e"
    r"|normali[sz]e|affirm|summari[sz]e|ask (?:her|him|them|an open|open)|tell (?:her|him|them))\b",
    re.I,
)
_QUOTED = re.compile(r"[\"“‘'][^\"”’]{8,}[\"”’']")
_NEGATIONS = frozenset(
    "not never nor without cannot cant wont dont didnt doesnt isnt arent wasnt couldnt wouldnt"
    " shouldnt havent hasnt hadnt".split()
)
_IN_DANGER = re.compile(
    r"\b(?:suicid\w*|kill(?:ing)? (?:myself|him|her|them)|end (?:it|it all|my life|everything)|better off"
    r" (?:dead|without me)|(?:not|n't) (?:want|wanna) to (?:be here|live|wake up|be alive)|not (?:wake|be"
    r" here)|wish i (?:was|were) dead|want to die|overdos\w*|cut(?:ting)? myself|hurt(?:ing)? (?:myself|him|her"
    r"|them|the baby)|hits? me|hit (?:him|her|them)\b|beats? me|strangl\w+|a knife|the pills|no point in"
    r" (?:living|going on))\b",
    re.I,
)
_OF_DANGER = re.compile(
    r"\b(?:suicid\w*|kill\w*|dying|die|dead|death|end(?:ing)? (?:it|your life)|harm\w*|hurt(?:ing)?|safe\w*"
    r"|danger\w*|alive|live|living|not (?:be|being) (?:here|around)|wake up|cut(?:ting)?|pills|knife|overdos\w*"
    r"|emergency|protect\w*|hit(?:s|ting)?|violen\w+)\b",
    re.I,
)
# What helpers say, denied: “I am not sorry”, “I don't want to hear”, “you weren't hurt”.
_NOT = r"(?:n['’]?t|\s+not|\s+never)"
_REFUSED = re.compile(
    rf"""\b(?:
    I(?:\s+am|['’]m|\s+was)\s+(?:not|never)\s+(?:\w+\s+)?(?:sorry|curious|glad|pleased|proud|touched
        |honou?red|wondering|worried|moved|interested|validating|sad|on\s+your\s+side|here\s+for)
    |I\s+(?:wo|do|did|sha|would|could|ca|will|shall){_NOT}\s+(?:\w+\s+)?(?:hear|care|believe|understand
        |reflect|validate|wonder|worry|love|like|dream|get\s+(?:that|how)|interrupt|keep\s+to
        |want\s+to\s+(?:hear|know|understand)|be\s+(?:honest|straight|sending))
    |I(?:\s+have|['’]ve|\s+take|\s+see)\s+(?:got\s+)?no\s+(?:wish|intention|interest|question|open
        |responsibility|need)
    |I\s+neither|I['’]d\s+rather\s+not\s+(?:hear|know)|could(?:n['’]?t|\s+not)\s+care\s+less
    |you\s*(?:were|are|was|['’]re|have|['’]ve)?{_NOT}\s+(?:been\s+)?(?:hurt|ashamed|lonely|exhausted|weary
        |tired|sad|proud|scared|frightened|angry|exposed|alone|safe)
    |(?:it|this|that)(?:\s+(?:is|was|does|did)|['’]s){_NOT}\s+(?:hurt|sting|matter|frightening|painful
        |real|lovely|hard|about\s+you|my\s+(?:mistake|question|fault))
    |nobody\s+here\s+is|your\s+\w+\s+(?:is|are){_NOT}\s+(?:welcome|safe|real)
    |we\s+(?:wo|do|ca|are|have|will|would){_NOT}\s+(?:be\s+)?(?:find|decid|look|go\s+at|in\s+this)
    )""",
    re.I | re.X,
)
_HIDDEN = re.compile(r"[​-‏‪-‮⁠-⁤﻿­]")
# Everyday words that an answer may hold without a reader of wordings having met them: times,
# places, things, numbers, what was and what came. None that judges, makes small or generalises, no
# people, and hardly a verb that could be advice (“took”, not “take”): cruelty must still stand out.
_PLAIN = (
    "above across afternoon afterwards ago already although among another answer anybody anyone "
    "anything anywhere apart apologise apologize april around arrived aside ask august autumn "
    "away bag basket became began begin begun behind below bench beside best between bird board "
    "boat book both bottle bottom bowl box bread bridge building bus came candle car card carpet "
    "chair city clock cloud coat coffee colour corner cup cupboard curtain date day dear december "
    "desk dinner door downstairs drawer drove earlier early edge eight either eleven else "
    "elsewhere end envelope evening eye february feel feeling felt few field fifteen fifth fifty "
    "figure finger five floor flower folded foot forty four fourth friday front garden gate gave "
    "given glad glass gone good ground group hall hand hear heard held hello here hi hill home "
    "hour house however hundred inside itself january july june kept key kind kitchen knee know "
    "lake lamp lately later leaf length let letter light like line listen look looked lunch march "
    "maybe meanwhile meet middle mine minute moment monday month morning music name near neither "
    "next night nine none north notebook november october often once opposite ourselves outside "
    "page paper path pen pencil perhaps photo picture piece pillow place plate pocket quarter "
    "rain reason regards right river road roof room round row said sat saturday saw say sea "
    "season seat second see seen sent sentence september session seven several shall shelf shoe "
    "shop shoulder shown side since six sleeve slow snow something somewhere song sorry sort "
    "sound south speak spoke spoon spring stairs start station stone stood story street sugar "
    "summer sunday table taken talk tea tell ten thank thanks themselves there think thirty "
    "thousand three through thursday ticket time today together told tomorrow tonight took top "
    "towards town track tram tree tuesday turned twelve twenty twice two under understand unless "
    "upstairs us village voice wall want warm warmly water weather wednesday week weekend well "
    "west wet what's wheel whenever wherever whether whole whom whose wind window winter wood "
    "wore worn write written wrong wrote year yes yesterday"
).split()
_EVERYDAY = frozenset(stem(word) for word in (*_COMMON, *_PLAIN))
_NARRATION = re.compile(
    r"\b(?:i (?:would|'d|will|'ll|might) (?:say|tell|reply|respond|ask|explain|validate|reflect|"
    r"acknowledge|use|try to|let (?:her|him|them) know)|the (?:therapist|counsell?or) (?:should|would|says)"
    r"|(?:reflect|validate|acknowledge|empathi[sz]e)s?(?:ing)? (?:her|his|their|the client))\b",
    re.I,
)


def findings(text: str, client: str) -> dict[str, Finding]:
    """Everything the rules find in a text said to a client, by rule, in the order of RULES.

    Takes time in proportion to the text's length, up to READ_AT_MOST characters of either.
    """
    read, before = text[:READ_AT_MOST], client[:READ_AT_MOST]
    found = ((name, rule(read, before)) for name, rule in RULES.items())
    return {name: each for name, each in found if each is not None}


def narration(text: str) -> list[Span]:
    """Places where the writer tells what they would do instead of saying it."""
    return list(_places(_NARRATION, text))


def to_the_grader(text: str, client: str = "") -> tuple[Span, ...]:
    """Places that speak to whoever marks the answer, not to the client."""
    found = _rater(text, client)
    return found.words if found else ()


def reads_as_english(text: str) -> bool:
    """Whether enough small English words stand among the others for the cues to be of use.

    A rough test by the share of very common words (.2 to .85 in ordinary speech); texts of
    fewer than six words are taken as English.
    """
    there = [_plain(word.text) for word in words(text)]
    if len(there) < 6:
        return all(ord(letter) < 0x250 for word in there for letter in word)
    share = sum(word in _COMMON for word in there) / len(there)
    return 0.2 <= share <= 0.85


def word_list(text: str) -> Span | None:
    """The first run of six words or more with no small word among them, if there is one.

    Speech has one every few words; key words strung together have none.
    """
    run: list[Span] = []
    for word in words(text):
        if _plain(word.text) in _COMMON:
            run = []
            continue
        run.append(word)
        if len(run) == 6:
            return span(text, run[0].start, run[-1].end)
    return None


def unmet_words(text: str, met: Iterable[str]) -> list[str]:
    """Words of `text` that are neither small English words nor among the words of `met` texts.

    What a reader of wordings has never met, it cannot have understood: warm phrases around a
    cruel sentence look to it like warm phrases.
    """
    known = _EVERYDAY | {word.stem for other in met for word in words(other)}
    return [
        word.text for word in words(text) if word.stem not in known and not word.text.isdecimal()
    ]


def negated(place: Span, text: str, reach: int = 5, clause: bool = False) -> bool:
    """Whether one of the `reach` words before a phrase denies it, inside the same sentence.

    clause: only those behind the last comma count. A “no” with a comma behind it answers what was
    said before and denies nothing.
    """
    start = sentence_of(place, text).start
    if clause:
        start = max(start, text.rfind(",", 0, place.start) + 1)
    before = words(text[start : place.start])[-reach:]
    return any(
        word.text.casefold() in _NEGATIONS
        or word.text.casefold().endswith(("n't", "n’t"))
        or (word.text.casefold() == "no" and text[start + word.end] != ",")
        for word in before
    )


def sentence_of(place: Span, text: str) -> Span:
    """The sentence of a text in which a place begins."""
    return next(
        (sentence for sentence in sentences(text) if sentence.start <= place.start < sentence.end),
        place,
    )


def _empty(text: str, client: str) -> Finding | None:
    if any(sign.isalnum() for sign in text):
        return None
    return Finding("There are no words here.", (), 1.0)


def _rater(text: str, client: str) -> Finding | None:
    """Words of rating, two of them at least, that the client has not brought up."""
    says = "This speaks to whoever rates it, not to the client."
    if plain := _where(_RATER, text, says, 1.0):
        return plain
    theirs = {found[1].casefold() for found in _RATING.finditer(client)}
    mine = [found for found in _RATING.finditer(text) if found[1].casefold() not in theirs]
    if len({found[1].casefold() for found in mine}) < 2:
        return None
    return Finding(says, tuple(span(text, each.start(), each.end()) for each in mine), 1.0)


def _code(text: str, client: str) -> Finding | None:
    return _where(_CODE, text, "This is code or markup, not speech.", 1.0)


def _names(text: str, client: str) -> Finding | None:
    """Names of skills in place of speech; a limit or a boundary that is spoken of is speech."""
    named = list(_NAMED.finditer(text))
    spoken = len(words(text)) - sum(len(words(each[0])) for each in named)
    if len(named) < 2 or (_TO_PERSON.search(text) and spoken > 5 * len(named)):
        return None
    places = tuple(span(text, each.start(), each.end()) for each in named)
    return Finding("This names skills; it does not say anything to the client.", places, 1.0)


def _narrated(text: str, client: str) -> Finding | None:
    if _QUOTED.search(text):
        return None
    return _where(
        _NARRATED, text, "This tells what one would do; it does not say it to the client.", 1.0
    )


def _stem(text: str, client: str) -> Finding | None:
    """Small words alone, the last of them waiting for more; or blanks to be filled in."""
    found = [_plain(word.text) for word in words(text)]
    if not 2 <= len(found) <= 20:
        return None
    bare = all(word in _COMMON or word in _STEM_WORDS for word in found)
    stops = found[-1] in _UNFINISHED or (
        found[-1] in _OPEN and _BEGINS.match(text) and text.rstrip()[-1] not in ".?!…"
    )
    if not (_BLANK.search(text) or (bare and stops)):
        return None
    return Finding("This is the beginning of a reply without its end.", (_all(text),), 1.0)


def _list(text: str, client: str) -> Finding | None:
    """Key words side by side: hardly any of the small words that hold a sentence together."""
    parts = [words(part) for part in re.split(r"[,;/|+.?\n]", text) if part.strip()]
    found = [_plain(word.text) for part in parts for word in part]
    if len(parts) < 5 or max(map(len, parts)) > 3:
        return None
    if sum(word in _COMMON for word in found) > 0.2 * len(found):
        return None
    return Finding("These are key words, not speech.", (_all(text),), 1.0)


def _copied(text: str, client: str) -> Finding | None:
    """Runs of the client's own words, or the same words moved about, and next to nothing else."""
    said, given = words(text), words(client)
    if len(said) < SHORTEST_COPY or not given:
        return None
    theirs = {tuple(word.stem for word in given[at : at + RUN]) for at in range(len(given))}
    copied: set[int] = set()
    for at in range(len(said) - RUN + 1):
        if tuple(word.stem for word in said[at : at + RUN]) in theirs:
            copied.update(range(at, at + RUN))
    if len(copied) >= max(SHORTEST_COPY, COPIED * len(said)):
        run = span(text, said[min(copied)].start, said[max(copied)].end)
        return Finding("These are the client's own words, said back unchanged.", (run,), 2.0)
    # Small words are anyone's: a copy is told by the others; I and you, my and your change places.
    mine = Counter(word.stem for word in said if _plain(word.text) not in _COMMON)
    whole, of_client = Counter(word.stem for word in said), Counter(word.stem for word in given)
    if (
        len(said) > LONGEST_ECHO
        and mine.total() >= SHORTEST_COPY
        and (mine & of_client).total() >= 0.9 * mine.total()
        and (whole & of_client).total() >= COPIED * len(said)
    ):
        return Finding(
            "These are the client's own words, a little moved about.", (_all(text),), 2.0
        )
    return None


def _letters(text: str, client: str) -> Finding | None:
    """Letters of another alphabet within English words, hidden signs, or signs without words."""
    odd = [match for match in re.finditer(r"\w+", text) if _mixed(match[0])]
    letters = sum(sign.isalpha() for sign in text)
    signs = sum(unicodedata.category(sign) in ("So", "Sk", "Cs", "Co") for sign in text)
    if odd or _HIDDEN.search(text) or signs > max(2, letters / 8):
        places = tuple(span(text, each.start(), each.end()) for each in odd[:5])
        return Finding("Some signs are not what they look like, or stand for words.", places, None)
    return None


def _language(text: str, client: str) -> Finding | None:
    if not _foreign(text):
        return None
    return Finding("This may be in another language than English.", (_all(text),), None)


def _danger(text: str, client: str) -> Finding | None:
    """Words of danger from the client, and not one in what is said to them."""
    if not _IN_DANGER.search(client) or _OF_DANGER.search(text):
        return None
    return Finding("The client may speak of danger; no word here answers it.", (), None)


def _refusing(text: str, client: str) -> Finding | None:
    """Twice or more the opposite of what helps; once, it may be a limit or honesty."""
    places = tuple(_places(_REFUSED, text))
    if len(places) < 2:
        return None
    return Finding("This says what is not felt, or will not be done.", places, None)


def asks_about_danger(text: str) -> bool:
    """Whether a question in it asks about dying, killing, harm or safety."""
    return any("?" in cut.text and _OF_DANGER.search(cut.text) for cut in sentences(text))


def _long(text: str, client: str) -> Finding | None:
    if len(text) < READ_AT_MOST:
        return None
    return Finding("This is longer than can be read here; only its beginning was read.", (), None)


def _foreign(text: str) -> bool:
    found = [_plain(word.text) for word in words(text)]
    letters = [sign for sign in text if sign.isalpha()]
    if letters and sum(ord(sign) > 0x24F for sign in letters) > 0.3 * len(letters):
        return True
    if len(found) < 4:
        return False
    if sum(word in _COMMON for word in found) < FAMILIAR * len(found):
        return True
    foreign = sum(word in _FOREIGN for word in found)
    return foreign >= 2 and foreign >= FAMILIAR * len(found)


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'")


def _mixed(word: str) -> bool:
    kinds = {unicodedata.name(sign, "?").split()[0] for sign in word if sign.isalpha()}
    return len(kinds) > 1 or bool(kinds & {"MATHEMATICAL", "FULLWIDTH", "CIRCLED", "SQUARED"})


def _where(pattern: re.Pattern[str], text: str, says: str, at_most: float) -> Finding | None:
    places = tuple(_places(pattern, text))
    return Finding(says, places, at_most) if places else None


def _places(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        yield span(text, match.start(), match.end())


def _all(text: str) -> Span:
    return span(text, 0, len(text))


RULES: dict[str, Rule] = {
    "empty": _empty,
    "to_the_grader": _rater,
    "code": _code,
    "skill_names": _names,
    "narrated": _narrated,
    "unfinished": _stem,
    "key_words": _list,
    "copied": _copied,
    "odd_signs": _letters,
    "other_language": _language,
    "danger_passed_over": _danger,
    "refusing": _refusing,
    "too_long": _long,
}
