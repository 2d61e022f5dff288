"""`--arelle`: the two verdicts side by side on sound and on broken reports, with differences as infos in every format."""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from generator.diagnostics import Severity, error
from generator.pipeline import arelle_process, second_opinion
from generator.pipeline.arelle_process import Answer, Opinion
from tests.support.builds import Build, build_sample
from tests.support.filings import SAMPLES, change, run_filing

pytestmark = pytest.mark.oracle

INQUIRY = "qingcloud-2021-inquiry-reply"
CODE = "filing.second-opinion"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build_sample(INQUIRY, tmp_path_factory.mktemp("second"))


@pytest.fixture
def instance(built: Build, tmp_path: Path) -> Path:
    """A copy of the sample's instance, to be broken, beside its taxonomy package."""
    (tmp_path / built.taxonomy.name).write_bytes(built.taxonomy.read_bytes())
    path = tmp_path / f"{INQUIRY}.xbrl"
    path.write_bytes((built.out / f"{INQUIRY}.xbrl").read_bytes())
    return path


def opinions(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, list[str]]:
    """The exit code and the messages of the second opinion."""
    ran = run_filing(capsys, "validate", *arguments, "--arelle", "--format", "json")
    found = [d for d in ran.findings if d["code"] == CODE]
    assert all(d["severity"] == "info" for d in found)
    return ran.code, [d["message"] for d in found]


@pytest.mark.parametrize("sample", [SAMPLES / INQUIRY, SAMPLES / "qingcloud-2020-ipo-reply"])
def test_both_call_the_samples_valid(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert opinions(capsys, sample) == (0, ["Arelle agrees: for it the report is valid, for us valid."])


@pytest.mark.parametrize("suffix", [".xhtml", f"-csv/{INQUIRY}.json", ".xbri"])
def test_both_call_every_output_valid(suffix: str, built: Build, capsys: pytest.CaptureFixture[str]) -> None:
    assert opinions(capsys, built.out / f"{INQUIRY}{suffix}") == (0, ["Arelle agrees: for it the report is valid, for us valid."])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("</xbrli:xbrl>", "<xbrli:context/></xbrli:xbrl>", ""),
        ('id="collection.over-5.balance" contextRef="', 'id="collection.over-5.balance" contextRef="no', "xbrl.4.6.1"),
        ('<cni:PriorYearReceivables id="collection.over-5.balance"', '<cni:OperatingRevenue id="collection.over-5.balance"', ""),
    ],
)
def test_both_refuse_a_broken_report(old: str, new: str, code: str, instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(instance, old, new) if old != "</xbrli:xbrl>" else instance.write_text(
        instance.read_text(encoding="utf-8").replace(old, new), encoding="utf-8"
    )
    found, messages = opinions(capsys, instance)
    assert found == 1
    assert messages[-1] == "Arelle agrees: for it the report is not valid, for us not valid."
    assert not any(message.startswith(f"We find {code} ") for message in messages if code), messages


def test_what_only_arelle_finds_is_an_info_at_its_line(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A figure that breaks a rule of the kind breaks an assertion of the taxonomy, which a check of the report alone does not evaluate."""
    text = instance.read_text(encoding="utf-8")
    line = next(number for number, one in enumerate(text.split("\n"), 1) if 'id="collection.total.balance"' in one)
    change(instance, ">48495300<", ">48995300<")
    ran = run_filing(capsys, "validate", instance, "--arelle", "--format", "json")
    assert ran.code == 0, "ours is the verdict"
    said = [d for d in ran.findings if d["code"] == CODE]
    (about,) = [d for d in said if d["message"].startswith("Arelle finds message:collection-sum.balance here")]
    assert about["location"]["line"] == line
    assert said[-1]["message"] == "Arelle differs: for it the report is not valid, for us valid."
    judged = run_filing(capsys, "validate", instance, "--explained", SAMPLES / INQUIRY, "--arelle", "--format", "json")
    assert judged.code == 1
    assert not any("collection-sum.balance" in d["message"] for d in judged.findings if d["code"] == CODE), "now both have found it"


@pytest.mark.parametrize("form", ["concise", "full", "sarif", "junit", "github"])
def test_every_format_shows_the_opinion(
    form: str, built: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(second_opinion, "ask_arelle", lambda *_: Answer(()))
    ran = run_filing(capsys, "validate", built.out / f"{INQUIRY}.json", "--arelle", "--format", form)
    assert ran.code == 0
    assert "Arelle agrees" in ran.out
    if form == "sarif":
        assert json.loads(ran.out)["runs"][0]["results"][-1]["level"] == "note"
    if form == "junit":
        assert ElementTree.fromstring(ran.out).attrib["failures"] == "0"


def test_without_arelle_there_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(arelle_process, "find_spec", lambda name: None)
    ran = run_filing(capsys, "validate", SAMPLES / INQUIRY, "--arelle", "--format", "json")
    assert (ran.code, ran.errors[0]["code"]) == (2, "filing.no-arelle")


def test_an_arelle_that_breaks_is_told_and_changes_nothing(
    built: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(second_opinion, "ask_arelle", lambda *_: Answer(None, "exit code 1"))
    assert opinions(capsys, built.out / f"{INQUIRY}.json") == (0, ["Arelle gave no verdict: exit code 1."])


@pytest.mark.parametrize(
    ("ours", "theirs", "line", "same"),
    [
        ("xbrl.5.2.5.2", "xbrl.5.2.5.2:calcInconsistency", 3, True),
        ("xbrl.5.2.5.2", "xbrl.5.2.5.2:calcInconsistency", 4, False),
        ("cvc-datatype-valid", "xmlSchema:valueError", 3, True),
        ("xbrl.4.6.5", "xmlSchema:valueError", 3, True),
        ("xbrl.4.6.5", "xmlSchema:valueError", 4, False),
        ("ix11.10.1.1:missingAttribute", "ix11.10.1.1:missingAttribute", 3, True),
        ("oime:disallowedDuplicateFacts", "arelle:duplicateFacts", 3, True),
        ("filing.unresolved-document", "IOerror", 3, True),
        ("enumie:InvalidFactValue", "InvalidFactValue", 3, True),
        ("xbrl.4.7.2", "xbrl.4.6.1", 3, False),
    ],
)
def test_which_findings_are_the_same(ours: str, theirs: str, line: int, same: bool) -> None:
    from generator.diagnostics import Location

    found = error(ours, "x", location=Location(path="a.xbrl", line=3))
    assert found.severity is Severity.ERROR
    assert second_opinion._same(found, Opinion(theirs, "x", (("a.xbrl#f", line),))) is same
