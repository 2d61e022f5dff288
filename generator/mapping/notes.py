"""Explained differences as footnotes of the report: an `xbrl:note` a language, linked from the total."""

from collections.abc import Sequence
from dataclasses import replace

from generator.filing import Filing
from generator.model import Entity, Fact, Link, Report
from generator.qname import FACT_FOOTNOTE, NOTE_CONCEPT, STANDARD_LINK
from generator.rule import RuleResult, Verdict, cells

_XML_LANGUAGES = {"zh": "zh-cn", "en": "en"}


def with_explanations(report: Report, filing: Filing, results: Sequence[RuleResult]) -> Report:
    """`report` with the reason of every explained difference as a note on the relation's left fact."""
    reasons = {e.name: e.reason for e in filing.explanations}
    notes: list[Fact] = []
    links: dict[str, list[str]] = {}
    for result in results:
        if result.verdict is not Verdict.EXPLAINED or result.explanation not in reasons:
            continue
        target = next(cells(result.instance.left)).fact_id
        for language in filing.languages:
            note = Fact(
                id=f"explained.{result.explanation}.{language}",
                concept=NOTE_CONCEPT,
                value=reasons[result.explanation].get(language),
                entity=Entity("", ""),
                period=None,
                language=_XML_LANGUAGES[language],
            )
            notes.append(note)
            links.setdefault(target, []).append(note.id)
    if not notes:
        return report
    linked = [
        replace_links(fact, tuple(links[fact.id])) if fact.id in links else fact  # one link to all notes of the fact
        for fact in report.facts
    ]
    return replace(report, facts=(*linked, *notes))


def replace_links(fact: Fact, targets: tuple[str, ...]) -> Fact:
    """`fact` with one more fact-footnote link, to `targets`."""
    return fact._replace(links=(*fact.links, Link(FACT_FOOTNOTE, STANDARD_LINK, targets)))
