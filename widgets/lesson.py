"""The one-line calls of a lesson's notebook: a question, a bet, a map, a table, a simulation.

>>> from widgets import lesson
>>> lesson.ask("l7-two-scales")["l7-two-scales"].many
True
"""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets
import plotly.graph_objects as go
from IPython.display import HTML

from rapport import clients, knowledge, questions
from rapport.dynamics import APPROACHES, Client, Course, simulate
from widgets import parts, theme
from widgets.chart import Chart
from widgets.parts import Event, Parts
from widgets.picker import ApproachPicker
from widgets.plane import plane

RUNS = 200
"""Clients of one place whose mean settles a bet: the model's answer, not one person's luck."""

_MEASURES = {"trust": "Trust", "dependence": "Leaning", "attended": "Came so far"}


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
            if shown[id].all_shown:
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
        box.children = (*shown, Parts([*after, _honesty()]))

    top.on_event(placed)
    return box


def map(lesson: str) -> Chart:
    """Show the plane of the two scales, with a point to move about."""
    _only_lesson_7(lesson)
    words = clients.approach_picker().map
    return Chart(plane(words), words.describes, placeable=True, height=380)


def table(name: str) -> HTML:
    """Show a table of the sources in the course's own words, with its citation."""
    if name != "attachment":
        raise knowledge.UnknownIdError(f"There is no table “{name}”. There is “attachment”.")
    rows = knowledge.attachment_table()
    fields = {
        field: info.title or field.replace("_", " ")
        for field, info in type(rows[0]).model_fields.items()
        if field not in ("id", "address")
    }
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in fields.values())
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{escape(str(getattr(row, field)))}</th>'
            if field == "style"
            else f"<td>{escape(str(getattr(row, field)))}</td>"
            for field in fields
        )
        + "</tr>"
        for row in rows
    )
    source = escape(knowledge.cite(rows[0].address))
    return _html(
        '<div style="overflow-x: auto" tabindex="0" role="region" aria-label="Table of styles">'
        '<table cellpadding="6"><caption>Four styles</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f"<p><small>After {source}, in our own words. The table scrolls sideways.</small></p>"
    )


def picker(lesson: str) -> ApproachPicker:
    """Show the attachment-style approach picker."""
    _only_lesson_7(lesson)
    return ApproachPicker()


def dashboard(name: str) -> ApproachPicker:
    """Show the ten-minute version of a lesson's simulation."""
    _only_lesson_7(name.partition("-")[0])
    return ApproachPicker(short=True)


def recap(lesson: str) -> Parts:
    """Show the lesson in three lines."""
    lines = questions.recap(lesson).lines
    return Parts([parts.Recap("recap", lines=(lines[0], lines[1], lines[2]))])


def glossary(lesson: str) -> HTML:
    """Show the concepts a lesson teaches: what each is, what the articles claim, what to hold."""
    taught = [concept for concept in knowledge.concepts() if concept.lesson == int(lesson)]
    if not taught:
        raise knowledge.UnknownIdError(f"There is no lesson “{lesson}” with concepts.")
    return _html("".join(_entry(concept) for concept in taught))


def _html(text: str) -> HTML:
    return HTML(text)  # type: ignore[no-untyped-call]


def _entry(concept: knowledge.Concept) -> str:
    claims = "".join(f"<li>{escape(claim)}</li>" for claim in concept.claims)
    caveats = "".join(
        f"<li>{escape(caveat.text)}"
        + "".join(f" <small>({escape(knowledge.cite(r))})</small>" for r in caveat.references)
        + "</li>"
        for caveat in concept.caveats
    )
    sources = "; ".join(knowledge.cite(section) for section in concept.sections)
    return (
        f"<details><summary><strong>{escape(concept.name)}</strong>: "
        f"{escape(concept.definition)}</summary>"
        f"<p>The articles claim:</p><ul>{claims}</ul><p>And yet:</p><ul>{caveats}</ul>"
        f"<p><small>{escape(sources)}</small></p></details>"
    )


def _mean_of(run: questions.Run) -> Course:
    start = Client(run.dot.anxiety, run.dot.avoidance, run.start_trust)
    return simulate([start] * RUNS, APPROACHES[run.approach], seed=7)


def _bet_chart(played: list[tuple[questions.Run, Course]], shows: tuple[str, ...]) -> Chart:
    data: list[dict[str, Any]] = []
    told = []
    for run, course in played:
        for measure in shows:
            values = _means(course, measure)
            name = f"{run.name}: {_MEASURES[measure].lower()}"
            data.append({"name": name, "x": list(range(len(values))), "y": values, "mode": "lines"})
            told.append(f"{name} ends at {values[-1]:.2f}")
    figure = go.Figure(
        data,
        {
            "xaxis": {"title": {"text": "session"}},
            "yaxis": {"title": {"text": "none to full"}, "range": [0, 1]},
        },
    )
    return Chart(figure, f"Means of {RUNS} simulated clients over 20 sessions: {'; '.join(told)}.")


def _means(course: Course, measure: str) -> list[float]:
    if measure == "attended":
        came = course.attended.mean(axis=0)
        return [1.0, *(float(came[: k + 1].mean()) for k in range(course.sessions))]
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
    return Chart(figure, f"{words.describes} {'; '.join(told)}.", height=380)


def _honesty() -> parts.Honesty:
    honesty = clients.approach_picker().honesty
    return parts.Honesty(
        "honesty",
        from_articles=honesty.from_articles,
        ours=honesty.ours,
        limits=honesty.limits,
    )


def _only_lesson_7(lesson: str) -> None:
    if lesson != "07":
        raise knowledge.UnknownIdError(f"There is no simulation for lesson “{lesson}” yet.")
