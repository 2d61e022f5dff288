"""TOML tables read with their line numbers, every mistake a diagnostic.

`Section` wraps one table: its getters note what is missing, of the wrong type or unknown, and go on
with a harmless value, so that one run names every mistake of a file.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.inputs import read_text
from generator.schedule import Text

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}\Z")
KeyPath: TypeAlias = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_STRING = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line (from 1) on which each key of a TOML document stands, by its path; inner keys of inline
    tables are not listed (look up the nearest outer one)."""
    lines: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    prefix: KeyPath = ()
    depth = 0
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        if fence:
            if fence in line:
                fence = ""
            continue
        if depth == 0:
            header = _HEADER.match(line)
            if header:
                prefix = _header_path(header[1] == "[[", _parts(header[2]), counts)
                lines[prefix] = number
                continue
            key = _KEY.match(line)
            if key:
                lines[prefix + _parts(key[1])] = number
        for quote in ('"""', "'''"):
            if line.count(quote) == 1:
                fence = quote
        bare = _STRING.sub("", line).split("#")[0]
        depth = max(0, depth + bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}"))
    return lines


def _parts(dotted: str) -> KeyPath:
    return tuple(p.strip().strip("\"'") for p in re.findall(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""", dotted))


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
        self.found.append(error(code, f"{self.name(key)}: {message}", hint=hint, location=self.place(key)))

    def _value(self, key: str, kind: type | tuple[type, ...], what: str, required: bool) -> Any:
        self.used.add(key)
        if key not in self.table:
            if required:
                self.wrong(None, f"the key “{key}” is missing; it should be {what}.", hint=f"Add: {key} = …")
            return None
        value = self.table[key]
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            self.wrong(key, f"should be {what}, not {quoted(repr(value))}.")
            return None
        return value

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
            return Text(zh=value, en=value)
        if isinstance(value, dict) and set(value) <= {"zh", "en"} and value and all(isinstance(v, str) for v in value.values()):
            either = str(next(iter(value.values())))
            return Text(zh=str(value.get("zh", either)), en=str(value.get("en", either)))
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
        return tuple(value)

    def integer(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self._value(key, int, f"a whole number from {low} to {high}", False)
        if value is None:
            return default
        if not low <= value <= high:
            self.wrong(key, f"{value} is not from {low} to {high}.")
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

    def section(self, key: str, required: bool = False) -> "Section":
        """The table at `key`; an empty one where it is absent."""
        value = self._value(key, dict, "a table", required)
        return Section(value or {}, self.file, self.lines, self.found, (*self.path, key))

    def sections(self, key: str, required: bool = False) -> list["Section"]:
        """The tables of the array at `key`."""
        value = self._value(key, list, "an array of tables", required)
        if value is None:
            return []
        if not all(isinstance(v, dict) for v in value):
            self.wrong(key, "should be an array of tables.", hint=f"Write each as a table of its own under [[{key}]].")
            return []
        return [Section(v, self.file, self.lines, self.found, (*self.path, key, i)) for i, v in enumerate(value)]

    def named_sections(self) -> list[tuple[str, "Section"]]:
        """Every sub-table by its key, in order."""
        result = []
        for key in self.table:
            result.append((key, self.section(key)))
        return result

    def done(self) -> None:
        """Note every key that nothing asked for."""
        for key in self.table:
            if key not in self.used:
                import difflib

                near = difflib.get_close_matches(key, self.used, 1)
                self.wrong(
                    key,
                    "is not a key that is known here.",
                    hint=f"Did you mean “{near[0]}”?" if near else "Known: " + ", ".join(sorted(self.used)),
                )


def read_toml(path: Path, root: Path, found: list[Diagnostic]) -> Section:
    """The top table of the TOML file at `path`; mistakes found later go to `found`.

    Raises InputError where the file cannot be read or is no TOML.
    """
    text = read_text(path, root)
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        message = str(problem) or "nested too deeply"
        at = re.search(r"\(at line (\d+), column (\d+)\)", message)
        what = re.sub(r" *\(at .*", "", message)
        line, column = (int(at[1]), int(at[2])) if at else (text.count("\n") + 1 if "end of document" in message else 1, None)
        raise InputError(
            error(
                "filing.toml",
                f"{path.name} is not readable as TOML: {quoted(what)}.",
                hint="Look at that line for a missing quote, bracket or equals sign.",
                location=Location(path=str(path), line=line, column=column),
            )
        ) from None
    return Section(table, str(path), key_lines(text), found)
