"""Report and Taxonomy: the facts, and what they are facts of.

The report follows the Open Information Model 1.0 (facts and their aspects); the taxonomy follows
XBRL 2.1 section 5 and XBRL Dimensions 1.0. Facts, of which there are millions, are NamedTuples.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from decimal import Decimal
from functools import cached_property

from generator.qname import (
    ALL,
    DIMENSION_DEFAULT,
    DOMAIN_MEMBER,
    STANDARD_LABEL,
    XBRLI,
    QName,
)
from generator.records import NamedTuple, Record, field

# ---------------------------------------------------------------- Report (OIM 1.0 section 3)


class Entity(NamedTuple):
    """The reporting entity: the identifier's scheme (a URI) and the identifier."""

    scheme: str
    identifier: str


NO_ENTITY = Entity("https://xbrl.org/2021/entities", "NA")
"""What stands where the OIM has no entity: in notes, and as XBRL 2.1 writes it (xBRL-XML 1.0)."""


class Period(NamedTuple):
    """An OIM period: ISO date-times without zone, such as `2024-01-01T00:00:00`.

    A duration has both; an instant has `start` None. The end of 2023 is 2024-01-01T00:00:00.
    Forever is no Period: the fact's period is None.
    """

    start: str | None
    end: str


class Unit(NamedTuple):
    """Measures multiplied, divided by measures multiplied; both sorted (XBRL 2.1, 4.8).

    Every numeric fact has one. OIM leaves `xbrli:pure` out: its writers drop `PURE`, and its readers,
    which know the concept, put it back.
    """

    numerators: tuple[QName, ...]
    denominators: tuple[QName, ...] = ()


PURE = Unit((QName(XBRLI, "pure"),))


class Link(NamedTuple):
    """A fact's link to other facts, usually `xbrl:note` footnotes (OIM 1.0: link groups).

    `arcrole` is the link type, `group` the link role, both absolute URIs; `targets` are fact ids.
    """

    arcrole: str
    group: str
    targets: tuple[str, ...]


Value = Decimal | QName | str | None
"""A fact's value: Decimal for a numeric concept, QName for a QName concept, None for nil, else the
canonical text (dates and date-times as reported, booleans "true"/"false", text blocks as markup)."""

Member = QName | str | None
"""A dimension's value: QName for an explicit member, text for a typed one, None for a nil typed one."""


class Fact(NamedTuple):
    """A value with its aspects. It knows neither its report, nor its file, nor its markup.

    `id` is `schedule.row.column` for the facts we make. `decimals` is None for infinite precision
    and for what is not numeric; numeric facts are those with a `unit`. `dimensions` is sorted by
    dimension. Default members are never present. `language` is lower case or None.
    """

    id: str
    concept: QName
    value: Value
    entity: Entity
    period: Period | None
    unit: Unit | None = None
    decimals: int | None = None
    language: str | None = None
    dimensions: tuple[tuple[QName, Member], ...] = ()
    links: tuple[Link, ...] = ()


class Report(Record):
    """Facts, and the entry points of the taxonomy that they are reported against.

    `taxonomy` lists absolute URLs (schemaRef). `prefixes` maps prefix to namespace: a preference
    for writing, never part of equality. `facts` are in the order of reporting.
    """

    facts: Sequence[Fact]
    taxonomy: tuple[str, ...]
    prefixes: Mapping[str, str] = field(default_factory=dict)


# ---------------------------------------------------------------- Taxonomy


class Concept(Record):
    """An element declaration in the substitution group of xbrli:item or xbrli:tuple (XBRL 2.1, 5.1.1).

    `type` is the declared type; `base_type` the XBRL item type it restricts ("monetaryItemType");
    `substitution_group` the immediate head. `period_type` is "instant", "duration" or "" (tuple);
    `balance` "debit", "credit" or "". `typed_domain` is the typed dimension's domain element.
    """

    qname: QName
    id: str
    type: QName
    base_type: str
    substitution_group: QName
    period_type: str
    balance: str = ""
    abstract: bool = False
    nillable: bool = True
    typed_domain: QName | None = None

    @property
    def is_numeric(self) -> bool:
        """Whether facts of the concept carry a unit (XBRL 2.1, 4.6.1)."""
        return self.base_type in NUMERIC_BASE_TYPES


_NUMERIC = """
decimal float double integer nonPositiveInteger negativeInteger long int short byte nonNegativeInteger
unsignedLong unsignedInt unsignedShort unsignedByte positiveInteger monetary shares pure fraction
"""
NUMERIC_BASE_TYPES = frozenset(name + "ItemType" for name in _NUMERIC.split())


_TEXT = frozenset(
    ("string", "normalizedString", "token", "NCName", "ID", "IDREF", "IDREFS", "ENTITY", "ENTITIES", "NMTOKEN", "NMTOKENS"),
)
_WITHOUT_LANGUAGE = frozenset(("domainItemType", "noLangTokenItemType", "noLangStringItemType"))
SUPPLIED = "attribute"
_REGISTRY = "http://www.xbrl.org/dtr/type/"


class DataType(Record):
    """A simple (or simple-content) type: the type that it restricts, and its own facets.

    `base` is None only for the roots (XML Schema built-ins). `facets` are (name, value) pairs as
    written, name being the facet's local name; enumeration and pattern may repeat. `item_type` is
    the XBRL item type it derives from ("" for what is no item type), `primitive` the XML Schema
    built-in at its root ("decimal", "string" …). An attribute that the type supplies where it is not given (a default or fixed
    one) stands among the facets, as SUPPLIED with its name.
    """

    qname: QName
    base: QName | None
    primitive: str
    item_type: str = ""
    facets: tuple[tuple[str, str], ...] = ()


class Relationship(Record):
    """One effective arc between concepts, after prohibition and overriding (XBRL 2.1, 3.5.3.9.7).

    `role` is the extended link's role. Attributes that the arcrole does not have are at their defaults.
    """

    arcrole: str
    role: str
    source: QName
    target: QName
    order: Decimal = Decimal(1)
    weight: Decimal | None = None
    preferred_label: str | None = None
    target_role: str | None = None
    closed: bool = False
    context_element: str | None = None
    usable: bool = True


class Label(NamedTuple):
    """A label resource of a concept: role URI, language as written, text (may hold markup)."""

    role: str
    language: str
    text: str


class Enumeration(NamedTuple):
    """Where the values of an enumeration come from: the members below `domain` in the link role `role`, and `domain` itself
    where `head_usable` (Extensible Enumerations 2.0, 2.2)."""

    domain: QName
    role: str
    head_usable: bool = False


class Reference(NamedTuple):
    """A reference resource of a concept: role URI and its parts in order, (part name, text)."""

    role: str
    parts: tuple[tuple[QName, str], ...]


class Taxonomy(Record, cached=True):
    """A DTS, discovered from its entry points, immutable.

    `relationships` maps arcrole, then link role, to that base set's relationships in order. `roles` maps a role URI to its
    definition, `role_locations` a role or arcrole URI to where it is defined (`URL#id`). `types` holds every simple type that a
    concept or a typed domain element uses, up to its root; `typed_domains` maps the domain element of a typed dimension to
    its type. `other_elements` are the global elements that are no concepts. `enumerations` holds the domain of each concept that
    is an extensible enumeration. `documents` are the URLs of the DTS, `linkbases` those of them that are linkbases.
    """

    entry_points: tuple[str, ...]
    concepts: Mapping[QName, Concept]
    types: Mapping[QName, DataType]
    relationships: Mapping[str, Mapping[str, tuple[Relationship, ...]]]
    labels: Mapping[QName, tuple[Label, ...]]
    references: Mapping[QName, tuple[Reference, ...]]
    roles: Mapping[str, str]
    typed_domains: Mapping[QName, QName]
    documents: tuple[str, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    role_locations: Mapping[str, str] = field(default_factory=dict)
    enumerations: Mapping[QName, Enumeration] = field(default_factory=dict)
    other_elements: Set[QName] = frozenset()
    linkbases: frozenset[str] = frozenset()

    def enumeration_members(self, concept: QName) -> tuple[QName, ...]:
        """The members that a fact of the enumeration `concept` may name, in the order of the domain; none for other concepts.

        Domain-member relationships are followed through target roles; one that is not usable takes its member out
        (Extensible Enumerations 2.0, 2.2; Dimensions 1.0, 2.5.3).
        """
        found = self.enumerations.get(concept)
        if found is None:
            return ()
        base_sets = self.relationships.get(DOMAIN_MEMBER, {})
        below: dict[str, dict[QName, list[Relationship]]] = {}  # of the roles that are visited only

        def arcs(source: QName, role: str) -> list[Relationship]:
            if role not in below:
                below[role] = {}
                for arc in base_sets.get(role, ()):
                    below[role].setdefault(arc.source, []).append(arc)
            return below[role].get(source, [])[::-1]

        usable = {found.domain: found.head_usable}
        start = (found.domain, found.role)
        seen = {start}
        stack = arcs(*start)
        while stack:
            arc = stack.pop()
            usable[arc.target] = usable.get(arc.target, True) and arc.usable
            state = (arc.target, arc.target_role or arc.role)
            if state not in seen:
                seen.add(state)
                stack += arcs(*state)
        return tuple(member for member, is_usable in usable.items() if is_usable)

    def has_language(self, concept: Concept) -> bool:
        """Whether facts of `concept` carry a language: texts do, but for the registry's types without one (OIM 1.0, 3.4: language)."""
        declared = self.types.get(concept.type)
        if (declared.primitive if declared else concept.base_type.removesuffix("ItemType")) not in _TEXT:
            return False
        seen: set[QName] = set()
        name: QName | None = concept.type
        while name is not None and name not in seen:
            if name.namespace.startswith(_REGISTRY) and name.local in _WITHOUT_LANGUAGE:
                return False
            seen.add(name)
            declared = self.types.get(name)
            name = declared.base if declared else None
        return True

    def label(self, concept: QName, language: str, role: str = STANDARD_LABEL) -> str:
        """The label of `concept` in `language` and `role`; else the standard one; else its local name."""
        for wanted in (role, STANDARD_LABEL):
            for item in self.labels.get(concept, ()):
                if item.role == wanted and item.language.split("-")[0] == language.split("-")[0]:
                    return item.text
        return concept.local

    @cached_property
    def defaults(self) -> Mapping[QName, QName]:
        """The default member of each explicit dimension that has one (Dimensions 1.0, 2.6.4)."""
        sets = self.relationships.get(DIMENSION_DEFAULT, {})
        return {r.source: r.target for base_set in sets.values() for r in base_set}

    def hypercube_roles(self) -> Iterator[str]:
        """The link roles that hold an `all` relationship."""
        yield from self.relationships.get(ALL, {})
