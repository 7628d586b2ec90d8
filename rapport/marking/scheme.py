"""Mark schemes: what an item asks, what each part is worth, and why.

An author writes a scheme as YAML in nbgrader's mark scheme region of a question cell
(docs/authors.md shows every kind). `parse_scheme` turns it into one of the classes below,
or raises `SchemeError` with a sentence per mistake, each naming its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import ceil
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from rapport.clients import SceneKey
from rapport.dynamics import PRACTICES, TRAITS, Practices
from rapport.marking.answers import did_you_mean
from rapport.marking.table import Setting, level_of
from rapport.replies.corpus import Aim as Letter
from rapport.replies.cues import CUES, FAULTS

Text = Annotated[str, Field(min_length=1)]
Points = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class SchemeError(ValueError):
    """A mark scheme that cannot be used; the message has one sentence per mistake."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class _Scheme(_Part):
    """What every kind has.

    item: the answer cell's `grade_id`; title: what a learner sees it called;
    next: the one next step offered when points were missed; model: the model answer,
    shown after the due date (closed kinds derive theirs from the key).
    """

    kind: str
    item: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Text
    next: str = ""
    model: str = ""

    @property
    def of(self) -> float:
        """Points of a perfect answer."""
        raise NotImplementedError


class ChoiceOption(_Part):
    """An option of a `choice`: what it says, what it earns, and why."""

    text: Text
    worth: Points = 0
    because: Text


class Choice(_Scheme):
    """Tick exactly one; each option earns its own `worth`."""

    kind: Literal["choice"]
    options: Annotated[list[ChoiceOption], Field(min_length=2)]

    @property
    def of(self) -> float:
        """Points of the best option."""
        return max(option.worth for option in self.options)

    @model_validator(mode="after")
    def _usable(self) -> Self:
        _all_different("option", (option.text for option in self.options))
        if self.of == 0:
            raise ValueError("no option is worth any points; give the best one a `worth`")
        return self


class ChoicesOption(_Part):
    """An option of a `choices`; `tick: either` neither earns nor costs."""

    text: Text
    tick: bool | Literal["either"]
    because: Text


class Choices(_Scheme):
    """Tick all that fit; a right tick earns a share, a wrong one costs a share, never below 0."""

    kind: Literal["choices"]
    points: Points
    options: Annotated[list[ChoicesOption], Field(min_length=2)]

    @property
    def of(self) -> float:
        """Points for every right tick and no wrong one."""
        return self.points

    @model_validator(mode="after")
    def _usable(self) -> Self:
        _all_different("option", (option.text for option in self.options))
        if not any(option.tick is True for option in self.options):
            raise ValueError("no option has `tick: yes`, so nothing could earn points")
        return self


class OrderLine(_Part):
    """A step of an `order`; steps that share a `place` may stand in either order."""

    text: Text
    place: Annotated[int, Field(ge=1)]
    because: Text


class Order(_Scheme):
    """Put lines in order; judged on the pairs that stand the right way round."""

    kind: Literal["order"]
    points: Points
    lines: Annotated[list[OrderLine], Field(min_length=3)]

    @property
    def of(self) -> float:
        """Points for an acceptable order."""
        return self.points

    @model_validator(mode="after")
    def _usable(self) -> Self:
        _all_different("line", (line.text for line in self.lines))
        if len({line.place for line in self.lines}) < 2:
            raise ValueError("all lines share one `place`, so every order would be right")
        return self


class ClassifyRow(_Part):
    """A statement, its label, labels accepted as well, and why."""

    text: Text
    label: Text
    also: tuple[str, ...] = ()
    because: Text


class Classify(_Scheme):
    """Give every statement one of the labels."""

    kind: Literal["classify"]
    points: Points
    labels: Annotated[list[Text], Field(min_length=2)]
    rows: Annotated[list[ClassifyRow], Field(min_length=2)]

    @property
    def of(self) -> float:
        """Points for every row right; rows share them equally."""
        return self.points

    @model_validator(mode="after")
    def _usable(self) -> Self:
        _all_different("label", self.labels)
        _all_different("row", (row.text for row in self.rows))
        for row in self.rows:
            for label in (row.label, *row.also):
                if label not in self.labels:
                    raise ValueError(
                        f"row {row.text!r} uses the label {label!r}, which is not in `labels`"
                        + did_you_mean(label, self.labels)
                    )
        return self


class Worth(_Part):
    """One criterion of a written answer.

    points: what it earns. `any`: phrases of which one must be there (word endings are
    ignored). `meaning` and `content` (for `reflects`): words that say what it means to the
    client, and words that name what happened. `words`: the most words `brief` allows.
    `try`: one concrete thing to try when it was not found.
    """

    points: Points
    any: tuple[Text, ...] = ()
    meaning: tuple[Text, ...] = ()
    content: tuple[Text, ...] = ()
    words: Annotated[int, Field(ge=5)] | None = None
    hint: str = Field(default="", alias="try")

    @model_validator(mode="before")
    @classmethod
    def _bare_number(cls, value: Any) -> Any:
        return {"points": value} if isinstance(value, int | float) else value


class _Written(_Scheme):
    """words: the fewest and the most that were asked for; None where no length was."""

    words: tuple[int, int] | None = None
    worth: Annotated[dict[str, Worth], Field(min_length=1)]
    caps: dict[str, Points] = {}
    model: Text

    @property
    def of(self) -> float:
        """Points of all criteria together."""
        return sum(worth.points for worth in self.worth.values())

    @model_validator(mode="after")
    def _usable(self) -> Self:
        for name, worth in self.worth.items():
            if name not in CUES and not worth.any:
                raise ValueError(
                    f"criterion {name!r} is not one the reader knows and has no `any:` phrases"
                    + did_you_mean(name, CUES)
                )
            if name == "reflects" and not (worth.meaning or worth.content):
                raise ValueError("`reflects` needs `meaning:` or `content:` words of this client")
        for name in self.caps:
            if name not in FAULTS:
                raise ValueError(f"unknown fault {name!r}" + did_you_mean(name, FAULTS))
        if self.of == 0:
            raise ValueError("no criterion is worth any points")
        if self.words and not 0 < self.words[0] < self.words[1]:
            raise ValueError("`words` is [fewest, most], both above 0")
        for name, cap in self.caps.items():
            if cap >= self.of:
                raise ValueError(f"the cap of {name!r} is not below the {self.of:g} points of all")
        return self


class Reply(_Written):
    """The words the learner would say or write to this client."""

    kind: Literal["reply"]
    client: Text
    key: SceneKey = SceneKey()


class Note(_Written):
    """A short professional paragraph."""

    kind: Literal["note"]
    context: Text
    words: tuple[int, int] | None = (60, 150)


class Goal(_Scheme):
    """One goal with this client, judged by the letters of SMART.

    worth: letter → points; letters that are left out are not judged. any: wordings that show, in
    this client's case, that the goal is their own (`relevant`) or within their means.
    """

    kind: Literal["goal"]
    client: Text
    worth: Annotated[dict[Letter, Points], Field(min_length=1)]
    any: dict[Letter, Annotated[list[Text], Field(min_length=1)]] = {}
    model: Text

    @property
    def of(self) -> float:
        """Points of all letters together."""
        return sum(self.worth.values())

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if self.of == 0:
            raise ValueError("no letter is worth any points")
        for aim in self.any:
            if aim not in self.worth:
                raise ValueError(f"`any` has {aim}, which is worth nothing")
        return self


Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


def _as_level(value: Any) -> Any:
    """Read a level in words (`medium`); what is none stays as it is, for pydantic to refuse."""
    level = level_of(value) if isinstance(value, str) else None
    return value if level is None else level


class Happens(_Part):
    """An event of a `plan`; the learner says in the table how it is repaired."""

    session: Annotated[int, Field(ge=1)]
    event: Literal["lapse", "misunderstanding", "crossing", "breach", "disclosure", "pressing"]


class Aim(_Part):
    """What a plan should reach: a state of the model right after session `by`.

    Either `at_least` or `at_most`, in the state's own range: 0 to 1, relief −1 to 1.
    """

    what: Literal["trust", "alliance", "disclosure", "relief", "strain", "overwhelm", "dependence"]
    at_least: float | None = None
    at_most: float | None = None
    by: Annotated[int, Field(ge=1)]
    points: Points
    because: Text

    @property
    def says(self) -> str:
        """The aim in words: “trust 0.60 or more after session 10”."""
        if self.at_least is not None:
            return f"{self.what} {self.at_least:.2f} or more after session {self.by}"
        return f"{self.what} {self.at_most:.2f} or less after session {self.by}"

    @model_validator(mode="after")
    def _usable(self) -> Self:
        given = [limit for limit in (self.at_least, self.at_most) if limit is not None]
        if len(given) != 1:
            raise ValueError("an aim has either `at_least` or `at_most`")
        low = -1 if self.what == "relief" else 0
        if not low <= given[0] <= 1:
            raise ValueError(f"{self.what} goes from {low} to 1, not to {given[0]:g}")
        return self


class Plan(_Scheme):
    """Plan a course of sessions; judged on how often simulated runs of it reach the aims.

    client: traits of `rapport.dynamics.Client`; usual: levels of the practices a plan does not
    name; at_once: the most practices above their usual level in one session; an aim earns all
    its points where it holds in the share `most` of `runs` runs; friction: see `simulate`.
    """

    kind: Literal["plan"]
    client: dict[str, Share]
    sessions: Annotated[int, Field(ge=2, le=60)]
    events: list[Happens] = []
    usual: dict[str, Annotated[Share, BeforeValidator(_as_level)]] = {}
    at_once: Annotated[int, Field(ge=1, le=len(PRACTICES))] | None = None
    aims: Annotated[list[Aim], Field(min_length=1)]
    runs: Annotated[int, Field(ge=50, le=2_000)] = 500
    most: Annotated[float, Field(gt=0, le=1)] = 0.6
    friction: Share = 0.0
    model: Text

    @property
    def of(self) -> float:
        """Points of all aims together."""
        return sum(aim.points for aim in self.aims)

    @property
    def wanted(self) -> int:
        """Runs in which an aim must hold for all its points."""
        return ceil(self.most * self.runs - 1e-9)  # 0.6 × 500 is 300, whatever binary makes of it

    @property
    def setting(self) -> Setting:
        """What a learner may know of it, and a table is read for."""
        usual = {name: getattr(Practices(), name) for name in PRACTICES} | self.usual
        events = tuple((event.session, event.event) for event in self.events)
        return Setting(self.sessions, usual, events, self.at_once)

    @model_validator(mode="after")
    def _usable(self) -> Self:
        for what, names, known in (
            ("trait", self.client, TRAITS),
            ("practice", self.usual, PRACTICES),
        ):
            for name in names:
                if name not in known:
                    raise ValueError(
                        f"unknown {what} {name!r}"
                        + (did_you_mean(name, known) or f"; the {what}s are {', '.join(known)}")
                    )
        _all_different("aim", (aim.says for aim in self.aims))
        happens = [event.session for event in self.events]
        if happens != sorted(set(happens)):
            raise ValueError("the events stand in rising sessions, one at most in each")
        last = max([*happens, *(aim.by for aim in self.aims)])
        if last > self.sessions:
            raise ValueError(f"session {last} lies behind the last of {self.sessions}")
        if self.of == 0:
            raise ValueError("no aim is worth any points")
        return self


Scheme = Choice | Choices | Order | Classify | Reply | Note | Goal | Plan
KINDS: Mapping[str, type[Scheme]] = {
    "choice": Choice,
    "choices": Choices,
    "order": Order,
    "classify": Classify,
    "reply": Reply,
    "note": Note,
    "goal": Goal,
    "plan": Plan,
}


def parse_scheme(text: str, *, first_line: int = 1) -> Scheme:
    """Read a mark scheme from YAML.

    text: the YAML alone; first_line: the number its first line has where the author sees it.
    Raises SchemeError naming every mistake with its line.
    """
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise SchemeError(f"line {line}: this is not YAML: {problem}.") from None
    except (ValueError, RecursionError) as error:  # e.g. an impossible date
        raise SchemeError(f"line {first_line}: this YAML cannot be read: {error}.") from None
    if not isinstance(tree, yaml.MappingNode):
        raise SchemeError(f"line {first_line}: a mark scheme is a list of `name: value` lines.")

    problems = [
        f"line {first_line + line}: {key!r} stands here a second time."
        for key, line in _repeated(tree)
    ]
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        line = first_line + _line_of(tree, ("kind",))
        known = ", ".join(KINDS)
        said = f"unknown kind {kind!r}" if "kind" in data else "`kind` is missing"
        raise SchemeError(
            f"line {line}: {said}{did_you_mean(str(kind), KINDS)}; the kinds are {known}."
        )
    try:
        scheme = KINDS[kind].model_validate(data)
    except ValidationError as error:
        for detail in error.errors():
            line = first_line + _line_of(tree, detail["loc"])
            problems.append(f"line {line}: {_sentence(detail, KINDS[kind])}")
        raise SchemeError("\n".join(problems)) from None
    if problems:
        raise SchemeError("\n".join(problems))
    return scheme


_FENCE = re.compile(r"^```ya?ml[ \t]*\n(?P<yaml>.*?)^```[ \t]*$", re.M | re.S)
_REGION = re.compile(
    r"^[^\n]*BEGIN MARK SCHEME[^\n]*\n(?P<body>.*?)^[^\n]*END MARK SCHEME[^\n]*$\n?", re.M | re.S
)

_STRAY = re.compile(
    r"^[^\n]*\b(?:BEGIN|END)\b[^\n]*SCHEME|^```ya?ml|^(?:item|kind|worth|because):[ \t]",
    re.M | re.I,
)


def scheme_in(source: str) -> Scheme | None:
    """Read the mark scheme out of a question cell; None where the cell holds none.

    Raises SchemeError; its lines are those of the cell. What looks like a scheme but stands
    outside the two marker lines is an error too: it would not be cut out of what students get.
    """
    region = _REGION.search(source)
    stray = _STRAY.search(_REGION.sub(lambda cut: "\n" * cut[0].count("\n"), source))
    if stray:
        line = source[: stray.start()].count("\n") + 1
        raise SchemeError(
            f"line {line}: this looks like a mark scheme, but it does not stand between a line "
            "`### BEGIN MARK SCHEME` and a line `### END MARK SCHEME`; students would see it."
        )
    if region is None:
        return None
    fence = _FENCE.search(region["body"])
    if fence is None:
        line = source[: region.start()].count("\n") + 1
        raise SchemeError(f"line {line}: the mark scheme holds no ```yaml block.")
    start = region.start("body") + fence.start("yaml")
    return parse_scheme(fence["yaml"], first_line=source[:start].count("\n") + 1)


def without_scheme(source: str) -> str:
    """Give a question cell's text with every mark scheme region cut out."""
    return _REGION.sub("", source).rstrip()


def _all_different(what: str, texts: Iterable[str]) -> None:
    seen: set[str] = set()
    for text in texts:
        key = " ".join(text.casefold().split())
        if key in seen:
            raise ValueError(f"the {what} {text!r} stands there twice")
        seen.add(key)


def _repeated(node: yaml.Node) -> Iterable[tuple[str, int]]:
    """Keys written twice in one mapping, which YAML would silently drop."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.value, key.start_mark.line
            seen.add(key.value)
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated(value)


def _line_of(node: yaml.Node, path: Iterable[int | str]) -> int:
    """Line (from 0) of the deepest part of `path` that the author wrote."""
    line = node.start_mark.line
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = [pair for pair in node.value if pair[0].value == str(step)]
            if not found:
                continue
            key, node = found[0]
            line = key.start_mark.line
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            if step >= len(node.value):
                break
            node = node.value[step]
            line = node.start_mark.line
    return int(line)


def _sentence(detail: ErrorDetails, model: type[BaseModel]) -> str:
    """Say a pydantic error the way an author can act on."""
    path = ".".join(str(step) for step in detail["loc"])
    name = str(detail["loc"][-1]) if detail["loc"] else ""
    match detail["type"]:
        case "extra_forbidden":
            known = _fields(model, detail["loc"][:-1])
            return f"unknown field {name!r}{did_you_mean(name, known)}"
        case "missing":
            return f"`{path}` is missing."
        case "value_error":
            return f"{detail['ctx']['error']}."
        case _:
            where = f"`{path}`: " if path else ""
            said = detail["msg"].lower().replace("valid tuple", "valid list")  # as YAML has it
            return f"{where}{said}, found {detail['input']!r}."


def _fields(model: type[BaseModel], path: Iterable[int | str]) -> list[str]:
    """Names of the fields an author could have meant at `path`."""
    parts: dict[str, type[BaseModel]] = {
        "lines": OrderLine,
        "rows": ClassifyRow,
        "worth": Worth,
        "aims": Aim,
        "events": Happens,
        "key": SceneKey,
        "options": ChoiceOption if model is Choice else ChoicesOption,
    }
    for step in path:
        model = parts.get(str(step), model)
    return [field.alias or name for name, field in model.model_fields.items()]
