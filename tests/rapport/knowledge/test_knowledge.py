"""The course's knowledge: complete, every address alive, every mistake told in a sentence."""

from itertools import pairwise
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport import knowledge
from rapport.knowledge import BrokenKnowledgeError, UnknownIdError, cite, loader
from rapport.knowledge.loader import load

FOLDER = Path(knowledge.__file__).parent
TABLE_COLUMNS = ("style", "typical_behaviour", "approach", "effect_on_trust", "keep_in_mind")
SECTIONS = [section for source in knowledge.sources() for section in source.sections]
ADDRESSES = {
    *(source.id for source in knowledge.sources()),
    *(reference.id for reference in knowledge.references()),
    *(section.id for section in SECTIONS),
    *(
        f"{section.id.partition('.')[0]}:{line}"
        for section in SECTIONS
        for line in range(section.lines[0], section.lines[1] + 1)
    ),
}


def section(address: str) -> str:
    """The citation of an address ends in its section's number."""
    return cite(address).rpartition(", ")[2]


# --- what is there


def test_the_five_sources_have_their_sections_in_order_without_overlap() -> None:
    counts = {source.id: len(source.sections) for source in knowledge.sources()}
    assert counts == {"S0": 20, "S1": 22, "S2": 6, "S3": 8, "S4": 10}
    for source in knowledge.sources():
        numbers = [int(s.id.partition(".")[2]) for s in source.sections]
        assert numbers == list(range(1, len(numbers) + 1))
        ends = [s.lines for s in source.sections]
        assert all(last < first for (_, last), (first, _) in pairwise(ends))


def test_the_lesson_on_attachment_has_its_fourteen_concepts() -> None:
    assert {c.id for c in knowledge.concepts() if c.lesson == 7} == {
        "secure-base",
        "patience-and-pacing",
        "emotion-regulation",
        "resistance-as-communication",
        "attachment-patterns",
        "attachment-secure",
        "attachment-anxious",
        "attachment-avoidant",
        "attachment-disorganized",
        "reassurance-seeking",
        "intermittent-engagement",
        "attachment-informed-tailoring",
        "earned-security",
        "early-attachment-wounds",
    }


def test_a_concept_lists_each_reference_of_its_caveats_once() -> None:
    assert knowledge.concept("attachment-patterns").references == ("R11", "R13", "R10")
    assert knowledge.concept("secure-base").references == ()


def test_the_attachment_table_has_four_rows_of_five_different_cells() -> None:
    rows = knowledge.attachment_table()
    assert [(r.id, r.style, r.address) for r in rows] == [
        ("A1", "secure", "S0:30"),
        ("A2", "anxious", "S0:31"),
        ("A3", "avoidant", "S0:32"),
        ("A4", "disorganized", "S0:33"),
    ]
    assert {section(row.address) for row in rows} == {"section 10"}
    for column in TABLE_COLUMNS:
        assert len({getattr(row, column) for row in rows}) == 4, f"two rows agree in {column}"
        assert knowledge.AttachmentRow.model_fields[column].title


def test_the_prose_covers_each_style_and_says_where_no_risk_or_chance_is_named() -> None:
    prose = {row.style: row for row in knowledge.attachment_prose()}
    assert list(prose) == ["secure", "anxious", "avoidant", "disorganized", "any insecure"]
    assert [style for style, row in prose.items() if not row.risk] == ["secure"]
    assert [style for style, row in prose.items() if not row.chance] == ["disorganized"]
    cited = {
        section(line)
        for row in prose.values()
        for statement in (row.inner_position, *row.risk, *row.chance, *row.moves)
        for line in statement.lines
    }
    assert cited == {"section 8", "section 9"}


def test_the_references_are_numbered_without_a_gap_and_each_is_named_once() -> None:
    references = knowledge.references()
    assert [r.id for r in references] == [f"R{number}" for number in range(1, len(references) + 1)]
    assert len({r.citation for r in references}) == len(references) >= 47


def test_no_two_entries_are_told_in_the_same_words() -> None:
    for words in (
        [concept.definition for concept in knowledge.concepts()],
        [claim for concept in knowledge.concepts() for claim in concept.claims],
        [reference.used_for for reference in knowledge.references()],
        [effect.measures for effect in knowledge.effects()],
        [point.statement for point in knowledge.open_points()],
    ):
        assert len(set(words)) == len(words)


def test_the_files_are_read_once_and_entries_cannot_be_changed() -> None:
    assert knowledge.concepts() is knowledge.concepts()
    with pytest.raises(ValueError, match="frozen"):
        knowledge.concept("secure-base").name = "changed"


# --- cite


@pytest.mark.parametrize(
    ("address", "citation"),
    [
        ("S0:30", "Fostering Trust and Deepening Engagement in Therapy, undated, section 10"),
        ("S0.10", "Fostering Trust and Deepening Engagement in Therapy, undated, section 10"),
        (
            "S1:19",
            "The importance of building trust in therapy relationships, 21 January 2025, section 3",
        ),
        ("S3.2", "Untitled article on trust and rapport in therapy, undated, section 2"),
        ("S4", "Building a Therapeutic Relationship: What to Expect, 13 December 2024"),
        ("R14", "Mallinckrodt, Jeong 2015, Psychotherapy 52:134–139"),
    ],
)
def test_cite(address: str, citation: str) -> None:
    assert cite(address) == citation


@given(st.sampled_from(SECTIONS), st.data())
def test_every_line_of_a_section_is_cited_as_the_section(
    chosen: knowledge.Section, data: st.DataObject
) -> None:
    line = data.draw(st.integers(*chosen.lines))
    assert cite(f"{chosen.id.partition('.')[0]}:{line}") == cite(chosen.id)


@given(
    st.text()
    | st.from_regex(r"[SR][0-9]{0,3}[:.]?-?\d*", fullmatch=True)
    | st.integers().map("S1:{}".format)
)
def test_exactly_the_known_addresses_are_cited(address: str) -> None:
    if address in ADDRESSES:
        assert cite(address).strip()
    else:
        with pytest.raises(UnknownIdError) as caught:
            cite(address)
        assert f"“{address}”" in str(caught.value)


# --- mistakes


def test_an_unknown_concept_names_the_near_one() -> None:
    with pytest.raises(KeyError) as caught:
        knowledge.concept("attachment-avoidnt")
    assert str(caught.value).startswith(
        "There is no concept “attachment-avoidnt”. Did you mean “attachment-avoidant”"
    )


def test_an_unknown_source_with_no_near_one_says_where_to_look() -> None:
    with pytest.raises(UnknownIdError) as caught:
        knowledge.source("Freud")
    assert str(caught.value) == "There is no source “Freud”. See sources() for those there are."


def test_a_line_between_two_sections_is_in_no_section() -> None:
    with pytest.raises(UnknownIdError, match="no line “S1:8” in any section"):
        cite("S1:8")


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        (
            "attachment.yaml",
            "    name: Secure attachment\n",
            "    nmae: Secure attachment\n",
            "concepts → attachment-secure → nmae: there is no field of this name",
        ),
        (
            "attachment.yaml",
            "    name: Secure attachment\n",
            "",
            "concepts → attachment-secure → name: this field is missing",
        ),
        (
            "attachment.yaml",
            "    name: Secure attachment\n",
            "    name: ''\n",
            "concepts → attachment-secure → name: String should have at least 1 character",
        ),
        (
            "edges.yaml",
            "- id: E81\n",
            "- id: E80\n",
            "the id E80 is used 2 times; each entry needs its own",
        ),
        (
            "attachment.yaml",
            "sections: [S1.3, S4.5]",
            "sections: [S1.3, S4.50]",
            "secure-base points to S4.50, which is in no section of the sources",
        ),
        (
            "attachment.yaml",
            "address: S0:30",
            "address: S0:81",
            "A1 points to S0:81, which is in no section of the sources",
        ),
        (
            "attachment.yaml",
            "lines: [S0:26]",
            "lines: [S1:8]",
            "AP5 points to S1:8, which is in no section of the sources",
        ),
        (
            "edges.yaml",
            "lines: [S0:31, S0:59]",
            "lines: [S0:31, S9:59]",
            "E84 points to S9:59, which is in no section of the sources",
        ),
        (
            "attachment.yaml",
            "references: [R12]",
            "references: [R99]",
            "attachment-disorganized cites R99, which is not among the references",
        ),
        (
            "edges.yaml",
            'sign: "±"',
            'sign: "?"',
            "edges → E25 → sign: Input should be '+', '-', '±', 'class' or 'terminal'",
        ),
        (
            "edges.yaml",
            "lines: [S4:25]\n",
            "lines: []\n",
            "edges → E15: no lines; only an added claim may have none",
        ),
        (
            "edges.yaml",
            'effects: [[P, "-"]]',
            'effects: [[Y, "-"]]',
            "edges → E16 → effects → 1 → 1: Input should be 'T', 'S'",
        ),
        (
            "edges.yaml",
            "  - {symbol: P, name: over-dependence}\n",
            "",
            "E16 moves P, which is not among the states",
        ),
        (
            "edges.yaml",
            '  - {id: "4.8", name: Couples}\n',
            "",
            "E93 belongs to 4.8, which is not among the groups of edges",
        ),
        (
            "edges.yaml",
            "edges: [E33, E05]",
            "edges: [E33, E98]",
            "LP2 names E98, which is not among the edges",
        ),
        (
            "edges.yaml",
            "references: [R2]",
            "references: [R99]",
            "O7 cites R99, which is not among the references",
        ),
        (
            "edges.yaml",
            "lines: [S0:77, S4:37]\n    references",
            "lines: [S0:81, S4:37]\n    references",
            "O7 points to S0:81, which is in no section of the sources",
        ),
        (
            "effects.yaml",
            "references: [R36, R3]",
            "references: [R36, R99]",
            "alliance-within cites R99, which is not among the references",
        ),
        (
            "effects.yaml",
            "- id: empathy-outcome\n",
            "- id: alliance-outcome\n",
            "the id alliance-outcome is used 2 times; each entry needs its own",
        ),
        (
            "effects.yaml",
            "    value: 0.278\n",
            "    value: 0.3\n",
            "effects → alliance-outcome: 0.3 lies outside its interval, 0.256 to 0.299",
        ),
        (
            "alliance.yaml",
            "address: S2:9\n",
            "address: S2:99\n",
            "H3 points to S2:99, which is in no section of the sources",
        ),
        (
            "alliance.yaml",
            ", bond]",
            "]",
            "tables → alliance-elements: F1 has 3 cells; expected one for each of the 4 columns",
        ),
        (
            "alliance.yaml",
            "- id: rapport\n",
            "- id: secure-base\n",
            "the id secure-base is used 2 times; each entry needs its own",
        ),
        (
            "alliance.yaml",
            "concepts:\n  - id",
            "concepts: none\nothers:\n  - id",
            "concepts: Input should be a valid tuple",
        ),
        (
            "sources.yaml",
            "id: S2.3, lines: [5, 10]",
            "id: S2.3, lines: [10, 5]",
            "S2.3: lines run from 10 to 5; expected 1 ≤ first ≤ last",
        ),
        (
            "sources.yaml",
            "id: S2.3, lines: [5, 10]",
            "id: S1.3, lines: [5, 10]",
            "S2: sections of another source: S1.3",
        ),
        (
            "sources.yaml",
            "title: null\n    called:",
            "title: A Title\n    called:",
            "S3: expected either a title or, for an untitled article, `called`",
        ),
        ("sources.yaml", "\nreferences:", "\nreferences: [", "sources.yaml is not valid YAML"),
    ],
)
def test_a_fault_in_a_file_is_told_with_its_place(
    tmp_path: Path, file: str, old: str, new: str, sentence: str
) -> None:
    folder = copytree(FOLDER, tmp_path / "knowledge")
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenKnowledgeError) as caught:
        load(folder)
    message = str(caught.value)
    assert message.startswith("The course's knowledge cannot be read:\n")
    assert sentence in message


def test_an_empty_file_is_told_as_such(tmp_path: Path) -> None:
    folder = copytree(FOLDER, tmp_path / "knowledge")
    (folder / "attachment.yaml").write_text("", encoding="utf-8")
    with pytest.raises(BrokenKnowledgeError, match=r"attachment\.yaml: expected named parts"):
        load(folder)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    folder = copytree(FOLDER, tmp_path / "knowledge")
    path = folder / "attachment.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("S0:33", "S0:999").replace("R12", "R99"), encoding="utf-8")
    with pytest.raises(BrokenKnowledgeError) as caught:
        load(folder)
    assert [line.split()[0] for line in str(caught.value).splitlines()[1:]] == [
        "attachment-disorganized",
        "A4",
    ]


FILES = {name: (FOLDER / name).read_text(encoding="utf-8").splitlines() for name in loader.FILES}


@settings(max_examples=25)
@given(st.sampled_from(loader.FILES), st.data())
def test_a_damaged_file_is_read_or_refused_in_words(file: str, data: st.DataObject) -> None:
    lines = list(FILES[file])
    place = data.draw(st.integers(0, len(lines) - 1))
    cut = data.draw(st.integers(0, len(lines[place])))
    instead = data.draw(st.sampled_from(["", "]", ": ", "- x", "null", "'"]))
    lines[place] = lines[place][:cut] + instead
    with TemporaryDirectory() as folder:
        for name in loader.FILES:
            text = "\n".join(lines if name == file else FILES[name])
            (Path(folder) / name).write_text(text, encoding="utf-8")
        try:
            library = load(Path(folder))
        except BrokenKnowledgeError as error:
            assert str(error).startswith("The course's knowledge cannot be read:\n  ")
        else:
            assert len(library.edges) == 97
