"""What the server answers: the first page, public pages, their files, and a line to one kernel.

Everything else is 404. Nothing of a request is written to a log, and no answer sets a cookie.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from typing import Any
from urllib.parse import urlsplit

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from rapport.pages import messages
from rapport.pages.assets import Asset
from rapport.pages.kernels import FullError, Kernels, Seat
from rapport.pages.render import Renderer
from rapport.pages.waking import run_cells, wait_for_turn

FULL = "This page is full right now; try again in a minute."
RETRY_AFTER = 60
_TURN_AT_MOST = 10.0
_SPARE_AFTER = 0.5
_SOCKETS_PER_KERNEL = 3
_ANSWERS_WITHIN = 20.0
_MESSAGES_PER_SECOND = 150
_SESSION = re.compile(r"[0-9a-f]{32}")
_log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            "script-src 'self' blob:",  # an anywidget's code is handed to the browser as a blob
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
        ]
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Answer(RequestHandler):
    """What all answers have in common."""

    renderer: Renderer
    kernels: Kernels

    def initialize(self, renderer: Renderer, kernels: Kernels) -> None:
        """Receive what the server has."""
        self.renderer = renderer
        self.kernels = kernels

    def set_default_headers(self) -> None:
        """Let the browser ask nobody else, and tell nobody about us."""
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)
        self.set_header("Cache-Control", "no-cache")

    def write_error(self, status_code: int, **details: Any) -> None:
        """Say in a sentence what is wrong."""
        if status_code == 404:
            title, text = "Not here", "There is no such page."
        elif status_code < 500:
            title, text = "Not understood", "This cannot be asked for."
        else:
            title, text = "Something failed", "The page could not be shown; please tell your host."
        self.finish(self.renderer.message(title, text))

    def log_exception(self, kind: Any, value: Any, trace: Any) -> None:
        """Tell the host what failed, without the visitor's request."""
        if not isinstance(value, HTTPError | StreamClosedError):
            _log.error("a visitor could not be answered", exc_info=(kind, value, trace))

    def our_own_page_asks(self) -> bool:
        """Tell whether the request comes from one of our pages, not from somebody else's."""
        return _same_origin(self)


class FirstPage(Answer):
    """The list of public pages."""

    def get(self) -> None:
        """Give it."""
        self.finish(self.renderer.first_page())

    head = get


class PageAnswer(Answer):
    """A public page, or 404: this answers every address nothing else has answered."""

    def get(self, slug: str = "") -> None:
        """Give the page, ready to be read."""
        page = self.renderer.pages.get(slug)
        if page is None:
            raise HTTPError(404)
        self.finish(self.renderer.page(page))

    head = get


class Wake(Answer):
    """A page's kernel: POST starts it, runs the notebook and tells line by line what came of it."""

    _kernel: str | None = None
    _left = False

    async def post(self, slug: str) -> None:
        """Answer lines of JSON; see `bundle/src/page.js`."""
        page = self.renderer.pages.get(slug)
        if page is None:
            raise HTTPError(404)
        if not self.our_own_page_asks():
            raise HTTPError(403)
        try:
            self.kernels.claim()
        except FullError:
            self.set_status(503)
            self.set_header("Retry-After", str(RETRY_AFTER))
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(FULL)
            return
        # Not application/x-ndjson: tornado packs only the types it knows.
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Accel-Buffering", "no")
        notebook = self.renderer.notebook(page)
        turn = _Turn(self.kernels)
        seat: Seat | None = None
        whole = False
        try:
            try:
                async for line in wait_for_turn(self.kernels):
                    await self._tell(line)
                turn.begin()
            except BaseException:
                self.kernels.unclaim()
                raise
            seat = await self.kernels.take()
            self._kernel = seat.kernel
            address = f"{self.settings['base_url']}kernels/{seat.kernel}"
            await self._tell(json.dumps({"kernel": address}))
            async for line in run_cells(notebook, page.path.parent, seat, self.kernels):
                self.renderer.learn(page, line)
                await self._tell(line)
            await self._tell(json.dumps({"done": True}))
            whole = True
        except StreamClosedError:
            pass  # the visitor has left
        except Exception:
            if not self._left:
                _log.exception("a page could not be woken")
        finally:
            turn.end()
            if seat is not None:
                seat.waking = False
                seat.left = time.monotonic()
                seat.client.stop_channels()
                if not whole:
                    await self.kernels.give_back(seat.kernel)
            # Not at once: the browser is drawing, and may do so on this very machine.
            asyncio.get_running_loop().call_later(_SPARE_AFTER, self.kernels.keep_spares)
        if not self._left:
            self.finish()

    def on_connection_close(self) -> None:
        """End the kernel of a visitor who left before it was ready."""
        self._left = True
        if self._kernel:
            self.kernels.give_back_soon(self._kernel)

    async def _tell(self, line: str) -> None:
        if self._left:
            raise StreamClosedError
        self.write(line + "\n")
        await self.flush()


class KernelAnswer(Answer):
    """Whether a page's kernel is still there."""

    async def get(self, kernel: str) -> None:
        """Answer 204 or 404."""
        self.set_header("Cache-Control", "no-store")
        if not await self.kernels.lives(kernel):
            raise HTTPError(404)
        self.set_status(204)


class Goodbye(Answer):
    """A page was closed: its kernel ends."""

    async def post(self, kernel: str) -> None:
        """Answer 204 at once; knowing the kernel's name is enough, nobody can guess it."""
        if not self.our_own_page_asks():
            raise HTTPError(403)
        if kernel in self.kernels.taken:
            await self.kernels.give_back(kernel)
        self.set_status(204)


class AssetAnswer(Answer):
    """A file that pages need."""

    _assets: dict[str, Asset]

    def initialize(self, renderer: Renderer, kernels: Kernels, **more: Any) -> None:
        """Receive the files, by name."""
        super().initialize(renderer, kernels)
        self._assets = more["assets"]

    def get(self, name: str) -> None:
        """Give the file, packed if the browser can unpack it."""
        asset = self._assets.get(name)
        if asset is None:
            raise HTTPError(404)
        self.set_header("Content-Type", asset.type)
        self.set_header("Vary", "Accept-Encoding")
        self.set_header("ETag", f'"{asset.version}"')
        if self.get_query_argument("v", "") in (asset.version, _named_version(name)):
            self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        if self.check_etag_header():
            self.set_status(304)
            return
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(asset.packed)
        else:
            self.finish(asset.content)

    head = get


class Connection(ZMQChannelsWebsocketConnection):
    """Jupyter's way between a websocket and a kernel's channels, with errors cut short."""

    def _on_error(self, channel: Any, msg: dict[str, Any], msg_list: list[bytes]) -> None:
        """Take an error's text and traceback away: they hold sources, and maybe what was typed."""
        # Jupyter's own setting for this (allow_tracebacks) looks for its text where there is none.
        msg["header"] = self.get_part("header", msg["header"], msg_list)
        if msg["header"]["msg_type"] == "error":
            msg_list[3] = self.session.pack({"ename": "", "evalue": "", "traceback": []})


class KernelSocket(KernelWebsocketHandler):
    """The line between a page and its kernel: widgets' words in both directions, nothing else."""

    _words: float = 0.0
    _counted: float = 0.0
    _refused: int = 0

    def initialize(self, renderer: Renderer, kernels: Kernels) -> None:
        """Receive what the server has."""
        self._kernels = kernels
        self._renderer = renderer
        self.connection: Any = None

    async def prepare(self) -> None:
        """Do without Jupyter's users and their cookie: a page has no login."""

    def set_default_headers(self) -> None:
        """Tell nobody about us."""
        self.clear_header("Server")

    # In seconds, as tornado has it; Jupyter's own are milliseconds and confuse it.
    ping_interval = 30.0
    ping_timeout = 20.0

    write_error = Answer.write_error
    log_exception = Answer.log_exception

    @property
    def renderer(self) -> Renderer:
        """What `write_error` asks for."""
        return self._renderer

    async def get(self, kernel_id: str) -> None:
        """Open the line for one of our own pages that speaks the protocol; refuse all others."""
        offered = self.request.headers.get("Sec-WebSocket-Protocol", "")
        if messages.PROTOCOL not in [word.strip() for word in offered.split(",")]:
            raise HTTPError(400)  # Jupyter would read its old protocol as the new one, and hang
        if not _same_origin(self):
            raise HTTPError(403)
        session = self.get_query_argument("session_id", "")
        if not _SESSION.fullmatch(session):
            raise HTTPError(400)
        if not await self._kernels.lives(kernel_id):
            raise HTTPError(404)
        seat = self._kernels.taken[kernel_id]
        if len(seat.sockets) >= _SOCKETS_PER_KERNEL:
            # A phone that changed networks left lines behind that nobody has closed.
            oldest = next(iter(seat.sockets))
            self._kernels.disconnected(kernel_id, oldest)
            oldest.close(1008)
        self.kernel_id = kernel_id
        kernel = self._kernels.get_kernel(kernel_id)
        self.connection = Connection(parent=kernel, websocket_handler=self)
        self.connection.session.session = session
        try:
            await asyncio.wait_for(self.connection.prepare(), _ANSWERS_WITHIN)
        except TimeoutError:
            raise HTTPError(503) from None
        await WebSocketHandler.get(self, kernel_id=kernel_id)

    def select_subprotocol(self, subprotocols: list[str]) -> str:
        """Speak the one protocol; `get` has made sure that it was offered."""
        return messages.PROTOCOL

    async def open(self, kernel_id: str) -> None:
        """Begin."""
        if self.connection is None:
            return  # closed again before it was opened
        self.set_nodelay(True)  # words are small, and a slider's must not wait for each other
        self._kernels.connected(kernel_id, self)
        await self.connection.connect()
        if kernel_id not in self._kernels.taken:  # it ended while we were connecting
            self.close(4404)

    def on_message(self, message: str | bytes) -> None:
        """Let a widget's word through; close the line on what no page of ours would send."""
        if self.ws_connection is None:
            return  # closed, and no longer of any protocol: Jupyter would read it as its old one
        if message == "ping":
            self.write_message("pong")
            return
        if isinstance(message, str) or not self._in_measure():
            self.close(1008)
            return
        try:
            passes = messages.may_pass(message)
        except messages.MalformedError:
            self.close(1008)
            return
        if passes and self.connection is not None:
            self._kernels.heard(self.kernel_id)
            self.connection.handle_incoming_message(message)
        elif not passes:
            self._refused += 1
            if self._refused > 20:
                self.close(1008)

    def write_message(self, message: Any, binary: bool = False) -> Any:
        """Send what a page may see."""
        if isinstance(message, bytes) and not messages.may_be_shown(message):
            return None
        try:
            return WebSocketHandler.write_message(self, message, binary)
        except WebSocketClosedError:
            return None  # it is being closed; the page asks how all stands when it is back

    def on_close(self) -> None:
        """End."""
        self._kernels.disconnected(self.kernel_id, self)
        if self.connection is not None:
            self.connection.disconnect()
            self.connection = None

    def _in_measure(self) -> bool:
        now = time.monotonic()
        self._words = max(0.0, self._words - (now - self._counted) * _MESSAGES_PER_SECOND) + 1
        self._counted = now
        return self._words <= 4 * _MESSAGES_PER_SECOND


class _Turn:
    """One's turn to start a kernel: given up when done, or when it takes long."""

    def __init__(self, kernels: Kernels) -> None:
        self._kernels = kernels
        self._mine = False
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        self._mine = True
        self._timer = asyncio.get_running_loop().call_later(_TURN_AT_MOST, self.end)

    def end(self) -> None:
        if self._timer:
            self._timer.cancel()
        if self._mine:
            self._mine = False
            self._kernels.turn_over()


def _same_origin(answer: RequestHandler) -> bool:
    origin = answer.request.headers.get("Origin", "")
    host = answer.request.headers.get("Host", "")
    return bool(host) and urlsplit(origin).netloc.lower() == host.lower()


def _named_version(name: str) -> str:
    """Give the version a file carries in its name: `4.1.1` of `plotly-basic-4.1.1.min.js`."""
    return name.removesuffix(".min.js").rpartition("-")[2] or "-"
