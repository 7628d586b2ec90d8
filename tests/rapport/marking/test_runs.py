"""Marks of plans: by the runs, the same every time, and never more than a plan has changed."""

import json
from dataclasses import replace

import pytest

from rapport.marking import Mark, Scheme, mark, parse_scheme
from rapport.marking.feedback import ItemReport, Report, as_page, as_panel, model_answer
from rapport.marking.runs import run
from rapport.marking.scheme import Plan
from rapport.marking.starter import starter
from rapport.marking.table import no_plan, read_table

KEY = """
item: twelve-sessions
kind: plan
title: Twelve sessions
client: {avoidance: 0.7, hurt: 0.5}
sessions: 12
events: [{session: 4, event: misunderstanding}]
usual: {patience: medium, contact: none}
at_once: 3
aims:
  - {what: trust, at_least: 0.5, by: 10, points: 6, because: trust grows where the pace is his}
  - {what: strain, at_most: 0.1, by: 12, points: 4, because: what is owned does not stay}
runs: 200
model: |
  | all | patience | full |
  | all | collaboration | full |
  | all | reliability | full |
  | 5 | repair | owned |
"""


def plan_of(text: str) -> Plan:
    scheme = parse_scheme(text)
    assert isinstance(scheme, Plan)
    return scheme


ITEM = plan_of(KEY)
MODEL = ITEM.model
EVERYTHING = "\n".join(f"| all | {practice} | full |" for practice in ITEM.setting.usual)


def held(item: Plan, text: str) -> tuple[int, ...]:
    return run(item, read_table(text, item.setting)).held


def tuned(text: str, share: float) -> Plan:
    """The item, with the runs asked for at `share` of the way from no plan to this one."""
    plain, reached = run(ITEM, no_plan(ITEM.setting)).held[0], held(ITEM, text)[0]
    assert plain < reached
    return ITEM.model_copy(update={"most": (plain + (reached - plain) * share) / ITEM.runs})


def test_the_same_plan_always_earns_the_same() -> None:
    assert mark(ITEM, MODEL) == mark(plan_of(KEY), MODEL)
    other = plan_of(KEY.replace("twelve-sessions", "other-luck"))
    assert held(other, MODEL) != held(ITEM, MODEL)


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_an_aim_reached_often_enough_earns_its_points(share: float) -> None:
    result = mark(tuned(MODEL, share), MODEL)
    assert result.criteria[0].points == 6
    assert "trust grows where the pace is his" in result.criteria[0].because
    assert not result.needs_human
    assert result.confidence == 1


def test_below_that_it_earns_a_share_of_the_way_from_no_plan() -> None:
    some = "| all | patience | full |"
    item = tuned(some, 2.0)
    plain, reached = run(item, no_plan(item.setting)).held[0], held(item, some)[0]
    share = (reached - plain) / (item.wanted - plain)
    trust = mark(item, some).criteria[0]
    assert trust.points == pytest.approx(6 * share, abs=0.01)
    assert 2.5 < trust.points < 3.5
    assert f"In {reached} of 200 runs; asked for: {item.wanted}." in trust.because
    assert f"Without a plan: {plain}." in trust.because
    assert "trust grows where" not in trust.because
    assert "trust grows where" in trust.key


def test_an_aim_that_holds_without_a_plan_is_counted_from_nothing() -> None:
    key = KEY.replace("what: trust, at_least: 0.5", "what: dependence, at_most: 0.4")
    item = plan_of(key.replace("runs: 200", "runs: 200\nmost: 0.3"))
    assert run(item, no_plan(item.setting)).held[0] >= item.wanted
    assert mark(item, MODEL).criteria[0].points == 6


@pytest.mark.parametrize(
    "text",
    [
        "| all | patience | medium |",
        EVERYTHING,
        "| all | patience | none |",
        "| 5 | repair | never |",
    ],
)
def test_a_plan_that_changes_nothing_for_the_better_earns_nothing(text: str) -> None:
    result = mark(ITEM, text)
    assert (result.points, result.needs_human, result.empty) == (0, False, False)


def test_too_much_at_once_is_said_and_needs_no_person() -> None:
    result = mark(ITEM, EVERYTHING)
    (said,) = result.problems
    assert "at most 3 can" in said
    assert said in as_panel(result, EVERYTHING)


def test_repair_decides_what_strain_is_left() -> None:
    owned, defensive, never = (
        held(ITEM, f"| 5 | repair | {how} |")[1] for how in ("owned", "defensive", "never")
    )
    assert owned > never >= defensive
    strain = mark(ITEM, MODEL).criteria[1]
    assert "What carried it most: repair" in strain.because
    assert "| 5 | repair | owned |" in [piece.text for piece in strain.words]


def test_what_works_against_an_aim_is_named_and_costs_nothing_by_itself() -> None:
    text = MODEL.replace("| all | reliability | full |", "| all | contact | full |")
    result = mark(ITEM, text)
    against = next(part for part in result.criteria if part.of == 0)
    assert "contact" in against.because
    assert [piece.text for piece in against.words] == ["| all | contact | full |"]
    assert result.points == pytest.approx(sum(part.points for part in result.criteria[:2]))


def test_where_several_things_each_spoil_a_plan_all_are_named() -> None:
    text = "| all | invitation | full |\n| all | contact | full |\n| 5 | repair | owned |"
    against = mark(ITEM, text).criteria[-1]
    assert "invitation and contact." in against.because
    assert len(against.words) == 2


def test_driving_a_client_away_reaches_no_aim() -> None:
    lower = "\n".join(f"| all | {practice} | none |" for practice in ITEM.setting.usual)
    course = run(ITEM, read_table(lower, ITEM.setting))
    assert course.gone[1] > 0
    harmless = ITEM.model_copy(update={"aims": [ITEM.aims[1].model_copy(update={"at_most": 1.0})]})
    assert held(harmless, lower) == (ITEM.runs - course.gone[1],)
    assert "the client had stopped coming by then" in mark(ITEM, lower).criteria[1].because


@pytest.mark.parametrize(
    "slip", ["| 99 | empathy | high |", "| 3 | hypnosis | high |", "| 2 | patience | low |"]
)
def test_a_row_that_cannot_be_read_makes_the_points_a_suggestion(slip: str) -> None:
    result = mark(ITEM, f"{MODEL}{slip}")
    assert result.points == mark(ITEM, MODEL).points
    assert result.needs_human
    assert len(result.problems) == 1


def test_words_alone_go_to_a_person() -> None:
    result = mark(ITEM, "I would go slowly, and own the misunderstanding in session 5.")
    assert (result.points, result.needs_human, result.empty) == (0, True, False)


def test_feedback_shows_the_runs_as_a_table_and_says_that_they_are_a_model() -> None:
    result = mark(ITEM, MODEL)
    assert Mark.from_dict(json.loads(json.dumps(result.to_dict()))) == result
    told = ItemReport(mark=result, answer=MODEL, question="", points=result.points)
    page = as_page(Report("A title", (told,), whom="Ines"))
    for text in (page, as_panel(result, MODEL)):
        assert "It does not foretell what would help a real person." in " ".join(text.split())
    assert page.count('<th scope="row">') == 2
    assert '<th scope="col">Your plan</th>' in page
    assert "A model answer is\nshown here after the due date." in page
    assert '<mark class="good"' in page
    waiting = as_page(Report("A title", (replace(told, points=None),), whom="Ines"))
    assert "<caption" not in waiting
    assert model_answer(ITEM) == MODEL.strip()


def test_the_table_given_is_an_empty_one() -> None:
    item: Scheme = ITEM
    assert starter(item).splitlines()[0] == "| Sessions | Practice | Level |"
    assert mark(ITEM, starter(item)).empty
