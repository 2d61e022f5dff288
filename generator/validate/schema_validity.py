"""Whether a document is valid by its schemas (XML Schema Part 1, section 3: the validation rules cvc-…), for a tree in memory.

Attributes and values that schemas supply are put into the tree, and each node's types are noted, since XBRL's equality depends on both
(XBRL 2.1, 4.10). Only what the hook's fast path leaves undecided comes here.
"""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.qname import XML, XS, XSI, QName
from generator.validate.simple_types import SimpleTypes
from generator.xmlstream import expand
from generator.xmltree import Node
from generator.xsd.components import ANY_TYPE, AttributeUse, ComplexType, Element, Schemas, Wildcard
from generator.xsd.content import Mismatch, Model, TooLarge, content_of

_NIL, _TYPE = f"{XSI}}}nil", f"{XSI}}}type"
_FREE = frozenset({_NIL, _TYPE, f"{XSI}}}schemaLocation", f"{XSI}}}noNamespaceSchemaLocation"})
_MAX_FINDINGS = 200
_MAX_STEPS = 100


class Typed(NamedTuple):
    """What validation found out about a node: the built-in types at the root of its content and of its attributes, and its text.

    `content` is None for element content, "" where the type has no built-in root. `text` includes a default value. `is_nil` by xsi:nil.
    """

    content: str | None
    attributes: dict[str, str]
    text: str
    is_nil: bool = False


class Attributes(NamedTuple):
    """All attributes of a complex type, its bases and groups counted."""

    uses: dict[QName, AttributeUse]
    wildcard: Wildcard | None


class Validity:
    """Validates trees; `typed` maps a node's identity to what was found out about it."""

    def __init__(self, schemas: Schemas, path: str) -> None:
        """`path` is the document's, for places."""
        self.schemas = schemas
        self.simple = SimpleTypes(schemas)
        self.typed: dict[int, Typed] = {}
        self.path = path
        self._models: dict[QName, Model | None] = {}
        self._attributes: dict[QName, Attributes] = {}
        self._ids: dict[str, Node] = {}
        self._references: list[tuple[str, Node]] = []

    def check(self, root: Node) -> Iterator[Diagnostic]:
        """What is wrong with the tree; at most _MAX_FINDINGS."""
        for code, message, node in islice(self._findings(root), _MAX_FINDINGS):
            yield error(code, message, location=Location(path=self.path, line=node.line, column=node.column))

    def _findings(self, root: Node) -> Iterator[tuple[str, str, Node]]:
        # (node, its declaration or None, whether it has to have one)
        stack: list[tuple[Node, Element | None, bool]] = [(root, self.schemas.elements.get(root.qname), True)]
        while stack:
            node, declared, is_strict = stack.pop()
            if declared is None and is_strict:
                yield "cvc-elt.1", f"The element {_shown(node)} is not declared in any schema of the taxonomy.", node
            below: list[tuple[Node, Element | None, bool]] = []
            yield from self._element(node, declared, below)
            stack.extend(reversed(below))
        for reference, node in self._references:
            if reference not in self._ids:
                yield "cvc-id.1", f"{_shown(node)} refers to the id {quoted(reference)}, which no element has.", node

    # ------------------------------------------------------------ elements (3.3.4)

    def _element(
        self, node: Node, declared: Element | None, below: list[tuple[Node, Element | None, bool]]
    ) -> Iterator[tuple[str, str, Node]]:
        name = self.schemas.type_of(declared) if declared is not None else ANY_TYPE
        if declared is not None and declared.abstract:
            yield "cvc-elt.2", f"The element {_shown(node)} is abstract and cannot stand in a document.", node
        if _TYPE in node.attributes:
            name, problem = self._other_type(node, name)
            if problem:
                yield "cvc-elt.4", problem, node
        is_nil = node.attributes.get(_NIL, "").strip() in ("true", "1")
        if _NIL in node.attributes and declared is not None and not declared.nillable:
            yield "cvc-elt.3.1", f"The element {_shown(node)} is not nillable, so that it cannot have xsi:nil.", node
        if is_nil and (node.children or node.text):
            yield "cvc-elt.3.2.1", f"The element {_shown(node)} is nil, but has content.", node
        kinds: dict[str, str] = {}
        kind = self.schemas.types.get(name)
        if isinstance(kind, ComplexType):
            if kind.abstract:
                yield "cvc-type.2", f"The type of {_shown(node)} is abstract.", node
            yield from self._check_attributes(node, self.attributes(kind), kinds)
        elif name != ANY_TYPE:
            for key in node.attributes.keys() - _FREE:
                yield (
                    "cvc-type.3.1.1",
                    f"The element {_shown(node)} has the attribute {quoted(expand(key).local)}, but its type has none.",
                    node,
                )
        else:
            yield from self._check_attributes(node, Attributes({}, Wildcard(None, False, "lax")), kinds)
        content = self.simple.simple_content(name)
        text = node.text
        if content is not None and not text and not node.children and declared is not None and not is_nil:
            text = declared.default or declared.fixed or ""
        self.typed[id(node)] = Typed(None if content is None else self.simple.root(content), kinds, text, is_nil)
        if is_nil:
            return
        if content is not None:
            yield from self._simple(node, declared, content, text)
        elif name == ANY_TYPE or kind is None:
            below.extend((child, self.schemas.elements.get(child.qname), False) for child in node.children)
        elif isinstance(kind, ComplexType):
            yield from self._children(node, kind, below)

    def _other_type(self, node: Node, declared: QName) -> tuple[QName, str]:
        """The type that xsi:type names, and what is wrong with it (3.3.4, clause 4)."""
        try:
            name = node.resolve(node.attributes[_TYPE])
        except KeyError:
            return declared, f"The xsi:type of {_shown(node)} has a prefix that is not declared."
        if name.namespace != XS and name not in self.schemas.types:
            return declared, f"The xsi:type {quoted(name.local)} of {_shown(node)} is declared in no schema of the taxonomy."
        if declared != ANY_TYPE and declared not in self._bases(name):
            return declared, f"The xsi:type {quoted(name.local)} of {_shown(node)} is not derived from the type of the element."
        return name, ""

    def _bases(self, name: QName) -> list[QName]:
        found = [name]
        for _ in range(_MAX_STEPS):
            kind = self.schemas.types.get(found[-1])
            if kind is None or kind.base is None:
                break
            found.append(kind.base)
        return found

    def _simple(self, node: Node, declared: Element | None, content: QName, text: str) -> Iterator[tuple[str, str, Node]]:
        if node.children:
            yield "cvc-complex-type.2.2", f"The element {_shown(node)} holds elements, but its type allows text alone.", node
            return
        problem = self.simple.problem(content, text, node.resolve)
        if problem is not None:
            yield problem[0], f"The value “{quoted(text)}” of {_shown(node)} is not valid: {problem[1]}.", node
        elif declared is not None and declared.fixed is not None and text.split() != declared.fixed.split():
            yield "cvc-elt.5.2.2", f"The value of {_shown(node)} is fixed as “{quoted(declared.fixed)}”.", node
        yield from self._identify(node, content, text)

    def _children(self, node: Node, kind: ComplexType, below: list[tuple[Node, Element | None, bool]]) -> Iterator[tuple[str, str, Node]]:
        if node.has_text and not self._is_mixed(kind):
            yield "cvc-complex-type.2.3", f"The element {_shown(node)} holds text, but its type allows elements alone.", node
        model = self._model(kind)
        if model is None:
            below.extend((child, self.schemas.elements.get(child.qname), False) for child in node.children)
            return
        matched = model.match([child.qname for child in node.children])
        if isinstance(matched, Mismatch):
            expected = ", ".join(name.local for name in matched.expected[:6]) or "nothing"
            if matched.at < len(node.children):
                child = node.children[matched.at]
                yield (
                    "cvc-complex-type.2.4",
                    f"{_shown(child)} is not allowed at this place in {_shown(node)}: expected is {quoted(expected)}.",
                    child,
                )
            else:
                yield "cvc-complex-type.2.4", f"The content of {_shown(node)} is not complete: expected is {quoted(expected)}.", node
            below.extend((child, self.schemas.elements.get(child.qname), False) for child in node.children)
            return
        for child, term in zip(node.children, matched, strict=True):
            if isinstance(term, Wildcard):
                if term.process != "skip":
                    below.append((child, self.schemas.elements.get(child.qname), term.process == "strict"))
            else:
                below.append((child, term if term.name == child.qname else self.schemas.elements.get(child.qname), True))

    def _is_mixed(self, kind: ComplexType) -> bool:
        for _ in range(_MAX_STEPS):
            if kind.mixed or kind.derivation != "extension" or kind.content is not None:
                break
            base = self.schemas.types.get(kind.base)
            if not isinstance(base, ComplexType):
                break
            kind = base
        return kind.mixed

    def _model(self, kind: ComplexType) -> Model | None:
        if kind.name not in self._models:
            try:
                self._models[kind.name] = Model(self.schemas, content_of(self.schemas, kind))
            except TooLarge:
                self._models[kind.name] = None
        return self._models[kind.name]

    # ------------------------------------------------------------ attributes (3.4.4, clauses 3 and 4)

    def attributes(self, kind: ComplexType) -> Attributes:
        """The attributes that elements of a complex type may have: its own, those of its groups and of its bases."""
        found = self._attributes.get(kind.name)
        if found is None:
            found = self._attributes[kind.name] = self._gather(kind)
        return found

    def _gather(self, kind: ComplexType) -> Attributes:
        chain = [kind]
        for _ in range(_MAX_STEPS):
            base = self.schemas.types.get(chain[-1].base)
            if not isinstance(base, ComplexType) or base in chain:
                break
            chain.append(base)
        uses: dict[QName, AttributeUse] = {}
        wildcard: Wildcard | None = None
        for one in reversed(chain):
            own = list(one.attributes)
            own_wildcard = one.wildcard
            waiting, seen = list(one.groups), set[QName]()
            while waiting:
                name = waiting.pop()
                group = self.schemas.attribute_groups.get(name)
                if group is not None and name not in seen:
                    seen.add(name)
                    own += group.attributes
                    waiting += group.groups
                    own_wildcard = own_wildcard or group.wildcard
            uses.update((use.name, use) for use in own)
            wildcard = own_wildcard if one.derivation == "restriction" else own_wildcard or wildcard
        return Attributes(uses, wildcard)

    def _check_attributes(self, node: Node, allowed: Attributes, kinds: dict[str, str]) -> Iterator[tuple[str, str, Node]]:
        for key in list(node.attributes):
            if key in _FREE:
                continue
            name = expand(key)
            use = allowed.uses.get(name)
            if use is not None and use.use == "prohibited":
                use = None
            elif use is None and allowed.wildcard is not None and allowed.wildcard.admits(name.namespace):
                use = self.schemas.attributes.get(name) or AttributeUse(name, QName("", ""))
            if use is None:
                yield "cvc-complex-type.3.2", f"The attribute {quoted(name.local)} is not allowed on {_shown(node)}.", node
                continue
            yield from self._attribute(node, key, use, kinds)
        for name, use in allowed.uses.items():
            key = f"{name.namespace}}}{name.local}" if name.namespace else name.local
            if use.use == "required" and key not in node.attributes:
                yield "cvc-complex-type.4", f"{_shown(node)} has no attribute {quoted(name.local)}.", node
            supplied = use.default if use.default is not None else use.fixed
            if supplied is not None and use.use == "optional" and key not in node.attributes:
                node.attributes[key] = supplied
                kinds[key] = self.simple.root(self._attribute_type(use))

    def _attribute_type(self, use: AttributeUse) -> QName:
        if use.type.local:
            return use.type
        declared = self.schemas.attributes.get(use.name)
        if declared is None:
            return QName(XS, "language") if use.name == QName(XML, "lang") else QName(XS, "anySimpleType")
        return declared.type

    def _attribute(self, node: Node, key: str, use: AttributeUse, kinds: dict[str, str]) -> Iterator[tuple[str, str, Node]]:
        kind, text = self._attribute_type(use), node.attributes[key]
        kinds[key] = self.simple.root(kind)
        if not (use.name == QName(XML, "lang") and not text):  # the empty language says that there is none
            problem = self.simple.problem(kind, text, node.resolve)
            if problem is not None:
                yield problem[0], f"The {quoted(use.name.local)} “{quoted(text)}” of {_shown(node)} is not valid: {problem[1]}.", node
                return
        if use.fixed is not None and text.split() != use.fixed.split():
            yield "cvc-attribute.4", f"The {quoted(use.name.local)} of {_shown(node)} is fixed as “{quoted(use.fixed)}”.", node
        yield from self._identify(node, kind, text)

    def _identify(self, node: Node, kind: QName, text: str) -> Iterator[tuple[str, str, Node]]:
        """Ids are unique in a document; what refers to one is looked at in the end (3.3.4, cvc-id)."""
        root = self.simple.root(kind)
        if root == "ID":
            if self._ids.setdefault(text.strip(), node) is not node:
                yield "cvc-id.2", f"The id {quoted(text.strip())} is used twice.", node
        elif root in ("IDREF", "IDREFS"):
            self._references.extend((reference, node) for reference in text.split())


def _shown(node: Node) -> str:
    return quoted(expand(node.name).local)
