"""The rules as XBRL assertions: Arelle, running those of the instance's own taxonomy, comes to our verdict on every rule instance."""

import csv
from pathlib import Path

import pytest

from generator.pipeline.filing import check_filing
from generator.pipeline.settings import Settings
from generator.rule import Verdict
from tests.support.assertions import own_outcomes, run_assertions, write_instance
from tests.support.builds import Build
from tests.support.filings import SAMPLES

pytestmark = pytest.mark.oracle


def test_arelle_comes_to_our_verdict_on_every_rule_of_a_sample(built_sample: Build) -> None:
    ours = own_outcomes(check_filing(SAMPLES / built_sample.id, Settings()).results)
    result, theirs = run_assertions(built_sample.out / f"{built_sample.id}.xbrl", built_sample.taxonomy)
    assert result.clean, str(result)
    assert len(ours) > 70
    assert theirs == ours


AGES = ("WithinOneYear", "OneToTwoYears", "TwoToThreeYears", "ThreeToFourYears", "FourToFiveYears", "OverFiveYears")
KIND = """
title = { zh = "边界", en = "Edges" }
entry_point = "http://taxonomy.filing-generator.example/cn/inquiry/2026-06-30/cni-2026-06-30.xsd"
namespace = "http://taxonomy.filing-generator.example/cn/inquiry/2026-06-30"
schedules = ["edges"]
[prefixes]
cni = "http://taxonomy.filing-generator.example/cn/inquiry/2026-06-30"
"""
FILING = """
id = "edges"
kind = "kind"
title = { zh = "边界 {1}", en = "Edges {1}" }
languages = ["zh", "en"]
currency = "CNY"
outputs = ["xbrl", "taxonomy-package"]
[entity]
scheme = "http://example.com"
identifier = "1"
name = { zh = "甲", en = "A" }
[periods]
end = { instant = 2021-12-31 }
before = { instant = 2020-12-31 }
[schedules.edges]
document = "d"
heading = "h"
table = "t"
"""
SCHEDULE = """
id = "edges"
title = { zh = "边界", en = "Edges" }
role = "expected-credit-loss-rates"
unit = "pure"
label_headings = { zh = "项目", en = "Item" }
format = { places = 2, dash = "nil" }
row_groups = { ages = ["r1", "r2", "r3", "r4", "r5"] }
[[columns]]
code = "now"
heading = { zh = "本年", en = "Now" }
period = "end"
[[columns]]
code = "then"
heading = { zh = "上年", en = "Then" }
period = "before"
[[columns]]
code = "coarse"
heading = { zh = "概数", en = "Coarse" }
period = "end"
concept = "MigrationBasedExpectedCreditLossRate"
format = { places = 0, dash = "none" }
"""
ROW = """
[[rows]]
code = "r{0}"
label = {{ zh = "第{0}行", en = "Row {0}" }}
concept = "AppliedExpectedCreditLossRate"
dimensions = {{ ReceivableAgeAxis = "{1}" }}
"""
VALUES = {
    "r0": ("15.00", "12.34", "15"),
    "r1": ("1.00", "1.01", "1"),
    "r2": ("2.00", "-2.02", "2"),
    "r3": ("3.00", "—", "3"),
    "r4": ("4.00", "0.00", "—"),
    "r5": ("5.00", "5.05", "5"),
}
STATEMENTS = (
    "r0.now = sum([ages].now)",
    "r0.then = sum([ages].then)",
    "r0.coarse = sum([ages].coarse)",
    "r0.now = r0.coarse",
    "r1.now = r1.then",
    "r5.now = r5.coarse",
    "r3.now = r3.then",
    "r0.now = sum([ages].now) + r1.then - r1.then",
    "r0.now - r1.now = r2.now + r3.now + r4.now + r5.now",
    "r1.now = r2.now / r1.then - 1",
    "r1.then = r5.then / r5.now",
    "r2.now = r5.now / r4.then",
    "r2.now = r5.now / r3.then",
    "r4.now = r1.now * (1 + r1.now) ^ 2",
    "r4.now = r1.now * (1 + r1.then) ^ 2",
    "r3.now = average([ages].now)",
    "r1.then = average([ages].then)",
    "r2.then < r1.then",
    "r1.then > r5.now",
    "r1.now <= r1.coarse",
    "r1.now < r1.coarse",
    "r1.now > r1.coarse",
    "r4.then >= r2.then",
    "sum([ages].now) / 3 = r5.now",
    "r5.now * r2.then = -10.1 + r1.now * 0",
    "r0.now * 0.5 = 7.5",
    "r5.coarse - r1.coarse > r4.now",
    "r3.then = r3.coarse + r4.coarse",
)


def test_arelle_comes_to_our_verdict_at_the_edges(tmp_path: Path) -> None:
    """Every operator and function; nil and missing cells; a divisor that may be zero; equal and unequal decimals."""
    members = ["AllAgesMember", *(f"{age}Member" for age in AGES)]
    statements = [s.replace("= -10.1 +", "= 0 - 10.1 +") for s in STATEMENTS]
    files = {
        "filing.toml": FILING,
        "kind/kind.toml": KIND,
        "kind/report.xhtml.j2": '{% extends "_shared/report.xhtml.j2" %}',
        "kind/schedules/edges.toml": SCHEDULE + "".join(ROW.format(at, members[at]) for at in range(6)),
    }
    for name, text in files.items():
        path = tmp_path / "edges" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    header = ["id", "schedule", "relation", "statement", "for", "label_zh", "label_en"]
    with open(tmp_path / "edges/kind/rules.csv", "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [header, *([f"e{at}", "edges", "sum", s, "", f"规则 {{{at}}}", "<&'\">"] for at, s in enumerate(statements))]
        )
    (tmp_path / "edges/facts").mkdir()
    with open(tmp_path / "edges/facts/edges.csv", "w", encoding="utf-8-sig", newline="") as file:
        rows = [[row, column, text] for row, texts in VALUES.items() for column, text in zip(("now", "then", "coarse"), texts, strict=True)]
        csv.writer(file).writerows([["row", "column", "value"], *rows])

    checked = check_filing(tmp_path / "edges", Settings(root=tmp_path))
    ours = own_outcomes(checked.results)
    assert {o.verdict for o in ours.values()} == {Verdict.EXACT, Verdict.WITHIN_ROUNDING, Verdict.VIOLATED}
    assert len(checked.results) == len(statements) > len(ours)
    result, theirs = run_assertions(*write_instance(checked, tmp_path))
    assert {m.code for m in result.findings} == {f"message:{r}" for r, o in ours.items() if o.verdict is Verdict.VIOLATED}, str(result)
    assert theirs == ours
