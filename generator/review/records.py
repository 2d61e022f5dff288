"""What is looked for in a returned book, and what is found: our tables in it, and the changes."""

from collections.abc import Mapping
from decimal import Decimal

from generator.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from generator.filing import AdjustmentKind

KEY, ITEM, COLUMN, UNAUDITED, AUDIT, RECLASSIFICATION, AUDITED, REMARK = (
    *("key", "item", "column", "unaudited", "audit", "reclassification"),
    *("audited", "remark"),
)
"""The columns of a lead sheet (审定表) that mean something here."""

ENTRIES: "Mapping[str, AdjustmentKind]" = {AUDIT: "audit", RECLASSIFICATION: "reclassification"}
"""The columns in which adjustments are entered, with their kinds."""


class LeadLine(NamedTuple):
    """A figure's line on a lead sheet, as the book was built: `fact` is schedule, row and column code.

    Amounts are in the unit shown, percentages as fractions; `places` counts the decimals that the schedule shows.
    """

    row: int
    key: str
    fact: tuple[str, str, str]
    unaudited: Decimal
    audit: Decimal
    reclassification: Decimal
    remark: str
    percent: bool
    places: int

    @property
    def fact_id(self) -> str:
        """The id of the fact."""
        return ".".join(self.fact)

    @property
    def audited(self) -> Decimal:
        """The audited amount."""
        return self.unaudited + self.audit + self.reclassification


class LeadTable(NamedTuple):
    """A lead sheet: its columns (from 1) by the names above, and its lines."""

    sheet: str
    columns: Mapping[str, int]
    lines: tuple[LeadLine, ...]


class LogTable(NamedTuple):
    """The change log (变更记录): the columns (from 1) "date", "by", "fact", "kind", "reason"; `kinds` maps the words for kinds to them."""

    sheet: str
    columns: Mapping[str, int]
    kinds: Mapping[str, str]


class Change(NamedTuple):
    """One thing that a reviewer changed. `cell` is where it stands in the returned book ("" for a sheet), `what` one of the names below.

    `old` and `new` are texts; `fact` is the fact's id, where it is about one; `by` and `date` are "" where the book does not say.
    `applied` tells whether it goes into adjustments.csv; else `advice` says what can be done, "" where nothing need be.
    """

    sheet: str
    cell: str
    what: str
    old: str
    new: str
    fact: str = ""
    by: str = ""
    date: str = ""
    applied: bool = False
    advice: str = ""


class Entry(NamedTuple):
    """An adjustment or a note that can be applied, in the unit shown (per cent for percentages); `sheet` and `cell` are where it stands."""

    fact: tuple[str, str, str]
    kind: "AdjustmentKind"
    amount: Decimal
    by: str
    date: str
    note: str
    sheet: str
    cell: str


WHAT: Mapping[str, str] = {
    "audit": "audit adjustment 审计调整",
    "reclassification": "reclassification 重分类调整",
    "note": "note 备注",
    "unaudited": "unaudited amount 未审数",
    "audited": "audited amount 审定数",
    "key": "key of a line 键",
    "sign-off": "sign-off 签字",
    "tick": "tick mark 核对标记",
    "conclusion": "conclusion 审计结论",
    "change-log": "line of the change log 变更记录",
    "comment": "comment 批注",
    "formula": "formula 公式",
    "figure": "figure 数字",
    "text": "cell 单元格",
    "row-added": "row added 新增行",
    "row-deleted": "row deleted 删除行",
    "row-repeated": "row repeated 重复行",
    "rows-sorted": "rows sorted 行重新排序",
    "column-added": "column added 新增列",
    "column-deleted": "column deleted 删除列",
    "column-moved": "column moved 移动列",
    "sheet-added": "sheet added 新增工作表",
    "sheet-deleted": "sheet deleted 删除工作表",
    "sheet-renamed": "sheet renamed 工作表改名",
}
"""What a change is, in words."""
