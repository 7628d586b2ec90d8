"""Whether words speak of danger: a learner's of their own, then nothing is judged; or a client's.

A counsellor's reply says “you”; “I want to die” in it is either the client quoted or the writer.
What stands in quotation marks, or in the client's own line, is the client. Everything else is
taken for the writer's: a support notice too many does no harm. Nobody watches these texts, and a
cry for help in other words is missed; every page that uses this says so. A client's line is the
client's, quoted or not, and tells of danger to others too; the same wordings are heard in it.
"""

from __future__ import annotations

import re

from rapport.replies.text import QUOTED, Span, span, straightened, words

_SELF = r"(?:my ?self|mesel[fl]?)"
_LIFE = rf"(?:it all|{_SELF}|my (?:own )?life)"
_MEANT = (
    r"want|wanna|wish|hope|plan|planning|wanting|need|try|trying|tried|attempted|decided|going|gonna"
    r"|think|thought|thinking|keep|kept|feel like|can't stop|might|will"
)
_DEED = (
    rf"die|be dead|dying|suicide|(?:kill|hang|drown)(?:ing)? {_SELF}"
    rf"|(?:hurt|harm|cut)(?:ting|ing)? {_SELF}(?! off)|(?:end(?:ing)?|take|taking) {_LIFE}"
)
_NEAR = (
    r"(?:partner|husband|wife|boyfriend|girlfriend|ex|father|mother|dad|mum|mom|stepdad|stepfather"
    r"|brother|uncle|flatmate|roommate)"
)
_BEATS = (
    r"(?:hits?|beats|hurts|punche[sd]|slap(?:s|ped)|kick(?:s|ed)|choke[sd]|strangle[sd]|rape[sd]"
    r"|threatens to kill)"
)
_NOT_SO = r"(?! (?:at|to|how|why|that|out|off|when|as)\b)"  # “it hit me how”, “she kicked me out”
_OFTEN = r"(?:just |really |still |also |even |honestly |so )*"
_AM = r"(?:'m|m| am| was|'ve been| have been|'ll)?"
_OWN = re.compile(
    "|".join(
        (
            rf"\bi{_AM} {_OFTEN}(?:{_MEANT})(?: thinking)?(?: just)?(?: to| of| about)?"
            rf" (?:{_DEED})\b",
            rf"\bi{_AM} {_OFTEN}(?:kill|hurt|harm|cut|cutting|hurting|harming|starving|burning)"
            rf" {_SELF}(?! off)\b",
            rf"\bi (?:don'?t|do not|didn'?t|no longer|can'?t|cannot) {_OFTEN}"
            r"(?:want|wanna|wish|bear|stand)(?: to)?"
            r" (?:live|be alive|living|be here|being alive|exist|wake up|go on living)\b",
            r"\bi wish i (?:was|were|'d never been|had never been|wasn't|weren't)"
            r" (?:dead|born|alive|here)\b",
            rf"\bi(?:{_AM}| feel) {_OFTEN}suicidal\b",
            r"\b(?:every(?:one|body)|they|people|the world|my \w+)(?:'d| would)(?: all)?"
            r" be better off without me\b",
            rf"\bmy (?:own )?{_NEAR}(?: \w+)? {_BEATS} me\b{_NOT_SO}",
            r"\bi (?:can'?t|cannot|can not) go on(?: any ?more| like this| either| living)?"
            r"(?=\W*$|[,.;!?]| and\b)",
            r"\bi (?:still |also |used to )?self[- ]?harm",
            r"\bi (?:cut|burn(?:ed|t)?|overdosed)(?: on \w+| my (?:arms?|legs?|wrists?|skin))"
            r"|\bi overdosed\b",
            r"\bi (?:wanted|tried|want) to end it\b(?! (?:early|on time|with him|with her))",
            rf"\b(?:he|she) {_BEATS} me\b{_NOT_SO}",
            r"\b(?:kms|kys)\b",
            r"\bno reason (?:for me )?to (?:live|go on)\b",
            r"\bnobody would miss me\b",
            r"\bi wish i could (?:disappear|not be here|stop existing)\b",
            r"\bi(?:'m|m| am) (?:scared|afraid|frightened) of my "
            rf"{_NEAR}\b",
            r"\bi(?:'m|m| am) (?:not|never) safe (?:at home|with (?:him|her|them|my \w+))\b",
        )
    ),
    re.I,
)
# Feelings told about somebody else, or put to them: “you say I want to die”, “if I were to die”.
_LED_IN = re.compile(
    r"(?:\b(?:you|he|she|they|client|yourself|part of you)(?:'re| are)? ?(?:\w+ )?"
    r"(?:say|says|said|saying|think|thinks|thinking|feel|feels|told|tell|tells|like|meant|mean|voice|thought)"
    r"(?: me| that| to me| is)?[,:]? ?|\bif )$",
    re.I,
)
# “… too”: the client's words are said of oneself.
_SHARED = re.compile(r"[^.!?\n]{0,20}\b(?:too|as well|either|also)\b", re.I)
# Of a client's line, besides what is said of oneself: danger to others, and the means.
_TOLD = re.compile(
    r"\b(?:suicid\w*|kill(?:ing)? (?:myself|him|her|them)|end (?:it|it all|my life|everything)"
    r"|better off (?:dead|without me)"
    r"|(?:not|\w+n'?t) (?:want to|wanna) (?:be here|live|wake up|be alive)"
    r"|not (?:wake|be here)|wish i (?:was|were) dead|want to die|overdos\w*|cut(?:ting)? myself"
    r"|hurt(?:ing)? (?:myself|him|her|them|the baby)"
    r"|(?:hits?|punch(?:e[sd])?|beats?) (?:me|him|her|them)"
    r"|strangl\w+|a knife|the pills|no point in (?:living|going on))\b",
    re.I,
)
_SOMEBODY = (
    r"(?:you|yourself|him|her|them|me|someone|anyone|somebody|anybody|each other|(?:the|your) \w+)"
)
# Of an answer: the sense of it. “Where do you live?” and “When did she die?” are of something else.
_ANSWERED = re.compile(
    r"\b(?:suicid\w*|kill\w*|(?:to|not|of|about|be|being|were|wish\w*) (?:die|dying|dead|death)"
    r"|end(?:ing)? (?:it|your (?:own )?life|everything)|harm\w*|(?:hurt|cut|hit|beat)(?:s|t?ing)?"
    rf" {_SOMEBODY}|(?:get|be|being|got|been) (?:hurt|hit)|(?:un)?safe\w*|danger\w*|alive"
    r"|(?:want\w*|wish\w*|go(?:ing)? on|reason\w*|keep) (?:to )?(?:live|living)"
    r"|not (?:be|being) (?:here|around)|wak(?:e|ing) up|pills|knife|overdos\w*|emergency|protect\w*"
    r"|violen\w+)\b",
    re.I,
)


def own_danger(text: str, client: str = "") -> tuple[Span, ...]:
    """Places where the writer may speak of their own danger: of dying, self-harm, violence at home.

    client: the line that was answered, whose words may be said back. Takes time in proportion to
    the text's length.

    >>> [place.text for place in own_danger("Sorry, I can't do this. I want to die.")]
    ['I want to die']
    >>> own_danger("“I want to die.” That took courage to say.")
    ()
    """
    plain = straightened(text)
    # What is quoted is blanked out, place by place, so that every place stays true.
    own = QUOTED.sub(lambda quoted: "”" * len(quoted[0]), text)
    theirs = _stems(client)
    return tuple(
        span(text, *match.span())
        for match in _OWN.finditer(straightened(own))
        if not _LED_IN.search(plain[max(0, match.start() - 60) : match.start()])
        and (f" {_stems(match[0]).strip()} " not in theirs or _SHARED.match(plain, match.end()))
    )


def tells_of_danger(client: str) -> bool:
    """Whether a client's line may speak of danger, to themselves or to others."""
    plain = straightened(client)
    return bool(_OWN.search(plain) or _TOLD.search(plain))


def answers_danger(text: str) -> bool:
    """Whether a word of what is said to a client may be of dying, killing, harm or safety."""
    return bool(_ANSWERED.search(straightened(text)))


def _stems(text: str) -> str:
    return f" {' '.join(word.stem for word in words(text))} "
