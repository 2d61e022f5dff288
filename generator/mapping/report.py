"""Source facts in bound schedules -> Report, with every fact's printed text and place."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from generator.diagnostics import Diagnostic, Location, error, has_errors, quoted, warning
from generator.facts.source import SourceFact
from generator.filing import CellNote, Filing, Kind
from generator.mapping.contents import Misfit, parse_content
from generator.mapping.notes import Cell, Marks, check_notes, footnotes, is_mark, note_facts, notes_by_cell
from generator.mapping.numbers import DASHES, parse_number
from generator.model import Fact, Report, Value
from generator.records import Record
from generator.schedule import BoundSchedule, CellAspects, Content

_NUMBER = Content.NUMBER


class Mapped(Record):
    """A report; by fact id the text that every cell prints, and the place of each; and what is wrong.

    A cell that holds no fact, a dash for “none”, has its printed text and its place all the same.
    """

    report: Report
    printed: Mapping[str, str]
    places: Mapping[str, Location]
    diagnostics: tuple[Diagnostic, ...]


def map_facts(sources: Sequence[SourceFact], filing: Filing, kind: Kind, schedules: Sequence[BoundSchedule]) -> Mapped:
    """The report that `sources` make: schedules in order, each by rows, then columns."""
    by_cell = {source[:3]: source for source in sources}
    found: list[Diagnostic] = []
    notes = notes_by_cell(filing, schedules, found)
    maker = _FactMaker(filing, notes, found)
    facts: list[Fact] = []
    printed: dict[str, str] = {}
    placed: dict[str, SourceFact] = {}
    for schedule in schedules:
        for (row, column), aspects in schedule.cells.items():
            source = by_cell.get((schedule.id, row, column))
            if source is None:
                continue  # facts/ has noted it
            identifier = source.fact_id
            placed[identifier] = source
            fact, printed[identifier] = maker.fact(source, identifier, aspects)
            if fact:
                facts.append(fact)
    if notes and not has_errors(found):
        found += check_notes(filing, notes, placed, {fact.id for fact in facts})
        facts += note_facts(filing.notes, filing.languages)
    report = Report(facts=tuple(facts), taxonomy=(kind.entry_point,), prefixes=kind.prefixes)
    return Mapped(report=report, printed=printed, places=_Places(placed), diagnostics=tuple(found))


class _Places(Mapping[str, Location]):
    """The place of every fact by its id, made when it is asked for: most facts never need theirs."""

    def __init__(self, sources: Mapping[str, SourceFact]) -> None:
        self._sources = sources

    def __getitem__(self, fact: str) -> Location:
        return self._sources[fact].location

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def __contains__(self, fact: object) -> bool:
        return fact in self._sources


class _FactMaker:
    """Makes the fact of each cell; what is wrong goes to `found`."""

    def __init__(self, filing: Filing, notes: Mapping[Cell, tuple[CellNote, ...]], found: list[Diagnostic]) -> None:
        self.filing = filing
        self.notes = notes
        self.found = found
        self.marks = Marks()

    def wrong(self, code: str, message: str, hint: str, source: SourceFact) -> None:
        self.found.append(error(code, message, hint=hint, location=source.location))

    def fact(self, source: SourceFact, identifier: str, aspects: CellAspects) -> tuple[Fact | None, str]:
        """The fact of a cell, None where it holds none; and the text that the cell prints."""
        text = source.text.strip()
        notes = self.notes.get(source[:3], ()) if self.notes else ()
        if notes:
            text, marked = self.marks.without(text, notes), text
            if marked and not text:  # the mark stands in the value's place
                return self._made(identifier, aspects, None, notes), marked
        if text in DASHES or (not text and aspects.content is not _NUMBER and aspects.format.dash):
            return self._dash(source, identifier, aspects, text, notes), text
        if not text:
            hint = "Write the figure, or the dash that the source prints."
            if aspects.content is not _NUMBER:
                hint = "Write the text; declare the column's dash where an empty cell is one, or merged = true where cells are merged."
            self.wrong("filing.empty-cell", "The cell is empty.", hint, source)
            return None, text
        is_number = aspects.content is _NUMBER
        if not is_number and is_mark(text):
            self._unknown_mark(text, source)
            return None, text
        try:
            value = parse_number(text, aspects.format) if is_number else parse_content(text, aspects)
        except Misfit as problem:
            self._misfit(problem, text, aspects, source)
            return None, text
        if is_number:
            text = _with_places(text, aspects, source, self.found)
        return self._made(identifier, aspects, value, notes), text

    def _misfit(self, problem: Misfit, text: str, aspects: CellAspects, source: SourceFact) -> None:
        if is_mark(text):
            self._unknown_mark(text, source)
            return
        wanted = f"; wanted is a {aspects.content.value} ({aspects.concept.local})" if aspects.content is not _NUMBER else ""
        self.wrong(problem.code, f"“{quoted(text)}” {problem}{wanted}.", problem.hint, source)

    def _unknown_mark(self, text: str, source: SourceFact) -> None:
        hint = f"Add [[schedules.{source.schedule}.notes]] with this mark, its text and this cell to filing.toml."
        self.wrong("filing.unknown-note", f"“{quoted(text)}” is the mark of no note that is about this cell.", hint, source)

    def _dash(self, source: SourceFact, identifier: str, aspects: CellAspects, text: str, notes: tuple[CellNote, ...]) -> Fact | None:
        """The fact that a dash, or an empty cell that is no number's, stands for."""
        meaning = aspects.format.dash
        is_number = aspects.content is _NUMBER
        if meaning is None:
            message = f"The cell holds a dash (“{text}”), and the schedule does not say what a dash means."
            self.wrong("filing.dash", message, 'Declare dash = "zero", "nil" or "none" in the column\'s format.', source)
            return None
        if meaning == "zero" and not is_number:
            message = f"A dash or an empty cell means zero here, but “{aspects.concept.local}” is no number."
            self.wrong("filing.dash", message, 'Declare dash = "nil" or "none" in the column\'s format.', source)
            return None
        return None if meaning == "none" else self._made(identifier, aspects, Decimal(0) if meaning == "zero" else None, notes)

    def _made(self, identifier: str, aspects: CellAspects, value: Value, notes: tuple[CellNote, ...]) -> Fact:
        is_number = aspects.content is _NUMBER
        return Fact(
            id=identifier,
            concept=aspects.concept,
            value=value,
            entity=self.filing.entity,
            period=aspects.period,
            unit=aspects.unit,
            decimals=aspects.format.decimals if is_number and value is not None else None,
            language=aspects.language,
            dimensions=aspects.dimensions,
            links=footnotes(notes, self.filing.languages) if notes else (),
        )


def _with_places(text: str, aspects: CellAspects, source: SourceFact, found: list[Diagnostic]) -> str:
    """`text` with as many decimal places as the schedule declares: a workbook drops final zeros by itself.

    Warns where a CSV table shows fewer than the schedule claims for it.
    """
    digits = text.rstrip("%) ")
    whole, _, part = digits.partition(".")
    declared = aspects.format.places
    if len(part) >= declared:
        return text
    if source.sheet is not None:
        return f"{whole}.{part.ljust(declared, '0')}{text[len(digits) :]}"
    found.append(
        warning(
            "filing.fewer-places",
            f"“{quoted(text)}” shows {len(part)} decimal places; the schedule declares {declared}.",
            hint="Write the final zeros that the source prints; where it prints none, declare fewer places.",
            location=source.location,
        )
    )
    return text
