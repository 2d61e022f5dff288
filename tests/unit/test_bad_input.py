"""Every mistake of a clerk, one test each: the code, where exactly, a hint, exit 1, the previous outputs untouched."""

import os
from pathlib import Path

import pytest

from tests.support.filings import change, copy_sample, line_of, run_filing, snapshot
from tests.support.tables import as_csv

INQUIRY = "qingcloud-2021-inquiry-reply"
IPO = "qingcloud-2020-ipo-reply"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A build folder as an earlier build left it (stood in for by one file: nothing may touch it)."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "manifest.json").write_text('{"outputs": []}', encoding="utf-8")
    (folder / "previous.txt").write_text("as it was", encoding="utf-8")
    return folder


def expect(
    capsys: pytest.CaptureFixture[str],
    filing: Path,
    out: Path,
    code: str,
    path: Path,
    *,
    line: int | None = None,
    column: int | None = None,
    text: str = "",
) -> None:
    """Both commands find `code` at that place, say how to mend it, exit with 1, and leave `out` alone."""
    before = snapshot(out)
    for command in (["validate", filing], ["build", filing, "-o", out]):
        ran = run_filing(capsys, *command, "--format", "json")
        assert ran.code == 1, ran.out
        assert ran.json["valid"] is False
        found = [d for d in ran.errors if d["code"] == code]
        assert found, [(d["code"], d["message"]) for d in ran.errors]
        places = [(d["location"]["path"], d["location"]["line"], d["location"]["column"]) for d in found]
        wanted = [p for p in places if p[0] == str(path) and line in (None, p[1]) and column in (None, p[2])]
        assert wanted, f"{code} stands at {places}, not at {path}:{line}:{column}"
        assert any(text in d["message"] for d in found), [d["message"] for d in found]
        assert all(d["hint"] or code == "filing.duplicate-column" for d in found), found
    assert snapshot(out) == before


# ---------------------------------------------------------------- the facts


def test_unknown_row(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    table = filing / "facts" / "collection.csv"
    line = line_of(table, "y3-4,balance")
    change(table, "y3-4,balance", "y3-44,balance")
    expect(capsys, filing, out, "filing.unknown-row", table, line=line, column=1, text="y3-44")


def test_unknown_row_as_printed(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = as_csv(copy_sample(IPO, tmp_path))
    table = filing / "facts" / "revenue-composition.csv"
    change(table, "其他业务,", "其它业务,")
    expect(capsys, filing, out, "filing.unknown-row", table, line=5, column=1, text="其它业务")


def test_unknown_column(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    table = filing / "facts" / "collection.csv"
    line = line_of(table, "y3-4,rate")
    change(table, "y3-4,rate", "y3-4,ratio")
    expect(capsys, filing, out, "filing.unknown-column", table, line=line, column=2, text="ratio")


def test_unknown_column_as_printed(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = as_csv(copy_sample(IPO, tmp_path))
    table = filing / "facts" / "cloud-service-types.csv"
    change(table, "2018年度/增速", "2018年度/增长")
    expect(capsys, filing, out, "filing.unknown-column", table, line=1, column=9, text="2018年度/增长")


def test_missing_column(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    table = filing / "facts" / "loss-rates.csv"
    change(table, "row,column,value", "row,column,note")
    expect(capsys, filing, out, "filing.missing-column", table, line=1, text="value")


def test_missing_column_as_printed(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = as_csv(copy_sample(IPO, tmp_path))
    table = filing / "facts" / "revenue-composition.csv"
    rows = [line.rsplit(",", 1)[0] for line in table.read_text(encoding="utf-8").splitlines()]
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    expect(capsys, filing, out, "filing.missing-column", table, line=1, text="2017年度/占比")


def test_missing_figure(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    table = filing / "facts" / "loss-rates.csv"
    change(table, "y2-3,applied,30.00%\n", "")
    expect(capsys, filing, out, "filing.missing-cell", table, text="y2-3")


def test_text_in_a_number(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    table = filing / "facts" / "collection.csv"
    line = line_of(table, "over-5,balance,71.25")
    change(table, "over-5,balance,71.25", "over-5,balance,71.25万")
    expect(capsys, filing, out, "filing.not-a-number", table, line=line, column=3, text="71.25万")


@pytest.mark.parametrize("text", ["１２３.４５", "1_000", "1e3", "NaN", "(71.25)", '"7,1.25"', "1,23", "+5", "٣"])
def test_numbers_that_are_none(text: str, tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    table = filing / "facts" / "collection.csv"
    line = line_of(table, "over-5,balance,71.25")
    cell = f'"{text}"' if "," in text and not text.startswith('"') else text
    change(table, "over-5,balance,71.25", f"over-5,balance,{cell}")
    expect(capsys, filing, out, "filing.not-a-number", table, line=line, column=3)


def test_more_digits_than_declared(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    table = filing / "facts" / "collection.csv"
    line = line_of(table, "over-5,balance,71.25")
    change(table, "over-5,balance,71.25", "over-5,balance,71.250")
    expect(capsys, filing, out, "filing.precision", table, line=line, column=3, text="3 decimal places")


def test_duplicate_row(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    table = filing / "facts" / "loss-rates.csv"
    line = line_of(table, "y2-3,applied,30.00%")
    change(table, "y2-3,applied,30.00%\n", "y2-3,applied,30.00%\ny2-3,applied,31.00%\n")
    expect(capsys, filing, out, "filing.duplicate-row", table, line=line + 1, column=3, text=f"line {line}")


def test_duplicate_row_as_printed(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = as_csv(copy_sample(IPO, tmp_path))
    table = filing / "facts" / "revenue-composition.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([*lines, lines[4]]) + "\n", encoding="utf-8")
    expect(capsys, filing, out, "filing.duplicate-row", table, line=7, column=2)


def test_ragged_row(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    table = filing / "facts" / "collection.csv"
    line = line_of(table, '"1,886.72"')
    change(table, '"1,886.72"', "1,886.72")
    expect(capsys, filing, out, "filing.csv-ragged", table, line=line, text="4 cells")


def test_empty_cell(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    table = filing / "facts" / "collection.csv"
    line = line_of(table, "over-5,balance,71.25")
    change(table, "over-5,balance,71.25", "over-5,balance,")
    expect(capsys, filing, out, "filing.empty-cell", table, line=line, column=3)


def test_undeclared_dash(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    table = filing / "facts" / "loss-rates.csv"
    line = line_of(table, "y2-3,applied,30.00%")
    change(table, "y2-3,applied,30.00%", "y2-3,applied,—")
    expect(capsys, filing, out, "filing.dash", table, line=line, column=3)


def test_a_figure_that_breaks_a_rule(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    table = filing / "facts" / "income-consolidated.csv"
    line = line_of(table, "q1-revenue,after")
    change(table, "87,518,081.40", "87,518,091.40")
    expect(capsys, filing, out, "filing.rule", table, line=line, column=3, text="10.00")


def test_missing_table(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    (filing / "facts" / "collection.csv").unlink()
    ran = run_filing(capsys, "build", filing, "-o", out, "--format", "json")
    assert ran.code == 1
    (found,) = ran.errors
    assert found["code"] == "filing.missing-file"
    assert found["location"]["path"] == str(filing / "facts" / "collection.csv")
    assert (out / "previous.txt").read_text(encoding="utf-8") == "as it was"


def test_table_that_belongs_to_no_schedule(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    stray = filing / "facts" / "colection.csv"
    stray.write_text("row,column,value\n", encoding="utf-8")
    expect(capsys, filing, out, "filing.unknown-schedule", stray, text="colection")


def test_table_that_is_not_utf8(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = as_csv(copy_sample(IPO, tmp_path))
    table = filing / "facts" / "revenue-composition.csv"
    table.write_bytes(table.read_text(encoding="utf-8-sig").encode("gb18030"))
    expect(capsys, filing, out, "filing.encoding", table, line=1)


def test_table_with_an_open_quotation_mark(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = as_csv(copy_sample(IPO, tmp_path))
    table = filing / "facts" / "revenue-composition.csv"
    change(table, '"14,409.52"', '"14,409.52')
    expect(capsys, filing, out, "filing.csv", table)


def test_table_that_cannot_be_read(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = as_csv(copy_sample(IPO, tmp_path))
    table = filing / "facts" / "revenue-composition.csv"
    table.unlink()
    os.mkfifo(table)
    ran = run_filing(capsys, "build", filing, "-o", out, "--format", "json")
    assert (ran.code, [d["code"] for d in ran.errors]) == (1, ["filing.not-a-file"])


def test_table_that_leads_outside(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = as_csv(copy_sample(IPO, tmp_path))
    table = filing / "facts" / "revenue-composition.csv"
    elsewhere = tmp_path / "elsewhere.csv"
    table.rename(elsewhere)
    table.symlink_to(elsewhere)
    expect(capsys, filing, out, "filing.outside-root", table, text="outside")


# ---------------------------------------------------------------- filing.toml


def test_period_that_ends_before_it_starts(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    toml = filing / "filing.toml"
    line = line_of(toml, "h1 = {")
    change(toml, "h1 = { start = 2021-01-01, end = 2021-06-30 }", "h1 = { start = 2021-01-01, end = 2020-06-30 }")
    expect(capsys, filing, out, "filing.period-order", toml, line=line)


def test_undeclared_period(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    toml = filing / "filing.toml"
    change(toml, "review-date = {", "reviewdate = {")
    expect(capsys, filing, out, "filing.unknown-period", toml, text="review-date")


def test_filing_toml_that_is_no_toml(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    toml = filing / "filing.toml"
    line = line_of(toml, 'currency = "CNY"')
    change(toml, 'currency = "CNY"', 'currency = "CNY')
    expect(capsys, filing, out, "filing.toml", toml, line=line)


def test_filing_toml_without_a_key(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    toml = filing / "filing.toml"
    change(toml, 'currency = "CNY"\n', "")
    expect(capsys, filing, out, "filing.declaration", toml, text="currency")


def test_filing_toml_with_an_unknown_key(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    toml = filing / "filing.toml"
    line = line_of(toml, 'currency = "CNY"')
    change(toml, 'currency = "CNY"', 'currency = "CNY"\ncurency = "CNY"')
    expect(capsys, filing, out, "filing.declaration", toml, line=line + 1, text="curency")


def test_filing_toml_of_an_unknown_kind(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    toml = filing / "filing.toml"
    change(toml, 'kind = "inquiry-reply"', 'kind = "enquiry-reply"')
    expect(capsys, filing, out, "filing.unknown-kind", toml, text="enquiry-reply")


def test_assumption_that_stands_twice(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    toml = filing / "filing.toml"
    line = line_of(toml, 'id = "dashes"')
    change(toml, 'id = "dashes"', 'id = "opinion-date"')
    expect(capsys, filing, out, "filing.declaration", toml, line=line, text="opinion-date")


def test_explanation_that_no_longer_fits(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(IPO, tmp_path)
    toml = filing / "filing.toml"
    line = line_of(toml, 'name = "types-2017"') - 1
    change(toml, 'right = "11,386.72"', 'right = "11,386.73"')
    expect(capsys, filing, out, "filing.stale-explanation", toml, line=line)


def test_missing_filing_toml(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    (filing / "filing.toml").unlink()
    ran = run_filing(capsys, "build", filing, "-o", out, "--format", "json")
    assert (ran.code, [d["code"] for d in ran.errors]) == (1, ["filing.missing-file"])


# ---------------------------------------------------------------- schedules and rules


def test_unknown_concept(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path, own_kind=True)
    schedule = filing / "own" / "inquiry-reply" / "schedules" / "collection.toml"
    change(schedule, '"PriorYearReceivables"', '"PriorYearReceivable"')
    line = line_of(schedule, '[[columns]]\ncode = "balance"'.splitlines()[1]) - 1
    expect(capsys, filing, out, "filing.unknown-concept", schedule, line=line, text="PriorYearReceivable")


def test_unknown_member(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path, own_kind=True)
    schedule = filing / "own" / "inquiry-reply" / "schedules" / "collection.toml"
    line = line_of(schedule, 'code = "over-5"') - 1
    change(schedule, '"OverFiveYearsMember"', '"OverFiveYearMember"')
    expect(capsys, filing, out, "filing.unknown-member", schedule, line=line, text="OverFiveYearMember")


def test_missing_unit(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path, own_kind=True)
    schedule = filing / "own" / "inquiry-reply" / "schedules" / "loss-rates.toml"
    change(schedule, 'unit = "pure"\n', "")
    line = line_of(schedule, 'code = "migration"') - 1
    expect(capsys, filing, out, "filing.missing-unit", schedule, line=line)


def test_broken_schedule(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path, own_kind=True)
    schedule = filing / "own" / "inquiry-reply" / "schedules" / "loss-rates.toml"
    line = line_of(schedule, 'period = "year-end"')
    change(schedule, 'period = "year-end"', 'period = year-end"')
    expect(capsys, filing, out, "filing.toml", schedule, line=line)


def test_schedule_with_a_wrong_value(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path, own_kind=True)
    schedule = filing / "own" / "inquiry-reply" / "schedules" / "loss-rates.toml"
    line = line_of(schedule, "format = {")
    change(schedule, "places = 2", 'places = "two"')
    ran = run_filing(capsys, "validate", filing, "--format", "json")
    assert ran.code == 1
    assert [(d["code"], d["location"]["line"]) for d in ran.errors] == [("filing.declaration", line)]


def test_rule_that_does_not_read(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path, own_kind=True)
    rules = filing / "own" / "inquiry-reply" / "rules.csv"
    line = line_of(rules, "collection-rate")
    change(rules, "{r}.collected-since / {r}.balance", "{r}.collected-since /")
    expect(capsys, filing, out, "filing.rule-table", rules, line=line, column=4)


def test_rule_about_a_cell_that_is_not(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path, own_kind=True)
    rules = filing / "own" / "inquiry-reply" / "rules.csv"
    line = line_of(rules, "collection-rate")
    change(rules, "{r}.collected-since / {r}.balance", "{r}.collected-since / {r}.opening")
    expect(capsys, filing, out, "filing.rule-syntax", rules, line=line, text="opening")


def test_rule_table_without_a_column(tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path, own_kind=True)
    rules = filing / "own" / "inquiry-reply" / "rules.csv"
    change(rules, ",statement,", ",statment,")
    expect(capsys, filing, out, "filing.csv-header", rules, line=1, text="statement")


# ---------------------------------------------------------------- the command line


def test_path_that_does_not_exist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run_filing(capsys, "validate", tmp_path / "nothing", "--format", "json")
    assert ran.code == 2
    assert ran.json["valid"] is False
    assert ran.errors[0]["location"]["path"] == str(tmp_path / "nothing")


@pytest.mark.parametrize("arguments", [["validate"], ["frobnicate"], ["build", "x"], ["validate", "x", "--calc", "2.0"]])
def test_bad_usage_is_exit_2_and_json_where_json_is_wanted(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    ran = run_filing(capsys, *arguments, "--format", "json")
    assert ran.code == 2
    assert [d["code"] for d in ran.errors] in (["filing.usage"], ["filing.path"])


def test_build_into_a_folder_that_no_build_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(IPO, tmp_path)
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("mine", encoding="utf-8")
    ran = run_filing(capsys, "build", filing, "-o", precious, "--format", "json")
    assert (ran.code, [d["code"] for d in ran.errors]) == (1, ["filing.output"])
    assert snapshot(precious) == {"thesis.txt": b"mine"}
