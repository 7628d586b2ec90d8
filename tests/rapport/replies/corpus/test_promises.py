"""Every promise is kept by a whole corpus, and broken alone by what breaks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from rapport.replies.corpus import SPECIAL, Corpus, Settled
from rapport.replies.corpus.duplicates import Twins
from rapport.replies.corpus.promises import PROMISES, WIDE, broken
from rapport.replies.corpus.report import Report, report
from tests.rapport.replies.corpus.samples import SETTLED, whole

Both = tuple[Corpus, Report]


@cache
def figures() -> Report:
    return report(whole(), resamples=10)


def changed(entries: tuple[Any, ...], place: int = 0, **update: Any) -> tuple[Any, ...]:
    new = entries[place].model_copy(update=update)
    return (*entries[:place], new, *entries[place + 1 :])


def in_corpus(**parts: Callable[[Corpus], tuple[Any, ...]]) -> Both:
    """The whole corpus with some parts changed, its figures left as they were."""
    return replace(whole(), **{name: part(whole()) for name, part in parts.items()}), figures()


def in_report(**parts: Any) -> Both:
    return whole(), replace(figures(), **parts)


def without_theme(corpus: Corpus) -> tuple[Any, ...]:
    others = (s.model_copy(update={"themes": ("work",)}) for s in corpus.scenes)
    return tuple(
        o if "grief" in s.themes else s for s, o in zip(corpus.scenes, others, strict=True)
    )


def of_a_scene(replies: int) -> Both:
    return in_report(scenes={**figures().scenes, "scene-3": {"3": replies}})


def with_wide_replies(number: int) -> Both:
    """The whole corpus with one more scene, answered by the voice of many alone."""
    asked = whole().replies[:number]
    scene = whole().scenes[0].model_copy(update={"id": "wide-scene", "calls_for": ()})
    voice = whole().voices[0].model_copy(update={"id": WIDE})
    replies = [
        reply.model_copy(update={"id": f"wide-scene.wide.{n}", "scene": scene.id})
        for n, reply in enumerate(asked, 1)
    ]
    plain = whole().final[asked[0].id].skills.model_copy(update=dict.fromkeys(SPECIAL))
    labels = [
        whole().final[one.id].model_copy(update={"reply": reply.id, "skills": plain})
        for one, reply in zip(asked, replies, strict=True)
    ]
    return replace(
        whole(),
        scenes=(*whole().scenes, scene),
        voices=(*whole().voices, voice),
        replies=(*whole().replies, *replies),
        labels=(*whole().labels, *labels),
    ), replace(figures(), scenes={**figures().scenes, scene.id: {"3": number}})


def settled(label: str, value: Any) -> tuple[Settled, ...]:
    id = whole().replies[0].id
    return (Settled.model_validate({**SETTLED, "reply": id, "label": label, "value": value}),)


def levels(*numbers: int) -> Both:
    return in_report(level=dict(zip(["1", "2", "3", "4", "5"], numbers, strict=True)))


def test_a_whole_corpus_keeps_every_promise() -> None:
    assert broken(whole(), figures()) == {}


BREAKS: list[tuple[str, Callable[[], Both], str]] = [
    (
        "scenes",
        lambda: in_corpus(scenes=lambda c: c.scenes[:0]),
        "80 scenes of all voices; there are 0",
    ),
    ("themes", lambda: in_corpus(scenes=without_theme), "No scene is about grief."),
    (
        "client lines",
        lambda: in_corpus(scenes=lambda c: changed(c.scenes, client="One line only.")),
        "not so in: scene-0.",
    ),
    (
        "voices",
        lambda: in_corpus(replies=lambda c: tuple(r for r in c.replies if r.voice != "voice-3")),
        "there are 9.",
    ),
    ("replies", lambda: in_report(replies=3199), "at least 3200 replies; there are 3199."),
    (
        "replies of a scene",
        lambda: of_a_scene(29),
        "30 to 50 replies, a wide one 5 to 8; not so: scene-3 (29).",
    ),
    ("replies of a scene", lambda: of_a_scene(51), "scene-3 (51)."),
    ("replies of a scene", lambda: with_wide_replies(9), "not so: wide-scene (9)."),
    (
        "splits",
        lambda: in_report(split={**figures().split, "tune": 0}),
        "No reply is in the split tune.",
    ),
    (
        "all labelled",
        lambda: in_corpus(labels=lambda c: tuple(x for n, x in enumerate(c.labels) if n % 4)),
        "and 795 more.",
    ),
    ("levels", lambda: levels(300, 700, 700, 700, 800), "not so: 1 (9%)."),
    ("levels", lambda: levels(1000, 700, 700, 400, 400), "not so: 1 (31%)."),
    ("length", lambda: in_report(length_score=-0.15), "less than 0.15; not so: the whole (-0.15)."),
    ("length", lambda: in_report(length_score=None), "(not defined)."),
    (
        "length in voices",
        lambda: in_report(length_score_of={"voice-1": 0.29, "voice-2": 0.3}),
        "not so: voice-2 (0.30).",
    ),
    ("rated twice", lambda: in_report(twice=799), "there are 799."),
    ("gaming", lambda: in_report(gaming=499), "there are 499."),
    ("fairness", lambda: in_report(fairness=299), "there are 299."),
    ("goals", lambda: in_corpus(goals=lambda c: c.goals[:399]), "400 goals; there are 399."),
    (
        "no near-duplicates",
        lambda: in_report(near_duplicates=[Twins("a", "b", 0.6)] * 7),
        "a with b, a with b, a with b, a with b, a with b and 2 more.",
    ),
    (
        "ids once",
        lambda: in_corpus(gaming=lambda c: changed(c.gaming, id=c.fairness[0].id)),
        "more than once: text pair.0.",
    ),
    ("ids once", lambda: in_corpus(scenes=lambda c: (*c.scenes, c.scenes[0])), "scene scene-0."),
    ("ids once", lambda: in_corpus(voices=lambda c: (*c.voices, c.voices[0])), "voice voice-0."),
    ("ids once", lambda: in_corpus(labels=lambda c: (*c.labels, c.labels[0])), "label scene-0"),
    ("ids once", lambda: in_corpus(second=lambda c: (*c.second, c.second[0])), "second label"),
    ("ids once", lambda: in_corpus(settled=lambda c: settled("overall", 3) * 2), "(overall)."),
    (
        "ids resolve",
        lambda: in_corpus(voices=lambda c: c.voices[1:]),
        "leads nowhere: scene-0.voice-0.1 (voice voice-0)",
    ),
    (
        "ids resolve",
        lambda: in_corpus(gaming=lambda c: changed(c.gaming, scene="scene-99")),
        "gaming.0 (scene scene-99).",
    ),
    (
        "ids resolve",
        lambda: in_corpus(fairness=lambda c: changed(c.fairness, scene="scene-99")),
        "pair.0 (scene scene-99).",
    ),
    (
        "ids resolve",
        lambda: in_corpus(
            labels=lambda c: (*c.labels, c.labels[0].model_copy(update={"reply": "a.b.1"}))
        ),
        "label of a.b.1.",
    ),
    (
        "ids resolve",
        lambda: in_corpus(second=lambda c: changed(c.second, reply="a.b.1")),
        "second label of a.b.1.",
    ),
    (
        "ids resolve",
        lambda: in_corpus(settled=lambda c: changed(settled("overall", 3), reply="a.b.1")),
        "settled for a.b.1.",
    ),
    (
        "behaviours",
        lambda: in_corpus(labels=lambda c: changed(c.labels, behaviours=("other",))),
        "not so: first scene-0.voice-0.1 (1 for 2).",
    ),
    (
        "behaviours",
        lambda: in_corpus(settled=lambda c: settled("behaviours", ["other"] * 3)),
        "not so: settled scene-0.voice-0.1 (3 for 2).",
    ),
    (
        "special skills",
        lambda: in_corpus(settled=lambda c: settled("boundary_clarity", 1)),
        "settled scene-0.voice-0.1 (boundary_clarity).",
    ),
    (
        "special skills",
        lambda: in_corpus(second=lambda c: changed(c.second, 1, skills=c.second[0].skills)),
        "not so: second scene-1.voice-0.1 (confidentiality_accuracy).",
    ),
]


@pytest.mark.parametrize(("name", "both", "says"), BREAKS, ids=[name for name, _, _ in BREAKS])
def test_a_broken_promise_is_one_sentence(name: str, both: Callable[[], Both], says: str) -> None:
    told = broken(*both())
    sentence = told[name]
    assert says in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    if name not in ("scenes", "voices", "all labelled"):  # they leave others' ids without a home
        assert told.keys() == {name}


def test_a_wide_scene_has_few_replies() -> None:
    assert broken(*with_wide_replies(6)) == {}


def test_a_wide_scene_does_not_make_up_for_one_that_all_voices_answer() -> None:
    whole_and_wide, told = with_wide_replies(6)
    fewer = replace(whole_and_wide, scenes=whole_and_wide.scenes[1:])
    assert broken(fewer, told)["scenes"].endswith("there are 79.")


def test_every_promise_is_broken_by_something() -> None:
    assert {name for name, _, _ in BREAKS} == PROMISES.keys()
