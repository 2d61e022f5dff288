"""TOML tables read with their line numbers, every mistake a diagnostic.

`Section` wraps one table: its getters note what is missing, of the wrong type or unknown, and go on
with a harmless value, so that one run names every mistake of a file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.inputs import read_text
from generator.records import TYPE_CHECKING
from generator.schedule import Text
from generator.xmltext import forbidden

if TYPE_CHECKING:
    from typing import Any

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}\Z")
KeyPath = tuple[str | int, ...]

MAX_BYTES = 4 << 20
"""A declaration is read as a tree by slow code; what people write by hand is far smaller."""

_MAX_SHOWN = 50  # mistakes of one sort in one table that are named one by one
_PART = re.compile(r"""\s*([A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*')\s*(\.)?""")
_MARK = re.compile(r'''"""|\'\'\'|["'#\[\]{}]''')
_QUOTED = re.compile(r"""'[^']*'|"(?:\\.|[^"\\])*\"""")
_CLOSING = {'"""': re.compile(r'\\.|"{3,5}', re.DOTALL), "'''": re.compile("'{3,5}")}
_DEEP_KEY = re.compile(r"(?<![A-Za-z0-9_-])(?:(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')\s*\.\s*){64}")
_LONG_NUMBER = re.compile(r"[0-9_]{4000}")


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line (from 1) on which each key of a TOML document stands, by its path; inner keys of inline
    tables are not listed (look up the nearest outer one). One pass, in time linear in the text."""
    lines: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    prefix: KeyPath = ()
    depth = 0
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        if depth == 0 and not fence:
            start = len(line) - len(line.lstrip())
            brackets = 2 if line.startswith("[[", start) else 1 if line.startswith("[", start) else 0
            parts, end = _parts(line, start + brackets)
            if parts and brackets and line.startswith("]", end):
                prefix = _header_path(brackets == 2, parts, counts)
                lines[prefix] = number
                continue
            if parts and not brackets and line.startswith("=", end):
                lines[prefix + parts] = number
        depth, fence = _after(line, depth, fence)
    return lines


def _parts(line: str, at: int) -> tuple[KeyPath, int]:
    """The parts of the dotted key that begins at index `at`, and the index behind it."""
    parts: KeyPath = ()
    while found := _PART.match(line, at):
        parts, at = (*parts, found[1].strip("\"'")), found.end()
        if not found[2]:
            break
    return parts, at


def _after(line: str, depth: int, fence: str) -> tuple[int, str]:
    """How many brackets are open behind `line`, and the quotes of a text of many lines that goes on."""
    at = 0
    while True:
        if fence:
            closing = next((m for m in _CLOSING[fence].finditer(line, at) if m[0][0] != "\\"), None)
            if closing is None:
                return depth, fence
            at, fence = closing.end(), ""
        mark = _MARK.search(line, at)
        if mark is None or mark[0] == "#":
            return depth, ""
        at = mark.end()
        if len(mark[0]) == 3:
            fence = mark[0]
        elif mark[0] in "[{":
            depth += 1
        elif mark[0] in "]}":
            depth = max(0, depth - 1)
        else:
            quoted_text = _QUOTED.match(line, mark.start())
            if quoted_text is None:
                return depth, ""
            at = quoted_text.end()


def repeated(values: Iterable[str]) -> list[str]:
    """The values that stand more than once, each once, in order."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return [value for value, count in counts.items() if count > 1]


def _header_path(array: bool, parts: KeyPath, counts: dict[KeyPath, int]) -> KeyPath:
    """The path of a [header], arrays of tables counted."""
    path: KeyPath = ()
    for at, part in enumerate(parts):
        path += (part,)
        last = at == len(parts) - 1
        if last and array:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path += (counts[path],)
    return path


def _shown(value: object) -> str:
    """A value of a TOML file for a message, whatever its size."""
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, int) and value.bit_length() > 200:
        return "a very large number"
    return quoted(repr(value))


class Section:
    """One table of a TOML file, read key by key; see the module."""

    def __init__(
        self, table: Mapping[str, Any], file: str, lines: Mapping[KeyPath, int], found: list[Diagnostic], path: KeyPath = ()
    ) -> None:
        self.table = table
        self.file = file
        self.lines = lines
        self.found = found
        self.path = path
        self.used: set[str] = set()

    def place(self, key: str | None = None) -> Location:
        """Where `key` (or the table itself) stands."""
        path = self.path if key is None else (*self.path, key)
        while path and path not in self.lines:
            path = path[:-1]
        return Location(path=self.file, line=self.lines.get(path, 1))

    def name(self, key: str | None = None) -> str:
        """`key` as a person would say it: `columns[2].heading`."""
        text = ""
        for part in self.path if key is None else (*self.path, key):
            text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
        return text or "the file"

    def wrong(self, key: str | None, message: str, hint: str | None = None, code: str = "filing.declaration") -> None:
        """Note a mistake at `key`."""
        hint = hint or "See the user guide (docs/guide.md) for what is known here and how it is written."
        self.found.append(error(code, f"{quoted(self.name(key))}: {message}", hint=hint, location=self.place(key)))

    def _value(self, key: str, kind: type | tuple[type, ...], what: str, required: bool) -> Any:
        self.used.add(key)
        if key not in self.table:
            if required:
                self.wrong(None, f"the key “{key}” is missing; it should be {what}.", hint=f"Add: {key} = …")
            return None
        value = self.table[key]
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            self.wrong(key, f"should be {what}, not {_shown(value)}.")
            return None
        return self._fit(key, value) if isinstance(value, str) else value

    def _fit(self, key: str, text: str) -> str:
        """`text`, or "" with a note where it holds a character that no XML output could hold."""
        found = forbidden().search(text)
        if found is None:
            return text
        self.wrong(key, f"holds the character U+{ord(found[0]):04X}, which XML cannot hold.", "Delete the character.", "filing.character")
        return ""

    def has(self, key: str) -> bool:
        """Whether `key` is given."""
        return key in self.table

    def text(self, key: str, default: str | None = None) -> str:
        """A string; required where `default` is None."""
        value = self._value(key, str, "a text in quotes", default is None)
        if value is None:
            return default or ""
        if default is None and not value.strip():
            self.wrong(key, "is empty.")
        return str(value)

    def code(self, key: str) -> str:
        """A code: ASCII letters, digits, hyphen, underscore, beginning with a letter."""
        value = self.text(key)
        if value and not CODE.match(value):
            self.wrong(
                key, f"“{quoted(value)}” is no code.", hint="A code is 1 to 64 ASCII letters, digits, - or _, and begins with a letter."
            )
        return value

    def both(self, key: str, required: bool = True) -> Text | None:
        """A text in two languages: `{ zh = "…", en = "…" }`, or one string for both."""
        value = self._value(key, (str, dict), 'a text, or { zh = "…", en = "…" }', required)
        return None if value is None else self._text(key, value)

    def _text(self, key: str, value: Any) -> Text:
        if isinstance(value, str):
            value = self._fit(key, value)
            return Text(zh=value, en=value)
        if isinstance(value, dict) and set(value) <= {"zh", "en"} and value and all(isinstance(v, str) for v in value.values()):
            fit = {language: self._fit(key, text) for language, text in value.items()}
            either = next(iter(fit.values()))
            return Text(zh=fit.get("zh", either), en=fit.get("en", either))
        self.wrong(key, 'should be a text, or { zh = "…", en = "…" }.')
        return Text(zh="", en="")

    def texts(self, key: str) -> tuple[Text, ...]:
        """One text or a list of them, each in one or two languages."""
        value = self._value(key, (str, dict, list), "a text or a list of texts", True)
        if value is None:
            return (Text(zh="", en=""),)
        items = value if isinstance(value, list) else [value]
        return tuple(self._text(key, item) for item in items) or (Text(zh="", en=""),)

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty where the key is absent."""
        value = self._value(key, list, "a list of texts", False)
        if value is None:
            return ()
        if not all(isinstance(v, str) for v in value):
            self.wrong(key, "should be a list of texts.")
            return ()
        return tuple(self._fit(key, v) for v in value)

    def integer(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self._value(key, int, f"a whole number from {low} to {high}", False)
        if value is None:
            return default
        if not low <= value <= high:
            self.wrong(key, f"{_shown(value)} is not from {low} to {high}.")
            return default
        return int(value)

    def boolean(self, key: str, default: bool = False) -> bool:
        """true or false."""
        value = self._value(key, bool, "true or false", False)
        return default if value is None else bool(value)

    def date(self, key: str, required: bool = True) -> date | None:
        """A date such as 2021-12-31, without quotes."""
        value = self._value(key, date, "a date such as 2021-12-31, without quotes", required)
        if isinstance(value, datetime):
            self.wrong(key, "should be a date without a time.")
            return None
        if isinstance(value, date) and not 1000 <= value.year <= 9000:
            self.wrong(key, f"the year {value.year} is not from 1000 to 9000.")
            return None
        return value if isinstance(value, date) else None

    def choice(self, key: str, choices: tuple[str, ...], default: str | None) -> str | None:
        """One of `choices`."""
        value = self._value(key, str, "one of " + ", ".join(choices), False)
        if value is None:
            return default
        if value not in choices:
            self.wrong(key, f"“{quoted(value)}” is none of: {', '.join(choices)}.")
            return default
        return str(value)

    def section(self, key: str, required: bool = False) -> Section:
        """The table at `key`; an empty one where it is absent."""
        value = self._value(key, dict, "a table", required)
        return Section(value or {}, self.file, self.lines, self.found, (*self.path, key))

    def sections(self, key: str, required: bool = False) -> list[Section]:
        """The tables of the array at `key`."""
        value = self._value(key, list, "an array of tables", required)
        if value is None:
            return []
        if not all(isinstance(v, dict) for v in value):
            self.wrong(key, "should be an array of tables.", hint=f"Write each as a table of its own under [[{key}]].")
            return []
        return [Section(v, self.file, self.lines, self.found, (*self.path, key, i)) for i, v in enumerate(value)]

    def named_sections(self) -> list[tuple[str, Section]]:
        """Every sub-table by its key, in order."""
        result = []
        for key in self.table:
            result.append((key, self.section(key)))
        return result

    def done(self) -> None:
        """Note every key that nothing asked for."""
        unknown = [key for key in self.table if key not in self.used]
        for key in unknown[:_MAX_SHOWN]:
            import difflib

            near = difflib.get_close_matches(key[:64], self.used, 1)
            self.wrong(
                key,
                "is not a key that is known here.",
                hint=f"Did you mean “{near[0]}”?" if near else "Known: " + ", ".join(sorted(self.used)),
            )
        if len(unknown) > _MAX_SHOWN:
            self.wrong(None, f"{len(unknown) - _MAX_SHOWN} more keys are not known here.", hint="Known: " + ", ".join(sorted(self.used)))


def read_toml(path: Path, root: Path, found: list[Diagnostic]) -> Section:
    """The top table of the TOML file at `path`; mistakes found later go to `found`.

    Raises InputError where the file cannot be read or is no TOML.
    """
    text = read_text(path, root, limit=MAX_BYTES)
    deep = _DEEP_KEY.search(text)
    if deep:
        raise _unreadable(path, "a key has more than 64 parts", text.count("\n", 0, deep.start()) + 1)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        message = str(problem)
        at = re.search(r"\(at line (\d+), column (\d+)\)", message)
        what = re.sub(r" *\(at .*", "", message)
        line, column = (int(at[1]), int(at[2])) if at else (text.count("\n") + 1 if "end of document" in message else 1, None)
        raise _unreadable(path, what, line, column) from None
    except RecursionError:
        raise _unreadable(path, "it is nested too deeply", 1) from None
    except ValueError:  # Python converts no whole number of more than some thousand digits
        number = _LONG_NUMBER.search(text)
        line = text.count("\n", 0, number.start()) + 1 if number else 1
        raise _unreadable(path, "a number has too many digits", line) from None
    return Section(table, str(path), key_lines(text), found)


def _unreadable(path: Path, what: str, line: int, column: int | None = None) -> InputError:
    return InputError(
        error(
            "filing.toml",
            f"{quoted(path.name)} is not readable as TOML: {quoted(what)}.",
            hint="Look at that line for a missing quote, bracket or equals sign.",
            location=Location(path=str(path), line=line, column=column),
        )
    )
