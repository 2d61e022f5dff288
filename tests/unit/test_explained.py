"""Explanations beyond the filing's own rules: calculations of an explained total, and reports checked on their own with `--explained`."""

import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from generator.diagnostics import Location as Place
from generator.diagnostics import Severity, error
from generator.model import Fact
from generator.rule import Cell, Rule, RuleInstance, RuleResult, Sum, Verdict
from generator.schedule import Text
from generator.validate.explained import explain_calculations
from tests.support.builds import build_sample
from tests.support.filings import SAMPLES, change, copy_sample, run_filing
from tests.support.validate_builders import fact

IPO = "qingcloud-2020-ipo-reply"
CALCULATION = "calc11e:inconsistentCalculationUsingRounding"

EXPLANATION = """

[[explained]]
name = "as-printed"
rule = "composition-sum[amount-fy3]"
left = "23,923.85"
right = "23,923.88"
reason = "printed so"
"""


def result(left: Cell | Sum, right: Cell | Sum, verdict: Verdict = Verdict.EXPLAINED) -> RuleResult:
    rule = Rule(
        id="r", relation="sum", schedule="s", statement="", operator="=", left=left, right=right, variables={}, label=Text(zh="", en="")
    )
    instance = RuleInstance(id="r", rule=rule, left=left, right=right)
    return RuleResult(instance=instance, verdict=verdict, explanation="why" if verdict is Verdict.EXPLAINED else None)


TOTAL, ONE, TWO = (Cell("s", row, "c") for row in ("Total", "One", "Two"))
PARTS = Sum(((1, ONE), (1, TWO)))
FACTS = {f.id: f for f in (fact("Total", Decimal(9)), fact("One", Decimal(1)), fact("Two", Decimal(2)))}
FOUND = error(CALCULATION, "off", location=Place(fact="s.Total.c"))


@pytest.mark.parametrize("sides", [(TOTAL, PARTS), (PARTS, TOTAL)])
def test_the_calculation_of_an_explained_total_is_explained(sides: tuple[Cell | Sum, Cell | Sum]) -> None:
    (found,) = explain_calculations([FOUND], [result(*sides)], FACTS)
    assert (found.severity, found.explained) == (Severity.INFO, "why")


def test_other_findings_and_other_totals_stay() -> None:
    elsewhere = replace(FOUND, location=Place(fact="s.One.c"))
    another = replace(FOUND, code="xbrl.4.7.2")
    assert list(explain_calculations([elsewhere, another], [result(TOTAL, PARTS)], FACTS)) == [elsewhere, another]
    assert list(explain_calculations([FOUND], [result(TOTAL, PARTS, Verdict.VIOLATED)], FACTS)) == [FOUND]


def test_a_sum_over_a_dimension_is_no_calculation() -> None:
    """The same concept by member adds up along a dimension: a calculation at the total is another difference."""
    parts = {"s.One.c": by_member("Total", Region="north"), "s.Two.c": by_member("Total", Region="south")}
    facts = FACTS | parts
    assert list(explain_calculations([FOUND], [result(TOTAL, PARTS)], facts)) == [FOUND]


def by_member(local: str, **dimensions: str) -> Fact:
    return fact(local, Decimal(1), **dimensions)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance of a sample in which one part of a total is off by 300: a rule and a calculation are broken by it."""
    built = build_sample(IPO, tmp_path_factory.mktemp("explained"))
    path = built.out / f"{IPO}.xbrl"
    change(path, ">322600</", ">322900</")
    return path


def codes(found: list[dict[str, object]]) -> set[object]:
    return {d["code"] for d in found}


def test_a_report_alone_has_the_error(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run_filing(capsys, "validate", report, "--format", "json")
    assert ran.code == 1
    assert codes(ran.errors) == {CALCULATION}


def test_explained_by_the_filing_the_report_is_valid(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(IPO, tmp_path)
    unexplained = run_filing(capsys, "validate", report, "--explained", filing, "--format", "json")
    assert codes(unexplained.errors) == {CALCULATION, "filing.rule"}
    declaration = filing / "filing.toml"
    declaration.write_text(declaration.read_text(encoding="utf-8") + EXPLANATION, encoding="utf-8")
    ran = run_filing(capsys, "validate", report, "--explained", filing, "--format", "json")
    assert ran.code == 0, ran.errors
    explained = [d for d in ran.findings if d["explained"] == "as-printed"]
    assert codes(explained) == {CALCULATION, "filing.rule"}
    assert all(d["severity"] == "info" for d in explained)
    assert all(d["location"]["path"] == str(report) and d["location"]["line"] for d in explained)


def test_the_samples_own_explanation_counts_in_every_syntax(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    declared = tomllib.loads((SAMPLES / IPO / "filing.toml").read_text(encoding="utf-8"))
    names = {explanation["name"] for explanation in declared["explained"]}
    for suffix in (".xhtml", ".json", "-csv/" + IPO + ".json", ".xbri"):
        ran = run_filing(capsys, "validate", report.parent / f"{IPO}{suffix}", "--explained", SAMPLES / IPO, "--format", "json")
        assert ran.code == 0, suffix
        assert {d["explained"] for d in ran.findings if d["code"] == "filing.rule"} == names, suffix


def test_a_stale_explanation_and_another_filing_are_errors(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(IPO, tmp_path)
    declaration = filing / "filing.toml"
    declaration.write_text(declaration.read_text(encoding="utf-8") + EXPLANATION.replace("23,923.88", "1.00"), encoding="utf-8")
    stale = run_filing(capsys, "validate", report, "--explained", filing, "--format", "json")
    assert "filing.stale-explanation" in codes(stale.errors)
    other = run_filing(capsys, "validate", report, "--explained", SAMPLES / "qingcloud-2021-inquiry-reply", "--format", "json")
    assert codes(other.errors) == {CALCULATION, "filing.explained-other"}
    assert run_filing(capsys, "validate", report, "--explained", report.parent).code == 2
