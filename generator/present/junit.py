"""The `junit` format: a test suite a file, a test case a finding, as continuous integration systems read it.

An error is a failure; an explained difference is a skipped case that names its explanation; warnings and infos pass, with their text as
output. What was checked without any finding is a case that passes. No times: the same input gives the same bytes.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from generator.diagnostics import Diagnostic, Severity, quoted
from generator.present.context import NOT_RUN, Context, place

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_report(diagnostics: Sequence[Diagnostic], context: Context, *, ascii_only: bool = False) -> str:
    """The `testsuites` document. `ascii_only`: other characters are written as references."""
    suites = [_suite(path, list(found)) for path, found in groupby(_sorted(diagnostics), key=lambda d: d.location.path or "")]
    named = {d.location.path or "" for d in diagnostics}
    clean = [path for path in dict.fromkeys(context.checked) if path not in named]
    if clean or not suites:
        suites.append(_clean_suite(clean or ["filing"]))
    tests = sum(count for count, _, _, _ in suites)
    failures = sum(failed for _, failed, _, _ in suites)
    errors = sum(broken for _, _, broken, _ in suites)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuites name="filing" tests="{tests}" failures="{failures}" errors="{errors}">')
    lines += [line for *_, suite in suites for line in suite]
    text = "\n".join([*lines, "</testsuites>"])
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii") if ascii_only else text


_Suite = tuple[int, int, int, list[str]]


def _sorted(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """By path, in the order in which the paths were met first; the findings of a path in their own order."""
    order = {path: at for at, path in enumerate(dict.fromkeys(d.location.path or "" for d in diagnostics))}
    return sorted(diagnostics, key=lambda d: order[d.location.path or ""])


def _suite(path: str, found: Sequence[Diagnostic]) -> _Suite:
    broken = sum(d.code in NOT_RUN for d in found)
    failed = sum(d.severity is Severity.ERROR for d in found) - broken
    skipped = sum(d.explained is not None for d in found)
    counts = f'tests="{len(found)}" failures="{failed}" errors="{broken}" skipped="{skipped}"'
    lines = [f'  <testsuite name="{_attribute(path or "filing")}" {counts}>']
    for diagnostic in found:
        lines += _case(path or "filing", diagnostic)
    return len(found), failed, broken, [*lines, "  </testsuite>"]


def _clean_suite(paths: Sequence[str]) -> _Suite:
    lines = [f'  <testsuite name="filing" tests="{len(paths)}" failures="0" errors="0" skipped="0">']
    lines += [f'    <testcase classname="{_attribute(path)}" name="valid" file="{_attribute(path)}" time="0"/>' for path in paths]
    return len(paths), 0, 0, [*lines, "  </testsuite>"]


def _case(path: str, diagnostic: Diagnostic) -> Iterator[str]:
    where = place(diagnostic.location)
    name = f"{diagnostic.code} {where.removeprefix(path).lstrip(':!')}".strip()
    line = f' line="{diagnostic.location.line}"' if diagnostic.location.line is not None else ""
    yield f'    <testcase classname="{_attribute(path)}" name="{_attribute(name)}" file="{_attribute(path)}"{line} time="0">'
    parts = [f"{where}: " if where else "", f"{diagnostic.code} {diagnostic.severity}: {diagnostic.message}"]
    text = _text("".join(parts) + (f"\n{diagnostic.hint}" if diagnostic.hint else ""))
    message = _attribute(diagnostic.message)
    if diagnostic.explained is not None:
        yield f'      <skipped message="{_attribute(f"explained: {diagnostic.explained}")}"/>'
        yield f"      <system-out>{text}</system-out>"
    elif diagnostic.severity is Severity.ERROR:
        tag = "error" if diagnostic.code in NOT_RUN else "failure"
        yield f'      <{tag} type="{_attribute(diagnostic.code)}" message="{message}">{text}</{tag}>'
    else:
        yield f"      <system-out>{text}</system-out>"
    yield "    </testcase>"


def _text(text: str) -> str:
    shown = "\n".join(quoted(line, len(line)) for line in text.split("\n"))
    return _NOT_XML.sub("\ufffd", shown).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(text: str) -> str:
    return _text(text).replace('"', "&quot;").replace("\n", "&#10;")
