"""The report's text on the page: nested text blocks, figures tagged where they stand, tables in their places.

What a block shows beyond its value (a table, a note, a mark, the English heading) stands in ix:exclude (inline XBRL 1.1, section 5).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.narrative.outline import HEADINGS, Step, Walk, steps
from generator.narrative.pieces import Block, Narrative
from generator.printed import NOTHING
from generator.render.ixbrl.document import Note, Section, Sections
from generator.render.ixbrl.tables import note_mark, shown_fact
from generator.render.ixbrl.tagging import Tagger
from generator.schedule import BoundSchedule, CellAspects, Text
from generator.xmltext import escaped


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of the text as markup, and what stands behind it: the table `section` (None: none), then `notes`.

    A stretch may open elements that a later one closes: a template writes the parts one after the other and adds nothing between
    a stretch and the next but what belongs to the section and the notes.
    """

    markup: Markup
    section: Section | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading for the table of contents: where it leads, its text and level (0 or 1)."""

    target: str
    title: Text
    level: int


def headings(narrative: Narrative, tagger: Tagger) -> tuple[Heading, ...]:
    """The headings of the two upper levels; each leads to the element of its block's fact."""
    found = []
    for block in narrative.blocks:
        index = tagger.index(block.id)
        if block.level <= 1 and block.heading.zh and index is not None:
            found.append(Heading(target=tagger.plan.ids[index], title=block.heading, level=block.level))
    return tuple(found)


def parts(
    narrative: Narrative,
    schedules: Sequence[BoundSchedule],
    tagger: Tagger,
    sections: Sections,
    printed: Mapping[str, str],
    *,
    english: bool,
) -> tuple[Part, ...]:
    """The whole text; the tables that it places are made, and numbered, by `sections`."""
    cells = {s.fact_id(*at): aspects for s in schedules if s.schedule.layout == "prose" for at, aspects in s.cells.items()}
    writer = _Writer(tagger, cells, printed, english)
    return tuple(writer.parts(narrative, sections))


class _Writer:
    """Writes the text from step to step; `depth` counts the open elements of inline XBRL, outside of which nothing can be excluded."""

    def __init__(self, tagger: Tagger, cells: Mapping[str, CellAspects], printed: Mapping[str, str], english: bool) -> None:
        self.tagger = tagger
        self.cells = cells
        self.printed = printed
        self.english = english
        self.depth = 0
        self.out: list[str] = []

    def parts(self, narrative: Narrative, sections: Sections) -> Iterator[Part]:
        """The parts: one ends where a table or notes stand, and at the end."""
        for step in steps(narrative.blocks):
            notes: tuple[Note, ...] = ()
            section: Section | None = None
            if step.walk is Walk.TABLE:
                section = sections.make(step.text)
            elif step.walk is Walk.REST:
                notes = sections.pending_notes()
            else:
                self.out.append(self.markup(step))
            if section or notes:
                before, behind = self.outside()
                yield Part(markup=Markup("".join((*self.out, before))), section=section, notes=notes)
                self.out = [behind]
        yield Part(markup=Markup("".join(self.out)))

    def outside(self) -> tuple[str, str]:
        """The tags around what is no part of any block's value."""
        return (f"<{self.tagger.ix}:exclude>", f"</{self.tagger.ix}:exclude>") if self.depth else ("", "")

    def excluded(self, markup: str) -> str:
        """`markup` as no part of any block's value."""
        before, behind = self.outside()
        return before + markup + behind

    def markup(self, step: Step) -> str:
        """What a step writes."""
        if step.walk is Walk.BEGIN:
            self.depth += 1
            return self.begin(step.block)
        if step.walk is Walk.END:
            self.depth -= 1
            return self.tagger.end_of_text
        if step.walk is Walk.HEADING:
            return self.heading(step.block)
        if step.walk is Walk.FIGURE:
            return self.figure(step.text)
        return step.text if step.walk is Walk.TAG else escaped(step.text)

    def begin(self, block: Block) -> str:
        """The start tag of the block's fact."""
        index = self.tagger.take(block.id)
        if index is None:
            raise ValueError(f"the report has no fact {block.id}, or the page shows it twice")
        return self.tagger.begin_of_text(index, markup=block.is_markup)

    def heading(self, block: Block) -> str:
        """The heading, its English behind it."""
        element = HEADINGS[block.level]
        second = ""
        if self.english and block.heading.en and block.heading.en != block.heading.zh:
            second = self.excluded(f'<span class="en" xml:lang="en">{escaped(block.heading.en)}</span>')
        return f"<{element}>{escaped(block.heading.zh)}{second}</{element}>"

    def figure(self, key: str) -> str:
        """A figure as its format prints it, the mark of its notes behind it."""
        index = self.tagger.take(key)
        if index is None:
            return escaped(self.printed.get(key) or NOTHING)
        shown = shown_fact(self.tagger, index, self.cells[key], self.printed.get(key))
        mark = note_mark(self.tagger, index)
        return shown + self.excluded(mark) if mark else shown
