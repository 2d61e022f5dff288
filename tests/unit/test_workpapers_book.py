"""The workbook writer, read back with openpyxl: cells exactly, and what stands around them."""

import io
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.utils.escape import unescape
from openpyxl.workbook import Workbook as Opened
from openpyxl.worksheet.worksheet import Worksheet

from generator.render.workpapers import book, styles
from generator.render.workpapers.book import Chart, Page, Range, Series, Sheet, Workbook
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.package import Archive, deflated, joined_crc

NAME = "表 'a'&b"


def written(fill: Callable[[Sheet], Any]) -> bytes:
    sink = io.BytesIO()
    book = Workbook(sink, title="题", subject="", author="", company="", comments="", created=datetime(2024, 1, 31))
    fill(book.sheet(NAME))
    book.close()
    return sink.getvalue()


def opened(fill: Callable[[Sheet], Any], *, values: bool = False) -> Opened:
    return openpyxl.load_workbook(io.BytesIO(written(fill)), data_only=values)


def sheet_of(fill: Callable[[Sheet], Any], *, values: bool = False) -> Worksheet:
    sheet = opened(fill, values=values)[NAME]
    assert isinstance(sheet, Worksheet)
    return sheet


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def sheet_part(data: bytes) -> etree._Element:
    return part(data, "xl/worksheets/sheet1.xml")


# ---------------------------------------------------------------- cells


ODD_TEXTS = (
    "=1+1",
    "http://example.com",
    " 前后 ",
    "\n行\n",
    "a\tb",
    "<&>\"'",
    "]]>",
    "\x00\x1f\r\x0b",
    "_x000D_",
    "_x005F_x000D_",
    "\ufffe\uffff",
    "😀",
    "\u3000",
)


def kept(text: str) -> Any:
    """`text` from the workbook; openpyxl leaves it to its users to undo _xHHHH_."""
    stored = sheet_of(lambda sheet: sheet.text(0, 0, text, styles.CELL))["A1"]
    assert stored.data_type in "sn"
    return unescape(stored.value) if stored.value is not None else ""


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_any_text_is_kept(text: str) -> None:
    assert kept(text) == text


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | st.text("_x05Fd\r", max_size=30))
@example("_x_x0041_")
@example("_x0041_x0042_")
def test_every_text_is_kept(text: str) -> None:
    assert kept(text) == text


def test_half_a_character_is_replaced() -> None:
    assert kept("a\ud800b") == "a\ufffdb"


def test_a_text_is_cut_at_what_a_cell_holds() -> None:
    assert kept("x" * 40_000) == "x" * (book.MAX_TEXT - 1) + "…"


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("1886.72", "1886.72"),
        ("0.00", "0"),
        ("-0", "0"),
        ("1E+20", "1E+20"),
        ("-12345678901234567.89", "-12345678901234568"),
        ("0.1234567890123456789", "0.12345678901234568"),
        ("123456789012345678901", "1.2345678901234568E+20"),
    ],
)
def test_a_number_keeps_seventeen_digits(value: str, stored: str) -> None:
    data = written(lambda sheet: sheet.number(0, 0, Decimal(value), styles.CELL))
    assert sheet_part(data).xpath("string(//*[local-name()='v'])") == stored


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2))
def test_a_printed_number_is_read_as_the_nearest_float(value: Decimal) -> None:
    assert sheet_of(lambda sheet: sheet.number(0, 0, value, styles.CELL))["A1"].value == float(value)


@pytest.mark.parametrize(
    ("formula", "value", "kind", "stored"),
    [
        ("1/3", Fraction(1, 3), None, "0.33333333333333333"),
        ("SUM(A1:A9)", Fraction(10) ** 20, None, "1.0000000000000000E+20"),
        ("SUM(A1:A8)", Fraction(-12), None, "-12"),
        ('IF(A1<>"<&>",1,0)', Fraction(0), None, "0"),
        ('A1&"x"', " <一致> ", "str", " <一致> "),
        ("A1>=0", True, "b", "1"),
        ("A1<0", False, "b", "0"),
        ("A1", "", "str", ""),
    ],
)
def test_a_formula_stands_with_its_value(formula: str, value: Any, kind: str | None, stored: str) -> None:
    cell = sheet_part(written(lambda sheet: sheet.formula(0, 0, Formula(formula, value), styles.CELL))).find(".//{*}c")
    assert cell is not None
    assert (cell.findtext("{*}f"), cell.get("t"), cell.findtext("{*}v")) == (formula, kind, stored)


@pytest.mark.parametrize("formula", [Formula("1/0", None), Formula('"a\x01"', "a\x01"), Formula('"\ud800"', "")])
def test_no_formula_leaves_that_is_an_error_or_none(formula: Formula) -> None:
    with pytest.raises(ValueError, match=r"error|no formula"):
        written(lambda sheet: sheet.formula(0, 0, formula, styles.CELL))


def test_rows_and_cells_come_in_any_order_and_the_last_of_one_place_stands() -> None:
    def fill(sheet: Sheet) -> None:
        for row, column in ((700, 3), (2, 5), (2, 0), (0, 30), (700, 0), (2, 5)):
            sheet.number(row, column, Decimal(row + column), styles.CELL)
        sheet.text(2, 5, "后", styles.CELL)
        sheet.height(1, 3)

    root = sheet_part(written(fill))
    rows = root.findall(".//{*}row")
    assert [(row.get("r"), row.get("ht"), [c.get("r") for c in row]) for row in rows] == [
        ("1", None, ["AE1"]),
        ("2", "45", []),
        ("3", None, ["A3", "F3"]),
        ("701", None, ["A701", "D701"]),
    ]
    assert root.find("{*}dimension").get("ref") == "A1:AE701"
    assert sheet_of(fill)["F3"].value == "后"


def test_what_is_done_is_not_written_to_again() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.text(5, 0, "一", styles.CELL)
        sheet.done()
        sheet.text(6, 0, "二", styles.CELL)
        sheet.done()
        with pytest.raises(ValueError, match="row 6 is done"):
            sheet.text(5, 1, "三", styles.CELL)
        with pytest.raises(ValueError, match="row 3 is done"):
            sheet.height(2, 2)
        sheet.text(7, 0, "四", styles.CELL)

    assert [row[0].value for row in sheet_of(fill)["A6:A8"]] == ["一", "二", "四"]


def test_no_sheet_has_more_rows_than_can_be_opened() -> None:
    with pytest.raises(ValueError, match="at most 1,048,576 rows"):
        written(lambda sheet: sheet.text(1_048_576, 0, "x", styles.CELL))


# ---------------------------------------------------------------- looks, links, blocks


def test_every_cell_has_its_own_look() -> None:
    looks = [
        {"bold": True},
        {"num_format": styles.amount(3), "font_color": "#C00000"},
        {"font_color": "#C00000", "num_format": styles.amount(3)},
        {},
        {"border": 1, "bg_color": "#DDE6F0", "locked": False},
        {"num_format": "General"},
    ]

    def fill(sheet: Sheet) -> None:
        sheet.red_if((0, 0), (3, 0), "$A$1>0", styles.RED_CELL)
        for row, look in enumerate([*looks, *reversed(looks)]):
            sheet.number(row, 0, Decimal(row), look)

    cells = [row[0] for row in sheet_of(fill)["A1:A12"]]
    for cell in (cells[0], cells[11]):
        assert cell.font.bold
    for cell in (cells[1], cells[2], cells[9], cells[10]):
        assert (cell.number_format, cell.font.color.rgb, cell.font.bold) == (styles.amount(3), "FFC00000", False)
    for cell in (cells[4], cells[7]):
        assert (cell.fill.fgColor.rgb, cell.border.left.style, cell.protection.locked) == ("FFDDE6F0", "thin", False)
    for cell in (cells[3], cells[5], cells[6], cells[8]):
        assert (cell.number_format, cell.font.bold, cell.border.left.style, cell.protection.locked) == ("General", False, None, True)


def test_a_style_that_is_gone_lends_its_look_to_no_other() -> None:
    def fill(sheet: Sheet) -> None:
        for row in range(3000):  # dictionaries come and go, and a new one may take an old one's place in memory
            sheet.number(row, 0, Decimal(row), {"num_format": "0." + "0" * (row % 7 + 1)})

    formats = [row[0].number_format for row in sheet_of(fill)["A1:A3000"]]
    assert formats == ["0." + "0" * (row % 7 + 1) for row in range(3000)]


def test_links_lead_to_cells_and_to_files_beside() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.link(1, 1, NAME, "C3", '"甲" <乙>', styles.LINK)
        sheet.outside(2, 1, "报告 1.xhtml", "a.b.c", "网页", styles.LINK)
        sheet.outside(3, 1, "报告 1.xhtml", "d", "网页", styles.LINK)
        sheet.comment(3, 3, "也有关系")

    sheet = sheet_of(fill)
    assert [sheet[c].value for c in ("B2", "B3", "B4")] == ['"甲" <乙>', "网页", "网页"]
    assert (sheet["B2"].hyperlink.location, sheet["B2"].hyperlink.display) == ("'表 ''a''&b'!C3", '"甲" <乙>')
    outside = [sheet[c].hyperlink for c in ("B3", "B4")]
    assert [(link.target, link.location) for link in outside] == [("%E6%8A%A5%E5%91%8A%201.xhtml", x) for x in ("a.b.c", "d")]
    assert sheet["D4"].comment is not None


def test_past_its_links_a_sheet_holds_plain_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MAX_LINKS", 2)

    def fill(sheet: Sheet) -> None:
        for row in range(3):
            sheet.link(row, 0, NAME, "A1", f"第{row}个", styles.LINK)

    cells = [row[0] for row in sheet_of(fill)["A1:A3"]]
    assert [(c.value, c.hyperlink is not None) for c in cells] == [("第0个", True), ("第1个", True), ("第2个", False)]


def test_a_merged_block_shows_one_text_and_keeps_its_lines() -> None:
    sheet = sheet_of(lambda sheet: sheet.merged((1, 1), (2, 3), "头", styles.HEAD))
    assert [str(block) for block in sheet.merged_cells.ranges] == ["B2:D3"]
    assert sheet["B2"].value == "头"
    assert sheet["D3"].border.right.style == "thin"


def test_blocks_that_overlap_are_refused() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.merged((1, 1), (2, 3), "一", styles.HEAD)
        sheet.merged((2, 3), (4, 4), "二", styles.HEAD)

    with pytest.raises(ValueError, match="overlap at row 3"):
        written(fill)


def test_the_first_condition_of_a_cell_comes_first() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.red_if((1, 1), (4, 2), '$B2<>"<&>"', styles.RED_CELL)
        sheet.red_if((1, 1), (4, 2), "$B2>0", styles.AMBER_CELL)
        sheet.red_if((6, 1), (6, 1), "$B2>1", styles.RED_CELL)

    rules = [(str(block.sqref), rule) for block, rules in sheet_of(fill).conditional_formatting._cf_rules.items() for rule in rules]
    assert [(place, rule.formula, rule.priority) for place, rule in rules] == [
        ("B2:C5", ['$B2<>"<&>"'], 1),
        ("B2:C5", ["$B2>0"], 2),
        ("B7", ["$B2>1"], 3),
    ]
    assert [rule.dxf.fill.bgColor.rgb for _, rule in rules] == ["FFFFC7CE", "FFFFEB9C", "FFFFC7CE"]


# ---------------------------------------------------------------- the whole


def everything(sheet: Sheet) -> None:
    sheet.widths((10.0, 20.0))
    sheet.merged((0, 0), (0, 3), "头", styles.HEAD)
    sheet.text(2, 0, "数", styles.CELL)
    sheet.number(3, 0, Decimal(1), styles.number(2))
    sheet.link(4, 0, NAME, "A1", "回", styles.LINK)
    sheet.outside(5, 0, "a.xhtml", "f", "页", styles.LINK)
    sheet.red_if((3, 0), (3, 0), "A4>0", styles.RED_CELL)
    sheet.choices((6, 0), (6, 0), ("是", "否"))
    sheet.comment(6, 0, "选")
    sheet.filter((2, 0), (3, 0))
    sheet.chart(8, 0, chart("column"))
    sheet.page(Page(freeze=(3, 1), repeat=(2, 2), break_at=(1,), print_to=(6, 3)))


# ISO/IEC 29500-1, 18.3.1.99: the children of a worksheet stand in this order, or Excel calls the file damaged.
ORDER = [
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter", "mergeCells"),
    *("conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter"),
    *("rowBreaks", "colBreaks", "drawing", "legacyDrawing"),
]


def test_the_elements_of_a_sheet_stand_in_the_order_of_the_schema() -> None:
    names = [etree.QName(child).localname for child in sheet_part(written(everything))]
    assert names == [name for name in ORDER if name in names]
    assert set(ORDER) - set(names) == {"rowBreaks", "printOptions"}


def test_every_part_is_whole_declared_and_related() -> None:
    data = written(everything)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names))
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for entry in archive.infolist():
            assert len(archive.read(entry)) == entry.file_size
    types = part(data, "[Content_Types].xml")
    declared = {override.get("PartName", "").lstrip("/") for override in types.findall("{*}Override")}
    assert declared <= set(names)
    identities = [relation.get("Id") for relation in part(data, "xl/worksheets/_rels/sheet1.xml.rels")]
    assert len(identities) == len(set(identities)) == 4


def test_the_same_calls_give_the_same_bytes() -> None:
    assert written(everything) == written(everything)


# ---------------------------------------------------------------- the archive


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_checksums_join_as_their_texts_do(first: bytes, second: bytes) -> None:
    assert joined_crc(zlib.crc32(first), zlib.crc32(second), len(second)) == zlib.crc32(first + second)


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=5))
def test_an_entry_is_what_its_parts_are_together(texts: list[bytes]) -> None:
    sink = io.BytesIO()
    archive = Archive(sink)
    archive.add("a/b.xml", [deflated(text, last=i == len(texts)) for i, text in enumerate(texts, start=1)])
    archive.add("c", [deflated(b"", last=True)])
    archive.close()
    with zipfile.ZipFile(sink) as opened_again:
        assert opened_again.testzip() is None
        assert opened_again.read("a/b.xml") == b"".join(texts)
        assert opened_again.namelist() == ["a/b.xml", "c"]


# ---------------------------------------------------------------- around the cells


def test_a_hidden_column_keeps_its_width() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.widths((30.0, 12.0, 8.0))
        sheet.hide(1)

    columns = opened(fill)[NAME].column_dimensions
    assert [columns[c].hidden for c in "ABC"] == [False, True, False]
    assert columns["B"].width == pytest.approx(12.7, abs=0.1)


def test_a_cell_offers_choices() -> None:
    (validation,) = opened(lambda sheet: sheet.choices((2, 1), (5, 1), ("审计调整", "重分类调整")))[NAME].data_validations.dataValidation
    assert (validation.type, validation.formula1, str(validation.sqref)) == ("list", '"审计调整,重分类调整"', "B3:B6")
    assert validation.allow_blank


@pytest.mark.parametrize("values", [("a,b",), ("x" * 200, "y" * 60)])
def test_choices_that_a_cell_cannot_hold_are_refused(values: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="B3: a cell cannot hold"):
        written(lambda sheet: sheet.choices((2, 1), (5, 1), values))


def test_a_comment_stands_on_its_cell() -> None:
    def fill(sheet: Sheet) -> None:
        sheet.text(3, 2, "数", styles.CELL)
        sheet.comment(3, 2, "说明\n第二行 <&>")

    cell = opened(fill)[NAME]["C4"]
    assert cell.value == "数"
    assert cell.comment is not None
    assert cell.comment.text == "说明\n第二行 <&>"


def chart(kind: Any) -> Chart:
    names, first, second = (Range(NAME, 1, c, 3, c) for c in range(3))
    return Chart(
        kind=kind,
        title="收入构成",
        series=(
            Series(name="底", categories=names, values=first, invisible=True),
            Series(name="甲", categories=names, values=second, colour="#1F4E78"),
            Series(name="乙", categories=names, values=first),
        ),
        size=(640, 320),
    )


@pytest.mark.parametrize(("kind", "grouping"), [("column", "clustered"), ("stacked", "stacked"), ("line", "standard")])
def test_a_chart_refers_to_its_cells(kind: str, grouping: str) -> None:
    def fill(sheet: Sheet) -> None:
        for row in range(1, 4):
            sheet.text(row, 0, f"第{row}项", styles.CELL)
            sheet.number(row, 1, Decimal(row), styles.number(0))
            sheet.number(row, 2, Decimal(row * 10), styles.number(0))
        sheet.chart(6, 1, chart(kind))

    (drawn,) = opened(fill)[NAME]._charts  # openpyxl's only way to a sheet's charts
    assert drawn.grouping == grouping
    assert [s.val.numRef.f for s in drawn.ser] == [f"'表 ''a''&b'!${c}$2:${c}$4" for c in "BCB"]
    assert {s.cat.strRef.f for s in drawn.ser} == {"'表 ''a''&b'!$A$2:$A$4"}
    assert [p.v for p in drawn.ser[1].val.numRef.numCache.pt] == [10, 20, 30]
    assert [p.v for p in drawn.ser[1].cat.strRef.strCache.pt] == ["第1项", "第2项", "第3项"]
    looks = [s.graphicalProperties for s in drawn.ser]
    assert (looks[0].line if kind == "line" else looks[0]).noFill
    assert (looks[1].line.solidFill if kind == "line" else looks[1].solidFill).srgbClr == "1F4E78"
    assert [entry.idx for entry in drawn.legend.legendEntry if entry.delete] == [0]
    assert (drawn.anchor._from.row, drawn.anchor._from.col) == (6, 1)
    assert "".join(run.t for p in drawn.title.tx.rich.p for run in p.r) == "收入构成"
