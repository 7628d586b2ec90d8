"""Which kernels end by themselves; what a server does with real ones is in `test_server.py`."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from rapport.pages.kernels import Kernels, Seat


class Ending(Kernels):
    """Notes what would be ended, and ends nothing."""

    async def give_back(self, kernel: str) -> None:
        self.taken.pop(kernel)


def test_a_page_is_kept_while_its_visitor_does_something(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("rapport.pages.kernels.time.monotonic", lambda: now)
    kernels = Ending(idle_with_page=60.0)
    kernels.taken = {name: Seat(name, None, waking=False) for name in ("busy", "idle")}
    for name in kernels.taken:
        kernels.connected(name, object())

    async def every() -> None:
        for name in tuple(kernels.taken):
            await kernels.cull_kernel_if_idle(name)

    def look() -> set[str]:
        # In a thread of its own: after browser tests this one has a loop that never ends.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, every()).result()
        return set(kernels.taken)

    now += 50
    kernels.heard("busy")
    kernels.heard("gone")
    assert look() == {"busy", "idle"}
    now += 20
    assert look() == {"busy"}
