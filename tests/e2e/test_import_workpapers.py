"""Workpapers that come back edited: what changed is listed, adjustments become facts, nothing is half-applied."""

import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from generator.pipeline.build import build
from generator.pipeline.settings import Settings
from tests.support.builds import Build, build_sample
from tests.support.filings import Ran, change, copy_sample, run_filing, snapshot
from tests.support.returned import (
    COLUMNS,
    FIRST_LINE,
    adjustment_lines,
    beside,
    detail_sheet,
    edited,
    entered,
    lead_sheet,
    lines,
    receivables,
    repacked,
    sorted_by_amount,
)

NAME = "qingcloud-2021-inquiry-reply"
COLLECTION, AGED = 1, 2
WHOLE_COLLECTION, PROVISION, TEXT = 11, 17, 18  # of the whole sample
COLLECTED = "collection.y1-2.collected"
OTHER = "collection.y2-3.collected"
WHOLE = "collection.total.collected"
RECEIVABLES = "bad-debt-provision.issuer.balance"
IN_TEXT = "text-figures.receivables.value"
RATE = "collection.y1-2.rate"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The whole sample."""
    return build_sample(NAME, tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workpapers of a small filing."""
    out = tmp_path_factory.mktemp("small") / "out"
    built = build(receivables(out.parent), out, Settings())
    assert built.manifest is not None, [d.message for d in built.diagnostics]
    return out / f"{NAME}-workpapers.xlsx"


@pytest.fixture
def filing(tmp_path: Path) -> Path:
    """The small filing, of which a test can make what it wants."""
    return receivables(tmp_path)


def imported(capsys: pytest.CaptureFixture[str], path: Path, filing: Path, *more: str | Path) -> Ran:
    return run_filing(capsys, "import-workpapers", path, "--filing", filing, "--format", "json", *more)


def changes(ran: Ran, what: str) -> list[dict[str, Any]]:
    return [one for one in ran.json["changes"] if one["what"] == what]


def warned(ran: Ran, code: str = "filing.not-imported") -> list[dict[str, Any]]:
    return [d for d in ran.findings if d["severity"] == "warning" and d["code"] == code]


def refused(ran: Ran, filing: Path, code: str) -> dict[str, Any]:
    """The one error of an import that left the filing as it was."""
    assert ran.code == 1
    assert ran.json["valid"] is False
    assert ran.json["adjustments"] is None
    assert not any(one["applied"] for one in ran.json["changes"])
    assert not (filing / "adjustments.csv").exists()
    (found,) = ran.errors
    assert found["code"] == code, found
    return found


# ---------------------------------------------------------------- round trips


def test_an_untouched_book_has_no_changes(book: Path, filing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot(filing)
    ran = imported(capsys, book, filing)
    assert (ran.code, ran.json) == (0, {"valid": True, "diagnostics": [], "changes": [], "adjustments": None})
    assert snapshot(filing) == before


def test_saving_changes_nothing(book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = imported(capsys, edited(book, tmp_path / "saved.xlsx"), filing)
    assert (ran.code, ran.json["changes"]) == (0, [])


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        ((WHOLE_COLLECTION, COLLECTED), (WHOLE_COLLECTION, WHOLE), "collection-sum[collected]"),
        ((PROVISION, RECEIVABLES), (TEXT, IN_TEXT), "text-receivables"),
    ],
)
def test_an_adjustment_flows_to_the_facts(
    first: tuple[int, str],
    second: tuple[int, str],
    rule: str,
    built: Build,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One figure alone contradicts the total: the build is refused, rightly. With the total adjusted too it passes."""
    book, filing = built.out / f"{NAME}-workpapers.xlsx", copy_sample(NAME, tmp_path)
    ran = imported(capsys, edited(book, tmp_path / "a.xlsx", entered(*first, "audit", 1)), filing)
    assert ran.code == 0
    assert [rule in d["message"] for d in warned(ran, "filing.rule")] == [True], "what a build will say is said at once"
    out = tmp_path / "out"
    halted = run_filing(capsys, "build", filing, "-o", out, "--format", "json")
    assert halted.code == 1
    assert [rule in d["message"] for d in halted.errors] == [True]
    assert not out.exists()

    both = edited(book, tmp_path / "b.xlsx", entered(*first, "audit", 1), entered(*second, "audit", 1))
    assert imported(capsys, both, filing).code == 0
    assert [(one["row"], one["amount"]) for one in adjustment_lines(filing)] == [(f[1].split(".")[1], "1.00") for f in (first, second)]
    ran = run_filing(capsys, "build", filing, "-o", out, "--format", "json")
    assert ran.code == 0, ran.errors
    _is_adjusted(built.out, out, (first, second), capsys)


def _is_adjusted(old: Path, new: Path, figures: tuple[tuple[int, str], ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Facts, page, manifest, workpapers and `diff` show 1 万元 more in `figures`, and nothing else."""
    facts = [json.loads((out / f"{NAME}.json").read_bytes())["facts"] for out in (old, new)]
    for _, fact in figures:
        before, after = (float(one[fact]["value"]) for one in facts)
        assert after - before == pytest.approx(10_000)
        page = (new / f"{NAME}.xhtml").read_text(encoding="utf-8")
        shown = page.partition(f'id="{fact}"')[2].partition(">")[2].partition("<")[0]
        assert float(shown.replace(",", "")) == pytest.approx(after / 10_000)
    told = run_filing(capsys, "diff", old, new, "--format", "json").json
    assert {one["second"]["id"] for one in told["changes"] if one["difference"] is not None} == {fact for _, fact in figures}
    assert all(one["second"]["id"].startswith("narrative.") for one in told["changes"] if one["difference"] is None), "texts that say them"
    assert "adjustments.csv" in {one["path"] for one in json.loads((new / "manifest.json").read_bytes())["inputs"]}
    book = openpyxl.load_workbook(new / f"{NAME}-workpapers.xlsx", data_only=True)
    for number, fact in figures:
        sheet = lead_sheet(book, number)
        row = lines(sheet)[fact]
        amounts = [sheet.cell(row, COLUMNS[c]).value for c in ("unaudited", "audit", "reclassification", "audited")]
        assert amounts[1:3] == [1, None]
        assert amounts[3] == pytest.approx(amounts[0] + 1)
        tie = book[next(s.title for s in book if s.title.startswith("T-1 "))]
        assert any(c.value == fact for column in tie.iter_cols(max_col=3) for c in column)


def test_the_rebuilt_book_imports_without_a_change(book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = [entered(COLLECTION, fact, "reclassification", -2.5) for fact in (COLLECTED, WHOLE)]
    both += [entered(COLLECTION, RATE, "remark", "抽样重算")]
    assert imported(capsys, edited(book, tmp_path / "a.xlsx", *both), filing).code == 0
    kept = (filing / "adjustments.csv").read_bytes()
    assert [(one["kind"], one["amount"], one["note"]) for one in adjustment_lines(filing)] == [
        ("reclassification", "-2.50", ""),
        ("note", "", "抽样重算"),
        ("reclassification", "-2.50", ""),
    ]
    out = tmp_path / "out"
    assert run_filing(capsys, "build", filing, "-o", out).code == 0
    ran = imported(capsys, out / f"{NAME}-workpapers.xlsx", filing)
    assert (ran.code, ran.json["changes"]) == (0, [])
    again = edited(out / f"{NAME}-workpapers.xlsx", tmp_path / "b.xlsx", entered(COLLECTION, COLLECTED, "reclassification", None))
    assert imported(capsys, again, filing).code == 0
    lines_now = (filing / "adjustments.csv").read_bytes()
    assert lines_now.startswith(kept), "what was there stays, with who and when"
    assert adjustment_lines(filing)[-1]["amount"] == "2.50", "an adjustment is taken back by one of the other sign"


def test_a_percentage_is_adjusted_in_per_cent(book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, edited(book, tmp_path / "a.xlsx", entered(COLLECTION, RATE, "audit", 0.005)), filing)
    assert [one["amount"] for one in adjustment_lines(filing)] == ["0.50"]
    plain = receivables(tmp_path / "plain")
    ran = run_filing(capsys, "diff", plain, filing, "--format", "json")
    assert [(one["second"]["id"], one["difference"]) for one in ran.json["changes"]] == [(RATE, "0.005")]


# ---------------------------------------------------------------- what a reviewer does besides


def test_sorted_lines_keep_their_adjustments(book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fact = "long-aged.ceb.y2-3"
    ran = imported(capsys, edited(book, tmp_path / "a.xlsx", sorted_by_amount(AGED), entered(AGED, fact, "audit", "(1,234.50)")), filing)
    assert [(one["what"], one["fact"], one["applied"]) for one in ran.json["changes"]] == [
        ("audit", fact, True),
        ("rows-sorted", "", False),
    ]
    assert [(one["row"], one["column"], one["amount"]) for one in adjustment_lines(filing)] == [("ceb", "y2-3", "-1234.50")]


def test_moved_columns_are_known_by_their_headings(book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def move(opened: Any) -> None:
        sheet = lead_sheet(opened, COLLECTION)
        for row in range(FIRST_LINE - 1, max(lines(sheet).values()) + 1):  # both columns of adjustments change places
            a, b = sheet.cell(row, COLUMNS["audit"]), sheet.cell(row, COLUMNS["reclassification"])
            a.value, b.value = b.value, a.value
        sheet.cell(lines(sheet)[COLLECTED], COLUMNS["audit"]).value = 7
        sheet.insert_cols(1)

    ran = imported(capsys, edited(book, tmp_path / "a.xlsx", move), filing)
    assert [(one["kind"], one["amount"]) for one in adjustment_lines(filing)] == [("reclassification", "7.00")]
    assert {one["what"] for one in ran.json["changes"]} <= {"reclassification", "column-moved"}


def test_signatures_ticks_conclusions_and_sheets_are_listed(
    book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def tick(opened: Any) -> None:
        sheet = detail_sheet(opened, COLLECTION)
        (head,) = [c for row in sheet.iter_rows() for c in row if c.value == "人工复核"]
        sheet.cell(head.row + 1, head.column).value = "∧"
        opened.create_sheet("抽样")["B2"] = 3

    edits = [
        beside("复核人", "王五", COLLECTION),
        beside("复核日期", date(2022, 6, 3), COLLECTION),
        beside("审计结论", "未见异常", COLLECTION),
    ]
    ran = imported(capsys, edited(book, tmp_path / "a.xlsx", *edits, tick), filing)
    assert ran.code == 0
    assert ran.json["adjustments"] is None
    assert [(one["what"], one["new"]) for one in ran.json["changes"]] == [
        ("sheet-added", "1 cells: 3"),
        ("sign-off", "王五"),
        ("sign-off", "2022-06-03"),
        ("tick", "∧"),
        ("conclusion", "未见异常"),
    ]
    assert {(one["by"], one["date"]) for one in ran.json["changes"][1:]} == {("王五", "2022-06-03")}
    assert not any(one["applied"] for one in ran.json["changes"])


def test_who_when_and_why_come_from_the_book(book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def told(opened: Any) -> None:
        sheet = lead_sheet(opened, COLLECTION)
        sheet.cell(lines(sheet)[COLLECTED], COLUMNS["audit"]).comment = Comment("李四:\n截止性测试", "李四")
        log = next(sheet for sheet in opened if sheet.title.startswith("L-1 "))
        for cell, value in {"B9": "2022年6月5日", "C9": "赵六", "E9": WHOLE, "F9": "审计调整", "I9": "随明细调整"}.items():
            log[cell] = value
        opened.properties.lastModifiedBy = "孙七"

    edits = [
        entered(COLLECTION, COLLECTED, "audit", 10),
        entered(COLLECTION, WHOLE, "audit", 10),
        entered(COLLECTION, OTHER, "audit", 1),
    ]
    ran = imported(capsys, edited(book, tmp_path / "a.xlsx", *edits, told), filing)
    said = {one["row"] + "." + one["column"]: (one["by"], one["note"]) for one in adjustment_lines(filing)}
    assert said == {"y1-2.collected": ("李四", "截止性测试"), "total.collected": ("赵六", "随明细调整"), "y2-3.collected": ("孙七", "")}
    assert [one["date"] for one in adjustment_lines(filing) if one["row"] == "total"] == ["2022-06-05"]
    assert [(one["what"], one["applied"]) for one in ran.json["changes"] if one["what"] in ("comment", "change-log")] == [
        ("comment", True),
        ("change-log", True),
    ]


def test_a_remark_goes_with_its_adjustment_and_stays_text(
    book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edits = [entered(COLLECTION, COLLECTED, "audit", 10), entered(COLLECTION, COLLECTED, "remark", "=1+1")]
    imported(capsys, edited(book, tmp_path / "a.xlsx", *edits), filing)
    assert [(one["amount"], one["note"]) for one in adjustment_lines(filing)] == [("10.00", "=1+1")]
    edits = [entered(COLLECTION, WHOLE, "audit", 10)]
    imported(capsys, edited(book, tmp_path / "b.xlsx", *edits), filing)
    out = tmp_path / "out"
    assert run_filing(capsys, "build", filing, "-o", out).code == 0
    sheet = lead_sheet(openpyxl.load_workbook(out / f"{NAME}-workpapers.xlsx"), COLLECTION)
    cell = sheet.cell(lines(sheet)[COLLECTED], COLUMNS["remark"])
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_what_cannot_be_applied_is_named(book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def lose(opened: Any) -> None:
        sheet = lead_sheet(opened, COLLECTION)
        sheet.delete_rows(lines(sheet)["collection.y2-3.rate"])
        below = max(lines(sheet).values()) + 1
        sheet.insert_rows(below)
        for column, value in ((COLUMNS["item"], "未入账回款"), (COLUMNS["audit"], 3), (COLUMNS["reclassification"], "=SUM(F9:F20)")):
            sheet.cell(below, column).value = value

    edits = [
        entered(COLLECTION, COLLECTED, "unaudited", 2000),
        entered(COLLECTION, WHOLE, "audited", 3000),
        entered(COLLECTION, RATE, "audit", 0.005),
        lose,
    ]
    ran = imported(capsys, edited(book, tmp_path / "a.xlsx", *edits), filing)
    assert ran.code == 0
    named = [d for d in warned(ran) if d["location"]["fact"]]
    assert [(d["location"]["fact"], "审计调整" in d["message"]) for d in named] == [(COLLECTED, True), (WHOLE, True)]
    assert "enter the difference, 89.04" in next(d["message"] for d in named if d["location"]["fact"] == COLLECTED)
    assert any("collection.y2-3.rate was deleted" in d["message"] for d in warned(ran))
    assert [d["location"]["cell"] for d in warned(ran) if "no figure's" in d["message"]] == ["E32"]
    assert [one["applied"] for one in changes(ran, "unaudited") + changes(ran, "audited")] == [False, False]
    assert [one["amount"] for one in adjustment_lines(filing)] == ["0.50"], "the rest is imported"


def test_a_logged_adjustment_that_nobody_entered_is_named(
    book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def log(opened: Any) -> None:
        sheet = next(sheet for sheet in opened if sheet.title.startswith("L-1 "))
        for cell, value in {"C9": "赵六", "E9": WHOLE, "F9": "审计调整", "G9": 5}.items():
            sheet[cell] = value

    ran = imported(capsys, edited(book, tmp_path / "a.xlsx", log), filing)
    assert ["none was entered" in d["message"] and d["location"]["cell"] for d in warned(ran)] == ["9:9"]


# ---------------------------------------------------------------- entries that cannot be read: nothing is imported


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        ("约10万元", "filing.import-entry", "that is no amount"),
        ("12,34.5", "filing.import-entry", "that is no amount"),
        ("#N/A", "filing.import-entry", "the error #N/A"),
        ("=D9*0.1", "filing.import-entry", "has no stored value"),
        (True, "filing.import-entry", "holds a boolean"),
        (date(2022, 6, 3), "filing.import-entry", "holds a date"),
        (10.005, "filing.precision", "has 3 decimal places"),
    ],
)
def test_an_entry_that_is_no_amount_stops_the_import(
    value: object, code: str, said: str, book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edits = [entered(COLLECTION, COLLECTED, "audit", value), entered(COLLECTION, WHOLE, "audit", 10)]
    found = refused(imported(capsys, edited(book, tmp_path / "a.xlsx", *edits), filing), filing, code)
    assert said in found["message"]
    assert found["location"] | {"path": None} == {
        "path": None,
        "sheet": "N1-1 审定表 以前年度应收账款账龄与期后回款",
        "cell": "E10",
        "line": None,
        "column": None,
        "fact": COLLECTED,
    }


def test_a_line_that_is_not_known_for_certain_stops_the_import(
    book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def lose_keys(opened: Any) -> None:
        sheet = lead_sheet(opened, COLLECTION)
        row = lines(sheet)[COLLECTED]
        sheet.cell(row, COLUMNS["unaudited"]).value = 2000
        for line in lines(sheet).values():
            sheet.cell(line, COLUMNS["key"]).value = None

    path = edited(book, tmp_path / "a.xlsx", entered(COLLECTION, COLLECTED, "audit", 1), lose_keys)
    assert "no longer known" in refused(imported(capsys, path, filing), filing, "filing.import-entry")["message"]


def test_lines_without_their_keys_are_known_by_their_texts(
    book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def lose_keys(opened: Any) -> None:
        lead_sheet(opened, COLLECTION).delete_cols(1)

    path = edited(book, tmp_path / "a.xlsx", entered(COLLECTION, COLLECTED, "audit", 1), lose_keys)
    ran = imported(capsys, path, filing)
    assert [(one["row"], one["column"], one["amount"]) for one in adjustment_lines(filing)] == [("y1-2", "collected", "1.00")]
    assert changes(ran, "column-deleted") != []


def test_a_line_that_stands_twice_must_say_one_thing(book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def copy(opened: Any) -> None:
        sheet = lead_sheet(opened, COLLECTION)
        row, last = lines(sheet)[COLLECTED], max(lines(sheet).values())
        for column in range(1, 11):
            sheet.cell(last + 1, column).value = sheet.cell(row, column).value

    ran = imported(capsys, edited(book, tmp_path / "a.xlsx", copy), filing)
    assert (ran.code, [one["what"] for one in ran.json["changes"]]) == (0, ["row-repeated"])
    path = edited(book, tmp_path / "b.xlsx", copy, entered(COLLECTION, WHOLE, "audit", 1))
    path = edited(path, tmp_path / "c.xlsx", lambda opened: lead_sheet(opened, COLLECTION).cell(10, 5, 4))
    assert "different adjustments" in refused(imported(capsys, path, filing), filing, "filing.import-entry")["message"]


# ---------------------------------------------------------------- adjustments that are there already


def test_the_same_book_twice_adds_nothing_and_an_edited_one_what_is_new(
    book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = edited(book, tmp_path / "a.xlsx", entered(COLLECTION, COLLECTED, "audit", 10))
    imported(capsys, path, filing)
    before = (filing / "adjustments.csv").read_bytes()
    ran = imported(capsys, path, filing)
    assert (ran.code, ran.json["adjustments"]) == (0, None)
    assert (filing / "adjustments.csv").read_bytes() == before
    imported(capsys, edited(path, tmp_path / "b.xlsx", entered(COLLECTION, WHOLE, "audit", 10)), filing)
    assert (filing / "adjustments.csv").read_bytes().startswith(before)
    assert [one["row"] for one in adjustment_lines(filing)] == ["y1-2", "total"]


def test_adjustments_that_differ_are_not_overwritten(book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, edited(book, tmp_path / "a.xlsx", entered(COLLECTION, COLLECTED, "audit", 10)), filing)
    before = (filing / "adjustments.csv").read_bytes()
    other = edited(book, tmp_path / "b.xlsx", entered(COLLECTION, COLLECTED, "audit", 12), entered(COLLECTION, WHOLE, "audit", 12))
    ran = imported(capsys, other, filing)
    assert (ran.code, [(d["code"], d["location"]["line"]) for d in ran.errors]) == (1, [("filing.adjustments-differ", 2)])
    assert (filing / "adjustments.csv").read_bytes() == before
    ran = imported(capsys, other, filing, "--force")
    assert ran.code == 0
    assert [one["amount"] for one in adjustment_lines(filing)] == ["12.00", "12.00"]
    assert "was not in the book" in warned(ran, "filing.adjustments-differ")[0]["message"]


def test_another_target_is_not_overwritten_either(book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = edited(book, tmp_path / "a.xlsx", entered(COLLECTION, COLLECTED, "audit", 10))
    target = tmp_path / "proposed.csv"
    target.write_text("mine", encoding="utf-8")
    assert imported(capsys, path, filing, "-o", target).code == 1
    assert target.read_text(encoding="utf-8") == "mine"
    assert imported(capsys, path, filing, "-o", target, "--force").code == 0
    assert "collection,y1-2,collected,audit,10.00" in target.read_text(encoding="utf-8-sig")
    assert not (filing / "adjustments.csv").exists()


def test_notes_added_since_are_no_change_of_the_book(book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Facts do not tell notes apart: the hash of their file does."""
    path = edited(book, tmp_path / "a.xlsx", entered(COLLECTION, COLLECTED, "remark", "看过"))
    imported(capsys, path, filing)
    ran = imported(capsys, book, filing)
    assert (ran.code, ran.json["changes"], len(adjustment_lines(filing))) == (0, [], 1)
    out = tmp_path / "out"
    assert run_filing(capsys, "build", filing, "-o", out).code == 0
    second = out / f"{NAME}-workpapers.xlsx"
    imported(capsys, edited(second, tmp_path / "b.xlsx", entered(COLLECTION, RATE, "remark", "复算")), filing)
    assert [one["note"] for one in adjustment_lines(filing)] == ["看过", "复算"]
    assert imported(capsys, second, filing).json["changes"] == []


# ---------------------------------------------------------------- books that are not ours, or are none


def test_a_book_of_other_facts_is_refused_with_what_changed(
    book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(filing / "facts" / "collection.csv", '"1,910.96"', '"1,910.97"')
    found = refused(imported(capsys, book, filing), filing, "filing.other-book")
    assert "facts/collection.csv" in found["message"]


def test_another_filings_book_is_refused(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = receivables(tmp_path)
    change(filing / "filing.toml", f'id = "{NAME}"', 'id = "another"')
    found = refused(imported(capsys, book, filing), filing, "filing.other-book")
    assert NAME in found["message"]
    assert "another" in found["message"]


def test_a_book_that_is_no_workpapers_is_refused(filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    refused(imported(capsys, tmp_path / "empty.xlsx", filing), filing, "filing.other-book")


def test_names_that_were_lost_are_found_by_their_words(
    book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def forget(opened: Any) -> None:
        for name in list(opened.defined_names):
            del opened.defined_names[name]

    ran = imported(capsys, edited(book, tmp_path / "a.xlsx", forget, entered(COLLECTION, COLLECTED, "audit", 10)), filing)
    assert (ran.code, [one["amount"] for one in adjustment_lines(filing)]) == (0, ["10.00"])


def _macros(book: Path, path: Path) -> Path:
    def change(name: str, data: bytes) -> bytes:
        if name == "[Content_Types].xml":
            data = data.replace(b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml").replace(
                b"application/vnd.openxmlformats-officedocument.ms-excel.", b"application/vnd.ms-excel."
            )
        return data

    return repacked(book, path, change, {"xl/vbaProject.bin": b"\0", "xl/externalLinks/externalLink1.xml": b"<x/>"})


def test_macros_and_links_are_named_and_not_read(book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _macros(edited(book, tmp_path / "a.xlsx", entered(COLLECTION, COLLECTED, "audit", 10)), tmp_path / "a.xlsm")
    ran = imported(capsys, path, filing)
    assert (ran.code, [one["amount"] for one in adjustment_lines(filing)]) == (0, ["10.00"])
    assert [d["message"] for d in warned(ran)] == [
        "The book holds macros, which are not read.",
        "The book holds links to 1 other workbook, which are not read.",
    ]


def _hostile(kind: str, book: Path, path: Path) -> Path:
    """A book that must be refused."""
    sheet = "xl/worksheets/sheet1.xml"
    if kind in ("encrypted", "cut short", "no zip"):
        data = book.read_bytes()
        path.write_bytes(
            {"encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data, "cut short": data[: len(data) // 2], "no zip": b"x"}[kind]
        )
        return path
    content = {
        "doctype": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        "no xml": b"<worksheet><sheetData>",
        "far row": b'<worksheet><sheetData><row r="99999999"><c r="A99999999"><v>1</v></c></row></sheetData></worksheet>',
        "far cell": b'<worksheet><sheetData><row r="1"><c r="ZZZ1"><v>1</v></c></row></sheetData></worksheet>',
        "far cells": b"<worksheet><sheetData>"
        + b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (i, i) for i in range(1, 1300))
        + b"</sheetData></worksheet>",
    }[kind]
    return repacked(book, path, lambda name, data: content if name == sheet else data)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("encrypted", "filing.workbook"),
        ("cut short", "filing.zip"),
        ("no zip", "filing.zip"),
        ("doctype", "xml.doctype"),
        ("no xml", "xml.not-well-formed"),
        ("far row", "filing.workbook"),
        ("far cell", "filing.workbook"),
        ("far cells", "filing.workbook"),
    ],
)
def test_a_hostile_book_is_refused(
    kind: str, code: str, book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(imported(capsys, _hostile(kind, book, tmp_path / "bad.xlsx"), filing), filing, code)


def test_a_sheet_that_claims_to_be_huge_is_read(book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def claim(name: str, data: bytes) -> bytes:
        return re.sub(b'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data) if "worksheets/" in name else data

    path = repacked(edited(book, tmp_path / "a.xlsx", entered(COLLECTION, COLLECTED, "audit", 10)), tmp_path / "b.xlsx", claim)
    assert path.read_bytes() != (tmp_path / "a.xlsx").read_bytes()
    ran = imported(capsys, path, filing)
    assert (ran.code, [one["amount"] for one in adjustment_lines(filing)]) == (0, ["10.00"])


def test_the_command_line_says_what_it_needs(book: Path, filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run_filing(capsys, "import-workpapers", book)
    assert (ran.code, "--filing" in ran.err) == (2, True)
    ran = run_filing(capsys, "import-workpapers", tmp_path / "none.xlsx", "--filing", filing)
    assert ran.code == 2
    within = shutil.copy(book, filing / "returned.xlsx")
    ran = run_filing(capsys, "import-workpapers", within)
    assert (ran.code, ran.err.strip()) == (0, "0 changes, 0 applied; nothing to write")
