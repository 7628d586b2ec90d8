"""The causal claims: all 97, each with its sign, its lines and what backs it."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rapport import knowledge
from rapport.knowledge import Edge, Push, UnknownIdError

# Number, sign, basis (stated, implied, added; r read from the reverse), states moved, lines.
FACTS = """
01 + S T+ S4:9 S0:57 S1:77
02 + S S+,T+ S3:10 S3:11 S2:10
03 + S T+ S1:117
04 - Ir S-,T- S3:10
05 + S T+,B+ S1:35 S1:130 S2:8 S3:7 S3:8 S4:13
06 + S D+,K+ S0:7 S1:37 S2:7 S3:4 S3:5 S4:13
07 - S W- S0:7 S1:39 S1:47
08 + S B+,S+ S0:7 S1:47 S1:97
09 + S S+,D+ S0:3 S0:9 S1:46 S3:13 S3:14
10 + S M+ S0:3 S1:97
11 + S D+ S4:17 S1:41
12 + S S+ S0:3
13 + S S+ S0:4 S0:9
14 + S S+ S0:5 S4:25 S1:41
15 - S R- S4:25
16 - S P- S0:59
17 + S T+,D+ S0:4 S1:59 S1:91 S2:9
18 + S T+ S0:4 S0:60 S1:69
19 - S T-,O- S1:61
20 - A T- S0:60 S1:61
21 - S T-,S- S0:5 S0:67
22 + S B+,G+ S0:61 S0:67 S0:68
23 terminal S . S0:62 S0:68
24 - S W- S1:39 S2:12
25 ± S W-,D+ S1:39
26 + S H+ S1:151
27 + S T+ S0:12 S1:153 S3:19 S3:20
28 - Ir K- S3:4
29 + S T+ S1:41 S1:49
30 + S D+ S1:27 S1:89 S1:163
31 + S . S2:14 S4:21 S4:33
32 + S K+,O+ S1:89 S3:5
33 + S . S1:23
34 + S En+ S0:78 S2:4 S1:91
35 + S . S1:97 S1:99
36 + S O+ S1:91 S1:97 S1:134
37 - S . S1:19
38 + S O+ S1:91 S1:149 S4:21 S0:46
39 + A B+,G+
40 - S En-,D- S1:19 S1:128
41 + S D+,B+ S0:10
42 + S D+ S1:155
43 + S . S4:33
44 - S T- S4:37
45 + S M+,En+,T+,H+ S0:13 S2:12 S3:16 S4:29
46 + S M+ S0:43
47 + S En+,M+ S0:13
48 + S K+ S0:12 S0:41 S0:52
49 + S R- S0:15 S0:45
50 + S M+ S3:17
51 + S En+ S0:15 S0:35
52 + S O+ S1:132 S1:134 S1:141 S0:51
53 + S T+ S0:6
54 + S T+ S0:6
55 + S S+ S0:6 S0:40 S0:49
56 + S T+,O+ S0:6
57 ± S W- S0:37 S0:72
58 + S T+ S0:38 S0:70 S4:37
59 + S . S0:37 S0:71
60 + S D+ S0:38 S0:72
61 + S . S0:39 S0:74
62 + S . S0:74
63 - S D- S1:75
64 - S T- S1:75
65 - S T- S1:79 S2:12
66 ± S D± S1:79
67 - S D- S4:9 S2:4
68 + S T+ S0:58
69 - S T- S0:58
70 class S . S0:57 S0:58
71 - I T-,B-,R+ S0:14 S4:37
72 + S T+,B+ S0:14 S0:44 S0:54
73 + S T+,B+ S0:77 S4:37
74 - Ir T-,En- S0:14 S0:45
75 + S T+ S1:116
76 + S T+ S1:115
77 - Ir T- S1:117
78 + S En+ S1:107 S1:118
79 ± S . S1:107 S1:122 S1:165
80 + S T+ S0:18 S0:24 S0:30
81 ± S T± S0:18 S0:31
82 + S P+ S0:18
83 + S T+ S0:22 S0:25 S0:31
84 - S P- S0:31 S0:59
85 - S T-,D- S0:19 S0:32
86 + Ir X+ S0:25
87 + S D+,T+ S0:22 S0:25 S0:32
88 ± S . S0:19
89 + S T+ S0:33
90 + S . S0:22
91 + S . S0:23
92 + S B+,G+ S0:20 S0:21 S0:27 S0:34
93 + S S+ S1:161 S1:169
94 ± S PT± S1:169
95 + S . S1:171
96 ± S PT± S1:171
97 - Ar T- S0:4
"""
BASIS = {"S": "stated", "I": "implied", "A": "added"}


@pytest.mark.parametrize("fact", FACTS.strip().splitlines())
def test_edge(fact: str) -> None:
    number, sign, basis, moved, *lines = fact.split()
    edge = knowledge.edge(f"E{number}")
    assert edge.sign == sign
    assert edge.basis == BASIS[basis[0]]
    assert edge.reverse is basis.endswith("r")
    pushes = re.findall(r"([A-Za-z]+)([-+±])", moved)
    assert edge.effects == tuple(Push(state, sign) for state, sign in pushes)
    assert list(edge.lines) == lines


def test_there_are_97_edges_in_order_and_each_is_described_once() -> None:
    edges = knowledge.edges()
    assert [edge.id for edge in edges] == [f"E{number:02}" for number in range(1, 98)]
    assert len({(edge.driver, edge.state) for edge in edges}) == 97


def test_88_edges_are_stated_6_implied_and_3_added() -> None:
    assert Counter(edge.basis for edge in knowledge.edges()) == {
        "stated": 88,
        "implied": 6,
        "added": 3,
    }


def test_the_groups_have_their_edges_and_lessons() -> None:
    groups = {group.id: knowledge.edges(group=group.id) for group in knowledge.edge_groups()}
    assert {id: len(edges) for id, edges in groups.items()} == {
        "4.1": 29,
        "4.2": 15,
        "4.3": 8,
        "4.4": 10,
        "4.5": 8,
        "4.6": 9,
        "4.7": 13,
        "4.8": 5,
    }
    lessons = {
        id: {lesson for edge in edges for lesson in edge.lessons} for id, edges in groups.items()
    }
    assert lessons == {
        "4.1": {1, 3, 4, 5, 6},
        "4.2": {1},
        "4.3": {8},
        "4.4": {2},
        "4.5": {2, 5},
        "4.6": {9},
        "4.7": {7},
        "4.8": {10},
    }


def test_edges_by_lesson() -> None:
    assert len(knowledge.edges(lesson=1)) == 44
    assert [edge.id for edge in knowledge.edges(lesson=7)] == [f"E{n}" for n in range(80, 93)]
    assert [edge.id for edge in knowledge.edges(group="4.5", lesson=5)] == ["E66"]
    assert {id for n in range(1, 11) for edge in knowledge.edges(lesson=n) for id in [edge.id]} == {
        edge.id for edge in knowledge.edges()
    }


def test_only_a_breach_is_marked_strong_and_only_an_explained_disclosure_reduced() -> None:
    marked = {edge.id: edge.strength for edge in knowledge.edges() if edge.strength}
    assert marked == {"E19": "strong", "E20": "reduced"}


def test_conditions_stand_where_the_articles_or_the_course_name_one() -> None:
    assert (
        "".join(f" {edge.id}" for edge in knowledge.edges() if edge.condition).split()
        == (
            "E01 E03 E04 E05 E11 E18 E20 E22 E27 E32 E38 E39 E48 E58 E66 E70 E72 E73 E75 E82 E90 E91 "
            "E93 E97"
        ).split()
    )


def test_a_mixed_edge_shows_its_signs_state_by_state() -> None:
    for edge in knowledge.edges():
        shown = {sign for sign in ("+", "−") if f"({sign})" in edge.state}
        moves = {push.sign for push in edge.effects}
        assert shown in (set(), {"+", "−"}), edge.id
        assert shown or not {"+", "-"} <= moves, edge.id


def test_the_states_are_the_sixteen_of_the_list_and_nearly_all_are_moved() -> None:
    symbols = [state.symbol for state in knowledge.states()]
    assert symbols == "T S D B G K W R X P En M H O Q PT".split()
    moved = {push.state for edge in knowledge.edges() for push in edge.effects}
    # The therapist's trust drives a claim (E42) and is moved by none.
    assert set(symbols) - moved == {"Q"}


def test_an_unknown_edge_or_group_is_told() -> None:
    with pytest.raises(UnknownIdError, match=r"There is no edge “E98”\. Did you mean"):
        knowledge.edge("E98")
    with pytest.raises(UnknownIdError, match=r"There is no group of edges “4\.9”"):
        knowledge.edges(group="4.9")


# --- loops and open points


def test_the_five_loops_go_round_their_edges() -> None:
    assert {loop.id: loop.edges for loop in knowledge.loops()} == {
        "LP1": ("E41",),
        "LP2": ("E33", "E05"),
        "LP3": ("E49",),
        "LP4": ("E88",),
        "LP5": ("E42",),
    }
    assert all(len(loop.steps) == 3 for loop in knowledge.loops())


def test_the_open_points_name_their_edges() -> None:
    points = {point.id: point for point in knowledge.open_points()}
    assert list(points) == [f"O{number}" for number in range(1, 10)]
    assert points["O1"].edges == ("E70",)
    assert points["O6"].edges == ("E38",)
    assert points["O6"].references == ("R1",)
    assert points["O7"].edges == ("E73",)
    assert points["O8"].edges == ("E58",)


def test_what_the_course_adds_is_an_open_point_or_says_so_in_the_edge() -> None:
    named = {id for point in knowledge.open_points() for id in point.edges}
    added = {edge.id for edge in knowledge.edges() if edge.basis == "added"}
    # E20 is added too, and is the one whose lines are the articles' own.
    assert added - named == {"E20"}


# --- mistakes

EDGE = {
    "id": "E05",
    "group": "4.1",
    "lessons": [1],
    "driver": "empathy",
    "state": "trust",
    "sign": "+",
    "lag": "soon",
    "lines": ["S1:35"],
    "basis": "stated",
    "shape": "gain",
}


def test_only_an_added_edge_may_have_no_lines() -> None:
    assert Edge.model_validate(EDGE | {"lines": [], "basis": "added"}).lines == ()
    for basis in ("stated", "implied"):
        with pytest.raises(ValidationError, match="only an added claim may have none"):
            Edge.model_validate(EDGE | {"lines": [], "basis": basis})


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*"TSDBGKWRXPMHOQ", "En", "PT", "Z", "t", ""]),
            st.sampled_from(["+", "-", "±", "?", ""]),
        )
        | st.tuples(st.just("T")),
        max_size=4,
    )
)
def test_effects_name_each_known_state_once_with_a_sign(effects: list[tuple[str, ...]]) -> None:
    known = {state.symbol for state in knowledge.states()}
    states = [effect[0] for effect in effects]
    fine = len(set(states)) == len(states) and all(
        len(effect) == 2 and effect[0] in known and effect[1] in {"+", "-", "±"}
        for effect in effects
    )
    if fine:
        edge = Edge.model_validate(EDGE | {"effects": effects})
        assert [tuple(push) for push in edge.effects] == effects
    else:
        with pytest.raises(ValidationError):
            Edge.model_validate(EDGE | {"effects": effects})
