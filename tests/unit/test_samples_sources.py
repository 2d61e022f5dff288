"""Every printed figure of the samples stands in the source document under its heading, in the order of print."""

from pathlib import Path

import pytest

from generator.pipeline.filing import CheckedFiling, check_filing
from generator.pipeline.settings import Settings
from tests.support.filings import SAMPLES, change, copy_sample
from tests.support.shared import seeds

SEEDS = {"qingcloud-2020-ipo-reply": "000_b2fb83eb6a5b7ecd.txt", "qingcloud-2021-inquiry-reply": "002_a0d2b8edb46aa9bf.txt"}
FIGURES = {"qingcloud-2020-ipo-reply": (80, 0), "qingcloud-2021-inquiry-reply": (180, 42)}
REACH = 4000


def plain(text: str) -> str:
    return "".join(text.split())


def checked(name: str) -> CheckedFiling:
    return check_filing(Path(SAMPLES / name), Settings())


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_every_figure_stands_under_its_heading_in_print_order(name: str) -> None:
    document = plain(seeds(SEEDS[name]).read_text(encoding="utf-8"))
    filing = checked(name)
    for schedule in filing.schedules:
        at = document.index(plain(schedule.source.heading))
        at = start = document.index(plain(schedule.source.table), at + 1)
        for row, column in schedule.cells:
            printed = plain(filing.printed[schedule.fact_id(row, column)])
            found = document.find(printed, at)
            assert 0 <= found - start < REACH, (
                f"{schedule.id}.{row}.{column}: {printed} is not in print order under {schedule.source.table}"
            )
            at = found + len(printed)


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_figures_and_dashes_are_as_many_as_the_source_prints(name: str) -> None:
    printed = checked(name).printed
    dashes = sum(text == "-" for text in printed.values())
    assert (len(printed) - dashes, dashes) == FIGURES[name]


def test_every_correction_holds_exactly() -> None:
    results = [r for r in checked("qingcloud-2021-inquiry-reply").results if r.instance.rule.relation == "restatement"]
    assert len(results) == 36
    assert {str(r.verdict) for r in results} == {"exact"}


def test_the_difference_in_the_source_is_found_and_explained() -> None:
    filing = checked("qingcloud-2020-ipo-reply")
    (explained,) = [r for r in filing.results if str(r.verdict) == "explained"]
    assert explained.instance.id == "type-sum[amount-fy3]"
    assert (explained.left, explained.right, explained.gap) == (113866900, 113867200, -300)
    (info,) = [d for d in filing.diagnostics if d.explained]
    assert info.location.path is not None
    assert (Path(info.location.path).name, info.location.line, str(info.severity)) == ("cloud-service-types.csv", 5, "info")


@pytest.mark.parametrize(("name", "count"), [("qingcloud-2020-ipo-reply", 7), ("qingcloud-2021-inquiry-reply", 9)])
def test_what_rounding_explains_is_said_with_its_size_and_cell(name: str, count: int) -> None:
    said = [d for d in checked(name).diagnostics if d.code == "filing.rounding"]
    assert len(said) == count
    assert all(str(d.severity) == "info" and d.location.line and d.location.column for d in said)


def test_a_last_digit_that_moves_is_said(tmp_path: Path) -> None:
    filing = copy_sample("qingcloud-2021-inquiry-reply", tmp_path)
    change(filing / "facts" / "income-consolidated.csv", "87,518,081.40", "87,518,081.41")
    (said,) = [d for d in check_filing(filing, Settings()).diagnostics if "correct-income" in d.message]
    assert (said.code, said.location.line, said.location.column) == ("filing.rounding", 4, 3)
    assert "0.01 元" in said.message
