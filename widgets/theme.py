"""The course's colours and how lines differ without them: one place for every chart.

A figure is written in the colours of light paper, the constants here. Where the page is dark, the
chart puts each one's dark peer in its place, also inside `rgba(...)` and colour scales, and leaves
every other colour alone. The five series colours come from Okabe and Ito's palette; they are
darkened or lightened until a line has a contrast of at least 3:1 against its background, and stay
apart for people who do not see red, green or blue as others do.
"""

from __future__ import annotations

import json

PAPER = "#ffffff"
INK = "#1d1d1f"
SOFT = "#595960"
EDGE = "#808088"
GRID = "#e4e4e9"
ACCENT = "#1565c0"

BLUE = "#0072b2"
VERMILLION = "#d55e00"
GREEN = "#009e73"
PURPLE = "#c2659a"
BLACK = "#2b2b30"
SERIES = (BLUE, VERMILLION, GREEN, PURPLE, BLACK)

SCALE = ((0.0, "#eef4f9"), (0.5, "#79afd6"), (1.0, "#0b4675"))
"""A colour scale for amounts: pale to deep on light paper, dim to bright on dark."""

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x")
PATTERNS = ("", "/", ".", "x", "-")
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

_DARK = {
    PAPER: "#111111",
    INK: "#f0f0f2",
    SOFT: "#b8b8c0",
    EDGE: "#84848c",
    GRID: "#303036",
    ACCENT: "#8ab8f0",
    BLUE: "#6cb8f5",
    VERMILLION: "#e8702a",
    GREEN: "#0d9f72",
    PURPLE: "#d873b2",
    BLACK: "#f2f2f5",
    SCALE[0][1]: "#16222d",
    SCALE[1][1]: "#2e76ab",
    SCALE[2][1]: "#bfe0fb",
}


def dark(colour: str) -> str:
    """Give a colour's peer on dark paper; a colour that is not of the course stays as it is.

    >>> dark(BLUE)
    '#6cb8f5'
    """
    return _DARK.get(colour.lower(), colour)


def fill(colour: str, opacity: float = 0.2) -> str:
    """Give a `#rrggbb` colour with an opacity of 0 to 1, for bands and areas.

    >>> fill(BLUE)
    'rgba(0, 114, 178, 0.2)'
    """
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity:g})"


def as_json() -> str:
    """Give everything above in the form in which the chart's browser side reads it."""
    return json.dumps(
        {
            "paper": PAPER,
            "ink": INK,
            "soft": SOFT,
            "edge": EDGE,
            "grid": GRID,
            "accent": ACCENT,
            "series": SERIES,
            "dashes": DASHES,
            "symbols": SYMBOLS,
            "patterns": PATTERNS,
            "font": FONT,
            "dark": _DARK,
        },
        separators=(",", ":"),
    )
