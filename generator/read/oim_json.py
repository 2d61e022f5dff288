"""xBRL-JSON 1.0 reports to facts. A defect names its JSON path, and line and column of the fact."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.model import Fact, Link, Report
from generator.qname import FACT_FOOTNOTE, NOTE_CONCEPT
from generator.read.json_text import JsonPlaces, JsonReport, NotAnObject
from generator.read.oim import FactMaker
from generator.read.oim_document import Defect, DocumentInfo, document_info, link_targets_known, link_uri, unknown_members
from generator.read.oim_duplicates import disallowed_duplicates
from generator.read.result import ReadReport, TaxonomyLoader, resolve_reference
from generator.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

DOCUMENT_TYPE = "https://xbrl.org/2021/xbrl-json"
_STRUCTURE = "xbrlje:invalidJSONStructure"
_MEMBERS = frozenset(("value", "decimals", "dimensions", "links"))


def read(data: bytes, path: str, load: TaxonomyLoader) -> ReadReport:
    """The facts of the xBRL-JSON report in `data`, in document order, notes included.

    `path` is the report's own path or URL, for messages and relative references. Raises InputError where the JSON is malformed
    (`xbrlje:invalidJSON`), and whatever `load` raises.
    """
    stream = JsonReport(data, path, "xbrlje:invalidJSON")
    nowhere = Location(path=path, line=1, column=1)
    try:
        info, problems = document_info(stream.head, DOCUMENT_TYPE, "xbrlje")
    except Defect as defect:
        return ReadReport(report=Report(facts=(), taxonomy=()), places={}, diagnostics=(_diagnostic(defect, defect.part, nowhere),))
    diagnostics = [_diagnostic(problem, problem.part, nowhere) for problem in problems]
    entry_points = tuple(dict.fromkeys(resolve_reference(url, info.base_url or path) for url in info.taxonomy))
    if not entry_points:
        return ReadReport(report=Report(facts=(), taxonomy=()), places={}, diagnostics=tuple(diagnostics))
    maker = FactMaker(info, load(entry_points), "xbrlje")
    known: dict[str, None] = {}
    places = JsonPlaces(data, path, known)
    facts: dict[str, Fact] = {}
    links: dict[str, Any] = {}
    wrong: list[tuple[str, Defect]] = []
    try:
        for key, item in stream.facts():
            known[key] = None
            try:
                facts[key] = fact_of(key, item, maker, info, wrong)
            except Defect as defect:
                wrong.append((key, defect))
                continue
            if "links" in item:
                links[key] = item["links"]
    except NotAnObject:
        diagnostics.append(_diagnostic(Defect(_STRUCTURE, "facts is no object."), "/facts", nowhere))
    # places are looked up only now, when all keys are known
    diagnostics.extend(_diagnostic(defect, f"/facts/{key}{defect.part}", places[key]) for key, defect in wrong)
    strangers = unknown_members(stream.head, ("documentInfo", "facts"), "", info.namespaces, _STRUCTURE)
    diagnostics.extend(_diagnostic(stranger, stranger.part, nowhere) for stranger in strangers)
    for key, wanted in links.items():
        _link(key, wanted, facts, known, info, diagnostics, places)
    diagnostics.extend(_misused_notes(facts, places))
    diagnostics.extend(disallowed_duplicates(facts.values(), info.duplicates, places))
    report = Report(facts=list(facts.values()), taxonomy=entry_points, prefixes=dict(info.namespaces))
    return ReadReport(report=report, places=places, diagnostics=tuple(diagnostics))


def _diagnostic(defect: Defect, part: str, place: Location) -> Diagnostic:
    shown = part.replace("\n", " ")
    return error(defect.code, f"{defect.message} (JSON path {quoted(shown, 120)})", hint=defect.hint, location=place)


def fact_of(key: str, item: Any, maker: FactMaker, info: DocumentInfo, wrong: list[tuple[str, Defect]]) -> Fact:
    """The fact of a member of `facts`, without its links. Raises Defect where it is none; `wrong` takes what is wrong besides."""
    if not isinstance(item, dict):
        raise Defect(_STRUCTURE, "The fact is no object.")
    if not item.keys() <= _MEMBERS:
        for defect in unknown_members(item, _MEMBERS, "", info.namespaces, _STRUCTURE):
            raise defect
    if "value" not in item or "dimensions" not in item:
        raise Defect(_STRUCTURE, "The fact lacks its value or its dimensions.")
    value, decimals, aspects = item["value"], item.get("decimals"), item["dimensions"]
    if value is not None and not isinstance(value, str):
        raise Defect(_STRUCTURE, "The value is neither text nor null.", "Numbers and booleans are quoted, too.", "/value")
    if "decimals" in item and (not isinstance(decimals, int) or isinstance(decimals, bool)):
        raise Defect(_STRUCTURE, "decimals is no whole number.", "Infinite precision is expressed by leaving it out.", "/decimals")
    if decimals is not None and abs(decimals) > 9999:
        raise Defect("filing.out-of-bounds", "decimals has more than four digits.", part="/decimals")
    if not isinstance(aspects, dict):
        raise Defect(_STRUCTURE, "dimensions is no object.", part="/dimensions")
    for name, member in aspects.items():
        if not isinstance(member, str) and (member is not None or ":" not in name):
            raise Defect(_STRUCTURE, "The dimension's value is no text.", part=f"/dimensions/{name}")
    return maker.fact(key, value, decimals, aspects, lambda defect: wrong.append((key, defect)))


def _link(
    key: str,
    links: Any,
    facts: dict[str, Fact],
    known: Mapping[str, Any],
    info: DocumentInfo,
    diagnostics: list[Diagnostic],
    places: Mapping[str, Location],
) -> None:
    """Give the fact its links; each defect is reported and its link left out (xBRL-JSON 1.0, 5.3)."""
    found: list[Link] = []
    try:
        for link in links_of(links, known, info):
            found.append(link._replace(targets=tuple(target for target in link.targets if target in facts)))
    except Defect as defect:
        diagnostics.append(_diagnostic(defect, f"/facts/{key}{defect.part}", places[key]))
    facts[key] = facts[key]._replace(links=tuple(link for link in found if link.targets))


def links_of(links: Any, known: Container[str], info: DocumentInfo) -> Iterator[Link]:
    """The links of a fact, to facts that are `known`. Raises Defect at the first that is wrong."""
    for alias, group_alias, targets, part in _each_link(links):
        arcrole = link_uri(alias, info.link_types, "xbrlje:unknownLinkType", part)
        group = link_uri(group_alias, info.link_groups, "xbrlje:unknownLinkGroup", part)
        yield Link(arcrole, group, tuple(link_targets_known(targets, known, "xbrlje", part)))


def _each_link(links: Any) -> Iterator[tuple[str, str, list[str], str]]:
    if not isinstance(links, dict) or any(not isinstance(groups, dict) for groups in links.values()):
        raise Defect(_STRUCTURE, "links is no object of objects.", part="/links")
    for alias, groups in links.items():
        for group, targets in groups.items():
            part = f"/links/{alias}/{group}"
            if not isinstance(targets, list) or any(not isinstance(target, str) for target in targets):
                raise Defect(_STRUCTURE, "The link's targets are no list of texts.", part=part)
            yield alias, group, targets, part


def _misused_notes(facts: Mapping[str, Fact], places: Mapping[str, Location]) -> Iterator[Diagnostic]:
    """Notes that nothing links to, and footnotes that are no notes (OIM 1.0, 3.5.1)."""
    linked: set[str] = set()
    for fact in facts.values():
        for link in fact.links:
            linked.update(link.targets)
            wrong = [t for t in link.targets if facts[t].concept != NOTE_CONCEPT] if link.arcrole == FACT_FOOTNOTE else []
            for target in wrong:
                message = f"The footnote {quoted(target)} is no xbrl:note."
                yield error("oime:illegalStandardFootnoteTarget", message, location=places[fact.id])
    for fact in facts.values():
        if fact.concept == NOTE_CONCEPT and fact.id not in linked:
            yield error("oime:unusedNoteFact", f"No fact links to the note {quoted(fact.id)}.", location=places[fact.id])
