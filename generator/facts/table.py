"""A table of text cells -> the source facts of one schedule, in either shape."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.facts.source import SourceFact
from generator.records import NamedTuple
from generator.schedule import BoundSchedule, Text
from generator.tabular import TableRow, column_letters

LONG = ("row", "column", "value")
LONG_OPTIONAL = ("source", "note")
_MAX_MISTAKES = 1_000


class Sheet(NamedTuple):
    """Cells of text with their places: `rows` as TableRow (line numbers from 1); `sheet` is None for a CSV file.

    `merged` holds, for the cells of merged ranges but the first, the text of the first, by line and column index.
    """

    path: str
    sheet: str | None
    rows: Sequence[TableRow]
    merged: Mapping[tuple[int, int], str] = MappingProxyType({})

    def place(self, line: int, at: int) -> Location:
        """The location of the cell in line `line` and column index `at` (from 0)."""
        if self.sheet is None:
            return Location(path=self.path, line=line, column=at + 1)
        return Location(path=self.path, sheet=self.sheet, cell=f"{column_letters(at)}{line}")


def read_sheet(sheet: Sheet, schedule: BoundSchedule) -> tuple[list[SourceFact], list[Diagnostic]]:
    """The source facts of `schedule` in `sheet`, in reading order, and what is wrong with the table."""
    found: list[Diagnostic] = []
    if not sheet.rows:
        return [], [
            error("filing.empty-table", "The table is empty.", hint="Its first line is row,column,value.", location=sheet.place(1, 0))
        ]
    header = [_plain(cell) for cell in sheet.rows[0].cells]
    is_long = "row" in header or "value" in header
    facts = list(_long(sheet, schedule, header, found) if is_long else _printed(sheet, schedule, found))
    unique: dict[tuple[str, str], SourceFact] = {}
    for fact in facts:
        first = unique.setdefault((fact.row, fact.column), fact)
        if first is not fact:
            where = f"line {first.line}" if first.cell is None else f"cell {first.cell}"
            found.append(
                error(
                    "filing.duplicate-row",
                    f"{fact.row}.{fact.column} stands twice, first in {where}.",
                    hint="Delete one of the two.",
                    location=fact.location,
                )
            )
    if len(found) > _MAX_MISTAKES:
        more = f"The table has {len(found) - _MAX_MISTAKES:,} more mistakes."
        hint = "Look whether it is the table of this schedule; mend the first mistakes, and run again."
        found[_MAX_MISTAKES:] = [error("filing.too-many-mistakes", more, hint=hint, location=found[_MAX_MISTAKES].location)]
    if not found:
        _find_missing(sheet, schedule, unique, found)
    return list(unique.values()), found


def _plain(text: str) -> str:
    """A heading or label without white space, which printing adds freely."""
    return "".join(text.split())


def _fact(
    sheet: Sheet, schedule: str, row: str, column: str, text: str, line: int, at: int, source: str = "", note: str = ""
) -> SourceFact:
    if sheet.sheet is None:
        return SourceFact(schedule, row, column, text, sheet.path, line, at + 1, None, None, source, note)
    return SourceFact(schedule, row, column, text, sheet.path, None, None, sheet.sheet, f"{column_letters(at)}{line}", source, note)


# ---------------------------------------------------------------- long: one fact a line


def _long(sheet: Sheet, schedule: BoundSchedule, header: list[str], found: list[Diagnostic]) -> Iterator[SourceFact]:
    at = _long_columns(sheet, header, found)
    if at is None:
        return
    known_codes = {"row": {r.code for r in schedule.rows}, "column": {c.code for c in schedule.columns}}
    advice = {kind: _Advice(codes) for kind, codes in known_codes.items()}
    for line, cells in sheet.rows[1:]:
        if len(cells) > len(header):
            found.append(
                error(
                    "filing.csv-ragged",
                    f"The row has {len(cells)} cells for {len(header)} columns.",
                    hint="Put a number with thousands separators into quotation marks.",
                    location=sheet.place(line, len(header)),
                )
            )
            continue
        cell = {name: (cells[i].strip() if i < len(cells) else "") for name, i in at.items()}
        known = True
        for kind, codes in known_codes.items():
            if cell[kind] not in codes:
                known = False
                found.append(
                    error(
                        f"filing.unknown-{kind}",
                        f"The schedule “{schedule.id}” has no {kind} “{quoted(cell[kind])}”.",
                        hint=advice[kind].about(cell[kind]),
                        location=sheet.place(line, at[kind]),
                    )
                )
        if known and (cell["row"], cell["column"]) not in schedule.cells:
            known = False
            found.append(
                error(
                    "filing.unknown-cell",
                    f"The schedule “{schedule.id}” prints nothing in row “{cell['row']}”, column “{cell['column']}”.",
                    hint="Delete the line, or mend its row or column.",
                    location=sheet.place(line, at["column"]),
                )
            )
        if known:
            yield _fact(
                sheet,
                schedule.id,
                cell["row"],
                cell["column"],
                cell["value"],
                line,
                at["value"],
                cell.get("source", ""),
                cell.get("note", ""),
            )


def _long_columns(sheet: Sheet, header: list[str], found: list[Diagnostic]) -> dict[str, int] | None:
    at: dict[str, int] = {}
    line = sheet.rows[0].line
    for i, name in enumerate(header):
        if name not in (*LONG, *LONG_OPTIONAL):
            found.append(
                error(
                    "filing.unknown-column-head",
                    f"The column “{quoted(name)}” is not known.",
                    hint="A long table has the columns row, column, value and, if wanted, source, note.",
                    location=sheet.place(line, i),
                )
            )
        elif name in at:
            place = sheet.place(line, i)
            found.append(
                error("filing.duplicate-column", f"The column “{name}” stands twice.", hint="Delete one of the two.", location=place)
            )
        else:
            at[name] = i
    for name in LONG:
        if name not in at:
            found.append(
                error(
                    "filing.missing-column",
                    f"The column “{name}” is missing.",
                    hint="A long table has the columns row, column and value.",
                    location=sheet.place(line, 0),
                )
            )
    return at if all(name in at for name in LONG) else None


class _Advice:
    """What somebody who wrote an unknown name may have meant: looked up for the first mistakes of a table only,
    since a table of somebody else's would otherwise compare every name with every other."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = sorted(set(known))
        self.left = 20_000 // max(len(self.known), 400)

    def about(self, text: str) -> str:
        """The hint for the unknown name `text`."""
        near: list[str] = []
        if self.left and len(text) <= 100:
            import difflib

            self.left -= 1
            near = difflib.get_close_matches(text, self.known, 1)
        return f"Did you mean “{quoted(near[0])}”?" if near else "Known: " + ", ".join(quoted(name) for name in self.known[:12])


# ---------------------------------------------------------------- as printed


def _printed(sheet: Sheet, schedule: BoundSchedule, found: list[Diagnostic]) -> Iterator[SourceFact]:
    labels = len(schedule.schedule.label_headings)
    depth = _heading_rows(sheet, schedule, labels)
    at = _printed_columns(sheet, schedule, labels, depth, found)
    if at is None:
        return
    by_label = {_label_key(row.label, labels): row.code for row in schedule.rows}
    above = [""] * labels
    advice = _Advice(" / ".join(p for p in key if p) for key in by_label)
    repeated = dict.fromkeys((column.code for column in schedule.columns if column.merged), "")
    for line, cells in sheet.rows[depth:]:
        cells = [cell.strip() for cell in cells]
        if any(cells[labels + len(at) :]):
            found.append(
                error(
                    "filing.csv-ragged",
                    f"The row has {len(cells)} cells; the head has {labels + len(at)}.",
                    hint="Put a number with thousands separators into quotation marks.",
                    location=sheet.place(line, labels + len(at)),
                )
            )
            continue
        label = [_plain(cells[i]) if i < len(cells) else "" for i in range(labels)]
        for i in range(labels - 1):  # a label that spans rows is printed once
            if label[i]:
                above[i:] = [label[i], *[""] * (labels - i - 1)]
            elif label[-1]:
                label[i] = above[i]
        code = by_label.get(tuple(label))
        if code is None:
            shown = " / ".join(part for part in label if part)
            found.append(
                error(
                    "filing.unknown-row",
                    f"The schedule “{schedule.id}” has no row “{quoted(shown)}”.",
                    hint=advice.about(shown),
                    location=sheet.place(line, 0),
                )
            )
            continue
        for i, column in at.items():
            text = cells[i] if i < len(cells) else ""
            if column in repeated and (code, column) in schedule.cells:
                text = repeated[column] = text or sheet.merged.get((line, i)) or repeated[column]
            if (code, column) in schedule.cells:
                yield _fact(sheet, schedule.id, code, column, text, line, i)
            elif text:
                found.append(
                    error(
                        "filing.unknown-cell",
                        f"The schedule “{schedule.id}” prints nothing in this cell, but it holds “{quoted(text)}”.",
                        hint="Empty the cell, or move the figure to where it belongs.",
                        location=sheet.place(line, i),
                    )
                )


def _label_key(label: tuple[Text, ...], labels: int) -> tuple[str, ...]:
    plain = [_plain(text.zh) for text in label]
    return tuple(plain + [""] * (labels - len(plain)))


def _headings(schedule: BoundSchedule) -> dict[str, str]:
    """Column code by its heading levels, joined."""
    return {"/".join(_plain(level.zh) for level in column.heading if level.zh): column.code for column in schedule.columns}


def _heading_rows(sheet: Sheet, schedule: BoundSchedule, labels: int) -> int:
    """How many lines the table's head has: one where it names whole columns (`2020年度/金额`), else all levels."""
    names = _headings(schedule)
    first = [_plain(cell) for cell in sheet.rows[0].cells[labels:]]
    if any(cell in names and "/" in cell for cell in first) or schedule.heading_depth == 1:
        return 1
    return min(schedule.heading_depth, len(sheet.rows))


def _printed_columns(sheet: Sheet, schedule: BoundSchedule, labels: int, depth: int, found: list[Diagnostic]) -> dict[int, str] | None:
    """The column code at each cell index; None where the head does not fit the schedule."""
    names = _headings(schedule)
    head = [[_plain(cell) for cell in row.cells] for row in sheet.rows[:depth]]
    width = max(len(cells) for cells in head)
    line = sheet.rows[0].line
    at: dict[int, str] = {}
    placed: set[str] = set()
    spanning = [""] * depth
    problems = len(found)
    advice = _Advice(names)
    for i in range(labels, width):
        levels = []
        for level in range(depth):
            text = head[level][i] if i < len(head[level]) else ""
            if text:
                spanning[level] = text
                spanning[level + 1 :] = [""] * (depth - level - 1)
            levels.append(text or (spanning[level] if level < depth - 1 else ""))
        name = "/".join(text for text in levels if text)
        if not name:
            continue
        code = names.get(name)
        if code is None:
            found.append(
                error(
                    "filing.unknown-column",
                    f"The schedule “{schedule.id}” has no column “{quoted(name)}”.",
                    hint=advice.about(name),
                    location=sheet.place(line, i),
                )
            )
        elif code in placed:
            place, problem = sheet.place(line, i), f"The column “{quoted(name)}” stands twice."
            found.append(error("filing.duplicate-column", problem, hint="Delete one of the two.", location=place))
        else:
            at[i] = code
            placed.add(code)
    for name, code in names.items():
        if code not in placed:
            found.append(
                error(
                    "filing.missing-column",
                    f"The column “{quoted(name)}” is missing.",
                    hint=f"The table should have {len(names)} columns after {labels} of labels.",
                    location=sheet.place(line, 0),
                )
            )
    return at if len(found) == problems else None


def _find_missing(sheet: Sheet, schedule: BoundSchedule, facts: Mapping[tuple[str, str], SourceFact], found: list[Diagnostic]) -> None:
    """Note the cells of the schedule that the table does not have."""
    missing: dict[str, list[str]] = {}
    for row, column in schedule.cells:
        if (row, column) not in facts:
            missing.setdefault(row, []).append(column)
    last = sheet.rows[-1].line
    for row, columns in missing.items():
        found.append(
            error(
                "filing.missing-cell",
                f"Row “{row}” has no figure in: {', '.join(columns)}.",
                hint="Add it; where the source prints a dash, write the dash.",
                location=sheet.place(last, 0),
            )
        )
