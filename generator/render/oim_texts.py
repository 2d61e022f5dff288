"""Aspects and values as xBRL-JSON and xBRL-CSV write them: SQNames, unit and period strings, link aliases.

OIM common definitions 1.0. Both writers give the same texts, so that only the frame around them differs.
"""

from collections.abc import Mapping
from decimal import Decimal

from generator.equality import note_markup, number_text
from generator.model import NO_ENTITY, PURE, Entity, Fact, Report, Taxonomy, Unit
from generator.qname import FACT_FOOTNOTE, NOTE_CONCEPT, STANDARD_LINK, QName
from generator.render.naming import Prefixes, oim_period

RESERVED_LINK_TYPES = {FACT_FOOTNOTE: "footnote", "http://www.xbrl.org/2009/arcrole/fact-explanatoryFact": "explanatoryFact"}
_ENUMERATIONS = "http://xbrl.org/2020/extensible-enumerations-2.0"
RESERVED_LINK_GROUPS = {STANDARD_LINK: "_"}


class OimTexts:
    """The texts of one report's aspects and values; `namespaces`, `link_types` and `link_groups` grow with what is used."""

    def __init__(self, report: Report, taxonomy: Taxonomy | None = None) -> None:
        """The prefixes of `report` are preferred. `taxonomy` tells which concepts are enumerations; without it none is."""
        self._prefixes = Prefixes(report.prefixes)
        self._enumerations = frozenset() if taxonomy is None else enumerations(taxonomy)
        self._names: dict[QName, str] = {}
        self._units: dict[Unit, str | None] = {}
        self._contexts: dict[tuple[object, ...], Mapping[str, str | None]] = {}
        self.link_types: dict[str, str] = {}
        self.link_groups: dict[str, str] = {}

    @property
    def namespaces(self) -> Mapping[str, str]:
        """Prefix to namespace, of all that has been used so far."""
        return self._prefixes.used

    def name(self, name: QName) -> str:
        """An SQName (OIM common, 3.1)."""
        found = self._names.get(name)
        if found is None:
            found = self._names[name] = self._prefixes.name(name)
        return found

    def entity(self, entity: Entity) -> str | None:
        """The entity as an SQName whose prefix stands for the scheme; None for no entity."""
        if entity == NO_ENTITY:
            return None
        if not entity.identifier or any(c.isspace() for c in entity.identifier):
            raise ValueError(f"the entity identifier {entity.identifier!r} is empty or holds white space, which the OIM cannot express")
        return f"{self._prefixes.prefix(entity.scheme, 'scheme')}:{entity.identifier}"

    def unit(self, unit: Unit) -> str | None:
        """The unit's string, measures in lexical order; None for pure, which the OIM leaves out (OIM common, 3.4)."""
        if unit not in self._units:
            self._units[unit] = None if unit == PURE else self._unit(unit)
        return self._units[unit]

    def _unit(self, unit: Unit) -> str:
        above, below = (sorted(map(self.name, part)) for part in (unit.numerators, unit.denominators))
        if not below:
            return "*".join(above)
        return "/".join(part[0] if len(part) == 1 else f"({'*'.join(part)})" for part in (above, below))

    def value(self, fact: Fact) -> str | None:
        """The fact's value as text; None for nil. Raises ValueError, naming the fact, for a number that is not finite."""
        value = fact.value
        if isinstance(value, Decimal):
            try:
                return number_text(value)
            except ValueError as problem:
                raise ValueError(f"the fact {fact.id}: {problem}") from None
        if isinstance(value, QName):
            return self.name(value)
        if value is not None and fact.concept in self._enumerations:
            return self._members(value)
        return note_markup(value) if value is not None and fact.concept == NOTE_CONCEPT else value

    def _members(self, value: str) -> str:
        """An enumeration's expanded names (`namespace#local`) as prefixed ones, in order (Extensible Enumerations 2.0, 2)."""
        names = [name.rpartition("#") for name in value.split()]
        return " ".join(sorted(self.name(QName(namespace, local)) for namespace, _, local in names))

    def aspects(self, fact: Fact) -> Mapping[str, str | None]:
        """The fact's dimensions but concept and noteId, by their OIM names in a fixed order; one mapping for all facts that share them."""
        key = (fact.entity, fact.period, fact.unit, fact.language, fact.dimensions)
        found = self._contexts.get(key)
        if found is None:
            found = self._contexts[key] = self._aspects(fact)
        return found

    def _aspects(self, fact: Fact) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        if fact.concept == NOTE_CONCEPT:
            return {"language": fact.language}
        entity = self.entity(fact.entity)
        unit = None if fact.unit is None else self.unit(fact.unit)
        if entity is not None:
            found["entity"] = entity
        if fact.period is not None:
            found["period"] = oim_period(fact.period)
        if unit is not None:
            found["unit"] = unit
        if fact.language is not None:
            found["language"] = fact.language
        for dimension, member in fact.dimensions:
            found[self.name(dimension)] = self.name(member) if isinstance(member, QName) else member
        return found

    def link_type(self, arcrole: str) -> str:
        """The alias of a link type."""
        return _alias(self.link_types, arcrole, RESERVED_LINK_TYPES, "type")

    def link_group(self, role: str) -> str:
        """The alias of a link group."""
        return _alias(self.link_groups, role, RESERVED_LINK_GROUPS, "group")


def enumerations(taxonomy: Taxonomy) -> frozenset[QName]:
    """The concepts of `taxonomy` that are extensible enumerations, by their types."""
    found: set[QName] = set()
    for concept in taxonomy.concepts.values():
        name: QName | None = concept.type
        seen: set[QName] = set()
        while name is not None and name not in seen:
            if name.namespace == _ENUMERATIONS:
                found.add(concept.qname)
                break
            seen.add(name)
            declared = taxonomy.types.get(name)
            name = declared.base if declared else None
    return frozenset(found)


def _alias(used: dict[str, str], uri: str, reserved: Mapping[str, str], base: str) -> str:
    """The alias of `uri` in `used` (alias to URI), made at its first use."""
    if uri in reserved:
        used[reserved[uri]] = uri
        return reserved[uri]
    for alias, known in used.items():
        if known == uri:
            return alias
    alias = f"{base}{len(used) + 1}"
    used[alias] = uri
    return alias
