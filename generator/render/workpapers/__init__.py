"""Excel workpapers: a client-prepared book in which every number can be followed to its source and re-performed.

An index, a statement with the legend of marks, for each schedule a lead sheet for adjustments and a detail sheet with live checks, the
XBRL tie-out, the workings of ratios, differences, assumptions, a change log and the inputs. Every formula is
stored with its value, and the bytes depend on the input alone.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO

from generator.filing import Adjustment, Filing, Kind
from generator.model import Report, Taxonomy
from generator.render.workpapers.book import Workbook
from generator.render.workpapers.change_log import write_log
from generator.render.workpapers.checks import VERDICT_WORDS, verdict_words
from generator.render.workpapers.differences import write_differences
from generator.render.workpapers.grid import address, quoted_sheet
from generator.render.workpapers.index import write_index
from generator.render.workpapers.layout import Layout, Pack, plan
from generator.render.workpapers.lead_sheet import name_lead, write_lead
from generator.render.workpapers.legend import write_legend
from generator.render.workpapers.listings import write_assumptions, write_inputs
from generator.render.workpapers.schedule_sheet import write_schedule
from generator.render.workpapers.special import plan_special, special_entries, write_special
from generator.render.workpapers.tie_out import write_tie_out
from generator.render.workpapers.words import PBC
from generator.render.workpapers.workings_sheet import write_workings
from generator.rule import RuleResult
from generator.schedule import BoundSchedule

__all__ = ["VERDICT_WORDS", "verdict_words", "write"]

_FRONT, _LEAD, _DETAIL, _BACK, _LAST = "#1F4E78", "#BF8F00", "#2E75B6", "#548235", "#7F7F7F"
_NO_DATE = datetime(2000, 1, 1)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without the cycle collector: a book is made of many records that hold no cycles, and it would look at all of them over and over."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_collector_paused()
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
    *,
    adjustments: Sequence[Adjustment] = (),
) -> Mapping[str, str]:
    """Write the workbook; by rule instance, the verdict word that its formula comes to (verdict_words of the language).

    `printed` holds the source's text by fact id, `inputs` (path, SHA-256) pairs, `version` the program's. `adjustments` are those that
    the reported values have in them: a figure's 未审数 is its value less their sum. The creation date in the book is
    `filing.prepared_on`, never the clock's.
    """
    pack = plan(report, filing, kind, schedules, taxonomy, results, printed, inputs, version, adjustments=adjustments)
    book = _workbook(pack, sink)
    sheets = pack.sheets
    specials = plan_special(pack)
    write_index(book.sheet(sheets.index.name, _FRONT), pack, special_entries(pack, specials))
    write_legend(book.sheet(sheets.legend.name, _FRONT), pack, book)
    for layout in pack.layouts:
        lead = pack.leads.get(layout.bound.id)
        if lead is not None:
            write_lead(book.sheet(lead.sheet, _LEAD), pack, layout, lead)
            name_lead(book, lead)
        write_schedule(book.sheet(layout.sheet, _DETAIL), pack, layout)
        _names(book, layout)
    write_special(book, pack, specials)
    write_tie_out(book.sheet(sheets.register.name, _BACK), pack, book)
    write_workings(book.sheet(sheets.workings.name, _BACK), pack)
    write_differences(book.sheet(sheets.differences.name, _LAST), pack)
    write_assumptions(book.sheet(sheets.assumptions.name, _LAST), pack)
    write_log(book.sheet(sheets.log.name, _LAST), pack)
    write_inputs(book.sheet(sheets.inputs.name, _LAST), pack, book)
    book.close()
    return {c.result.instance.id: str(c.verdict.value) for layout in pack.layouts for c in pack.checks[layout.bound.id]}


def _workbook(pack: Pack, sink: BinaryIO) -> Workbook:
    """The workbook with its properties."""
    filing, say = pack.filing, pack.tongue.say
    on = filing.prepared_on
    return Workbook(
        sink,
        title=say(filing.title),
        subject=say(pack.kind.title),
        author=filing.prepared_by,
        company=say(filing.entity_name),
        comments=say(PBC),
        created=datetime(on.year, on.month, on.day) if on else _NO_DATE,
    )


def _names(book: Workbook, layout: Layout) -> None:
    """The names of a sheet's verdicts and handlings, which the index counts."""
    if not layout.results:
        return
    for name, column in (("verdict", layout.columns.verdict), ("handling", layout.columns.handling)):
        first, last = address(layout.check_row, column, fixed=True), address(layout.last_check_row, column, fixed=True)
        book.name(f"{name}_{layout.name}", f"{quoted_sheet(layout.sheet)}!{first}:{last}")
