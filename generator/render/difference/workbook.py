"""A comparison as a workbook: every gap a live formula with its stored value, the same bytes for the same comparison.

Sheets: 汇总 the counts, 差异 the changes, 重述 the restatements with their bridges, 衔接 the roll-forward (these where there are any).
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import BinaryIO

from generator.compare import Difference, Kind
from generator.equality import number_text
from generator.model import Fact
from generator.render.difference.words import KINDS, RESTATED, ROLLED, VERDICTS, Words, both, period_shown, value_text
from generator.render.workpapers import formula as f
from generator.render.workpapers import styles
from generator.render.workpapers.book import Page, Sheet, Workbook, stored_number
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.grid import address, fits

MAX_ROWS = 1_000_000
_CREATED = datetime(2000, 1, 1)
_FIRST = 3
_EXACT_DIGITS = 15
_ABOUT = (("事实 fact", 34.0), ("期间 period", 23.0), ("维度 dimensions", 30.0), ("单位 unit", 10.0))
_CHANGES = "差异"
_SUMMARY = 3
_CHANGED: styles.Style = {**styles.CELL, **styles.RED_CELL}


def write_workbook(difference: Difference, words: Words, names: tuple[str, str], sink: BinaryIO) -> None:
    """Write the comparison to `sink` as .xlsx; `names` are what the two reports are called.

    Raises ValueError where there are more changes than a sheet has rows.
    """
    rolled = difference.roll_forward.rows if difference.roll_forward else ()
    if max(len(difference.changes), len(difference.restated), len(rolled)) > MAX_ROWS:
        raise ValueError(f"a sheet holds at most {MAX_ROWS:,} lines")
    title = "报告差异 Comparison of reports"
    book = Workbook(sink, title=title, subject="", author="", company="", comments="", created=_CREATED)
    _summary(book.sheet("汇总"), difference, names)
    _changes(book.sheet(_CHANGES), difference, words)
    if difference.restated:
        _restated(book.sheet("重述"), difference, words)
    if rolled:
        _rolled(book.sheet("衔接"), difference, words)
    book.close()


def _summary(sheet: Sheet, difference: Difference, names: tuple[str, str]) -> None:
    sheet.widths((34.0, 60.0))
    sheet.text(0, 0, "报告差异 Comparison of reports", styles.TITLE)
    rolled = difference.roll_forward.rows if difference.roll_forward else ()
    plain = [("A", names[0]), ("B", names[1])]
    for row, (label, text) in enumerate(plain, start=1):
        sheet.text(row, 0, label, styles.LINED)
        sheet.text(row, 1, text, styles.CELL)
    counts: list[tuple[str, int | Formula]] = [
        ("A 事实数 facts", difference.first),
        ("B 事实数 facts", difference.second),
        ("一致 equal", difference.equal),
    ]
    for kind in Kind:
        number = sum(change.kind is kind for change in difference.changes)
        row = _SUMMARY + len(counts)
        # the kind is looked up by the cell beside it, so that the count follows when a reader sorts or changes the table
        counts.append((both(KINDS[kind]), Formula(f"COUNTIF({_CHANGES}!A:A,{address(row, 0)})", Fraction(number))))
    counts += [(both(RESTATED), len(difference.restated)), (both(ROLLED), len(rolled))]
    for row, (label, count) in enumerate(counts, start=_SUMMARY):
        sheet.text(row, 0, label, styles.LINED)
        if isinstance(count, Formula):
            sheet.formula(row, 1, count, styles.number(0))
        else:
            sheet.number(row, 1, Decimal(count), styles.number(0))
    sheet.page(Page(protected=False))


def _changes(sheet: Sheet, difference: Difference, words: Words) -> None:
    heads = [
        ("类别 kind", 26.0),
        *_ABOUT,
        ("A", 20.0),
        ("B", 20.0),
        ("B − A", 18.0),
        ("A decimals", 10.0),
        ("B decimals", 10.0),
        ("A 文本或精确值 text or exact", 30.0),
        ("B 文本或精确值 text or exact", 30.0),
        ("A id", 26.0),
        ("B id", 26.0),
    ]
    _heads(sheet, "差异 Changes", heads, len(difference.changes))
    for row, change in enumerate(difference.changes, start=_FIRST):
        fact = change.new or change.old
        if fact is None:
            continue
        sheet.text(row, 0, both(KINDS[change.kind]), _CHANGED if change.kind is Kind.VALUE else styles.CELL)
        _about(sheet, row, 1, fact, words)
        old, new = _figure(sheet, row, 5, change.old), _figure(sheet, row, 6, change.new)
        _gap(sheet, row, 7, old, new)
        for column, side in ((8, change.old), (9, change.new)):
            sheet.text(row, column, "" if side is None or side.unit is None else _decimals(side), styles.CELL)
        for column, side in ((10, change.old), (11, change.new)):
            sheet.text(row, column, _exact(side), styles.CELL)
        for column, side in ((12, change.old), (13, change.new)):
            sheet.text(row, column, "" if side is None else side.id, styles.CELL)


def _restated(sheet: Sheet, difference: Difference, words: Words) -> None:
    heads = [
        *_ABOUT,
        ("A 原报 original", 20.0),
        ("B 更正前 before", 20.0),
        ("B 更正金额 adjustments", 20.0),
        ("B 更正后 after", 20.0),
        ("B − A", 18.0),
        ("更正前 − 原报", 16.0),
        ("更正前 + 更正金额 − 更正后", 18.0),
        ("原报核对 origin", 18.0),
        ("勾稽 bridge", 18.0),
        ("id", 40.0),
    ]
    _heads(sheet, "更正重述 Restatements", heads, len(difference.restated))
    for row, item in enumerate(difference.restated, start=_FIRST):
        _about(sheet, row, 0, item.after, words)
        original, before = _figure(sheet, row, 4, item.original), _figure(sheet, row, 5, item.before)
        adjustment = _sum(sheet, row, 6, item.adjustments)
        after = _figure(sheet, row, 7, item.after)
        _gap(sheet, row, 8, original, after)
        _gap(sheet, row, 9, original, before)
        if before and after:
            parts = f.plus(before, adjustment) if adjustment else before
            places = max(map(_places, (item.before, *item.adjustments, item.after)))
            operands = [part for part in (before, adjustment, after) if part]
            _computed(sheet, row, 10, f.rounded(f.minus(parts, after), places), places, operands)
        else:
            sheet.text(row, 10, "", styles.CELL)
        sheet.text(row, 11, both(VERDICTS[item.origin]), styles.CELL)
        sheet.text(row, 12, both(VERDICTS[item.bridge]), styles.CELL)
        sheet.text(row, 13, " + ".join(x.id for x in (item.before, *item.adjustments) if x) + f" = {item.after.id}", styles.CELL)


def _rolled(sheet: Sheet, difference: Difference, words: Words) -> None:
    heads = [
        *_ABOUT,
        ("A 期末 closing", 20.0),
        ("B 期初 opening", 20.0),
        ("期初 − 期末", 16.0),
        ("衔接 agrees", 18.0),
        ("B 期末 next", 20.0),
        ("变动 movement", 18.0),
        ("A id", 26.0),
        ("B id", 26.0),
    ]
    rolled = difference.roll_forward
    rows = rolled.rows if rolled else ()
    days = f" {rolled.from_end[:10]} → {rolled.to_end[:10]}" if rolled else ""
    _heads(sheet, f"期初期末衔接 Roll-forward{days}", heads, len(rows))
    for row, item in enumerate(rows, start=_FIRST):
        _about(sheet, row, 0, item.closing, words)
        closing, opening = _figure(sheet, row, 4, item.closing), _figure(sheet, row, 5, item.opening)
        _gap(sheet, row, 6, closing, opening)
        sheet.text(row, 7, both(VERDICTS[item.agrees]) if item.opening else "", styles.CELL)
        following = _figure(sheet, row, 8, item.next)
        _gap(sheet, row, 9, opening or closing, following)
        sheet.text(row, 10, item.closing.id, styles.CELL)
        sheet.text(row, 11, item.next.id if item.next else "", styles.CELL)


def _heads(sheet: Sheet, title: str, heads: Sequence[tuple[str, float]], count: int) -> None:
    sheet.widths([width for _, width in heads])
    sheet.text(0, 0, title, styles.TITLE)
    for column, (text, _) in enumerate(heads):
        sheet.text(_FIRST - 1, column, text, styles.HEAD)
    if count:
        sheet.filter((_FIRST - 1, 0), (_FIRST - 1 + count, len(heads) - 1))
    sheet.page(Page(freeze=(_FIRST, 1), repeat=(_FIRST - 1, _FIRST - 1), protected=False))


def _about(sheet: Sheet, row: int, column: int, fact: Fact, words: Words) -> None:
    texts = (words.shown(fact.concept), period_shown(fact.period), words.dimensions(fact), words.unit(fact.unit))
    for offset, text in enumerate(texts):
        sheet.text(row, column + offset, text, styles.CELL)


def _figure(sheet: Sheet, row: int, column: int, fact: Fact | None) -> Formula | None:
    """Write the fact's number and return its reference; a blank cell and None where it has none that a spreadsheet holds."""
    value = None if fact is None else fact.value
    if not isinstance(value, Decimal) or not fits(value):
        sheet.text(row, column, "nil" if fact is not None and fact.value is None else "", styles.CELL)
        return None
    sheet.number(row, column, value, styles.number(min(_places(fact), 30), font_color=styles.BLUE))
    return Formula(address(row, column), Fraction(value))


def _sum(sheet: Sheet, row: int, column: int, facts: Sequence[Fact]) -> Formula | None:
    """The adjustments in one cell: the number, or the sum of several as a formula of constants."""
    if len(facts) < 2:
        return _figure(sheet, row, column, facts[0] if facts else None)
    values = [fact.value for fact in facts if isinstance(fact.value, Decimal) and fits(fact.value)]
    if len(values) < len(facts):
        sheet.text(row, column, "", styles.CELL)
        return None
    whole = f.total(f.constant(Fraction(value)) for value in values)
    sheet.formula(row, column, whole, styles.number(max(map(_places, facts))))
    return Formula(address(row, column), whole.number)


def _gap(sheet: Sheet, row: int, column: int, old: Formula | None, new: Formula | None) -> None:
    """`new` − `old` as a live formula, rounded to the places that it has: binary fractions show none of their own.

    Beyond 15 digits a spreadsheet's own subtraction would be wrong: there the exact gap stands as a number.
    """
    if old is None or new is None:
        sheet.text(row, column, "", styles.CELL)
        return
    places = max(_decimal_places(old.number), _decimal_places(new.number))
    _computed(sheet, row, column, f.rounded(f.minus(new, old), places), places, (old, new))


def _computed(sheet: Sheet, row: int, column: int, formula: Formula, places: int, operands: Sequence[Formula]) -> None:
    style = styles.number(min(places, 30))
    if max(_whole_digits(operand.number) for operand in operands) + places <= _EXACT_DIGITS:
        sheet.formula(row, column, formula, style)
    else:
        sheet.number(row, column, stored_number(formula.number), style)


def _whole_digits(value: Fraction) -> int:
    return len(str(abs(int(value)))) if abs(value) >= 1 else 0


def _decimal_places(value: Fraction) -> int:
    return len(f.decimal_text(value).partition(".")[2])


def _places(fact: Fact | None) -> int:
    """The decimal places that the fact's value has."""
    value = None if fact is None else fact.value
    return len(number_text(value).partition(".")[2]) if isinstance(value, Decimal) else 0


def _decimals(fact: Fact) -> str:
    return "INF" if fact.decimals is None else str(fact.decimals)


def _exact(fact: Fact | None) -> str:
    """The value as text where it is one, or where a spreadsheet's number would lose digits."""
    if fact is None or fact.value is None:
        return ""
    text = value_text(fact.value) or ""
    if isinstance(fact.value, Decimal):
        return text if len(text.replace(".", "").lstrip("-0").rstrip("0")) > _EXACT_DIGITS or not fits(fact.value) else ""
    return text
