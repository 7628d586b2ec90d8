"""Simpler readers of replies beside the fine-tuned encoder, all learned from train, tried on tune.

    python benchmarks/readers.py [--json]

Needs `training/requirements.txt`. For each: agreement on scenes of the tune split (voices of train
and tune), megabytes on disk, and milliseconds a reply on one core, measured side by side.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import RidgeCV

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

import torch  # noqa: E402
from examples import Example, of_replies  # noqa: E402
from network import PRETRAINED, Reader  # noqa: E402

from rapport.replies.cues import CUES  # noqa: E402
from rapport.replies.measure import agreed  # noqa: E402
from rapport.replies.reader import encoder  # noqa: E402
from rapport.replies.reader.pieces import batch, pieces  # noqa: E402

Floats = NDArray[np.float64]
Features = Callable[[Sequence[Example], bool], Any]
PENALTIES = (0.1, 0.3, 1, 3, 10, 30, 100)


def of_words() -> Features:
    """TF-IDF of words, pairs of words and letters."""
    makers = [
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True),
    ]

    def features(examples: Sequence[Example], learn: bool) -> Any:
        texts = [each.text for each in examples]
        return hstack([m.fit_transform(texts) if learn else m.transform(texts) for m in makers])

    features.kept = makers  # type: ignore[attr-defined]
    return features


def of_cues(examples: Sequence[Example], learn: bool = False) -> Any:
    """How often each cue of `rapport.replies.cues` is found, questions, and length."""
    rows = [
        [
            *(len(cue.find(each.text)) for cue in CUES.values()),
            each.text.count("?"),
            len(each.text.split()) / 50,
        ]
        for each in examples
    ]
    return csr_matrix(np.array(rows, dtype=float))


def of_vectors(vector: Callable[[str], Floats]) -> Features:
    """Two vectors, of client and reply, with their product and distance."""

    def features(examples: Sequence[Example], learn: bool) -> Any:
        pairs = [(vector(each.before), vector(each.text)) for each in examples]
        return np.array([np.concatenate([a, b, a * b, np.abs(a - b)]) for a, b in pairs])

    return features


@torch.no_grad()
def static_and_frozen() -> tuple[Callable[[str], Floats], Callable[[str], Floats]]:
    """Mean of the encoder's word vectors, and of its untouched last layer."""
    reader = Reader(frozen=True).eval()
    table = reader.words.numpy()

    def static(text: str) -> Floats:
        ids = pieces("", text).ids[2:]
        return np.asarray(table[ids].mean(axis=0), dtype=float)

    def frozen(text: str) -> Floats:
        laid = torch.from_numpy(batch([pieces("", text)])["ids"])
        hidden = reader.encoder(input_ids=laid).last_hidden_state[0]
        return np.asarray(hidden.mean(dim=0).numpy(), dtype=float)

    return static, frozen


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    learned = of_replies(lambda scene, voice: scene.split == "train" and voice == "train")
    tried = of_replies(lambda scene, voice: scene.split == "tune" and voice != "report")
    wanted, rated = (
        [1 + each.targets["overall"].sum() for each in part] for part in (learned, tried)
    )
    levels = np.rint(rated)
    static, frozen = static_and_frozen()
    words = of_words()
    readers: dict[str, Features] = {
        "cues": of_cues,
        "TF-IDF": words,
        "TF-IDF and cues": lambda part, learn: hstack([words(part, learn), of_cues(part)]),
        "static vectors": of_vectors(static),
        "frozen encoder": of_vectors(frozen),
    }
    rows = []
    guesses = {}
    for name, features in readers.items():
        given = features(learned, True)
        given = given.tocsr() if hasattr(given, "tocsr") else given
        model = RidgeCV(PENALTIES).fit(given, wanted)
        begun = time.perf_counter()
        guess = model.predict(features(tried, False))
        took = time.perf_counter() - begun
        guesses[name] = guess
        size = len(pickle.dumps(model)) + len(pickle.dumps(getattr(features, "kept", None)))
        if "encoder" in name:
            size += (PRETRAINED / "model.safetensors").stat().st_size
        if "static" in name:
            size += 4 * Reader(frozen=True).words.numel()
        rows.append(_row(name, guess, levels, size, took / len(tried)))
    begun = time.perf_counter()
    fine = np.array(
        [
            1 + np.minimum.accumulate(encoder.read(e.before, e.text, e.context).overall).sum()
            for e in tried
        ]
    )
    took = (time.perf_counter() - begun) / len(tried)
    size = (ROOT / "rapport/replies/reader/model" / encoder.MODEL).stat().st_size
    rows.append(_row("fine-tuned encoder, int8", fine, levels, size, took))
    blend = (2 * fine + guesses["TF-IDF"]) / 3
    rows.append(_row("fine-tuned and TF-IDF, 2 to 1", blend, levels, None, None))
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return
    print(f"{len(learned)} replies learned, {len(tried)} tried")
    for row in rows:
        print("  ".join(f"{name} {_said(value)}" for name, value in row.items()))


def _row(
    name: str, guess: Floats, levels: Floats, size: int | None, seconds: float | None
) -> dict[str, Any]:
    found = agreed(np.asarray(guess), levels)
    return {
        "reader": name,
        "kappa": found["kappa"],
        "r": found["r"],
        "adjacent": found["adjacent"],
        "MB": None if size is None else size / 1e6,
        "ms": None if seconds is None else 1000 * seconds,
    }


def _said(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
