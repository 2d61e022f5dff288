"""What an instance and an inline page both begin with: references, contexts and units (XBRL 2.1, 4.2, 4.7, 4.8).

The mirror of `read/instance.py`. Contexts and units stand in the order of first use (`c1` …, `u1` …), dimensions in xbrli:scenario.
"""

from generator.model import Entity, Member, Period, Report, Taxonomy, Unit
from generator.qname import LINK, NOTE_CONCEPT, XBRLDI, XBRLI, XLINK, XSI, QName
from generator.render.naming import Prefixes, unique_ids, worth_writing, xml_date
from generator.xmltext import escaped, escaped_attribute

ContextKey = tuple[Entity, Period | None, tuple[tuple[QName, Member], ...]]
_OWN_ROLES = ("http://www.xbrl.org/2003/role/", "http://www.xbrl.org/2003/arcrole/")
_LINKBASE_ARCROLE = "http://www.w3.org/1999/xlink/properties/linkbase"


class InstancePlan:
    """One pass over the facts: contexts, units and namespaces in the order of first use, ids without collisions."""

    def __init__(self, report: Report, taxonomy: Taxonomy) -> None:
        self.taxonomy_references = report.taxonomy
        self.facts = worth_writing(report.facts)
        self.prefixes = Prefixes(report.prefixes, taxonomy.prefixes)
        for namespace in (XBRLI, LINK, XLINK, XSI):
            self.prefixes.prefix(namespace)
        self.taxonomy = taxonomy
        self.ids = unique_ids(self.facts, ncname=True)
        self.contexts: dict[ContextKey, str] = {}
        self.units: dict[Unit, str] = {}
        taken = set(self.ids)
        concepts: set[QName] = set()
        for fact in self.facts:
            if fact.concept == NOTE_CONCEPT:
                continue
            key = (fact.entity, fact.period, fact.dimensions)
            if key not in self.contexts:
                self.contexts[key] = _fresh("c", len(self.contexts) + 1, taken)
            if fact.unit is not None and fact.unit not in self.units:
                self.units[fact.unit] = _fresh("u", len(self.units) + 1, taken)
            if fact.concept not in concepts:
                concepts.add(fact.concept)
                self.prefixes.prefix(fact.concept.namespace)
            if isinstance(fact.value, QName):
                self.prefixes.prefix(fact.value.namespace)
        # made here, since they use prefixes that the root element declares
        self.resources = [_context(self, key, name) for key, name in self.contexts.items()]
        self.resources += [_unit(self.prefixes, unit, name) for unit, name in self.units.items()]


def _fresh(base: str, number: int, taken: set[str]) -> str:
    name = f"{base}{number}"
    while name in taken:
        name += "_"
    return name


def reference(url: str) -> str:
    """A schemaRef, or a linkbaseRef for what is a linkbase by its name (XBRL 2.1, 4.2 and 4.3)."""
    if url.lower().endswith(".xml"):
        return f'  <link:linkbaseRef xlink:type="simple" xlink:arcrole="{_LINKBASE_ARCROLE}" xlink:href="{escaped_attribute(url)}"/>\n'
    return f'  <link:schemaRef xlink:type="simple" xlink:href="{escaped_attribute(url)}"/>\n'


def role_references(plan: InstancePlan) -> list[str]:
    """A roleRef or arcroleRef for each role that the notes' links use and that is not XBRL's own (XBRL 2.1, 4.4 and 4.5).

    Only for those that the taxonomy defines in a document with a URL: another one's path means nothing elsewhere.
    """
    links = [link for fact in plan.facts for link in fact.links]
    found = []
    for kind, uris in (("role", {link.group for link in links}), ("arcrole", {link.arcrole for link in links})):
        for uri in sorted(uris):
            place = plan.taxonomy.role_locations.get(uri, "")
            if place.startswith(("http://", "https://")) and not uri.startswith(_OWN_ROLES):
                href, shown = escaped_attribute(place), escaped_attribute(uri)
                found.append(f'  <link:{kind}Ref {kind}URI="{shown}" xlink:type="simple" xlink:href="{href}"/>\n')
    return found


def _context(plan: InstancePlan, key: ContextKey, name: str) -> str:
    entity, period, dimensions = key
    if period is None:
        times = "<xbrli:forever/>"
    elif period.start is None:
        times = f"<xbrli:instant>{xml_date(period.end, end=True)}</xbrli:instant>"
    else:
        start, end = xml_date(period.start, end=False), xml_date(period.end, end=True)
        times = f"<xbrli:startDate>{start}</xbrli:startDate><xbrli:endDate>{end}</xbrli:endDate>"
    members = "".join(_member(plan, dimension, member) for dimension, member in dimensions)
    scenario = f"    <xbrli:scenario>\n{members}    </xbrli:scenario>\n" if members else ""
    identifier = f'<xbrli:identifier scheme="{escaped_attribute(entity.scheme)}">{escaped(entity.identifier)}</xbrli:identifier>'
    return (
        f'  <xbrli:context id="{name}">\n'
        f"    <xbrli:entity>{identifier}</xbrli:entity>\n"
        f"    <xbrli:period>{times}</xbrli:period>\n{scenario}  </xbrli:context>\n"
    )


def _member(plan: InstancePlan, dimension: QName, member: Member) -> str:
    prefixes = plan.prefixes
    prefixes.prefix(XBRLDI)
    shown = prefixes.name(dimension)
    if isinstance(member, QName):
        return f'      <xbrldi:explicitMember dimension="{shown}">{prefixes.name(member)}</xbrldi:explicitMember>\n'
    concept = plan.taxonomy.concepts.get(dimension)
    if concept is None or concept.typed_domain is None:
        raise ValueError(f"the taxonomy knows no typed dimension {dimension}")
    domain = prefixes.name(concept.typed_domain)
    content = f'<{domain} xsi:nil="true"/>' if member is None else f"<{domain}>{escaped(member)}</{domain}>"
    return f'      <xbrldi:typedMember dimension="{shown}">{content}</xbrldi:typedMember>\n'


def _unit(prefixes: Prefixes, unit: Unit, name: str) -> str:
    parts = (unit.numerators, unit.denominators)
    above, below = ("".join(f"<xbrli:measure>{prefixes.name(m)}</xbrli:measure>" for m in part) for part in parts)
    if below:
        above = (
            f"<xbrli:divide><xbrli:unitNumerator>{above}</xbrli:unitNumerator>"
            f"<xbrli:unitDenominator>{below}</xbrli:unitDenominator></xbrli:divide>"
        )
    return f'  <xbrli:unit id="{name}">{above}</xbrli:unit>\n'
