"""Simpler readers of replies beside the fine-tuned encoder that the course ships.

    python benchmarks/readers.py [--json]

All learn from the same labelled replies: those of train scenes, by voices of train and tune. The
encoder has more beside them, which simpler readers have no use for: good replies put behind another
client's words, gaming replies, fairness pairs, turns and goals; and it reads the line of context.
Needs `training/requirements.txt`. For each: agreement on scenes of the tune split (same voices),
megabytes on disk, and milliseconds a reply on one core, measured side by side.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
from examples import Example, levels, of_replies  # noqa: E402
from network import PRETRAINED, Reader  # noqa: E402

from rapport.replies.cues import CUES  # noqa: E402
from rapport.replies.measure import agreed  # noqa: E402
from rapport.replies.reader import encoder  # noqa: E402
from rapport.replies.reader.pieces import batch, pieces  # noqa: E402

Floats = NDArray[np.float64]
Features = Callable[[Sequence[Example], bool], Any]
SHIPPED = ROOT / "rapport/replies/reader/model"
PENALTIES = (0.1, 0.3, 1, 3, 10, 30, 100)


@dataclass(frozen=True)
class Kind:
    """What a ridge regression sees of a reply, and what that needs on disk beside it.

    features: of (examples, whether to learn words from them), a row for each. kept: what it has
    learned. files: bytes of the pretrained files it uses.
    """

    features: Features
    kept: object = None
    files: int = 0


def of_words() -> tuple[Features, list[TfidfVectorizer]]:
    """TF-IDF of words, pairs of words and letters, and the words it learns."""
    makers = [
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True),
    ]

    def features(examples: Sequence[Example], learn: bool) -> Any:
        texts = [each.text for each in examples]
        rows = [m.fit_transform(texts) if learn else m.transform(texts) for m in makers]
        return hstack(rows).tocsr()

    return features, makers


def of_cues(examples: Sequence[Example], learn: bool) -> Any:
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


def static_and_frozen() -> tuple[Kind, Kind]:
    """Mean of the encoder's word vectors, and of its untouched last layer."""
    reader = Reader().eval()
    table = reader.words.numpy()

    def static(text: str) -> Floats:
        ids = pieces("", text).ids[2:]
        return np.asarray(table[ids].mean(axis=0), dtype=float)

    @torch.no_grad()
    def frozen(text: str) -> Floats:
        laid = torch.from_numpy(batch([pieces("", text)])["ids"])
        hidden = reader.encoder(input_ids=laid).last_hidden_state[0]
        return np.asarray(hidden.mean(dim=0).numpy(), dtype=float)

    cutter, weights = (
        (PRETRAINED / name).stat().st_size for name in ("tokenizer.json", "model.safetensors")
    )
    return (
        Kind(of_vectors(static), files=cutter + table.nbytes),
        Kind(of_vectors(frozen), files=cutter + weights),
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    learned, tried = of_replies("train"), of_replies("tune")
    wanted, rated = [1 + each.targets["overall"].sum() for each in learned], levels(tried)
    words, kept = of_words()
    static, frozen = static_and_frozen()
    kinds = {
        "cues": Kind(of_cues),
        "TF-IDF": Kind(words, kept),
        "TF-IDF and cues": Kind(
            lambda part, learn: hstack([words(part, learn), of_cues(part, learn)]).tocsr(), kept
        ),
        "static vectors": static,
        "frozen encoder": frozen,
    }
    guesses: dict[str, Floats] = {}
    costs: dict[str, tuple[int, float]] = {}  # bytes, seconds a reply
    for name, kind in kinds.items():
        model = RidgeCV(PENALTIES).fit(kind.features(learned, True), wanted)
        begun = time.perf_counter()
        guesses[name] = model.predict(kind.features(tried, False))
        took = (time.perf_counter() - begun) / len(tried)
        costs[name] = len(pickle.dumps((model, kind.kept))) + kind.files, took
    begun = time.perf_counter()
    fine = np.array(
        [
            1 + np.minimum.accumulate(encoder.read(e.before, e.text, e.context).overall).sum()
            for e in tried
        ]
    )
    took = (time.perf_counter() - begun) / len(tried)
    shipped = sum(each.stat().st_size for each in SHIPPED.iterdir())
    guesses["fine-tuned encoder, int8"] = fine
    costs["fine-tuned encoder, int8"] = shipped, took
    size, slow = costs["TF-IDF"]
    guesses["fine-tuned and TF-IDF, 2 to 1"] = (2 * fine + guesses["TF-IDF"]) / 3
    costs["fine-tuned and TF-IDF, 2 to 1"] = shipped + size, took + slow
    rows = [_row(name, guess, rated, *costs[name]) for name, guess in guesses.items()]
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return
    print(f"{len(learned)} replies learned, {len(tried)} tried")
    for row in rows:
        print("  ".join(f"{name} {_said(value)}" for name, value in row.items()))


def _row(name: str, guess: Floats, levels: Floats, size: int, seconds: float) -> dict[str, Any]:
    found = agreed(guess, levels)
    return {
        "reader": name,
        "kappa": found["kappa"],
        "r": found["r"],
        "adjacent": found["adjacent"],
        "MB": size / 1e6,
        "ms": 1000 * seconds,
    }


def _said(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
