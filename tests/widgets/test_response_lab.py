"""The reply lab, driven by its events as a page drives it; its talk; its sentences."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport import clients
from rapport.clients.ready_models import DEPTHS, FIRST
from rapport.replies.profile import ENOUGH
from rapport.support import EVERYWHERE, NOT_WATCHED, OWN_DANGER
from widgets import lab_says
from widgets.lab_talk import HOLLOW, Manner, Talk, length
from widgets.parts import plain
from widgets.response_lab import ResponseLab

KIND = "They sent you here, and nobody asked you. We can be quiet if you like."
HARSH = "Stop wasting everybody's time. You should apologise to your teacher."
CALM = [client for client in clients.response_lab().clients if not client.sensitive]
RISKY = [client for client in clients.response_lab().clients if client.sensitive]
RULED = [
    pytest.param(client, place, id=f"{client.id}-{place}")
    for client in clients.response_lab().clients
    for place, turn in enumerate(client.turns)
    if turn.rule
]


@pytest.fixture
def lab() -> ResponseLab:
    return ResponseLab()


def keys(lab: ResponseLab) -> list[str]:
    return [part.key for part in lab.page.now]


def press(lab: ResponseLab, button: str, row: str = "next") -> None:
    assert lab.page.hear(row, "press", button) is not None


def type_in(lab: ResponseLab, text: str) -> None:
    (place,) = [key for key in keys(lab) if key.startswith("say-")]
    assert lab.page.hear(place, "change", text) is not None


def words_on(lab: ResponseLab) -> str:
    return json.dumps([plain(part) for part in lab.page.now], ensure_ascii=False)


# --- a try


def test_a_try_is_answered_sentence_by_sentence_and_by_the_client(lab: ResponseLab) -> None:
    type_in(lab, KIND)
    spoken = lab.page["spoken"].sentences
    assert [each.text for each in spoken] == [
        "They sent you here, and nobody asked you.",
        "We can be quiet if you like.",
    ]
    assert all(each.tag and each.says for each in spoken)
    turn = clients.lab_client("tala").turns[0]
    assert lab.page["answer"].says.strip("“”") in turn.next.model_dump().values()
    assert 0 < lab.page["felt"].value < 1
    assert lab.page["felt"].says
    assert lab.page["share"].says


def test_words_come_before_any_number(lab: ResponseLab) -> None:
    type_in(lab, KIND)
    there = keys(lab)
    assert there.index("spoken") < there.index("answer") < there.index("felt")
    assert not re.search(r"\d(\.\d)? of 5", words_on(lab))


def test_a_kind_reply_leads_further_than_a_harsh_one() -> None:
    kind, harsh = (Talk("tala").reply(text).last.answer for text in (KIND, HARSH))
    assert DEPTHS.index(kind.depth) > DEPTHS.index(harsh.depth)
    assert kind.felt > harsh.felt
    assert kind.trust > harsh.trust
    assert harsh.depth == "shut"


def test_advice_is_named_and_one_thing_to_try_is_given(lab: ResponseLab) -> None:
    type_in(lab, HARSH)
    assert lab.page["misses"].text
    assert "One thing to try" in lab.page["hint"].text
    assert any(each.tone == "mend" for each in lab.page["spoken"].sentences)


def test_comfort_at_the_end_is_the_thing_to_leave_out(lab: ResponseLab) -> None:
    type_in(lab, "They sent you here and nobody asked you. It will {all} be fine.")
    assert lab.page["spoken"].sentences[-1].tone == "mend"
    assert "without “It will {all} be fine.”" in lab.page["hint"].text


def test_models_come_only_after_an_attempt_and_without_a_score(lab: ResponseLab) -> None:
    assert "next" not in keys(lab)
    turn = clients.lab_client("tala").turns[0]
    assert not any(model.text in words_on(lab) for model in turn.models)
    assert turn.asks not in words_on(lab)
    type_in(lab, HARSH)
    assert not any(model.text in words_on(lab) for model in turn.models)
    press(lab, "models")
    models: list[Any] = [part for part in lab.page.now if part.key.startswith("model-")]
    assert len(models) == len(turn.models) >= 3
    assert len({part.title for part in models}) == len(models)
    assert all(not re.search(r"\d", part.text) for part in models)
    assert turn.asks in lab.page["asks"].text
    press(lab, "models")
    assert "models" not in keys(lab)


def test_tries_are_compared_side_by_side(lab: ResponseLab) -> None:
    type_in(lab, HARSH)
    assert "compare" not in [button.key for button in lab.page["next"].items]
    type_in(lab, KIND)
    press(lab, "compare")
    rows = lab.page["compare"].rows
    assert [row[0] for row in rows] == [f"1. {HARSH}", f"2. {KIND}"]
    for row, each in zip(rows, lab.talk.tries, strict=True):
        assert each.answer.line in row[2]
        assert f"{length(each.answer.line)} words" in row[2]


def test_nothing_written_is_asked_for_and_costs_nothing(lab: ResponseLab) -> None:
    type_in(lab, "  \n ")
    assert "Write what you would say" in lab.page["said"].text
    assert not lab.talk.tries
    type_in(lab, KIND)
    assert lab.page["said"].text == ""


def test_a_doubtful_reading_is_said_to_be_one(lab: ResponseLab) -> None:
    type_in(lab, "Du musst nicht reden, wenn du nicht willst, wir haben viel Zeit.")
    assert "English only" in lab.page["unsure"].text
    assert lab.talk.last.answer.depth in ("polite", "open")


# --- a talk


def test_a_talk_goes_on_to_its_end_and_can_begin_anew(lab: ResponseLab) -> None:
    for number in range(1, 4):
        assert f"line {number} of 3" in lab.page["who"].tags
        type_in(lab, KIND)
        if number < 3:
            press(lab, "on")
    assert "The last line for today" in lab.page["end"].text
    assert [row[0] for row in lab.page["so-far"].rows] == ["Tala", "You", "Tala"] * 2
    press(lab, "anew")
    assert lab.talk == Talk("tala")
    press(lab, "halvard", "people")
    assert lab.talk.client == "halvard"


def test_one_comes_back_to_where_one_left_off(lab: ResponseLab) -> None:
    type_in(lab, KIND)
    press(lab, "on")
    press(lab, "halvard", "people")
    press(lab, "tala", "people")
    assert lab.talk.turn == 1


def test_there_is_no_way_on_without_a_reply() -> None:
    with pytest.raises(IndexError, match="no turn after this one yet"):
        Talk("tala").on()


def test_a_third_reply_begun_alike_sounds_hollow_and_three_reflections_do_not() -> None:
    alike, varied = Talk("tala"), Talk("tala")
    for turn in range(HOLLOW):
        alike = alike.reply(
            f"It sounds like that was hard for you, the {('maths', 'way', 'night')[turn]}."
        )
        ready = max(varied.ready, key=lambda each: each.kind == "content_reflection")
        assert ready.kind == "content_reflection"
        varied = varied.choose(ready)
        assert not varied.last.answer.hollow
        if turn < HOLLOW - 1:
            assert not alike.last.answer.hollow
            alike, varied = alike.on(), varied.on()
    assert alike.last.answer.hollow
    assert alike.last.answer.depth != "deep"
    assert "Three times" in lab_says.say_answer(
        alike.person, alike.last.answer, alike.ease, Manner()
    )


@pytest.mark.parametrize("text", ["...", "…", ". . .", "(I wait, and look at the floor.)"])
def test_keeping_quiet_is_an_answer(lab: ResponseLab, text: str) -> None:
    press(lab, "halvard", "people")
    type_in(lab, text)
    assert lab.talk.last.quiet
    assert lab.page["spoken"].sentences[0].tag == "You stay quiet"
    assert lab.talk.last.answer.depth == "open"  # Halvard likes to be waited for
    assert lab.page["share"].value == 0
    assert not lab.readings


def test_a_pause_and_a_gaze_count_only_if_chosen(lab: ResponseLab) -> None:
    ease = lab.talk.ease
    assert ease is not None
    deep = next(each for each in lab.talk.ready if each.leads_to == "deep")
    as_it_comes = Talk("tala").choose(deep).last.answer
    suits = Talk("tala").choose(deep, Manner(ease.pause, ease.gaze)).last.answer
    assert as_it_comes == suits
    assert suits.depth == "deep"
    press(lab, "long" if ease.pause != "long" else "none", "pause")
    press(lab, "notes" if ease.gaze != "notes" else "face", "gaze")
    press(lab, "ready", "mode")
    lab.choose(lab.talk.ready.index(deep))
    assert lab.talk.last.answer.depth == "open"
    assert ease.because in lab.page["answer"].text


# --- danger, promises, and what an author knows


def test_a_question_about_danger_is_named_and_leads_on(lab: ResponseLab) -> None:
    press(lab, "nobuko", "people")
    press(lab, "read", "begin")
    type_in(lab, "You're giving away the piano. Are you thinking about taking your own life?")
    assert lab.talk.last.answer.depth in ("open", "deep")
    assert "A plain question about danger" in [each.tag for each in lab.page["spoken"].sentences]
    assert "fact" not in words_on(lab)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("It's a calm feeling, having it all in order. The piano has its date.", "ask straight"),
        ("Here is the number of the crisis line, please call them tonight.", "what you heard"),
    ],
)
def test_who_does_not_ask_learns_no_more(lab: ResponseLab, text: str, says: str) -> None:
    press(lab, "nobuko", "people")
    press(lab, "read", "begin")
    type_in(lab, text)
    assert lab.talk.last.answer.depth in ("shut", "polite")
    assert says in lab.page["hint"].text


def test_what_must_be_told_and_is_not_is_neither_credited_nor_rewarded(lab: ResponseLab) -> None:
    press(lab, "yaw", "people")
    for _ in range(2):
        lab.talk = lab.talk.reply("What was that like for you?").on()
    type_in(lab, "Thank you for telling me. I would like to hear more, if you want to.")
    assert lab.talk.last.answer.depth in ("shut", "polite")
    assert "what stays private" not in words_on(lab)


def test_a_promise_of_secrecy_is_no_good_limit(lab: ResponseLab) -> None:
    press(lab, "nobuko", "people")
    press(lab, "read", "begin")
    lab.talk = lab.talk.reply("Are you thinking of suicide?").on()
    type_in(lab, "I won't tell anybody, this stays between us. How close is it tonight?")
    assert lab.talk.last.answer.depth in ("shut", "polite")
    first = lab.page["spoken"].sentences[0]
    assert (first.tag, first.tone) == ("A promise", "mend")


@pytest.mark.parametrize("text", ["Are u afraid from him?", "Is he violent with you?"])
def test_a_question_about_danger_in_unpolished_english_is_one(text: str) -> None:
    answered = Talk("citlali", turn=1).reply(text)
    (sentence,) = lab_says.say_feedback(answered, answered.last).sentences
    assert sentence.tag == "A plain question about danger"
    assert answered.last.answer.depth in ("open", "deep")


@pytest.mark.parametrize(
    ("client", "text"),
    [
        ("citlali", "Why do you stay with a man like that, is it because you are afraid?"),
        ("nobuko", "Are you afraid to be lonely in the flat?"),
    ],
)
def test_a_word_of_fear_alone_is_no_question_about_danger(client: str, text: str) -> None:
    answered = Talk(client, turn=int(client == "citlali")).reply(text)
    assert "no question" in lab_says.say_feedback(answered, answered.last).misses
    assert answered.last.answer.depth in ("shut", "polite")


def test_who_asks_about_danger_may_ask_more_and_say_why() -> None:
    text = "Did you think about how you would do it? Is there pills in the house?"
    more = Talk("nobuko", turn=1).reply(text)
    assert more.last.answer.depth in ("open", "deep")
    told = lab_says.say_feedback(more, more.last)
    assert "easier" not in told.hint
    assert not any("a word or two" in each.says for each in told.sentences)
    text = "Are you thinking to kill your self? I ask because I take it serious."
    why = Talk("nobuko", turn=1).reply(text)
    assert why.last.answer.depth in ("open", "deep")
    told = lab_says.say_feedback(why, why.last)
    assert "verdict" not in told.misses
    assert [each.tag for each in told.sentences] == ["A plain question about danger", "Why you ask"]


def test_nothing_heard_is_nothing_to_keep() -> None:
    praised = Talk("nobuko").reply("It's good that you're so organised.")
    assert lab_says.say_feedback(praised, praised.last).hint.startswith("Say what you heard.")


@pytest.mark.parametrize(
    "text",
    [
        "Dont worry everything you say here is private.",
        "Nobody will ever know what you tell me here, thats my job.",
    ],
)
def test_secrecy_without_an_exception_is_a_promise_in_any_wording(text: str) -> None:
    answered = Talk("ionela").reply(text)
    told = lab_says.say_feedback(answered, answered.last)
    assert told.sentences[0].tag == "A promise"
    assert "more secrecy" in told.misses
    assert not told.unsure
    assert answered.last.answer.depth in ("shut", "polite")


def test_an_exception_makes_it_no_promise() -> None:
    text = "Everything you say is private, unless somebody is in serious danger."
    answered = Talk("ionela").reply(text)
    tags = [each.tag for each in lab_says.say_feedback(answered, answered.last).sentences]
    assert "A promise" not in tags


@pytest.mark.parametrize(
    "text",
    [
        "They hear the number of sessions. Serious danger is the only exception.",
        "They hear how many sessions, and only if somebody is in danger I would say more.",
    ],
)
def test_danger_as_the_only_exception_is_told_to_be_one_of_several(text: str) -> None:
    answered = Talk("ionela").reply(text)
    assert "the only exception" in lab_says.say_feedback(answered, answered.last).misses
    assert answered.last.answer.depth != "deep"


@pytest.mark.parametrize(
    "text",
    [
        "They hear the number of sessions. Danger isn't the only exception.",
        "They hear the number of sessions. Only in danger or for a judge I would say more.",
        "They only hear the number of sessions, unless somebody is in serious danger.",
    ],
)
def test_danger_as_one_exception_is_left_in_peace(text: str) -> None:
    answered = Talk("ionela").reply(text)
    assert "the only exception" not in lab_says.say_feedback(answered, answered.last).misses


@pytest.mark.parametrize(("person", "place"), RULED)
def test_what_must_be_known_stands_with_the_line_and_no_good_reply_denies_it(
    lab: ResponseLab, person: clients.LabClient, place: int
) -> None:
    turn = person.turns[place]
    lab.talks[person.id] = Talk(person.id, turn=place)
    press(lab, person.id, "people")
    if person.sensitive:
        press(lab, "read", "begin")
    assert turn.rule is not None
    assert turn.rule in lab.page["who"].text
    assert "check yours" in lab.page["who"].text
    good = [*(each.text for each in turn.models)]
    good += [each.text for each in lab.talk.ready if each.leads_to == "deep"]
    for text in good:
        answered = lab.talk.reply(text)
        assert "the only exception" not in lab_says.say_feedback(answered, answered.last).misses


def test_a_no_without_its_apostrophe_is_a_no() -> None:
    answered = Talk("dragana", turn=2).reply("I cant get it back, thats the truth.")
    told = lab_says.say_feedback(answered, answered.last)
    assert told.sentences[0].tag == "What will and will not be"
    assert "more than you can keep" not in told.misses


def test_leave_to_go_slowly_is_no_false_comfort() -> None:
    text = "You don't have to decide anything today. The bicycle had a word to say about it."
    eased = Talk("halvard", turn=2).reply(text)
    told = lab_says.say_feedback(eased, eased.last)
    assert (told.sentences[0].tag, told.sentences[0].tone) == ("Taking the pressure off", "good")
    assert "promise" not in told.misses
    soothed = Talk("halvard", turn=2).reply("You don't have to worry, all will be fine in the end.")
    assert lab_says.say_feedback(soothed, soothed.last).sentences[0].tone == "mend"


def test_the_clients_own_words_said_back_are_no_advice() -> None:
    answered = Talk("yaw", turn=1).reply("ouch. learn to read. that one went in deep")
    told = lab_says.say_feedback(answered, answered.last)
    assert told.sentences[1].tag == "Their own words"
    assert answered.last.answer.depth != "shut"  # software finds no harm in it, only a low score


def test_a_weak_suspicion_of_harm_is_not_named() -> None:
    text = (
        "so everyone laugh and the teacher is the one who start it. i would want to run away also"
    )
    answered = Talk("tala", turn=1).reply(text)
    said = lab_says.say_feedback(answered, answered.last).sentences
    assert said[1].tone != "mend"


def test_short_forms_show_that_it_is_english() -> None:
    told = Talk("suresh-and-dorota", turn=2).reply(
        "She's not saying stay Suresh. She's saying ask."
    )
    assert not lab_says.foreign(told.last.told)
    mixed = Talk("tala").reply(
        "It's fine, du musst nicht reden, wir haben heute viel Zeit und Ruhe."
    )
    assert lab_says.foreign(mixed.last.told)


def test_owning_is_heard_where_nobody_asked_for_it() -> None:
    text = "And then my three words made you into a broken bus. I did this to you."
    owned = Talk("dragana", turn=1).reply(text)
    assert "own your part" in lab_says.say_feedback(owned, owned.last).reached


def test_a_cold_limit_is_kept_and_warmed() -> None:
    cold = Talk("thabo", turn=1).reply("No sorry I'm not allowed to do that.")
    told = lab_says.say_feedback(cold, cold.last)
    assert "The answer may be there" in told.misses
    assert told.hint.startswith("Keep it")


def test_another_language_is_not_judged(lab: ResponseLab) -> None:
    type_in(lab, "Dolor detrás del pintalabios, y nadie lo ve. Debe ser muy solitario para usted.")
    assert "English only" in lab.page["unsure"].text
    assert not {"spoken", "misses", "felt"} & set(keys(lab))


def test_a_broken_start_keeps_the_deepest_line_back() -> None:
    talk = Talk("tala")
    for _ in range(2):
        talk = talk.choose(next(each for each in talk.ready if each.leads_to == "shut")).on()
    deep = next(each for each in talk.ready if each.leads_to == "deep")
    ease = talk.ease
    assert ease is not None
    answer = talk.choose(deep, Manner(ease.pause, ease.gaze)).last.answer
    assert answer.held
    assert answer.depth == "open"


@pytest.mark.parametrize("person", CALM, ids=lambda person: person.id)
def test_ready_replies_lead_where_their_author_says(person: clients.LabClient) -> None:
    ease = Talk(person.id).ease
    assert ease is not None
    manner = Manner(ease.pause, ease.gaze)
    for ready in Talk(person.id).ready:
        given = Talk(person.id).choose(ready, manner).last
        assert given.answer.depth == ready.leads_to
        assert given.answer.line == getattr(person.turns[0].next, ready.leads_to)
        assert lab_says.say_feedback(Talk(person.id), given).sentences[0].says == ready.because


@pytest.mark.parametrize("person", [*CALM, *RISKY], ids=lambda person: person.id)
def test_every_client_can_be_met_to_the_end(lab: ResponseLab, person: clients.LabClient) -> None:
    press(lab, person.id, "people")
    if person.sensitive:
        press(lab, "read", "begin")
    for turn in person.turns:
        assert turn.line in lab.page["who"].says
        type_in(lab, turn.models[0].text)
        assert "answer" in keys(lab)
        if turn is not person.turns[-1]:
            press(lab, "on")


def test_names_fit_every_sentence_about_a_couple(lab: ResponseLab) -> None:
    couple = next(each.id for each in CALM if " and " in each.name)
    press(lab, couple, "people")
    for text in (KIND, HARSH, "Mm.", "..!", "Why? When? Where? Who?"):
        type_in(lab, text)
        assert not re.search(r"Suresh and Dorota \w*[^\W\d_]s\b", words_on(lab))


# --- what may be hard


@pytest.mark.parametrize("person", RISKY, ids=lambda person: person.id)
def test_a_sensitive_client_stands_behind_a_notice_with_a_way_round(
    lab: ResponseLab, person: clients.LabClient
) -> None:
    press(lab, person.id, "people")
    assert person.turns[0].line not in words_on(lab)
    assert EVERYWHERE in lab.page["notice"].support
    assert lab.page.hear("notice", "opt_out") is not None
    assert lab.talk.client == person.instead


@pytest.mark.parametrize("person", RISKY, ids=lambda person: person.id)
def test_a_sensitive_talk_ends_with_what_is_due_in_life_and_no_depth(
    lab: ResponseLab, person: clients.LabClient
) -> None:
    press(lab, person.id, "people")
    press(lab, "read", "begin")
    for turn in person.turns:
        type_in(lab, turn.models[0].text)
        if turn is not person.turns[-1]:
            assert "end" not in keys(lab)
            press(lab, "on")
    end = lab.page["end"]
    assert "The last line for today" in end.title
    assert person.afterwards in end.text
    assert EVERYWHERE in end.text
    assert not any(reached in end.text for reached in lab_says._REACHED.values())


@pytest.mark.parametrize(("switch", "met"), [("", 10), ("1", 12)])
def test_a_public_page_shows_sensitive_clients_only_if_the_host_wants(
    monkeypatch: pytest.MonkeyPatch, switch: str, met: int
) -> None:
    monkeypatch.setenv("RAPPORT_PUBLIC_PAGE", "1")
    monkeypatch.setenv("RAPPORT_SENSITIVE", switch)
    assert len(ResponseLab().people) == met
    assert not any(clients.lab_client(id).sensitive for id in ResponseLab(short=True).people)


def test_words_of_ones_own_danger_get_a_notice_and_no_verdict(lab: ResponseLab) -> None:
    type_in(lab, KIND)
    tries = lab.talk.tries
    type_in(lab, "I can't. I want to die.")
    assert OWN_DANGER in lab.page["danger"].text
    assert NOT_WATCHED in lab.page["danger"].text
    assert lab.talk.tries == tries
    assert not {"spoken", "answer", "misses", "felt"} & set(keys(lab))
    type_in(lab, KIND)
    assert "danger" not in keys(lab)


def test_after_such_a_notice_a_ready_reply_is_answered(lab: ResponseLab) -> None:
    type_in(lab, "I can't. I want to die.")
    press(lab, "ready", "mode")
    press(lab, "0", "ready")
    assert "danger" not in keys(lab)
    assert {"spoken", "answer"} <= set(keys(lab))


# --- over several replies


def test_habits_show_after_six_lines_and_with_a_range(lab: ResponseLab) -> None:
    said = 0
    for person in CALM[:2]:
        press(lab, person.id, "people")
        for turn in person.turns:
            assert "habits" not in keys(lab)
            type_in(lab, turn.models[0].text)
            type_in(lab, turn.models[1].text)  # a second try counts in place of the first
            said += 1
            if turn is not person.turns[-1]:
                press(lab, "on")
    assert said == ENOUGH
    spans = lab.page["habits"].spans
    assert len(spans) >= 6
    assert all(each.low < each.high for each in spans)
    assert "6 replies" in spans[0].says


# --- the short version


def test_the_short_version_chooses_from_four_and_ends_with_a_page_to_keep() -> None:
    lab = ResponseLab(short=True)
    assert len(lab.people) == 4
    for place in range(3):
        assert not [key for key in keys(lab) if key.startswith("say-")]
        assert len(lab.page["ready"].items) == FIRST
        assert "style" not in keys(lab)
        press(lab, str(place), "ready")
        if place < 2:
            press(lab, "on")
    press(lab, "plain", "style")
    card = lab.page["card"]
    assert len(card.rows) == 3
    assert card.filename == "say-it-back.html"
    assert "models" not in [button.key for button in lab.page["next"].items]


# --- nothing is kept, nothing breaks


def test_what_is_typed_is_in_no_log_and_no_address(
    lab: ResponseLab, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    type_in(lab, f"{KIND} zebrafinch")
    lab.page.hear(f"say-{lab.talk.client}-0", "change", "zebrafinch" * 500)
    assert "zebrafinch" not in caplog.text
    assert lab.page.memory == ""
    assert lab.page.remember == ""


@settings(max_examples=40)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=3))
def test_any_text_is_answered(texts: list[str]) -> None:
    lab = ResponseLab()
    for text in texts:
        lab.say(text)
        json.dumps([plain(part) for part in lab.page.now])
    assert lab.page["who"]


def test_any_event_leaves_the_lab_standing(lab: ResponseLab) -> None:
    odd: list[tuple[str, str, Any]] = [
        ("next", "press", "on"),
        ("people", "press", "nobody"),
        ("ready", "press", "7"),
        ("say-tala-0", "change", {"x": 1}),
        ("pause", "press", "for ever"),
        ("style", "press", "plain"),
    ]
    for key, name, value in odd:
        assert lab.page.hear(key, name, value) is None
    assert lab.talk == Talk("tala")
