"""The checks of a report on its own: the specifications', a profile's, and those of the filing whose explanations count for it."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic
from generator.model import Report, Taxonomy
from generator.pipeline.checks import check_report
from generator.pipeline.settings import Settings
from generator.read.result import ReadReport


def check_alone(report: Report, taxonomy: Taxonomy, settings: Settings, read: ReadReport | None = None) -> Iterator[Diagnostic]:
    """What is wrong with the facts of `report`, a finding naming its fact. `read` is how it was read, where it was.

    Raises InputError where `--explained` does not read.
    """
    found = check_report(report, taxonomy, settings, read)
    if settings.explained is not None:
        # Imported where it is asked for: a report on its own needs nothing of filings.
        from generator.pipeline.explained import with_explanations

        found = with_explanations(found, report, settings.explained, settings)
    yield from found


def check_pages(documents: Mapping[str, bytes], taxonomy: Taxonomy, settings: Settings) -> Iterator[Diagnostic]:
    """What the profile finds wrong with the XML documents that a report was read from; nothing without a profile."""
    if settings.profile is not None:
        from generator.validate.profile.documents import check_documents

        yield from check_documents(documents, taxonomy, settings.profile)


def check_inline_schema(pages: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """What the schema of inline XBRL, with the XHTML modules, finds wrong with `pages` (inline XBRL 1.1, 2; 1.0, 2)."""
    if not pages:
        return
    from generator.dts.resolver import Resolver
    from generator.qname import IX_10, IX_11
    from generator.validate.schema_gate_inline import InlineGate  # lxml: no filing's hook needs it

    gates: dict[str, InlineGate] = {}
    for path, data in pages.items():
        version = IX_10 if IX_10.encode() in data else IX_11
        if version not in gates:
            gates[version] = InlineGate(Resolver([], None).read, version)
            yield from gates[version].findings
        yield from gates[version].page(data, path)
