"""A notebook as a page of HTML: all its prose, and a place for each cell that will show something.

Never a cell's source: the page is readable at once, and the kernel's part comes later.
"""

from __future__ import annotations

import ast
import base64
import json
import mimetypes
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jinja2
import nbformat
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from rapport.pages.assets import EXTENSION, Asset
from rapport.pages.catalogue import Page

_LARGEST_PICTURE = 2_000_000


@dataclass
class Learned:
    """What earlier visits have shown of a page; it makes the next one quicker and calmer.

    silent: cells that showed nothing. assets: files of the extension that its widgets fetched.
    """

    silent: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    assets: set[str] = field(default_factory=set)


@dataclass
class _Read:
    stamp: float
    notebook: Any
    learned: Learned
    html: dict[str, str] = field(default_factory=dict)


class Renderer:
    """Gives pages as HTML and remembers them until their notebook changes."""

    def __init__(
        self,
        pages: Mapping[str, Page],
        assets: Mapping[str, Asset],
        extension: Mapping[str, Asset],
        base_url: str = "/",
    ) -> None:
        self.pages = pages
        self._assets = assets
        self._extension = extension
        self._base = base_url
        self._read: dict[str, _Read] = {}
        self._jinja = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._jinja.globals.update(base=base_url, asset=self._asset)

    def first_page(self) -> str:
        """Give the list of public pages."""
        every = list(self.pages.values())
        return self._jinja.get_template("first.html.j2").render(
            groups=[
                ("Ten-minute scenes", [page for page in every if page.is_dashboard]),
                ("Lessons", [page for page in every if not page.is_dashboard]),
            ]
        )

    def message(self, title: str, text: str) -> str:
        """Give a page that only says something."""
        return self._jinja.get_template("message.html.j2").render(title=title, text=text)

    def page(self, page: Page) -> str:
        """Give a notebook's page, without anything that needs its kernel."""
        read = self._reading(page)
        key = json.dumps([sorted(read.learned.silent), sorted(read.learned.assets)])
        if key not in read.html:
            read.html = {key: self._render(page, read)}
        return read.html[key]

    def notebook(self, page: Page) -> Any:
        """Give the notebook itself, to be run."""
        return self._reading(page).notebook

    def learn(self, page: Page, line: str) -> None:
        """Learn from one line of a page's waking (see `waking.run_cells`)."""
        learned = self._reading(page).learned
        index = json.loads(line)["cell"] if len(line) < 10_000 else None
        for name in self._extension:
            if name not in learned.assets and name.endswith(".js") and name in line:
                learned.assets.add(name)
        if index is not None and index not in learned.seen:
            learned.seen.add(index)
            if not json.loads(line)["outputs"]:
                learned.silent.add(index)

    def _reading(self, page: Page) -> _Read:
        stamp = page.path.stat().st_mtime
        read = self._read.get(page.slug)
        if read is None or read.stamp != stamp:
            notebook = nbformat.read(page.path, as_version=4)
            read = self._read[page.slug] = _Read(stamp, notebook, Learned())
        return read

    def _render(self, page: Page, read: _Read) -> str:
        blocks: list[dict[str, Any]] = []
        for index, cell in enumerate(read.notebook.cells):
            if cell.cell_type == "markdown" and cell.source.strip():
                prose = to_html(cell.source, _Links(self, page), cell.get("attachments"))
                blocks.append({"prose": Markup(prose)})
            elif cell.cell_type == "code" and cell.source.strip():
                quiet = index in read.learned.silent or not _shows_something(cell.source)
                blocks.append({"cell": index, "quiet": quiet})
        titled = any("<h1" in block.get("prose", "") for block in blocks)
        return self._jinja.get_template("page.html.j2").render(
            page=page,
            blocks=blocks,
            titled=titled,
            moves=any("cell" in block for block in blocks),
            config=self._config(),
            preload=[self.extension_url(name) for name in sorted(read.learned.assets)],
        )

    def _asset(self, name: str) -> str:
        return f"{self._base}assets/{name}?v={self._assets[name].version}"

    def extension_url(self, name: str) -> str:
        """Give the address under which a chart fetches a file of the extension."""
        # plotly-basic-4.1.1.min.js?v=4.1.1, exactly as widgets/chart.js writes it: a preloaded
        # file is only used if the address is the same to the letter.
        version = name.removesuffix(".min.js").rpartition("-")[2]
        return f"{self._base}voila/labextensions/{EXTENSION}/static/{name}?v={version}"

    def _config(self) -> Markup:
        config = {
            "baseUrl": self._base,
            "fullLabextensionsUrl": f"{self._base}voila/labextensions",
            "frontend": "voila",
        }
        return Markup(json.dumps(config).replace("<", "\\u003c"))


class _Links:
    """Where a link or picture in a page's prose leads."""

    def __init__(self, renderer: Renderer, page: Page) -> None:
        self._renderer = renderer
        self._page = page

    def link(self, url: str) -> str | None:
        """Give the address to link to; None where there is nothing for a visitor."""
        parts = urlsplit(url)
        if parts.scheme or parts.netloc or not parts.path:
            return url
        folder = posixpath.dirname(self._page.slug)
        target = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
        slug = target.removesuffix(".ipynb")
        if slug not in self._renderer.pages:
            return None
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        return f"{self._renderer._base}{slug}{fragment}"

    def picture(self, url: str) -> str:
        """Give a picture that lies beside the notebook as a data address."""
        parts = urlsplit(url)
        if parts.scheme or parts.netloc:
            return url
        course = self._page.path.parents[self._page.slug.count("/")]
        path = (self._page.path.parent / unquote(parts.path)).resolve()
        kind = mimetypes.guess_type(path.name)[0] or ""
        if not (path.is_relative_to(course) and kind.startswith("image/") and path.is_file()):
            return url
        content = path.read_bytes()
        if len(content) > _LARGEST_PICTURE:
            return url
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"


class _Html(IPythonRenderer):
    def __init__(self, links: _Links | None, attachments: Any) -> None:
        super().__init__(escape=False, exclude_anchor_links=True, attachments=attachments)
        self._links = links

    def link(self, text: str, url: str, title: str | None = None) -> str:
        found = self._links.link(url) if self._links else url
        return str(super().link(text, found, title)) if found else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        found = self._links.picture(url) if self._links else url
        return str(super().image(text, found, title))

    def table(self, text: str) -> str:
        # A wide table moves inside its frame, not the whole page; the frame can be reached by key.
        return f'<div class="wide" tabindex="0" role="group"><table>{text}</table></div>\n'


def to_html(source: str, links: _Links | None = None, attachments: Any = None) -> str:
    """Turn Markdown into HTML as JupyterLab does, without formulas."""
    renderer: Callable[[str], str] = MarkdownWithMath(renderer=_Html(links, attachments)).render
    return renderer(source)


def _shows_something(source: str) -> bool:
    """Guess whether a cell will show something, to keep a place for it."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a magic, perhaps
        return not source.rstrip().endswith(";")
    nodes = ast.walk(ast.Module(body, []))
    functions = [node.func for node in nodes if isinstance(node, ast.Call)]
    if any(isinstance(one, ast.Name) and one.id in ("display", "print") for one in functions):
        return True
    return bool(body) and isinstance(body[-1], ast.Expr) and not source.rstrip().endswith(";")
