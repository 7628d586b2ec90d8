"""The practice clients: fair to place, in step with the model, every mistake told in a sentence."""

import re
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport import clients, dynamics, knowledge
from rapport.clients import BrokenClientsError, Placing, PracticeClient, UnknownIdError
from rapport.clients.loader import load

FOLDER = Path(clients.__file__).parent
PICKER = clients.approach_picker()
EACH = pytest.mark.parametrize("client", clients.clients(), ids=lambda client: client.id)
SHARE = st.floats(0, 1)
OF_THE_EXERCISE = {"callie", "henrik", "tamsin", "ofelia"}


# --- the people


def test_six_people_are_met_none_of_them_from_the_exercise() -> None:
    ids = [client.id for client in clients.clients()]
    assert len(set(ids)) == 6
    assert not OF_THE_EXERCISE & set(ids)
    assert ids == [client.name.lower() for client in clients.clients()]


@EACH
def test_every_card_has_a_hint_with_another_explanation_and_one_is_a_decoy(
    client: PracticeClient,
) -> None:
    assert 4 <= len(client.cards) <= 5
    assert 1 <= sum(card.decoy for card in client.cards) < len(client.cards)
    for card in (*client.cards, *client.evidence):
        assert len(card.hint.split()) >= 10, card.id
        assert len(card.text.split()) <= 32, card.id


@EACH
def test_a_careful_reader_starts_wide_and_comes_nearer(client: PracticeClient) -> None:
    assert len(client.evidence) == 2
    distances = [reading.distance(client.dot) for reading in client.readings]
    rings = [reading.ring for reading in client.readings]
    assert all(reading.holds(client.dot) for reading in client.readings)
    assert distances == sorted(distances, reverse=True)
    assert all(after <= before for before, after in pairwise(rings))
    assert rings[0] >= 0.25, "a handful of cards makes nobody that sure"


def test_the_people_are_spread_over_the_map_with_one_near_its_middle() -> None:
    styles = {dynamics.style_at(c.dot.anxiety, c.dot.avoidance) for c in clients.clients()}
    assert styles == {"secure", "anxious", "avoidant", "disorganized"}
    middle = clients.Spot(anxiety=0.5, avoidance=0.5)
    assert sum(c.dot.distance(middle) < 0.1 for c in clients.clients()) == 1


def test_the_wide_ring_stays_wide_where_the_cards_cannot_settle_it() -> None:
    assert clients.client("robin").readings[-1].ring == max(
        client.readings[-1].ring for client in clients.clients()
    )


@pytest.mark.parametrize(
    ("id", "tempting", "fitting"),
    [("marisol", "joint", "ajar"), ("graham", "ajar", "steady"), ("dev", "joint", "still")],
)
def test_the_model_bears_out_what_the_debriefs_say(id: str, tempting: str, fitting: str) -> None:
    assert reached(id, fitting) > reached(id, tempting) + 0.2
    assert reached(id, "kind") < reached(id, fitting) - 0.2


def test_each_approach_of_the_dashboard_is_best_for_one_of_its_people() -> None:
    best = {
        max(PICKER.dashboard.approaches, key=lambda approach, id=id: reached(id, approach))
        for id in PICKER.dashboard.clients
    }
    assert best == set(PICKER.dashboard.approaches)


def reached(id: str, approach: str) -> float:
    """The share of 200 people at the client's place who reach the aim."""
    client = clients.client(id)
    person = dynamics.Client(client.dot.anxiety, client.dot.avoidance, client.start_trust)
    course = dynamics.simulate(person, dynamics.APPROACHES[approach], n=200, leaving=False)
    return float(dynamics.aim_met(course).mean())


# --- the picker's words


def test_approaches_and_dials_are_those_of_the_model() -> None:
    assert tuple(a.id for a in PICKER.approaches) == tuple(dynamics.APPROACHES)
    assert tuple(d.id for d in PICKER.dials) == dynamics.DIALS
    assert [a.id for a in PICKER.approaches if a.tempting] == ["kind"]


def test_each_row_of_the_table_has_its_approach_and_its_region() -> None:
    styles = [row.style for row in knowledge.attachment_table()]
    assert [a.row for a in PICKER.approaches if not a.tempting] == styles
    assert [region.style for region in PICKER.map.regions] == styles
    assert {scale.id for scale in PICKER.map.scales} == {"anxiety", "avoidance"}


def test_the_places_to_fill_in_are_known() -> None:
    words = PICKER.model_dump_json()
    assert set(re.findall(r"\{([a-z_]+)\}", words)) == {"name", "approach", "direction"}


@given(st.sampled_from(PICKER.bets), SHARE)
def test_exactly_one_option_of_a_bet_wins(bet: clients.PickerBet, value: float) -> None:
    winner = bet.winner(value)
    assert [o for o in bet.options if o.at_least <= value < o.below] == [winner]


def test_the_options_of_the_bets_meet_the_aim_of_the_model() -> None:
    edges = {bet.measure: [option.at_least for option in bet.options] for bet in PICKER.bets}
    for measure in ("trust", "dependence", "attended"):
        assert getattr(dynamics.AIM, measure) in edges[measure]


def test_the_takeaway_has_a_column_to_check_and_fits_a_page() -> None:
    takeaway = PICKER.takeaway
    assert takeaway.columns[-1] == "And check"
    assert all(len(row) == len(takeaway.columns) for row in takeaway.cells)
    words = " ".join(
        (takeaway.title, takeaway.note, *(cell for row in takeaway.cells for cell in row))
    )
    assert len(words.split()) < 420
    assert "preliminary" in takeaway.note
    assert "1–2%" in takeaway.note


def test_the_picker_says_what_it_is() -> None:
    assert "invented" in PICKER.honesty.limits
    assert "no licensed clinician" in " ".join(PICKER.honesty.limits.split())
    assert "teaching model" in PICKER.honesty.limits


# --- reading a placing


@EACH
def test_a_placing_is_told_near_caught_or_far_and_its_ring_by_the_careful_one(
    client: PracticeClient,
) -> None:
    dot, ring = client.dot, client.readings[2].ring
    away = 0.3 if dot.anxiety < 0.5 else -0.3

    def read(shift: float, ring: float) -> tuple[str, str]:
        placing = Placing(anxiety=dot.anxiety + shift, avoidance=dot.avoidance, ring=ring)
        found = clients.read_placing(client, placing)
        return found.place, found.ring

    assert read(0, ring) == ("near", "fits")
    assert read(away, 0.4)[0] == "caught"
    assert read(away, ring)[0] == "far"
    assert read(0, 0.02) == ("near", "tight")
    assert read(0, 0.75) == ("near", "wide")


def test_the_direction_is_told_from_the_learners_dot() -> None:
    marisol = clients.client("marisol")
    text = clients.read_placing(marisol, Placing(anxiety=0.6, avoidance=0.3, ring=0.1)).text
    assert text.startswith(
        "Marisol stood outside your ring: less worried about being left than you guessed, "
        "and more guarded against closeness than you guessed."
    )


@given(st.sampled_from(clients.clients()), SHARE, SHARE, st.floats(0.02, 0.75), st.integers(0, 2))
def test_every_placing_gets_whole_sentences(
    client: PracticeClient, anxiety: float, avoidance: float, ring: float, seen: int
) -> None:
    placing = Placing(anxiety=anxiety, avoidance=avoidance, ring=ring)
    text = clients.read_placing(client, placing, seen).text
    assert client.name in text
    assert not re.search(r"[{}]|: \.|  ", text)
    assert text.endswith((".", "?"))


# --- style


def test_cards_that_mislead_are_no_longer_than_the_others() -> None:
    cards = [card for client in clients.clients() for card in client.cards]
    decoys = mean(len(card.text) for card in cards if card.decoy)
    others = mean(len(card.text) for card in cards if not card.decoy)
    assert abs(decoys - others) <= 0.2 * max(decoys, others)


# --- mistakes


def test_an_unknown_client_names_the_near_one() -> None:
    with pytest.raises(UnknownIdError) as caught:
        clients.client("grahm")
    assert str(caught.value) == "There is no client “grahm”. Did you mean “graham”?"


def test_an_unknown_approach_with_no_near_one_names_those_there_are() -> None:
    with pytest.raises(KeyError) as caught:
        clients.approach("zzz")
    assert str(caught.value) == (
        "There is no approach “zzz”. There are “joint”, “steady”, “ajar”, “still”, “kind”."
    )


def test_the_file_is_read_once_and_entries_cannot_be_changed() -> None:
    assert clients.approach_picker() is clients.approach_picker()
    with pytest.raises(ValueError, match="frozen"):
        clients.client("dev").name = "Devin"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("    who: sorts", "    hwo: sorts", "clients → emeka → hwo: there is no field of this name; did you mean “who”?"),
        ("    age: 34\n", "", "clients → emeka → age: this field is missing"),
        ("    age: 34\n", "    age: 12\n", "clients → emeka → age: Input should be greater than or equal to 18"),
        ("dot: {anxiety: 0.22", "dot: {anxiety: 2.2", "clients → emeka → dot → anxiety: Input should be less than or equal to 1"),
        ("avoidance: 0.48, ring: 0.34", "avoidance: 0.48, ring: 0.1", "clients → emeka: reading 1 of 3 leaves the dot outside its ring; a careful reader's ring holds it"),
        ("avoidance: 0.26, ring: 0.18", "avoidance: 0.66, ring: 0.5", "clients → emeka: the new evidence leads away from the dot"),
        ("  - id: yusuf", "  - id: emeka", "the id emeka is used 2 times; each entry needs its own"),
        ("      - id: one-word", "      - id: two-of-four", "emeka: the id two-of-four is used 2 times"),
        ("clients: [marisol,", "clients: [marisoll,", "the dashboard names the client “marisoll”. Did you mean “marisol”?"),
        ("approaches: [joint,", "approaches: [jiont,", "the dashboard names the approach “jiont”. Did you mean “joint”?"),
        ("at_least: 0.35, below: 0.6}", "at_least: 0.4, below: 0.6}", "bets → trust: options must follow each other without a gap from 0 and end with `below: 1.01`"),
        ("\ntakeaway:", "\ntakeaway: [", "approach_picker.yaml is not valid YAML"),
    ],
)  # fmt: skip
def test_a_fault_in_the_file_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    assert sentence in complaint(tmp_path, old, new)


def test_a_client_without_a_decoy_is_sent_back(tmp_path: Path) -> None:
    assert "clients → graham: no card is marked `decoy: true`" in complaint(
        tmp_path, 'once an hour."\n        decoy: true\n', 'once an hour."\n'
    )


def test_an_empty_file_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "approach_picker.yaml").write_text("", encoding="utf-8")
    with pytest.raises(BrokenClientsError, match=r"approach_picker\.yaml: expected named parts"):
        load(tmp_path)


def complaint(tmp_path: Path, old: str, new: str) -> str:
    """What the loader says once `old` has become `new` in the file."""
    folder = copytree(FOLDER, tmp_path / "clients")
    path = folder / "approach_picker.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenClientsError) as caught:
        load(folder)
    message = str(caught.value)
    assert message.startswith("The course's clients cannot be read:\n")
    return message
