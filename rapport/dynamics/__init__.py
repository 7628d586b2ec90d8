"""How trust moves over sessions: a small model to think with.

    >>> from rapport.dynamics import Client, Event, Plan, Practices, simulate
    >>> slip = Event(session=6, kind="misunderstanding", repair="owned", after=1)
    >>> course = simulate(Client(anxiety=0.2, avoidance=0.9), Plan(Practices(), (slip,)), seed=4)
    >>> course.trust.shape, course.attended.shape
    ((21,), (20,))

**A teaching model.** Its directions come from the causal claims of `rapport.knowledge` (see
`EDGES_CARRIED`); its few fitted numbers were moved until simulated studies came out as published
ones did (`rapport evidence`, docs/model-card.md). It foretells nothing about a real person.

`people` holds clients, `plan` what the therapist does and what happens, `parameters` the numbers,
`rule` the update rule, `course` runs it, `outcomes` says how well it went, `reasons` why,
`evidence` compares a simulated population with published effects.
"""

from rapport.dynamics.course import Course, simulate
from rapport.dynamics.edges import EDGES_CARRIED
from rapport.dynamics.outcomes import AIM, Aim, aim_met, landscape, works
from rapport.dynamics.parameters import PARAMETERS, Parameters
from rapport.dynamics.people import TRAITS, Client, Crowd, around, style_at
from rapport.dynamics.plan import (
    APPROACHES,
    DIALS,
    HAPPENINGS,
    KINDS,
    PRACTICES,
    REPAIRS,
    Approach,
    Event,
    Plan,
    PlanLike,
    Practices,
    turned,
)
from rapport.dynamics.reasons import Reason, explain, table_cells

__all__ = [
    "AIM",
    "APPROACHES",
    "DIALS",
    "EDGES_CARRIED",
    "HAPPENINGS",
    "KINDS",
    "PARAMETERS",
    "PRACTICES",
    "REPAIRS",
    "TRAITS",
    "Aim",
    "Approach",
    "Client",
    "Course",
    "Crowd",
    "Event",
    "Parameters",
    "Plan",
    "PlanLike",
    "Practices",
    "Reason",
    "aim_met",
    "around",
    "explain",
    "landscape",
    "simulate",
    "style_at",
    "table_cells",
    "turned",
    "works",
]
