"""What every sheet has in common: the header block, the statement, the way back to the index, the page."""

from dataclasses import dataclass, replace

from generator.render.workpapers import styles
from generator.render.workpapers.book import Page, Sheet
from generator.render.workpapers.layout import Pack
from generator.render.workpapers.sheets import SheetName
from generator.render.workpapers.words import PBC
from generator.schedule import Text

REVIEWED_BY, REVIEWED_ON = Text(zh="复核人：", en="Reviewed by:"), Text(zh="复核日期：", en="Reviewed on:")
_INDEX, _PAGE = Text(zh="索引号：", en="Index no.:"), Text(zh="页次：", en="Page:")
_IN_FOOTER, _BACK = Text(zh="见页脚", en="see footer"), Text(zh="返回索引", en="Back to index")
_CENTRE = Text(zh="第 &P 页 / 共 &N 页", en="Page &P of &N")
_PROGRAM = Text(zh="程序 {version}", en="program {version}")
_NOTES, _CONCLUSION = Text(zh="审计说明：", en="Audit notes:"), Text(zh="审计结论：", en="Audit conclusion:")
_PERIOD, _SOURCE = Text(zh="会计期间：", en="Period: "), Text(zh="资料来源：", en="Source: ")
_BLANK = "　　　　"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a sheet's header block says and where: its right part from column `right` on; `reach` is the width left of that.

    `left` is the first column that is seen. `period` and `source` are in words.
    """

    sheet: SheetName
    right: int
    reach: float
    period: str
    source: str = ""
    left: int = 0
    title: str = ""


def header(sheet: Sheet, pack: Pack, head: Head) -> None:
    """The header block in rows 0 to 5. 复核人 and 复核日期 stay empty, for people to fill in; 编制人 and 编制日期 are filing.toml's."""
    say = pack.tongue.say
    sheet.text(0, head.left, head.title or head.sheet.title, styles.TITLE)
    entity = pack.filing.entity_name
    lines = (
        (say(Text(zh=f"被审计单位：{entity.zh}", en=f"Audited entity: {entity.en}"), stacked=True), _INDEX, head.sheet.index),
        (say(_PERIOD) + head.period, _PAGE, say(_IN_FOOTER)),
        (_prepared(pack), REVIEWED_BY, None),
        (say(_SOURCE) + head.source if head.source else "", REVIEWED_ON, None),
    )
    for row, (text, key, value) in enumerate(lines, start=1):
        _left(sheet, row, head, text)
        said = say(key, stacked=True)
        sheet.text(row, head.right, said, {**styles.KEY, "align": "right", "text_wrap": "\n" in said})
        sheet.height(row, max(styles.lines(text, head.reach), said.count("\n") + 1))
        sheet.text(row, head.right + 1, value or "", styles.FIELD if value is None else {**styles.PLAIN, "bold": True})
    _left(sheet, 5, head, say(PBC, stacked=True), styles.WARNING)
    if head.sheet != pack.sheets.index:
        sheet.link(5, head.right + 1, pack.sheets.index.name, "A1", say(_BACK), styles.LINK)


def _prepared(pack: Pack) -> str:
    by = pack.filing.prepared_by
    on = pack.filing.prepared_on.isoformat() if pack.filing.prepared_on else ""
    texts = Text(zh=f"编制人：{by or _BLANK}　　编制日期：{on}", en=f"Prepared by: {by or ' ' * 16}    Prepared on: {on}")
    return pack.tongue.say(texts, stacked=True)


def _left(sheet: Sheet, row: int, head: Head, text: str, style: styles.Style = styles.PLAIN) -> None:
    if text:
        sheet.merged((row, head.left), (row, head.right - 1), text, {**style, "text_wrap": True})
        sheet.height(row, styles.lines(text, head.reach))


def finish(sheet: Sheet, pack: Pack, index: str, page: Page) -> None:
    """Page set-up: `page` with the footer that every sheet has."""
    left = f"{pack.tongue.word(pack.filing.entity_name)} {pack.filing.id}"
    right = f"{index}  PBC  {pack.tongue.word(_PROGRAM).format(version=pack.version)}"
    sheet.page(replace(page, left=left, centre=pack.tongue.word(_CENTRE), right=right))


def heads(sheet: Sheet, row: int, texts: tuple[str, ...], widths: tuple[float, ...], first: int = 0) -> None:
    """A heading line from column `first` on, as high as its longest text needs."""
    for column, text in enumerate(texts, start=first):
        sheet.text(row, column, text, styles.HEAD)
    sheet.height(row, max(styles.lines(t, w) for t, w in zip(texts, widths, strict=True)))


def conclusion(sheet: Sheet, pack: Pack, row: int, columns: tuple[int, int, int]) -> None:
    """The human's part, empty: notes in `row`, the conclusion two rows below.

    `columns` are those of the words, and the first and the last of what is written.
    """
    key, first, last = columns
    for i, text in enumerate((_NOTES, _CONCLUSION)):
        line = row + 2 * i
        sheet.text(line, key, pack.tongue.say(text, stacked=True), styles.SECTION)
        sheet.merged((line, first), (line, last), "", styles.ENTRY)
        sheet.height(line, 3)


def register_link(sheet: Sheet, pack: Pack, row: int, column: int, fact_id: str, style: styles.Style = styles.LINK) -> None:
    """A link to a fact's line in the tie-out."""
    target = pack.register[fact_id]
    sheet.link(row, column, pack.sheets.register.name, f"B{target + 1}", f"{pack.sheets.register.index}!B{target + 1}", style)
