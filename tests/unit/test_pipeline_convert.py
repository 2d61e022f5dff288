"""`filing convert`: any syntax to any other, the facts unchanged; refused whole where that cannot be."""

import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.cli import main
from generator.equality import compare, content_hash
from generator.pipeline import convert as converting
from generator.pipeline.convert import FORMS, convert, target_of
from generator.pipeline.settings import Settings
from generator.pipeline.sources import Misuse, read_sources
from tests.support.builds import Build
from tests.support.filings import run_filing, snapshot

NS = "http://example.com/own"
SCHEMA = f"""<?xml version="1.0" encoding="UTF-8"?>
<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:own="{NS}"
  targetNamespace="{NS}" elementFormDefault="qualified">
  <xsd:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
  <xsd:element name="Profit" id="own_Profit" type="xbrli:monetaryItemType" substitutionGroup="xbrli:item" nillable="true"
    xbrli:periodType="duration"/>
  <xsd:element name="Title" id="own_Title" type="xbrli:stringItemType" substitutionGroup="xbrli:item" nillable="true"
    xbrli:periodType="duration"/>
  <xsd:element name="Group" id="own_Group" substitutionGroup="xbrli:tuple" nillable="true"><xsd:complexType><xsd:complexContent>
    <xsd:restriction base="xsd:anyType"><xsd:sequence><xsd:element ref="own:Profit" minOccurs="0"/></xsd:sequence>
    <xsd:attribute name="id" type="xsd:ID"/></xsd:restriction></xsd:complexContent></xsd:complexType></xsd:element>
</xsd:schema>
"""
CONTEXT = """<xbrli:context id="c1"><xbrli:entity><xbrli:identifier scheme="http://example.com/s">{entity}</xbrli:identifier></xbrli:entity>
  <xbrli:period><xbrli:startDate>2023-01-01</xbrli:startDate><xbrli:endDate>2023-12-31</xbrli:endDate></xbrli:period></xbrli:context>
  <xbrli:unit id="u1"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>"""
NAMESPACES = (
    f'xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:own="{NS}" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:iso4217="http://www.xbrl.org/2003/iso4217"'
)
FACT = '<own:Profit id="p1" contextRef="c1" unitRef="u1" decimals="-2">12300</own:Profit>'


def own_report(folder: Path, body: str = FACT, entity: str = "E1") -> Path:
    """An instance beside a taxonomy of its own, which it names by a relative reference with a space in it."""
    (folder / "my taxonomy").mkdir(parents=True)
    (folder / "my taxonomy" / "own.xsd").write_text(SCHEMA, encoding="utf-8")
    (folder / "filing.xbrl").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<xbrli:xbrl {NAMESPACES}>\n'
        '<link:schemaRef xlink:type="simple" xlink:href="my%20taxonomy/own.xsd"/>\n'
        f"{CONTEXT.format(entity=entity)}\n{body}\n</xbrli:xbrl>\n",
        encoding="utf-8",
    )
    return folder / "filing.xbrl"


# ---------------------------------------------------------------- any syntax to any other


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(FORMS))
def test_any_chain_through_the_command_line_keeps_the_facts(
    built_sample: Build, tmp_path_factory: pytest.TempPathFactory, forms: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("chain")
    at = built_sample.out / f"{built_sample.id}.xbrl"
    for number, form in enumerate(forms):
        out = folder / (f"{number}-csv" if form == "xbrl-csv" else f"{number}{_suffix(form)}")
        assert main(["convert", str(at), str(out)]) == 0
        at = out
    (last,) = read_sources(at, Settings())
    assert content_hash(last.report.facts) == built_sample.manifest["content_hash"]
    (first,) = read_sources(built_sample.out / f"{built_sample.id}.xbrl", Settings())
    assert compare(first.report, last.report).equal, "the notes are kept too"
    assert main(["diff", str(built_sample.out), str(at)]) == 0


def _suffix(form: str) -> str:
    return next(suffix for suffix, known in converting.SYNTAXES.items() if known == form)


@pytest.mark.parametrize(
    ("out", "form", "main_file", "syntax"),
    [
        ("a.xbrl", None, "a.xbrl", "xbrl"),
        ("a.XML", None, "a.XML", "xbrl"),
        ("a.html", None, "a.html", "ixbrl"),
        ("a.json", None, "a.json", "xbrl-json"),
        ("a.json", "xbrl", "a.json", "xbrl"),
        ("a-csv/b.json", None, "a-csv/b.json", "xbrl-csv"),
        ("a/b.json", "xbrl-csv", "a/b.json", "xbrl-csv"),
        ("a.csv", None, "a-csv/a.json", "xbrl-csv"),
        ("a-csv", None, "a-csv/a.json", "xbrl-csv"),
        ("a", None, "a/a.json", "xbrl-csv"),
        ("a.xbri", None, "a.xbri", "xbri"),
        ("there", "xbrl-json", "there/in.json", "xbrl-json"),
    ],
)
def test_the_name_tells_the_syntax(out: str, form: str | None, main_file: str, syntax: str, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target = target_of(tmp_path / out, form, Path("in.xbrl"))
    assert (target.main, target.form) == (tmp_path / main_file, syntax)


@pytest.mark.parametrize(("out", "main_file"), [("a.xbrl", "a-x.xbrl"), ("a.csv", "a-x-csv/a-x.json"), ("there", "there/in-x.xbrl")])
def test_several_reports_are_told_apart_by_name(out: str, main_file: str, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    form = "xbrl" if out == "there" else None
    assert target_of(tmp_path / out, form, Path("in.xhtml"), "x").main == tmp_path / main_file


def test_a_name_without_a_syntax_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for out, form in (("a.txt", None), ("a.zip", "xbri"), ("a.out", "xbr")):
        with pytest.raises(Misuse):
            target_of(tmp_path / out, form, Path("in.xbrl"))
    ran = run_filing(capsys, "convert", own_report(tmp_path / "in"), tmp_path / "a.txt", "--format", "json")
    assert (ran.code, [d["code"] for d in ran.errors]) == (2, ["filing.usage"])


def test_a_filing_and_a_build_folder_convert_too(built_sample: Build, tmp_path: Path) -> None:
    made = convert(built_sample.out, tmp_path / "a.json", Settings())
    assert [(w.path, w.facts) for w in made.written] == [(tmp_path / "a.json", built_sample.manifest["facts"])]


# ---------------------------------------------------------------- references to taxonomies


@pytest.mark.parametrize("out", ["else where/deep/a.json", "else where/a.xhtml", "else where/deep/a.csv"])
def test_a_relative_reference_still_leads_to_the_taxonomy(out: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = own_report(tmp_path / "in here")
    target = tmp_path / out
    assert run_filing(capsys, "convert", report, target, "--root", tmp_path).code == 0
    wrote = target.with_name("a-csv") / "a.json" if target.suffix == ".csv" else target
    assert run_filing(capsys, "validate", wrote, "--root", tmp_path).code == 0
    assert run_filing(capsys, "diff", report, wrote, "--root", tmp_path).code == 0
    text = wrote.read_text(encoding="utf-8")
    assert os.path.relpath(tmp_path / "in here" / "my taxonomy" / "own.xsd", wrote.parent).replace(" ", "%20") in text


def test_a_taxonomy_of_files_travels_into_a_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = own_report(tmp_path / "in here")
    assert run_filing(capsys, "convert", report, tmp_path / "a.xbri").code == 0
    with zipfile.ZipFile(tmp_path / "a.xbri") as archive:
        assert sorted(archive.namelist()) == ["a/META-INF/reportPackage.json", "a/reports/a.xhtml", "a/taxonomy/own.xsd"]
        assert 'xlink:href="../taxonomy/own.xsd"' in archive.read("a/reports/a.xhtml").decode()
    shutil.rmtree(report.parent)  # the package is whole by itself
    assert run_filing(capsys, "convert", tmp_path / "a.xbri", tmp_path / "b.xbr").code == 0
    ran = run_filing(capsys, "convert", tmp_path / "b.xbr", tmp_path / "c.json", "--format", "json")
    assert (ran.code, [d["code"] for d in ran.errors]) == (1, ["filing.convert-taxonomy"])
    assert not (tmp_path / "c.json").exists()


def test_the_shipped_taxonomy_travels_along(built_sample: Build, tmp_path: Path) -> None:
    assert main(["convert", str(built_sample.out / f"{built_sample.id}.json"), str(tmp_path / "a.xbri")]) == 0
    with zipfile.ZipFile(tmp_path / "a.xbri") as archive:
        assert {"a/META-INF/catalog.xml", "a/META-INF/taxonomyPackage.xml", "a/reports/a.xhtml"} <= set(archive.namelist())


# ---------------------------------------------------------------- refused, and nothing is touched


@pytest.mark.parametrize(
    ("body", "entity", "out", "code"),
    [
        (
            "<own:Group><own:Profit contextRef='c1' unitRef='u1' decimals='0'>1</own:Profit></own:Group>",
            "E1",
            "a.json",
            "xbrlxe:unsupportedTuple",
        ),
        ('<own:Profit contextRef="c9" unitRef="u1" decimals="0">1</own:Profit>', "E1", "a.json", "xbrl.4.6.1"),
        (FACT, "two words", "a.json", "filing.not-expressible"),
    ],
)
def test_what_the_output_cannot_hold_is_refused(
    body: str, entity: str, out: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = own_report(tmp_path / "in", body, entity)
    (tmp_path / out).write_text("former", encoding="utf-8")
    ran = run_filing(capsys, "convert", report, tmp_path / out, "--format", "json")
    assert ran.code == 1
    assert code in {d["code"] for d in ran.errors}
    assert (tmp_path / out).read_text(encoding="utf-8") == "former"


def test_an_output_that_reads_back_otherwise_is_not_put_in_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.render import oim_json

    write = oim_json.write
    monkeypatch.setattr(oim_json, "write", lambda report, sink, *more: write(_spoilt(report), sink, *more))
    ran = run_filing(capsys, "convert", own_report(tmp_path / "in"), tmp_path / "a.json", "--format", "json")
    assert (ran.code, {d["code"] for d in ran.errors}) == (1, {"filing.round-trip"})
    assert not (tmp_path / "a.json").exists()


def _spoilt(report: object) -> object:
    from dataclasses import replace

    from generator.model import Report

    assert isinstance(report, Report)
    return replace(report, facts=[fact._replace(decimals=0) for fact in report.facts])


def test_the_input_is_never_the_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = own_report(tmp_path / "in")
    before = snapshot(tmp_path)
    ran = run_filing(capsys, "convert", report, report, "--to", "xbrl-json", "--format", "json")
    assert (ran.code, [d["code"] for d in ran.errors]) == (1, ["filing.output"])
    assert snapshot(tmp_path) == before


def test_tables_replace_former_tables_and_nothing_of_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = own_report(tmp_path / "in")
    out = tmp_path / "a-csv"
    for _ in range(2):
        assert run_filing(capsys, "convert", report, out, "--root", tmp_path).code == 0
    (out / "notes.csv").write_text("mine", encoding="utf-8")
    before = snapshot(out)
    ran = run_filing(capsys, "convert", report, out, "--root", tmp_path, "--format", "json")
    assert (ran.code, [d["code"] for d in ran.errors]) == (1, ["filing.output"])
    assert snapshot(out) == before


def test_nothing_is_left_beside_the_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_filing(capsys, "convert", own_report(tmp_path / "in"), tmp_path / "out" / "a.json", "--root", tmp_path).code == 0
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["a.json"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = run_filing(capsys, "convert", own_report(tmp_path / "in"), tmp_path / "file" / "a.json", "--format", "json")
    assert (ran.code, [d["code"] for d in ran.errors]) == (1, ["filing.output"])


# ---------------------------------------------------------------- several reports at one path

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"
  xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12" {namespaces}>
<head><title>t</title></head><body><div style="display:none"><ix:header>
<ix:references><link:schemaRef xlink:type="simple" xlink:href="my%20taxonomy/own.xsd"/></ix:references>
<ix:references target="abc"><link:schemaRef xlink:type="simple" xlink:href="my%20taxonomy/own.xsd"/></ix:references>
<ix:resources>{context}</ix:resources></ix:header></div>
<p><ix:nonFraction name="own:Profit" id="p1" contextRef="c1" unitRef="u1"
  decimals="0" format="ixt:num-dot-decimal">1,000</ix:nonFraction></p>
<p><ix:nonFraction name="own:Profit" id="p2" target="abc" contextRef="c1" unitRef="u1" decimals="0">7</ix:nonFraction></p>
</body></html>
"""


def test_every_target_is_an_output_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own_report(tmp_path / "in")
    page = tmp_path / "in" / "page.xhtml"
    page.write_text(PAGE.format(namespaces=NAMESPACES, context=CONTEXT.format(entity="E1")), encoding="utf-8")
    ran = run_filing(capsys, "convert", page, tmp_path / "a.json", "--root", tmp_path)
    assert ran.code == 0, ran.out
    names = sorted(p.name for p in tmp_path.glob("*.json"))
    assert names == ["a-page-abc.json", "a-page.json"]
    values = [[f["value"] for f in json.loads((tmp_path / n).read_bytes())["facts"].values()] for n in names]
    assert values == [["7"], ["1000"]]
    ran = run_filing(capsys, "diff", page, page, "--format", "json", "--root", tmp_path)
    assert (ran.code, [d["code"] for d in ran.errors]) == (1, ["filing.several-reports"])


def test_a_page_of_the_set_is_never_the_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own_report(tmp_path / "in")
    page = PAGE.format(namespaces=NAMESPACES, context=CONTEXT.format(entity="E1"))
    lines = [line for line in page.splitlines() if 'target="abc"' not in line]
    (tmp_path / "in" / "one.xhtml").write_text("\n".join(lines), encoding="utf-8")
    second = page.replace("c1", "c2").replace("u1", "u2").replace('id="p1"', 'id="p3"').splitlines()
    kept = (line for line in second if 'target="abc"' not in line and "schemaRef" not in line)
    (tmp_path / "in" / "two.xhtml").write_text("\n".join(kept), encoding="utf-8")
    folder = tmp_path / "in"
    assert run_filing(capsys, "convert", folder, tmp_path / "a.json", "--root", tmp_path).code == 0
    assert sorted(json.loads((tmp_path / "a.json").read_bytes())["facts"]) == ["p1", "p3"]
    before = snapshot(folder)
    ran = run_filing(capsys, "convert", folder, folder / "two.xhtml", "--root", tmp_path, "--format", "json")
    assert (ran.code, [d["code"] for d in ran.errors]) == (1, ["filing.output"])
    assert snapshot(folder) == before
