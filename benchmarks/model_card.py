"""Write the tables and equations of docs/model-card.md from the code, so that they cannot drift.

    python benchmarks/model_card.py

Rewrites what stands between `<!-- begin: name -->` and `<!-- end -->`; all else is written by hand.
Takes some seconds, for it simulates the studies of `rapport evidence`. A test holds the file to it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rapport import knowledge
from rapport.dynamics import course, evidence, rule
from rapport.dynamics.edges import CHOSEN, EDGES_CARRIED, Carried, edges_of
from rapport.dynamics.parameters import PARAMETERS, Parameters
from rapport.dynamics.people import TRAITS, Client
from rapport.dynamics.plan import HAPPENINGS, PRACTICES, Practices

CARD = Path(__file__).resolve().parents[1] / "docs" / "model-card.md"
SEEDS, CLIENTS = 20, 1000

_REGION = re.compile(r"(<!-- begin: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

MEASURES = {
    "SESSIONS": "sessions of a treatment (the three studies of shapes: 30)",
    "EARLY": "the session after which the early alliance is rated",
    "LEVEL": "rating, on a scale of 1 to 7, of what is 0",
    "SPAN": "points added where what is rated is 1",
    "HABIT": "deviation, in points, of a client's habit of rating high or low",
    "PEN": "deviation, in points, of a single rating",
    "HALO": "weight of trust where a client rates a quality of the therapist",
    "OUTCOME_ERROR": "deviation of measured relief (relief is −1 to 1)",
    "TRAIT_ERROR": "deviation of a questionnaire on attachment (0 to 1)",
    "DROP": "drop of the rating, in points, that counts as a rupture",
    "BACK": "how near, in points, a rating must come again in three sessions to count as repaired",
}


def main() -> None:
    """Rewrite the card."""
    CARD.write_text(filled(CARD.read_text("utf-8")), "utf-8")


def filled(text: str) -> str:
    """Return the card's text with every marked region written anew. KeyError: unknown name."""
    return _REGION.sub(lambda at: f"{at[1]}\n{REGIONS[at[2]]()}\n\n{at[3]}", text)


def table(*rows: tuple[object, ...]) -> str:
    """Return a Markdown table; the first row is its head."""
    head, *body = (f"| {' | '.join(str(cell) for cell in row)} |" for row in rows)
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body])


# --- The rule's own words, as equations


class Equation(NamedTuple):
    """A line of the rule: what it gives, how, and what its comment says."""

    name: str
    formula: str
    claims: str


class _Plain(ast.NodeTransformer):
    """Leaves of an expression what an equation has."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        name = ast.unparse(node.func).removeprefix("np.")
        args: list[ast.expr] = node.args
        match name:
            case "_above":
                return _call("max", ast.Constant(0), *args)
            case "_share":
                return _call("clip", *args, ast.Constant(0), ast.Constant(1))
            case "_fourth":
                return ast.BinOp(args[0], ast.Pow(), ast.Constant(4))
            case "lifts.values" | "drops.values" | "fits.values":
                return ast.Name(name.partition(".")[0])
        return _call(name.removesuffix("imum"), *args)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        # “+ 0 * T” and “none +” are there for an array's shape alone.
        if ast.unparse(node.right) == "0 * T":
            return node.left
        return node.right if ast.unparse(node.left) == "none" else node


def _call(name: str, *args: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name), list(args), [])


def _say(node: ast.expr) -> str:
    text = ast.unparse(ast.fix_missing_locations(_Plain().visit(node)))
    text = text.replace(" ** 4", "⁴").replace("*", "·").replace("-", "−").replace("None", "0")
    text = re.sub(r"lifts\['(\w+)'\]", r"lift by \1", text.replace(">=", "≥"))
    text = text.replace("now.", "").replace("who.", "")
    return "0" if text == "none" else text.replace("does.", "")


def equations(source: str, function: str) -> list[tuple[str, list[Equation]]]:
    """Return the equations of a function of the rule by the comments that head them."""
    lines = source.splitlines()
    tree = ast.parse(source)
    found = next(
        each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == function
    )
    letters: dict[str, str] = {}
    sections: list[tuple[str, list[Equation]]] = [("", [])]
    last = found.body[0].lineno
    for statement in found.body[1:]:
        for line in lines[last : statement.lineno - 1]:
            if line.startswith("    # "):
                sections.append((line.strip(" #"), []))
        last = statement.end_lineno or last
        for name, node in _parts(statement, letters):
            line, end = lines[(node.end_lineno or 1) - 1], node.end_col_offset
            # The comment at a line's end speaks of what stands last on the line. Columns are bytes.
            comment = re.fullmatch(r"[)},]*\s+# (.*)", line.encode()[end:].decode())
            term = name.partition(" by ")[2]
            claims = comment[1] if comment else " ".join(edges_of(term))
            sections[-1][1].append(Equation(name, _say(node), claims))
    return [(title, rows) for title, rows in sections if rows]


def _parts(statement: ast.stmt, letters: dict[str, str]) -> Iterator[tuple[str, ast.expr]]:
    """Give the names and expressions of a statement; learn which letter stands for which state."""
    match statement:
        case ast.Assign(targets=[ast.Tuple() as names], value=ast.Tuple() as values):
            for target, node in zip(names.elts, values.elts, strict=True):
                if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "now":
                    letters[node.attr] = ast.unparse(target)
                else:
                    yield ast.unparse(target), node
        case ast.AugAssign(target=ast.Name(id="lifts"), value=ast.DictComp() as each):
            yield "lift by each fit", each.value
        case ast.Assign(targets=[ast.Name(id="told" | "none" | "fits")]) | ast.AugAssign():
            return  # what a course keeps to explain itself; nothing comes of it
        case ast.Assign(
            value=ast.Dict() as terms, targets=[ast.Name(id="lifts" | "drops" as name)]
        ):
            yield from _entries(terms, name.removesuffix("s"))
        case ast.Return(value=ast.Dict() as terms):
            yield from _entries(terms, "fit")
        case (
            ast.Assign(value=ast.Call(func=ast.Name(id="State")) as state)
            | ast.Return(value=ast.Call(func=ast.Name(id="State")) as state)
        ):
            for keyword in state.keywords:
                name = str(keyword.arg)
                letter = f"{letters[name]}′ " if name in letters else ""
                yield f"{letter}{name}", keyword.value
        case ast.Assign(targets=[ast.Name(id=name)], value=node):
            yield name, node


def _entries(terms: ast.Dict, what: str) -> Iterator[tuple[str, ast.expr]]:
    for key, node in zip(terms.keys, terms.values, strict=True):
        yield f"{what} by {ast.literal_eval(key) if key else ''}", node


def _equations() -> str:
    parts = []
    source = Path(rule.__file__).read_text("utf-8")
    for function in ("step", "_fits"):
        for title, rows in equations(source, function):
            heading = title or ("Before all" if function == "step" else "How well it fits")
            parts.append(f"#### {heading}\n\n{_told(rows)}")
    return "\n\n".join(parts)


def _told(rows: list[Equation]) -> str:
    return table(
        ("quantity", "equals", "claims"),
        *((f"`{row.name}`", f"`{row.formula}`", row.claims) for row in rows),
    )


def _start() -> str:
    source = Path(course.__file__).read_text("utf-8")
    rows = [row for _, rows in equations(source, "start") for row in rows]
    return _told([row for row in rows if row[:2] != ("trust", "trust")])


# --- Tables


def _traits() -> str:
    rows = ((f"`{name}`", f"{getattr(Client(), name):g}", Client.about(name)) for name in TRAITS)
    return table(("trait", "usual", "meaning"), *rows)


def _practices() -> str:
    usual = Practices()
    rows = ((f"`{each}`", f"{getattr(usual, each):g}", Practices.about(each)) for each in PRACTICES)
    return table(("practice", "usual", "meaning"), *rows)


def _events() -> str:
    return table(
        ("event", "meaning", "`blow`", "`mends`", "claims"),
        *(
            (f"`{kind}`", what.says, what.blow, what.mends, " ".join(what.edges) or "ours")
            for kind, what in HAPPENINGS.items()
        ),
    )


def _parameters() -> str:
    rows = []
    for each in fields(Parameters):
        low, high = each.metadata["range"]
        rows.append(
            (
                f"`{each.name}`",
                f"{getattr(PARAMETERS, each.name):g}",
                f"{low:g} to {high:g}",
                each.metadata["says"],
                each.metadata["source"],
                "**fitted**" if each.metadata["fitted"] else "by hand",
            )
        )
    return table(("parameter", "value", "range", "meaning", "direction from", "value"), *rows)


def _population() -> str:
    rows = [
        (who, f"`{name}`", f"{mean:g}", f"{width:g}")
        for who, spread in (("client", evidence.CLIENTS), ("therapist", evidence.THERAPISTS))
        for name, (mean, width) in spread.items()
    ]
    return table(("of the", "name", "mean", "half-width"), *rows)


def _measurement() -> str:
    rows = ((f"`{name}`", getattr(evidence, name), says) for name, says in MEASURES.items())
    return table(("constant", "value", "meaning"), *rows)


@cache
def _rows() -> list[evidence.Row]:
    return evidence.compare(SEEDS, CLIENTS)


def _evidence() -> str:
    said = evidence.say(_rows(), SEEDS, CLIENTS)
    return "```\n" + "\n".join(line.rstrip() for line in said.splitlines()) + "\n```"


def _fitted() -> str:
    rows, numbers = evidence.FITTED, Parameters.fitted()
    return (
        f"{len(rows)} rows were fitted: {', '.join(f'`{id}`' for id in rows)}.\n\n"
        f"{len(numbers)} parameters were moved for it: {', '.join(f'`{it}`' for it in numbers)}."
    )


def _shares() -> str:
    return table(
        ("with the early alliance", "published r", "r²", "simulated r", "r²"),
        *(
            (
                f"`{row.id}`",
                row.published,
                f"{row.published**2:.1%}",
                f"{row.simulated:.3f}",
                f"{row.simulated**2:.1%}",
            )
            for row in _rows()
            if row.id in ("secure-alliance", "anxiety-alliance", "avoidance-alliance")
            and row.published is not None
        ),
    )


def _carried() -> str:
    rows = []
    for edge in knowledge.edges():
        answer = EDGES_CARRIED[edge.id]
        told = answer.how if isinstance(answer, Carried) else f"**Left out.** {answer.why}"
        rows.append((edge.id, f"{edge.driver} → {edge.state}", edge.sign, edge.basis, told))
    count = sum(isinstance(answer, Carried) for answer in EDGES_CARRIED.values())
    return f"{count} of {len(rows)} claims are carried, {len(rows) - count} are left out.\n\n" + (
        table(("id", "claim", "sign", "basis", "in the rule"), *rows)
    )


def _open() -> str:
    return table(
        ("id", "left open", "what the course does", "to vary"),
        *(
            (it.id, it.statement, it.course, ", ".join(f"`{name}`" for name in CHOSEN[it.id]))
            for it in knowledge.open_points()
        ),
    )


REGIONS = {
    "traits": _traits,
    "practices": _practices,
    "events": _events,
    "equations": _equations,
    "start": _start,
    "parameters": _parameters,
    "population": _population,
    "measurement": _measurement,
    "evidence": _evidence,
    "fitted": _fitted,
    "shares": _shares,
    "carried": _carried,
    "open": _open,
}
"""What writes each marked region of the card."""

if __name__ == "__main__":
    main()
