"""The one-line calls of the lessons, and the stops of lesson 1, played."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import combinations, product
from pathlib import Path
from statistics import median

import pytest

from rapport import knowledge, questions
from rapport.dynamics import Event
from rapport.questions.explorer import Aim, Bet, explorer, stop
from rapport.support import EVERYWHERE
from widgets import lesson
from widgets.chart import Chart
from widgets.explorer import start
from widgets.explorer_code import Setting
from widgets.explorer_runs import measure
from widgets.parts import Parts
from widgets.timeline import SESSIONS


@pytest.mark.parametrize("asked", questions.questions(), ids=lambda asked: asked.id)
def test_a_question_gives_a_reason_for_every_option(asked: questions.Question) -> None:
    shown = lesson.ask(asked.id)
    assert [option.because for option in shown[asked.id].options] == [
        option.because for option in asked.options
    ]
    for option in asked.options:
        assert shown.hear(asked.id, "choose", option.text) is not None


@pytest.mark.parametrize("asked", questions.bets(), ids=lambda asked: asked.id)
def test_a_bet_is_settled_by_the_model_after_the_guess(asked: questions.Bet) -> None:
    box = lesson.bet(asked.id)
    (top,) = box.children
    assert isinstance(top, Parts)
    wrong = next(option for option in asked.options if not option.fits)
    top.hear("bet", "choose", wrong.text)
    assert top["bet"].answer == asked.answer.text
    assert wrong.because in top["bet"].because
    charts = [child for child in box.children if isinstance(child, Chart)]
    assert len(charts) == 1 + asked.moves_map
    assert all(run.name in charts[0].description for run in asked.runs)
    data = charts[0].figure["data"]
    for one, other in combinations(data, 2):
        assert one["name"] != other["name"]
        assert one["line"] != other["line"], "two lines look alike"


def test_the_table_holds_every_cell_and_its_source() -> None:
    shown = unescape(lesson.table("attachment").data)
    for row in knowledge.attachment_table():
        for cell in (row.typical_behaviour, row.approach, row.effect_on_trust, row.keep_in_mind):
            assert cell in shown
    assert "Fostering Trust and Deepening Engagement in Therapy" in shown


@pytest.mark.parametrize("table", knowledge.tables(), ids=lambda table: table.id)
def test_every_table_of_the_sources_can_be_shown(table: knowledge.Table) -> None:
    shown = unescape(lesson.table(table.id).data)
    assert shown.count("<tr>") == len(table.rows) + 1
    for row in table.rows:
        for cell in row.cells:
            assert f">{cell}<" in shown
    for column in table.columns:
        assert f">{column} (ours)<" in shown if column in table.ours else f">{column}<" in shown
    assert table.note is None or table.note in shown
    assert knowledge.cite(table.rows[0].address) in shown


@pytest.mark.parametrize(("name", "concepts"), [("01", 16), ("04", 14), ("07", 14)])
def test_the_glossary_holds_every_concept_of_the_lesson_with_its_caveats(
    name: str, concepts: int
) -> None:
    shown = unescape(lesson.glossary(name).data)
    assert shown.count("<details>") == concepts
    for concept in knowledge.concepts():
        heading = f"<strong>{concept.name}</strong>"
        assert (heading in shown) == (concept.lesson == int(name)), concept.id
    assert not re.search(r"\bS[0-4]\b", shown), "articles are called by their names"


def test_what_is_ours_in_a_bet_is_told_in_the_words_of_its_lesson() -> None:
    told = {}
    for id in ("l1-three-curves", "l7-limits"):
        box = lesson.bet(id)
        (top,) = box.children
        top.hear("bet", "choose", questions.bet(id).answer.text)
        told[id] = " ".join(box.children[-1]["honesty"].from_articles)
    assert "E69" in told["l1-three-curves"]
    assert "reassurance" in told["l7-limits"]


# --- the stops of lesson 1, played


def begun(id: str) -> tuple[Bet | Aim, Setting, float]:
    """Give what a stop is about, how it begins, and how far its sixty differ."""
    found = stop(id)
    about = found.bet or found.aim
    assert about is not None
    return about, start(found).now, found.spread


@pytest.mark.parametrize(
    ("id", "says"),
    [
        ("l1-one-knob", "A little more"),
        ("l1-slip", "Not within the thirty sessions"),
        ("l1-sixty", "30 to 44"),
        ("l1-cloud", "Somewhat: r from 0.2 to 0.5"),
    ],
)
def test_a_bet_of_the_lesson_comes_out_as_the_lesson_speaks_of_it(id: str, says: str) -> None:
    bet, setting, spread = begun(id)
    assert isinstance(bet, Bet)
    assert bet.options[bet.winner(measure(bet, setting, spread=spread))].text == says


def test_felt_empathy_shows_late_and_then_clearly() -> None:
    bet, setting, _ = begun("l1-one-knob")
    low, high = (
        replace(setting, practices=replace(setting.practices, empathy=level))
        for level in (0.0, 1.0)
    )
    after_2, after_20 = (bet.model_copy(update={"session": session}) for session in (2, 20))
    for luck in range(6):
        assert 0.38 <= measure(bet, setting, luck) < 0.5, "other luck, the same option"
        assert measure(after_2, high, luck) - measure(after_2, low, luck) < 0.04
        assert measure(after_20, high, luck) - measure(after_20, low, luck) > 0.12


def test_what_is_never_spoken_of_is_not_won_back_and_what_is_owned_is() -> None:
    bet, setting, _ = begun("l1-slip")
    (slip,) = setting.events
    owned = [
        replace(setting, events=(Event(slip.session, slip.kind, "owned", after),))
        for after in (0, 2)
    ]
    lucks = range(12)
    after_20 = bet.model_copy(update={"measure": "trust", "session": 20})
    for luck in lucks:
        assert measure(bet, setting, luck) > SESSIONS
        for mended in owned:
            gained = measure(after_20, mended, luck) - measure(after_20, setting, luck)
            assert gained > 0.03, "more than the explorer tells learners to read as none"
    for mended in owned:
        assert 3 <= median(measure(bet, mended, luck) for luck in lucks) < SESSIONS


def test_with_the_same_therapist_many_connect_later_or_not_at_all() -> None:
    bet, setting, spread = begun("l1-sixty")
    for luck in range(6):
        assert 15 <= measure(bet, setting, luck, spread) < 45


def test_the_cloud_is_wide_whatever_the_luck() -> None:
    bet, setting, spread = begun("l1-cloud")
    found = [measure(bet, setting, luck, spread) for luck in range(12)]
    assert all(0 < r < 0.7 for r in found)
    assert 0.2 < sum(found) / len(found) < 0.5


def test_the_aim_is_missed_by_doing_nothing_one_thing_or_everything_and_can_be_met() -> None:
    aim, setting, _ = begun("l1-aim")
    assert isinstance(aim, Aim)
    knobs = stop("l1-aim").knobs

    def reached(**levels: float) -> float:
        return measure(aim, replace(setting, practices=replace(setting.practices, **levels)))

    assert reached() < aim.at_least
    assert reached(**dict.fromkeys(knobs, 1.0)) < aim.at_least, "more is not always better"
    for knob, level in product(knobs, (0.0, 0.2, 0.5, 0.8, 1.0)):
        assert reached(**{knob: level}) < aim.at_least, "one knob alone is not enough"
    assert reached(invitation=0.4, patience=1.0) >= aim.at_least
    assert reached(invitation=0.4, empathy=1.0, reliability=1.0) >= aim.at_least


def test_every_stop_is_shown() -> None:
    for each in explorer().stops:
        assert lesson.explorer(each.id).stop is each


@pytest.mark.parametrize("name", ["01", "04", "07"])
def test_the_three_lines_come_when_asked_for(name: str) -> None:
    shown = lesson.recap(name)
    lines = questions.recap(name).lines
    assert not any(line in repr(shown.now) for line in lines)
    shown.hear("look", "press", "show")
    assert shown["recap"].lines == tuple(lines)


@pytest.mark.parametrize("answer", questions.answers(), ids=lambda answer: answer.id)
def test_our_answer_comes_when_theirs_is_said(answer: questions.Answer) -> None:
    shown = lesson.ours(answer.id)
    assert answer.says not in repr(shown.now)
    assert answer.because not in repr(shown.now)
    shown.hear("look", "press", "show")
    assert shown["ours"].says == answer.says
    assert shown["why"].text == answer.because


def test_what_was_kept_back_is_gone_to_when_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    for shown, first in ((lesson.ours("l1-back-to-teo"), "ours"), (lesson.recap("01"), "recap")):
        went: list[str] = []
        monkeypatch.setattr(shown, "show", lambda _, focus="", went=went: went.append(focus))
        shown.hear("look", "press", "show")
        assert went == [first]


def test_the_host_s_own_lines_stand_where_help_is_to_be_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "support.txt").write_text("# a remark\nRoom 12, ext. 300.\n", "utf-8")
    monkeypatch.chdir(tmp_path / "course")
    assert lesson.support()["support"].text == f"Room 12, ext. 300.\n\n{EVERYWHERE}"


def test_a_name_that_is_not_there_gets_a_sentence() -> None:
    with pytest.raises(knowledge.UnknownIdError, match="l7-door"):
        lesson.ask("l7-dor")
    with pytest.raises(knowledge.UnknownIdError, match="l4-back-to-bao"):
        lesson.ours("l4-back-to-boa")
    for call in (lesson.map, lesson.picker, lesson.glossary):
        with pytest.raises(knowledge.UnknownIdError):
            call("99")
