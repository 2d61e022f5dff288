"""What differs: the explanations of filing.toml with their reasons, then every relation that is not exact, live."""

from collections.abc import Mapping

from generator.render.workpapers import styles
from generator.render.workpapers.book import Page, Sheet
from generator.render.workpapers.checks import Check
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.frame import Head, finish, header, heads
from generator.render.workpapers.grid import Place, address, reference
from generator.render.workpapers.layout import TABLE_ROW, Layout, Pack
from generator.render.workpapers.words import NONE
from generator.schedule import Text

HEADS = (
    Text(zh="名称", en="Name"),
    Text(zh="规则实例", en="Rule instance"),
    Text(zh="报告数", en="Reported"),
    Text(zh="复算数", en="Recomputed"),
    Text(zh="差异（现值）", en="Difference (now)"),
    Text(zh="结论（现值）", en="Verdict (now)"),
    Text(zh="处理（现值）", en="Handling (now)"),
    Text(zh="说明", en="Explanation"),
    Text(zh="底稿位置", en="Place"),
)
_SECTION = Text(zh="未完全一致的项目（生成时）", en="Relations that were not exact when the book was made")
_WIDTHS = (22.0, 34.0, 15.0, 15.0, 15.0, 13.0, 13.0, 60.0, 14.0)


def write_differences(sheet: Sheet, pack: Pack) -> None:
    """The explanations of filing.toml with their reasons; then every instance that is not exact."""
    sheet.widths(_WIDTHS)
    header(sheet, pack, Head(sheet=pack.sheets.differences, right=7, reach=sum(_WIDTHS[:7]), period=pack.period))
    checks = {c.result.instance.id: (layout, c) for layout in pack.layouts for c in pack.checks[layout.bound.id]}
    say = pack.tongue.say
    titles = tuple(say(text, stacked=True) for text in HEADS)
    heads(sheet, TABLE_ROW - 1, titles, _WIDTHS)
    row = TABLE_ROW
    for explanation in pack.filing.explanations:
        reason = say(explanation.reason, stacked=True)
        texts = {0: explanation.name, 1: explanation.instance, 2: explanation.left, 3: explanation.right, 7: reason}
        _difference(sheet, row, texts, checks.get(explanation.instance))
        row += 1
    if not pack.filing.explanations:
        sheet.text(row, 0, say(NONE), styles.CELL)
        row += 1
    sheet.text(row + 1, 0, say(_SECTION), styles.SECTION)
    heads(sheet, row + 2, titles, _WIDTHS)
    row += 3
    found = [(name, placed) for name, placed in checks.items() if placed[1].verdict.value != pack.words.exact]
    for name, placed in found:
        _difference(sheet, row, {0: placed[1].explanation, 1: name, 7: _why(pack, placed[1])}, placed)
        row += 1
    if not found:
        sheet.text(row, 0, say(NONE), styles.CELL)
    finish(sheet, pack, pack.sheets.differences.index, Page(freeze=(1, 0), repeat=(0, 0)))


def _why(pack: Pack, check: Check) -> str:
    """The relation in words; and why it was not judged, which the validator says in English."""
    words, reason = pack.speaker.say(check.result.instance), check.result.reason
    return f"{words} ({reason})" if reason and "en" in pack.tongue.languages else words


def _difference(sheet: Sheet, row: int, texts: Mapping[int, str], placed: tuple[Layout, Check] | None) -> None:
    for column in range(len(HEADS)):
        style = {**styles.CELL, "font_size": 9, **({"align": "right"} if column in (2, 3) else {})}
        sheet.text(row, column, texts.get(column, ""), style)
    sheet.height(row, max(styles.lines(t, _WIDTHS[c], 9) for c, t in texts.items()), 14)
    if placed is None:
        return
    layout, check = placed
    places = max(0, check.places - 2 if check.percent else check.places)
    number = styles.number(places, check.percent, font_name="Arial", font_color=styles.GREEN)
    columns = layout.columns

    def live(column: int, source: int, value: Formula, style: styles.Style) -> None:
        sheet.formula(row, column, Formula(reference(Place(layout.sheet, check.row, source), None, fixed=True), value.value), style)

    if 2 not in texts:
        live(2, columns.reported, check.reported, number)
        live(3, columns.recomputed, check.recomputed, number)
    live(4, columns.gap, check.gap, number)
    green = {**styles.CENTRED, "font_color": styles.GREEN}
    live(5, columns.verdict, check.verdict, green)
    live(6, columns.handling, check.handling, green)
    place = address(check.row, columns.verdict)
    sheet.link(row, 8, layout.sheet, place, f"{layout.index}!{place}", styles.LINED_LINK)
