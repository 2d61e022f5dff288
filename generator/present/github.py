"""The `github` format: workflow commands, which GitHub shows as annotations of the changed lines."""

from generator.diagnostics import Diagnostic, Location, Severity, quoted

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def workflow_command(diagnostic: Diagnostic) -> str:
    """One finding as `::error file=…,line=…,col=…,title=CODE::message`, on one line whatever the message holds."""
    where = diagnostic.location
    properties = {"file": where.path, "line": where.line, "col": text_column(where), "title": diagnostic.code}
    given = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None)
    parts = [f"{where.sheet}!{where.cell}: " if where.sheet and where.cell else "", diagnostic.message]
    if diagnostic.explained:
        parts.append(f" [explained: {diagnostic.explained}]")
    if diagnostic.hint:
        parts.append(f"\n{diagnostic.hint}")
    return f"::{_COMMANDS[diagnostic.severity]} {given}::{_data(''.join(parts))}"


def text_column(location: Location) -> int | None:
    """The column as a character of the line; None where it counts the columns of a table, which no annotation can point at."""
    return None if location.path is not None and location.path.lower().endswith((".csv", ".tsv")) else location.column


def _data(text: str) -> str:
    """`text` escaped as the message of a command; other control characters are shown, not sent."""
    shown = "\n".join(quoted(line, len(line)) for line in text.replace("\r\n", "\n").split("\n"))
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """`text` escaped as a property of a command, where colon and comma have a meaning too."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
