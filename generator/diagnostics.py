"""What is wrong with an input, where exactly, and how to mend it.

A defect in the user's data is a Diagnostic, a value that checks yield; an exception is a defect
of ours or a file that cannot be read (`InputError`, which carries the diagnostic to show).
"""

from collections.abc import Iterable
from enum import StrEnum

from generator.records import Record, replace


class Severity(StrEnum):
    """How much a diagnostic weighs: `valid` means that no ERROR remains."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Location(Record):
    """Where the user can mend it; every part None where it does not apply.

    `line` and `column` count from 1: the line and column of a text or XML file, or the row and
    column number of a CSV table. `sheet` and `cell` ("E3") are a workbook's. `fact` is a fact's id.
    """

    path: str | None = None
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    column: int | None = None
    fact: str | None = None


NOWHERE = Location()


class Diagnostic(Record):
    """One finding. `code` is the standard's own where one exists, ours (`filing.…`) elsewhere.

    `message` says what is wrong in one sentence, `hint` what to do (None where the message says
    it). `explained` is the name of the explanation in filing.toml that covers it, else None; `rule` the
    instance of a rule of the kind that is spoken of (`rule[value]`), None for what is no such rule.
    """

    code: str
    severity: Severity
    message: str
    hint: str | None = None
    location: Location = NOWHERE
    explained: str | None = None
    rule: str | None = None


def error(code: str, message: str, *, hint: str | None = None, location: Location = NOWHERE) -> Diagnostic:
    """A Diagnostic of severity error."""
    return Diagnostic(code=code, severity=Severity.ERROR, message=message, hint=hint, location=location)


def warning(code: str, message: str, *, hint: str | None = None, location: Location = NOWHERE) -> Diagnostic:
    """A Diagnostic of severity warning."""
    return Diagnostic(code=code, severity=Severity.WARNING, message=message, hint=hint, location=location)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of `diagnostics` is of severity error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def located(diagnostic: Diagnostic, place: Location) -> Diagnostic:
    """`diagnostic` at `place`, keeping the fact id that it already names."""
    fact = diagnostic.location.fact if place.fact is None else place.fact
    return replace(diagnostic, location=replace(place, fact=fact))


class InputError(Exception):
    """An input that cannot be read at all; `diagnostics` says why. Shown, never a traceback."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = diagnostics


def quoted(text: str, limit: int = 80) -> str:
    """`text` fit for a message: at most `limit` characters, control characters escaped."""
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in shown)
