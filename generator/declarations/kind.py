"""`templates/KIND/kind.toml` with its schedules and rules -> Kind."""

from pathlib import Path

from generator.declarations.reading import read_toml
from generator.declarations.rules import read_rules
from generator.declarations.schedules import read_schedule
from generator.diagnostics import Diagnostic, InputError, Location, error, has_errors, quoted
from generator.filing import Kind
from generator.schedule import Schedule, Text

STANDARD_PREFIXES = {
    "iso4217": "http://www.xbrl.org/2003/iso4217",
    "xbrli": "http://www.xbrl.org/2003/instance",
}


def load_kind(folder: Path, root: Path) -> tuple[Kind, tuple[Diagnostic, ...]]:
    """The kind of filing declared in `folder`, and what is wrong with it.

    Raises InputError where the kind cannot be used: a file is missing or does not read, or an error was found.
    """
    found: list[Diagnostic] = []
    top = read_toml(folder / "kind.toml", root, found)
    prefixes = dict(STANDARD_PREFIXES)
    declared = top.section("prefixes")
    for prefix in declared.table:
        prefixes[prefix] = declared.text(prefix)
    prefixes[""] = top.text("namespace")
    title = top.both("title") or Text(zh="", en="")
    entry_point = top.text("entry_point")
    identifiers = top.strings("schedules")
    if not identifiers:
        top.wrong(None, "the list “schedules” is missing or empty.", hint='Add: schedules = ["…"]')
    top.done()
    schedules: dict[str, Schedule] = {}
    for identifier in identifiers:
        try:
            schedules[identifier] = read_schedule(folder / "schedules" / f"{identifier}.toml", root, prefixes, found)
        except InputError as problem:
            found.extend(problem.diagnostics)
    try:
        rules = read_rules(folder / "rules.csv", root, found)
    except InputError as problem:
        found.extend(problem.diagnostics)
        rules = ()
    for rule in rules:
        if rule.schedule not in identifiers:
            found.append(
                error(
                    "filing.rule-table",
                    f"The rule “{rule.id}” names the schedule “{quoted(rule.schedule)}”, which kind.toml does not list.",
                    location=Location(path=rule.location.path, line=rule.location.line, column=2),
                )
            )
    if has_errors(found):
        raise InputError(*found)
    kind = Kind(
        id=folder.name,
        title=title,
        entry_point=entry_point,
        prefixes={p: n for p, n in prefixes.items() if p},
        schedules=schedules,
        rules=rules,
        folder=folder,
    )
    return kind, tuple(found)
