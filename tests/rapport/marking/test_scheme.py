"""Mark schemes: what an author gets for a slip of the pen."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rapport.marking import mark
from rapport.marking.scheme import (
    KINDS,
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
            "item title next model options points lines rows labels worth caps client words".split()
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


def test_the_authors_guide_shows_a_scheme_that_works() -> None:
    guide = (ROOT / "docs" / "authors.md").read_text("utf-8")
    question = re.search(r"^````markdown\n(.*?)^````$", guide, re.M | re.S)
    assert question is not None
    scheme = scheme_in(question[1])
    assert isinstance(scheme, Reply)
    assert mark(scheme, scheme.model).points == scheme.of
    assert f"({scheme.of:g} points)" in question[1]


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
