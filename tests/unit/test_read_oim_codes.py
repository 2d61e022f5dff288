"""The table of codes: every code of the OIM specifications that the readers give, one malformed report each, and its place.

CSV cases are `metadata`, `table` and the place as file, row and column; JSON cases are a change to a report and the JSON path.
"""

import copy
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import InputError, error
from generator.model import DataType, Taxonomy
from generator.qname import XBRLI, XS, QName
from generator.read import oim_csv, oim_json
from generator.read.oim_values import ENUM2
from generator.read.result import ReadReport
from tests.support import reports
from tests.support.reports import NS, TAXONOMY, URL, name

ROOM = Path(oim_csv.__file__).parent
DTR = "http://www.xbrl.org/dtr/type/2022-03-31"
CONCEPT = {"concept": "s:Revenue", "unit": "iso4217:CNY", "period": "2023", "entity": "e:A"}
FACT = {"value": "1", "dimensions": {**CONCEPT, "period": "2023-01-01T00:00:00/2024-01-01T00:00:00"}}
NOTE = {"value": "x", "dimensions": {"concept": "xbrl:note", "noteId": "n", "language": "en"}}
INFO = {
    "namespaces": {
        "s": NS,
        "e": "http://example.com/scheme",
        "iso4217": "http://www.xbrl.org/2003/iso4217",
        "xbrl": "https://xbrl.org/2021",
    },
    "linkTypes": {"footnote": "http://www.xbrl.org/2003/arcrole/fact-footnote"},
    "linkGroups": {"_": "http://www.xbrl.org/2003/role/link"},
    "taxonomy": [URL],
}


def _taxonomy() -> Taxonomy:
    """The small taxonomy, with types that the OIM treats apart."""
    base = TAXONOMY.concepts
    kinds = {
        QName(DTR, "prefixedContentItemType"): DataType(
            qname=QName(DTR, "prefixedContentItemType"), base=QName(XBRLI, "tokenItemType"), primitive="token", item_type="tokenItemType"
        ),
        QName(ENUM2, "enumerationSetItemType"): DataType(
            qname=QName(ENUM2, "enumerationSetItemType"), base=QName(XBRLI, "tokenItemType"), primitive="token", item_type="tokenItemType"
        ),
    }
    from dataclasses import replace

    extra = {
        name("Prefixed"): replace(base[name("Title")], qname=name("Prefixed"), type=QName(DTR, "prefixedContentItemType")),
        name("Set"): replace(base[name("Title")], qname=name("Set"), type=QName(ENUM2, "enumerationSetItemType")),
        name("ComplexAxis"): replace(base[name("CustomerAxis")], qname=name("ComplexAxis"), typed_domain=name("complex")),
        name("NumberAxis"): replace(base[name("CustomerAxis")], qname=name("NumberAxis"), typed_domain=name("number")),
    }
    domains = {**TAXONOMY.typed_domains, name("complex"): name("complexType"), name("number"): QName(XS, "decimal")}
    return replace(TAXONOMY, concepts={**base, **extra}, types={**TAXONOMY.types, **kinds}, typed_domains=domains)


RICH = _taxonomy()


def _load(entry_points: tuple[str, ...]) -> Taxonomy:
    reports.load(entry_points)
    return RICH


# ---------------------------------------------------------------- xBRL-CSV


def _metadata(columns: Mapping[str, Any] | None = None, info: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    template = {"columns": {"v": {"dimensions": CONCEPT}} if columns is None else columns}
    return {
        "documentInfo": {"documentType": "https://xbrl.org/2021/xbrl-csv", **INFO, **(info or {})},
        "tableTemplates": {"t": template},
        "tables": {"t": {"url": "t.csv"}},
        **more,
    }


def _base(**more: Any) -> dict[str, Any]:
    """Metadata that others extend."""
    return {"documentInfo": {"documentType": "https://xbrl.org/2021/xbrl-csv", **INFO, **more.pop("info", {})}, **more}


def _with(**changed: str) -> dict[str, Any]:
    return {"v": {"dimensions": {**CONCEPT, **{key.replace("_", ":"): value for key, value in changed.items()}}}}


def _csv(metadata: Any, table: str | bytes, files: Mapping[str, Any]) -> ReadReport:
    stored = {"t.csv": table.encode() if isinstance(table, str) else table}
    stored |= {key: value.encode() if isinstance(value, str) else json.dumps(value).encode() for key, value in files.items()}

    def fetch(url: str) -> bytes:
        if url not in stored:
            raise InputError(error("filing.missing-file", f"The file {url} does not exist."))
        return stored[url]

    data = metadata if isinstance(metadata, bytes) else json.dumps(metadata).encode()
    return oim_csv.read(data, "dir/a.json", _load, fetch)


PROPERTY_GROUP = {"propertyGroups": {"a": {"decimals": 1}}}
DIMENSION_GROUP = {"propertyGroups": {"a": {"dimensions": {"period": "2023"}}}}
ROW_ID = {"tableTemplates": {"t": {"rowIdColumn": "id", "columns": {"id": {}, "v": {"dimensions": CONCEPT}}}}}
EXTENDS = {"extends": ["b.json"]}
COLUMN = "/tableTemplates/t/columns"

# code, metadata, table, place (a JSON path; or a file, row and column), other files
CSV: list[tuple[str, Any, str | bytes, str | tuple[str, int, int], dict[str, Any]]] = [
    # OIM common definitions
    (
        "oimce:unsupportedDocumentType",
        _metadata(info={"documentType": "https://xbrl.org/2099/xbrl-csv"}),
        "v\n",
        "/documentInfo/documentType",
        {},
    ),
    ("oimce:invalidURI", _metadata(info={"linkGroups": {"g": "role"}}), "v\n", "/documentInfo/linkGroups/g", {}),
    ("oimce:invalidURIForReservedAlias", _metadata(info={"linkGroups": {"_": "urn:x"}}), "v\n", "/documentInfo/linkGroups/_", {}),
    (
        "oimce:invalidAliasForReservedURI",
        _metadata(info={"linkTypes": {"note": "http://www.xbrl.org/2003/arcrole/fact-footnote"}}),
        "v\n",
        "/documentInfo/linkTypes/note",
        {},
    ),
    ("oimce:multipleAliasesForURI", _metadata(info={"linkGroups": {"a": "urn:x", "b": "urn:x"}}), "v\n", "/documentInfo/linkGroups/b", {}),
    ("oimce:unboundPrefix", _metadata(info={"features": {"q:f": 1}}), "v\n", "/documentInfo/features/q:f", {}),
    ("oimce:invalidSQName", _metadata(_with(entity="A")), "v\n", f"{COLUMN}/v/dimensions/entity", {}),
    ("oimce:invalidUnitStringRepresentation", _metadata(_with(unit="CNY")), "v\n", f"{COLUMN}/v/dimensions/unit", {}),
    # the OIM, met in metadata
    ("oime:noTaxonomy", _metadata(info={"taxonomy": []}), "v\n", "/documentInfo/taxonomy", {}),
    ("oime:invalidBaseURL", _metadata(info={"baseURL": "here"}), "v\n", "/documentInfo/baseURL", {}),
    ("oime:unknownConcept", _metadata(_with(concept="s:No")), "v\n", f"{COLUMN}/v/dimensions/concept", {}),
    ("oime:valueForAbstractConcept", _metadata(_with(concept="s:Heading")), "v\n", f"{COLUMN}/v/dimensions/concept", {}),
    ("oime:unsupportedConceptDataType", _metadata(_with(concept="s:Prefixed")), "v\n", f"{COLUMN}/v/dimensions/concept", {}),
    ("oime:unknownDimension", _metadata(_with(s_No="x")), "v\n", f"{COLUMN}/v/dimensions/s:No", {}),
    ("oime:unsupportedDimensionDataType", _metadata(_with(s_ComplexAxis="x")), "v\n", f"{COLUMN}/v/dimensions/s:ComplexAxis", {}),
    (
        "oime:illegalPureUnit",
        _metadata(_with(unit="xbrli:pure"), {"namespaces": {**INFO["namespaces"], "xbrli": XBRLI}}),
        "v\n",  # type: ignore[dict-item]
        f"{COLUMN}/v/dimensions/unit",
        {},
    ),
    (
        "oime:invalidUseOfReservedIdentifier",
        _metadata(_with(entity="na:NA"), {"namespaces": {**INFO["namespaces"], "na": "https://xbrl.org/2021/entities"}}),  # type: ignore[dict-item]
        "v\n",
        f"{COLUMN}/v/dimensions/entity",
        {},
    ),
    # metadata
    ("xbrlce:invalidJSON", b"{", "v\n", ("dir/a.json", 1, 2), {}),
    ("xbrlce:invalidJSONStructure", _metadata(more=1), "v\n", "/more", {}),
    ("xbrlce:invalidIdentifier", _metadata({"v.w": {}}), "v\n", f"{COLUMN}/v.w", {}),
    (
        "xbrlce:invalidParameterName",
        _metadata(tables={"t": {"url": "t.csv", "parameters": {"a b": "1"}}}),
        "v\n",
        "/tables/t/parameters/a b",
        {},
    ),
    ("xbrlce:unreferencedParameter", _metadata(parameters={"idle": "1"}), "v\n", "/parameters/idle", {}),
    ("xbrlce:invalidReference", _metadata(_with(unit="$1x")), "v\n", f"{COLUMN}/v/dimensions/unit", {}),
    ("xbrlce:invalidPeriodSpecifier", _metadata(_with(period="$p@middle")), "v\n", f"{COLUMN}/v/dimensions/period", {}),
    ("xbrlce:unknownSpecialValue", _metadata(_with(unit="#what")), "v\n", f"{COLUMN}/v/dimensions/unit", {}),
    ("xbrlce:invalidConceptQName", _metadata(_with(concept="Revenue")), "v\n", f"{COLUMN}/v/dimensions/concept", {}),
    ("xbrlce:invalidPeriodRepresentation", _metadata(_with(period="soon")), "v\n", f"{COLUMN}/v/dimensions/period", {}),
    ("xbrlce:invalidLanguageCode", _metadata(_with(language="e n")), "v\n", f"{COLUMN}/v/dimensions/language", {}),
    ("xbrlce:invalidDimensionValue", _metadata(_with(s_SegmentAxis="s:All")), "v\n", f"{COLUMN}/v/dimensions/s:SegmentAxis", {}),
    ("xbrlce:invalidDecimalsValue", _metadata({"v": {"dimensions": CONCEPT, "decimals": "two"}}), "v\n", f"{COLUMN}/v/decimals", {}),
    ("xbrlce:conflictingColumnType", _metadata({"v": {"dimensions": CONCEPT, "comment": True}}), "v\n", f"{COLUMN}/v", {}),
    ("xbrlce:misplacedDecimalsOnNonFactColumn", _metadata({"v": {"decimals": 1}}), "v\n", f"{COLUMN}/v", {}),
    ("xbrlce:invalidPropertyGroupColumnReference", _metadata({"v": {"propertiesFrom": ["w"]}}), "v\n", f"{COLUMN}/v/propertiesFrom", {}),
    (
        "xbrlce:repeatedPropertyGroupDecimalsProperty",
        _metadata({"g": PROPERTY_GROUP, "h": PROPERTY_GROUP, "v": {"propertiesFrom": ["g", "h"]}}),
        "v\n",
        f"{COLUMN}/v/propertiesFrom",
        {},
    ),
    (
        "xbrlce:repeatedPropertyGroupDimension",
        _metadata({"g": DIMENSION_GROUP, "h": DIMENSION_GROUP, "v": {"propertiesFrom": ["g", "h"]}}),
        "v\n",
        f"{COLUMN}/v/propertiesFrom",
        {},
    ),
    (
        "xbrlce:undefinedRowIdColumn",
        _metadata(tableTemplates={"t": {"rowIdColumn": "id", "columns": {}}}),
        "v\n",
        "/tableTemplates/t/rowIdColumn",
        {},
    ),
    (
        "xbrlce:invalidRowIdColumn",
        _metadata(tableTemplates={"t": {"rowIdColumn": "c", "columns": {"c": {"comment": True}}}}),
        "c\n",
        "/tableTemplates/t/rowIdColumn",
        {},
    ),
    ("xbrlce:unknownTableTemplate", _metadata(tables={"t": {"url": "t.csv", "template": "x"}}), "v\n", "/tables/t", {}),
    ("xbrlce:unknownLinkType", _metadata(links={"other": {"_": {}}}), "v\n", "/links/other/_", {}),
    ("xbrlce:unknownLinkGroup", _metadata(links={"footnote": {"x": {}}}), "v\n", "/links/footnote/x", {}),
    ("xbrlce:unknownLinkSource", _metadata(links={"footnote": {"_": {"t.r_9.v": ["t.r_1.v"]}}}), "v\n1\n", "/links/footnote/_", {}),
    ("xbrlce:unknownLinkTarget", _metadata(links={"footnote": {"_": {"t.r_1.v": ["t.r_9.v"]}}}), "v\n1\n", "/links/footnote/_/t.r_1.v", {}),
    # metadata that extends other metadata
    ("xbrlce:unresolvableBaseMetadataFile", _metadata(info=EXTENDS), "v\n", "/documentInfo/extends", {}),
    (
        "xbrlce:cycleInExtensionChain",
        _metadata(info=EXTENDS),
        "v\n",
        "/documentInfo/extends",
        {"b.json": _base(info={"extends": ["a.json"]})},
    ),
    (
        "xbrlce:multipleDocumentTypesInExtensionChain",
        _metadata(info=EXTENDS),
        "v\n",
        "/documentInfo/extends",
        {"b.json": _base(info={"documentType": "https://xbrl.org/2021/xbrl-json"})},
    ),
    (
        "xbrlce:conflictingMetadataValue",
        _metadata(info=EXTENDS),
        "v\n",
        "/tables/t",
        {"b.json": _base(tables={"t": {"url": "u.csv"}})},
    ),
    (
        "xbrlce:illegalReportParameterRedefinition",
        _metadata(_with(unit="$u"), EXTENDS, parameters={"u": "iso4217:CNY"}),
        "v\n",
        "/parameters/u",
        {"b.json": _base(parameters={"u": "iso4217:USD"})},
    ),
    (
        "xbrlce:illegalRedefinitionOfNonExtensibleProperty",
        _metadata(info=EXTENDS, decimals=1),
        "v\n",
        "/decimals",
        {"b.json": _base(decimals=2)},
    ),
    (
        "xbrlce:illegalExtensionOfFinalProperty",
        _metadata(info=EXTENDS),
        "v\n",
        "/tables/t",
        {"b.json": _base(info={"final": {"tables": True}}, tables={})},
    ),
    # files
    ("xbrlce:missingParametersFile", _metadata(parameterURL="no.csv"), "v\n", ("dir/a.json", 1, 1), {}),
    ("xbrlce:invalidParameterCSVFile", _metadata(parameterURL="p.csv"), "v\n", ("dir/p.csv", 1, 1), {"p.csv": "a,b\n"}),
    ("xbrlce:missingRequiredCSVFile", _metadata(tables={"t": {"url": "no.csv"}}), "v\n", ("dir/a.json", 1, 1), {}),
    ("xbrlce:invalidCSVFileFormat", _metadata(), b"v\n\xff\n", ("dir/t.csv", 2, 1), {}),
    # tables
    ("xbrlce:invalidHeaderValue", _metadata(), "v,a b\n", ("dir/t.csv", 1, 2), {}),
    ("xbrlce:unknownColumn", _metadata(), "v,w\n", ("dir/t.csv", 1, 2), {}),
    ("xbrlce:repeatedColumnIdentifier", _metadata(), "v,v\n", ("dir/t.csv", 1, 2), {}),
    ("xbrlce:missingRowIdentifier", _metadata(**ROW_ID), "id,v\n,1\n", ("dir/t.csv", 2, 1), {}),
    ("xbrlce:invalidRowIdentifier", _metadata(**ROW_ID), "id,v\na b,1\n", ("dir/t.csv", 2, 1), {}),
    ("xbrlce:repeatedRowIdentifier", _metadata(**ROW_ID), "id,v\na,1\na,2\n", ("dir/t.csv", 3, 1), {}),
    ("xbrlce:unmappedCellValue", _metadata(), "v,\n1,2\n", ("dir/t.csv", 2, 2), {}),
    (
        "xbrlce:unknownPropertyGroup",
        _metadata({"g": PROPERTY_GROUP, "v": {"dimensions": CONCEPT, "propertiesFrom": ["g"]}}),
        "g,v\nb,1\n",
        ("dir/t.csv", 2, 1),
        {},
    ),
    ("xbrlce:illegalUseOfNone", _metadata(), "v\n#none\n", ("dir/t.csv", 2, 1), {}),
    ("xbrlce:invalidReferenceTarget", _metadata(_with(unit="$u")), "v\n1\n", ("dir/t.csv", 2, 1), {}),
    (
        "xbrlce:referenceTargetNotDuration",
        _metadata({**_with(period="$p@end"), "p": {}}),
        "p,v\n2023-01-01T00:00:00,1\n",
        ("dir/t.csv", 2, 2),
        {},
    ),
    ("xbrlce:invalidDecimalsSuffix", _metadata(), "v\n1d2x\n", ("dir/t.csv", 2, 1), {}),
    ("xbrlce:invalidFactValue", _metadata(), "v\nx\n", ("dir/t.csv", 2, 1), {}),
    ("oime:missingConceptDimension", _metadata({"v": {"dimensions": {"unit": "iso4217:CNY"}}}), "v\n1\n", ("dir/t.csv", 2, 1), {}),
    ("oime:missingLanguageForNoteFact", _metadata({"v": {"dimensions": {"concept": "xbrl:note"}}}), "v\nx\n", ("dir/t.csv", 2, 1), {}),
    ("oime:misplacedNoteFactDimension", _metadata(_with(concept="xbrl:note", language="en")), "v\nx\n", ("dir/t.csv", 2, 1), {}),
    (
        "oime:disallowedDuplicateFacts",
        _metadata(info={"features": {"xbrl:allowedDuplicates": "none"}}),
        "v\n1\n1\n",
        ("dir/t.csv", 3, 1),
        {},
    ),
]


def _place(found: ReadReport, place: str | tuple[str, int, int]) -> object:
    first = found.diagnostics[0]
    if isinstance(place, str):
        path = re.search(r"\(JSON path (.*)\)$", first.message)
        return path[1] if path else first.message
    return (first.location.path, first.location.line, first.location.column)


@pytest.mark.parametrize(("code", "metadata", "table", "place", "files"), CSV, ids=[case[0] for case in CSV])
def test_csv(code: str, metadata: Any, table: str | bytes, place: str | tuple[str, int, int], files: dict[str, Any]) -> None:
    try:
        found = _csv(metadata, table, files)
    except InputError as problem:
        found = ReadReport(report=reports.Report(facts=(), taxonomy=()), places={}, diagnostics=problem.diagnostics)
    assert [d.code for d in found.diagnostics] == [code], [d.message for d in found.diagnostics]
    assert _place(found, place) == place


# ---------------------------------------------------------------- xBRL-JSON


def _json(changes: Mapping[str, Any], facts: Mapping[str, Any]) -> ReadReport:
    document = {"documentInfo": {"documentType": "https://xbrl.org/2021/xbrl-json", **INFO, **changes}, "facts": facts}
    return oim_json.read(json.dumps(document, indent=1).encode(), "a.json", _load)


def _fact(value: Any = "1", *, decimals: Any = None, without: str = "", **dimensions: Any) -> dict[str, Any]:
    fact = copy.deepcopy(FACT)
    fact["value"] = value
    own: dict[str, Any] = fact["dimensions"]  # type: ignore[assignment]
    own.update({key.replace("_", ":"): text for key, text in dimensions.items()})
    for key in without.split():
        own.pop(key)
    return fact if decimals is None else {**fact, "decimals": decimals}


def _note(**changes: Any) -> dict[str, Any]:
    """A fact with a note."""
    fact = {**FACT, "links": {"footnote": {"_": ["n"]}}}
    return {"a": fact, "n": {**NOTE, **changes}}


CANONICAL = {"features": {"xbrl:canonicalValues": True}}
NOT_NUMERIC = {"concept": "s:Title", "without": "unit"}

# code, changes to documentInfo, facts, JSON path
JSON: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("oimce:unsupportedDocumentType", {"documentType": "x"}, {}, "/documentInfo/documentType"),
    ("oimce:invalidURI", {"linkTypes": {"t": "a b"}}, {}, "/documentInfo/linkTypes/t"),
    ("oimce:invalidURIForReservedAlias", {"namespaces": {**INFO["namespaces"], "xs": "urn:x"}}, {}, "/documentInfo/namespaces/xs"),  # type: ignore[dict-item]
    ("oimce:invalidAliasForReservedURI", {"namespaces": {**INFO["namespaces"], "xsd": XS}}, {}, "/documentInfo/namespaces/xsd"),  # type: ignore[dict-item]
    ("oimce:multipleAliasesForURI", {"linkTypes": {"a": "urn:x", "b": "urn:x"}}, {}, "/documentInfo/linkTypes/b"),
    ("oimce:unboundPrefix", {}, {"a": _fact(s_RegionAxis="q:North")}, "/facts/a/dimensions/s:RegionAxis"),
    ("oimce:invalidSQName", {}, {"a": _fact(entity="A")}, "/facts/a/dimensions/entity"),
    ("oimce:invalidUnitStringRepresentation", {}, {"a": _fact(unit="s:a/s:b*s:c")}, "/facts/a/dimensions/unit"),
    ("oimce:invalidPeriodRepresentation", {}, {"a": _fact(period="2023")}, "/facts/a/dimensions/period"),
    ("oime:noTaxonomy", {"taxonomy": []}, {}, "/documentInfo/taxonomy"),
    ("oime:invalidBaseURL", {"baseURL": "here"}, {}, "/documentInfo/baseURL"),
    ("oime:missingConceptDimension", {}, {"a": _fact(without="concept")}, "/facts/a/dimensions"),
    ("oime:unknownConcept", {}, {"a": _fact(concept="s:No")}, "/facts/a/dimensions/concept"),
    ("oime:valueForAbstractConcept", {}, {"a": _fact(concept="s:Heading")}, "/facts/a/dimensions/concept"),
    ("oime:unsupportedConceptDataType", {}, {"a": _fact(concept="s:Part")}, "/facts/a/dimensions/concept"),
    ("oime:unknownDimension", {}, {"a": _fact(s_No="x")}, "/facts/a/dimensions/s:No"),
    ("oime:unsupportedDimensionDataType", {}, {"a": _fact(s_ComplexAxis="x")}, "/facts/a/dimensions/s:ComplexAxis"),
    ("oime:invalidDimensionValue", {}, {"a": _fact(s_SegmentAxis="s:All")}, "/facts/a/dimensions/s:SegmentAxis"),
    (
        "oime:illegalPureUnit",
        {"namespaces": {**INFO["namespaces"], "xbrli": XBRLI}},
        {"a": _fact(unit="xbrli:pure")},
        "/facts/a/dimensions/unit",
    ),  # type: ignore[dict-item]
    ("oime:misplacedUnitDimension", {}, {"a": _fact(concept="s:Title")}, "/facts/a/dimensions/unit"),
    ("oime:misplacedDecimalsProperty", {}, {"a": _fact(None, decimals=2)}, "/facts/a/decimals"),
    ("oime:misplacedLanguageDimension", {}, {"a": _fact(language="en")}, "/facts/a/dimensions/language"),
    ("oime:invalidLanguage", {}, {"a": _fact(**NOT_NUMERIC, language="e n")}, "/facts/a/dimensions/language"),
    ("oime:misplacedNoteIDDimension", {}, {"a": _fact(noteId="a")}, "/facts/a/dimensions/noteId"),
    (
        "oime:invalidUseOfReservedIdentifier",
        {"namespaces": {**INFO["namespaces"], "na": "https://xbrl.org/2021/entities"}},  # type: ignore[dict-item]
        {"a": _fact(entity="na:NA")},
        "/facts/a/dimensions/entity",
    ),
    ("oime:missingNoteIDDimension", {}, _note(dimensions={"concept": "xbrl:note", "language": "en"}), "/facts/n/dimensions"),
    ("oime:invalidNoteIDValue", {}, _note(dimensions={**NOTE["dimensions"], "noteId": "m"}), "/facts/n/dimensions/noteId"),  # type: ignore[dict-item]
    ("oime:missingLanguageForNoteFact", {}, _note(dimensions={"concept": "xbrl:note", "noteId": "n"}), "/facts/n/dimensions"),
    ("oime:misplacedNoteFactDimension", {}, _note(dimensions={**NOTE["dimensions"], "period": "x"}), "/facts/n/dimensions/period"),  # type: ignore[dict-item]
    ("oime:invalidXHTMLFragment", {}, _note(value="a & b"), "/facts/n/value"),
    ("oime:invalidXHTMLFragment", {}, _note(value='<p xmlns="urn:x"/>'), "/facts/n/value"),
    (
        "oime:xhtmlElementInNonDefaultNamespace",
        {},
        _note(value='<p><h:b xmlns:h="http://www.w3.org/1999/xhtml">x</h:b></p>'),
        "/facts/n/value",
    ),
    ("oime:unusedNoteFact", {}, {"n": NOTE}, ""),
    ("oime:illegalStandardFootnoteTarget", {}, {"a": {**FACT, "links": {"footnote": {"_": ["a"]}}}}, ""),
    ("oime:disallowedDuplicateFacts", {"features": {"xbrl:allowedDuplicates": "complete"}}, {"a": FACT, "b": _fact("2")}, ""),
    ("xbrlje:invalidJSONStructure", {"features": {"xbrl:allowedDuplicates": "some"}}, {}, "/documentInfo/features/xbrl:allowedDuplicates"),
    ("xbrlje:invalidJSONStructure", {"extends": []}, {}, "/documentInfo/extends"),
    ("xbrlje:invalidFactValue", {}, {"a": _fact("x")}, "/facts/a/value"),
    ("xbrlje:invalidFactValue", {}, {"a": _fact("s:North North", concept="s:Set", without="unit")}, "/facts/a/value"),
    ("xbrlje:invalidDimensionValue", {}, {"a": _fact(s_RegionAxis="North")}, "/facts/a/dimensions/s:RegionAxis"),
    ("xbrlje:invalidLanguageCodeCase", {}, {"a": _fact(**NOT_NUMERIC, language="EN")}, "/facts/a/dimensions/language"),
    ("xbrlje:nonCanonicalValue", CANONICAL, {"a": _fact("1")}, "/facts/a/value"),
    ("xbrlje:nonCanonicalValue", CANONICAL, {"a": _fact("s:South s:North", concept="s:Set", without="unit")}, "/facts/a/value"),
    ("xbrlje:nonCanonicalValue", CANONICAL, {"a": _fact("1.0", s_NumberAxis="1")}, "/facts/a/dimensions/s:NumberAxis"),
    ("xbrlje:unknownLinkType", {}, {"a": {**FACT, "links": {"x": {"_": ["a"]}}}}, "/facts/a/links/x/_"),
    ("xbrlje:unknownLinkGroup", {}, {"a": {**FACT, "links": {"footnote": {"x": ["a"]}}}}, "/facts/a/links/footnote/x"),
    ("xbrlje:unknownLinkTarget", {}, {"a": {**FACT, "links": {"footnote": {"_": ["x"]}}}}, "/facts/a/links/footnote/_"),
]


@pytest.mark.parametrize(("code", "changes", "facts", "place"), JSON, ids=[case[0] for case in JSON])
def test_json(code: str, changes: dict[str, Any], facts: dict[str, Any], place: str) -> None:
    found = _json(changes, facts)
    assert [d.code for d in found.diagnostics] == [code], [d.message for d in found.diagnostics]
    if place:
        assert _place(found, place) == place
    if not place or place.startswith("/facts"):
        assert found.diagnostics[0].location.fact in facts
        assert (found.diagnostics[0].location.line or 0) > 10


@pytest.mark.parametrize("data", [b"{", b'{"a": 1, "a": 2}', b"\xff", b'{"a": NaN}', b"[" * 99])
def test_json_that_is_none(data: bytes) -> None:
    with pytest.raises(InputError) as problem:
        oim_json.read(data, "a.json", _load)
    assert [d.code for d in problem.value.diagnostics] == ["xbrlje:invalidJSON"]


def test_every_code_of_the_readers_is_in_the_table() -> None:
    families = {"xbrlce", "xbrlje"}
    covered = {code for code, *_ in CSV} | {code for code, *_ in JSON} | {"xbrlje:invalidJSON"}
    source = "\n".join(p.read_text("utf-8") for pattern in ("oim*.py", "csv_*.py") for p in sorted(ROOM.glob(pattern)))
    named = set(re.findall(r"\b((?:xbrlce|xbrlje|oime|oimce):[a-zA-Z]+)", source))
    made = set(re.findall(r"[\"{]family\}?:([a-zA-Z]+)", source)) | set(re.findall(r"self\._family\}:([a-zA-Z]+)", source))
    bare = set(
        re.findall(r"\"((?:invalid|unresolvable|cycle|illegal|conflicting|multiple|repeated|referenceTarget)[A-Z][A-Za-z]+)\"", source)
    )
    assert len(named) > 40
    assert named <= covered
    assert all(any(f"{family}:{code}" in covered for family in (*families, "oimce", "oime")) for code in made | bare)


# ---------------------------------------------------------------- what is right


def test_canonical_values_are_read() -> None:
    facts = {"a": _fact("1.0"), "b": _fact("s:North s:South", concept="s:Set", without="unit")}
    found = _json(CANONICAL, facts)
    assert found.diagnostics == ()
    assert [str(f.value) for f in found.report.facts] == ["1.0", f"{NS}#North {NS}#South"]


def test_metadata_is_merged_with_what_it_extends_file_by_file() -> None:
    base = _base(
        info={"extends": ["../c/d.json"], "final": {"tableTemplates": True}},
        tableTemplates={"t": {"columns": {"v": {"dimensions": {"concept": "s:Revenue", "unit": "$u", "period": "2023"}}}}},
        parameters={"u": "iso4217:CNY"},
    )
    top = _base(dimensions={"entity": "e:A"}, decimals=2)
    own = {
        "documentInfo": {"documentType": "https://xbrl.org/2021/xbrl-csv", "extends": ["b/b.json"]},
        "tables": {"t": {"url": "t.csv"}},
        "dimensions": {"s:CustomerAxis": "x"},
    }
    found = _csv(own, "v\n7\n", {"b/b.json": base, "c/d.json": top})
    assert found.diagnostics == ()
    fact = found.report.facts[0]
    assert (str(fact.value), fact.decimals, fact.entity.identifier, fact.dimensions) == ("7", 2, "A", ((name("CustomerAxis"), "x"),))
    assert found.report.taxonomy == (URL,)


def test_one_file_may_be_extended_twice_but_not_by_itself() -> None:
    files = {"b.json": _base(info={"extends": ["d.json"]}), "c.json": _base(info={"extends": ["d.json"]}), "d.json": _base()}
    assert _csv(_metadata(info={"extends": ["b.json", "c.json"]}), "v\n1\n", files).diagnostics == ()


def test_extension_properties_need_a_prefix_that_is_declared() -> None:
    assert _csv(_metadata({"v": {"dimensions": CONCEPT, "s:own": {"any": 1}}}), "v\n1\n", {}).diagnostics == ()
    found = _csv(_metadata({"v": {"dimensions": CONCEPT, "q:own": 1}}), "v\n1\n", {})
    assert [d.code for d in found.diagnostics] == ["oimce:unboundPrefix"]
