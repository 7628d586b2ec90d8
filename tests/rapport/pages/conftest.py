from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.rapport.pages.served import Served, serving, write_course


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with the ordinary settings, shared by a file's tests."""
    root = write_course(tmp_path_factory.mktemp("course"))
    with serving(root, tmp_path_factory.mktemp("home")) as server:
        yield server
