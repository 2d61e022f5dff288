"""JSON text to Python values, guarded: depth and digits bounded before parsing, no duplicate keys, no NaN.

Nothing here recurses over the input, and a defect is an InputError with line and column.
"""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NoReturn

from generator.diagnostics import InputError, Location, error, quoted

MAX_DEPTH = 32
_MAX_DIGITS = 100
_STRUCTURE = b'"[]{}'
_OTHER = bytes(set(range(256)) - set(_STRUCTURE))


class _Refused(Exception):
    """Why the JSON is refused while it is being parsed; it has no position yet."""


def parse_json(data: bytes, path: str, code: str) -> Any:
    """The value of the JSON document in `data`; numbers are int or Decimal.

    Raises InputError with `code` (`xbrlje:invalidJSON` …): not UTF-8, malformed, nested deeper than 32, numbers of more
    than 100 digits, a key twice in one object, NaN or Infinity. RFC 8259; xBRL-JSON 1.0, 2.1.
    """
    text = _decoded(data, path, code)
    if _too_deep(data):
        raise InputError(error(code, f"The JSON is nested deeper than {MAX_DEPTH} levels.", location=Location(path=path, line=1, column=1)))
    try:
        return json.loads(text, object_pairs_hook=_object, parse_int=_whole, parse_float=_number, parse_constant=_constant)
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


_KEY = re.compile(rb'"((?:[^"\\]|\\.)*+)"\s*+:\s*+\{')


class JsonPlaces(Mapping[str, Location]):
    """Fact ids to the lines of their objects in a JSON document, looked up in one pass when first asked for."""

    def __init__(self, data: bytes, path: str, ids: Mapping[str, object]) -> None:
        """`ids` are the keys of `/facts` in `data`."""
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
