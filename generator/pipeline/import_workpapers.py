"""`filing import-workpapers`: what a reviewer changed in the workpapers, and `adjustments.csv` of what of it can be applied.

All or none: an entry that cannot be read, another filing's book, adjustments that contradict those there leave the file as it is.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator import __version__
from generator.diagnostics import Diagnostic, InputError, Location, Severity, error, has_errors, quoted, warning
from generator.equality import content_hash
from generator.facts.adjustments import AdjustmentTable, adjustments_csv, merged, with_lines
from generator.filing import ADJUSTMENTS, Adjustment
from generator.inputs import find_root, read_file
from generator.pipeline.expected_book import expected_book
from generator.pipeline.filing import CheckedFiling, check_filing
from generator.pipeline.manifest import input_hashes
from generator.pipeline.placing import place_file
from generator.pipeline.settings import Settings
from generator.records import Record, replace
from generator.review.book import Book, Position
from generator.review.compare import compare_books
from generator.review.parts import column_number
from generator.review.reading import read_book
from generator.review.records import WHAT, Change, Entry

_MOST_TRIES = 20
_CELL = re.compile(r"=?(?P<sheet>'(?:[^']|'')+'|[^!]+)!\$?(?P<column>[A-Z]{1,3})\$?(?P<row>[1-9][0-9]{0,6})")
_HASH = re.compile(r"[0-9a-f]{64}")


class Imported(Record):
    """What an import came to: every change, the findings, and the adjustments file with how many lines it holds and gained.

    `target` is None where nothing was written: no change can be applied, all of them are there already, or an error was found.
    """

    diagnostics: tuple[Diagnostic, ...]
    changes: tuple[Change, ...] = ()
    target: Path | None = None
    lines: int = 0
    added: int = 0

    def object(self) -> dict[str, Any]:
        """The part of `--format json` that is about the changes."""
        written = None if self.target is None else {"path": str(self.target), "lines": self.lines, "added": self.added}
        return {"changes": [change._asdict() for change in self.changes], "adjustments": written}

    @property
    def summary(self) -> str:
        """What was written, in one line."""
        applied = sum(change.applied for change in self.changes)
        counted = f"{len(self.changes)} change{'' if len(self.changes) == 1 else 's'}, {applied} applied"
        if has_errors(self.diagnostics):
            return f"{counted}; nothing is written"
        if self.target is None:
            return f"{counted}; nothing to write"
        return f"{counted}; {self.target}: {self.lines} adjustments and notes, {self.added} new"

    def text(self) -> Iterator[str]:
        """A line a change, for people."""
        for change in self.changes:
            place = f"{change.sheet}!{change.cell}" if change.cell else change.sheet
            value = f"{quoted(change.old) or '(empty)'} → {quoted(change.new) or '(empty)'}" if change.cell else quoted(change.new)
            about = f" {change.fact}" if change.fact else ""
            told = " ".join(part for part in (change.by, change.date) if part)
            end = "" if change.applied else "  not applied"
            yield f"{place}{about}: {WHAT[change.what]}: {value}{f'  [{quoted(told)}]' if told else ''}{end}"


def import_workpapers(path: Path, filing: Path, out: Path | None, settings: Settings, *, force: bool = False) -> Imported:
    """Compare the book at `path` with the one that the filing in the folder `filing` makes, and write what can be applied.

    The target is `out`, else the filing's `adjustments.csv`. `force` overwrites adjustments that the book does not have.
    """
    try:
        settings.progress(path.name)
        theirs = read_book(read_file(path, settings.root or find_root(path)), str(path))
        current = check_filing(filing, settings)
        built = _built_with(theirs, current, settings)
        settings.progress("workpapers")
        ours = expected_book(built, _inputs(built, theirs, settings))
        settings.progress("changes")
        review = compare_books(ours.book, theirs, ours.leads, ours.log)
        review = review._replace(diagnostics=(*_other_program(theirs), *review.diagnostics))
        if has_errors(review.diagnostics):
            return Imported(diagnostics=review.diagnostics, changes=_unapplied(review.changes))
    except InputError as problem:
        return Imported(diagnostics=problem.diagnostics)
    try:
        return _written(review.changes, review.entries, review.diagnostics, current, built, out, settings, force)
    except InputError as problem:
        return Imported(diagnostics=(*review.diagnostics, *problem.diagnostics), changes=_unapplied(review.changes))


def _unapplied(changes: Sequence[Change]) -> tuple[Change, ...]:
    """`changes`, of which none is applied since nothing is written."""
    return tuple(change._replace(applied=False) for change in changes)


# ---------------------------------------------------------------- which book it is


def _built_with(theirs: Book, current: CheckedFiling, settings: Settings) -> CheckedFiling:
    """The filing with the adjustments that the returned book was built with: all, none, or the first few of those in its file.

    Raises InputError: another filing's book, no workpapers at all, or a book of other facts.
    """
    place = Location(path=theirs.path)
    name, promised = _identity(theirs, current.filing.id)
    if not promised:
        hint = "Give the workpapers that filing build made of this filing; their sheet of input files names the filing and its facts."
        message = f"{quoted(theirs.path)} does not say which filing and which facts it was made from."
        raise InputError(error("filing.other-book", message, hint=hint, location=place))
    if name != current.filing.id:
        message = f"The book is the workpapers of “{quoted(name)}”, and the filing is “{quoted(current.filing.id)}”."
        raise InputError(error("filing.other-book", message, hint="Name the book's own filing with --filing.", location=place))
    count = len(current.adjustments)
    likely = _listed_adjustments(theirs, current, settings)
    for number in list(dict.fromkeys((likely, count, 0, *range(count - 1, 0, -1))))[:_MOST_TRIES]:
        first = current.adjustments[:number]
        tried = current if number == count else check_filing(current.filing.folder, settings, AdjustmentTable(adjustments=first))
        if content_hash(tried.report.facts) == promised:
            return tried
    changed = _changed_inputs(theirs, input_hashes(current, _root(current, settings), settings.packages))
    what = f" Since then have changed: {quoted(', '.join(changed), 300)}." if changed else ""
    hint = "Import it into the filing as it was when the book was built, or enter the adjustments again in a fresh book."
    raise InputError(error("filing.other-book", f"The book was built from other facts than the filing's.{what}", hint=hint, location=place))


def _listed_adjustments(theirs: Book, current: CheckedFiling, settings: Settings) -> int:
    """How many adjustments the returned book was built with, as far as the hash of their file tells: facts cannot tell notes."""
    then = _listed_inputs(theirs).get(ADJUSTMENTS)
    if then is None or not current.adjustments:
        return 0
    lines = read_file(current.filing.folder / ADJUSTMENTS, _root(current, settings)).splitlines(keepends=True)
    starts = [*(one.line - 1 for one in current.adjustments), len(lines)]
    digest, at = hashlib.sha256(), 0
    for number, start in enumerate(starts):
        digest.update(b"".join(lines[at:start]))
        at = start
        if digest.hexdigest() == then:
            return number
    return len(current.adjustments)


def _identity(theirs: Book, expected: str) -> tuple[str, str]:
    """The filing and the content hash of its facts that the book was made from; "" where it does not say.

    They are named cells; where the names are lost, the hash stands below the filing's id, as `expected`.
    """
    name, promised = _named(theirs, "filing_id"), _named(theirs, "content_hash")
    if name and promised:
        return name, promised
    for sheet in theirs:
        for at, content in sheet.cells.items():
            if content.text == expected and _HASH.fullmatch(sheet.text(at.row + 1, at.column)):
                return expected, sheet.text(at.row + 1, at.column)
    return "", ""


def _root(checked: CheckedFiling, settings: Settings) -> Path:
    return settings.root or find_root(checked.filing.folder)


def _named(book: Book, name: str) -> str:
    """The text of the cell that the defined name `name` refers to; "" where there is none."""
    match = _CELL.fullmatch(book.names.get(name, ""))
    sheet = match["sheet"].strip("'").replace("''", "'").removeprefix("$") if match else ""
    if match is None or sheet not in book.sheets:
        return ""
    return book.cells.sheet(sheet).text(int(match["row"]), column_number(match["column"]))


def _listed_inputs(theirs: Book) -> Mapping[str, str]:
    """The files that the returned book was made from, with their hashes, as its sheet of inputs lists them."""
    match = _CELL.fullmatch(theirs.names.get("content_hash", ""))
    if match is None:
        return {}
    sheet = theirs.cells.sheet(match["sheet"].strip("'").replace("''", "'").removeprefix("$"))
    hashed = {at: content.text for at, content in sheet.cells.items() if _HASH.fullmatch(content.text)}
    return {sheet.cells[before].text: digest for at, digest in hashed.items() if (before := Position(at.row, at.column - 1)) in sheet.cells}


def _changed_inputs(theirs: Book, now: Mapping[str, str]) -> list[str]:
    """The input files that are no longer what the returned book was made from."""
    then = _listed_inputs(theirs)
    return [name for name in now if name != ADJUSTMENTS and then.get(name) != now[name]]


def _inputs(built: CheckedFiling, theirs: Book, settings: Settings) -> Mapping[str, str]:
    """The inputs that our book lists: those of today, but for the adjustments, of which the returned book was built with the first."""
    inputs = dict(input_hashes(built, _root(built, settings), settings.packages))
    then = _listed_inputs(theirs)
    if ADJUSTMENTS not in then:
        inputs.pop(ADJUSTMENTS, None)
        return inputs
    listed = {name: then[name] if name == ADJUSTMENTS else digest for name, digest in inputs.items()}
    return listed


def _other_program(theirs: Book) -> Iterator[Diagnostic]:
    """A warning where another version of the program made the book: it may have laid it out otherwise."""
    version = _named(theirs, "program_version")
    if version and version != __version__:
        message = f"The book was made by version {quoted(version)} of this program, and this is {__version__}."
        hint = "Outside the lead sheets, changes that are listed may be the program's."
        yield warning("filing.not-imported", message, hint=hint, location=Location(path=theirs.path))


# ---------------------------------------------------------------- what is written


def _written(
    changes: tuple[Change, ...],
    entries: Sequence[Entry],
    found: Sequence[Diagnostic],
    current: CheckedFiling,
    built: CheckedFiling,
    out: Path | None,
    settings: Settings,
    force: bool,
) -> Imported:
    """The import with its file in place. Raises InputError where that must not, or cannot, be written."""
    known = len(built.adjustments)
    new = [Adjustment(*e.fact, e.kind, e.amount, _line(e.by), e.date, e.note, 0) for e in entries]
    table, added, lost = merged(current.adjustments[:known], current.adjustments[known:], new, replace_later=force)
    target = out or current.filing.folder / ADJUSTMENTS
    if lost and not force:
        raise InputError(*(_contradiction(one, target) for one in lost))
    weak = [*found, *(_dropped(one, target) for one in lost), *_consequences(table, current, settings)]
    if not added and not lost and (out is None or not current.adjustments):
        return Imported(diagnostics=tuple(weak), changes=changes)
    data = _bytes(table, added, lost, current, settings)
    if out is not None:
        _refuse_overwriting(out, data, force)
    place_file(target, data)
    return Imported(diagnostics=tuple(weak), changes=changes, target=target, lines=len(table), added=len(added))


def _line(text: str) -> str:
    """A name on one line."""
    return " ".join(text.split())


def _bytes(
    table: Sequence[Adjustment], added: Sequence[Adjustment], lost: Sequence[Adjustment], current: CheckedFiling, settings: Settings
) -> bytes:
    """The file: what is there with the new lines after it, where nothing else changes, else written anew."""
    path = current.filing.folder / ADJUSTMENTS
    before = read_file(path, _root(current, settings)) if current.adjustments else b""
    return adjustments_csv(table) if lost or not before else with_lines(before, table, added)


def _refuse_overwriting(out: Path, data: bytes, force: bool) -> None:
    if out.exists() and not force and read_file(out, find_root(out)) != data:
        message = f"{quoted(str(out))} is there, and holds something else."
        hint = "Name another file with -o, or overwrite it with --force."
        raise InputError(error("filing.adjustments-differ", message, hint=hint, location=Location(path=str(out))))


def _contradiction(one: Adjustment, target: Path) -> Diagnostic:
    message = f"The book says something else about {one.fact_id} than line {one.line} does, which was added after the book was built."
    hint = "Decide which of the two counts and enter it in a fresh book, or take the book's for all with --force."
    place = Location(path=str(target), line=one.line, fact=one.fact_id)
    return error("filing.adjustments-differ", message, hint=hint, location=place)


def _dropped(one: Adjustment, target: Path) -> Diagnostic:
    message = f"Line {one.line}, {one.kind} {one.amount:f} on {one.fact_id}, was not in the book and is overwritten."
    return warning("filing.adjustments-differ", message, location=Location(path=str(target), line=one.line, fact=one.fact_id))


def _consequences(table: Sequence[Adjustment], current: CheckedFiling, settings: Settings) -> Iterator[Diagnostic]:
    """What `validate` will say once the adjustments are applied and does not say now, as warnings: a build will stop at it.

    Raises InputError where an adjustment cannot be applied.
    """
    given = AdjustmentTable(adjustments=tuple(table), path=str(current.filing.folder / ADJUSTMENTS))
    applied = check_filing(current.filing.folder, replace(settings, progress=lambda _: None), given)
    before = {(d.code, d.rule, d.location.fact) for d in current.diagnostics if d.severity is Severity.ERROR}
    for d in applied.diagnostics:
        if d.severity is Severity.ERROR and (d.code, d.rule, d.location.fact) not in before:
            yield replace(d, severity=Severity.WARNING, message=f"With the adjustments: {d.message}")
