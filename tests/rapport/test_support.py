"""The one file for local contacts: found from anywhere in the course, never in the way."""

from pathlib import Path

import pytest

from rapport.support import EVERYWHERE, contacts, pointer


def test_contacts_are_found_from_a_lesson_an_exercise_and_the_root(tmp_path: Path) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "my-work" / "04").mkdir(parents=True)
    told = "# a remark\nRoom 12, ext. 300.\n\nAt night: ext. 1.\n"
    (tmp_path / "course" / "support.txt").write_text(told, "utf-8")
    for place in ("course", "my-work/04", "."):
        assert contacts(tmp_path / place) == ("Room 12, ext. 300.", "At night: ext. 1.")
    assert pointer(tmp_path) == ("Room 12, ext. 300.", "At night: ext. 1.", EVERYWHERE)


@pytest.mark.parametrize("content", [None, b"", b"# only a remark\n", b"\xff\xfe\xff"])
def test_without_contacts_what_holds_everywhere_is_said(
    tmp_path: Path, content: bytes | None
) -> None:
    (tmp_path / "course").mkdir()
    if content is not None:
        (tmp_path / "course" / "support.txt").write_bytes(content)
    assert contacts(tmp_path) == ()
    assert pointer(tmp_path) == (EVERYWHERE,)


def test_the_course_comes_without_invented_contacts() -> None:
    assert contacts(Path(__file__).parents[2] / "course") == ()
