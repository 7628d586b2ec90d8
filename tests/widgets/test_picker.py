"""The approach picker, driven by its traits and events as a page drives it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport import clients, knowledge
from widgets.parts import Parts
from widgets.picker import HALF, SESSIONS, STAGES, ApproachPicker, CodeError, State, read_code


def press(part: Parts, name: str) -> None:
    assert part.hear("next", "press", name) is not None


def keys(part: Parts) -> list[str]:
    return [each.key for each in part.now]


def chosen(picker: ApproachPicker, approach: str, bet: int = 0) -> None:
    picker.middle.hear("approach", "choose", clients.approach(approach).name)
    picker.middle.hear("bet", "choose", picker.middle["bet"].options[bet])


@pytest.fixture
def picker() -> ApproachPicker:
    return ApproachPicker(animate=False)


def test_a_whole_round(picker: ApproachPicker) -> None:
    person = picker.person
    dot = (person.dot.anxiety, person.dot.avoidance)
    assert not any(str(each) in repr(picker.top.now) for each in dot), "the dot is hidden"
    picker.plane.point_x, picker.plane.point_y, picker.plane.ring = 0.4, 0.45, 0.3
    press(picker.middle, "place")
    assert picker.state.stage == "choose"
    assert picker.state.guesses[0].anxiety == 0.4

    chosen(picker, "joint", bet=2)
    press(picker.middle, "play")
    assert picker.state.stage == "half"
    assert len(picker.traces.figure["data"][0]["y"]) == HALF + 1
    assert all(f"c-{news.id}" in keys(picker.story) for news in person.evidence)

    picker.plane.point_x, picker.plane.point_y, picker.plane.ring = *dot, 0.2
    picker.middle.hear("dial-patience", "change", 0.9)
    press(picker.middle, "go_on")
    assert picker.state.stage == "reveal"
    assert len(picker.state.guesses) == 2
    assert len(picker.traces.figure["data"][0]["y"]) == SESSIONS + 1
    assert "lies close" in picker.story["placing-2"].text
    assert picker.story["bet"].answer in picker.story["bet"].options
    assert any(key.startswith("why-") for key in keys(picker.bottom))
    assert "Your own mix" in picker._approach_name()


def test_an_aim_can_be_failed_and_tried_again(picker: ApproachPicker) -> None:
    picker.state = State("marisol")
    press(picker.middle, "place")
    chosen(picker, "kind")
    press(picker.middle, "play")
    press(picker.middle, "go_on")
    assert any(key.startswith("outcome-") for key in keys(picker.story))
    press(picker.bottom, "again")
    assert (picker.state.stage, picker.state.luck) == ("choose", 1)
    chosen(picker, "ajar")
    press(picker.middle, "play")
    press(picker.middle, "go_on")
    assert "outcome" in keys(picker.story), "the door ajar suits a guarded client"


def test_nothing_plays_before_an_approach_and_a_bet(picker: ApproachPicker) -> None:
    press(picker.middle, "place")
    press(picker.middle, "play")
    assert picker.middle["said"].text.startswith("Choose an approach first")
    picker.middle.hear("approach", "choose", "Hold still")
    press(picker.middle, "play")
    assert picker.middle["said"].text.startswith("Place your bet first")
    assert picker.state.stage == "choose"


def test_a_card_tells_more_when_asked(picker: ApproachPicker) -> None:
    card = picker.person.cards[0]
    assert f"h-{card.id}" not in keys(picker.top)
    picker.top.hear(f"hint-{card.id}", "press", "show")
    assert card.hint in picker.top[f"h-{card.id}"].text


def test_every_cell_of_the_table_can_be_reached(picker: ApproachPicker) -> None:
    press(picker.middle, "place")
    chosen(picker, "joint")
    press(picker.middle, "play")
    press(picker.middle, "go_on")
    for row in knowledge.attachment_table():
        picker.bottom.hear("row", "press", row.style)
        shown = picker.bottom["table"].text
        for cell in (row.typical_behaviour, row.approach, row.effect_on_trust, row.keep_in_mind):
            assert cell in shown


def test_everybody_can_be_met_and_somebody_else_begins_anew(picker: ApproachPicker) -> None:
    met = []
    for _ in clients.clients():
        met.append(picker.state.client)
        press(picker.middle, "place")
        chosen(picker, "steady")
        press(picker.middle, "play")
        press(picker.middle, "go_on")
        press(picker.bottom, "other")
        assert picker.state.stage == "look"
    assert sorted(met) == sorted(person.id for person in clients.clients())


def test_the_short_version_has_no_dials_and_ends_in_a_card_to_save() -> None:
    picker = ApproachPicker(short=True, animate=False)
    assert not any(key.startswith("dial-") for key in keys(picker.middle))
    chosen(picker, "joint")
    press(picker.middle, "play")
    assert picker.state.stage == "reveal"
    assert picker.bottom.hear("take", "save") is not None
    assert picker.plane.layout.display is None


def test_a_page_opened_again_finds_its_place(picker: ApproachPicker) -> None:
    press(picker.middle, "place")
    chosen(picker, "steady", bet=1)
    press(picker.middle, "play")
    memory = picker.top.memory
    again = ApproachPicker(animate=False)
    again.top.hear("picker", "remembered", memory)
    assert again.state == picker.state
    assert again.traces.figure == picker.traces.figure
    another = ApproachPicker(animate=False)
    another.bottom.hear("code", "change", picker.bottom["code"].value)
    assert another.state == picker.state


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("emeka.look", "2 of 7 pieces; it may have been cut short"),
        ("nobody.look....-1.0", "Piece 1 of this code, “nobody”"),
        ("emeka.sleep....-1.0", "Piece 2 of this code, “sleep”"),
        ("emeka.look.1-2...-1.0", "Piece 3 of this code, “1-2”"),
        ("emeka.look.900-0-9...-1.0", "Piece 3 of this code"),
        ("emeka.choose..hug..-1.0", "Piece 4 of this code, “hug”"),
        ("emeka.reveal....-1.0", "no approach for the step"),
        ("emeka.look....x.0", "not numbers"),
    ],
)
def test_a_code_cut_short_gets_a_sentence_and_nothing_is_lost(
    picker: ApproachPicker, code: str, sentence: str
) -> None:
    with pytest.raises(CodeError, match=sentence):
        read_code(code)
    press(picker.middle, "place")
    before = picker.state
    picker.bottom.hear("code", "change", code)
    assert picker.state == before
    assert sentence in picker.bottom["code-said"].text
    picker.middle.hear("approach", "choose", "Hold still")
    assert "code-said" not in keys(picker.bottom)


@given(st.text(max_size=120))
def test_any_text_is_a_code_or_gets_a_sentence(code: str) -> None:
    try:
        assert read_code(code).stage in STAGES
    except CodeError as problem:
        assert str(problem).endswith(".")


_DIALS = st.tuples(*[st.integers(0, 100).map(lambda n: n / 100)] * 6)


@given(
    st.sampled_from([person.id for person in clients.clients()]),
    st.sampled_from(STAGES),
    _DIALS,
    st.integers(-1, 2),
    st.integers(0, 999),
)
def test_codes_survive_being_written_and_read(
    client: str, stage: str, dials: tuple[float, ...], bet: int, luck: int
) -> None:
    placing = clients.Placing(anxiety=0.25, avoidance=0.5, ring=0.3)
    state = State(client, stage, (placing,), "own", dials, "own", dials, bet, luck)
    assert read_code(state.code()) == state
    assert len(state.code()) <= 200
