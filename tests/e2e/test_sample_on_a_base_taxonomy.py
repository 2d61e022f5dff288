"""The sample whose kind is tables and templates alone, on a base taxonomy that is not ours to ship (see its README)."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from generator.cli import main
from generator.pipeline.build import build
from generator.pipeline.filing import check_filing
from generator.pipeline.settings import Settings
from generator.pipeline.taxonomy import check_taxonomy
from tests.support.builds import Build
from tests.support.filings import SAMPLES, copy_sample
from tests.support.shared import corpus
from tests.support.tables import as_csv

REPOSITORY = Path(__file__).resolve().parents[2]
NAME = "qingcloud-2021-ifrs"
SAMPLE = SAMPLES / NAME
EXTENSION = SAMPLE / "receivables-and-segments" / "extension"
PREFIX = "taxonomy.filing-generator.example/qingcloud/ifrs/2021-12-31/"


@pytest.fixture(scope="module")
def package() -> Path:
    """The base taxonomy's package."""
    return corpus("ifrs-2023-taxonomy.zip")


@pytest.fixture(scope="module")
def built(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The sample, built once."""
    out = tmp_path_factory.mktemp("base") / NAME
    result = build(SAMPLE, out, Settings(packages=(package,)))
    assert result.manifest is not None, [d.message for d in result.diagnostics]
    return Build(NAME, out)


def test_every_output_is_there_with_every_fact(built: Build) -> None:
    assert built.manifest["facts"] == 154
    assert {o["role"] for o in built.manifest["outputs"]} == {
        *("xbrl", "ixbrl", "xbrl-json", "xbrl-csv", "report-package", "taxonomy-package", "workpapers", "diagnostics")
    }
    rules = built.manifest["rules"]
    assert (rules["total"], rules["exact"], rules["within_rounding"], rules["violated"]) == (75, 64, 11, 0)


def test_the_extension_goes_out_and_the_base_does_not(built: Build) -> None:
    with zipfile.ZipFile(built.taxonomy) as archive:
        inside = [name.partition("/")[2] for name in archive.namelist()]
    assert [n for n in inside if not n.startswith("META-INF/")] == [n for n in inside if n.startswith(PREFIX)]
    with zipfile.ZipFile(io.BytesIO((built.out / f"{NAME}.xbri").read_bytes())) as archive:
        reports = [name.partition("/")[2] for name in archive.namelist()]
    assert set(inside) < set(reports)
    assert sorted(set(reports) - set(inside)) == ["META-INF/reportPackage.json", f"reports/{NAME}.xhtml"]


def test_facts_are_of_the_base_and_of_the_extension(package: Path) -> None:
    checked = check_filing(SAMPLE, Settings(packages=(package,)))
    names = {(fact.concept.namespace.rpartition("/")[2], fact.concept.local) for fact in checked.report.facts}
    assert names >= {("ifrs-full", "Revenue"), ("ifrs-full", "PercentageOfEntitysRevenue"), ("ifrs-full", "ExpectedCreditLossRate")}
    axes = {axis.local for fact in checked.report.facts for axis, _ in fact.dimensions}
    assert axes == {"SegmentsAxis", "ReceivableAgeAxis", "CustomerAxis"}


def test_the_figures_are_those_of_the_other_samples(tmp_path: Path) -> None:
    as_csv(copy_sample("qingcloud-2020-ipo-reply", tmp_path))
    others = {path.read_bytes() for folder in (SAMPLES, tmp_path) for path in folder.glob("qingcloud-202?-i*-reply/facts/*.csv")}
    ours = [path.read_bytes() for path in sorted((SAMPLE / "facts").glob("*.csv"))]
    assert len(ours) == 4
    assert all(data in others for data in ours)


def test_the_build_folder_validates(built: Build, package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(built.out), "--taxonomy-package", str(package)]) == 0, capsys.readouterr().out


def test_the_workpapers_show_every_schedule(built: Build) -> None:
    book = openpyxl.load_workbook(built.out / f"{NAME}-workpapers.xlsx", read_only=True)
    assert len(book.sheetnames) >= 4 + 2


def test_two_builds_give_the_same_bytes(built: Build, package: Path, tmp_path: Path) -> None:
    build(SAMPLE, tmp_path / NAME, Settings(packages=(package,)))
    again = {p.relative_to(tmp_path / NAME): p.read_bytes() for p in (tmp_path / NAME).rglob("*") if p.is_file()}
    assert again == {p.relative_to(built.out): p.read_bytes() for p in built.out.rglob("*") if p.is_file()}


def test_its_author_is_told_of_nothing_but_the_two_ratios_without_an_anchor(package: Path) -> None:
    found = check_taxonomy(EXTENSION, Settings(packages=(package,)))
    assert [(d.code, d.message.split()[0]) for d in found] == [
        ("filing.taxonomy.no-anchor", "PriorYearReceivablesCollectionRate"),
        ("filing.taxonomy.no-anchor", "LongAgedReceivablesTopTenShare"),
    ]


def test_without_the_base_the_user_is_told_which_package_to_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(SAMPLE), "--format", "full"]) == 1
    said = capsys.readouterr().out
    assert "filing.unresolved-document" in said
    assert "--taxonomy-package: the IFRS Accounting Taxonomy 2023" in said


def test_nothing_in_python_names_it() -> None:
    for path in (REPOSITORY / "generator").rglob("*.py"):
        assert "ifrs" not in path.read_text(encoding="utf-8").lower(), path
