"""The course on the command line: `rapport lab`, `dashboards`, `check`, `evidence`, `corpus`,
`assess`, `agreement`.

A thin layer: each sub-command is one function that takes the parsed arguments and gives an exit
code. What is wrong with a command is said in one sentence with exit code 2.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

from rapport import pages

CONFIG = "nbgrader_config.py"
FIRST_PAGE = Path("course", "index.ipynb")


class UsageError(Exception):
    """What is wrong, as one sentence for the terminal."""


def course_root() -> Path:
    """Find the course's folder, the one that holds `nbgrader_config.py`.

    Looked for from here upwards, then around this package (an editable install lies in it).
    Raises `UsageError`.
    """
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[1]):
        if (folder / CONFIG).is_file():
            return folder
    raise UsageError(f"no {CONFIG} in {here} or above it")


def lab(arguments: argparse.Namespace) -> int:
    """Start JupyterLab on the course's first page; ends when JupyterLab ends."""
    if importlib.util.find_spec("jupyterlab") is None:
        raise UsageError("JupyterLab is not installed here; `make lab` installs what is missing.")
    try:
        root = course_root()
    except UsageError as problem:
        root = Path.cwd()
        print(f"rapport lab: {problem}; opening {root} as it is.", file=sys.stderr)
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url={_first_url(root)}",
    ]
    if arguments.no_browser:
        command.append("--no-browser")
    if arguments.port is not None:
        command.append(f"--port={arguments.port}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # a container; we listen on this machine only
    command += arguments.extra
    os.chdir(root)
    if os.name != "nt":  # exec on Windows would give the prompt back at once
        os.execve(command[0], command, _environment(root))
    return subprocess.call(command, env=_environment(root))


def check(arguments: argparse.Namespace) -> int:
    """Look over instructors' notebooks; 0 where nothing is to mend, else 1."""
    from rapport.marking.nbgrader.examine import examine  # late: nbgrader is slow to import

    folder = os.environ.get("RAPPORT_SOLUTIONS", "solutions")
    paths = arguments.notebooks or sorted((course_root() / folder).glob("*/*.ipynb"))
    if not paths:
        raise UsageError(f"there is no notebook in {folder}")
    to_mend = 0
    for path in paths:
        summary, mistakes = examine(path)
        print(summary)
        for mistake in mistakes:
            print(f"  {mistake}")
        to_mend += len(mistakes)
    print(f"{to_mend} to mend." if to_mend else "Nothing to mend.")
    return min(to_mend, 1)


def dashboards(arguments: argparse.Namespace) -> int:
    """Serve the course's public pages, read-only; ends with Ctrl+C."""
    return pages.run(arguments, course_root())


def evidence(arguments: argparse.Namespace) -> int:
    """Print simulated studies beside published ones; 0 whatever comes out."""
    from rapport.dynamics import evidence as studies  # late: it simulates for a while

    def progress(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done} of {of} studies simulated", end="", file=sys.stderr, flush=True)

    rows = studies.compare(arguments.seeds, arguments.clients, progress=progress)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    print(
        json.dumps([row.to_dict() for row in rows], indent=2)
        if arguments.json
        else studies.say(rows, arguments.seeds, arguments.clients)
    )
    return 0


def corpus(arguments: argparse.Namespace) -> int:
    """Print the figures of the open corpus; 0 where it keeps every promise, else 1."""
    from rapport.replies import corpus as replies  # late, as its figures need numpy
    from rapport.replies.corpus import promises, report

    try:
        data = replies.load(arguments.folder)
    except replies.MissingCorpusError as problem:
        raise UsageError(str(problem)) from None
    except replies.BrokenCorpusError as problem:
        print(problem, file=sys.stderr)
        return 1
    figures = report.report(data)
    broken = promises.broken(data, figures)
    print(
        json.dumps({**figures.to_dict(), "broken": broken}, indent=2)
        if arguments.json
        else report.say(figures, broken)
    )
    return min(len(broken), 1)


def assess(arguments: argparse.Namespace) -> int:
    """Read replies, turns or goals, a JSON object a line; 1 where a line could not be read."""
    from rapport.replies import lines  # late, as it needs the encoder

    reader = lines.behaviours if arguments.behaviours else lines.replies
    reader = lines.goals if arguments.goals else reader
    fields = lines.FIELDS[reader]
    if reader is lines.replies:
        reader = partial(lines.replies, sure=arguments.sure)
    elif arguments.sure is not None:
        raise UsageError(f"--sure is for replies, and says nothing with --{reader.__name__}")
    try:
        source = arguments.file.open("rb") if arguments.file else sys.stdin.buffer
    except OSError as problem:
        raise UsageError(f"{arguments.file} cannot be read: {problem.strerror}") from None
    faults = 0
    with source:
        for told in lines.answers(source, reader, fields):
            faults += "error" in told
            # In plain ASCII: an id may hold what the terminal, or any encoding, has no bytes for.
            print(json.dumps(told), flush=sys.stdout.isatty())
    return min(faults, 1)


def agreement(arguments: argparse.Namespace) -> int:
    """Print how far the reader of replies agrees with raters, split by split."""
    from rapport.replies import measure

    try:
        figures = measure.measure(arguments.validation)
    except measure.NotMeasurableError as problem:
        raise UsageError(str(problem)) from None
    print(json.dumps(figures, indent=2) if arguments.json else measure.say(figures))
    return 0


def _first_url(root: Path) -> str:
    if (root / FIRST_PAGE).is_file():
        return f"/lab/tree/{FIRST_PAGE.as_posix()}"
    return "/lab"


def _environment(root: Path) -> dict[str, str]:
    """Give JupyterLab our settings, nbgrader its configuration and its `alembic`."""
    settings = Path(__file__).resolve().with_name("lab")
    return {
        **os.environ,
        "JUPYTER_CONFIG_PATH": _path(str(settings), str(root), "JUPYTER_CONFIG_PATH"),
        "PATH": _path(str(Path(sys.executable).parent), "PATH"),
    }


def _path(*parts: str) -> str:
    """Join folders in front of the environment variable named last."""
    *folders, name = parts
    return os.pathsep.join(filter(None, [*folders, os.environ.get(name, "")]))


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is no port number; take one from 1024 to 65535.")
    return int(text)


def _chance(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 0 to 1.")
    return value


def _file(text: str) -> Path:
    path = Path(text)
    if path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a folder.")
    if not path.exists():  # not `is_file`: a pipe can be read too
        raise argparse.ArgumentTypeError(f"there is no file {text}.")
    return path


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not low <= int(text[:12]) <= high:
            raise argparse.ArgumentTypeError(f"{text} is not a number from {low} to {high}.")
        return int(text)

    return read


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (try {self.prog} --help)")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="rapport", description="A course in building trust in therapy.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    sub = commands.add_parser("lab", help="open the course in JupyterLab")
    sub.add_argument("--no-browser", action="store_true", help="do not open a browser")
    sub.add_argument("--port", type=_port, help="the port to listen on (JupyterLab's own: 8888)")
    sub.set_defaults(run=lab, takes_extra=True)

    sub = commands.add_parser("dashboards", help="serve the public pages, without code, read-only")
    pages.add_arguments(sub)
    sub.set_defaults(run=dashboards)

    sub = commands.add_parser("check", help="look over instructors' notebooks before handing out")
    sub.add_argument("notebooks", nargs="*", type=_file, help="default: all in solutions/")
    sub.set_defaults(run=check)

    sub = commands.add_parser("evidence", help="hold the model of trust against published studies")
    sub.add_argument("--json", action="store_true", help="a list of objects instead of a table")
    sub.add_argument("--seeds", type=_number(2, 1000), default=20, help="simulated studies (20)")
    sub.add_argument(
        "--clients", type=_number(50, 100_000), default=1000, help="clients of each (1000)"
    )
    sub.set_defaults(run=evidence)

    sub = commands.add_parser("corpus", help="the open corpus in figures, and its promises kept")
    sub.add_argument("--json", action="store_true", help="one object instead of tables")
    sub.add_argument("folder", nargs="?", type=Path, help="default: the course's own")
    sub.set_defaults(run=corpus)

    sub = commands.add_parser("assess", help="read replies: JSON lines in, JSON lines out")
    kind = sub.add_mutually_exclusive_group()
    kind.add_argument("--behaviours", action="store_true", help="what a counsellor's turn does")
    kind.add_argument("--goals", action="store_true", help="how a goal stands to SMART")
    sub.add_argument(
        "--sure", type=_chance, help="a reply read with less confidence needs a human (0 to 1)"
    )
    sub.add_argument("file", nargs="?", type=_file, help="default: standard input")
    sub.set_defaults(run=assess)

    sub = commands.add_parser("agreement", help="how far the reader of replies agrees with raters")
    sub.add_argument("--json", action="store_true", help="one object instead of tables")
    sub.add_argument(
        "--validation", type=Path, metavar="DIR", help="a folder with expert-coded data"
    )
    sub.set_defaults(run=agreement)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Gives the exit code: 0 well, 2 with one sentence on stderr.

    Like other programs, 130 after Ctrl+C and 141 where nobody reads on (`rapport assess | head`).
    """
    try:
        arguments, extra = _parser().parse_known_args(argv)
        if extra and not getattr(arguments, "takes_extra", False):
            raise UsageError(f"{' '.join(extra)} is not understood (try rapport --help)")
        arguments.extra = extra
        code = int(arguments.run(arguments))
        sys.stdout.flush()  # here, where a pipe that was closed is still caught
        return code
    except BrokenPipeError:
        # Python flushes once more as it ends, which would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except UsageError as problem:
        print(f"rapport: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
