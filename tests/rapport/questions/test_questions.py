"""The questions of the lessons: balanced, borne out by the model, and all of them asked."""

import re
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from shutil import copytree
from statistics import mean
from typing import Any, get_args

import nbformat
import pytest

from rapport import clients, dynamics, knowledge, questions
from rapport.questions import Ask, BrokenQuestionsError, UnknownIdError
from rapport.questions.explorer import explorer
from rapport.questions.loader import load
from rapport.questions.models import Trait

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(questions.__file__).parent
ASKS: tuple[Ask, ...] = (*questions.questions(), *questions.bets())
EACH = pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.id)


@dataclass(frozen=True)
class Lesson:
    """What a lesson is held to.

    opening: cells in the order in which they must come, the first decision before any theory.
    others: its calls besides questions and bets. borrowed: concepts that other lessons teach.
    exercise_people: who belongs to its exercise alone. papers, sections: cited in the words given.
    """

    number: int
    name: str
    questions: int
    bets: int
    opening: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    concepts: int
    borrowed: frozenset[str]
    exercise_people: tuple[str, ...]
    sources: tuple[str, ...]
    papers: tuple[str, ...]
    words: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        return ROOT / "course" / f"{self.name}.ipynb"

    @property
    def dashboard(self) -> Path:
        return ROOT / "course" / "dashboards" / f"{self.name}.ipynb"

    def own(self, asks: tuple[Ask, ...]) -> list[str]:
        return sorted(ask.id for ask in asks if ask.id.startswith(f"l{self.number}-"))


ONE = Lesson(
    number=1,
    name="01-trust-and-alliance",
    questions=8,
    bets=1,
    opening=("teo-ask", "objectives", "ease-and-trust", "one-knob-explorer", "sandbox-explorer"),
    others=(
        ("explorer", "l1-aim"),
        ("explorer", "l1-cloud"),
        ("explorer", "l1-one-knob"),
        ("explorer", "l1-sandbox"),
        ("explorer", "l1-sixty"),
        ("explorer", "l1-slip"),
        ("glossary", "01"),
        ("ours", "l1-back-to-teo"),
        ("recap", "01"),
        ("start", "01-trust-and-alliance"),
        ("support", ""),
        ("table", "alliance-elements"),
    ),
    concepts=16,
    borrowed=frozenset({"goal-consensus", "patience-and-pacing", "task-agreement"}),
    exercise_people=("Wanjiru", "Tomasz", "Noor", "Eun-ji"),
    sources=("S0", "S1", "S4"),
    papers=(
        "Blanchard and Farber 2016",
        "Elliott et al. 2018",
        "Eubanks et al. 2018",
        "Flückiger et al. 2018",
        "Flückiger et al. 2020",
        "Igra et al. 2020",
        "McLaughlin et al. 2014",
        "Stevens et al. 2007",
        "Swift and Greenberg 2012",
        "Tryon et al. 2018",
    ),
)
FOUR = Lesson(
    number=4,
    name="04-listening",
    questions=12,
    bets=0,
    opening=(
        "bao-ask",
        "objectives",
        "gives-back-ask",
        "eight-types",
        "response-lab",
        "who-was-reading",
        "how-sure",
    ),
    others=(
        ("glossary", "04"),
        ("habits", ""),
        ("ours", "l4-back-to-bao"),
        ("recap", "04"),
        ("response_lab", "04"),
        ("start", "04-listening"),
        ("support", ""),
        ("table", "methods-for-trust"),
    ),
    concepts=14,
    borrowed=frozenset(
        {
            "bracketing-bias",
            "client-self-disclosure",
            "fear-of-judgment",
            "neutrality",
            "rapport",
            "therapeutic-bond",
            "vulnerability",
        }
    ),
    exercise_people=("Soraya", "Kemal", "Mirela"),
    sources=("S0", "S1", "S2", "S3", "S4"),
    papers=(
        "Elliott et al. 2018",
        "Farber et al. 2018",
        "Kolden et al. 2011",
        "Louie et al. 2025",
        "Moyers et al. 2016",
        "Smith et al. 2018",
        "Tanana et al. 2019",
        "Wu et al. 2022",
    ),
    words=("parroting", "interrogation", "Instant reassurance", "Ask, do not infer", "interrupt"),
)
SEVEN = Lesson(
    number=7,
    name="07-attachment",
    questions=8,
    bets=3,
    opening=("door-ask", "objectives", "two-scales"),
    others=(
        ("glossary", "07"),
        ("map", "07"),
        ("picker", "07"),
        ("recap", "07"),
        ("start", "07-attachment"),
        ("support", ""),
        ("table", "attachment"),
    ),
    concepts=14,
    borrowed=frozenset(
        {
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
    ),
    exercise_people=("Callie", "Henrik", "Tamsin", "Ofelia"),
    sources=("S0", "S1", "S4"),
    papers=(
        "Levy et al. 2018",
        "Diener and Monroe 2011",
        "Fraley et al. 2015",
        "Granqvist et al. 2017",
        "Opie et al. 2021",
        "Mallinckrodt and Jeong 2015",
        "Notsu et al. 2024",
        "Daly and Mallinckrodt 2009",
    ),
    words=("preliminary",),
)
LESSONS = (ONE, FOUR, SEVEN)
EVERY = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
COURSE = sorted(
    path for path in (ROOT / "course").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
)
PAGES = [
    pytest.param(lesson, path, id=f"{path.parent.name}/{lesson.name}")
    for lesson in LESSONS
    for path in (lesson.path, lesson.dashboard)
]


# --- the questions


@EVERY
def test_a_lesson_asks_its_questions_and_takes_its_bets(lesson: Lesson) -> None:
    assert len(lesson.own(questions.questions())) == lesson.questions
    assert len(lesson.own(questions.bets())) == lesson.bets


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


@EVERY
def test_the_people_of_the_exercise_are_left_to_the_exercise(lesson: Lesson) -> None:
    words = " ".join([*(ask.model_dump_json() for ask in ASKS), lesson.path.read_text("utf-8")])
    words += clients.approach_picker().model_dump_json() + explorer().model_dump_json()
    assert not [name for name in lesson.exercise_people if name in words]


# --- the bets, played


def played(id: str) -> list[dynamics.Course]:
    """The runs of a bet, each with 300 people at the same place."""
    return [
        dynamics.simulate(
            dynamics.Client(run.dot.anxiety, run.dot.avoidance, run.start_trust, **run.traits),
            dynamics.APPROACHES[run.approach],
            n=300,
            leaving=False,
        )
        for run in questions.bet(id).runs
    ]


def test_every_trait_of_a_run_is_one_of_the_model() -> None:
    assert {*get_args(Trait), "anxiety", "avoidance", "start_trust"} == set(dynamics.TRAITS)


def test_one_therapist_meets_three_courses_and_the_slow_one_overtakes() -> None:
    rashid, luz, hanne = (course.trust.mean(axis=0) for course in played("l1-three-curves"))
    assert [each.name for each in questions.bet("l1-three-curves").runs] == [
        "Rashid",
        "Luz",
        "Hanne",
    ]
    assert abs(rashid[0] - luz[0]) < 0.02, "two who look alike at the door"
    assert hanne[3] < luz[3], "the bet's last words say so"
    assert rashid[6] > 0.7 > hanne[6] > luz[6]
    assert hanne[20] > 0.75 > 0.45 > luz[20]
    assert luz.max() < 0.55, "never deep"


def test_the_same_warmth_carries_one_and_loses_the_other() -> None:
    amadou, lotte = played("l7-same-warmth")
    assert lotte.trust[:, -1].mean() > 0.5 > 0.35 > amadou.trust[:, -1].mean()
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
    course = dynamics.simulate(lotte, dynamics.APPROACHES["ajar"], n=300, leaving=False)
    assert course.trust[:, -1].mean() < 0.5
    assert course.dependence[:, -1].mean() < 0.2


# --- the notebooks


def cells(path: Path, kind: str) -> list[Any]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def calls(path: Path) -> list[tuple[str, str]]:
    """Name and argument of each call, as in ("ask", "l7-door")."""
    found = []
    for cell in cells(path, "code")[1:]:
        call = re.fullmatch(r'(?:lesson\.)?([a-z_]+)\((?:"([a-z0-9-]+)")?\)', cell.source)
        assert call, cell.source
        found.append((call[1], call[2] or ""))
    return found


@EVERY
def test_the_lesson_asks_every_question_and_bet_once_and_none_that_is_missing(
    lesson: Lesson,
) -> None:
    made = calls(lesson.path)
    assert sorted(id for name, id in made if name == "ask") == lesson.own(questions.questions())
    assert sorted(id for name, id in made if name == "bet") == lesson.own(questions.bets())
    others = [call for call in made if call[0] not in ("ask", "bet")]
    assert sorted(others) == list(lesson.others)


@EVERY
def test_our_answer_is_kept_back_until_theirs_is_said(lesson: Lesson) -> None:
    made = [id for name, id in calls(lesson.path) if name == "ours"]
    own = [answer for answer in questions.answers() if answer.id.startswith(f"l{lesson.number}-")]
    assert made == [answer.id for answer in own]
    page = nbformat.read(lesson.path, as_version=4)
    for answer in own:
        words = " ".join(cell.source for cell in page.cells)
        assert answer.says not in words
        place = [cell.source for cell in page.cells].index(f'lesson.ours("{answer.id}")')
        assert "Say aloud" in page.cells[place - 1].source


@EVERY
def test_what_may_be_hard_is_said_under_the_title_with_a_way_to_help(lesson: Lesson) -> None:
    page = nbformat.read(lesson.path, as_version=4).cells
    title, meta, notice, *_ = page[0].source.split("\n\n")
    assert title.startswith("# ")
    assert meta.startswith("*Lesson")
    assert notice.startswith("You will meet ")
    assert "Leave out any scene you like" in notice
    place = [cell.source for cell in page].index("lesson.support()")
    heading = page[place - 1].source.partition("\n")[0].removeprefix("## ")
    assert notice.endswith(f"near the end, under *{heading}*.")


def test_the_first_page_shows_where_to_find_help() -> None:
    index = ROOT / "course" / "index.ipynb"
    assert [cell.source for cell in cells(index, "code")][-1] == "lesson.support()"


@pytest.mark.parametrize("path", COURSE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_page_points_to_no_lesson_that_is_not_there(path: Path) -> None:
    words = " ".join(cell.source for cell in cells(path, "markdown"))
    named = re.findall(r"\b[Ll]essons? (\d+)(?: and (\d+))?", words)
    assert {int(number) for pair in named for number in pair if number} <= {
        lesson.number for lesson in LESSONS
    }


@EVERY
def test_the_minutes_of_an_exercise_are_those_it_gives_itself(lesson: Lesson) -> None:
    exercise = ROOT / "exercises" / lesson.name / f"{lesson.name}.ipynb"
    own = re.search(r"about (\d+) minutes", cells(exercise, "markdown")[0].source)
    assert own
    (last,) = (cell.source for cell in cells(lesson.path, "markdown") if cell.id == "exercise")
    assert f"About {own[1]} minutes" in last
    (today,) = (
        cell.source
        for cell in cells(ROOT / "course" / "index.ipynb", "markdown")
        if cell.id == "today"
    )
    told = today.partition(f"({lesson.name}.ipynb)")[2]
    assert told.partition("It takes about ")[2].startswith(f"{own[1]} minutes")


def test_lesson_one_meets_every_stop_of_the_explorer_with_fewer_knobs_first() -> None:
    met = [id for name, id in calls(ONE.path) if name == "explorer"]
    assert sorted(met) == sorted(stop.id for stop in explorer().stops)
    knobs = {stop.id: len(stop.knobs) for stop in explorer().stops}
    assert knobs[met[0]] == 1
    assert knobs[met[-1]] == max(knobs.values())


@EVERY
def test_the_lesson_opens_with_a_person_and_a_decision_before_any_theory(lesson: Lesson) -> None:
    found = [cell.id for cell in nbformat.read(lesson.path, as_version=4).cells]
    assert [id for id in found if id in lesson.opening] == list(lesson.opening)


@EVERY
def test_the_lesson_covers_its_concepts_and_names_those_it_borrows(lesson: Lesson) -> None:
    told = {
        concept
        for cell in cells(lesson.path, "markdown")
        for concept in cell.metadata.get("rapport", {}).get("concepts", [])
    }
    own = {concept.id for concept in knowledge.concepts() if concept.lesson == lesson.number}
    assert len(own) == lesson.concepts
    assert told >= own
    assert told - own == lesson.borrowed


@pytest.mark.parametrize(("lesson", "path"), PAGES)
def test_a_page_is_short_to_scroll_and_says_what_it_is(lesson: Lesson, path: Path) -> None:
    for cell in cells(path, "markdown"):
        assert len(cell.source.split()) <= 140, cell.id
    words = " ".join(cell.source for cell in cells(path, "markdown"))
    own = lesson.words if path == lesson.path else ()
    for needed in ("invented", "machine", "icensed clinician", "teaching model", *own):
        assert needed in words
    page = nbformat.read(path, as_version=4).metadata.rapport.page
    assert set(page) == {"title", "minutes", "says", "public", "sensitive"}
    assert cells(path, "markdown")[0].source.startswith("# ")


@EVERY
def test_the_articles_are_cited_with_title_and_date_and_the_papers_with_year(
    lesson: Lesson,
) -> None:
    words = " ".join(cell.source for cell in cells(lesson.path, "markdown"))
    for source in lesson.sources:
        entry = knowledge.source(source)
        assert f"*{entry.name}* ({entry.date or 'undated'}" in words or (
            f"*{entry.name}*, {entry.date or 'undated'}" in words
        )
    for paper in lesson.papers:
        assert f"({paper})" in words or f"; {paper})" in words, paper


@pytest.mark.parametrize("path", COURSE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_paper_a_page_names_is_among_the_references(path: Path) -> None:
    words = " ".join(cell.source for cell in cells(path, "markdown"))
    known = [reference.citation for reference in knowledge.references()]
    for author, year in re.findall(
        r"\b([A-Z][\w-]+)(?: et al\.| and [A-Z][\w-]+)? \(?((?:19|20)\d\d)\b", words
    ):
        if author in ("January", "December"):  # an article of the course, with its date
            continue
        assert any(each.startswith(author) and year in each for each in known), (author, year)


def test_the_figures_of_lesson_one_are_those_of_the_course_s_knowledge() -> None:
    words = " ".join(cell.source for cell in cells(ONE.path, "markdown"))
    alliance = knowledge.effect("alliance-outcome")
    assert (alliance.low, alliance.high, alliance.k, alliance.n) == (0.256, 0.299, 295, 30000)
    assert "Over 295 studies with more than 30,000 clients r is .278" in words
    assert "95% interval from .256 to .299" in words
    assert alliance.value == 0.278
    assert round(100 * alliance.value**2) == 8
    assert "about 8% of the differences" in words
    for id, said in (
        ("empathy-outcome", "empathy .28 (Elliott"),
        ("consensus-outcome", "agreed goals .24"),
        ("collaboration-outcome", "collaboration .29"),
        ("repair-outcome", "r = .29 over 11 studies"),
        ("dropout", "19.7%; Swift"),
        ("linear-trend", "a straight rise (66%)"),
        ("rupture-repair-share", "dips with recovery (50%)"),
        ("ruptures-share", "46% had a rupture"),
    ):
        value = knowledge.effect(id).value
        assert value is not None
        assert said in words
        assert f"{value:.2f}"[1:] in said or f"{100 * value:g}%" in said, id


def test_the_sections_named_in_lesson_one_are_those_of_the_articles() -> None:
    words = " ".join(cell.source for cell in cells(ONE.path, "markdown"))
    trust, fostering, expect = (f"*{knowledge.source(id).name}*" for id in ("S1", "S0", "S4"))
    for lines, said in (
        (("S1:23", "S1:155"), f"{trust}, 21 January 2025, sections 4 and 18"),  # both ways
        (("S1:27", "S1:89"), f"{trust}, 21 January 2025, sections 5 and 11"),  # path to relief
        (("S1:61", "S1:118"), f"{trust}, 21 January 2025, sections 8 and 14"),  # breach, patience
        (("S4:37",), f"{expect}, 13 December 2024, section 9"),  # trust fades
        (("S0:57", "S0:58"), f"{fostering}, undated, section 15"),  # soon, late or never
        (("S1:77",), f"{trust}, 21 January 2025, section 10"),  # months
        (("S1:91",), f"{trust}, 21 January 2025, section 11"),  # correlates
        (("S1:149",), f"{trust}, 21 January 2025, section 18"),  # core predictor
        (("S0:46",), f"{fostering}, undated, section 13"),  # decisive
        (("S4:41",), f"{expect}, 13 December 2024, section 10"),  # defines success
        (("S4:9",), f"{expect}, 13 December 2024, section 2"),  # grows slowly
        (("S0:77",), f"{fostering}, undated, section 19"),  # repair can strengthen
    ):
        assert said in words
        for line in lines:
            number = knowledge.cite(line).rpartition(" ")[2]
            assert re.search(rf"\b{number}$|\b{number} and ", said.partition("section")[2]), line
    asked = questions.question("l1-missing").prompt + questions.question("l1-reword").prompt
    assert knowledge.cite("S1:19").endswith("section 3")  # trust eases distress
    assert "21 January 2025, section 3)" in asked
    assert "undated, section 13)" in asked


def test_the_figures_of_lesson_four_are_those_of_the_course_s_knowledge() -> None:
    words = " ".join(cell.source for cell in cells(FOUR.path, "markdown"))
    empathy = knowledge.effect("empathy-outcome")
    assert (empathy.value, empathy.low, empathy.high) == (0.28, 0.23, 0.33)
    assert (empathy.k, empathy.n) == (82, 6138)
    assert "82 samples with 6,138 clients empathy goes with better results at r = .28" in words
    assert "from .23 to .33 (Elliott" in words
    assert round(100 * 0.28**2) == 8
    assert "about 8% of the differences" in words
    regard, congruence = knowledge.effect("regard-outcome"), knowledge.effect("congruence-outcome")
    assert (regard.statistic, regard.value, regard.k) == ("g", 0.28, 64)
    assert "Positive regard: small, g = .28 over 64 studies (.36 in another" in words
    assert ".36" in (regard.caveat or "")
    as_r = 0.28 / sqrt(0.28**2 + 4)  # of a difference between two groups of one size
    assert (round(as_r, 2), round(100 * as_r**2)) == (0.14, 2)
    assert "about r = .14 (we converted it), or 2% of the differences" in words
    assert (congruence.value, congruence.k) == (0.24, 16)
    assert "Congruence: moderate, r = .24 over 16" in words


def test_what_lesson_four_says_of_the_software_is_what_was_measured() -> None:
    words = " ".join(cell.source for cell in cells(FOUR.path, "markdown"))
    measured = " ".join((ROOT / "docs" / "reading-replies.md").read_text("utf-8").split())
    kept = re.search(r"what it keeps \((\d+)%\)", measured)
    named = re.search(r"Sentences: (\d+)% named as the raters named them, of fifteen", measured)
    asked = re.search(r"\*\*report split\*\* \((\d+) replies", measured)
    assert kept
    assert named
    assert asked
    assert f"Of {asked[1]} test replies it sent {100 - int(kept[1])}%, nearly one in three" in words
    assert f"as the raters did in {named[1]}% of cases, of fifteen kinds" in words
    assert "r .33 to .38: Smith et al. 2018" in measured
    assert "(r .33 to .38; Smith et al. 2018)" in words


def test_the_sections_named_in_lesson_four_are_those_of_the_articles() -> None:
    words = " ".join(cell.source for cell in cells(FOUR.path, "markdown"))
    fostering, trust, short, untitled, expect = (
        f"*{knowledge.source(id).name}*, {knowledge.source(id).date or 'undated'}, section"
        for id in ("S0", "S1", "S2", "S3", "S4")
    )
    for line, said in (
        ("S2:7", f"{short} 3"),  # listening is not interrupting
        ("S1:171", f"{trust} 20"),  # the talk of couples is given structure
        ("S0:7", f"{fostering} 6"),  # reflecting
        ("S4:13", f"{expect} 3"),  # listening, reflecting
        ("S3:7", f"{untitled} 3"),  # feelings shared
        ("S3:4", f"{untitled} 2"),  # bias set aside
        ("S1:23", f"{trust} 4"),  # trust lets the therapist tune in
        ("S1:47", f"{trust} 7"),  # validation
        ("S0:55", f"{fostering}s 6 and 14"),  # open questions for goals
        ("S0:4", f"{fostering} 3"),  # no sides
        ("S4:17", f"{expect} 4"),  # congruence
        ("S0:14", f"{fostering} 7"),  # self-awareness
        ("S4:21", f"{expect} 5"),  # gentle and firm
        ("S1:95", f"{trust}s 6 and 12"),  # empathy
    ):
        assert said in words, line
        assert said.endswith(knowledge.cite(line).rpartition(" ")[2]), line
    assert knowledge.cite("S0:3").endswith("section 2")
    assert "help to make a room feel safe (section 2)" in words


def test_the_sections_named_in_lesson_seven_are_those_of_the_articles() -> None:
    words = " ".join(cell.source for cell in cells(SEVEN.path, "markdown"))
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
    with pytest.raises(KeyError, match="There are “l1-three-curves”, “l7-same-warmth”"):
        questions.bet("zzz")
    with pytest.raises(KeyError, match="There is no answer “l1-back-to-bo”"):
        questions.answer("l1-back-to-bo")
    with pytest.raises(KeyError, match=r"There is no recap “77”\..*“07”"):
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
