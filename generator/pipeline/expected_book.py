"""The workpapers of a checked filing in memory, and where in them a reviewer enters what can be imported."""

import io
from collections.abc import Mapping
from decimal import Decimal

from generator import __version__
from generator.pipeline.assertions import with_assertions
from generator.pipeline.filing import CheckedFiling
from generator.records import NamedTuple
from generator.render import workpapers
from generator.render.workpapers import change_log, lead
from generator.render.workpapers.layout import Layout, Pack, plan
from generator.review.book import Book
from generator.review.reading import read_book
from generator.review.records import (
    AUDIT,
    AUDITED,
    COLUMN,
    ITEM,
    KEY,
    RECLASSIFICATION,
    REMARK,
    UNAUDITED,
    LeadLine,
    LeadTable,
    LogTable,
)

_LEAD_COLUMNS: Mapping[str, int] = {
    KEY: lead.KEY,
    ITEM: lead.ITEM,
    COLUMN: lead.COLUMN,
    UNAUDITED: lead.UNAUDITED,
    AUDIT: lead.AUDIT,
    RECLASSIFICATION: lead.RECLASSIFICATION,
    AUDITED: lead.AUDITED,
    REMARK: lead.REMARK,
}
_LOG_COLUMNS = {"日期": "date", "人员": "by", "事实ID或单元格": "fact", "性质": "kind", "原因": "reason"}


class ExpectedBook(NamedTuple):
    """A filing's workpapers as they would be built now, read back, with their lead sheets, change log and sheet of inputs."""

    book: Book
    leads: tuple[LeadTable, ...]
    log: LogTable
    inputs_sheet: str


def expected_book(checked: CheckedFiling, inputs: Mapping[str, str]) -> ExpectedBook:
    """The workpapers of `checked`, made from the files `inputs` (path to SHA-256). Raises InputError."""
    checked = with_assertions(checked)
    sink = io.BytesIO()
    given = (checked.report, checked.filing, checked.kind, checked.schedules, checked.taxonomy, checked.results, checked.printed)
    listed = tuple(inputs.items())
    workpapers.write(*given, listed, __version__, sink, adjustments=checked.adjustments)
    pack = plan(*given, listed, __version__, adjustments=checked.adjustments)
    return ExpectedBook(
        book=read_book(sink.getvalue(), f"{checked.filing.id}-workpapers.xlsx", is_ours=True),
        leads=tuple(_lead_table(pack, layout) for layout in pack.layouts if layout.lead_sheet),
        log=_log_table(pack),
        inputs_sheet=pack.sheets.inputs.name,
    )


def _lead_table(pack: Pack, layout: Layout) -> LeadTable:
    bound = layout.bound
    lines = []
    for line in pack.leads[bound.id].lines:
        form = bound.cells[line.cell.row, line.cell.column].format
        lines.append(
            LeadLine(
                row=line.row + 1,
                key=line.key,
                fact=(line.cell.schedule, line.cell.row, line.cell.column),
                unaudited=line.unaudited,
                audit=line.audit or Decimal(0),
                reclassification=line.reclassification or Decimal(0),
                remark=line.remark,
                percent=form.percent,
                places=form.places,
            )
        )
    return LeadTable(layout.lead_sheet, {role: column + 1 for role, column in _LEAD_COLUMNS.items()}, tuple(lines))


def _log_table(pack: Pack) -> LogTable:
    columns = {_LOG_COLUMNS[text.zh]: at for at, (text, _) in enumerate(change_log.HEADS, start=1) if text.zh in _LOG_COLUMNS}
    kinds = {word: kind for kind, text in change_log.KINDS.items() for word in (text.zh, text.en)}
    return LogTable(pack.sheets.log.name, columns, kinds)
