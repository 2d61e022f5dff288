"""Diagnostics for people (`concise`, `full`) and machines (`json`, `sarif`, `junit`, `github`).

The module of a format is imported when the format is asked for: a hook prints `concise`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.diagnostics import Diagnostic, Severity, has_errors, quoted
from generator.present.context import DOCUMENTS, FORMATS, NO_DETAIL, NOT_RUN, Context, Detail, place
from generator.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ("DOCUMENTS", "FORMATS", "Context", "Detail", "diagnostics_object", "place", "show")


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


def show(diagnostics: Sequence[Diagnostic], form: str, out: TextIO, notes: TextIO, context: Context | None = None) -> None:
    """Print `diagnostics` in the format `form`: to `out`; for people, what kept the command from running to `notes`.

    `json`, `sarif` and `junit` print one document, with no finding as with many.
    """
    if form == "json":
        import json

        print(json.dumps(diagnostics_object(diagnostics), ensure_ascii=not _is_unicode(out), indent=2), file=out)
        return
    told = context or Context()
    if form == "sarif":
        import json

        from generator.present.sarif import sarif_log

        print(json.dumps(sarif_log(diagnostics, told), ensure_ascii=not _is_unicode(out), indent=2), file=out)
    elif form == "junit":
        from generator.present.junit import junit_report

        print(junit_report(diagnostics, told, ascii_only=not _is_unicode(out)), file=out)
    elif form == "github":
        from generator.present.github import workflow_command

        for diagnostic in diagnostics:
            print(workflow_command(diagnostic), file=out)
    else:
        _show_to_people(diagnostics, form, out, notes, told)


def _is_unicode(out: TextIO) -> bool:
    """Whether the stream takes every character; another encoding lacks some, and each document has escapes for them."""
    return (out.encoding or "utf-8").lower().startswith("utf")


def _show_to_people(diagnostics: Sequence[Diagnostic], form: str, out: TextIO, notes: TextIO, context: Context) -> None:
    details = context.details or [NO_DETAIL] * len(diagnostics)
    for diagnostic, detail in zip(diagnostics, details, strict=True):
        target = notes if diagnostic.code in NOT_RUN else out
        for line in _lines(diagnostic, detail, form, context):
            # nothing that a file says may move the cursor, turn the writing round, or look like a line of ours
            print(line if diagnostic.code == "filing.usage" else quoted(line, len(line)), file=target)
    if form == "full" and has_errors(diagnostics):
        count = sum(d.severity is Severity.ERROR for d in diagnostics)
        print(f"{count} error{'s' if count > 1 else ''}", file=notes)


def _lines(diagnostic: Diagnostic, detail: Detail, form: str, context: Context) -> Sequence[str]:
    if form != "full":
        return (_concise(diagnostic),)
    from generator.present.full import full_lines

    return full_lines(diagnostic, place(diagnostic.location), detail, context)


def _concise(diagnostic: Diagnostic) -> str:
    where = place(diagnostic.location)
    severity = "" if diagnostic.severity is Severity.ERROR else f"{diagnostic.severity}: "
    explained = f" [explained: {diagnostic.explained}]" if diagnostic.explained else ""
    return f"{where}{': ' if where else ''}{diagnostic.code} {severity}{diagnostic.message}{explained}"
