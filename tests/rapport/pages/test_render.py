from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from rapport.pages.assets import Asset, own_assets
from rapport.pages.catalogue import find_pages
from rapport.pages.render import Renderer
from tests.rapport.pages.served import SECRET, write_course, write_page

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PLOTLY = Asset("plotly-basic-4.1.1.min.js", b"")


def renderer(root: Path, base_url: str = "/") -> Renderer:
    return Renderer(find_pages(root, True), own_assets(), {PLOTLY.name: PLOTLY}, base_url)


def rendered(root: Path, *cells: str, **page: object) -> str:
    write_page(root / "course" / "01-a.ipynb", *cells, **{"public": True, "title": "A"} | page)
    made = renderer(root)
    return made.page(made.pages["01-a"])


def test_prose_is_there_and_source_is_not(tmp_path: Path) -> None:
    made = renderer(write_course(tmp_path))
    html = made.page(made.pages["dashboards/01-trust"])
    assert "It grows <strong>slowly</strong>" in html
    assert "What moved here is <em>not</em> a person." in html
    assert SECRET not in html
    assert "import ipywidgets" not in html
    assert html.index("grows <strong>") < html.index("waking up") < html.index("What moved here")


def test_places_are_kept_only_for_what_will_show_something(tmp_path: Path) -> None:
    html = rendered(tmp_path, "import os", "x = 1", "x", "print(x)", "x;", "def f():\n  display(1)")
    assert html.count("data-quiet hidden") == 3
    assert html.count("waking up") == 3


def test_what_a_visit_has_shown_is_learned(tmp_path: Path) -> None:
    made = renderer(write_course(tmp_path))
    page = made.pages["dashboards/01-trust"]
    before = made.page(page)
    made.learn(page, '{"cell": 4, "outputs": [], "models": {}}')
    made.learn(page, f'{{"cell": 2, "outputs": [1], "models": {{"a": "{PLOTLY.name}"}}}}')
    after = made.page(page)
    assert before.count("waking up") == after.count("waking up") + 1
    address = "/voila/labextensions/rapport-course/static/plotly-basic-4.1.1.min.js?v=4.1.1"
    assert f'<link rel="preload" as="script" href="{address}">' in after


def test_a_changed_notebook_is_a_changed_page(tmp_path: Path) -> None:
    made = renderer(write_course(tmp_path))
    page = made.pages["01-first"]
    assert "A first hour." in made.page(page)
    write_page(page.path, "md: Another hour.", public=True, title="The first hour")
    os.utime(page.path, (1, 1))
    assert "Another hour." in made.page(page)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("[b](02-b.ipynb)", '<a href="/02-b">b</a>'),
        ("[b](./02-b.ipynb#part)", '<a href="/02-b#part">b</a>'),
        ("[t](dashboards/01-t.ipynb)", '<a href="/dashboards/01-t">t</a>'),
        ("[draft](03-c.ipynb)", "<p>draft</p>"),
        ("[key](../solutions/01-key.ipynb)", "<p>key</p>"),
        ("[file](/etc/passwd)", "<p>file</p>"),
        ("[out](https://example.org/)", '<a href="https://example.org/">out</a>'),
        ("[here](#part)", '<a href="#part">here</a>'),
        ("![no](../secret.png)", '<img src="../secret.png" alt="no"'),
    ],
)
def test_links_lead_to_public_pages_only(tmp_path: Path, markdown: str, html: str) -> None:
    (tmp_path / "secret.png").write_bytes(PIXEL)
    public = {"public": True, "title": "B"}
    write_page(tmp_path / "course" / "02-b.ipynb", "md: b", **public)
    write_page(tmp_path / "course" / "03-c.ipynb", "md: c")
    write_page(tmp_path / "course" / "dashboards" / "01-t.ipynb", "md: t", **public)
    assert html in rendered(tmp_path, f"md: {markdown}")


def test_pictures_beside_the_notebook_come_with_the_page(tmp_path: Path) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "dot.png").write_bytes(PIXEL)
    assert 'src="data:image/png;base64,iVBOR' in rendered(tmp_path, "md: ![A dot](dot.png)")


def test_a_page_has_language_title_and_one_first_heading(tmp_path: Path) -> None:
    html = rendered(tmp_path, "md: Text", lang="de", title="Vertrauen <1>")
    assert '<html lang="de">' in html
    assert "<title>Vertrauen &lt;1&gt; · Rapport</title>" in html
    assert html.count("<h1") == 1
    assert rendered(tmp_path, "md: # Own").count("<h1") == 1


def test_a_page_without_code_loads_no_script(tmp_path: Path) -> None:
    assert "<script" not in rendered(tmp_path, "md: Text")


def test_pages_can_live_under_another_address(tmp_path: Path) -> None:
    made = renderer(write_course(tmp_path), "/workshop/")
    html = made.page(made.pages["dashboards/01-trust"]) + made.first_page()
    assert 'data-run="/workshop/wake/dashboards/01-trust"' in html
    assert 'href="/workshop/dashboards/01-trust"' in html
    assert '"/assets' not in html


def test_the_first_page_lists_scenes_before_lessons(tmp_path: Path) -> None:
    html = renderer(write_course(tmp_path)).first_page()
    places = [
        html.index(text) for text in ("Ten-minute", "Move one thing", "Lessons", "distressing")
    ]
    assert places == sorted(places)
    assert "10 min" in html
