"""Which causal claims of the articles the update rule carries, how, and why it leaves the others.

A claim is carried if the rule has a driver that can be turned (a practice, a trait, an event or a
state) and a state that it moves. The signs are held by tests/rapport/dynamics/test_edges.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from rapport.knowledge.models import StateSymbol


@dataclass(frozen=True)
class Carried:
    """How the rule carries a claim; `terms` are those of `Course.parts` that show it, if any."""

    how: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Left:
    """Why the rule does not carry a claim."""

    why: str


Answer: TypeAlias = Carried | Left

STATES: Mapping[StateSymbol, str | None] = MappingProxyType(
    {
        "T": "trust",
        "S": "safety",
        "D": "disclosure",
        "B": "trust",  # the bond half of the alliance is trust
        "G": "agreement",
        "K": "knowing",
        "W": "worry",
        "R": "strain",
        "X": "overwhelm",
        "P": "dependence",
        "En": "engagement",
        "M": "engagement",  # motivation shows as taking part
        "H": None,
        "O": "relief",
        "Q": "knowing",  # how well the therapist knows the client, and trusts them
        "PT": None,
    }
)
"""The trace of a `Course` that stands for a state of the claims; None where there is none."""

_COUPLES = Left("The model has one client and no partner; couples have a lesson of their own, 10.")

EDGES_CARRIED: Mapping[str, Answer] = MappingProxyType(
    {
        # 4.1 What the therapist does, and the frame
        "E01": Carried(
            "Trust is lifted only in sessions that take place, each time by a share of what is "
            "missing, and wears off in the weeks without.",
            ("common",),
        ),
        "E02": Carried(
            "Reliability is a third of the frame, which lifts trust and feeds safety; a history "
            "of sessions attended adds to both.",
            ("common", "steadied", "still"),
        ),
        "E03": Carried(
            "Promises kept are part of reliability, which lifts trust before and after a break.",
            ("common",),
        ),
        "E04": Carried(
            "A lapse is an event with a small blow: it takes trust at once, breaks into safety and "
            "leaves strain. After a reliable history it hits less.",
            ("blow",),
        ),
        "E05": Carried(
            "Empathy as it reaches the client is half of the warmth that lifts trust.",
            ("common",),
        ),
        "E06": Carried(
            "Empathy, listening included, feeds the therapist's picture of the client, and being "
            "known feeds disclosure."
        ),
        "E07": Carried("Validation takes a share off worry in each session."),
        "E08": Carried(
            "Validation is half of the warmth that lifts trust and feeds safety.", ("common",)
        ),
        "E09": Carried(
            "Acceptance is part of validation: it feeds safety and takes off worry, and both open "
            "disclosure."
        ),
        "E10": Carried("Validation feeds engagement, which stands for motivation."),
        "E11": Left("No practice says how genuine the therapist is."),
        "E12": Left("The room is no practice here."),
        "E13": Left("Neither impartiality nor the topic of a session is part of the model."),
        "E14": Carried("Boundaries are a third of the frame, which feeds safety."),
        "E15": Carried(
            "Boundaries and clarity make everyday misunderstandings rarer (with friction on)."
        ),
        "E16": Carried("Boundaries shed dependence, best with little contact.", ("limits",)),
        "E17": Carried(
            "Confidentiality explained is part of clarity: a third of the frame that lifts trust "
            "and feeds safety, and it takes off worry; both open disclosure. No gate is modelled.",
            ("common",),
        ),
        "E18": Carried(
            "Limits told are part of clarity, which lifts trust; told before the first session, "
            "they soften the blow of a later lawful disclosure.",
            ("common",),
        ),
        "E19": Carried(
            "A breach is the event with the largest blow, and no repair takes away more than half "
            "of its strain. Relief suffers through the alliance.",
            ("blow",),
        ),
        "E20": Carried(
            "A lawful disclosure is an event with a blow; explained beforehand (clarity), it hits "
            "less than a breach.",
            ("blow",),
        ),
        "E21": Carried(
            "A crossing is an event; left alone, its strain leaks trust and lowers safety session "
            "after session.",
            ("blow", "strain"),
        ),
        "E22": Carried(
            "An owned repair takes the strain of a crossing away and gives trust and agreement "
            "back.",
            ("mended",),
        ),
        "E23": Carried("Strain that stays and a low alliance make leaving for good likelier."),
        "E24": Carried("Clarity takes a share off worry in each session."),
        "E25": Left("Worry falls with what the therapist does; saying it aloud is no move here."),
        "E26": Left("Hope is no state here."),
        "E27": Carried(
            "Humility gives back what felt cultural distance takes from empathy and from shared "
            "decisions.",
            ("common",),
        ),
        "E28": Carried(
            "Distance without humility takes from the therapist's picture; bias has no other dial."
        ),
        "E29": Carried(
            "Feedback that is acted upon feeds the picture, and a better picture makes empathy "
            "felt and the fitting approach work.",
            ("common", "shared"),
        ),
        # 4.2 What trust and safety do
        "E30": Carried("Trust is one of five equal parts that feed disclosure."),
        "E31": Carried(
            "Safety is one of the five parts that feed disclosure. Neither a threshold nor insight "
            "is modelled."
        ),
        "E32": Carried("Disclosure feeds the picture, and the picture multiplies the work."),
        "E33": Carried(
            "Trust opens disclosure and engagement, these feed the picture, and the picture makes "
            "empathy felt."
        ),
        "E34": Carried("Trust is a third of what feeds engagement."),
        "E35": Carried("With little trust the client comes less often; adherence is coming here."),
        "E36": Carried("Engagement multiplies the work of each session attended, which is relief."),
        "E37": Carried(
            "Distress is relief with the other sign. Trust moves it only as half of the alliance."
        ),
        "E38": Carried(
            "The alliance above a ground level carries the work of a session. Chance is added "
            "until the simulated correlation is as small as the published one."
        ),
        "E39": Carried(
            "Relief lifts trust, and being worse off lowers it; agreement follows trust.",
            ("relieved",),
        ),
        "E40": Carried("Little trust feeds neither disclosure nor engagement, and keeps away."),
        "E41": Carried(
            "Warmth opens disclosure by way of safety, disclosure speeds up trust, and trust opens "
            "disclosure."
        ),
        "E42": Carried("How well the therapist knows and trusts the client feeds disclosure."),
        "E43": Carried("Disclosure and engagement feed the therapist's picture."),
        "E44": Carried(
            "Trust wears off by a share in each session, by more the less is offered.",
            ("fade", "neglect"),
        ),
        # 4.3 Shared work
        "E45": Carried(
            "Collaboration feeds agreement, and so engagement; and it is a quarter of what lifts "
            "trust. Hope is no state here.",
            ("common",),
        ),
        "E46": Carried("Collaboration feeds agreement, and agreement engagement."),
        "E47": Left("The size of a step is no practice here."),
        "E48": Carried("Feedback × response feeds the picture; nothing comes of one alone."),
        "E49": Carried(
            "Feedback makes it likelier that an everyday strain is noticed, and so mended."
        ),
        "E50": Left("Small gains are neither counted nor noticed."),
        "E51": Carried(
            "A plan that bends is read as response: it lets feedback improve the picture, which "
            "serves trust, and trust engagement."
        ),
        "E52": Carried("Agreement is half of the alliance that carries the work."),
        # 4.4 The client's own part
        "E53": Carried(
            "A client readier to say what is on their mind discloses more, and disclosure speeds "
            "up trust."
        ),
        "E54": Left("The client asks no questions here; what is explained is clarity."),
        "E55": Carried("Sessions attended add up to a routine, a third of what feeds safety."),
        "E56": Left("Nothing happens between sessions but contact."),
        "E57": Left("Preparing a session is no move here."),
        "E58": Left(
            "The client's step is not played: a doubt is strain, which the therapist notices by "
            "asking (E49) and mends (E72)."
        ),
        "E59": Left("The course begins with the first session; the choice before it left a fit."),
        "E60": Left("Where the client sits is no part of the model."),
        "E61": Left("How the client treats themselves is no state here."),
        "E62": Left("The client's own routine is no part of it; that of the sessions is (E55)."),
        # 4.5 Starting values
        "E63": Carried("Worry takes up to half of disclosure, and falls with validation."),
        "E64": Carried("Past hurt, by therapists included, takes from the trust at the door."),
        "E65": Carried("Past hurt takes from the trust at the door and from every gain."),
        "E66": Left(
            "The sign differs from person to person: what a background makes of speaking is the "
            "client's openness, and no background has a sign here."
        ),
        "E67": Carried(
            "What is stiff about first sessions is part of the worry at the door, which fades."
        ),
        "E68": Carried(
            "The speed of trust is a product: disclosure, what the therapist offers, and sessions "
            "that take place."
        ),
        "E69": Carried("Without fit, part of trust and of agreement stays out of reach."),
        "E70": Carried(
            "There are no classes: openness, past hurt, fit and the place on the plane make trust "
            "come early, late, or never go deep."
        ),
        # 4.6 Rupture and repair
        "E71": Carried(
            "A misunderstanding, pinned or by chance, takes trust at once and adds strain.",
            ("blow",),
        ),
        "E72": Carried(
            "An owned repair drains strain and gives back a share of the trust lost.", ("mended",)
        ),
        "E73": Carried("Some repairs, by chance, lift trust above what was lost.", ("mended",)),
        "E74": Carried(
            "Strain leaks trust in every session, holds engagement down, slows every gain and "
            "raises the chance of leaving.",
            ("strain",),
        ),
        "E75": Carried(
            "Owning one's part is what makes a repair one; explained away, strain grows instead.",
            ("mended",),
        ),
        "E76": Left("Hurt from before therapy stays as it is; no practice speaks of it."),
        "E77": Carried("After a repair the next blow hits harder.", ("blow",)),
        "E78": Carried(
            "Patience wears strain down slowly, which frees engagement; while there is strain, "
            "trust grows more slowly than at first."
        ),
        "E79": Left("No school of therapy is a practice here, nor self-esteem a state."),
        # 4.7 Attachment
        "E80": Carried(
            "The nearer the client lies to the secure corner, the more collaboration, and depth "
            "that is taken up, lift trust.",
            ("joint", "deeper"),
        ),
        "E81": Carried(
            "Anxiety × reassurance missed lowers trust, so that it rises and falls with what is "
            "given; and trust swings more from week to week.",
            ("unmet", "steadied"),
        ),
        "E82": Carried(
            "Contact × reassurance needed builds dependence; dependence adds to the need, which is "
            "the rebound the course adds.",
            ("leaning",),
        ),
        "E83": Carried(
            "Near the anxious corner reliability × validation lifts trust, more with a history; "
            "and it calms the swings.",
            ("steadied",),
        ),
        "E84": Carried(
            "Boundaries with little contact shed dependence. Work on regulation has no dial; the "
            "limits that make it necessary and possible stand for it.",
            ("limits",),
        ),
        "E85": Carried("Avoidance takes a share off every gain, and off disclosure.", ("slow",)),
        "E86": Carried(
            "Closeness beyond what avoidance bears raises overwhelm at once; overwhelm keeps away, "
            "and costs trust.",
            ("withdrawn", "flooded"),
        ),
        "E87": Carried(
            "Near the avoidant corner patience × little contact × a mild invitation taken up lifts "
            "trust; what is taken up feeds disclosure.",
            ("gentle",),
        ),
        "E88": Carried("Anxiety × avoidance × closeness keeps away, at random.", ("on_off",)),
        "E89": Carried(
            "Near the fearful corner reliability × patience with little closeness lifts trust and "
            "closes the gaps; little reliability lowers trust, the reverse.",
            ("still", "chaos", "on_off"),
        ),
        "E90": Carried(
            "Sessions that are reliable, patient, warm, trusted and not overwhelming lower anxiety "
            "and avoidance a little.",
            ("earned",),
        ),
        "E91": Left("Nothing says what is explored, and life outside is no state here."),
        "E92": Carried(
            "The picture multiplies the fitting approach; agreement follows trust.", ("shared",)
        ),
        # 4.8 Couples
        "E93": _COUPLES,
        "E94": _COUPLES,
        "E95": _COUPLES,
        "E96": _COUPLES,
        "E97": _COUPLES,
    }
)
"""Every causal claim of `rapport.knowledge.edges()`, by id: how the rule carries it, or why not."""

CHOSEN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "O1": ("openness", "hurt", "fit", "start_trust"),
        "O2": ("sessions",),
        "O3": ("rate", "patience"),
        "O4": ("fall", "repair", "after"),
        "O5": ("fall", "rate"),
        "O6": ("heal", "fate"),
        "O7": ("deepen",),
        "O8": ("response", "repair"),
        "O9": ("lean", "fall", "hope"),
    }
)
"""What the articles leave open (`rapport.knowledge.open_points()`), and what to vary instead:

traits of `Client`, practices, arguments of `simulate` and `Event`, fields of `Parameters`.
"""


def edges_of(term: str) -> tuple[str, ...]:
    """Return the ids of the claims that a term of the rule shows, in order."""
    return tuple(
        id
        for id, answer in EDGES_CARRIED.items()
        if isinstance(answer, Carried) and term in answer.terms
    )
