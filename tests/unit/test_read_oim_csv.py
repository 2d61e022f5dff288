"""The xBRL-CSV reader: parameters, property groups, periods, and every defect with its code, row and column."""

import json
from decimal import Decimal
from typing import Any

import pytest

from generator.diagnostics import InputError, error
from generator.model import Period
from generator.read.csv_periods import oim_period
from generator.read.oim_csv import read
from generator.read.result import ReadReport
from tests.support.reports import NS, URL, load, name

CONCEPT = {"concept": "s:Revenue", "unit": "iso4217:CNY", "period": "2023", "entity": "e:A"}


def _metadata(columns: dict[str, Any], template: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "documentInfo": {
            "documentType": "https://xbrl.org/2021/xbrl-csv",
            "namespaces": {
                "s": NS,
                "e": "http://example.com/scheme",
                "iso4217": "http://www.xbrl.org/2003/iso4217",
                "xbrl": "https://xbrl.org/2021",
            },
            "linkTypes": {"footnote": "http://www.xbrl.org/2003/arcrole/fact-footnote"},
            "linkGroups": {"_": "http://www.xbrl.org/2003/role/link"},
            "taxonomy": [URL],
        },
        "tableTemplates": {"t": {"columns": columns, **(template or {})}},
        "tables": {"t": {"url": "t.csv"}},
        **more,
    }


def _read(metadata: dict[str, Any], table: str | bytes, **files: str) -> ReadReport:
    stored = {"t.csv": table.encode() if isinstance(table, str) else table, **{f"{k}.csv": v.encode() for k, v in files.items()}}

    def tables(url: str) -> bytes:
        if url not in stored:
            raise InputError(error("filing.missing-file", f"The file {url} does not exist."))
        return stored[url]

    return read(json.dumps(metadata).encode(), "dir/a.json", load, tables)


def _findings(found: ReadReport) -> list[tuple[str, str | None, int | None, int | None]]:
    return [(d.code, d.location.path, d.location.line, d.location.column) for d in found.diagnostics]


VALUE = {"v": {"dimensions": CONCEPT}}


def test_ids_and_places_without_row_ids() -> None:
    found = _read(_metadata(VALUE), "v\r\n1\r\n\r\n2\r\n")
    assert found.diagnostics == ()
    assert [(f.id, f.value) for f in found.report.facts] == [("t.r_1.v", Decimal(1)), ("t.r_3.v", Decimal(2))]
    place = found.places["t.r_3.v"]
    assert (place.path, place.line, place.column) == ("dir/t.csv", 4, 1)
    assert len(found.places) == 2
    assert "t.r_1.v" in list(found.places)


def test_parameters_come_from_column_table_and_report_in_this_order() -> None:
    dimensions = {"concept": "s:Revenue", "unit": "$u", "period": "$p", "entity": "$e", "s:CustomerAxis": "$rowNumber"}
    columns = {"v": {"dimensions": dimensions, "decimals": "$d"}, "p": {}}
    metadata = _metadata(columns, parameters={"p": "1999", "u": "iso4217:USD", "e": "e:A"}, parameterURL="more.csv")
    metadata["tables"]["t"]["parameters"] = {"u": "iso4217:CNY"}
    found = _read(metadata, "v,p\n5,2023\n6,2022Q1\n", more="name,value\nd,-2\n")
    assert found.diagnostics == ()
    one, two = found.report.facts
    assert (one.period, one.decimals, one.entity.identifier) == (Period("2023-01-01T00:00:00", "2024-01-01T00:00:00"), -2, "A")
    assert two.period == Period("2022-01-01T00:00:00", "2022-04-01T00:00:00")
    assert [f.dimensions for f in (one, two)] == [((name("CustomerAxis"), "1"),), ((name("CustomerAxis"), "2"),)]
    assert one.unit is not None
    assert one.unit.numerators[0].local == "CNY"


def test_inheritance_and_none() -> None:
    columns = {
        "v": {"dimensions": {"concept": "s:Revenue", "s:RegionAxis": "#none"}},
        "w": {"dimensions": {"concept": "s:Revenue"}, "decimals": 1},
    }
    template = {"dimensions": {"s:RegionAxis": "s:North", "unit": "iso4217:CNY"}, "decimals": 2}
    found = _read(_metadata(columns, template, dimensions={"entity": "e:A", "s:CustomerAxis": "#nil"}, decimals=3), "v,w\n1,2\n")
    assert found.diagnostics == ()
    v, w = found.report.facts
    assert v.dimensions == ((name("CustomerAxis"), None),)
    assert w.dimensions == ((name("CustomerAxis"), None), (name("RegionAxis"), name("North")))
    assert (v.decimals, w.decimals, v.period) == (2, 1, None)


def test_property_groups_choose_row_by_row() -> None:
    groups = {
        "rev": {"dimensions": {"concept": "s:Revenue", "unit": "iso4217:CNY"}, "decimals": 0},
        "text": {"dimensions": {"concept": "s:Title", "language": "ZH"}},
    }
    columns = {"g": {"propertyGroups": groups}, "v": {"propertiesFrom": ["g"]}}
    found = _read(_metadata(columns, dimensions={"period": "2023"}), "g,v\nrev,7\ntext,七\n")
    assert found.diagnostics == ()
    revenue, title = found.report.facts
    assert (revenue.value, revenue.decimals, title.value, title.language) == (Decimal(7), 0, "七", "zh")


def test_special_values_and_the_decimals_suffix() -> None:
    columns = {**VALUE, "w": {"dimensions": {"concept": "s:Title"}}}
    found = _read(_metadata(columns), "v,w\n1.50d2,#empty\n1dINF,##x\n#nil,1d2\n,$x\n")
    assert found.diagnostics == ()
    assert [(f.value, f.decimals) for f in found.report.facts] == [
        (Decimal("1.5"), 2),
        ("", None),
        (Decimal(1), None),
        ("#x", None),
        (None, None),
        ("1d2", None),
        ("$x", None),
    ]


def test_notes_and_links() -> None:
    columns = {**VALUE, "n": {"dimensions": {"concept": "xbrl:note", "language": "en"}}}
    links = {"footnote": {"_": {"t.a.v": ["t.a.n", "t.a.n"]}}}
    found = _read(_metadata({"id": {}, **columns}, {"rowIdColumn": "id"}, links=links), "id,v,n\na,1,R&amp;D\n")
    assert found.diagnostics == ()
    assert found.report.facts[0].links[0].targets == ("t.a.n",)
    assert found.report.facts[1].value == "R&amp;D"


@pytest.mark.parametrize(
    ("table", "code", "row", "column"),
    [
        ("", "xbrlce:invalidCSVFileFormat", 1, 1),
        ("v,id,p\n1,\xff".encode("latin-1"), "xbrlce:invalidCSVFileFormat", 2, 1),
        ("v,id,p\n1,a\0,x\n", "xbrlce:invalidCSVFileFormat", 2, 1),
        ('v,id,p\n1,"a"b,x\n', "xbrlce:invalidCSVFileFormat", 2, 1),
        ("v,id,1x\n", "xbrlce:invalidHeaderValue", 1, 3),
        ("v,id,other\n", "xbrlce:unknownColumn", 1, 3),
        ("v,id,v\n", "xbrlce:repeatedColumnIdentifier", 1, 3),
        ("v,p\n", "xbrlce:missingRowIdentifier", 1, 1),
        ("v,id,p\n1,,\n", "xbrlce:missingRowIdentifier", 2, 1),
        ("v,id,p\n1,a.b,\n", "xbrlce:invalidRowIdentifier", 2, 1),
        ("v,id,p\n1,a,\n1,a,\n", "xbrlce:repeatedRowIdentifier", 3, 1),
        ("v,id,p\nx,a,\n", "xbrlce:invalidFactValue", 2, 1),
        ("id,v,p\na,#none,\n", "xbrlce:illegalUseOfNone", 2, 2),
        ("id,v,p\na,#other,\n", "xbrlce:unknownSpecialValue", 2, 2),
        ("id,v,p\na,1,x\n", "xbrlce:unmappedCellValue", 2, 3),
        ("id,v,\na,1,x\n", "xbrlce:unmappedCellValue", 2, 3),
        ("id,v\na,1,x\n", "xbrlce:unmappedCellValue", 2, 3),
        ("id,v,per\na,1,soon\n", "xbrlce:invalidPeriodRepresentation", 2, 2),
        ("id,v,dec\na,1,two\n", "xbrlce:invalidDecimalsValue", 2, 2),
        ("id,v,seg\na,1,North\n", "xbrlce:invalidDimensionValue", 2, 2),
        ("id,v,seg\na,1,s:All\n", "xbrlce:invalidDimensionValue", 2, 2),
    ],
)
def test_each_defect_of_a_table_has_its_code_row_and_column(table: str | bytes, code: str, row: int, column: int) -> None:
    dimensions = {**CONCEPT, "period": "$per", "s:SegmentAxis": "$seg"}
    columns = {"id": {}, "v": {"dimensions": dimensions, "decimals": "$dec"}, "p": {}, "per": {}, "dec": {}, "seg": {}}
    found = _read(_metadata(columns, {"rowIdColumn": "id"}), table)
    assert _findings(found) == [(code, "dir/t.csv", row, column)]


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        (_metadata({"v": {"dimensions": {**CONCEPT, "unit": "$nowhere"}}}), "xbrlce:invalidReferenceTarget"),
        (_metadata({"v": {"dimensions": {**CONCEPT, "period": "2023-01-01T00:00:00@start"}}}), "xbrlce:referenceTargetNotDuration"),
        (_metadata({"v": {"dimensions": {**CONCEPT, "concept": "Revenue"}}}), "xbrlce:invalidConceptQName"),
        (_metadata({"v": {"dimensions": {**CONCEPT, "s:X": "a"}}}), "oime:unknownDimension"),
        (_metadata(VALUE, links={"footnote": {"_": {"t.r_1.v": ["x"]}}}), "xbrlce:unknownLinkTarget"),
    ],
)
def test_defects_that_show_in_a_fact(metadata: dict[str, Any], code: str) -> None:
    assert [c for c, *_ in _findings(_read(metadata, "v\n1\n"))] == [code]


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        (_metadata({"v": []}), "xbrlce:invalidJSONStructure"),  # type: ignore[dict-item]
        (_metadata({"v": {"dimensions": {"concept": 1}}}), "xbrlce:invalidJSONStructure"),
        (_metadata({"v": {"dimensions": {"noteId": "x"}}}), "xbrlce:invalidJSONStructure"),
        (_metadata({"v": {"dimensions": {"concept": "#what"}}}), "xbrlce:unknownSpecialValue"),
        (_metadata({"v": {"dimensions": CONCEPT, "other": 1}}), "xbrlce:invalidJSONStructure"),
        (_metadata({"v": {"dimensions": CONCEPT, "decimals": 1.5}}), "xbrlce:invalidDecimalsValue"),
        (_metadata({"v": {"dimensions": CONCEPT, "comment": True}}), "xbrlce:conflictingColumnType"),
        (_metadata({"v": {"decimals": 1}}), "xbrlce:misplacedDecimalsOnNonFactColumn"),
        (_metadata({"v": {"propertiesFrom": ["w"]}}), "xbrlce:invalidPropertyGroupColumnReference"),
        (_metadata(VALUE, {"rowIdColumn": "w"}), "xbrlce:undefinedRowIdColumn"),
        (_metadata(VALUE, {"rowIdColumn": "v"}), "xbrlce:invalidRowIdColumn"),
        (_metadata(VALUE, tables={"t": {}}), "xbrlce:invalidJSONStructure"),
        (_metadata(VALUE, tables={"x": {"url": "t.csv"}}), "xbrlce:unknownTableTemplate"),
        (_metadata(VALUE, tables={"t": {"url": "no.csv"}}), "xbrlce:missingRequiredCSVFile"),
        (_metadata(VALUE, parameterURL="no.csv"), "xbrlce:missingParametersFile"),
        (_metadata(VALUE, more=1), "xbrlce:invalidJSONStructure"),
        (_metadata(VALUE, links={"footnote": {"_": {"x": ["t.r_1.v"]}}}), "xbrlce:unknownLinkSource"),
        (_metadata(VALUE, links={"other": {"_": {}}}), "xbrlce:unknownLinkType"),
        (_metadata(VALUE, links={"footnote": {"x": {}}}), "xbrlce:unknownLinkGroup"),
    ],
)
def test_each_defect_of_the_metadata_has_its_code(metadata: dict[str, Any], code: str) -> None:
    assert [d.code for d in _read(metadata, "v\n").diagnostics] == [code]


def test_an_optional_table_may_be_missing() -> None:
    assert _read(_metadata(VALUE, tables={"t": {"url": "no.csv", "optional": True}}), "v\n").diagnostics == ()


@pytest.mark.parametrize(
    ("rows", "code", "line", "column"),
    [
        ("a,b\n", "xbrlce:invalidParameterCSVFile", 1, 1),
        ("name,value\nx\n", "xbrlce:invalidParameterCSVFile", 2, 2),
        ("name,value\nx,2,3\n", "xbrlce:invalidParameterCSVFile", 2, 3),
        ("name,value\nx,s:A\nx,s:B\n", "xbrlce:invalidParameterCSVFile", 3, 1),
        ("name,value\nx.y,1\n", "xbrlce:invalidIdentifier", 2, 1),
        ("name,value\nx,#what\n", "xbrlce:unknownSpecialValue", 2, 2),
        ("name,value\nx,1\nidle,2\n", "xbrlce:unreferencedParameter", 3, 1),
    ],
)
def test_defects_of_a_parameter_file(rows: str, code: str, line: int, column: int) -> None:
    columns = {"v": {"dimensions": {**CONCEPT, "s:CustomerAxis": "$x"}}}
    found = _read(_metadata(columns, parameterURL="p.csv"), "v\n", p=rows)
    assert _findings(found) == [(code, "dir/p.csv", line, column)]


def test_the_parameter_file_goes_before_the_metadata() -> None:
    columns = {"v": {"dimensions": {**CONCEPT, "s:CustomerAxis": "$x"}}}
    found = _read(_metadata(columns, parameters={"x": "old"}, parameterURL="p.csv"), "v\n1\n", p="name,value\nx,new\n")
    assert found.diagnostics == ()
    assert found.report.facts[0].dimensions == ((name("CustomerAxis"), "new"),)


def test_a_cell_may_be_longer_than_the_csv_module_allows_by_itself() -> None:
    long = "字" * 200_000
    assert _read(_metadata({"v": {"dimensions": {"concept": "s:Title"}}}), f"v\n{long}\n").report.facts[0].value == long


@pytest.mark.parametrize(
    ("text", "specifier", "expected"),
    [
        ("2023", "", "2023-01-01T00:00:00/2024-01-01T00:00:00"),
        ("2023-12", "", "2023-12-01T00:00:00/2024-01-01T00:00:00"),
        ("2023-12-31", "", "2023-12-31T00:00:00/2024-01-01T00:00:00"),
        ("2023-12-31@end", "", "2024-01-01T00:00:00"),
        ("2023-12-31", "start", "2023-12-31T00:00:00"),
        ("2023H2", "", "2023-07-01T00:00:00/2024-01-01T00:00:00"),
        ("2023Q4", "end", "2024-01-01T00:00:00"),
        ("2020W53", "", "2020-12-28T00:00:00/2021-01-04T00:00:00"),
        ("2023-01-01..2023-03-31", "", "2023-01-01T00:00:00/2023-04-01T00:00:00"),
        ("2023-01-01T00:00:00", "", "2023-01-01T00:00:00"),
        ("2023-01-01T00:00:00/2024-01-01T00:00:00", "end", "2024-01-01T00:00:00"),
    ],
)
def test_period_representations(text: str, specifier: str, expected: str) -> None:
    assert oim_period(text, specifier) == expected


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2023Q5", "2023H0", "2023-13", "2023-02-30", "2023W1", "2021W53", "9999", "2023@middle", "２０２３"],
)
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match=r"no period|no day|neither"):
        oim_period(text)
