"""What a real server answers, to good visitors and bad ones."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from tests.rapport.pages.served import (
    REPOSITORY,
    SECRET,
    Served,
    heard,
    message,
    model_id,
    models,
    serving,
    wait_for,
    write_course,
    write_page,
)

TRUST = "/dashboards/01-trust"


def update(comm: str, **state: object) -> bytes:
    data = {"method": "update", "state": state, "buffer_paths": []}
    return message("comm_msg", {"comm_id": comm, "data": data})


def closing(line: ClientConnection, seconds: float = 5) -> int | None:
    """Wait until the server closes a line; gives its code."""
    try:
        while True:
            line.recv(timeout=seconds)
    except ConnectionClosed:
        return line.protocol.close_rcvd.code if line.protocol.close_rcvd else None


# ---- Pages ---------------------------------------------------------------------------------


def test_pages_can_be_read_before_anything_runs(served: Served) -> None:
    page = served.text(TRUST)
    assert "It grows <strong>slowly</strong>" in page
    assert "The simulation is waking up" in page
    assert len(served.kernels()) <= 1  # the spare one: looking at a page starts none


def test_the_first_page_lists_public_pages_and_no_others(served: Served) -> None:
    listed = served.text("/")
    assert re.findall(r'<a href="([^"]+)"', listed) == [TRUST, "/01-first"]
    for nobodys in ("draft", "The index", "The key", "hard", ".ipynb"):
        assert nobodys not in listed


def test_no_page_shows_a_source_or_asks_another_host(served: Served) -> None:
    for path in ("/", TRUST, "/01-first", "/nowhere"):
        text = served.get(path)[2].decode()
        assert SECRET not in text
        assert "import ipywidgets" not in text
        assert not re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', text)
        assert "ipynb" not in text
    assert SECRET not in json.dumps(served.wake())


@pytest.mark.parametrize(
    "path",
    [
        "/02-drafted",
        "/03-hard",
        "/index",
        "/dashboards",
        "/dashboards/",
        "/01-first.ipynb",
        "/course/01-first.ipynb",
        "/dashboards/../01-first",
        "/dashboards/..%2f01-first",
        "/..%2fsolutions%2f01-key",
        "/%2e%2e/solutions/01-key",
        "/solutions/01-key",
        "/voila",
        "/voila/tree",
        "/voila/tree/",
        "/voila/render/course/02-drafted.ipynb",
        "/voila/render/solutions/01-key.ipynb",
        "/voila/files/course/01-first.ipynb",
        "/voila/api/contents",
        "/voila/api/contents/course",
        "/voila/api/shutdown/00000000-0000-0000-0000-000000000000",
        "/voila/static/voila.js",
        "/voila/static/..%2f..%2f..%2fetc%2fpasswd",
        "/voila/templates/..%2f..%2f..%2fetc%2fpasswd",
        "/voila/templates/lab/static/..%2f..%2fx",
        "/voila/themes/x",
        "/voila/labextensions/rapport-course/static/..%2fpackage.json",
        "/voila/labextensions/anywidget/package.json",
        "/api",
        "/api/kernels",
        "/api/contents",
        "/api/kernels/00000000-0000-0000-0000-000000000000",
        "/kernels",
        "/kernels/00000000-0000-0000-0000-000000000000",
        "/kernels/00000000-0000-0000-0000-000000000000/channels/",
        "/assets/",
        "/assets/..%2fapp.py",
        "/assets/%2e%2e%2fapp.py",
        "/assets/nothing.js",
        "/login",
        "/static/style.css",
        "/favicon.ico",
        "//etc/passwd",
        "/\\..\\..\\x",
        "/%00",
        "/" + "x" * 5000,
    ],
)
def test_everything_else_is_not_here(served: Served, path: str) -> None:
    status, _, body = served.get(path.replace("\\", "%5c"))
    assert status == 404
    assert b"There is no such page" in body
    assert SECRET.encode() not in body


@pytest.mark.parametrize("path", ["/%ff", "/assets/%ff", "/wake/%ff"])
def test_what_cannot_be_read_is_refused_without_a_trace(served: Served, path: str) -> None:
    status, _, body = served.get(path)
    assert status in (400, 404, 405)
    assert b"Traceback" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/", TRUST, "/assets/page.js"])
def test_pages_are_only_read(served: Served, method: str, path: str) -> None:
    assert served.get(path, method, Origin=served.origin)[0] == 405


@pytest.mark.parametrize("path", ["/", TRUST, "/nowhere", "/assets/page.js"])
def test_every_answer_keeps_the_browser_at_home(served: Served, path: str) -> None:
    _, headers, _ = served.get(path)
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in re.search(r"script-src[^;]*", policy)[0]  # type: ignore[index]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers
    assert "server" not in headers


def test_sensitive_pages_are_there_when_the_host_says_so(tmp_path: Path) -> None:
    with serving(write_course(tmp_path), tmp_path / "home", "--sensitive", "--spares=0") as server:
        assert "A hard scene" in server.text("/")
        assert "A hard scene." in server.text("/03-hard")
        assert server.get("/02-drafted")[0] == 404


def test_files_are_packed_and_kept_by_the_browser(served: Served) -> None:
    source = re.search(r'src="(/assets/page.js\?v=\w+)"', served.text(TRUST))[1]  # type: ignore[index]
    status, headers, packed = served.get(source, Accept_Encoding="gzip")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in headers["cache-control"]
    assert len(packed) < 200_000
    assert len(served.get(source)[2]) > len(packed)
    assert served.get(source, If_None_Match=headers["etag"])[0] == 304
    stale = served.get("/assets/page.js?v=old")[1]
    assert "immutable" not in stale["cache-control"]
    page = served.get(TRUST, Accept_Encoding="gzip")[1]
    assert page["content-encoding"] == "gzip"
    assert served.get(TRUST, If_None_Match=page["etag"])[0] == 304


def test_charts_find_their_library(served: Served) -> None:
    library = REPOSITORY / "widgets" / "labextension" / "static"
    if not library.is_dir():
        pytest.skip("the course has no labextension")
    for path in library.iterdir():
        version = path.name.removesuffix(".min.js").rpartition("-")[2]
        address = f"/voila/labextensions/rapport-course/static/{path.name}?v={version}"
        status, headers, body = served.get(address)
        assert (status, body) == (200, path.read_bytes())
        assert "immutable" in headers["cache-control"]


# ---- Waking --------------------------------------------------------------------------------


def test_waking_tells_what_came_of_each_cell(served: Served) -> None:
    lines = served.wake()
    assert list(lines[0]) == ["kernel"]
    assert lines[-1] == {"done": True}
    assert [line["cell"] for line in lines[1:-1]] == [1, 2, 4, 5]
    assert lines[1]["outputs"] == []
    slider = models(lines)[model_id(lines, "IntSliderModel")]
    assert (slider["value"], slider["description"]) == (7, "Sessions")


@pytest.mark.parametrize("origin", [None, "http://example.org", "null", "http://127.0.0.1:1"])
def test_only_our_own_pages_wake_a_kernel(served: Served, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    assert served.get(f"/wake{TRUST}", "POST", **headers)[0] == 403
    assert served.get(f"/wake{TRUST}")[0] == 405


@pytest.mark.parametrize("slug", ["02-drafted", "03-hard", "..%2fsolutions%2f01-key", "index", ""])
def test_only_public_pages_are_woken(served: Served, slug: str) -> None:
    assert served.get(f"/wake/{slug}", "POST", Origin=served.origin)[0] in (404, 405)


def test_a_page_that_fails_says_so_without_its_source(tmp_path: Path) -> None:
    path = tmp_path / "course" / "01-broken.ipynb"
    public = {"public": True, "title": "Broken"}
    write_page(path, "print('before')", f"{SECRET} = 1 / 0", "print('after')", **public)
    with serving(tmp_path, tmp_path / "home", "--spares=0") as server:
        lines = server.wake("01-broken")
        assert lines[1]["outputs"][0]["text"] == "before\n"
        assert lines[2]["outputs"] == [{"output_type": "error"}]
        assert lines[3:] == [{"done": True}]
        assert SECRET not in json.dumps(lines)
        assert "ZeroDivisionError" not in json.dumps(lines)


# ---- The line to the kernel ----------------------------------------------------------------


def test_a_moved_slider_moves_the_rest(served: Served) -> None:
    lines = served.wake()
    with served.connect(lines[0]["kernel"]) as line:
        line.send(update(model_id(lines, "IntSliderModel"), value=21))
        told = heard(line)
    label = model_id(lines, "LabelModel")
    states = [
        one["content"]["data"]["state"] for one in told if one["content"].get("comm_id") == label
    ]
    assert {"value": "42"} in states
    assert any(one["type"] == "stream" for one in told)
    assert "execute_input" not in {one["type"] for one in told}


def test_a_page_that_comes_back_is_told_how_all_stands(served: Served) -> None:
    lines = served.wake()
    slider = model_id(lines, "IntSliderModel")
    with served.connect(lines[0]["kernel"]) as line:
        line.send(update(slider, value=33))
        heard(line, 0.5)
    with served.connect(lines[0]["kernel"]) as line:
        control = {"comm_id": "b" * 32, "target_name": "jupyter.widget.control", "data": {}}
        line.send(message("comm_open", control, metadata={"version": "1.0.0"}))
        line.send(message("comm_msg", {"comm_id": "b" * 32, "data": {"method": "request_states"}}))
        told = [one["content"].get("data", {}) for one in heard(line)]
    states = next(data["states"] for data in told if "states" in data)
    assert states[slider]["state"]["value"] == 33


def test_code_is_refused(served: Served, tmp_path: Path) -> None:
    lines = served.wake()
    kernel = lines[0]["kernel"]
    trace = tmp_path / "trace"
    code = f"open({str(trace)!r}, 'w').write('ran')"
    with served.connect(kernel) as line:
        for channel in ("shell", "control"):
            line.send(message("execute_request", {"code": code, "silent": False}, channel))
            line.send(message("inspect_request", {"code": SECRET, "cursor_pos": 3}, channel))
            line.send(message("complete_request", {"code": "pe", "cursor_pos": 2}, channel))
            line.send(message("history_request", {"hist_access_type": "tail", "n": 9}, channel))
            line.send(message("debug_request", {"command": "initialize"}, channel))
            line.send(message("shutdown_request", {"restart": False}, channel))
            line.send(message("interrupt_request", {}, channel))
        line.send(update(model_id(lines, "IntSliderModel"), value=4))
        told = heard(line)
    assert not trace.exists()
    assert not [one for one in told if one["type"].endswith("_reply")]
    assert SECRET not in json.dumps(told)
    label = model_id(lines, "LabelModel")
    assert any(one["content"].get("comm_id") == label for one in told), "the kernel lives"


def test_whoever_goes_on_asking_for_code_is_cut_off(served: Served) -> None:
    with served.connect(served.wake()[0]["kernel"]) as line:
        for _ in range(25):
            line.send(message("execute_request", {"code": "1"}))
        assert closing(line) == 1008


def test_no_trace_of_an_error_reaches_the_page(served: Served) -> None:
    lines = served.wake()
    with served.connect(lines[0]["kernel"]) as line:
        click = {"method": "custom", "content": {"event": "click"}}
        button = model_id(lines, "ButtonModel")
        line.send(message("comm_msg", {"comm_id": button, "data": click}))
        line.send(update(model_id(lines, "IntSliderModel"), value=13))
        told = heard(line)
    errors = [one["content"] for one in told if one["type"] == "error"]
    assert errors
    assert all(error == {"ename": "", "evalue": "", "traceback": []} for error in errors)
    assert SECRET not in json.dumps(told)
    assert "Traceback" not in json.dumps(told)


@pytest.mark.parametrize(
    ("origin", "protocol", "status"),
    [
        (None, "own", 403),
        ("http://example.org", "own", 403),
        ("null", "own", 403),
        ("own", None, 400),
        ("own", "v2.kernel.websocket.jupyter.org", 400),
        (None, None, 400),
    ],
)
def test_strangers_get_no_line(
    served: Served, origin: str | None, protocol: str | None, status: int
) -> None:
    kernel = served.wake("01-first")[0]["kernel"]
    own = {} if protocol == "own" else {"protocol": protocol}
    with pytest.raises(InvalidStatus) as refused, served.connect(kernel, origin=origin, **own):
        pass
    assert refused.value.response.status_code == status


def test_what_goes_over_the_line_is_packed(served: Served) -> None:
    kernel = served.wake("01-first")[0]["kernel"]
    with served.connect(kernel) as line:
        assert [each.name for each in line.protocol.extensions] == ["permessage-deflate"]


def test_a_kernel_that_is_not_there_gets_no_line(served: Served) -> None:
    nowhere = "/kernels/00000000-0000-0000-0000-000000000000"
    with pytest.raises(InvalidStatus) as refused, served.connect(nowhere):
        pass
    assert refused.value.response.status_code == 404


def test_of_many_lines_to_one_kernel_the_oldest_is_closed(served: Served) -> None:
    kernel = served.wake("01-first")[0]["kernel"]
    lines = [served.connect(kernel) for _ in range(4)]
    assert closing(lines[0]) == 1008
    for line in lines[1:]:
        line.send("ping")
        wait_for(lambda line=line: line.recv(timeout=5) == "pong")  # type: ignore[misc]
        line.close()


@pytest.mark.parametrize(
    "hostile",
    [
        (2**62).to_bytes(8, "little") + b"{}" * 64,
        b"\xff" * 4096,
        b"",
        b"{}",
        "execute_request",
        '{"header": {"msg_type": "execute_request"}, "channel": "shell"}',
        message("comm_msg", {"comm_id": "a", "data": {"pad": "x" * 300_000}}),
    ],
    ids=range(7),
)
def test_a_hostile_message_closes_its_line_and_harms_nobody(
    served: Served, hostile: str | bytes
) -> None:
    kernel = served.wake("01-first")[0]["kernel"]
    with served.connect(kernel) as line:
        begun = time.monotonic()
        line.send(hostile)
        assert closing(line) in (1008, 1009)
        served.text("/")
        assert time.monotonic() - begun < 2


def test_a_client_of_the_old_protocol_cannot_hang_the_server(served: Served) -> None:
    """One binary message of such a client kept a stock server busy for good."""
    kernel = served.wake("01-first")[0]["kernel"]
    address = served.url.removeprefix("http://")
    host, port = address.split(":")
    for subprotocol in (b"", b"Sec-WebSocket-Protocol: other\r\n"):
        with socket.create_connection((host, int(port)), timeout=5) as raw:
            raw.sendall(
                f"GET {kernel}/channels?session_id={'a' * 32} HTTP/1.1\r\nHost: {address}\r\n"
                f"Origin: {served.origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n".encode()
                + subprotocol
                + b"\r\n"
            )
            # Sent without waiting for the answer, as somebody would who means harm.
            frame = b"\x82\x88\x00\x00\x00\x00" + b"\xff\xff\xff\xff\xff\xff\xff\x7f"
            raw.sendall(frame)
            assert b" 400 " in raw.recv(200)
    begun = time.monotonic()
    served.text(TRUST)
    assert time.monotonic() - begun < 1


def test_a_flood_is_cut_off(served: Served) -> None:
    lines = served.wake()
    slider = model_id(lines, "IntSliderModel")
    with served.connect(lines[0]["kernel"]) as line:
        with contextlib.suppress(ConnectionClosed):
            for value in range(3000):
                line.send(update(slider, value=value % 50))
        assert closing(line) == 1008
        begun = time.monotonic()
        served.text("/")
        assert time.monotonic() - begun < 2


def test_words_after_the_close_are_not_read(served: Served) -> None:
    """Of a closed line Jupyter forgets the protocol; read as the old one, a word could hang it."""
    lines = served.wake()
    slider = model_id(lines, "IntSliderModel")
    before = len(served.said)
    with served.connect(lines[0]["kernel"]) as line:
        with contextlib.suppress(ConnectionClosed):
            line.send("this closes the line")
            for value in range(20):
                line.send(update(slider, value=value))
        assert closing(line) == 1008
    served.text("/")
    assert "pages/handlers.py" not in served.said[before:]


@pytest.mark.parametrize("line", [b"OPTIONS *", b"GET http://elsewhere/x", b"GET x", b"GET "])
def test_odd_request_lines_are_answered_without_a_trace(served: Served, line: bytes) -> None:
    before = len(served.said)  # what earlier tests did to the server is not this one's matter
    host, port = served.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as raw:
        raw.sendall(line + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = raw.makefile("rb").read()
    assert re.match(rb"HTTP/1.1 4\d\d ", answer)
    assert b"Traceback" not in answer
    assert "pages/handlers.py" not in served.said[before:]


def test_large_requests_are_refused(served: Served) -> None:
    host, port = served.url.removeprefix("http://").split(":")
    for request in (
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 40_000 + b"\r\n\r\n",
        b"POST /wake/01-first HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n",
    ):
        with socket.create_connection((host, int(port)), timeout=5) as raw:
            raw.sendall(request)
            answer = raw.recv(200)
            assert b" 200 " not in answer
    served.text("/")


# ---- The end of a kernel -------------------------------------------------------------------


def gone(server: Served, kernel: str) -> bool:
    return server.get(kernel)[0] == 404


def test_saying_goodbye_ends_the_kernel(served: Served) -> None:
    kernel = served.wake()[0]["kernel"]
    line = served.connect(kernel)
    assert served.get(kernel)[0] == 204
    assert served.get(f"{kernel}/goodbye", "POST")[0] == 403
    assert served.get(f"{kernel}/goodbye", "POST", Origin="http://example.org")[0] == 403
    assert served.get(kernel)[0] == 204
    before = served.kernels()
    assert served.get(f"{kernel}/goodbye", "POST", Origin=served.origin)[0] == 204
    assert served.get(kernel)[0] == 404
    assert closing(line) == 4404
    wait_for(lambda: before - served.kernels())
    assert served.get(f"{kernel}/goodbye", "POST", Origin=served.origin)[0] == 204


def test_a_kernel_that_dies_is_told_and_not_started_anew(served: Served) -> None:
    kernel = served.wake()[0]["kernel"]
    with served.connect(kernel) as line:
        identity = kernel.rpartition("/")[2]
        for pid in served.kernels():
            if identity in " ".join(psutil.Process(pid).cmdline()):
                psutil.Process(pid).kill()
        assert closing(line, 15) == 4404
    assert gone(served, kernel)


def test_a_page_left_while_waking_leaves_no_kernel(tmp_path: Path) -> None:
    public = {"public": True, "title": "Slow"}
    write_page(tmp_path / "course" / "01-slow.ipynb", "import time; time.sleep(30)", **public)
    with serving(tmp_path, tmp_path / "home", "--spares=0") as server:
        host, port = server.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as raw:
            raw.sendall(
                f"POST /wake/01-slow HTTP/1.1\r\nHost: {host}:{port}\r\n"
                f"Origin: {server.origin}\r\nContent-Length: 0\r\n\r\n".encode()
            )
            assert b"kernel" in wait_for(lambda: raw.recv(4096).partition(b"\r\n\r\n")[2] or None)
            assert len(server.kernels()) == 1
        wait_for(lambda: not server.kernels(), seconds=10)


def test_a_page_that_never_comes_back_loses_its_kernel(tmp_path: Path) -> None:
    words = ("--asleep-after=0.05", "--spares=0")
    with serving(write_course(tmp_path), tmp_path / "home", *words) as server:
        kept = server.wake("01-first")[0]["kernel"]
        line = server.connect(kept)
        never_met = server.wake("01-first")[0]["kernel"]
        left = server.wake("01-first")[0]["kernel"]
        server.connect(left).close()
        wait_for(lambda: gone(server, never_met) and gone(server, left), seconds=12)
        assert not gone(server, kept), "its page is still open"
        wait_for(lambda: len(server.kernels()) == 1)
        line.close()
        wait_for(lambda: not server.kernels(), seconds=12)


def test_a_full_house_answers_politely(tmp_path: Path) -> None:
    words = ("--seats=1", "--spares=1")
    with serving(write_course(tmp_path), tmp_path / "home", *words) as server:
        kernel = server.wake("01-first")[0]["kernel"]
        status, headers, body = server.get("/wake/01-first", "POST", Origin=server.origin)
        assert (status, headers["retry-after"]) == (503, "60")
        assert body.decode() == "This page is full right now; try again in a minute."
        assert "A first hour" in server.text("/01-first"), "it can still be read"
        server.get(f"{kernel}/goodbye", "POST", Origin=server.origin)
        assert server.wake("01-first")[-1] == {"done": True}
        assert len(server.kernels()) <= 1, "no spare takes more than the seats"


def test_many_at_once_are_all_served(tmp_path: Path) -> None:
    with serving(write_course(tmp_path), tmp_path / "home", "--seats=6") as server:
        done: list[bool] = []

        def visit() -> None:
            done.append(server.wake()[-1] == {"done": True})

        visitors = [threading.Thread(target=visit) for _ in range(6)]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join(120)
        assert done == [True] * 6
        assert server.get("/wake/01-first", "POST", Origin=server.origin)[0] == 503


# ---- The host ------------------------------------------------------------------------------


def test_nothing_of_a_visit_is_written_down(tmp_path: Path) -> None:
    root = write_course(tmp_path / "root")
    typed = "my_client_is_called_petra"
    with serving(root, tmp_path / "home") as server:
        lines = server.wake()
        server.get(f"{TRUST}?said={typed}")
        server.get(f"/nowhere?said={typed}")
        server.get(f"/{typed}")
        with server.connect(lines[0]["kernel"]) as line:
            line.send(update(model_id(lines, "IntSliderModel"), value=typed))
            line.send(message("execute_request", {"code": typed}))
            heard(line, 1)
            line.send(typed)
        said = server.said
    assert typed not in server.said
    assert lines[0]["kernel"] not in said
    assert len(said.splitlines()) == 2, said
    kept = [path for path in [*root.rglob("*"), *(tmp_path / "home").rglob("*")] if path.is_file()]
    assert {path.suffix for path in kept} <= {".ipynb", ".txt"}, kept


def test_when_the_server_ends_so_do_its_kernels(tmp_path: Path) -> None:
    for signal in ("terminate", "kill"):
        root = write_course(tmp_path / signal)
        with serving(root, tmp_path / f"{signal}-home") as server:
            server.wake()
            wait_for(lambda server=server: len(server.kernels()) == 2)  # type: ignore[misc]
            kernels = [psutil.Process(pid) for pid in server.kernels()]
            getattr(server.process, signal)()
            _, alive = psutil.wait_procs(kernels, timeout=15)
            assert not alive, signal


def test_a_taken_port_is_told_in_a_sentence(served: Served) -> None:
    port = served.url.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "rapport.pages", "--port", port],
        cwd=served.root,
        env=served_environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "another --port" in done.stderr


def served_environment() -> dict[str, str]:
    paths = [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


@pytest.mark.parametrize("words", [["--port", "x"], ["--seats", "0"], ["--asleep-after", "0"]])
def test_odd_words_are_told_in_a_sentence(words: list[str]) -> None:
    from rapport.pages import serve

    with pytest.raises(SystemExit) as ended:
        serve(words)
    assert ended.value.code == 2


def test_the_host_is_told_which_address_to_share() -> None:
    from rapport.pages.app import invitation

    local = "\n".join(invitation("127.0.0.1", 8866, "/", 3))
    assert "http://127.0.0.1:8866/" in local
    assert "--host 0.0.0.0" in local
    shared = "\n".join(invitation("0.0.0.0", 8866, "/", 1))
    assert "1 public page." in shared
    assert "0.0.0.0" not in shared
    assert re.search(r"http://[\w.-]+:8866/", shared)
    assert "no public page yet" in invitation("::1", 1, "/", 0)[0]


def test_the_built_files_are_those_of_the_sources() -> None:
    """Whoever changes `bundle/` must run `npm ci && npm run build` there."""
    bundle = REPOSITORY / "rapport" / "pages" / "bundle"
    sources = [f"src/{path.name}" for path in (bundle / "src").iterdir()]
    whole = hashlib.sha256()
    for name in sorted(["build.mjs", "package-lock.json", *sources]):
        whole.update((bundle / name).read_bytes())
    for name in ("page.js", "first.js", "page.css"):
        built = (REPOSITORY / "rapport" / "pages" / "static" / name).read_text("utf-8")
        assert whole.hexdigest()[:16] in built[:200], name


@pytest.mark.parametrize("wait", [0.0, 2.0])
def test_a_server_that_is_ended_waits_for_its_kernels(tmp_path: Path, wait: float) -> None:
    """Also while a kernel is still being started ahead."""
    root = write_course(tmp_path / "root")
    with serving(root, tmp_path / "home", "--spares", "2") as served:
        served.wake("01-first")
        time.sleep(wait)
        kernels = served.kernels()
    assert kernels
    assert not any(_runs(pid) for pid in kernels)
    assert "attached to a different loop" not in (root / "said.txt").read_text("utf-8")


def _runs(pid: int) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    return False
