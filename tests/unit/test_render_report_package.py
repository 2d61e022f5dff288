"""Report packages: their layout, their bytes, their refusals."""

import io
import json
import zipfile

import pytest

from generator.archives import deterministic_zip
from generator.inputs import read_zip
from generator.render.report_package import report_package

TAXONOMY = {"META-INF/taxonomyPackage.xml": b"<t/>", "META-INF/catalog.xml": b"<c/>", "example.com/a.xsd": b"<s/>"}


def test_layout_and_document_type() -> None:
    data = report_package("q1", {"q1.xhtml": b"<html/>"}, TAXONOMY)
    files = read_zip(data, "q1.xbri")
    assert sorted(files) == [
        "q1/META-INF/catalog.xml",
        "q1/META-INF/reportPackage.json",
        "q1/META-INF/taxonomyPackage.xml",
        "q1/example.com/a.xsd",
        "q1/reports/q1.xhtml",
    ]
    info = json.loads(files["q1/META-INF/reportPackage.json"])
    assert info == {"documentInfo": {"documentType": "https://xbrl.org/report-package/2023/xbri"}}


def test_the_same_files_give_the_same_bytes_in_any_order() -> None:
    first = report_package("q", {"a.html": b"1"}, TAXONOMY)
    assert first == report_package("q", {"a.html": b"1"}, dict(reversed(TAXONOMY.items())))
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert [entry.filename for entry in archive.infolist()] == sorted(archive.namelist())


@pytest.mark.parametrize(
    ("reports", "extension", "message"),
    [
        ({"a.xbrl": b""}, ".xbri", "exactly one inline report"),
        ({"a.html": b"", "b.html": b""}, ".xbri", "exactly one inline report"),
        ({"a.html": b""}, ".xbr", "not inline"),
        ({}, ".zip", "at least one"),
        ({"a.html": b""}, ".exe", "no extension"),
    ],
)
def test_reports_must_fit_the_extension(reports: dict[str, bytes], extension: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        report_package("q", reports, {}, extension=extension)


def test_other_extensions() -> None:
    fitting = ((".xbr", {"a.json": b"{}"}), (".xbri", {"set/a.html": b"", "set/b.html": b""}), (".zip", {"a": b"", "b": b""}))
    for extension, reports in fitting:
        assert "q/META-INF/reportPackage.json" in read_zip(report_package("q", reports, {}, extension=extension), "q")


@pytest.mark.parametrize("path", ["/a", "../a", "a/../../b", "a\\b", ""])
def test_paths_stay_inside(path: str) -> None:
    with pytest.raises(ValueError, match="leads out"):
        deterministic_zip({path: b""})
