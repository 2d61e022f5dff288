"""The stated assumptions, and the input files with their hashes."""

from collections.abc import Sequence

from generator.equality import content_hash
from generator.render.workpapers import styles
from generator.render.workpapers.book import Page, Sheet, Workbook
from generator.render.workpapers.frame import Head, finish, header, heads
from generator.render.workpapers.grid import Place, reference
from generator.render.workpapers.layout import TABLE_ROW, Pack
from generator.render.workpapers.sheets import SheetName
from generator.render.workpapers.words import NONE
from generator.schedule import Text

_ID, _ASSUMPTION = Text(zh="编号", en="Id"), Text(zh="假设", en="Assumption")
_FILE = Text(zh="文件", en="File")
_FILING, _HASH = (
    Text(zh="报送文件标识", en="Filing"),
    Text(zh="事实内容哈希（manifest.json）", en="Content hash (manifest.json)"),
)
_VERSION = Text(zh="程序版本", en="Program version")
_OF_BOOK = Text(zh="本册出自", en="This book was made from")


def write_assumptions(sheet: Sheet, pack: Pack) -> None:
    """What the documents leave open and the filer decided."""
    lines = [(a.id, pack.tongue.say(a.text, stacked=True)) for a in pack.filing.assumptions]
    titles = pack.tongue.say(_ID), pack.tongue.say(_ASSUMPTION)
    _listing(sheet, pack, pack.sheets.assumptions, titles, lines, (30.0, 100.0, 14.0, 16.0))
    _finish(sheet, pack, pack.sheets.assumptions)


def write_inputs(sheet: Sheet, pack: Pack, book: Workbook) -> None:
    """Every file that the book was made from, with its hash; the filing, the hash of its facts and the program as named cells."""
    titles = pack.tongue.say(_FILE), "SHA-256"
    row = _listing(sheet, pack, pack.sheets.inputs, titles, list(pack.inputs), (60.0, 70.0, 14.0, 16.0)) + 1
    sheet.text(row, 0, pack.tongue.say(_OF_BOOK), styles.SECTION)
    own = (
        ("filing_id", _FILING, pack.filing.id),
        ("content_hash", _HASH, content_hash(pack.report.facts)),
        ("program_version", _VERSION, pack.version),
    )
    for i, (name, title, value) in enumerate(own, start=1):
        sheet.text(row + i, 0, pack.tongue.say(title), styles.CELL)
        sheet.text(row + i, 1, value, styles.CELL)
        book.name(name, reference(Place(pack.sheets.inputs.name, row + i, 1), None, fixed=True))
    _finish(sheet, pack, pack.sheets.inputs)


def _listing(
    sheet: Sheet, pack: Pack, name: SheetName, titles: tuple[str, str], lines: Sequence[tuple[str, str]], widths: tuple[float, ...]
) -> int:
    """A table of two columns; the row after it."""
    sheet.widths(widths)
    header(sheet, pack, Head(sheet=name, right=2, reach=widths[0] + widths[1], period=pack.period))
    heads(sheet, TABLE_ROW - 1, titles, widths[:2])
    lines = lines or [(pack.tongue.say(NONE), "")]
    for i, line in enumerate(lines):
        for column, text in enumerate(line):
            sheet.text(TABLE_ROW + i, column, text, styles.CELL)
        sheet.height(TABLE_ROW + i, max(styles.lines(t, w) for t, w in zip(line, widths, strict=False)), 16)
    return TABLE_ROW + len(lines)


def _finish(sheet: Sheet, pack: Pack, name: SheetName) -> None:
    finish(sheet, pack, name.index, Page(freeze=(TABLE_ROW, 0), repeat=(TABLE_ROW - 1, TABLE_ROW - 1)))
