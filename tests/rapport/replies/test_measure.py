"""Agreement is computed rightly, and on every part of the corpus."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rapport.cli import main
from rapport.replies import corpus
from rapport.replies.measure import (
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


def test_gaming_is_seldom_kept_above_two() -> None:
    found = of_gaming(corpus.load(), "tune")
    assert sum(row["replies"] for row in found.values()) > 30
    kept = sum(row["kept above 2"] for row in found.values())
    assert kept <= 0.05 * sum(row["replies"] for row in found.values())


def test_fairness_by_group() -> None:
    found = of_fairness(corpus.load(), "tune")
    assert len(found) == 10
    assert all(abs(row["smd"]) < 0.6 for row in found.values())


def experts(folder: Path, **change: str) -> Path:
    row = {
        "text": "What brings you here?",
        "client_before": "",
        "main_behaviour": "question",
        "question_type": "open",
    } | change
    with (folder / "annomi_dev.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerows([row, {**row, "text": "Mm-hmm.", "main_behaviour": "other"}])
    goal = {"goal": "walk", "specific": 1, "measurable": 0, "attainable": 0, "label": "Not SMART"}
    (folder / "smart_goals_dev.jsonl").write_text(json.dumps(goal) + "\n", encoding="utf-8")
    return folder


def test_expert_coded_data_is_measured_where_it_is_given(tmp_path: Path) -> None:
    found = of_experts(experts(tmp_path))
    assert found["utterances, experts"]["utterances"] == 2
    assert found["utterances, experts"]["accuracy"] == 1.0
    assert found["goals, experts"]["goals"] == 1


@pytest.mark.parametrize("kind", ["nowhere", "empty", "odd"])
def test_what_cannot_be_measured_is_said(kind: str, tmp_path: Path) -> None:
    folder = {"nowhere": tmp_path / "none", "empty": tmp_path, "odd": tmp_path}[kind]
    if kind == "odd":
        experts(tmp_path, main_behaviour="whistles")
    with pytest.raises(NotMeasurableError, match=r"there is|not as expected"):
        of_experts(folder)


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
