"""What the corpus promises its users, each promise one small function of a table.

A promise takes the corpus and its report and returns a sentence where it is broken, else None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from rapport.replies.corpus.models import (
    SPECIAL,
    Corpus,
    FairnessPair,
    GamingReply,
    Label,
    Reply,
)
from rapport.replies.corpus.report import SPLITS, Report
from rapport.replies.text import sentences

Promise = Callable[[Corpus, Report], str | None]

SCENES, VOICES, REPLIES, GAMING, FAIRNESS, TWICE, GOALS = 80, 10, 3200, 500, 300, 800, 400
A_SCENE = (30, 50)  # replies
A_WIDE_SCENE = (5, 8)  # of the voice WIDE, in scenes that no other voice answers
WIDE = "wide"
A_LEVEL = (0.12, 0.30)  # share of the labelled replies
A_LINE = (2, 5)  # sentences of a client
A_WIDE_LINE = (1, 9)  # in a wide scene, where some say next to nothing and some ramble
WHOLE, A_VOICE = 0.15, 0.3  # |rank correlation| of length and score stays below
NAMED = 5  # of those at fault, in a sentence
THEMES = (
    "attachment-secure attachment-anxious attachment-avoidant attachment-disorganized"
    " first-session fear-of-judgment earlier-therapy confidentiality risk loud-rupture"
    " quiet-rupture boundaries culture class couple family goals feedback doubt silence grief"
    " shame mandated anger praise ending child old-age illness work"
).split()


def broken(corpus: Corpus, report: Report) -> dict[str, str]:
    """Return the promises that are broken: name → sentence."""
    told = {name: promise(corpus, report) for name, promise in PROMISES.items()}
    return {name: sentence for name, sentence in told.items() if sentence}


def _at_least(number: int, what: str, of: Callable[[Corpus, Report], int]) -> Promise:
    def promise(corpus: Corpus, report: Report) -> str | None:
        there = of(corpus, report)
        if there >= number:
            return None
        return f"There should be at least {number} {what}; there are {there}."

    return promise


def _themes(corpus: Corpus, report: Report) -> str | None:
    told = {theme for scene in corpus.scenes for theme in scene.themes}
    return _named("No scene is about", [theme for theme in THEMES if theme not in told])


def _client_lines(corpus: Corpus, report: Report) -> str | None:
    wide = _wide(corpus)
    astray = []
    for scene in corpus.scenes:
        low, high = A_WIDE_LINE if scene.id in wide else A_LINE
        if not low <= len(sentences(scene.client)) <= high:
            astray.append(scene.id)
    many, few = (f"{low} to {high}" for low, high in (A_LINE, A_WIDE_LINE))
    return _named(f"A client says {many} sentences, {few} in a wide scene; not so in:", astray)


def _replies_of_a_scene(corpus: Corpus, report: Report) -> str | None:
    wide = _wide(corpus)
    astray = []
    for scene, levels in report.scenes.items():
        low, high = A_WIDE_SCENE if scene in wide else A_SCENE
        if not low <= (size := sum(levels.values())) <= high:
            astray.append(f"{scene} ({size})")
    many, few = (f"{low} to {high}" for low, high in (A_SCENE, A_WIDE_SCENE))
    return _named(f"A scene has {many} replies, a wide one {few}; not so:", astray)


def _wide(corpus: Corpus) -> set[str]:
    """Return the scenes that only the voice WIDE answers."""
    answered = {(reply.scene, reply.voice) for reply in corpus.replies}
    return {scene for scene, voice in answered if voice == WIDE} - {
        scene for scene, voice in answered if voice != WIDE
    }


def _levels(corpus: Corpus, report: Report) -> str | None:
    low, high = A_LEVEL
    shares = {
        level: number / max(1, report.labelled)
        for level, number in report.level.items()
        if level != "none"
    }
    astray = [
        f"{level} ({share:.0%})" for level, share in shares.items() if not low <= share <= high
    ]
    return _named(
        f"Each level has {low:.0%} to {high:.0%} of the labelled replies; not so:", astray
    )


def _length(corpus: Corpus, report: Report) -> str | None:
    return _named(
        f"Length and score correlate by less than {WHOLE}; not so:",
        _correlated({"the whole": report.length_score}, WHOLE),
    )


def _length_in_voices(corpus: Corpus, report: Report) -> str | None:
    return _named(
        f"Length and score correlate by less than {A_VOICE} in every voice; not so:",
        _correlated(report.length_score_of, A_VOICE),
    )


def _splits(corpus: Corpus, report: Report) -> str | None:
    empty = [split for split in SPLITS if split != "crossing" and not report.split[split]]
    return _named("No reply is in the split", empty)


def _all_labelled(corpus: Corpus, report: Report) -> str | None:
    return _named(
        "There is no label of", [r.id for r in corpus.replies if r.id not in corpus.final]
    )


def _no_near_duplicates(corpus: Corpus, report: Report) -> str | None:
    pairs = [f"{twins.first} with {twins.second}" for twins in report.near_duplicates]
    return _named("Texts are nearly the same:", pairs)


def _ids_once(corpus: Corpus, report: Report) -> str | None:
    texts = [*(reply.id for reply in corpus.replies), *(each.id for each in corpus.gaming)]
    texts += [*(each.id for each in corpus.utterances), *(each.id for each in corpus.goals)]
    kinds: list[tuple[str, Iterable[str]]] = [
        ("scene", (scene.id for scene in corpus.scenes)),
        ("voice", (voice.id for voice in corpus.voices)),
        ("text", [*texts, *(pair.id for pair in corpus.fairness)]),
        ("label", (label.reply for label in corpus.labels)),
        ("second label", (label.reply for label in corpus.second)),
        ("settled", (f"{each.reply} ({each.label})" for each in corpus.settled)),
    ]
    again = [
        f"{kind} {id}" for kind, ids in kinds for id, times in Counter(ids).items() if times > 1
    ]
    return _named("An id is used more than once:", again)


def _ids_resolve(corpus: Corpus, report: Report) -> str | None:
    scenes, voices = {s.id for s in corpus.scenes}, {v.id for v in corpus.voices}
    replies, first = {r.id for r in corpus.replies}, {label.reply for label in corpus.labels}
    texts: list[Reply | GamingReply | FairnessPair]
    texts = [*corpus.replies, *corpus.gaming, *corpus.fairness]
    lost = [
        *(f"{each.id} (scene {each.scene})" for each in texts if each.scene not in scenes),
        *(f"{each.id} (voice {each.voice})" for each in corpus.replies if each.voice not in voices),
        *(f"label of {each.reply}" for each in corpus.labels if each.reply not in replies),
        *(f"second label of {each.reply}" for each in corpus.second if each.reply not in first),
        *(f"settled for {each.reply}" for each in corpus.settled if each.reply not in first),
    ]
    return _named("An id leads nowhere:", lost)


def _behaviours(corpus: Corpus, report: Report) -> str | None:
    lengths = {reply.id: len(sentences(reply.text)) for reply in corpus.replies}
    astray = [
        f"{whose} {label.reply} ({len(label.behaviours)} for {lengths[label.reply]})"
        for whose, label in _all_labels(corpus)
        if label.reply in lengths and len(label.behaviours) != lengths[label.reply]
    ]
    return _named("A label has one behaviour a sentence; not so:", astray)


def _special_skills(corpus: Corpus, report: Report) -> str | None:
    scenes = {scene.id: scene for scene in corpus.scenes}
    scene_of = {reply.id: scenes.get(reply.scene) for reply in corpus.replies}
    astray = [
        f"{whose} {label.reply} ({skill})"
        for whose, label in _all_labels(corpus)
        for skill in SPECIAL
        if (scene := scene_of.get(label.reply))
        and (label.mark(skill) is not None) != (skill in scene.calls_for)
    ]
    return _named(
        "A special skill is rated where the scene calls for it, else null; not so:", astray
    )


def _all_labels(corpus: Corpus) -> Iterable[tuple[str, Label]]:
    """Yield every label as used and as first given, with whose it is."""
    yield from (("first", label) for label in corpus.labels)
    yield from (("second", label) for label in corpus.second)
    touched = dict.fromkeys(settled.reply for settled in corpus.settled)
    yield from (("settled", corpus.final[id]) for id in touched if id in corpus.final)


def _correlated(found: Mapping[str, float | None], below: float) -> list[str]:
    """Name what correlates too much, or cannot be told."""
    return [
        f"{name} ({'not defined' if rho is None else f'{rho:.2f}'})"
        for name, rho in found.items()
        if rho is None or abs(rho) >= below
    ]


def _named(says: str, astray: list[str]) -> str | None:
    """Return a sentence with the first of those at fault, None where there are none."""
    if not astray:
        return None
    more = len(astray) - NAMED
    rest = f" and {more} more" if more > 0 else ""
    return f"{says} {', '.join(astray[:NAMED])}{rest}."


PROMISES: Mapping[str, Promise] = {
    "scenes": _at_least(SCENES, "scenes of all voices", lambda c, r: len(c.scenes) - len(_wide(c))),
    "themes": _themes,
    "client lines": _client_lines,
    "voices": _at_least(
        VOICES, "voices with replies", lambda c, r: len({reply.voice for reply in c.replies})
    ),
    "replies": _at_least(REPLIES, "replies", lambda c, r: r.replies),
    "replies of a scene": _replies_of_a_scene,
    "splits": _splits,
    "all labelled": _all_labelled,
    "levels": _levels,
    "length": _length,
    "length in voices": _length_in_voices,
    "rated twice": _at_least(TWICE, "replies rated twice", lambda c, r: r.twice),
    "gaming": _at_least(GAMING, "gaming replies", lambda c, r: r.gaming),
    "fairness": _at_least(FAIRNESS, "fairness pairs", lambda c, r: r.fairness),
    "goals": _at_least(GOALS, "goals", lambda c, r: len(c.goals)),
    "no near-duplicates": _no_near_duplicates,
    "ids once": _ids_once,
    "ids resolve": _ids_resolve,
    "behaviours": _behaviours,
    "special skills": _special_skills,
}
