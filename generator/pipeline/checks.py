"""Every check of a report against its taxonomy, one specification after the other."""

from collections.abc import Iterator
from functools import partial

from generator.diagnostics import Diagnostic, Severity
from generator.model import Report, Taxonomy
from generator.pipeline.settings import Settings
from generator.read.result import ReadReport
from generator.records import replace
from generator.validate import calculation, dimensions, duplicates, units, xbrl21


def check_report(report: Report, taxonomy: Taxonomy, settings: Settings, read: ReadReport | None = None) -> Iterator[Diagnostic]:
    """What the specifications find wrong with `report`; each diagnostic names its fact. `read` is how it was read, where it was."""
    yield from xbrl21.check(report, taxonomy)
    yield from units.check(report, taxonomy, partial(_registry, settings))
    if taxonomy.enumerations:
        from generator.validate import enumerations  # most taxonomies have none

        yield from enumerations.check(report, taxonomy)
    if read is None:
        yield from dimensions.check(report, taxonomy)
    elif not read.is_judged:
        yield from dimensions.check(report, taxonomy, read.placement, read.unused)
    yield from duplicates.check(report, taxonomy, Severity.ERROR if settings.calc.startswith("1.1") else Severity.WARNING)
    if settings.calc != "none" and not (settings.calc == "1.0" and read is not None and read.is_judged):
        for diagnostic in _calculations(report, taxonomy, settings, read):
            weakened = diagnostic.severity is Severity.ERROR and settings.calc_severity is not Severity.ERROR
            yield replace(diagnostic, severity=settings.calc_severity) if weakened else diagnostic
    if settings.profile is not None:
        from generator.validate.profile.facts import check_facts

        yield from check_facts(report, taxonomy, settings.profile)


def _calculations(report: Report, taxonomy: Taxonomy, settings: Settings, read: ReadReport | None) -> Iterator[Diagnostic]:
    if read is not None and read.is_judged:
        from generator.validate.instance.summation import check_11  # no plain report has tuples

        return check_11(report, taxonomy, settings.calc)
    return calculation.check(report, taxonomy, settings.calc)


def _registry(settings: Settings) -> units.Registry:
    """The units registry, read when it is first asked for: most reports have none but evident units."""
    from generator.pipeline.units_registry import units_registry

    return units_registry(settings.cache)
