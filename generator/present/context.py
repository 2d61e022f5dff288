"""What the formats share: their names, what they are told besides the findings, and how a place is printed."""

from collections.abc import Callable, Sequence

from generator.diagnostics import Location
from generator.records import NamedTuple

FORMATS = ("concise", "full", "json", "sarif", "junit", "github")
DOCUMENTS = ("json", "sarif", "junit")
"""The formats of which standard output is one document, whatever happened."""
NOT_RUN = ("filing.usage", "filing.path", "filing.internal", "filing.profile", "filing.unknown-profile", "filing.no-arelle")
"""What is said on standard error: no finding of a check, but why there was none."""


class Detail(NamedTuple):
    """What the `full` format adds to a finding; every part "" where it is not known.

    `line` is the offending line, or the piece of it around `caret` (an index into it; None: no place in the line). `cell` is the text of
    the offending cell, `label` the label of the fact's concept, `rule` the rule in words or as a statement.
    """

    line: str = ""
    caret: int | None = None
    cell: str = ""
    label: str = ""
    rule: str = ""


NO_DETAIL = Detail()


class Context(NamedTuple):
    """What the formats are told besides the findings.

    `checked` are the paths that were named, `details` one Detail a finding (or none at all), `meaning` says what a code means (""
    where nobody knows), `version` is the program's, `language` is that of the reader, "zh" or "en".
    """

    checked: Sequence[str] = ()
    details: Sequence[Detail] = ()
    meaning: Callable[[str], str] = lambda _: ""
    version: str = ""
    language: str = "en"


def place(location: Location) -> str:
    """`path:line:column`, or `book.xlsx!Sheet!E3`; "" where nothing is known."""
    if location.sheet is not None:
        return "!".join(part for part in (location.path, location.sheet, location.cell) if part)
    text = location.path or ""
    for number in (location.line, location.column):
        if number is None:
            break
        text += f":{number}"
    return text
