"""xBRL-JSON reports fact by fact, from a file that is never in memory: once to see that all is right, then as often as wanted.

Only what is whole and right streams, with the documentInfo before the facts and duplicates of any kind allowed. For the rest there is
the reader of `oim_json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.diagnostics import InputError
from generator.model import Fact, Report
from generator.qname import FACT_FOOTNOTE, NOTE_CONCEPT
from generator.read.json_text import JsonStream
from generator.read.oim import FactMaker
from generator.read.oim_document import Defect, DocumentInfo, document_info, unknown_members
from generator.read.oim_json import DOCUMENT_TYPE, fact_of, links_of
from generator.read.result import Chunks, NotStreamable, ReadReport, StreamedFacts, TaxonomyLoader, resolve_reference
from generator.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


def stream(chunks: Chunks, path: str, load: TaxonomyLoader) -> ReadReport:
    """What `oim_json.read` returns, but the facts are read again each time that they are asked for, and have no places.

    Raises NotStreamable.
    """
    try:
        return _streamed(chunks, path, load)
    except (Defect, InputError):
        raise NotStreamable from None


def _streamed(chunks: Chunks, path: str, load: TaxonomyLoader) -> ReadReport:
    document = JsonStream(chunks())
    info, problems = document_info(document.head, DOCUMENT_TYPE, "xbrlje")
    entry_points = tuple(dict.fromkeys(resolve_reference(url, info.base_url or path) for url in info.taxonomy))
    if problems or not entry_points or info.duplicates != "all":
        raise NotStreamable
    maker = FactMaker(info, load(entry_points), "xbrlje")
    known = _surveyed(document, maker, info)
    if any(unknown_members(document.head, ("documentInfo", "facts"), "", info.namespaces, "")):
        raise NotStreamable

    def again() -> Iterator[Fact]:
        for key, item in JsonStream(chunks(), seen=False).facts():
            fact = _fact(key, item, maker, info)
            yield fact._replace(links=tuple(links_of(item["links"], _Anything(), info))) if "links" in item else fact

    report = Report(facts=StreamedFacts(again, known), taxonomy=entry_points, prefixes=dict(info.namespaces))
    return ReadReport(report=report, places={})


def _surveyed(document: JsonStream, maker: FactMaker, info: DocumentInfo) -> int:
    """How many facts there are. Raises Defect or NotStreamable where any is wrong."""
    count = 0
    notes: set[str] = set()
    linked: set[str] = set()
    footnotes: set[str] = set()
    for key, item in document.facts():
        count += 1
        if _fact(key, item, maker, info).concept == NOTE_CONCEPT:
            notes.add(key)
        for link in links_of(item["links"], _Anything(), info) if "links" in item else ():
            linked.update(link.targets)
            if link.arcrole == FACT_FOOTNOTE:
                footnotes.update(link.targets)
    if not linked <= document.seen or not notes <= linked or not footnotes <= notes:
        raise NotStreamable
    return count


def _fact(key: str, item: Any, maker: FactMaker, info: DocumentInfo) -> Fact:
    wrong: list[tuple[str, Defect]] = []
    fact = fact_of(key, item, maker, info, wrong)
    if wrong:
        raise NotStreamable
    return fact


class _Anything(Mapping[str, None]):
    """Holds every id: whether a link's target is there is looked at when all ids are known."""

    def __contains__(self, _: object) -> bool:
        return True

    def __getitem__(self, _: str) -> None:
        return None

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
