"""The update rule: one session with any number of clients at once. docs/model-card.md explains it.

Capitals are states, from 0 to 1 but O, which is −1 to 1: T trust, S safety, D disclosure (openness
in the session), E engagement, G agreement on goals and tasks, K how well the therapist knows and
trusts the client, W worry about therapy, R strain (doubt left by what was not repaired), X
overwhelm, P dependence, O relief. a, v: anxiety and avoidance, which drift. Comments name the
claims of `rapport.knowledge` a line carries, or say that it is ours. Claims of one kind weigh the
same: a plain mean. Only + − × ÷ min max are used, so that every machine computes the same bits.
"""
# ruff: noqa: E741, N803, N806
# The letters are those of the equations.

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from rapport.dynamics.parameters import Parameters
from rapport.dynamics.people import Array, Crowd
from rapport.dynamics.plan import Practices, Therapists
from rapport.dynamics.state import Chance, Pinned, State

Level: TypeAlias = Array | float


# fmt: off
def step(
    now: State, who: Crowd, does: Practices | Therapists, pinned: Pinned, by: Chance,
    friction: float, p: Parameters, tell: bool = True,
) -> tuple[State, dict[str, Array]]:
    """Return the clients after a session, and what each term did (see `Course.parts`).

    tell: whether to work that out; if not, only who came is told.
    """
    T, S, D, E, G, K = now.trust, now.safety, now.disclosure, now.engagement, now.agreement, now.knowing
    W, R, X, P, O, a, v = now.worry, now.strain, now.overwhelm, now.dependence, now.relief, now.anxiety, now.avoidance
    routine = np.minimum(1, now.been / p.settle)  # E83 E89 E92: what accrues, accrues so

    # What the therapist offers, as it reaches this client
    seen = 1 - who.distance * (1 - does.humility)                            # E27 E28
    felt = does.empathy * seen * (1 + K) / 2                                 # E05 E33
    warm = (felt + does.validation) / 2                                      # E05 E08 E09 E10
    frame = (does.reliability + does.boundaries + does.clarity) / 3          # E01 E02 E03 E14 E17 E18
    joint = does.collaboration * seen                                        # E45 E46
    heard = does.feedback * does.response                                    # E29 E48 E51: only if acted upon
    given = (does.validation + 2 * does.contact) / 3                         # reassurance, in the hour and between

    # How near that is, and how near this client can bear
    soft = 1 - p.soften * does.patience                                      # ours
    near = soft * np.minimum(1, 0.6 * does.invitation + 0.3 * does.contact + 0.3 * does.validation)  # ours
    room = 1 - v * (1 - p.room - p.widen * T)                                # E87: more is bearable as trust grows
    push = _above(near + pinned.press - room)                                # E86: pressure to open
    taken = _above(np.minimum(does.invitation * soft, room) - _above(near - room))  # ours: the depth taken up
    turn = a * (1 - 0.9 * v)                                                 # ours: turns to the therapist to be steadied
    need = np.minimum(1, turn * (1 - T + P))                                 # E81; + P is E82's rebound, ours

    # Does the client come?
    flight = p.withdraw * _above(X - 0.25)                                   # E86: overwhelm → withdrawal
    gap = p.gaps * a * v * (0.2 + near) * (1 - does.reliability * does.patience * routine)  # E88 E89
    doubt = 0.8 * _above(0.3 - T)                                            # E35 E40
    came = now.here * (1 - pinned.away) * (by.come < np.clip(p.habit - flight - gap - doubt, 0.05, 1))

    # Strain and repair: everyday slips, and what the plan pins to this session
    slips = friction * p.slips * (1 - (does.clarity + does.boundaries) / 4)  # E15 E71
    slip = came * (by.slip < slips) * (0.05 + 0.3 * by.size)
    blow = np.minimum(1, (now.here * pinned.blow + slip) * (1 + now.mended / 2))  # E71 E77
    hit = blow * (1 - routine * does.reliability / 3)                        # E04: less after a steady history
    noticed = friction * (R > 0.05) * (by.notice < p.notice * (does.feedback + K) / 2)  # E49
    due = np.maximum(now.due, pinned.owned)                                  # ours: waits until the client comes
    owned = came * np.maximum(due, 0.8 * noticed * does.response)            # E72 E75
    patched = owned * R + came * due * hit                                   # at once, or what was left
    above = patched * (by.deepen < p.deepen)                               # E73: can end above, not must
    wary = came * 0.1 * does.patience * _above(R - patched)                  # E78: patience wears strain down
    stiffer = came * pinned.defended * (0.2 + 0.5 * R)                       # E74, and ours: defence adds strain

    # Trust: what lifts it acts on the trust still missing, what lowers it on the trust there is
    fits = _fits(a, v, T, does, taken, near, given, routine)                 # E80 E81 E83 E87 E89
    lifts = {"common": (warm + frame + joint + taken) / 4 + 0 * T, "shared": p.tailor * sum(fits.values()) * K}  # E92
    lifts |= {name: p.tailor * fit for name, fit in fits.items()}
    drops = {
        "fade": p.fade + 0 * T,                                              # E44
        "neglect": p.fade * 6 * _above(0.4 - lifts["common"]),               # E44: sooner where little is offered
        "flooded": p.flooded * X,                                            # ours, after E86
        "unmet": p.unmet * _above(need - given),                             # E81: dips without reassurance
        "chaos": p.unmet * a * v * (1 - does.reliability) / 2,               # E89 reversed
        "stiff": p.fade * 4 * (1 - a) * _above(2 * does.reliability * does.boundaries - 1) * (1 - does.collaboration),  # ours
        "strain": p.leak * R,                                                # E74
        "blow": p.fall * (hit + 0.3 * stiffer),                              # E19 E71
    }
    speed = (1 - p.slow * v) * (1 - p.hurt * who.hurt) * (0.75 + D / 2) * (1 - R / 2) * by.pair  # E85 E65 E41 E53 E68 E78
    best = 1 - p.poor * (1 - who.fit)                                        # E69 E70
    up, reach = came * p.rate * speed * _above(best - T), came * _above(best - T)
    cheer = p.hope * (_above(O) * reach - came * _above(-O) * T)             # E39
    mending = p.fall * (patched * T + above * (1 - T))                       # E72 E73
    swing = 1 + p.swing * a * (1 - does.reliability * does.validation * routine)  # E81 E83
    shake = now.here * p.shake * swing * by.shake
    gain, loss = up * sum(lifts.values()), T * now.here * sum(drops.values())

    # What sessions give, leaning, and the slow move of the pattern itself
    work = (E + K) / 2 * (now.alliance - p.ground - R / 4)                   # E32 E36 E37 E38 E52: engaged, known, allied
    healed = came * (p.heal * work * (1 - p.restless * turn) + by.fate + p.mood * by.mood)
    leaning = came * p.lean * does.contact * need * (1 + does.validation) / 2 * (1 - P)  # E82
    shed = now.here * p.drain * does.boundaries * (1 - does.contact) * P                # E16 E84
    safe = p.drift * came * does.reliability * does.patience * warm * T * (1 - X)  # E90

    # Quick states are on their way to what feeds them
    quick, calm = came * p.quick, (1 - X) * (1 - R)
    after = State(
        trust=_share(T + gain - loss + cheer + mending + shake),
        safety=_share(S + quick * ((frame + warm + routine) / 3 * calm * (1 - pinned.blow) - S)),  # E02 E08 E14 E55
        disclosure=_share(D + quick * ((T + S + K + who.openness + taken) / 5 * (1 - W / 2) * (1 - v * (1 - T) / 2) - D)),  # E09 E30 E31 E42 E63 E85
        engagement=_share(E + quick * ((T + G + does.validation) / 3 * (1 - X / 2) * (1 - R / 2) - E)),  # E34 E40 E10
        agreement=_share(G + quick * ((joint + T) / 2 * best * (1 - R / 2) - G)),  # E45
        knowing=_share(K + quick * ((2 * does.empathy + heard + (D + E) / 2) / 4 * seen - K)),  # E06 E28 E43 E48
        worry=_share(W - quick * W * (does.validation + does.clarity) / 2),  # E07 E24 E67
        strain=_share(R + hit + stiffer - patched - wary),
        overwhelm=_share(X + came * p.flood * push * (1 - X) - now.here * 0.4 * X),
        dependence=_share(P + leaning - shed),
        relief=np.clip(O + healed - now.here * p.fleeting * O, -1, 1),
        anxiety=a - safe * a,
        avoidance=v - safe * v,
        been=now.been + came,
        mended=np.minimum(1, now.mended + owned),
        due=due * (1 - came),
        here=now.here * (by.leave >= p.quit * _fourth(1 - now.alliance) * (1 + R + X)),  # E40 E74 E23
    )
    if not tell:
        return after, {"came": came}
    told = {name: up * lift for name, lift in lifts.items()}
    told |= {name: -T * now.here * drop for name, drop in drops.items()}
    told |= {
        "slow": -p.rate * reach * sum(lifts.values()) * p.slow * v,
        "chance": shake + gain * (1 - 1 / by.pair),
        "mended": mending, "relieved": cheer, "withdrawn": -flight, "on_off": -gap,
        "leaning": leaning, "limits": -shed, "earned": safe * (a + v) / 2, "came": came,
    }
    return after, told


def _fits(
    a: Array, v: Array, T: Array, does: Practices | Therapists,
    taken: Array, near: Level, given: Level, routine: Array,
) -> dict[str, Array]:
    """Return how well what is done suits the place on the plane, by approach.

    Each approach counts as far as the client lies near its corner: the weights add up to 1.
    """
    mild = _above(1 - 2 * does.invitation * (1 - T))                         # E87: gentle; milder with trust (ours)
    gentle = np.minimum(1, 5 * taken * mild) * does.patience * (1 - does.contact)  # E87
    steady = does.reliability * does.validation * routine + given * (1 - routine)  # E81 at first, then E83
    still = does.reliability * does.patience * (1 + routine) / 2 * (1 - near)  # E89
    return {
        "joint": (1 - a) * (1 - v) * does.collaboration / 2,                 # E80
        "deeper": (1 - a) * (1 - v) * taken / 2,                             # E80
        "steadied": a * (1 - v) * steady,
        "gentle": (1 - a) * v * gentle,
        "still": a * v * still,
    }
# fmt: on


def _above(x: Level) -> Array:
    return np.asarray(np.maximum(x, 0), dtype=np.float64)


def _share(x: Array) -> Array:
    return np.asarray(np.clip(x, 0, 1), dtype=np.float64)


def _fourth(x: Array) -> Array:
    return x * x * (x * x)
