"""The model card says what the code does, to the printed digit."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from benchmarks import model_card
from rapport import knowledge
from rapport.dynamics import KINDS, PARAMETERS, PRACTICES, TRAITS, evidence, rule
from rapport.dynamics.course import TRACES
from rapport.dynamics.evidence import FITTED, NOT_EXPRESSED, compare, say
from rapport.dynamics.parameters import Parameters
from rapport.dynamics.people import Crowd
from rapport.dynamics.plan import Therapists
from rapport.dynamics.state import Chance, Pinned, State
from tests.conftest import ROOT

CARD = model_card.CARD.read_text("utf-8")
WORDS = {
    6: "six",
    7: "seven",
    8: "eight",
    9: "nine",
    10: "ten",
    11: "eleven",
    12: "twelve",
    13: "thirteen",
}


def region(name: str) -> str:
    """What stands between the marks of one region."""
    found = re.search(rf"<!-- begin: {name} -->\n(.*?)<!-- end -->", CARD, re.DOTALL)
    assert found, f"there is no region {name}"
    return found[1]


def test_the_card_is_what_the_code_writes() -> None:
    assert model_card.filled(CARD) == CARD, "run: python benchmarks/model_card.py"


def test_every_region_is_there_once() -> None:
    names = re.findall(r"<!-- begin: (\w+) -->", CARD)
    assert sorted(names) == sorted(model_card.REGIONS)
    assert CARD.count("<!-- end -->") == len(names)


def test_the_evidence_is_that_of_the_command() -> None:
    told = say(compare(20, 1000), 20, 1000)
    assert [line.rstrip() for line in told.splitlines()] == region("evidence").splitlines()[2:-2]


@pytest.mark.parametrize("name", [each.name for each in fields(Parameters)])
def test_every_parameter_stands_with_its_value_and_in_an_equation(name: str) -> None:
    value = getattr(PARAMETERS, name)
    assert re.search(rf"^\| `{name}` \| {value:g} \|", region("parameters"), re.MULTILINE)
    said = CARD.replace(region("parameters"), "")
    assert re.search(rf"\bp\.{name}\b", said)


@pytest.mark.parametrize(
    ("where", "names"),
    [("traits", TRAITS), ("practices", PRACTICES), ("events", KINDS)],
)
def test_traits_practices_and_events_are_named(where: str, names: tuple[str, ...]) -> None:
    assert sorted(re.findall(r"^\| `(\w+)` \|", region(where), re.MULTILINE)) == sorted(names)


def test_every_state_is_explained_and_has_an_equation() -> None:
    before_traits = CARD.partition("<!-- begin: traits -->")[0]
    for each in fields(State):
        assert f"`{each.name}`" in before_traits
        assert re.search(rf"^\| `(\w+′ )?{each.name}` \|", region("equations"), re.MULTILINE)


def test_every_line_of_the_rule_and_every_claim_it_names_is_in_the_equations() -> None:
    told = region("equations")
    source = inspect.getsource(rule)
    assigned = set(re.findall(r"^    (\w+) = ", source, re.MULTILINE)) - {"after", "told"}
    assigned -= {"fits", "lifts", "drops"}  # dictionaries: a row for each of their entries
    assert all(f"| `{name}` |" in told for name in assigned)
    assert set(re.findall(r"\bE\d\d\b", source)) <= set(re.findall(r"\bE\d\d\b", told))
    assert "np." not in told
    assert "_" not in re.sub(r"start_trust", "", told)


def test_an_equation_reads_like_its_line() -> None:
    told = region("equations")
    assert "| `seen` | `1 − distance · (1 − humility)` | E27 E28 |" in told
    assert "| `gain` | `up · sum(lifts)` |" in told
    assert "(1 − alliance)⁴" in told


def rows(text: str) -> list[tuple[str, str]]:
    """The name and the formula of every equation, in order, as Python reads them."""
    found = re.findall(r"^\| `(?:(\w)′ )?([^`]+)` \| `([^`]+)` \|", text, re.MULTILINE)
    told = []
    for letter, name, formula in found:
        for sign, word in {"·": "*", "−": "-", "⁴": "**4", "≥": ">=", " by ": "_by_"}.items():
            name, formula = name.replace(sign, word), formula.replace(sign, word)
        told.append((f"{letter}_" if letter else name, formula))
    return told


def test_a_session_computed_from_the_printed_equations_is_that_of_the_rule() -> None:
    draw = np.random.default_rng(3)

    def some(kind: type[Any]) -> Any:
        return kind(**{each.name: draw.random(6) for each in fields(kind)})

    who, does, by = some(Crowd), some(Therapists), some(Chance)
    now = replace(some(State), here=np.ones(6), been=10 * draw.random(6))
    pinned = Pinned(blow=0.4, owned=0.5, defended=1.0, press=0.4)
    after, _ = rule.step(now, who, does, pinned, by, 1.0, PARAMETERS)

    letters = {name: letter for letter, name in re.findall(r"`(\w)′ (\w+)`", region("equations"))}
    names: dict[str, Any] = {**vars(who), **vars(does), "p": PARAMETERS, "by": by, "pinned": pinned}
    names |= {letters.get(each.name, each.name): getattr(now, each.name) for each in fields(State)}
    names |= {"alliance": now.alliance, "friction": 1.0, "clip": np.clip}
    names |= {"min": np.minimum, "max": np.maximum, "sum": lambda terms: sum(terms, np.zeros(6))}

    told, _, fits = region("equations").partition("#### How well it fits")
    for name, formula in rows(told):
        if name == "lift_by_common":
            for inner, of_inner in rows(fits):
                names[inner] = eval(of_inner, {}, names)
            names["fits"] = [names[key] for key in names if key.startswith("fit_by_")]
            names["lifts"], names["drops"] = [], []
        if name == "lift_by_each fit":
            names["lifts"] += [eval(formula, {}, {**names, "fit": fit}) for fit in names["fits"]]
            continue
        names[name] = eval(formula, {}, names)
        for kind in ("lift", "drop"):
            if name.startswith(f"{kind}_by_"):
                names[f"{kind}s"].append(names[name])
    for each in fields(State):
        found = names[f"{letters[each.name]}_" if each.name in letters else each.name]
        assert found == pytest.approx(getattr(after, each.name), abs=1e-12), each.name


def test_every_claim_and_every_open_point_is_answered_for() -> None:
    ids = re.findall(r"^\| (E\d\d) \|", region("carried"), re.MULTILINE)
    assert ids == [edge.id for edge in knowledge.edges()]
    points = re.findall(r"^\| (O\d) \|", region("open"), re.MULTILINE)
    assert points == [point.id for point in knowledge.open_points()]


def test_population_and_measurement_are_those_of_the_studies() -> None:
    for name, (mean, width) in (*evidence.CLIENTS.items(), *evidence.THERAPISTS.items()):
        assert f"| `{name}` | {mean:g} | {width:g} |" in region("population")
    used = set(re.findall(r"\b([A-Z][A-Z_]+)\b", inspect.getsource(evidence)))
    numbers = {name for name in used if isinstance(getattr(evidence, name, None), int | float)}
    assert numbers == set(model_card.MEASURES)


def test_what_was_fitted_is_counted_right_wherever_it_is_counted() -> None:
    rows, numbers = len(FITTED), len(Parameters.fitted())
    by_hand = len(fields(Parameters)) - numbers
    assert f"{rows} rows were fitted" in region("fitted")
    assert f"{numbers} parameters were moved" in region("fitted")
    assert f"With {WORDS[numbers]} numbers\nmoved, {by_hand} set by hand" in CARD
    page = (ROOT / "course" / "the-model.ipynb").read_text("utf-8")
    assert f"{WORDS[numbers].capitalize()} numbers were moved until {WORDS[rows]} rows" in page
    assert f"The client is {WORDS[len(TRACES)]} numbers" in page
    assert f"The therapist is {WORDS[len(PRACTICES)]} practices" in page


def test_every_row_that_is_not_met_is_spoken_of() -> None:
    section = CARD.partition("### Rows that are not met")[2].partition("### Attachment")[0]
    for row in model_card._rows():
        if row.within is False:
            assert row.id in section or row.id.startswith("humility-")
        if row.within is None:
            assert f"`{row.id}`" in section
    assert all(id in region("evidence") for id in NOT_EXPRESSED)
