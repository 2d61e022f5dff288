"""`schedules/*.toml` -> Schedule."""

from collections.abc import Mapping
from pathlib import Path

from generator.declarations.reading import CODE, Section, read_toml, repeated
from generator.declarations.workpapers import read_chart, read_workpaper
from generator.diagnostics import Diagnostic, quoted
from generator.model import Member
from generator.qname import QName
from generator.records import replace
from generator.schedule import Column, NumberFormat, OpenRows, Row, Schedule, Text

NEGATIVES = ("minus", "parentheses", "words")
LAYOUTS = ("table", "prose", "narrative")
IMPLIED = {"prose": ("value", Text(zh="数值", en="Value")), "narrative": ("text", Text(zh="内容", en="Text"))}
"""By layout the code and heading of its one column, which need not be declared."""

_ITEM = Text(zh="项目", en="Item")


def read_schedule(path: Path, root: Path, prefixes: Mapping[str, str], found: list[Diagnostic]) -> Schedule:
    """The schedule declared in the file at `path`; mistakes go to `found`. Raises InputError."""
    top = read_toml(path, root, found)
    reader = _Reader(prefixes)
    own_format = reader.format(top, NumberFormat())
    layout = top.choice("layout", LAYOUTS, "table") or "table"
    implied = IMPLIED.get(layout)
    columns = tuple(reader.column(s, own_format) for s in top.sections("columns", required=implied is None))
    if implied and not columns:
        columns = (Column(code=implied[0], heading=(implied[1],), format=own_format, location=top.place("id")),)
    rows = tuple(reader.row(s) for s in top.sections("rows", required=True))
    schedule = Schedule(
        id=top.code("id"),
        title=top.both("title") or Text(zh="", en=""),
        role=top.text("role"),
        label_headings=top.texts("label_headings") if implied is None or top.has("label_headings") else (_ITEM,),
        columns=columns,
        rows=rows,
        unit_note=top.both("unit_note", required=False),
        concept=reader.name(top, "concept"),
        period=top.text("period", "") or None,
        unit=top.text("unit", "") or None,
        dimensions=reader.dimensions(top),
        row_groups=_groups(top, "row_groups", {r.code for r in rows}),
        column_groups=_groups(top, "column_groups", {c.code for c in columns}),
        layout=layout,
        location=top.place("id"),
    )
    workpaper = read_workpaper(top, schedule.id, [r.code for r in rows if isinstance(r, Row)])
    schedule = replace(schedule, workpaper=workpaper, chart=read_chart(top, workpaper, schedule))
    if schedule.id and schedule.id != path.stem:
        top.wrong("id", f"“{schedule.id}” should be the file's name, “{path.stem}”.")
    _refuse_duplicates(top, "columns", [c.code for c in columns])
    _refuse_duplicates(top, "rows", [r.code for r in rows])
    known = {c.code for c in columns}
    for at, row in enumerate(rows):
        for code in row.without if isinstance(row, Row) else ():
            if code not in known:
                top.wrong(None, f"rows[{at + 1}].without: “{quoted(code)}” is no column.", hint="It lists codes of columns.")
        if isinstance(row, Row) and len(row.label) > len(schedule.label_headings):
            top.wrong(None, f"rows[{at + 1}] has {len(row.label)} labels for {len(schedule.label_headings)} label columns.")
    top.done()
    return schedule


def _refuse_duplicates(top: Section, key: str, codes: list[str]) -> None:
    seen: set[str] = set()
    for at, code in enumerate(codes):
        if code in seen:
            place = Section({}, top.file, top.lines, top.found, (key, at))
            place.wrong(None, f"the code “{quoted(code)}” is used twice in {key}.", hint="Give each a code of its own.")
        seen.add(code)


def _groups(top: Section, key: str, codes: set[str]) -> dict[str, tuple[str, ...]]:
    section = top.section(key)
    groups = {}
    for name in section.table:
        groups[name] = section.strings(name)
        for code in groups[name]:
            if code not in codes:
                section.wrong(
                    name, f"“{quoted(code)}” is none of the schedule's codes.", hint="A group lists codes of the schedule, no other groups."
                )
        for code in repeated(groups[name]):
            section.wrong(name, f"“{quoted(code)}” stands twice: it would be counted twice.", hint="Delete one of the two.")
        if not CODE.match(name):
            section.wrong(
                name, "is no code.", hint="A code is ASCII letters, digits, - or _, and begins with a letter; [*] is always known."
            )
    return groups


class _Reader:
    """Reads columns and rows; knows the prefixes of names (a name without one is the kind's own)."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes

    def qname(self, section: Section, key: str, text: str) -> QName | None:
        prefix, _, local = text.rpartition(":")
        if prefix not in self.prefixes:
            section.wrong(
                key, f"the prefix “{quoted(prefix)}” of “{quoted(text)}” is not declared.", hint="Declare it in kind.toml under [prefixes]."
            )
            return None
        return QName(self.prefixes[prefix], local)

    def name(self, section: Section, key: str) -> QName | None:
        text = section.text(key, "")
        return self.qname(section, key, text) if text else None

    def dimensions(self, section: Section) -> dict[QName, Member]:
        inner = section.section("dimensions")
        result: dict[QName, Member] = {}
        for key in inner.table:
            axis = self.qname(inner, key, key)
            value = inner.text(key)
            typed = value.startswith("=")
            member: Member = value[1:] if typed else self.qname(inner, key, value) if value else None
            if axis and member is not None:
                result[axis] = member
        return result

    def format(self, section: Section, base: NumberFormat) -> NumberFormat:
        if not section.has("format"):
            return base
        inner = section.section("format")
        return self._format(inner, base)

    def _format(self, inner: Section, base: NumberFormat) -> NumberFormat:
        result = NumberFormat(
            scale=inner.integer("scale", base.scale, -6, 12),
            places=inner.integer("places", base.places, 0, 12),
            percent=inner.boolean("percent", base.percent),
            exact=inner.boolean("exact", base.exact),
            dash=inner.choice("dash", ("zero", "nil", "none"), base.dash),
            negative=inner.choice("negative", NEGATIVES, base.negative) or base.negative,
        )
        if result.percent and not inner.has("scale"):
            result = replace(result, scale=-2)
        inner.done()
        return result

    def column(self, section: Section, base: NumberFormat) -> Column:
        column = Column(
            code=section.code("code"),
            heading=section.texts("heading"),
            format=self.format(section, base),
            measure=section.text("measure", ""),
            concept=self.name(section, "concept"),
            period=section.text("period", "") or None,
            unit=section.text("unit", "") or None,
            dimensions=self.dimensions(section),
            merged=section.boolean("merged"),
            location=section.place(),
        )
        section.done()
        return column

    def row(self, section: Section) -> Row | OpenRows:
        if section.has("open"):
            axis = self.name(section, "dimension")
            if axis is None:
                section.wrong(None, "open rows need the typed dimension whose values they are.", hint='Add: dimension = "…Axis"')
            rows = OpenRows(code=section.code("open"), dimension=axis or QName("", ""), location=section.place())
            section.done()
            return rows
        concepts: dict[str, QName] = {}
        for measure, name in self._concepts(section):
            concepts[measure] = name
        row = Row(
            code=section.code("code"),
            label=section.texts("label"),
            concepts=concepts,
            period=section.text("period", "") or None,
            unit=section.text("unit", "") or None,
            dimensions=self.dimensions(section),
            format=self._format(section.section("format"), NumberFormat(negative="")) if section.has("format") else None,
            level=section.integer("level", 0, 0, 9),
            total=section.boolean("total"),
            without=section.strings("without"),
            location=section.place(),
        )
        section.done()
        return row

    def _concepts(self, section: Section) -> list[tuple[str, QName]]:
        """A row's `concept = "Name"` for every measure, or `concept = { amount = "Name", … }`."""
        if not isinstance(section.table.get("concept"), dict):
            name = self.name(section, "concept")
            return [("", name)] if name else []
        inner = section.section("concept")
        named = [(measure, self.name(inner, measure)) for measure in inner.table]
        return [(measure, name) for measure, name in named if name]
