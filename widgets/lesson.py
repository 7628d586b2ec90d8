"""The one-line calls of a lesson's notebook: a question, a bet, a map, a table, a simulation.

>>> from widgets import lesson
>>> lesson.ask("l7-two-scales")["l7-two-scales"].many
True
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets
import plotly.graph_objects as go
from IPython.display import HTML

from rapport import clients, knowledge, questions
from rapport.dynamics import APPROACHES, Client, Course, simulate
from rapport.questions.explorer import stop as find_stop
from rapport.support import pointer
from widgets import parts, theme
from widgets.chart import Chart
from widgets.explorer import TrustExplorer
from widgets.explorer_arrows import honesty as explorer_honesty
from widgets.parts import Event, Parts
from widgets.picker import ApproachPicker
from widgets.plane import plane

if TYPE_CHECKING:
    from widgets.response_lab import ResponseLab

RUNS = 200
"""Clients of one place whose mean settles a bet: the model's answer, not one person's luck."""

_MEASURES = {"trust": "trust", "dependence": "leaning", "attended": "came so far"}
_DASHES = {"trust": "solid", "dependence": "dash", "attended": "dot"}
_CELL = 'style="text-align: start; vertical-align: top"'  # JupyterLab would push words to the right


def ask(id: str) -> Parts:
    """Ask a question for practice; each option has its reason, nothing is recorded.

    Raises `rapport.knowledge.UnknownIdError`, with the nearest known id.
    """
    asked = questions.question(id)
    options = tuple(
        parts.Option(option.text, option.because, option.fits) for option in asked.options
    )
    shown = Parts([parts.Question(id, prompt=asked.prompt, options=options, many=asked.many)])
    if asked.after:
        after = parts.Text("after", text=asked.after)

        def told(_: Event) -> None:
            # Where several fit, what comes after waits for all of them: it gives them away.
            if shown[id].all_shown or not asked.many:
                shown.show([shown[id], after])

        shown.on_event(told)
    return shown


def bet(id: str) -> ipywidgets.VBox:
    """Let the learner guess, then play the teaching model and show what came out."""
    asked = questions.bet(id)
    texts = tuple(option.text for option in asked.options)
    top = Parts([parts.Bet("bet", question=asked.prompt, options=texts)])
    box = ipywidgets.VBox([top])

    def placed(event: Event) -> None:
        if event.name != "choose" or top["bet"].answer is not None:
            return
        chosen = next(option for option in asked.options if option.text == event.value)
        because = chosen.because
        if chosen is not asked.answer:
            because = f"{because} {asked.answer.because}"
        top.update("bet", answer=asked.answer.text, because=because)
        played = [(run, _mean_of(run)) for run in asked.runs]
        shown: list[ipywidgets.DOMWidget] = [top, _bet_chart(played, asked.shows)]
        if asked.moves_map:
            shown.append(_moves(played))
        after = [parts.Text("after", text=asked.after)] if asked.after else []
        box.children = (*shown, Parts([*after, _honesty(asked)]))

    top.on_event(placed)
    return box


def map(lesson: str) -> Chart:
    """Show the plane of the two scales, with a point to move about."""
    _only_lesson("07", lesson)
    words = clients.approach_picker().map
    return _as_wide(Chart(plane(words), words.describes, placeable=True, ring=0.3, height=380))


def table(name: str) -> HTML:
    """Show a table of the sources in the course's own words, with its citation.

    name: "attachment", or a table of `rapport.knowledge` ("alliance-elements"). A column that the
    course has added says so. Raises `rapport.knowledge.UnknownIdError`, with the nearest known id.
    """
    shown = _styles() if name == "attachment" else knowledge.table(name)
    titles = [f"{title} (ours)" if title in shown.ours else title for title in shown.columns]
    head = "".join(f'<th scope="col" {_CELL}>{escape(title)}</th>' for title in titles)
    body = "".join(
        f'<tr><th scope="row" {_CELL}>{escape(row.cells[0])}</th>'
        + "".join(f"<td {_CELL}>{escape(cell)}</td>" for cell in row.cells[1:])
        + "</tr>"
        for row in shown.rows
    )
    label = escape(f"Table: {shown.name}")
    note = f"<p>{_named(shown.note)}</p>" if shown.note else ""
    source = escape(knowledge.cite(shown.rows[0].address))
    return _html(
        f'<div style="overflow-x: auto" tabindex="0" role="region" aria-label="{label}">'
        '<table cellpadding="6" style="min-width: 40rem">'
        f'<caption style="text-align: start"><strong>{escape(shown.name)}</strong></caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f"{note}<p><small>After {source}, in our own words. "
        "On a narrow screen the table scrolls sideways.</small></p>"
    )


def picker(lesson: str) -> ApproachPicker:
    """Show the attachment-style approach picker."""
    _only_lesson("07", lesson)
    return ApproachPicker()


def explorer(stop: str) -> TrustExplorer:
    """Show the trust-trajectory explorer as one stop of a lesson needs it ("l1-one-knob").

    Raises `rapport.knowledge.UnknownIdError`, with the nearest known id.
    """
    return TrustExplorer(find_stop(stop))


def response_lab(lesson: str) -> ResponseLab:
    """Show the reply lab."""
    _only_lesson("04", lesson)
    return _reply_lab()


def dashboard(name: str) -> ApproachPicker | TrustExplorer | ResponseLab:
    """Show the ten-minute version of a lesson's simulation, by the name of its notebook."""
    match lesson := name.partition("-")[0]:
        case "01":
            return TrustExplorer(short=True)
        case "04":
            return _reply_lab(short=True)
        case "07":
            return ApproachPicker(short=True)
    raise knowledge.UnknownIdError(f"There is no dashboard for lesson “{lesson}” yet.")


def recap(lesson: str) -> Parts:
    """Ask for the lesson in three lines, and show ours on demand: recalling is half of keeping."""
    lines = questions.recap(lesson).lines
    return _on_demand(
        "Show the three lines", parts.Recap("recap", lines=(lines[0], lines[1], lines[2]))
    )


def ours(id: str) -> Parts:
    """Show what the course would say, once the learner has said theirs.

    Raises `rapport.knowledge.UnknownIdError`, with the nearest known id.
    """
    answer = questions.answer(id)
    return _on_demand(
        "I have said mine: show yours",
        parts.Card("ours", "Ours", says=answer.says),
        parts.Text("why", text=answer.because),
    )


def support() -> Parts:
    """Show where help is to be found: the host's own lines, and what holds everywhere."""
    return Parts([parts.Text("support", text="\n\n".join(pointer()))])


def glossary(lesson: str) -> HTML:
    """Show the concepts a lesson teaches: what each is, what the articles claim, what to hold."""
    taught = [concept for concept in knowledge.concepts() if concept.lesson == int(lesson)]
    if not taught:
        raise knowledge.UnknownIdError(f"There is no lesson “{lesson}” with concepts.")
    return _html("".join(_entry(concept) for concept in taught))


def _on_demand(label: str, *kept: parts.Part) -> Parts:
    """Keep parts back until a button is pressed, then go to the first of them."""
    show = parts.Button("show", label)
    shown = Parts([parts.Buttons("look", items=(show,))])
    shown.on_event(lambda _: shown.show(kept, focus=kept[0].key))
    return shown


def _styles() -> knowledge.Table:
    """Give the table of attachment styles the form of the other tables."""
    rows = knowledge.attachment_table()
    titles = {field: info.title for field, info in knowledge.AttachmentRow.model_fields.items()}
    told = {field: title for field, title in titles.items() if title}
    return knowledge.Table(
        id="attachment",
        name="Four styles",
        columns=tuple(told.values()),
        rows=tuple(
            knowledge.TableRow(
                id=row.id,
                address=row.address,
                cells=tuple(str(getattr(row, field)) for field in told),
            )
            for row in rows
        ),
    )


def _html(text: str) -> HTML:
    return HTML(text)  # type: ignore[no-untyped-call]


def _entry(concept: knowledge.Concept) -> str:
    claims = "".join(f"<li>{_named(claim)}</li>" for claim in concept.claims)
    caveats = "".join(
        f"<li>{_named(caveat.text)}"
        + "".join(f" <small>({escape(knowledge.cite(r))})</small>" for r in caveat.references)
        + "</li>"
        for caveat in concept.caveats
    )
    return (
        f"<details><summary><strong>{escape(concept.name)}</strong>: "
        f"{escape(concept.definition)}</summary>"
        f"<p>The articles claim:</p><ul>{claims}</ul><p>And yet:</p><ul>{caveats}</ul>"
        f"<p><small>{escape(_cited(concept.sections))}</small></p></details>"
    )


def _cited(sections: Sequence[str]) -> str:
    """Cite sections, each article once: “Title, date, sections 6, 7, 9”."""
    by_article: dict[str, list[str]] = {}
    for section in sections:
        article, _, number = knowledge.cite(section).partition(", section ")
        by_article.setdefault(article, []).append(number)
    return "; ".join(
        f"{article}, section{'s' * (len(numbers) > 1)} {', '.join(numbers)}"
        for article, numbers in by_article.items()
    )


def _named(text: str) -> str:
    """Give a text as HTML, each source by its name where the text has its id ("S1")."""

    def name(found: re.Match[str]) -> str:
        return f"<i>{escape(knowledge.source(found[1]).name)}</i>"

    return re.sub(r"\b(S[0-4])\b", name, escape(text))


def _mean_of(run: questions.Run) -> Course:
    start = Client(run.dot.anxiety, run.dot.avoidance, run.start_trust, **run.traits)
    return simulate(start, APPROACHES[run.approach], n=RUNS, seed=7, leaving=False)


def _bet_chart(played: list[tuple[questions.Run, Course]], shows: tuple[str, ...]) -> Chart:
    """Draw the courses: a colour for each, and for each measure a kind of line."""
    data: list[dict[str, Any]] = []
    told = []
    names = _names([run for run, _ in played])
    for name, colour, (_, course) in zip(names, theme.SERIES, played, strict=False):
        for measure in shows:
            values = _means(course, measure)
            data.append(
                {
                    "name": f"{name}: {_MEASURES[measure]}",
                    "x": list(range(course.sessions + 1))[-len(values) :],
                    "y": values,
                    "mode": "lines",
                    "line": {"color": colour, "dash": _DASHES[measure]},
                }
            )
            told.append(f"{data[-1]['name']} ends at {values[-1]:.2f}")
    figure = go.Figure(
        data,
        {
            "xaxis": {"title": {"text": "session"}},
            "yaxis": {"title": {"text": "none to full"}, "range": [0, 1]},
        },
    )
    says = f"Means of {RUNS} simulated clients over 20 sessions: {'; '.join(told)}."
    return _as_wide(Chart(figure, says))


def _names(runs: list[questions.Run]) -> list[str]:
    """Name the courses; where one person is met in two ways, the approach is named as well."""
    if len({run.name for run in runs}) == len(runs):
        return [run.name for run in runs]
    return [f"{run.name}, {clients.approach(run.approach).name.lower()}" for run in runs]


def _as_wide(chart: Chart) -> Chart:
    """Let a chart end where the parts above it do."""
    chart.layout.max_width = parts.WIDTH
    return chart


def _means(course: Course, measure: str) -> list[float]:
    if measure == "attended":
        came = course.attended.mean(axis=0)
        return [float(came[: k + 1].mean()) for k in range(course.sessions)]
    return [float(value) for value in getattr(course, measure).mean(axis=0)]


def _moves(played: list[tuple[questions.Run, Course]]) -> Chart:
    words = clients.approach_picker().map
    figure = plane(words)
    told = []
    for run, course in played:
        anxiety, avoidance = course.anxiety.mean(axis=0), course.avoidance.mean(axis=0)
        figure.add_trace(
            {
                "name": f"{run.name}, over 20 sessions",
                "x": anxiety.tolist(),
                "y": avoidance.tolist(),
                "mode": "lines+markers",
                "marker": {"size": 4},
                "line": {"color": theme.VERMILLION},
            }
        )
        told.append(
            f"{run.name} moves from anxiety {anxiety[0]:.2f}, avoidance {avoidance[0]:.2f} "
            f"to {anxiety[-1]:.2f}, {avoidance[-1]:.2f}"
        )
    return _as_wide(Chart(figure, f"{words.describes} {'; '.join(told)}.", height=380))


def _honesty(asked: questions.Bet) -> parts.Honesty:
    """Say what is ours: in the words of the explorer where its traits are played."""
    traits = dict.fromkeys(trait for run in asked.runs for trait in run.traits)
    if traits:
        return explorer_honesty(("start_trust", *traits), ("trust",))
    honesty = clients.approach_picker().honesty
    return parts.Honesty(
        "honesty",
        from_articles=honesty.from_articles,
        ours=honesty.ours,
        limits=honesty.limits,
    )


def _reply_lab(*, short: bool = False) -> ResponseLab:
    from widgets.response_lab import ResponseLab  # late: no other lesson reads replies

    return ResponseLab(short=short)


def _only_lesson(known: str, lesson: str) -> None:
    if lesson != known:
        raise knowledge.UnknownIdError(f"There is no simulation for lesson “{lesson}” yet.")
