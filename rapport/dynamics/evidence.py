"""Simulated studies beside published ones: does a population of this model look like real ones?

A population of clients meets a spread of therapists, everyday misunderstandings included. What
comes out is measured as studies measure it: clients rate the alliance on a scale from 1 to 7 after
a session, with a habit of rating high or low and with slips of the pen; outcome is the relief at
the last session attended, measured with error; attachment is a questionnaire, with error too.

    >>> rows = compare(seeds=2, n=200)
    >>> rows[0].id, rows[0].published
    ('alliance-outcome', 0.278)

The published figures and their intervals stand in `rapport.knowledge.effects`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType

import numpy as np
from numpy.random import PCG64, Generator

from rapport import knowledge
from rapport.dynamics.course import Course, simulate
from rapport.dynamics.parameters import PARAMETERS, Parameters
from rapport.dynamics.people import TRAITS, Array, Crowd
from rapport.dynamics.plan import PRACTICES, Practices, Therapists

SESSIONS = 20
"""Sessions of a simulated treatment; the studies of shapes take 30."""
EARLY = 4
"""The session after which the alliance is rated: studies rate between the third and the fifth."""

# Spread of clients and therapists: mean and half-width of a hump (the mean of two uniform draws),
# cut at 0 and 1. All ours.
CLIENTS: Mapping[str, tuple[float, float]] = {
    "anxiety": (0.45, 0.7),
    "avoidance": (0.45, 0.7),
    "start_trust": (0.45, 0.36),
    "hurt": (0.25, 0.25),
    "openness": (0.5, 0.4),
    "fit": (0.7, 0.3),
    "distance": (0.2, 0.2),
    "worry": (0.35, 0.35),
}
THERAPISTS: Mapping[str, tuple[float, float]] = dict.fromkeys(PRACTICES, (0.7, 0.3)) | {
    "invitation": (0.45, 0.3),
    "contact": (0.15, 0.15),
    "humility": (0.5, 0.5),
}

# Measurement, all ours. A rating is LEVEL + SPAN × what is rated, plus a habit that goes through
# all ratings of a client, plus a slip of the pen (standard deviations, in points of 1 to 7). Who
# trusts a therapist rates everything about the therapist higher: HALO is the weight of trust.
LEVEL, SPAN, HABIT, PEN, HALO = 3.4, 5.5, 0.7, 0.15, 0.5
OUTCOME_ERROR = 0.015
TRAIT_ERROR = 0.08
# A drop in the rating that counts as a rupture, and how near the rating must come again within
# three sessions to count as repaired, in points.
DROP, BACK = 0.45, 0.2

FITTED = (
    "alliance-outcome", "alliance-within", "alliance-within-back", "attachment-outcome-anxiety",
    "dropout", "alliance-dropout", "feedback-outcome", "initial-sd", "linear-trend",
    "session-ruptures",
)  # fmt: skip
"""Rows the fitted parameters were moved to meet; all other rows were left out of the fitting."""

NOT_EXPRESSED: Mapping[str, str] = MappingProxyType(
    {
        "congruence-outcome": "genuineness is no practice of its own here",
        "real-relationship": "the real relationship is no state of its own here",
        "couple-alliance": "there is one client; couples are lesson 10",
        "split-alliance": "there is one client; couples are lesson 10",
        "competence-outcome": "cultural competence is no practice here; humility is",
        "competence-longitudinal": "cultural competence is no practice here; humility is",
        "global-pattern": "a pattern without a figure",
        "growth-with-dips": "a pattern without a figure",
        "growth-clusters": "a pattern without a figure",
    }
)
"""Published effects the model says nothing of, and why."""


@dataclass(frozen=True)
class Row:
    """A published figure beside the simulated one.

    published, low, high: value and 95% interval (or range of published values), None where there
    is none. simulated: mean over the seeds; simulated_low, simulated_high: between them lie 95% of
    the simulated studies. within: whether the simulated mean lies in the published interval, None
    where there is none. fitted: whether parameters were moved to meet this row.
    """

    id: str
    measures: str
    statistic: str
    published: float | None
    low: float | None
    high: float | None
    simulated: float
    simulated_low: float
    simulated_high: float
    within: bool | None
    fitted: bool

    def to_dict(self) -> dict[str, object]:
        """Give the row as plain data that JSON can hold."""
        return asdict(self)


def compare(
    seeds: int = 20,
    n: int = 1000,
    parameters: Parameters = PARAMETERS,
    progress: Callable[[int, int], None] | None = None,
) -> list[Row]:
    """Simulate `seeds` studies of n clients each and hold them against the published figures.

    `progress` is called with (studies done, of how many).
    """
    studies = []
    for seed in range(1, seeds + 1):
        studies.append(measure(seed, n, parameters))
        if progress:
            progress(seed, seeds)
    return [_row(id, np.array([study[id] for study in studies])) for id in studies[0]]


def _row(id: str, values: Array) -> Row:
    effect = knowledge.effect(id.removesuffix("-back"))
    mean = float(values.mean())
    low, high = (float(edge) for edge in np.percentile(values, [2.5, 97.5]))
    return Row(
        id=id,
        measures=effect.measures + (", the other way round" if id.endswith("-back") else ""),
        statistic=effect.statistic,
        published=effect.value,
        low=effect.low,
        high=effect.high,
        simulated=mean,
        simulated_low=low,
        simulated_high=high,
        within=None
        if effect.low is None or effect.high is None
        else effect.low <= mean <= effect.high,
        fitted=id in FITTED,
    )


def say(rows: list[Row], seeds: int, n: int) -> str:
    """Return the rows as a table to read on a terminal, and how many are within."""
    told = [
        f"{'':29}{'published':>9} {'95% interval':>16} {'simulated':>10}"
        f" {'95% of studies':>16}  within"
    ]
    for row in rows:
        value = "" if row.published is None else f"{row.published:.3f}"
        interval = "none" if row.low is None else f"{row.low:.3f} to {row.high:.3f}"
        spread = f"{row.simulated_low:.3f} to {row.simulated_high:.3f}"
        verdict = {True: "yes", False: "NO", None: "–"}[row.within]
        told.append(
            f"{row.id:29}{value:>9} {interval:>16} {row.simulated:10.3f} {spread:>16}  {verdict:6}"
            + (" fitted" if row.fitted else "")
        )
    for name, some in (("fitted", True), ("not fitted", False)):
        judged = [row.within for row in rows if row.fitted is some and row.within is not None]
        told.append(f"{sum(judged)} of {len(judged)} rows with an interval within, {name}")
    told.append(f"{seeds} simulated studies of {n} clients. Not expressed by the model:")
    told += [f"  {id}: {why}" for id, why in NOT_EXPRESSED.items()]
    return "\n".join(told)


@dataclass(frozen=True, eq=False)
class Sample:
    """A treated population, and the draws its measuring needs; arrays are (n,) or (n, sessions)."""

    who: Crowd
    by: Therapists
    course: Course
    habit: Array
    draw: Generator

    def rating(self, of: Array) -> Array:
        """Return ratings, 1 to 7, of something that is 0 to 1."""
        return _rated(of, self.habit if of.ndim == 1 else self.habit[:, None], self.draw)

    def therapist(self, quality: Array) -> Array:
        """Return ratings, 1 to 7, of a quality of the therapist after session `EARLY`."""
        return self.rating((1 - HALO) * quality + HALO * self.course.trust[:, EARLY])

    def relief(self, sessions: slice | int) -> Array:
        """Return relief after some sessions, with measurement error."""
        relief = self.course.relief[:, sessions]
        return np.asarray(relief + OUTCOME_ERROR * self.draw.standard_normal(relief.shape))


def ratings(of: Array, seed: int) -> Array:
    """Return how n clients would rate something that is 0 to 1: shape (n,), 1 to 7.

    Each with a habit of rating high or low and a slip of the pen, as in the simulated studies; the
    same seed gives the same people.
    """
    draw = Generator(PCG64([seed, 3]))
    return _rated(of, HABIT * draw.standard_normal(of.shape), draw)


def _rated(of: Array, habit: Array, draw: Generator) -> Array:
    raw = LEVEL + SPAN * of + habit + PEN * draw.standard_normal(of.shape)
    return np.asarray(np.clip(raw, 1, 7))


def treat(
    seed: int,
    n: int,
    sessions: int = SESSIONS,
    parameters: Parameters = PARAMETERS,
    **changed: float,
) -> Sample:
    """Treat n clients, each by a therapist of their own; `changed` sets a practice for all."""
    draw = Generator(PCG64([seed, 2]))

    def hump(mean: float, width: float) -> Array:
        return np.asarray(np.clip(mean + width * (draw.random((2, n)).sum(axis=0) - 1), 0, 1))

    who = Crowd(**{name: hump(*CLIENTS[name]) for name in TRAITS})
    levels = {name: hump(*THERAPISTS[name]) for name in PRACTICES}
    by = Therapists(**levels | {name: np.full(n, level) for name, level in changed.items()})
    course = simulate(
        who, Practices(), sessions, seed=seed, friction=1.0, parts=False,
        parameters=parameters, therapists=by,
    )  # fmt: skip
    return Sample(who, by, course, HABIT * draw.standard_normal(n), draw)


def measure(seed: int, n: int = 1000, parameters: Parameters = PARAMETERS) -> dict[str, float]:
    """Return what one set of studies of n clients finds, by the id of the published effect."""
    sample = treat(seed, n, parameters=parameters)
    return {
        **_alliance(sample),
        **_attachment(sample),
        **_leaving(sample),
        **_feedback(seed, n, parameters),
        **_shapes(treat(seed, n, 30, parameters)),
    }


def _alliance(sample: Sample) -> dict[str, float]:
    """What goes with outcome, among clients who were still there to rate."""
    course, by, outcome = sample.course, sample.by, sample.relief(-1)
    rated = course.staying[:, EARLY]
    alliance = sample.rating(course.alliance[:, EARLY])
    seen = 1 - sample.who.distance * (1 - by.humility)
    empathy = by.empathy * seen * (1 + course.knowing[:, EARLY]) / 2
    humility = sample.therapist(by.humility)
    forth, back = within_client(sample)

    def with_outcome(rating: Array) -> float:
        return correlation(rating[rated], outcome[rated])

    # Repaired: how little strain was left, on average, after it was at its highest.
    strain = course.strain
    peak, after = strain.max(axis=1), np.arange(strain.shape[1]) > strain.argmax(axis=1)[:, None]
    left = (strain * after).sum(axis=1) / np.maximum(after.sum(axis=1), 1) / np.maximum(peak, 0.01)
    strained = rated & (peak > 0.2)
    open_end = (strain[:, -1] > 0.2).astype(np.float64)
    return {
        "alliance-outcome": with_outcome(alliance),
        "alliance-within": forth,
        "alliance-within-back": back,
        "empathy-outcome": with_outcome(sample.therapist(empathy)),
        "regard-outcome": as_difference(with_outcome(sample.therapist(by.validation))),
        "consensus-outcome": with_outcome(sample.rating(course.agreement[:, EARLY])),
        "collaboration-outcome": with_outcome(sample.therapist(by.collaboration * seen)),
        "humility-alliance": correlation(humility[rated], alliance[rated]),
        "humility-outcome": with_outcome(humility),
        "repair-outcome": correlation(-left[strained], outcome[strained]),
        "unrepaired-outcome": -correlation(open_end[rated], outcome[rated]),
    }


def within_client(sample: Sample) -> tuple[float, float]:
    """Return the standardised paths, within clients, from alliance to relief after the next
    session and from relief to alliance after the next, each controlling for its own last value.

    Sessions 1 to 10 of clients who stayed as long; values as distances from the client's own mean.
    """
    ratings, relief = sample.rating(sample.course.alliance[:, 1:11]), sample.relief(slice(1, 11))
    stayed = sample.course.staying[:, 10]
    x, y = (each[stayed] - each[stayed].mean(axis=1, keepdims=True) for each in (ratings, relief))

    def path(cause: Array, effect: Array) -> float:
        before = np.stack([cause[:, :-1].ravel(), effect[:, :-1].ravel()], axis=1)
        weights = np.linalg.lstsq(before, effect[:, 1:].ravel(), rcond=None)[0]
        return float(weights[0] * before[:, 0].std() / effect[:, 1:].std())

    return path(x, y), path(y, x)


def _attachment(sample: Sample) -> dict[str, float]:
    blur = TRAIT_ERROR * sample.draw.standard_normal((2, len(sample.who)))
    anxiety, avoidance = sample.who.anxiety + blur[0], sample.who.avoidance + blur[1]
    scales = {"security": -(anxiety + avoidance), "anxiety": anxiety, "avoidance": avoidance}
    alliance, outcome = sample.rating(sample.course.alliance[:, EARLY]), sample.relief(-1)
    rated = sample.course.staying[:, EARLY]
    found = {}
    for name, scale in scales.items():
        id = "secure-alliance" if name == "security" else f"{name}-alliance"
        found[id] = correlation(scale[rated], alliance[rated])
        found[f"attachment-outcome-{name}"] = as_difference(correlation(scale, outcome))
    return found


def _leaving(sample: Sample) -> dict[str, float]:
    rated, stayed = sample.course.staying[:, EARLY], sample.course.completed
    alliance = sample.rating(sample.course.alliance[:, EARLY])
    return {
        "dropout": float(1 - stayed.mean()),
        "alliance-dropout": difference(alliance[rated & stayed], alliance[rated & ~stayed]),
    }


def _feedback(seed: int, n: int, parameters: Parameters) -> dict[str, float]:
    """The same clients with the same luck, asked often and asked seldom."""
    often, seldom = (treat(seed, n, parameters=parameters, feedback=level) for level in (0.6, 0.3))
    gone_often, gone_seldom = (float(1 - arm.course.completed.mean()) for arm in (often, seldom))
    return {
        "feedback-outcome": difference(often.relief(-1), seldom.relief(-1)),
        "feedback-dropout": gone_seldom / (1 - gone_seldom) * (1 - gone_often) / gone_often,
    }


def _shapes(sample: Sample) -> dict[str, float]:
    """What studies of whole courses find, in courses of 30 sessions that were not broken off."""
    everyone = sample.rating(sample.course.alliance[:, 1:])
    whole = sample.course.completed
    ratings, strain = everyone[whole], sample.course.strain[whole]
    spread = float(everyone[:, 0].std())
    drop = ratings[:, :-1] - ratings[:, 1:]
    back = np.stack([ratings[:, k : k + drop.shape[1] - 3] for k in range(2, 5)]).max(axis=0)
    repaired = (drop[:, :-3] > DROP) & (back >= ratings[:, : back.shape[1]] - BACK)
    return {
        "ruptures-share": float((drop[:, :10] > DROP).any(axis=1).mean()),
        "linear-trend": float((_slope_over_error(ratings) > 2.05).mean()),
        "rupture-repair-share": float(repaired.any(axis=1).mean()),
        "plateau-5-10": float((ratings[:, 9] - ratings[:, 4]).mean() / spread),
        "initial-mean": float(everyone[:, 0].mean()),
        "initial-sd": spread,
        "session-ruptures": float((np.diff(strain, axis=1) > 0.03).mean()),
    }


def _slope_over_error(ratings: Array) -> Array:
    """Return t of a straight line through each client's ratings; 2.05 is p = .05 for 30 of them."""
    time = np.arange(ratings.shape[1]) - (ratings.shape[1] - 1) / 2
    slope = ratings @ time / (time @ time)
    rest = ratings - ratings.mean(axis=1, keepdims=True) - slope[:, None] * time
    error = np.sqrt((rest**2).sum(axis=1) / (len(time) - 2) / (time @ time))
    return np.asarray(slope / np.maximum(error, 1e-9))


def correlation(x: Array, y: Array) -> float:
    """Return Pearson's r of two arrays of shape (n,)."""
    return float(np.corrcoef(x, y)[0, 1])


def as_difference(r: float) -> float:
    """Return the standardised difference d that a correlation amounts to: 2r / √(1 − r²)."""
    return float(2 * r / np.sqrt(1 - r * r))


def difference(some: Array, others: Array) -> float:
    """Return Cohen's d of two groups, positive where `some` are higher."""
    spread = np.sqrt((some.var(ddof=1) + others.var(ddof=1)) / 2)
    return float((some.mean() - others.mean()) / spread)
