"""The pages Voila serves: lessons and dashboards that people open on a phone or laptop.

No code to see, no login, nothing kept. `rapport dashboards` calls `run`; everything heavy is
imported there, so that the command line stays quick.

    catalogue.py   which notebooks are public
    render.py      a notebook as a page of HTML, readable before anything runs
    waking.py      running a notebook's cells for one visitor, told line by line
    kernels.py     the visitors' kernels: how many, and when they end
    messages.py    what a browser may say to a kernel
    handlers.py    what the server answers
    app.py         the server: Voila with only these answers
    bundle/        the browser's side, built into static/
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

__all__ = ["add_arguments", "run", "serve"]

PORT = 8866
SEATS = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options that `run` reads."""
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="where to listen: 127.0.0.1 (this computer only) or 0.0.0.0 (a workshop)",
    )
    parser.add_argument(
        "--port", type=_port, default=PORT, help=f"the port to listen on ({PORT}; 0 for any)"
    )
    parser.add_argument(
        "--sensitive", action="store_true", help="also show pages with distressing scenes"
    )
    parser.add_argument(
        "--seats",
        type=_positive,
        default=SEATS,
        help=f"how many pages may be open at once ({SEATS}; each takes about 70 MB, "
        "lesson 4 about 150)",
    )
    parser.add_argument(
        "--asleep-after",
        type=_minutes,
        default=10.0,
        metavar="MINUTES",
        help="how long a page without connection keeps its kernel (10)",
    )
    parser.add_argument(
        "--spares",
        type=_none_or_more,
        default=1,
        help="how many kernels are started ahead of their visitors (1)",
    )
    parser.add_argument(
        "--verbose",
        action="store_true",
        help="for authors: tell what happens; what visitors type may be among it",
    )


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Serve the pages of the course in `root` until interrupted; gives the exit code."""
    from rapport.pages.app import serve_until_interrupted

    return serve_until_interrupted(arguments, root)


def serve(argv: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Serve with command-line words; `root` is the course's folder (default: the current one).

    >>> serve(["--port", "8866"], Path("."))  # doctest: +SKIP
    """
    parser = argparse.ArgumentParser(
        prog="rapport dashboards", description="Serve the course's public pages."
    )
    add_arguments(parser)
    return run(parser.parse_args(argv), root or Path.cwd())


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port number; take one from 1024 to 65535.")
    return int(text)


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is no number of pages; take 1 or more.")
    return int(text)


def _none_or_more(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is no number of kernels; take 0 or more.")
    return int(text)


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0
    if not 0 < minutes <= 24 * 60:
        raise argparse.ArgumentTypeError(f"{text} is no time in minutes; take 1 to 1440.")
    return minutes
