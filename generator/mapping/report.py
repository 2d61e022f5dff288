"""Source facts in bound schedules -> Report, with every fact's printed text and place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.diagnostics import Diagnostic, Location, error, quoted, warning
from generator.facts.source import SourceFact
from generator.filing import Filing, Kind
from generator.mapping.numbers import DASHES, NotANumber, parse_number
from generator.model import Fact, Report, Value
from generator.schedule import BoundSchedule, CellAspects


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """A report; by fact id the printed text and the place of each fact; and what is wrong."""

    report: Report
    printed: Mapping[str, str]
    places: Mapping[str, Location]
    diagnostics: tuple[Diagnostic, ...]


def map_facts(sources: Sequence[SourceFact], filing: Filing, kind: Kind, schedules: Sequence[BoundSchedule]) -> Mapped:
    """The report that `sources` make: schedules in order, each by rows, then columns."""
    by_cell = {source[:3]: source for source in sources}
    found: list[Diagnostic] = []
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
            fact = _fact(source, identifier, aspects, filing, found)
            if fact:
                facts.append(fact)
                printed[identifier] = source.text.strip()
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


def _fact(source: SourceFact, identifier: str, aspects: CellAspects, filing: Filing, found: list[Diagnostic]) -> Fact | None:
    text = source.text.strip()
    value: Value
    decimals: int | None = aspects.format.decimals
    if text in DASHES:
        dash = aspects.format.dash
        if dash is None:
            found.append(
                error(
                    "filing.dash",
                    f"The cell holds a dash (“{text}”), and the schedule does not say what a dash means.",
                    hint='Declare dash = "zero", "nil" or "none" in the column\'s format.',
                    location=source.location,
                )
            )
            return None
        if dash == "none":
            return None
        value, decimals = (Decimal(0), decimals) if dash == "zero" else (None, None)
    elif not text:
        found.append(
            error(
                "filing.empty-cell",
                "The cell is empty.",
                hint="Write the figure, or the dash that the source prints.",
                location=source.location,
            )
        )
        return None
    else:
        try:
            value = parse_number(text, aspects.format)
        except NotANumber as problem:
            found.append(error(problem.code, f"“{quoted(text)}” {problem}.", hint=problem.hint, location=source.location))
            return None
        _note_lost_places(text, aspects, source, found)
    return Fact(
        id=identifier,
        concept=aspects.concept,
        value=value,
        entity=filing.entity,
        period=aspects.period,
        unit=aspects.unit,
        decimals=decimals,
        dimensions=aspects.dimensions,
    )


def _note_lost_places(text: str, aspects: CellAspects, source: SourceFact, found: list[Diagnostic]) -> None:
    """Warn where the cell shows fewer decimal places than the schedule claims for it.

    A workbook drops final zeros by itself, so its cells are not held to it.
    """
    places = len(text.rstrip("%) ").partition(".")[2])
    if source.sheet is None and places < aspects.format.places:
        found.append(
            warning(
                "filing.fewer-places",
                f"“{quoted(text)}” shows {places} decimal places; the schedule declares {aspects.format.places}.",
                hint="Write the final zeros that the source prints; where it prints none, declare fewer places.",
                location=source.location,
            )
        )
