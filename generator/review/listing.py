"""What changed outside the figures' lines, listed and never applied: signatures, ticks, conclusions, texts, formulas, rows, sheets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.records import NamedTuple
from generator.review.book import FORMULA, NUMBER, Book, Position, Sheet
from generator.review.changes import Difference, SheetComparison
from generator.review.records import Change
from generator.review.telling import Teller

_SIGN_OFF = ("复核人", "复核日期", "编制人", "编制日期", "Reviewed by", "Reviewed on", "Prepared by", "Prepared on")
_CONCLUSION = ("审计说明", "审计结论", "Audit notes", "Audit conclusion")
_TICK = ("人工复核", "核对标记", "本册使用人及日期", "Reviewer's mark", "Used by")
_NOTE = ("备注", "Remarks")
_SHOWN = 120
_MOST_LISTED = 5_000
_LEFT = 12  # how many cells to the left the words that a cell belongs to are looked for
_FORMULA_LOST = "It is not applied, and the next book has the formula again. Enter amounts on a lead sheet (审定表) as adjustments."
_FIGURE_TYPED = "It is not applied: figures are the tables', and what is added to them is entered on a lead sheet (审定表)."


def listed(comparison: SheetComparison, differences: Iterable[Difference], teller: Teller, log_sheet: str) -> Iterator[Change]:
    """The changes of a sheet that are about no figure's line, cell by cell; then its comments, rows and columns."""
    name = comparison.theirs.name
    labels = _Labels(comparison.ours)
    for d in differences:
        what = _what(d, labels) if d.sheet != log_sheet else "change-log"
        advice = _FORMULA_LOST if what == "formula" else _FIGURE_TYPED if what == "figure" else ""
        told = teller.about(comparison, d.theirs)
        yield Change(name, d.theirs.cell, what, d.old.text, d.new.text, "", told.by, told.date, advice=advice)
    for c in comparison.comments:
        told = teller.about(comparison, c.theirs)
        yield Change(name, c.theirs.cell, "comment", c.old.text if c.old else "", c.new.text if c.new else "", "", told.by, told.date)
    yield from _shape(comparison, teller, log_sheet)


def _what(d: Difference, labels: "_Labels") -> str:
    """What a changed cell is: by the words to its left and above it, else by what it held and holds."""
    if d.old.kind == FORMULA:
        return "formula"
    if d.ours is not None:
        beside, above = labels.beside(d.ours), labels.above(d.ours)
        for what, words, label in (
            ("sign-off", _SIGN_OFF, beside),
            ("sign-off", _SIGN_OFF, d.old.text),
            ("conclusion", _CONCLUSION, beside),
            ("tick", _TICK, above),
            ("note", _NOTE, above),
        ):
            if any(word in label for word in words):
                return what
    return "figure" if d.old.kind == NUMBER or (d.old.text and d.new.kind == NUMBER) else "text"


class _Labels:
    """The words that cells of our sheet belong to."""

    def __init__(self, sheet: Sheet) -> None:
        self.cells = sheet.cells
        self.columns: dict[int, list[tuple[int, str]]] = {}
        for position, content in sorted(sheet.cells.items()):
            if content.kind != FORMULA:
                self.columns.setdefault(position.column, []).append((position.row, content.text))

    def beside(self, at: Position) -> str:
        """The nearest words to the left."""
        for column in range(at.column - 1, max(0, at.column - _LEFT), -1):
            content = self.cells.get(Position(at.row, column))
            if content is not None:
                return content.text
        return ""

    def above(self, at: Position) -> str:
        """The nearest words above: a heading, where the column is empty below it."""
        return next((text for row, text in reversed(self.columns.get(at.column, [])) if row < at.row), "")


# ---------------------------------------------------------------- rows and columns


def _shape(comparison: SheetComparison, teller: Teller, log_sheet: str) -> Iterator[Change]:
    """Rows and columns that were added, deleted, moved."""
    alignment, name = comparison.alignment, comparison.theirs.name
    told = teller.signed.get(comparison.ours.name)
    by, on, _ = told.or_else(teller.book) if told else teller.book
    repeated = {row for more in alignment.doubled.values() for row in more}
    for row, text in _row_texts(comparison.theirs, alignment.added_rows):
        what = "change-log" if comparison.ours.name == log_sheet else "row-added"
        if row not in repeated:
            yield Change(name, f"{row}:{row}", what, "", text, "", by, on)
    for row, text in _row_texts(comparison.ours, alignment.deleted_rows):
        yield Change(name, f"{row}:{row}", "row-deleted", text, "", "", by, on, advice="The next book has it again.")
    if alignment.moved_rows:
        yield Change(name, "", "rows-sorted", "", f"{alignment.moved_rows} rows stand in another order", "", by, on)
    for what, columns, sheet in (
        ("column-added", alignment.added_columns, comparison.theirs),
        ("column-deleted", alignment.deleted_columns, comparison.ours),
        ("column-moved", alignment.moved_columns, comparison.ours),
    ):
        for column, text in _column_texts(sheet, columns):
            letters = Position(1, column).cell[:-1]
            yield Change(
                name, f"{letters}:{letters}", what, text if what != "column-added" else "", "" if "del" in what else text, "", by, on
            )


def _row_texts(sheet: Sheet, rows: Sequence[int]) -> Iterator[tuple[int, str]]:
    wanted = set(rows)
    held: dict[int, list[str]] = {}
    for position, content in sorted(sheet.cells.items()):
        if position.row in wanted:
            held.setdefault(position.row, []).append(content.text)
    return ((row, _cut(" | ".join(texts))) for row, texts in held.items())


def _column_texts(sheet: Sheet, columns: Sequence[int]) -> Iterator[tuple[int, str]]:
    held: dict[int, list[str]] = {column: [] for column in columns}
    for position, content in sorted(sheet.cells.items()) if columns else ():
        if position.column in held:
            held[position.column].append(content.text)
    return ((column, _cut(" | ".join(texts))) for column, texts in held.items())


def bounded(changes: Iterable[Change], sheet: str) -> Iterator[Change]:
    """The first of `changes`, which nobody would read if they were millions; then how many more there are."""
    count = 0
    for count, change in enumerate(changes, start=1):
        if count <= _MOST_LISTED:
            yield change
    if count > _MOST_LISTED:
        yield Change(sheet, "", "text", "", f"{count - _MOST_LISTED:,} more changes on this sheet")


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


# ---------------------------------------------------------------- sheets


class SheetLists(NamedTuple):
    """How the sheets of two books go together: ours with theirs, ours that are gone, theirs that are new."""

    pairs: Mapping[str, str]
    deleted: tuple[str, ...]
    added: tuple[str, ...]


def sheet_lists(ours: Book, theirs: Book, pairs: Mapping[str, str]) -> SheetLists:
    """The sheets by `pairs`."""
    known = set(pairs.values())
    return SheetLists(pairs, tuple(n for n in ours.sheets if n not in pairs), tuple(n for n in theirs.sheets if n not in known))


def listed_sheets(theirs: Book, lists: SheetLists, teller: Teller) -> Iterator[Change]:
    """Sheets that were renamed, deleted, added: of an added one, what it begins with."""
    by, on, _ = teller.book
    for ours, name in lists.pairs.items():
        if ours != name:
            yield Change(name, "", "sheet-renamed", ours, name, "", by, on)
    for name in lists.deleted:
        yield Change(name, "", "sheet-deleted", name, "", "", by, on, advice="The next book has it again.")
    for name in lists.added:
        sheet = theirs.cells.sheet(name)
        texts = [content.text for _, content in sorted(sheet.cells.items())[:8]]
        yield Change(name, "", "sheet-added", "", _cut(f"{len(sheet.cells)} cells: " + " | ".join(texts)), "", by, on)
        yield from (
            Change(name, at.cell, "comment", "", comment.text, "", comment.author or by, comment.date or on)
            for at, comment in sorted(sheet.comments.items())
        )
