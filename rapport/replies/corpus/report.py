"""What the corpus holds, in figures: counts, agreement, length against score, near-duplicates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from rapport.replies.corpus.agreement import RESAMPLES, Agreement, Measure, agreements
from rapport.replies.corpus.duplicates import Twins, near_duplicates
from rapport.replies.corpus.models import BEHAVIOURS, FAULTS, LEVELS, SKILLS, Corpus

Counts = dict[str, int]

# Upper ends of the bands of length, in words.
BANDS = (10, 20, 40, 60, 100)
SPLITS = ("train", "tune", "report", "crossing")
UNKNOWN = "unknown"  # the split of a reply whose scene or voice is not there


@dataclass(frozen=True)
class Report:
    """The figures of a corpus.

    replies, labelled, twice, gaming, fairness, utterances, goals: how many. scenes, voices: id →
    level ("1" to "5", "none" without a label) → replies. level, length, split: replies by level,
    band of words, split.
    skills: name → mark ("0", "1", "2", "null") → replies. faults: name → replies. behaviours: name
    → sentences. Levels and marks are the settled ones.
    length_score: rank correlation of words and level, in the whole. length_score_of: the same by
    voice. Both None where not defined.
    """

    replies: int
    labelled: int
    twice: int
    gaming: int
    fairness: int
    utterances: int
    goals: int
    scenes: dict[str, Counts]
    voices: dict[str, Counts]
    level: Counts
    length: Counts
    split: Counts
    skills: dict[str, Counts]
    faults: Counts
    behaviours: Counts
    agreement: list[Agreement]
    length_score: float | None
    length_score_of: dict[str, float | None]
    near_duplicates: list[Twins]

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON can hold it."""
        return asdict(self)


def report(corpus: Corpus, resamples: int = RESAMPLES) -> Report:
    """Return the figures of a corpus; it may be incomplete, and its ids may lead nowhere."""
    final = corpus.final
    level_of = {id: str(label.overall) for id, label in final.items()}
    levels = [*map(str, LEVELS), "none"]

    def by_level(ids: Iterable[str], owners: Iterable[str]) -> dict[str, Counts]:
        table = {id: dict.fromkeys(levels, 0) for id in ids}
        for reply, owner in zip(corpus.replies, owners, strict=True):
            table.setdefault(owner, dict.fromkeys(levels, 0))[level_of.get(reply.id, "none")] += 1
        return table

    whole, of_voice = length_score(corpus)
    return Report(
        replies=len(corpus.replies),
        labelled=sum(reply.id in final for reply in corpus.replies),
        twice=len({first.reply for first, _ in corpus.twice}),
        gaming=len(corpus.gaming),
        fairness=len(corpus.fairness),
        utterances=len(corpus.utterances),
        goals=len(corpus.goals),
        scenes=by_level((s.id for s in corpus.scenes), (r.scene for r in corpus.replies)),
        voices=by_level((v.id for v in corpus.voices), (r.voice for r in corpus.replies)),
        level=_count((level_of.get(reply.id, "none") for reply in corpus.replies), levels),
        length=_count(
            (band(corpus.lengths[reply.id]) for reply in corpus.replies),
            [band(upper) for upper in (*BANDS, BANDS[-1] + 1)],
        ),
        split=_count(_splits(corpus), SPLITS),
        skills={
            skill: _count(
                (str(label.mark(skill)).replace("None", "null") for label in final.values()),
                ("0", "1", "2", "null"),
            )
            for skill in SKILLS
        },
        faults=_count((fault for label in final.values() for fault in label.faults), FAULTS),
        behaviours=_count(
            (behaviour for label in final.values() for behaviour in label.behaviours), BEHAVIOURS
        ),
        agreement=agreements(corpus.twice, resamples),
        length_score=whole,
        length_score_of=of_voice,
        near_duplicates=near_duplicates(refused_twice(corpus)),
    )


def refused_twice(corpus: Corpus) -> dict[str, str]:
    """Return the texts, by id, of which no two may be near-duplicates: replies and gaming replies.

    The two sides of a fairness pair are meant to be alike.
    """
    replies = {reply.id: reply.text for reply in corpus.replies}
    return replies | {gaming.id: gaming.text for gaming in corpus.gaming}


def band(length: int) -> str:
    """Return the band that a length in words falls into.

    >>> band(10), band(11), band(200)
    ('1-10', '11-20', 'over 100')
    """
    low = 1
    for upper in BANDS:
        if length <= upper:
            return f"{low}-{upper}"
        low = upper + 1
    return f"over {BANDS[-1]}"


def length_score(corpus: Corpus) -> tuple[float | None, dict[str, float | None]]:
    """Return the rank correlation of words and settled level, in the whole and by voice."""
    rated = [
        (reply.voice, corpus.lengths[reply.id], corpus.final[reply.id].overall)
        for reply in corpus.replies
        if reply.id in corpus.final
    ]

    def correlation(rows: Sequence[tuple[str, int, int]]) -> float | None:
        return rank_correlation([row[1] for row in rows], [row[2] for row in rows])

    voices = dict.fromkeys([*(v.id for v in corpus.voices), *(row[0] for row in rated)])
    return correlation(rated), {
        voice: correlation([row for row in rated if row[0] == voice]) for voice in voices
    }


def rank_correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Return Spearman's rank correlation, ties ranked in their middle; None where one is constant.

    >>> rank_correlation([1, 2, 3, 4], [1, 3, 2, 4])
    0.8
    """
    if len(set(x)) < 2 or len(set(y)) < 2:
        return None
    return float(np.round(np.corrcoef(_ranks(x), _ranks(y))[0, 1], 12))


def say(report: Report, broken: Mapping[str, str]) -> str:
    """Return the report as tables to read on a terminal; `broken` are promises, name → sentence."""
    told = [
        f"{len(report.scenes)} scenes, {len(report.voices)} voices, {report.replies} replies "
        f"({report.labelled} labelled, {report.twice} rated twice), {report.gaming} gaming replies,"
        f" {report.fairness} fairness pairs, {report.utterances} spoken turns,"
        f" {report.goals} goals",
        "",
        *_levels("scene", report.scenes),
        "",
        *_levels("voice", report.voices, "rho", report.length_score_of),
        *_row("the whole", [*_levels_of(report.level), _number(report.length_score)]),
        "rho: rank correlation of length in words and level",
        "",
        _listed("Words", report.length),
        _listed("Splits", report.split),
        "",
        *_row("skill", ["0", "1", "2", "null"]),
    ]
    for skill, marks in report.skills.items():
        told += _row(skill, marks.values())
    told += ["", _listed("Faults, in replies", report.faults)]
    told += [_listed("Behaviours, in sentences", report.behaviours), ""]
    told += _agreement(report.agreement)
    told += ["", f"Near-duplicates: {len(report.near_duplicates)} pairs"]
    told += [f"  {t.first} and {t.second}: {t.likeness:.2f}" for t in report.near_duplicates[:20]]
    told += ["", f"Promises broken: {len(broken) or 'none'}"]
    told += [f"  {name}: {sentence}" for name, sentence in broken.items()]
    return "\n".join(told)


def _count(found: Iterable[Hashable], known: Iterable[str]) -> Counts:
    """Count what was found, what is known first and at least with 0."""
    counted = Counter(map(str, found))
    return {name: counted[name] for name in dict.fromkeys([*known, *sorted(counted)])}


def _splits(corpus: Corpus) -> list[str]:
    scenes = {scene.id for scene in corpus.scenes}
    voices = {voice.id for voice in corpus.voices}
    return [
        corpus.split_of(reply) if reply.scene in scenes and reply.voice in voices else UNKNOWN
        for reply in corpus.replies
    ]


def _ranks(values: Sequence[float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    _, place, often = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(often) - (often - 1) / 2)[place])


def _levels(
    kind: str,
    table: Mapping[str, Counts],
    last: str = "",
    lasts: Mapping[str, float | None] | None = None,
) -> list[str]:
    told = _row(kind, ["all", *LEVELS, "none", *([last] if last else [])])
    for name, levels in table.items():
        told += _row(name, [*_levels_of(levels), *([_number(lasts.get(name))] if lasts else [])])
    return told


def _levels_of(levels: Counts) -> list[int]:
    return [sum(levels.values()), *levels.values()]


def _agreement(rows: Sequence[Agreement]) -> list[str]:
    if not rows:
        return ["Agreement: nothing is rated twice yet"]
    told = [
        f"{'agreement':32}{'units':>7}{'same':>6}{'first':>7}{'second':>7}"
        f"  {'kappa, 95% interval':24}{'alpha, 95% interval':24}"
    ]
    for row in rows:
        # Some behaviours of a sentence bear the name of a skill or a fault of a reply.
        name = f"sentence: {row.label}" if row.kind == "behaviour" else row.label
        means = "".join(f"{_number(mean):>7}" for mean in (row.first, row.second))
        told.append(
            f"{name:32}{row.units:7}{row.same:6.2f}{means}"
            f"  {_measure(row.kappa):24}{_measure(row.alpha):24}".rstrip()
        )
    return told


def _row(name: str, cells: Iterable[object]) -> list[str]:
    return [f"{name:32}" + "".join(f"{cell!s:>6}" for cell in cells)]


def _listed(title: str, counts: Mapping[str, int]) -> str:
    return f"{title}: " + ", ".join(f"{name} {number}" for name, number in counts.items())


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _measure(measure: Measure) -> str:
    if measure.low is None:
        return _number(measure.value)
    return f"{_number(measure.value)} ({_number(measure.low)} to {_number(measure.high)})"
