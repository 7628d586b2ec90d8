"""Marking choice, choices, order and classify: the key decides, each part with its reason.

A plan, whose key is run through the model, is marked in `rapport.marking.runs`.
"""

from __future__ import annotations

from itertools import combinations

from rapport.marking.answers import parse_labels, parse_order, parse_ticks
from rapport.marking.mark import Criterion, Mark, Table
from rapport.marking.scheme import Choice, Choices, Classify, Order, Plan
from rapport.marking.starter import shuffled

Closed = Choice | Choices | Order | Classify | Plan


def mark_choice(item: Choice, text: str) -> Mark:
    """One option ticked earns its worth; with more than one, the least of them is suggested."""
    ticks = parse_ticks(text, [option.text for option in item.options])
    chosen = [option for option in item.options if option.text in ticks.ticked]
    problems = list(ticks.problems)
    if len(chosen) > 1:
        problems.insert(0, f"{len(chosen)} options are ticked where exactly one was asked for.")
    points = min((option.worth for option in chosen), default=0.0)
    criteria = tuple(
        Criterion(
            option.text,
            option.worth if option in chosen else 0.0,
            item.of if option in chosen else 0.0,
            because=option.because if option in chosen else "",
            key=_earns(option.worth) + option.because,
        )
        for option in item.options
    )
    return closed_mark(item, points, criteria, problems, empty=not ticks.ticked)


def mark_choices(item: Choices, text: str) -> Mark:
    """A right tick earns an equal share of the points, a wrong one costs a share."""
    ticks = parse_ticks(text, [option.text for option in item.options])
    share = item.points / sum(option.tick is True for option in item.options)
    criteria = []
    for option in item.options:
        ticked = option.text in ticks.ticked
        worth = share if option.tick is True else 0.0
        earned = 0.0
        if ticked and option.tick != "either":
            earned = share if option.tick is True else -share
        fits = {True: "Fits. ", False: "Does not fit. ", "either": "Either is fine. "}[option.tick]
        criteria.append(
            Criterion(
                option.text,
                earned,
                worth,
                because=option.because if ticked else "",
                key=fits + option.because,
            )
        )
    points = max(0.0, sum(criterion.points for criterion in criteria))
    return closed_mark(item, points, tuple(criteria), list(ticks.problems), empty=not ticks.ticked)


def mark_order(item: Order, text: str) -> Mark:
    """All pairs the right way round earn all points, half of them (as by chance) none."""
    lines = [line.text for line in item.lines]
    ranks = parse_order(text, lines, shuffled(item))
    pairs = [
        (first, second) if first.place < second.place else (second, first)
        for first, second in combinations(item.lines, 2)
        if first.place != second.place
    ]
    place = ranks.place
    right = {
        (first.text, second.text)
        for first, second in pairs
        if first.text in place and second.text in place and place[first.text] < place[second.text]
    }
    share = len(right) / len(pairs)
    points = item.points * max(0.0, 2 * share - 1)
    criteria = [
        Criterion(
            "Pairs the right way round",
            points,
            item.points,
            because=f"{len(right)} of {len(pairs)} pairs stand the right way round; "
            "half of them would be chance.",
        )
    ]
    for line in item.lines:
        mine = [pair for pair in pairs if line.text in (pair[0].text, pair[1].text)]
        fits = all((first.text, second.text) in right for first, second in mine)
        criteria.append(
            Criterion(
                line.text,
                0.0,
                0.0,
                because=line.because if fits else "",
                key=f"Place {line.place}. {line.because}",
            )
        )
    return closed_mark(item, points, tuple(criteria), list(ranks.problems), empty=not ranks.given)


def mark_classify(item: Classify, text: str) -> Mark:
    """Rows share the points equally; an accepted label counts as the key's own."""
    labels = parse_labels(text, [row.text for row in item.rows], item.labels)
    share = item.points / len(item.rows)
    criteria = []
    for row in item.rows:
        said = labels.label.get(row.text)
        right = said is not None and said in (row.label, *row.also)
        criteria.append(
            Criterion(
                row.text,
                share if right else 0.0,
                share,
                because=f"{said}: {row.because}"
                if right
                else (f"{said}: not this one." if said else ""),
                key=f"{' or '.join((row.label, *row.also))}: {row.because}",
            )
        )
    points = sum(criterion.points for criterion in criteria)
    return closed_mark(item, points, tuple(criteria), list(labels.problems), empty=not labels.given)


def closed_mark(
    item: Closed,
    points: float,
    criteria: tuple[Criterion, ...],
    problems: list[str],
    *,
    empty: bool = False,
    notes: tuple[str, ...] = (),
    table: Table | None = None,
) -> Mark:
    """Give the mark of a closed kind: a person looks where there are problems, not for notes."""
    points = round(min(points, item.of), 2)
    why = ("Part of the answer could not be read with certainty.",) if problems else ()
    if empty:
        step = "Nothing was answered here yet; have a go, a wrong try costs nothing."
    elif points == item.of:
        step = "All points. Keep it: say in one sentence, aloud, why it fits this person."
    else:
        step = item.next or "Read the question once more beside the reasons above."
    return Mark(
        item=item.item,
        title=item.title,
        kind=item.kind,
        points=points,
        of=item.of,
        criteria=criteria,
        confidence=0.5 if why else 1.0,
        next_step=step,
        why_human=why,
        problems=(*problems, *notes),
        empty=empty,
        table=table,
    )


def _earns(worth: float) -> str:
    return f"Earns {worth:g}. " if worth else "Earns nothing. "
