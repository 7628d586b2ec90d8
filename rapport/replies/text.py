"""Words and sentences of a reply, with the place each one has in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("english")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_SENTENCE = re.compile(r"[^.!?…\n]*(?:[.!?…]+[\"'”’)]*|\n|\Z)")
QUOTED = re.compile(
    r"“[^“”]{1,2000}”|\"[^\"]{1,2000}\"|‘(?:[^‘’]|’(?=\w)){4,2000}’(?!\w)"
    r"|(?<!\w)'(?:[^'\n]|(?<=\w)'(?=\w)){4,2000}'(?!\w)"
)
"""Speech in quotation marks; an apostrophe is none, and no mark is looked for without end."""
_GAP = 2  # words that may stand between two words of a phrase


@dataclass(frozen=True)
class Span:
    """A stretch of a text: `text == whole[start:end]`, offsets in code points."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Word(Span):
    """A word and the form it is compared in: lower case, without its ending."""

    stem: str


def span(text: str, start: int, end: int) -> Span:
    """Cut `text[start:end]`, its place remembered, outer white space left out."""
    cut = text[start:end]
    start += len(cut) - len(cut.lstrip())
    return Span(start, start + len(cut.strip()), cut.strip())


def fold(text: str) -> str:
    """Give the form in which words are compared: compatible letters, lower case, plain quotes."""
    return straightened(unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Strip a word's ending, so that `waited` and `waiting` are one."""
    return str(_STEMMER.stemWord(fold(word)))


def words(text: str) -> list[Word]:
    """Every word of a text, in order."""
    return [
        Word(found.start(), found.end(), found[0], stem(found[0])) for found in _WORD.finditer(text)
    ]


def sentences(text: str) -> list[Span]:
    """Every sentence of a text; a line break ends one, as do . ! ? and …"""
    cuts = (span(text, found.start(), found.end()) for found in _SENTENCE.finditer(text))
    return [cut for cut in cuts if cut.text]


def find_phrase(phrase: str, text: str, text_words: Sequence[Word] | None = None) -> list[Span]:
    """Places where the words of `phrase` stand in order, up to two others between each.

    Word endings and case are ignored; a phrase never reaches over a sentence's end. Behind a
    leading “not” or “no” the words follow at once: it denies the next word, not a later one.
    """
    gap = 0 if phrase.split()[:1] in (["not"], ["no"]) else _GAP
    wanted = [word.stem for word in words(phrase)]
    there = list(text_words) if text_words is not None else words(text)
    found = []
    for index, word in enumerate(there):
        if not wanted or word.stem != wanted[0]:
            continue
        end = _follow(wanted[1:], there, index, text, gap)
        if end is not None:
            found.append(span(text, word.start, end))
    return found


def find_any(phrases: Iterable[str], text: str) -> list[Span]:
    """Places of any of the phrases, in the order they stand in the text."""
    there = words(text)
    found = {place for phrase in phrases for place in find_phrase(phrase, text, there)}
    return sorted(found, key=lambda place: (place.start, place.end))


def straightened(text: str) -> str:
    """Give a text with straight apostrophes; of the same length, so that places stay true."""
    return text.replace("’", "'")


def longest_copied_run(text: str, source: str) -> Span | None:
    """The longest run of words of `text` that stands word for word in `source`."""
    there, origin = words(text), [word.stem for word in words(source)]
    best, best_end = 0, 0
    lengths = [0] * (len(origin) + 1)
    for index, word in enumerate(there):
        row = [0] * (len(origin) + 1)
        for column, other in enumerate(origin):
            if word.stem == other:
                row[column + 1] = lengths[column] + 1
                if row[column + 1] > best:
                    best, best_end = row[column + 1], index
        lengths = row
    if not best:
        return None
    return span(text, there[best_end - best + 1].start, there[best_end].end)


def _follow(
    wanted: Sequence[str], there: Sequence[Word], index: int, text: str, gap: int
) -> int | None:
    end = there[index].end
    for target in wanted:
        for step in range(1, gap + 2):
            if index + step >= len(there):
                return None
            candidate = there[index + step]
            if re.search(r"[.!?…\n]", text[end : candidate.start]):
                return None
            if candidate.stem == target:
                index, end = index + step, candidate.end
                break
        else:
            return None
    return end
