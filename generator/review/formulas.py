"""Whether two formulas say the same, though a spreadsheet wrote one of them again after rows were sorted or cells moved."""

import re
from collections.abc import Mapping, Sequence

from generator.records import NamedTuple
from generator.review.alignment import Alignment
from generator.review.book import Position
from generator.review.parts import column_number

_TOKEN = re.compile(
    r'(?P<text>"(?:[^"]|"")*")'
    r"|(?P<ref>(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?(?P<cs>\$?)(?P<column>[A-Z]{1,3})(?P<rs>\$?)(?P<row>[1-9][0-9]{0,6})(?![\w.(!]))"
    r"|(?P<name>[^\W\d][\w.]*)"
    r"|(?P<number>[0-9][0-9.]*(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<space>\s+)"
    r"|(?P<rest>.)",
    re.DOTALL,
)


class Reference(NamedTuple):
    """A cell that a formula refers to: `sheet` is "" for its own."""

    sheet: str
    row: int
    column: int
    row_fixed: bool
    column_fixed: bool


def _tokens(formula: str) -> list[str | Reference]:
    """The parts of a formula without "=" and white space; names in capitals, as spreadsheets read them."""
    found: list[str | Reference] = []
    for match in _TOKEN.finditer(formula.removeprefix("=")):
        kind = match.lastgroup
        if match["ref"]:
            sheet = match["sheet"] or ""
            sheet = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
            if not sheet and found[-1:] == [":"] and len(found) > 1 and isinstance(found[-2], Reference):
                sheet = found[-2].sheet  # the end of a range stands on its beginning's sheet
            found.append(Reference(sheet, int(match["row"]), column_number(match["column"]), bool(match["rs"]), bool(match["cs"])))
        elif kind == "name":
            found.append(match[0].upper().removeprefix("_XLFN."))
        elif kind != "space":
            found.append(match[0])
    return found


def same_formula(ours: str, theirs: str, at: Position, now: Position, sheet: str, alignments: Mapping[str, Alignment]) -> bool:
    """Whether `theirs`, at `now`, is what has become of `ours`, which stood at `at` of our sheet `sheet`.

    Every reference may stand as it stood, or as far from the formula as it stood (rows were sorted), or follow the cell that it
    meant (rows or columns were moved). `alignments` are those of our sheets by name.
    """
    before, after = _tokens(ours), _tokens(theirs)
    if len(before) != len(after):
        return False
    for a, b in zip(before, after, strict=True):
        if isinstance(a, Reference) and isinstance(b, Reference):
            if not _same_reference(a, b, at, now, alignments.get(a.sheet or sheet)):
                return False
        elif a != b:
            return False
    return True


def _same_reference(a: Reference, b: Reference, at: Position, now: Position, alignment: Alignment | None) -> bool:
    if a.sheet != b.sheet and not (alignment and a.sheet and alignment.name == b.sheet):
        return False
    if (a.row, a.column) == (b.row, b.column):
        return True
    apart = (a.row if a.row_fixed else a.row - at.row, a.column if a.column_fixed else a.column - at.column)
    if apart == (b.row if b.row_fixed else b.row - now.row, b.column if b.column_fixed else b.column - now.column):
        return True
    if alignment is None:
        return False
    rows, columns = (alignment.rows, alignment.deleted_rows), (alignment.columns, alignment.deleted_columns)
    return b.row in _now(*rows, a.row) and b.column in _now(*columns, a.column)


def _now(places: Mapping[int, int], deleted: Sequence[int], ours: int) -> set[int]:
    """Where our row or column may stand now: an empty one moves with those before it, a range shrinks to a deleted one's neighbours."""
    if ours in places:
        return {ours, places[ours]}
    if ours in deleted:
        return {ours, *(places[n] for n in (ours - 1, ours + 1) if n in places)}
    before = next((places[n] + ours - n for n in range(ours - 1, max(0, ours - 60), -1) if n in places), ours)
    return {ours, before}
