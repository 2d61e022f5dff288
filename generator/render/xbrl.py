"""The report as an XBRL 2.1 instance document.

Contexts and units stand before the facts, in the order of first use (`c1` …, `u1` …); dimensions stand in
xbrli:scenario, or xbrli:segment where the taxonomy wants them there; notes become
footnotes. Written as a stream, the text of each context made once.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

from generator.equality import note_markup, number_text
from generator.model import Fact, Report, Taxonomy
from generator.qname import FOOTNOTE_ROLE, NOTE_CONCEPT, XHTML, QName
from generator.render.instance import Resources, reference, role_references
from generator.render.naming import refuse_forbidden
from generator.render.roll import Roll, in_chunks
from generator.xmltext import escaped, escaped_attribute


def write(report: Report, taxonomy: Taxonomy, sink: BinaryIO) -> None:
    """Write `report` to `sink` in UTF-8 (XBRL 2.1 section 4), in two passes over its facts.

    `taxonomy` names the domain elements of typed dimensions. Raises ValueError, naming the fact, for a character
    that XML forbids, a number that is not finite, a link to nothing, a note without language, or a typed dimension that
    the taxonomy does not know.
    """
    roll = Roll(ncname=True)
    plan = Resources(report, taxonomy)
    plan.collect(roll.scan(report.facts))
    plan.name(roll.close())
    for chunk in in_chunks(_document(report, plan, roll)):
        sink.write(chunk)


def _document(report: Report, plan: Resources, roll: Roll) -> Iterator[str]:
    declared = "".join(f'\n    xmlns:{prefix}="{escaped_attribute(uri)}"' for prefix, uri in sorted(plan.prefixes.used.items()))
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<xbrli:xbrl{declared}>\n'
    yield from map(reference, plan.taxonomy_references)
    yield from role_references(plan)
    yield from plan.resources
    yield from _facts(report, plan, roll)
    yield from _footnote_links(roll)
    yield "</xbrli:xbrl>\n"


def _facts(report: Report, plan: Resources, roll: Roll) -> Iterator[str]:
    name, renamed = plan.prefixes.name, roll.renamed
    tags: dict[QName, str] = {}
    last: tuple[object, ...] = (None, None, None, None, None, None)
    shared = when_nil = ""
    for index, fact in enumerate(report.facts):
        key, concept, value, entity, period, unit, decimals, language, dimensions, _ = fact
        if concept == NOTE_CONCEPT:
            continue
        if (
            dimensions is not last[0]
            or period is not last[1]
            or unit is not last[2]
            or decimals != last[3]
            or language != last[4]
            or entity is not last[5]
        ):
            when_nil, shared = _attributes(fact, plan)
            last = (dimensions, period, unit, decimals, language, entity)
        if renamed:
            key = renamed.get(index, key)
        tag = tags.get(concept) or tags.setdefault(concept, name(concept))
        if value.__class__ is Decimal:
            text = str(value)
            if not text.isdigit():
                text = _number(fact)
        elif value is None:
            yield f'  <{tag} id="{key}"{when_nil} xsi:nil="true"/>\n'
            continue
        elif isinstance(value, str):
            refuse_forbidden(value, fact)
            text = escaped(value)
        else:
            text = name(value) if isinstance(value, QName) else _number(fact)
        yield f'  <{tag} id="{key}"{shared}>{text}</{tag}>\n'


def _attributes(fact: Fact, plan: Resources) -> tuple[str, str]:
    """What many facts share, contextRef, unitRef and xml:lang: for a nil fact, and with decimals for one that has a value."""
    unit = "" if fact.unit is None else f' unitRef="{plan.units[fact.unit]}"'
    lang = "" if fact.language is None else f' xml:lang="{escaped_attribute(fact.language)}"'
    text = f' contextRef="{plan.contexts[(fact.entity, fact.period, fact.dimensions)]}"{unit}'
    decimals = f' decimals="{"INF" if fact.decimals is None else fact.decimals}"' if unit else ""
    return text + lang, f"{text}{decimals}{lang}"


def _number(fact: Fact) -> str:
    assert isinstance(fact.value, Decimal)
    try:
        return number_text(fact.value)
    except ValueError as problem:
        raise ValueError(f"the fact {fact.id}: {problem}") from None


# ---------------------------------------------------------------- footnotes (XBRL 2.1, 4.11)


def _footnote_links(roll: Roll) -> Iterator[str]:
    """One extended link for each link role and arcrole: XLink allows a pair of labels one arc in each."""
    pairs: dict[tuple[str, str], dict[tuple[tuple[int, str], tuple[int, str]], None]] = {}
    for index, fact in roll.sources:
        source = (index, roll.key(index, fact))
        for link in fact.links:
            arcs = pairs.setdefault((link.group, link.arcrole), {})
            arcs.update(((source, roll.target(target)), None) for target in link.targets)
    written: set[int] = set()
    for (group, arcrole), arcs in sorted(pairs.items()):
        yield f'  <link:footnoteLink xlink:type="extended" xlink:role="{escaped_attribute(group)}">\n'
        for index, key in dict.fromkeys(end for arc in arcs for end in arc):
            note = roll.notes.get(index)
            yield _locator(key) if note is None else _footnote(note, key, index in written)
            written.add(index)
        for (_, source_key), (_, target_key) in arcs:
            yield (
                f'    <link:footnoteArc xlink:type="arc" xlink:arcrole="{escaped_attribute(arcrole)}" '
                f'xlink:from="{source_key}" xlink:to="{target_key}"/>\n'
            )
        yield "  </link:footnoteLink>\n"


def _locator(key: str) -> str:
    return f'    <link:loc xlink:type="locator" xlink:href="#{key}" xlink:label="{key}"/>\n'


def _footnote(fact: Fact, key: str, again: bool) -> str:
    text = note_markup(fact.value) if isinstance(fact.value, str) else ""
    refuse_forbidden(text, fact)
    shown_id = "" if again else f' id="{key}"'
    return (
        f'    <link:footnote{shown_id} xlink:type="resource" xlink:label="{key}" xlink:role="{FOOTNOTE_ROLE}" '
        f'xml:lang="{escaped_attribute(fact.language or "")}" xmlns="{XHTML}">{text}</link:footnote>\n'
    )
