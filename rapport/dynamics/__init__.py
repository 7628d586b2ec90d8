"""How trust moves over sessions with one client: a small model to think with.

    >>> from rapport.dynamics import APPROACHES, Client, aim_met, explain, simulate
    >>> course = simulate(Client(anxiety=0.2, avoidance=0.9), APPROACHES["ajar"], seed=4)
    >>> course.trust.shape, course.attended.shape
    ((21,), (20,))
    >>> bool(aim_met(course))
    True

**A teaching model, not fitted to data.** Its directions come from the causal claims about
attachment in `rapport.knowledge` (E80 to E92, see `EDGES_CARRIED`); every strength, speed and
threshold is the course's own choice (`Parameters`). It foretells nothing about a real
person.

Anxiety and avoidance are continuous; the four labels are regions of their plane, and two clients
of one place can fare very differently by chance. In studies attachment explains about 1–2% of how
alliances differ. Here it explains 3 to 5% of trust at the end when each client meets an approach
mixed for the place, and 11 to 16% when all meet the same middling one, depending on how clients
are spread over the plane: more than in studies, so that a map of 20 sessions can be read.

`people` holds the client and the approach, `parameters` the numbers, `rule` the update rule,
`course` runs it, `reasons` tells why a course went as it did.
"""

from rapport.dynamics.course import AIM, Aim, Course, aim_met, landscape, simulate, works
from rapport.dynamics.edges import EDGES_CARRIED
from rapport.dynamics.parameters import PARAMETERS, Parameters
from rapport.dynamics.people import APPROACHES, DIALS, Approach, Client, Plan, style_at
from rapport.dynamics.reasons import Reason, explain, table_cells

__all__ = [
    "AIM",
    "APPROACHES",
    "DIALS",
    "EDGES_CARRIED",
    "PARAMETERS",
    "Aim",
    "Approach",
    "Client",
    "Course",
    "Parameters",
    "Plan",
    "Reason",
    "aim_met",
    "explain",
    "landscape",
    "simulate",
    "style_at",
    "table_cells",
    "works",
]
