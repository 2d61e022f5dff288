"""What every sheet has in common: the header block, the statement, the way back to the index, the page."""

from dataclasses import replace

from generator.render.workpapers import styles
from generator.render.workpapers.book import Page, Sheet
from generator.render.workpapers.layout import INDEX, REGISTER, Pack
from generator.render.workpapers.words import PBC


def header(sheet: Sheet, pack: Pack, index: str, title: str, *, right: int, period: str, source: str = "", reach: float = 60) -> None:
    """The header block in rows 0 to 5: its right part from column `right` on; `reach` is the width left of that.

    复核人 and 复核日期 stay empty, for people to fill in; 编制人 and 编制日期 are what filing.toml says.
    """
    filing = pack.filing
    prepared = f"编制人：{filing.prepared_by or '　　　　'}　　编制日期：{filing.prepared_on.isoformat() if filing.prepared_on else ''}"
    sheet.text(0, 0, title, styles.TITLE)
    for row, (text, key, value) in enumerate(
        (
            (f"被审计单位：{filing.entity_name.zh}", "索引号：", index),
            (f"会计期间：{period}", "页次：", "见页脚"),
            (prepared, "复核人：", None),
            (f"资料来源：{source}" if source else "", "复核日期：", None),
        ),
        start=1,
    ):
        _left(sheet, row, right, text, reach)
        sheet.text(row, right, key, {**styles.KEY, "align": "right"})
        sheet.text(row, right + 1, value or "", styles.FIELD if value is None else {**styles.PLAIN, "bold": True})
    _left(sheet, 5, right, PBC, reach, styles.WARNING)
    if index != "A":
        sheet.link(5, right + 1, INDEX, "A1", "返回索引", styles.LINK)


def _left(sheet: Sheet, row: int, right: int, text: str, reach: float, style: styles.Style = styles.PLAIN) -> None:
    if text:
        sheet.merged((row, 0), (row, right - 1), text, {**style, "text_wrap": True})
        sheet.height(row, styles.lines(text, reach))


def finish(sheet: Sheet, pack: Pack, index: str, page: Page) -> None:
    """Page set-up: `page` with the footer that every sheet has."""
    left = f"{pack.filing.entity_name.zh} {pack.filing.id}"
    sheet.page(replace(page, left=left, right=f"{index}　PBC　程序 {pack.version}"))


def heads(sheet: Sheet, row: int, texts: tuple[str, ...], widths: tuple[float, ...]) -> None:
    """A heading line, as high as its longest text needs."""
    for column, text in enumerate(texts):
        sheet.text(row, column, text, styles.HEAD)
    sheet.height(row, max(styles.lines(t, w) for t, w in zip(texts, widths, strict=True)))


def register_link(sheet: Sheet, pack: Pack, row: int, column: int, fact_id: str, style: styles.Style = styles.LINK) -> None:
    """A link to a fact's line in the register."""
    target = pack.register[fact_id]
    sheet.link(row, column, REGISTER, f"B{target + 1}", f"登记表 {target + 1} 行", style)
