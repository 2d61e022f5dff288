"""What one document of a DTS says, read in one pass: a schema, a linkbase, or a schema with linkbases in it.

Names are expanded and references made absolute, but nothing is looked up in other documents here.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Location
from generator.qname import QName


class Link(NamedTuple):
    """A reference that brings another document into the DTS (XBRL 2.1, 3.2).

    `target` is absolute, without its fragment; `namespace` is the includer's for an include, else "". `kind` is what it
    should lead to, "schema", "linkbase" or "" (either).
    """

    target: str
    kind: str
    line: int
    column: int
    namespace: str = ""


@dataclass(slots=True)
class ElementDeclaration:
    """A global element. `type` is "" in both parts where it has none; `typed_domain` is a key (`Document`)."""

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


@dataclass(slots=True)
class TypeDeclaration:
    """A named or anonymous type. `base` is None for a complex type derived from nothing; lists and unions have anySimpleType.

    `content` is the simple type that a restriction of simple content narrows to, where it is written inside it;
    `elements` is True for complex content, which has no value of its own (tuples).
    """

    name: QName
    base: QName | None = None
    content: QName | None = None
    simple: bool = False
    elements: bool = False
    facets: list[tuple[str, str]] = field(default_factory=list)


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


@dataclass(slots=True)
class Document:
    """One document. A *key* names an element of a document: its URL or path, `#`, and its id.

    Elements without an id get one that no id can be (`/2` for the second child of the root, `//7` for the seventh
    resource). `locators` maps each key that a locator points to, to where it does so first.
    `children` is the number of the root's child elements (schemas only).
    """

    path: str
    kind: str = ""
    namespace: str = ""
    links: list[Link] = field(default_factory=list)
    elements: list[ElementDeclaration] = field(default_factory=list)
    types: list[TypeDeclaration] = field(default_factory=list)
    role_types: list[tuple[str, str]] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    children: int = 0
    ids: set[str] = field(default_factory=set)
    arcs: dict[BaseSet, list[Arc]] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    locators: dict[str, tuple[int, int]] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def place(self, line: int, column: int) -> Location:
        """A place in this document."""
        return Location(path=self.path, line=line, column=column)
