"""Whether a reply promises to keep everything secret: a promise no counsellor can keep.

Wherever they work there are exceptions (the supervisor first of all), so what is promised without
one misleads. A limit named in the same reply makes it another sentence, unless the limit itself is
waved away (“even if somebody is in danger”).
"""

from __future__ import annotations

import re

from rapport.replies.text import Span, span, straightened

_WHO = r"(?:anyone|anybody|no ?one|nobody|a (?:living |single )?soul|her|him|them|(?:your|the) \w+)"
_NEVER = r"(?:'ll never|'d never| (?:won't|will not|will never|would never|wouldn't|shan't))"
_ALL = r"(?:everything|anything|whatever|all (?:this|that|of it)|it(?:'s| is) all)"
_US = r"(?:between (?:us|you and me|the two of us)|(?:with)?in these (?:four )?walls|just for us)"
_NOBODY = r"nobody|no[ -]?one|not a (?:living |single )?soul"
_HERE = r"(?:in here|in this room|with (?:me|you and me))"
_PROMISED = re.compile(
    "|".join(
        (
            rf"\b(?:this|that|it|everything|what you \w+|whatever (?:you \w+|it is))"
            r"(?:'s|(?:'ll| will| can)?(?: (?:just|all))? (?:stays?|remains?|is|be))"
            rf"(?: (?:strictly|only|entirely))? {_US}",
            rf"\b(?:this|that|it|whatever you \w+(?: in this room| to me)?)(?:'ll| will)? stays?"
            rf" {_HERE}",
            rf"\b{_ALL}\b[^.!?\n]{{0,40}}\b(?:private|confidential|secret|safe with me)\b",
            r"\b(?:your|our) (?:little )?secret(?:'s| is|,? then)\b",
            r"\b(?:it's|it is|that's|it stays|stays) our (?:little )?secret\b",
            rf"\bi{_NEVER}(?: ever)? (?:tell|repeat|breathe|share|say)\b"
            r"(?: (?:it|this|that|any of (?:it|this)|a word))?(?: of (?:it|this))?(?: to)?"
            rf" {_WHO}\b",
            rf"\b(?:{_NOBODY})(?:'ll| will| is going to|'s ever going to)(?: ever)?"
            r"[^.!?\n]{0,20}\b(?:hear|know|learn|find out|see it|be told)\b",
            r"\bnothing\b[^.!?\n]{0,30}\b(?:leaves?|gets out|goes (?:out|beyond|past|any\w*))\b",
            r"\bnothing\b[^.!?\n]{0,30}\bgoes to any(?:one|body)\b",
            r"\b(?:nothing|not a word)(?:,| at all| nothing| ever| never)* to any(?:one|body)\b",
            r"\b(?:to (?:my|the) grave|lips are sealed|in the ground with me|won't go any further)",
        )
    ),
    re.I,
)
_LIMIT = re.compile(
    r"\b(?:unless|except\w*|only if|apart from|danger\w*|risk|harm|hurt|judge|court|law|limits?"
    r"|supervis\w+|colleagues?|team|cannot|can't|not (?:every|all|any)"
    r"|if (?:you|he|she|they|someone|somebody))\b",
    re.I,
)
_WAVED_AWAY = re.compile(r"\b(?:not )?even (?:if|when|in)\b[^.!?\n]*|\bno matter\b[^.!?\n]*", re.I)


def promised_secrecy(text: str) -> tuple[Span, ...]:
    """Places that promise secrecy, where the text names no limit to it.

    >>> [place.text for place in promised_secrecy("Don't worry, this stays between us.")]
    ['this stays between us']
    >>> promised_secrecy("This stays between us, unless somebody is in danger.")
    ()
    """
    plain = straightened(text)
    if _LIMIT.search(_WAVED_AWAY.sub("", plain)):
        return ()
    return tuple(span(text, *found.span()) for found in _PROMISED.finditer(plain))
