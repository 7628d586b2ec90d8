"""Files that belong together, put in their place together."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def renewed(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside this one; what is written there is moved here at the end.

    Where anything fails before that, the folder's own files stay as they are.
    """
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="building-") as beside:
        yield Path(beside)
        for each in sorted(Path(beside).iterdir()):
            each.replace(folder / each.name)
