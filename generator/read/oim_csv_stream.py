"""xBRL-CSV reports row by row, from tables that are never in memory: once to see that all is right, then as often as wanted.

Only what is whole and right streams, with duplicates of any kind allowed. For the rest there is the reader of `oim_csv`.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping

from generator.diagnostics import InputError
from generator.model import Fact, Link, Report
from generator.qname import FACT_FOOTNOTE, NOTE_CONCEPT
from generator.read import csv_checks
from generator.read.csv_metadata import Metadata, Table
from generator.read.json_text import parse_json
from generator.read.oim import FactMaker
from generator.read.oim_csv import TableReader, TableReport, metadata_of
from generator.read.oim_document import Defect
from generator.read.result import NotStreamable, ReadReport, StreamedFacts, TaxonomyLoader

OpenTable = Callable[[str], Iterator[bytes]]
"""The pieces of a table's file, by its url as the metadata writes it. Raises InputError."""


def stream(data: bytes, path: str, load: TaxonomyLoader, tables: TableReader, open_table: OpenTable) -> ReadReport:
    """What `oim_csv.read` returns, but the facts are read again each time that they are asked for, and have no places.

    `data` is the metadata; `tables` gives other small files that it refers to. Raises NotStreamable.
    """
    try:
        meta, entry_points, findings = metadata_of(parse_json(data, path, "xbrlce:invalidJSON"), path, tables)
        if findings or meta.info.duplicates != "all":
            raise NotStreamable
        maker = FactMaker(meta.info, load(entry_points), "xbrlce")
        if any(csv_checks.constants(meta, maker)):
            raise NotStreamable
        survey = _Run(meta, path, maker, tables, open_table)
        links = survey.survey()
    except (Defect, InputError):
        raise NotStreamable from None

    def again() -> Iterator[Fact]:
        return _Run(meta, path, maker, tables, open_table).again(links)

    report = Report(facts=StreamedFacts(again, survey.count), taxonomy=entry_points, prefixes=dict(meta.info.namespaces))
    return ReadReport(report=report, places={})


class _Run(TableReport):
    """One run over the tables; the facts of a row are dropped before the next."""

    def __init__(self, meta: Metadata, path: str, maker: FactMaker, tables: TableReader, open_table: OpenTable) -> None:
        super().__init__(meta, path, maker, tables)
        self.count = 0
        self._open_table = open_table

    def survey(self) -> Mapping[str, list[Link]]:
        """The links of the facts. Raises NotStreamable or Defect where anything is wrong."""
        notes = set()
        each_pair = (pair for groups in self.meta.links.values() for sources in groups.values() for pair in sources.items())
        wanted = {end for source, targets in each_pair for end in (source, *targets)}
        known = set()
        for fact in self._facts():
            self.count += 1
            if fact.id in wanted:
                known.add(fact.id)
            if fact.concept == NOTE_CONCEPT:
                notes.add(fact.id)
        links = self.links(known)
        targets = {(link.arcrole, target) for each in links.values() for link in each for target in link.targets}
        unfit = any(arcrole == FACT_FOOTNOTE and target not in notes for arcrole, target in targets)
        if self.diagnostics or unfit or not notes <= {target for _, target in targets}:
            raise NotStreamable
        return links

    def again(self, links: Mapping[str, list[Link]]) -> Iterator[Fact]:
        """The facts once more, with their links."""
        for fact in self._facts():
            found = links.get(fact.id) if links else None
            yield fact._replace(links=tuple(found)) if found else fact

    def _facts(self) -> Iterator[Fact]:
        if self.meta.parameter_url is not None:
            self._read_parameters(self.meta.parameter_url)
        if any(csv_checks.unreferenced(self.meta, self.parameters)):
            raise NotStreamable
        try:
            for table in self.meta.tables:
                for _ in self.rows(table):
                    yield from self.facts.values()
                    self.facts.clear()
                    self.positions.clear()
                    if self.diagnostics:
                        raise NotStreamable
        except (InputError, csv.Error, UnicodeDecodeError):
            raise NotStreamable from None
        if self.diagnostics:
            raise NotStreamable

    def _opened(self, table: Table, path: str) -> Iterator[list[str]] | None:
        """The rows of a table's file, decoded piece by piece."""
        try:
            text = io.TextIOWrapper(io.BufferedReader(_Pieces(self._open_table(table.url))), "utf-8-sig", newline="")
        except InputError:
            if table.optional:
                return None
            raise
        return _rows(text)


def _rows(text: io.TextIOWrapper) -> Iterator[list[str]]:
    limit = csv.field_size_limit(1 << 28)
    try:
        yield from csv.reader(text, strict=True)
    finally:
        csv.field_size_limit(limit)


class _Pieces(io.RawIOBase):
    """Pieces of a file as a stream; a NUL character, which no table may hold, ends it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = next(pieces, b"")  # whether there is a file shows at the first piece
        self._check()

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill `buffer`, a writable one, as far as the piece at hand goes."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        if not self._left:
            self._left = next(self._pieces, b"")
            self._check()
        taken = self._left[: len(view)]
        view[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)

    def _check(self) -> None:
        if b"\0" in self._left:
            raise NotStreamable
