"""The one-line calls of lesson 7."""

from __future__ import annotations

from html import unescape

import pytest

from rapport import knowledge, questions
from widgets import lesson
from widgets.chart import Chart
from widgets.parts import Parts


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


def test_the_table_holds_every_cell_and_its_source() -> None:
    shown = unescape(lesson.table("attachment").data)
    for row in knowledge.attachment_table():
        for cell in (row.typical_behaviour, row.approach, row.effect_on_trust, row.keep_in_mind):
            assert cell in shown
    assert "Fostering Trust and Deepening Engagement in Therapy" in shown


def test_the_glossary_holds_every_concept_of_the_lesson_with_its_caveats() -> None:
    shown = lesson.glossary("07").data
    assert shown.count("<details>") == 14
    for concept in knowledge.concepts():
        assert concept.name in shown


def test_a_name_that_is_not_there_gets_a_sentence() -> None:
    with pytest.raises(knowledge.UnknownIdError, match="l7-door"):
        lesson.ask("l7-dor")
    for call in (lesson.map, lesson.picker, lesson.glossary):
        with pytest.raises(knowledge.UnknownIdError):
            call("99")
