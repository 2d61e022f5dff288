"""The gate: no output leaves unless it is valid by its schema and reads back as the very facts it was made from."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.dts.package import package_from_files, package_from_zip
from generator.dts.resolver import Resolver
from generator.equality import compare
from generator.mapping.notes import without_notes
from generator.model import Report, Taxonomy
from generator.pipeline.filing import CheckedFiling
from generator.pipeline.output import Output
from generator.pipeline.reports import read_report
from generator.pipeline.settings import Settings
from generator.pipeline.taxonomies import packages_at
from generator.validate.page import check_page
from generator.validate.schema_gate import SchemaGate
from generator.validate.schema_gate_inline import InlineGate

_HINT = "Where the kind's template is yours, mend it there; else this is a defect of the program: report it with the filing's tables."


def check_outputs(checked: CheckedFiling, outputs: Sequence[Output], settings: Settings) -> Iterator[Diagnostic]:
    """What is wrong with the outputs; nothing may be published where any of it is an error."""
    try:
        yield from map(_hinted, _findings(checked, outputs, settings))
    except InputError as problem:
        raise InputError(*map(_hinted, problem.diagnostics)) from None


def _hinted(diagnostic: Diagnostic) -> Diagnostic:
    return diagnostic if diagnostic.hint else replace(diagnostic, hint=_HINT)


def _findings(checked: CheckedFiling, outputs: Sequence[Output], settings: Settings) -> Iterator[Diagnostic]:
    for output in outputs:
        if output.is_report:
            settings.progress(f"reading back {output.path}")
            meant = checked.report if output.has_notes else without_notes(checked.report)
            yield from check_round_trip(output, meant, checked.taxonomy)
            if output.role == "ixbrl":
                yield from check_page(output.main, output.path)
    settings.progress("XML Schema")
    yield from _check_schemas(checked, outputs, settings)


def _check_schemas(checked: CheckedFiling, outputs: Sequence[Output], settings: Settings) -> Iterator[Diagnostic]:
    """The instance, the page and the taxonomy as shipped, against the standard schemas (XML Schema 1.0).

    A base taxonomy's schemas are compiled with ours, which import them; its linkbases are its publisher's affair.
    """
    zips = [package_from_zip(o.main, o.path) for o in outputs if o.role == "taxonomy-package"]
    package = zips[0] if zips else package_from_files(checked.package, checked.kind.id)
    resolver = Resolver([package, *packages_at(checked.filing.folder, settings)], None)
    own = [url for url in checked.taxonomy.documents if not resolver.is_standard(url) and package.find(url) is not None]
    gate = SchemaGate(resolver.read, [url for url in own if url.endswith(".xsd")])
    yield from gate.findings
    yield from gate.linkbases([url for url in own if url.endswith(".xml")])
    for output in outputs:
        if output.role == "xbrl":
            yield from gate.instance(output.main, output.path)
        elif output.role == "ixbrl":
            pages = InlineGate(resolver.read)
            yield from pages.findings
            yield from pages.page(output.main, output.path)


def check_round_trip(output: Output, report: Report, taxonomy: Taxonomy) -> Iterator[Diagnostic]:
    """Whether the output reads back as `report`: the same facts (equal as DESIGN says), with the same ids."""

    def again(_: tuple[str, ...]) -> Taxonomy:
        return taxonomy

    read = read_report(output.path, output.files, again)
    yield from read.diagnostics
    place = Location(path=output.path)
    difference = compare(report, read.report)
    for fact in difference.missing[:5]:
        yield error("filing.round-trip", f"{output.path} does not give back the fact {quoted(fact.id)}.", location=place)
    for fact in difference.extra[:5]:
        yield error("filing.round-trip", f"{output.path} gives a fact that is not the report's: {quoted(fact.id)}.", location=place)
    if difference.equal and [f.id for f in report.facts] != [f.id for f in read.report.facts]:
        ours, theirs = {f.id for f in report.facts}, {f.id for f in read.report.facts}
        if ours != theirs:
            example = min(ours ^ theirs)
            yield error("filing.round-trip", f"{output.path} does not keep the fact ids; for example {quoted(example)}.", location=place)
