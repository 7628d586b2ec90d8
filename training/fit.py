"""Fine-tuning the reader on examples, on an ordinary processor."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from examples import Example
from mistyping import mistyped
from network import Reader
from torch import Tensor
from torch.nn import functional

from rapport.replies.reader.outputs import KINDS, SIZES
from rapport.replies.reader.pieces import Pieces, batch, pieces

MASK = 103  # the vocabulary's piece for a hidden one
WEIGHTS = {
    "overall": 1.0,
    "skills": 1.0,
    "faults": 1.0,
    "act": 0.5,
    "open": 0.3,
    "aims": 0.5,
    "behaviours": 0.5,
    "twins": 0.3,
}


@dataclass(frozen=True)
class Settings:
    """How long and how fast to learn.

    epochs: times every example is met. size: of a batch. rate: of learning, at its height and in
    the last layer; earlier layers learn slower by `decay` each. hidden: share of pieces hidden.
    alone: how often a client's line comes without its context, as it may when the reader is used.
    mistyped: how often a reply comes with typing errors.
    """

    epochs: int = 6
    size: int = 16
    rate: float = 1.2e-4
    decay: float = 0.85
    hidden: float = 0.08
    alone: float = 0.5
    mistyped: float = 0.15
    seed: int = 1


def fit(examples: Sequence[Example], settings: Settings) -> Reader:
    """Return a reader that has learned the examples; the same on the same machine every time."""
    torch.manual_seed(settings.seed)
    torch.use_deterministic_algorithms(True)
    rng = random.Random(settings.seed)
    reader = Reader().train()
    optimizer = torch.optim.AdamW(_groups(reader, settings), weight_decay=0.01, fused=True)
    steps = settings.epochs * math.ceil(len(examples) / settings.size)
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (0.1 * steps)) * max(0.0, 1 - step / steps)
    )
    begun = time.monotonic()
    for epoch in range(settings.epochs):
        total = 0.0
        for part in _batches(examples, settings.size, rng):
            loss = _loss(reader, part, settings, rng)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            rates.step()
            total += loss.item() * len(part)
        took = time.monotonic() - begun
        print(f"epoch {epoch + 1}: loss {total / len(examples):.3f}, {took:.0f} s", flush=True)
    return reader.eval()


def _groups(reader: Reader, settings: Settings) -> list[dict[str, object]]:
    layers = reader.encoder.encoder.layer
    last = len(layers) - 1
    inner = [weight for weight in reader.encoder.embeddings.parameters() if weight.requires_grad]
    groups: list[dict[str, object]] = [
        {"params": inner, "lr": settings.rate * settings.decay ** (last + 1)}
    ]
    groups += [
        {"params": list(layer.parameters()), "lr": settings.rate * settings.decay ** (last - place)}
        for place, layer in enumerate(layers)
    ]
    heads = [weight for name, weight in reader.named_parameters() if not name.startswith("encoder")]
    return [*groups, {"params": heads, "lr": settings.rate * 5}]


def _batches(examples: Sequence[Example], size: int, rng: random.Random) -> list[list[Example]]:
    """Shuffle, but put texts of like length together, so that little is padded."""
    order = list(examples)
    rng.shuffle(order)
    wide = size * 12
    parts = []
    for start in range(0, len(order), wide):
        near = sorted(order[start : start + wide], key=lambda each: len(each.text + each.before))
        parts += [near[place : place + size] for place in range(0, len(near), size)]
    rng.shuffle(parts)
    return parts


def _read(example: Example, settings: Settings, rng: random.Random, text: str) -> Pieces:
    context = "" if rng.random() < settings.alone else example.context
    if rng.random() < settings.mistyped:
        text = mistyped(text, rng)
    cut = pieces(example.before, text, context)
    hide = [piece > MASK and rng.random() < settings.hidden for piece in cut.ids]
    cut.ids[hide] = MASK
    return cut


def _loss(
    reader: Reader, part: Sequence[Example], settings: Settings, rng: random.Random
) -> Tensor:
    twins = [each for each in part if each.twin is not None]
    read = [_read(each, settings, rng, each.text) for each in part]
    read += [_read(each, settings, rng, each.twin or "") for each in twins]
    arrays = {name: torch.from_numpy(each) for name, each in batch(read).items()}
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = {name: each.float() for name, each in reader.logits(**arrays).items()}
    loss = torch.zeros(())
    for name in SIZES:
        loss = loss + WEIGHTS[name] * _of_output(name, logits[name][: len(part)], part)
    loss = loss + WEIGHTS["behaviours"] * _of_behaviours(logits["behaviours"], part)
    if twins:
        here = [place for place, each in enumerate(part) if each.twin is not None]
        apart = [
            functional.mse_loss(logits[name][here], logits[name][len(part) :])
            for name in ("overall", "skills", "faults")
        ]
        loss = loss + WEIGHTS["twins"] * torch.stack(apart).mean() * len(twins) / len(part)
    return loss


def _of_output(name: str, logits: Tensor, part: Sequence[Example]) -> Tensor:
    blank = np.full(SIZES[name], np.nan, dtype=np.float32)
    wanted = torch.from_numpy(np.stack([each.targets.get(name, blank) for each in part]))
    known = ~wanted.isnan()
    if not known.any():
        return torch.zeros(())
    if name == "act":
        rows = known.all(dim=-1)
        return -(wanted[rows] * functional.log_softmax(logits[rows], dim=-1)).sum(dim=-1).mean()
    return functional.binary_cross_entropy_with_logits(logits[known], wanted[known])


def _of_behaviours(logits: Tensor, part: Sequence[Example]) -> Tensor:
    wanted = torch.zeros(len(part), logits.shape[1], KINDS)
    for row, each in enumerate(part):
        if each.behaviours is not None:
            shown = each.behaviours[: logits.shape[1]]
            wanted[row, : len(shown)] = torch.from_numpy(shown)
    said = wanted.sum()
    if not said:
        return torch.zeros(())
    return -(wanted * functional.log_softmax(logits[: len(part)], dim=-1)).sum() / said
