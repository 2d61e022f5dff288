"""Filing and Kind: what `filing.toml` and `templates/KIND/` declare, as frozen records.

Read by `declarations/`; used by mapping (periods, open rows), validate (explanations) and render
(names, titles, sources, assumptions).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from generator.diagnostics import NOWHERE, Location
from generator.model import Entity, Period
from generator.records import TYPE_CHECKING, NamedTuple, Record, field
from generator.rule import Rule, cells
from generator.schedule import Schedule, Source, Text

if TYPE_CHECKING:
    from typing import Literal

    AdjustmentKind = Literal["audit", "reclassification", "note"]


class Kind(Record):
    """A kind of filing: its taxonomy, schedules in order, rules and report template.

    `entry_point` is the URL of the taxonomy's entry point, `namespace` that schema's target namespace; `prefixes` maps the
    prefixes that its tables use to namespaces.
    `folder` holds `report.xhtml.j2` and `report.css`. `extension` is the folder of the tables of a taxonomy of the kind's own (None: it
    uses a shipped one); `base_package` says which package that one needs besides, and where to get it. `cover` is the
    schedule that stands on the report's cover ("": none).
    """

    id: str
    title: Text
    entry_point: str
    namespace: str
    prefixes: Mapping[str, str]
    schedules: Mapping[str, Schedule]
    rules: tuple[Rule, ...]
    folder: Path
    extension: Path | None = None
    base_package: str = ""
    cover: str = ""

    def rules_for(self, schedules: Collection[str]) -> tuple[Rule, ...]:
        """The rules of which every cell stands in one of `schedules`: a filing may have only some of the kind's."""
        return tuple(r for r in self.rules if all(c.schedule in schedules for c in (*cells(r.left), *cells(r.right))))


class OpenRow(Record):
    """One row of an open list: its ASCII code and its label, which is the typed member."""

    code: str
    label: Text


class CellNote(Record):
    """A note that the source prints below a table (注1): its mark there, and the cells that it is about.

    `cells` are (row code, column code) of `schedule`; "*" stands for every row, or every column. `number` counts the notes of
    the schedule from 1.
    """

    schedule: str
    number: int
    mark: str
    cells: tuple[tuple[str, str], ...]
    text: Text
    location: Location = NOWHERE


class Signature(Record):
    """A party that signs the report, and those who sign for it: what the signature page names. It is never filled in."""

    party: Text
    signatories: tuple[Text, ...]


class Assumption(Record):
    """What the documents leave open and the filer decided; shown in report and workpapers."""

    id: str
    text: Text
    location: Location = NOWHERE


class Explanation(Record):
    """A difference that stands in the source: the rule instance, both printed values, the reason."""

    name: str
    instance: str
    left: str
    right: str
    reason: Text
    location: Location = NOWHERE


ADJUSTMENTS = "adjustments.csv"
"""The file of a filing that holds its adjustments; most have none."""


class Adjustment(NamedTuple):
    """A line of `adjustments.csv`: what a reviewer adds to the figure in one cell of a schedule, or a note on it.

    `kind` is "audit" (审计调整), "reclassification" (重分类调整) or "note" (no amount: `amount` is 0). `amount` is signed, in the unit
    that the schedule shows (万元, 元; 0.5 for half a per cent). `by`, `date` (ISO 8601) and `note` are "" where nothing is known.
    `line` counts from 1.
    """

    schedule: str
    row: str
    column: str
    kind: AdjustmentKind
    amount: Decimal
    by: str
    date: str
    note: str
    line: int

    @property
    def fact_id(self) -> str:
        """The id of the fact that it is about."""
        return f"{self.schedule}.{self.row}.{self.column}"


class Threshold(NamedTuple):
    """An amount that auditors judge by, in the unit that it is given in (万元, CNY …)."""

    amount: Decimal
    unit: str


class WorkpaperSettings(Record):
    """How the workpapers are to be: their language ("zh", "en" or "both"), and the auditor's amounts (None: left empty).

    No amount changes a verdict.
    """

    language: str = "zh"
    materiality: Threshold | None = None
    performance_materiality: Threshold | None = None
    tolerance: Threshold | None = None


class Filing(Record):
    """One filing on disk, as `filing.toml` declares it.

    `periods` resolves the names that schedules use; `open_rows` maps (schedule, group) to its rows; `sources`
    maps schedule to where its figures stand. `prepared_by`/`prepared_on` go into the workpapers as given.
    """

    id: str
    kind: str
    folder: Path
    title: Text
    entity: Entity
    entity_name: Text
    languages: tuple[str, ...]
    currency: str
    periods: Mapping[str, Period]
    sources: Mapping[str, Source]
    notes: tuple[CellNote, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    open_rows: Mapping[tuple[str, str], tuple[OpenRow, ...]] = field(default_factory=dict)
    outputs: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    prepared_by: str = ""
    prepared_on: date | None = None
    workpapers: WorkpaperSettings = WorkpaperSettings()
    location: Location = NOWHERE
