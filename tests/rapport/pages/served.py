"""A real server of pages, on a course of a few tiny notebooks, and what its visitors do."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import psutil
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from websockets.sync.client import ClientConnection, connect

REPOSITORY = Path(__file__).resolve().parents[3]
PROTOCOL = "v1.kernel.websocket.jupyter.org"
SECRET = "petra_waits_in_the_dark"  # stands in every cell's source, and must reach no visitor

SLIDER = f"""
{SECRET} = 1
import ipywidgets
slider = ipywidgets.IntSlider(description="Sessions", min=0, max=50, value=7)
doubled = ipywidgets.Label("14")
printed = ipywidgets.Output()
def moved(change):
    doubled.value = str(2 * change.new)
    with printed:
        printed.clear_output(wait=True)
        print("moved to", change.new)
        if change.new == 13:
            raise ValueError("{SECRET}")
slider.observe(moved, "value")
ipywidgets.VBox([slider, doubled, printed])
"""

PLOT = f"""
{SECRET} = 2
import anywidget, traitlets
class Plot(anywidget.AnyWidget):
    _esm = '''
    export default {{ render({{ model, el }}) {{
      const out = document.createElement("b");
      out.className = "plot";
      const draw = () => {{ out.textContent = "height " + model.get("height"); }};
      model.on("change:height", draw);
      draw();
      el.append(out);
    }} }};
    '''
    height = traitlets.Int(7).tag(sync=True)
plot = Plot()
slider.observe(lambda change: setattr(plot, "height", change.new), "value")
plot
"""

FAILS = f"""
{SECRET} = 3
button = ipywidgets.Button(description="Break")
def broken(_):
    raise RuntimeError("{SECRET}")
button.on_click(broken)
button
"""


def write_page(path: Path, *cells: str, **page: Any) -> None:
    """Write a notebook: "md: text" is prose, everything else code; `page` is its metadata."""
    made = [
        nbformat.v4.new_markdown_cell(cell.removeprefix("md: "))
        if cell.startswith("md: ")
        else nbformat.v4.new_code_cell(cell)
        for cell in cells
    ]
    notebook = nbformat.v4.new_notebook(cells=made)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "P", "language": "python"}
    if page:
        notebook.metadata["rapport"] = {"page": page}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def write_course(root: Path) -> Path:
    """Write a course with two public pages, a sensitive one, and some that are nobody's business."""
    course = root / "course"
    write_page(
        course / "dashboards" / "01-trust.ipynb",
        "md: # How trust grows\n\nIt grows **slowly**, see [the lesson](../01-first.ipynb).",
        "import ipywidgets",
        SLIDER,
        "md: What moved here is *not* a person.",
        PLOT,
        FAILS,
        public=True,
        title="How trust grows",
        says="Move one thing, and see.",
        minutes=10,
    )
    write_page(
        course / "01-first.ipynb",
        "md: A first hour.",
        public=True,
        title="The first hour",
        says="What happens before anything is said.",
    )
    write_page(
        course / "03-hard.ipynb",
        "md: A hard scene.",
        public=True,
        sensitive=True,
        title="A hard scene",
        says="It may distress.",
    )
    write_page(course / "02-drafted.ipynb", "md: A draft nobody knows.", SLIDER, title="A draft")
    write_page(course / "index.ipynb", "md: The index.", public=True, title="The index")
    write_page(root / "solutions" / "01-key.ipynb", "md: The key.", public=True, title="The key")
    return root


@dataclass
class Served:
    """A running server."""

    url: str
    process: subprocess.Popen[bytes]
    root: Path
    home: Path

    @property
    def origin(self) -> str:
        return self.url

    @property
    def said(self) -> str:
        """What it has written for its host."""
        return (self.root / "said.txt").read_text("utf-8", "replace")

    def get(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask for something; gives status, headers in lower case, and body."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + path, method=method, headers=names)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, _lower(answer.headers), answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, _lower(answer.headers), answer.read()

    def text(self, path: str) -> str:
        status, _, body = self.get(path)
        assert status == 200, (path, status)
        return body.decode()

    def wake(self, slug: str = "dashboards/01-trust") -> list[dict[str, Any]]:
        """Do what a page does when it is opened; gives the lines."""
        status, _, body = self.get(f"/wake/{slug}", "POST", Origin=self.origin)
        assert status == 200, status
        return [json.loads(line) for line in body.splitlines()]

    def connect(
        self,
        kernel: str,
        *,
        origin: str | None = "own",
        protocol: str | None = PROTOCOL,
    ) -> ClientConnection:
        """Open a line to a kernel, well-behaved unless told otherwise."""
        address = f"{self.url.replace('http', 'ws')}{kernel}/channels?session_id={uuid.uuid4().hex}"
        return connect(
            address,
            origin=self.origin if origin == "own" else origin,  # type: ignore[arg-type]
            subprotocols=[protocol] if protocol else None,  # type: ignore[list-item]
            open_timeout=15,
            close_timeout=2,
            max_size=None,
        )

    def kernels(self) -> set[int]:
        """Give the processes of its kernels."""
        with contextlib.suppress(psutil.NoSuchProcess):
            children = psutil.Process(self.process.pid).children(recursive=True)
            return {child.pid for child in children if _is_kernel(child)}
        return set()


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _is_kernel(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return "ipykernel_launcher" in process.cmdline()
    return False


@contextlib.contextmanager
def serving(root: Path, home: Path, *words: str) -> Iterator[Served]:
    """Serve the course in `root` on a free port until the block is left."""
    home.mkdir(exist_ok=True)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")},
        "HOME": str(home),
        "PYTHONPATH": os.pathsep.join(
            filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH", "")])
        ),
    }
    environment.pop("IPYTHONDIR", None)
    command = [sys.executable, "-m", "rapport.pages", "--port", "0", *words]
    with (root / "said.txt").open("wb") as said:
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=said, stderr=subprocess.STDOUT
        )
    try:
        served = Served("", process, root, home)
        wait_for(lambda: re.search(r"http://\S+:\d+/", served.said), process)
        served.url = re.search(r"(http://\S+:\d+)/", served.said)[1]  # type: ignore[index]
        yield served
    finally:
        kernels = served.kernels()
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pid in kernels:
            with contextlib.suppress(psutil.NoSuchProcess):
                psutil.Process(pid).wait(10)


def wait_for(
    what: Callable[[], Any], process: subprocess.Popen[bytes] | None = None, seconds: float = 30
) -> Any:
    """Wait until `what()` is true, and give it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := what():
            return found
        assert process is None or process.poll() is None, "the server has ended"
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s")


def message(
    kind: str,
    content: dict[str, Any],
    channel: str = "shell",
    metadata: dict[str, Any] | None = None,
) -> bytes:
    """Pack a message as a page packs it."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "", "username": ""}
    header |= {"version": "5.3", "date": "2025-01-01T00:00:00Z"}
    parts = [json.dumps(part).encode() for part in (header, {}, metadata or {}, content)]
    return bytes(serialize_msg_to_ws_v1(parts, channel))


def unpacked(packed: bytes) -> dict[str, Any]:
    """Unpack a kernel's message."""
    _, parts = deserialize_msg_from_ws_v1(packed)
    header, parent, _, content = (json.loads(part) for part in parts[:4])
    return {"type": header["msg_type"], "parent": parent, "content": content}


def heard(line: ClientConnection, seconds: float = 1.5) -> list[dict[str, Any]]:
    """Give what comes on a line within so many seconds."""
    found = []
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        try:
            one = line.recv(timeout=left)
        except TimeoutError:
            break
        if isinstance(one, bytes):
            found.append(unpacked(one))
    return found


def models(lines: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Give the states of the widgets that were told, by id."""
    return {key: model["state"] for line in lines for key, model in line.get("models", {}).items()}


def model_id(lines: list[dict[str, Any]], name: str) -> str:
    """Give the id of the first widget of that name."""
    return next(key for key, state in models(lines).items() if state["_model_name"] == name)
