"""The published figures: each with what it says, and an interval only where there is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rapport import knowledge
from rapport.knowledge import Effect, UnknownIdError, intervals

# id, statistic, value, interval, k, n, low, high
FACTS = """
alliance-outcome r .278 published 295 30000 .256 .299
alliance-within beta - range - 345 .16 .21
empathy-outcome r .28 published 82 6138 .23 .33
regard-outcome g .28 none 64 - - -
congruence-outcome r .24 published 16 863 .12 .36
real-relationship r .38 published 16 1502 .30 .44
consensus-outcome r .24 published 54 7278 .19 .28
collaboration-outcome r .29 published 53 5286 .24 .34
repair-outcome r .29 published 11 1314 .10 .47
unrepaired-outcome beta .45 none - 116 - -
ruptures-share share .46 none - 116 - -
secure-alliance r .17 derived 17 886 .1035 .2350
anxiety-alliance r -.09 none 33 - - -
avoidance-alliance r -.13 none 33 - - -
attachment-outcome-security d .37 derived 14 1467 .2677 .4723
attachment-outcome-anxiety d -.46 derived 14 1467 -.5623 -.3577
attachment-outcome-avoidance d 0 derived 14 1467 -.1023 .1023
couple-alliance r .297 none 48 - - -
split-alliance r .316 none 7 - - -
feedback-outcome d .15 published 58 21699 .10 .20
feedback-dropout OR 1.19 published 58 21699 1.03 1.38
dropout share .197 published 669 83834 .187 .207
alliance-dropout d .55 derived 11 1301 .4134 .6866
humility-alliance r .66 published 13 - .64 .68
humility-outcome r .39 published 13 - .36 .42
competence-outcome r .29 none 18 - - -
competence-longitudinal r 0 none - 1458 - -
linear-trend share .66 derived 1 44 .5123 .7820
rupture-repair-share share .50 derived 1 44 .3583 .6417
global-pattern pattern - none 1 44 - -
growth-with-dips pattern - none 1 236 - -
growth-clusters pattern - none 2 79 - -
plateau-5-10 change 0 none - - - -
initial-mean mean - range - - 5.41 5.85
initial-sd sd - range - - .83 1.20
session-ruptures share - range - - .19 .42
"""


def number(word: str) -> float | None:
    return None if word == "-" else float(word)


@pytest.mark.parametrize("fact", FACTS.strip().splitlines())
def test_effect(fact: str) -> None:
    id, statistic, value, interval, *rest = fact.split()
    k, n, low, high = (number(word) for word in rest)
    effect = knowledge.effect(id)
    assert (effect.statistic, effect.interval) == (statistic, interval)
    assert (effect.value, effect.k, effect.n) == (number(value), k, n)
    for end, expected in ((effect.low, low), (effect.high, high)):
        assert end == (None if expected is None else pytest.approx(expected, abs=5e-5))


def test_there_are_no_other_effects() -> None:
    listed = [fact.split()[0] for fact in FACTS.strip().splitlines()]
    assert [effect.id for effect in knowledge.effects()] == listed


def test_every_effect_cites_a_publication_but_three_that_say_so() -> None:
    for effect in knowledge.effects():
        for reference in effect.references:
            assert knowledge.cite(reference).strip()
    without = [effect.id for effect in knowledge.effects() if not effect.references]
    assert without == ["initial-mean", "initial-sd", "session-ruptures"]
    for id in without:
        assert "source" in (knowledge.effect(id).caveat or "")


def test_only_words_like_near_zero_are_approximate() -> None:
    assert {effect.id: effect.value for effect in knowledge.effects() if effect.approximate} == {
        "attachment-outcome-avoidance": 0,
        "competence-longitudinal": 0,
        "plateau-5-10": 0,
    }


def test_the_signs_of_attachment_say_better_or_worse() -> None:
    directions = {
        "attachment-outcome-security": (1, "better"),
        "attachment-outcome-anxiety": (-1, "worse"),
        "anxiety-alliance": (-1, "weaker"),
        "avoidance-alliance": (-1, "weaker"),
    }
    for id, (sign, word) in directions.items():
        effect = knowledge.effect(id)
        assert effect.value is not None
        assert effect.value * sign > 0
        assert word in effect.direction


def test_every_interval_says_where_it_is_from() -> None:
    words = {
        "published": "is the published one",
        "range": "no 95% interval",
        "none": "No interval",
        "derived": "derived by the course, not published",
    }
    for effect in knowledge.effects():
        assert words[effect.interval] in effect.interval_from
        assert (effect.low is None) is (effect.high is None) is (effect.interval == "none")


def test_a_derived_interval_tells_its_formula_and_its_inputs() -> None:
    told = {
        "secure-alliance": ["Fisher's z", "1/√(N − 3k)", "N = 886", "k = 17", "one sample"],
        "attachment-outcome-anxiety": ["√(4/N)", "equal size", "N = 1,467", "one sample"],
        "alliance-dropout": ["√(1/(N p) + 1/(N (1 − p)))", "p = 0.197", "N = 1,301"],
        "linear-trend": ["Wilson", "N = 44"],
    }
    for id, parts in told.items():
        for part in parts:
            assert part in knowledge.effect(id).interval_from
    # One study cannot differ from itself.
    assert "one sample" not in knowledge.effect("linear-trend").interval_from


def test_an_unknown_effect_names_the_near_one() -> None:
    with pytest.raises(UnknownIdError, match="Did you mean “alliance-outcome”"):
        knowledge.effect("aliance-outcome")


# --- mistakes

EFFECT = {
    "id": "made-up",
    "measures": "one thing with another",
    "direction": "more with more",
    "statistic": "r",
    "value": 0.2,
    "interval": "derived",
    "k": 4,
    "n": 200,
    "references": ["R1"],
    "status": "A",
}


def test_the_made_up_effect_would_do() -> None:
    assert Effect.model_validate(EFFECT).low == intervals.correlation(0.2, 200, 4)[0]


def test_an_odds_ratio_can_be_derived_too() -> None:
    effect = Effect.model_validate(EFFECT | {"statistic": "OR", "value": 1.19, "split": 0.197})
    assert (effect.low, effect.high) == intervals.odds_ratio(1.19, 200, 0.197)
    assert "√(4 / (N p (1 − p)))" in effect.interval_from
    assert "p = 0.197" in effect.interval_from


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"status": "M"}, "Input should be 'A'"),
        ({"n": None}, "no interval can be derived: expected value and n"),
        ({"k": None}, "no interval can be derived: expected value and n, with k for r"),
        ({"statistic": "OR"}, "with split for OR"),
        ({"statistic": "beta"}, "no interval can be derived"),
        ({"n": 12}, "no interval can be derived: expected more than 3 clients per study"),
        ({"value": 1.2}, "no interval can be derived: a correlation lies between"),
        ({"value": float("nan")}, "finite number"),
        ({"value": None}, "no value; only a range or a pattern may do without"),
        ({"interval": "published"}, "`printed` is given for an interval published or a range"),
        ({"printed": (0.1, 0.3)}, "`printed` is given for an interval published or a range"),
        (
            {"interval": "published", "printed": (0.3, 0.5)},
            "0.2 lies outside its interval, 0.3 to 0.5",
        ),
        (
            {"interval": "range", "printed": (0.5, 0.3), "value": None},
            "0.5 lies outside its interval, 0.5 to 0.3",
        ),
        ({"statistic": "pattern"}, "a pattern has neither value nor interval"),
        ({"references": []}, "no reference; say so in a caveat"),
    ],
)
def test_a_figure_that_contradicts_itself_is_told(
    changed: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Effect.model_validate(EFFECT | changed)


@given(
    statistic=st.sampled_from(["r", "d", "g", "beta", "OR", "share", "mean", "pattern"]),
    value=st.none() | st.floats(),
    interval=st.sampled_from(["published", "derived", "range", "none"]),
    printed=st.none() | st.tuples(st.floats(), st.floats()),
    k=st.none() | st.integers(-1, 50),
    n=st.none() | st.integers(-1, 10**5),
    split=st.none() | st.floats(),
)
def test_any_effect_is_refused_in_words_or_has_its_value_in_its_interval(**changed: object) -> None:
    try:
        effect = Effect.model_validate(EFFECT | changed)
    except ValidationError:
        return
    assert effect.interval_from
    if effect.low is not None and effect.high is not None:
        assert effect.low <= effect.high
        if effect.value is not None:
            assert effect.low <= effect.value <= effect.high
    else:
        assert effect.interval == "none"
