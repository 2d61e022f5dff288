"""The components of schemas as records (XML Schema Part 1, section 3), every anonymous type under a name that no type can have."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from generator.qname import XS, QName

ANY_TYPE = QName(XS, "anyType")
ANY_SIMPLE_TYPE = QName(XS, "anySimpleType")
Place: TypeAlias = tuple[str, int, int]
"""Path, line and column."""


class Wildcard(NamedTuple):
    """xs:any or xs:anyAttribute. `allowed` None: any namespace; `negated`: every namespace but those in `allowed`, and none ("")."""

    allowed: frozenset[str] | None
    negated: bool
    process: str

    def admits(self, namespace: str) -> bool:
        """Whether names of `namespace` may stand for it (3.10.4)."""
        if self.allowed is None:
            return True
        return (namespace != "" and namespace not in self.allowed) if self.negated else namespace in self.allowed


class Element(NamedTuple):
    """A declaration, global or local; `group` is "" in both parts where it stands for no other element."""

    name: QName
    type: QName
    group: QName
    abstract: bool = False
    nillable: bool = False
    default: str | None = None
    fixed: str | None = None


class Group(NamedTuple):
    """A model group: "sequence", "choice" or "all"."""

    kind: str
    particles: "tuple[Particle, ...]"


class Reference(NamedTuple):
    """A reference to a global element, or to a named model group."""

    kind: str
    name: QName


class Particle(NamedTuple):
    """How often its term may stand; `most` None is unbounded."""

    least: int
    most: int | None
    term: "Element | Reference | Wildcard | Group"


class AttributeUse(NamedTuple):
    """An attribute of a type. `type` is a name; `use` is "optional", "required" or "prohibited"."""

    name: QName
    type: QName
    use: str = "optional"
    default: str | None = None
    fixed: str | None = None


class SimpleType(NamedTuple):
    """A simple type: a restriction of `base`; or a list of `item`; or a union of `members`. `facets` as in `model.DataType`."""

    name: QName
    base: QName | None = None
    facets: tuple[tuple[str, str], ...] = ()
    item: QName | None = None
    members: tuple[QName, ...] = ()


class ComplexType(NamedTuple):
    """A complex type as written: `derivation` is "extension", "restriction" or "" (of anyType).

    `content` is its own model group (None without). `is_simple` says that its content is simple: `simple` then is the type written inside
    a restriction, `facets` its own. `groups` are attribute groups.
    """

    name: QName
    base: QName
    derivation: str
    mixed: bool
    is_simple: bool
    content: Particle | None
    attributes: tuple[AttributeUse, ...]
    groups: tuple[QName, ...]
    wildcard: Wildcard | None
    simple: QName | None = None
    facets: tuple[tuple[str, str], ...] = ()
    abstract: bool = False
    place: Place = ("", 0, 0)


class AttributeGroup(NamedTuple):
    """A named attribute group."""

    attributes: tuple[AttributeUse, ...]
    groups: tuple[QName, ...]
    wildcard: Wildcard | None


class Schemas(NamedTuple):
    """All components of a set of schemas, by name."""

    elements: Mapping[QName, Element]
    types: Mapping[QName, SimpleType | ComplexType]
    attributes: Mapping[QName, AttributeUse]
    groups: Mapping[QName, Particle]
    attribute_groups: Mapping[QName, AttributeGroup]

    def heads(self, name: QName) -> tuple[QName, ...]:
        """The element `name`, the head of its substitution group, that one's head and so on."""
        found: dict[QName, None] = {name: None}
        declared = self.elements.get(name)
        while declared is not None and declared.group.local and declared.group not in found:
            found[declared.group] = None
            declared = self.elements.get(declared.group)
        return tuple(found)

    def type_of(self, element: Element) -> QName:
        """The element's type, else that of the head of its substitution group, else anyType (3.3.2)."""
        for name in (element.name, *self.heads(element.name)[1:]):
            declared = element if name == element.name else self.elements.get(name)
            if declared is not None and declared.type.local:
                return declared.type
        return ANY_TYPE
