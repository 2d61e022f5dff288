"""Notes of the report, each an `xbrl:note` a language, linked from the facts that it is about.

What the source prints below a table (注1), and the reasons of explained differences.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from generator.diagnostics import Diagnostic, error, quoted
from generator.filing import CellNote, Filing
from generator.model import Entity, Fact, Link, Report
from generator.qname import FACT_FOOTNOTE, NOTE_CONCEPT, STANDARD_LINK
from generator.records import replace
from generator.rule import RuleResult, Verdict, cells
from generator.schedule import BoundSchedule, Text

LANGUAGE_TAGS = {"zh": "zh-cn", "en": "en"}
"""What a text's language is called in a report, by the product's name for it."""

ALL = "*"
_MARK = re.compile(r"[（(\[【]?\s*注\s*[0-9]{1,2}\s*[）)\]】]?")

Cell = tuple[str, str, str]
"""Schedule, row and column code."""


# ---------------------------------------------------------------- notes of the source


def notes_by_cell(filing: Filing, schedules: Sequence[BoundSchedule], found: list[Diagnostic]) -> dict[Cell, tuple[CellNote, ...]]:
    """The notes of every cell that has any, in the order of filing.toml; cells that do not exist go to `found`."""
    notes: dict[Cell, tuple[CellNote, ...]] = {}
    by_id = {schedule.id: schedule for schedule in schedules}
    for note in filing.notes:
        schedule = by_id.get(note.schedule)
        for cell in _cells(note, schedule, found) if schedule else ():
            notes[cell] = (*notes.get(cell, ()), note)
    return notes


def _cells(note: CellNote, schedule: BoundSchedule, found: list[Diagnostic]) -> Iterator[Cell]:
    """The cells of `schedule` that `note` is about, each once."""
    rows, columns = {row.code for row in schedule.rows}, {column.code for column in schedule.columns}
    wanted: dict[tuple[str, str], None] = {}
    for row, column in note.cells:
        named = [cell for cell in schedule.cells if row in (ALL, cell[0]) and column in (ALL, cell[1])]
        wanted |= dict.fromkeys(named)
        if not named:
            part = f"no row “{quoted(row)}”" if row not in (ALL, *rows) else f"no column “{quoted(column)}”"
            if row in (ALL, *rows) and column in (ALL, *columns):
                part = f"nothing in {quoted(row)}.{quoted(column)}"
            hint = f"Rows: {', '.join(sorted(rows)[:12])}. Columns: {', '.join(sorted(columns)[:12])}."
            message = f"The note “{note.mark}” names a cell that “{schedule.id}” does not have: there is {part}."
            found.append(error("filing.unknown-cell", message, hint=hint, location=note.location))
    yield from ((schedule.id, row, column) for row, column in wanted)


class Marks:
    """The marks of notes as cells print them."""

    def __init__(self) -> None:
        self._patterns: dict[str, re.Pattern[str]] = {}

    def without(self, text: str, notes: Sequence[CellNote]) -> str:
        """`text` without the marks of `notes` at its end; what is left of 附注1 is never cut."""
        left = text
        for _ in notes:
            for note in notes:
                left = self._pattern(note.mark).sub("", left)
        return left

    def _pattern(self, mark: str) -> re.Pattern[str]:
        if mark not in self._patterns:
            signs = r"\s*".join(map(re.escape, mark))
            self._patterns[mark] = re.compile(rf"\s*[、，,]?\s*[（(\[【]?(?<!附){signs}[）)\]】]?\Z")
        return self._patterns[mark]


def is_mark(text: str) -> bool:
    """Whether a cell prints the mark of a note and nothing else: 注1, （注 2）."""
    return _MARK.fullmatch(text) is not None


def footnotes(notes: Sequence[CellNote], languages: Sequence[str]) -> tuple[Link, ...]:
    """The links from a fact to its notes, one a note: to its text in every language."""
    return tuple(Link(FACT_FOOTNOTE, STANDARD_LINK, tuple(_note_id(note, language) for language in languages)) for note in notes)


def note_facts(notes: Sequence[CellNote], languages: Sequence[str]) -> Iterator[Fact]:
    """The `xbrl:note`s of `notes`, one a language."""
    for note in notes:
        for language in languages:
            yield _note(_note_id(note, language), note.text, language)


def _note_id(note: CellNote, language: str) -> str:
    return f"notes.{note.schedule}-{note.number}.{language}"


def check_notes(
    filing: Filing, notes: Mapping[Cell, Sequence[CellNote]], read: Collection[str], facts: Collection[str]
) -> Iterator[Diagnostic]:
    """Notes that no fact is linked to, and the cells that they name and that have no fact.

    `read` are the ids of the cells that the tables hold, `facts` of those that became facts: what was not read is noted already.
    """
    linked = {(n.schedule, n.number) for cell, told in notes.items() if (key := ".".join(cell)) in facts or key not in read for n in told}
    for note in filing.notes:
        empty = [f"{row}.{column}" for row, column in note.cells if ALL not in (row, column)]
        empty = [cell for cell in empty if f"{note.schedule}.{cell}" in read and f"{note.schedule}.{cell}" not in facts]
        if empty or (note.schedule, note.number) not in linked:
            message = f"The note “{note.mark}” is about {quoted(', '.join(empty)) or 'cells'} of “{note.schedule}”, where there is no fact."
            hint = "A note is linked to facts: name cells that hold a figure or a text, or delete the note."
            yield error("filing.note-without-fact", message, hint=hint, location=note.location)


# ---------------------------------------------------------------- explained differences


def with_explanations(report: Report, filing: Filing, results: Sequence[RuleResult]) -> Report:
    """`report` with the reason of every explained difference as a note on the relation's left fact."""
    reasons = {e.name: e.reason for e in filing.explanations}
    notes: list[Fact] = []
    links: dict[str, list[Link]] = {}
    for result in results:
        if result.verdict is not Verdict.EXPLAINED or result.explanation not in reasons:
            continue
        target = next(cells(result.instance.left)).fact_id
        told = [_note(f"explained.{result.explanation}.{language}", reasons[result.explanation], language) for language in filing.languages]
        links.setdefault(target, []).append(Link(FACT_FOOTNOTE, STANDARD_LINK, tuple(note.id for note in told)))
        notes += told
    if not notes:
        return report
    linked = [fact._replace(links=(*fact.links, *links[fact.id])) if fact.id in links else fact for fact in report.facts]
    return replace(report, facts=(*linked, *notes))


def _note(name: str, text: Text, language: str) -> Fact:
    return Fact(
        id=name, concept=NOTE_CONCEPT, value=text.get(language), entity=Entity("", ""), period=None, language=LANGUAGE_TAGS[language]
    )


def without_notes(report: Report) -> Report:
    """`report` without its notes and the links to them."""
    notes = {fact.id for fact in report.facts if fact.concept == NOTE_CONCEPT}
    if not notes:
        return report
    facts = [f._replace(links=_unlinked(f.links, notes)) if f.links else f for f in report.facts if f.id not in notes]
    return replace(report, facts=tuple(facts))


def _unlinked(links: tuple[Link, ...], notes: set[str]) -> tuple[Link, ...]:
    kept = ((link, tuple(t for t in link.targets if t not in notes)) for link in links)
    return tuple(link._replace(targets=targets) for link, targets in kept if targets)
