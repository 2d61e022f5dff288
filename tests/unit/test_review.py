"""A returned book against ours, on small sheets: which row is which, which formulas only moved, what an entry comes to."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from generator.review.alignment import Alignment, align
from generator.review.amounts import Unreadable, read_amount
from generator.review.book import BOOLEAN, DATE, ERROR, FORMULA, NUMBER, TEXT, Book, CellContent, Comment, Position, Sheet
from generator.review.changes import Keys, compare_sheet, paired_sheets, settled
from generator.review.formulas import same_formula
from generator.review.listing import bounded
from generator.review.parts import comments_of, last_change
from generator.review.records import Change
from generator.review.telling import iso_day


def content(value: str) -> CellContent:
    kind = FORMULA if value.startswith("=") else NUMBER if value.replace(".", "", 1).replace("-", "", 1).isdigit() else TEXT
    return CellContent(kind, value)


def sheet(table: str, name: str = "S", comments: Mapping[Position, Comment] | None = None) -> Sheet:
    """A sheet as text: a line a row, cells between bars, "." for an empty one."""
    cells = {
        Position(row, column): content(cell.strip())
        for row, line in enumerate(table.strip().split("\n"), 1)
        for column, cell in enumerate(line.split("|"), 1)
        if cell.strip() not in ("", ".")
    }
    return Sheet(name, cells, comments or {})


OURS = """
key | item | amount | more | total
a   | 甲   | 1      | .    | =SUM(C2:D2)
b   | 乙   | 2      | .    | =SUM(C3:D3)
c   | 丙   | 3      | .    | =SUM(C4:D4)
d   | 丁   | 3      | .    | =SUM(C5:D5)
"""
KEYS = Keys({"a": 2, "b": 3, "c": 4, "d": 5}, 1)


def changed(theirs: str, *, keys: Keys | None = KEYS) -> list[str]:
    """What differs, once formulas are settled: `C3 2→5`."""
    (comparison,) = settled([compare_sheet(sheet(OURS), sheet(theirs), keys)])
    return [f"{d.theirs.cell} {d.old.text}→{d.new.text}" for d in comparison.differences]


# ---------------------------------------------------------------- rows and columns


def aligned(theirs: str, *, keys: Keys | None = KEYS) -> Alignment:
    return align(sheet(OURS), sheet(theirs), keys.rows if keys else None, keys.column if keys else 0)


SORTED = """
key | item | amount | more | total
d   | 丁   | 3      | .    | =SUM(C2:D2)
c   | 丙   | 3      | .    | =SUM(C3:D3)
b   | 乙   | 2      | 7    | =SUM(C4:D4)
a   | 甲   | 1      | .    | =SUM(C5:D5)
"""
SHORTER = """
key | item | amount | more | total
a   | 甲   | 1      | .    | =SUM(C2:D2)
c   | 丙   | 3      | 7    | =SUM(C3:D3)
d   | 丁   | 3      | .    | =SUM(C4:D4)
"""
LONGER = """
key | item | amount | more | total
a   | 甲   | 1      | .    | =SUM(C2:D2)
.   | 新   | 9      | .    | =SUM(C3:D3)
b   | 乙   | 2      | 7    | =SUM(C4:D4)
c   | 丙   | 3      | .    | =SUM(C5:D5)
d   | 丁   | 3      | .    | =SUM(C6:D6)
"""
MOVED = """
key | item | total       | amount | more
a   | 甲   | =SUM(D2:E2) | 1      | .
b   | 乙   | =SUM(D3:E3) | 2      | 7
c   | 丙   | =SUM(D4:E4) | 3      | .
d   | 丁   | =SUM(D5:E5) | 3      | .
"""


@pytest.mark.parametrize("keys", [KEYS, None], ids=["keys", "no keys"])
@pytest.mark.parametrize(
    ("theirs", "rows", "found"),
    [
        (OURS, {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}, []),
        (SORTED, {1: 1, 2: 5, 3: 4, 4: 3, 5: 2}, ["D4 →7"]),
        (SHORTER, {1: 1, 2: 2, 4: 3, 5: 4}, ["D3 →7"]),
        (LONGER, {1: 1, 2: 2, 3: 4, 4: 5, 5: 6}, ["D4 →7"]),
        (MOVED, {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}, ["E3 →7"]),
    ],
)
def test_rows_are_known_again(theirs: str, rows: Mapping[int, int], found: list[str], keys: Keys | None) -> None:
    assert aligned(theirs, keys=keys).rows == rows
    assert changed(theirs, keys=keys) == found


def test_what_was_added_deleted_moved_is_told() -> None:
    assert (aligned(SORTED).moved_rows, aligned(SHORTER).moved_rows) == (3, 0)
    assert aligned(SHORTER).deleted_rows == (3,)
    assert aligned(LONGER).added_rows == (3,)
    assert aligned(MOVED).columns == {1: 1, 2: 2, 3: 4, 4: 5, 5: 3}
    assert aligned(MOVED).moved_columns == (5,)
    without = "\n".join("|".join(line.split("|")[1:]) for line in OURS.strip().split("\n"))
    assert aligned(without).deleted_columns == (1,)
    assert aligned(without).rows == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}
    inserted = "\n".join(f"x{i} | {line}" for i, line in enumerate(OURS.strip().split("\n")))
    assert aligned(inserted).added_columns == (1,)
    assert changed(inserted) == [f"A{i + 1} →x{i}" for i in range(5)]


def test_a_key_that_stands_twice_is_told() -> None:
    twice = OURS.rstrip() + "\nb | 乙 | 2 | 4 | =SUM(C6:D6)"
    assert aligned(twice).doubled == {3: (6,)}
    assert aligned(twice).rows[3] == 3


def test_a_changed_key_is_a_change_of_its_row() -> None:
    assert changed(OURS.replace("b   |", "x   |")) == ["A3 b→x"]


def test_rows_sorted_without_their_keys_are_other_rows() -> None:
    """Somebody sorted some of the columns: the key decides, and the rest is named."""
    assert changed(OURS.replace("甲   | 1", "乙   | 2", 1).replace("b   | 乙   | 2", "b   | 甲   | 1")) == [
        "B2 甲→乙",
        "C2 1→2",
        "B3 乙→甲",
        "C3 2→1",
    ]


def test_numbers_are_compared_by_value_and_kinds_by_letter() -> None:
    assert changed(OURS.replace("2      |", "2.0    |")) == []
    assert changed(OURS.replace("| 2      |", "| 二     |")) == ["C3 2→二"]
    assert changed(OURS.replace("=SUM(C3:D3)", "2")) == ["E3 =SUM(C3:D3)→2"]


def test_comments_follow_their_cells() -> None:
    ours = sheet(OURS, comments={Position(3, 3): Comment("ours", "program")})
    moved = sheet(SORTED, comments={Position(4, 3): Comment("ours", "somebody"), Position(2, 2): Comment("new", "李四")})
    found = compare_sheet(ours, moved, KEYS).comments
    assert [(c.ours, c.theirs.cell, c.old, c.new and c.new.text) for c in found] == [(Position(5, 2), "B2", None, "new")]
    gone = compare_sheet(ours, sheet(OURS), KEYS).comments
    assert [(c.theirs.cell, c.new) for c in gone] == [("C3", None)]


# ---------------------------------------------------------------- formulas

HERE, THERE = Position(3, 5), Position(7, 5)


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("=SUM(C3:D3)", "=sum( C3:D3 )", True),
        ("=SUM(C3:D3)", "=SUM(C7:D7)", True),
        ("=SUM(C3:D3)", "=SUM(C7:D8)", False),
        ("=SUM(C3:D3)", "=SUM(C3:D3)+1", False),
        ("=SUM(C3:D3)", "=MAX(C3:D3)", False),
        ("=$C$3*2", "=$C$7*2", False),
        ("=$C$3*2", "=$C$3*2", True),
        ('=IF(C3="a b",1,0)', '=IF(C3="ab",1,0)', False),
        ("='S 1'!C3", "='S 2'!C3", False),
        ("=S1!C3", "='S1'!C3", True),
        ("=_xlfn.TEXTJOIN(C3)", "=TEXTJOIN(C3)", True),
        ("=LOG10(C3)", "=LOG10(C7)", True),
        ("=key_N1", "=key_N2", False),
    ],
)
def test_a_formula_may_only_follow_its_cells(ours: str, theirs: str, same: bool) -> None:
    assert same_formula(ours, theirs, HERE, THERE, "S", {}) is same


def test_a_reference_follows_what_moved_on_another_sheet() -> None:
    moved = {"T": align(sheet(OURS, "T"), sheet(SHORTER, "New"), KEYS.rows, 1)}
    assert same_formula("=T!$C$4", "=New!$C$3", HERE, HERE, "S", moved)
    assert same_formula("=SUM(T!$C$2:$C$5)", "=SUM(New!$C$2:$C$4)", HERE, HERE, "S", moved)
    assert not same_formula("=T!$C$5", "=New!$C$3", HERE, HERE, "S", moved)
    assert not same_formula("=T!$C$4", "=Else!$C$3", HERE, HERE, "S", moved)
    still = {"T": align(sheet(OURS, "T"), sheet(OURS, "T"), KEYS.rows, 1)}
    assert not same_formula("=SUM(T!$C$2:$C$9)", "=SUM(T!$C$2:$C$8)", HERE, HERE, "S", still)
    assert not same_formula("=SUM(T!$C$2:$C$6)", "=SUM(T!$C$2:$C$5)", HERE, HERE, "S", still)


# ---------------------------------------------------------------- entries


def nothing() -> None:
    return None


@pytest.mark.parametrize(
    ("cell", "percent", "amount"),
    [
        (CellContent(TEXT, ""), False, "0"),
        (CellContent(TEXT, "—"), False, "0"),
        (CellContent(NUMBER, "-12.5"), False, "-12.5"),
        (CellContent(NUMBER, "0.005"), True, "0.5"),
        (CellContent(TEXT, " 1,234.50 "), False, "1234.50"),
        (CellContent(TEXT, "(1,234.50)"), False, "-1234.50"),
        (CellContent(TEXT, "−5"), False, "-5"),
        (CellContent(TEXT, "+5"), False, "5"),
        (CellContent(TEXT, "0.5%"), True, "0.5"),
        (CellContent(TEXT, "(0.5%)"), True, "-0.5"),
    ],
)
def test_an_entry_is_an_amount_in_the_unit_shown(cell: CellContent, percent: bool, amount: str) -> None:
    assert read_amount(cell, nothing, percent) == Decimal(amount)


@pytest.mark.parametrize(
    "cell",
    [
        CellContent(TEXT, "10万"),
        CellContent(TEXT, "１０"),
        CellContent(TEXT, "1,0"),
        CellContent(TEXT, "(5"),
        CellContent(TEXT, "(-5)"),
        CellContent(TEXT, "5%"),
        CellContent(TEXT, "=1+1"),
        CellContent(TEXT, "@SUM(A1)"),
        CellContent(TEXT, "1e3"),
        CellContent(NUMBER, "1" + "0" * 40),
        CellContent(ERROR, "#DIV/0!"),
        CellContent(BOOLEAN, "TRUE"),
        CellContent(DATE, "2022-06-03"),
        CellContent(FORMULA, "=1/0"),
    ],
)
def test_an_entry_that_is_no_amount_says_why(cell: CellContent) -> None:
    found = read_amount(cell, nothing, False)
    assert isinstance(found, Unreadable)
    assert cell.text in found.message
    assert found.hint


def test_a_formula_counts_as_it_was_stored() -> None:
    assert read_amount(CellContent(FORMULA, "=3+4"), lambda: CellContent(NUMBER, "7"), False) == 7
    broken = read_amount(CellContent(FORMULA, "=1/0"), lambda: CellContent(ERROR, "#DIV/0!"), False)
    assert isinstance(broken, Unreadable)
    assert "#DIV/0!" in broken.message


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (CellContent(DATE, "2022-06-03"), "2022-06-03"),
        (CellContent(DATE, "2022-06-03 10:30:00"), "2022-06-03"),
        (CellContent(DATE, "10:30:00"), ""),
        (CellContent(TEXT, "2022年6月3日"), "2022-06-03"),
        (CellContent(TEXT, "2022/6/3"), "2022-06-03"),
        (CellContent(TEXT, "2022.06.03"), "2022-06-03"),
        (CellContent(TEXT, "2022-13-03"), ""),
        (CellContent(TEXT, "六月三日"), ""),
        (CellContent(TEXT, ""), ""),
    ],
)
def test_days_are_read_as_people_write_them(cell: CellContent, day: str) -> None:
    assert iso_day(cell) == day


# ---------------------------------------------------------------- sheets and comments


def test_who_saved_a_book_is_read_and_never_made_up() -> None:
    core = (
        b'<cp:coreProperties xmlns:cp="c" xmlns:t="t"><cp:lastModifiedBy> A B </cp:lastModifiedBy>'
        b"<t:modified>2022-06-03T10:00:00Z</t:modified></cp:coreProperties>"
    )
    assert last_change({"docProps/core.xml": core}, "b.xlsx") == ("A B", "2022-06-03")
    assert last_change({}, "b.xlsx") == ("", "")


def test_changes_that_are_millions_are_counted() -> None:
    many = (Change("S", f"A{i}", "text", "", "x") for i in range(7_000))
    found = list(bounded(many, "S"))
    assert (len(found), found[-1].new) == (5_001, "2,000 more changes on this sheet")
    assert len(list(bounded(iter(found[:9]), "S"))) == 9


class _Held:
    """A book's sheets in memory."""

    def __init__(self, *sheets: Sheet) -> None:
        self.sheets = {one.name: one for one in sheets}

    def sheet(self, name: str) -> Sheet:
        return self.sheets[name]

    def value(self, name: str, position: Position) -> CellContent | None:
        return self.sheets[name].cells.get(position)


def book(*sheets: Sheet, names: Mapping[str, str] | None = None) -> Book:
    return Book(path="b.xlsx", sheets=tuple(one.name for one in sheets), cells=_Held(*sheets), names=names or {})


def test_a_renamed_sheet_is_found_by_names_or_by_its_head() -> None:
    ours = book(sheet(OURS, "A 1"), sheet("x | y\nz", "B"), sheet("q", "C"), names={"lead": "'A 1'!$A$1:$E$5"})
    theirs = book(sheet("q", "c2"), sheet("x | y\nz", "B2"), sheet("else", "A2"), names={"lead": "A2!$A$1:$E$5"})
    assert paired_sheets(ours, theirs) == {"A 1": "A2", "B": "B2", "C": "c2"}
    assert paired_sheets(ours, book(sheet("other", "D"))) == {}


def test_notes_and_conversations_are_read_with_their_authors() -> None:
    relation = b'<Relationships><Relationship Id="r1" Target="worksheets/s.xml"/></Relationships>'
    parts = {
        "xl/workbook.xml": b'<w xmlns:r="u"><sheets><sheet name="S" r:id="r1"/></sheets></w>',
        "xl/_rels/workbook.xml.rels": relation,
        "xl/worksheets/_rels/s.xml.rels": b'<R><Relationship Id="a" Target="../comments1.xml"/>'
        b'<Relationship Id="b" Target="/xl/threadedComments/threadedComment1.xml"/>'
        b'<Relationship Id="c" Target="file:///etc/passwd" TargetMode="External"/></R>',
        "xl/comments1.xml": (
            "<c><authors><author>李四</author></authors><commentList>"
            '<comment ref="B2" authorId="0"><text><r><t>李四:</t></r><r><t xml:space="preserve">\n看过</t></r></text></comment>'
            '<comment ref="B3" authorId="7"><text><t>没有作者</t></text></comment>'
            '<comment ref="C4" authorId="0"><text><t>[Threaded comment]</t></text></comment>'
            "</commentList></c>"
        ).encode(),
        "xl/threadedComments/threadedComment1.xml": (
            '<T><threadedComment ref="C4" dT="2022-06-03T10:00:00.00" personId="{1}" id="{a}"><text>为何？</text></threadedComment>'
            '<threadedComment ref="C4" dT="2022-06-04T10:00:00.00" personId="{2}" parentId="{a}"><text>截止</text></threadedComment></T>'
        ).encode(),
        "xl/persons/person.xml": '<P><person displayName="王五" id="{1}"/><person displayName="赵六" id="{2}"/></P>'.encode(),
    }
    assert comments_of(parts, "b.xlsx") == {
        "S": {
            Position(2, 2): Comment("看过", "李四"),
            Position(3, 2): Comment("没有作者", ""),
            Position(4, 3): Comment("为何？\n截止", "赵六", "2022-06-04"),
        }
    }
