"""How far the reader of replies agrees with raters, split by split; behind `rapport agreement`.

The corpus' labels are a machine's, so agreement with them is none with humans. Human-coded data
is measured on where a folder with it is given; it is not part of the course.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rapport.replies import corpus, lines
from rapport.replies.assessing import assess
from rapport.replies.assessment import Assessment
from rapport.replies.corpus.agreement import weighted_kappa
from rapport.replies.corpus.models import ACTS, FAULTS, LEVELS, SKILLS, Aim, Corpus, Label, Reply
from rapport.replies.corpus.report import rank_correlation
from rapport.replies.reader.encoder import card
from rapport.replies.utterances import behaviour, smart

Figures = dict[str, Any]
Floats = NDArray[np.float64]

COVERAGE = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)
BINS = 10
GROUP = 6  # replies of one voice taken together
SEED = 6
UTTERANCES, GOALS = "annomi_dev.csv", "smart_goals_dev.jsonl"
TURN = ("text", "client_before", "main_behaviour", "question_type")
ASKED = ("", "open", "closed")  # what experts say of a turn's question, if it has one
STEPS = ("Not SMART", "Partially SMART", "SMART")
# Our names of the letters that experts coded, and theirs.
CODED: Mapping[Aim, str] = {
    "specific": "specific",
    "measurable": "measurable",
    "achievable": "attainable",
}
# What is published, for comparison. AnnoMI: Wu et al. 2022, computed from its data, ten raters.
# The acceptance of large-scale scoring: RSMTool, Madnani and Loukina 2016, as its manual gives it;
# the mean difference at most, all else at least.
HUMANS = {
    "utterances, one human against the other nine": {"kappa": 0.82, "accuracy": 0.87},
    "utterances, ten humans (Fleiss)": {"kappa": 0.74},
    "accepted in large-scale scoring": {
        "kappa": 0.70,
        "r": 0.70,
        "smd": 0.15,
        "exact": 0.50,
        "adjacent": 0.95,
    },
}


class NotMeasurableError(Exception):
    """What is missing, as one sentence."""


def measure(validation: Path | None = None) -> Figures:
    """Return all figures; `validation` is a folder with expert-coded data.

    Without the corpus, which is no part of the installed package, those of the experts alone.
    Raises `NotMeasurableError` where folder or corpus cannot be read.
    """
    figures: Figures = {"humans": HUMANS, "sure": card()["sure"]}
    if validation is not None:
        figures |= of_experts(validation)
    try:
        whole = corpus.load()
    except corpus.BrokenCorpusError as problem:
        if validation is None or not isinstance(problem, corpus.MissingCorpusError):
            raise NotMeasurableError(str(problem)) from None
        return figures | {"corpus": str(problem)}
    figures["replies, report"] = of_replies(whole, "report")
    figures["tune, where it was calibrated"] = card()["tune"]
    figures["gaming, report"] = of_gaming(whole, "report")
    figures["fairness, report"] = of_fairness(whole, "report")
    figures["learning curve"] = card().get("learning_curve", [])
    return figures


def of_replies(whole: Corpus, split: str) -> Figures:
    """Agreement on replies whose scene and voice are both of the split."""
    scenes = {scene.id: scene for scene in whole.scenes}
    rated = [reply for reply in whole.replies if whole.split_of(reply) == split]
    told = [
        assess(reply.text, scenes[reply.scene].client, context=scenes[reply.scene].context)
        for reply in rated
    ]
    labels = [whole.final[reply.id] for reply in rated]
    levels = np.array([label.overall for label in labels], dtype=float)
    given = np.array([each.overall for each in told])
    sure = np.array([each.confidence for each in told])
    kept = np.array([not each.needs_human for each in told])
    order = np.argsort(-sure, kind="stable")
    curve = []
    for share in COVERAGE:
        first = order[: max(2, round(share * len(order)))]
        curve.append({"share": share, **agreed(given[first], levels[first])})
    return {
        "replies": len(rated),
        "all": agreed(given, levels),
        "kept": {"share": float(kept.mean()), **agreed(given[kept], levels[kept])},
        "coverage": curve,
        "six of a voice": _by_six(rated, given, levels),
        "calibration": calibration(sure, np.abs(given - levels) < 1),
        "skills": {skill: _of_skill(skill, told, labels) for skill in SKILLS},
        "faults": {fault: _of_fault(fault, told, labels) for fault in FAULTS},
        "sentences": _of_sentences(told, labels),
    }


def of_gaming(whole: Corpus, split: str) -> Figures:
    """How gaming replies fare, all and by trick: how many a person sees, how many are kept.

    Kept are those that no person is asked about: above 2 by the score as it is, at level 3 or more
    by the score rounded, as `agreed` rounds it.
    """
    scenes = {scene.id: scene for scene in whole.scenes}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for each in whole.gaming:
        scene = scenes[each.scene]
        if scene.split != split:
            continue
        told = assess(each.text, scene.client, context=scene.context)
        kept = not told.needs_human
        for name in ("all", each.kind):
            found[name].update(
                {
                    "replies": 1,
                    "human": int(not kept),
                    "kept above 2": int(kept and told.overall > 2),
                    "kept at level 3 or more": int(kept and round(told.overall) >= 3),
                }
            )
    return dict(found)


def of_fairness(whole: Corpus, split: str) -> Figures:
    """The mean difference of the other way of speaking to the plain one, in SDs of all replies.

    error: the standard error of `smd`; by chance alone a third of groups lie further off than that.
    """
    scenes = {scene.id: scene for scene in whole.scenes}
    apart: dict[str, list[float]] = defaultdict(list)
    human: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for pair in whole.fairness:
        scene = scenes[pair.scene]
        if scene.split != split:
            continue
        plain, other = (
            assess(text, scene.client, context=scene.context) for text in (pair.plain, pair.other)
        )
        apart[pair.group].append(other.overall - plain.overall)
        human[pair.group].append((plain.needs_human, other.needs_human))
    deviation = float(np.std([label.overall for label in whole.final.values()]))
    return {
        group: {
            "pairs": len(found),
            "smd": float(np.mean(found)) / deviation,
            "error": float(np.std(found, ddof=1)) / deviation / len(found) ** 0.5,
            "largest": float(np.max(np.abs(found))),
            "human, plain": float(np.mean([plain for plain, _ in human[group]])),
            "human, other": float(np.mean([other for _, other in human[group]])),
        }
        for group, found in apart.items()
    }


def of_experts(folder: Path) -> Figures:
    """Agreement with human coders of utterances and goals, as far as the folder has them."""
    if not folder.is_dir():
        raise NotMeasurableError(f"there is no folder {folder}")
    found: Figures = {}
    for title, name, rows_of, figures_of in (
        ("utterances, experts", UTTERANCES, _turns, of_utterances),
        ("goals, experts", GOALS, _goals, of_goals),
    ):
        if not (path := folder / name).is_file():
            continue
        try:
            rows = list(rows_of(path.read_bytes()))
        except OSError as problem:
            raise NotMeasurableError(f"{path} cannot be read: {problem.strerror}") from None
        except ValueError as fault:
            raise NotMeasurableError(f"{name}, {fault}") from None
        if not rows:
            raise NotMeasurableError(f"{name} holds nothing to measure")
        found[title] = figures_of(rows)
    if not found:
        raise NotMeasurableError(f"there is neither {UTTERANCES} nor {GOALS} in {folder}")
    return found


def _turns(file: bytes) -> Iterator[Mapping[str, str]]:
    """Yield coded turns of a CSV file. Raises ValueError: the line and what is wrong there."""
    try:
        text = file.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = 1 + fault.object.count(b"\n", 0, fault.start)
        raise ValueError(f"line {line}: this is not UTF-8") from None
    table = csv.reader(io.StringIO(text, newline=""))
    try:
        names = next(table, [])
        for name in TURN:
            if name not in names:
                raise ValueError(f"there is no column `{name}`")
        for row in filter(None, table):
            cells = dict(zip(names, row, strict=False))
            turn = {name: lines.text_of(cells, name) for name in TURN}
            _one_of(ACTS, turn, "main_behaviour")
            _one_of(ASKED, turn, "question_type")
            yield turn
    except (ValueError, csv.Error) as fault:
        raise ValueError(f"line {max(1, table.line_num)}: {fault}") from None


def _goals(file: bytes) -> Iterator[Mapping[str, Any]]:
    """Yield coded goals of JSON lines. Raises ValueError: the line and what is wrong there."""
    # Cut at line feeds alone: a goal may hold any of the separators that splitlines cuts at.
    for number, raw in lines.numbered(file.split(b"\n")):
        try:
            goal = lines.parsed(raw)
            goal["goal"] = lines.text_of(goal, "goal")
            _one_of(STEPS, goal, "label")
            for name in CODED.values():
                _one_of((0, 1), goal, name)
        except ValueError as fault:
            raise ValueError(f"line {number}: {fault}") from None
        yield goal


def _one_of(allowed: Collection[Any], row: Mapping[str, Any], name: str) -> None:
    """Raise ValueError, one sentence, where a field holds anything else."""
    if row.get(name) not in allowed:
        raise ValueError(f"`{name}` is none of {', '.join(map(repr, allowed))}")


def of_utterances(rows: Sequence[Mapping[str, Any]]) -> Figures:
    """Agreement on the main behaviour of counsellors' turns, and on open against closed."""
    told = [behaviour(row["text"], row["client_before"]) for row in rows]
    coded = np.array([ACTS.index(row["main_behaviour"]) for row in rows])
    read = np.array([ACTS.index(each.behaviour) for each in told])
    order = np.argsort([-each.confidence for each in told], kind="stable")
    right = read == coded
    asked = [
        (each.open, row["question_type"] == "open")
        for each, row in zip(told, rows, strict=True)
        if each.behaviour == row["main_behaviour"] == "question" and row["question_type"]
    ]
    return {
        "utterances": len(rows),
        "kappa": kappa(read, coded, len(ACTS), "nominal"),
        "accuracy": float(right.mean()),
        "f1": {act: _f1(read == index, coded == index) for index, act in enumerate(ACTS)},
        "coverage": [
            {
                "share": share,
                "kappa": kappa(read[first], coded[first], len(ACTS), "nominal"),
                "accuracy": float(right[first].mean()),
            }
            for share in COVERAGE
            if len(first := order[: max(2, round(share * len(order)))])
        ],
        "open": {
            "questions": len(asked),
            "kappa": _kappa_of(asked),
        },
        "calibration": calibration(np.array([each.confidence for each in told]), right),
    }


def of_goals(rows: Sequence[Mapping[str, Any]]) -> Figures:
    """Agreement on goals: specific, measurable, attainable, and the whole in three steps."""
    told = [smart(row["goal"]) for row in rows]
    whole = np.array([STEPS.index(row["label"]) for row in rows])
    found: Figures = {"goals": len(rows)}
    for ours, theirs in CODED.items():
        read = np.array([each.aims[ours] for each in told], dtype=int)
        coded = np.array([row[theirs] for row in rows], dtype=int)
        found[ours] = {"kappa": kappa(read, coded, 2), "accuracy": float((read == coded).mean())}
    # Theirs is whole with three of three, partial with two; ours is read the same way.
    sums = np.array(
        [sum(held for name, held in each.aims.items() if name in CODED) for each in told]
    )
    found["whole"] = {"kappa": kappa(np.clip(sums - 1, 0, 2), whole, 3)}
    return found


def agreed(given: Floats, levels: Floats) -> Figures:
    """Compare fractional scores with levels, 1 to 5: kappa is weighted by squared distance."""
    if len(given) < 2:
        return {"replies": len(given)}
    rounded = np.clip(np.rint(given), 1, len(LEVELS)).astype(int)
    apart = np.abs(rounded - levels)
    return {
        "replies": len(given),
        "kappa": kappa(rounded - 1, levels.astype(int) - 1, len(LEVELS)),
        "r": float(np.corrcoef(given, levels)[0, 1]),
        "smd": float((given.mean() - levels.mean()) / levels.std()),
        "exact": float((apart == 0).mean()),
        "adjacent": float((apart <= 1).mean()),
    }


def kappa(
    first: NDArray[Any], second: NDArray[Any], values: int, scale: Any = "ordinal"
) -> float | None:
    """Cohen's kappa of two rows of numbers below `values`; None where chance never errs."""
    table = np.zeros((values, values))
    np.add.at(table, (first, second), 1)
    found = float(weighted_kappa(table, scale))
    return found if np.isfinite(found) else None


def _kappa_of(pairs: Sequence[tuple[Any, Any]]) -> float | None:
    if not pairs:
        return None
    first, second = np.array(pairs, dtype=int).T
    return kappa(first, second, 2)


def calibration(chances: Floats, held: NDArray[np.bool_]) -> Figures:
    """Compare chances with how often it was so: bins of like chances, expected error over them."""
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    rows = [
        {
            "from": place / BINS,
            "said": float(chances[bins == place].mean()),
            "held": float(held[bins == place].mean()),
            "cases": int((bins == place).sum()),
        }
        for place in range(BINS)
        if (bins == place).any()
    ]
    error = sum(row["cases"] * abs(row["said"] - row["held"]) for row in rows) / max(
        1, len(chances)
    )
    return {"error": error, "bins": rows}


def _by_six(rated: Sequence[Reply], given: Floats, levels: Floats) -> Figures:
    """Correlate means over six replies of one voice, drawn without replacement."""
    rng = np.random.default_rng(SEED)
    ours, theirs = [], []
    for voice in sorted({reply.voice for reply in rated}):
        places = rng.permutation([at for at, reply in enumerate(rated) if reply.voice == voice])
        for start in range(0, len(places) - GROUP + 1, GROUP):
            six = places[start : start + GROUP]
            ours.append(given[six].mean())
            theirs.append(levels[six].mean())
    if len(ours) < 3:
        return {"groups": len(ours)}
    return {
        "groups": len(ours),
        "r": float(np.corrcoef(ours, theirs)[0, 1]),
        "rho": rank_correlation(ours, theirs),
    }


def _of_skill(skill: Any, told: Sequence[Assessment], labels: Sequence[Label]) -> Figures:
    pairs = [
        (judged.value, mark)
        for each, label in zip(told, labels, strict=True)
        if (mark := label.mark(skill)) is not None and (judged := each.skills[skill]) is not None
    ]
    if not pairs:
        return {"replies": 0}
    read, rated = (np.array(side) for side in zip(*pairs, strict=True))
    return {
        "replies": len(pairs),
        "kappa": kappa(read, rated, 3),
        "same": float((read == rated).mean()),
    }


def _of_fault(fault: Any, told: Sequence[Assessment], labels: Sequence[Label]) -> Figures:
    read = np.array([bool(each.faults[fault].value) for each in told])
    rated = np.array([fault in label.faults for label in labels])
    return {
        "replies": int(rated.sum()),
        "kappa": kappa(read.astype(int), rated.astype(int), 2),
        "recall": float(read[rated].mean()) if rated.any() else None,
        "precision": float(rated[read].mean()) if read.any() else None,
    }


def _of_sentences(told: Sequence[Assessment], labels: Sequence[Label]) -> Figures:
    same = [
        sentence.behaviour == rated
        for each, label in zip(told, labels, strict=True)
        for sentence, rated in zip(each.sentences, label.behaviours, strict=False)
    ]
    return {"sentences": len(same), "accuracy": float(np.mean(same)) if same else None}


def _f1(read: NDArray[np.bool_], coded: NDArray[np.bool_]) -> float:
    both = float((read & coded).sum())
    return 2 * both / max(1.0, float(read.sum() + coded.sum()))


def say(figures: Figures) -> str:
    """Return the figures as lines to read on a terminal."""
    told: list[str] = []
    for name, found in figures.items():
        told += ["", name.upper(), *_lines(found)]
    return "\n".join(told[1:])


def _lines(found: Any, indent: str = "  ") -> list[str]:
    if not isinstance(found, Mapping | list):
        return [f"{indent}{_number(found)}"]
    rows = found.items() if isinstance(found, Mapping) else enumerate(found)
    told = []
    for name, value in rows:
        label = "" if isinstance(found, list) else f"{name}: "
        flat = _flat(value)
        if flat is not None:
            told.append(f"{indent}{label}{flat}")
        else:
            told += [f"{indent}{label}".rstrip(), *_lines(value, indent + "  ")]
    return told


def _flat(value: Any) -> str | None:
    """Give what fits on one line; None for anything deeper."""
    if isinstance(value, Mapping):
        if any(isinstance(each, Mapping | list) for each in value.values()):
            return None
        return ", ".join(f"{name} {_number(each)}" for name, each in value.items())
    return None if isinstance(value, list) else _number(value)


def _number(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
