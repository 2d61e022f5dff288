"""`filing diff`: what it says of two reports, in every form, and its exit codes."""

import io
import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from generator.compare import Correction, Difference, difference
from generator.model import Fact, Period
from generator.render.difference import Words, as_object, as_text
from generator.render.difference.workbook import write_workbook
from tests.support.builds import Build, build_sample
from tests.support.filings import SAMPLES, change, run_filing, snapshot
from tests.support.reports import NS, TAXONOMY, fact, name, report
from tests.unit.test_pipeline_convert import own_report

SAMPLE = "qingcloud-2021-inquiry-reply"
NEXT_END = Period(None, "2025-01-01T00:00:00")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build_sample(SAMPLE, tmp_path_factory.mktemp("diff"))


@pytest.fixture(autouse=True)
def taxonomy_beside(built: Build, tmp_path: Path) -> None:
    """The filing's taxonomy beside the changed reports, as the build leaves it beside its own."""
    shutil.copy(built.out / f"{SAMPLE}-taxonomy.zip", tmp_path)


def document(built: Build) -> dict[str, Any]:
    value = json.loads((built.out / f"{SAMPLE}.json").read_bytes())
    assert isinstance(value, dict)
    return value


def as_first_reported(built: Build, folder: Path) -> tuple[Path, int]:
    """The report as it was before the correction: no members of the correction, the old values; and how many values that changes."""
    made = document(built)
    facts = made["facts"]
    axis = "cni:CorrectionAxis"
    before = {key: f for key, f in facts.items() if f["dimensions"].get(axis) == "cni:BeforeCorrectionMember"}
    changed = 0
    for old in before.values():
        aspects = {k: v for k, v in old["dimensions"].items() if k != axis}
        for other in facts.values():
            if other["dimensions"] == aspects and other["value"] != old["value"]:
                other["value"] = old["value"]
                changed += 1
    made["facts"] = {key: f for key, f in facts.items() if axis not in f["dimensions"]}
    path = folder / "first.json"
    path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    return path, changed


# ---------------------------------------------------------------- the command line


@pytest.mark.parametrize("other", ["{id}.xhtml", "{id}-csv/{id}.json", "{id}-csv", "{id}.xbri", ""])
def test_the_outputs_of_a_build_do_not_differ(other: str, built: Build, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run_filing(capsys, "diff", SAMPLES / SAMPLE, built.out / other.format(id=SAMPLE))
    count = built.manifest["facts"]
    assert (ran.code, ran.out) == (0, f"A {count} facts, B {count} facts; {count} equal\n")


def test_exactly_what_was_planted_is_printed(built: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = document(built)
    made["facts"]["loss-rates.over-5.migration"]["value"] = "0.75"
    made["facts"]["loss-rates.over-5.applied"]["decimals"] = 2
    del made["facts"]["loss-rates.y4-5.applied"]
    (tmp_path / "b.json").write_text(json.dumps(made), encoding="utf-8")
    ran = run_filing(capsys, "diff", built.out / f"{SAMPLE}.xbrl", tmp_path / "b.json", "--format", "json")
    assert ran.code == 1
    found = {change["kind"]: change for change in ran.json["changes"]}
    assert {kind: (change["first"] or change["second"])["id"] for kind, change in found.items()} == {
        "value": "loss-rates.over-5.migration",
        "decimals": "loss-rates.over-5.applied",
        "removed": "loss-rates.y4-5.applied",
    }
    assert found["value"]["difference"] == "-0.25"
    assert found["value"]["labels"] == {"zh": "按迁徙率计算的预期信用损失率", "en": "Expected credit loss rate by migration rates"}
    count = built.manifest["facts"]
    assert (ran.json["valid"], ran.json["equal"]) == (True, False)
    assert ran.json["facts"] == {"first": count, "second": count - 1, "equal": count - 3}
    text = run_filing(capsys, "diff", built.out / f"{SAMPLE}.xbrl", tmp_path / "b.json").out
    assert f"{count} facts, B {count - 1} facts; {count - 3} equal, 1 removed, 1 value changed, 1 decimals changed" in text
    assert "loss-rates.y4-5.applied" in text


def test_a_correction_is_shown_with_its_bridge(built: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, changed = as_first_reported(built, tmp_path)
    ran = run_filing(capsys, "diff", first, built.out, "--format", "json")
    assert ran.code == 1
    (added,) = ran.json["changes"]  # the text gives the amount of the correction alone: it restates nothing
    assert (added["kind"], added["second"]["id"]) == ("added", "text-figures.revenue-reduction.value")
    assert len(ran.json["restated"]) == changed > 30
    assert {(item["bridge"], item["origin"]) for item in ran.json["restated"]} == {("exact", "exact")}
    for item in ran.json["restated"]:
        assert Decimal(item["original"]["value"]) + Decimal(item["difference"]) == Decimal(item["after"]["value"])
    for axis in ("cni:CorrectionAxis", "CorrectionAxis"):
        again = run_filing(capsys, "diff", first, built.out, "--format", "json", "--restatement", axis)
        assert again.json == ran.json
    other = run_filing(capsys, "diff", first, built.out, "--format", "json", "--restatement", "cni:ReceivableAgeAxis")
    assert other.json["restated"] == []
    assert other.json["counts"]["value"] == changed


def test_bad_usage(built: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = built.out / f"{SAMPLE}.json"
    before = sorted(tmp_path.iterdir())
    for arguments in (["--restatement", "cni:NoAxis"], ["-o", tmp_path / "a.txt"]):
        assert run_filing(capsys, "diff", report, report, *arguments).code == 2
    assert run_filing(capsys, "diff", report, tmp_path / "missing.json").code == 2
    assert sorted(tmp_path.iterdir()) == before


def test_a_report_that_does_not_read_is_not_compared(built: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b.json").write_bytes((built.out / f"{SAMPLE}.json").read_bytes().replace(b'"decimals": 4', b'"decimals": 4.5', 1))
    ran = run_filing(capsys, "diff", built.out, tmp_path / "b.json", "--format", "json")
    assert ran.code == 1
    assert not ran.json["valid"]
    assert "changes" not in ran.json


def test_the_comparison_is_written_to_a_file_too(built: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, changed = as_first_reported(built, tmp_path)
    for out in ("a.json", "a.xlsx", "b.xlsx"):
        assert run_filing(capsys, "diff", first, built.out, "-o", tmp_path / out).code == 1
    assert len(json.loads((tmp_path / "a.json").read_bytes())["restated"]) == changed
    files = snapshot(tmp_path)
    assert files["a.xlsx"] == files["b.xlsx"]


def test_two_years_filings_roll_forward(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = own_report(tmp_path / "one"), own_report(tmp_path / "two")
    change(second, "<xbrli:startDate>2023-01-01", "<xbrli:startDate>2024-01-01")
    change(second, "<xbrli:endDate>2023-12-31", "<xbrli:endDate>2024-12-31")
    change(second, ">12300<", ">15000<")
    ran = run_filing(capsys, "diff", first, second)
    assert ran.code == 0, "what has merely moved on a year is no difference"
    assert ran.out.startswith("A 1 facts, B 1 facts; 0 equal, 1 rolled forward\n")
    assert "2,700" in ran.out
    plain = run_filing(capsys, "diff", first, second, "--no-roll-forward")
    assert (plain.code, plain.out.splitlines()[0]) == (1, "A 1 facts, B 1 facts; 0 equal, 1 added, 1 removed")


# ---------------------------------------------------------------- the forms


def compared() -> tuple[Difference, Words]:
    def cash(value: str | None, key: str, decimals: int | None = 0, **more: object) -> Fact:
        return fact("Cash", None if value is None else Decimal(value), key, decimals=decimals, **more)

    segment, region = name("SegmentAxis"), name("RegionAxis")
    first = report(
        cash("100", "was"),
        cash("12345678901234567890.25", "long", 2, dimensions=((region, name("North")),)),
        cash("0.1", "cents", 1, dimensions=((region, name("South")),)),
        fact("Title", "=1+1", "title.old"),
        fact("Count", Decimal(5), "gone", decimals=0),
    )
    second = report(
        cash("80", "after"),
        cash("100", "before", dimensions=((segment, name("East")),)),
        cash("-20", "amount", dimensions=((segment, name("West")),)),
        cash("12345678901234567890.75", "long", 2, dimensions=((region, name("North")),)),
        cash("0.3", "cents", 1, dimensions=((region, name("South")),)),
        fact("Title", "@SUM(A1)", "title.new"),
        cash(None, "nil", None, dimensions=((name("CustomerAxis"), None),)),
        cash("95", "next", period=NEXT_END),
    )
    along = Correction(axis=segment, before=name("East"), adjustments=(name("West"),))
    return difference(first, second, along), Words((TAXONOMY,), ({"s": NS},))


def test_the_object_is_json_with_every_digit() -> None:
    made = as_object(*compared())
    text = json.dumps(made)
    assert '"12345678901234567890.75"' in text
    assert made["counts"] == {"added": 1, "removed": 1, "value": 3, "rounding": 0, "decimals": 0, "restated": 1, "rolled_forward": 3}
    assert made["namespaces"] == {"iso4217": "http://www.xbrl.org/2003/iso4217", "s": NS, "xbrli": "http://www.xbrl.org/2003/instance"}


def test_the_text_holds_numbers_in_full_and_aligns_its_columns() -> None:
    lines = list(as_text(*compared()))
    assert lines[0] == "A 5 facts, B 8 facts; 0 equal, 1 added, 1 removed, 3 value changed, 1 restated, 3 rolled forward"
    assert any("12,345,678,901,234,567,890.25 CNY  12,345,678,901,234,567,890.75 CNY" in line and "0.50" in line for line in lines)
    assert any("nil" in line for line in lines)


def test_long_texts_are_cut_unless_asked_for_in_full() -> None:
    found = difference(report(fact("Title", "长" * 100)), report(fact("Title", "x\ny")))
    short, full = (list(as_text(found, Words((TAXONOMY,), ()), full=wanted)) for wanted in (False, True))
    assert max(map(len, short)) < 120
    assert any("长" * 100 in line for line in full)
    assert all("\n" not in line for line in (*short, *full))


def workbook() -> bytes:
    sink = io.BytesIO()
    write_workbook(*compared(), ("a.xbrl", "b.xbrl"), sink)
    return sink.getvalue()


def test_the_workbook_has_live_gaps_with_their_values() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    data = workbook()
    assert data == workbook()
    formulas, values = (openpyxl.load_workbook(io.BytesIO(data), data_only=only) for only in (False, True))
    assert formulas.sheetnames == ["汇总", "差异", "重述", "衔接"]
    rows = {formulas["差异"].cell(r, 14).value: r for r in range(4, 9)}
    assert formulas["差异"].cell(rows["cents"], 8).value == f"=ROUND(G{rows['cents']}-F{rows['cents']},1)"
    assert values["差异"].cell(rows["cents"], 8).value == 0.2
    assert formulas["差异"].cell(rows["long"], 12).value == "12345678901234567890.75"
    title = formulas["差异"].cell(rows["title.new"], 11)
    assert (title.value, title.data_type) == ("=1+1", "s"), "a text is never a formula"
    restated = [cell.value for cell in values["重述"][4]]
    assert restated[4:11] == [100, 100, -20, 80, -20, 0, 0]
    counts = {values["汇总"].cell(r, 1).value: values["汇总"].cell(r, 2).value for r in range(4, 14)}
    assert counts["数值变动 value changed"] == 3
    assert counts["新增 added"] == 1
