"""The report's text -> its facts: text blocks as markup, strings as they are.

Every figure of running text is shown exactly once, every table placed at most once.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from generator.diagnostics import Diagnostic, error, quoted
from generator.filing import Filing
from generator.mapping.report import Mapped
from generator.model import Fact, Taxonomy
from generator.narrative.outline import HEADINGS, Walk, steps
from generator.narrative.pieces import Block, Kind, Narrative
from generator.printed import NOTHING, figure_text, in_chinese
from generator.qname import QName
from generator.records import NamedTuple, replace
from generator.schedule import BoundSchedule, CellAspects, Content
from generator.xmltext import escaped


def with_narrative(mapped: Mapped, narrative: Narrative, filing: Filing, schedules: Sequence[BoundSchedule], taxonomy: Taxonomy) -> Mapped:
    """`mapped` with the facts of the blocks, where the narrative stands among `schedules`; the place of each is its file."""
    values = block_values(narrative, shown_figures(mapped, schedules, taxonomy))
    own = [
        Fact(
            id=block.id,
            concept=block.aspects.concept,
            value=values[block.id],
            entity=filing.entity,
            period=block.aspects.period,
            language=block.aspects.language,
            dimensions=block.aspects.dimensions,
        )
        for block in narrative.blocks
    ]
    order = {schedule.id: at for at, schedule in enumerate(schedules)}
    facts = mapped.report.facts
    before = sum(order.get(fact.id.partition(".")[0], len(order)) < order[narrative.schedule] for fact in facts)
    return replace(
        mapped,
        report=replace(mapped.report, facts=(*facts[:before], *own, *facts[before:])),
        places={**mapped.places, **{block.id: block.place() for block in narrative.blocks}},
    )


def shown_figures(mapped: Mapped, schedules: Sequence[BoundSchedule], taxonomy: Taxonomy) -> dict[str, str]:
    """How each fact of the prose schedules reads in the text, by its id."""
    facts = {fact.id: fact for fact in mapped.report.facts}
    shown = {}
    for schedule in schedules:
        for (row, column), aspects in schedule.cells.items() if schedule.schedule.layout == "prose" else ():
            key = schedule.fact_id(row, column)
            if key in facts:
                shown[key] = shown_text(facts[key], aspects, mapped.printed.get(key), taxonomy)
            elif mapped.printed.get(key):  # a dash for “none”
                shown[key] = mapped.printed[key]
    return shown


def shown_text(fact: Fact, aspects: CellAspects, printed: str | None, taxonomy: Taxonomy) -> str:
    """How a fact reads in the text: a number as its format prints it, a date or a boolean in Chinese, an enumeration by its label."""
    value = fact.value
    if value is None or isinstance(value, Decimal):
        return figure_text(value, aspects.format, printed)
    if isinstance(value, QName) or aspects.content in (Content.MEMBER, Content.MEMBERS):
        return printed or ""
    chinese = in_chinese(value, taxonomy.concepts[fact.concept].base_type, printed)
    return chinese[1] if chinese else value


def block_values(narrative: Narrative, shown: Mapping[str, str]) -> dict[str, str]:
    """The value of every block by its id: an XHTML fragment with the blocks within it, tables left out; or a plain string."""
    markup: list[str] = []
    plain: list[str] = []
    starts: list[int] = []
    values: dict[str, str] = {}
    for step in steps(narrative.blocks):
        if step.walk is Walk.BEGIN:
            starts.append(len(markup))
        elif step.walk is Walk.END:
            values[step.block.id] = "".join((markup if step.block.is_markup else plain)[starts.pop() :])
        else:
            text, tag = "", ""
            if step.walk is Walk.TAG:
                tag = step.text
            elif step.walk is Walk.HEADING:
                element = HEADINGS[step.block.level]
                tag = f"<{element}>{escaped(step.block.heading.zh)}</{element}>"
            elif step.walk is Walk.TEXT:
                text = step.text
            elif step.walk is Walk.FIGURE:
                text = shown.get(step.text, NOTHING)
            markup.append(tag or escaped(text))
            plain.append(text)
    return values


# ---------------------------------------------------------------- references


class _First(NamedTuple):
    """Where something was referred to first."""

    block: Block
    line: int


def check_references(narrative: Narrative | None, schedules: Sequence[BoundSchedule], mapped: Mapped) -> Iterator[Diagnostic]:
    """What the text refers to that is not there, or twice; figures of prose schedules that it never shows.

    `mapped` has the facts, and the cell of each. A filing without narrative shows no figure of a prose schedule.
    """
    by_id = {s.id: s for s in schedules}
    figures: dict[str, _First] = {}
    tables: dict[str, _First] = {}
    for kind, known in ((Kind.FIGURE, figures), (Kind.TABLE, tables)):
        for block, piece in narrative.references(kind) if narrative else ():
            problem = _figure_problem(piece.text, block, by_id) if kind is Kind.FIGURE else _table_problem(piece.text, by_id)
            problem = problem or _again(piece.text, known, kind)
            if problem:
                code, message, hint = problem
                yield error(code, message, hint=hint, location=block.place(piece))
            known.setdefault(piece.text, _First(block, piece.line))
    prose = [schedule for schedule in schedules if schedule.schedule.layout == "prose"]
    reported = {fact.id for fact in mapped.report.facts} if prose else set()  # a dash may be no fact: there is nothing to show
    for schedule in prose:
        for row, column in schedule.cells:
            fact = schedule.fact_id(row, column)
            if fact in reported and fact not in figures:
                message = f"The text does not show the figure {fact}."
                hint = f"Write {{{fact}}} where it stands in the text, or delete the figure."
                yield error("filing.figure-not-shown", message, hint=hint, location=mapped.places[fact])


_Problem = tuple[str, str, str] | None


def _figure_problem(fact: str, block: Block, schedules: Mapping[str, BoundSchedule]) -> _Problem:
    name, row, column = fact.split(".")
    schedule = schedules.get(name)
    if schedule is None:
        return "filing.unknown-figure", f"The filing has no schedule “{quoted(name)}”.", _known(schedules, "prose")
    if schedule.schedule.layout != "prose":
        hint = f"Write {{{name}}} in a paragraph of its own to place the table, or keep the figure in a schedule of layout “prose”."
        return "filing.unknown-figure", f"“{name}” is no schedule of figures in running text.", hint
    if (row, column) not in schedule.cells:
        hint = "Known: " + ", ".join(f"{r}.{c}" for r, c in list(schedule.cells)[:12])
        return "filing.unknown-figure", f"The schedule “{name}” has no figure “{quoted(row)}.{quoted(column)}”.", hint
    if (block.is_markup or block.level) and schedule.cells[row, column].content in (Content.MEMBER, Content.MEMBERS):
        # The page marks the words with an element that refers to the hidden fact; a text block around it would hold that element.
        hint = "Show it in a table, on the cover, or in a string block that no text block holds."
        return "filing.enumeration-in-block", f"“{fact}” is of an enumeration, which cannot stand in a text block.", hint
    return None


def _table_problem(name: str, schedules: Mapping[str, BoundSchedule]) -> _Problem:
    if name not in schedules:
        return "filing.unknown-table", f"The filing has no schedule “{quoted(name)}”.", _known(schedules, "table")
    if schedules[name].schedule.layout != "table":
        hint = "Its figures are placed one by one: {schedule.row.column}."
        return "filing.unknown-table", f"The schedule “{name}” is no table.", hint
    return None


def _known(schedules: Mapping[str, BoundSchedule], layout: str) -> str:
    names = [name for name, schedule in schedules.items() if schedule.schedule.layout == layout]
    return "Known: " + (", ".join(names[:12]) or "none") + "."


def _again(name: str, known: Mapping[str, _First], kind: Kind) -> _Problem:
    first = known.get(name)
    if first is None:
        return None
    where = f"{first.block.path.rpartition('/')[2]}, line {first.line}"
    if kind is Kind.TABLE:
        return "filing.table-placed-twice", f"The table “{name}” is placed twice, first in {where}.", "Delete one of the two."
    hint = "A figure that is printed twice is two facts: give the second a row of its own, and a rule that compares them."
    return "filing.figure-shown-twice", f"The figure “{name}” is shown twice, first in {where}.", hint
