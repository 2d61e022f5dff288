"""`filing convert`: any syntax to any other, the facts unchanged; refused whole where that cannot be."""

import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.archives import deterministic_zip
from generator.cli import main
from generator.diagnostics import Severity
from generator.equality import compare, content_hash
from generator.pipeline import convert as converting
from generator.pipeline.convert import FORMS, convert, target_of
from generator.pipeline.settings import Settings
from generator.pipeline.sources import Misuse, read_sources
from generator.render.report_package import report_package
from tests.support.builds import Build
from tests.support.filings import change, run_filing, snapshot

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
CATALOG = """<?xml version="1.0" encoding="UTF-8"?>
<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
<rewriteURI uriStartString="http://example.com/own/2025/" rewritePrefix="../"/></catalog>
"""
METADATA = """<?xml version="1.0" encoding="UTF-8"?>
<tp:taxonomyPackage xmlns:tp="http://xbrl.org/2016/taxonomy-package" xml:lang="en">
<tp:identifier>http://example.com/own/2025/</tp:identifier><tp:name>Own</tp:name></tp:taxonomyPackage>
"""
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
    package = built_sample.out / f"{built_sample.id}-taxonomy.zip"  # beside the first report, not beside the others
    named = ("--taxonomy-package", str(package))
    for number, form in enumerate(forms):
        out = folder / (f"{number}-csv" if form == "xbrl-csv" else f"{number}{_suffix(form)}")
        assert main(["convert", str(at), str(out), *named]) == 0
        at = out
    (last,) = read_sources(at, Settings(packages=(package,)))
    assert content_hash(last.report.facts) == built_sample.manifest["content_hash"]
    (first,) = read_sources(built_sample.out / f"{built_sample.id}.xbrl", Settings())
    assert compare(first.report, last.report).equal, "the notes are kept too"
    assert main(["diff", str(built_sample.out), str(at), *named]) == 0


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


def packed_reports(folder: Path, *names: str) -> Path:
    """A report package of the instances or pages `names`, whose profits are 1, 2 ..., with the taxonomy of files that they share."""
    instance = own_report(folder / "files")
    reports = {}
    for number, name in enumerate(names, 1):
        report = folder / f"{number}.xbrl"
        report.write_text(instance.read_text(encoding="utf-8").replace(">12300<", f">{number}<"), encoding="utf-8")
        made = report.with_suffix(Path(name).suffix)
        shutil.copytree(folder / "files" / "my taxonomy", folder / "my taxonomy", dirs_exist_ok=True)
        if made != report:
            assert main(["convert", str(report), str(made)]) == 0
        reports[name] = made.read_bytes().replace(b"my%20taxonomy/", b"../taxonomy/")
    package = folder / "several.zip"
    package.write_bytes(report_package("several", reports, {"taxonomy/own.xsd": SCHEMA.encode()}, extension=".zip"))
    return package


@pytest.mark.parametrize(
    ("names", "form", "made"),
    [
        (("one.xbrl", "two.json", "three.xhtml"), "xbri", ["a-one.xbri", "a-three.xbri", "a-two.xbri"]),
        (("one.xbrl", "one.json"), "xbr", ["a-one.json.xbr", "a-one.xbrl.xbr"]),
        (("one.xbrl", "two.json"), "zip", ["a-one.zip", "a-two.zip"]),
    ],
)
def test_every_report_of_a_package_is_an_output_of_its_own(
    names: tuple[str, ...], form: str, made: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = packed_reports(tmp_path / "in", *names)
    (tmp_path / "out").mkdir()
    ran = run_filing(capsys, "convert", package, tmp_path / "out" / f"a.{form}")
    assert ran.code == 0, ran.out
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == made
    values = {}
    for path in (tmp_path / "out").iterdir():
        (source,) = read_sources(path, Settings())
        values[path.stem.removeprefix("a-")] = [str(fact.value) for fact in source.report.facts]
        with zipfile.ZipFile(path) as archive:
            assert archive.read(f"{path.stem}/taxonomy/own.xsd") == SCHEMA.encode()
    whole = len({Path(name).stem for name in names}) < len(names)
    assert values == {name if whole else Path(name).stem: [str(number)] for number, name in enumerate(names, 1)}


def test_every_target_in_a_package_is_an_output_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = PAGE.format(namespaces=NAMESPACES, context=CONTEXT.format(entity="E1")).replace("my%20taxonomy/", "../taxonomy/").encode()
    other = page.replace(b">7<", b">8<").replace(b'target="abc"', b'target="d"')
    alone = b"\n".join(line for line in page.splitlines() if b"<ix:references><" not in line and b"p1" not in line and b"1,000" not in line)
    for name, reports, made in (
        ("named", {"p.xhtml": alone}, {"a": ["7"]}),
        ("one", {"p.xhtml": page}, {"a-p": ["1000"], "a-p-abc": ["7"]}),
        ("two", {"p.xhtml": page, "q.html": other}, {"a-p": ["1000"], "a-p-abc": ["7"], "a-q": ["1000"], "a-q-d": ["8"]}),
    ):
        package = tmp_path / f"{name}.zip"
        package.write_bytes(report_package(name, reports, {"taxonomy/own.xsd": SCHEMA.encode()}, extension=".zip"))
        out = tmp_path / name
        out.mkdir()
        assert run_filing(capsys, "convert", package, out / "a.xbr").code == 0
        read = {path.stem: read_sources(path, Settings()) for path in sorted(out.iterdir())}
        assert {stem: [str(f.value) for (source,) in [found] for f in source.report.facts] for stem, found in read.items()} == made
        ran = run_filing(capsys, "validate", package)
        assert (ran.code, "filing.other-targets" in ran.out) == (0, False)


def test_one_bad_report_of_a_package_keeps_all_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = packed_reports(tmp_path / "in", "one.xbrl", "two.json")
    before = sorted(tmp_path.iterdir())
    ran = run_filing(capsys, "convert", package, tmp_path / "a.json", "--format", "json")
    assert (ran.code, {d["code"] for d in ran.errors}) == (1, {"filing.convert-taxonomy"}), "plain files cannot reach into a package"
    assert sorted(tmp_path.iterdir()) == before


def test_the_taxonomy_package_beside_a_report_goes_along(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = "http://example.com/own/2025/own.xsd"
    report = own_report(tmp_path / "in")
    change(report, "my%20taxonomy/own.xsd", url)
    shutil.rmtree(report.parent / "my taxonomy")
    files = {"META-INF/catalog.xml": CATALOG, "META-INF/taxonomyPackage.xml": METADATA, "own.xsd": SCHEMA, "notes.txt": "kept"}
    taxonomy = {f"own-2025/{name}": text.encode() for name, text in files.items()}
    (report.parent / "own-taxonomy.zip").write_bytes(deterministic_zip(taxonomy))
    for form in ("xbri", "xbr", "zip"):
        out = tmp_path / "out" / f"a.{form}"
        ran = run_filing(capsys, "convert", report, out)
        assert ran.code == 0, ran.out
        with zipfile.ZipFile(out) as archive:
            inside = {name: archive.read(name) for name in archive.namelist()}
        assert {name: data for name, data in inside.items() if "/reports/" not in name and "reportPackage" not in name} == {
            f"a/{name}": text.encode() for name, text in files.items()
        }
        assert url in next(data for name, data in inside.items() if "/reports/" in name).decode()
    shutil.rmtree(report.parent)  # each package is whole by itself, away from the taxonomy
    for form in ("xbri", "xbr", "zip"):
        assert run_filing(capsys, "validate", tmp_path / "out" / f"a.{form}").code == 0
        assert run_filing(capsys, "diff", tmp_path / "out" / f"a.{form}", tmp_path / "out" / "a.xbri").code == 0


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


# ---------------------------------------------------------------- what the model has no place for, and what XBRL alone knows

FOOTNOTE = """<link:footnoteLink xlink:type="extended" xlink:role="http://www.xbrl.org/2003/role/link">
<link:footnote id="n" xlink:type="resource" xlink:label="f" xml:lang="zh">words</link:footnote></link:footnoteLink>"""


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (FACT + FOOTNOTE, "xbrlxe:unlinkedFootnoteResource"),
        ('<own:Group id="t">' + FACT + "</own:Group>", "xbrlxe:unsupportedTuple"),
    ],
)
def test_what_the_model_has_no_place_for_is_refused(body: str, code: str, tmp_path: Path) -> None:
    made = convert(own_report(tmp_path / "a", body), tmp_path / "a.json", Settings())
    assert [d.code for d in made.diagnostics if d.severity is Severity.ERROR] == [code]
    assert made.written == ()
    assert not (tmp_path / "a.json").exists()


def test_a_document_set_may_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own_report(tmp_path)
    assert main(["convert", str(tmp_path / "filing.xbrl"), str(tmp_path / "a.xhtml")]) == 0
    page = (tmp_path / "a.xhtml").read_text(encoding="utf-8")
    start, end = page.index("<ix:header>"), page.index("</ix:header>") + len("</ix:header>")
    cover = page[: page.index("<body>")] + f"<body><div>{page[start:end]}</div></body></html>"
    (tmp_path / "cover.xhtml").write_text(cover, encoding="utf-8")
    (tmp_path / "body.xhtml").write_text(page[:start] + page[end:], encoding="utf-8")
    out = tmp_path / "b.json"
    files = (str(tmp_path / "body.xhtml"), str(tmp_path / "cover.xhtml"))
    assert main(["convert", str(out), "--document-set", *files]) == 0
    assert json.loads(out.read_bytes())["facts"].keys() == {"p1"}
    assert main(["convert", files[0], str(out), "--document-set", *files]) == 2
    assert main(["convert", str(out)]) == 2
