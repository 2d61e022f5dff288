"""A bound schedule as a printed table: heads of several levels, label columns, tagged figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from generator.render.ixbrl.fit import WHOLE, WHOLE_HEAD, WHOLE_TEXT
from generator.render.ixbrl.tagging import Tagger
from generator.schedule import BoundSchedule, CellAspects, Column, Content, Row, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One cell of the table's head: its text and how many columns and rows it spans."""

    text: Text
    columns: int
    rows: int
    label: bool = False


def heads(schedule: BoundSchedule) -> list[list[Head]]:
    """The head's rows, from the top down.

    Neighbours with equal upper levels share one cell; a head with fewer levels than others reaches down to the figures.
    """
    depth = schedule.heading_depth
    columns = [_levels(column) for column in schedule.columns]
    rows: list[list[Head]] = []
    for level in range(depth):
        row: list[Head] = []
        if level == 0:
            row += [Head(text=text, columns=1, rows=depth, label=True) for text in schedule.schedule.label_headings]
        at = 0
        while at < len(columns):
            path = columns[at][: level + 1]
            if len(path) <= level:  # reached down from above
                at += 1
                continue
            end = at + 1
            is_last = len(columns[at]) == level + 1
            while not is_last and end < len(columns) and columns[end][: level + 1] == path and len(columns[end]) > level + 1:
                end += 1
            row.append(Head(text=path[level], columns=end - at, rows=depth - level if is_last else 1))
            at = end
        rows.append(row)
    return rows


def _levels(column: Column) -> tuple[Text, ...]:
    """The heading without empty levels at its end: those repeat nothing."""
    levels = column.heading
    while len(levels) > 1 and not levels[-1].zh and not levels[-1].en:
        levels = levels[:-1]
    return levels


def table(schedule: BoundSchedule, tagger: Tagger, printed: Mapping[str, str], *, english: bool) -> str:
    """The table element. Cells that hold no fact are empty, or the dash that means “none”."""
    labels = len(schedule.schedule.label_headings)
    spans = _label_spans(schedule.rows, labels)
    lines = ['<table class="figures">', "<thead>"]
    for row in heads(schedule):
        lines.append("<tr>" + "".join(_head(head, english) for head in row) + "</tr>")
    lines += ["</thead>", "<tbody>"]
    for index, row_ in enumerate(schedule.rows):
        cells = "".join(_label(row_, at, spans[index][at], labels, english) for at in range(len(spans[index])))
        cells += "".join(_cell(schedule, row_, column, tagger, printed) for column in schedule.columns)
        kind = ' class="total"' if row_.total else ""
        lines.append(f"<tr{kind}>{cells}</tr>")
    lines += ["</tbody>", "</table>"]
    return "\n".join(lines)


def bilingual(text: Text, english: bool) -> str:
    """The Chinese text, and below it the English one where that says something else."""
    shown = escape(text.zh, quote=False)
    if english and text.en and text.en != text.zh:
        shown += f'<span class="en" xml:lang="en">{escape(text.en, quote=False)}</span>'
    return shown


def _head(head: Head, english: bool) -> str:
    spans = (f' colspan="{head.columns}"' if head.columns > 1 else "") + (f' rowspan="{head.rows}"' if head.rows > 1 else "")
    kinds = [k for k, applies in (("label", head.label), ("whole", len(head.text.zh) <= WHOLE_HEAD)) if applies]
    kind = f' class="{" ".join(kinds)}"' if kinds else ""
    return f"<th{kind}{spans}>{bilingual(head.text, english)}</th>"


def _label_spans(rows: Sequence[Row], labels: int) -> list[list[int]]:
    """For each row and label column how many rows the label spans; 0 where the label above reaches down.

    Equal labels share a cell only where everything to their left does, and never in the last label column: its labels tell rows apart.
    """
    spans = [[1] * min(labels, len(row.label)) for row in rows]
    for at in range(labels - 1):
        start = 0
        while start < len(rows):
            end = start + 1
            while end < len(rows) and _same_label(rows[start], rows[end], at):
                spans[end][at] = 0
                end += 1
            if at < len(spans[start]):
                spans[start][at] = end - start
            start = end
    return spans


def _same_label(one: Row, other: Row, at: int) -> bool:
    deep = len(one.label) > at + 1 and len(other.label) > at + 1
    return deep and one.label[: at + 1] == other.label[: at + 1]


def _label(row: Row, at: int, span: int, labels: int, english: bool) -> str:
    if span == 0:
        return ""
    last = at == len(row.label) - 1
    wide = labels - at if last else 1
    spans = (f' colspan="{wide}"' if wide > 1 else "") + (f' rowspan="{span}"' if span > 1 else "")
    kind = f"label level{min(row.level, 4)}" if last and row.level else "label"
    kind += " whole" if len(row.label[at].zh) <= WHOLE else ""
    scope = "rowgroup" if span > 1 else "row"
    return f'<th class="{kind}" scope="{scope}"{spans}>{bilingual(row.label[at], english)}</th>'


def _cell(schedule: BoundSchedule, row: Row, column: Column, tagger: Tagger, printed: Mapping[str, str]) -> str:
    aspects = schedule.cells.get((row.code, column.code))
    if aspects is None:
        return "<td></td>"
    key = schedule.fact_id(row.code, column.code)
    index = tagger.take(key)
    text = printed.get(key)
    if index is None:
        kind = "" if aspects.content is Content.NUMBER else ' class="text"'
        return f"<td{kind}>{escape(text, quote=False) if text is not None else '—' if aspects.format.dash == 'none' else ''}</td>"
    note = note_mark(tagger, index)  # before the figure: its last digit stays in line
    shown = shown_fact(tagger, index, aspects, text)
    if tagger.facts[index].unit is not None:
        return f"<td>{note}{shown}</td>"
    kind = "text whole" if text is not None and len(text) <= WHOLE_TEXT else "text"
    kind += " solid" if kind == "text whole" and text and text.isascii() else ""  # a date, a code: never parted
    return f'<td class="{kind}">{shown}{note}</td>'


def shown_fact(tagger: Tagger, index: int, aspects: CellAspects, printed: str | None) -> str:
    """A fact as it is printed, in a table or in running text; `printed` is the source's text."""
    return tagger.text(index, printed) if tagger.facts[index].unit is None else tagger.figure(index, aspects.format, printed)


def note_mark(tagger: Tagger, index: int) -> str:
    """The marks of a fact's notes, leading to them; "" where it has none."""
    marks = "、".join(f'<a href="#note-{mark}">注{mark}</a>' for mark in tagger.marks(index))
    return f"<sup>{marks}</sup>" if marks else ""
