"""The report as xBRL-CSV 1.0: the metadata and one table for each schedule.

A fact whose id is `table.row.column` stands in that cell, so that its id reads back the same. What is constant
goes into the metadata (table or column), the rest into parameter columns. Facts whose ids do not fit stand in one
generic long table, and so do notes and the facts that link to them: that table has no row ids, because Arelle 2.47 gives
facts in tables that have them other ids than the specification does, and would then find no end of any link.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import BinaryIO, NamedTuple

from generator.model import Fact, Report, Taxonomy
from generator.qname import NOTE_CONCEPT, QName
from generator.render.naming import IDENTIFIER, ROW_IDENTIFIER, refuse_forbidden
from generator.render.oim_texts import OimTexts
from generator.render.roll import Roll, in_chunks

DOCUMENT_TYPE = "https://xbrl.org/2021/xbrl-csv"
ROW = "row"
OWN_ID = "id"
_RESERVED_COLUMNS = frozenset((ROW, OWN_ID, "rowNumber"))
_BUILT_IN = ("concept", "entity", "period", "unit", "language")
_ABSENT = "#none"

_QUOTED = re.compile(r'[",\r\n]')


class _Entry(NamedTuple):
    """A fact on its way into a cell. `aspects` are cells shared by all facts that have them; `decimals` is `#none` where there are none."""

    value: str
    concept: str
    aspects: Mapping[str, str]
    decimals: str

    def cell(self, aspect: str) -> str:
        """The cell of `aspect`, `#none` where the fact has it not."""
        if aspect == "concept":
            return self.concept
        return self.decimals if aspect == "decimals" else self.aspects.get(aspect, _ABSENT)


@dataclass(slots=True)
class _Table:
    """A table of a schedule being laid out: row ids in the order of first use; for each fact column its entries by row."""

    name: str
    rows: dict[str, None] = field(default_factory=dict)
    columns: dict[str, dict[str, _Entry]] = field(default_factory=dict)


@dataclass(slots=True)
class _Generic:
    """What the long table holds: a row a fact, its own id beside it as a comment; row ids are implied (`r_1` …).

    The facts are not kept, only what the metadata needs of them; `rows` are the numbers of the rows that links start from or lead to.
    """

    facts: int = 0
    concepts: dict[QName, None] = field(default_factory=dict)
    decimals: set[int | None] = field(default_factory=set)
    aspects: dict[int, Mapping[str, str]] = field(default_factory=dict)
    last: Mapping[str, str] | None = None
    rows: dict[int, int] = field(default_factory=dict)


def write(report: Report, name: str, taxonomy: Taxonomy | None = None) -> dict[str, bytes]:
    """The files of the report: `<name>.json`, the metadata, and the tables beside it (xBRL-CSV 1.0).

    UTF-8 without BOM, tables with CRLF (RFC 4180). `taxonomy` is needed for enumerations, which the OIM writes as prefixed
    names. Raises ValueError, naming the fact, for what the syntax cannot hold.
    """
    return {file: b"".join(pieces) for file, pieces in _files(report, name, taxonomy)}


def write_files(report: Report, name: str, open_file: Callable[[str], BinaryIO], taxonomy: Taxonomy | None = None) -> None:
    """Write the files of `write` piece by piece, each to the sink that `open_file` gives for its name; it is closed.

    No file is ever in memory as a whole. Raises ValueError as `write` does.
    """
    for file, pieces in _files(report, name, taxonomy):
        with open_file(file) as sink:
            for piece in pieces:
                sink.write(piece)


def _files(report: Report, name: str, taxonomy: Taxonomy | None) -> Iterator[tuple[str, Iterable[bytes]]]:
    entries = _Entries(OimTexts(report, taxonomy))
    layout = _laid_out(report.facts, entries)
    templates: dict[str, object] = {}
    listed: dict[str, object] = {}
    pieces: list[tuple[str, Iterable[bytes]]] = []
    taken = {f"{name}.json".lower()}
    for table_name, table in layout.order.items():
        file = f"{table_name}.csv"
        number = 2
        while file.lower() in taken:  # two names that differ in case alone are one file on some systems
            file = f"{table_name}_{number}.csv"
            number += 1
        taken.add(file.lower())
        templates[table_name], rows = _long(layout, report.facts) if table is None else _written(table)
        pieces.append((file, in_chunks(rows)))
        listed[table_name] = {"url": file}
    links = _links(layout)
    metadata: dict[str, object] = {"documentInfo": _info(report, entries.texts), "tableTemplates": templates, "tables": listed}
    if links:
        metadata["links"] = links
    yield f"{name}.json", [(json.dumps(metadata, ensure_ascii=False, indent=2) + "\n").encode()]
    yield from pieces


def _info(report: Report, texts: OimTexts) -> dict[str, object]:
    info: dict[str, object] = {"documentType": DOCUMENT_TYPE, "namespaces": dict(sorted(texts.namespaces.items()))}
    if texts.link_types:
        info["linkTypes"] = dict(sorted(texts.link_types.items()))
        info["linkGroups"] = dict(sorted(texts.link_groups.items()))
    return info | {"taxonomy": list(report.taxonomy)}


# ---------------------------------------------------------------- which fact stands where


class _Layout:
    """Which fact stands in which table. Those of schedules are held until their table is written; those of the long table are not."""

    def __init__(self, entries: "_Entries", roll: Roll) -> None:
        self.entries, self.roll = entries, roll
        self.tables: dict[str, _Table] = {}
        self.generic = _Generic()
        self._order: dict[str, None] = {}

    @property
    def generic_name(self) -> str:
        """The name of the long table."""
        return _free("facts", set(self.tables))

    @property
    def order(self) -> dict[str, _Table | None]:
        """The tables in the order of their first facts; None is the long one."""
        return {name or self.generic_name: self.tables.get(name) for name in self._order}

    def home(self, index: int, fact: Fact) -> tuple[str, str, str] | None:
        """Table, row and column of a fact, None where it belongs into the long table."""
        key, roll = fact[0], self.roll
        if key.count(".") != 2 or fact[9] or index in roll.renamed or key in roll.targets:
            return None
        return _home(key)

    def take(self, index: int, fact: Fact) -> None:
        """Give the fact its place."""
        dropped = self.roll.dropped
        if dropped and index in dropped:
            return
        home = self.home(index, fact) if fact[0].count(".") == 2 else None
        if home is None:
            self._take_generic(index, fact)
            return
        name, row, column = home
        table = self.tables.get(name)
        if table is None:
            table = self.tables[name] = _Table(name)
            self._order[name] = None
        table.rows[row] = None
        table.columns.setdefault(column, {})[row] = self.entries(fact)

    def _take_generic(self, index: int, fact: Fact) -> None:
        generic = self.generic
        _, concept, value, _, _, unit, decimals, _, _, links = fact
        if not generic.facts:
            self._order[""] = None
        generic.facts += 1
        if concept not in generic.concepts:
            generic.concepts[concept] = None
        # a set of numbers is quicker than one of texts, and mostly has one member
        generic.decimals.add(None if unit is None or value is None else decimals)
        aspects = self.entries.aspects(fact)
        if aspects is not generic.last:
            generic.last = generic.aspects[id(aspects)] = aspects
        if value.__class__ is not Decimal and (isinstance(value, QName) or (isinstance(value, str) and "#" in value)):
            self.entries.texts.value(fact)  # its prefixes belong into the metadata, which are written first
        if links or fact[0] in self.roll.targets:
            generic.rows[index] = generic.facts

    def row_id(self, index: int) -> str:
        """The id that a fact of the long table has."""
        return f"{self.generic_name}.r_{self.generic.rows[index]}.value"


def _laid_out(facts: Iterable[Fact], entries: "_Entries") -> _Layout:
    """Every fact in its place, after one pass; after a second one where links or doubled ids, known only then, change places."""
    roll = Roll(ncname=False)
    layout = _Layout(entries, roll)
    for index, fact in enumerate(roll.scan(facts)):
        layout.take(index, fact)
    roll.close()
    if roll.sources or roll.renamed or roll.dropped:
        layout = _Layout(_Entries(entries.texts), roll)
        for index, fact in enumerate(facts):
            layout.take(index, fact)
    return layout


def _home(name: str) -> tuple[str, str, str] | None:
    """Table, row and column of a fact id, or None where xBRL-CSV could not give it (xBRL-CSV 1.0, 3.1)."""
    if name.count(".") != 2:
        return None
    parts = name.split(".")
    if parts[2] in _RESERVED_COLUMNS:
        return None
    table, row, column = parts
    fits = IDENTIFIER.fullmatch(table) and ROW_IDENTIFIER.fullmatch(row) and IDENTIFIER.fullmatch(column)
    return (table, row, column) if fits else None


def _free(base: str, taken: set[str]) -> str:
    number, name = 2, base
    while name in taken:
        name = f"{base}_{number}"
        number += 1
    return name


class _Entries:
    """Makes entries; the cells of aspects are made once for all facts that share them."""

    def __init__(self, texts: OimTexts) -> None:
        self.texts = texts
        self._shared: dict[tuple[object, ...], Mapping[str, str]] = {}
        self._last: tuple[object, ...] = (None,) * 5
        self._found: Mapping[str, str] = {}

    def __call__(self, fact: Fact) -> _Entry:
        return _Entry(self.value(fact), self.texts.name(fact.concept), self.aspects(fact), _decimals(fact))

    def value(self, fact: Fact) -> str:
        """The fact's value as a cell."""
        value = fact.value
        if value.__class__ is Decimal and (text := str(value)).isdigit():
            return text
        shown = self.texts.value(fact)
        if isinstance(value, Decimal):
            return shown or ""
        if shown is not None:
            refuse_forbidden(shown, fact)
        return _cell(shown)

    def aspects(self, fact: Fact) -> Mapping[str, str]:
        """The cells of the aspects that facts share, all but the concept; neighbours mostly have the very same objects."""
        _, concept, _, entity, period, unit, _, language, dimensions, _ = fact
        last = self._last
        if dimensions is last[0] and period is last[1] and unit is last[2] and language == last[3] and entity is last[4]:
            return self._found
        key = (entity, period, unit, language, dimensions)
        found = self._shared.get(key)
        if found is None:
            found = {name: _cell(member) for name, member in self.texts.aspects(fact).items()}
            self._shared[key] = found
        if concept != NOTE_CONCEPT:
            self._last, self._found = (dimensions, period, unit, language, entity), found
        return found


def _decimals(fact: Fact) -> str:
    return _ABSENT if fact.decimals is None or fact.unit is None or fact.value is None else str(fact.decimals)


def _cell(value: str | None) -> str:
    """A value as a cell: nil, the empty string and a leading # have spellings of their own (xBRL-CSV 1.0, Appendix A)."""
    if value is None:
        return "#nil"
    if value == "":
        return "#empty"
    return f"#{value}" if value.startswith("#") else value


# ---------------------------------------------------------------- one table


def _written(table: _Table) -> tuple[dict[str, object], Iterator[str]]:
    """The template and the rows of a schedule's table."""
    values = {column: _values(entries.values()) for column, entries in table.columns.items()}
    names = _aspect_names(values.values())
    shared = {n: value for n in names if (value := _constant(n, values.values())) not in (None, _ABSENT)}
    parameters = _Parameters(table)
    columns: dict[str, dict[str, object]] = {ROW: {}}
    for column in table.columns:
        dimensions: dict[str, str] = {}
        properties: dict[str, object] = {"dimensions": dimensions}
        for name in names:
            value = _constant(name, (values[column],))
            shown = value if value is not None else f"${parameters.column(name, column)}"
            if name in shared or value == _ABSENT:
                continue
            if name == "decimals":
                properties["decimals"] = int(shown) if value is not None else shown
            else:
                dimensions[name] = shown
        columns[column] = properties
    columns |= {name: {} for name in parameters.names}
    return {"rowIdColumn": ROW, "columns": columns, **_inherited(shared)}, _rows(table, parameters)


def _long(layout: _Layout, facts: Iterable[Fact]) -> tuple[dict[str, object], Iterator[str]]:
    """The template and the rows of the long table."""
    texts, generic = layout.entries.texts, layout.generic
    concepts = {concept: texts.name(concept) for concept in generic.concepts}
    decimals = (_ABSENT if places is None else str(places) for places in generic.decimals)
    values = _shared_values(concepts.values(), decimals, generic.aspects.values())
    names = _aspect_names((values,))
    shared: dict[str, str] = {}
    columns: dict[str, str] = {}
    taken = {"value", *_RESERVED_COLUMNS}
    for name in names:
        value = _constant(name, (values,))
        if value is None:
            columns[name] = _free(_plain(name), taken)
            taken.add(columns[name])
        elif value != _ABSENT:
            shared[name] = value
    dimensions = {name: f"${column}" for name, column in columns.items() if name != "decimals"}
    properties: dict[str, object] = {"dimensions": dimensions}
    if "decimals" in columns:
        properties["decimals"] = f"${columns['decimals']}"
    listed: dict[str, object] = {OWN_ID: {"comment": True}, "value": properties}
    listed |= {column: {} for column in columns.values()}
    first = {concept: f"{text}," if "concept" in columns else "" for concept, text in concepts.items()}
    return {"columns": listed, **_inherited(shared)}, _long_rows(layout, facts, columns, first)


def _long_rows(layout: _Layout, facts: Iterable[Fact], columns: Mapping[str, str], first: Mapping[QName, str]) -> Iterator[str]:
    """The header, then a row a fact: what many facts share is joined once."""
    yield ",".join((OWN_ID, *columns.values(), "value")) + "\r\n"
    with_decimals = "decimals" in columns
    names = [name for name in columns if name not in ("concept", "decimals")]
    entries, dropped = layout.entries, layout.roll.dropped
    all_long = not layout.tables
    last: Mapping[str, str] | None = None
    middle, none = "", f"{_ABSENT}," if with_decimals else ""
    for index, fact in enumerate(facts):
        if (dropped and index in dropped) or not (all_long or layout.home(index, fact) is None):
            continue
        shared = entries.aspects(fact)
        if shared is not last:
            last = shared
            middle = "".join(f"{_field(shared.get(name, _ABSENT))}," for name in names)
        key, concept, value, _, _, unit, decimals, _, _, _ = fact
        places = none
        if with_decimals and decimals is not None and unit is not None and value is not None:
            places = f"{decimals},"
        if value.__class__ is not Decimal:
            text = _field(entries.value(fact))
        elif not (text := str(value)).isdigit():
            text = entries.value(fact)
        yield f"{key if key.isalnum() else _field(key)},{first[concept]}{middle}{places}{text}\r\n"


def _field(text: str) -> str:
    """A field of a CSV row, quoted where it has to be (RFC 4180)."""
    if text.isalnum() or not _QUOTED.search(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def _inherited(shared: Mapping[str, str]) -> dict[str, object]:
    """The properties that a template gives to all its fact columns."""
    found: dict[str, object] = {}
    if "decimals" in shared:
        found["decimals"] = int(shared["decimals"])
    dimensions = {name: value for name, value in shared.items() if name != "decimals"}
    return found | ({"dimensions": dimensions} if dimensions else {})


_Values = Mapping[str, frozenset[str]]
"""The cells that each aspect has in a column."""


def _values(entries: Iterable[_Entry]) -> _Values:
    every = list(entries)
    return _shared_values((e.concept for e in every), {e.decimals for e in every}, (e.aspects for e in every))


def _shared_values(concepts: Iterable[str], decimals: Iterable[str], aspects: Iterable[Mapping[str, str]]) -> _Values:
    contexts = {id(shared): shared for shared in aspects}.values()
    names = {name for shared in contexts for name in shared}
    found = {name: frozenset(shared.get(name, _ABSENT) for shared in contexts) for name in names}
    return {**found, "concept": frozenset(concepts), "decimals": frozenset(decimals)}


def _aspect_names(columns: Iterable[_Values]) -> list[str]:
    """Every aspect that some fact of a table has: the built-in ones first, then dimensions by name, then decimals."""
    found = {name for values in columns for name in values}
    return [n for n in _BUILT_IN if n in found] + sorted(found - {*_BUILT_IN, "decimals"}) + ["decimals"]


def _constant(name: str, columns: Iterable[_Values]) -> str | None:
    """The one value of an aspect in all of `columns`, or None where it differs or metadata could not hold it."""
    found = frozenset().union(*(values.get(name, frozenset((_ABSENT,))) for values in columns))
    if len(found) != 1:
        return None
    value = next(iter(found))
    # metadata reads $ as a reference, and knows no #empty
    return None if value != _ABSENT and value.startswith(("$", "#")) else value


class _Parameters:
    """The parameter columns of a table; fact columns share one where its cells agree in every row."""

    def __init__(self, table: _Table) -> None:
        self._table = table
        self._taken = {*table.columns, *_RESERVED_COLUMNS}
        self._groups: dict[str, list[str]] = {}
        self.cells: dict[str, dict[str, str]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The parameter columns in order."""
        return tuple(self.cells)

    def column(self, aspect: str, fact_column: str) -> str:
        """The parameter column that holds `aspect` for the facts of `fact_column`."""
        needed = {row: entry.cell(aspect) for row, entry in self._table.columns[fact_column].items()}
        for name in self._groups.setdefault(aspect, []):
            cells = self.cells[name]
            if all(cells.get(row, value) == value for row, value in needed.items()):
                cells.update(needed)
                return name
        name = _free(_plain(aspect), self._taken)
        self._taken.add(name)
        self._groups[aspect].append(name)
        self.cells[name] = needed
        return name


def _plain(aspect: str) -> str:
    return aspect.replace(":", "_").replace(".", "_")


def _rows(table: _Table, parameters: _Parameters) -> Iterator[str]:
    yield ",".join((ROW, *parameters.names, *table.columns)) + "\r\n"
    columns = list(table.columns.values())
    cells = list(parameters.cells.values())
    for row in table.rows:
        fields = [row, *(_field(column.get(row, "")) for column in cells)]
        fields += ["" if (entry := entries.get(row)) is None else _field(entry.value) for entries in columns]
        yield ",".join(fields) + "\r\n"


# ---------------------------------------------------------------- links (xBRL-CSV 1.0, 3.3)


def _links(layout: _Layout) -> dict[str, dict[str, dict[str, list[str]]]]:
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    texts, roll = layout.entries.texts, layout.roll
    for index, fact in roll.sources:
        for link in fact.links:
            group = found.setdefault(texts.link_type(link.arcrole), {}).setdefault(texts.link_group(link.group), {})
            targets = group.setdefault(layout.row_id(index), [])
            for target in link.targets:
                shown = layout.row_id(roll.target(target)[0])
                if shown not in targets:
                    targets.append(shown)
    return found
