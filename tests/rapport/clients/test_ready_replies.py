"""The ready replies: whole, hard to guess from outside, true to the lab; mistakes in a sentence."""

import re
import tempfile
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from statistics import mean
from typing import Any, get_args

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from rapport import clients
from rapport.clients import (
    BrokenClientsError,
    Depth,
    Gaze,
    LabTurn,
    OwnStyle,
    Pause,
    ReadyClient,
    ReadyReply,
    ReadyTurn,
    ReplyKind,
)
from rapport.clients.loader import READY_FILE, load_ready
from rapport.clients.ready_models import DEPTHS, FIRST, READY
from rapport.replies import corpus
from rapport.replies.corpus.duplicates import near_duplicates, runs
from rapport.replies.text import find_any, sentences
from tests.rapport.clients.test_response_lab import all_spoken, shown
from tests.rapport.replies.corpus.test_corpus import SHARED_RUN

FOLDER = Path(clients.__file__).parent
LAB = clients.response_lab()
READY_REPLIES = clients.ready_replies()
KINDS = get_args(ReplyKind)
QUICK_HELP = ("advice", "reassurance", "self_focus")
TURNS = [
    pytest.param(turn, lab_turn, id=f"{client.id}-{place}")
    for client in READY_REPLIES.clients
    for place, (turn, lab_turn) in enumerate(
        zip(client.turns, clients.lab_client(client.id).turns, strict=True), start=1
    )
]
EACH = pytest.mark.parametrize(("turn", "lab_turn"), TURNS)
EACH_CLIENT = pytest.mark.parametrize("client", READY_REPLIES.clients, ids=lambda client: client.id)
EACH_STYLE = pytest.mark.parametrize("style", READY_REPLIES.styles, ids=lambda style: style.style)


def words(text: str) -> int:
    return len(text.split())


def all_turns() -> list[ReadyTurn]:
    return [turn for client in READY_REPLIES.clients for turn in client.turns]


def all_replies() -> list[ReadyReply]:
    return [reply for turn in all_turns() for reply in turn.replies]


def depth(reply: ReadyReply) -> int:
    return DEPTHS.index(reply.leads_to)


# --- what is there


def test_everybody_calm_in_the_lab_has_ready_replies_to_each_turn() -> None:
    calm = [client for client in LAB.clients if not client.sensitive]
    assert [client.id for client in READY_REPLIES.clients] == [client.id for client in calm]
    assert len(calm) == 10
    assert [len(c.turns) for c in READY_REPLIES.clients] == [len(c.turns) for c in calm]
    assert len(all_replies()) == 30 * READY


@EACH_CLIENT
def test_a_client_is_offered_every_kind_in_the_course_of_the_turns(client: ReadyClient) -> None:
    assert {reply.kind for turn in client.turns for reply in turn.replies} == set(KINDS)


@EACH
def test_a_reply_is_something_one_can_say(turn: ReadyTurn, lab_turn: LabTurn) -> None:
    for reply in turn.replies:
        assert 3 <= words(reply.text) <= 40, reply.text
        assert reply.text.endswith((".", "?")), reply.text
        assert "!" not in reply.text


@EACH
def test_a_reason_is_one_short_sentence_and_none_begins_like_its_neighbour(
    turn: ReadyTurn, lab_turn: LabTurn
) -> None:
    for reply in turn.replies:
        assert words(reply.because) <= 30, reply.because
        assert len(sentences(reply.because)) == 1, reply.because
        assert reply.because.endswith(".")
        assert not re.search(
            r"(?i)\b(minimi|empath|validat|reflecti|alliance|ruptur)", reply.because
        )
    assert len({reply.because.split()[0] for reply in turn.replies}) == READY


def test_reasons_do_not_sound_like_a_form() -> None:
    openings = Counter(tuple(reply.because.split()[:2]) for reply in all_replies())
    assert max(openings.values()) <= 6, openings.most_common(3)
    assert len({reply.because for reply in all_replies()}) == len(all_replies())


# --- hard to guess from outside


def test_the_deep_reply_is_seldom_the_longest_offered() -> None:
    longest = 0
    for turn in all_turns():
        most = max(words(reply.text) for reply in turn.replies[:FIRST])
        longest += any(
            words(reply.text) == most for reply in turn.replies[:FIRST] if reply.leads_to == "deep"
        )
    assert 3 <= longest < len(all_turns()) / 2


def test_length_tells_little_about_depth() -> None:
    lengths = defaultdict(list)
    for reply in all_replies():
        lengths[reply.leads_to].append(words(reply.text))
    means = [mean(lengths[depth]) for depth in DEPTHS]
    assert max(means) - min(means) < 6, means


def test_the_deep_reply_stands_in_every_place_of_the_first_four() -> None:
    places = Counter(
        place
        for turn in all_turns()
        for place, reply in enumerate(turn.replies[:FIRST])
        if reply.leads_to == "deep"
    )
    assert set(places) == set(range(FIRST))
    assert max(places.values()) <= 2 * min(places.values()), places
    for client in READY_REPLIES.clients:
        firsts = [
            {n for n, reply in enumerate(turn.replies[:FIRST]) if reply.leads_to == "deep"}
            for turn in client.turns
        ]
        assert not set.intersection(*firsts), f"{client.id}: always in the same place"


def test_the_first_four_are_not_always_one_of_each_depth() -> None:
    mixes = Counter(
        tuple(sorted(reply.leads_to for reply in turn.replies[:FIRST])) for turn in all_turns()
    )
    assert len(mixes) >= 4
    assert max(mixes.values()) <= 0.75 * len(all_turns())


def test_no_kind_is_always_right_and_hardly_one_is_always_wrong() -> None:
    leads: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for reply in all_replies():
        leads[reply.kind][reply.leads_to] += 1
    deep = Counter({kind: leads[kind]["deep"] for kind in KINDS})
    assert set(+deep) == set(KINDS) - set(QUICK_HELP)
    assert max(deep.values()) < deep.total() / 2
    for kind in KINDS:
        assert len(leads[kind]) >= 2, kind
        assert max(leads[kind].values()) < leads[kind].total(), kind
    for kind in ("feeling_reflection", "validation", "open_question"):
        assert leads[kind]["shut"], f"{kind} can be a roadblock too"
    assert leads["advice"]["shut"]
    assert leads["advice"]["open"], "who asks for a suggestion may be given one"


def test_quick_help_goes_less_deep_than_listening() -> None:
    helped = [depth(reply) for reply in all_replies() if reply.kind in QUICK_HELP]
    heard = [
        depth(reply)
        for reply in all_replies()
        if reply.kind not in (*QUICK_HELP, "closed_question")
    ]
    assert mean(helped) + 1 < mean(heard)


# --- true to the lab


@EACH
def test_a_deep_reply_says_what_the_turn_requires_and_promises_nothing_forbidden(
    turn: ReadyTurn, lab_turn: LabTurn
) -> None:
    for reply in turn.replies:
        if reply.leads_to == "deep":
            for name, wordings in lab_turn.key.required.items():
                assert shown(wordings, reply.text), (name, reply.text)
        if reply.leads_to in ("open", "deep"):
            for name, wordings in lab_turn.key.forbidden.items():
                assert not find_any(wordings, reply.text), (name, reply.text)


@EACH
def test_a_reply_leaves_the_client_their_answer(turn: ReadyTurn, lab_turn: LabTurn) -> None:
    for reply in turn.replies:
        answer = getattr(lab_turn.next, reply.leads_to)
        assert not runs(reply.text, 4) & runs(answer, 4), (reply.text, answer)


def test_no_text_is_shared_with_the_lab_or_with_a_line_of_the_corpus() -> None:
    theirs = frozenset[tuple[str, ...]]().union(
        *(runs(text, SHARED_RUN) for text in all_spoken().values()),
        *(runs(scene.client, SHARED_RUN) for scene in corpus.load().scenes),
    )
    assert len(theirs) > 5_000
    for reply in all_replies():
        for text in (reply.text, reply.because):
            shared = {" ".join(run) for run in runs(text, SHARED_RUN) & theirs}
            assert not shared, (text, shared)


def test_nothing_is_said_twice() -> None:
    texts = {
        f"{client.id} {place} {reply.kind}": reply.text
        for client in READY_REPLIES.clients
        for place, turn in enumerate(client.turns, start=1)
        for reply in turn.replies
    }
    texts |= {f"corpus {reply.id}": reply.text for reply in corpus.load().replies}
    assert [
        twins
        for twins in near_duplicates(texts, over=0.2)
        if not (twins.first.startswith("corpus ") and twins.second.startswith("corpus "))
    ] == []


# --- pause and gaze


def test_what_puts_people_at_ease_is_spread_over_all_there_is() -> None:
    pauses = Counter(client.ease.pause for client in READY_REPLIES.clients)
    gazes = Counter(client.ease.gaze for client in READY_REPLIES.clients)
    assert set(pauses) == set(get_args(Pause))
    assert set(gazes) == set(get_args(Gaze))
    assert min(*pauses.values(), *gazes.values()) >= 2
    assert max(*pauses.values(), *gazes.values()) <= 4
    pairs = Counter((client.ease.pause, client.ease.gaze) for client in READY_REPLIES.clients)
    assert len(pairs) >= 7, "one must not follow from the other"


@EACH_CLIENT
def test_the_reason_for_it_is_a_guess_from_what_one_sees_and_hears(client: ReadyClient) -> None:
    because = client.ease.because
    assert re.search(r"\b(may|might|perhaps|maybe|guess|imagine)\b", because), because
    assert not re.search(r"(?i)cultur|religio|tradition|famil|disorder|syndrome|trauma", because)
    assert len(sentences(because)) == 1
    assert words(because) <= 40


# --- the short version


def test_four_people_of_different_age_and_mood_are_met_in_ten_minutes() -> None:
    met = [clients.lab_client(id) for id in READY_REPLIES.dashboard]
    assert len({client.id for client in met}) == 4
    ages = sorted(client.age for client in met)
    assert ages[-1] - ages[0] >= 50
    assert all(after - before >= 10 for before, after in pairwise(ages))
    themes = [theme for client in met for theme in client.themes]
    assert len(set(themes)) >= 8
    assert not any(turn.key.facts for client in met for turn in client.turns), "no rules to know"


# --- styles


def test_five_ways_of_speaking_are_offered() -> None:
    styles = [style.style for style in READY_REPLIES.styles]
    assert styles == ["plain", "warm", "terse", "image", "question"]
    assert len({style.name for style in READY_REPLIES.styles}) == 5
    stems = [stem.text for style in READY_REPLIES.styles for stem in style.stems]
    assert len({tuple(text.split()[:2]) for text in stems}) == len(stems) == 15


@EACH_STYLE
def test_a_style_has_a_sample_and_a_beginning_for_each_purpose(style: OwnStyle) -> None:
    uses = [stem.when for stem in style.stems]
    assert uses == [stem.when for stem in READY_REPLIES.styles[0].stems]
    assert len(set(uses)) == 3
    assert 3 <= words(style.sounds) <= 14
    for stem in style.stems:
        assert stem.text.endswith(" …"), stem.text
        assert 3 <= words(stem.text.removesuffix("…")) <= 12, stem.text
        worn = r"(?i)(so )?(it sounds like|it seems|what i hear|i hear|i understand|i'm sensing)"
        assert not re.match(worn, stem.text), stem.text


def test_the_style_of_few_words_has_the_fewest() -> None:
    lengths = {
        style.style: sum(words(stem.text) for stem in style.stems) for style in READY_REPLIES.styles
    }
    assert min(lengths, key=lambda style: lengths[style]) == "terse"


def test_the_file_says_who_wrote_it() -> None:
    head = (FOLDER / READY_FILE).read_text("utf-8").split("dashboard:")[0]
    assert "machine-written" in head
    assert "No licensed clinician" in head


# --- mistakes


def test_the_file_is_read_once_and_entries_cannot_be_changed() -> None:
    assert clients.ready_replies() is READY_REPLIES
    with pytest.raises(ValidationError, match="frozen"):
        READY_REPLIES.clients[0].ease.pause = "long"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("      pause: breath\n", "", "clients → tala → ease → pause: this field is missing"),
        ("      pause: breath\n", "      pause: short\n", "clients → tala → ease → pause: Input should be 'none', 'breath' or 'long'"),
        ("      gaze: aside\n", "      gaze: away\n", "clients → tala → ease → gaze: Input should be 'face', 'aside' or 'notes'"),
        ("leads_to: shut", "leads_to: shout", "clients → tala → turns → 1 → replies → 1 → leads_to: Input should be 'shut', 'polite', 'open' or 'deep'"),
        ("leads_to: shut", "lead_to: shut", "clients → tala → turns → 1 → replies → 1 → lead_to: there is no field of this name; did you mean “leads_to”?"),
        ("kind: advice", "kind: advise", "clients → tala → turns → 1 → replies → 1 → kind: Input should be 'content_reflection'"),
        ("kind: advice", "kind: reassurance", "clients → tala → turns → 1: two ready replies are of one kind; expected six different kinds"),
        ("leads_to: deep", "leads_to: open", "clients → tala → turns → 1: the first 4 replies lead only to open, polite, shut; expected three different depths, “deep” among them"),
        ("text: They decided, and nobody asked you. You can be quiet in here, too.", "text: ''", "clients → tala → turns → 1 → replies → 3 → text: String should have at least 1 character"),
        ("  - id: tala", "  - id: talla", "clients → talla: nobody in the lab has this id."),
        ("  - id: halvard", "  - id: tala", "the id tala is used 2 times; each entry needs its own"),
        ("dashboard: [halvard", "dashboard: [nobuko", "the dashboard names “nobuko”, for whom nothing is ready."),
        ("style: terse", "style: curt", "styles → 3 → style: Input should be 'plain'"),
        ("\nclients:\n", "\nclients: [\n", "ready_replies.yaml is not valid YAML"),
    ],
)  # fmt: skip
def test_a_fault_in_the_file_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    folder = copytree(FOLDER, tmp_path / "clients")
    text = (folder / READY_FILE).read_text(encoding="utf-8")
    assert old in text
    (folder / READY_FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenClientsError) as caught:
        load_ready(folder, LAB)
    message = str(caught.value)
    assert message.startswith("The ready replies of the reply lab cannot be read:\n")
    assert sentence in message


@pytest.mark.parametrize(
    ("drop", "sentence"),
    [
        (("clients", 0, "turns", 2), "clients → tala: 2 turns have ready replies; the lab has 3."),
        (("clients", 0, "turns", 0, "replies", 5), "clients → tala → turns → 1 → replies: Tuple should have at least 6 items"),
        (("styles", 0, "stems", 1), "styles → 1 → stems: Tuple should have at least 3 items"),
        (("clients", 0), "the dashboard names “tala”, for whom nothing is ready."),
    ],
)  # fmt: skip
def test_what_is_left_out_is_missed(
    tmp_path: Path, drop: tuple[str | int, ...], sentence: str
) -> None:
    data = yaml.safe_load((FOLDER / READY_FILE).read_text("utf-8"))
    part: Any = data
    for step in drop[:-1]:
        part = part[step]
    del part[drop[-1]]
    (tmp_path / READY_FILE).write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    with pytest.raises(BrokenClientsError) as caught:
        load_ready(tmp_path, LAB)
    assert sentence in str(caught.value)


@given(
    st.lists(st.sampled_from(KINDS), min_size=READY, max_size=READY, unique=True),
    st.lists(st.sampled_from(DEPTHS), min_size=READY, max_size=READY),
)
@example(list(KINDS[:READY]), ["shut", "polite", "open", "open", "deep", "deep"])
@example(list(KINDS[:READY]), ["shut", "deep", "deep", "shut", "open", "polite"])
@example(list(KINDS[:READY]), ["shut", "deep", "deep", "open", "open", "open"])
def test_a_turn_is_taken_exactly_where_its_first_four_are_worth_choosing_from(
    kinds: list[ReplyKind], depths: list[Depth]
) -> None:
    replies = [
        {"kind": kind, "text": "Mm.", "leads_to": depth, "because": "So."}
        for kind, depth in zip(kinds, depths, strict=True)
    ]
    if len(set(depths[:4])) >= 3 and "deep" in depths[:4]:
        turn = ReadyTurn.model_validate({"replies": replies})
        assert [reply.leads_to for reply in turn.replies] == depths
    else:
        with pytest.raises(ValidationError, match="expected three different depths"):
            ReadyTurn.model_validate({"replies": replies})


@given(st.lists(st.sampled_from(KINDS), min_size=READY, max_size=READY))
def test_a_kind_that_comes_twice_is_told(kinds: list[ReplyKind]) -> None:
    assume(len(set(kinds)) < READY)
    depths: list[Depth] = ["shut", "polite", "open", "deep", "shut", "polite"]
    replies = [
        {"kind": kind, "text": "Mm.", "leads_to": depth, "because": "So."}
        for kind, depth in zip(kinds, depths, strict=True)
    ]
    with pytest.raises(ValidationError, match="two ready replies are of one kind"):
        ReadyTurn.model_validate({"replies": replies})


PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
NAMES = st.sampled_from(["clients", "dashboard", "styles", "id", "ease", "turns", "replies"])
DATA = st.recursive(
    PLAIN, lambda part: st.lists(part, max_size=3) | st.dictionaries(NAMES, part, max_size=4)
)


@given(st.text(max_size=60) | DATA.map(lambda data: yaml.safe_dump(data, allow_unicode=True)))
@example("")
@example("clients: []\ndashboard: []\nstyles: []\n")
@example("clients: &a [*a]\n")
def test_whatever_else_stands_in_the_file_is_told_as_a_mistake_of_the_file(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, READY_FILE).write_text(text, encoding="utf-8", newline="")
        with pytest.raises(BrokenClientsError, match="The ready replies of the reply lab cannot"):
            load_ready(Path(folder), LAB)
