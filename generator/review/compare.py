"""A returned book against ours: everything that changed, and of it what can be applied to the facts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.diagnostics import Diagnostic, Location, quoted, warning
from generator.records import NamedTuple
from generator.review.book import Book
from generator.review.changes import Keys, SheetComparison, compare_sheet, paired_sheets, settled
from generator.review.lead import lost_lines, read_lead, stray_entries
from generator.review.listing import bounded, listed, listed_sheets, sheet_lists
from generator.review.records import ENTRIES, KEY, Change, Entry, LeadTable, LogTable
from generator.review.telling import Teller, teller

_WEIGHTY = frozenset(("unaudited", "audited", "key", "formula", "figure", "row-repeated"))
"""Changes that somebody may take for applied, since figures of the open book follow them."""


class Review(NamedTuple):
    """What a reviewer did: every change, the entries that can be applied, and what to say about it."""

    changes: tuple[Change, ...]
    entries: tuple[Entry, ...]
    diagnostics: tuple[Diagnostic, ...]


def compare_books(ours: Book, theirs: Book, leads: Sequence[LeadTable], log: LogTable | None) -> Review:
    """Every change from `ours` to `theirs`. `leads` and `log` say where in `ours` the figures' lines and the change log stand.

    Raises InputError where a sheet cannot be read.
    """
    tables = {table.sheet: table for table in leads}
    lists = sheet_lists(ours, theirs, paired_sheets(ours, theirs))
    compared = [
        compare_sheet(ours.cells.sheet(name), theirs.cells.sheet(other), _keys(tables.get(name))) for name, other in lists.pairs.items()
    ]
    comparisons = settled(compared)
    told = teller(ours, theirs, comparisons, log)
    changes = list(listed_sheets(theirs, lists, told))
    entries: list[Entry] = []
    found = [_unread(theirs.path, what) for what in theirs.unread]
    for comparison in comparisons:
        others = comparison.differences
        table = tables.get(comparison.ours.name)
        if table is not None:
            read = read_lead(comparison, table, theirs, told)
            changes += read.changes
            entries += read.entries
            found += read.diagnostics
            others = read.others
            found += _lost(comparison, table, theirs.path)
            found += _strays(comparison, table, theirs.path)
        changes += bounded(listed(comparison, others, told, log.sheet if log else ""), comparison.theirs.name)
    found += [_deleted(theirs.path, name) for name in lists.deleted if name in tables]
    found += [_not_applied(theirs.path, change) for change in changes if change.what in _WEIGHTY and not change.applied]
    found += _logged_alone(comparisons, entries, told, log, tables)
    return Review(tuple(_with_reasons(changes, entries, told)), tuple(entries), tuple(found))


def _with_reasons(changes: Iterable[Change], entries: Sequence[Entry], told: Teller) -> Iterator[Change]:
    """`changes`; comments and lines of the change log that say who made an adjustment and why are applied with it."""
    reasons = {(entry.sheet, entry.cell, "comment") for entry in entries if entry.note}
    logged = {place for entry in entries for place in told.places.get((".".join(entry.fact), entry.kind), ())}
    for change in changes:
        is_reason = (change.sheet, change.cell, change.what) in reasons or (change.what == "change-log" and change.cell in logged)
        yield change._replace(applied=True) if is_reason else change


def _logged_alone(
    comparisons: Sequence[SheetComparison], entries: Sequence[Entry], told: Teller, log: LogTable | None, tables: Mapping[str, LeadTable]
) -> Iterator[Diagnostic]:
    """Lines of the change log that tell of an adjustment that nobody entered."""
    figures = {line.fact_id for table in tables.values() for line in table.lines}
    entered = {(".".join(entry.fact), entry.kind) for entry in entries}
    comparison = next((c for c in comparisons if log is not None and c.ours.name == log.sheet), None)
    for (fact, kind), rows in told.places.items():
        if comparison is not None and fact in figures and kind in ENTRIES.values() and (fact, kind) not in entered:
            message = f"The change log tells of an adjustment ({kind}) to {fact}, and none was entered on its lead sheet."
            hint = "Enter the amount on the lead sheet (审定表): the change log says who, when and why."
            place = Location(path=told.path, sheet=comparison.theirs.name, cell=rows[0], fact=fact)
            yield warning("filing.not-imported", message, hint=hint, location=place)


def _keys(table: LeadTable | None) -> Keys | None:
    return Keys({line.key: line.row for line in table.lines}, table.columns[KEY]) if table else None


def _unread(path: str, what: str) -> Diagnostic:
    message = f"The book holds {what}, which are not read."
    hint = "Amounts are taken as they were stored when the book was saved: look whether they are right."
    return warning("filing.not-imported", message, hint=hint, location=Location(path=path))


def _lost(comparison: SheetComparison, table: LeadTable, path: str) -> list[Diagnostic]:
    """Lines of figures that are gone: their adjustments stay as the book was built with them."""
    place = Location(path=path, sheet=comparison.theirs.name)
    return [
        warning(
            "filing.not-imported",
            f"The line of {quoted(line.fact_id)} was deleted; the figure and its adjustments stay as they were.",
            hint="A figure is deleted in its table; an adjustment is taken back by one of the other sign.",
            location=place,
        )
        for line in lost_lines(comparison, table)
    ]


def _strays(comparison: SheetComparison, table: LeadTable, path: str) -> Iterator[Diagnostic]:
    """Amounts in rows that belong to no figure."""
    for at, content in stray_entries(comparison, table):
        message = f"The amount {quoted(content.text)} stands in a row that is no figure's. It is not applied."
        hint = "Enter it in the line of the figure that it is about; a new figure is added to its table."
        yield warning("filing.not-imported", message, hint=hint, location=Location(path=path, sheet=comparison.theirs.name, cell=at.cell))


def _deleted(path: str, name: str) -> Diagnostic:
    message = f"The lead sheet “{quoted(name)}” is gone: nothing of it is imported."
    return warning(
        "filing.not-imported", message, hint="Its figures and their adjustments stay as they were.", location=Location(path=path)
    )


def _not_applied(path: str, change: Change) -> Diagnostic:
    was = (
        f"“{quoted(change.old)}” was changed to “{quoted(change.new)}”"
        if change.old or change.what != "row-repeated"
        else quoted(change.new)
    )
    place = Location(path=path, sheet=change.sheet, cell=change.cell or None, fact=change.fact or None)
    advice = f" {change.advice}" if change.advice else " It is not applied."
    return warning("filing.not-imported", f"{_NAMES[change.what]} {was}.{advice}", location=place)


_NAMES = {
    "unaudited": "The unaudited amount (未审数)",
    "audited": "The formula of the audited amount (审定数)",
    "key": "The key",
    "formula": "The formula",
    "figure": "The figure",
    "row-repeated": "The line stands twice:",
}
