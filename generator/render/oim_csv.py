"""The report as xBRL-CSV 1.0: the metadata and one table for each schedule.

A fact whose id is `table.row.column` stands in that cell, so that its id reads back the same. What is constant
goes into the metadata (table or column), the rest into parameter columns. Facts whose ids do not fit stand in one
generic long table, and so do notes and the facts that link to them: that table has no row ids, because Arelle 2.47 gives
facts in tables that have them other ids than the specification does, and would then find no end of any link.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import BinaryIO, NamedTuple

from generator.model import Fact, Report, Taxonomy
from generator.qname import QName
from generator.render.naming import IDENTIFIER, ROW_IDENTIFIER, link_targets, refuse_forbidden, target_index, unique_ids, worth_writing
from generator.render.oim_texts import OimTexts

DOCUMENT_TYPE = "https://xbrl.org/2021/xbrl-csv"
ROW = "row"
OWN_ID = "id"
_RESERVED_COLUMNS = frozenset((ROW, OWN_ID, "rowNumber"))
_BUILT_IN = ("concept", "entity", "period", "unit", "language")
_ABSENT = "#none"


_CHUNK = 2048
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
    """The long table: a row a fact, its own id beside it as a comment; row ids are implied (`r_1` …).

    `aspects` holds, for each fact, the cells that it shares with others; its value becomes a cell only when it is written.
    """

    name: str
    facts: list[Fact] = field(default_factory=list)
    aspects: list[Mapping[str, str]] = field(default_factory=list)


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
    texts = OimTexts(report, taxonomy)
    facts = worth_writing(report.facts)
    entries = _Entries(texts)
    tables, ids = _laid_out(facts, entries)
    templates: dict[str, object] = {}
    listed: dict[str, object] = {}
    pieces: list[tuple[str, Iterable[bytes]]] = []
    taken = {f"{name}.json".lower()}
    for table in tables:
        file = f"{table.name}.csv"
        number = 2
        while file.lower() in taken:  # two names that differ in case alone are one file on some systems
            file = f"{table.name}_{number}.csv"
            number += 1
        taken.add(file.lower())
        templates[table.name], rows = _long(table, entries) if isinstance(table, _Generic) else _written(table)
        pieces.append((file, _encoded(rows)))
        listed[table.name] = {"url": file}
    links = _links(facts, texts, ids)
    metadata: dict[str, object] = {"documentInfo": _info(report, texts), "tableTemplates": templates, "tables": listed}
    if links:
        metadata["links"] = links
    yield f"{name}.json", [(json.dumps(metadata, ensure_ascii=False, indent=2) + "\n").encode()]
    yield from pieces


def _encoded(rows: Iterable[str]) -> Iterator[bytes]:
    chunk: list[str] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) >= _CHUNK:
            yield "".join(chunk).encode()
            chunk.clear()
    yield "".join(chunk).encode()


def _info(report: Report, texts: OimTexts) -> dict[str, object]:
    info: dict[str, object] = {"documentType": DOCUMENT_TYPE, "namespaces": dict(sorted(texts.namespaces.items()))}
    if texts.link_types:
        info["linkTypes"] = dict(sorted(texts.link_types.items()))
        info["linkGroups"] = dict(sorted(texts.link_groups.items()))
    return info | {"taxonomy": list(report.taxonomy)}


# ---------------------------------------------------------------- which fact stands where


def _laid_out(facts: Sequence[Fact], entries: "_Entries") -> tuple[list[_Table | _Generic], list[str]]:
    """The tables, in the order of their first facts, and the id that each fact has in them."""
    wanted = unique_ids(facts, ncname=False)
    targets = {target for fact in facts for link in fact.links for target in link.targets}
    homes = [None if name != fact.id or fact.links or name in targets else _home(name) for fact, name in zip(facts, wanted, strict=True)]
    tables: dict[str, _Table] = {}
    generic = _Generic(_free("facts", {home[0] for home in homes if home}))
    order: list[_Table | _Generic] = []
    ids: list[str] = []
    for fact, home in zip(facts, homes, strict=True):
        if home is None:
            if not generic.facts:
                order.append(generic)
            generic.facts.append(fact)
            generic.aspects.append(entries.aspects(fact))
            ids.append(f"{generic.name}.r_{len(generic.facts)}.value")
            continue
        name, row, column = home
        table = tables.get(name)
        if table is None:
            table = tables[name] = _Table(name)
            order.append(table)
        table.rows[row] = None
        table.columns.setdefault(column, {})[row] = entries(fact)
        ids.append(fact.id)
    return order, ids


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

    def __call__(self, fact: Fact) -> _Entry:
        return _Entry(self.value(fact), self.texts.name(fact.concept), self.aspects(fact), _decimals(fact))

    def value(self, fact: Fact) -> str:
        """The fact's value as a cell."""
        value = self.texts.value(fact)
        if isinstance(fact.value, Decimal):
            return value or ""
        if value is not None:
            refuse_forbidden(value, fact)
        return _cell(value)

    def aspects(self, fact: Fact) -> Mapping[str, str]:
        """The cells of the aspects that facts share: all but the concept."""
        key = (fact.entity, fact.period, fact.unit, fact.language, fact.dimensions)
        found = self._shared.get(key)
        if found is None:
            found = self._shared[key] = {name: _cell(member) for name, member in self.texts.aspects(fact).items()}
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


def _long(table: _Generic, entries: _Entries) -> tuple[dict[str, object], Iterator[str]]:
    """The template and the rows of the generic table."""
    texts = entries.texts
    concepts = {concept: texts.name(concept) for concept in dict.fromkeys(fact.concept for fact in table.facts)}
    for fact in table.facts:
        if isinstance(fact.value, QName | str):
            texts.value(fact)  # its prefixes belong into the metadata, which are written first
    values = _shared_values(concepts.values(), set(map(_decimals, table.facts)), table.aspects)
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
    return {"columns": listed, **_inherited(shared)}, _long_rows(table, entries, columns, first)


def _long_rows(table: _Generic, entries: _Entries, columns: Mapping[str, str], first: Mapping[QName, str]) -> Iterator[str]:
    """The header, then a row a fact: what many facts share is joined once."""
    yield ",".join((OWN_ID, *columns.values(), "value")) + "\r\n"
    with_decimals = "decimals" in columns
    aspects = [name for name in columns if name not in ("concept", "decimals")]
    joined: dict[int, str] = {}
    for fact, shared in zip(table.facts, table.aspects, strict=True):
        middle = joined.get(id(shared))  # the mappings live as long as the table
        if middle is None:
            middle = joined[id(shared)] = "".join(f"{_field(shared.get(name, _ABSENT))}," for name in aspects)
        last = f"{_decimals(fact)}," if with_decimals else ""
        value = entries.value(fact)
        if not isinstance(fact.value, Decimal):
            value = _field(value)
        yield f"{_field(fact.id)},{first[fact.concept]}{middle}{last}{value}\r\n"


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


def _links(facts: Sequence[Fact], texts: OimTexts, ids: Sequence[str]) -> dict[str, dict[str, dict[str, list[str]]]]:
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    places: Mapping[str, int] = {}
    for fact, name in zip(facts, ids, strict=True):
        for link in fact.links:
            places = places or link_targets(facts)
            group = found.setdefault(texts.link_type(link.arcrole), {}).setdefault(texts.link_group(link.group), {})
            targets = group.setdefault(name, [])
            for target in link.targets:
                shown = ids[target_index(fact, target, places)]
                if shown not in targets:
                    targets.append(shown)
    return found
