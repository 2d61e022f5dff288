"""A profile's table -> its rules: one line a rule, a check with its parameter, severity, code and words.

Columns: `code`, `check`, `parameter`, `severity` (error, warning, info), `message_zh`, `message_en`, and, where
wanted, `hint_zh`, `hint_en`. In messages `{value}` is what was found, `{parameter}` the rule's parameter.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic, InputError, Location, Severity, error, quoted
from generator.tabular import TableRow, named_rows, read_csv

PREFIX = "profile."
_COLUMNS = ("code", "check", "parameter", "severity", "message_zh", "message_en")
_OPTIONAL = ("hint_zh", "hint_en")
_CODE = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_KNOWN = ("value", "parameter")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRule:
    """One line of a profile. `code` has its prefix `profile.`; `parameter` are the words of that cell."""

    code: str
    check: str
    parameter: tuple[str, ...]
    severity: Severity
    message: Mapping[str, str]
    hint: Mapping[str, str]

    def finding(self, value: str, language: str, location: Location) -> Diagnostic:
        """The diagnostic for the offending `value`, in `language` ("zh" or "en"), at `location`."""
        words = {"value": quoted(value), "parameter": " ".join(self.parameter)}
        message = _PLACEHOLDER.sub(lambda m: words[m[1]], self.message[language])
        return Diagnostic(code=self.code, severity=self.severity, message=message, hint=self.hint[language] or None, location=location)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The rules of a filing programme, and the language in which their findings are said."""

    name: str
    rules: tuple[ProfileRule, ...]
    language: str = "en"


def read_profile(path: Path, root: Path, checks: Mapping[str, str], language: str = "en") -> Profile:
    """The profile in the CSV file at `path`. Raises InputError with every mistake: an unknown check, parameter, severity or placeholder.

    `checks` maps the name of each check to the pattern of its parameter.
    """
    problems: list[Diagnostic] = []
    rows: list[TableRow] = read_csv(path, root)
    rules = [
        rule
        for line, row in named_rows(rows, str(path), _COLUMNS, _OPTIONAL)
        if (rule := _rule(row, Location(path=str(path), line=line), checks, problems)) is not None
    ]
    if problems:
        raise InputError(*problems)
    return Profile(name=path.stem, rules=tuple(rules), language=language)


def _rule(row: Mapping[str, str], place: Location, checks: Mapping[str, str], problems: list[Diagnostic]) -> ProfileRule | None:
    before = len(problems)

    def wrong(message: str, hint: str) -> None:
        problems.append(error("filing.profile", message, hint=hint, location=place))

    code, check = row["code"].removeprefix(PREFIX), row["check"]
    if not _CODE.fullmatch(code):
        wrong(f"{quoted(row['code'])} is no code.", "Use small letters, digits, - and . between them.")
    if check not in checks:
        wrong(f"There is no check {quoted(check)}.", "Known: " + ", ".join(sorted(checks)) + ".")
    elif not re.fullmatch(checks[check], row["parameter"]):
        wrong(f"The check {check} takes no parameter {quoted(row['parameter'])}.", f"It is of the form {checks[check] or '(empty)'}")
    if row["severity"] not in tuple(Severity):
        wrong(f"{quoted(row['severity'])} is no severity.", "Known: error, warning, info.")
    message = {language: row[f"message_{language}"] or row[f"message_{other}"] for language, other in (("zh", "en"), ("en", "zh"))}
    if not message["zh"]:
        wrong("The rule has no message.", "Say in message_zh or message_en what is wrong.")
    for name in (name for text in message.values() for name in _PLACEHOLDER.findall(text)):
        if name not in _KNOWN:
            wrong(f"The message holds {{{quoted(name)}}}.", "Known: {value}, {parameter}.")
    if len(problems) > before:
        return None
    hint = {language: row.get(f"hint_{language}", "") or row.get(f"hint_{other}", "") for language, other in (("zh", "en"), ("en", "zh"))}
    return ProfileRule(
        code=PREFIX + code,
        check=check,
        parameter=tuple(row["parameter"].split()),
        severity=Severity(row["severity"]),
        message=message,
        hint=hint,
    )
