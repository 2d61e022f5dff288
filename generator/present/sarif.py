"""The `sarif` format: a log of SARIF 2.1.0 (OASIS, 2020-03-27), which code-scanning services read.

Columns are given for texts only: in a table they count cells, which SARIF has no word for, and in a workbook there are no lines; the cell
is a logical location then. An explained difference is a result with a suppression that names the explanation.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from generator.diagnostics import Diagnostic, Location, Severity, quoted
from generator.present.context import NOT_RUN, Context
from generator.present.github import text_column

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif_log(diagnostics: Sequence[Diagnostic], context: Context) -> dict[str, object]:
    """The log of one run: its tool with the rules that were broken, and a result a finding, in order.

    What kept the command from running (bad usage, a missing path, a defect) is a notification of an unsuccessful invocation.
    """
    found = [d for d in diagnostics if d.code not in NOT_RUN]
    stopped = [d for d in diagnostics if d.code in NOT_RUN]
    codes = {code: at for at, code in enumerate(dict.fromkeys(d.code for d in found))}
    driver: dict[str, object] = {"name": "filing", "version": context.version or "0"}
    driver["rules"] = [_rule(code, context.meaning(code)) for code in codes]
    invocation: dict[str, object] = {"executionSuccessful": not stopped}
    if stopped:
        notes = [{"level": "error", "message": _message(d), "descriptor": {"id": d.code}} for d in stopped]
        invocation["toolExecutionNotifications"] = notes
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": [_result(d, codes[d.code]) for d in found],
    }
    return {"$schema": SCHEMA, "version": VERSION, "runs": [run]}


def _rule(code: str, meaning: str) -> Mapping[str, object]:
    rule: dict[str, object] = {"id": code}
    if meaning:
        rule["shortDescription"] = {"text": meaning}
    return rule


def _message(diagnostic: Diagnostic) -> Mapping[str, str]:
    text = f"{diagnostic.message} {diagnostic.hint}" if diagnostic.hint else diagnostic.message
    return {"text": quoted(text, len(text))}


def _result(diagnostic: Diagnostic, index: int) -> Mapping[str, object]:
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": _LEVELS[diagnostic.severity],
        "message": _message(diagnostic),
    }
    location = _location(diagnostic.location)
    if location:
        result["locations"] = [location]
    if diagnostic.explained is not None:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": f"explained: {diagnostic.explained}"}]
    return result


def _location(where: Location) -> Mapping[str, object]:
    location: dict[str, object] = {}
    if where.path is not None:
        physical: dict[str, object] = {"artifactLocation": {"uri": _uri(where.path)}}
        if where.line is not None:
            region = {"startLine": max(where.line, 1)}
            column = text_column(where)
            physical["region"] = region if column is None else {**region, "startColumn": max(column, 1)}
        location["physicalLocation"] = physical
    logical = []
    if where.sheet is not None:
        logical.append({"fullyQualifiedName": f"{where.sheet}!{where.cell}" if where.cell else where.sheet, "kind": "cell"})
    elif where.column is not None and text_column(where) is None:
        logical.append({"name": f"column {where.column}", "kind": "cell"})
    if where.fact is not None:
        logical.append({"name": where.fact, "kind": "fact"})
    if logical:
        location["logicalLocations"] = logical
    return location


def _uri(path: str) -> str:
    """`path` as a URI reference: relative as it is, absolute as `file:`; a URL stays."""
    if "://" in path:
        return quote(path, safe=":/?#[]@!$&'()*+,;=%~")
    plain = path.replace("\\", "/") if "\\" in path and Path(path).drive else path
    encoded = quote(plain.encode("utf-8", "surrogateescape"), safe="/")
    if Path(path).is_absolute():
        return f"file://{encoded}" if plain.startswith("/") else f"file:///{encoded}"
    return encoded or "."
