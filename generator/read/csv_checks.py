"""What is wrong with xBRL-CSV metadata as it stands, whatever the tables hold: names, references, constants, parameters.

Each check yields the Defect with its JSON path. xBRL-CSV 1.0, 3.
"""

import re
from collections.abc import Iterator, Mapping

from generator.diagnostics import quoted
from generator.read.csv_metadata import Column, Metadata, Properties, Template
from generator.read.csv_periods import oim_period
from generator.read.csv_rows import cell_value
from generator.read.oim import FactMaker
from generator.read.oim_document import Defect

IDENTIFIER = re.compile(r"[^\W\d][\w\-·]*")
"""The name of a table, column, property group or parameter (xBRL-CSV 1.0, 1.3)."""
_DECIMALS = re.compile(r"-?[0-9]{1,4}")


def names(meta: Metadata) -> Iterator[Defect]:
    """Names that are no identifiers."""
    found: list[tuple[str, str, str]] = [(name, f"/tableTemplates/{name}", "invalidIdentifier") for name in meta.templates]
    for key, template in meta.templates.items():
        part = f"/tableTemplates/{key}/columns"
        found += [(name, f"{part}/{name}", "invalidIdentifier") for name in template.columns]
        for column in template.columns.values():
            found += [(name, f"{part}/{column.name}/propertyGroups/{name}", "invalidIdentifier") for name in column.groups]
    for table in meta.tables:
        found.append((table.name, f"/tables/{table.name}", "invalidIdentifier"))
        found += [(name, f"/tables/{table.name}/parameters/{name}", "invalidParameterName") for name in table.parameters]
    found += [(name, f"/parameters/{name}", "invalidIdentifier") for name in meta.parameters]
    for name, part, code in found:
        if not IDENTIFIER.fullmatch(name):
            yield Defect(f"xbrlce:{code}", f"{quoted(name)} is no identifier.", "Use letters, digits, - and _; begin with a letter.", part)


def parameter_values(meta: Metadata) -> Iterator[Defect]:
    """Parameters whose value begins with # and means nothing."""
    holders = [(meta.parameters, "/parameters"), *((t.parameters, f"/tables/{t.name}/parameters") for t in meta.tables)]
    for values, part in holders:
        for name, text in values.items():
            try:
                cell_value(text)
            except Defect as defect:
                yield _placed(defect, f"{part}/{name}")


def property_groups(meta: Metadata) -> Iterator[Defect]:
    """Fact columns that would be given one property by two property group columns."""
    for key, template in meta.templates.items():
        for column in template.columns.values():
            part = f"/tableTemplates/{key}/columns/{column.name}/propertiesFrom"
            yield from _repeated(column, template, part)


def _repeated(column: Column, template: Template, part: str) -> Iterator[Defect]:
    givers: dict[str, str] = {}
    for name in column.properties_from:
        groups = template.columns[name].groups if name in template.columns else {}
        given = {dimension for group in groups.values() for dimension in group.dimensions}
        given |= {"decimals" for group in groups.values() if group.decimals is not None}
        for what in sorted(given):
            if what not in givers:
                givers[what] = name
                continue
            code = "repeatedPropertyGroupDecimalsProperty" if what == "decimals" else "repeatedPropertyGroupDimension"
            message = f"Both {quoted(givers[what])} and {quoted(name)} give {quoted(what)}."
            yield Defect(f"xbrlce:{code}", message, part=part)


def references(meta: Metadata) -> Iterator[Defect]:
    """References that are malformed."""
    for _, part, aspect, text in _given(meta):
        if not text.startswith("$") or text.startswith("$$"):
            continue
        name, at, specifier = text[1:].partition("@")
        if not IDENTIFIER.fullmatch(name) or (at and aspect != "period"):
            yield Defect("xbrlce:invalidReference", f"{quoted(text)} is no reference to a column or parameter.", part=part)
        elif at and specifier not in ("start", "end"):
            yield Defect("xbrlce:invalidPeriodSpecifier", f"{quoted('@' + specifier)} is neither @start nor @end.", part=part)


def constants(meta: Metadata, maker: FactMaker) -> Iterator[Defect]:
    """Constants that no fact could have, by the taxonomy's word."""
    for _, part, aspect, text in _given(meta):
        if text.startswith("$") and not text.startswith("$$"):
            continue
        if text == "#none":
            continue
        try:
            if aspect == "decimals":
                if not _DECIMALS.fullmatch(text):
                    raise Defect("xbrlce:invalidDecimalsValue", f"{quoted(text)} is no whole number of at most four digits.")
                continue
            value = cell_value(text[1:] if text.startswith("$$") else text)
            if aspect == "period" and isinstance(value, str):
                value = _period(value)
            maker.check(aspect, value if isinstance(value, str) else None)
        except Defect as defect:
            yield _placed(defect, part)


def _period(text: str) -> str:
    try:
        return oim_period(text)
    except ValueError as problem:
        code = "referenceTargetNotDuration" if "is an instant" in str(problem) else "invalidPeriodRepresentation"
        raise Defect(f"xbrlce:{code}", f"The period cannot be read: {quoted(str(problem))}.") from None


def unreferenced(meta: Metadata, parameters: Mapping[str, str]) -> Iterator[Defect]:
    """Parameters that nothing refers to; `parameters` are the report's, with the part or file and row of each."""
    used: dict[str, set[str]] = {key: set() for key in ("", *meta.templates)}
    for template, _, _, text in _given(meta):
        if text.startswith("$") and not text.startswith("$$"):
            used[template].add(text[1:].partition("@")[0])
    everywhere = set().union(*used.values())
    for name in parameters:
        if name not in everywhere:
            yield Defect("xbrlce:unreferencedParameter", f"Nothing refers to the parameter {quoted(name)}.", part=f"/parameters/{name}")
    for table in meta.tables:
        for name in table.parameters:
            if name not in used[table.template_name] | used[""]:
                part = f"/tables/{table.name}/parameters/{name}"
                yield Defect("xbrlce:unreferencedParameter", f"Nothing refers to the parameter {quoted(name)}.", part=part)


def _given(meta: Metadata) -> Iterator[tuple[str, str, str, str]]:
    """Every dimension and decimals that the metadata gives: template ("" for the whole report), JSON path, aspect, text."""
    holders: list[tuple[str, str, Properties]] = [("", "", meta.properties)]
    for key, template in meta.templates.items():
        part = f"/tableTemplates/{key}"
        holders.append((key, part, template.properties))
        for column in template.columns.values():
            where = f"{part}/columns/{column.name}"
            if column.properties is not None:
                holders.append((key, where, column.properties))
            holders += [(key, f"{where}/propertyGroups/{name}", group) for name, group in column.groups.items()]
    for key, part, properties in holders:
        for aspect, text in properties.dimensions.items():
            yield key, f"{part}/dimensions/{aspect}", aspect, text
        if properties.decimals is not None:
            yield key, f"{part}/decimals", "decimals", properties.decimals


def _placed(defect: Defect, part: str) -> Defect:
    return Defect(defect.code, defect.message, defect.hint, part)
