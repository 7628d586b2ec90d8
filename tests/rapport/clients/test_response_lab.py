"""The people of the reply lab: whole, varied, nobody met before; mistakes told in a sentence."""

import json
import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from rapport import clients, questions
from rapport.clients import BrokenClientsError, LabClient, LabTurn, UnknownIdError
from rapport.clients.loader import LAB_FILE, load_lab
from rapport.clients.ready_models import DEPTHS
from rapport.replies import corpus
from rapport.replies.assessment import Key
from rapport.replies.corpus.duplicates import near_duplicates, runs
from rapport.replies.speech import negated
from rapport.replies.text import find_any, sentences, words
from tests.rapport.replies.corpus.test_corpus import PEOPLE, SHARED_RUN, strings

FOLDER = Path(clients.__file__).parent
ROOT = FOLDER.parents[1]
LAB = clients.response_lab()
TURNS = [
    pytest.param(client, turn, id=f"{client.id}-{place}")
    for client in LAB.clients
    for place, turn in enumerate(client.turns, start=1)
]
EACH = pytest.mark.parametrize(("client", "turn"), TURNS)


def spoken(turn: LabTurn) -> dict[str, str]:
    """What client and counsellor say in a turn, by place."""
    says = {"line": turn.line, **turn.next.model_dump()}
    return says | {f"model {number}": each.text for number, each in enumerate(turn.models, 1)}


def all_spoken() -> dict[str, str]:
    return {
        f"{client.id} {place} {name}": text
        for client in LAB.clients
        for place, turn in enumerate(client.turns, start=1)
        for name, text in spoken(turn).items()
    }


def shown(wordings: tuple[str, ...], text: str) -> bool:
    """Whether the reader of replies would find one of the wordings."""
    return any(not negated(place, text) for place in find_any(wordings, text))


# --- the people


def test_twelve_people_from_sixteen_to_eighty_one() -> None:
    ages = [client.age for client in LAB.clients]
    assert len({client.id for client in LAB.clients}) == 12
    assert (min(ages), max(ages)) == (16, 81)
    assert len(set(ages)) >= 10
    for client in LAB.clients:
        assert client.id == client.name.lower().replace(" ", "-")
        assert client.about.startswith((f"{client.name},", "A couple,"))


def test_the_themes_span_what_a_learner_must_meet() -> None:
    themes = {theme for client in LAB.clients for theme in client.themes}
    assert themes >= set(
        "grief shame anger boundaries confidentiality couple faith class illness praise mandated "
        "silence goals".split()
    )


def test_who_would_not_meet_a_sensitive_client_is_led_to_a_calm_one() -> None:
    sensitive = [client for client in LAB.clients if client.sensitive]
    assert 1 <= len(sensitive) <= 2
    for client in sensitive:
        assert client.instead is not None
        assert not clients.lab_client(client.instead).sensitive
        assert len(clients.lab_client(client.instead).turns) >= len(client.turns)


def test_nobody_of_the_lab_is_met_elsewhere() -> None:
    met = {
        *PEOPLE,
        *(client.name for client in clients.clients()),
        *(run.name for bet in questions.bets() for run in bet.runs),
    }
    own = corpus.load()
    texts = [f"{scene.context} {scene.client}" for scene in own.scenes]
    texts += [reply.text for reply in own.replies]
    for path in ROOT.glob("rapport/questions/*.yaml"):
        texts += strings(yaml.safe_load(path.read_text("utf-8")))
    for path in [*ROOT.glob("course/**/*.ipynb"), *ROOT.glob("solutions/*/*.ipynb")]:
        texts += ("".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"])
    whole = "\n".join(texts)
    assert len(whole) > 100_000
    for name in (name for client in LAB.clients for name in client.name.split(" and ")):
        assert name not in met
        assert not re.search(rf"\b{re.escape(name)}\b", whole), name


def test_a_sensitive_client_ends_with_what_is_due_in_life() -> None:
    for client in LAB.clients:
        if client.sensitive:
            assert client.afterwards is not None
            assert "supervisor" in client.afterwards
            assert "Check your own" in client.afterwards
        else:
            assert client.afterwards is None
    assert "twentieth" in str(clients.lab_client("nobuko").afterwards)
    assert "phone" in str(clients.lab_client("citlali").afterwards)


# --- the turns


@EACH
def test_a_line_is_two_to_four_spoken_sentences(client: LabClient, turn: LabTurn) -> None:
    assert 2 <= len(sentences(turn.line)) <= 4, turn.line
    assert len(turn.line.split()) <= 50
    assert len(turn.asks.split()) >= 8
    assert turn.asks.endswith(".")


@EACH
def test_the_four_answers_differ_and_the_one_to_a_fine_reply_says_more(
    client: LabClient, turn: LabTurn
) -> None:
    answers = turn.next.model_dump()
    assert set(answers) == {"shut", "polite", "open", "deep"}
    assert len(set(answers.values())) == 4
    assert len(turn.next.deep.split()) > len(turn.next.polite.split())


@EACH
def test_the_better_the_reply_the_longer_the_answer(client: LabClient, turn: LabTurn) -> None:
    # The lesson teaches it: a closing reply shortens the next line, a good one lengthens it.
    answers = turn.next.model_dump()
    lengths = [len(words(answers[name])) for name in DEPTHS]
    shut, polite, opened, deep = lengths
    assert shut <= polite < opened < deep, lengths


def test_an_answer_leaves_the_following_line_its_words() -> None:
    for client in LAB.clients:
        for turn, following in zip(client.turns, client.turns[1:], strict=False):
            for answer in turn.next.model_dump().values():
                assert not runs(answer, 5) & runs(following.line, 5), (client.id, answer)


@EACH
def test_a_turn_has_three_models_in_different_styles(client: LabClient, turn: LabTurn) -> None:
    styles = [model.style for model in turn.models]
    assert len(styles) == len(set(styles)) >= 3
    for model in turn.models:
        assert 5 <= len(model.text.split()) < 60
        assert model.does.endswith(".")


def test_every_style_is_met_and_none_is_most_of_them() -> None:
    styles = Counter(m.style for c in LAB.clients for turn in c.turns for m in turn.models)
    assert set(styles) == {"plain", "terse", "warm", "image", "question", "formal"}
    assert max(styles.values()) < sum(styles.values()) / 2


def test_nothing_is_said_twice() -> None:
    assert near_duplicates(all_spoken(), over=0.1) == []


@EACH
def test_model_replies_to_a_line_are_not_copies_of_each_other(
    client: LabClient, turn: LabTurn
) -> None:
    for one, other in combinations(turn.models, 2):
        assert not runs(one.text, 6) & runs(other.text, 6), (one.text, other.text)
        assert one.does != other.does


@EACH
def test_a_model_says_what_the_key_asks_and_promises_nothing_forbidden(
    client: LabClient, turn: LabTurn
) -> None:
    for model in turn.models:
        for name, wordings in turn.key.required.items():
            assert shown(wordings, model.text), (name, model.text)
        for name, wordings in turn.key.forbidden.items():
            assert not shown(wordings, model.text), (name, model.text)
    for name, wordings in turn.key.meanings.items():
        assert any(shown(wordings, model.text) for model in turn.models), name


@EACH
def test_a_key_is_one_the_reader_of_replies_takes(client: LabClient, turn: LabTurn) -> None:
    key = Key.of_scene(**dict(turn.key))
    assert dict(key.meanings) == turn.key.meanings
    assert {**key.owns, **key.limits, **key.facts, **key.questions} == turn.key.required


@EACH
def test_what_a_turn_asks_to_be_told_is_told_with_the_line(
    client: LabClient, turn: LabTurn
) -> None:
    assert bool(turn.rule) >= bool(turn.key.facts or turn.key.limits)
    for name in turn.key.facts:
        told = f"{client.about} {turn.rule}"
        if "exceptions" in name:  # docs/coding-manual.md, section 7, rules 1 to 4
            for word in ("supervisor", "serious danger", "being abused", "judge"):
                assert word in told


@EACH
def test_no_model_makes_danger_the_only_exception(client: LabClient, turn: LabTurn) -> None:
    # “Serious danger, nothing else” is a promise the rules of the place do not let one keep.
    if turn.key.facts:
        for model in turn.models:
            alone = r"(?i)\bonly\b|\bone exception|nothing else|that's all|nothing more"
            assert not re.search(alone, model.text), model.text


def test_the_date_and_what_is_within_reach_are_taken_up_where_a_life_is_in_danger() -> None:
    near = clients.lab_client("nobuko").turns[1]
    for words_due in ("twentieth", "within reach"):
        assert words_due in near.asks
        assert any(words_due in model.text for model in near.models)


def test_no_text_is_shared_with_a_scene_of_the_corpus() -> None:
    theirs = frozenset[tuple[str, ...]]().union(
        *(runs(scene.client, SHARED_RUN) for scene in corpus.load().scenes)
    )
    assert len(theirs) > 5_000
    for place, text in all_spoken().items():
        if len(text.split()) >= SHARED_RUN:
            shared = {" ".join(run) for run in runs(text, SHARED_RUN) & theirs}
            assert not shared, (place, shared)


def test_the_file_says_who_wrote_it() -> None:
    head = (FOLDER / LAB_FILE).read_text("utf-8").split("title:")[0]
    assert "machine-written" in head
    assert "No licensed clinician" in head


# --- mistakes


def test_an_unknown_client_names_the_near_one() -> None:
    with pytest.raises(UnknownIdError) as caught:
        clients.lab_client("halvart")
    assert str(caught.value) == "There is no client “halvart”. Did you mean “halvard”?"


def test_the_file_is_read_once_and_entries_cannot_be_changed() -> None:
    assert clients.response_lab() is LAB
    with pytest.raises(ValueError, match="frozen"):
        clients.lab_client("tala").name = "Talia"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("    age: 16\n", "", "clients → tala → age: this field is missing"),
        ("    age: 16\n", "    age: 12\n", "clients → tala → age: Input should be greater than or equal to 16"),
        ("        manner: Hood", "        maner: Hood", "clients → tala → turns → 1 → maner: there is no field of this name; did you mean “manner”?"),
        ("          shut: Can I", "          shot: Can I", "clients → tala → turns → 1 → next → shut: this field is missing"),
        ("shut: Can I go?", "shut: ''", "clients → tala → turns → 1 → next → shut: String should have at least 1 character"),
        ("- style: warm", "- style: cosy", "clients → tala → turns → 1 → models → 4 → style: Input should be 'plain'"),
        ("sensitive: false", "sensitive: perhaps", "clients → tala → sensitive: Input should be a valid boolean"),
        ("sensitive: false", "sensitive: true", "clients → tala: a sensitive client needs `instead`, the id of another client"),
        ("    instead: halvard\n", "", "clients → nobuko: a sensitive client needs `instead`, the id of another client"),
        ("sensitive: true\n", "sensitive: false\n", "clients → nobuko: `instead` belongs to a sensitive client"),
        ("sensitive: false\n", "sensitive: true\n    instead: thabo\n", "clients → tala: a sensitive client needs `afterwards`, what is due after the talk"),
        ("        rule: >-\n          Notes are kept", "        speaks: >-\n          Notes are kept", "clients → ionela → turns → 3: the key asks for facts or limits; it needs `rule`, which tells them"),
        ("sensitive: false\n", "sensitive: true\n    instead: thabo\n    afterwards: Rest.\n", "3 clients are sensitive; expected at most 2"),
        ("instead: halvard", "instead: halward", "clients → nobuko → instead: “halward” is not a client without sensitive scenes. Did you mean “halvard”?"),
        ("instead: halvard", "instead: citlali", "clients → nobuko → instead: “citlali” is not a client without sensitive scenes."),
        ("  - id: halvard", "  - id: tala", "the id tala is used 2 times; each entry needs its own"),
        ("          - style: terse\n            text: She wasn't in.", "          - style: plain\n            text: She wasn't in.", "clients → halvard → turns → 1: the models have only the styles plain, question; expected at least 3 different ones"),
        ("text: She wasn't in.", "text: " + 60 * "so " + "she wasn't in.", "clients → halvard → turns → 1 → models → 2: the text has 70 words; a model reply has fewer than 60"),
        ("\nclients:\n", "\nclients: [\n", "response_lab.yaml is not valid YAML"),
    ],
)  # fmt: skip
def test_a_fault_in_the_file_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    folder = copytree(FOLDER, tmp_path / "clients")
    text = (folder / LAB_FILE).read_text(encoding="utf-8")
    assert old in text
    (folder / LAB_FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenClientsError) as caught:
        load_lab(folder)
    message = str(caught.value)
    assert message.startswith("The clients of the reply lab cannot be read:\n")
    assert sentence in message


def test_an_empty_file_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / LAB_FILE).write_text("", encoding="utf-8")
    with pytest.raises(BrokenClientsError, match=r"response_lab\.yaml: expected named parts"):
        load_lab(tmp_path)
