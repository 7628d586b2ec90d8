"""What the encoder gives for a text said after another: names, order and size of its outputs.

Shared by the script that builds it (`training/`) and the code that runs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rapport.replies.corpus.models import ACTS, AIMS, BEHAVIOURS, FAULTS, LEVELS, SKILLS

SIZES: Mapping[str, int] = MappingProxyType(
    {
        "overall": len(LEVELS) - 1,  # chances of more than 1, 2, 3, 4
        "skills": 2 * len(SKILLS),  # of more than 0 and more than 1, skill by skill
        "faults": len(FAULTS),
        "act": len(ACTS),  # shares that add up to 1
        "open": 1,  # of a question
        "aims": len(AIMS),  # of a goal
    }
)
"""Numbers a text gets by output; `behaviours` gets as many as BEHAVIOURS for each sentence."""

INPUTS = ("ids", "types", "pool")
OUTPUTS = (*SIZES, "behaviours")
KINDS = len(BEHAVIOURS)
