"""A paragraph's text -> pieces: emphasis, escapes, and the figures that stand in it."""

import re
from collections.abc import Callable

from generator.narrative.pieces import Kind, Piece

Place = Callable[[int], tuple[int, int]]
"""The line and column of an offset in the paragraph's text."""

Wrong = Callable[[str, str, int, int], None]
"""Takes what is wrong, how to mend it, line and column."""

_CODE = "[A-Za-z][A-Za-z0-9_-]*"
_FIGURE = re.compile(rf"\{{({_CODE}\.{_CODE}\.{_CODE})\}}")
_TABLE = re.compile(rf"\{{{_CODE}\}}")
_SPECIAL = re.compile(r"[\\*{<&`!\[~_]")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")

_UNKNOWN: tuple[tuple[str, str, str], ...] = (
    ("`", "code", r"Write it as text; write \` for the character."),
    ("![", "an image", r"Images are not taken; write \[ for a bracket."),
    ("[^", "a footnote", "Notes are declared in filing.toml."),
    ("~~", "struck text", r"Delete the marks; write \~ for the character."),
)
"""What begins a construct that a block cannot hold, its name, and how to mend it. Few patterns: each costs when the module is imported."""

_MARKUP = re.compile("<[A-Za-z/!?]")
_CHARACTER = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINK = re.compile(r"\[[^\[\]]{0,500}\]\(")
_UNDERSCORES = re.compile(r"_{1,3}(?=[^\s_])[^_\n]{1,500}(?<=[^\s_])_{1,3}(?!\w)")


def inline(text: str, place: Place, wrong: Wrong) -> tuple[Piece, ...]:
    """The pieces of a paragraph's `text`, elements closed in the order that they need; what is wrong goes to `wrong`."""
    reader = _Inline(text, place, wrong)
    reader.read()
    return tuple(reader.pieces)


class _Inline:
    """Reads one paragraph from left to right; `open` are the marks of emphasis that are not closed yet, with their offsets."""

    def __init__(self, text: str, place: Place, wrong: Wrong) -> None:
        self.text = text
        self.place = place
        self.wrong = wrong
        self.pieces: list[Piece] = []
        self.open: list[tuple[str, int]] = []
        self.plain: list[str] = []
        self.began = 0

    def read(self) -> None:
        """Read the paragraph to its end."""
        at = 0
        while at < len(self.text):
            special = _SPECIAL.search(self.text, at)
            if special is None:
                break
            self.plain.append(self.text[at : special.start()])
            at = self.special(special.start())
        self.plain.append(self.text[at:])
        self.flush(len(self.text))
        while self.open:
            element, start = self.open.pop()
            mark = "**" if element == "strong" else "*"
            self.refuse(f"The {mark} that opens here is not closed in its paragraph.", r"Close it, or write \* for an asterisk.", start)
            self.put(Kind.CLOSE, element, len(self.text) - 1)

    def put(self, kind: Kind, text: str, offset: int) -> None:
        """Add one piece."""
        self.pieces.append(Piece(kind, text, *self.place(offset)))

    def flush(self, end: int) -> None:
        """Turn what has been read as plain text into a piece; what follows begins at `end`."""
        text = "".join(self.plain)
        if text:
            self.put(Kind.TEXT, text, self.began)
        self.plain.clear()
        self.began = end

    def refuse(self, what: str, hint: str, offset: int) -> None:
        """Note what is wrong at an offset."""
        self.wrong(what, hint, *self.place(offset))

    def special(self, start: int) -> int:
        """Read what begins with the character at `start`, which may mean something; the offset behind it."""
        text, character = self.text, self.text[start]
        following = text[start + 1 : start + 2]
        if character == "\\" and following in _PUNCTUATION:
            self.plain.append(following)
            return start + 2
        if character == "*":
            return self.stars(start)
        figure = _FIGURE.match(text, start)
        if figure:
            self.flush(figure.end())
            self.put(Kind.FIGURE, figure[1], start)
            return figure.end()
        self.plain.append(character)
        if character == "{":
            self.brace(start)
        elif character == "_":
            found = _UNDERSCORES.match(text, start)
            if found and not text[start - 1 : start].isalnum():
                self.refuse("Emphasis is not written with underscores.", r"Write *…* or **…**; write \_ for the character.", start)
        else:
            self.unknown(start)
        return start + 1

    def unknown(self, start: int) -> None:
        """Note a construct that a block cannot hold."""
        text = self.text
        found = [(what, hint) for sign, what, hint in _UNKNOWN if text.startswith(sign, start)]
        if _MARKUP.match(text, start):
            found.append(("HTML or a link in angle brackets", r"Delete the markup; write \< for the character."))
        elif _CHARACTER.match(text, start):
            found.append(("a character reference", "Write the character itself."))
        elif text[start - 1 : start] != "!" and not found and _LINK.match(text, start):
            found.append(("a link", r"Links are not taken; write \[ for a bracket."))
        for what, hint in found:
            self.refuse(f"A block cannot hold {what}.", hint, start)

    def brace(self, start: int) -> None:
        """Note a brace that refers to nothing."""
        if _TABLE.match(self.text, start):
            hint = "Leave an empty line before and behind it; a figure is {schedule.row.column}."
            self.refuse("A table stands in a paragraph of its own.", hint, start)
        else:
            self.refuse("The brace begins no reference.", r"A figure is {schedule.row.column}; write \{ for the character.", start)

    def stars(self, start: int) -> int:
        """Read a run of asterisks: emphasis opens or closes; between two white spaces they stand for themselves."""
        text = self.text
        end = start
        while text[end : end + 1] == "*":
            end += 1
        if not text[start - 1 : start].strip() and not text[end : end + 1].strip() and start > 0 and end < len(text):
            self.plain.append(text[start:end])
            return end
        self.flush(end)
        named = [element for element, _ in reversed(self.open)]
        wanted = {1: ["em"], 2: ["strong"], 3: named if len(named) == 2 else ["strong", "em"]}.get(end - start, [])
        if wanted and wanted == named[: len(wanted)]:
            for element in wanted:
                self.open.pop()
                self.put(Kind.CLOSE, element, start)
        elif wanted and not set(wanted) & set(named):
            for element in wanted:
                self.open.append((element, start))
                self.put(Kind.OPEN, element, start)
        else:
            hint = r"Close what was opened last first: **a *b* c**; write \* for an asterisk."
            self.refuse(f"{text[start:end][:8]} opens and closes nothing here.", hint, start)
        return end
