"""The report as a document: inline XBRL 1.1 that a regulator reads and a processor extracts.

`write` lays a filing out by its kind's template; `write_report` shows any report as plain tables of facts.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import BinaryIO

from markupsafe import Markup

from generator.filing import Filing, Kind, Signature
from generator.model import Report, Taxonomy
from generator.narrative.pieces import Narrative
from generator.render.ixbrl.document import VERDICTS, Sections, checks, differences, particulars
from generator.render.ixbrl.fragments import embeddable
from generator.render.ixbrl.narrative import headings, parts
from generator.render.ixbrl.page import write_in_parts, write_page
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
    narrative: Narrative | None = None,
) -> None:
    """Write the filing's page to `sink` (UTF-8, XHTML, inline XBRL 1.1).

    Every fact of `report` is tagged once: where `narrative` shows it, in its cell of `schedules`, else in ix:hidden. `printed` maps fact
    ids to the source's texts, so that a dash stays a dash. Raises ValueError, naming the fact, for what XML cannot hold; InputError for
    a broken template.
    """
    english = "en" in filing.languages
    tagger = Tagger(report, taxonomy)
    maker = Sections(schedules, tagger, printed, english=english, within=narrative is not None)
    on_cover = [s for s in schedules if s.id == kind.cover]
    cover = [row for schedule in on_cover for row in particulars(schedule, tagger, printed, english=english)]
    cover_notes = maker.pending_notes()
    text = parts(narrative, schedules, tagger, maker, printed, english=english) if narrative else ()
    tables = [s.id for s in schedules if s.schedule.layout == "table" and s.id not in (*maker.made, kind.cover)]
    shown = [maker.make(name) for name in tables]
    relations = checks(results, {kind.cover: "封面"} | {name: section.numeral for name, section in maker.made.items()})
    values = {
        "title": filing.title,
        "kind": kind.title,
        "entity": filing.entity,
        "entity_name": filing.entity_name,
        "currency": filing.currency,
        "english": english,
        "cover": cover,
        "cover_notes": cover_notes,
        "narrative": text,
        "headings": headings(narrative, tagger) if narrative else (),
        "sections": shown,
        "last_numeral": "" if narrative else chinese_number(len(shown) + 1) + "、",
        "assumptions": filing.assumptions,
        "differences": differences(results, filing, schedules),
        "checks": relations,
        "verdicts": tuple(text for _, text in VERDICTS),
        "totals": tuple(sum(c.counts[i] for c in relations) for i in range(len(VERDICTS))),
        "facts": sum(1 for fact in report.facts if fact.period is not None),
        "taxonomy": report.taxonomy,
        "signatures": filing.signatures or (_signature(filing),),
        "header": Markup(tagger.header()),
        "namespaces": Markup(tagger.namespaces()),
    }
    write_page(kind.folder, values, sink)


def _signature(filing: Filing) -> Signature:
    """Who signs where the filing does not say: the entity, by whoever represents it."""
    return Signature(party=filing.entity_name, signatories=(Text(zh="法定代表人或授权代表", en="Legal or authorised representative"),))


def write_report(report: Report, taxonomy: Taxonomy, sink: BinaryIO, title: Text | None = None) -> None:
    """Write any report as a page of plain tables, a row a fact: what `convert` makes where there is no kind of filing.

    The rows are written as they are made, and the ix:header, which needs to know what they show, stands last. Markup that may not
    stand on a page (`fragments`) is shown as text; the values are the same.
    """
    tagger = Tagger(report, taxonomy, embeds=embeddable)
    parts = {"tables": fact_tables(tagger), "header": _late(tagger.header)}
    values = {"title": title or Text(zh="报告数据", en="Facts of the report"), "namespaces": Markup(tagger.namespaces())}
    write_in_parts(values, parts, sink, template="facts.xhtml.j2")


def _late(make: Callable[[], str]) -> Iterator[str]:
    yield make()
