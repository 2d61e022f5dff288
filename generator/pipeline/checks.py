"""Every check of a report against its taxonomy, one specification after the other."""

from collections.abc import Iterator
from dataclasses import replace

from generator.diagnostics import Diagnostic, Severity
from generator.inputs import read_file
from generator.locations import standard_schemas
from generator.model import Report, Taxonomy
from generator.pipeline.settings import Settings
from generator.validate import calculation, dimensions, duplicates, units, xbrl21


def check_report(report: Report, taxonomy: Taxonomy, settings: Settings) -> Iterator[Diagnostic]:
    """What the specifications find wrong with `report`; each diagnostic names its fact."""
    yield from xbrl21.check(report, taxonomy)
    yield from units.check(report, taxonomy, units_registry)
    yield from dimensions.check(report, taxonomy)
    yield from duplicates.check(report, taxonomy)
    if settings.calc != "none":
        for diagnostic in calculation.check(report, taxonomy, mode=settings.calc):
            weakened = diagnostic.severity is Severity.ERROR and settings.calc_severity is not Severity.ERROR
            yield replace(diagnostic, severity=settings.calc_severity) if weakened else diagnostic


def units_registry() -> units.Registry:
    """The units registry that comes with the standard schemas, read when it is first asked for."""
    path = standard_schemas() / "http" / "www.xbrl.org" / "utr" / "utr.xml"
    return units.read_registry(read_file(path, path.parent), path.name)
