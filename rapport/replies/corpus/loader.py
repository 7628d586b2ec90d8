"""From the files to one `Corpus`. Whatever is wrong in them is told in one error."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib.resources.abc import Traversable
from typing import Any, NoReturn, TypeVar

from rapport.knowledge.entries import checked, told
from rapport.knowledge.models import Entry
from rapport.replies.corpus.models import (
    Corpus,
    FairnessPair,
    GamingReply,
    Goal,
    Label,
    Reply,
    Scene,
    Settled,
    Utterance,
    Voice,
    voice_of,
)

TOLD_AT_ONCE = 20  # faulty lines; a rater who slipped once in every line reads no longer list
SECOND, SETTLED = "second.jsonl", "settled.jsonl"

Line = TypeVar("Line", bound=Entry)
Stray = Callable[[Line], str | None]


class BrokenCorpusError(ValueError):
    """The corpus cannot be read; the message names file, line and field of every fault."""


class MissingCorpusError(BrokenCorpusError):
    """There is no corpus in the folder."""


def load(folder: Traversable) -> Corpus:
    """Read the corpus in `folder`.

    A file that is not there yet counts as empty, but for the scenes. Every line is checked by
    itself, and that it stands in the file of its voice; whether ids lead anywhere is a promise
    (see `rapport.replies.corpus.promises`). Raises `BrokenCorpusError`.
    """
    if not folder.joinpath("scenes.jsonl").is_file():
        raise MissingCorpusError(
            f"There is no corpus in {folder}: it comes with the course's repository and is not "
            "part of the installed package."
        )
    faults: list[str] = []

    def read(file: str, model: type[Line], stray: Stray[Line] | None = None) -> tuple[Line, ...]:
        return tuple(_lines(folder, file, model, faults, stray))

    def read_all(
        part: str, files: Iterable[str], model: type[Line], id_of: Callable[[Line], str]
    ) -> tuple[Line, ...]:
        found: list[Line] = []
        for file in files:
            voice = file.removesuffix(".jsonl")
            found += read(f"{part}/{file}", model, partial(_stray, id_of=id_of, voice=voice))
        return tuple(found)

    of_voices = [file for file in _files(folder, "labels") if file not in (SECOND, SETTLED)]
    corpus = Corpus(
        scenes=read("scenes.jsonl", Scene),
        voices=tuple(_voices(folder, faults)),
        replies=read_all("replies", _files(folder, "replies"), Reply, lambda line: line.id),
        labels=read_all("labels", of_voices, Label, lambda line: line.reply),
        second=read(f"labels/{SECOND}", Label),
        settled=read(f"labels/{SETTLED}", Settled),
        gaming=read("gaming.jsonl", GamingReply),
        fairness=read("fairness.jsonl", FairnessPair),
        utterances=read("utterances.jsonl", Utterance),
        goals=read("goals.jsonl", Goal),
    )
    if faults:
        more = len(faults) - TOLD_AT_ONCE
        rest = [f"and {more} more"] if more > 0 else []
        raise BrokenCorpusError("\n".join([*faults[:TOLD_AT_ONCE], *rest]))
    return corpus


def parsed(line: bytes, model: type[Line], place: str) -> Line:
    """Return one line as a `model`; raise `BrokenCorpusError`, which begins with `place`."""
    return _checked(_json(line, place), model, place)


def _lines(
    folder: Traversable,
    file: str,
    model: type[Line],
    faults: list[str],
    stray: Stray[Line] | None,
) -> Iterator[Line]:
    path = folder.joinpath(*file.split("/"))
    # Cut at line feeds alone: a text may hold any of the separators that str.splitlines cuts at.
    for number, line in enumerate(path.read_bytes().split(b"\n") if path.is_file() else [], 1):
        place = f"{file}, line {number}"
        if not line.strip():
            continue
        try:
            entry = parsed(line, model, place)
        except BrokenCorpusError as fault:
            faults.append(str(fault))
            continue
        astray = stray and stray(entry)
        if astray:
            faults.append(told(place, [astray]))
        yield entry


def _voices(folder: Traversable, faults: list[str]) -> Iterator[Voice]:
    file = "voices.json"
    path = folder.joinpath(file)
    try:
        data = _json(path.read_bytes(), file) if path.is_file() else []
        if not isinstance(data, list):
            raise BrokenCorpusError(told(file, ["expected a list of voices"]))
    except BrokenCorpusError as fault:
        faults.append(str(fault))
        return
    for number, each in enumerate(data, 1):
        try:
            yield _checked(each, Voice, f"{file}, entry {number}")
        except BrokenCorpusError as fault:
            faults.append(str(fault))


def _files(folder: Traversable, part: str) -> list[str]:
    """Names of the JSON lines in a sub-folder, sorted; none where there is no such folder."""
    path = folder.joinpath(part)
    names = (each.name for each in path.iterdir()) if path.is_dir() else ()
    return sorted(name for name in names if name.endswith(".jsonl"))


def _stray(line: Line, id_of: Callable[[Line], str], voice: str) -> str | None:
    of = voice_of(id_of(line))
    return None if of == voice else f"{id_of(line)} is of the voice {of}, this file of {voice}"


def _checked(data: Any, model: type[Line], place: str) -> Line:
    if not isinstance(data, dict):
        raise BrokenCorpusError(told(place, ["expected named fields in curly brackets"]))
    return checked(data, model, BrokenCorpusError, place)


def _json(text: bytes, place: str) -> Any:
    """Parse JSON that could be sent anywhere: UTF-8, no NaN, no half characters, no key twice."""
    try:
        data = json.loads(
            text.decode("utf-8"), object_pairs_hook=_each_key_once, parse_constant=_no_constant
        )
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except UnicodeError:
        raise BrokenCorpusError(told(place, ["the text is not UTF-8"])) from None
    except (ValueError, RecursionError) as fault:
        raise BrokenCorpusError(told(place, [f"this is not valid JSON: {fault}"])) from None
    return data


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise ValueError("a field is given more than once")
    return data


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
