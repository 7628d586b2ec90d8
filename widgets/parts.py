"""The parts every lesson and simulation is made of: cards, bets, dials, questions, and so on.

A page is a list of small frozen descriptions, shown by one widget; what a learner does comes back
as events. Nothing here knows what a dial means: a lesson decides that and shows the next list.

>>> parts = Parts([
...     Card("callie", title="Callie, session 2", says="“Are you cross with me?”"),
...     Dial("structure", label="Structure", value=0.5, low_word="loose", high_word="tight"),
... ])
>>> parts.on_event(lambda event: parts.update("callie", text=f"{event.key}: {event.value}"))
>>> parts.hear("structure", "change", 0.7)
Event(key='structure', name='change', value=0.7)
>>> parts["callie"].text
'structure: 0.7'

In a part's prose, blank lines part paragraphs, `**bold**` and `*italic*` do what they do in
Markdown, and `[words](02-page.ipynb)` is a link to a page of the course or an `https://` address.
Everything else is shown as it is written; HTML is never read.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

import anywidget
import traitlets

from widgets import theme

Value: TypeAlias = "str | float | tuple[str, ...] | None"
Plain: TypeAlias = dict[str, Any]

TONES = ("note", "good", "mend")
"""What a line or meter means beside its words; each has an icon as well as a colour."""

WIDTH = "48rem"
"""How wide a page's parts are at most, in parts.css; what stands between them keeps to it."""

LONGEST_MEMORY = 400
LONGEST_CODE = 400

_HERE = Path(__file__).parent
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Event:
    """One thing a learner did.

    key: the part's key; for "remembered", the name under which the page keeps it.
    name: "input" (a dial is moving), "change" (a dial was let go, a code was typed in, a text was
        handed in), "choose" (a bet or a question), "press" (a button), "opt_out" (a notice), "save"
        (a takeaway) or "remembered" (the page's address held something when it was opened).
    value: a dial's number; a bet's option; all chosen options of a question, a tuple; the key of
        the pressed button; the text of a code, a writing or a memory; a takeaway's file name; None
        for "opt_out" and for "press" on a question, which asks for all reasons.
    """

    key: str
    name: str
    value: Value


class UnexpectedError(ValueError):
    """A message that no learner's page would send: what is wrong with it."""


@dataclass(frozen=True)
class Part:
    """What all parts have: a `key`, one word unique in its list, by which it stays the same."""

    key: str

    kind: ClassVar[str] = ""

    def __post_init__(self) -> None:
        if not isinstance(self.key, str) or not re.fullmatch(r"[\w.-]+", self.key):
            raise ValueError(f"a part's key is a word, not {self.key!r}")

    def after(self, name: str, value: Any) -> tuple[Part, Value]:
        """Give this part after an event and the event's value as Python has it.

        value: as it came from the page, of any JSON type. Raises `UnexpectedError`.
        """
        raise UnexpectedError(f"a {self.kind} knows no {name!r}")


@dataclass(frozen=True)
class Text(Part):
    """Paragraphs of prose."""

    text: str

    kind: ClassVar[str] = "text"


@dataclass(frozen=True)
class Heading(Part):
    """A heading; `level` is 2 to 5, as in HTML."""

    text: str
    level: int = 3

    kind: ClassVar[str] = "heading"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.level not in range(2, 6):
            raise ValueError(f"a heading's level is 2 to 5, not {self.level}")


@dataclass(frozen=True)
class Card(Part):
    """A person or a moment: prose, the words somebody says, and a few tags."""

    title: str
    text: str = ""
    says: str = ""
    tags: tuple[str, ...] = ()

    kind: ClassVar[str] = "card"


@dataclass(frozen=True)
class Dial(Part):
    """A slider from `low` to `high` that shows its value as a number and in words.

    words: what the value is called, from low to high, each for an equal share of the range; left
        empty, five are made of `low_word` and `high_word`.

    >>> Dial("pace", label="Pace", low_word="slow", high_word="fast").words
    ('slow', 'nearer slow', 'in between', 'nearer fast', 'fast')
    """

    label: str
    value: float = 0.5
    low_word: str = "low"
    high_word: str = "high"
    step: float = 0.05
    help: str = ""
    low: float = 0.0
    high: float = 1.0
    words: tuple[str, ...] = ()

    kind: ClassVar[str] = "dial"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.low <= self.value <= self.high or self.low == self.high or self.step <= 0:
            where = f"from {self.low} to {self.high} by {self.step}"
            raise ValueError(f"a dial {where} cannot stand at {self.value}")
        if not self.words:
            low, high = self.low_word, self.high_word
            words = (low, f"nearer {low}", "in between", f"nearer {high}", high)
            object.__setattr__(self, "words", words)

    def after(self, name: str, value: Any) -> tuple[Part, Value]:
        """Move the dial.

        >>> Dial("pace", label="Pace").after("change", 0.7)[1]
        0.7
        """
        if name not in ("input", "change"):
            return super().after(name, value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UnexpectedError(f"a dial's value is a number, not {value!r:.40}")
        if not math.isfinite(value) or not self.low <= value <= self.high:
            raise UnexpectedError(f"{value} is not from {self.low} to {self.high}")
        moved = round(float(value), 9)
        return replace(self, value=moved), moved


@dataclass(frozen=True)
class Meter(Part):
    """An amount of 0 to 1 that the learner reads; what is outside is shown at the end.

    says: the amount in words; tone: one of `TONES`.
    """

    label: str
    value: float
    says: str = ""
    tone: str = "note"

    kind: ClassVar[str] = "meter"

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_tone(self.tone)
        if math.isnan(self.value):
            raise ValueError(f"the meter “{self.label}” has no value")
        # Four digits are more than can be seen, and less than would be sent for nothing.
        object.__setattr__(self, "value", round(min(1.0, max(0.0, float(self.value))), 4))


@dataclass(frozen=True)
class Bet(Part):
    """A guess before the result is shown.

    options: two or more different texts; chosen: the learner's, or None;
    answer: the option that came out, once that may be seen; the bet is closed then;
    because: why it came out so, shown with the answer.
    """

    question: str
    options: tuple[str, ...]
    chosen: str | None = None
    answer: str | None = None
    because: str = ""

    kind: ClassVar[str] = "bet"

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_options(self.options)
        for text in (self.chosen, self.answer):
            if text is not None and text not in self.options:
                raise ValueError(f"{text!r} is not among the options {self.options}")

    def after(self, name: str, value: Any) -> tuple[Part, Value]:
        """Place the bet.

        >>> bet = Bet("bet", question="Where will trust be?", options=("lower", "higher"))
        >>> bet.after("choose", "higher")[0].chosen
        'higher'
        """
        if name != "choose" or self.answer is not None:
            return super().after(name, value)
        if value not in self.options:
            raise UnexpectedError(f"{value!r:.40} is not among the options")
        return replace(self, chosen=value), value


@dataclass(frozen=True)
class Option:
    """One answer to a question, and why it fits: True, does not: False, or may: None."""

    text: str
    because: str
    fits: bool | None = None


@dataclass(frozen=True)
class Question(Part):
    """A question to think with: choosing shows the reason, and one may choose again.

    The reasons are all in the page from the beginning: for practice, never for marks.

    chosen: the texts of the chosen options; several at once only where `many`;
    all_shown: whether every reason is shown; so once all that fits is chosen, or on demand.
    """

    prompt: str
    options: tuple[Option, ...]
    chosen: tuple[str, ...] = ()
    many: bool = False
    all_shown: bool = False

    kind: ClassVar[str] = "question"

    def __post_init__(self) -> None:
        super().__post_init__()
        texts = tuple(option.text for option in self.options)
        _check_options(texts)
        if not set(self.chosen) <= set(texts) or (len(self.chosen) > 1 and not self.many):
            raise ValueError(f"{self.chosen} cannot be chosen from {texts}")

    def after(self, name: str, value: Any) -> tuple[Part, Value]:
        """Choose an option, or take it back where there may be several; or show all reasons.

        >>> options = (Option("Wait", "It would look like before."), Option("Say so", "Yes.", True))
        >>> question = Question("now", prompt="What now?", options=options)
        >>> question.after("choose", "Wait")[0].all_shown
        False
        >>> question.after("choose", "Say so")[0].all_shown
        True
        """
        if name == "press":
            return replace(self, all_shown=True), None
        if name != "choose":
            return super().after(name, value)
        if value not in [option.text for option in self.options]:
            raise UnexpectedError(f"{value!r:.40} is not among the options")
        picked = set(self.chosen) ^ {value} if self.many else {value}
        chosen = tuple(option.text for option in self.options if option.text in picked)
        fitting = tuple(option.text for option in self.options if option.fits)
        found = chosen == fitting if self.many else value in fitting
        shown = self.all_shown or (found and bool(fitting))
        return replace(self, chosen=chosen, all_shown=shown), chosen


@dataclass(frozen=True)
class Button:
    """One button of a row; the `primary` one is the way on.

    pressed: for a button that stays down, such as one of several views, whether it does.
    """

    key: str
    label: str
    primary: bool = False
    disabled: bool = False
    pressed: bool | None = None


@dataclass(frozen=True)
class Buttons(Part):
    """A row of buttons; a press is an event with the row's key and the button's as value.

    label: what they are about; wide: one below the other, for labels that are sentences.
    """

    items: tuple[Button, ...]
    label: str = ""
    wide: bool = False

    kind: ClassVar[str] = "buttons"

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_options(tuple(button.key for button in self.items), least=1)

    def after(self, name: str, value: Any) -> tuple[Part, Value]:
        """Press one of the buttons that can be pressed."""
        if name != "press":
            return super().after(name, value)
        if value not in [button.key for button in self.items if not button.disabled]:
            raise UnexpectedError(f"{value!r:.40} is no button that can be pressed")
        return self, value


@dataclass(frozen=True)
class Steps(Part):
    """Where one is on the way: step `now` of `of`, counted from 1."""

    now: int
    of: int
    label: str = ""

    kind: ClassVar[str] = "steps"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.now <= self.of:
            raise ValueError(f"step {self.now} of {self.of}")


@dataclass(frozen=True)
class Recap(Part):
    """Three lines to remember."""

    lines: tuple[str, str, str]
    title: str = "In short"

    kind: ClassVar[str] = "recap"

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.lines) != 3:
            raise ValueError(f"a recap has three lines, not {len(self.lines)}")


@dataclass(frozen=True)
class Table(Part):
    """A table: `head` has the columns' names, each of `rows` as many cells; all plain text."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    kind: ClassVar[str] = "table"

    def __post_init__(self) -> None:
        super().__post_init__()
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError(f"every row of “{self.title}” has {len(self.head)} cells")


@dataclass(frozen=True)
class Takeaway(Table):
    """A table to take home: one press saves it as a page of its own, ready to print.

    filename: ends in .html.
    """

    filename: str = "my-card.html"

    kind: ClassVar[str] = "takeaway"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not re.fullmatch(r"[\w-][\w.-]*\.html", self.filename):
            raise ValueError(f"{self.filename!r} is no file name that ends in .html")

    def after(self, name: str, value: Any) -> tuple[Part, Value]:
        """Note that the card was saved; the page has done it already."""
        return (self, self.filename) if name == "save" else super().after(name, value)


@dataclass(frozen=True)
class Honesty(Part):
    """What is known and what is made up for teaching, to be unfolded.

    from_articles: what published studies say; ours: what the course adds so that it moves;
    limits: what the picture cannot tell.
    """

    from_articles: tuple[str, ...]
    ours: tuple[str, ...]
    limits: str = ""
    says: str = "which arrows are from the articles, which are ours"

    kind: ClassVar[str] = "honesty"


@dataclass(frozen=True)
class Notice(Part):
    """A word before something that may be hard to read, and a way around it."""

    text: str
    support: str = ""
    opt_out_label: str = "Skip to another scene"

    kind: ClassVar[str] = "notice"

    def after(self, name: str, value: Any) -> tuple[Part, Value]:
        """Take the way around."""
        return (self, None) if name == "opt_out" else super().after(name, value)


@dataclass(frozen=True)
class Code(Part):
    """A short code to copy and keep, and a place to type one back in.

    value: the code to copy, "" for none; ask: what the place to type is called, "" for none.
    """

    label: str = ""
    value: str = ""
    ask: str = ""

    kind: ClassVar[str] = "code"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.value and not self.label:
            raise ValueError("a code to copy needs a label")

    def after(self, name: str, value: Any) -> tuple[Part, Value]:
        """Take a typed code, without the blanks around it."""
        if name != "change" or not self.ask:
            return super().after(name, value)
        if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST_CODE:
            raise UnexpectedError(f"{value!r:.40} is no code")
        return self, value.strip()


@dataclass(frozen=True)
class Writing(Part):
    """A place to write some sentences, and the button that hands them in.

    value: what was handed in last; most: characters at most. What is written is in no log, no
    address and no file; it is gone with the kernel.
    """

    label: str
    press: str
    help: str = ""
    value: str = ""
    most: int = 1200

    kind: ClassVar[str] = "writing"

    def after(self, name: str, value: Any) -> tuple[Part, Value]:
        """Take what was written, without the blanks around it; it may be nothing."""
        if name != "change":
            return super().after(name, value)
        if not isinstance(value, str) or len(value) > self.most:
            # No word of it in the message: that one is logged.
            raise UnexpectedError(f"not a text of {self.most} characters at most")
        return replace(self, value=value), value.strip()


@dataclass(frozen=True)
class Said:
    """A sentence of a learner's, what it is called (`tag`) and what it does (`says`)."""

    text: str
    tag: str
    says: str
    tone: str = "note"

    def __post_init__(self) -> None:
        _check_tone(self.tone)


@dataclass(frozen=True)
class Spoken(Part):
    """What a learner wrote, sentence by sentence, each with its tag and tone; all plain text."""

    label: str
    sentences: tuple[Said, ...]

    kind: ClassVar[str] = "spoken"


@dataclass(frozen=True)
class Span:
    """An amount of 0 to 1 and the range it probably lies in; says: the same in words."""

    label: str
    low: float
    value: float
    high: float
    says: str

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.value <= self.high <= 1:
            raise ValueError(f"{self.low}, {self.value}, {self.high} do not rise from 0 to 1")


@dataclass(frozen=True)
class Spans(Part):
    """Amounts with their ranges, one below the other."""

    label: str
    spans: tuple[Span, ...]

    kind: ClassVar[str] = "spans"


@dataclass(frozen=True)
class Status(Part):
    """One line that is also read out when it changes; tone: one of `TONES`."""

    text: str
    tone: str = "note"

    kind: ClassVar[str] = "status"

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_tone(self.tone)


def _check_tone(tone: str) -> None:
    if tone not in TONES:
        raise ValueError(f"a tone is one of {TONES}, not {tone!r}")


def _check_options(texts: Sequence[str], least: int = 2) -> None:
    if len(texts) < least or len(set(texts)) < len(texts) or not all(texts):
        raise ValueError(f"{least} or more different options are needed, not {texts}")


def plain(part: Part) -> Plain:
    """Give a part as JSON can hold it.

    >>> plain(Status("said", text="Done."))
    {'kind': 'status', 'key': 'said', 'text': 'Done.', 'tone': 'note'}
    """
    return {"kind": part.kind, **asdict(part)}


def difference(old: Sequence[Part], new: Sequence[Part]) -> Plain:
    """Give what turns one list into another: changed parts, and the keys in order if that changed.

    >>> difference([Text("a", "One")], [Text("a", "One"), Text("b", "Two")])
    {'parts': {'b': {'kind': 'text', 'key': 'b', 'text': 'Two'}}, 'order': ['a', 'b']}
    """
    before = {part.key: part for part in old}
    patch: Plain = {
        "parts": {part.key: plain(part) for part in new if before.get(part.key) != part}
    }
    order = [part.key for part in new]
    if order != list(before):
        patch["order"] = order
    return patch


def colours(root: str) -> str:
    """Give the theme's colours as CSS for `root`, a selector: light, and dark where the page is."""
    names = {
        "paper": theme.PAPER,
        "ink": theme.INK,
        "soft": theme.SOFT,
        "edge": theme.EDGE,
        "grid": theme.GRID,
        "accent": theme.ACCENT,
        "good": theme.GREEN,
        "mend": theme.VERMILLION,
    }

    def block(selector: str, colours: Mapping[str, str]) -> str:
        lines = "".join(f" --rp-{name}: {colour};" for name, colour in colours.items())
        return f"{selector} {{{lines} }}\n"

    dark = {name: theme.dark(colour) for name, colour in names.items()}
    return (
        block(root, {**names, "font": theme.FONT})
        + block(f'[data-jp-theme-light="false"] {root}', dark)
        + "@media (prefers-color-scheme: dark) {\n"
        + block(f"body:not([data-jp-theme-light]) {root}", dark)
        + "}\n"
    )


class Parts(anywidget.AnyWidget):
    """Shows a list of parts and tells what the learner does with them.

    remember: a short name under which `memory` is kept in the address of a page without JupyterLab
        around it (`#name=...`), so that a reload or a bookmark finds it again; it comes back
        as the event "remembered". "" for nothing.

    What a learner chose or moved is kept in the parts, so a page that is loaded again shows it:

    >>> parts = Parts([Dial("pace", label="Pace", value=0.5)])
    >>> parts.hear("pace", "change", 0.7)
    Event(key='pace', name='change', value=0.7)
    >>> parts["pace"].value
    0.7

    Raises ValueError for two parts with one key, TypeError for what is no part.
    """

    _esm = (_HERE / "lab.js").read_text("utf-8") + (_HERE / "parts.js").read_text("utf-8")
    _css = colours(".rapport-parts") + (_HERE / "parts.css").read_text("utf-8")

    remember = traitlets.Unicode(help="The name in the page's address.").tag(sync=True)
    memory = traitlets.Unicode(help="What the page's address keeps.").tag(sync=True)

    # Its value never changes, so nothing is sent by itself; whoever asks gets the parts of now.
    _parts = traitlets.Any().tag(
        sync=True, to_json=lambda _, parts: parts._whole(), from_json=lambda _, parts: None
    )

    def __init__(self, parts: Iterable[Part] = (), *, remember: str = "", memory: str = "") -> None:
        self._now = _checked(parts)
        self._revision = 0
        self._listened_to = False
        self._callbacks: list[Callable[[Event], object]] = []
        super().__init__(remember=remember, memory=memory)
        self.on_msg(lambda _, content, __: self._hear(content))

    def __repr__(self) -> str:
        """Give the text that stands in for the parts where widgets cannot be shown."""
        return "This part of the page sleeps. Press Run ▸ Run All Cells to wake it."

    def __getitem__(self, key: str) -> Any:
        """Give the part with this key as it is now. Raises KeyError."""
        for part in self._now:
            if part.key == key:
                return part
        raise KeyError(key)

    @property
    def now(self) -> tuple[Part, ...]:
        """All parts as they are now, with what the learner moved and chose."""
        return self._now

    def show(self, parts: Iterable[Part], focus: str = "") -> None:
        """Show these parts in place of those before; only what differs is sent and drawn.

        focus: the key of a part to go to, for a scene that begins anew; else the keyboard's focus
            and the page stay where they are.
        """
        before, self._now = self._now, _checked(parts)
        patch = difference(before, self._now)
        if focus:
            patch["focus"] = focus
        if patch == {"parts": {}}:
            return
        self._revision += 1
        if self._listened_to:
            self.send({"patch": patch, "revision": self._revision})
        else:
            # A message to a page that is still waking is lost; state is not.
            self.send_state("_parts")

    def update(self, key: str, **changes: Any) -> None:
        """Change some fields of one part. Raises KeyError, TypeError for an unknown field.

        >>> parts = Parts([Bet("bet", question="Up or down?", options=("up", "down"))])
        >>> parts.update("bet", answer="up")
        >>> parts["bet"].answer
        'up'
        """
        changed = replace(self[key], **changes)
        self.show([changed if part.key == key else part for part in self._now])

    def on_event(self, callback: Callable[[Event], object], remove: bool = False) -> None:
        """Call `callback(event)` for everything the learner does, after the part has changed.

        remove: stop calling this callback instead; not an error if it was never asked for.
        """
        if callback in self._callbacks:
            self._callbacks.remove(callback)
        if not remove:
            self._callbacks.append(callback)

    def hear(self, key: str, name: str, value: Any = None) -> Event | None:
        """Take one event as the page sends it and tell everyone who asked; for tests as well.

        Gives None, with a line in the log, for what no part can have sent.
        """
        try:
            event = self._taken(key, name, value)
        except UnexpectedError as problem:
            _log.warning("ignored %r of %r: %s", name, key, problem)
            return None
        for callback in tuple(self._callbacks):
            callback(event)
        return event

    def _taken(self, key: str, name: str, value: Any) -> Event:
        if name == "remembered":
            if key != self.remember or not key or not isinstance(value, str):
                raise UnexpectedError("nothing is remembered under this name")
            if len(value) > LONGEST_MEMORY:
                raise UnexpectedError("too long to be remembered")
            return Event(key, name, value)
        for index, part in enumerate(self._now):
            if part.key == key:
                changed, found = part.after(name, value)
                self._now = (*self._now[:index], changed, *self._now[index + 1 :])
                return Event(key, name, found)
        raise UnexpectedError("there is no such part")

    @traitlets.validate("remember")
    def _short_name(self, proposal: Any) -> str:
        if not re.fullmatch(r"([a-z][a-z0-9-]*)?", proposal.value):
            raise ValueError(f"{proposal.value!r} is not a name of small letters, digits and -")
        return str(proposal.value)

    @traitlets.validate("memory")
    def _short_memory(self, proposal: Any) -> str:
        if len(proposal.value) > LONGEST_MEMORY:
            raise ValueError(f"a page remembers {LONGEST_MEMORY} characters at most")
        return str(proposal.value)

    def _whole(self) -> Plain:
        return {"parts": [plain(part) for part in self._now], "revision": self._revision}

    def _hear(self, content: Any) -> None:
        match content:
            case {"hello": revision}:
                self._listened_to = True
                if revision != self._revision:
                    self.send_state("_parts")
            case {"n": int(n), "key": str(key), "name": str(name), **rest}:
                answer: Plain = {"heard": n, "key": key}
                try:
                    self.hear(key, name, rest.get("value"))
                except Exception as error:
                    # A traceback under a lesson helps no learner; the log keeps it for the author.
                    _log.exception("%r of %r failed", name, key)
                    answer["failed"] = type(error).__name__
                answer["part"] = next((plain(part) for part in self._now if part.key == key), None)
                self.send(answer)
            case _:
                _log.warning("ignored a message: %.80r", content)


def _checked(parts: Iterable[Part]) -> tuple[Part, ...]:
    found = tuple(parts)
    for part in found:
        if not isinstance(part, Part) or not part.kind:
            raise TypeError(f"this is no part: {part!r:.80}")
    keys = [part.key for part in found]
    if len(set(keys)) < len(keys):
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise ValueError(f"two parts have the key {', '.join(twice)}")
    return found
