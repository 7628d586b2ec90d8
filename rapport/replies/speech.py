"""Whether a text is speech to this client at all, told by rules: what is copied, empty, code, keys.

A finding says what it found and in which words. It caps a level only where nobody could mean the
text as speech: no words, a plea to a rater, bare narration, a true copy, code with two signs of it.
All else (a list, a stem, another language, odd letters) could be a fine reply to somebody, and is
told as a doubt, which goes to a person and costs nothing.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from rapport.replies.danger import answers_danger, tells_of_danger
from rapport.replies.secrecy import promised_secrecy
from rapport.replies.text import QUOTED, Span, sentences, span, stem, straightened, words

READ_AT_MOST = 4_000  # characters; what stands behind them is a doubt of its own
COPIED = 0.7  # share of a reply's words that come from the client, in order or shuffled
SHORTEST_COPY = 5  # words: “your mother's work” said back is no copy
RUN = 4  # words in the client's order that count as taken over
LONGEST_ECHO = 11  # words: a short reply made of the client's words may be a fine choice of them
TRUE_COPY = 0.9  # share of a reply's words that stand as one stretch in the client's
FAMILIAR = 0.16  # share of everyday English words below which a text may be another language
REACH = 200  # characters before a phrase in which a denial is looked for: five words are shorter


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
# Small words of the languages with most speakers in Latin letters that are no English words or names.
_FOREIGN = (
    frozenset(
        "ich sie und nicht ist das der für mit auf ein eine wie wir ihr sich auch dass je vous est"
        " une que qui avec dans votre nous il elle para por está una los las usted tu le lo es qué"
        " su não você uma com como isso che non sono gli della het een niet zijn dat jij maar"
        " jest nie się że co pani bir ve bu çok için ini yang anda tidak det och att inte"
        " som du ett är og jeg ikke på mitä ja ei se on että un la el de y mais più così nu este și"
        " chị anh tôi không là và của kwa".split()
    )
    - _COMMON
)
_SKILLS = (
    # Said to a client every day: one thing, not the names of two skills.
    r"(?:limits? (?:to|of) (?:the )?)?confidentiality(?: (?:has|have) (?:its |some )?limits?)?"
    r"|reflections?|validat(?:ion|ing|es?)|empath(?:y|ic|ise|ize)|open[- ](?:ended )?questions?"
    r"|non-?judg\w+|collaborati(?:on|ve)|boundar(?:y|ies)|summar(?:y|ise|ize)"
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
# No sentence ends in one of these, whatever sign stands behind it.
_UNFINISHED = frozenset("a an my the there's you're your i'm".split())
# One may end in these (“Tell me what it is.”), but where no full stop stands, more is to come.
_WAITING = frozenset("and as because but have if is of or that unless when which who".split())
# One may end in these, but not a stem that has just begun and has no full stop.
_OPEN = frozenset("felt feel feels like that it saying so by with to given how what was".split())
_BEGINS = re.compile(
    r"^\W*(?:(?:so|and|okay|well),? )*(?:it (?:sounds|seems|feels)|that (?:sounds|must)|sounds like|i hear"
    r"|i wonder|i imagine|i(?:'m| am) (?:hearing|noticing|curious)|what i|my sense|part of you|if i)\b",
    re.I,
)
# “[pause]” is an act, “__not__” a word in bold; neither is a blank.
_BLANK = re.compile(
    r"(?<!\w)_{2,}(?!\w)|\.\.\.,|\[(?:the |your |their )?(?:blank|content|emotion|event|feeling|issue|name"
    r"|person|problem|reason|situation|thing|topic|x)s?\]",
    re.I,
)
# Nobody says this to a client; whoever marks is addressed by name or begged.
_TO_RATER = re.compile(
    r"\b(?:please (?:give|award|grant) (?:me|this|it)\b[^.!?\n]{0,30}\b(?:full|max\w*|highest|top)"
    r" (?:marks?|points?|score|grade)"
    r"|(?:give|award|grant) (?:me|this|it) (?:full|max\w*|highest|top) (?:marks?|points?|score|grade)"
    r",? please"
    r"|(?:ignore|disregard|forget) (?:all |any |of |the |your )*(?:previous|prior|above|earlier)"
    r" (?:instructions?|prompts?)"
    r"|dear (?:grader|marker|rater)|(?:note|message|instructions?) (?:to|for) (?:the )?(?:grader|marker"
    r"|rater))\b",
    re.I,
)
# Somebody may: where a client brings marks or a model railway, a reply does.
_OF_RATING = re.compile(
    r"\b(?:full (?:marks|points|score|credit)|(?:please )?(?:give|award|grant) (?:me|this|full|the"
    r" (?:maximum|highest|top))\b[^.!?\n]{0,30}\b(?:marks?|points?|score|grade|credit)"
    r"|(?:note|message|dear|attention|instructions?) (?:to|for) (?:the )?(?:examiner|instructor|model"
    r"|system|assistant|ai)\b|dear (?:examiner|professor)"
    r"|(?:ignore|disregard|forget) (?:all |any |the |your )*(?:previous|prior|above|earlier|other)"
    r" (?:instructions?|prompts?|rules?|texts?|answers?|replies|rubrics?)"
    r"|(?:overall|score|grade|mark|points?|rating|result|reflection|validation|skills?)\s*[:=]\s*[\"']?(?:\d|five"
    r"|full|max\w*|pass|yes|true|present)|system prompt|instructor mode|override code|grade (?:it|this|me)\b"
    r"|(?:this|the) (?:reply|response|learner|student) (?:shows?|names|deserves|meets|earns"
    r"|contains|demonstrates)|(?:this|the) (?:reply|response|learner) (?:is|should)"
    r"|(?:end|start) of (?:the )?(?:learner|student|next)\b|mark scheme|answer key"
    r"|rubric|as an ai\b|marking (?:scheme|criteria)|auto-?grad\w+|grader)",
    re.I,
)
_RATING = re.compile(
    r"\b(scor(?:e[sd]?|ing)|mark(?:ed|ing|er)?|grad(?:ed?|er|ing)|points|answer|submission|parser"
    r"|threshold|calibration|fairness check|similarity|consistent|machine|system|software|model)\b",
    re.I,
)
# Signs of code or markup, each of its own kind. One may stand in speech (“listening = love -> trust”).
_CODE = tuple(
    re.compile(pattern, re.M)
    for pattern in (
        r"^[ \t]*(?:(?:def|function|class)\s+\w+\s*[({:]|(?:import|from)\s+[\w.]+[ \t]*$|(?:var|let|const)\s+\w+"
        r"\s*=|(?:for|while|if)\b[^\n]*[:{][ \t]*$|(?:return|print|echo|sudo)\b[^\n]*[(){}=$]"
        r"|(?:SELECT|UPDATE|DROP|INSERT)\s+\w+|public class\b|#\s*(?:include|noqa)\b)",
        r"</?[a-z]+(?:\s[^<>]{0,200})?>",
        r"\\(?:begin|textbf|document\w*|emph)\b",
        r"::|&&|\|\||[=!]=|;\s?--",
        r"[\"']\s?[=:]\s?(?:[\"'\[{]|\d)",
        r"\w\((?!e?s\))[\w\"', ]{0,80}\)|\w\.\w{1,40}\([\w\"']",
        r"[=-]>|\w\.\w{1,40}[ \t]?=[ \t]?\S|\b\w{1,40} = [\w\"'{\[(]",
        r"\{\s?[\"']|[\"';}]\s?\}|[{}][ \t]*$|\);[ \t]*$|;[ \t]*//",
    )
)
_OFTEN = r"(?: \w+ly| first| then| also| just)?"
# What begins so, and says nothing to anybody, is certain; a counsellor may well say “I will respond
# by Friday”. `_NARRATION` finds every such wording, anywhere: a doubt.
_BARE = re.compile(
    r"^\W*(?:i|(?:the|a|a good) (?:counsell?or|therapist))(?:'d| would| will| should| could| am going to)"
    rf"{_OFTEN} (?:(?:validate|reflect|normali[sz]e|paraphrase|empathi[sz]e with)"
    r"(?: back)? (?:his|her|their|the client)\b|(?:use|show|demonstrate|apply|offer)(?: an?)?(?: \w+)?"
    r" (?:open[- ](?:ended )?questions?|reflections?|validation|empathy|active listening)\b)",
    re.I,
)
_TO_SOMEBODY = re.compile(r"\b(?:you\w*|ye|yer?|u|ur|we|us|let's|sorry)\b", re.I)
_NEGATIONS = frozenset(
    "not never nor without cannot cant wont dont didnt doesnt isnt arent wasnt couldnt wouldnt"
    " shouldnt havent hasnt hadnt".split()
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
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
# What makes one picture of several signs: a joiner and what it joins on, the tone of a skin.
_JOINED = re.compile(
    "(?<=[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d[\u2600-\u27bf\U0001f000-\U0001faff]"
    "|[\U0001f3fb-\U0001f3ff]"
)
_IN_NAMES = frozenset("ʻʼʽʹʾʿˈ")  # Kaʻimi: letters to Unicode, of no alphabet
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
    # “I'll tell you”, “I'd say so” are speech.
    rf"\b(?:i (?:would|will|might){_OFTEN} (?:say|tell|reply|respond|ask|explain|acknowledge|use|try to"
    rf"|let (?:her|him|them) know)|i(?:'d|'ll| would| will| might){_OFTEN} (?:validate|reflect|normali[sz]e"
    r"|empathi[sz]e)|the (?:therapist|counsell?or) (?:should|would|says)"
    r"|(?:reflect|validate|acknowledge|empathi[sz]e)s?(?:ing)? (?:her|his|their|the client))\b",
    re.I,
)
_SUBJECT = (
    r"(?:(?:i|you|we|he|she|it|they|there)\b"
    r"|(?:this|that)(?:'s| (?:is|was|were|will|would|must|may|sounds?|hurts?|makes?|took)\b))"
)
# Behind such a sign somebody begins anew: what was denied before it stays there.
_NEW_CLAUSE = re.compile(
    rf"(?:[,:;–—]|\s-\s|\bbut\b)\s{{0,3}}(?=(?:(?:and|but|so|yet|because) )?{_SUBJECT})", re.I
)
# “, as I said,”: set in commas, and the sentence goes on behind it.
_ASIDE = re.compile(
    r",\s(?:as|you know|you see|i (?:think|mean|said)|honestly|frankly|really|of course|however)\b"
    rf"[^,]{{0,30}},(?!\s{{0,3}}{_SUBJECT})",
    re.I,
)


def findings(text: str, client: str) -> dict[str, Finding]:
    """Everything the rules find in a text said to a client, by rule, in the order of RULES.

    Takes time in proportion to the text's length, up to READ_AT_MOST characters of either; white
    space in front does not count.
    """
    end = len(text) - len(text.lstrip()) + READ_AT_MOST
    read, before = text[:end], client[:READ_AT_MOST]
    told = ((name, rule(read, before)) for name, rule in RULES.items())
    found = {name: each for name, each in told if each is not None}
    if "other_language" in found:
        # The rules know English alone: in another language they are certain of no words only.
        found = {name: replace(each, at_most=None) for name, each in found.items()}
    if len(text.rstrip()) > READ_AT_MOST:
        found["too_long"] = _TOO_LONG
    return found


def narration(text: str) -> list[Span]:
    """Places where the writer tells what they would do instead of saying it."""
    return [
        span(text, found.start(), found.end()) for found in _NARRATION.finditer(straightened(text))
    ]


def to_the_grader(text: str, client: str = "") -> tuple[Span, ...]:
    """Places that speak to whoever marks the answer, not to the client."""
    found = _rater(text, client)
    return found.words if found else ()


def reads_as_english(text: str) -> bool:
    """Whether nothing speaks for another language than English, in which the cues are of no use.

    Other letters do, and of four words or more: hardly an everyday English word, or many small
    words of another language or with its accents (a name, “José”, is no such word).
    """
    letters = [sign for sign in text if sign.isalpha()]
    if letters and sum(ord(sign) > 0x24F for sign in letters) > 0.3 * len(letters):
        return False
    there = words(text)
    if len(there) < 4:
        return True
    if sum(word.stem in _EVERYDAY for word in there) < FAMILIAR * len(there):
        return False
    foreign = sum(
        _plain(word.text) in _FOREIGN
        or (word.text.islower() and not straightened(word.text).isascii())
        for word in there
    )
    return foreign < max(2, FAMILIAR * len(there))


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

    The reach ends where somebody begins anew: “You didn't imagine it, I looked.” clause: it ends at
    any comma, but for those around an aside. A “no” with a comma behind it answers what was said
    before and denies nothing.
    """
    before = re.split(r"[.!?…\n]", text[max(0, place.start - REACH) : place.start])[-1]
    # A few letters of the phrase itself: who begins anew may be its first word.
    whole = straightened(before + text[place.start : place.start + 20])
    whole = _ASIDE.sub(lambda aside: " " * len(aside[0]), whole)
    cuts = [cut.end() for cut in _NEW_CLAUSE.finditer(whole) if cut.end() <= len(before)]
    head = whole[max(cuts, default=0) : len(before)]
    if clause:
        head = head[head.rfind(",") + 1 :]
    return any(
        word.text.casefold() in _NEGATIONS
        or word.text.casefold().endswith("n't")
        or (word.text.casefold() == "no" and head[word.end : word.end + 1] != ",")
        for word in words(head)[-reach:]
    )


def sentence_of(place: Span, text: str) -> Span:
    """The sentence of a text in which a place begins."""
    cuts = _cut(text)
    at = bisect_right(cuts, place.start, key=lambda cut: cut.start) - 1
    return cuts[at] if at >= 0 and place.start < cuts[at].end else place


@lru_cache(maxsize=4)
def _cut(text: str) -> tuple[Span, ...]:
    """Cut a text once for all the places that are asked about."""
    return tuple(sentences(text))


def _empty(text: str, client: str) -> Finding | None:
    if any(sign.isalnum() for sign in text):
        return None
    return Finding("There are no words here.", (), 1.0)


def _rater(text: str, client: str) -> Finding | None:
    """A plea to a rater, or words of rating, two of them at least, that the client has not brought."""
    says = "This speaks to whoever rates it, not to the client."
    brought = {_plain(word.text) for word in words(client)}

    def own(pattern: re.Pattern[str]) -> tuple[Span, ...]:
        return tuple(
            place
            for place in _places(pattern, text)
            if not brought.issuperset(_plain(word.text) for word in words(place.text))
        )

    if plea := own(_TO_RATER):
        return Finding(says, plea, 1.0)
    if told := own(_OF_RATING):
        return Finding("This may speak to whoever rates it.", told, None)
    rating = own(_RATING)
    if len({place.text.casefold() for place in rating}) < 2:
        return None
    return Finding("This may speak to whoever rates it.", rating, None)


def _code(text: str, client: str) -> Finding | None:
    places = [place for pattern in _CODE if (place := next(_places(pattern, text), None))]
    if not places:
        return None
    return Finding(
        "This is code or markup, not speech.", tuple(places), 1.0 if len(places) > 1 else None
    )


def _names(text: str, client: str) -> Finding | None:
    """Names of skills in place of speech; a limit or a boundary that is spoken of is speech."""
    named = list(_places(_NAMED, text))
    spoken = len(words(text)) - sum(len(words(each.text)) for each in named)
    if len({each.text.casefold() for each in named}) < 2 or (
        _TO_PERSON.search(text) and spoken > 5 * len(named)
    ):
        return None
    return Finding("This may name skills instead of saying something.", tuple(named), None)


def _narrated(text: str, client: str) -> Finding | None:
    says = "This tells what one would do; it does not say it to the client."
    plain = straightened(text)
    if any(len(words(quoted[0])) > 1 for quoted in QUOTED.finditer(text)):
        return None
    # “I would tell you before I told anyone” is said to somebody, if not by a bare beginning.
    to_somebody = _TO_SOMEBODY.search(plain)
    if bare := _BARE.search(plain):
        place = span(text, bare.start(), bare.end())
        return Finding(says, (place,), None if to_somebody else 1.0)
    places = () if to_somebody else tuple(narration(text))
    return Finding(says, places, None) if places else None


def _stem(text: str, client: str) -> Finding | None:
    """Small words alone, the last of them waiting for more; or blanks to be filled in."""
    found = [_plain(word.text) for word in words(text)]
    if not 2 <= len(found) <= 20:
        return None
    bare = all(word in _COMMON or word in _STEM_WORDS for word in found)
    last = text.rstrip().rstrip("\"'”’)")[-1:]
    waits = found[-1] in _WAITING or (found[-1] in _OPEN and _BEGINS.match(text))
    stops = last in ",:" or found[-1] in _UNFINISHED or (waits and last not in ".?!…")
    if not (_BLANK.search(text) or (bare and stops)):
        return None
    return Finding("This may be the beginning of a reply without its end.", (_all(text),), None)


def _list(text: str, client: str) -> Finding | None:
    """Key words side by side: hardly any of the small words that hold a sentence together."""
    parts = [words(part) for part in re.split(r"[,;/|+.?•\n]", text) if part.strip()]
    found = [_plain(word.text) for part in parts for word in part]
    small = sum(word in _COMMON for word in found)
    apart = len(parts) >= 5 and max(map(len, parts)) <= 3 and small <= 0.2 * len(found)
    strung = len(found) >= 8 and small < FAMILIAR * len(found)
    if not (apart or strung):
        return None
    return Finding("These may be key words, not speech.", (_all(text),), None)


def _copied(text: str, client: str) -> Finding | None:
    """Runs of the client's own words, or the same words moved about, and next to nothing else."""
    said, given = words(text), words(client)
    if len(said) < SHORTEST_COPY or not given:
        return None
    theirs = {tuple(word.stem for word in given[at : at + RUN]) for at in range(len(given))}
    copied: set[int] = set()
    longest = stretch = 0  # words
    for at in range(len(said) - RUN + 1):
        if tuple(word.stem for word in said[at : at + RUN]) in theirs:
            copied.update(range(at, at + RUN))
            stretch = stretch + 1 if stretch else RUN
            longest = max(longest, stretch)
        else:
            stretch = 0
    if len(copied) >= max(SHORTEST_COPY, COPIED * len(said)):
        run = span(text, said[min(copied)].start, said[max(copied)].end)
        if longest >= TRUE_COPY * len(said) or len(copied) == len(said):
            return Finding("These are the client's own words, said back unchanged.", (run,), 2.0)
        # Turned from I to you, such words may be a reflection.
        return Finding("These are mostly the client's own words.", (run,), None)
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
            "These may be the client's own words, a little moved about.", (_all(text),), None
        )
    return None


def _letters(text: str, client: str) -> Finding | None:
    """Letters of another alphabet within English words, hidden signs, or signs without words."""
    odd = [match for match in re.finditer(r"\w+", text) if _mixed(match[0])]
    text = _JOINED.sub(lambda sign: " " * len(sign[0]), text)
    letters = sum(sign.isalpha() for sign in text)
    signs = sum(unicodedata.category(sign) in ("So", "Sk", "Cs", "Co") for sign in text)
    if odd or _HIDDEN.search(text) or signs > max(2, letters / 8):
        places = tuple(span(text, each.start(), each.end()) for each in odd[:5])
        return Finding("Some signs are not what they look like, or stand for words.", places, None)
    return None


def _language(text: str, client: str) -> Finding | None:
    if reads_as_english(text):
        return None
    code = _code(text, client)
    if code and code.at_most is not None:  # a language, but not one that somebody speaks
        return None
    return Finding("This may be in another language than English.", (_all(text),), None)


def _danger(text: str, client: str) -> Finding | None:
    """Words of danger from the client, and not one in what is said to them."""
    if not tells_of_danger(client) or answers_danger(text):
        return None
    return Finding("The client may speak of danger; no word here answers it.", (), None)


def _refusing(text: str, client: str) -> Finding | None:
    """Twice or more the opposite of what helps; once, it may be a limit or honesty."""
    places = tuple(_places(_REFUSED, text))
    if len(places) < 2:
        return None
    return Finding("This says what is not felt, or will not be done.", places, None)


def _secrecy(text: str, client: str) -> Finding | None:
    if not (promised := promised_secrecy(text)):
        return None
    return Finding("This promises secrecy and names no limit.", promised, None)


def asks_about_danger(text: str) -> bool:
    """Whether a question in it asks about dying, killing, harm or safety."""
    return any("?" in cut.text and answers_danger(cut.text) for cut in sentences(text))


def _plain(word: str) -> str:
    return straightened(word).casefold()


def _mixed(word: str) -> bool:
    kinds = {
        unicodedata.name(sign, "?").split()[0]
        for sign in word
        if sign.isalpha() and sign not in _IN_NAMES
    }
    return len(kinds) > 1 or bool(kinds & {"MATHEMATICAL", "FULLWIDTH", "CIRCLED", "SQUARED"})


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
    "secrecy": _secrecy,
}
_TOO_LONG = Finding("This is longer than can be read here; only its beginning was read.", (), None)
