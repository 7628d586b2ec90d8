"""Any client, any therapist, any plan, for hypothesis."""

from dataclasses import fields

from hypothesis import strategies as st

from rapport.dynamics import (
    DIALS,
    KINDS,
    PRACTICES,
    REPAIRS,
    TRAITS,
    Approach,
    Client,
    Event,
    Parameters,
    Plan,
    Practices,
)

SHARE = st.floats(0, 1)
CLIENTS = st.builds(Client, *[SHARE] * len(TRAITS))
APPROACHES = st.builds(Approach, *[SHARE] * len(DIALS))
PRACTISED = st.builds(Practices, *[SHARE] * len(PRACTICES))
EVENTS = st.builds(
    Event,
    st.integers(1, 12),
    st.sampled_from(KINDS),
    st.sampled_from(REPAIRS),
    st.integers(0, 6),
)
PLANS = st.builds(
    lambda starts, levels, events: Plan(
        tuple(zip((1, *sorted(starts)), levels, strict=False)), tuple(events)
    ),
    st.sets(st.integers(2, 12), max_size=2),
    st.lists(PRACTISED, min_size=3, max_size=3),
    st.lists(EVENTS, max_size=4, unique_by=lambda event: event.session),
)
"""Plans for a course of 12 sessions or more."""

EXTREMES = st.builds(
    Parameters, **{each.name: st.floats(*each.metadata["range"]) for each in fields(Parameters)}
)
"""Any parameters in range, the ends included."""
