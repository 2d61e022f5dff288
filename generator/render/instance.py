"""What an instance and an inline page both begin with: references, contexts and units (XBRL 2.1, 4.2, 4.7, 4.8).

The mirror of `read/resources.py`. Contexts and units stand in the order of first use (`c1` …, `u1` …), dimensions in xbrli:scenario,
or in xbrli:segment where the taxonomy's hypercubes want them there.
"""

from collections.abc import Iterable, Set

from generator.model import Entity, Fact, Member, Period, Report, Taxonomy, Unit
from generator.qname import ALL, LINK, NOT_ALL, NOTE_CONCEPT, XBRLDI, XBRLI, XLINK, XSI, QName
from generator.render.naming import Prefixes, unique_ids, worth_writing, xml_date
from generator.xmltext import escaped, escaped_attribute, forbidden

ContextKey = tuple[Entity, Period | None, tuple[tuple[QName, Member], ...]]
_OWN_ROLES = ("http://www.xbrl.org/2003/role/", "http://www.xbrl.org/2003/arcrole/")
_LINKBASE_ARCROLE = "http://www.w3.org/1999/xlink/properties/linkbase"


class Resources:
    """Contexts, units and namespaces in the order of first use; facts are taken down by `collect`, then `name` names what was found.

    Afterwards `contexts` and `units` map to ids that are no fact's, and `resources` are their elements.
    """

    def __init__(self, report: Report, taxonomy: Taxonomy) -> None:
        self.taxonomy_references = report.taxonomy
        self.prefixes = Prefixes(report.prefixes, taxonomy.prefixes)
        for namespace in (XBRLI, LINK, XLINK, XSI):
            self.prefixes.prefix(namespace)
        self.taxonomy = taxonomy
        self.in_segment = _wants_segment(taxonomy)
        self.contexts: dict[ContextKey, str] = {}
        self.units: dict[Unit, str] = {}
        self.links: set[tuple[str, str]] = set()
        self.resources: list[str] = []

    def collect(self, facts: Iterable[Fact]) -> None:
        """Take down what `facts` need. Neighbours mostly share their aspects, as the same objects: those are looked up once."""
        contexts, units, prefix = self.contexts, self.units, self.prefixes.prefix
        concepts: set[QName] = set()
        last: tuple[object, object, object, object] = (None, None, None, None)
        for fact in facts:
            _, concept, value, entity, period, unit, _, _, dimensions, links = fact
            if links:
                self.links.update((link.group, link.arcrole) for link in links)
            if concept == NOTE_CONCEPT:
                continue
            if entity is not last[0] or period is not last[1] or dimensions is not last[2] or unit is not last[3]:
                contexts.setdefault((entity, period, dimensions), "")
                if unit is not None:
                    units.setdefault(unit, "")
                last = (entity, period, dimensions, unit)
            if concept not in concepts:
                concepts.add(concept)
                prefix(concept.namespace)
            if isinstance(value, QName):
                prefix(value.namespace)

    def name(self, taken: Set[str]) -> None:
        """Give contexts and units their ids, none of `taken`, and write them: this uses prefixes that the root element declares."""
        taken = {key for key in taken if key[:1] in ("c", "u")}
        self.contexts = {key: _fresh("c", number, taken) for number, key in enumerate(self.contexts, 1)}
        self.units = {unit: _fresh("u", number, taken) for number, unit in enumerate(self.units, 1)}
        self.resources = [_context(self, key, name) for key, name in self.contexts.items()]
        self.resources += [_unit(self.prefixes, unit, name) for unit, name in self.units.items()]
        for text in self.resources:
            if found := forbidden().search(text):
                raise ValueError(f"an aspect of a fact holds the character U+{ord(found[0]):04X}, which XML forbids")


class InstancePlan(Resources):
    """The resources of a report whose facts are in memory, and an id for each of them, without collisions."""

    def __init__(self, report: Report, taxonomy: Taxonomy) -> None:
        super().__init__(report, taxonomy)
        self.facts = worth_writing(report.facts)
        self.ids = unique_ids(self.facts, ncname=True)
        self.collect(self.facts)
        self.name(set(self.ids))


def _wants_segment(taxonomy: Taxonomy) -> bool:
    """Whether all hypercubes of the taxonomy take their dimensions from segments (Dimensions 1.0, 2.3): then they have to stand there."""
    base_sets = (*taxonomy.relationships.get(ALL, {}).values(), *taxonomy.relationships.get(NOT_ALL, {}).values())
    return {relationship.context_element for base_set in base_sets for relationship in base_set} == {"segment"}


def _fresh(base: str, number: int, taken: Set[str]) -> str:
    name = f"{base}{number}"
    while name in taken:
        name += "_"
    return name


def reference(url: str) -> str:
    """A schemaRef, or a linkbaseRef for what is a linkbase by its name (XBRL 2.1, 4.2 and 4.3)."""
    if url.lower().endswith(".xml"):
        return f'  <link:linkbaseRef xlink:type="simple" xlink:arcrole="{_LINKBASE_ARCROLE}" xlink:href="{escaped_attribute(url)}"/>\n'
    return f'  <link:schemaRef xlink:type="simple" xlink:href="{escaped_attribute(url)}"/>\n'


def role_references(plan: Resources) -> list[str]:
    """A roleRef or arcroleRef for each role that the notes' links use and that is not XBRL's own (XBRL 2.1, 4.4 and 4.5).

    Only for those that the taxonomy defines in a document with a URL: another one's path means nothing elsewhere.
    """
    found = []
    for kind, uris in (("role", {group for group, _ in plan.links}), ("arcrole", {arcrole for _, arcrole in plan.links})):
        for uri in sorted(uris):
            place = plan.taxonomy.role_locations.get(uri, "")
            if place.startswith(("http://", "https://")) and not uri.startswith(_OWN_ROLES):
                href, shown = escaped_attribute(place), escaped_attribute(uri)
                found.append(f'  <link:{kind}Ref {kind}URI="{shown}" xlink:type="simple" xlink:href="{href}"/>\n')
    return found


def _context(plan: Resources, key: ContextKey, name: str) -> str:
    entity, period, dimensions = key
    if period is None:
        times = "<xbrli:forever/>"
    elif period.start is None:
        times = f"<xbrli:instant>{xml_date(period.end, end=True)}</xbrli:instant>"
    else:
        start, end = xml_date(period.start, end=False), xml_date(period.end, end=True)
        times = f"<xbrli:startDate>{start}</xbrli:startDate><xbrli:endDate>{end}</xbrli:endDate>"
    members = "".join(_member(plan, dimension, member) for dimension, member in dimensions)
    scenario = f"    <xbrli:scenario>\n{members}    </xbrli:scenario>\n" if members and not plan.in_segment else ""
    segment = f"\n      <xbrli:segment>\n{members}      </xbrli:segment>\n    " if members and plan.in_segment else ""
    identifier = f'<xbrli:identifier scheme="{escaped_attribute(entity.scheme)}">{escaped(entity.identifier)}</xbrli:identifier>'
    return (
        f'  <xbrli:context id="{name}">\n'
        f"    <xbrli:entity>{identifier}{segment}</xbrli:entity>\n"
        f"    <xbrli:period>{times}</xbrli:period>\n{scenario}  </xbrli:context>\n"
    )


def _member(plan: Resources, dimension: QName, member: Member) -> str:
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
