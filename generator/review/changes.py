"""Two books cell by cell: what a reviewer changed, as differences between cells, whatever was sorted, moved, added or deleted meanwhile."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from generator.records import NamedTuple
from generator.review.alignment import Alignment, align
from generator.review.book import EMPTY, FORMULA, NUMBER, Book, CellContent, Comment, Position, Sheet
from generator.review.formulas import same_formula


class Difference(NamedTuple):
    """A cell that differs: `ours` is where it stood in our sheet `sheet` (None: in what was added), `theirs` where it stands in `now`."""

    sheet: str
    now: str
    ours: Position | None
    theirs: Position
    old: CellContent
    new: CellContent


class CommentDifference(NamedTuple):
    """A comment that is new or says something else; `new` is None for one that was deleted."""

    sheet: str
    now: str
    ours: Position | None
    theirs: Position
    old: Comment | None
    new: Comment | None


class SheetComparison(NamedTuple):
    """A sheet of ours with the returned one: how they fit, what differs, and the content of both."""

    ours: Sheet
    theirs: Sheet
    alignment: Alignment
    differences: tuple[Difference, ...]
    comments: tuple[CommentDifference, ...]


class Keys(NamedTuple):
    """The keys of a sheet of ours: each with its row, and the column in which they stand."""

    rows: Mapping[str, int]
    column: int


def paired_sheets(ours: Book, theirs: Book) -> Mapping[str, str]:
    """Our sheets with theirs, by name; one that was renamed by what defined names refer to, else by what stands in its first lines."""
    pairs = {name: name for name in ours.sheets if name in theirs.sheets}
    left = [name for name in theirs.sheets if name not in pairs]
    for name in ours.sheets:
        if name in pairs or not left:
            continue
        defined = {key for key, reference in ours.names.items() if _sheet_of(reference) == name}
        named = [_sheet_of(theirs.names[key]) for key in sorted(defined) if key in theirs.names]
        found = next((other for other in named if other in left), None)
        if found is None:
            head = _head(ours.cells.sheet(name))
            found = next((other for other in left if head and _head(theirs.cells.sheet(other)) == head), None)
        if found is not None:
            pairs[name] = found
            left.remove(found)
    return pairs


def _sheet_of(reference: str) -> str:
    """The sheet that a defined name refers to."""
    sheet = reference.removeprefix("=").rpartition("!")[0]
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet.removeprefix("$")


def _head(sheet: Sheet) -> frozenset[str]:
    """The texts of a sheet's first lines: its title and index number are among them."""
    return frozenset(content.text for position, content in sheet.cells.items() if position.row <= 3)


def compare_sheet(ours: Sheet, theirs: Sheet, keys: Keys | None) -> SheetComparison:
    """What differs between two sheets. Formulas that a spreadsheet wrote again are among the differences: see `settled`."""
    alignment = align(ours, theirs, keys.rows if keys else None, keys.column if keys else 0)
    differences = tuple(sorted(_differences(ours, theirs, alignment), key=lambda d: d.theirs))
    return SheetComparison(ours, theirs, alignment, differences, tuple(_comments(ours, theirs, alignment)))


def _differences(ours: Sheet, theirs: Sheet, alignment: Alignment) -> Iterator[Difference]:
    """Cells of ours that hold something else now, and cells where ours held nothing, but for those of rows that were added."""
    seen: set[Position] = set()
    for position, old in ours.cells.items():
        now = alignment.place(position)
        if now is None:
            continue
        seen.add(now)
        new = theirs.cells.get(now, EMPTY)
        if not same_content(old, new):
            yield Difference(ours.name, theirs.name, position, now, old, new)
    rows = {theirs: ours for ours, theirs in alignment.rows.items()}
    columns = {theirs: ours for ours, theirs in alignment.columns.items()}
    added = set(alignment.added_rows)
    for now, new in theirs.cells.items():
        if now not in seen and now.row not in added:
            row, column = rows.get(now.row), columns.get(now.column)
            at = Position(row, column) if row is not None and column is not None else None
            yield Difference(ours.name, theirs.name, at, now, EMPTY, new)


def same_content(old: CellContent, new: CellContent) -> bool:
    """Whether two cells hold the same: numbers by their values, texts and formulas to the letter."""
    if old == new:
        return True
    if old.kind == new.kind == NUMBER:
        try:
            return Decimal(old.text) == Decimal(new.text)
        except InvalidOperation:
            return False
    return False


def _comments(ours: Sheet, theirs: Sheet, alignment: Alignment) -> Iterator[CommentDifference]:
    """Comments by the cells that they are on, wherever these stand now."""
    rows = {theirs: ours for ours, theirs in alignment.rows.items()}
    columns = {theirs: ours for ours, theirs in alignment.columns.items()}
    expected = {now: (at, comment) for at, comment in ours.comments.items() if (now := alignment.place(at)) is not None}
    for now in sorted({*expected, *theirs.comments}):
        at, old = expected.get(now, (None, None))
        new = theirs.comments.get(now)
        if at is None and now.row in rows and now.column in columns:
            at = Position(rows[now.row], columns[now.column])
        if (old.text if old else "") != (new.text if new else ""):
            yield CommentDifference(ours.name, theirs.name, at, now, old, new)


def settled(comparisons: Sequence[SheetComparison]) -> Sequence[SheetComparison]:
    """`comparisons` without the formulas that only follow what was sorted, moved or deleted, on their own sheet or another."""
    alignments = {comparison.ours.name: comparison.alignment for comparison in comparisons}
    return [c._replace(differences=tuple(d for d in c.differences if not _follows(d, alignments))) for c in comparisons]


def _follows(difference: Difference, alignments: Mapping[str, Alignment]) -> bool:
    old, new, at = difference.old, difference.new, difference.ours
    if at is None or old.kind != FORMULA or new.kind != FORMULA:
        return False
    return same_formula(old.text, new.text, at, difference.theirs, difference.sheet, alignments)
