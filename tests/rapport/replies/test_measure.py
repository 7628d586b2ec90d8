"""Agreement is computed rightly, and on every part of the corpus."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, NoReturn

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.cli import main
from rapport.replies import corpus
from rapport.replies import measure as measured
from rapport.replies.measure import (
    GOALS,
    HUMANS,
    UTTERANCES,
    NotMeasurableError,
    agreed,
    calibration,
    kappa,
    measure,
    of_experts,
    of_fairness,
    of_gaming,
    of_replies,
    say,
)

HEAD = b"text,client_before,main_behaviour,question_type\n"
GOAL = {"goal": "walk", "specific": 1, "measurable": 0, "attainable": 0, "label": "Not SMART"}


def test_kappa_by_hand() -> None:
    first, second = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])
    # Agreement .75; by chance .5 × .25 + .5 × .75 = .5; so (.75 − .5) / (1 − .5).
    assert kappa(first, second, 2, "nominal") == pytest.approx(0.5)
    assert kappa(np.array([0, 0]), np.array([0, 0]), 2) is None


def test_scores_are_rounded_to_levels_and_compared() -> None:
    found = agreed(np.array([1.2, 2.4, 4.6, 3.9]), np.array([1.0, 2.0, 5.0, 2.0]))
    assert found["exact"] == 0.75
    assert found["adjacent"] == 0.75
    assert found["r"] == pytest.approx(np.corrcoef([1.2, 2.4, 4.6, 3.9], [1, 2, 5, 2])[0, 1])


def test_calibration_counts_how_far_chances_are_off() -> None:
    chances = np.array([0.95] * 10 + [0.25] * 10)
    held = np.array([True] * 10 + [True] * 5 + [False] * 5)
    found = calibration(chances, held)
    assert found["error"] == pytest.approx((10 * 0.05 + 10 * 0.25) / 20)
    assert [row["cases"] for row in found["bins"]] == [10, 10]


def test_a_split_of_the_corpus() -> None:
    found = of_replies(corpus.load(), "tune")
    assert found["all"]["replies"] == found["replies"] == 72
    assert 0 < found["kept"]["share"] <= 1
    assert found["coverage"][0]["share"] == 1.0
    assert found["all"]["kappa"] > 0.3
    assert set(found["skills"]) >= {"reflection", "repair_ownership"}


def test_gaming_is_seldom_kept() -> None:
    found = of_gaming(corpus.load(), "tune")
    every = found.pop("all")
    assert every["replies"] > 30
    assert every["kept at level 3 or more"] <= every["kept above 2"]
    assert every["kept at level 3 or more"] <= 0.05 * every["replies"]
    assert every["kept above 2"] <= 0.1 * every["replies"]
    for name, number in every.items():
        assert number == sum(row[name] for row in found.values())


def test_kept_above_two_is_counted_as_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = iter([1.9, 2.0, 2.01, 2.5, 2.51])

    def scored(*_: object, **__: object) -> SimpleNamespace:
        overall = next(kept, None)
        return SimpleNamespace(overall=overall or 5.0, needs_human=overall is None)

    monkeypatch.setattr(measured, "assess", scored)
    every = of_gaming(corpus.load(), "tune")["all"]
    assert every["kept above 2"] == 3
    assert every["kept at level 3 or more"] == 1
    assert every["human"] == every["replies"] - 5


def test_fairness_by_group() -> None:
    found = of_fairness(corpus.load(), "tune")
    assert len(found) == 10
    assert all(abs(row["smd"]) < 0.6 for row in found.values())


def experts(folder: Path) -> Path:
    (folder / UTTERANCES).write_bytes(
        HEAD + b"What brings you here?,,question,open\nMm-hmm.,,other,\n"
    )
    (folder / GOALS).write_text(json.dumps(GOAL) + "\n", encoding="utf-8")
    return folder


def test_expert_coded_data_is_measured_where_it_is_given(tmp_path: Path) -> None:
    found = of_experts(experts(tmp_path))
    assert found["utterances, experts"]["utterances"] == 2
    assert found["utterances, experts"]["accuracy"] == 1.0
    assert found["goals, experts"]["goals"] == 1


def test_an_excel_file_and_a_goal_of_two_lines_are_read(tmp_path: Path) -> None:
    experts(tmp_path)
    more = json.dumps(GOAL | {"goal": "walk\u2028run"}, ensure_ascii=False).encode()
    for name, rest in ((UTTERANCES, b""), (GOALS, more)):
        path = tmp_path / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + rest)
    found = of_experts(tmp_path)
    assert found["utterances, experts"]["utterances"] == 2
    assert found["goals, experts"]["goals"] == 2


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        (UTTERANCES, HEAD, "annomi_dev.csv holds nothing to measure"),
        (UTTERANCES, b"", "annomi_dev.csv, line 1: there is no column `text`"),
        (UTTERANCES, HEAD + b"A.,,other\n", "annomi_dev.csv, line 2: `question_type` is missing"),
        (UTTERANCES, HEAD + b"A.,,whistles,\n", "line 2: `main_behaviour` is none of 'question'"),
        (UTTERANCES, HEAD + b"A.,,question,both\n", "line 2: `question_type` is none of ''"),
        (UTTERANCES, HEAD + b"a" * 131_073 + b",,other,\n", "line 2: field larger than"),
        (UTTERANCES, HEAD + b"\xff,,other,\n", "annomi_dev.csv, line 2: this is not UTF-8"),
        (GOALS, b"\n \n", "smart_goals_dev.jsonl holds nothing to measure"),
        (GOALS, b"\n[1]", "smart_goals_dev.jsonl, line 2: this is not a JSON object"),
        (GOALS, b"{", "line 1: this is not valid JSON"),
        (GOALS, b"[" * 100_000, "line 1: this is not valid JSON"),
        (GOALS, b"\xff", "line 1: this is not UTF-8"),
        (GOALS, json.dumps(GOAL | {"goal": 3}).encode(), "line 1: `goal` is not a text"),
        (GOALS, json.dumps(GOAL | {"specific": None}).encode(), "`specific` is none of 0, 1"),
        (GOALS, json.dumps(GOAL | {"label": ["SMART"]}).encode(), "`label` is none of 'Not SMART'"),
    ],
)
def test_what_cannot_be_measured_is_said_with_its_place(
    name: str, raw: bytes, says: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(NotMeasurableError) as told:
        of_experts(tmp_path)
    assert says in str(told.value)
    assert "\n" not in str(told.value)


def test_a_folder_without_the_files_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotMeasurableError, match="there is no folder"):
        of_experts(tmp_path / "none")
    with pytest.raises(NotMeasurableError, match="there is neither"):
        of_experts(tmp_path)


CELLS = st.sampled_from(
    ["", "Hm?", "question", "other", "open", '"', '"a\nb"', "é", "\u2028", "\0", "\r", "\ufeff"]
)
TABLES = st.lists(st.lists(CELLS, max_size=5).map(",".join), max_size=3).map(
    lambda rows: HEAD + "\n".join(rows).encode()
)
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, 1, 1.0, 2, [1], {}, "", "walk", "SMART", "\ud800", 10**30]
)
COLUMNS = st.dictionaries(st.sampled_from(list(GOAL)), VALUES)
OBJECTS = st.lists(COLUMNS.map(lambda some: json.dumps(GOAL | some)), max_size=3).map(
    lambda rows: "\n".join(rows).encode()
)


@pytest.mark.parametrize(("name", "likely"), [(UTTERANCES, TABLES), (GOALS, OBJECTS)])
@given(data=st.data())
def test_any_bytes_give_figures_or_one_sentence(
    name: str, likely: st.SearchStrategy[bytes], data: st.DataObject
) -> None:
    raw = data.draw(st.binary(max_size=200) | likely)
    with TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(raw)
        try:
            assert say(of_experts(Path(folder)))
        except NotMeasurableError as told:
            assert str(told).startswith(name)
            assert "\n" not in str(told)


def test_without_the_corpus_expert_coded_data_is_measured_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> NoReturn:
        raise corpus.MissingCorpusError("There is no corpus here.")

    monkeypatch.setattr(corpus, "load", missing)
    found = measure(experts(tmp_path))
    assert found["goals, experts"]["goals"] == 1
    assert found["corpus"] == "There is no corpus here."
    with pytest.raises(NotMeasurableError, match="no corpus here"):
        measure()


def test_every_figure_of_the_acceptance_is_one_that_is_measured() -> None:
    accepted = HUMANS["accepted in large-scale scoring"]
    assert accepted == {"kappa": 0.7, "r": 0.7, "smd": 0.15, "exact": 0.5, "adjacent": 0.95}
    assert set(accepted) < set(agreed(np.array([1.0, 4.0]), np.array([1.0, 5.0])))


def test_the_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert main(["agreement", "--validation", str(tmp_path / "none")]) == 2
    assert "there is no folder" in capsys.readouterr().err

    figures: dict[str, Any] = {"replies, report": {"all": {"kappa": 0.7, "r": None}}}
    monkeypatch.setattr("rapport.replies.measure.measure", lambda validation: figures)
    assert main(["agreement"]) == 0
    assert capsys.readouterr().out == "REPLIES, REPORT\n  all: kappa 0.70, r –\n"
    assert main(["agreement", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == figures


def test_everything_can_be_said() -> None:
    told = say(measure())
    for title in ("REPLIES, REPORT", "GAMING, REPORT", "FAIRNESS, REPORT", "HUMANS"):
        assert title in told
