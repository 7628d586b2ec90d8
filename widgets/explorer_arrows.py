"""Which arrows of the trust explorer come from the articles, and which are the course's own."""

from __future__ import annotations

from functools import cache

from rapport import knowledge
from rapport.dynamics import EDGES_CARRIED
from rapport.dynamics.edges import Carried
from rapport.questions.explorer import explorer
from widgets.parts import Honesty


@cache
def honesty(
    knobs: tuple[str, ...],
    lines: tuple[str, ...],
    kinds: tuple[str, ...] = (),
    onset: bool = False,
) -> Honesty:
    """Return the part that names the arrows behind what is on screen.

    knobs, lines, kinds: ids of what is shown and pinned; onset: whether clients are sorted by how
    soon they connect. A claim that the course added stands under ours, with its number; one that
    the model leaves out is said to be left out.
    """
    words = explorer()
    sources: list[tuple[str, ...]] = [words.knob(knob).edges for knob in knobs]
    sources += [words.line(line).edges for line in lines]
    sources += [kind.edges for kind in words.events.kinds if kind.id in kinds]
    ids = dict.fromkeys(id for edges in sources for id in edges)
    if onset:
        ids[words.onset_source] = None
    edges = [knowledge.edge(id) for id in ids]
    carried = [edge for edge in edges if is_carried(edge.id)]
    left_out = [edge for edge in edges if not is_carried(edge.id)]
    limits = words.honesty.limits
    if left_out:
        arrows = "; ".join(f"{edge.driver} → {edge.state} ({edge.id})" for edge in left_out)
        limits = f"{words.says['carried_not'].format(arrows=arrows)}\n\n{limits}"
    ours = [say_arrow(edge) for edge in carried if edge.basis == "added"]
    return Honesty(
        "honesty",
        from_articles=(
            *words.honesty.from_articles,
            *(say_arrow(edge) for edge in carried if edge.basis != "added"),
        ),
        ours=(*ours, *words.honesty.ours),
        limits=limits,
    )


def is_carried(id: str) -> bool:
    """Return whether the model's rule carries a claim."""
    return isinstance(EDGES_CARRIED.get(id), Carried)


def say_arrow(edge: knowledge.Edge) -> str:
    """Say a causal claim in a line, with its basis and where it comes from.

    >>> say_arrow(knowledge.edge("E16")).split(" *")[0]
    'Clear limits → over-dependence ↓.'
    """
    sign = {"+": " ↑", "-": " ↓", "±": " ↑↓"}.get(edge.sign, "")
    # A state that shows signs of its own, as “trust (−), strain (+)”, needs no other.
    state = edge.state if "(" in edge.state else f"{edge.state}{sign}"
    place = f"; {knowledge.cite(edge.lines[0])}" if edge.lines else ""
    driver = f"{edge.driver[0].upper()}{edge.driver[1:]}"
    return f"{driver} → {state}. *{edge.id}, {edge.basis}{place}.*"
