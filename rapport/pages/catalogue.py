"""Which notebooks are public: those that say so in their metadata, and no others.

"rapport": {"page": {"public": true, "title": "...", "minutes": 10, "says": "one line",
                     "sensitive": false, "lang": "en"}}
"""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NAME = re.compile(r"\d\d-[\w-]+\.ipynb")
FOLDERS = ("dashboards", "")
"""Inside `course/`, in the order of the first page."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """One public notebook.

    slug: its address, such as "dashboards/01-trust" or "01-trust".
    path: its file. minutes: how long it takes, if it says so.
    """

    slug: str
    path: Path
    title: str
    says: str
    minutes: int | None
    sensitive: bool
    lang: str

    @property
    def is_dashboard(self) -> bool:
        """Whether it is a ten-minute version for workshops rather than a lesson."""
        return self.slug.startswith("dashboards/")


def find_pages(root: Path, sensitive: bool = False) -> dict[str, Page]:
    """Find the public pages of the course in `root`, by slug, dashboards first.

    sensitive: whether pages marked as sensitive are among them. A notebook that cannot be read
    is left out, with a word to the log.
    """
    course = (root / "course").resolve()
    pages = {}
    for folder in FOLDERS:
        for path in sorted((course / folder).glob("*.ipynb")):
            if not _NAME.fullmatch(path.name) or not path.resolve().is_relative_to(course):
                continue  # a link may point at a notebook that never was meant to be public
            page = _page(path, f"{folder}/{path.stem}".lstrip("/"))
            if page and (sensitive or not page.sensitive):
                pages[page.slug] = page
    return pages


def _page(path: Path, slug: str) -> Page | None:
    try:
        said = json.loads(path.read_text("utf-8"))["metadata"].get("rapport", {}).get("page")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        _log.error("%s cannot be read and is left out (%s)", path, type(problem).__name__)
        return None
    if not isinstance(said, dict) or said.get("public") is not True:
        return None
    if not _text(said, "title"):
        _log.error("%s is public but has no title, and is left out", path)
        return None
    minutes = said.get("minutes")
    return Page(
        slug=slug,
        path=path,
        title=_text(said, "title"),
        says=_text(said, "says"),
        minutes=minutes if type(minutes) is int and minutes > 0 else None,
        # Whatever was meant by an odd value, it was a warning.
        sensitive=said.get("sensitive", False) is not False,
        lang=_text(said, "lang") or "en",
    )


def _text(said: dict[str, Any], key: str) -> str:
    value = said.get(key)
    return value.strip() if isinstance(value, str) else ""
