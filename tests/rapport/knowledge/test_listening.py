"""Lesson 4: its concepts, and those it borrows."""

import pytest

from rapport import knowledge


def test_the_lesson_on_listening_has_its_fourteen_concepts() -> None:
    assert [concept.id for concept in knowledge.concepts() if concept.lesson == 4] == [
        "insight",
        "empathy",
        "attunement",
        "unconditional-positive-regard",
        "congruence",
        "nonjudgmental-stance",
        "therapist-self-awareness",
        "supportive-challenge",
        "active-listening",
        "reflective-listening",
        "validation",
        "open-ended-questions",
        "nonverbal-communication",
        "open-communication",
    ]


def test_seven_more_are_used_and_taught_first_elsewhere() -> None:
    used = {
        "therapeutic-bond": 1,
        "rapport": 1,
        "client-self-disclosure": 1,
        "vulnerability": 2,
        "fear-of-judgment": 2,
        "bracketing-bias": 5,
        "neutrality": 10,
    }
    assert {id: knowledge.concept(id).lesson for id in used} == used


@pytest.mark.parametrize(
    ("id", "sections", "references"),
    [
        ("insight", 4, ()),
        ("empathy", 24, ("R4",)),
        ("attunement", 2, ()),
        ("unconditional-positive-regard", 6, ("R37",)),
        ("congruence", 5, ("R38",)),
        ("nonjudgmental-stance", 10, ()),
        ("therapist-self-awareness", 1, ()),
        ("supportive-challenge", 1, ()),
        ("active-listening", 14, ()),
        ("reflective-listening", 3, ()),
        ("validation", 12, ()),
        ("open-ended-questions", 2, ()),
        ("nonverbal-communication", 3, ()),
        ("open-communication", 15, ()),
        ("vulnerability", 12, ()),
        ("fear-of-judgment", 4, ()),
        ("bracketing-bias", 1, ()),
        ("neutrality", 2, ("R27",)),
    ],
)
def test_a_concept_has_its_sections_and_references(
    id: str, sections: int, references: tuple[str, ...]
) -> None:
    concept = knowledge.concept(id)
    assert len(set(concept.sections)) == len(concept.sections) == sections
    assert concept.references == references


@pytest.mark.parametrize(
    ("section", "concepts"),
    [("S0.6", 7), ("S0.19", 6), ("S1.6", 8), ("S1.7", 5), ("S3.3", 3), ("S4.3", 5), ("S4.5", 2)],
)
def test_a_section_feeds_as_many_of_them_as_the_articles_hold(section: str, concepts: int) -> None:
    fed = [each.id for each in knowledge.concepts() if each.lesson == 4]
    assert sum(section in knowledge.concept(id).sections for id in fed) == concepts


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("nonverbal-communication", "Ask, do not infer"),
        ("reflective-listening", "Parroting irritates"),
        ("open-ended-questions", "A run of questions"),
        ("validation", "Instant reassurance is not validation"),
        ("active-listening", "Good listeners do interrupt at times"),
        ("unconditional-positive-regard", "not to approve of every act"),
        ("supportive-challenge", "before trust risks a rupture"),
    ],
)
def test_a_popular_claim_has_its_caveat(id: str, words: str) -> None:
    told = " ".join(" ".join(caveat.text.split()) for caveat in knowledge.concept(id).caveats)
    assert words in told


def test_the_figures_of_the_caveats_are_those_of_the_published_effects() -> None:
    for id, effect, said in (
        ("empathy", "empathy-outcome", "r = .28"),
        ("unconditional-positive-regard", "regard-outcome", "g = .28 over 64 studies"),
        ("congruence", "congruence-outcome", "r = .24 over 16 studies"),
    ):
        figure = knowledge.effect(effect)
        assert figure.value is not None
        assert f"{figure.statistic} = {figure.value:.2f}".replace("0.", ".") in said
        assert "over" not in said or f"over {figure.k} studies" in said
        assert any(said in caveat.text for caveat in knowledge.concept(id).caveats)
