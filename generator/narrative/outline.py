"""Blocks -> steps through the document: where blocks begin and end, tags, texts, figures and tables, in order.

The one walk from which a text block's value and its place on the page are made, so that the two cannot differ.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from generator.narrative.pieces import Block, Kind, Piece
from generator.records import NamedTuple

HEADINGS = ("h2", "h3", "h4", "h5")
"""The elements of headings, by the level of their block."""


class Walk(StrEnum):
    """What a step is."""

    BEGIN = "begin"
    END = "end"
    HEADING = "heading"
    TAG = "tag"
    TEXT = "text"
    FIGURE = "figure"
    TABLE = "table"
    REST = "rest"


class Step(NamedTuple):
    """One step. `text`: a tag as markup (or white space between elements), a text as it is, a fact's id, a schedule's id, else ""."""

    walk: Walk
    block: Block
    text: str = ""


def steps(blocks: Sequence[Block]) -> Iterator[Step]:
    """The steps through `blocks`. A block of a deeper level lies within the one before it.

    Between two elements of a block stands a line end, so that what follows the first can be taken out whole: a table adds nothing
    outside of itself. REST marks the end of a block's own text, before the blocks within it.
    """
    open_blocks: list[Block] = []
    filled: list[bool] = [False]
    for block in blocks:
        while open_blocks and open_blocks[-1].level >= block.level:
            yield Step(Walk.END, open_blocks.pop())
            filled.pop()
        if block.is_markup:
            yield from _apart(block, filled)
            yield Step(Walk.BEGIN, block)
            open_blocks.append(block)
            filled.append(False)
        if block.heading.zh:
            yield from _apart(block, filled)
            yield Step(Walk.HEADING, block)
        if block.is_markup:
            yield from _elements(block, filled)
        else:
            yield from _apart(block, filled)
            yield from _string(block)
        yield Step(Walk.REST, block)
    for block in reversed(open_blocks):
        yield Step(Walk.END, block)


def _apart(block: Block, filled: list[bool]) -> Iterator[Step]:
    """The line end before an element that is not its block's first."""
    if filled[-1]:
        yield Step(Walk.TAG, block, "\n")
    filled[-1] = True


def _elements(block: Block, filled: list[bool]) -> Iterator[Step]:
    """The paragraphs, lists and tables of a text block."""
    depth = 0
    for piece in block.pieces:
        if piece.kind is Kind.OPEN:
            if depth == 0:
                yield from _apart(block, filled)
            depth += 1
        elif piece.kind is Kind.CLOSE:
            depth -= 1
        yield _step(block, piece)


def _string(block: Block) -> Iterator[Step]:
    """The one paragraph of a string block, the block within it: a string holds no elements."""
    yield Step(Walk.TAG, block, "<p>")
    yield Step(Walk.BEGIN, block)
    yield from (_step(block, piece) for piece in block.pieces if piece.kind in (Kind.TEXT, Kind.FIGURE))
    yield Step(Walk.END, block)
    yield Step(Walk.TAG, block, "</p>")


def _step(block: Block, piece: Piece) -> Step:
    if piece.kind is Kind.OPEN:
        return Step(Walk.TAG, block, f"<{piece.text}>")
    if piece.kind is Kind.CLOSE:
        return Step(Walk.TAG, block, f"</{piece.text}>")
    return Step({Kind.TEXT: Walk.TEXT, Kind.FIGURE: Walk.FIGURE, Kind.TABLE: Walk.TABLE}[piece.kind], block, piece.text)
