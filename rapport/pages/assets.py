"""The files a page needs, read once: by name from memory, never by path from the disk."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jupyter_core.paths import jupyter_path

_STATIC = Path(__file__).with_name("static")
EXTENSION = "rapport-course"
"""The JupyterLab extension whose files (plotly.js) charts fetch here as they do in JupyterLab."""


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    name: str
    content: bytes

    @cached_property
    def version(self) -> str:
        """What tells this content from any other."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    @cached_property
    def packed(self) -> bytes:
        """The content, gzipped."""
        return gzip.compress(self.content, 9, mtime=0)

    @cached_property
    def type(self) -> str:
        """Its content type."""
        kind = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        if self.name.endswith(".js"):
            kind = "text/javascript"  # some systems still say text/plain
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def own_assets() -> dict[str, Asset]:
    """Give the files of `static/` by name."""
    return _all(_STATIC)


def extension_assets() -> dict[str, Asset]:
    """Give the static files of the course's JupyterLab extension by name; none without it."""
    installed = [Path(path, EXTENSION, "static") for path in jupyter_path("labextensions")]
    in_repository = Path(__file__).parents[2] / "widgets" / "labextension" / "static"
    # The repository's own first: in an editable install the installed copy may be older.
    for folder in (in_repository, *installed):
        if folder.is_dir():
            return _all(folder)
    return {}


def _all(folder: Path) -> dict[str, Asset]:
    files = (path for path in sorted(folder.iterdir()) if path.is_file())
    return {path.name: Asset(path.name, path.read_bytes()) for path in files}
