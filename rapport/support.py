"""Where people find support: the host's own words, in one file of the course.

`course/support.txt` is the one place for them: lessons, exercises, feedback and public pages read
it. Nobody watches what is typed into the course, and every notice says so.
"""

from __future__ import annotations

from pathlib import Path

FILE = "support.txt"

EVERYWHERE = (
    "Someone you trust, your supervisor, or the contacts your programme lists can help. If anyone "
    "is in danger right now, call the emergency number where you are."
)

IF_HANDED_IN = (
    "If you hand it in as it is, your instructor finds a note beside it later, when marking; "
    "nobody sees it before."
)

OWN_DANGER = (
    "Some of these words could be about you and not about the client. So nothing here judges them. "
    "If they are about you: you matter more than any exercise. Please talk to somebody today."
)

NOT_WATCHED = (
    "This is software: nobody reads along, and it misunderstands. No help comes by itself."
)


def contacts(start: Path | None = None) -> tuple[str, ...]:
    """Give the host's contacts line by line, none where none are written down.

    start: where to begin looking for the course's folder, and upwards from there; None for here.
    A file that cannot be read counts as none: a notice must not fail.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        try:
            lines = (folder / "course" / FILE).read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        told = [line.strip() for line in lines if not line.lstrip().startswith("#")]
        return tuple(line for line in told if line)
    return ()


def pointer(start: Path | None = None) -> tuple[str, ...]:
    """Give the host's contacts and what holds everywhere, line by line."""
    return (*contacts(start), EVERYWHERE)
