"""What the `full` format adds to findings: the offending line or cell, the label of the fact's concept, the rule in words."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.diagnostics import Diagnostic, InputError, Location
from generator.inputs import find_root, read_file, read_zip
from generator.model import Fact
from generator.pipeline.settings import Seen, Settings
from generator.present.context import Detail

_MAX_LINE = 100
_BEFORE = 40
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def details(diagnostics: Sequence[Diagnostic], seen: Sequence[Seen], settings: Settings, language: str | None) -> tuple[Detail, ...]:
    """One Detail a finding. `seen` are the reports that were checked; `language` is that of the labels (None: the filing's first, or zh
    where the taxonomy has Chinese labels).

    What cannot be read again (a file that is gone, a workbook that does not open) is left out: the finding itself says what is wrong.
    """
    files = _Files(settings)
    wanted = {diagnostic.location.fact for diagnostic in diagnostics}
    facts = [{fact.id: fact for fact in one.report.facts if fact.id in wanted} for one in seen]
    return tuple(_detail(diagnostic, seen, facts, files, language) for diagnostic in diagnostics)


def _detail(
    diagnostic: Diagnostic, seen: Sequence[Seen], facts: Sequence[Mapping[str, Fact]], files: "_Files", language: str | None
) -> Detail:
    line, caret, cell = files.excerpt(diagnostic.location)
    label = ""
    for one, by_id in zip(seen, facts, strict=True):
        fact = by_id.get(diagnostic.location.fact or "")
        place = one.places.get(fact.id) if fact is not None else None
        if fact is not None and place is not None and place.path == diagnostic.location.path:
            label = _label(fact, one, language)
            break
    return Detail(line=line, caret=caret, cell=cell, label=label, rule=_rule(diagnostic, seen, language))


def _label(found: Fact, seen: Seen, language: str | None) -> str:
    """The standard label of the fact's concept, with those of its members."""
    wanted = language or (seen.languages[0] if seen.languages else _first_language(seen))
    names = [found.concept, *(member for _, member in found.dimensions if member is not None and not isinstance(member, str))]
    return ", ".join(seen.taxonomy.label(name, wanted) for name in names)


def _first_language(seen: Seen) -> str:
    """zh where a concept of the report has a Chinese label, else en."""
    concept = seen.report.facts[0].concept if seen.report.facts else None
    labels = seen.taxonomy.labels.get(concept, ()) if concept is not None else ()
    return "zh" if any(label.language.startswith("zh") for label in labels) else "en"


def _rule(diagnostic: Diagnostic, seen: Sequence[Seen], language: str | None) -> str:
    """The statement of the rule that is spoken of, and its label."""
    if diagnostic.rule is None:
        return ""
    name = diagnostic.rule.partition("[")[0]
    for one in seen:
        for rule in one.kind.rules if one.kind is not None else ():
            if rule.id == name:
                chosen = language or (one.languages[0] if one.languages else "zh")
                label = (rule.label.zh if chosen == "zh" else rule.label.en) or rule.label.en or rule.label.zh
                return f"{rule.statement} ({label})"
    return ""


class _Files:
    """The files that findings point into, each read once."""

    def __init__(self, settings: Settings) -> None:
        self._root = settings.root
        self._texts: dict[str, list[str]] = {}
        self._tables: dict[tuple[str, str | None], Mapping[int, Sequence[str]]] = {}

    def excerpt(self, where: Location) -> tuple[str, int | None, str]:
        """The line, the place in it, and the cell at `where`; "" and None for what there is not."""
        if where.path is None:
            return "", None, ""
        try:
            if where.sheet is not None:
                return "", None, self._cell_of_sheet(where)
            if where.line is None:
                return "", None, ""
            table = where.path.lower().endswith((".csv", ".tsv"))
            line, caret = _window(self._line(where.path, where.line), None if table else where.column)
            return line, caret, self._cell_of_table(where) if table and where.column is not None else ""
        except InputError:
            return "", None, ""

    def _line(self, path: str, number: int) -> str:
        if path not in self._texts:
            data = self._read(path)
            self._texts[path] = data.decode("utf-8-sig", "replace").split("\n") if data is not None else []
        lines = self._texts[path]
        return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""

    def _read(self, path: str) -> bytes | None:
        """The bytes at `path`, also of a file in a package (`report.xbri/reports/page.xhtml`)."""
        if "://" in path:
            return None
        if os.path.isfile(path):
            return read_file(Path(path), self._root or find_root(Path(path)))
        for folder in Path(path).parents:
            if folder.is_file():
                inside = read_zip(read_file(folder, self._root or find_root(folder)), str(folder))
                name = Path(path).relative_to(folder).as_posix()
                whole = (data for key, data in inside.items() if key == name or key.partition("/")[2] == name)  # without the top folder
                return next(whole, None)
        return None

    def _cell_of_table(self, where: Location) -> str:
        assert where.path is not None
        if (where.path, None) not in self._tables:
            from generator.tabular import csv_rows

            data = self._read(where.path) or b""
            rows = csv_rows(data.decode("utf-8-sig", "replace"), where.path)
            self._tables[where.path, None] = {row.line: row.cells for row in rows}
        return _at(self._tables[where.path, None].get(where.line or 0, ()), (where.column or 0) - 1)

    def _cell_of_sheet(self, where: Location) -> str:
        assert where.path is not None
        found = _REFERENCE.fullmatch(where.cell or "")
        if not found or not os.path.isfile(where.path):
            return ""
        if (where.path, where.sheet) not in self._tables:
            from generator.facts.workbook import read_workbook

            path = Path(where.path)
            sheets, _ = read_workbook(path, self._root or find_root(path))
            for name, sheet in sheets.items():
                self._tables[where.path, name] = {row.line: row.cells for row in sheet.rows}
        cells = self._tables.get((where.path, where.sheet), {}).get(int(found[2]), ())
        return _at(cells, _column(found[1]))


def _at(cells: Sequence[str], index: int) -> str:
    text = cells[index].strip() if 0 <= index < len(cells) else ""
    return text if len(text) <= _MAX_LINE else text[: _MAX_LINE - 1] + "…"


def _column(letters: str) -> int:
    """The index, from 0, of a workbook's column."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _window(line: str, column: int | None) -> tuple[str, int | None]:
    """The piece of `line` around `column` (from 1), at most 100 characters, and the column's index in it."""
    at = None if column is None or column > len(line) + 1 else column - 1
    start = 0 if at is None or len(line) <= _MAX_LINE else max(0, min(at - _BEFORE, len(line) - _MAX_LINE))
    piece = line[start : start + _MAX_LINE]
    shown = ("…" if start else "") + piece + ("…" if start + _MAX_LINE < len(line) else "")
    lead = len(piece) - len(piece.lstrip()) if not start else 0
    shown = shown[lead:]
    return shown, None if at is None else max(at - start + (1 if start else 0) - lead, 0)
