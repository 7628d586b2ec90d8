"""The update rule: one session with any number of clients at once.

Letters as in the equations. Client: T trust, X overwhelm, P dependence, a anxiety, v avoidance.
Dials: s structure, w validation, d depth, c contact, k collaboration, y patience. All 0 to 1.
Comments name the claim of `rapport.knowledge` a term carries, or say that it is ours. Only
+ − × ÷ min max are used, so that every machine computes the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rapport.dynamics.parameters import Parameters
from rapport.dynamics.people import Approach

Array: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class State:
    """Clients between two sessions: arrays of shape (n,), 0 to 1; `been` counts sessions."""

    trust: Array
    overwhelm: Array
    dependence: Array
    anxiety: Array
    avoidance: Array
    been: Array


@dataclass(frozen=True)
class Chance:
    """What neither client nor approach decides, for one session: arrays of shape (n,).

    pair: how the two happen to get on, a factor around 1. shake: this week's push on trust, in
    standard deviations. luck: 0 to 1, the client comes when it is below the chance of coming.
    """

    pair: Array
    shake: Array
    luck: Array


def step(now: State, dial: Approach, by: Chance, p: Parameters) -> tuple[State, dict[str, Array]]:
    """Return the clients after a session, and what each term contributed (see `_contributions`)."""
    T, X, P, a, v = now.trust, now.overwhelm, now.dependence, now.anxiety, now.avoidance  # noqa: N806
    s, w, d = dial.structure, dial.validation, dial.depth
    c, k, y = dial.contact, dial.collaboration, dial.patience

    # How near the therapist comes, how near is bearable, and by how much that is too near.
    near = min(1, 0.6 * d + 0.3 * c + 0.3 * w + 0.1 * k) * (1 - p.soften * y)  # ours
    room = 1 - v * (1 - p.room - p.widen * T)  # ours: more closeness is bearable as trust grows
    push = _above(near - room)  # E86: pressure to open
    taken = _above(np.minimum(d * (1 - p.soften * y), room) - push)  # ours: the depth taken up
    secure, fearful = (1 - a) * (1 - v), a * v  # regions without borders
    turn = a * (1 - v / 2)  # how much the client turns to the therapist to be steadied (ours)
    routine = np.minimum(1, now.been / p.settle)  # E83, E89, E92: what accrues, accrues so
    limits = s * (1 - c)  # ours: little on demand, inside a frame that holds

    # Does the client come?
    flight = p.withdraw * _above(X - p.brim)  # E86: overwhelm → withdrawal
    gap = p.gaps * fearful * (0.2 + near) * (1 - s * y * routine)  # E88 closeness, E89 stability
    doubt = p.leave * _above(p.low - T)  # ours
    came = (by.luck < np.clip(p.habit - flight - gap - doubt, 0.05, 1)).astype(np.float64)

    # What lifts trust, what lowers it.
    given = (came * w + 2 * c) / 3  # reassurance: in the hour, and between sessions
    need = np.minimum(1, turn * (1 - T + P))  # E81; + P is E82's rebound, ours
    mild = _above(1 - 2 * d * (1 - T))  # E87: gentle; the same depth is milder with trust (ours)
    lifts = {
        "common": p.common * (s + w + k) / 3 + 0 * T,  # ours
        "ease": p.ease * secure,  # E80
        "joint": p.joint * secure * k,  # E80
        "deeper": p.deeper * (1 - v) * (1 - a / 2) * taken,  # E80: depth
        "reassured": p.reassured * turn * np.minimum(given, need),  # E81
        "steadied": p.steadied * turn * s * w * routine,  # E83
        "gentle": p.gentle * v * (1 - a / 2) * y * (1 - c) * taken * mild,  # E87
        "still": p.still * fearful * s * y * routine * (1 - near),  # E89
    }
    drops = {
        "fade": p.fade + 0 * T,  # ours
        "flooded": p.flooded * X,  # ours, follows from E86
        "unmet": p.unmet * _above(need - given),  # E81: dips without reassurance
        "chaos": p.chaos * fearful * (1 - s),  # E89 reversed
        "neglect": p.neglect * _above(p.enough - (s + w + d + k) / 4) + 0 * T,  # ours
        "stiff": p.stiff * (1 - a) * _above(2 * s - 1),  # ours
    }
    factors = {
        "slow": 1 - p.slow * v,  # E85
        "waiting": 1 - p.waiting * _above(2 * y - 1) * (1 - v),  # ours
        "shared": 1 + p.shared * k * routine,  # E92
        "chance": by.pair,  # ours
    }
    swing = 1 + p.swing * a * (1 - s * w * routine)  # E81: trust varies; E83: steadier
    shake = p.shake * swing * by.shake
    plain, down = came * p.rate * (1 - T), p.rate * T
    up = plain * factors["slow"] * factors["waiting"] * factors["shared"] * factors["chance"]

    leaning = came * p.lean * c * need * (1 + w) / 2 * (1 - P)  # E82: contact, asked for and given
    shed = p.drain * limits * P  # E84
    safe = p.drift * came * s * w * y * T * (1 - X)  # E90: reliable, empathic, patient, trusted
    after = State(
        trust=_share(T + up * sum(lifts.values()) - down * sum(drops.values()) + shake),
        overwhelm=_share(X + came * p.flood * push * (1 - X) - p.rest * X),
        dependence=_share(P + leaning - shed),
        anxiety=a - safe * a,
        avoidance=v - safe * v,
        been=now.been + came,
    )
    others = {
        "withdrawn": -flight,
        "on_off": -gap,
        "leaning": leaning,
        "limits": -shed,
        "earned": safe * (a + v) / 2,
        "came": came,
    }
    return after, others | _contributions(lifts, drops, factors, plain, up, down, shake)


def _contributions(
    lifts: dict[str, Array],
    drops: dict[str, Array],
    factors: dict[str, Array],
    plain: Array,
    up: Array,
    down: Array,
    shake: Array,
) -> dict[str, Array]:
    """What each term did to trust in this session; a factor, what it did to the lifts by itself."""
    told = {name: up * lift for name, lift in lifts.items()}
    told |= {name: -down * drop for name, drop in drops.items()}
    told |= {name: plain * sum(lifts.values()) * (f - 1) for name, f in factors.items()}
    return told | {"chance": told["chance"] + shake}


def _above(x: Array | float) -> Array:
    return np.asarray(np.maximum(x, 0), dtype=np.float64)


def _share(x: Array) -> Array:
    return np.asarray(np.clip(x, 0, 1), dtype=np.float64)
