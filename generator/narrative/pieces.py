"""A block's text as flat, immutable pieces, and the report's text as blocks in the order of the document."""

from collections.abc import Iterator
from enum import StrEnum

from generator.diagnostics import Location
from generator.records import NamedTuple, Record
from generator.schedule import CellAspects, Text


class Kind(StrEnum):
    """What a piece is."""

    OPEN = "open"
    CLOSE = "close"
    TEXT = "text"
    FIGURE = "figure"
    TABLE = "table"


class Piece(NamedTuple):
    """One step through a block's text, and the line and column of its file at which it begins.

    `text` is the XHTML element that opens or closes (p, ul, ol, li, strong, em), the text itself, the id of the fact that a figure
    shows, or the id of the schedule whose table stands here. Elements nest properly; a table stands between paragraphs.
    """

    kind: Kind
    text: str
    line: int
    column: int


class Block(Record):
    """A block of the report's text: the fact `id`, its heading (empty: none) and level, and its own text.

    `is_markup` tells a text block, whose value is markup and holds the blocks within it, from a plain string.
    `path` is its file; where the block has no text of its own, and then no file, `pieces` is empty.
    """

    id: str
    heading: Text
    level: int
    is_markup: bool
    aspects: CellAspects
    path: str
    pieces: tuple[Piece, ...] = ()

    def place(self, piece: Piece | None = None) -> Location:
        """Where a piece of it, or else its file, can be mended."""
        if piece is None:
            return Location(path=self.path, line=1, column=1, fact=self.id)
        return Location(path=self.path, line=piece.line, column=piece.column, fact=self.id)


class Narrative(Record):
    """The report's text: the id of its schedule, and its blocks in the order of the document."""

    schedule: str
    blocks: tuple[Block, ...]

    def references(self, kind: Kind) -> Iterator[tuple[Block, Piece]]:
        """Every figure, or every table, that the text refers to, in its order."""
        return ((block, piece) for block in self.blocks for piece in block.pieces if piece.kind is kind)
