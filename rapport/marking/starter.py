"""What a learner finds in an answer cell, and the public form of an item (nothing of its key)."""

from __future__ import annotations

import random
from typing import Any

from rapport.marking.scheme import Choice, Choices, Classify, Goal, Note, Order, Plan, Reply, Scheme

HEAD = "| Sessions | Practice | Level |"
"""The head of a plan's table."""


def starter(item: Scheme) -> str:
    """Give an untouched answer cell's text: options unticked, rows unlabelled, lines shuffled."""
    match item:
        case Choice() | Choices():
            return "\n".join(f"- [ ] {option.text}" for option in item.options)
        case Order():
            return "\n".join(f"- ( ) {text}" for text in shuffled(item))
        case Classify():
            return "\n".join(f"- {row.text} → " for row in item.rows)
        case Reply():
            return "*Write what you say here, in place of this line.*"
        case Goal():
            return "*Write one goal here, in place of this line.*"
        case Note():
            return "*Write your note here, in place of this line.*"
        case Plan():
            return "\n".join((HEAD, "|---|---|---|", *("|  |  |  |",) * 6))


def shuffled(item: Order) -> list[str]:
    """Give the lines in an order that is the same every time and never an acceptable one."""
    lines = list(item.lines)
    draw = random.Random(item.item)
    while [line.place for line in lines] == sorted(line.place for line in lines):
        draw.shuffle(lines)
    return [line.text for line in lines]


def form(item: Scheme) -> dict[str, Any]:
    """Give what a learner may know of an item; it travels in the answer cell's metadata.

    Always `kind`, `title`, `starter`; then `options`, `lines`, `rows` and `labels`, `client`,
    `words` or `setting` as the kind has them.
    """
    public: dict[str, Any] = {"kind": item.kind, "title": item.title, "starter": starter(item)}
    match item:
        case Choice() | Choices():
            public["options"] = [option.text for option in item.options]
        case Order():
            public["lines"] = shuffled(item)
        case Classify():
            public["rows"] = [row.text for row in item.rows]
            public["labels"] = list(item.labels)
        case Reply() | Goal():
            public["client"] = item.client
        case Plan():
            public["setting"] = item.setting.to_form()
    if isinstance(item, Reply | Note) and item.words:
        public["words"] = list(item.words)
    return public
