"""The report as xBRL-JSON 1.0, one fact a line."""

import json
from collections.abc import Iterator
from decimal import Decimal
from json.encoder import encode_basestring
from typing import BinaryIO

from generator.model import Fact, Report, Taxonomy
from generator.qname import NOTE_CONCEPT, QName
from generator.render.oim_texts import OimTexts
from generator.render.roll import Roll, in_chunks

DOCUMENT_TYPE = "https://xbrl.org/2021/xbrl-json"


def write(report: Report, sink: BinaryIO, taxonomy: Taxonomy | None = None) -> None:
    """Write `report` to `sink` in UTF-8 (xBRL-JSON 1.0), piece by piece, in two passes over its facts.

    `taxonomy` is needed for enumerations, which the OIM writes as prefixed names.
    Raises ValueError, naming the fact, for a number that is not finite, a link to nothing or a note without language.
    """
    plan = _Plan(report, taxonomy)
    for chunk in in_chunks(_document(plan)):
        sink.write(chunk)


class _Plan:
    """The first pass: every prefix and alias is known before the first byte is written."""

    def __init__(self, report: Report, taxonomy: Taxonomy | None) -> None:
        self.report = report
        self.texts = OimTexts(report, taxonomy)
        self.roll = Roll(ncname=False)
        self.concepts: dict[QName, str] = {}
        texts, concepts = self.texts, self.concepts
        last: tuple[object, ...] = (None,) * 5
        for fact in self.roll.scan(report.facts):
            _, concept, value, entity, period, unit, _, language, dimensions, links = fact
            if concept not in concepts:
                concepts[concept] = encode_basestring(texts.name(concept))
            if (
                dimensions is not last[0]
                or period is not last[1]
                or unit is not last[2]
                or language != last[3]
                or entity is not last[4]
                or concept == NOTE_CONCEPT
            ):
                texts.aspects(fact)
                last = (dimensions, period, unit, language, entity)
            if isinstance(value, QName) or (isinstance(value, str) and "#" in value):
                texts.value(fact)  # its prefixes belong into the head
            for link in links:
                texts.link_type(link.arcrole)
                texts.link_group(link.group)
        self.roll.close()


def _document(plan: _Plan) -> Iterator[str]:
    info: dict[str, object] = {"documentType": DOCUMENT_TYPE, "namespaces": dict(sorted(plan.texts.namespaces.items()))}
    if plan.texts.link_types:
        info["linkTypes"] = dict(sorted(plan.texts.link_types.items()))
        info["linkGroups"] = dict(sorted(plan.texts.link_groups.items()))
    info["taxonomy"] = list(plan.report.taxonomy)
    shown = json.dumps(info, ensure_ascii=False, indent=2).replace("\n", "\n  ")
    yield f'{{\n  "documentInfo": {shown},\n  "facts": {{'
    yield from _facts(plan)
    yield "\n  }\n}\n"


def _facts(plan: _Plan) -> Iterator[str]:
    concepts, texts = plan.concepts, plan.texts
    renamed, dropped = plan.roll.renamed, plan.roll.dropped
    last: tuple[object, ...] = (None,) * 5
    shared = ""
    comma = "\n"
    for index, fact in enumerate(plan.report.facts):
        key, concept, value, entity, period, unit, decimals, language, dimensions, links = fact
        if (
            dimensions is not last[0]
            or period is not last[1]
            or unit is not last[2]
            or language != last[3]
            or entity is not last[4]
            or concept == NOTE_CONCEPT
        ):
            if index in dropped:
                continue
            rest = json.dumps(texts.aspects(fact), ensure_ascii=False)[1:-1]
            shared = f", {rest}" if rest else ""
            last = (dimensions, period, unit, language, entity)
        name = encode_basestring(renamed.get(index, key) if renamed else key)
        own = f'{shared}, "noteId": {name}' if concept == NOTE_CONCEPT else shared
        # a number's text needs no escapes
        if value is None:
            shown = "null"
        elif value.__class__ is Decimal and (text := str(value)).isdigit():
            shown = f'"{text}"'
        else:
            shown = encode_basestring(texts.value(fact) or "")
        places = "" if decimals is None or value is None or unit is None else f', "decimals": {decimals}'
        more = _links(plan, fact) if links else ""
        yield f'{comma}    {name}: {{"value": {shown}{places}, "dimensions": {{"concept": {concepts[concept]}{own}}}{more}}}'
        comma = ",\n"


def _links(plan: _Plan, fact: Fact) -> str:
    found: dict[str, dict[str, list[str]]] = {}
    for link in fact.links:
        targets = found.setdefault(plan.texts.link_type(link.arcrole), {}).setdefault(plan.texts.link_group(link.group), [])
        for target in link.targets:
            _, name = plan.roll.target(target)
            if name not in targets:
                targets.append(name)
    return f', "links": {json.dumps(found, ensure_ascii=False)}'
