"""The server: Voila's application, its executor and kernels, with our own answers only."""

from __future__ import annotations

import argparse
import logging
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

import traitlets
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from traitlets.config import Config
from voila.app import Voila

from rapport.pages import handlers, messages
from rapport.pages.assets import EXTENSION, extension_assets, own_assets
from rapport.pages.catalogue import Page, find_pages
from rapport.pages.kernels import Kernels, OurKernelSpecs
from rapport.pages.render import Renderer

_KERNEL = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_LONGEST_SOCKET_PATH = 100  # bytes; macOS allows 104, Linux 108
_log = logging.getLogger(__name__)


class Pages(Voila):
    """Voila, with the course's public pages and nothing else of a notebook server."""

    # Nobody's own configuration of Voila or Jupyter makes these pages less safe.
    config_file_paths = traitlets.List(traitlets.Unicode())

    pages: dict[str, Page]
    port: int
    template_paths: list[str]

    def setup_template_dirs(self) -> None:
        """Do without Voila's templates: ours are in `templates/`."""
        self.template_paths = []

    def init_settings(self) -> dict[str, Any]:
        """Give tornado's settings, before its application is made."""
        if os.name != "nt" and len(self.connection_dir) + 60 < _LONGEST_SOCKET_PATH:
            self.config.KernelManager.transport = "ipc"  # no ports to run out of, or to listen to
        settings: dict[str, Any] = super().init_settings()
        return settings | {
            "compress_response": True,
            "websocket_compression_options": {},  # every widget brings its code, in plain text
            "websocket_max_message_size": messages.LARGEST,
            "log_function": lambda handler: None,
        }

    def init_handlers(self) -> list[Any]:
        """Give everything that is answered."""
        own, extension = own_assets(), extension_assets()
        self._assets = [*own.values(), *extension.values()]
        base = self.base_url
        renderer = Renderer(self.pages, own, extension, base)
        have = {"renderer": renderer, "kernels": self.kernel_manager}
        # What no address below matches, such as `OPTIONS *`.
        self.app.settings.update(
            default_handler_class=handlers.PageAnswer, default_handler_args=have
        )
        return [
            (base, handlers.FirstPage, have),
            (f"{base}wake/(.+)", handlers.Wake, have),
            (f"{base}kernels/{_KERNEL}", handlers.KernelAnswer, have),
            (f"{base}kernels/{_KERNEL}/goodbye", handlers.Goodbye, have),
            (f"{base}kernels/{_KERNEL}/channels", handlers.KernelSocket, have),
            (f"{base}assets/([^/]+)", handlers.AssetAnswer, have | {"assets": own}),
            (
                f"{base}voila/labextensions/{EXTENSION}/static/([^/]+)",
                handlers.AssetAnswer,
                have | {"assets": extension},
            ),
            (r"/(.*)", handlers.PageAnswer, have),
        ]

    def listen(self) -> None:
        """Listen, say where, and answer until told to stop."""
        try:
            sockets = bind_sockets(self.port, self.ip)
        except OSError as problem:
            self.stop()
            raise CannotListenError(f"{self.ip}:{self.port}: {problem.strerror}") from problem
        server = HTTPServer(
            self.app,
            max_body_size=4096,
            max_header_size=16 * 1024,
            idle_connection_timeout=75,
            body_timeout=10,
        )
        server.add_sockets(sockets)
        self.port = sockets[0].getsockname()[1]
        for line in invitation(self.ip, self.port, self.base_url, len(self.pages)):
            print(line, flush=True)
        self.ioloop = IOLoop.current()
        self.ioloop.add_callback(self.kernel_manager.keep_spares)
        # Packing takes a moment; the first visitor should not have to wait for it.
        self.ioloop.run_in_executor(None, lambda: [asset.packed for asset in self._assets])
        try:
            self.ioloop.start()
        except KeyboardInterrupt:
            pass
        finally:
            server.stop()
            self.stop()

    def stop(self) -> None:
        """End every kernel and leave no file behind."""
        # On the loop that the kernels' own tasks belong to; another one could not wait for them.
        IOLoop.current().run_sync(self.kernel_manager.end_all)
        self._scratch.cleanup()

    def start(self) -> None:
        """Start with a scratch folder that goes with us."""
        self._scratch = tempfile.TemporaryDirectory(prefix="rapport-", ignore_cleanup_errors=True)
        self.connection_dir_root = self._scratch.name
        super().start()


class CannotListenError(Exception):
    """The port is taken or forbidden."""


def serve_until_interrupted(arguments: argparse.Namespace, root: Path) -> int:
    """Serve the pages of the course in `root`; see `rapport.pages.add_arguments`."""
    logging.basicConfig(
        level=logging.INFO if arguments.verbose else logging.ERROR,
        format="rapport dashboards: %(message)s",
    )
    server = Pages.instance(config=_configuration(arguments, root))
    server.pages = find_pages(root, arguments.sensitive)
    try:
        server.initialize([])
        server.start()
    except CannotListenError as problem:
        print(
            f"rapport dashboards: {problem}; another --port may be free.",
            file=sys.stderr,
        )
        return 2
    return 0


def _configuration(arguments: argparse.Namespace, root: Path) -> Config:
    config = Config()
    config.Pages.update(
        ip=arguments.host,
        port=arguments.port,
        root_dir=str(root),
        open_browser=False,
        log_level=logging.INFO if arguments.verbose else logging.ERROR,
    )
    config.VoilaConfiguration.update(
        multi_kernel_manager_class=Kernels, kernel_spec_manager_class=OurKernelSpecs
    )
    asleep = round(arguments.asleep_after * 60)
    config.Kernels.update(
        seats=arguments.seats,
        spares=arguments.spares,
        home=str(root / "course" if (root / "course").is_dir() else root),
        sensitive=arguments.sensitive,
        hush=not arguments.verbose,
        cull_idle_timeout=max(1, asleep),
        cull_interval=max(1, min(20, asleep // 3)),
    )
    # A kernel that died is not started anew: without its widgets the page would only look alive.
    config.KernelRestarter.restart_limit = 0
    config.KernelRestarter.time_to_dead = 2.0
    return config


def invitation(host: str, port: int, base_url: str, count: int) -> list[str]:
    """Give what the host reads: the address to open, and whom it reaches."""
    pages = f"{count} public page{'' if count == 1 else 's'}" if count else "no public page yet"
    if host in ("", "0.0.0.0", "::"):
        return [
            f"rapport dashboards: {pages}. People on the same network open",
            f"    http://{_address_on_the_network()}:{port}{base_url}",
            "Nothing they type or move is stored. Ctrl+C ends it.",
        ]
    name = f"[{host}]" if ":" in host else host
    whom = "Only this computer can open it; for a workshop add --host 0.0.0.0."
    if host not in ("127.0.0.1", "localhost", "::1"):
        whom = "Whoever reaches that address can open it."
    return [
        f"rapport dashboards: {pages} at http://{name}:{port}{base_url}",
        f"{whom} Ctrl+C ends it.",
    ]


def _address_on_the_network() -> str:
    """Give this computer's address as others on its network see it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: nothing is sent
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()
