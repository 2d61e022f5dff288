"""xBRL-CSV 1.0 reports to facts: the metadata, its tables, parameters and property groups.

A defect of a table is located by the file, the row (counted with the header, from 1) and the column.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.model import Fact, Link, Report
from generator.read import csv_checks
from generator.read.csv_checks import IDENTIFIER
from generator.read.csv_extends import Finding, merged
from generator.read.csv_metadata import Metadata, Properties, Table, metadata
from generator.read.csv_rows import Absent, FactColumn, Layout, Plan, Values, cell_value, layout, plan
from generator.read.json_text import parse_json
from generator.read.oim import FactMaker
from generator.read.oim_document import Defect, link_targets_known, link_uri
from generator.read.oim_duplicates import disallowed_duplicates
from generator.read.result import JoinedPlaces, Places, ReadReport, TaxonomyLoader, resolve_reference
from generator.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

TableReader = Callable[[str], bytes]
_ROW_IDENTIFIER = re.compile(r"[\w\-·]+")
_INTEGER = re.compile(r"-?[0-9]{1,4}")
_SUFFIX = re.compile(r"(.*[0-9.])[\r\n\t ]*d[\r\n\t ]*(0|-?[1-9][0-9]{0,3}|INF)[\r\n\t ]*", re.DOTALL)
_MAX_CELL = 1 << 28


def read(data: bytes, path: str, load: TaxonomyLoader, tables: TableReader) -> ReadReport:
    """The facts of the xBRL-CSV report whose metadata is `data`, table by table, row by row, notes included.

    `tables` gives the bytes of a file by its url as the metadata writes it, or raises InputError. Raises InputError where
    the metadata is malformed (`xbrlce:invalidJSON`), and whatever `load` raises.
    """
    document = parse_json(data, path, "xbrlce:invalidJSON")
    try:
        meta, entry_points, findings = metadata_of(document, path, tables)
    except Defect as defect:
        return _nothing([Finding(defect, path)], ())
    if findings:
        return _nothing(findings, entry_points)
    maker = FactMaker(meta.info, load(entry_points), "xbrlce")
    findings = [Finding(defect, path) for defect in csv_checks.constants(meta, maker)]
    if findings:
        return _nothing(findings, entry_points)
    reader = TableReport(meta, path, maker, tables)
    reader.run()
    places = JoinedPlaces(reader.places)
    reader.diagnostics.extend(disallowed_duplicates(reader.facts.values(), meta.info.duplicates, places))
    report = Report(facts=list(reader.facts.values()), taxonomy=entry_points, prefixes=dict(meta.info.namespaces))
    return ReadReport(report=report, places=places, diagnostics=tuple(reader.diagnostics))


def metadata_of(document: Any, path: str, tables: TableReader) -> tuple[Metadata, tuple[str, ...], list[Finding]]:
    """The metadata with all that it extends, its entry points, and what is wrong with it. Raises Defect."""
    findings: list[Finding] = []
    resolved: tuple[str, ...] | None = None
    if isinstance(document, dict) and isinstance(document.get("documentInfo"), dict) and document["documentInfo"].get("extends"):
        chain = merged(document, path, tables)
        document, resolved = chain.document, chain.entry_points
        findings.extend(chain.findings)
    meta, problems = metadata(document)
    for check in (csv_checks.names, csv_checks.parameter_values, csv_checks.property_groups, csv_checks.references):
        problems.extend(check(meta))
    findings.extend(Finding(problem, path) for problem in problems)
    if resolved is None:
        resolved = tuple(dict.fromkeys(resolve_reference(url, meta.info.base_url or path) for url in meta.info.taxonomy))
    return meta, resolved, findings


def _nothing(findings: Sequence[Finding], entry_points: tuple[str, ...]) -> ReadReport:
    """No facts, and why: what is wrong with the metadata would be wrong with every fact."""
    diagnostics = [_diagnostic(defect, Location(path=path, line=1, column=1)) for defect, path in findings]
    return ReadReport(report=Report(facts=(), taxonomy=entry_points), places={}, diagnostics=tuple(diagnostics))


def _diagnostic(defect: Defect, place: Location) -> Diagnostic:
    part = f" (JSON path {quoted(defect.part, 120)})" if defect.part and place.fact is None else ""
    return error(defect.code, f"{defect.message}{part}", hint=defect.hint, location=place)


class _TableRun:
    """One table while it is read: its layout, the values of its parameters, and where its facts stand."""

    def __init__(self, table: Table, path: str, shape: Layout, report_parameters: Mapping[str, str]) -> None:
        self.table, self.path, self.shape = table, path, shape
        self.values = Values(table, shape, report_parameters)
        self.positions: dict[str, tuple[int, int]] = {}
        self.row_ids: set[str] = set()


class TableReport:
    """One run over one report."""

    def __init__(self, meta: Metadata, path: str, maker: FactMaker, tables: TableReader) -> None:
        self.meta, self.path, self.maker, self.tables = meta, path, maker, tables
        self.facts: dict[str, Fact] = {}
        self.places: list[Mapping[str, Location]] = []
        self.positions: dict[str, tuple[int, int]] = {}
        self.diagnostics: list[Diagnostic] = []
        self.parameters: dict[str, str] = dict(meta.parameters)
        self.failed: set[str] = set()
        self.parameter_rows: dict[str, tuple[str, int]] = {}

    def run(self) -> None:
        """Read every table, then the links."""
        if self.meta.parameter_url is not None:
            self._read_parameters(self.meta.parameter_url)
        for idle in csv_checks.unreferenced(self.meta, self.parameters):
            path, row = self.parameter_rows.get(idle.part.removeprefix("/parameters/"), (self.path, 1))
            self._report(idle, path, row)
        for table in self.meta.tables:
            for _ in self.rows(table):
                pass
        self._read_links()

    def _report(self, defect: Defect, path: str, row: int, column: int = 1, fact: str | None = None) -> None:
        self.diagnostics.append(_diagnostic(defect, Location(path=path, line=row, column=column, fact=fact)))

    # ------------------------------------------------------------ files

    def _rows(self, data: bytes, path: str, code: str) -> Iterator[list[str]]:
        """The rows of a CSV file; a defect that ends it is reported (xBRL-CSV 1.0, 4.1)."""
        if (nul := data.find(b"\0")) >= 0:
            self._report(Defect(code, "The file holds a NUL character."), path, data.count(b"\n", 0, nul) + 1)
            return
        limit = csv.field_size_limit(_MAX_CELL)  # the module's own limit refuses long text blocks
        done = 0
        try:
            # decoded piece by piece: the text is never there as a whole beside the bytes
            for row in csv.reader(io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline=""), strict=True):
                yield row
                done += 1
        except UnicodeDecodeError as problem:
            line, byte = _wrong_byte(data, problem)
            self._report(Defect(code, f"The file is not UTF-8: byte {byte:#04x}.", "Save it as UTF-8."), path, line)
        except csv.Error as problem:
            self._report(Defect(code, f"The row cannot be read: {quoted(str(problem))}."), path, done + 1)
        finally:
            csv.field_size_limit(limit)

    def _read_parameters(self, url: str) -> None:
        path = resolve_reference(url, self.path)
        try:
            data = self.tables(url)
        except InputError as problem:
            self._report(Defect("xbrlce:missingParametersFile", f"The parameter file cannot be read: {problem}"), self.path, 1)
            return
        code = "xbrlce:invalidParameterCSVFile"
        for number, row in enumerate(self._rows(data, path, code), start=1):
            if number == 1:
                if row[:2] != ["name", "value"] or any(row[2:]):
                    self._report(Defect(code, "The first row is not name,value."), path, 1)
                    return
            elif any(row):
                self._read_parameter(row, number, path, code)

    def _read_parameter(self, row: Sequence[str], number: int, path: str, code: str) -> None:
        """Take a parameter of the file; it goes before one of the same name in the metadata (xBRL-CSV 1.0, 3.1.7)."""
        if not IDENTIFIER.fullmatch(row[0]):
            self._report(Defect("xbrlce:invalidIdentifier", f"{quoted(row[0])} is no parameter name."), path, number)
        elif len(row) < 2 or not row[1]:
            self._report(Defect(code, f"The parameter {quoted(row[0])} has no value."), path, number, 2)
        elif any(row[2:]):
            self._report(Defect(code, "The row is more than a name and a value."), path, number, 3)
        elif row[0] in self.parameter_rows:
            self._report(Defect(code, f"The parameter {quoted(row[0])} stands here twice."), path, number)
        else:
            try:
                cell_value(row[1])
            except Defect as defect:
                self._report(defect, path, number, 2)
                return
            self.parameters[row[0]] = row[1]
            self.parameter_rows[row[0]] = (path, number)

    # ------------------------------------------------------------ a table

    def _opened(self, table: Table, path: str) -> Iterator[list[str]] | None:
        """The rows of a table's file; None, with a finding, where there is none."""
        try:
            data = self.tables(table.url)
        except InputError as problem:
            if not table.optional:
                reason = problem.diagnostics[0].message if problem.diagnostics else str(problem)
                message = f"The table {quoted(table.name)} cannot be read: {reason}"
                self._report(Defect("xbrlce:missingRequiredCSVFile", message), self.path, 1)
            return None
        return self._rows(data, path, "xbrlce:invalidCSVFileFormat")

    def rows(self, table: Table) -> Iterator[None]:
        """Make the facts of a table, stopping after each row."""
        path = resolve_reference(table.url, self.path)
        rows = self._opened(table, path)
        if rows is None:
            return
        known = len(self.diagnostics)
        header = next(rows, None)
        if header is None:
            if len(self.diagnostics) == known:
                self._report(Defect("xbrlce:invalidCSVFileFormat", "The table has no header row."), path, 1)
            return
        if not self._check_header(table, header, path):
            return
        run = _TableRun(table, path, layout(table, self.meta.properties, header), self.parameters)
        self.positions = run.positions
        self.places.append(Places(path, run.positions))
        for number, row in enumerate(rows, start=2):
            try:
                self._read_row(run, row, number)
            except Defect as defect:
                self._report(defect, path, number)
                if defect.code == "xbrlce:invalidReferenceTarget":
                    return
            yield

    def _check_header(self, table: Table, header: Sequence[str], path: str) -> bool:
        fine = True
        for index, name in enumerate(header, start=1):
            if not name:
                continue
            defect = None
            if not IDENTIFIER.fullmatch(name):
                defect = Defect("xbrlce:invalidHeaderValue", f"{quoted(name)} is no column name.")
            elif name not in table.template.columns:
                defect = Defect("xbrlce:unknownColumn", f"The table template has no column {quoted(name)}.")
            elif name in header[: index - 1]:
                defect = Defect("xbrlce:repeatedColumnIdentifier", f"The column {quoted(name)} stands here twice.")
            if defect is not None:
                self._report(defect, path, 1, index)
                fine = False
        row_id = table.template.row_id
        if row_id is not None and row_id not in header:
            self._report(Defect("xbrlce:missingRowIdentifier", f"The row id column {quoted(row_id)} is missing."), path, 1)
            fine = False
        return fine

    def _read_row(self, run: _TableRun, row: Sequence[str], number: int) -> None:
        shape = run.shape
        for index in range(len(row)):
            if row[index] and index not in shape.named:
                message = "A value stands under no column name."
                self._report(Defect("xbrlce:unmappedCellValue", message), run.path, number, index + 1)
        row_id = _row_id(run, row, number)
        groups = _groups(run.table, shape, row) if shape.groups else {}
        used: set[str] = set()
        for column in shape.facts:
            text = row[column.place] if column.place < len(row) else ""
            if not text:
                continue
            key = f"{run.table.name}.{row_id}.{column.name}"
            try:
                self.facts[key] = self._fact(key, text, column, run, row, number, groups, used)
            except Defect as defect:
                if defect.code == "xbrlce:invalidReferenceTarget":
                    raise
                self.failed.add(key)
                self._report(defect, run.path, number, column.place + 1, key)
                used.update(shape.indexes)  # what the fact would have used is not known: no second finding
                continue
            used.update(column.column.properties_from)
            run.positions[key] = (number, column.place + 1)
        for index, name in (*shape.parameters, *shape.groups):
            if name not in used and index < len(row) and row[index] not in ("", "#none"):
                idle = Defect("xbrlce:unmappedCellValue", f"No fact of the row uses the value in the column {quoted(name)}.")
                self._report(idle, run.path, number, index + 1)

    # ------------------------------------------------------------ a fact

    def _fact(
        self,
        key: str,
        text: str,
        column: FactColumn,
        run: _TableRun,
        row: Sequence[str],
        number: int,
        groups: Mapping[str, Properties],
        used: set[str],
    ) -> Fact:
        value = cell_value(text)
        if isinstance(value, Absent):
            raise Defect("xbrlce:illegalUseOfNone", "A fact column must not hold #none.", "Leave the cell empty.")
        chosen = column.plan or self._chosen_plan(column, run.table, groups)
        aspects: dict[str, str | None] = {}
        for source in chosen.dimensions:
            found = run.values.get(source, row, number, used)
            if not isinstance(found, Absent):
                aspects[source.aspect] = found
        decimals = _decimals(chosen, run, row, number, used)
        if value is not None and "d" in value and self.maker.is_numeric(aspects.get("concept")):
            suffix = _SUFFIX.fullmatch(value)
            if not suffix:
                hint = "Write 12.5d1, or 12.5dINF."
                raise Defect("xbrlce:invalidDecimalsSuffix", f"{quoted(value)} is no number with its decimals.", hint)
            value = suffix[1]
            decimals = None if suffix[2] == "INF" else int(suffix[2])
        return self.maker.fact(key, value, decimals, aspects, lambda defect: self._report(defect, run.path, number, column.place + 1, key))

    def _chosen_plan(self, column: FactColumn, table: Table, groups: Mapping[str, Properties]) -> Plan:
        own = column.column.properties or Properties(dimensions={})
        chosen = (groups[name] for name in column.column.properties_from if name in groups)
        return plan((own, *chosen, table.template.properties, self.meta.properties))

    # ------------------------------------------------------------ links (xBRL-CSV 1.0, 3.3)

    def _read_links(self) -> None:
        for key, links in self.links(self.facts.keys() | self.failed).items():
            if key in self.facts:
                self.facts[key] = self.facts[key]._replace(links=tuple(links))

    def links(self, known: Set[str]) -> Mapping[str, list[Link]]:
        """The links by the ids of their facts; `known` are all ids, those of facts that could not be made among them."""
        info = self.meta.info
        found: dict[str, list[Link]] = {}
        for alias, groups in self.meta.links.items():
            for group, sources in groups.items():
                part = f"/links/{alias}/{group}"
                try:
                    arcrole = link_uri(alias, info.link_types, "xbrlce:unknownLinkType", part)
                    role = link_uri(group, info.link_groups, "xbrlce:unknownLinkGroup", part)
                    for source, targets in sources.items():
                        if source not in known:
                            message = f"A link starts from {quoted(source)}, which is no fact of the report."
                            raise Defect("xbrlce:unknownLinkSource", message, part=part)
                        reached = [t for t in link_targets_known(targets, known, "xbrlce", f"{part}/{source}") if t not in self.failed]
                        if reached:
                            found.setdefault(source, []).append(Link(arcrole, role, tuple(reached)))
                except Defect as defect:
                    self._report(defect, self.path, 1)
        return found


def _wrong_byte(data: bytes, problem: UnicodeDecodeError) -> tuple[int, int]:
    """The line of the first byte that is no UTF-8, and that byte; `problem` knows it within a piece of the file only."""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as whole:
        problem = whole
    return data.count(b"\n", 0, problem.start) + 1, problem.object[problem.start]


def _row_id(run: _TableRun, row: Sequence[str], number: int) -> str:
    """The row's id: of its own, or `r_` and the row's number (xBRL-CSV 1.0, 3.1.3)."""
    index = run.shape.row_id
    if index is None:
        return f"r_{number - 1}"
    row_id = row[index] if index < len(row) else ""
    if not row_id:
        raise Defect("xbrlce:missingRowIdentifier", "The row has no row id.")
    if not _ROW_IDENTIFIER.fullmatch(row_id):
        raise Defect("xbrlce:invalidRowIdentifier", f"{quoted(row_id)} is no row id.", "Use letters, digits, - and _.")
    if row_id in run.row_ids:
        raise Defect("xbrlce:repeatedRowIdentifier", f"The row id {quoted(row_id)} stands here twice.")
    run.row_ids.add(row_id)
    return row_id


def _groups(table: Table, shape: Layout, row: Sequence[str]) -> dict[str, Properties]:
    """The property groups that the row chooses, by property group column."""
    found: dict[str, Properties] = {}
    for index, name in shape.groups:
        text = row[index] if index < len(row) else ""
        if text == "#none":
            raise Defect("xbrlce:illegalUseOfNone", f"The property group column {quoted(name)} must not hold #none.")
        if text and text not in table.template.columns[name].groups:
            raise Defect("xbrlce:unknownPropertyGroup", f"The column {quoted(name)} has no property group {quoted(text)}.")
        if text:
            found[name] = table.template.columns[name].groups[text]
    return found


def _decimals(chosen: Plan, run: _TableRun, row: Sequence[str], number: int, used: set[str]) -> int | None:
    if chosen.decimals is None:
        return None
    found = run.values.get(chosen.decimals, row, number, used)
    if isinstance(found, Absent) or found == "":
        return None
    if found is None or not _INTEGER.fullmatch(found):
        message = f"{quoted(str(found))} is no whole number of at most four digits."
        raise Defect("xbrlce:invalidDecimalsValue", message, "Infinite precision is #none.")
    return int(found)
