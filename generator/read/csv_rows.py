"""Rows of an xBRL-CSV table: special values, references to parameters, and the table's layout, compiled once a table."""

from collections.abc import Mapping, Sequence

from generator.diagnostics import quoted
from generator.read.csv_metadata import Column, Properties, Table
from generator.read.csv_periods import oim_period
from generator.read.oim_document import Defect
from generator.records import NamedTuple, Record


class Absent:
    """What a cell says that says nothing: empty, or `#none`."""


EMPTY, NONE = Absent(), Absent()
CellValue = str | None | Absent


def cell_value(text: str) -> CellValue:
    """What a cell says: text, None for nil, or nothing (xBRL-CSV 1.0, Appendix A). Raises Defect for an unknown special value."""
    if not text:
        return EMPTY
    if text[0] != "#":
        return text
    if text.startswith("##"):
        return text[1:]
    known: dict[str, CellValue] = {"#nil": None, "#none": NONE, "#empty": ""}
    if text not in known:
        raise Defect("xbrlce:unknownSpecialValue", f"{quoted(text)} means nothing here.", "A text that begins with # is written ##.")
    return known[text]


class Source(NamedTuple):
    """Where a property comes from: `parameter` is its name, or "" for the constant `text`; `specifier` is that of a period."""

    aspect: str
    parameter: str
    text: str
    specifier: str = ""


class Plan(NamedTuple):
    """How to make the facts of a column: the source of each dimension, and of decimals (None: no decimals)."""

    dimensions: tuple[Source, ...]
    decimals: Source | None


class FactColumn(NamedTuple):
    """A fact column as it stands in a table: its `place` in the row, from 0; `plan` is None where property groups choose it row by row."""

    place: int
    name: str
    column: Column
    plan: Plan | None


class Layout(Record):
    """A table's header, taken apart: fact columns, parameter columns and property group columns with their indexes."""

    facts: tuple[FactColumn, ...]
    parameters: tuple[tuple[int, str], ...]
    groups: tuple[tuple[int, str], ...]
    row_id: int | None
    indexes: Mapping[str, int]
    named: frozenset[int]


def layout(table: Table, report: Properties, header: Sequence[str]) -> Layout:
    """The layout of a table whose header has been checked; `report` are the properties of the whole report."""
    template = table.template
    facts, parameters, groups = [], [], []
    for index, name in enumerate(header):
        column = template.columns.get(name) if name else None
        if column is None or column.comment:
            continue
        if column.properties is not None:
            fixed = None if column.properties_from else plan((column.properties, template.properties, report))
            facts.append(FactColumn(index, name, column, fixed))
        elif column.groups:
            groups.append((index, name))
        elif name != template.row_id:
            parameters.append((index, name))
    return Layout(
        facts=tuple(facts),
        parameters=tuple(parameters),
        groups=tuple(groups),
        row_id=None if template.row_id is None else header.index(template.row_id),
        indexes={name: index for index, name in enumerate(header) if name and not template.columns[name].comment},
        named=frozenset(index for index, name in enumerate(header) if name),
    )


def plan(levels: Sequence[Properties]) -> Plan:
    """The plan of a fact whose properties are inherited from `levels`, the nearest first (xBRL-CSV 1.0, 3.1.4)."""
    dimensions: dict[str, Source] = {}
    for level in levels:
        for aspect, text in level.dimensions.items():
            dimensions.setdefault(aspect, _source(aspect, text))
    given = next((level.decimals for level in levels if level.decimals is not None), None)
    return Plan(tuple(dimensions.values()), None if given is None else _source("decimals", given))


def _source(aspect: str, text: str) -> Source:
    if text.startswith("$$"):
        return Source(aspect, "", f"#{text[1:]}" if text.startswith("$$#") else text[1:])
    if text.startswith("$"):
        name, _, specifier = text[1:].partition("@")
        return Source(aspect, name, "", specifier)
    return Source(aspect, "", text)


class Values:
    """What sources stand for in the rows of one table; periods are interpreted once."""

    def __init__(self, table: Table, shape: Layout, report_parameters: Mapping[str, str]) -> None:
        """`report_parameters` are the report's, those of its parameter file included."""
        self._table = table
        self._indexes = shape.indexes
        self._parameters = {**report_parameters, **table.parameters}
        self._periods: dict[tuple[str, str], str] = {}

    def get(self, source: Source, row: Sequence[str], number: int, used: set[str]) -> CellValue:
        """The value of `source` in the row `number` (the header is 1); `used` collects the parameter columns taken up.

        Raises Defect: no such parameter, no period.
        """
        found = cell_value(source.text) if not source.parameter else self._parameter(source.parameter, row, number, used)
        if source.aspect != "period" or not isinstance(found, str):
            return found
        key = (found, source.specifier)
        if key not in self._periods:
            try:
                self._periods[key] = oim_period(found, source.specifier)
            except ValueError as problem:
                code = "referenceTargetNotDuration" if "is an instant" in str(problem) else "invalidPeriodRepresentation"
                raise Defect(f"xbrlce:{code}", f"The period cannot be read: {quoted(str(problem))}.") from None
        return self._periods[key]

    def _parameter(self, name: str, row: Sequence[str], number: int, used: set[str]) -> CellValue:
        index = self._indexes.get(name)
        if index is not None:
            used.add(name)
            return cell_value(row[index]) if index < len(row) else EMPTY
        if name == "rowNumber":
            return str(number - 1)
        if name in self._parameters:
            return cell_value(self._parameters[name])
        column = self._table.template.columns.get(name)
        if column is None or column.comment:
            raise Defect("xbrlce:invalidReferenceTarget", f"There is no column or parameter {quoted(name)}.")
        return EMPTY  # a column that this table leaves out
