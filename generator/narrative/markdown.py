"""A small part of Markdown -> pieces: paragraphs, lists, `**strong**`, `*emphasis*`, figures and tables. Nothing else.

A parser of our own, since it must be light (the hook runs it), know the line and column of everything, and understand emphasis
beside Chinese punctuation, where CommonMark does not; what it takes, CommonMark reads the same way. See docs/decisions/0006.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from unicodedata import east_asian_width

from generator.diagnostics import Diagnostic, Location, error
from generator.narrative.inline import inline
from generator.narrative.pieces import Kind, Piece
from generator.records import NamedTuple

MAX_BYTES = 1 << 20
"""Of one file: a block is a few pages of text."""

_MAX_DEPTH = 4
_MAX_MISTAKES = 100
_MARKER = re.compile(r"(?:[-*+]|([0-9]{1,9})[.)])(?: +|$)")
_UNDERLINE = re.compile(r"(?:=+|-+) *$")
_TABLE = re.compile(r"\{([A-Za-z][A-Za-z0-9_-]*)\} *$")

_UNKNOWN: tuple[tuple[str, str, str], ...] = (
    (">", "a quotation", "Write it as a paragraph."),
    ("```", "a code block", "Write it as a paragraph."),
    ("~~~", "a code block", "Write it as a paragraph."),
    ("|", "a table", "Figures stand in facts/; {schedule} in a paragraph of its own places a schedule's table here."),
)
"""What a line that a block cannot hold begins with, its name, and how to mend it."""

_HEADING = re.compile(r"#{1,6}(?: |$)")
_DEFINITION = re.compile(r"\[[^\[\]]{1,500}\]:")


class Line(NamedTuple):
    """A line of a paragraph: its number, the column at which it begins, and its text without the white space around it."""

    number: int
    column: int
    text: str


class _List:
    """An open list: its element, the indentation of its markers and of its items' text, and how many items it has."""

    def __init__(self, element: str, indent: int, content: int) -> None:
        self.element = element
        self.indent = indent
        self.content = content
        self.items = 1
        self.bare = True  # the item's first paragraph has no element of its own


class _Parser:
    """Reads lines into pieces; `lists` are the open lists, outermost first, `lines` those of the open paragraph."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.pieces: list[Piece] = []
        self.found: list[Diagnostic] = []
        self.lists: list[_List] = []
        self.lines: list[Line] = []

    def wrong(self, what: str, hint: str, line: int, column: int) -> None:
        """Note a construct that a block cannot hold."""
        if len(self.found) < _MAX_MISTAKES:
            place = Location(path=self.path, line=line, column=column)
            self.found.append(error("filing.markdown", what, hint=hint, location=place))

    def put(self, kind: Kind, text: str, line: int, column: int) -> None:
        """Add one piece."""
        self.pieces.append(Piece(kind, text, line, column))

    # -------------------------------------------------------- lines

    def take(self, number: int, raw: str) -> None:
        """Take the line `number`, `raw` without its end."""
        text = raw.strip(" \t")
        if not text:
            self.end_paragraph()
            return
        indent = len(raw) - len(raw.lstrip(" "))
        if raw[indent] == "\t":
            self.wrong("The line begins with a tab.", "Indent with spaces.", number, indent + 1)
            indent = len(raw) - len(raw.lstrip(" \t"))
        marker = self.marker(text, indent)
        if marker:
            self.start_item(number, indent, text, marker)
        elif self.lines:
            self.add(Line(number, indent + 1, text))
        else:
            self.start_paragraph(number, indent, text)

    def marker(self, text: str, indent: int) -> re.Match[str] | None:
        """The list marker that `text` begins with; a number inside a paragraph is one only where a list goes on or begins at 1."""
        marker = _MARKER.match(text)
        if marker is None or _is_rule(text):
            return None
        goes_on = any(open_.indent <= indent for open_ in self.lists)
        return None if self.lines and marker[1] and marker[1] != "1" and not goes_on else marker

    def start_paragraph(self, number: int, indent: int, text: str) -> None:
        """Begin a paragraph: in the list item to which its indentation belongs, else at the top."""
        while self.lists and indent < self.lists[-1].content:
            self.end_list(number)
        if indent - (self.lists[-1].content if self.lists else 0) >= 4:
            self.wrong("The line is indented like a code block.", "Begin paragraphs at the margin.", number, 1)
        self.add(Line(number, indent + 1, text))

    def add(self, line: Line) -> None:
        """Add a line to the open paragraph, unless it is one of Markdown's that a block cannot hold."""
        number, column, text = line
        if _is_rule(text) or (self.lines and _UNDERLINE.match(text)):
            what, hint = "a rule or an underlined heading", "Delete it; a block's heading is the label of its row in the kind's schedule."
            self.wrong(f"A block cannot hold {what}.", hint, number, column)
            return
        for sign, what, hint in (*_unknown(text), *_UNKNOWN):
            if text.startswith(sign):
                self.wrong(f"A block cannot hold {what}.", hint, number, column)
                return
        if text.endswith("\\") and (len(text) - len(text.rstrip("\\"))) % 2:
            self.wrong(
                "A block cannot hold a forced line break.", "Begin a new paragraph: leave an empty line.", number, column + len(text) - 1
            )
            return
        self.lines.append(line)

    def end_paragraph(self) -> None:
        """Turn the open paragraph into pieces."""
        lines, self.lines = self.lines, []
        if not lines:
            return
        first = lines[0]
        table = _TABLE.match(first.text)
        if table and len(lines) == 1:
            if self.lists:
                hint = "Place it in a paragraph of its own, at the margin."
                self.wrong("A table cannot stand in a list.", hint, first.number, first.column)
            self.put(Kind.TABLE, table[1], first.number, first.column)
            return
        bare = bool(self.lists) and self.lists[-1].bare
        if self.lists:
            self.lists[-1].bare = False
        if not bare:
            self.put(Kind.OPEN, "p", first.number, first.column)
        text, place = _joined(lines)
        self.pieces += inline(text, place, self.wrong)
        if not bare:
            self.put(Kind.CLOSE, "p", lines[-1].number, lines[-1].column)

    # -------------------------------------------------------- lists

    def start_item(self, number: int, indent: int, text: str, marker: re.Match[str]) -> None:
        """Begin a list item: of the list to which its indentation belongs, else of a new one."""
        self.end_paragraph()
        element = "ol" if marker[1] else "ul"
        while self.lists and indent < self.lists[-1].indent:
            self.end_list(number)
        if self.lists and indent < self.lists[-1].content and self.lists[-1].element != element:
            self.end_list(number)
        content = indent + marker.end()
        if self.lists and indent < self.lists[-1].content:
            self.put(Kind.CLOSE, "li", number, indent + 1)
            self.lists[-1].content, self.lists[-1].bare = content, True
            self.lists[-1].items += 1
        else:
            self.start_list(number, indent, content, element)
        self.put(Kind.OPEN, "li", number, indent + 1)
        if marker[1] and int(marker[1]) != self.lists[-1].items:
            hint = f"Number it {self.lists[-1].items}, or write {marker[1]}\\{text[len(marker[1])]} where it is no list."
            self.wrong(f"The list's item {self.lists[-1].items} has the number {int(marker[1])}.", hint, number, indent + 1)
        if marker.end() == len(text):
            self.wrong("The list item is empty.", "Write its text behind the marker.", number, indent + 1)
        else:
            self.add(Line(number, content + 1, text[marker.end() :]))

    def start_list(self, number: int, indent: int, content: int, element: str) -> None:
        """Begin a list, within the open item if there is one."""
        if indent - (self.lists[-1].content if self.lists else 0) >= 4:
            self.wrong("The line is indented like a code block.", "Indent a list within a list as far as the text above.", number, 1)
        if len(self.lists) == _MAX_DEPTH:
            self.wrong(f"Lists are nested more than {_MAX_DEPTH} deep.", "Divide the text differently.", number, indent + 1)
            self.end_list(number)
        self.put(Kind.OPEN, element, number, indent + 1)
        self.lists.append(_List(element, indent, content))

    def end_list(self, number: int) -> None:
        """End the innermost list."""
        self.put(Kind.CLOSE, "li", number, 1)
        self.put(Kind.CLOSE, self.lists.pop().element, number, 1)


def parse_markdown(text: str, path: str) -> tuple[tuple[Piece, ...], tuple[Diagnostic, ...]]:
    """The pieces of a block's `text`, and what is wrong with it, by line and column of the file `path`."""
    parser = _Parser(path)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        parser.take(number, line)
    parser.end_paragraph()
    while parser.lists:
        parser.end_list(len(lines))
    return tuple(parser.pieces), tuple(parser.found)


def _is_rule(text: str) -> bool:
    """Whether a line is three or more asterisks, hyphens or underscores and nothing else."""
    signs = text.replace(" ", "")
    return len(signs) >= 3 and signs[0] in "*-_" and not signs.strip(signs[0])


def _unknown(text: str) -> Iterator[tuple[str, str, str]]:
    """What a line is that a block cannot hold, in the form of `_UNKNOWN`, where more than its first signs tell it."""
    if _HEADING.match(text):
        yield "#", "a heading", "A block's heading is the label of its row in the kind's schedule."
    if _DEFINITION.match(text):
        yield "[", "a link's definition", r"Links are not taken; write \[ for a bracket."


# ---------------------------------------------------------------- a paragraph's lines as one text


class _Places:
    """The line and column of every character of a joined text."""

    def __init__(self, starts: list[int], lines: list[Line]) -> None:
        self._starts = starts
        self._lines = lines

    def __call__(self, offset: int) -> tuple[int, int]:
        at = bisect_right(self._starts, offset) - 1
        line = self._lines[at]
        return line.number, line.column + offset - self._starts[at]


def _joined(lines: list[Line]) -> tuple[str, _Places]:
    """The lines as one text: a line's end is a space, but nothing beside a Chinese character."""
    starts: list[int] = []
    parts: list[str] = []
    length = 0
    for line in lines:
        if parts and not (_is_wide(parts[-1][-1]) or _is_wide(line.text[0])):
            parts.append(" ")
            length += 1
        starts.append(length)
        parts.append(line.text)
        length += len(line.text)
    return "".join(parts), _Places(starts, lines)


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in "WF"
