"""The page on the teaching model."""

from __future__ import annotations

import re
from html import unescape

import numpy as np
import pytest

from rapport import knowledge
from rapport.dynamics import EDGES_CARRIED, evidence
from rapport.dynamics.edges import Carried
from widgets import model
from widgets.chart import Chart
from widgets.parts import Part, Parts


def test_every_loop_is_drawn_with_its_steps_and_claims() -> None:
    shown = unescape(model.loops().data)
    for loop in knowledge.loops():
        assert all(words in shown for words in (loop.name, *loop.steps, *loop.edges))


def test_every_arrow_says_whose_it_is_and_whether_the_model_has_it() -> None:
    shown = unescape(model.arrows().data)
    entries = re.findall(r"<li>(.*?)</li>", shown)
    for edge, entry in zip(knowledge.edges(), entries, strict=True):
        answer = EDGES_CARRIED[edge.id]
        assert edge.driver[1:] in entry
        assert f"({edge.id}, {edge.basis}" in entry
        assert ("Not in the model" in entry) != isinstance(answer, Carried)
        if edge.lines:
            assert knowledge.cite(edge.lines[0]) in entry
    counts = re.findall(r": (\d+) of (\d+) in the model", shown)
    carried = sum(isinstance(answer, Carried) for answer in EDGES_CARRIED.values())
    assert sum(int(some) for some, _ in counts) == carried
    assert sum(int(of) for _, of in counts) == len(EDGES_CARRIED)


def test_the_studies_are_played_when_asked_for_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "SEEDS", 2)
    monkeypatch.setattr(model, "CLIENTS", 200)
    box = model.evidence()
    (top,) = box.children
    assert isinstance(top, Parts)
    told: list[str] = []
    show = top.show

    def listen(now: list[Part]) -> None:
        told.append(str(getattr(now[-1], "text", "")))
        show(now)

    monkeypatch.setattr(top, "show", listen)
    top.hear("run", "press", "play")
    assert told[:2] == ["1 of 2 studies played", "2 of 2 studies played"]
    rows = evidence.compare(2, 200)
    assert told[2] == model.say_evidence(rows)
    shown = unescape(box.children[1].value)
    assert shown.count("<tr>") == 1 + len(rows)
    for row in rows:
        assert row.measures in shown
        assert f"{row.simulated:.2f} (".replace("-", "−") in shown
    uncited = [row for row in rows if not knowledge.effect(row.id.removesuffix("-back")).references]
    assert shown.count(model.WORKING_RANGE) == len(uncited) == 3
    assert shown.count("<strong>no</strong>") == sum(row.within is False for row in rows)
    top.hear("run", "press", "play")
    assert len(box.children) == 2
    assert len(told) == 3


def test_the_cloud_is_the_first_study_of_the_table() -> None:
    alliance, relief = model.one_study()
    found = evidence.correlation(alliance, relief)
    assert found == pytest.approx(evidence.measure(1)["alliance-outcome"])
    chart, said = model.cloud().children
    assert isinstance(chart, Chart)
    assert len(chart.figure["data"][0]["x"]) == len(alliance)
    assert f"r = {found:.2f}" in said["says"].text
    assert f"r = {found:.2f}" in chart.description


def test_what_a_correlation_means_for_two_clients() -> None:
    same = np.arange(8.0)
    said = model.say_cloud(same, same)
    assert "in 100 of 100 pairs" in said
    assert "0% end better" in said
    assert "in 0 of 100 pairs" in model.say_cloud(same, -same)
