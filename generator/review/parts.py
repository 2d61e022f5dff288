"""What of a workbook's zip openpyxl does not tell: that all its XML is harmless and of bounded size; its comments; what is not read."""

import posixpath
import re
from collections.abc import Iterator, Mapping

from generator.diagnostics import InputError, Location, error, quoted
from generator.inputs import read_zip
from generator.review.book import Comment, Position
from generator.xmlstream import new_parser, parse

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z", re.ASCII)
_MAX_ROW, _MAX_COLUMN = 1 << 20, 1 << 14
_MAX_CELLS = 6_000_000
_MAX_BYTES = 1 << 29
_MAX_SMALL = 1 << 25  # of a part that is held in memory as a whole
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_PARTS = (".xml", ".rels")


def safe_parts(data: bytes, path: str) -> Mapping[str, bytes]:
    """The files of the workbook `data` by name. Raises InputError: no workbook, encrypted, hostile or broken XML, cells out of bounds."""
    shown = Location(path=path)
    if data.startswith(_OLE):
        hint = "Take the password away, and save it as “Excel workbook (.xlsx)”."
        raise InputError(
            error("filing.workbook", f"{quoted(path)} is encrypted, or a workbook of before 2007 (.xls).", hint=hint, location=shown)
        )
    parts = read_zip(data, path)
    if "xl/workbook.xml" not in parts:
        what = "an OpenDocument file" if "mimetype" in parts else "no .xlsx workbook"
        hint = "Save it as “Excel workbook (.xlsx)”."
        raise InputError(error("filing.workbook", f"{quoted(path)} is {what}.", hint=hint, location=shown))
    size = sum(map(len, parts.values()))
    if size > _MAX_BYTES:
        message = f"{quoted(path)} unpacks to {size:,} bytes; at most {_MAX_BYTES:,} are read."
        hint = "Delete sheets and pictures that are no part of the workpapers."
        raise InputError(error("filing.too-large", message, hint=hint, location=shown))
    counter = _Counter(path)
    for name, content in parts.items():
        if name.endswith(_PARTS):
            counter.check(name, content)
    return parts


class _Counter:
    """Parses every part once: no DOCTYPE, well-formed, and no more cells, empty ones before far cells too, than a book may spread over."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.spread = 0
        self.last = 0
        self.part = ""

    def check(self, name: str, content: bytes) -> None:
        self.part, self.last = name, 0
        parser = new_parser(f"{self.path}/{name}")
        if name.startswith("xl/worksheets/") and "/_rels/" not in name:
            parser.StartElementHandler = self.start
        parse(parser, content, f"{self.path}/{name}")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        if local == "c":
            reference = attributes.get("r", "")
            at = self.last + 1 if not reference else self.column(reference)
            self.spread += max(1, at - self.last)
            self.last = at
            if self.spread > _MAX_CELLS:
                raise self.refused(f"spreads over more than {_MAX_CELLS:,} cells at {quoted(reference)}", "Delete what stands far off.")
        elif local == "row":
            self.last = 0
            number = attributes.get("r", "1")
            if not (number.isascii() and number.isdigit() and len(number) <= 7 and 0 < int(number) <= _MAX_ROW):
                raise self.refused(f"has a row {quoted(number)}, which no sheet has", "Save the workbook again.")

    def column(self, reference: str) -> int:
        match = _CELL.match(reference)
        at = column_number(match[1]) if match else 0
        if match is None or at > _MAX_COLUMN or int(match[2]) > _MAX_ROW:
            raise self.refused(f"has a cell {quoted(reference)}, which no sheet has", "Save the workbook again.")
        return at

    def refused(self, what: str, hint: str) -> InputError:
        return InputError(error("filing.workbook", f"{quoted(self.part)} {what}.", hint=hint, location=Location(path=self.path)))


def column_number(letters: str) -> int:
    """The number from 1 of a column by its letters."""
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at


def unread_parts(parts: Mapping[str, bytes]) -> tuple[str, ...]:
    """What the book holds and nobody here reads: macros, links to other books, in words."""
    found = []
    if any(name.endswith("vbaProject.bin") or name.startswith("xl/macrosheets/") for name in parts):
        found.append("macros")
    external = sum(name.startswith("xl/externalLinks/") and "/_rels/" not in name for name in parts)
    if external:
        found.append(f"links to {external} other workbook{'' if external == 1 else 's'}")
    return tuple(found)


def last_change(parts: Mapping[str, bytes], path: str) -> tuple[str, str]:
    """Who saved the book last and on which day (ISO 8601), by its core properties; "" where they do not say."""
    name = "docProps/core.xml"
    told = {local: text.strip() for local, _, text in _events(parts.get(name, b"<x/>"), f"{path}/{name}")}
    day = _DAY.match(told.get("modified", ""))
    return told.get("lastModifiedBy", ""), day[0] if day else ""


# ---------------------------------------------------------------- comments


def comments_of(parts: Mapping[str, bytes], path: str) -> Mapping[str, Mapping[Position, Comment]]:
    """The comments of every sheet by its name: those of Excel's conversations, else the notes."""
    targets = _relations(parts, "xl/workbook.xml", path)
    people = _people(parts, path)
    found: dict[str, Mapping[Position, Comment]] = {}
    for name, relation in _sheets(parts, path):
        part = targets.get(relation, "")
        notes: dict[Position, Comment] = {}
        threads: dict[Position, Comment] = {}
        for target in sorted(_relations(parts, part, path).values()):
            if "/threadedComments/" in f"/{target}":
                threads |= _threads(parts.get(target, b"<x/>"), f"{path}/{target}", people, threads)
            elif re.fullmatch(r"xl/(?:.*/)?comments?[0-9]*(?:/comment[0-9]+)?\.xml", target):
                notes |= _notes(parts.get(target, b"<x/>"), f"{path}/{target}")
        found[name] = notes | threads
    return found


def _events(data: bytes, path: str) -> list[tuple[str, dict[str, str], str]]:
    """Every element of a small part: local name, attributes, and the text directly in it; in the order of their ends."""
    if len(data) > _MAX_SMALL:
        message = f"The part has {len(data):,} bytes; at most {_MAX_SMALL:,} are read."
        raise InputError(error("filing.too-large", message, hint="Delete comments that are not needed.", location=Location(path=path)))
    found: list[tuple[str, dict[str, str], str]] = []
    stack: list[tuple[str, dict[str, str], list[str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        stack.append((name.rpartition("}")[2], {key.rpartition("}")[2]: value for key, value in attributes.items()}, []))

    def end(_: str) -> None:
        local, attributes, pieces = stack.pop()
        found.append((local, attributes, "".join(pieces)))

    def text(piece: str) -> None:
        if stack:
            stack[-1][2].append(piece)

    parser = new_parser(path)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parse(parser, data, path)
    return found


def _relations(parts: Mapping[str, bytes], part: str, path: str) -> dict[str, str]:
    """The targets of a part's relationships by id, as names of parts; those that lead out of the book are left out."""
    folder, _, name = part.rpartition("/")
    data = parts.get(f"{folder}/_rels/{name}.rels")
    found = {}
    for local, attributes, _ in _events(data, path) if data else ():
        target = attributes.get("Target", "")
        if local == "Relationship" and attributes.get("TargetMode") != "External":
            found[attributes.get("Id", "")] = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return found


def _sheets(parts: Mapping[str, bytes], path: str) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the id of its relationship, in order."""
    for local, attributes, _ in _events(parts["xl/workbook.xml"], path):
        if local == "sheet":
            yield attributes.get("name", ""), attributes.get("id", "")


def _people(parts: Mapping[str, bytes], path: str) -> dict[str, str]:
    """The names of those who take part in conversations, by id."""
    found: dict[str, str] = {}
    for name, data in sorted(parts.items()):
        if name.startswith("xl/persons/"):
            found |= {a.get("id", ""): a.get("displayName", "") for local, a, _ in _events(data, f"{path}/{name}") if local == "person"}
    return found


def _whole(text: str) -> int:
    """The number that `text` is, at most six digits; else −1."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else -1


def _position(reference: str) -> Position | None:
    match = _CELL.match(reference)
    return Position(int(match[2]), column_number(match[1])) if match else None


def _notes(data: bytes, path: str) -> dict[Position, Comment]:
    """The notes of a sheet. The author whom Excel writes in front of the text, in bold, is not a part of it."""
    authors: list[str] = []
    found: dict[Position, Comment] = {}
    pieces: list[str] = []
    for local, attributes, text in _events(data, path):
        if local == "author":
            authors.append(text.strip())
        elif local == "t":
            pieces.append(text)
        elif local == "comment":
            position = _position(attributes.get("ref", ""))
            number = attributes.get("authorId", "")
            author = (
                authors[int(number)] if number.isascii() and number.isdigit() and len(number) < 7 and int(number) < len(authors) else ""
            )
            said = "".join(pieces).strip()
            pieces = []
            if position:
                found[position] = Comment(said.removeprefix(f"{author}:").strip() if author else said, author)
    return found


def _threads(data: bytes, path: str, people: Mapping[str, str], known: Mapping[Position, Comment]) -> dict[Position, Comment]:
    """The conversations of a sheet, answers joined to what they answer; author and day are those of the last word."""
    found: dict[Position, Comment] = {}
    said = ""
    for local, attributes, text in _events(data, path):
        if local == "text":
            said = text.strip()
        elif local == "threadedComment":
            position = _position(attributes.get("ref", ""))
            if position:
                before = found.get(position, known.get(position))
                day = _DAY.match(attributes.get("dT", ""))
                whole = f"{before.text}\n{said}" if before else said
                found[position] = Comment(whole, people.get(attributes.get("personId", ""), ""), day[0] if day else "")
            said = ""
    return found
