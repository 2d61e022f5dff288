"""Document sets on disk: the pages of a folder, EDINET manifests, and `filing validate` on both."""

import json
from pathlib import Path

import pytest

from generator.cli import main
from generator.pipeline.document_sets import find_sets, read_folder_sets, set_around
from generator.pipeline.settings import Settings
from tests.support.pages import HEADER, figure, inline_page
from tests.support.reports import NS, URL

SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="http://www.xbrl.org/2003/instance" targetNamespace="{NS}">
<xs:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
<xs:element name="Revenue" id="s_Revenue" type="xbrli:monetaryItemType" substitutionGroup="xbrli:item" nillable="true"
  xbrli:periodType="duration"/>
</xs:schema>"""
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://disclosure.edinet-fsa.go.jp/2013/manifest"><list>
{}
</list></manifest>"""
ENTRY = '<instance id="{0}" type="PublicDoc" preferredFilename="{0}.xbrl">{1}</instance>'


def instance(name: str, *files: str) -> str:
    return ENTRY.format(name, "".join(f"\n<ixbrl>{file}</ixbrl>" for file in files))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A set of two pages: the header in the second, and a page that is no inline XBRL."""
    (tmp_path / "small.xsd").write_text(SCHEMA, encoding="utf-8")
    (tmp_path / "a.htm").write_bytes(inline_page(figure("1"), header="", version="1.0"))
    (tmp_path / "b.htm").write_bytes(inline_page(figure("1", key="m"), header=HEADER.replace(URL, "small.xsd"), version="1.0"))
    (tmp_path / "index.html").write_text("<!DOCTYPE html><html><body>cover</body></html>", encoding="utf-8")
    return tmp_path


def found(*arguments: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, object]]]:
    code = main(["validate", *map(str, arguments), "--format", "json"])
    return code, json.loads(capsys.readouterr().out)["diagnostics"]


def test_a_folder_is_one_set_of_its_inline_pages(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (one,), wrong = find_sets(folder)
    assert wrong == ()
    assert [path.name for path in one.files] == ["a.htm", "b.htm"]
    assert one.name == folder.name
    assert found(folder, capsys=capsys) == (0, [])
    (report,) = read_folder_sets(folder, Settings())
    assert [f.id for f in report.report.facts] == ["n", "m"]


def test_a_manifest_names_the_sets_and_their_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "c.htm").write_bytes(inline_page(figure("3"), header=HEADER.replace(URL, "small.xsd"), version="1.0"))
    (folder / "manifest_PublicDoc.xml").write_text(MANIFEST.format(instance("one", "b.htm", "a.htm") + instance("two", "c.htm")))
    sets, wrong = find_sets(folder)
    assert wrong == ()
    assert [(s.name, [p.name for p in s.files]) for s in sets] == [("one", ["b.htm", "a.htm"]), ("two", ["c.htm"])]
    reports = read_folder_sets(folder, Settings())
    assert [(r.name, [f.id for f in r.report.facts]) for r in reports] == [("one", ["m", "n"]), ("two", ["n"])]
    assert found(folder, capsys=capsys) == (0, [])


def test_a_page_stands_for_the_set_that_a_manifest_puts_it_in(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, wrong = found(folder / "a.htm", capsys=capsys)
    assert (code, [d["code"] for d in wrong]) == (1, ["ix10.7.1.3:missingHeader"])
    (folder / "manifest.xml").write_text(MANIFEST.format(instance("one", "b.htm", "a.htm")))
    assert set_around(folder / "a.htm")[0].name == "one"
    assert found(folder / "a.htm", folder / "b.htm", capsys=capsys) == (0, [])


@pytest.mark.parametrize(
    ("entries", "line"),
    [
        (instance("one", "a.htm", "gone.htm"), 5),
        (instance("one", "b.htm", "../b.htm"), 5),
        (instance("one", "b.htm", "b.htm"), 5),
        (instance("one", "b.htm", ""), 5),
        ("", 1),
    ],
)
def test_half_a_set_is_named_in_the_manifest(folder: Path, entries: str, line: int, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = folder / "manifest.xml"
    manifest.write_text(MANIFEST.format(entries))
    code, wrong = found(folder, capsys=capsys)
    assert code == 1
    place = wrong[0]["location"]
    assert isinstance(place, dict)
    assert (wrong[0]["code"], place["path"], place["line"]) == ("filing.set-manifest", str(manifest), line)


def test_a_page_that_no_set_has_is_a_warning(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "manifest.xml").write_text(MANIFEST.format(instance("one", "b.htm")))
    code, wrong = found(folder, capsys=capsys)
    assert (code, [(d["code"], d["severity"]) for d in wrong]) == (0, [("filing.not-in-set", "warning")])


def test_document_set_names_the_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found("--document-set", folder / "b.htm", folder / "a.htm", capsys=capsys) == (0, [])
    code, wrong = found("--document-set", folder / "a.htm", capsys=capsys)
    assert (code, [d["code"] for d in wrong]) == (1, ["ix10.7.1.3:missingHeader"])
    code, wrong = found("--document-set", folder / "gone.htm", capsys=capsys)
    assert (code, [d["code"] for d in wrong]) == (2, ["filing.path"])
    assert found(capsys=capsys)[0] == 2


def test_findings_name_file_line_and_fact(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.htm").write_bytes(inline_page(figure("1").replace("s:Revenue", "s:Other"), header="", version="1.0"))
    code, (wrong,) = found(folder, capsys=capsys)
    assert (code, wrong["code"]) == (1, "xbrl.4.6")
    assert wrong["location"] == {"path": str(folder / "a.htm"), "sheet": None, "cell": None, "line": 7, "column": 6, "fact": "n"}


def test_each_target_is_checked_and_what_they_share_said_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    references = '<ix:references target="x"><link:schemaRef xlink:type="simple" xlink:href="small.xsd"/></ix:references>'
    header = HEADER.replace(URL, "small.xsd").replace("<ix:resources>", references + "<ix:resources>")
    body = figure("1") + figure("2", 'target="x"', key="m") + figure("3", key="m")
    (folder / "b.htm").write_bytes(inline_page(body, header=header, version="1.0"))
    (folder / "a.htm").unlink()
    code, wrong = found(folder, capsys=capsys)
    assert (code, [d["code"] for d in wrong]) == (1, ["ix10:uniqueIxId"])
    assert [r.name for r in read_folder_sets(folder, Settings())] == ["b", "b-x"]


def test_a_folder_without_pages_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, wrong = found(tmp_path, capsys=capsys)
    assert (code, [d["code"] for d in wrong]) == (1, ["filing.unknown-folder"])
