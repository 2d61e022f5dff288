"""The report as a document: inline XBRL 1.1 that a regulator reads and a processor extracts.

`write` lays a filing out by its kind's template; `write_report` shows any report as plain tables of facts.
"""

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from markupsafe import Markup

from generator.filing import Filing, Kind
from generator.model import Report, Taxonomy
from generator.render.ixbrl.document import VERDICTS, checks, differences, sections
from generator.render.ixbrl.page import write_page
from generator.render.ixbrl.plain import fact_tables
from generator.render.ixbrl.tagging import Tagger
from generator.render.ixbrl.wording import chinese_number
from generator.rule import RuleResult
from generator.schedule import BoundSchedule, Text


def write(
    report: Report,
    filing: Filing,
    kind: Kind,
    schedules: Sequence[BoundSchedule],
    taxonomy: Taxonomy,
    results: Sequence[RuleResult],
    printed: Mapping[str, str],
    sink: BinaryIO,
) -> None:
    """Write the filing's page to `sink` (UTF-8, XHTML, inline XBRL 1.1).

    Every fact of `report` is tagged once: in its cell of `schedules`, else in ix:hidden. `printed` maps fact ids to the source's texts,
    so that a dash stays a dash. Raises ValueError, naming the fact, for what XML cannot hold; InputError for a broken template.
    """
    english = "en" in filing.languages
    tagger = Tagger(report, taxonomy)
    shown = sections(schedules, tagger, printed, english=english)
    relations = checks(results, schedules)
    values = {
        "title": filing.title,
        "kind": kind.title,
        "entity": filing.entity,
        "entity_name": filing.entity_name,
        "currency": filing.currency,
        "english": english,
        "sections": shown,
        "last_numeral": chinese_number(len(shown) + 1),
        "assumptions": filing.assumptions,
        "differences": differences(results, filing, schedules),
        "checks": relations,
        "verdicts": tuple(text for _, text in VERDICTS),
        "totals": tuple(sum(c.counts[i] for c in relations) for i in range(len(VERDICTS))),
        "facts": sum(1 for fact in report.facts if fact.period is not None),
        "taxonomy": report.taxonomy,
        "header": Markup(tagger.header()),
        "namespaces": Markup(tagger.namespaces()),
    }
    write_page(kind.folder, values, sink)


def write_report(report: Report, taxonomy: Taxonomy, sink: BinaryIO, title: Text | None = None) -> None:
    """Write any report as a page of plain tables, a row a fact: what `convert` makes where there is no kind of filing."""
    tagger = Tagger(report, taxonomy)
    tables = Markup(fact_tables(tagger))
    values = {
        "title": title or Text(zh="报告数据", en="Facts of the report"),
        "tables": tables,
        "header": Markup(tagger.header()),
        "namespaces": Markup(tagger.namespaces()),
    }
    write_page(None, values, sink, template="facts.xhtml.j2")
