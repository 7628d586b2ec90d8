"""Which causal claims about attachment the update rule carries, and how."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

EDGES_CARRIED: Mapping[str, str] = MappingProxyType(
    {
        "E80": "Low anxiety with low avoidance lifts trust by itself (ease), more with "
        "collaboration (joint) and with the depth that is taken up (deeper).",
        "E81": "Anxiety lets trust rise with reassurance (reassured), sink without (unmet) and "
        "swing more from week to week (shake).",
        "E82": "Anxiety × contact between sessions builds dependence (leaning); dependence then "
        "adds to the need for reassurance, which is the rebound the course adds.",
        "E83": "Anxiety × structure × validation lifts trust (steadied) and calms its swings, "
        "both growing with sessions attended.",
        "E84": "Limits, read as structure × (1 − contact), shed dependence (limits). Work on "
        "regulation has no dial; the frame that makes it necessary and possible stands for it.",
        "E85": "Avoidance takes a share off every lift (slow).",
        "E86": "Closeness beyond what avoidance bears is pressure; it raises overwhelm at once, "
        "overwhelm costs trust (flooded) and, above a brim, attendance (withdrawn).",
        "E87": "Avoidance × patience × little contact × a mild invitation that is taken up lifts "
        "trust (gentle); trust widens the room for closeness. Disclosure is not a state here.",
        "E88": "Anxiety × avoidance × closeness lowers the chance of coming (on_off), at random.",
        "E89": "Anxiety × avoidance × structure × patience lifts trust (still) and closes the "
        "gaps in attendance slowly; little structure lowers trust (chaos, the reverse).",
        "E90": "Sessions that are structured, validating, patient, trusted and not overwhelming "
        "lower anxiety and avoidance a little (earned).",
        "E91": "Not carried: no dial says what is explored, and life outside is not a state here.",
        "E92": "Collaboration, as far as sessions attended have let a shared picture form, "
        "multiplies every lift (shared).",
    }
)
"""Edge id → how the rule carries it, with the names of its terms in brackets, or why not."""
