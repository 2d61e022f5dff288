"""`--arelle`: the same reports shown to Arelle, and where its verdict differs from ours, finding by finding.

A filing is shown as the XBRL 2.1 instance that would be built from it. Differences are infos: ours is the verdict. What only a filing has
(its rules, its explanations, a profile) Arelle cannot know, and it is not compared.
"""

import io
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from generator.diagnostics import Diagnostic, InputError, Location, Severity, quoted
from generator.dts.author import zip_package
from generator.inputs import find_root, read_file
from generator.pipeline.arelle_process import Answer, Opinion, ask_arelle
from generator.pipeline.document_sets import PAGES, find_sets, set_around
from generator.pipeline.settings import REPORT_SUFFIXES, Settings
from generator.pipeline.taxonomies import packages_at
from generator.pipeline.validate import filing_of

CODE = "filing.second-opinion"
_ASSERTION = "message:"
_WORD = re.compile(r"[\w-]+")
_OURS_ALONE = ("filing.rule", "filing.stale-explanation", "profile.")
_SCHEMA = ("cvc-", "xml.", "xmlschema:", "xmlschemaerror", "schemavalidationerror", "xbrl.5.1.1.3")
_OUR_NAMES = {
    "arelle:duplicateFacts": "oime:disallowedDuplicateFacts",
    "IOerror": "filing.unresolved-document",
    "InvalidFactValue": "enumie:InvalidFactValue",
}
_INLINE = re.compile(r"ix1[01](?:\.[\d.]+)?:(\w+)")


class _Question(NamedTuple):
    """A report to ask about: what it is called to the user, its files, and the packages to use."""

    shown: Path
    files: tuple[Path, ...]
    packages: tuple[Path, ...]


def second_opinion(
    paths: Sequence[Path], document_set: Sequence[Path], found: Sequence[Diagnostic], settings: Settings
) -> list[Diagnostic]:
    """Where Arelle differs from `found`, our findings on `paths` and the `document_set`; an info a difference, and one a report with the
    two verdicts."""
    said: list[Diagnostic] = []
    with tempfile.TemporaryDirectory(prefix="filing-second-") as name:
        try:
            questions = list(_questions(paths, document_set, settings, Path(name)))
        except InputError as problem:
            return [_info(f"There is nothing to show to Arelle: {problem.diagnostics[0].message}", problem.diagnostics[0].location)]
        for question in questions:
            settings.progress(f"Arelle: {question.shown}")
            ours = [d for d in found if _is_about(d, question)]
            said += _compared(question, ours, ask_arelle(question.files, question.packages, settings.calc))
    return said


# ---------------------------------------------------------------- what is asked


def _questions(paths: Sequence[Path], document_set: Sequence[Path], settings: Settings, scratch: Path) -> Iterator[_Question]:
    done: set[Path] = set()
    if document_set:
        yield _Question(document_set[0], tuple(document_set), _packages(document_set[0].parent, settings, scratch))
    for path in paths:
        filing = filing_of(path)
        target = filing or path
        if target.resolve() in done:
            continue
        done.add(target.resolve())
        folder = scratch / str(len(done))
        folder.mkdir()
        if filing is not None:
            yield _of_filing(filing, settings, folder)
        else:
            yield from _of_reports(path, settings, folder, done)


def _of_filing(filing: Path, settings: Settings, scratch: Path) -> _Question:
    """The instance that a build would make of the filing, with its taxonomy package."""
    # Imported where a filing is asked about: writing a report and compiling packages is no part of a check.
    from generator.pipeline.filing import check_filing
    from generator.render import xbrl

    checked = check_filing(filing, settings)
    sink = io.BytesIO()
    xbrl.write(checked.report, checked.taxonomy, sink)
    instance = scratch / f"{checked.filing.id}.xbrl"
    instance.write_bytes(sink.getvalue())
    packages = _packages(scratch, settings, scratch)
    if checked.extension:
        own = scratch / "extension.zip"
        own.write_bytes(zip_package(checked.extension, top="extension"))
        packages = (own, *packages)
    return _Question(filing, (instance,), packages)


def _of_reports(path: Path, settings: Settings, scratch: Path, done: set[Path]) -> Iterator[_Question]:
    if path.is_dir() and (path / "manifest.json").is_file():
        for report in _outputs(path):
            yield _Question(report, (report,), _packages(report.parent, settings, scratch))
    elif path.is_dir():
        sets, _ = find_sets(path, settings.root)
        for one in sets:
            yield _Question(one.files[0], one.files, _packages(path, settings, scratch))
    elif path.suffix.lower() in PAGES:
        around, _ = set_around(path, settings.root)
        done.update(file.resolve() for file in around.files)
        yield _Question(path, around.files, _packages(path.parent, settings, scratch))
    elif path.suffix.lower() in REPORT_SUFFIXES:
        yield _Question(path, (path,), _packages(path.parent, settings, scratch))


def _outputs(folder: Path) -> list[Path]:
    """The reports that the manifest of a build lists; none where it does not read (which is said elsewhere)."""
    try:
        listed = json.loads(read_file(folder / "manifest.json", folder))["outputs"]
        paths = [folder / str(output["path"]) for output in listed if output["facts"] is not None]
    except (InputError, ValueError, KeyError, TypeError, RecursionError):
        return []
    return [path for path in paths if path.is_file() and path.resolve().is_relative_to(folder.resolve())]


def _packages(folder: Path, settings: Settings, scratch: Path) -> tuple[Path, ...]:
    """The packages of a report in `folder` as zips, as our own check uses them; of two that map the same URL, which
    Arelle refuses, the first."""
    mapped: set[str] = set()
    zips = []
    for number, package in enumerate(packages_at(folder, settings)):
        starts = {start for start, _ in package.rewrites}
        if starts & mapped:
            continue
        mapped |= starts
        path = Path(package.path)
        if path.is_dir():
            path = scratch / f"package-{number}.zip"
            path.write_bytes(zip_package(_below(Path(package.path)), top="package"))
        zips.append(path)
    return tuple(zips)


def _below(folder: Path) -> dict[str, bytes]:
    root = find_root(folder)
    return {path.relative_to(folder).as_posix(): read_file(path, root) for path in sorted(folder.rglob("*")) if path.is_file()}


# ---------------------------------------------------------------- how the answers compare


def _is_about(diagnostic: Diagnostic, question: _Question) -> bool:
    """Whether a finding of ours lies in what was asked about; one without a path is about everything."""
    path = diagnostic.location.path
    if path is None or "://" in path:
        return True
    shown = {str(question.shown), *map(str, question.files)}
    return path in shown or any(Path(path).is_relative_to(one) for one in (question.shown, *question.files))


def _compared(question: _Question, found: Sequence[Diagnostic], answer: Answer) -> Iterator[Diagnostic]:
    """The findings that only one of the two has, and the two verdicts. An explained difference weighs for neither."""
    where = Location(path=str(question.shown))
    if answer.findings is None:
        yield _info(f"Arelle gave no verdict: {quoted(answer.trouble, 200)}.", where)
        return
    ours = [d for d in found if d.severity is Severity.ERROR or d.explained]
    against = []
    for opinion in answer.findings:
        same = [d for d in ours if _same(d, opinion)]
        if not same:
            yield _theirs(opinion, question)
        if not same or not all(d.explained for d in same):
            against.append(opinion)
    shared = [d for d in ours if not d.code.startswith(_OURS_ALONE)]
    yield from (_ours(d) for d in shared if not any(_same(d, opinion) for opinion in answer.findings))
    verdicts = ["not valid" if wrong else "valid" for wrong in (against, [d for d in ours if d.severity is Severity.ERROR])]
    agrees = "agrees" if verdicts[0] == verdicts[1] else "differs"
    yield _info(f"Arelle {agrees}: for it the report is {verdicts[0]}, for us {verdicts[1]}.", where)


def _theirs(opinion: Opinion, question: _Question) -> Diagnostic:
    """A finding that only Arelle has, at the line that it names first in a file of the user's: a filing's instance is made for us alone."""
    files = {file.name: file for file in question.files if not (question.shown / "filing.toml").is_file()}
    named = ((files.get(PurePosixPath(href.partition("#")[0]).name), line) for href, line in opinion.places)
    path, line = next(((path, line) for path, line in named if path is not None), (question.shown, None))
    message = f"Arelle finds {quoted(opinion.code)} here, which we do not: {quoted(opinion.text, 200)}"
    return _info(message, Location(path=str(path), line=line))


def _ours(diagnostic: Diagnostic) -> Diagnostic:
    return _info(f"We find {diagnostic.code} here, which Arelle does not.", diagnostic.location)


def _same(diagnostic: Diagnostic, opinion: Opinion) -> bool:
    """Whether the two are one finding: the same rule, and the same line where both name one.

    What XML Schema refuses, Arelle calls by one code, we often by the section that restricts the type: there the line decides. A rule of
    the kind is an assertion of the taxonomy to Arelle, whose message is named after the rule's instance.
    """
    lines = {line for _, line in opinion.places if line is not None}
    where = diagnostic.location
    if diagnostic.rule is not None:
        message = opinion.code.removeprefix(_ASSERTION)
        return message != opinion.code and _WORD.findall(message) == _WORD.findall(diagnostic.rule)
    ours, theirs = _plain(diagnostic.code), _plain(opinion.code)
    if ours != theirs:
        return theirs == "schema" and where.line is not None and where.line in lines
    table = where.path is not None and where.path.lower().endswith((".csv", ".xlsx", ".json"))
    return not lines or where.line is None or table or where.line in lines


@cache
def _plain(code: str) -> str:
    """A code by its rule: Arelle adds a name to the sections of XBRL 2.1, and calls what XML Schema refuses otherwise than we do."""
    low = code.lower()
    if low.startswith(_SCHEMA):
        return "schema"
    inline = _INLINE.fullmatch(code)
    if inline:
        return f"ix:{inline[1]}"
    if code in _OUR_NAMES:
        return _plain(_OUR_NAMES[code])
    return low.partition(":")[0] if low.startswith("xbrl.") else low


def _info(message: str, location: Location) -> Diagnostic:
    return Diagnostic(code=CODE, severity=Severity.INFO, message=message, location=location)
