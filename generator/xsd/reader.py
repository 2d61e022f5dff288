"""Schema documents to components, without recursion: elements are taken from the last to the first, so that what is inside comes first."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from generator.qname import XS, QName
from generator.xmltree import Node, read_tree
from generator.xsd.components import (
    ANY_SIMPLE_TYPE,
    ANY_TYPE,
    AttributeGroup,
    AttributeUse,
    ComplexType,
    Element,
    Group,
    Particle,
    Reference,
    Schemas,
    SimpleType,
    Wildcard,
)

_FACETS = frozenset(
    {"length", "minLength", "maxLength", "pattern", "enumeration", "whiteSpace", "totalDigits", "fractionDigits"}
    | {"maxInclusive", "maxExclusive", "minInclusive", "minExclusive"}
)
_GROUPS = frozenset({"sequence", "choice", "all"})
_NOTHING = QName("", "")


def read_schemas(documents: Iterable[tuple[str, bytes, str]]) -> Schemas:
    """The components of schema documents: each its path, its bytes, and the namespace of an includer ("" without).

    Of two components of one name the first counts. What is wrong with the documents is found elsewhere; what makes no sense is left out.
    Raises InputError for what is not well-formed.
    """
    schemas = Schemas({}, {}, {}, {}, {})
    for path, data, includer in documents:
        _Reader(path, read_tree(data, path), includer, schemas).run()
    return schemas


class _Reader:
    """One document. `made` holds, by the node's identity, what has been made of the nodes below."""

    def __init__(self, path: str, root: Node, includer: str, into: Schemas) -> None:
        self.path, self.root, self.into = path, root, into
        self.namespace = root.attributes.get("targetNamespace", includer)
        self.is_chameleon = "targetNamespace" not in root.attributes and bool(includer)
        self.particles: dict[int, Particle] = {}
        self.types: dict[int, QName] = {}

    def run(self) -> None:
        """Put the components into the schemas."""
        nodes = [node for node in self.root.walk() if node.name.startswith(f"{XS}}}")]
        for number, node in reversed(list(enumerate(nodes))):
            local = node.name.rpartition("}")[2]
            if local in ("simpleType", "complexType"):
                self._type(node, local, number)
            elif local in _GROUPS:
                inside = tuple(self.particles[id(child)] for child in node.children if id(child) in self.particles)
                self.particles[id(node)] = _occurs(node, Group(local, inside))
            elif local == "any":
                self.particles[id(node)] = _occurs(node, self._wildcard(node))
            elif local == "element":
                self._element(node)
            elif local == "group":
                self._group(node)
            elif local == "attribute" and node.parent is self.root:
                use = self._attribute(node, is_global=True)
                _put(self.into.attributes, use.name, use)
            elif local == "attributeGroup" and node.parent is self.root:
                attributes, groups, wildcard = self._attributes(node)
                _put(self.into.attribute_groups, self._own(node), AttributeGroup(attributes, groups, wildcard))

    # ------------------------------------------------------------ declarations

    def _own(self, node: Node) -> QName:
        return QName(self.namespace, node.attributes.get("name", ""))

    def _named(self, node: Node, attribute: str) -> QName:
        text = node.attributes.get(attribute)
        if not text:
            return _NOTHING
        try:
            name = node.resolve(text)
        except KeyError:
            return _NOTHING
        return QName(self.namespace, name.local) if self.is_chameleon and not name.namespace else name

    def _inner_type(self, node: Node) -> QName:
        return next((self.types[id(child)] for child in node.children if id(child) in self.types), _NOTHING)

    def _element(self, node: Node) -> None:
        is_global = node.parent is self.root
        if "ref" in node.attributes:
            self.particles[id(node)] = _occurs(node, Reference("element", self._named(node, "ref")))
            return
        get = node.attributes.get
        qualified = is_global or get("form", self.root.attributes.get("elementFormDefault")) == "qualified"
        declared = Element(
            QName(self.namespace if qualified else "", get("name", "")),
            self._named(node, "type") if "type" in node.attributes else self._inner_type(node),
            self._named(node, "substitutionGroup"),
            get("abstract", "").strip() in ("true", "1"),
            get("nillable", "").strip() in ("true", "1"),
            get("default"),
            get("fixed"),
        )
        if is_global:
            _put(self.into.elements, declared.name, declared)
        else:
            self.particles[id(node)] = _occurs(node, declared)

    def _group(self, node: Node) -> None:
        if "ref" in node.attributes:
            self.particles[id(node)] = _occurs(node, Reference("group", self._named(node, "ref")))
        else:
            inside = next((self.particles[id(child)] for child in node.children if id(child) in self.particles), None)
            if inside is not None:
                _put(self.into.groups, self._own(node), inside)

    def _attribute(self, node: Node, *, is_global: bool = False) -> AttributeUse:
        get = node.attributes.get
        reference = self._named(node, "ref")
        qualified = is_global or get("form", self.root.attributes.get("attributeFormDefault")) == "qualified"
        name = reference if reference.local else QName(self.namespace if qualified else "", get("name", ""))
        kind = self._named(node, "type") if "type" in node.attributes else self._inner_type(node)
        if not kind.local and not reference.local:
            kind = ANY_SIMPLE_TYPE
        return AttributeUse(name, kind, get("use", "optional").strip(), get("default"), get("fixed"))

    def _attributes(self, holder: Node) -> tuple[tuple[AttributeUse, ...], tuple[QName, ...], Wildcard | None]:
        """The attributes, attribute groups and wildcard written directly in `holder`."""
        uses: list[AttributeUse] = []
        groups: list[QName] = []
        wildcard = None
        for child in holder.children:
            local = child.name.rpartition("}")[2]
            if local == "attribute":
                uses.append(self._attribute(child))
            elif local == "attributeGroup":
                groups.append(self._named(child, "ref"))
            elif local == "anyAttribute":
                wildcard = self._wildcard(child)
        return tuple(uses), tuple(groups), wildcard

    def _wildcard(self, node: Node) -> Wildcard:
        words = node.attributes.get("namespace", "##any").split()
        process = node.attributes.get("processContents", "strict")
        if words == ["##any"]:
            return Wildcard(None, False, process)
        if words == ["##other"]:
            return Wildcard(frozenset({self.namespace}), True, process)
        special = {"##targetNamespace": self.namespace, "##local": ""}
        return Wildcard(frozenset(special.get(word, word) for word in words), False, process)

    # ------------------------------------------------------------ types

    def _type(self, node: Node, local: str, number: int) -> None:
        is_named = node.parent is self.root or (node.parent is not None and node.parent.name == f"{XS}}}redefine")
        # "#" is in no name, so that what has no name gets one that clashes with none.
        name = self._own(node) if is_named else QName(self.namespace, f"{self.path}#{number}")
        self.types[id(node)] = name
        made = self._simple(node, name) if local == "simpleType" else self._complex(node, name)
        _put(self.into.types, name, made)

    def _simple(self, node: Node, name: QName) -> SimpleType:
        for child in node.children:
            local = child.name.rpartition("}")[2]
            inner = tuple(self.types[id(one)] for one in child.children if id(one) in self.types)
            if local == "restriction":
                base = self._named(child, "base")
                return SimpleType(name, base if base.local else (inner[0] if inner else ANY_SIMPLE_TYPE), _facets(child))
            if local == "list":
                item = self._named(child, "itemType")
                return SimpleType(name, item=item if item.local else (inner[0] if inner else ANY_SIMPLE_TYPE))
            if local == "union":
                named = [self._text_name(child, word) for word in child.attributes.get("memberTypes", "").split()]
                return SimpleType(name, members=(*named, *inner))
        return SimpleType(name, ANY_SIMPLE_TYPE)

    def _text_name(self, node: Node, text: str) -> QName:
        try:
            name = node.resolve(text)
        except KeyError:
            return _NOTHING
        return QName(self.namespace, name.local) if self.is_chameleon and not name.namespace else name

    def _complex(self, node: Node, name: QName) -> ComplexType:
        holder, derivation, base, is_simple = node, "", ANY_TYPE, False
        mixed = node.attributes.get("mixed", "")
        for child in node.children:
            local = child.name.rpartition("}")[2]
            if local in ("simpleContent", "complexContent"):
                is_simple = local == "simpleContent"
                mixed = child.attributes.get("mixed", mixed)
                for inner in child.children:
                    kind = inner.name.rpartition("}")[2]
                    if kind in ("restriction", "extension"):
                        holder, derivation, base = inner, kind, self._named(inner, "base")
        attributes, groups, wildcard = self._attributes(holder)
        simple = self._inner_type(holder) if is_simple else _NOTHING
        return ComplexType(
            name=name,
            base=base,
            derivation=derivation,
            mixed=mixed.strip() in ("true", "1"),
            is_simple=is_simple,
            content=next((self.particles[id(child)] for child in holder.children if id(child) in self.particles), None),
            attributes=attributes,
            groups=groups,
            wildcard=wildcard,
            simple=simple if simple.local else None,
            facets=_facets(holder) if is_simple else (),
            abstract=node.attributes.get("abstract", "").strip() in ("true", "1"),
            place=(self.path, node.line, node.column),
        )


def _facets(node: Node) -> tuple[tuple[str, str], ...]:
    named = ((child.name.rpartition("}")[2], child.attributes.get("value", "")) for child in node.children)
    return tuple((name, value) for name, value in named if name in _FACETS)


def _occurs(node: Node, term: Element | Reference | Wildcard | Group) -> Particle:
    least, most = node.attributes.get("minOccurs", "1").strip(), node.attributes.get("maxOccurs", "1").strip()
    return Particle(_count(least) or 0, None if most == "unbounded" else _count(most), term)


def _count(text: str) -> int | None:
    """The number, 1 for what is none; None (unbounded) beyond nine digits."""
    digits = text.lstrip("+").lstrip("0") or "0"
    if not digits.isascii() or not digits.isdecimal():
        return 1
    return int(digits) if len(digits) < 10 else None


_Kind = TypeVar("_Kind")


def _put(into: Mapping[QName, _Kind], name: QName, made: _Kind) -> None:
    assert isinstance(into, dict)
    into.setdefault(name, made)
