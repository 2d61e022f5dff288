"""The values that a workbook's formulas are stored with, and how two sets of them differ."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl

Formulas = Mapping[tuple[str, str], object]
"""A value by sheet and cell; an empty text is None."""


def formulas(book: Path) -> Formulas:
    """The stored value of every formula."""
    sheets = openpyxl.load_workbook(book)
    places = [(s.title, c.coordinate) for s in sheets for row in s.iter_rows() for c in row if c.data_type == "f"]
    return values_at(book, dict.fromkeys(places))


def values_at(book: Path, places: Formulas) -> Formulas:
    """What stands in the cells of `places`."""
    opened = openpyxl.load_workbook(book, data_only=True)
    found = {place: opened[place[0]][place[1]].value for place in places}
    return {place: None if value == "" else value for place, value in found.items()}


def differences(stored: Formulas, again: Formulas) -> Iterator[str]:
    """The cells whose recalculated value is an error, or is not the stored one within 1e-9 relative."""
    for place, value in stored.items():
        other = again[place]
        if isinstance(other, str) and other.startswith("#"):
            yield f"{place}: {other}"
        elif isinstance(value, int | float) and isinstance(other, int | float):
            if abs(value - other) > 1e-9 * max(abs(value), abs(other)):
                yield f"{place}: stored {value!r}, recalculated {other!r}"
        elif value != other:
            yield f"{place}: stored {value!r}, recalculated {other!r}"
