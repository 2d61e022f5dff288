"""`filing.toml` -> Filing."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from generator.declarations.reading import CODE, Section, read_toml, repeated
from generator.diagnostics import Diagnostic, InputError, has_errors, quoted
from generator.filing import Assumption, CellNote, Explanation, Filing, OpenRow, Signature, Threshold, WorkpaperSettings
from generator.model import Entity, Period
from generator.schedule import Source, Text

OUTPUTS = ("xbrl", "ixbrl", "xbrl-json", "xbrl-csv", "report-package", "taxonomy-package", "workpapers")
LANGUAGES = ("zh", "en")
BOOK_LANGUAGES = ("zh", "en", "both")
_EMPTY = Text(zh="", en="")
_MARK = re.compile(r"[^\s0-9.,%()+−—–-][^\s]{0,9}")  # never to be taken for a part of a figure
_THRESHOLD = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,10})?|[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,10})?) ?([^\s0-9.,%()+−—–-]{1,20}|%)")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|[^\x00-\xa0\s])+")


def load_filing(folder: Path, root: Path) -> tuple[Filing, tuple[Diagnostic, ...]]:
    """The filing declared in `folder`, and warnings. Raises InputError where it cannot be used."""
    found: list[Diagnostic] = []
    top = read_toml(folder / "filing.toml", root, found)
    entity = top.section("entity", required=True)
    filing = Filing(
        id=top.code("id"),
        kind=top.text("kind"),
        folder=folder,
        title=top.both("title") or _EMPTY,
        entity=Entity(entity.text("scheme"), entity.text("identifier")),
        entity_name=entity.both("name") or _EMPTY,
        languages=_listed(top, "languages", LANGUAGES, ("zh",)),
        currency=_currency(top),
        periods=_periods(top.section("periods", required=True)),
        sources=_sources(top.section("schedules", required=True)),
        notes=tuple(_notes(top.section("schedules"))),
        assumptions=tuple(_assumptions(top)),
        explanations=tuple(_explanations(top)),
        open_rows=_open_rows(top.section("schedules")),
        outputs=_listed(top, "outputs", OUTPUTS, OUTPUTS),
        signatures=tuple(_signatures(top)),
        prepared_by=top.text("prepared_by", ""),
        prepared_on=top.date("prepared_on", required=False),
        workpapers=_workpapers(top.section("workpapers")),
        location=top.place(),
    )
    _check_entity(entity, filing.entity)
    _refuse_repeated(top, "assumptions", "id")
    _refuse_repeated(top, "explained", "name")
    entity.done()
    top.done()
    found = list(dict.fromkeys(found))
    if has_errors(found):
        raise InputError(*found)
    return filing, tuple(found)


def _check_entity(section: Section, entity: Entity) -> None:
    """Note a scheme that is no absolute URI (OIM 1.0, 3.1.2.2; RFC 3986) and an identifier with white space."""
    if entity.scheme.strip() and not _URI.fullmatch(entity.scheme):
        section.wrong("scheme", f"“{quoted(entity.scheme)}” is no URI.", hint='For example: scheme = "http://standards.iso.org/iso/17442"')
    if any(c.isspace() for c in entity.identifier):
        section.wrong("identifier", "holds white space.", hint="Write the identifier as its register writes it, without spaces.")


def _refuse_repeated(top: Section, tables: str, key: str) -> None:
    """Note every table of the array `tables` whose `key` an earlier one has, where it stands."""
    seen: set[str] = set()
    for inner in top.sections(tables):
        name = inner.table.get(key)
        if isinstance(name, str) and name in seen:
            inner.wrong(key, f"“{quoted(name)}” stands twice.", hint="Give each a name of its own.")
        elif isinstance(name, str):
            seen.add(name)


def _currency(top: Section) -> str:
    code = top.text("currency")
    if code and not re.fullmatch("[A-Z]{3}", code):
        top.wrong("currency", f"“{quoted(code)}” is no ISO 4217 code.", hint='For example: currency = "CNY"')
    return code


def _listed(top: Section, key: str, choices: tuple[str, ...], default: tuple[str, ...]) -> tuple[str, ...]:
    values = top.strings(key) or default
    for value in values:
        if value not in choices:
            top.wrong(key, f"“{quoted(value)}” is none of: {', '.join(choices)}.")
    for value in repeated(values):
        top.wrong(key, f"“{quoted(value)}” stands twice.", hint="Delete one of the two.")
    return values


def midnight(day: date) -> str:
    """The OIM date-time at which `day` begins."""
    return f"{day.isoformat()}T00:00:00"


def _periods(section: Section) -> dict[str, Period]:
    """Periods by name; the last day of each is inclusive, as in XBRL 2.1 dates."""
    periods = {}
    for name, inner in section.named_sections():
        if not CODE.match(name):
            section.wrong(name, "is no code.", hint="A code is ASCII letters, digits, - or _, and begins with a letter.")
        if inner.has("instant"):
            instant = inner.date("instant")
            if instant:
                periods[name] = Period(None, midnight(instant + timedelta(days=1)))
        else:
            start, end = inner.date("start"), inner.date("end")
            if start and end and end < start:
                inner.wrong(
                    "end",
                    f"the period ends on {end}, before it starts on {start}.",
                    hint="Exchange the dates, or mend the year.",
                    code="filing.period-order",
                )
            elif start and end:
                periods[name] = Period(midnight(start), midnight(end + timedelta(days=1)))
        inner.done()
    return periods


def _sources(section: Section) -> dict[str, Source]:
    sources = {}
    for name, inner in section.named_sections():
        sources[name] = Source(document=inner.text("document"), heading=inner.text("heading"), table=inner.text("table"))
        inner.section("rows")
        inner.sections("notes")
        inner.done()
    return sources


def _open_rows(section: Section) -> dict[tuple[str, str], tuple[OpenRow, ...]]:
    rows: dict[tuple[str, str], tuple[OpenRow, ...]] = {}
    for name, inner in section.named_sections():
        groups = inner.section("rows")
        for group in groups.table:
            members = []
            for item in groups.sections(group):
                members.append(OpenRow(code=item.code("code"), label=item.both("label") or _EMPTY))
                item.done()
            rows[name, group] = tuple(members)
    return rows


def _notes(schedules: Section) -> Iterator[CellNote]:
    for name, schedule in schedules.named_sections():
        marks: set[str] = set()
        for number, inner in enumerate(schedule.sections("notes"), 1):
            mark = "".join(inner.text("mark").split())
            if mark and not _MARK.fullmatch(mark):
                inner.wrong("mark", f"“{quoted(mark)}” is no mark.", hint="A mark such as 注1 or *1: no digit first, ten signs at most.")
            elif mark in marks:
                inner.wrong("mark", f"“{mark}” marks two notes of the schedule.", hint="Give each note a mark of its own.")
            marks.add(mark)
            text = inner.both("text") or _EMPTY
            yield CellNote(schedule=name, number=number, mark=mark, cells=_cells(inner), text=text, location=inner.place())
            inner.done()


def _cells(note: Section) -> tuple[tuple[str, str], ...]:
    """The cells of a note, each as `row.column` with * for all."""
    cells = []
    for text in note.strings("cells"):
        row, point, column = text.partition(".")
        if point and all(part == "*" or CODE.match(part) for part in (row, column)):
            cells.append((row, column))
        else:
            note.wrong("cells", f"“{quoted(text)}” is no cell.", hint="A cell is row.column, by their codes; * stands for all.")
    if not cells and not note.strings("cells"):
        note.wrong("cells", "the note is about no cell.", hint='Add: cells = ["row.column"]')
    return tuple(cells)


def _workpapers(section: Section) -> WorkpaperSettings:
    amounts = {name: _threshold(section, name) for name in ("materiality", "performance_materiality", "tolerance")}
    settings = WorkpaperSettings(language=section.choice("language", BOOK_LANGUAGES, None) or "zh", **amounts)
    section.done()
    return settings


def _threshold(section: Section, key: str) -> Threshold | None:
    """An amount with its unit, such as "500.00 万元"; None where none is given."""
    text = section.text(key, "").strip()
    found = _THRESHOLD.fullmatch(text)
    if text and not found:
        section.wrong(key, f"“{quoted(text)}” is no amount with a unit.", hint=f'For example: {key} = "500.00 万元", or "5,000,000 CNY".')
    return Threshold(Decimal(found[1].replace(",", "")), found[2]) if found else None


def _signatures(top: Section) -> list[Signature]:
    result = []
    for inner in top.sections("signatures"):
        named = inner.texts("signatories") if inner.has("signatories") else ()  # a party may sign by its seal alone
        result.append(Signature(party=inner.both("party") or _EMPTY, signatories=named))
        inner.done()
    return result


def _assumptions(top: Section) -> list[Assumption]:
    result = []
    for inner in top.sections("assumptions"):
        result.append(Assumption(id=inner.code("id"), text=inner.both("text") or _EMPTY, location=inner.place()))
        inner.done()
    return result


def _explanations(top: Section) -> list[Explanation]:
    result = []
    for inner in top.sections("explained"):
        result.append(
            Explanation(
                name=inner.code("name"),
                instance=inner.text("rule"),
                left=inner.text("left"),
                right=inner.text("right"),
                reason=inner.both("reason") or _EMPTY,
                location=inner.place(),
            )
        )
        inner.done()
    return result
