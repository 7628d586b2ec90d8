"""Mark schemes: what an author gets for a slip of the pen."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rapport.marking import mark
from rapport.marking.scheme import (
    KINDS,
    Plan,
    Reply,
    SchemeError,
    parse_scheme,
    scheme_in,
    without_scheme,
)
from tests.conftest import ROOT

REPLY = """\
item: petra-dark-waiting-room
kind: reply
title: Petra waits in the dark
client: "The light was off again. I thought I had the wrong day."
worth:
  owns the slip: 2
  reflects: {points: 2, meaning: [alone, not counted on], content: [waiting, dark]}
  invites: 1
caps: {defensiveness: 2}
model: I forgot the light.
"""
CHOICES = """\
item: some-item
kind: choices
title: Some title
points: 4
options:
  - {text: One, tick: yes, because: it is so}
  - {text: Two, tick: no, because: it is not}
"""
PLAN = """\
item: some-plan
kind: plan
title: Some plan
client: {avoidance: 0.6}
sessions: 12
events: [{session: 6, event: lapse}]
usual: {empathy: medium, contact: 0.1}
at_once: 4
aims:
  - {what: trust, at_least: 0.6, by: 10, points: 7, because: x}
  - {what: strain, at_most: 0.1, by: 12, points: 3, because: y}
model: "| all | patience | full |"
"""


def test_a_reply_scheme_adds_up_its_criteria() -> None:
    scheme = parse_scheme(REPLY)
    assert isinstance(scheme, Reply)
    assert scheme.of == 5


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("worth:", "wroth:"), "line 5: unknown field 'wroth'; did you mean 'worth'?"),
        (("kind: reply", "kind: repyl"), "line 2: unknown kind 'repyl'; did you mean 'reply'?"),
        (("owns the slip", "owns teh slip"), "did you mean 'owns the slip'?"),
        (("defensiveness", "defensivness"), "did you mean 'defensiveness'?"),
        (("invites: 1", "invites: {points: 1, tyr: x}"), "line 8: unknown field 'tyr'; did you"),
        (("model: I", "key: {onws: {}}\nmodel: I"), "unknown field 'onws'; did you mean 'owns'?"),
        (("model: I", "key: {owns: {slip: my slip}}\nmodel: I"), "valid list, found 'my slip'"),
        (("invites: 1", "invites: -1"), "line 8: `worth.invites.points`"),
        (("invites: 1", "invites: .nan"), "line 8: `worth.invites.points`"),
        (("title: Petra waits in the dark\n", ""), "`title` is missing."),
        (("caps: {", "worth: {"), "line 9: 'worth' stands here a second time."),
        (("caps: {", "caps: {{"), "line 10: this is not YAML"),
        (("item: petra-dark-waiting-room", "item: Petra!"), "line 1: `item`"),
        ((REPLY, "- a\n- b\n"), "line 1: a mark scheme is a list of `name: value` lines."),
        ((REPLY, ""), "line 1: a mark scheme is a list of `name: value` lines."),
    ],
)
def test_a_mistake_is_named_with_its_line(change: tuple[str, str], sentence: str) -> None:
    with pytest.raises(SchemeError) as caught:
        parse_scheme(REPLY.replace(*change))
    assert sentence in str(caught.value)


def test_all_mistakes_are_said_at_once() -> None:
    broken = REPLY.replace("worth:", "wroth:").replace("client:", "cleint:")
    with pytest.raises(SchemeError) as caught:
        parse_scheme(broken)
    assert "'wroth'" in str(caught.value)
    assert "'cleint'" in str(caught.value)


def test_lines_are_those_of_the_cell() -> None:
    cell = f"A question\n\n### BEGIN MARK SCHEME\n```yaml\n{REPLY}```\n### END MARK SCHEME\n"
    assert scheme_in(cell) == parse_scheme(REPLY)
    with pytest.raises(SchemeError, match="line 9: unknown field 'wroth'"):
        scheme_in(cell.replace("worth:", "wroth:"))
    assert without_scheme(cell) == "A question"
    assert scheme_in("A question without a key") is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("tick: yes", "tick: no"), "nothing could earn points"),
        (("text: Two", "text: one"), "stands there twice"),
        (("tick: no", "tick: maybe"), "tick"),
    ],
)
def test_a_key_that_cannot_work_is_refused(change: tuple[str, str], sentence: str) -> None:
    with pytest.raises(SchemeError, match=sentence):
        parse_scheme(CHOICES.replace(*change))


def test_a_plan_adds_up_its_aims_and_reads_levels_in_words() -> None:
    scheme = parse_scheme(PLAN)
    assert isinstance(scheme, Plan)
    assert (scheme.of, scheme.wanted) == (10, 300)
    assert scheme.setting.usual["empathy"] == 0.5
    assert scheme.setting.usual["contact"] == 0.1
    assert scheme.setting.events == ((6, "lapse"),)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("avoidance", "avoidence"), "unknown trait 'avoidence'; did you mean 'avoidance'?"),
        (("avoidance: 0.6", "avoidance: 6"), "line 4: `client.avoidance`"),
        (("empathy", "emapthy"), "unknown practice 'emapthy'; did you mean 'empathy'?"),
        (("medium", "mediocre"), "line 7: `usual.empathy`"),
        (("event: lapse", "event: laps"), "line 6: `events.0.event`"),
        (("at_least: 0.6", "atleast: 0.6"), "line 10: unknown field 'atleast'; did you mean"),
        (("at_least: 0.6", "at_least: 6"), "line 10: trust goes from 0 to 1, not to 6."),
        (("at_least: 0.6", "at_least: .nan"), "line 10: trust goes from 0 to 1"),
        (("at_least: 0.6, ", ""), "line 10: an aim has either `at_least` or `at_most`."),
        (("at_most: 0.1", "at_least: 0, at_most: 0.1"), "line 11: an aim has either"),
        (("what: strain", "what: stress"), "line 11: `aims.1.what`"),
        (("by: 12", "by: 13"), "session 13 lies behind the last of 12."),
        (("session: 6", "session: 14"), "session 14 lies behind the last of 12."),
        (("[{session: 6", "[{session: 6, event: lapse}, {session: 6"), "one at most in each."),
        (("points: 7", "points: 0"), "no aim is worth any points."),
        (("what: strain, at_most: 0.1, by: 12", "what: trust, at_least: 0.6, by: 10"), "twice"),
        (("at_once: 4", "at_once: 0"), "line 8: `at_once`"),
    ],
)
def test_a_mistake_in_a_plan_is_named(change: tuple[str, str], sentence: str) -> None:
    text = PLAN.replace("points: 3", "points: 0") if change[1] == "points: 0" else PLAN
    assert change[0] in text
    with pytest.raises(SchemeError) as caught:
        parse_scheme(text.replace(*change))
    assert sentence in str(caught.value)


_TREE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with pytest.raises(SchemeError, match=r"^line \d+: "):
        parse_scheme(text)


@given(
    st.sampled_from(sorted(KINDS)),
    st.dictionaries(
        st.sampled_from(
            "item title next model options points lines rows labels worth caps client words "
            "sessions events usual at_once aims".split()
        ),
        _TREE,
    ),
)
def test_any_tree_is_read_or_refused_in_words(kind: str, data: dict[str, object]) -> None:
    text = yaml.safe_dump({"kind": kind, **data})
    try:
        parse_scheme(text)
    except SchemeError as error:
        assert all(line.startswith("line ") for line in str(error).split("\n"))


def test_the_authors_guide_shows_schemes_that_work() -> None:
    guide = (ROOT / "docs" / "authors.md").read_text("utf-8")
    questions = re.findall(r"^````markdown\n(.*?)^````$", guide, re.M | re.S)
    reply, plan = (scheme_in(question) for question in questions)
    for scheme, question in zip((reply, plan), questions, strict=True):
        assert isinstance(scheme, Reply | Plan)
        assert f"({scheme.of:g} points)" in question
    assert isinstance(reply, Reply)
    assert mark(reply, reply.model).points == reply.of
    assert isinstance(plan, Plan)  # whose points hang on the model's numbers
    assert all(part.points > 0 for part in mark(plan, plan.model).criteria if part.of)


@pytest.mark.parametrize(
    "change",
    [
        ("### BEGIN MARK SCHEME", "### BEGIN MARKING SCHEME"),
        ("### END MARK SCHEME", ""),
        ("### BEGIN MARK SCHEME\n", ""),
    ],
)
def test_a_key_outside_its_markers_is_refused(change: tuple[str, str]) -> None:
    cell = f"A question\n\n### BEGIN MARK SCHEME\n```yaml\n{REPLY}```\n### END MARK SCHEME\n"
    with pytest.raises(SchemeError, match="students would see it"):
        scheme_in(cell.replace(*change))
