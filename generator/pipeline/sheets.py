"""The sheets of a taxonomy's workbook: `dts.author` reads tables, and asks for the sheets through a function."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.facts.workbook import read_workbook
from generator.tabular import TableRow


def read_sheets(path: Path, root: Path) -> tuple[Mapping[str, Sequence[TableRow]], list[Diagnostic]]:
    """The rows of each sheet of a taxonomy's workbook, and its cells that cannot be read. Raises InputError."""
    sheets, found = read_workbook(path, root)
    return {name: sheet.rows for name, sheet in sheets.items()}, found
