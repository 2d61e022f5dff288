"""The report as xBRL-CSV 1.0: the metadata and one table for each schedule.

A fact whose id is `table.row.column` stands in that cell, so that its id reads back the same. What is constant
goes into the metadata (table or column), the rest into parameter columns. Facts whose ids do not fit stand in one
generic long table, and so do notes and the facts that link to them: that table has no row ids, because Arelle 2.47 gives
facts in tables that have them other ids than the specification does, and would then find no end of any link.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generator.model import Fact, Report
from generator.render.naming import IDENTIFIER, ROW_IDENTIFIER, link_targets, refuse_forbidden, target_index, unique_ids, worth_writing
from generator.render.oim_texts import OimTexts

DOCUMENT_TYPE = "https://xbrl.org/2021/xbrl-csv"
ROW = "row"
OWN_ID = "id"
_RESERVED_COLUMNS = frozenset((ROW, OWN_ID, "rowNumber"))
_BUILT_IN = ("concept", "entity", "period", "unit", "language")
_ABSENT = "#none"


@dataclass(slots=True)
class _Entry:
    """A fact on its way into a cell: value and aspects as cells, `#none` for an aspect that it has not."""

    value: str
    aspects: Mapping[str, str]


@dataclass(slots=True)
class _Table:
    """A table being laid out: rows in the order of first use; for each fact column its entries by row.

    `rows` maps the row id to a comment: in the generic table, whose row ids are implied (`r_1` …), to the fact's own id.
    """

    name: str
    generic: bool = False
    rows: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, _Entry]] = field(default_factory=dict)


def write(report: Report, name: str) -> dict[str, bytes]:
    """The files of the report: `<name>.json`, the metadata, and the tables beside it (xBRL-CSV 1.0).

    UTF-8 without BOM, tables with CRLF (RFC 4180). Raises ValueError, naming the fact, for what the syntax cannot hold.
    """
    texts = OimTexts(report)
    facts = worth_writing(report.facts)
    tables, ids = _laid_out(facts, texts)
    templates: dict[str, object] = {}
    listed: dict[str, object] = {}
    files: dict[str, bytes] = {}
    taken = {f"{name}.json".lower()}
    for table in tables:
        file = f"{table.name}.csv"
        number = 2
        while file.lower() in taken:  # two names that differ in case alone are one file on some systems
            file = f"{table.name}_{number}.csv"
            number += 1
        taken.add(file.lower())
        templates[table.name], files[file] = _written(table)
        listed[table.name] = {"url": file}
    links = _links(facts, texts, ids)
    metadata: dict[str, object] = {"documentInfo": _info(report, texts), "tableTemplates": templates, "tables": listed}
    if links:
        metadata["links"] = links
    return {f"{name}.json": (json.dumps(metadata, ensure_ascii=False, indent=2) + "\n").encode()} | files


def _info(report: Report, texts: OimTexts) -> dict[str, object]:
    info: dict[str, object] = {"documentType": DOCUMENT_TYPE, "namespaces": dict(sorted(texts.namespaces.items()))}
    if texts.link_types:
        info["linkTypes"] = dict(sorted(texts.link_types.items()))
        info["linkGroups"] = dict(sorted(texts.link_groups.items()))
    return info | {"taxonomy": list(report.taxonomy)}


# ---------------------------------------------------------------- which fact stands where


def _laid_out(facts: Sequence[Fact], texts: OimTexts) -> tuple[list[_Table], list[str]]:
    """The tables, and the id that each fact has in them."""
    wanted = unique_ids(facts, ncname=False)
    targets = {target for fact in facts for link in fact.links for target in link.targets}
    homes = [None if name != fact.id or fact.links or name in targets else _home(name) for fact, name in zip(facts, wanted, strict=True)]
    tables: dict[str, _Table] = {}
    generic = _free("facts", {home[0] for home in homes if home})
    ids: list[str] = []
    homeless = 0
    for fact, home in zip(facts, homes, strict=True):
        homeless += home is None
        place = home or (generic, f"r_{homeless}", "value")
        name, row, column = place
        table = tables.setdefault(name, _Table(name, generic=home is None))
        table.rows.setdefault(row, fact.id)
        table.columns.setdefault(column, {})[row] = _entry(fact, texts)
        ids.append(".".join(place))
    return list(tables.values()), ids


def _home(name: str) -> tuple[str, str, str] | None:
    """Table, row and column of a fact id, or None where xBRL-CSV could not give it (xBRL-CSV 1.0, 3.1)."""
    parts = name.split(".")
    if len(parts) != 3 or parts[2] in _RESERVED_COLUMNS:
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


def _entry(fact: Fact, texts: OimTexts) -> _Entry:
    value = texts.value(fact)
    if value is not None:
        refuse_forbidden(value, fact)
    numeric = fact.unit is not None and value is not None and fact.decimals is not None
    aspects = {"concept": texts.name(fact.concept)}
    aspects.update((name, _cell(member)) for name, member in texts.aspects(fact).items())
    aspects["decimals"] = str(fact.decimals) if numeric else _ABSENT
    return _Entry(_cell(value), aspects)


def _cell(value: str | None) -> str:
    """A value as a cell: nil, the empty string and a leading # have spellings of their own (xBRL-CSV 1.0, Appendix A)."""
    if value is None:
        return "#nil"
    if value == "":
        return "#empty"
    return f"#{value}" if value.startswith("#") else value


# ---------------------------------------------------------------- one table


def _written(table: _Table) -> tuple[dict[str, object], bytes]:
    """The table's template and its bytes."""
    names = _aspect_names(table)
    shared = {n: value for n in names if (value := _constant(table, n, tuple(table.columns))) not in (None, _ABSENT)}
    parameters = _Parameters(table)
    columns: dict[str, dict[str, object]] = {OWN_ID: {"comment": True}} if table.generic else {ROW: {}}
    for column in table.columns:
        dimensions: dict[str, str] = {}
        properties: dict[str, object] = {"dimensions": dimensions}
        for name in names:
            value = _constant(table, name, (column,))
            shown = value if value is not None else f"${parameters.column(name, column)}"
            if name in shared or value == _ABSENT:
                continue
            if name == "decimals":
                properties["decimals"] = int(shown) if value is not None else shown
            else:
                dimensions[name] = shown
        columns[column] = properties
    template: dict[str, object] = {} if table.generic else {"rowIdColumn": ROW}
    template["columns"] = columns | {name: {} for name in parameters.names}
    if "decimals" in shared:
        template["decimals"] = int(shared.pop("decimals"))
    if shared:
        template["dimensions"] = shared
    return template, _rows(table, parameters)


def _aspect_names(table: _Table) -> list[str]:
    """Every aspect that some fact of the table has: the built-in ones first, then dimensions by name, then decimals."""
    found = {name for entries in table.columns.values() for entry in entries.values() for name in entry.aspects}
    return [n for n in _BUILT_IN if n in found] + sorted(found - {*_BUILT_IN, "decimals"}) + ["decimals"]


def _constant(table: _Table, name: str, columns: Sequence[str]) -> str | None:
    """The one value of an aspect in all facts of `columns`, or None where it differs or metadata could not hold it."""
    values = {entry.aspects.get(name, _ABSENT) for column in columns for entry in table.columns[column].values()}
    value = values.pop()
    # metadata reads $ as a reference, and knows no #empty
    return None if values or (value != _ABSENT and value.startswith(("$", "#"))) else value


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
        needed = {row: entry.aspects.get(aspect, _ABSENT) for row, entry in self._table.columns[fact_column].items()}
        for name in self._groups.setdefault(aspect, []):
            cells = self.cells[name]
            if all(cells.get(row, value) == value for row, value in needed.items()):
                cells.update(needed)
                return name
        name = _free(aspect.replace(":", "_").replace(".", "_"), self._taken)
        self._taken.add(name)
        self._groups[aspect].append(name)
        self.cells[name] = needed
        return name


def _rows(table: _Table, parameters: _Parameters) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([OWN_ID if table.generic else ROW, *parameters.names, *table.columns])
    for row, own_id in table.rows.items():
        cells = [parameters.cells[name].get(row, "") for name in parameters.names]
        facts = (entries.get(row) for entries in table.columns.values())
        writer.writerow([own_id if table.generic else row, *cells, *("" if entry is None else entry.value for entry in facts)])
    return out.getvalue().encode()


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
