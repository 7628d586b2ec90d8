"""[Check]: form and craft, never points or a criterion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.marking.craft import Remark, look_over
from rapport.marking.reading import DOES
from rapport.marking.starter import form, starter
from tests.rapport.marking.test_mark import ALL, CHOICE, CLASSIFY, ORDER, PLAN, REPLY, tick


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.kind)
def test_an_untouched_answer_is_told_what_to_do(item: object) -> None:
    remarks = look_over(form(item), starter(item))  # type: ignore[arg-type]
    assert [remark.tone for remark in remarks] == ["mend"]
    assert remarks[0].text.startswith("Nothing is")


@pytest.mark.parametrize(
    ("item", "text", "sentence"),
    [
        (CHOICE, tick(CHOICE, "Wide ring", "No dot"), "2 options are ticked; this question wants"),
        (CHOICE, tick(CHOICE, "No dot"), "This can be handed in: one option is ticked."),
        (CHOICE, "- [x] Another ring", "is not one of the options"),
        (ORDER, "- (1) Greet her", "3 lines of 4 cannot be found"),
        (CLASSIFY, "- Asks again → clingy\n- Takes time → ", "“clingy” is not one of the labels"),
        (REPLY, "I would say that it was my fault.", "tells what you would do"),
        (REPLY, "So: the light in the waiting room was off again.", "the client's own words"),
        (REPLY, "How? Why? When?", "more than two questions"),
        (REPLY, "word " * 50, "One sentence has 50 words"),
        (REPLY, "x " * 15_000, "very long"),
        (
            PLAN,
            "| 1-3 | warmth | high |\n| 5 | patience | low |",
            "2 rows can be read: validation and",
        ),
        (PLAN, "| 5 | repair | owned |", "Row 1: nothing happens here that could be repaired."),
        (PLAN, "| 1-3 | warmth | high |\n| 2 | hypnosis | high |", "Row 2, “2 | hypnosis | high”"),
        (PLAN, "| 1 | warmth, empathy, patience | high |", "at most 2 can"),
        (PLAN, "I would be warm.", "No row of a table was found"),
    ],
)
def test_form_and_craft_are_named(item: object, text: str, sentence: str) -> None:
    remarks = look_over(form(item), text)  # type: ignore[arg-type]
    assert any(sentence in remark.text for remark in remarks), remarks


def test_a_right_and_a_wrong_answer_sound_the_same() -> None:
    assert look_over(form(CHOICE), tick(CHOICE, "Wide ring")) == look_over(
        form(CHOICE), tick(CHOICE, "No dot")
    )


def test_check_says_the_same_of_a_plan_that_works_and_one_that_does_not() -> None:
    for level in ("full", "none"):
        assert look_over(form(PLAN), f"| all | patience | {level} |") == [
            Remark("good", "1 row can be read: patience.")
        ]


@given(
    st.dictionaries(
        st.sampled_from("kind options lines rows labels client starter setting".split()),
        st.none() | st.text() | st.integers() | st.lists(st.text() | st.integers()),
    ),
    st.text(),
)
def test_a_forged_form_gives_a_sentence(forged: dict[str, object], text: str) -> None:
    assert look_over(forged, text)
    for kind in ("choice", "order", "classify", "reply", "note", "plan"):
        assert look_over({**forged, "kind": kind}, text)


def test_a_reply_is_mirrored_sentence_by_sentence_without_a_word_of_its_worth() -> None:
    reply = "I forgot your light, and that was mine to remember. What was it like, in the dark?"
    told = look_over(form(REPLY), reply)[-1]
    assert told.tone == "note"
    assert "asks openly (sentence 2)" in told.text
    assert "misreads" in told.text


def test_what_would_be_a_reproach_is_not_mirrored() -> None:
    for reply in ("You are making a fuss, and you know it.", "It was only a lamp. Others cope."):
        said = " ".join(each.text for each in look_over(form(REPLY), reply))
        assert not any(DOES[act] in said for act in ("judging", "minimising", "defensiveness"))
