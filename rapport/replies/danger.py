"""Whether what a learner typed speaks of their own danger: then nothing is judged.

A counsellor's reply says “you”; “I want to die” in it is either the client quoted or the writer.
What stands in quotation marks, or in the client's own line, is the client. Everything else is
taken for the writer's: a support notice too many does no harm. Nobody watches these texts, and a
cry for help in other words is missed; every page that uses this says so.
"""

from __future__ import annotations

import re

from rapport.replies.text import Span, span, words

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
_OFTEN = r"(?:just |really |still |also |even |honestly |so )*"
_AM = r"(?:'m|m| am| was|'ve been| have been|'ll)?"
_OWN = re.compile(
    "|".join(
        (
            rf"\bi{_AM} {_OFTEN}(?:{_MEANT})(?: thinking)?(?: just)?(?: to| of| about)?"
            rf" (?:{_DEED})\b",
            rf"\bi{_AM} {_OFTEN}(?:kill|hurt|harm|cut|cutting|hurting|harming|starving|burning)"
            rf" {_SELF}(?! off)\b",
            rf"\bi (?:don'?t|do not|no longer|can'?t|cannot) {_OFTEN}(?:want|wanna|wish|bear|stand)"
            r"(?: to)? (?:live|be alive|living|be here|being alive|exist|wake up|go on living)\b",
            r"\bi wish i (?:was|were|'d never been|had never been|wasn't|weren't)"
            r" (?:dead|born|alive|here)\b",
            rf"\bi(?:{_AM}| feel) {_OFTEN}suicidal\b",
            r"\b(?:every(?:one|body)|they|people|the world|my \w+)(?:'d| would)(?: all)?"
            r" be better off without me\b",
            rf"\bmy (?:own )?{_NEAR}(?: \w+)?"
            r" (?:hits?|beats?|choke[sd]|strangle[sd]|rape[sd]|threatens to kill|hurts) me\b",
            r"\bi (?:can'?t|cannot|can not) go on(?: any ?more| like this| either| living)?"
            r"(?=\W*$|[,.;!?]| and\b)",
            r"\bi (?:still |also |used to )?self[- ]?harm",
            r"\bi (?:cut|burn(?:ed|t)?|overdosed)(?: on \w+| my (?:arms?|legs?|wrists?|skin))"
            r"|\bi overdosed\b",
            r"\bi (?:wanted|tried|want) to end it\b(?! (?:early|on time|with him|with her))",
            r"\b(?:he|she) (?:hits|beats|hurts|chokes) me\b",
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
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]{4,}’(?!\w)|(?<!\w)'[^'\n]{4,}'(?!\w)")


def own_danger(text: str, client: str = "") -> tuple[Span, ...]:
    """Places where the writer may speak of their own danger: of dying, self-harm, violence at home.

    client: the line that was answered, whose words may be said back. Takes time in proportion to
    the text's length.

    >>> [place.text for place in own_danger("Sorry, I can't do this. I want to die.")]
    ['I want to die']
    >>> own_danger("“I want to die.” That took courage to say.")
    ()
    """
    plain = text.replace("’", "'")
    theirs = _stems(client)
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    return tuple(
        span(text, *match.span())
        for match in _OWN.finditer(plain)
        if not any(start <= match.start() and match.end() <= end for start, end in quoted)
        and not _LED_IN.search(plain[max(0, match.start() - 60) : match.start()])
        and (f" {_stems(match[0]).strip()} " not in theirs or _SHARED.match(plain, match.end()))
    )


def _stems(text: str) -> str:
    return f" {' '.join(word.stem for word in words(text))} "
