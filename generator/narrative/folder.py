"""`narrative/` of a filing -> the blocks of the report's text: one Markdown file a block."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.inputs import read_text
from generator.model import Taxonomy
from generator.narrative.outline import HEADINGS
from generator.narrative.pieces import Block, Kind, Narrative, Piece
from generator.qname import QName
from generator.schedule import BoundSchedule, CellAspects, Row, Text

COLUMN = "text"
"""The one column of a narrative schedule."""

SUFFIX = ".md"
_DTR = "http://www.xbrl.org/dtr/type/"
_NO_HEADING = Text(zh="", en="")


def read_narrative(
    folder: Path, root: Path, schedules: Sequence[BoundSchedule], taxonomy: Taxonomy
) -> tuple[Narrative | None, list[Diagnostic]]:
    """The report's text from the files of `folder`, and what is wrong; None where the filing has no narrative schedule.

    A block's file is `folder`/ROW.md; one that only holds other blocks may have none.
    """
    schedule = next((s for s in schedules if s.schedule.layout == "narrative"), None)
    if schedule is None:
        return None, list(_strays(folder, frozenset(), "The filing has no schedule of layout “narrative”."))
    found: list[Diagnostic] = list(_wrong_levels(schedule))
    blocks: list[Block] = []
    for at, row in enumerate(schedule.rows):
        aspects = schedule.cells.get((row.code, COLUMN))
        if aspects is None:
            continue  # binding has noted why
        following = schedule.rows[at + 1] if at + 1 < len(schedule.rows) else None
        holds_others = following is not None and following.level > row.level
        blocks.append(_block(folder / f"{row.code}{SUFFIX}", root, schedule, row, aspects, taxonomy, holds_others, found))
    codes = frozenset(row.code for row in schedule.rows)
    found += _strays(folder, codes, f"The schedule “{schedule.id}” has no such row.")
    return Narrative(schedule=schedule.id, blocks=tuple(blocks)), found


def _wrong_levels(schedule: BoundSchedule) -> Iterator[Diagnostic]:
    """Rows that are no outline: the first is of level 0, and each at most one level below the row before it."""
    deepest = 0
    for row in schedule.rows:
        if row.level > deepest:
            hint = f"Give it a level of at most {deepest}: a block lies within the one before it."
            message = f"The block “{row.code}” has the level {row.level}, but nothing before it holds it."
            yield error("filing.block-level", message, hint=hint, location=row.location)
        deepest = min(row.level + 1, len(HEADINGS) - 1)


def _block(
    file: Path,
    root: Path,
    schedule: BoundSchedule,
    row: Row,
    aspects: CellAspects,
    taxonomy: Taxonomy,
    holds_others: bool,
    found: list[Diagnostic],
) -> Block:
    is_markup = is_text_block(aspects.concept, taxonomy)
    if holds_others and not is_markup:
        message = f"The block “{row.code}” is a string, which holds no other blocks."
        found.append(error("filing.string-block", message, hint="Let its concept be a text block.", location=row.location))
    pieces: tuple[Piece, ...] = ()
    if os.path.lexists(file) or not holds_others:
        from generator.narrative.markdown import MAX_BYTES, parse_markdown  # a filing without narrative does without

        try:
            pieces, problems = parse_markdown(read_text(file, root, limit=MAX_BYTES), str(file))
            found += problems
            if not pieces and not problems:
                place = Location(path=str(file), line=1, column=1)
                hint = "Write the block's text." if not holds_others else "Write text, or delete the file: the block holds others."
                found.append(error("filing.empty-block", "The file holds no text.", hint=hint, location=place))
        except InputError as problem:
            found += problem.diagnostics
    block = Block(
        id=schedule.fact_id(row.code, COLUMN),
        heading=row.label[0] if row.label else _NO_HEADING,
        level=row.level,
        is_markup=is_markup,
        aspects=aspects,
        path=str(file),
        pieces=pieces,
    )
    if not is_markup:
        found += _beyond_a_string(block)
    return block


def _beyond_a_string(block: Block) -> Iterator[Diagnostic]:
    """What a string block cannot hold: emphasis, lists, tables, a second paragraph. The first of each is enough."""
    paragraphs = 0
    for piece in block.pieces:
        paragraphs += piece.kind is Kind.OPEN and piece.text == "p"
        element = piece.kind is Kind.OPEN and (piece.text != "p" or paragraphs > 1)
        if element or piece.kind is Kind.TABLE:
            message = "The block is a string: one paragraph, without emphasis, list or table."
            hint = "Write it so, or let its concept be a text block."
            yield error("filing.string-block", message, hint=hint, location=block.place(piece))
            return


def is_text_block(concept: QName, taxonomy: Taxonomy) -> bool:
    """Whether `concept` is of the Data Type Registry's text block type, or one derived from it."""
    declared = taxonomy.concepts.get(concept)
    name = declared.type if declared else None
    seen: set[QName] = set()
    while name is not None and name not in seen:
        if name.local == "textBlockItemType" and name.namespace.startswith(_DTR):
            return True
        seen.add(name)
        known = taxonomy.types.get(name)
        name = known.base if known else None
    return False


def _strays(folder: Path, codes: frozenset[str], why: str) -> Iterator[Diagnostic]:
    """Files that belong to no block: somebody's text would silently be left out."""
    for path in narrative_files(folder):
        if path.suffix != SUFFIX or path.stem not in codes:
            hint = "Mend the file's name (a row's code, .md), add the row to the kind's schedule, or delete the file."
            place = Location(path=str(path), line=1, column=1)
            yield error("filing.unknown-block", f"{quoted(path.name)} belongs to no block. {why}", hint=hint, location=place)


def narrative_files(folder: Path) -> list[Path]:
    """The Markdown files of `folder` (`.md`, in any case), by name."""
    try:
        return sorted(Path(entry.path) for entry in os.scandir(folder) if entry.name.lower().endswith(SUFFIX))
    except OSError:
        return []
