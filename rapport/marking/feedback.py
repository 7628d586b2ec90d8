"""A mark in words: as a page for the learner, as a panel for the instructor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from rapport.marking.mark import Criterion, Mark
from rapport.marking.scheme import Goal, Note, Plan, Reply, Scheme
from rapport.replies.speech import sentence_of
from rapport.replies.text import Span
from rapport.support import EVERYWHERE, NOT_WATCHED, OWN_DANGER

ASK = (
    "Do you see it differently? Tick this question under “Would you like a person to look at an "
    "answer?” at the end of your notebook and submit again, or write to {whom}. "
    "Asking never costs points."
)
LONG = 240
"""Characters of a sentence above which only a part of it is quoted."""

_TICKED = re.compile(r"^[-*+] \[[xX]\] ", re.M)
_UNTICKED = re.compile(r"^[-*+] \[ \] ", re.M)


@dataclass(frozen=True)
class ItemReport:
    """One answered question as its learner sees it.

    question: trusted HTML of the question; answer: the learner's own text, as typed. points:
    what counts, None while a person still has to look. adjusted: a person set other points
    than software; comment: what that person wrote. asked: the learner asked for a person.
    model: the model answer once it may be shown, else empty.
    """

    mark: Mark
    answer: str
    question: str
    points: float | None
    adjusted: bool = False
    comment: str = ""
    asked: bool = False
    model: str = ""
    found: tuple[str, ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether a person still has to look."""
        return self.points is None


@dataclass(frozen=True)
class Report:
    """A whole notebook's feedback. whom: who can be asked; support: local contacts, if set."""

    title: str
    items: tuple[ItemReport, ...]
    whom: str
    support: str = ""
    show_key: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def waiting(self) -> int:
        """How many answers still wait for a person."""
        return sum(item.waiting for item in self.items)

    @property
    def points(self) -> float:
        """Points so far; a total only where nothing waits."""
        return sum(item.points or 0.0 for item in self.items)

    @property
    def of(self) -> float:
        """Points of a perfect notebook."""
        return sum(item.mark.of for item in self.items)


def as_page(report: Report) -> str:
    """Give a notebook's feedback as one HTML page that asks nothing of any other place."""
    return _templates().get_template("feedback.html.j2").render(report=report)


def as_panel(mark: Mark, answer: str) -> Markup:
    """Give an answer's mark as HTML for the instructor's page: suggestion, doubts, criteria."""
    return Markup(_templates().get_template("panel.html.j2").render(mark=mark, answer=answer))


def answer_html(answer: str, mark: Mark) -> Markup:
    """Give the learner's text with the words that earned or cost something marked.

    Task lists, which carry no evidence, get boxes in the place of `- [x]`.
    """
    if mark.kind in ("choice", "choices"):
        return escape(_TICKED.sub("☑ ", _UNTICKED.sub("☐ ", answer)))
    return _marked(answer, 0, len(answer), mark.criteria)


def quotes(criterion: Criterion, answer: str) -> list[Markup]:
    """Give the sentences, three at most, in which a criterion's words stand, with these marked.

    Words by themselves would be fragments that nobody can check; of a very long sentence the part
    around them is given.
    """
    shown: dict[tuple[int, int], Markup] = {}
    for piece in criterion.words:
        sentence = sentence_of(Span(piece.start, piece.end, piece.text), answer)
        start, end = sentence.start, max(sentence.end, piece.end)
        if end - start > LONG:
            start, end = max(start, piece.start - LONG // 3), min(end, piece.end + LONG // 3)
        if (start, end) in shown:
            continue
        cut = Markup("… ") if start > sentence.start else Markup("")
        rest = Markup(" …") if end < sentence.end else Markup("")
        shown[start, end] = cut + _marked(answer, start, end, [criterion]) + rest
        if len(shown) == 3:
            break
    return list(shown.values())


def model_answer(item: Scheme) -> str:
    """Give the model answer in plain text; empty for kinds whose key says it all."""
    return item.model.strip() if isinstance(item, Reply | Note | Goal | Plan) else ""


def _marked(answer: str, start: int, end: int, criteria: Iterable[Criterion]) -> Markup:
    """Give a stretch of an answer as HTML with the criteria's words in it marked."""
    pieces = sorted(
        (
            (piece, criterion)
            for criterion in criteria
            for piece in criterion.words
            if start <= piece.start and piece.end <= end
            if answer[piece.start : piece.end] == piece.text
        ),
        key=lambda pair: (pair[0].start, -pair[0].end),
    )
    html, position = Markup(""), start
    for piece, criterion in pieces:
        if piece.start < position:
            continue  # nested evidence: the outer words are already marked
        html += escape(answer[position : piece.start])
        style = "good" if criterion.of else "care"
        html += Markup('<mark class="{}" title="{}">{}</mark>').format(
            style, criterion.name, piece.text
        )
        position = piece.end
    return html + escape(answer[position:end])


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("rapport.marking", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "points": _points,
        "sign": _sign,
        "earned": _earned,
        "trusted": Markup,
        "emphasis": _emphasis,
    }
    environment.globals |= {
        "answer_html": answer_html,
        "quotes": quotes,
        "ask": ASK,
        "own_danger": OWN_DANGER,
        "everywhere": EVERYWHERE,
        "not_watched": NOT_WATCHED,
    }
    return environment


def _emphasis(text: str) -> Markup:
    """Give an author's text with `*titles*` in italics."""
    return Markup(re.sub(r"\*(\S(?:[^*\n]*\S)?)\*", r"<em>\1</em>", str(escape(text))))


def _points(points: float) -> str:
    """Points without idle zeros: 2, 1.5, 0.67."""
    return f"{round(points, 2):g}"


def _sign(criterion: Criterion) -> str:
    if criterion.points < 0 or not criterion.of:
        return "!"
    return "✓" if criterion.points >= criterion.of else ("~" if criterion.points else "–")


def _earned(criterion: Criterion) -> str:
    if not criterion.of:
        return _points(criterion.points)
    return f"{_points(criterion.points)} of {_points(criterion.of)}"
