"""The trust explorer, driven by its traits and events as a page drives it; its code; its pictures."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport import knowledge
from rapport.dynamics import PRACTICES, TRAITS, Client, Event, Plan, Practices, around, simulate
from rapport.dynamics.evidence import ratings
from rapport.dynamics.onset import count_onsets
from rapport.questions.explorer import Stop, explorer, stop
from tests.widgets.test_timeline import SETS
from widgets import curves, explorer_code, lesson
from widgets.explorer import TrustExplorer, start
from widgets.explorer_arrows import honesty, is_carried
from widgets.explorer_code import CodeError, Setting, State, read_code
from widgets.explorer_runs import (
    LEVELS,
    LIKE_THIS,
    SIXTY,
    Band,
    Crowded,
    like_this,
    measure,
    sixty,
    sweep,
    with_level,
)
from widgets.parts import LONGEST_MEMORY, Parts
from widgets.timeline import SESSIONS

SLIP = Event(8, "misunderstanding", "owned")
STOPS = pytest.mark.parametrize("name", [each.id for each in explorer().stops])


def press(part: Parts, name: str) -> None:
    assert part.hear("next", "press", name) is not None


def keys(part: Parts) -> list[str]:
    return [each.key for each in part.now]


def is_seen(explorer: TrustExplorer, view: str) -> bool:
    return explorer.charts[view].layout.display is None


def bet(explorer: TrustExplorer, place: int = 0) -> None:
    explorer.bottom.hear("bet", "choose", explorer.bottom["bet"].options[place])
    press(explorer.bottom, "reveal")


# --- the code


levels = st.integers(0, 100).map(lambda percent: percent / 100)
settings_ = st.builds(
    Setting,
    st.builds(Practices, **dict.fromkeys(PRACTICES, levels)),
    st.builds(Client, **dict.fromkeys(TRAITS, levels)),
    SETS.map(lambda events: tuple(sorted(events, key=lambda event: event.session))),
)
states = st.builds(
    State,
    now=settings_,
    kept=st.none() | settings_,
    lines=st.sets(st.sampled_from(list(explorer_code.LINES.values())), min_size=1).map(
        lambda names: tuple(name for name in explorer_code.LINES.values() if name in names)
    ),
    view=st.sampled_from(explorer_code.VIEWS),
    guess=st.just(-1),
    came=st.just(-1),
    tries=st.integers(0, explorer_code.MOST),
    luck=st.integers(0, explorer_code.MOST),
)


@given(states)
def test_a_state_survives_its_code(state: State) -> None:
    assert read_code(state.code()) == state
    assert read_code(f"  {state.code()}\n") == state


@given(states, st.integers(0, 3), st.integers(-1, 3))
def test_a_bet_survives_where_there_is_one(state: State, guess: int, came: int) -> None:
    state = replace(state, guess=guess, came=came)
    assert read_code(state.code(), options=4) == state
    with pytest.raises(CodeError, match="Piece 6"):
        read_code(state.code())


@given(states)
def test_the_longest_code_fits_into_the_page_s_address(state: State) -> None:
    assert len(state.code()) <= LONGEST_MEMORY


def test_no_code_is_longer_than_the_address_holds() -> None:
    kinds = ("misunderstanding", "lapse", "crossing", "breach", "pressing", "disclosure")
    events = tuple(Event(25 + n, kind, "owned", 30) for n, kind in enumerate(kinds))  # type: ignore[arg-type]
    practices = Practices(**dict.fromkeys(PRACTICES, 1.0))
    most = Setting(practices, Client(**dict.fromkeys(TRAITS, 0.99)), events)
    lines = tuple(explorer_code.LINES.values())
    assert len(State(most, most, lines, "lines", 5, 5, 999, 999).code()) <= LONGEST_MEMORY


@given(states, st.data())
@settings(max_examples=60)
def test_a_code_that_was_cut_or_mistyped_is_told_and_never_half_read(
    state: State, data: st.DataObject
) -> None:
    code = state.code()
    cut = code[: data.draw(st.integers(0, len(code) - 1))]
    place = data.draw(st.integers(0, len(code) - 1))
    typed = code[:place] + data.draw(st.characters()) + code[place + 1 :]
    for wrong in (cut, typed):
        try:
            read = read_code(wrong)
        except CodeError as problem:
            assert str(problem).endswith(".")
        else:
            assert read.code() == wrong.strip(), "two letters cannot catch everything"


@given(st.text())
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        read_code(text, options=4)
    except CodeError as problem:
        assert "this code" in str(problem).lower()


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "begins with “”"),
        ("s1.em80", "begins with “s1”"),
        ("t1.em80..8mio0", "4 pieces; expected 8"),
        ("t1.xx80..8mio0.t-lines..0-0.aa", "Piece 2 .*“xx80”, names no practice"),
        ("t1.an80..8mio0.t-lines..0-0.aa", "Piece 2 .*names no practice"),
        ("t1..em80.8mio0.t-lines..0-0.aa", "Piece 3 .*names no trait"),
        ("t1.em80-em70..8mio0.t-lines..0-0.aa", "Piece 2 .*empathy twice"),
        ("t1.emNaN..8mio0.t-lines..0-0.aa", "Piece 2 .*“NaN” should be a whole number"),
        ("t1.em101..8mio0.t-lines..0-0.aa", "Piece 2 .*from 0 to 100"),
        ("t1.em-80..8mio0.t-lines..0-0.aa", "Piece 2 .*“” should be"),
        ("t1.em８0..8mio0.t-lines..0-0.aa", "Piece 2 .*“８0” should be"),
        ("t1.em80..0mio0.t-lines..0-0.aa", "Piece 4 .*“0mio0”: “0” should be .* 1 to 30"),
        ("t1.em80..99mio0.t-lines..0-0.aa", "Piece 4 .*“99” should be"),
        ("t1.em80..8xxo0.t-lines..0-0.aa", "Piece 4 .*names no event"),
        ("t1.em80..8mi.t-lines..0-0.aa", "Piece 4 .*is no event"),
        ("t1.em80..8mio0-8lan0.t-lines..0-0.aa", "Piece 4 .*Session 8 has two events"),
        ("t1.em80..8mio0.x-lines..0-0.aa", "Piece 5 .*names no lines"),
        ("t1.em80..8mio0.t-dots..0-0.aa", "Piece 5 .*names no picture"),
        ("t1.em80..8mio0.t-lines.7.0-0.aa", "Piece 6 .*“7” should be a whole number from 0 to 3"),
        ("t1.em80..8mio0.t-lines..0.aa", "Piece 7 .*two numbers"),
        ("t1.em80..8mio0.t-lines..0-inf.aa", "Piece 7 .*“inf” should be"),
        ("t1.em80..8mio0.t-lines..0-0.aa", "last piece .*does not fit"),
    ],
)
def test_a_faulty_code_is_told_by_its_place(code: str, says: str) -> None:
    with pytest.raises(CodeError, match=says):
        read_code(code, options=4)


def test_every_practice_and_trait_has_its_two_letters() -> None:
    assert tuple(explorer_code.PRACTICES.values()) == PRACTICES
    assert tuple(explorer_code.TRAITS.values()) == TRAITS


# --- what a learner does


def test_a_knob_moves_the_line_and_only_it_is_sent() -> None:
    explorer = TrustExplorer(knobs=("empathy",), lines=("trust",))
    assert keys(explorer.knobs) == ["knob-empathy"]
    before = explorer.charts["lines"].figure
    explorer.knobs.hear("knob-empathy", "input", 0.1)
    low = explorer.charts["lines"].figure["data"]
    explorer.knobs.hear("knob-empathy", "change", 0.95)
    after = explorer.charts["lines"].figure
    assert explorer.state.now.practices.empathy == 0.95
    assert after["layout"] == before["layout"], "a moved line moves no axis"
    assert low[-1]["y"][-1] < after["data"][-1]["y"][-1]
    assert explorer.top.memory == explorer.state.code()


def test_the_sandbox_has_every_knob_line_and_picture() -> None:
    explorer = TrustExplorer()
    found = []
    for group in explorer.words.groups:
        explorer.knobs.hear("group", "press", group.id)
        found += [key.removeprefix("knob-") for key in keys(explorer.knobs) if "knob-" in key]
    assert sorted(found) == sorted((*PRACTICES, *TRAITS))
    for view in explorer_code.VIEWS:
        explorer.head.hear("view", "press", view)
        assert [name for name in explorer.charts if is_seen(explorer, name)] == [view]
    explorer.head.hear("view", "press", "lines")
    for line in ("disclosure", "engagement"):
        explorer.head.hear("lines", "press", line)
    names = [trace["name"] for trace in explorer.charts["lines"].figure["data"]]
    assert {"Trust", "Disclosure", "Engagement", "Relief"} <= set(names)
    dashes = {
        t["line"]["dash"] for t in explorer.charts["lines"].figure["data"] if "dash" in t["line"]
    }
    assert len(dashes) == 4, "lines are told apart without colour"
    for line in ("disclosure", "engagement", "relief", "trust"):
        explorer.head.hear("lines", "press", line)
    assert explorer.state.lines == ("trust",), "the last line stays"


def test_a_pin_moved_on_the_page_moves_the_plan() -> None:
    explorer = TrustExplorer(pins=2, events=({"session": 8, "kind": "breach"},))
    pin = {"session": 8, "kind": "breach", "repair": "never", "after": 0}
    explorer.line.set_state({"events": [pin | {"session": 12}]})
    assert explorer.state.now.events == (Event(12, "breach"),)
    marks = explorer.charts["lines"].figure["layout"]["annotations"]
    assert [(mark["x"], mark["text"]) for mark in marks] == [(12, "<b>B</b>")]


def test_a_and_b_are_drawn_and_told_apart() -> None:
    explorer = TrustExplorer(knobs=("empathy",), compare=True, pins=2, show=explorer_code.VIEWS)
    press(explorer.bottom, "keep")
    assert "Now change something" in explorer.bottom["compared"].text
    explorer.knobs.hear("knob-empathy", "change", 0.1)
    explorer.line.events = (SLIP,)
    names = [trace["name"] for trace in explorer.charts["lines"].figure["data"]]
    assert "Trust, A" in names
    assert "Trust, B" in names
    told = explorer.bottom["compared"].text
    assert "Felt empathy 0.60 → 0.10" in told
    assert "no event → Misunderstanding, session 8, owned at once" in told
    for view, says in (("fan", "of 60: A"), ("cloud", "r: A")):
        explorer.head.hear("view", "press", view)
        assert says in explorer.bottom["compared"].text
    press(explorer.bottom, "back")
    assert explorer.state.now.practices.empathy == 0.6
    assert explorer.line.events == ()
    press(explorer.bottom, "forget")
    assert explorer.state.kept is None


def test_the_picture_waits_for_the_bet_and_the_bet_for_the_learner() -> None:
    explorer = TrustExplorer(stop("l1-one-knob"))
    assert not is_seen(explorer, "lines")
    assert keys(explorer.knobs) == []
    assert explorer.line.layout.display == "none"
    press(explorer.bottom, "reveal")
    assert explorer.bottom["said"].text.startswith("Place your bet first")
    assert not is_seen(explorer, "lines")

    came = measure(explorer.stop.bet, explorer.state.now)  # type: ignore[arg-type]
    right = explorer.stop.bet.winner(came)  # type: ignore[union-attr]
    bet(explorer, right)
    assert is_seen(explorer, "lines")
    assert explorer.told["outcome"].tone == "good"
    assert f"{came:.2f}" in explorer.told["value"].text
    explorer.knobs.hear("knob-empathy", "change", 1.0)
    assert f"{came:.2f}" not in explorer.told["value"].text, "what was bet on moves with the knob"

    press(explorer.bottom, "again")
    assert not is_seen(explorer, "lines")
    assert "Felt empathy 0.25 → 1.00" in explorer.top["on-this"].text
    count = len(explorer.stop.bet.options)  # type: ignore[union-attr]
    came = explorer.stop.bet.winner(measure(explorer.stop.bet, explorer.state.now))  # type: ignore[union-attr, arg-type]
    bet(explorer, (came + 1) % count)
    assert explorer.told["outcome"].tone == "note"
    assert explorer.stop.bet.options[came].because in explorer.told["outcome"].text  # type: ignore[union-attr]


def test_an_aim_can_be_missed_tried_again_and_met() -> None:
    aim = {"says": "Up.", "measure": "trust", "session": 10, "at_least": 0.0, "met": "Met at {value}.", "missed": "{value}, not {aim}."}  # fmt: skip
    probe = Stop(id="probe", knobs=("reliability",), aim=aim)
    low, high = (
        measure(probe.aim, Setting(Practices(reliability=level)))  # type: ignore[arg-type]
        for level in (0.0, 1.0)
    )
    assert low < high
    between = Stop(
        id="probe",
        knobs=("reliability",),
        practices={"reliability": 0.0},
        aim=aim | {"at_least": (low + high) / 2},
    )
    explorer = TrustExplorer(between)
    assert not is_seen(explorer, "lines"), "nothing is shown before the first try"
    press(explorer.bottom, "try")
    assert explorer.head["verdict"].tone == "mend"
    drawn = explorer.charts["lines"].figure
    explorer.knobs.hear("knob-reliability", "change", 1.0)
    assert explorer.charts["lines"].figure == drawn, "the picture waits for the next try"
    assert "try 1" in explorer.head["moved"].text
    press(explorer.bottom, "try")
    assert explorer.head["verdict"].tone == "good"
    assert explorer.state.tries == 2
    names = [trace["name"] for trace in explorer.charts["lines"].figure["data"]]
    assert "Trust, the try before" in names


def test_start_over_and_other_luck() -> None:
    explorer = TrustExplorer(knobs=("empathy",))
    explorer.knobs.hear("knob-empathy", "change", 0.9)
    drawn = explorer.charts["lines"].figure
    press(explorer.bottom, "luck")
    assert explorer.state.luck == 1
    assert explorer.charts["lines"].figure != drawn
    press(explorer.bottom, "reset")
    assert explorer.state == explorer.begin
    assert explorer.knobs["knob-empathy"].value == 0.6
    assert explorer.top.memory == "", "an untouched page has nothing in its address"


def test_a_code_gives_the_same_curves_elsewhere() -> None:
    one = TrustExplorer()
    one.knobs.hear("knob-reliability", "change", 0.15)
    one.line.events = (Event(5, "breach", "defensive", 1), SLIP)
    press(one.bottom, "keep")
    one.knobs.hear("knob-clarity", "change", 0.9)
    press(one.bottom, "luck")
    other = TrustExplorer()
    other.bottom.hear("code", "change", one.bottom["code"].value)
    assert other.charts["lines"].figure == one.charts["lines"].figure
    assert set(other.line.events) == set(one.line.events)
    third = TrustExplorer()
    third.top.hear(third.top.remember, "remembered", one.top.memory)
    assert third.charts["lines"].figure == one.charts["lines"].figure


def test_a_bad_code_says_so_and_loses_nothing() -> None:
    explorer = TrustExplorer()
    explorer.knobs.hear("knob-reliability", "change", 0.15)
    kept = explorer.state
    explorer.bottom.hear("code", "change", "t1.re80..99mio0.t-lines..0-0.aa")
    assert explorer.state == kept
    assert "Piece 4" in explorer.bottom["said"].text
    explorer.top.hear(explorer.top.remember, "remembered", "t1.re8")
    assert explorer.state == kept
    assert "cut short" in explorer.top["lost"].text
    explorer.knobs.hear("knob-reliability", "change", 0.2)
    assert "lost" not in keys(explorer.top)


def test_a_code_of_another_stop_shows_a_picture_that_is_there() -> None:
    sandbox = TrustExplorer()
    sandbox.head.hear("view", "press", "cloud")
    explorer = TrustExplorer(knobs=("empathy",))
    explorer.bottom.hear("code", "change", sandbox.state.code())
    assert explorer.state.view == "lines"
    assert is_seen(explorer, "lines")


# --- the short version


def test_the_dashboard_from_the_choice_to_the_card() -> None:
    explorer = lesson.dashboard("01-trust-and-alliance")
    assert isinstance(explorer, TrustExplorer)
    people = explorer.stop.therapists
    assert len(people) == 3
    assert explorer.line.most == 1
    assert "bet" not in keys(explorer.bottom)
    assert explorer.line.layout.display == "none"

    explorer.top.hear("therapist", "choose", explorer.top["therapist"].options[1])
    assert explorer.scene.therapist == people[1]
    assert explorer.line.layout.display is None
    assert not is_seen(explorer, "fan")
    explorer.line.events = (Event(11, "breach", "never"),)
    assert explorer.scene.therapist == people[1]
    bet(explorer, 0)
    assert is_seen(explorer, "fan")
    counts = count_onsets(sixty(explorer.state.now, 0, explorer.stop.spread))
    assert f"**{counts['early']}** connect early" in explorer.told["counts"].text
    assert explorer.told["card"].filename == "slow-start.html"
    assert people[1].name in explorer.head["sent"].text

    press(explorer.bottom, "another")
    assert explorer.scene.therapist is None
    assert not is_seen(explorer, "fan")


def test_the_three_therapists_differ_in_what_they_bring_about() -> None:
    short = explorer().dashboard.stop
    begin = start(short).now
    early = [
        count_onsets(sixty(replace(begin, practices=Practices(**each.practices)), 0, short.spread))
        for each in short.therapists
    ]
    assert early[0]["early"] > max(early[1]["early"], early[2]["early"])
    assert all(sum(each.values()) == SIXTY for each in early)
    assert all(min(each["early"], each["slow"]) > 0 for each in early), "fast and slow with each"


# --- what the model says


@STOPS
def test_every_stop_of_the_lesson_wakes_and_can_be_played(name: str) -> None:
    explorer = lesson.explorer(name)
    if explorer.stop.bet:
        bet(explorer)
    if explorer.stop.aim:
        press(explorer.bottom, "try")
    for view in explorer.stop.show:
        if len(explorer.stop.show) > 1:
            explorer.head.hear("view", "press", view)
        chart = explorer.charts[view]
        assert is_seen(explorer, view)
        assert "not shown" not in chart.description.lower()
        assert "nan" not in chart.description
        assert "{" not in chart.description
    said = " ".join(repr(part.now) for part in (explorer.top, explorer.head, explorer.told, explorer.bottom))  # fmt: skip
    assert "{" not in said, "every blank is filled in"


@STOPS
def test_every_aim_is_missed_at_first_and_can_be_met(name: str) -> None:
    here = stop(name)
    if here.aim is None:
        return
    begin = start(here).now
    assert measure(here.aim, begin) < here.aim.at_least
    best = begin
    for _ in range(2):
        for knob in here.knobs:
            part = "practices" if knob in PRACTICES else "client"
            tried = [
                replace(best, **{part: replace(getattr(best, part), **{knob: level})})
                for level in (0.0, 0.25, 0.5, 0.75, 1.0)
            ]
            best = max(tried, key=lambda each: measure(here.aim, each))  # type: ignore[arg-type]
    assert measure(here.aim, best) >= here.aim.at_least


def test_measures_are_what_they_say() -> None:
    setting = Setting(events=(SLIP,))
    middle = like_this(setting).middle("trust")
    on = {"prompt": "?", "options": [{"text": "a", "below": 1, "because": "a"}, {"text": "b", "because": "b"}]}  # fmt: skip
    a_stop = [
        Stop(id="s", pins=1, bet=on | {"measure": what, "session": 6}).bet
        for what in ("trust", "recovery", "slow", "correlation")
    ]
    trust, back, slow, r = (measure(bet, setting) for bet in a_stop if bet)
    assert trust == middle[6]
    assert back == SESSIONS + 1 or middle[8 + int(back)] >= middle[7]
    assert slow == count_onsets(sixty(setting))["slow"]
    assert -1 <= r <= 1


def test_r_is_that_of_those_who_are_still_there() -> None:
    who = around(Client(start_trust=0.1, hurt=0.8), SIXTY)
    course = simulate(who, Practices(), SESSIONS, seed=3, parts=False)
    there = course.staying[:, 3]
    assert not there.all(), "somebody left before"
    x, y = ratings(course.alliance[:, 4], 60)[there], course.relief[there, -1]
    assert Crowded.of(course).correlation == pytest.approx(float(np.corrcoef(x, y)[0, 1]))
    marks = curves.cloud_figure(explorer(), Crowded.of(course))["data"]
    assert sum(len(each["x"]) - 1 for each in marks[:4]) == there.sum()


def test_there_is_no_r_where_nobody_differs() -> None:
    course = sixty(Setting(), 0)
    alone = replace(course, relief=np.zeros_like(course.relief))
    assert math.isnan(alone.correlation)
    assert "no r here" in curves.say_cloud(explorer(), alone)
    assert curves.cloud_figure(explorer(), alone)["data"][-1]["y"].tolist() != [0, 0]


def test_the_fan_shows_everybody_once_and_counts_them() -> None:
    course = sixty(Setting(Practices(reliability=0.2), Client(hurt=0.6)), 1)
    figure = curves.fan_figure(explorer(), course)
    lines = [trace for trace in figure["data"] if trace["mode"] == "lines"]
    assert sum(trace["x"].count(None) - 1 for trace in lines) == SIXTY
    assert len({trace["line"]["dash"] for trace in lines}) == 4
    crosses = figure["data"][-1]
    assert len(crosses["x"]) - 1 == int((~course.completed).sum())


@pytest.mark.parametrize("knob", ["reliability", "clarity", "contact", "hurt", "avoidance"])
@pytest.mark.parametrize("luck", [0, 7])
def test_a_knob_s_range_run_at_once_is_what_single_runs_give(knob: str, luck: int) -> None:
    setting = Setting(client=Client(fit=0.8), events=(SLIP, Event(20, "breach", "defensive", 2)))
    for view in ("lines", "fan"):
        sweep(setting, knob, luck, 1.5, view)
    for level in LEVELS[::4]:
        at = with_level(setting, knob, level)
        alone = simulate(at.client, at.plan, SESSIONS, LIKE_THIS, luck, parts=False)
        for line, values in Band.of(alone).lines.items():
            assert (like_this(at, luck).lines[line] == values).all(), line
        who = around(at.client, SIXTY, 60, 1.5)
        crowd = Crowded.of(simulate(who, Plan(at.practices, at.events), SESSIONS, seed=luck))  # type: ignore[arg-type]
        kept = sixty(at, luck, 1.5)
        for name in ("trust", "last", "completed", "there", "alliance", "relief"):
            assert (getattr(kept, name) == getattr(crowd, name)).all(), name


def test_what_was_told_beforehand_is_never_swept_over() -> None:
    setting = Setting(Practices(empathy=0.35), events=(Event(9, "disclosure"),))
    sweep(setting, "clarity", 0, 1.0, "lines")
    high = with_level(setting, "clarity", 1.0)
    alone = simulate(high.client, high.plan, SESSIONS, LIKE_THIS, 0, parts=False)
    assert (like_this(high).lines["trust"] == Band.of(alone).lines["trust"]).all()


def test_the_band_holds_the_line() -> None:
    data = curves.lines_figure(explorer(), ("trust",), like_this(Setting()))["data"]
    low, high, line = (np.asarray(trace["y"]) for trace in data)
    assert ((low <= line) & (line <= high)).all()


# --- what is whose


def test_arrows_are_named_by_their_basis() -> None:
    part = honesty(("clarity", "reliability"), ("relief",), ("breach",), True)
    articles, ours = " ".join(part.from_articles), " ".join(part.ours)
    for id in ("E02", "E19", "E38", "E70"):
        assert knowledge.edge(id).basis != "added"
        assert (id in articles) == is_carried(id)
    for id in ("E20", "E39"):  # added by the course
        assert id not in articles
        assert id in ours
    assert "teaching model" in part.limits


def test_every_arrow_that_is_named_exists() -> None:
    words = explorer()
    named = [*words.practices, *words.traits, *words.lines, *words.events.kinds]
    ids = {id for each in named for id in each.edges} | {words.onset_source}
    assert {edge.id for edge in knowledge.edges()} >= ids
    assert all(knob.edges for knob in (*words.practices, *words.traits))


def test_the_published_r_stands_beside_ours() -> None:
    explorer = TrustExplorer(show=("cloud",))
    told = explorer.told["counts"].text
    assert ".278" in told
    assert "Flückiger" in told


def test_asleep_it_says_how_to_wake_it() -> None:
    assert "Run All Cells" in repr(TrustExplorer(knobs=("empathy",)))
    with pytest.raises(ValueError, match="knobbs"):
        TrustExplorer(knobbs=("empathy",))
    with pytest.raises(knowledge.UnknownIdError, match="l1-one-knob"):
        lesson.explorer("l1-one-knop")
