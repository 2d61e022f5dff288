"""The 2020 filing holds the whole of its source: every table, figure of the text, date, note and disclosure; and no sentence of it."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from generator.model import Fact
from generator.pipeline.filing import CheckedFiling, check_filing
from generator.pipeline.settings import Settings
from generator.qname import QName
from generator.schedule import BoundSchedule, Content
from tests.support.filings import NAMESPACE, SAMPLES, copy_sample
from tests.support.shared import seeds

NAME = "qingcloud-2020-ipo-reply"
SEED = "000_b2fb83eb6a5b7ecd.txt"

# schedule -> cells that hold a number; cells that hold text, a date or an enumeration
CELLS = {
    "identity": (0, 24),
    "typeface-legend": (0, 3),
    "text-product-mix": (7, 0),
    "revenue-composition": (40, 0),
    "text-hybrid-cloud": (3, 1),
    "text-main-products": (9, 0),
    "typical-customers": (0, 6),
    "end-customers": (56, 0),
    "repurchase": (9, 0),
    "text-new-products": (5, 2),
    "integrated-products": (18, 0),
    "github-stars": (9, 3),
    "text-repositioning": (6, 0),
    "cloud-service-industries": (88, 0),
    "cloud-service-types": (40, 0),
    "text-cost-control": (12, 0),
    "cloud-service-cost": (70, 0),
    "text-main-customers": (3, 0),
    "revenue-by-industry": (64, 0),
    "strategic-customers": (0, 12),
    "text-potential": (8, 0),
}
REACH = 4000
LONGEST_COMMON = 17
"""Characters without white space and outside book titles: names and terms are longer than words, sentences longer than this."""


@pytest.fixture(scope="module")
def filing() -> CheckedFiling:
    checked = check_filing(Path(SAMPLES / NAME), Settings())
    assert [d for d in checked.diagnostics if str(d.severity) != "info"] == []
    return checked


@pytest.fixture(scope="module")
def facts(filing: CheckedFiling) -> dict[str, Fact]:
    return {fact.id: fact for fact in filing.report.facts}


@pytest.fixture(scope="module")
def document() -> str:
    return plain(seeds(SEED).read_text(encoding="utf-8"))


def plain(text: str) -> str:
    return "".join(text.split())


def own(name: str) -> QName:
    return QName(NAMESPACE, name)


def prose(filing: CheckedFiling) -> Iterator[BoundSchedule]:
    return (s for s in filing.schedules if s.schedule.layout == "prose")


def test_every_table_has_the_cells_that_the_source_prints(filing: CheckedFiling, facts: dict[str, Fact]) -> None:
    counted = {}
    for schedule in filing.schedules:
        if schedule.schedule.layout != "narrative":
            found = Counter(aspects.content is Content.NUMBER for aspects in schedule.cells.values())
            counted[schedule.id] = (found[True], found[False])
            assert all(schedule.fact_id(*cell) in facts for cell in schedule.cells)
    assert counted == CELLS


def test_every_figure_of_the_text_stands_under_its_heading_in_print_order(filing: CheckedFiling, document: str) -> None:
    seen = 0
    for schedule in prose(filing):
        at = document.index(plain(schedule.source.heading))
        at = start = document.index(plain(schedule.source.table), at)
        for cell in schedule.cells:
            printed = plain(filing.printed[schedule.fact_id(*cell)])
            found = document.find(printed, at)
            assert 0 <= found - start < REACH, f"{schedule.fact_id(*cell)}: {printed} is not in print order"
            at, seen = found + len(printed), seen + 1
    assert seen == 56


def test_names_dates_and_particulars_stand_in_the_source(filing: CheckedFiling, document: str) -> None:
    seen = 0
    for schedule in filing.schedules:
        for cell, aspects in schedule.cells.items():
            decided = schedule.id == "identity" and aspects.content in (Content.MEMBER, Content.DATE)
            if schedule.schedule.layout == "table" and aspects.content is not Content.NUMBER and not decided:
                for name in re.split("、", plain(filing.printed[schedule.fact_id(*cell)]).removesuffix("等")):
                    assert name in document, f"{schedule.fact_id(*cell)}: {name}"
                    seen += 1
    assert seen > 180
    assert filing.printed["identity.inquiry-date.value"] in document


def test_no_sentence_of_the_source_is_copied(filing: CheckedFiling, document: str) -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((SAMPLES / NAME / "narrative").glob("*.md"))}
    texts |= {a.id: a.text.zh for a in filing.filing.assumptions} | {e.name: e.reason.zh for e in filing.filing.explanations}
    assert len(texts) > 60
    for name, text in texts.items():
        free = re.sub("《[^》]*》|（[^）]*）|招股说明书", "\n", re.sub(r"\{[^}]*\}", "\n", text))
        for run in (plain(part) for part in re.split("[\n、]", free.replace("北京青云科技股份有限公司", "\n"))):
            for at in range(len(run) - LONGEST_COMMON):
                assert run[at : at + LONGEST_COMMON + 1] not in document, f"{name}: {run}"


def test_the_differences_of_the_source_are_found_with_both_sides_and_explained(filing: CheckedFiling) -> None:
    explained = {r.instance.id: (r.left, r.right) for r in filing.results if str(r.verdict) == "explained"}
    assert explained == {
        "type-sum[amount-fy3]": (Decimal(113866900), Decimal(113867200)),
        "covered-forward-fy1": (Decimal(218), Decimal(221)),
        "market-tie[fy1]": (Decimal(376375100), Decimal(376375200)),
        "market-tie[fy3]": (Decimal(238915800), Decimal(238915900)),
        "text-key-amount[fy3]": (Decimal("0.2312"), Decimal("0.2311")),
        "market-covers-manufacturing[current]": (Decimal(1306200), Decimal(14022400)),
    }
    places = {d.explained: (d.location.sheet, d.location.cell, str(d.severity)) for d in filing.diagnostics if d.explained}
    assert places == {
        "types-2017": ("cloud-service-types", "J6", "info"),
        "covered-2019": ("repurchase", "D3", "info"),
        "markets-2019": ("revenue-by-industry", "D10", "info"),
        "markets-2017": ("revenue-by-industry", "H10", "info"),
        "key-industries-2017": ("text-repositioning", "B2", "info"),
        "manufacturing-half-year": ("revenue-by-industry", "B5", "info"),
    }


def test_the_differences_are_found_without_their_explanations(tmp_path: Path) -> None:
    copy = copy_sample(NAME, tmp_path)
    text = (copy / "filing.toml").read_text(encoding="utf-8")
    (copy / "filing.toml").write_text(re.sub(r"\[\[explained\]\]\n(?:.+\n)+", "", text), encoding="utf-8")
    errors = [d for d in check_filing(copy, Settings()).diagnostics if str(d.severity) == "error"]
    assert {d.code for d in errors} == {"filing.rule"}
    assert sorted((str(d.location.sheet), str(d.location.cell)) for d in errors) == [
        ("cloud-service-types", "J6"),
        ("repurchase", "D3"),
        ("revenue-by-industry", "B5"),
        ("revenue-by-industry", "D10"),
        ("revenue-by-industry", "H10"),
        ("text-repositioning", "B2"),
    ]


def test_every_relation_is_judged(filing: CheckedFiling) -> None:
    assert Counter(str(r.verdict) for r in filing.results) == {"exact": 378, "within_rounding": 38, "explained": 6}


def test_one_quantity_in_text_and_table_is_two_data_points(filing: CheckedFiling, facts: dict[str, Fact]) -> None:
    text, table = facts["text-new-products.hyper-converged-fy3.value"], facts["integrated-products.hyper-converged.amount-fy3"]
    assert (text.value, text.decimals) == (Decimal(55000000), -6)
    assert (table.value, table.decimals) == (Decimal(55196300), -2)
    assert text.concept == table.concept
    for schedule in prose(filing):
        for cell in schedule.cells:
            fact = facts[schedule.fact_id(*cell)]
            assert (own("DisclosureLocationAxis"), own("NarrativeMember")) in fact.dimensions, fact.id
    verdicts = {r.instance.id: str(r.verdict) for r in filing.results}
    assert verdicts["text-hyper-converged[fy3]"] == "within_rounding"
    assert verdicts["text-cagr"] == verdicts["text-storage"] == "exact"


def test_the_share_of_a_strategy_group_is_a_fact_of_the_group(facts: dict[str, Fact]) -> None:
    group = facts["text-repositioning.key-fy1.value"]
    assert dict(group.dimensions)[own("CloudServiceIndustryAxis")] == own("KeyLayoutIndustriesMember")
    assert dict(facts["cloud-service-industries.iot.share-fy1"].dimensions) == {
        own("CloudServiceIndustryAxis"): own("IoTSmartHardwareMember")
    }


def test_whole_percents_and_counts_keep_the_precision_that_is_printed(facts: dict[str, Fact]) -> None:
    printed = {name: (facts[name].value, facts[name].decimals) for name in facts}
    assert printed["cloud-service-cost.data-centre.share-current"] == (Decimal("0.74"), 2)
    assert printed["cloud-service-cost.data-centre.share-fy1"] == (Decimal("0.7059"), 4)
    assert printed["end-customers.total.count-fy1"] == (Decimal(258), None)  # exact: no rounded number


def test_projects_have_dates_and_their_figures_the_notes(facts: dict[str, Fact]) -> None:
    assert facts["github-stars.kubesphere.created"].value == "2018-04-21"
    assert facts["text-new-products.released.value"].value == "2018-04"
    noted = {name: {t for link in fact.links for t in link.targets} for name, fact in facts.items() if name.startswith("github-stars.")}
    wanted = {"created": 0, "stars": 4, "daily-average": 2, "daily-maximum": 2}  # a note is a fact a language
    assert {name: len(notes) for name, notes in noted.items()} == {
        f"github-stars.{row}.{column}": count for row in ("kubesphere", "rancher", "openshift") for column, count in wanted.items()
    }
    assert {facts[note].language for notes in noted.values() for note in notes} == {"zh-cn", "en"}


def test_the_date_that_the_source_leaves_blank_is_nil(facts: dict[str, Fact]) -> None:
    assert {fact.id for fact in facts.values() if fact.value is None} == {"identity.document-date.value"}


def test_disclosures_lie_within_one_another_on_four_levels(filing: CheckedFiling, facts: dict[str, Fact]) -> None:
    (narrative,) = [s for s in filing.schedules if s.schedule.layout == "narrative"]
    assert Counter(row.level for row in narrative.rows) == {0: 5, 1: 13, 2: 15, 3: 27}
    chain = ["strategy", "cloud-products", "new-products", "new-products-matured"]
    values = [str(facts[narrative.fact_id(code, "text")].value) for code in chain]
    assert all(inner in outer and inner != outer for outer, inner in pairwise(values))
    assert "0.55亿元" in values[-1]
    assert "5,519.63" not in values[-1]  # tables stand beside the text, not in it
