"""What one document of a DTS says, read in one pass: a schema, a linkbase, or a schema with linkbases in it.

Names are expanded and references made absolute, but nothing is looked up in other documents here.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Location
from generator.dts.plain_markup import Places
from generator.model import Enumeration
from generator.qname import QName


class Link(NamedTuple):
    """A reference that brings another document into the DTS (XBRL 2.1, 3.2).

    `target` is absolute, without its fragment; `namespace` is the includer's for an include, else "". `kind` is what it
    should lead to, "schema", "linkbase" or "" (either). `role` and `fragment` are a linkbaseRef's.
    """

    target: str
    kind: str
    line: int
    column: int
    namespace: str = ""
    role: str = ""
    fragment: str = ""


@dataclass(slots=True)
class ElementDeclaration:
    """A global element. `type` is "" in both parts where it has none; `typed_domain` is a key (`Document`).

    `enumeration` is what the attributes of Extensible Enumerations say, None without any; an absent domain is "" in both parts.
    """

    name: QName
    key: str
    type: QName
    group: QName
    abstract: bool
    nillable: bool
    period_type: str
    balance: str
    typed_domain: str
    line: int
    column: int
    enumeration: Enumeration | None = None


@dataclass(slots=True)
class TypeDeclaration:
    """A named or anonymous type. `base` is None for a complex type derived from nothing; lists and unions have anySimpleType.

    `content` is the simple type that a restriction of simple content narrows to, where it is written inside it;
    `elements` is True for complex content, which has no value of its own (tuples). Model groups and attribute groups are
    declarations too. `children` are the elements of the content model, by `Name` ("" in both parts where they are declared
    in place); `attributes` and `groups` are referred to.
    """

    name: QName
    base: QName | None = None
    content: QName | None = None
    simple: bool = False
    elements: bool = False
    facets: list[tuple[str, str]] = field(default_factory=list)
    mixed: bool = False
    children: list[QName] = field(default_factory=list)
    attributes: list[QName] = field(default_factory=list)
    groups: list[QName] = field(default_factory=list)


class Name(NamedTuple):
    """A name in a schema that has to be that of a declaration: `kind` is "type", "element", "attribute" or "group"."""

    kind: str
    name: QName
    line: int
    column: int


class RoleType(NamedTuple):
    """A roleType, or an arcroleType where `cycles` is not "" (XBRL 2.1, 5.1.3 and 5.1.4). `key` names it (`Document`)."""

    uri: str
    definition: str
    used_on: tuple[QName, ...]
    cycles: str
    key: str
    line: int
    column: int


class RoleRef(NamedTuple):
    """A roleRef or arcroleRef: the URI that it lets a linkbase use, and the key of what defines it (3.5.2.4, 3.5.2.5)."""

    uri: str
    key: str
    is_arcrole: bool
    line: int
    column: int


class RoleUse(NamedTuple):
    """A role or arcrole and the expat name of the element of the link namespace that has it."""

    element: str
    uri: str
    is_arcrole: bool


@dataclass(slots=True)
class Linkbase:
    """What one linkbase element uses, each with the place where it first does so. `links` are names of extended links."""

    key: str
    refs: list[RoleRef] = field(default_factory=list)
    uses: dict[RoleUse, tuple[int, int]] = field(default_factory=dict)
    links: dict[str, tuple[int, int]] = field(default_factory=dict)


class Foreign(NamedTuple):
    """An element of another namespace, as an expat name, where schema or linkbase let some stand (`parent`, likewise).

    `text` is None where it has elements inside.
    """

    name: str
    parent: str
    text: str | None
    line: int
    column: int


class BaseSet(NamedTuple):
    """What relationships are gathered by before prohibition (XBRL 2.1, 3.5.3.9.7.3)."""

    arcrole: str
    role: str
    link: str
    arc: str


class Arc(NamedTuple):
    """One relationship that an arc stands for, its ends as keys (`Document`).

    `extra` holds the other attributes that count for equivalence, sorted. `line` and `column` are the arc's.
    """

    source: str
    target: str
    order: Decimal
    weight: Decimal | None
    preferred_label: str | None
    extra: tuple[tuple[str, str], ...]
    priority: int
    prohibited: bool
    line: int
    column: int


class Resource(NamedTuple):
    """A resource in an extended link: `kind` is its element's expat name; `parts` are a reference's."""

    kind: str
    role: str
    language: str
    text: str
    parts: tuple[tuple[QName, str], ...]
    line: int
    column: int


@dataclass(slots=True)
class Document:
    """One document. A *key* names an element of a document: its URL or path, `#`, and its id.

    Elements without an id get one that no id can be (`/2` for the second child of the root, `//7` for the seventh
    resource). `locators` maps, by the extended link's expat name, each key that a locator points to, to where it does so
    first. `children` is the number of the root's child elements (schemas only). `foreign` are elements whose place or
    value is for XML Schema to judge; `imports` are namespaces, `names` what declarations refer to. `places` is there where
    tags are numbered instead of placed (see `place`).
    """

    path: str
    kind: str = ""
    namespace: str = ""
    links: list[Link] = field(default_factory=list)
    elements: list[ElementDeclaration] = field(default_factory=list)
    types: list[TypeDeclaration] = field(default_factory=list)
    groups: list[TypeDeclaration] = field(default_factory=list)
    attributes: set[QName] = field(default_factory=set)
    attribute_types: dict[QName, QName] = field(default_factory=dict)
    foreign_attributes: list[tuple[str, str, int, int]] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    names: list[Name] = field(default_factory=list)
    role_types: list[RoleType] = field(default_factory=list)
    linkbases: list[Linkbase] = field(default_factory=list)
    foreign: list[Foreign] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    children: int = 0
    ids: set[str] = field(default_factory=set)
    arcs: dict[BaseSet, list[Arc]] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    locators: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    places: Places | None = field(default=None, repr=False, compare=False)

    def place(self, line: int, column: int) -> Location:
        """A place in this document. With the column 0 `line` is the number of a tag instead, looked up in `places`."""
        if not column and self.places is not None:
            line, column = self.places.place(line)
        return Location(path=self.path, line=line, column=column)
