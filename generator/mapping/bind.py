"""Schedules of a kind, bound to one filing: periods resolved, open rows listed, every cell's aspects known."""

import difflib
from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.filing import Filing, Kind
from generator.mapping.cell_types import CellTypes
from generator.mapping.notes import LANGUAGE_TAGS
from generator.mapping.periods import UnknownPeriod, fill
from generator.model import PURE, Concept, Member, Period, Taxonomy, Unit
from generator.qname import ISO4217, XBRLI, QName
from generator.records import replace
from generator.schedule import BoundSchedule, CellAspects, Column, OpenRows, Row, Schedule, Text


def bind(filing: Filing, kind: Kind, taxonomy: Taxonomy) -> tuple[tuple[BoundSchedule, ...], tuple[Diagnostic, ...]]:
    """The schedules that `filing` has, in the kind's order, bound; and what is wrong with them."""
    found: list[Diagnostic] = []
    for name in filing.sources:
        if name not in kind.schedules:
            found.append(
                error(
                    "filing.unknown-schedule",
                    f"The kind “{kind.id}” has no schedule “{quoted(name)}”.",
                    hint=_near(name, kind.schedules),
                    location=filing.location,
                )
            )
    for name, group in filing.open_rows:
        known = {row.code: row for row in kind.schedules[name].rows if isinstance(row, OpenRows)} if name in kind.schedules else {}
        if name in kind.schedules and group not in known:
            found.append(
                error(
                    "filing.unknown-rows",
                    f"The schedule “{name}” has no open rows “{quoted(group)}”.",
                    hint=_near(group, known) if known else "Its rows are declared by the kind; delete the list.",
                    location=filing.location,
                )
            )
    bound: list[BoundSchedule] = []
    types = CellTypes(taxonomy)
    for schedule in kind.schedules.values():
        if schedule.id in filing.sources:
            bound.append(_Binder(filing, kind, taxonomy, types, schedule, found).bind(len(bound) + 1))
    return tuple(bound), tuple(found)


def _near(name: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(name, list(known), 1)
    return f"Did you mean “{near[0]}”?" if near else "Known: " + ", ".join(list(known)[:12])


_MAX_CELLS = 2_000_000  # of one schedule
_MAX_LOOKED_UP = 50  # unknown names of a schedule for which a known one is looked for


class _Binder:
    """Binds one schedule; problems go to `found`, each at the declaration that causes it, once."""

    def __init__(
        self, filing: Filing, kind: Kind, taxonomy: Taxonomy, types: CellTypes, schedule: Schedule, found: list[Diagnostic]
    ) -> None:
        self.filing = filing
        self.kind = kind
        self.taxonomy = taxonomy
        self.types = types
        self.schedule = schedule
        self.found = found
        self.said: set[tuple[str, Location]] = set()

    def wrong(self, code: str, message: str, location: Location, hint: str | None = None) -> None:
        if (message, location) not in self.said:
            self.said.add((message, location))
            self.found.append(error(code, message, hint=hint, location=location))

    def bind(self, number: int) -> BoundSchedule:
        schedule = replace(
            self.schedule,
            title=self.text(self.schedule.title, self.schedule.location),
            label_headings=tuple(self.text(t, self.schedule.location) for t in self.schedule.label_headings),
            columns=tuple(replace(c, heading=tuple(self.text(t, c.location) for t in c.heading)) for c in self.schedule.columns),
        )
        groups: dict[str, tuple[str, ...]] = {}
        rows = tuple(self.rows(groups))
        for name, codes in self.schedule.row_groups.items():
            groups[name] = tuple(code for item in codes for code in groups.get(item, (item,)))
        self.check_declarations(rows)
        cells: dict[tuple[str, str], CellAspects] = {}
        if len(rows) * len(schedule.columns) > _MAX_CELLS:
            self.wrong(
                "filing.too-large",
                f"The schedule “{schedule.id}” has {len(rows) * len(schedule.columns):,} cells; at most {_MAX_CELLS:,} are read.",
                schedule.location,
                "Divide it into several schedules.",
            )
            rows = ()
        for row in rows:
            for column in schedule.columns:
                aspects = None if column.code in row.without else self.cell(row, column)
                if aspects:
                    cells[row.code, column.code] = aspects
        return BoundSchedule(
            schedule=schedule,
            number=number,
            rows=rows,
            cells=cells,
            row_groups={**groups, "*": tuple(r.code for r in rows)},
            column_groups={**self.schedule.column_groups, "*": tuple(c.code for c in schedule.columns)},
            source=self.filing.sources[schedule.id],
        )

    def text(self, text: Text, location: Location) -> Text:
        try:
            return fill(text, self.filing.periods)
        except UnknownPeriod as problem:
            self.unknown_period(str(problem.args[0]), location)
            return text

    def unknown_period(self, name: str, location: Location) -> None:
        self.wrong(
            "filing.unknown-period",
            f"The schedule “{self.schedule.id}” uses the period “{quoted(name)}”, which filing.toml does not declare.",
            self.filing.location,
            f"Add [periods.{name}] with start and end, or instant (used at {location.path}, line {location.line}).",
        )

    def rows(self, groups: dict[str, tuple[str, ...]]) -> Iterator[Row]:
        """The rows with open ones listed; their groups are added to `groups`."""
        taken = {r.code for r in self.schedule.rows}
        for row in self.schedule.rows:
            if isinstance(row, Row):
                yield replace(row, label=tuple(self.text(t, row.location) for t in row.label))
                continue
            listed = self.filing.open_rows.get((self.schedule.id, row.code), ())
            if not listed:
                self.wrong(
                    "filing.no-open-rows",
                    f"The schedule “{self.schedule.id}” needs its rows “{row.code}” listed.",
                    self.filing.location,
                    f"Add [[schedules.{self.schedule.id}.rows.{row.code}]] with code and label to filing.toml.",
                )
            for item in listed:
                if item.code in taken:
                    self.wrong(
                        "filing.duplicate-row",
                        f"The row code “{item.code}” of “{self.schedule.id}” is used twice.",
                        self.filing.location,
                        "Give each row a code of its own.",
                    )
                taken.add(item.code)
                yield self.open_row(row, item.code, item.label)
            groups[row.code] = tuple(item.code for item in listed)

    @staticmethod
    def open_row(row: OpenRows, code: str, label: Text) -> Row:
        return Row(code=code, label=(label,), dimensions={row.dimension: label.zh}, location=row.location)

    def check_declarations(self, rows: tuple[Row, ...]) -> None:
        """Note unknown concepts, axes, members and roles where they are declared."""
        if not any(role.rsplit("/", 1)[-1] == self.schedule.role for role in self.taxonomy.roles):
            self.wrong(
                "filing.unknown-role",
                f"The taxonomy has no role “{quoted(self.schedule.role)}”.",
                self.schedule.location,
                "See taxonomy/tables/roles.csv.",
            )
        own: tuple[Schedule | Column, ...] = (self.schedule, *self.schedule.columns)
        for item in own:
            if item.concept:
                self.concept(item.concept, item.location)
            self.members(item.dimensions, item.location)
        for row in rows:
            for name in row.concepts.values():
                self.concept(name, row.location)
            self.members(row.dimensions, row.location)

    def concept(self, name: QName, location: Location) -> Concept | None:
        concept = self.taxonomy.concepts.get(name)
        if concept is None:
            self.wrong("filing.unknown-concept", f"The taxonomy has no concept “{quoted(name.local)}”.", location, self.meant(name))
        elif concept.abstract:
            self.wrong(
                "filing.abstract-concept", f"“{name.local}” is abstract: it cannot have facts.", location, "Name a concept that is not."
            )
        return concept

    def meant(self, name: QName) -> str:
        """The hint for a name that the taxonomy does not have."""
        near: list[str] = []
        if len(self.said) < _MAX_LOOKED_UP:
            near = difflib.get_close_matches(name.local[:100], [q.local for q in self.taxonomy.concepts], 1)
        return f"Did you mean “{near[0]}”?" if near else "Add it to the taxonomy's concepts."

    def members(self, dimensions: Mapping[QName, Member], location: Location) -> None:
        for axis, member in dimensions.items():
            if axis not in self.taxonomy.concepts:
                self.wrong("filing.unknown-dimension", f"The taxonomy has no dimension “{quoted(axis.local)}”.", location, self.meant(axis))
            if isinstance(member, QName) and member not in self.taxonomy.concepts:
                self.wrong("filing.unknown-member", f"The taxonomy has no member “{quoted(member.local)}”.", location, self.meant(member))

    # ------------------------------------------------------------ one cell

    def cell(self, row: Row, column: Column) -> CellAspects | None:
        """The aspects of a cell; None (with a diagnostic) where they are incomplete."""
        name = column.concept or row.concepts.get(column.measure) or row.concepts.get("") or self.schedule.concept
        if name is None:
            self.wrong(
                "filing.no-concept",
                f"Neither row “{row.code}” nor column “{column.code}” says which concept its figures are.",
                row.location,
                'Add: concept = "…" to one of them.',
            )
            return None
        concept = self.taxonomy.concepts.get(name)
        if concept is None:
            return None
        period = self.period(row, column, concept)
        if period is None:
            return None
        form = row.format or column.format
        if row.format:
            inherited = column.format
            form = replace(form, dash=form.dash or inherited.dash, negative=form.negative or inherited.negative)
        unit = self.unit(row.unit or column.unit or self.schedule.unit, row, column, concept)
        dimensions = self.dimensions(row, column)
        if concept.is_numeric:
            return CellAspects(concept=name, period=period, unit=unit, dimensions=dimensions, format=form)
        held = self.types.of(concept)
        return CellAspects(
            concept=name,
            period=period,
            unit=None,
            dimensions=dimensions,
            format=form,
            content=held.content,
            choices=held.choices,
            language=LANGUAGE_TAGS[self.filing.languages[0]] if held.has_language else None,
        )

    def period(self, row: Row, column: Column, concept: Concept) -> Period | None:
        name = row.period or column.period or self.schedule.period
        if name is None:
            self.wrong(
                "filing.no-period",
                f"Neither row “{row.code}” nor column “{column.code}” says which period its figures are of.",
                column.location,
                'Add: period = "…", a name that filing.toml declares.',
            )
            return None
        period = self.filing.periods.get(name)
        if period is None:
            self.unknown_period(name, column.location)
            return None
        if (concept.period_type == "instant") != (period.start is None):
            given = "an instant" if period.start is None else "a duration"
            self.wrong(
                "xbrl.4.7.2",
                f"“{concept.qname.local}” is of period type {concept.period_type}, but “{name}” is {given}.",
                column.location,
                "Use a period of the other type.",
            )
            return None
        return period

    def unit(self, name: str | None, row: Row, column: Column, concept: Concept) -> Unit | None:
        if not concept.is_numeric:
            return None
        if name is None:
            self.wrong(
                "filing.missing-unit",
                f"The figures of row “{row.code}”, column “{column.code}” have no unit.",
                column.location,
                'Add: unit = "currency", "pure" or "shares" to the schedule, the row or the column.',
            )
            return None
        simple = {"currency": QName(ISO4217, self.filing.currency), "shares": QName(XBRLI, "shares")}
        if name == "pure":
            return PURE
        if name in simple:
            return Unit((simple[name],))
        prefix, _, local = name.rpartition(":")
        if prefix in self.kind.prefixes and local:
            return Unit((QName(self.kind.prefixes[prefix], local),))
        self.wrong(
            "filing.unknown-unit",
            f"“{quoted(name)}” is no unit that is known.",
            column.location,
            "Known: currency, pure, shares, or a prefixed measure such as iso4217:USD.",
        )
        return None

    def dimensions(self, row: Row, column: Column) -> tuple[tuple[QName, Member], ...]:
        """The cell's dimensions, defaults left out, sorted."""
        merged: dict[QName, Member] = dict(self.schedule.dimensions)
        for source in (row.dimensions, column.dimensions):
            for axis, member in source.items():
                if source is column.dimensions and axis in row.dimensions and row.dimensions[axis] != member:
                    self.wrong(
                        "filing.dimension-twice",
                        f"Row “{row.code}” and column “{column.code}” give “{axis.local}” different members.",
                        column.location,
                        "Let only one of the two say it.",
                    )
                merged[axis] = member
        defaults = self.taxonomy.defaults
        return tuple(sorted((axis, member) for axis, member in merged.items() if defaults.get(axis) != member))
