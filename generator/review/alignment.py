"""Which row and column of a returned sheet is which of ours: rows may be sorted or deleted, columns moved, either may be added.

Columns are known by what stands in them, their headings most of all; rows by their key where the sheet has keys, else by what they
hold and few others do.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from generator.records import Record
from generator.review.book import FORMULA, CellContent, Position, Sheet

_RARE = 8  # what stands in more rows than this tells none of them apart
_ALIKE = 0.5  # of what a column holds, the share that must be found again where it stood
_SOME = 1 / 3  # of what a row holds, the share by which it is known again

Item = tuple[int, str]
"""A constant with the column, of ours, that it stands in."""


class Alignment(Record):
    """Our rows and columns with those of the returned sheet (`name`); what is missing was deleted. All are counted from 1.

    `added_rows` and `added_columns` are the returned sheet's; `doubled` are those of its rows that repeat a key, by our row.
    `moved_rows` counts the rows that stand in another order, `moved_columns` lists ours that do.
    """

    name: str
    rows: Mapping[int, int]
    columns: Mapping[int, int]
    deleted_rows: tuple[int, ...] = ()
    deleted_columns: tuple[int, ...] = ()
    added_rows: tuple[int, ...] = ()
    added_columns: tuple[int, ...] = ()
    doubled: Mapping[int, tuple[int, ...]]
    moved_rows: int = 0
    moved_columns: tuple[int, ...] = ()

    def place(self, ours: Position) -> Position | None:
        """Where a cell of ours stands now; None where its row or column was deleted."""
        row, column = self.rows.get(ours.row), self.columns.get(ours.column)
        return None if row is None or column is None else Position(row, column)


def align(ours: Sheet, theirs: Sheet, keys: Mapping[str, int] | None = None, key_column: int = 0) -> Alignment:
    """How `theirs` came of `ours`. `keys` maps the keys in our column `key_column` to our rows, where the sheet has keys."""
    columns = _columns(ours, theirs)
    our_rows, their_rows = ours.rows(), theirs.rows()
    doubled: dict[int, list[int]] = {}
    rows = _by_key(their_rows, keys or {}, columns.get(key_column), doubled)
    _by_content(our_rows, their_rows, columns, rows, doubled)
    known = set(rows.values())
    back = {theirs: ours for ours, theirs in columns.items()}
    used = _used(theirs.cells)
    return Alignment(
        name=theirs.name,
        rows=rows,
        columns=columns,
        deleted_rows=tuple(row for row in our_rows if row not in rows),
        deleted_columns=tuple(column for column in sorted(_used(ours.cells)) if column not in columns),
        added_rows=tuple(row for row in their_rows if row not in known),
        added_columns=tuple(column for column in sorted(used) if column not in back),
        doubled={row: tuple(more) for row, more in doubled.items()},
        moved_rows=_out_of_order(rows),
        moved_columns=tuple(ours for ours in sorted(columns) if ours in _out_of_place(columns)),
    )


def _used(cells: Iterable[Position]) -> set[int]:
    return {position.column for position in cells}


def _out_of_order(rows: Mapping[int, int]) -> int:
    """How many rows stand before one that stood before them."""
    last, count = 0, 0
    for _, theirs in sorted(rows.items()):
        count += theirs < last
        last = max(last, theirs)
    return count


def _out_of_place(columns: Mapping[int, int]) -> set[int]:
    """Our columns that stand now on the other side of one of their neighbours."""
    order = sorted(columns)
    return {c for before, c in pairwise(order) if columns[c] < columns[before]}


# ---------------------------------------------------------------- columns


def _columns(ours: Sheet, theirs: Sheet) -> dict[int, int]:
    """Our columns with theirs: those in which most is found where it was stay, the others are sought."""
    held, found = _contents(ours), _contents(theirs)
    placed = {c: c for c, texts in held.items() if _share(texts, found.get(c)) >= _ALIKE}
    sought = [c for c in held if c not in placed]
    for _, ours_column, column in sorted(_candidates(sought, held, found)):
        if ours_column not in placed and column not in placed.values():
            placed[ours_column] = column
    taken = set(placed.values())
    for column in sorted(_used(ours.cells)):  # where nothing tells it apart, a column stands where it stood
        if column not in placed and column not in taken and (column in found or column not in held):
            placed[column] = column
    return placed


def _contents(sheet: Sheet) -> dict[int, set[str]]:
    """The constants of every column."""
    found: dict[int, set[str]] = {}
    for position, content in sheet.cells.items():
        if content.kind != FORMULA:
            found.setdefault(position.column, set()).add(content.text)
    return found


def _share(held: set[str], found: set[str] | None) -> float:
    return len(held & found) / len(held) if found else 0.0


def _candidates(sought: Iterable[int], held: Mapping[int, set[str]], found: Mapping[int, set[str]]) -> Iterable[tuple[float, int, int]]:
    """(rank, our column, theirs) for every pair that shares something: the likest first, then the nearest."""
    for ours in sought:
        for theirs, texts in found.items():
            share = len(held[ours] & texts) / len(held[ours] | texts)
            if share:
                yield -share + abs(ours - theirs) / 1e6, ours, theirs


# ---------------------------------------------------------------- rows


def _by_key(
    rows: Mapping[int, Mapping[int, CellContent]], keys: Mapping[str, int], column: int | None, doubled: dict[int, list[int]]
) -> dict[int, int]:
    """Our rows with theirs by the keys in their column `column`; rows that repeat a key go to `doubled`."""
    found: dict[int, int] = {}
    if not keys or column is None:
        return found
    for number, cells in rows.items():
        content = cells.get(column)
        ours = keys.get(content.text.strip()) if content else None
        if ours is not None and found.setdefault(ours, number) != number:
            doubled.setdefault(ours, []).append(number)
    return found


def _by_content(
    ours: Mapping[int, dict[int, CellContent]],
    theirs: Mapping[int, dict[int, CellContent]],
    columns: Mapping[int, int],
    rows: dict[int, int],
    doubled: Mapping[int, list[int]],
) -> None:
    """Add to `rows` those that are known again by what they hold; in the end those that stand where they should."""
    back = {theirs: ours for ours, theirs in columns.items()}
    our_items = {row: _items(cells, None) for row, cells in ours.items() if row not in rows}
    taken = set(rows.values()) | {row for more in doubled.values() for row in more}
    free = {row: _items(cells, back) for row, cells in theirs.items() if row not in taken}
    for row in list(free):
        if row in our_items and our_items[row] == free[row]:
            rows[row] = row
            del our_items[row], free[row]
    index: dict[Item, list[int]] = {}
    for row, items in our_items.items():
        for item in items:
            index.setdefault(item, []).append(row)
    pairs = sorted(_votes(our_items, free, index))
    for _, our_row, row in pairs:
        if our_row in our_items and row in free:
            rows[our_row] = row
            del our_items[our_row], free[row]
    for our_row in list(our_items):
        row = our_row + _shift(rows, our_row)
        if row in free and (not our_items[our_row] or our_items[our_row] & free[row] or _formulas(ours[our_row]) == _formulas(theirs[row])):
            rows[our_row] = row
            del free[row]


def _items(cells: Mapping[int, CellContent], back: Mapping[int, int] | None) -> frozenset[Item]:
    """The constants of a row with their columns, ours; `back` translates theirs."""
    if back is None:
        return frozenset((column, c.text) for column, c in cells.items() if c.kind != FORMULA)
    return frozenset((back[column], c.text) for column, c in cells.items() if c.kind != FORMULA and column in back)


def _votes(
    ours: Mapping[int, frozenset[Item]], theirs: Mapping[int, frozenset[Item]], index: Mapping[Item, list[int]]
) -> Iterable[tuple[tuple[float, int], int, int]]:
    """(rank, our row, theirs) for every pair that shares what few rows hold, and enough of all: the likest first, then the nearest."""
    for row, items in theirs.items():
        near = {our_row for item in items if len(index.get(item, ())) <= _RARE for our_row in index.get(item, ())}
        for our_row in near:
            share = len(ours[our_row] & items) / len(ours[our_row])
            if share >= _SOME:
                yield (-share, abs(our_row - row)), our_row, row


def _shift(rows: Mapping[int, int], our_row: int) -> int:
    """By how much the nearest known row above has moved."""
    for above in range(our_row - 1, max(0, our_row - 200), -1):
        if above in rows:
            return rows[above] - above
    return 0


def _formulas(cells: Mapping[int, CellContent]) -> int:
    return sum(content.kind == FORMULA for content in cells.values())
