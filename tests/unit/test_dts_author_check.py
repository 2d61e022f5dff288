"""`filing taxonomy check`: what an author gets wrong or forgets, each at its cell."""

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from generator.cli import main
from generator.diagnostics import Diagnostic
from generator.dts.author import compile_package
from generator.pipeline.settings import Settings
from generator.pipeline.sheets import read_sheets
from generator.pipeline.taxonomy import check_taxonomy

TAXONOMY = Path(__file__).resolve().parents[2] / "taxonomy"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of our taxonomy's sources, to be broken."""
    shutil.copytree(TAXONOMY / "tables", tmp_path / "tables")
    shutil.copy(TAXONOMY / "taxonomy.toml", tmp_path)
    return tmp_path


def edit(folder: Path, table: str, change: Callable[[list[list[str]]], object]) -> None:
    path = folder / "tables" / f"{table}.csv"
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    change(rows)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig")


def add(folder: Path, table: str, *cells: str) -> int:
    """Add a row; its number, as Excel counts them."""
    numbers: list[int] = []

    def change(rows: list[list[str]]) -> None:
        rows.append([*cells, *[""] * (len(rows[0]) - len(cells))])
        numbers.append(len(rows))

    edit(folder, table, change)
    return numbers[0]


def found(folder: Path, code: str) -> set[tuple[str, int | None, int | None, str]]:
    """File, line, column and severity of the findings of `code`."""
    return {
        (Path(d.location.path or "").name, d.location.line, d.location.column, str(d.severity))
        for d in check_taxonomy(folder, Settings())
        if d.code == f"filing.taxonomy.{code}"
    }


def test_ours_has_no_finding() -> None:
    assert check_taxonomy(TAXONOMY, Settings()) == ()


def test_a_concept_that_nobody_sees_or_that_has_no_dimensions(folder: Path) -> None:
    row = add(folder, "concepts", "Lost", "item", "monetary", "duration", "credit", "失", "Lost")
    assert found(folder, "no-presentation") == {("concepts.csv", row, 1, "warning")}
    assert found(folder, "no-hypercube") == {("concepts.csv", row, 1, "warning")}


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("concepts", ("LostMember", "member", "", "", "", "失", "Lost")),
        ("concepts", ("LostAxis", "typed-axis", "", "", "", "失", "Lost", "customerName")),
        ("concepts", ("lost", "typed-domain", "string")),
        ("concepts", ("LostTable", "hypercube", "", "", "", "失", "Lost")),
        ("roles", ("lost", "900", "失", "Lost")),
    ],
)
def test_what_nothing_uses(folder: Path, table: str, cells: tuple[str, ...]) -> None:
    row = add(folder, table, *cells)
    assert found(folder, "unused") == {(f"{table}.csv", row, 1, "warning")}


def test_a_label_that_one_language_lacks(folder: Path) -> None:
    row = add(folder, "labels", "OperatingRevenue", "verbose", "en", "Operating revenue, verbose")
    assert found(folder, "missing-label") == {("labels.csv", row, 3, "warning")}


def test_a_preferred_label_that_is_not_there(folder: Path) -> None:
    def change(rows: list[list[str]]) -> None:
        rows[4][3] = "periodEnd"

    edit(folder, "presentation", change)
    assert found(folder, "preferred-label") == {("presentation.csv", 5, 4, "error")}
    add(folder, "labels", "OperatingRevenue", "periodEnd", "en", "Operating revenue at the end")
    assert ("presentation.csv", 5, 4, "warning") in found(folder, "missing-label")


SUMS = [
    # total, part, weight, what is wrong, column
    ("OperatingRevenue", "CompositionOperatingRevenueShare", "1", "calculation-unit", 3),
    ("OperatingRevenue", "PriorYearReceivables", "1", "calculation-period", 3),
    ("OperatingRevenue", "OperatingCost", "1", "calculation-balance", 4),
    ("OperatingRevenue", "OperatingRevenue", "1", "cycle", 3),
    ("OperatingRevenue", "CloudServiceRevenue", "1", "calculation-dimensions", 3),
]


@pytest.mark.parametrize(("total", "part", "weight", "code", "column"), SUMS)
def test_a_sum_that_cannot_be(folder: Path, total: str, part: str, weight: str, code: str, column: int) -> None:
    row = add(folder, "calculation", "restated-income", total, part, weight)
    assert found(folder, code) == {("calculation.csv", row, column, "error")}
    assert compile_package(folder)[0] == {}


def test_a_sum_of_likes_is_not_refused(folder: Path) -> None:
    add(folder, "calculation", "restated-income", "OperatingRevenue", "OperatingCost", "-1")
    assert check_taxonomy(folder, Settings()) == ()


def test_text_takes_no_part_in_a_sum(folder: Path) -> None:
    add(folder, "concepts", "Remark", "item", "string", "duration", "", "注", "Remark")
    row = add(folder, "calculation", "restated-income", "OperatingRevenue", "Remark", "1")
    assert found(folder, "calculation-type") == {("calculation.csv", row, 3, "error")}


def test_a_cycle_over_two_sums(folder: Path) -> None:
    first = add(folder, "calculation", "revenue-composition", "CompositionMainBusinessRevenue", "CompositionOperatingRevenue", "1")
    assert found(folder, "cycle") == {("calculation.csv", 2, 3, "error"), ("calculation.csv", first, 3, "error")}


def test_a_cycle_in_a_presentation(folder: Path) -> None:
    add(folder, "presentation", "restated-income", "3", "RestatedIncomeLineItems")
    assert "RestatedIncomeLineItems" in {
        d.message.split()[0] for d in check_taxonomy(folder, Settings()) if d.code == "filing.taxonomy.cycle"
    }


def test_a_cycle_among_members(folder: Path) -> None:
    add(folder, "members", "CloudServiceTypeAxis", "2", "AllCloudServiceTypesMember")
    assert found(folder, "cycle")


def test_open_and_closed_at_once(folder: Path) -> None:
    def change(rows: list[list[str]]) -> None:
        for number, row in enumerate(rows):
            row.append("closed" if number == 0 else "no" if number == 1 else "")

    edit(folder, "hypercubes", change)
    assert found(folder, "closed") == {("hypercubes.csv", 3, 5, "error")}


# ---------------------------------------------------------------- a workbook in place of the tables


def as_workbook(folder: Path) -> Path:
    """The tables of `folder` moved into `taxonomy.xlsx`, a sheet each."""
    book = folder / "taxonomy.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        for path in sorted((folder / "tables").glob("*.csv")):
            sheet = workbook.add_worksheet(path.stem)
            for at, cells in enumerate(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))):
                for column, text in enumerate(cells):
                    if text.isdecimal() and str(int(text)) == text:
                        sheet.write_number(at, column, int(text))  # as Excel stores what looks like a number
                    elif text:
                        sheet.write_string(at, column, text)
            path.unlink()
    return book


def test_a_workbook_compiles_to_the_same_bytes(folder: Path) -> None:
    before, _ = compile_package(folder)
    as_workbook(folder)
    after, problems = compile_package(folder, read_sheets)
    assert problems == []
    assert after == before


def test_a_finding_in_a_workbook_names_sheet_and_cell(folder: Path) -> None:
    add(folder, "calculation", "restated-income", "OperatingRevenue", "OperatingCost", "1")
    as_workbook(folder)
    (problem,) = [d for d in check_taxonomy(folder, Settings()) if d.code == "filing.taxonomy.calculation-balance"]
    assert (problem.location.sheet, problem.location.cell) == ("calculation", "D6")


def test_a_table_that_stands_in_the_workbook_and_beside_it(folder: Path, tmp_path: Path) -> None:
    kept = (folder / "tables" / "roles.csv").read_bytes()
    as_workbook(folder)
    (folder / "tables" / "roles.csv").write_bytes(kept)
    (problem,) = [d for d in check_taxonomy(folder, Settings()) if d.code == "filing.taxonomy.duplicate"]
    assert problem.location.sheet == "roles"


# ---------------------------------------------------------------- the commands


def test_check_prints_the_cell_and_ends_with_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["taxonomy", "check", str(folder)]) == 0
    row = add(folder, "calculation", "restated-income", "OperatingRevenue", "OperatingCost", "1")
    assert main(["taxonomy", "check", str(folder)]) == 1
    assert f"calculation.csv:{row}:4: filing.taxonomy.calculation-balance" in capsys.readouterr().out


def test_a_base_that_is_not_at_hand_is_a_warning(folder: Path) -> None:
    with (folder / "taxonomy.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[base]]\nprefix = "b"\nnamespace = "http://b.example/"\nschema = "http://b.example/b.xsd"\n')
    add(folder, "presentation", "restated-income", "2", "b:Thing")
    problems = [d for d in check_taxonomy(folder, Settings()) if "anchor" not in d.code]
    assert [(d.code, str(d.severity)) for d in problems] == [("filing.taxonomy.no-base", "warning")]


def test_a_prefix_that_is_not_declared(folder: Path) -> None:
    row = add(folder, "presentation", "restated-income", "2", "b:Thing")
    assert found(folder, "unknown-name") == {("presentation.csv", row, 3, "error")}


def messages(problems: list[Diagnostic]) -> list[str]:
    return [d.message for d in problems]


def test_a_reserved_role(folder: Path) -> None:
    add(folder, "roles", "axis-defaults", "999", "轴", "Axes")
    _, problems = compile_package(folder)
    assert any("compiler's own" in message for message in messages(problems))
