"""Report packages read: which files are reports, every rule with its code, and each report of a package checked by itself."""

import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from generator.archives import deterministic_zip
from generator.diagnostics import InputError
from generator.model import Entity, Fact, Period, Report, Unit
from generator.pipeline.reports import read_all, read_for, validate_file
from generator.pipeline.settings import Settings
from generator.pipeline.taxonomies import load_taxonomy, shipped_files
from generator.qname import ISO4217, QName
from generator.read import report_package as reader
from generator.read.report_package import open_report_package
from generator.render import oim_csv, oim_json, xbrl
from generator.render import report_package as writer
from generator.render.report_package import report_package

NS = "http://taxonomy.filing-generator.example/cn/inquiry/2026-06-30"
KINDS = reader.DOCUMENT_TYPES


def _head(kind: str) -> bytes:
    return json.dumps({"documentInfo": {"documentType": kind}}).encode()


def _zip(files: dict[str, bytes], extension: str = ".zip", *, head: bytes | None = None) -> bytes:
    first = {"p/META-INF/reportPackage.json": _head(KINDS[extension]) if head is None else head}
    return deterministic_zip({**first, **{f"p/{name}": data for name, data in files.items()}})


def _codes(data: bytes, path: str) -> list[str]:
    try:
        return [d.code for d in open_report_package(data, path).diagnostics]
    except InputError as problem:
        return [d.code for d in problem.diagnostics]


def test_reader_and_writer_know_the_same_document_types() -> None:
    assert reader.DOCUMENT_TYPES == writer.DOCUMENT_TYPES


def test_files_in_reports_go_before_folders_and_the_rest_is_left_alone() -> None:
    files = {"reports/b.json": b"", "reports/a.xbrl": b"", "reports/x/c.xhtml": b"", "reports/notes.txt": b"", "other/d.xbrl": b""}
    found = open_report_package(_zip(files), "p.zip")
    assert found.diagnostics == ()
    assert [(r.name, r.files) for r in found.reports] == [("a.xbrl", ("reports/a.xbrl",)), ("b.json", ("reports/b.json",))]
    assert (found.top, found.document_type, found.has_taxonomy) == ("p", KINDS[".zip"], False)


def test_a_folder_of_inline_files_is_one_document_set_and_deeper_folders_are_left_alone() -> None:
    files = {"reports/s/2.htm": b"", "reports/s/1.xhtml": b"", "reports/s/img/3.html": b"", "reports/t/r.json": b"", "reports/t/f.csv": b""}
    found = open_report_package(_zip(files), "p.zip")
    assert found.diagnostics == ()
    assert [(r.name, r.files) for r in found.reports] == [("s", ("reports/s/1.xhtml", "reports/s/2.htm")), ("t", ("reports/t/r.json",))]
    assert [r.is_inline for r in found.reports] == [True, False]


def test_files_beside_the_top_folder_are_left_alone() -> None:
    data = deterministic_zip({"readme.txt": b"", "p/META-INF/reportPackage.json": _head(KINDS[".zip"]), "p/reports/a.xbrl": b""})
    assert _codes(data, "p.zip") == []


def _raw(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), b"")
    return out.getvalue()


REPORT = {"reports/a.xbrl": b"<x/>"}
INLINE = {"reports/a.xhtml": b"<x/>"}
CASES = [
    (b"no zip", "p.zip", "rpe:invalidArchiveFormat"),
    (_raw("p/reports/a.xbrl").replace(b"p/reports/", b"p\\reports\\"), "p.zip", "rpe:invalidArchiveFormat"),
    (_raw("/p/reports/a.xbrl"), "p.zip", "rpe:invalidArchiveFormat"),
    (_raw("p/reports/a.xbrl", "q/reports/a.xbrl"), "p.zip", "rpe:invalidDirectoryStructure"),
    (_raw("a.xbrl"), "p.zip", "rpe:invalidDirectoryStructure"),
    (_raw("p/reports/../a.xbrl"), "p.zip", "rpe:invalidDirectoryStructure"),
    (_raw("p/./reports/a.xbrl"), "p.zip", "rpe:invalidDirectoryStructure"),
    (_raw("p//reports/a.xbrl"), "p.zip", "rpe:invalidDirectoryStructure"),
    (_raw("p/reports", "p/reports/a.xbrl"), "p.zip", "rpe:invalidDirectoryStructure"),
    (_raw("META-INF/reportPackage.json", "p/reports/a.xbrl"), "p.zip", "rpe:unsupportedReportPackageVersion"),
    (_zip(REPORT, head=b"{"), "p.zip", "rpe:invalidJSON"),
    (_zip(REPORT, head=b'{"a": 1, "a": 2}'), "p.zip", "rpe:invalidJSON"),
    (_zip(REPORT, head=b"\xff"), "p.zip", "rpe:invalidJSON"),
    (_zip(REPORT, head=b"[]"), "p.zip", "rpe:invalidJSONStructure"),
    (_zip(REPORT, head=b'{"documentInfo": {}}'), "p.zip", "rpe:invalidJSONStructure"),
    (_zip(REPORT, head=_head("https://xbrl.org/report-package/2099")), "p.zip", "rpe:unsupportedReportPackageVersion"),
    (_zip(REPORT), "p.rpz", "rpe:unsupportedFileExtension"),
    (_zip(REPORT), "p.xbr", "rpe:documentTypeFileExtensionMismatch"),
    (_zip(INLINE, ".xbri"), "p.zip", "rpe:documentTypeFileExtensionMismatch"),
    (_raw("p/reports/a.xhtml"), "p.xbri", "rpe:documentTypeFileExtensionMismatch"),
    (_zip({}), "p.zip", "rpe:missingReportsDirectory"),
    (_raw("p/META-INF/taxonomyPackage.xml"), "p.zip", "rpe:missingReportsDirectory"),
    (_zip({"reports/a.txt": b""}), "p.zip", "rpe:missingReport"),
    (_zip({"reports/A.XBRL": b""}), "p.zip", "rpe:missingReport"),
    (_zip({"reports/s/a.xbrl": b"", "reports/s/b.xhtml": b""}), "p.zip", "rpe:multipleReportsInSubdirectory"),
    (_zip({**INLINE, "reports/b.xhtml": b""}, ".xbri"), "p.xbri", "rpe:multipleReports"),
    (_zip({**REPORT, "reports/b.json": b""}, ".xbr"), "p.xbr", "rpe:multipleReports"),
    (_zip(REPORT, ".xbri"), "p.xbri", "rpe:incorrectReportType"),
    (_zip(INLINE, ".xbr"), "p.xbr", "rpe:incorrectReportType"),
]


@pytest.mark.parametrize(("data", "path", "code"), CASES)
def test_each_rule_has_its_code(data: bytes, path: str, code: str) -> None:
    assert _codes(data, path) == [code]


# ---------------------------------------------------------------- through the pipeline


def small_report(value: str = "5") -> Report:
    """A report of one fact of the shipped taxonomy."""
    revenue = Fact(
        "is.revenue.after",
        QName(NS, "OperatingRevenue"),
        Decimal(value),
        Entity("http://example.com/scheme", "A"),
        Period("2021-01-01T00:00:00", "2022-01-01T00:00:00"),
        Unit((QName(ISO4217, "CNY"),)),
        0,
    )
    return Report(facts=[revenue], taxonomy=(f"{NS}/cni-2026-06-30.xsd",), prefixes={"cni": NS})


def _files() -> dict[str, bytes]:
    """One report in three syntaxes, each in a folder of its own."""
    report = small_report()
    document, instance = io.BytesIO(), io.BytesIO()
    oim_json.write(report, document)
    taxonomy, _ = load_taxonomy(report.taxonomy, Path(), Settings())
    xbrl.write(report, taxonomy, instance)
    tables = {f"c/{name}": data for name, data in oim_csv.write(report, "c").items()}
    return {"x/x.xbrl": instance.getvalue(), "j/j.json": document.getvalue(), **tables}


def test_every_report_of_a_zip_is_validated_and_findings_name_which(tmp_path: Path) -> None:
    files = _files()
    target = tmp_path / "all.zip"
    target.write_bytes(report_package("all", files, shipped_files(), extension=".zip"))
    assert list(validate_file(target, Settings())) == []
    assert [(own.name, [str(f.value) for f in own.report.facts]) for own in read_all(target, Settings())] == [
        ("c", ["5"]),
        ("j", ["5"]),
        ("x", ["5"]),
    ]
    broken = {**files, "j/j.json": files["j/j.json"].replace(b'"5"', b'"five"'), "c/is.csv": files["c/is.csv"].replace(b",5", b",six")}
    target.write_bytes(report_package("all", broken, shipped_files(), extension=".zip"))
    found = list(validate_file(target, Settings()))
    assert [(d.code, d.location.path) for d in found] == [
        ("xbrlce:invalidFactValue", f"{target}/reports/c/is.csv"),
        ("xbrlje:invalidFactValue", f"{target}/reports/j/j.json"),
    ]
    with pytest.raises(InputError) as problem:
        read_for(target, Settings())
    assert [d.code for d in problem.value.diagnostics] == ["filing.several-reports"]


def test_a_table_outside_the_package_is_not_read(tmp_path: Path) -> None:
    metadata = {name: data for name, data in _files().items() if name.endswith("c.json")}
    (tmp_path / "is.csv").write_bytes(b"row,after\r\nrevenue,5\r\n")
    target = tmp_path / "p.xbr"
    target.write_bytes(report_package("p", metadata, {}, extension=".xbr"))
    assert [d.code for d in validate_file(target, Settings())] == ["xbrlce:missingRequiredCSVFile"]


@pytest.mark.parametrize("reference", ["../../example.com/own.xsd", "http://example.com/own.xsd"])
def test_the_taxonomy_inside_is_used_by_its_catalog_and_by_relative_references(reference: str, tmp_path: Path) -> None:
    schema = (
        b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="http://www.xbrl.org/2003/instance" '
        b'targetNamespace="http://example.com/own"><xs:import namespace="http://www.xbrl.org/2003/instance" '
        b'schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>'
        b'<xs:element name="Title" id="t" type="xbrli:stringItemType" substitutionGroup="xbrli:item" xbrli:periodType="duration" '
        b'nillable="true"/></xs:schema>'
    )
    taxonomy = {
        "META-INF/taxonomyPackage.xml": b'<taxonomyPackage xmlns="http://xbrl.org/2016/taxonomy-package"><identifier>i</identifier>'
        b"</taxonomyPackage>",
        "META-INF/catalog.xml": b'<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">'
        b'<rewriteURI uriStartString="http://example.com/" rewritePrefix="../example.com/"/></catalog>',
        "example.com/own.xsd": schema,
    }
    document = {
        "documentInfo": {
            "documentType": "https://xbrl.org/2021/xbrl-json",
            "namespaces": {"o": "http://example.com/own", "e": "http://example.com/scheme"},
            "taxonomy": [reference],
        },
        "facts": {"f": {"value": "x", "dimensions": {"concept": "o:Title", "entity": "e:A", "language": "en"}}},
    }
    target = tmp_path / "p.xbr"
    target.write_bytes(report_package("p", {"r/r.json": json.dumps(document).encode()}, taxonomy, extension=".xbr"))
    assert list(validate_file(target, Settings())) == []
    assert [f.value for f in read_for(target, Settings()).report.facts] == ["x"]
    broken = {**taxonomy, "META-INF/taxonomyPackage.xml": b"<other/>"}
    target.write_bytes(report_package("p", {"r/r.json": json.dumps(document).encode()}, broken, extension=".xbr"))
    with pytest.raises(InputError) as problem:
        list(validate_file(target, Settings()))
    assert [d.code for d in problem.value.diagnostics] == ["tpe:invalidMetaDataFile"]
