"""`rules.csv` -> Rule."""

import re
from pathlib import Path

from generator.declarations.reading import CODE
from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.rule import Rule, RuleSyntaxError, cells, parse_statement
from generator.schedule import Text
from generator.tabular import named_rows, read_csv

COLUMNS = ("id", "schedule", "relation", "statement", "for", "label_zh", "label_en")
MAX_RULES = 5_000
RELATIONS = (
    "sum",
    "restatement",
    "share",
    "growth",
    "ratio",
    "equality",
    "difference",
    "roll-forward",
    "product",
    "average",
    "compound-growth",
    "comparison",
)


def read_rules(path: Path, root: Path, found: list[Diagnostic]) -> tuple[Rule, ...]:
    """The rules of the table at `path`; mistakes go to `found`. Raises InputError."""
    rules: dict[str, Rule] = {}
    table = named_rows(read_csv(path, root), str(path), COLUMNS)
    if len(table) > MAX_RULES:
        problem = f"The table has {len(table):,} rules; at most {MAX_RULES:,} are read."
        where = Location(path=str(path), line=table[MAX_RULES][0])
        raise InputError(
            error("filing.rule-table", problem, hint="Use variables and [group]s: one rule serves many cells.", location=where)
        )
    for line, row in table:
        place = Location(path=str(path), line=line)

        def wrong(column: str, message: str, hint: str | None = None, place: Location = place) -> None:
            at = Location(path=place.path, line=place.line, column=COLUMNS.index(column) + 1)
            found.append(error("filing.rule-table", message, hint=hint or "See “Rules” in the user guide (docs/guide.md).", location=at))

        for column in COLUMNS:
            if not row[column] and column != "for":
                wrong(column, f"The cell “{column}” is empty.")
        if row["id"] and not CODE.match(row["id"]):
            wrong("id", f"“{quoted(row['id'])}” is no code.", "A code is ASCII letters, digits, - or _, and begins with a letter.")
        if row["id"] in rules:
            wrong("id", f"The rule “{row['id']}” stands twice.")
        if row["relation"] and row["relation"] not in RELATIONS:
            wrong("relation", f"“{quoted(row['relation'])}” is no relation that is known.", "Known: " + ", ".join(RELATIONS))
        try:
            operator, left, right = parse_statement(row["statement"], row["schedule"])
        except RuleSyntaxError as problem:
            if row["statement"]:
                wrong("statement", f"The statement does not read: {problem}.", "For example: total.{c} = sum([parts].{c})")
            continue
        if not any((*cells(left), *cells(right))):
            wrong("statement", "The statement names no cell.", "For example: total.{c} = sum([parts].{c})")
            continue
        try:
            variables = _variables(row["for"])
        except RuleSyntaxError as problem:
            wrong("for", str(problem), "For example: r: total [parts]; c: amount share")
            continue
        rules[row["id"]] = Rule(
            id=row["id"],
            relation=row["relation"],
            schedule=row["schedule"],
            statement=row["statement"],
            operator=operator,
            left=left,
            right=right,
            variables=variables,
            label=Text(zh=row["label_zh"], en=row["label_en"]),
            location=place,
        )
    return tuple(rules.values())


def _variables(text: str) -> dict[str, tuple[str, ...]]:
    """`r: a b [group]; c: x y` -> {"r": ("a", "b", "[group]"), "c": ("x", "y")}."""
    result: dict[str, tuple[str, ...]] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        name, colon, values = part.partition(":")
        if not colon or not re.fullmatch(r"\s*[A-Za-z_][A-Za-z0-9_]*\s*", name) or not values.split():
            raise RuleSyntaxError(f"“{quoted(part.strip())}” is no variable with its values")
        if name.strip() in result:
            raise RuleSyntaxError(f"the variable “{name.strip()}” stands twice")
        result[name.strip()] = tuple(values.split())
    return result
