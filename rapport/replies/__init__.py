"""Reading a reply: what its sentences do, how good it is for this client, how sure that is.

    >>> from rapport.replies import assess
    >>> told = assess("Two plates. Still his.", "I've laid the table for two again.")
    >>> 1 <= told.overall <= 5
    True

What it rests on: sentences and words (`text`), wordings (`cues`), rules of what is no speech
(`speech`), an encoder (`reader`), and the open corpus it learned from (`corpus`).
"""

from __future__ import annotations

from rapport.replies.assessment import Assessment, Key

__all__ = ["Assessment", "Key", "assess"]


def assess(
    reply: str, client: str, key: Key | None = None, context: str = "", sure: float | None = None
) -> Assessment:
    """Judge what a reply does for this client; see `rapport.replies.assessing.assess`."""
    # Late, since it loads the encoder's runtime, which whoever only cuts sentences can do without.
    from rapport.replies import assessing

    return assessing.assess(reply, client, key, context, sure)
