"""Marking a plan: run it many times through the teaching model, and count how often it gets there.

A closed kind: the same plan always earns the same, and a person is only needed where a row could
not be read. No simulated client is a real one, and the mark says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rapport import dynamics
from rapport.marking.closed import closed_mark
from rapport.marking.mark import Criterion, Evidence, Mark, Table
from rapport.marking.scheme import Aim, Plan
from rapport.marking.table import Timetable, as_course, listed, no_plan, read_table

CAVEAT = (
    "The runs are those of a teaching model, which knows a few traits of an invented client. "
    "It does not foretell what would help a real person."
)
_WEIGHS = 0.05  # the share of runs that a practice must win or lose to be named


@dataclass(frozen=True)
class Runs:
    """What became of a plan. Per aim, in the item's order:

    held: runs in which it held; gone: runs in which the client had left by then, so that no aim
    can hold.
    """

    held: tuple[int, ...]
    gone: tuple[int, ...]


def mark_plan(item: Plan, text: str) -> Mark:
    """Each aim earns its points by the runs in which it holds, counted from those without a plan.

    All points from `item.wanted` runs on; below that, a share of the way there from what the usual
    levels reach. An aim that these reach already is counted from 0.
    """
    table = read_table(text, item.setting)
    if not table.rows:
        criteria = [Criterion(_title(aim), 0.0, aim.points, "", aim.because) for aim in item.aims]
        return closed_mark(item, 0.0, tuple(criteria), list(table.problems), empty=not table.given)

    plain, whole = run(item, no_plan(item.setting)), run(item, table)
    without = {
        name: run(item, table, names=[other for other in table.named if other != name])
        for name in table.named
    }
    criteria = [
        _criterion(item, place, table, plain, whole, without) for place in range(len(item.aims))
    ]
    points = sum(criterion.points for criterion in criteria)
    criteria += _against(item, table, plain, whole, without)
    return closed_mark(
        item,
        points,
        tuple(criteria),
        list(table.problems),
        notes=table.over,
        table=Table(
            caption=f"In how many of {item.runs} runs each aim was reached. {CAVEAT}",
            head=("Aim", "No plan", "Your plan", "Asked for"),
            rows=tuple(
                (_title(aim), str(before), str(held), str(item.wanted))
                for aim, before, held in zip(item.aims, plain.held, whole.held, strict=True)
            ),
        ),
    )


def run(item: Plan, table: Timetable, *, names: Iterable[str] | None = None) -> Runs:
    """Run a plan as often as the item says; names: the practices, or repair, that count (all).

    The luck is that of the item: it is the same every time and for every plan.
    """
    plan = as_course(table, item.setting, names=names)
    return _run(item.model_dump_json(), plan)


@lru_cache(maxsize=256)
def _run(scheme: str, plan: dynamics.Plan) -> Runs:
    """Run a plan. The usual levels are asked for by every answer, hence the cache.

    scheme: the item as JSON, which a cache can hold.
    """
    item = Plan.model_validate_json(scheme)
    course = dynamics.simulate(
        dynamics.Client(**item.client),
        plan,
        item.sessions,
        n=item.runs,
        seed=int.from_bytes(hashlib.sha256(item.item.encode()).digest()[:6]),
        friction=item.friction,
        parts=False,
    )
    held, gone = [], []
    for aim in item.aims:
        reached = getattr(course, aim.what)[:, aim.by]
        holds = reached >= aim.at_least if aim.at_least is not None else reached <= aim.at_most
        there = course.staying[:, aim.by - 1]  # who leaves early has little strain, and no gain
        held.append(int(np.count_nonzero(holds & there)))
        gone.append(int(np.count_nonzero(~there)))
    return Runs(tuple(held), tuple(gone))


def _criterion(
    item: Plan, place: int, table: Timetable, plain: Runs, whole: Runs, without: dict[str, Runs]
) -> Criterion:
    aim, before, held = item.aims[place], plain.held[place], whole.held[place]
    counted_from = before if before < item.wanted else 0
    share = min(max((held - counted_from) / (item.wanted - counted_from), 0.0), 1.0)
    helped = {
        name: other.held[place]
        for name, other in without.items()
        if held - other.held[place] > _WEIGHS * item.runs
    }
    said = [
        f"In {held} of {item.runs} runs; asked for: {item.wanted}. Without a plan: {before}.",
        *_carried(helped),
        *_left(item.runs - held, whole.gone[place], item.runs),
        *([aim.because] if share == 1 else []),
    ]
    return Criterion(
        _title(aim),
        round(aim.points * share, 2),
        aim.points,
        because=" ".join(said),
        key=aim.because,
        words=_evidence(table, helped),
    )


def _title(aim: Aim) -> str:
    return aim.says[:1].upper() + aim.says[1:]


def _carried(helped: Mapping[str, int]) -> list[str]:
    """Say which practices an aim owes most to; helped: runs in which it holds without each."""
    most = sorted(helped, key=lambda name: helped[name])[:3]
    if not most:
        return []
    said = listed([f"{name} ({helped[name]} without it)" for name in most])
    return [f"What carried it most: {said}."]


def _left(fell_short: int, gone: int, of: int) -> list[str]:
    if gone <= _WEIGHS * of:
        return []
    return [f"In {gone} of the other {fell_short} the client had stopped coming by then."]


def _against(
    item: Plan, table: Timetable, plain: Runs, whole: Runs, without: dict[str, Runs]
) -> list[Criterion]:
    """Name what lowered an aim; it costs nothing by itself.

    Taken out, it wins runs. Where a plan does worse than none, several things may each be enough
    to spoil it, and taking one out wins nothing; so there each is tried on its own as well.
    """
    few = _WEIGHS * item.runs
    names = {
        name
        for name, other in without.items()
        if any(more - held > few for more, held in zip(other.held, whole.held, strict=True))
    }
    for place, (before, held) in enumerate(zip(plain.held, whole.held, strict=True)):
        if before - held > few:
            names |= {
                name
                for name in table.named
                if before - run(item, table, names=[name]).held[place] > few
            }
    if not names:
        return []
    in_order = [name for name in table.named if name in names]
    return [
        Criterion(
            "What worked against an aim",
            0.0,
            0.0,
            because=f"As it stands in your plan, less often reached with it: {listed(in_order)}.",
            words=_evidence(table, in_order),
        )
    ]


def _evidence(table: Timetable, names: Iterable[str]) -> tuple[Evidence, ...]:
    rows = dict.fromkeys(row for name in names for row in table.rows_of(name))
    return tuple(Evidence(row.start, row.end, row.text) for row in rows)
