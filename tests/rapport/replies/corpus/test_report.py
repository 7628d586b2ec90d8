"""The figures of a small corpus, counted by hand."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from rapport.replies.corpus import Corpus, Label, Reply, Voice
from rapport.replies.corpus.report import band, length_score, rank_correlation, report, say
from tests.rapport.replies.corpus.samples import LABEL, REPLY, VOICE, small


def voiced(voice: str, rows: list[tuple[int, int]]) -> tuple[list[Reply], list[Label]]:
    """Replies of so many words with such a level."""
    ids = [f"late-bus.{voice}.{n}" for n in range(1, len(rows) + 1)]
    replies = [
        Reply.model_validate({**REPLY, "id": id, "text": f"{voice}-{id} " + "word " * (words - 1)})
        for id, (words, _) in zip(ids, rows, strict=True)
    ]
    labels = [
        Label.model_validate({**LABEL, "reply": id, "overall": level})
        for id, (_, level) in zip(ids, rows, strict=True)
    ]
    return replies, labels


def test_counts_of_one_of_everything() -> None:
    found = report(small(), resamples=10)
    assert (found.replies, found.labelled, found.twice, found.gaming, found.fairness) == (1,) * 5
    levels = {"1": 0, "2": 0, "3": 0, "4": 1, "5": 0, "none": 0}  # settled from 3 to 4
    assert found.level == levels
    assert found.scenes == {"late-bus": levels}
    assert found.voices == {"nurse": levels}
    assert found.length["1-10"] == 1
    assert sum(found.length.values()) == 1
    assert found.split == {"train": 1, "tune": 0, "report": 0, "crossing": 0}
    assert found.skills["open_question"] == {"0": 0, "1": 0, "2": 1, "null": 0}
    assert found.skills["boundary_clarity"]["null"] == 1
    assert {name for name, number in found.faults.items() if number} == {"minimising"}
    assert sum(found.behaviours.values()) == 2
    assert found.near_duplicates == []


def test_what_is_missing_or_leads_nowhere_is_counted_all_the_same() -> None:
    empty = report(Corpus(), resamples=10)
    assert (empty.replies, empty.length_score, empty.agreement) == (0, None, [])
    lost = report(Corpus(replies=small().replies), resamples=10)
    assert lost.split["unknown"] == 1
    assert lost.level["none"] == 1
    assert lost.scenes["late-bus"]["none"] == lost.voices["nurse"]["none"] == 1


@pytest.mark.parametrize(
    ("words", "name"),
    [(0, "1-10"), (10, "1-10"), (11, "11-20"), (100, "61-100"), (101, "over 100")],
)
def test_bands(words: int, name: str) -> None:
    assert band(words) == name


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 5)), min_size=2, max_size=40))
def test_rank_correlation_is_spearmans(rows: list[tuple[int, int]]) -> None:
    x, y = ([row[place] for row in rows] for place in (0, 1))
    found = rank_correlation(x, y)
    if len(set(x)) < 2 or len(set(y)) < 2:
        assert found is None
    else:
        assert found == pytest.approx(spearmanr(x, y).statistic, abs=1e-9)


def test_length_and_score_in_the_whole_and_by_voice() -> None:
    up, up_labels = voiced("nurse", [(5, 1), (10, 2), (15, 3)])
    down, down_labels = voiced("coach", [(15, 1), (10, 2), (5, 3)])
    corpus = Corpus(
        voices=tuple(Voice.model_validate({**VOICE, "id": id}) for id in ("nurse", "mute")),
        replies=(*up, *down, *voiced("coach", [(3, 3)] * 4)[0][3:]),  # the last has no label
        labels=(*up_labels, *down_labels),
    )
    assert length_score(corpus) == (0, {"nurse": 1, "mute": None, "coach": -1})


def test_near_duplicates_are_sought_over_voices_and_among_gaming_replies() -> None:
    one = small()
    text = "You came back after all that rain and sat down."
    corpus = replace(
        one,
        replies=(
            Reply.model_validate({**REPLY, "text": text}),
            Reply.model_validate({**REPLY, "id": "late-bus.coach.1", "text": text}),
        ),
        gaming=(one.gaming[0].model_copy(update={"text": text}),),
    )
    assert len(report(corpus, resamples=10).near_duplicates) == 3


def test_the_report_reads_as_tables_and_as_json() -> None:
    found = report(small(), resamples=10)
    told = say(found, {"scenes": "There are too few."})
    assert told.startswith("1 scenes, 1 voices, 1 replies (1 labelled, 1 rated twice)")
    assert "Promises broken: 1\n  scenes: There are too few." in told
    assert say(found, {}).endswith("Promises broken: none")
    again = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert again["agreement"][0]["label"] == "reflection"
    assert again["length_score_of"] == {"nurse": None}
