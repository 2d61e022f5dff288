"""The xBRL-JSON and xBRL-CSV writers: the documents themselves."""

import io
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from generator.model import NO_ENTITY, DataType, Entity, Fact, Link, Report
from generator.qname import FACT_FOOTNOTE, NOTE_CONCEPT, STANDARD_LINK, XBRLI, QName
from generator.read import oim_csv as csv_reader
from generator.read import oim_json as json_reader
from generator.render import oim_csv, oim_json
from tests.support.reports import NS, TAXONOMY, URL, YEAR, fact, name, report

NEXT = YEAR._replace(start="2024-01-01T00:00:00", end="2025-01-01T00:00:00")


def _noted() -> Report:
    note = Fact("n.1.t", NOTE_CONCEPT, "尾差 < 1", NO_ENTITY, None, language="zh-cn")
    return report(fact("Cash", Decimal("1.50"), "t.r.c", decimals=2, links=(Link(FACT_FOOTNOTE, STANDARD_LINK, ("n.1.t",)),)), note)


def test_the_json_document() -> None:
    sink = io.BytesIO()
    oim_json.write(_noted(), sink)
    assert json.loads(sink.getvalue()) == {
        "documentInfo": {
            "documentType": "https://xbrl.org/2021/xbrl-json",
            "namespaces": {
                "iso4217": "http://www.xbrl.org/2003/iso4217",
                "s": "http://example.com/small",
                "scheme": "http://example.com/scheme",
                "xbrl": "https://xbrl.org/2021",
            },
            "linkTypes": {"footnote": "http://www.xbrl.org/2003/arcrole/fact-footnote"},
            "linkGroups": {"_": "http://www.xbrl.org/2003/role/link"},
            "taxonomy": [URL],
        },
        "facts": {
            "t.r.c": {
                "value": "1.5",
                "decimals": 2,
                "dimensions": {"concept": "s:Cash", "entity": "scheme:ABC-1", "period": "2024-01-01T00:00:00", "unit": "iso4217:CNY"},
                "links": {"footnote": {"_": ["n.1.t"]}},
            },
            "n.1.t": {"value": "尾差 &lt; 1", "dimensions": {"concept": "xbrl:note", "language": "zh-cn", "noteId": "n.1.t"}},
        },
    }


def test_an_entity_that_the_oim_cannot_express_is_refused() -> None:
    for writer in (lambda r: oim_json.write(r, io.BytesIO()), lambda r: oim_csv.write(r, "a")):
        with pytest.raises(ValueError, match="white space"):
            writer(report(fact("Flag", "true", entity=Entity("urn:x", "A B"))))


def test_a_schedule_is_a_table_with_its_constants_in_the_metadata() -> None:
    axis = name("SegmentAxis")
    files = oim_csv.write(
        report(
            fact("Revenue", Decimal("10"), "seg.east.now", decimals=0, dimensions=((axis, name("East")),)),
            fact("Revenue", Decimal("9"), "seg.east.next", decimals=0, dimensions=((axis, name("East")),), period=NEXT),
            fact("Revenue", None, "seg.west.now", dimensions=((axis, name("West")),)),
            fact("Revenue", Decimal("19"), "seg.total.next", decimals=0, period=NEXT),
        ),
        "a",
    )
    assert sorted(files) == ["a.json", "seg.csv"]
    assert files["seg.csv"].decode() == (
        "row,s_SegmentAxis,decimals,now,next\r\neast,s:East,0,10,9\r\nwest,s:West,#none,#nil,\r\ntotal,#none,,,19\r\n"
    )
    document = json.loads(files["a.json"])
    assert document["tables"] == {"seg": {"url": "seg.csv"}}
    template = document["tableTemplates"]["seg"]
    assert template["rowIdColumn"] == "row"
    assert template["dimensions"] == {"concept": "s:Revenue", "entity": "scheme:ABC-1", "unit": "iso4217:CNY"}
    assert template["columns"]["now"] == {
        "decimals": "$decimals",
        "dimensions": {"period": "2023-01-01T00:00:00/2024-01-01T00:00:00", "s:SegmentAxis": "$s_SegmentAxis"},
    }
    assert template["columns"]["next"]["decimals"] == 0
    assert template["columns"]["row"] == template["columns"]["decimals"] == {}


def test_noted_facts_stand_in_a_table_without_row_ids() -> None:
    """Arelle gives facts in tables with row ids other ids than the specification does: links would lead nowhere."""
    files = oim_csv.write(_noted(), "a")
    assert sorted(files) == ["a.json", "facts.csv"]
    document = json.loads(files["a.json"])
    assert "rowIdColumn" not in document["tableTemplates"]["facts"]
    assert document["tableTemplates"]["facts"]["columns"]["id"] == {"comment": True}
    assert document["links"] == {"footnote": {"_": {"facts.r_1.value": ["facts.r_2.value"]}}}
    assert files["facts.csv"].splitlines()[1].startswith(b"t.r.c,")


def test_tables_whose_names_differ_in_case_alone_are_different_files() -> None:
    files = oim_csv.write(report(fact("Flag", "true", "T.r.c"), fact("Flag", "false", "t.r.c"), fact("Flag", "false", "odd")), "a")
    assert sorted(files) == ["T.csv", "a.json", "facts.csv", "t_2.csv"]


@pytest.mark.parametrize("key", ["a.b", "a.b.c.d", "1.r.c", "a.r.1c", "a..c", "a.r.row", "a.r.rowNumber", "a.r c.c", "a.r.id"])
def test_ids_that_csv_cannot_give_go_into_the_generic_table(key: str) -> None:
    assert sorted(oim_csv.write(report(fact("Flag", "true", key)), "a")) == ["a.json", "facts.csv"]


@pytest.mark.parametrize(("value", "cell"), [("", "#empty"), ("#x", "##x"), (None, "#nil"), ('say "hi", no', '"say ""hi"", no"')])
def test_special_values(value: str | None, cell: str) -> None:
    files = oim_csv.write(report(fact("Title", value, "t.r.c")), "a")
    assert files["t.csv"].decode() == f"row,c\r\nr,{cell}\r\n"


def test_enumerations_are_prefixed_names_in_the_oim_and_come_back() -> None:
    kind = QName("http://xbrl.org/2020/extensible-enumerations-2.0", "enumerationSetItemType")
    token = DataType(qname=kind, base=QName(XBRLI, "tokenItemType"), primitive="token", item_type="tokenItemType")
    concept = replace(TAXONOMY.concepts[name("Title")], qname=name("Regions"), type=kind)
    taxonomy = replace(TAXONOMY, concepts={**TAXONOMY.concepts, concept.qname: concept}, types={**TAXONOMY.types, kind: token})
    both, none = f"{NS}#North {NS}#South", ""
    facts = [fact("Title", text, key, language=None)._replace(concept=concept.qname) for key, text in (("a", both), ("b", none))]
    listed = Report(facts=facts, taxonomy=(URL,), prefixes={"s": NS})
    sink = io.BytesIO()
    oim_json.write(listed, sink, taxonomy)
    assert '"value": "s:North s:South"' in sink.getvalue().decode()
    back = json_reader.read(sink.getvalue(), "a.json", lambda points: taxonomy)
    assert (back.diagnostics, [f.value for f in back.report.facts]) == ((), [both, none])
    files = oim_csv.write(listed, "a", taxonomy)
    again = csv_reader.read(files["a.json"], "a.json", lambda points: taxonomy, files.__getitem__)
    assert (again.diagnostics, [f.value for f in again.report.facts]) == ((), [both, none])


def test_files_are_written_piece_by_piece() -> None:
    long = Report(facts=[fact("Count", Decimal(n), f"f{n}") for n in range(5000)], taxonomy=(URL,), prefixes={"s": NS})
    pieces: dict[str, list[int]] = {}

    class Sink(io.BytesIO):
        def __init__(self, file: str) -> None:
            super().__init__()
            self.file = file

        def write(self, data: Any) -> int:
            pieces.setdefault(self.file, []).append(len(data))
            return len(data)

    oim_csv.write_files(long, "a", Sink)
    whole = oim_csv.write(long, "a")
    assert {file: sum(sizes) for file, sizes in pieces.items()} == {file: len(data) for file, data in whole.items()}
    assert max(pieces["facts.csv"]) < len(whole["facts.csv"]) / 2
