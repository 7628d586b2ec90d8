"""What holds of every assignment: its keys, its sample answers and what a student receives.

How nbgrader's commands treat submissions is the same for all of them; `test_loop` shows it on one.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any

import nbformat
import pytest

from rapport.marking import Scheme, mark, scheme_in
from rapport.marking.mark import Mark
from rapport.marking.nbgrader.examine import examine
from rapport.marking.scheme import Choice, Choices, Classify, Order
from rapport.marking.starter import starter
from tests.conftest import ROOT, Course, make_course

ASSIGNMENTS = sorted(path.parent.name for path in (ROOT / "solutions").glob("*/*.ipynb"))
BY_HAND = ("strong", "middling", "weak")
SECOND = ("strong-2", "weak-2")  # other words for what is written, that a key may not have met
every_assignment = pytest.mark.parametrize("assignment", ASSIGNMENTS)


def solution(assignment: str) -> Path:
    return ROOT / "solutions" / assignment / f"{assignment}.ipynb"


@cache
def keys(assignment: str) -> dict[str, Scheme]:
    """Give the mark schemes of an assignment by item, in its order."""
    cells = nbformat.read(solution(assignment), as_version=4).cells
    found = [scheme for scheme in (scheme_in(cell.source) for cell in cells) if scheme]
    return {scheme.item: scheme for scheme in found}


@cache
def specimen(assignment: str, name: str) -> dict[str, Any]:
    """Give sample answers and the marks that were written down before software marked them."""
    path = ROOT / "tests" / "specimens" / assignment / f"{name}.json"
    sample: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return sample


def written(assignment: str) -> list[str]:
    """Give the items that are answered in the learner's own sentences."""
    return [name for name, scheme in keys(assignment).items() if scheme.kind in ("reply", "note")]


def marked(assignment: str, name: str) -> dict[str, Mark]:
    answers = specimen(assignment, name)["answers"]
    return {item: mark(keys(assignment)[item], text) for item, text in answers.items()}


@every_assignment
def test_it_is_ready_and_worth_what_its_first_page_says(assignment: str) -> None:
    summary, mistakes = examine(solution(assignment))
    assert mistakes == []
    first = nbformat.read(solution(assignment), as_version=4).cells[0].source
    promised = re.search(r"· (\d+ points) ·", first)
    assert promised, first
    assert summary.endswith(f", {promised[1]}")


@every_assignment
def test_there_is_a_sample_answer_to_every_question(assignment: str) -> None:
    for name in (*BY_HAND, "gaming"):
        sample = specimen(assignment, name)
        assert list(sample["answers"]) == list(sample["expected"]) == list(keys(assignment))
    for name in SECOND:
        sample = specimen(assignment, name)
        assert list(sample["answers"]) == list(sample["expected"]) == written(assignment)


@every_assignment
@pytest.mark.parametrize("name", [*BY_HAND, *SECOND])
def test_specimens_get_what_was_written_down_beforehand(assignment: str, name: str) -> None:
    expected = specimen(assignment, name)["expected"]
    for item, got in marked(assignment, name).items():
        assert got.points == pytest.approx(expected[item]["points"], abs=0.01), item
        assert got.needs_human is expected[item]["human"], item


@every_assignment
def test_gaming_earns_nothing_without_a_person(assignment: str) -> None:
    for item, got in marked(assignment, "gaming").items():
        assert got.points == 0 or got.needs_human, item
        if got.kind not in ("reply", "note"):
            assert got.points == 0, item


@every_assignment
def test_specimens_rank_rightly(assignment: str) -> None:
    totals = [sum(got.points for got in marked(assignment, name).values()) for name in BY_HAND]
    assert totals == sorted(totals, reverse=True)
    assert len(set(totals)) == len(totals)


@every_assignment
def test_what_is_written_ranks_rightly_in_whatever_words(assignment: str) -> None:
    points = {
        name: {item: got.points for item, got in marked(assignment, name).items()}
        for name in (*BY_HAND, *SECOND)
    }
    for item in written(assignment):
        strong = min(points["strong"][item], points["strong-2"][item])
        weak = max(points["weak"][item], points["weak-2"][item])
        assert strong >= points["middling"][item] >= weak, item
        assert strong > weak, item


@every_assignment
def test_replies_printed_for_other_questions_are_no_way_to_all_points(assignment: str) -> None:
    printed = [text for scheme in keys(assignment).values() for text in quotes(scheme)]
    for item in written(assignment):
        for text in printed:
            got = mark(keys(assignment)[item], text)
            assert got.points < got.of or got.needs_human, (item, text)


def quotes(item: Scheme) -> list[str]:
    """Give the spoken words among what a closed question offers, or all of a line without any."""
    match item:
        case Choice() | Choices():
            texts = [option.text for option in item.options]
        case Order():
            texts = [line.text for line in item.lines]
        case Classify():
            texts = [row.text for row in item.rows]
        case _:
            texts = []
    return [found[1] if (found := re.search("“(.+)”", text)) else text for text in texts]


def lengths(item: Scheme) -> tuple[list[int], list[int]]:
    """Give the lengths of the options that fit and of the others; none where there are none."""
    match item:
        case Choice():
            fits = {option.text: option.worth == item.of for option in item.options}
        case Choices():
            fits = {option.text: option.tick is True for option in item.options}
        case _:
            fits = {}
    return (
        [len(text) for text, fit in fits.items() if fit],
        [len(text) for text, fit in fits.items() if not fit],
    )


@every_assignment
def test_options_that_fit_are_not_the_longer_ones(assignment: str) -> None:
    pairs = [pair for pair in map(lengths, keys(assignment).values()) if all(pair)]
    fitting = [length for fits, _ in pairs for length in fits]
    others = [length for _, rest in pairs for length in rest]
    assert mean(fitting) <= 1.05 * mean(others)
    longest = sum(max(fits) > max(rest) for fits, rest in pairs)
    assert longest <= len(pairs) / 2, "picking the longest option should not pay"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course folder with the student version of every assignment."""
    course = make_course(tmp_path_factory.mktemp("released") / "course")
    for assignment in ASSIGNMENTS:
        course.run("generate_assignment", assignment, "--force")
    return course


@pytest.mark.slow
@every_assignment
def test_an_assignments_folder_holds_what_is_allowed_and_no_more(
    released: Course, assignment: str
) -> None:
    folder = released.root / "exercises" / assignment
    assert {path.name for path in folder.iterdir()} == {f"{assignment}.ipynb"}


@pytest.mark.slow
@every_assignment
def test_an_untouched_student_version_earns_nothing_and_troubles_nobody(
    released: Course, assignment: str
) -> None:
    path = released.root / "exercises" / assignment / f"{assignment}.ipynb"
    starters = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in nbformat.read(path, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    assert list(starters) == list(keys(assignment))
    for item, scheme in keys(assignment).items():
        got = mark(scheme, starters[item])
        assert (got.points, got.needs_human, got.empty) == (0, False, True), item


@pytest.mark.slow
@every_assignment
def test_every_question_can_be_given_to_a_person(released: Course, assignment: str) -> None:
    path = released.root / "exercises" / assignment / f"{assignment}.ipynb"
    (asking,) = (
        cell
        for cell in nbformat.read(path, as_version=4).cells
        if cell.metadata.get("rapport", {}).get("role") == "ask-a-person"
    )
    titles = {name: scheme.title for name, scheme in keys(assignment).items()}
    assert asking.metadata.rapport["items"] == titles
    for title in titles.values():
        assert f"- [ ] {title}" in asking.source.splitlines()


def sentences_of_the_key(item: Any) -> list[str]:
    """Every sentence of a scheme that nobody may read before its time."""
    parts = getattr(item, "options", None) or getattr(item, "lines", None)
    parts = parts or getattr(item, "rows", None) or getattr(item, "aims", None) or []
    secrets = [part.because for part in parts]
    if item.kind in ("reply", "note", "plan"):
        head = starter(item).splitlines()
        secrets += [line for line in item.model.splitlines() if len(line) > 20 and line not in head]
    if item.kind in ("reply", "note"):
        secrets += [worth.hint for worth in item.worth.values() if worth.hint]
    if item.next:
        secrets.append(item.next)
    return secrets


@pytest.fixture(scope="module")
def received(released: Course) -> dict[Path, str]:
    """Every file a student receives, and its text."""
    files = [path for path in (released.root / "exercises").rglob("*") if path.is_file()]
    for folder in ("rapport", "widgets", "course", "exercises"):
        files += [
            path
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        ]
    return {path: path.read_text("utf-8", errors="replace") for path in files}


@pytest.mark.slow
@every_assignment
def test_nothing_a_student_receives_holds_a_sentence_of_the_key(
    received: dict[Path, str], assignment: str
) -> None:
    assert any(path.name == f"{assignment}.ipynb" for path in received)
    for item in keys(assignment).values():
        for secret in sentences_of_the_key(item):
            written = json.dumps(secret, ensure_ascii=False)[1:-1]
            for path, text in received.items():
                assert secret not in text, path
                assert written not in text, path
