"""`templates/KIND/kind.toml` with its schedules and rules -> Kind."""

import re
from collections.abc import Mapping
from pathlib import Path

from generator.declarations.reading import CODE, Section, read_toml, repeated
from generator.declarations.rules import read_rules
from generator.declarations.schedules import read_schedule
from generator.declarations.workpapers import check_workpapers
from generator.diagnostics import Diagnostic, InputError, Location, error, has_errors, quoted
from generator.filing import Kind
from generator.schedule import Schedule, Text

STANDARD_PREFIXES = {
    "iso4217": "http://www.xbrl.org/2003/iso4217",
    "xbrli": "http://www.xbrl.org/2003/instance",
}
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


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
        standard = STANDARD_PREFIXES.get(prefix, prefixes[prefix])
        if not _PREFIX.fullmatch(prefix) or prefix.lower().startswith("xml") or standard != prefixes[prefix]:
            declared.wrong(
                prefix,
                "cannot be declared as a prefix.",
                hint="A prefix begins with a letter, holds letters, digits, - and _, does not begin with xml; xbrli and iso4217 are fixed.",
            )
    prefixes[""] = top.text("namespace")
    title = top.both("title") or Text(zh="", en="")
    entry_point = top.text("entry_point")
    extension = _extension(top, folder, root)
    base_package = top.text("base_package", "")
    cover = top.text("cover", "")
    identifiers = top.strings("schedules")
    if cover and cover not in identifiers:
        hint = "Name the schedule that stands on the report's cover."
        top.wrong("cover", f"“{quoted(cover)}” is none of the kind's schedules.", hint=hint)
    for identifier in repeated(identifiers):
        top.wrong("schedules", f"“{quoted(identifier)}” stands twice.", hint="Delete one of the two.")
    for identifier in identifiers:
        if not CODE.match(identifier):
            top.wrong("schedules", f"“{quoted(identifier)}” is no code.", hint="Write the file's name without .toml.")
    if not identifiers:
        top.wrong(None, "the list “schedules” is missing or empty.", hint='Add: schedules = ["…"]')
    top.done()
    schedules: dict[str, Schedule] = {}
    for identifier in filter(CODE.match, identifiers):
        try:
            schedules[identifier] = read_schedule(folder / "schedules" / f"{identifier}.toml", root, prefixes, found)
        except InputError as problem:
            found.extend(problem.diagnostics)
    _refuse_second_narrative(top, schedules)
    found.extend(check_workpapers(schedules))
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
                    hint="Known: " + ", ".join(quoted(i) for i in identifiers[:12]),
                    location=Location(path=rule.location.path, line=rule.location.line, column=2),
                )
            )
    if has_errors(found):
        raise InputError(*found)
    kind = Kind(
        id=folder.name,
        title=title,
        entry_point=entry_point,
        namespace=prefixes[""],
        prefixes={p: n for p, n in prefixes.items() if p},
        schedules=schedules,
        rules=rules,
        folder=folder,
        extension=extension,
        base_package=base_package,
        cover=cover,
    )
    return kind, tuple(found)


def _refuse_second_narrative(top: Section, schedules: Mapping[str, Schedule]) -> None:
    """A report has one text."""
    names = [name for name, schedule in schedules.items() if schedule.layout == "narrative"]
    if len(names) > 1:
        top.wrong("schedules", f"{', '.join(map(quoted, names))} are narratives; a kind has one.", hint="Join their rows in one schedule.")


def _extension(top: Section, folder: Path, root: Path) -> Path | None:
    """The folder of the kind's own taxonomy tables; it lies in the kind's."""
    name = top.text("extension", "")
    if not name:
        return None
    place = folder / name
    if not CODE.match(name) or not place.resolve().is_relative_to(root.resolve()):
        top.wrong("extension", f"“{quoted(name)}” is no folder of the kind's.", hint="Write the name of a folder beside kind.toml.")
    elif not (place / "taxonomy.toml").is_file():
        top.wrong("extension", f"the folder “{quoted(name)}” holds no taxonomy.toml.", hint="See docs/new-kind.md.")
    return place
