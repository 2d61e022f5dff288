"""Diagnostics for people and machines: `concise` (a line each), `full` (with hints), `json`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from generator.diagnostics import Diagnostic, Location, Severity, has_errors, quoted

FORMATS = ("concise", "full", "json")


def diagnostics_object(diagnostics: Sequence[Diagnostic], base: Path | None = None) -> dict[str, object]:
    """The object of `--format json`: absent parts are null. Paths below the folder `base` are given relative to it."""
    return {
        "valid": not has_errors(diagnostics),
        "diagnostics": [
            {
                "code": d.code,
                "severity": str(d.severity),
                "message": d.message,
                "hint": d.hint,
                "explained": d.explained,
                "location": {
                    "path": _relative(d.location.path, base),
                    "sheet": d.location.sheet,
                    "cell": d.location.cell,
                    "line": d.location.line,
                    "column": d.location.column,
                    "fact": d.location.fact,
                },
            }
            for d in diagnostics
        ],
    }


def _relative(path: str | None, base: Path | None) -> str | None:
    """`path` from `base` where it lies below it, so that a build says the same wherever it is started."""
    if path is None or base is None:
        return path
    here, below = base.resolve(), Path(path).resolve()
    return below.relative_to(here).as_posix() if below.is_relative_to(here) else path


def place(location: Location) -> str:
    """`path:line:column`, or `book.xlsx!Sheet!E3`; "" where nothing is known."""
    if location.sheet is not None:
        return "!".join(part for part in (location.path, location.sheet, location.cell) if part)
    text = location.path or ""
    for number in (location.line, location.column):
        if number is None:
            break
        text += f":{number}"
    return text


def show(diagnostics: Sequence[Diagnostic], form: str, out: TextIO, notes: TextIO) -> None:
    """Print `diagnostics`: as one JSON object to `out`; else, for people, to `out`, and usage errors to `notes`."""
    if form == "json":
        unicode = (out.encoding or "utf-8").lower().startswith("utf")  # another encoding lacks characters: escapes are JSON too
        print(json.dumps(diagnostics_object(diagnostics), ensure_ascii=not unicode, indent=2), file=out)
        return
    for diagnostic in diagnostics:
        target = notes if diagnostic.code in ("filing.usage", "filing.path", "filing.internal") else out
        for line in _full(diagnostic) if form == "full" else [_concise(diagnostic)]:
            # nothing that a file says may move the cursor, turn the writing round, or look like a line of ours
            print(line if diagnostic.code == "filing.usage" else quoted(line, len(line)), file=target)
    if form == "full" and has_errors(diagnostics):
        count = sum(d.severity is Severity.ERROR for d in diagnostics)
        print(f"{count} error{'s' if count > 1 else ''}", file=notes)


def _concise(diagnostic: Diagnostic) -> str:
    where = place(diagnostic.location)
    severity = "" if diagnostic.severity is Severity.ERROR else f"{diagnostic.severity}: "
    explained = f" [explained: {diagnostic.explained}]" if diagnostic.explained else ""
    return f"{where}{': ' if where else ''}{diagnostic.code} {severity}{diagnostic.message}{explained}"


def _full(diagnostic: Diagnostic) -> list[str]:
    where = place(diagnostic.location)
    lines = [f"{diagnostic.severity} {diagnostic.code}: {diagnostic.message}"]
    if where:
        lines.append(f"    at   {where}")
    if diagnostic.location.fact:
        lines.append(f"    fact {diagnostic.location.fact}")
    if diagnostic.hint:
        lines.append(f"    do   {diagnostic.hint}")
    if diagnostic.explained:
        lines.append(f"    explained by {diagnostic.explained}")
    return lines
