"""A filing folder -> its report, checked: declarations, taxonomy, binding, facts, mapping, validation."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.declarations.filing import load_filing
from generator.declarations.kind import load_kind
from generator.declarations.reading import CODE
from generator.diagnostics import Diagnostic, InputError, Location, error, has_errors, located, quoted
from generator.dts.package import package_from_files
from generator.dts.resolver import UNRESOLVED
from generator.facts.folder import read_folder
from generator.filing import ADJUSTMENTS, Adjustment, Filing, Kind
from generator.inputs import find_root
from generator.locations import data_folder
from generator.mapping.bind import bind
from generator.mapping.notes import with_explanations
from generator.mapping.report import Mapped, map_facts
from generator.model import Report, Taxonomy
from generator.pipeline.checks import check_report
from generator.pipeline.settings import Seen, Settings
from generator.pipeline.taxonomies import extension_of, load_taxonomy, passed_on
from generator.records import TYPE_CHECKING, NamedTuple, Record, replace
from generator.rule import RuleResult
from generator.schedule import BoundSchedule
from generator.validate.explained import explain_calculations
from generator.validate.rules import evaluate

if TYPE_CHECKING:
    from generator.facts.adjustments import AdjustmentTable
    from generator.narrative.pieces import Narrative


class CheckedFiling(Record):
    """A filing with everything that the renderers need; `diagnostics` says what was found on the way.

    `extension` holds the files of the package compiled from the kind's own taxonomy tables; empty where it has none.
    `narrative` is the report's text; None where the filing has none. `adjustments` are those that the report's figures have in them.
    """

    filing: Filing
    kind: Kind
    taxonomy: Taxonomy
    schedules: tuple[BoundSchedule, ...]
    report: Report
    printed: Mapping[str, str]
    places: Mapping[str, Location]
    results: tuple[RuleResult, ...]
    diagnostics: tuple[Diagnostic, ...]
    extension: Mapping[str, bytes]
    narrative: "Narrative | None" = None
    adjustments: tuple[Adjustment, ...] = ()

    @property
    def package(self) -> Mapping[str, bytes]:
        """The files of the taxonomy package that goes out with the filing: the kind's own, else the shipped one."""
        return self.extension or passed_on(self.kind)


class DeclaredFiling(NamedTuple):
    """What a filing and its kind declare, bound to the taxonomy; `diagnostics` are what was found on the way, none of them an error."""

    filing: Filing
    kind: Kind
    taxonomy: Taxonomy
    schedules: tuple[BoundSchedule, ...]
    extension: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...]


def declare(folder: Path, settings: Settings) -> DeclaredFiling:
    """The declarations of the filing in `folder`. Raises InputError, with every diagnostic, where one of them is an error."""
    root = settings.root or find_root(folder)
    found: list[Diagnostic] = []
    settings.progress("declarations")
    filing, notes = load_filing(folder, root)
    found += notes
    kind_folder, kind_root = find_kind(filing, root)
    kind, notes = load_kind(kind_folder, kind_root)
    found += notes
    settings.progress("taxonomy")
    extension, notes = extension_of(kind)
    found += notes
    extra = [package_from_files(extension, str(kind.extension))] if extension else []
    taxonomy, notes = load_taxonomy((kind.entry_point,), folder, settings, extra)
    found += notes
    _refuse_unresolved(kind, found)
    if has_errors(found):
        raise InputError(*found)  # every concept would be unknown
    settings.progress("facts")
    schedules, notes = bind(filing, kind, taxonomy)
    found += notes
    if has_errors(found):
        raise InputError(*found)  # cells without aspects would be called unknown
    return DeclaredFiling(filing, kind, taxonomy, schedules, extension, tuple(found))


def check_filing(folder: Path, settings: Settings, adjustments: "AdjustmentTable | None" = None) -> CheckedFiling:
    """The filing in `folder`, checked as far as its errors allow. `adjustments` replace those of its `adjustments.csv` (None: read it).

    Raises InputError, with every diagnostic so far, where there is nothing to go on with.
    """
    root = settings.root or find_root(folder)
    filing, kind, taxonomy, schedules, extension, notes = declare(folder, settings)
    found: list[Diagnostic] = list(notes)
    tables = [s for s in schedules if s.schedule.layout != "narrative"]
    sources, problems = read_folder(folder / "facts", root, tables)
    found += problems
    mapped = map_facts(sources, filing, kind, schedules)
    if adjustments is not None or os.path.lexists(folder / ADJUSTMENTS):
        mapped, adjustments, problems = _adjusted(mapped, folder, root, tables, adjustments)
        found += problems
    found += mapped.diagnostics
    narrative = None
    if any(s.schedule.layout != "table" for s in schedules) or os.path.isdir(folder / "narrative"):
        narrative, mapped, problems = _with_text(folder, root, mapped, filing, schedules, taxonomy)
        found += problems
    if has_errors(found):
        raise InputError(*found)  # rules over half a filing would only repeat what is wrong
    settings.progress("checks")
    facts = {fact.id: fact for fact in mapped.report.facts}
    results, verdicts = evaluate(kind.rules_for(filing.sources), {s.id: s for s in schedules}, facts, filing.explanations)
    report = with_explanations(mapped.report, filing, results)
    settings.seen(Seen(report, taxonomy, mapped.places, kind, filing.languages))
    standard = check_report(report, taxonomy, replace(settings, explained=None))
    checked = [*verdicts, *explain_calculations(standard, results, facts)]
    placed = [_placed(d, mapped.places, kind) for d in checked]
    found += placed if adjustments is None else adjustments.named(placed)
    return CheckedFiling(
        filing=filing,
        kind=kind,
        taxonomy=taxonomy,
        schedules=schedules,
        report=report,
        printed=mapped.printed,
        places=mapped.places,
        results=results,
        diagnostics=tuple(found),
        extension=extension,
        narrative=narrative,
        adjustments=adjustments.adjustments if adjustments else (),
    )


def _adjusted(
    mapped: Mapped, folder: Path, root: Path, tables: Sequence[BoundSchedule], given: "AdjustmentTable | None"
) -> "tuple[Mapped, AdjustmentTable, list[Diagnostic]]":
    """`mapped` with the adjustments that are `given`, else with those of `folder`; these, and what is wrong with their table."""
    from generator.facts.adjustments import read_adjustments  # most filings have none
    from generator.mapping.adjusted import with_adjustments

    table, found = (given, []) if given is not None else read_adjustments(folder, root, tables)
    return with_adjustments(mapped, table, tables), table, found


def _with_text(
    folder: Path, root: Path, mapped: Mapped, filing: Filing, schedules: Sequence[BoundSchedule], taxonomy: Taxonomy
) -> "tuple[Narrative | None, Mapped, list[Diagnostic]]":
    """The report's text, the facts with those of the text, and what is wrong; where anything is, the facts stay as they were."""
    from generator.mapping.narrative import check_references, with_narrative  # a filing of tables alone does without
    from generator.narrative.folder import read_narrative

    narrative, found = read_narrative(folder / "narrative", root, schedules, taxonomy)
    found += check_references(narrative, schedules, mapped)
    if narrative and not has_errors((*mapped.diagnostics, *found)):
        mapped = with_narrative(mapped, narrative, filing, schedules, taxonomy)
    return narrative, mapped, found


def _refuse_unresolved(kind: Kind, found: list[Diagnostic]) -> None:
    """Raise InputError where a document of the kind's taxonomy is missing: all that follows would only repeat it."""
    missing = [d for d in found if d.code == UNRESOLVED]
    if missing and kind.base_package:
        hint = f"Name the package with --taxonomy-package: {kind.base_package}"
        raise InputError(*(d for d in found if d.code != UNRESOLVED), *(replace(d, hint=hint) for d in missing))


def find_kind(filing: Filing, root: Path) -> tuple[Path, Path]:
    """The folder of the filing's kind, a shipped one by name or a folder relative to the filing; and its root.

    Raises InputError where there is none.
    """
    shipped = data_folder("templates")
    if CODE.match(filing.kind) and (shipped / filing.kind / "kind.toml").is_file():
        return shipped / filing.kind, shipped
    own = filing.folder / filing.kind
    if os.path.isfile(own / "kind.toml"):  # false, not an error, for a name that no file system knows
        return own, root
    names = ", ".join(sorted(p.parent.name for p in shipped.glob("*/kind.toml")))
    raise InputError(
        error(
            "filing.unknown-kind",
            f"There is no kind of filing “{quoted(filing.kind)}”.",
            hint=f"Shipped: {names}; or a folder, relative to the filing, that holds a kind.toml.",
            location=filing.location,
        )
    )


def _placed(diagnostic: Diagnostic, places: Mapping[str, Location], kind: Kind) -> Diagnostic:
    """`diagnostic` at the cell of the fact that it names, unless it has a place already; and where its meaning is declared."""
    fact = diagnostic.location.fact
    schedule = kind.schedules.get(fact.partition(".")[0]) if fact is not None else None
    if diagnostic.hint is None and schedule is not None:
        diagnostic = replace(diagnostic, hint=f"What the cell means is declared in {quoted(str(schedule.location.path), 200)}.")
    if diagnostic.location.path is None and fact is not None and fact in places:
        return located(diagnostic, places[fact])
    return diagnostic
