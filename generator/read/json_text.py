"""JSON text to Python values, guarded: depth and digits bounded before parsing, no duplicate keys, no NaN.

Nothing here recurses over the input, and a defect is an InputError with line and column.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal

from generator.diagnostics import InputError, Location, error, quoted
from generator.read.result import NotStreamable
from generator.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, NoReturn

MAX_DEPTH = 32
_MAX_DIGITS = 100
_STRUCTURE = b'"[]{}'
_OTHER = bytes(set(range(256)) - set(_STRUCTURE))


class _Refused(Exception):
    """Why the JSON is refused while it is being parsed; it has no position yet."""


class NotAnObject(Exception):
    """The facts of a report are no JSON object."""


def parse_json(data: bytes, path: str, code: str) -> Any:
    """The value of the JSON document in `data`; numbers are int or Decimal.

    Raises InputError with `code` (`xbrlje:invalidJSON` …): not UTF-8, malformed, nested deeper than 32, numbers of more
    than 100 digits, a key twice in one object, NaN or Infinity. RFC 8259; xBRL-JSON 1.0, 2.1.
    """
    text = _checked(data, path, code)
    with _refusals(path, code):
        return _DECODER.decode(text)


class JsonReport:
    """A report as xBRL-JSON, read up to its facts; these follow one by one, so that no more than one is ever a JSON object.

    `head` holds the members of the report other than the facts: those that stand before them, and after `facts` has
    run out the others, too; `seen` are the keys of the facts so far. Where the facts stand before the documentInfo, which nobody
    writes, the whole is parsed at once.
    """

    def __init__(self, data: bytes, path: str, code: str) -> None:
        """`code` is that of malformed JSON. Raises InputError as `parse_json` does."""
        self._path, self._code = path, code
        self._text = _checked(data, path, code)
        self._at = 0
        self._watch = True
        self.seen: set[str] = set()
        self.head: Any = {}
        self._whole: Any = None
        with _refusals(path, code):
            if self._skip() != "{":
                self.head = _DECODER.decode(self._text)
            elif not self._members(before_facts=True):
                self._rewind()

    def _rewind(self) -> None:
        self.head = _DECODER.decode(self._text)
        self._whole = self.head.pop("facts", {}) if isinstance(self.head, dict) else {}

    def facts(self) -> Iterator[tuple[str, Any]]:
        """Each fact's key and object, in order.

        Raises InputError where the JSON is malformed from there on, NotAnObject where `facts` is none.
        """
        if self._whole is not None:
            if not isinstance(self._whole, dict):
                raise NotAnObject
            yield from self._whole.items()
            return
        with _refusals(self._path, self._code):
            if self._skip() != "{":
                raise NotAnObject
            self._at += 1
            while (key := self._key("}")) is not None:
                if key in self.seen:
                    raise _Refused(f"An object has the key {quoted(key)} twice.")
                if self._watch:
                    self.seen.add(key)
                value = self._value()
                self._comma("}")
                yield key, value
            self._at += 1
            self._comma("}")
            self._members(before_facts=False)

    def _members(self, *, before_facts: bool) -> bool:
        """Read members of the report into the head, up to the facts or to the end; false where the whole has to be parsed at once."""
        if before_facts:
            self._at += 1
        while (key := self._key("}")) is not None:
            if key in self.head or (key == "facts" and not before_facts):
                raise _Refused(f"An object has the key {quoted(key)} twice.")
            if key == "facts":
                return "documentInfo" in self.head
            self.head[key] = self._value()
            self._comma("}")
        self._at += 1
        if self._skip():
            raise json.JSONDecodeError("Extra data", self._text, self._at)
        if before_facts:
            self._whole = {}
        return True

    def _value(self) -> Any:
        """The value that begins here."""
        value, self._at = _DECODER.raw_decode(self._text, self._at)
        return value

    def _skip(self) -> str:
        """The next character that is no white space, "" at the end."""
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._text[self._at : self._at + 1]

    def _key(self, end: str) -> str | None:
        """The next key of the object at hand, with its colon read, or None at the object's end."""
        first = self._skip()
        if first == end:
            return None
        if first != '"':
            raise json.JSONDecodeError("Expecting property name enclosed in double quotes", self._text, self._at)
        key = self._value()
        if self._skip() != ":":
            raise json.JSONDecodeError("Expecting ':' delimiter", self._text, self._at)
        self._at += 1
        self._skip()
        return str(key)

    def _comma(self, end: str) -> None:
        """Read the comma after a member; before the object's end there is none."""
        found = self._skip()
        if found == end:
            return
        if found != ",":
            raise json.JSONDecodeError("Expecting ',' delimiter", self._text, self._at)
        self._at += 1
        if self._skip() == end:
            raise json.JSONDecodeError("Expecting property name enclosed in double quotes", self._text, self._at)


class JsonStream(JsonReport):
    """The same from pieces of a file: no more of it is in memory than a fact or a piece, whichever is longer.

    Every defect is NotStreamable: where it stands is for `JsonReport` to say, which has the whole.
    """

    def __init__(self, chunks: Iterable[bytes], *, seen: bool = True) -> None:
        """`seen`: look for a key that stands twice, which holds them all. Raises NotStreamable."""
        self._pieces = codecs.iterdecode(chunks, "utf-8-sig")
        self._text, self._at = "", 0
        self._path = self._code = ""
        self.head = {}
        self._whole = None
        self._watch = seen
        self.seen = set()
        with _unlucky():
            if self._skip() != "{" or not self._members(before_facts=True):
                raise NotStreamable

    def facts(self) -> Iterator[tuple[str, Any]]:
        """Each fact's key and object, in order. Raises NotStreamable."""
        with _unlucky():
            yield from super().facts()

    def _more(self, length: int = 1) -> bool:
        """Read on by `length` characters at least; false at the end of the file."""
        parts = [self._text[self._at :]]
        while length > 0 and (piece := next(self._pieces, None)) is not None:
            parts.append(piece)
            length -= len(piece)
        self._text, self._at = "".join(parts), 0
        return len(parts) > 1

    def _value(self) -> Any:
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                if self._more(len(self._text)):  # twice as much each time, so that a long value is not begun again too often
                    continue
                raise
            if end == len(self._text) and self._more():  # a number may go on
                continue
            if self._text.count("{", self._at, end) + self._text.count("[", self._at, end) > MAX_DEPTH:
                raise NotStreamable
            self._at = end
            return value

    def _skip(self) -> str:
        while not (found := super()._skip()) and self._more():
            pass
        return found


@contextmanager
def _unlucky() -> Iterator[None]:
    try:
        yield
    except (InputError, UnicodeDecodeError, json.JSONDecodeError, NotAnObject, RecursionError, _Refused):
        raise NotStreamable from None


def _checked(data: bytes, path: str, code: str) -> str:
    text = _decoded(data, path, code)
    if _too_deep(data):
        raise InputError(error(code, f"The JSON is nested deeper than {MAX_DEPTH} levels.", location=Location(path=path, line=1, column=1)))
    return text


@contextmanager
def _refusals(path: str, code: str) -> Iterator[None]:
    """Turns what the parser raises into an InputError with `code` and the place."""
    try:
        yield
    except json.JSONDecodeError as problem:
        place = Location(path=path, line=problem.lineno, column=problem.colno)
        raise InputError(error(code, f"The JSON is malformed: {quoted(problem.msg)}.", location=place)) from None
    except _Refused as problem:
        raise InputError(error(code, str(problem), location=Location(path=path, line=1, column=1))) from None
    except RecursionError:
        raise InputError(error(code, "The JSON is nested too deeply.", location=Location(path=path, line=1, column=1))) from None


def _decoded(data: bytes, path: str, code: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        place = Location(path=path, line=line, column=problem.start - data.rfind(b"\n", 0, problem.start))
        message = f"The file is not UTF-8: byte {data[problem.start]:#04x} in line {line}."
        raise InputError(error(code, message, hint="Save the file as UTF-8.", location=place)) from None


def _too_deep(data: bytes) -> bool:
    """Whether brackets nest deeper than MAX_DEPTH: strings are cut out, then innermost pairs, level by level."""
    bare = data.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _OTHER).replace(b'""', b"")
    bare = re.sub(rb'"[^"]*"', b"", bare)
    for _ in range(MAX_DEPTH):
        if not bare:
            return False
        bare = re.sub(rb"\{\}|\[\]", b"", bare)
    return len(bare) > 2 * MAX_DEPTH  # what is merely unbalanced is malformed: the parser says where


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Refused(f"An object has the key {quoted(key)} twice.")
            seen.add(key)
    return found


def _whole(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise _Refused(f"A number has more than {_MAX_DIGITS} digits.")
    return int(text)


def _number(text: str) -> Decimal:
    if len(text) > _MAX_DIGITS:
        raise _Refused(f"A number has more than {_MAX_DIGITS} digits.")
    return Decimal(text)


def _constant(text: str) -> NoReturn:
    raise _Refused(f"{text} is no JSON number.")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_whole, parse_float=_number, parse_constant=_constant)
_SPACE = re.compile(r"[ \t\n\r]*")
_KEY = re.compile(rb'"((?:[^"\\]|\\.)*+)"\s*+:\s*+\{')


class JsonPlaces(Mapping[str, Location]):
    """Fact ids to the lines of their objects in a JSON document, looked up in one pass when first asked for."""

    def __init__(self, data: bytes, path: str, ids: Mapping[str, object]) -> None:
        """`ids` are the keys of `/facts` in `data`; the mapping may still grow."""
        self._data, self._path, self._ids = data, path, ids
        self._found: dict[str, tuple[int, int]] | None = None

    def __getitem__(self, fact: str) -> Location:
        """Where the object of `fact` starts. Raises KeyError where there is none."""
        if self._found is None:
            self._found = self._search()
        line, column = self._found.get(fact, (1, 1)) if fact in self._ids else self._found[fact]
        return Location(path=self._path, line=line, column=column, fact=fact)

    def __iter__(self) -> Iterator[str]:
        """The ids in order."""
        return iter(self._ids)

    def __len__(self) -> int:
        """How many facts there are."""
        return len(self._ids)

    def _search(self) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        line, counted, line_start = 1, 0, 0
        for match in _KEY.finditer(self._data, max(self._data.find(b'"facts"'), 0)):
            try:
                key = json.loads(b'"' + match[1] + b'"')
            except ValueError:  # what lies between two strings
                continue
            if key in self._ids and key not in found:
                line += self._data.count(b"\n", counted, match.start())
                line_start = self._data.rfind(b"\n", 0, match.start()) + 1
                counted = match.start()
                column = len(self._data[line_start:counted].decode("utf-8", "replace")) + 1
                found[key] = (line, column)
        return found
