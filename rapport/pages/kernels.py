"""The visitors' kernels: one each, no more than there are seats, none that outlives its page."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Bool, Float, Integer, Unicode

KERNEL = "python3"
PUBLIC = "RAPPORT_PUBLIC_PAGE"
"""Set in a page's kernel, for widgets that would touch the host's files for a learner."""

SENSITIVE = "RAPPORT_SENSITIVE"
"""Set in a page's kernel where the host shows distressing scenes as well."""

GONE = 4404
"""The code with which a socket is closed when its kernel has ended."""

_START_WITHIN = 60.0
_MEET_WITHIN = 60.0
_LEFT_LONG = 30.0
_log = logging.getLogger(__name__)

# What every page of the course imports; a spare kernel has it done before its visitor comes.
_WARM = """
import importlib
for name in ("ipywidgets", "anywidget", "widgets"):
    try:
        importlib.import_module(name)
    except Exception:
        pass
del importlib, name
"""


class FullError(Exception):
    """Every seat is taken."""


class OurKernelSpecs(KernelSpecManager):
    """One kernel: this Python, whatever else is installed or configured on the host's machine."""

    def find_kernel_specs(self) -> dict[str, str]:
        """Name the one kernel."""
        return {KERNEL: ""}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Describe it."""
        if kernel_name != KERNEL:
            raise NoSuchKernel(kernel_name)
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        # Nothing is kept: not even a history of what the notebook's own cells said.
        command += ["--HistoryManager.enabled=False"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")

    def get_all_specs(self) -> dict[str, Any]:
        """Describe it as Voila asks for it."""
        spec = self.get_kernel_spec(KERNEL).to_dict()
        return {KERNEL: {"resource_dir": "", "spec": spec}}


@dataclass
class Seat:
    """A visitor's kernel, or one that waits for a visitor.

    sockets: the open connections of its page, oldest first. met: whether there ever was one.
    left: when the last of them was closed. touched: when its visitor last did something.
    waking: whether its notebook's cells are being run.
    """

    kernel: str
    client: Any
    since: float = field(default_factory=time.monotonic)
    sockets: dict[Any, None] = field(default_factory=dict)
    met: bool = False
    left: float = 0.0
    touched: float = 0.0
    waking: bool = True


class Kernels(AsyncMappingKernelManager):
    """Starts, watches and ends the kernels of all pages."""

    seats = Integer(60, min=1, help="How many pages may have a kernel at once.").tag(config=True)
    spares = Integer(1, min=0, help="How many kernels are started ahead.").tag(config=True)
    idle_with_page = Float(2 * 3600.0, help="Seconds an open, untouched page is kept.").tag(
        config=True
    )
    home = Unicode(help="The folder in which kernels start.").tag(config=True)
    sensitive = Bool(False, help="Whether distressing scenes are shown.").tag(config=True)
    hush = Bool(True, help="Whether what kernels print is thrown away.").tag(config=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.taken: dict[str, Seat] = {}
        self._claimed = 0
        self._ahead: list[asyncio.Task[Seat]] = []
        self._ending: set[asyncio.Task[None]] = set()
        # More kernels starting at once than there are cores only makes everyone wait.
        self._turns = asyncio.Semaphore(max(2, os.cpu_count() or 2))
        self.waiting = 0

    # ---- Coming and going ----------------------------------------------------------------

    def claim(self) -> None:
        """Keep a seat for a visitor; raises `FullError`. `take` or `unclaim` must follow."""
        if len(self.taken) + self._claimed >= self.seats and not self._make_room():
            raise FullError
        self._claimed += 1

    def unclaim(self) -> None:
        """Give back a claimed seat that was not taken."""
        self._claimed -= 1

    async def take(self) -> Seat:
        """Give the claimed seat with a kernel that answers."""
        try:
            seat = await self._ready()
        finally:
            self._claimed -= 1
        seat.since = time.monotonic()
        self.taken[seat.kernel] = seat
        return seat

    async def give_back(self, kernel: str) -> None:
        """End a visitor's kernel; not an error if it has ended already."""
        if kernel in self:
            await self.shutdown_kernel(kernel, now=True)
        self._forget(kernel)

    def give_back_soon(self, kernel: str) -> None:
        """End a visitor's kernel without waiting for its end."""
        task = asyncio.ensure_future(self.give_back(kernel))
        self._ending.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._ending.discard(task)
        if not task.cancelled() and (problem := task.exception()):
            _log.error("a kernel could not be ended", exc_info=problem)

    def keep_spares(self) -> None:
        """Start as many kernels ahead as are wanted and there are seats for."""
        room = self.seats - len(self.taken) - self._claimed
        while len(self._ahead) < min(self.spares, room):
            self._ahead.append(asyncio.ensure_future(self._start(warm=True)))

    async def turn(self) -> None:
        """Wait for one's turn to start; `turn_over` must follow."""
        self.waiting += 1
        try:
            await self._turns.acquire()
        finally:
            self.waiting -= 1

    def turn_over(self) -> None:
        """Let the next one start."""
        self._turns.release()

    async def _ready(self) -> Seat:
        while self._ahead:
            spare = self._ahead.pop(0)
            try:
                seat = await spare
            except Exception as problem:
                _log.error("a kernel started ahead did not answer: %s", problem)
                continue
            if seat.kernel in self and await self.get_kernel(seat.kernel).is_alive():
                return seat
            seat.client.stop_channels()
        return await self._start(warm=False)

    async def _start(self, warm: bool) -> Seat:
        silence = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if self.hush else {}
        kernel = await self.start_kernel(
            kernel_name=KERNEL,
            cwd=self.home,
            env=_environment(self.connection_dir, self.sensitive),
            **silence,
        )
        client = self.get_kernel(kernel).client()
        try:
            client.start_channels()
            await client.wait_for_ready(timeout=_START_WITHIN)
            client.allow_stdin = False
            # Jupyter would read every word of every kernel a second time, while a slider waits.
            self.stop_watching_activity(kernel)
            self.get_kernel(kernel).execution_state = "idle"
            if warm:
                # Not waited for: a visitor who comes early has their cells queued behind it.
                client.execute(_WARM, silent=True, store_history=False)
        except BaseException:
            client.stop_channels()
            await self.shutdown_kernel(kernel, now=True)
            raise
        return Seat(kernel, client)

    def _make_room(self) -> bool:
        """End the kernel of the page that was left longest ago, if one was left."""
        now = time.monotonic()
        left = [
            seat
            for seat in self.taken.values()
            if not seat.sockets and not seat.waking and now - (seat.left or seat.since) > _LEFT_LONG
        ]
        if not left:
            return False
        longest = min(left, key=lambda seat: seat.left or seat.since)
        self._forget(longest.kernel)  # its seat is free at once; the process follows
        self.give_back_soon(longest.kernel)
        return True

    # ---- Connections ---------------------------------------------------------------------

    async def lives(self, kernel: str) -> bool:
        """Tell whether a visitor's kernel is still there."""
        return kernel in self.taken and await self.get_kernel(kernel).is_alive()

    def connected(self, kernel: str, socket: Any) -> None:
        """Note that a page has opened a connection."""
        if seat := self.taken.get(kernel):
            seat.sockets[socket] = None
            seat.met = True
            seat.touched = time.monotonic()

    def disconnected(self, kernel: str, socket: Any) -> None:
        """Note that it was closed; if it was the last one, the page's time begins to run."""
        if seat := self.taken.get(kernel):
            seat.sockets.pop(socket, None)
            if not seat.sockets:
                seat.left = time.monotonic()

    def heard(self, kernel: str) -> None:
        """Note that a visitor did something."""
        if seat := self.taken.get(kernel):
            seat.touched = time.monotonic()

    def start_buffering(self, kernel_id: str, session_key: str, channels: Any) -> None:
        """Keep nothing for a page that is away: when it comes back it asks how all stands."""
        for stream in channels.values():
            if not stream.closed():
                stream.on_recv(None)
                stream.close()

    # ---- The end -------------------------------------------------------------------------

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel whose page was left, never came, or was not touched for hours."""
        seat = self.taken.get(kernel_id)
        if seat is None or seat.waking:
            return
        now = time.monotonic()
        if seat.sockets:
            over = now - seat.touched > self.idle_with_page
        elif seat.met:
            over = now - seat.left > self.cull_idle_timeout
        else:
            over = now - seat.since > min(_MEET_WITHIN, self.cull_idle_timeout)
        if over:
            await self.give_back(kernel_id)

    async def _async_shutdown_kernel(
        self, kernel_id: str, now: bool = True, restart: bool = False
    ) -> None:
        """End a kernel at once: there is nothing to be saved."""
        self._forget(kernel_id)
        await super()._async_shutdown_kernel(kernel_id, now=True, restart=restart)

    shutdown_kernel = _async_shutdown_kernel

    async def end_all(self) -> None:
        """End every kernel, also those being started."""
        for task in self._ahead:
            task.cancel()
        await asyncio.gather(*self._ahead, return_exceptions=True)
        self._ahead.clear()
        self.spares = 0
        await asyncio.gather(
            *(self.shutdown_kernel(kernel) for kernel in self.list_kernel_ids()),
            return_exceptions=True,
        )

    def _handle_kernel_died(self, kernel_id: str) -> None:
        super()._handle_kernel_died(kernel_id)
        self._forget(kernel_id)

    def _forget(self, kernel: str) -> None:
        seat = self.taken.pop(kernel, None)
        if seat is None:
            return
        for socket in tuple(seat.sockets):
            socket.close(GONE, "the kernel has ended")


def _environment(scratch: str, sensitive: bool) -> dict[str, str]:
    """Give a kernel the host's environment, with our packages and without the host's habits."""
    here = Path(__file__).resolve().parents[2]
    # Nothing of a notebook server the host may have started us from: a page has no file to save.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("JPY_")}
    paths = [str(here)] if (here / "pyproject.toml").is_file() else []
    return {
        **inherited,
        PUBLIC: "1",
        SENSITIVE: "1" if sensitive else "",
        "IPYTHONDIR": str(Path(scratch, "ipython")),
        "PYTHONPATH": os.pathsep.join(filter(None, [*paths, os.environ.get("PYTHONPATH", "")])),
        # One page, one kernel: nobody needs to hear their own change echoed.
        "JUPYTER_WIDGETS_ECHO": "0",
    }
