"""A workbook's bytes -> a Book, by openpyxl in its read-only mode, after its parts were checked (see parts.py)."""

import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Context, Decimal
from typing import Any

from generator.diagnostics import InputError, Location, error, quoted
from generator.inputs import read_zip
from generator.review.book import BOOLEAN, DATE, ERROR, FORMULA, NUMBER, TEXT, Book, CellContent, Comment, Position, Sheet
from generator.review.parts import comments_of, last_change, safe_parts, unread_parts

_FIFTEEN = Context(prec=15)
_LARGEST = 300
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_book(data: bytes, path: str, *, is_ours: bool = False) -> Book:
    """The workbook `data`; `path` is for messages. One that `is_ours` was made a moment ago: it is not searched for harm.

    Raises InputError.
    """
    parts = read_zip(data, path) if is_ours else safe_parts(data, path)
    with _understood(path):
        import openpyxl

        book: Any = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        names = {name: str(defined.value) for name, defined in book.defined_names.items()}
        sheets = tuple(sheet.title for sheet in book.worksheets)
    if not sheets:
        raise InputError(error("filing.workbook", f"{quoted(path)} has no sheet that can be read.", location=Location(path=path)))
    modified_by, modified = last_change(parts, path)
    return Book(
        path=path,
        sheets=sheets,
        cells=_OpenedSheets(data, book, path, comments_of(parts, path)),
        names=names,
        modified_by=modified_by,
        modified=modified,
        unread=unread_parts(parts),
    )


@contextmanager
def _understood(path: str) -> Iterator[None]:
    """What openpyxl raises over a damaged book, as InputError; its warnings (styles, extensions) are about what is not read here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (InputError, MemoryError):
            raise
        except Exception as problem:  # it documents none: KeyError, TypeError, ValueError, AttributeError … have all been seen
            reason = quoted(str(problem).partition("\n")[0] or type(problem).__name__)
            hint = "Open it in Excel or LibreOffice, and save it again as .xlsx."
            raise InputError(
                error("filing.workbook", f"The workbook cannot be read: {reason}.", hint=hint, location=Location(path=path))
            ) from None


class _OpenedSheets:
    """The sheets of a book that openpyxl has opened; its stored values are read when the first of them is asked for."""

    def __init__(self, data: bytes, book: Any, path: str, comments: Mapping[str, Mapping[Position, Comment]]) -> None:
        self._data = data
        self._book = book
        self._path = path
        self._comments = comments
        self._values: dict[str, Mapping[Position, CellContent]] = {}

    def sheet(self, name: str) -> Sheet:
        """The sheet `name`. Raises InputError."""
        with _understood(self._path):
            return Sheet(name, _cells(self._book[name]), self._comments.get(name, {}))

    def value(self, name: str, position: Position) -> CellContent | None:
        """The stored value of the formula in a cell; None where there is none. Raises InputError."""
        if name not in self._values:
            with _understood(self._path):
                import openpyxl

                book = openpyxl.load_workbook(io.BytesIO(self._data), read_only=True, keep_links=False, data_only=True)
                self._values[name] = _cells(book[name])
        return self._values[name].get(position)


def _cells(sheet: Any) -> dict[Position, CellContent]:
    """The cells of a sheet that hold anything."""
    sheet.reset_dimensions()  # else a sheet that claims to be large is filled up with empty cells
    found = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                content = _content(cell.value, cell.data_type)
                if content.text:
                    found[Position(cell.row, cell.column)] = content
    return found


def _content(value: Any, kind: str) -> CellContent:
    """What openpyxl's `value` of data type `kind` is."""
    if kind == "f":
        text = value if isinstance(value, str) else getattr(value, "text", None) or "={…}"  # an array's formula, a data table
        return CellContent(FORMULA, text)
    if kind == "e":
        return CellContent(ERROR, str(value))
    for types, say in _KINDS:
        if isinstance(value, types):
            return say(value)
    return CellContent(TEXT, _plain(str(value)))


def _plain(text: str) -> str:
    """A text with the workbook's own escapes undone (ISO/IEC 29500-1, 22.9.2.19), its lines ended in one way."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _number(value: Any) -> CellContent:
    exact = Decimal(repr(value))  # the shortest decimal that stands for the stored binary number
    if not exact.is_finite() or abs(exact.adjusted()) > _LARGEST:
        return CellContent(ERROR, str(value))
    cut = _FIFTEEN.plus(exact)
    return CellContent(NUMBER, f"{cut.normalize():f}" if cut else "0")


def _day(value: Any) -> CellContent:
    at_midnight = isinstance(value, datetime) and value.time() == time()
    return CellContent(
        DATE, value.date().isoformat() if at_midnight else value.isoformat(" ") if isinstance(value, datetime) else str(value)
    )


def _boolean(value: Any) -> CellContent:
    return CellContent(BOOLEAN, "TRUE" if value else "FALSE")


_KINDS: tuple[tuple[type | tuple[type, ...], Callable[[Any], CellContent]], ...] = (
    (bool, _boolean),  # before int, which it is too
    ((int, float), _number),
    ((datetime, date, time), _day),
)
