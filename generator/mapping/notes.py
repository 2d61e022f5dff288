"""Notes: explained differences as footnotes of the report: an `xbrl:note` a language, linked from the total."""

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
        _linked(fact, tuple(links[fact.id])) if fact.id in links else fact  # one link to all notes of the fact
        for fact in report.facts
    ]
    return replace(report, facts=(*linked, *notes))


def _linked(fact: Fact, targets: tuple[str, ...]) -> Fact:
    """`fact` with one more fact-footnote link, to `targets`."""
    return fact._replace(links=(*fact.links, Link(FACT_FOOTNOTE, STANDARD_LINK, targets)))


def without_notes(report: Report) -> Report:
    """`report` without its notes and the links to them."""
    notes = {fact.id for fact in report.facts if fact.concept == NOTE_CONCEPT}
    if not notes:
        return report
    facts = [f._replace(links=_unlinked(f.links, notes)) if f.links else f for f in report.facts if f.id not in notes]
    return replace(report, facts=tuple(facts))


def _unlinked(links: tuple[Link, ...], notes: set[str]) -> tuple[Link, ...]:
    kept = ((link, tuple(t for t in link.targets if t not in notes)) for link in links)
    return tuple(link._replace(targets=targets) for link, targets in kept if targets)
