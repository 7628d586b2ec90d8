"""The questions of the lessons: balanced, borne out by the model, and all of them asked."""

import re
from pathlib import Path
from shutil import copytree
from statistics import mean
from typing import Any

import nbformat
import pytest

from rapport import clients, dynamics, knowledge, questions
from rapport.questions import Ask, BrokenQuestionsError, UnknownIdError
from rapport.questions.loader import load

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(questions.__file__).parent
LESSON = ROOT / "course" / "07-attachment.ipynb"
DASHBOARD = ROOT / "course" / "dashboards" / "07-attachment.ipynb"
ASKS: tuple[Ask, ...] = (*questions.questions(), *questions.bets())
EACH = pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.id)
EXERCISE_PEOPLE = ("Callie", "Henrik", "Tamsin", "Ofelia")


# --- the questions


def test_lesson_seven_asks_eight_questions_and_takes_three_bets() -> None:
    assert len([ask for ask in questions.questions() if ask.id.startswith("l7-")]) == 8
    assert len([ask for ask in questions.bets() if ask.id.startswith("l7-")]) == 3


@EACH
def test_options_that_fit_are_as_long_as_the_others(ask: Ask) -> None:
    fitting = [len(option.text) for option in ask.options if option.fits]
    others = [len(option.text) for option in ask.options if not option.fits]
    assert abs(mean(fitting) - mean(others)) <= 0.2 * max(mean(fitting), mean(others))


@EACH
def test_every_option_has_a_reason_worth_reading(ask: Ask) -> None:
    for option in ask.options:
        assert 8 <= len(option.because.split()) <= 50, option.text


def test_the_longest_option_is_not_the_one_that_fits_more_often_than_by_chance() -> None:
    longest = [max(ask.options, key=lambda option: len(option.text)).fits for ask in ASKS]
    assert sum(longest) <= len(ASKS) / 2


def test_options_that_fit_stand_in_different_places() -> None:
    places = {[option.fits for option in ask.options].index(True) for ask in ASKS}
    assert len(places) >= 2


def test_the_people_of_the_exercise_are_left_to_the_exercise() -> None:
    words = " ".join([*(ask.model_dump_json() for ask in ASKS), LESSON.read_text("utf-8")])
    words += clients.approach_picker().model_dump_json()
    assert not [name for name in EXERCISE_PEOPLE if name in words]


# --- the bets, played


def played(id: str) -> list[dynamics.Course]:
    """The runs of a bet, each with 300 people at the same place."""
    return [
        dynamics.simulate(
            [dynamics.Client(run.dot.anxiety, run.dot.avoidance, run.start_trust)] * 300,
            dynamics.APPROACHES[run.approach],
        )
        for run in questions.bet(id).runs
    ]


def test_the_same_warmth_carries_one_and_loses_the_other() -> None:
    amadou, lotte = played("l7-same-warmth")
    assert lotte.trust[:, -1].mean() > 0.6 > 0.35 > amadou.trust[:, -1].mean()
    assert amadou.attended.mean() < 0.6 < 0.8 < lotte.attended.mean()
    assert lotte.dependence[:, -1].mean() > 0.5 > 0.3 > amadou.dependence[:, -1].mean()
    assert amadou.overwhelm.mean() > lotte.overwhelm.mean() + 0.2


def test_a_limit_costs_leaning_and_no_trust() -> None:
    kind, steady = played("l7-limits")
    assert abs(kind.trust[:, -1].mean() - steady.trust[:, -1].mean()) < 0.1
    assert steady.dependence[:, -1].mean() < 0.4 * kind.dependence[:, -1].mean()


def test_the_map_moves_a_step() -> None:
    (steady,) = played("l7-map-moves")
    assert steady.anxiety[0, 0] == 0.8
    assert 0.65 <= steady.anxiety[:, -1].mean() <= 0.75


def test_the_wrong_dose_of_another_persons_approach_starves() -> None:
    lotte = dynamics.Client(0.8, 0.2)
    course = dynamics.simulate([lotte] * 300, dynamics.APPROACHES["ajar"])
    assert course.trust[:, -1].mean() < 0.5
    assert course.dependence[:, -1].mean() < 0.2


# --- the notebooks


def cells(path: Path, kind: str) -> list[Any]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def calls(path: Path) -> list[tuple[str, str]]:
    """Name and argument of each call, as in ("ask", "l7-door")."""
    found = []
    for cell in cells(path, "code")[1:]:
        call = re.fullmatch(r'(?:lesson\.)?([a-z]+)\("([a-z0-9-]+)"\)', cell.source)
        assert call, cell.source
        found.append((call[1], call[2]))
    return found


def test_the_lesson_asks_every_question_and_bet_once_and_none_that_is_missing() -> None:
    made = calls(LESSON)
    assert sorted(id for name, id in made if name == "ask") == sorted(
        question.id for question in questions.questions()
    )
    assert sorted(id for name, id in made if name == "bet") == sorted(
        bet.id for bet in questions.bets()
    )
    others = [call for call in made if call[0] not in ("ask", "bet")]
    assert sorted(others) == [
        ("glossary", "07"),
        ("map", "07"),
        ("picker", "07"),
        ("recap", "07"),
        ("start", "07-attachment"),
        ("table", "attachment"),
    ]


def test_the_lesson_opens_with_a_person_and_a_decision_before_any_theory() -> None:
    asked = [cell.id for cell in nbformat.read(LESSON, as_version=4).cells]
    assert asked.index("door-ask") < asked.index("objectives") < asked.index("two-scales")


def test_the_lesson_covers_its_fourteen_concepts_and_names_those_it_borrows() -> None:
    told = {
        concept
        for cell in cells(LESSON, "markdown")
        for concept in cell.metadata.get("rapport", {}).get("concepts", [])
    }
    own = {concept.id for concept in knowledge.concepts() if concept.lesson == 7}
    assert len(own) == 14
    assert told >= own
    assert told - own == {
        "attendance",
        "collaborative-goal-setting",
        "consistency-and-reliability",
        "coping-skills",
        "dependency-risk",
        "prior-relational-injury",
        "professional-boundaries",
        "psychological-safety",
        "relational-generalization",
        "responsiveness",
        "validation",
        "vulnerability",
    }


@pytest.mark.parametrize("path", [LESSON, DASHBOARD], ids=["lesson", "dashboard"])
def test_a_page_is_short_to_scroll_and_says_what_it_is(path: Path) -> None:
    for cell in cells(path, "markdown"):
        assert len(cell.source.split()) <= 140, cell.id
    words = " ".join(cell.source for cell in cells(path, "markdown"))
    for needed in ("invented", "machine", "icensed clinician", "teaching model", "preliminary"):
        assert needed in words
    page = nbformat.read(path, as_version=4).metadata.rapport.page
    assert set(page) == {"title", "minutes", "says", "public", "sensitive"}
    assert cells(path, "markdown")[0].source.startswith("# ")


def test_the_articles_are_cited_with_title_and_date_and_the_papers_with_year() -> None:
    words = " ".join(cell.source for cell in cells(LESSON, "markdown"))
    for source in ("S0", "S1", "S4"):
        entry = knowledge.source(source)
        assert f"*{entry.name}* ({entry.date or 'undated'}" in words or (
            f"*{entry.name}*, {entry.date or 'undated'}" in words
        )
    for paper in (
        "Levy et al. 2018",
        "Diener and Monroe 2011",
        "Fraley et al. 2015",
        "Granqvist et al. 2017",
        "Opie et al. 2021",
        "Mallinckrodt and Jeong 2015",
        "Notsu et al. 2024",
        "Daly and Mallinckrodt 2009",
    ):
        assert f"({paper})" in words or f"; {paper})" in words, paper


def test_the_sections_named_in_the_lesson_are_those_of_the_article() -> None:
    words = " ".join(cell.source for cell in cells(LESSON, "markdown"))
    assert knowledge.cite("S0:31").endswith("section 10")  # anxious: asks for reassurance
    assert knowledge.cite("S0:18").endswith("section 8")  # leaning too heavily
    assert knowledge.cite("S0:59").endswith("section 16")  # limits protect from it
    assert knowledge.cite("S0:22").endswith("section 9")  # secure features can grow
    assert knowledge.concept("secure-base").sections == ("S1.3", "S4.5")
    assert "sections 8 and 16" in words
    assert "21 January 2025, section 3" in words
    assert "13 December 2024, section 5" in words


# --- mistakes


def test_an_unknown_question_names_the_near_one() -> None:
    with pytest.raises(UnknownIdError) as caught:
        questions.question("l7-two-scale")
    assert str(caught.value) == "There is no question “l7-two-scale”. Did you mean “l7-two-scales”?"


def test_an_unknown_bet_and_recap_say_which_there_are() -> None:
    with pytest.raises(KeyError, match="There are “l7-same-warmth”, “l7-limits”, “l7-map-moves”"):
        questions.bet("zzz")
    with pytest.raises(KeyError, match=r"There is no recap “77”\. There is only “07”\."):
        questions.recap("77")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("    prompt: >-\n      The hour", "    promt: >-\n      The hour", "questions → l7-door → promt: there is no field of this name; did you mean “prompt”?"),
        ("        fits: true\n", "        fits: false\n", "questions → l7-door: expected at least one option that fits and one that does not"),
        ("  - id: l7-two-scales", "  - id: l7-door", "the id l7-door is used 2 times; each entry needs its own"),
        ("  - id: l7-two-scales", "  - id: two scales", "questions → two scales → id: String should match pattern"),
        ("[patience-and-pacing, attachment-informed", "[patience-and-pasing, attachment-informed", "l7-door names the concept “patience-and-pasing”. Did you mean “patience-and-pacing”"),
        ("approach: kind", "approach: knid", "l7-same-warmth plays “knid”. Did you mean “kind”?"),
        ("\nrecaps:", "\nrecaps: [", "lesson07.yaml is not valid YAML"),
    ],
)  # fmt: skip
def test_a_fault_in_the_file_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    folder = copytree(FOLDER, tmp_path / "questions")
    path = folder / "lesson07.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenQuestionsError) as caught:
        load(folder)
    assert str(caught.value).startswith("The course's questions cannot be read:\n")
    assert sentence in str(caught.value)


def test_a_bet_with_two_answers_is_sent_back(tmp_path: Path) -> None:
    folder = copytree(FOLDER, tmp_path / "questions")
    path = folder / "lesson07.yaml"
    head, bets = path.read_text(encoding="utf-8").split("\nbets:", 1)
    path.write_text(f"{head}\nbets:{bets.replace('fits: false', 'fits: true', 1)}", "utf-8")
    with pytest.raises(BrokenQuestionsError, match="a bet has exactly one option that fits"):
        load(folder)
