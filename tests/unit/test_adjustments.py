"""`adjustments.csv`: what a line means, what is wrong with one, and what it does to a fact."""

from decimal import Decimal
from pathlib import Path

import pytest

from generator.facts.adjustments import Adjustment, AdjustmentTable, adjustments_csv, merged, with_lines
from generator.pipeline.build import build
from generator.pipeline.filing import CheckedFiling, check_filing
from generator.pipeline.settings import Settings
from tests.support.filings import SAMPLES, copy_sample, run_filing

NAME = "qingcloud-2021-inquiry-reply"
HEADER = "schedule,row,column,kind,amount,by,date,note\n"


@pytest.fixture
def filing(tmp_path: Path) -> Path:
    return copy_sample(NAME, tmp_path)


def adjusted(filing: Path, text: str, *, header: str = HEADER) -> CheckedFiling:
    (filing / "adjustments.csv").write_bytes(f"\ufeff{header}{text}".encode())
    return check_filing(filing, Settings())


def value_of(checked: CheckedFiling, fact: str) -> object:
    return next(f.value for f in checked.report.facts if f.id == fact)


# ---------------------------------------------------------------- what a line does


@pytest.mark.parametrize(
    ("line", "fact", "value", "printed"),
    [
        ("collection,y1-2,collected,audit,10.00,,,", "collection.y1-2.collected", "19209600", "1,920.96"),
        ('collection,y1-2,collected,audit,"-1,910.96",,,', "collection.y1-2.collected", "0", "0.00"),
        ("collection,y1-2,collected,reclassification,−0.5,,,", "collection.y1-2.collected", "19104600", "1,910.46"),
        ("collection,y4-5,collected,audit,+5,,,", "collection.y4-5.collected", "50000", "5.00"),
        ("collection,y1-2,rate,audit,0.50,,,", "collection.y1-2.rate", "0.2416", "24.16%"),
        ("collection,y1-2,rate,audit,-0.5%,,,", "collection.y1-2.rate", "0.2316", "23.16%"),
        ("collection,y1-2,collected,note,,,,抽样重算", "collection.y1-2.collected", "19109600", "1,910.96"),
        ("collection,y1-2,collected,audit,0,,,", "collection.y1-2.collected", "19109600", "1,910.96"),
        (
            "collection,y1-2,collected,audit,3,,,\ncollection,y1-2,collected,audit,-1,,,\ncollection,y1-2,collected,reclassification,2,,,",
            "collection.y1-2.collected",
            "19149600",
            "1,914.96",
        ),
        ("income-consolidated,q1-revenue,after,audit,0.01,,,", "income-consolidated.q1-revenue.after", "87518081.41", "87,518,081.41"),
    ],
)
def test_the_reported_value_is_the_printed_one_and_all_adjustments(filing: Path, line: str, fact: str, value: str, printed: str) -> None:
    before = check_filing(filing, Settings())
    checked = adjusted(filing, line + "\n")
    assert value_of(checked, fact) == Decimal(value)
    assert checked.printed[fact] == printed
    assert checked.places[fact] == before.places[fact], "its place stays the cell of its table"
    others = [(a, b) for a, b in zip(before.report.facts, checked.report.facts, strict=True) if a != b]
    assert all(a.id == fact and a._replace(value=b.value) == b for a, b in others)


def test_by_date_and_note_are_kept(filing: Path) -> None:
    (one,) = adjusted(filing, 'collection,y1-2,collected,audit,10.00,张三,2022-06-01,"=补提，\n第二行"\n').adjustments
    assert one == Adjustment("collection", "y1-2", "collected", "audit", Decimal("10.00"), "张三", "2022-06-01", "=补提，\n第二行", 2)
    assert one.fact_id == "collection.y1-2.collected"


def test_the_columns_of_who_and_why_may_be_missing_or_stand_elsewhere(filing: Path) -> None:
    checked = adjusted(filing, "补提,10,audit,collected,y1-2,collection\n", header="note,amount,kind,column,row,schedule\n")
    assert [(one.amount, one.note, one.by) for one in checked.adjustments] == [(Decimal(10), "补提", "")]


def test_a_filing_without_adjustments_is_built_as_ever(filing: Path, tmp_path: Path) -> None:
    """An empty table changes the list of inputs and the book, and nothing else."""
    plain = build(filing, tmp_path / "plain", Settings()).manifest
    adjusted(filing, "")
    empty = build(filing, tmp_path / "empty", Settings()).manifest
    assert plain is not None
    assert empty is not None
    assert {i["path"] for i in empty["inputs"]} - {i["path"] for i in plain["inputs"]} == {"adjustments.csv"}
    differ = {o["role"] for o, p in zip(plain["outputs"], empty["outputs"], strict=True) if o != p}
    assert differ <= {"workpapers"}


# ---------------------------------------------------------------- what is wrong with a line


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("nothing,y1-2,collected,audit,10,,,", "filing.unknown-schedule", 1),
        ("narrative,opening,text,audit,10,,,", "filing.unknown-schedule", 1),
        ("collection,y9,collected,audit,10,,,", "filing.unknown-row", 2),
        ("collection,y1-2,paid,audit,10,,,", "filing.unknown-column", 3),
        ("customers,ceb,status,audit,10,,,", "filing.adjustment", 3),
        ("collection,y1-2,collected,审计,10,,,", "filing.adjustment", 4),
        ("collection,y1-2,collected,note,10,,,", "filing.adjustment", 5),
        ("collection,y1-2,collected,audit,,,,", "filing.not-a-number", 5),
        ("collection,y1-2,collected,audit,10万,,,", "filing.not-a-number", 5),
        ("collection,y1-2,collected,audit,１０,,,", "filing.not-a-number", 5),
        ("collection,y1-2,collected,audit,1e3,,,", "filing.not-a-number", 5),
        ("collection,y1-2,collected,audit,10%,,,", "filing.not-a-number", 5),
        ('collection,y1-2,collected,audit,"1,0",,,', "filing.not-a-number", 5),
        (f"collection,y1-2,collected,audit,{'9' * 39},,,", "filing.not-a-number", 5),
        ("collection,y1-2,collected,audit,0.001,,,", "filing.precision", 5),
        ("collection,y1-2,collected,audit,10,,2022-13-01,", "filing.not-a-date", 7),
        ("collection,y1-2,collected,audit,10,,2022/6/1,", "filing.not-a-date", 7),
        ("litigation,yijie,claim,audit,10,,,", "filing.adjustment", 3),
    ],
)
def test_a_line_that_does_not_fit_is_an_error_at_its_cell(
    filing: Path, line: str, code: str, column: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (filing / "adjustments.csv").write_text(f"{HEADER}collection,total,rate,note,,,,\n{line}\n", encoding="utf-8")
    ran = run_filing(capsys, "validate", filing, "--format", "json")
    (found,) = ran.errors
    assert (ran.code, found["code"]) == (1, code)
    assert found["location"]["path"].endswith("adjustments.csv")
    assert (found["location"]["line"], found["location"]["column"]) == (3, column)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"schedule,row,column,kind\n", "filing.csv-header"),
        (b"schedule,row,column,kind,amount,who\n", "filing.csv-header"),
        (b"", "filing.csv-header"),
        (HEADER.encode() + b"a,b,c,d,e,f,g,h,i\n", "filing.csv-ragged"),
        (HEADER.encode() + b'a,"b\n', "filing.csv"),
        (HEADER.encode() + "张三".encode("gb18030") + b"\n", "filing.encoding"),
        (HEADER.encode() + b"a\0b\n", "filing.encoding"),
    ],
)
def test_a_table_that_does_not_read_is_refused(filing: Path, data: bytes, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    (filing / "adjustments.csv").write_bytes(data)
    assert code in {d["code"] for d in run_filing(capsys, "validate", filing, "--format", "json").errors}


def test_many_mistakes_are_counted(filing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (filing / "adjustments.csv").write_text(HEADER + "x,y,z,audit,1,,,\n" * 3_000, encoding="utf-8")
    errors = run_filing(capsys, "validate", filing, "--format", "json").errors
    assert (len(errors), errors[-1]["code"]) == (1_001, "filing.too-many-mistakes")


def test_a_link_out_of_the_filing_is_refused(filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "else.csv").write_text(HEADER, encoding="utf-8")
    (filing / "adjustments.csv").symlink_to(tmp_path / "else.csv")
    assert [d["code"] for d in run_filing(capsys, "validate", filing, "--format", "json").errors] == ["filing.outside-root"]


def test_a_finding_about_an_adjusted_figure_says_so(filing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (filing / "adjustments.csv").write_text(HEADER + "collection,total,collected,audit,10,,,\n", encoding="utf-8")
    (found,) = run_filing(capsys, "validate", filing, "--format", "json").errors
    assert found["code"] == "filing.rule"
    assert found["location"]["path"].endswith("collection.csv")
    assert found["message"].endswith("The figure is adjusted: adjustments.csv, line 2.")


def test_words_that_say_that_a_figure_is_negative_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The text says 调减 7,718.84 万元: an adjustment may not turn it into an increase, which would read the same."""
    filing = copy_sample(NAME, tmp_path)
    (filing / "adjustments.csv").write_text(HEADER + "text-figures,revenue-reduction,value,audit,9000,,,\n", encoding="utf-8")
    errors = run_filing(capsys, "validate", filing, "--format", "json").errors
    assert [(d["code"], d["location"]["line"]) for d in errors if d["code"] == "filing.adjustment"] == [("filing.adjustment", 2)]


# ---------------------------------------------------------------- writing and merging


def line(row: str, amount: str, *, kind: str = "audit", note: str = "", at: int = 0) -> Adjustment:
    return Adjustment("s", row, "c", kind, Decimal(amount), "", "", note, at)  # type: ignore[arg-type]


def test_what_is_written_is_read_again(filing: Path) -> None:
    lines = [
        Adjustment("collection", "y1-2", "collected", "audit", Decimal("-0.50"), "张,三", "2022-06-01", '“"引号"”\n=1+1', 2),
        Adjustment("collection", "y1-2", "rate", "note", Decimal(0), "", "", "@抽样", 4),
    ]
    (filing / "adjustments.csv").write_bytes(adjustments_csv(lines))
    assert check_filing(filing, Settings()).adjustments == tuple(lines)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_lines_are_added_after_those_that_are_there(end: bytes) -> None:
    there = adjustments_csv([line("a", "1.0", at=2)]).replace(b"\n", end)
    added = [line("b", "2")]
    assert with_lines(there, [], added) == there + b"s,b,c,audit,2,,," + end
    assert with_lines(there[: -len(end)], [], added) == there + b"s,b,c,audit,2,,," + end
    other = b"amount,schedule,row,column,kind" + end
    assert with_lines(other, [line("a", "1"), *added], added) == adjustments_csv([line("a", "1"), *added])


@pytest.mark.parametrize(
    ("later", "new", "added", "lost"),
    [
        ([], ["a1"], ["a1"], []),
        (["a1"], ["a1"], [], []),
        (["a1"], ["b2"], ["b2"], []),
        (["a1"], ["a3"], [], ["a1"]),
        (["a1", "a2"], ["a3"], [], []),
        (["a1", "b5"], ["a3", "b5", "c1"], ["c1"], ["a1"]),
    ],
)
def test_what_two_reviewers_enter_is_put_together(later: list[str], new: list[str], added: list[str], lost: list[str]) -> None:
    built = [line("a", "7", at=2)]
    whole, on_top, contradicted = merged(built, [line(x[0], x[1]) for x in later], [line(x[0], x[1]) for x in new])
    assert [x.row + f"{x.amount}" for x in on_top] == added
    assert [x.row + f"{x.amount}" for x in contradicted] == lost
    assert [x.row + f"{x.amount}" for x in whole] == ["a7", *later, *added]
    assert [x.line for x in whole] == list(range(2, len(whole) + 2))


def test_what_the_book_says_can_replace_what_came_later() -> None:
    whole, _, lost = merged(
        [line("a", "7")], [line("a", "1"), line("b", "5"), line("c", "2")], [line("b", "5"), line("c", "3")], replace_later=True
    )
    assert [x.row + f"{x.amount}" for x in whole] == ["a7", "b5", "c3"]
    assert [x.row for x in lost] == ["a", "c"]


def test_notes_are_told_apart_by_what_they_say() -> None:
    note = line("a", "0", kind="note", note="x")
    _, added, lost = merged([], [note], [note, note._replace(note="y")])
    assert ([x.note for x in added], lost) == (["y"], [])


def test_places_name_the_columns_of_the_table() -> None:
    table = AdjustmentTable(path="adjustments.csv", at={"amount": 0})
    assert (table.place(4, "amount").line, table.place(4, "amount").column) == (4, 1)


def test_samples_have_no_adjustments() -> None:
    assert not list(SAMPLES.glob("*/adjustments.csv"))
