"""Filing and Kind: what `filing.toml` and `templates/KIND/` declare, as frozen records.

Read by `declarations/`; used by mapping (periods, open rows), validate (explanations) and render
(names, titles, sources, assumptions).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from generator.diagnostics import NOWHERE, Location
from generator.model import Entity, Period
from generator.rule import Rule, cells
from generator.schedule import Schedule, Source, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of filing: its taxonomy, schedules in order, rules and report template.

    `entry_point` is the URL of the taxonomy's entry point; `prefixes` maps the prefixes that its tables use to namespaces.
    `folder` holds `report.xhtml.j2` and `report.css`. `extension` is the folder of the tables of a taxonomy of the kind's own (None: it
    uses a shipped one); `base_package` says which package that one needs besides, and where to get it.
    """

    id: str
    title: Text
    entry_point: str
    prefixes: Mapping[str, str]
    schedules: Mapping[str, Schedule]
    rules: tuple[Rule, ...]
    folder: Path
    extension: Path | None = None
    base_package: str = ""

    def rules_for(self, schedules: Collection[str]) -> tuple[Rule, ...]:
        """The rules of which every cell stands in one of `schedules`: a filing may have only some of the kind's."""
        return tuple(r for r in self.rules if all(c.schedule in schedules for c in (*cells(r.left), *cells(r.right))))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRow:
    """One row of an open list: its ASCII code and its label, which is the typed member."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """What the documents leave open and the filer decided; shown in report and workpapers."""

    id: str
    text: Text
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A difference that stands in the source: the rule instance, both printed values, the reason."""

    name: str
    instance: str
    left: str
    right: str
    reason: Text
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
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
    assumptions: tuple[Assumption, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    open_rows: Mapping[tuple[str, str], tuple[OpenRow, ...]] = field(default_factory=dict)
    outputs: tuple[str, ...] = ()
    prepared_by: str = ""
    prepared_on: date | None = None
    location: Location = NOWHERE
