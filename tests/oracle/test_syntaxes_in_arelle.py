"""Arelle, offline, loads what we write without a finding, and the facts that it reads are ours. It reads FERC's filings as we do."""

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from generator.archives import deterministic_zip
from generator.dts.load import load as load_dts
from generator.dts.package import open_package
from generator.dts.resolver import Resolver
from generator.equality import compare, content_hash
from generator.model import NO_ENTITY, PURE, Entity, Fact, Link, Period, Report, Taxonomy, Unit
from generator.qname import FACT_FOOTNOTE, ISO4217, NOTE_CONCEPT, STANDARD_LINK, QName
from generator.read import oim_csv as csv_reader
from generator.read import oim_json as json_reader
from generator.read import xbrl as xbrl_reader
from generator.render import oim_csv, oim_json, xbrl
from tests.support.arelle import run_arelle
from tests.support.shared import REPOSITORY, corpus

pytestmark = pytest.mark.oracle

NS = "http://taxonomy.filing-generator.example/cn/inquiry/2026-06-30"
ENTRY = f"{NS}/cni-2026-06-30.xsd"
CNY = Unit((QName(ISO4217, "CNY"),))
FILER = Entity("http://example.com/scheme", "91110000TEST")
NINE_MONTHS = Period("2021-01-01T00:00:00", "2021-10-01T00:00:00")
DAY = Period(None, "2021-10-01T00:00:00")


def cni(local: str) -> QName:
    return QName(NS, local)


def _fact(
    key: str, concept: str, value: str | None, decimals: int | None, period: Period, unit: Unit, *dimensions: tuple[str, str]
) -> Fact:
    """A fact of our taxonomy; a member that starts with "=" is an explicit one."""
    members = tuple(sorted((cni(axis), cni(m[1:]) if m.startswith("=") else m) for axis, m in dimensions))
    number = None if value is None else Decimal(value)
    return Fact(key, cni(concept), number, FILER, period, unit, decimals, None, members)


def _report(*, markup: bool) -> Report:
    """Facts of every kind that our taxonomy has. `markup`: in a note, too."""
    before, amount = ("CorrectionAxis", "=BeforeCorrectionMember"), ("CorrectionAxis", "=CorrectionAmountMember")
    parent = ("ConsolidationAxis", "=ParentCompanyMember")
    recent, old = ("ReceivableAgeAxis", "=WithinOneYearMember"), ("ReceivableAgeAxis", "=OverFiveYearsMember")
    facts = [
        _fact("is.revenue.before", "OperatingRevenue", "276543210.98", 2, NINE_MONTHS, CNY, before),
        _fact("is.revenue.amount", "OperatingRevenue", "-1234.5", 2, NINE_MONTHS, CNY, amount),
        _fact("is.revenue.after", "OperatingRevenue", "276541976.48", 2, NINE_MONTHS, CNY),
        _fact("is.cost.after", "OperatingCost", "0", -2, NINE_MONTHS, CNY, parent),
        _fact("is.cost.before", "OperatingCost", None, None, NINE_MONTHS, CNY, before, parent),
        _fact("age.1y.rate", "AppliedExpectedCreditLossRate", "0.0512", 4, DAY, PURE, recent),
        _fact("top.a.1y", "LongAgedReceivables", "50000", None, DAY, CNY, ("CustomerAxis", "客户 <A> & #1"), old),
        _fact("top.b.1y", "LongAgedReceivables", "70000", -4, DAY, CNY, ("CustomerAxis", "#none"), old),
        _fact("rev.total.share", "CompositionOperatingRevenueShare", "1", 4, NINE_MONTHS, PURE),
    ]
    facts[2] = facts[2]._replace(links=(Link(FACT_FOOTNOTE, STANDARD_LINK, ("note.n1.text", "note.n2.text")),))
    notes = [
        Fact("note.n1.text", NOTE_CONCEPT, "尾差系四舍五入所致 R&D", NO_ENTITY, None, language="zh-cn"),
        Fact("note.n2.text", NOTE_CONCEPT, "see <b>note 7</b>" if markup else "see note 7", NO_ENTITY, None, language="en"),
    ]
    return Report(facts=facts + notes, taxonomy=(ENTRY,), prefixes={"cni": NS})


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = REPOSITORY / "taxonomy" / "package"
    files = {f"cni/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    target = tmp_path_factory.mktemp("package") / "cni.zip"
    target.write_bytes(deterministic_zip(files))
    return target


def _load(package: Path, entry_points: tuple[str, ...]) -> Taxonomy:
    taxonomy, diagnostics = load_dts(entry_points, Resolver([open_package(package, package.parent)]))
    assert diagnostics == ()
    return taxonomy


def _write(report: Report, folder: Path, package: Path) -> list[Path]:
    taxonomy = _load(package, (ENTRY,))
    instance, document = io.BytesIO(), io.BytesIO()
    xbrl.write(report, taxonomy, instance)
    oim_json.write(report, document)
    (folder / "a.xbrl").write_bytes(instance.getvalue())
    (folder / "a-oim.json").write_bytes(document.getvalue())
    for name, data in oim_csv.write(report, "a").items():
        (folder / name).write_bytes(data)
    return [folder / "a.xbrl", folder / "a-oim.json", folder / "a.json"]


@pytest.mark.parametrize("index", [0, 1, 2], ids=["xbrl", "json", "csv"])
def test_arelle_finds_nothing_and_reads_the_same_facts(index: int, package: Path, tmp_path: Path) -> None:
    # Arelle, loading a note from JSON or CSV, drops what stands inside its elements when it saves it again
    report = _report(markup=index == 0)
    file = _write(report, tmp_path, package)[index]
    saved = tmp_path / "saved.json"
    result = run_arelle(file, [package], save_json=saved)
    assert result.clean, str(result)
    back = json_reader.read(saved.read_bytes(), str(saved), lambda points: _load(package, (ENTRY,)))
    assert back.diagnostics == ()
    difference = compare(report, back.report)
    assert difference.missing == ()
    assert difference.extra == ()


def _without_space(report: Report) -> Report:
    """`report` without the white space around the elements of notes, of which Arelle drops some (docs/interoperability.md)."""
    facts = [
        fact._replace(value=re.sub(r"\s*(<[^>]*>)\s*", r"\1", fact.value))
        if fact.concept == NOTE_CONCEPT and isinstance(fact.value, str)
        else fact
        for fact in report.facts
    ]
    return Report(facts=facts, taxonomy=report.taxonomy)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("filing", "taxonomy"),
    [
        ("ferc-form60/wec.xbrl", "ferc-form60-taxonomy.zip"),
        ("ferc-form60/xcel.xbrl", "ferc-form60-taxonomy.zip"),
        ("ferc-form6/inland.xbrl", "ferc-form6-taxonomy.zip"),
    ],
)
def test_real_filings_read_as_arelle_reads_them(filing: str, taxonomy: str, tmp_path: Path) -> None:
    package = corpus(taxonomy)
    instance = tmp_path / "filing.xbrl"
    with zipfile.ZipFile(corpus("filings.zip")) as archive:
        instance.write_bytes(archive.read(filing))
    resolver = Resolver([open_package(package, package.parent)], tmp_path)
    ours = xbrl_reader.read(instance.read_bytes(), str(instance), lambda points: load_dts(points, resolver)[0])
    assert ours.diagnostics == ()
    saved = tmp_path / "saved.json"
    run_arelle(instance, [package], calc=None, save_json=saved, validate=False)
    loaded, _ = load_dts(ours.report.taxonomy, resolver)
    theirs = json_reader.read(saved.read_bytes(), "saved.json", lambda points: loaded)
    assert theirs.diagnostics == ()  # it promises canonical values
    ids = {fact.id for fact in ours.report.facts if fact.concept != NOTE_CONCEPT}
    assert ids == {fact.id for fact in theirs.report.facts if fact.concept != NOTE_CONCEPT}
    difference = compare(_without_space(ours.report), _without_space(theirs.report))
    assert difference.missing == difference.extra == ()
    assert content_hash(ours.report.facts) == content_hash(theirs.report.facts)

    chain = ours.report
    document = io.BytesIO()
    oim_json.write(chain, document)
    chain = json_reader.read(document.getvalue(), "a.json", lambda points: loaded).report
    files = oim_csv.write(chain, "a")
    chain = csv_reader.read(files["a.json"], "a.json", lambda points: loaded, files.__getitem__).report
    sink = io.BytesIO()
    xbrl.write(chain, loaded, sink)
    again = xbrl_reader.read(sink.getvalue(), "a.xbrl", lambda points: loaded)
    assert again.diagnostics == ()
    assert content_hash(again.report.facts) == content_hash(ours.report.facts)
