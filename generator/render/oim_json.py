"""The report as xBRL-JSON 1.0, one fact a line."""

import json
from collections.abc import Iterator, Mapping
from json.encoder import encode_basestring
from typing import BinaryIO

from generator.model import Fact, Report, Taxonomy
from generator.qname import NOTE_CONCEPT, QName
from generator.render.naming import link_targets, target_index, unique_ids, worth_writing
from generator.render.oim_texts import OimTexts

DOCUMENT_TYPE = "https://xbrl.org/2021/xbrl-json"
_CHUNK = 2048


def write(report: Report, sink: BinaryIO, taxonomy: Taxonomy | None = None) -> None:
    """Write `report` to `sink` in UTF-8 (xBRL-JSON 1.0), piece by piece.

    `taxonomy` is needed for enumerations, which the OIM writes as prefixed names.
    Raises ValueError, naming the fact, for a number that is not finite, a link to nothing or a note without language.
    """
    plan = _Plan(report, taxonomy)
    chunk: list[str] = [_head(plan)]
    for piece in _facts(plan):
        chunk.append(piece)
        if len(chunk) >= _CHUNK:
            sink.write("".join(chunk).encode())
            chunk.clear()
    chunk.append("\n  }\n}\n")
    sink.write("".join(chunk).encode())


class _Plan:
    """One pass over the facts: every prefix and alias is known before the first byte is written."""

    def __init__(self, report: Report, taxonomy: Taxonomy | None) -> None:
        self.taxonomy = report.taxonomy
        self.facts = worth_writing(report.facts)
        self.texts = OimTexts(report, taxonomy)
        self.ids = unique_ids(self.facts, ncname=False)
        self.concepts: dict[QName, str] = {}
        self.aspects: list[str] = []
        self.places: Mapping[str, int] = {}
        dimensions: dict[tuple[object, ...], str] = {}
        for fact in self.facts:
            if fact.concept not in self.concepts:
                self.concepts[fact.concept] = encode_basestring(self.texts.name(fact.concept))
            key = (fact.entity, fact.period, fact.unit, fact.language, fact.dimensions)
            aspects = dimensions.get(key)
            if aspects is None:
                rest = json.dumps(self.texts.aspects(fact), ensure_ascii=False)[1:-1]
                aspects = dimensions[key] = f", {rest}" if rest else ""
            self.aspects.append(aspects)
            if isinstance(fact.value, QName) or (isinstance(fact.value, str) and "#" in fact.value):
                self.texts.value(fact)  # its prefixes belong into the head
            for link in fact.links:
                self.places = self.places or link_targets(self.facts)
                self.texts.link_type(link.arcrole)
                self.texts.link_group(link.group)


def _head(plan: _Plan) -> str:
    info: dict[str, object] = {"documentType": DOCUMENT_TYPE, "namespaces": dict(sorted(plan.texts.namespaces.items()))}
    if plan.texts.link_types:
        info["linkTypes"] = dict(sorted(plan.texts.link_types.items()))
        info["linkGroups"] = dict(sorted(plan.texts.link_groups.items()))
    info["taxonomy"] = list(plan.taxonomy)
    shown = json.dumps(info, ensure_ascii=False, indent=2).replace("\n", "\n  ")
    return f'{{\n  "documentInfo": {shown},\n  "facts": {{'


def _facts(plan: _Plan) -> Iterator[str]:
    concepts, texts = plan.concepts, plan.texts
    comma = "\n"
    for fact, key, aspects in zip(plan.facts, plan.ids, plan.aspects, strict=True):
        value = texts.value(fact)
        shown = "null" if value is None else encode_basestring(value)
        name = encode_basestring(key)
        if fact.concept == NOTE_CONCEPT:
            aspects = f'{aspects}, "noteId": {name}'
        decimals = "" if fact.decimals is None or value is None or fact.unit is None else f', "decimals": {fact.decimals}'
        links = _links(plan, fact) if fact.links else ""
        yield f'{comma}    {name}: {{"value": {shown}{decimals}, "dimensions": {{"concept": {concepts[fact.concept]}{aspects}}}{links}}}'
        comma = ",\n"


def _links(plan: _Plan, fact: Fact) -> str:
    found: dict[str, dict[str, list[str]]] = {}
    for link in fact.links:
        targets = found.setdefault(plan.texts.link_type(link.arcrole), {}).setdefault(plan.texts.link_group(link.group), [])
        for target in link.targets:
            name = plan.ids[target_index(fact, target, plan.places)]
            if name not in targets:
                targets.append(name)
    return f', "links": {json.dumps(found, ensure_ascii=False)}'
