"""Excel workpapers: a client-prepared book in which every number can be followed to its source and re-performed.

An index, a statement with the legend of marks, one sheet a schedule with live checks, the fact register,
the workings of ratios, differences, assumptions and inputs. Only XlsxWriter writes; every formula is
stored with its value, and the bytes depend on the input alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import BinaryIO

from generator.filing import Filing, Kind
from generator.model import Report, Taxonomy
from generator.render.workpapers.book import Workbook
from generator.render.workpapers.checks import VERDICT_WORDS
from generator.render.workpapers.grid import address, quoted_sheet
from generator.render.workpapers.index import write_index
from generator.render.workpapers.layout import (
    ASSUMPTIONS,
    EXPLANATIONS,
    INDEX,
    INPUTS,
    LEGEND,
    REGISTER,
    TABLE_ROW,
    WORKINGS,
    Layout,
    Pack,
    plan,
)
from generator.render.workpapers.notes import write_assumptions, write_differences, write_inputs, write_legend, write_workings
from generator.render.workpapers.register import write_register
from generator.render.workpapers.schedule_sheet import write_schedule
from generator.render.workpapers.words import PBC
from generator.rule import RuleResult
from generator.schedule import BoundSchedule

__all__ = ["VERDICT_WORDS", "write"]

_NO_DATE = datetime(2000, 1, 1)


def write(
    report: Report,
    filing: Filing,
    kind: Kind,
    schedules: Sequence[BoundSchedule],
    taxonomy: Taxonomy,
    results: Sequence[RuleResult],
    printed: Mapping[str, str],
    inputs: Sequence[tuple[str, str]],
    version: str,
    sink: BinaryIO,
) -> Mapping[str, str]:
    """Write the workbook; by rule instance, the verdict word that its formula comes to (checks.VERDICT_WORDS).

    `printed` holds the source's text by fact id, `inputs` (path, SHA-256) pairs, `version` the program's. The
    creation date in the book is `filing.prepared_on`, never the clock's.
    """
    pack = plan(report, filing, kind, schedules, taxonomy, results, printed, inputs, version)
    prepared = filing.prepared_on
    book = Workbook(
        sink,
        title=filing.title.zh,
        subject=kind.title.zh,
        author=filing.prepared_by,
        company=filing.entity_name.zh,
        comments=PBC,
        created=datetime(prepared.year, prepared.month, prepared.day) if prepared else _NO_DATE,
    )
    write_index(book.sheet(INDEX, "#1F4E78"), pack)
    write_legend(book.sheet(LEGEND, "#1F4E78"), pack, book)
    for layout in pack.layouts:
        write_schedule(book.sheet(layout.sheet, "#2E75B6"), pack, layout)
        _names(book, layout)
    write_register(book.sheet(REGISTER, "#548235"), pack)
    write_workings(book.sheet(WORKINGS, "#548235"), pack)
    write_differences(book.sheet(EXPLANATIONS, "#7F7F7F"), pack)
    write_assumptions(book.sheet(ASSUMPTIONS, "#7F7F7F"), pack)
    write_inputs(book.sheet(INPUTS, "#7F7F7F"), pack)
    _register_name(book, pack)
    book.close()
    return {c.result.instance.id: str(c.verdict.value) for layout in pack.layouts for c in pack.checks[layout.bound.id]}


def _names(book: Workbook, layout: Layout) -> None:
    """The names of a sheet's verdicts and handlings, which the index counts."""
    if not layout.results:
        return
    for name, column in (("verdict", layout.columns.verdict), ("handling", layout.columns.handling)):
        first, last = address(layout.check_row, column, fixed=True), address(layout.last_check_row, column, fixed=True)
        book.name(f"{name}_{layout.name}", f"{quoted_sheet(layout.sheet)}!{first}:{last}")


def _register_name(book: Workbook, pack: Pack) -> None:
    """The name of the register's table of fact ids."""
    first, last = address(TABLE_ROW, 1, fixed=True), address(TABLE_ROW + max(0, len(pack.register) - 1), 1, fixed=True)
    book.name("fact_ids", f"{quoted_sheet(REGISTER)}!{first}:{last}")
