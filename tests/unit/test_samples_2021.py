"""The 2021 filing holds the whole of its source: every table, figure of the text, date, note and disclosure; and no sentence of it."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from generator.pipeline.filing import CheckedFiling, check_filing
from generator.pipeline.settings import Settings
from generator.qname import QName
from generator.schedule import Content
from tests.support.filings import NAMESPACE, SAMPLES
from tests.support.shared import seeds

NAME = "qingcloud-2021-inquiry-reply"
SEED = "002_a0d2b8edb46aa9bf.txt"

# schedule -> cells that hold a number, of these dashes; cells that hold text, a date, a boolean or an enumeration, of these without a fact
CELLS = {
    "identity": (0, 0, 16, 1),
    "net-basis-projects": (11, 0, 15, 0),
    "net-basis-terms": (0, 0, 30, 5),
    "gross-basis-cases": (0, 0, 6, 0),
    "net-basis-cases": (0, 0, 6, 0),
    "correction-nature": (0, 0, 6, 2),
    "income-consolidated": (18, 0, 0, 0),
    "income-parent": (18, 0, 0, 0),
    "cash-flow-consolidated": (36, 0, 0, 0),
    "cash-flow-parent": (36, 0, 0, 0),
    "collection": (24, 6, 0, 0),
    "long-aged": (78, 36, 0, 0),
    "customers": (10, 0, 80, 0),
    "credit-policies": (0, 0, 60, 13),
    "loss-rates": (12, 0, 0, 0),
    "bad-debt-policies": (25, 0, 0, 0),
    "bad-debt-provision": (15, 0, 0, 0),
    "text-figures": (8, 0, 2, 0),
}
LONGEST_COMMON = 24
"""Characters without white space: names and terms are longer than words, sentences longer than this."""


@pytest.fixture(scope="module")
def filing() -> CheckedFiling:
    checked = check_filing(Path(SAMPLES / NAME), Settings())
    assert [d for d in checked.diagnostics if str(d.severity) != "info"] == []
    return checked


@pytest.fixture(scope="module")
def document() -> str:
    return plain(seeds(SEED).read_text(encoding="utf-8"))


def plain(text: str) -> str:
    return "".join(text.split())


def own(name: str) -> QName:
    return QName(NAMESPACE, name)


def test_every_table_has_the_cells_that_the_source_prints(filing: CheckedFiling) -> None:
    facts = {fact.id for fact in filing.report.facts}
    counted = {}
    for schedule in filing.schedules:
        if schedule.id in CELLS:
            found: Counter[str] = Counter()
            for (row, column), aspects in schedule.cells.items():
                identifier = schedule.fact_id(row, column)
                is_number = aspects.content is Content.NUMBER
                found["number" if is_number else "text"] += 1
                found["dash"] += is_number and filing.printed[identifier] == "-"
                found["none"] += not is_number and identifier not in facts
            counted[schedule.id] = (found["number"], found["dash"], found["text"], found["none"])
    assert counted == CELLS


def numbers(text: str) -> Iterator[str]:
    """The numbers that stand in a text, as they are printed."""
    return (found[0] for found in re.finditer(r"[0-9][0-9,]*(?:\.[0-9]+)?%?", plain(text)))


def test_numbers_and_dates_in_text_cells_stand_in_the_source(filing: CheckedFiling, document: str) -> None:
    seen = 0
    for schedule in filing.schedules:
        start = document.index(plain(schedule.source.table), document.index(plain(schedule.source.heading)))
        for (row, column), aspects in schedule.cells.items():
            if schedule.schedule.layout == "table" and aspects.content is not Content.NUMBER:
                printed = plain(filing.printed[schedule.fact_id(row, column)])
                wanted = [printed] if re.fullmatch(r"\d{4}-\d\d-\d\d", printed) and schedule.id != "identity" else numbers(printed)
                for number in wanted:
                    seen += 1
                    where = document if schedule.id == "identity" else document[start : start + 4000]
                    assert number.lstrip("0") in where, f"{schedule.id}.{row}.{column}: {number}"
    assert seen > 100


def blocks() -> dict[str, str]:
    """The text of every block by its row, figures that are referred to left out."""
    found = {path.stem: path.read_text(encoding="utf-8") for path in sorted((SAMPLES / NAME / "narrative").glob("*.md"))}
    return {name: re.sub(r"\{[^}]*\}", "", text) for name, text in found.items()}


def test_numbers_in_the_text_stand_in_the_source(filing: CheckedFiling, document: str) -> None:
    prose = [filing.printed[f.id] for f in filing.report.facts if f.id.partition(".")[0] in ("text-figures", "litigation")]
    assert len(prose) == 18
    for number in (plain(p) for p in prose):
        assert number in document
    for name, text in blocks().items():
        counted = re.sub(r"^(?:步骤|理由|程序|结论|措施|注|（|\[)[0-9]", "", plain(text))
        for number in numbers(counted):
            assert number in document, f"{name}: {number}"


def test_no_sentence_of_the_source_is_copied(filing: CheckedFiling, document: str) -> None:
    texts = {f"narrative/{name}": text for name, text in blocks().items()}
    for fact in filing.report.facts:
        if fact.language and fact.id.partition(".")[0] not in ("identity", "narrative"):
            texts[fact.id] = str(fact.value)
    for name, text in texts.items():
        rest = plain(re.sub("《[^》]*》(?:（[^）]*）)?", "", text))
        for at in range(len(rest) - LONGEST_COMMON):
            assert rest[at : at + LONGEST_COMMON + 1] not in document, f"{name}: {rest[at : at + LONGEST_COMMON + 1]}"


def test_one_reduction_is_two_data_points_that_a_rule_compares(filing: CheckedFiling) -> None:
    facts = {fact.id: fact for fact in filing.report.facts}
    text, table = facts["text-figures.revenue-reduction.value"], facts["income-consolidated.q3-revenue.adjustment"]
    assert (text.value, text.decimals) == (Decimal(-77188400), -2)
    assert (table.value, table.decimals) == (Decimal("-77188386.15"), 2)
    assert text.concept == table.concept
    assert set(text.dimensions) - set(table.dimensions) == {(own("DisclosureLocationAxis"), own("NarrativeMember"))}
    (result,) = [r for r in filing.results if r.instance.id == "text-reduction"]
    assert str(result.verdict) == "within_rounding"


def test_the_average_rate_is_that_of_the_averages_not_the_mean_of_the_rates(filing: CheckedFiling) -> None:
    verdicts = {r.instance.id: str(r.verdict) for r in filing.results}
    assert verdicts["provision-average-rate"] == "exact"
    facts = {fact.id: fact.value for fact in filing.report.facts}
    rates = [facts[f"bad-debt-provision.{peer}.rate"] for peer in ("sangfor", "eazytec", "ucloud")]
    mean = sum((r for r in rates if isinstance(r, Decimal)), Decimal(0)) / 3
    assert round(mean, 4) == Decimal("0.1134") != facts["bad-debt-provision.average.rate"] == Decimal("0.1036")


def test_a_cell_that_prints_only_a_note_is_nil_and_has_the_note(filing: CheckedFiling) -> None:
    facts = {fact.id: fact for fact in filing.report.facts}
    nil = {identifier for identifier, fact in facts.items() if fact.value is None}
    assert nil == {"customers.ceb.enforcement", "customers.ceb.litigation", "customers.yijie.litigation"}
    for identifier in nil:
        notes = [target for link in facts[identifier].links for target in link.targets]
        assert {facts[note].language for note in notes} == {"zh-cn", "en"}


def test_part_of_the_correction_is_an_error_and_part_is_not(filing: CheckedFiling) -> None:
    facts = {fact.id: fact.value for fact in filing.report.facts}
    assert facts["correction-nature.hardware.nature"] != facts["correction-nature.solution.nature"]
    assert "AccountingErrorMember" in str(facts["correction-nature.hardware.nature"])
    assert facts["correction-nature.solution.policy-change"] == "false"


def test_disclosures_lie_within_one_another_on_four_levels(filing: CheckedFiling) -> None:
    (narrative,) = [s for s in filing.schedules if s.schedule.layout == "narrative"]
    assert Counter(row.level for row in narrative.rows) == {0: 3, 1: 10, 2: 35, 3: 53}
    facts = {fact.id: fact for fact in filing.report.facts}
    assert len({facts[narrative.fact_id(row.code, "text")].concept for row in narrative.rows}) > 40
    inner, outer = str(facts["narrative.projects.text"].value), str(facts["narrative.q1.text"].value)
    assert inner in outer
    assert "净额" in outer
