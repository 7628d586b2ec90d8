"""The encoder itself: an ONNX file beside this module, run without network, service or torch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rapport.replies.reader.outputs import INPUTS, OUTPUTS
from rapport.replies.reader.pieces import Pieces, batch, pieces

if TYPE_CHECKING:
    import onnxruntime

Array = NDArray[np.float32]
MODEL, CARD = "reader.onnx", "card.json"


@dataclass(frozen=True)
class Reading:
    """Chances, each from 0 to 1, as `rapport.replies.reader.outputs` lays them out.

    overall (4,): of more than 1, 2, 3, 4. skills (9, 2): of more than 0, more than 1. faults (10,).
    act (4,) and behaviours (sentences, 15) add up to 1. open (1,): of a question. aims (5,).
    """

    pieces: Pieces
    overall: Array
    skills: Array
    faults: Array
    act: Array
    open: Array
    aims: Array
    behaviours: Array


def read(before: str, text: str, context: str = "") -> Reading:
    """Read a text said after another; the first call loads the encoder."""
    return run(pieces(before, text, context))


def run(cut: Pieces, by: onnxruntime.InferenceSession | None = None) -> Reading:
    """Read one pair, alone: int8 arithmetic would let the others of a batch change its figures.

    by: another encoder than the course's own.
    """
    arrays = batch([cut])
    given = (by or _own()).run(list(OUTPUTS), {name: arrays[name] for name in INPUTS})
    found = {name: each[0] for name, each in zip(OUTPUTS, given, strict=True)}
    found["skills"] = found["skills"].reshape(-1, 2)
    return Reading(cut, **found)


@cache
def card() -> Mapping[str, Any]:
    """What the script that built the encoder wrote down: versions, hashes, calibration."""
    loaded: dict[str, Any] = json.loads(_file(CARD).read_text(encoding="utf-8"))
    return loaded


def session(path: Any) -> onnxruntime.InferenceSession:
    """Load the encoder in a file."""
    import onnxruntime  # late: half a second that only reading needs

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # the same figures every time
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        path.read_bytes(), options, providers=["CPUExecutionProvider"]
    )


@cache
def _own() -> onnxruntime.InferenceSession:
    return session(_file(MODEL))


def _file(name: str) -> Any:
    return resources.files("rapport.replies.reader").joinpath("model", name)
