"""Lesson 1: its concepts, and the tables of its sources."""

import pytest

from rapport import knowledge
from rapport.knowledge import Table, UnknownIdError


def test_the_lesson_on_trust_and_the_alliance_has_its_sixteen_concepts() -> None:
    assert [concept.id for concept in knowledge.concepts() if concept.lesson == 1] == [
        "therapeutic-alliance",
        "therapeutic-bond",
        "client-trust",
        "therapist-trustworthiness",
        "psychological-safety",
        "rapport",
        "mutual-respect",
        "bidirectional-trust",
        "alliance-outcome-association",
        "treatment-outcome",
        "evidence-appraisal",
        "trust-trajectory",
        "trust-maintenance",
        "connection-onset-variability",
        "client-self-disclosure",
        "client-engagement",
    ]


def test_four_more_are_used_and_taught_first_elsewhere() -> None:
    used = ("secure-base", "therapeutic-fit", "goal-consensus", "task-agreement")
    assert [knowledge.concept(id).lesson for id in used] == [7, 2, 8, 8]


@pytest.mark.parametrize(
    ("id", "sections", "references"),
    [
        ("therapeutic-alliance", 17, ("R31", "R32")),
        ("therapeutic-bond", 5, ("R31",)),
        ("client-trust", 20, ()),
        ("therapist-trustworthiness", 6, ()),
        ("psychological-safety", 24, ()),
        ("rapport", 11, ()),
        ("mutual-respect", 13, ()),
        ("bidirectional-trust", 7, ()),
        ("alliance-outcome-association", 10, ("R1", "R3")),
        ("treatment-outcome", 10, ()),
        ("evidence-appraisal", 8, ()),
        ("trust-trajectory", 7, ("R15",)),
        ("trust-maintenance", 7, ()),
        ("connection-onset-variability", 2, ("R19",)),
        ("client-self-disclosure", 12, ("R18",)),
        ("client-engagement", 18, ()),
        ("therapeutic-fit", 3, ()),
        ("goal-consensus", 4, ("R5",)),
        ("task-agreement", 1, ("R2",)),
    ],
)
def test_a_concept_has_its_sections_and_references(
    id: str, sections: int, references: tuple[str, ...]
) -> None:
    concept = knowledge.concept(id)
    assert len(set(concept.sections)) == len(concept.sections) == sections
    assert concept.references == references


# --- tables


def rows(id: str) -> list[tuple[str, str, str]]:
    """Give a table's rows as (id, address, first cell)."""
    return [(row.id, row.address, row.cells[0]) for row in knowledge.table(id).rows]


def test_the_six_methods_for_trust() -> None:
    assert rows("methods-for-trust") == [
        ("D1", "S1:44", "empathy"),
        ("D2", "S1:45", "active listening"),
        ("D3", "S1:46", "setting free of judgment"),
        ("D4", "S1:47", "validation"),
        ("D5", "S1:48", "professional boundaries"),
        ("D6", "S1:49", "regular check-ins"),
    ]


def test_the_five_elements_of_the_alliance_with_a_part_of_our_own() -> None:
    assert rows("alliance-elements") == [
        ("F1", "S1:137", "trust"),
        ("F2", "S1:138", "empathy"),
        ("F3", "S1:139", "effective communication"),
        ("F4", "S1:140", "mutual respect"),
        ("F5", "S1:141", "goal agreement"),
    ]
    table = knowledge.table("alliance-elements")
    assert table.ours == ("Part of the alliance",)
    parts = [row.cells[table.columns.index("Part of the alliance")] for row in table.rows]
    assert parts == ["bond", "bond", "goals, tasks", "bond", "goals"]


def test_the_four_key_factors() -> None:
    assert rows("key-factors") == [
        ("H1", "S2:7", "active listening"),
        ("H2", "S2:8", "empathy"),
        ("H3", "S2:9", "confidentiality"),
        ("H4", "S2:10", "consistency"),
    ]
    assert "Never promise privacy" in (knowledge.table("key-factors").note or "")


def test_each_table_stays_in_one_section_and_no_two_rows_are_alike() -> None:
    sections = {"methods-for-trust": "7", "alliance-elements": "17", "key-factors": "3"}
    for table in knowledge.tables():
        cited = {knowledge.cite(row.address).rpartition(" ")[2] for row in table.rows}
        assert cited == {sections[table.id]}
        assert len({row.cells for row in table.rows}) == len(table.rows)


def test_an_unknown_table_names_the_near_one() -> None:
    with pytest.raises(UnknownIdError, match="Did you mean “alliance-elements”"):
        knowledge.table("alliance-element")


def test_a_row_with_a_cell_too_few_and_a_column_that_is_not_there_are_told() -> None:
    table = {
        "id": "made-up",
        "name": "Made up",
        "columns": ["What", "Why"],
        "rows": [{"id": "Z1", "address": "S1:44", "cells": ["this", "that"]}],
    }
    assert Table.model_validate(table).rows[0].cells == ("this", "that")
    short = [{"id": "Z1", "address": "S1:44", "cells": ["this"]}]
    with pytest.raises(ValueError, match="Z1 has 1 cells; expected one for each of the 2 columns"):
        Table.model_validate(table | {"rows": short})
    with pytest.raises(ValueError, match="`ours` names no column of the table: How"):
        Table.model_validate(table | {"ours": ["How"]})
