"""xBRL-CSV metadata as frozen records: templates, columns, property groups, tables, parameters (xBRL-CSV 1.0, 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.diagnostics import quoted
from generator.read.oim_document import Defect, DocumentInfo, document_info, unknown_members
from generator.records import TYPE_CHECKING, Record, field

if TYPE_CHECKING:
    from typing import Any

DOCUMENT_TYPE = "https://xbrl.org/2021/xbrl-csv"
_STRUCTURE = "xbrlce:invalidJSONStructure"
_TOP = frozenset(("documentInfo", "tableTemplates", "tables", "parameters", "parameterURL", "dimensions", "decimals", "links"))
_TEMPLATE = frozenset(("rowIdColumn", "columns", "decimals", "dimensions"))
_TABLE = frozenset(("url", "template", "optional", "parameters"))
_GROUP = frozenset(("decimals", "dimensions"))
_COLUMN = frozenset(("comment", "decimals", "dimensions", "propertyGroups", "propertiesFrom"))


class Properties(Record):
    """Dimensions and decimals as the metadata gives them: constants, or references that begin with `$`."""

    dimensions: Mapping[str, str]
    decimals: str | None = None


class Column(Record):
    """A column: a fact column has `properties`; one with `groups` is a property group column, one with neither a parameter."""

    name: str
    comment: bool = False
    properties: Properties | None = None
    properties_from: tuple[str, ...] = ()
    groups: Mapping[str, Properties] = field(default_factory=dict)


class Template(Record):
    """A table template."""

    row_id: str | None
    columns: Mapping[str, Column]
    properties: Properties


class Table(Record):
    """A table: its file's URL as written, its template and parameters."""

    name: str
    url: str
    template_name: str
    template: Template
    optional: bool
    parameters: Mapping[str, str]


class Metadata(Record):
    """A metadata file, checked for structure. `links`: link type alias -> link group alias -> fact id -> target ids."""

    info: DocumentInfo
    templates: Mapping[str, Template]
    tables: tuple[Table, ...]
    properties: Properties
    parameters: Mapping[str, str]
    parameter_url: str | None
    links: Mapping[str, Mapping[str, Mapping[str, list[str]]]]


def metadata(document: Any) -> tuple[Metadata, list[Defect]]:
    """The metadata of a parsed JSON document, and what is wrong with it. Raises Defect where nothing can be read on."""
    info, problems = document_info(document, DOCUMENT_TYPE, "xbrlce")
    problems.extend(_strangers(document, info.namespaces))
    templates = {
        name: _template(item, f"/tableTemplates/{name}", problems) for name, item in _object(document, "tableTemplates", "").items()
    }
    tables = [_table(name, item, templates) for name, item in _object(document, "tables", "").items()]
    url = document.get("parameterURL")
    if url is not None and not isinstance(url, str):
        raise Defect(_STRUCTURE, "parameterURL is no text.", part="/parameterURL")
    found = Metadata(
        info=info,
        templates=templates,
        tables=tuple(tables),
        properties=_properties(document, ""),
        parameters=_texts(document, "parameters", ""),
        parameter_url=url,
        links=_links(document),
    )
    return found, problems


def _strangers(document: Any, namespaces: Mapping[str, str]) -> Iterator[Defect]:
    """Members of the metadata, its templates, columns, property groups and tables that mean nothing."""
    yield from unknown_members(document, _TOP, "", namespaces, _STRUCTURE)
    for key, template in _objects(document, "tableTemplates"):
        part = f"/tableTemplates/{key}"
        yield from unknown_members(template, _TEMPLATE, part, namespaces, _STRUCTURE)
        for name, column in _objects(template, "columns"):
            where = f"{part}/columns/{name}"
            yield from unknown_members(column, _COLUMN, where, namespaces, _STRUCTURE)
            for group, properties in _objects(column, "propertyGroups"):
                yield from unknown_members(properties, _GROUP, f"{where}/propertyGroups/{group}", namespaces, _STRUCTURE)
    for key, table in _objects(document, "tables"):
        yield from unknown_members(table, _TABLE, f"/tables/{key}", namespaces, _STRUCTURE)


def _objects(holder: Any, name: str) -> list[tuple[str, dict[str, Any]]]:
    """The members of an object in `holder` that are objects; what has another shape is found where it is read."""
    value = holder.get(name)
    return [(key, item) for key, item in value.items() if isinstance(item, dict)] if isinstance(value, dict) else []


def _object(holder: Any, name: str, part: str) -> dict[str, Any]:
    value = holder.get(name, {})
    if not isinstance(value, dict):
        raise Defect(_STRUCTURE, f"{name} is no object.", part=f"{part}/{name}")
    return value


def _texts(holder: Any, name: str, part: str) -> dict[str, str]:
    value = _object(holder, name, part)
    for key, text in value.items():
        if not isinstance(text, str):
            raise Defect(_STRUCTURE, f"{quoted(key)} is no text.", part=f"{part}/{name}/{key}")
    return value


def _properties(holder: Any, part: str) -> Properties:
    decimals = holder.get("decimals")
    if decimals is not None and (isinstance(decimals, bool) or not isinstance(decimals, int | str)):
        raise Defect("xbrlce:invalidDecimalsValue", "decimals is neither a whole number nor a reference.", part=f"{part}/decimals")
    dimensions = _texts(holder, "dimensions", part)
    for name, value in dimensions.items():
        if value.startswith("#") and value not in ("#none", "#nil") and not value.startswith("##"):
            raise Defect("xbrlce:unknownSpecialValue", f"{quoted(value)} means nothing here.", part=f"{part}/dimensions/{name}")
        if name == "noteId" or name.startswith("xbrl:"):
            raise Defect(_STRUCTURE, f"{quoted(name)} is no dimension that metadata gives.", part=f"{part}/dimensions/{name}")
    return Properties(dimensions=dimensions, decimals=None if decimals is None else str(decimals))


def _template(item: Any, part: str, problems: list[Defect]) -> Template:
    if not isinstance(item, dict) or not isinstance(item.get("columns"), dict):
        raise Defect(_STRUCTURE, "The table template has no columns.", part=part)
    columns = {name: _column(name, value, f"{part}/columns/{name}", problems) for name, value in item["columns"].items()}
    row_id = item.get("rowIdColumn")
    if row_id is not None:
        column = columns.get(row_id) if isinstance(row_id, str) else None
        if column is None:
            raise Defect("xbrlce:undefinedRowIdColumn", f"There is no column {quoted(str(row_id))}.", part=f"{part}/rowIdColumn")
        if column.comment or column.properties is not None or column.groups:
            problems.append(Defect("xbrlce:invalidRowIdColumn", "The row id column holds something else, too.", part=f"{part}/rowIdColumn"))
    for column in columns.values():
        for group in column.properties_from:
            if group not in columns or not columns[group].groups:
                message = f"{quoted(group)} is no property group column."
                where = f"{part}/columns/{column.name}/propertiesFrom"
                problems.append(Defect("xbrlce:invalidPropertyGroupColumnReference", message, part=where))
    return Template(row_id=row_id, columns=columns, properties=_properties(item, part))


def _column(name: str, item: Any, part: str, problems: list[Defect]) -> Column:
    if not isinstance(item, dict):
        raise Defect(_STRUCTURE, "The column is no object.", part=part)
    listed = item.get("propertiesFrom", [])
    if not isinstance(listed, list) or any(not isinstance(group, str) for group in listed):
        raise Defect(_STRUCTURE, "propertiesFrom is no list of texts.", part=f"{part}/propertiesFrom")
    groups = _object(item, "propertyGroups", part)
    if any(not isinstance(group, dict) for group in groups.values()):
        raise Defect(_STRUCTURE, "A property group is no object.", part=f"{part}/propertyGroups")
    is_fact = "dimensions" in item or bool(listed)
    if not isinstance(item.get("comment", False), bool):
        raise Defect(_STRUCTURE, "comment is neither true nor false.", part=f"{part}/comment")
    comment = item.get("comment") is True
    if (groups and is_fact) or (comment and (groups or is_fact)):
        problems.append(Defect("xbrlce:conflictingColumnType", "The column is of more than one kind.", part=part))
    if "decimals" in item and not is_fact:
        problems.append(Defect("xbrlce:misplacedDecimalsOnNonFactColumn", "Only fact columns have decimals.", part=part))
    return Column(
        name=name,
        comment=comment,
        properties=_properties(item, part) if is_fact else None,
        properties_from=tuple(listed),
        groups={key: _properties(group, f"{part}/propertyGroups/{key}") for key, group in groups.items()},
    )


def _table(name: str, item: Any, templates: Mapping[str, Template]) -> Table:
    part = f"/tables/{name}"
    if not isinstance(item, dict) or not isinstance(item.get("url"), str):
        raise Defect(_STRUCTURE, "The table has no url.", part=part)
    template = item.get("template", name)
    if not isinstance(template, str) or template not in templates:
        raise Defect("xbrlce:unknownTableTemplate", f"There is no table template {quoted(str(template))}.", part=part)
    if not isinstance(item.get("optional", False), bool):
        raise Defect(_STRUCTURE, "optional is neither true nor false.", part=f"{part}/optional")
    return Table(
        name=name,
        url=item["url"],
        template_name=template,
        template=templates[template],
        optional=item.get("optional") is True,
        parameters=_texts(item, "parameters", part),
    )


def _links(document: Any) -> dict[str, dict[str, dict[str, list[str]]]]:
    links = _object(document, "links", "")
    for alias in links:
        for group in _object(links, alias, "/links"):
            for fact, targets in _object(links[alias], group, f"/links/{alias}").items():
                if not isinstance(targets, list) or any(not isinstance(target, str) for target in targets):
                    raise Defect(_STRUCTURE, "The link's targets are no list of texts.", part=f"/links/{alias}/{group}/{fact}")
    return links
