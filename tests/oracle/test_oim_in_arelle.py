"""Arelle loads generated reports in every OIM syntax, and report packages of every kind, without a finding.

What Arelle itself cannot take is left out of the generated reports: see docs/interoperability.md.
"""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from generator.archives import deterministic_zip
from generator.model import Fact, Link, Report
from generator.pipeline.reports import read_all, validate_file
from generator.pipeline.settings import Settings
from generator.pipeline.taxonomies import load_taxonomy, shipped_files
from generator.qname import STANDARD_LINK, QName
from generator.render import oim_csv, oim_json, xbrl
from generator.render.report_package import report_package
from tests.support.arelle import ArelleResult, run_arelle
from tests.support.reports import TAXONOMY, name, reports
from tests.support.small_taxonomy import small_package
from tests.unit.test_read_report_package import small_report

pytestmark = pytest.mark.oracle

COUNT = 10


def _plain(fact: Fact) -> Fact | None:
    """`fact` as Arelle can load it: the id an NCName (it becomes an XML id), the footnote's role one that the taxonomy defines."""
    if fact.concept == name("Choice") and not (isinstance(fact.value, QName) and fact.value.namespace):
        return None
    links = tuple(Link(link.arcrole, STANDARD_LINK, tuple(map(_id, link.targets))) for link in fact.links)
    return fact._replace(id=_id(fact.id), links=links)


def _id(text: str) -> str:
    return text if text[0].isalpha() else "i" + text.replace(" ", "_")


@pytest.fixture(scope="module")
def generated() -> list[Report]:
    """Ten reports, the same every time."""
    found: list[Report] = []

    @settings(max_examples=3 * COUNT, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(reports())
    def collect(report: Report) -> None:
        facts = [plain for fact in report.facts if (plain := _plain(fact)) is not None]
        if len(facts) > 3 and len(found) < COUNT:
            found.append(Report(facts=facts, taxonomy=report.taxonomy, prefixes=report.prefixes))

    collect()
    assert len(found) == COUNT
    return found


def _files(report: Report, folder: Path, syntax: str) -> Path:
    folder.mkdir()
    if syntax == "xbrl-csv":
        for file, data in oim_csv.write(report, "r").items():
            (folder / file).write_bytes(data)
        return folder / "r.json"
    path = folder / ("r.xbrl" if syntax == "xbrl" else "r.json")
    with path.open("wb") as sink:
        if syntax == "xbrl":
            xbrl.write(report, TAXONOMY, sink)
        else:
            oim_json.write(report, sink)
    return path


def _validated(result: ArelleResult) -> int:
    return sum("validated in" in message.text for message in result.messages)


@pytest.mark.parametrize("syntax", ["xbrl", "xbrl-json", "xbrl-csv"])
def test_generated_reports_load_without_a_finding(syntax: str, generated: list[Report], tmp_path: Path) -> None:
    package = tmp_path / "small.zip"
    package.write_bytes(small_package())
    files = [_files(report, tmp_path / str(index), syntax) for index, report in enumerate(generated)]
    result = run_arelle("|".join(map(str, files)), [package], calc=None)  # one process for all
    assert result.findings == (), str(result)
    assert (result.exit, _validated(result)) == (0, COUNT)


def _reports() -> dict[str, dict[str, bytes]]:
    """One report in each syntax: the files of each."""
    report = small_report()
    taxonomy, _ = load_taxonomy(report.taxonomy, Path(), Settings())
    instance, document = io.BytesIO(), io.BytesIO()
    xbrl.write(report, taxonomy, instance)
    oim_json.write(report, document)
    tables = {f"c/{file}": data for file, data in oim_csv.write(report, "c").items()}
    return {"xbrl": {"x/x.xbrl": instance.getvalue()}, "json": {"j/j.json": document.getvalue()}, "csv": tables}


@pytest.mark.parametrize(("kinds", "extension"), [("xbrl", ".xbr"), ("json", ".xbr"), ("csv", ".xbr"), ("xbrl json csv", ".zip")])
def test_report_packages_load_without_a_finding(kinds: str, extension: str, tmp_path: Path) -> None:
    made = _reports()
    files = {path: data for kind in kinds.split() for path, data in made[kind].items()}
    target = tmp_path / f"p{extension}"
    target.write_bytes(report_package("p", files, shipped_files(), extension=extension))
    assert list(validate_file(target, Settings())) == []
    assert [len(own.report.facts) for own in read_all(target, Settings())] == [1] * len(kinds.split())
    checked = run_arelle(target, calc=None, extra=["--reportPackage"])
    assert (checked.exit, checked.findings) == (0, ()), str(checked)
    taxonomy = tmp_path / "cni.zip"
    taxonomy.write_bytes(deterministic_zip({f"cni/{path}": data for path, data in shipped_files().items()}))
    loaded = run_arelle(target, [taxonomy])
    assert loaded.findings == (), str(loaded)
    assert (loaded.exit, _validated(loaded)) == (0, len(kinds.split()))
