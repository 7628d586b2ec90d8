from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rapport.pages.catalogue import find_pages
from tests.rapport.pages.served import write_course, write_page

GOOD = {"public": True, "title": "A page", "says": "One line."}


def test_only_public_pages_of_the_course_are_found(tmp_path: Path) -> None:
    pages = find_pages(write_course(tmp_path))
    assert list(pages) == ["dashboards/01-trust", "01-first"]
    trust = pages["dashboards/01-trust"]
    assert (trust.title, trust.minutes, trust.is_dashboard) == ("How trust grows", 10, True)


def test_sensitive_pages_are_found_only_when_asked_for(tmp_path: Path) -> None:
    pages = find_pages(write_course(tmp_path), sensitive=True)
    assert list(pages) == ["dashboards/01-trust", "01-first", "03-hard"]


@pytest.mark.parametrize(
    "page",
    [
        {**GOOD, "public": "true"},
        {**GOOD, "public": 1},
        {**GOOD, "public": False},
        {"title": "A page"},
        {**GOOD, "title": ""},
        {**GOOD, "title": 7},
    ],
)
def test_what_is_not_clearly_public_is_not(tmp_path: Path, page: dict[str, Any]) -> None:
    write_page(tmp_path / "course" / "01-a.ipynb", "md: a", **page)
    assert not find_pages(tmp_path)


@pytest.mark.parametrize("sensitive", [True, "no", "", 0, None, []])
def test_an_odd_warning_is_a_warning(tmp_path: Path, sensitive: Any) -> None:
    write_page(tmp_path / "course" / "01-a.ipynb", "md: a", **GOOD, sensitive=sensitive)
    assert not find_pages(tmp_path)


@pytest.mark.parametrize("name", ["index.ipynb", "1-a.ipynb", ".01-a.ipynb", "01-a b.ipynb"])
def test_other_names_are_not_looked_at(tmp_path: Path, name: str) -> None:
    write_page(tmp_path / "course" / name, "md: a", **GOOD)
    assert not find_pages(tmp_path)


def test_a_link_out_of_the_course_is_not_followed(tmp_path: Path) -> None:
    write_page(tmp_path / "solutions" / "01-key.ipynb", "md: the key", **GOOD)
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "01-key.ipynb").symlink_to(tmp_path / "solutions" / "01-key.ipynb")
    assert not find_pages(tmp_path)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"metadata": []}', '{"metadata": {"rapport": 1}}']
)
def test_a_damaged_notebook_hides_no_other(tmp_path: Path, text: str) -> None:
    write_page(tmp_path / "course" / "02-b.ipynb", "md: b", **GOOD)
    (tmp_path / "course" / "01-a.ipynb").write_text(text, "utf-8")
    assert list(find_pages(tmp_path)) == ["02-b"]


def test_no_course_no_pages(tmp_path: Path) -> None:
    assert not find_pages(tmp_path)
