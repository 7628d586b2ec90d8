"""Running a notebook's cells for one visitor, and telling the page what came of each."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellExecutionError
from voila.execute import VoilaExecutor

from rapport.pages.kernels import Kernels, Seat
from rapport.pages.render import to_html

CELL_WITHIN = 60
"""Seconds a cell may take; a page nobody can wait for is a broken page."""

_log = logging.getLogger(__name__)


async def wait_for_turn(kernels: Kernels) -> AsyncIterator[str]:
    """Wait for one's turn to start, telling how many are before: `{"ahead": 3}`."""
    turn = asyncio.ensure_future(kernels.turn())
    told = 0
    try:
        while True:
            done, _ = await asyncio.wait({turn}, timeout=0.3)
            if done:
                return
            if kernels.waiting != told:
                told = kernels.waiting
                yield json.dumps({"ahead": told})
    finally:
        turn.cancel()  # does nothing if it has come


async def run_cells(
    notebook: Any, folder: Path, seat: Seat, kernels: Kernels
) -> AsyncIterator[str]:
    """Run the code cells in order; after each, give a line of JSON about it.

    `{"cell": index, "outputs": [...], "models": {id: {"state": {...}, "buffers": [...]}}}`, with
    the widgets that are new or have changed. Stops at the first cell that fails.
    """
    notebook = nbformat.from_dict(json.loads(json.dumps(notebook)))
    executor = VoilaExecutor(
        notebook, km=kernels.get_kernel(seat.kernel), timeout=CELL_WITHIN, allow_errors=False
    )
    executor.kc = seat.client
    seat.client.execute(
        f"import os; os.chdir({str(folder)!r}); del os", silent=True, store_history=False
    )
    told: dict[str, str] = {}
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        failed = False
        try:
            await executor.execute_cell(cell, None, index, store_history=False)
        except (CellExecutionError, TimeoutError) as problem:
            failed = True
            _log.error("cell %d of a page failed: %s", index, type(problem).__name__)
            _log.info("%s", problem)
        outputs = [{"output_type": "error"}] if failed else _outputs(cell.outputs)
        models = ", ".join(_changed(executor, told))
        yield f'{{"cell": {index}, "outputs": {json.dumps(outputs)}, "models": {{{models}}}}}'
        if failed:
            return


def _changed(executor: VoilaExecutor, told: dict[str, str]) -> list[str]:
    """Give the widgets that were not told yet as they stand now, each as `"id": {...}`."""
    changed = []
    for comm, state in executor.widget_state.items():
        if "_model_name" not in state:
            continue
        buffers = list(executor.widget_buffers.get(comm, {}).values())
        text = json.dumps({"state": state, "buffers": buffers})
        if told.get(comm) != text:
            told[comm] = text
            changed.append(f"{json.dumps(comm)}: {text}")
    return changed


def _outputs(outputs: list[Any]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for output in outputs:
        if output["output_type"] == "error":
            kept.append({"output_type": "error"})
        elif output["output_type"] == "stream":
            if output["name"] == "stdout":
                kept.append({"output_type": "stream", "name": "stdout", "text": output["text"]})
        else:
            data = dict(output["data"])
            if "text/markdown" in data and "text/html" not in data:
                data["text/html"] = to_html(data.pop("text/markdown"))
            kept.append({"output_type": output["output_type"], "data": data})
    return kept
