"""`make bench`'s table of the workpapers: a pack of many facts, beside XlsxWriter's constant-memory mode writing the same cells.

Usage: python -m benchmarks.workpapers [FACTS [REPEATS]] [--profile]. The pack has schedules of 500 rows and 4 columns whose totals and
row sums are rules. Ours is all of `render.workpapers.write`, from facts and verdicts in memory to the file: layout, formulas with
their values, words, pages. The floor gets every cell ready, in the order that it wants, and only writes: texts, numbers, formulas
with values, links and styles, no page set-up. A run is a process of its own, which prints wall seconds, CPU seconds, megabytes beyond what
it was given, and the bytes written.
"""

import cProfile
import gc
import os
import pstats
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from unittest import mock

import xlsxwriter

from generator.model import Report
from generator.render import workpapers
from generator.render.workpapers import book
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.grid import quoted_sheet
from tests.support.workpapers import NAMESPACE, TEN_THOUSANDS, Made, kind, taxonomy

_STATUS = Path("/proc/self/status")
_ROWS, _PARTS = 500, "abc"
_SCHEDULE_FACTS = _ROWS * (len(_PARTS) + 1)


def pack(facts: int) -> Made:
    """Schedules of 499 rows and their total, three columns and their sum; about `facts` figures in all."""
    made = Made()
    for number in range(max(1, round(facts / _SCHEDULE_FACTS))):
        name = f"s{number:03}"
        rows = [[Decimal((number * 7919 + row * 104_729 + c * 31) % 9_999_991) / 100 for c in range(3)] for row in range(_ROWS - 1)]
        printed = {f"r{i:03}": [*row, sum(row)] for i, row in enumerate(rows)}
        total = [sum(column) for column in zip(*printed.values(), strict=True)]
        lines = {code: [f"{value:.2f}" for value in row] for code, row in {**printed, "total": total}.items()}
        made.table(name, dict.fromkeys([*_PARTS, "t"], TEN_THOUSANDS), lines, groups={"parts": tuple(printed), "abc": tuple(_PARTS)})
        made.rule("total.{c} = sum([parts].{c})", name, "sum", c=" ".join([*_PARTS, "t"]))
        made.rule("{r}.t = sum({r}.[abc])", name, "sum", r=" ".join(lines))
    return made


def ours(made: Made) -> Callable[[BinaryIO], object]:
    """Our writer, with facts and verdicts in memory."""
    results = made.results()
    report = Report(facts=tuple(made.facts.values()), taxonomy=("http://example.com/book.xsd",), prefixes={"b": NAMESPACE})
    schedules = tuple(made.schedules.values())
    inputs = [(f"facts/{name}.csv", "0" * 64) for name in made.schedules]
    return lambda sink: workpapers.write(report, made.filing(), kind(), schedules, taxonomy(), results, made.printed, inputs, "1.2.3", sink)


# ---------------------------------------------------------------- the floor


class Cell(NamedTuple):
    """A cell as ready as it can be: `value` is what is stored, `formula` or `target` what else it has, `style` a number."""

    column: int
    style: int
    value: Any
    formula: str | None = None
    target: str | None = None


class Recorder:
    """Stands in for our Workbook and for its sheets, and keeps the cells that they are told to write."""

    def __init__(self, *_: object, **__: object) -> None:
        self.styles: dict[tuple[tuple[str, Any], ...], int] = {}
        self.sheets: dict[str, Mapping[int, dict[int, Cell]]] = {}
        self.closed: list[Recorder] = []

    def sheet(self, name: str, *_: object, **__: object) -> "RecordedSheet":
        """A new sheet."""
        self.sheets[name] = defaultdict(dict)
        return RecordedSheet(self, name)

    def style(self, style: Mapping[str, Any]) -> int:
        """The number of a style."""
        return self.styles.setdefault(tuple(sorted(style.items())), len(self.styles))

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None


class RecordedSheet:
    """One sheet's cells by row."""

    def __init__(self, recorder: Recorder, name: str) -> None:
        self.name = name
        self._recorder = recorder
        self._rows = recorder.sheets[name]

    def text(self, row: int, column: int, text: str, style: Mapping[str, Any]) -> None:
        """A text cell, or a blank one."""
        self._rows[row][column] = Cell(column, self._recorder.style(style), text[: book.MAX_TEXT])

    def number(self, row: int, column: int, value: Decimal, style: Mapping[str, Any]) -> None:
        """A number cell."""
        self._rows[row][column] = Cell(column, self._recorder.style(style), float(value))

    def formula(self, row: int, column: int, formula: Formula, style: Mapping[str, Any]) -> None:
        """A formula cell with its value."""
        value = formula.value if isinstance(formula.value, str | bool) else float(formula.number)
        self._rows[row][column] = Cell(column, self._recorder.style(style), value, "=" + formula.text)

    def link(self, row: int, column: int, sheet: str, cell: str, text: str, style: Mapping[str, Any]) -> None:
        """A cell that leads to another."""
        self._rows[row][column] = Cell(column, self._recorder.style(style), text, None, f"internal:{quoted_sheet(sheet)}!{cell}")

    def outside(self, row: int, column: int, file: str, anchor: str, text: str, style: Mapping[str, Any]) -> None:
        """A cell that leads to a file."""
        self._rows[row][column] = Cell(column, self._recorder.style(style), text, None, f"external:{file}#{anchor}")

    def texts(self, row: int, texts: Mapping[int, str], style: Mapping[str, Any]) -> None:
        """Text cells of one row."""
        for column, text in texts.items():
            self.text(row, column, text, style)

    def merged(self, first: tuple[int, int], last: tuple[int, int], text: str, style: Mapping[str, Any]) -> None:
        """The text in the first cell, blanks in the others."""
        for row in range(first[0], last[0] + 1):
            for column in range(first[1], last[1] + 1):
                self.text(row, column, text if (row, column) == first else "", style)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None


def recorded(made: Made) -> Recorder:
    """Every cell of the pack."""
    recorder = Recorder()
    with mock.patch.object(workpapers, "Workbook", return_value=recorder), open(os.devnull, "wb") as nowhere:
        ours(made)(nowhere)
    return recorder


def floor(made: Made) -> Callable[[BinaryIO], object]:
    """XlsxWriter's constant-memory mode, with every cell in memory and in order."""
    recorder = recorded(made)
    sheets = [(name, [(row, sorted(cells.values())) for row, cells in sorted(rows.items())]) for name, rows in recorder.sheets.items()]
    made.facts.clear()

    def write(sink: BinaryIO) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        out = xlsxwriter.Workbook(sink, options)
        formats = [out.add_format(dict(style)) for style in recorder.styles]
        for name, rows in sheets:
            sheet, links = out.add_worksheet(name), 0
            for row, cells in rows:
                for column, style, value, formula, target in cells:
                    look = formats[style]
                    links += target is not None
                    if formula is not None:
                        sheet.write_formula(row, column, formula, look, value)
                    elif target is not None and links <= book.MAX_LINKS:
                        sheet.write_url(row, column, target, look, value)
                    elif isinstance(value, float):
                        sheet.write_number(row, column, value, look)
                    elif value:
                        sheet.write_string(row, column, value, look)
                    else:
                        sheet.write_blank(row, column, None, look)
        out.close()

    return write


# ---------------------------------------------------------------- measuring


def _resident(peak: bool) -> float:
    """Megabytes that the process holds, or the most that it held since `_forget_peak`; at all, where there is no Linux to ask."""
    if _STATUS.exists():
        return int(re.search(rf"{'VmHWM' if peak else 'VmRSS'}:\s*(\d+)", _STATUS.read_text())[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _forget_peak() -> None:
    """Take what is held now for the most that was held."""
    gc.collect()
    if _STATUS.exists():
        Path("/proc/self/clear_refs").write_text("5")


def _once(who: str, facts: int) -> None:
    """Prepare, write once, print `wall cpu extra bytes`."""
    write = {"ours": ours, "floor": floor}[who](pack(facts))
    with tempfile.TemporaryDirectory(prefix="filing-bench-") as folder:
        path = Path(folder) / "book.xlsx"
        _forget_peak()
        before, wall, cpu = _resident(peak=False), time.perf_counter(), time.process_time()
        with path.open("wb") as sink:
            write(sink)
        print(time.perf_counter() - wall, time.process_time() - cpu, _resident(peak=True) - before, path.stat().st_size)


def _measured(who: str, facts: int, repeats: int) -> tuple[float, ...]:
    command = [sys.executable, "-m", "benchmarks.workpapers", "--once", who, str(facts)]
    runs = [tuple(map(float, subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())) for _ in range(repeats)]
    return tuple(statistics.median(column) for column in zip(*runs, strict=True))


def _size(facts: int) -> str:
    """How much the pack holds, in words."""
    sheets = recorded(pack(facts)).sheets
    cells = [cell for rows in sheets.values() for row in rows.values() for cell in row.values()]
    return f"{len(sheets)} sheets, {len(cells):,} cells, {sum(cell.formula is not None for cell in cells):,} formulas"


def _profile(facts: int) -> None:
    """Where our time goes."""
    write = ours(pack(facts))
    profile = cProfile.Profile()
    with open(os.devnull, "wb") as nowhere:
        profile.runcall(write, nowhere)
    pstats.Stats(profile).sort_stats("tottime").print_stats(40)


def main(arguments: list[str]) -> int:
    """Measure and print the table; 0."""
    if arguments[:1] == ["--once"]:
        _once(arguments[1], int(arguments[2]))
        return 0
    plain = [a for a in arguments if a != "--profile"]
    facts = int(plain[0]) if plain else 100_000
    if "--profile" in arguments:
        _profile(facts)
        return 0
    repeats = int(plain[1]) if len(plain) > 1 else 3
    print(f"A pack of {facts:,} facts: {_size(facts)}")
    costs = {who: _measured(who, facts, repeats) for who in ("ours", "floor")}
    print(f"{'':<32} {'wall s':>8} {'CPU s':>8} {'× floor':>8} {'extra MB':>9} {'MB written':>11}")
    for who, title in (("ours", "all of write()"), ("floor", "XlsxWriter constant_memory")):
        wall, cpu, extra, size = costs[who]
        print(f"{title:<32} {wall:>8.2f} {cpu:>8.2f} {cpu / costs['floor'][1]:>8.2f} {extra:>9.0f} {size / 1e6:>11.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
