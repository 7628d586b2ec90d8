"""A button that asks the kernel something and shows the answer under itself, for eye and ear."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from widgets.notebook import CannotTellError

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Line:
    """One line under the button: `tone` is "good", "mend", "note" or "care"."""

    tone: str
    text: str


@dataclass(frozen=True)
class Said:
    """What the kernel answers: lines, and a notebook to open (relative to this one's folder)."""

    lines: Sequence[Line]
    open: str | None = None


class CourseButton(anywidget.AnyWidget):
    """A native button; every press is one message to the kernel and one message back.

    Messages, not synchronised state: nothing of an answer is stored outside its own cell.
    """

    _esm = (_HERE / "lab.js").read_text("utf-8") + (_HERE / "button.js").read_text("utf-8")
    _css = _HERE / "button.css"

    text = traitlets.Unicode(help="What stands on the button.").tag(sync=True)
    label = traitlets.Unicode(help="What a screen reader says; begins with the text.").tag(
        sync=True
    )
    done = traitlets.Unicode(help="What precedes the time under the lines.").tag(sync=True)
    saves = traitlets.Bool(False, help="Whether the notebook is saved first.").tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.on_msg(lambda _, content, __: self._hear(content))

    def __repr__(self) -> str:
        """Give the text that stands in for the button where widgets cannot be shown."""
        return "This part of the page sleeps. Press Run ▸ Run All Cells to wake it."

    def pressed(self, name: str | None) -> Said:
        """Answer one press. name: the notebook's file name as the page knows it, if it does."""
        raise NotImplementedError

    def _hear(self, content: Any) -> None:
        name = content.get("name") if isinstance(content, dict) else None
        try:
            said = self.pressed(name if isinstance(name, str) else None)
        except CannotTellError as problem:
            said = Said([Line("mend", str(problem))])
        except Exception as error:
            # A traceback under a question helps no learner; the log keeps it for the author.
            logging.getLogger(__name__).exception("a press of “%s” failed", self.label)
            said = Said(
                [
                    Line(
                        "mend",
                        f"This button failed ({type(error).__name__}); your work is untouched, "
                        "please tell your instructor.",
                    )
                ]
            )
        lines = [{"tone": line.tone, "text": line.text} for line in said.lines]
        self.send({"lines": lines, "open": said.open})
