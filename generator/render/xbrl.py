"""The report as an XBRL 2.1 instance document.

Contexts and units stand before the facts, in the order of first use (`c1` …, `u1` …); dimensions stand in
xbrli:scenario; notes become footnotes. Written as a stream, the text of each context made once.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import BinaryIO

from generator.equality import note_markup, number_text
from generator.model import Fact, Report, Taxonomy
from generator.qname import FOOTNOTE_ROLE, NOTE_CONCEPT, XHTML, QName
from generator.render.instance import InstancePlan, reference, role_references
from generator.render.naming import link_targets, refuse_forbidden, target_index
from generator.xmltext import escaped, escaped_attribute

_CHUNK = 2048


def write(report: Report, taxonomy: Taxonomy, sink: BinaryIO) -> None:
    """Write `report` to `sink` in UTF-8 (XBRL 2.1 section 4).

    `taxonomy` names the domain elements of typed dimensions. Raises ValueError, naming the fact, for a character
    that XML forbids, a number that is not finite, a link to nothing, a note without language, or a typed dimension that
    the taxonomy does not know.
    """
    plan = InstancePlan(report, taxonomy)
    chunk: list[str] = []
    for piece in _document(plan):
        chunk.append(piece)
        if len(chunk) >= _CHUNK:
            sink.write("".join(chunk).encode())
            chunk.clear()
    sink.write("".join(chunk).encode())


def _document(plan: InstancePlan) -> Iterator[str]:
    declared = "".join(f'\n    xmlns:{prefix}="{escaped_attribute(uri)}"' for prefix, uri in sorted(plan.prefixes.used.items()))
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<xbrli:xbrl{declared}>\n'
    yield from map(reference, plan.taxonomy_references)
    yield from role_references(plan)
    yield from plan.resources
    yield from _facts(plan)
    yield from _footnote_links(plan)
    yield "</xbrli:xbrl>\n"


def _facts(plan: InstancePlan) -> Iterator[str]:
    contexts, units = plan.contexts, plan.units
    name = plan.prefixes.name
    tags: dict[QName, str] = {}
    for fact, key in zip(plan.facts, plan.ids, strict=True):
        concept = fact.concept
        if concept == NOTE_CONCEPT:
            continue
        tag = tags.get(concept) or tags.setdefault(concept, name(concept))
        context = contexts[(fact.entity, fact.period, fact.dimensions)]
        value = fact.value
        unit = "" if fact.unit is None else f' unitRef="{units[fact.unit]}"'
        lang = "" if fact.language is None else f' xml:lang="{escaped_attribute(fact.language)}"'
        if value is None:
            yield f'  <{tag} id="{key}" contextRef="{context}"{unit}{lang} xsi:nil="true"/>\n'
            continue
        if unit:
            unit += ' decimals="INF"' if fact.decimals is None else f' decimals="{fact.decimals}"'
        if isinstance(value, Decimal):
            text = _number(fact, value)
        elif isinstance(value, QName):
            text = name(value)
        else:
            refuse_forbidden(value, fact)
            text = escaped(value)
        yield f'  <{tag} id="{key}" contextRef="{context}"{unit}{lang}>{text}</{tag}>\n'


def _number(fact: Fact, value: Decimal) -> str:
    try:
        return number_text(value)
    except ValueError as problem:
        raise ValueError(f"the fact {fact.id}: {problem}") from None


# ---------------------------------------------------------------- footnotes (XBRL 2.1, 4.11)


def _footnote_links(plan: InstancePlan) -> Iterator[str]:
    """One extended link for each link role and arcrole: XLink allows a pair of labels one arc in each."""
    facts = plan.facts
    places: Mapping[str, int] = {}
    pairs: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for index, fact in enumerate(facts):
        for link in fact.links:
            places = places or link_targets(facts)
            arcs = pairs.setdefault((link.group, link.arcrole), [])
            arcs.extend((index, target_index(fact, target, places)) for target in link.targets)
    written: set[int] = set()
    for (group, arcrole), arcs in sorted(pairs.items()):
        yield f'  <link:footnoteLink xlink:type="extended" xlink:role="{escaped_attribute(group)}">\n'
        unique = list(dict.fromkeys(arcs))
        for index in dict.fromkeys(end for arc in unique for end in arc):
            yield _footnote(facts[index], plan.ids[index], index in written)
            written.add(index)
        for source, target in unique:
            yield (
                f'    <link:footnoteArc xlink:type="arc" xlink:arcrole="{escaped_attribute(arcrole)}" '
                f'xlink:from="{plan.ids[source]}" xlink:to="{plan.ids[target]}"/>\n'
            )
        yield "  </link:footnoteLink>\n"


def _footnote(fact: Fact, key: str, again: bool) -> str:
    if fact.concept != NOTE_CONCEPT:
        return f'    <link:loc xlink:type="locator" xlink:href="#{key}" xlink:label="{key}"/>\n'
    text = note_markup(fact.value) if isinstance(fact.value, str) else ""
    refuse_forbidden(text, fact)
    shown_id = "" if again else f' id="{key}"'
    return (
        f'    <link:footnote{shown_id} xlink:type="resource" xlink:label="{key}" xlink:role="{FOOTNOTE_ROLE}" '
        f'xml:lang="{escaped_attribute(fact.language or "")}" xmlns="{XHTML}">{text}</link:footnote>\n'
    )
