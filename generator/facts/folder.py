"""`facts/` of a filing -> the source facts of its schedules: one CSV a schedule, or sheets of one workbook."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.facts.source import SourceFact
from generator.facts.table import Sheet, read_sheet
from generator.inputs import read_text
from generator.schedule import BoundSchedule
from generator.tabular import csv_rows

_MAX_NAME = 31  # of a sheet


def read_folder(folder: Path, root: Path, schedules: Sequence[BoundSchedule]) -> tuple[list[SourceFact], list[Diagnostic]]:
    """The source facts of `schedules` from `folder`, in the schedules' order, and what is wrong.

    A missing or unreadable table is a diagnostic; the other tables are read all the same.
    """
    facts: list[SourceFact] = []
    found: list[Diagnostic] = []
    books = tables(folder, ".xlsx")
    if len(books) > 1:
        found.append(
            error(
                "filing.two-workbooks",
                f"facts/ holds {len(books)} workbooks: {quoted(', '.join(b.name for b in books))}; one is read.",
                hint="Keep the schedules as sheets of one workbook.",
                location=Location(path=str(books[1])),
            )
        )
    sheets, problems = _book_sheets(books[0], root) if books else ({}, [])
    found += problems
    known = {s.id for s in schedules}
    sheets = _by_schedule(sheets, known)
    for schedule in schedules:
        path = folder / f"{schedule.id}.csv"
        try:
            if schedule.id in sheets and path.exists():
                found.append(
                    error(
                        "filing.two-tables",
                        f"The schedule “{schedule.id}” stands in {path.name} and in {books[0].name}.",
                        hint="Delete one of the two.",
                        location=Location(path=str(path)),
                    )
                )
                continue
            sheet = sheets.get(schedule.id) or Sheet(str(path), None, list(csv_rows(read_text(path, root), str(path))))
        except InputError as problem:
            found += problem.diagnostics
            continue
        read, problems = read_sheet(sheet, schedule)
        facts += read
        found += problems
    found += _strays(folder, known, sheets, books)
    return facts, found


def tables(folder: Path, suffix: str) -> list[Path]:
    """The files of `folder` that end in `suffix`, in any case, by name; locks that Excel leaves (`~$…`) left out."""
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.name.lower().endswith(suffix))
    except OSError:
        return []  # every table that is wanted will be missing, and say so
    return [folder / name for name in names if not name.startswith("~$")]


def _book_sheets(book: Path, root: Path) -> tuple[dict[str, Sheet], list[Diagnostic]]:
    from generator.facts.workbook import read_workbook

    try:
        return read_workbook(book, root)
    except InputError as problem:
        return {}, list(problem.diagnostics)


def _by_schedule(sheets: dict[str, Sheet], known: Collection[str]) -> dict[str, Sheet]:
    """`sheets` by schedule: a sheet's name has at most 31 characters, so that the first 31 of a longer code will do."""
    cut: dict[str, list[str]] = {}
    for name in sorted(known):
        if len(name) > _MAX_NAME and name not in sheets:
            cut.setdefault(name[:_MAX_NAME], []).append(name)
    return {cut[name][0] if name not in known and len(cut.get(name, ())) == 1 else name: sheet for name, sheet in sheets.items()}


def _strays(folder: Path, known: set[str], sheets: dict[str, Sheet], books: list[Path]) -> list[Diagnostic]:
    """Tables that belong to no schedule of the filing: somebody's figures would silently be left out."""
    found = []
    for path in tables(folder, ".csv"):
        if path.stem not in known or path.suffix != ".csv":
            found.append(_stray(path.stem, Location(path=str(path))))
    for name in sheets:
        if name not in known:
            found.append(_stray(name, Location(path=str(books[0]), sheet=name)))
    return found


def _stray(name: str, location: Location) -> Diagnostic:
    return error(
        "filing.unknown-schedule",
        f"The filing has no schedule “{quoted(name)}”.",
        hint=f"Add [schedules.{quoted(name)}] to filing.toml, mend the name (it ends in .csv), or delete the table.",
        location=location,
    )
