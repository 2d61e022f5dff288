"""Contexts and units of an instance, as they stream by: shared by the XBRL 2.1 and inline XBRL readers.

Use, beside a reader's own expat handlers:

    namespaces = Namespaces(parser)
    resources = Resources(parser, namespaces, path)

    def start(name, attributes):
        if resources.depth or name in RESOURCE_NAMES:      # xbrli:context, xbrli:unit
            resources.start(name, attributes)
    def text(data):
        if resources.depth:
            resources.text(data)
    def end(name):
        if resources.depth:
            resources.end(name)

    resources.contexts["c1"]   -> Context(entity, period, segment, scenario, …); .aspects(taxonomy) -> sorted dimensions
    resources.units["u1"]      -> Unit
    resources.diagnostics      -> what was wrong, with line and column

A context that is wrong is in `broken`, not in `contexts` (likewise units): a fact that refers to it was
reported through the resource and needs no second finding. `canonical_value` turns a fact's text into
the model's value by its concept's type. XBRL 2.1 sections 4.7 and 4.8, Dimensions 1.0 section 3.1.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pyexpat import XMLParserType
from typing import NamedTuple

from generator.dates import oim_date
from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.model import Concept, Entity, Member, Period, Taxonomy, Unit, Value
from generator.qname import XBRLDI, XBRLI, XSI, QName
from generator.xmlstream import Namespaces, expand

CONTEXT = f"{XBRLI}}}context"
UNIT = f"{XBRLI}}}unit"
RESOURCE_NAMES = frozenset((CONTEXT, UNIT))

_EXPLICIT = f"{XBRLDI}}}explicitMember"
_TYPED = f"{XBRLDI}}}typedMember"
_MEASURE = f"{XBRLI}}}measure"
_NIL = f"{XSI}}}nil"
_SPACE = " \t\r\n"

Dimensions = tuple[tuple[QName, Member], ...]


class Context(NamedTuple):
    """An xbrli:context as a fact's aspects; `period` None is forever. `segment` and `scenario` hold the dimensions in
    the order written, before defaults are dropped (the dimensional validator needs to know which is which); `domains` the element
    that each typed dimension holds."""

    id: str
    entity: Entity
    period: Period | None
    segment: Dimensions
    scenario: Dimensions
    location: Location
    domains: tuple[tuple[QName, QName], ...] = ()

    def aspects(self, taxonomy: Taxonomy) -> Dimensions:
        """Its dimensions as a Fact has them: sorted, members that are the dimension's default left out."""
        defaults = taxonomy.defaults
        return tuple(sorted((d, m) for d, m in (*self.segment, *self.scenario) if m is None or defaults.get(d) != m))


@dataclass(slots=True)
class _Node:
    """An element of a context or unit, kept until the resource is complete."""

    name: str
    attributes: dict[str, str]
    line: int
    column: int
    children: list["_Node"] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    qname: QName | None = None
    problem: str = ""

    @property
    def content(self) -> str:
        return "".join(self.texts)

    @property
    def trimmed(self) -> str:
        return self.content.strip(_SPACE)


class _Defect(Exception):
    """What is wrong with a resource; becomes a Diagnostic at `node`."""

    def __init__(self, code: str, message: str, node: _Node, hint: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.node, self.hint = code, message, node, hint


class Resources:
    """Collects the contexts and units of one document; see the module's text. `depth` is 0 outside them.

    `is_odd` says that one has attributes or text for XML Schema to judge.
    """

    def __init__(self, parser: XMLParserType, namespaces: Namespaces, path: str) -> None:
        self.contexts: dict[str, Context] = {}
        self.units: dict[str, Unit] = {}
        self.broken: set[str] = set()
        self.diagnostics: list[Diagnostic] = []
        self.unit_places: dict[str, Location] = {}
        self.is_odd = False
        self._names: dict[QName, QName] = {}
        self._open: list[_Node] = []
        self._parser = parser
        self._namespaces = namespaces
        self._path = path

    @property
    def depth(self) -> int:
        """How many elements of a resource are open."""
        return len(self._open)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a start tag of a resource or inside one."""
        node = _Node(name, attributes, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
        if self._open:
            self._open[-1].children.append(node)
        if name in (_EXPLICIT, _TYPED):
            self._resolve(node, attributes.get("dimension", ""))
        self._open.append(node)

    def text(self, data: str) -> None:
        """Take character data inside a resource."""
        self._open[-1].texts.append(data)

    def end(self, name: str) -> None:
        """Take an end tag; a resource that it completes is interpreted."""
        node = self._open.pop()
        if name == _MEASURE:
            self._resolve(node, node.content)
        elif name == _EXPLICIT and not node.problem:
            dimension = node.qname
            self._resolve(node, node.content)
            member, node.qname = node.qname, dimension
            if member is not None:
                node.children.append(_Node("member", {}, node.line, node.column, qname=member))
        if not self._open:
            self._complete(node)

    def _resolve(self, node: _Node, text: str) -> None:
        """Expand a QName while its prefixes are in scope."""
        try:
            if not _QNAME.fullmatch(text.strip(_SPACE)):
                raise ValueError(text)
            name = self._namespaces.resolve(text)
            node.qname = self._names.setdefault(name, name)  # contexts are many, names are few
        except KeyError:
            node.problem = f"the prefix of {quoted(text.strip())} is not declared"
        except ValueError:
            node.problem = f"{quoted(text.strip())} is no QName"

    def _complete(self, node: _Node) -> None:
        key = node.attributes.get("id", "")
        section = "4.7.1" if node.name == CONTEXT else "4.8.1"
        what = "context" if node.name == CONTEXT else "unit"
        self.is_odd = self.is_odd or _is_odd(node)
        try:
            if not key:
                raise _Defect(f"xbrl.{section}", f"An xbrli:{what} has no id.", node)
            if key in self.contexts or key in self.units or key in self.broken:
                hint = "Give every context and unit an id of its own."
                raise _Defect(f"xbrl.{section}", f"The id {quoted(key)} is used twice.", node, hint)
            if node.name == CONTEXT:
                self.contexts[key] = _context(node, key, self._place(node))
            else:
                self.units[key] = _unit(node)
                self.unit_places[key] = self._place(node)
        except _Defect as defect:
            self.broken.add(key)
            self.diagnostics.append(error(defect.code, defect.message, hint=defect.hint, location=self._place(defect.node)))

    def _place(self, node: _Node) -> Location:
        return Location(path=self._path, line=node.line, column=node.column)


_QNAME = re.compile(r"(?:[^\W\d][\w.\-·]*:)?[^\W\d][\w.\-·]*")


# ---------------------------------------------------------------- contexts (XBRL 2.1, 4.7)


def _context(node: _Node, key: str, place: Location) -> Context:
    parts = [c.name for c in node.children]
    expected = [f"{XBRLI}}}entity", f"{XBRLI}}}period", f"{XBRLI}}}scenario"]
    if parts not in (expected, expected[:2]):
        raise _Defect("xbrl.4.7", f"The context {quoted(key)} must hold an entity, a period and at most one scenario, in this order.", node)
    entity, segment = _entity(node.children[0], key)
    scenario = _dimensions(node.children[2], "xbrl.4.7.4") if len(node.children) == 3 else ()
    seen: set[QName] = set()
    for dimension, _ in (*segment, *scenario):
        if dimension in seen:
            message = f"The context {quoted(key)} reports the dimension {dimension.local} twice."
            raise _Defect("xbrldie:RepeatedDimensionInInstanceError", message, node)
        seen.add(dimension)
    typed = (child for container in node.children for child in _typed_members(container))
    domains = tuple((child.qname, expand(child.children[0].name)) for child in typed if child.qname is not None)
    return Context(key, entity, _period(node.children[1], key), segment, scenario, place, domains)


def placement_of(contexts: Iterable[Context]) -> Mapping[QName, str] | None:
    """The container that every dimension of `contexts` stands in; None where one stands now in segment, now in scenario."""
    found: dict[QName, str] = {}
    for context in contexts:
        for container, pairs in (("segment", context.segment), ("scenario", context.scenario)):
            for dimension, _ in pairs:
                if found.setdefault(dimension, container) != container:
                    return None
    return found


def _typed_members(node: _Node) -> Iterator[_Node]:
    """The typed members in an entity's segment, or in a scenario."""
    for child in node.children:
        if child.name == _TYPED:
            yield child
        elif child.name == f"{XBRLI}}}segment":
            yield from (inner for inner in child.children if inner.name == _TYPED)


def _is_odd(node: _Node) -> bool:
    """Whether a resource has an attribute that it need not have, or text among its elements: XML Schema says whether it may."""
    stack = [node]
    while stack:
        current = stack.pop()
        if not _ATTRIBUTES.get(current.name, _NO_ATTRIBUTES).issuperset(current.attributes):
            return True
        if current.name in _WITHOUT_TEXT and any(text.strip(_SPACE) for text in current.texts):
            return True
        if current.name == _TYPED:
            if any(set(child.attributes) - {_NIL} for child in current.children):
                return True
        elif current.name != _EXPLICIT:
            stack.extend(current.children)
    return False


_NO_ATTRIBUTES: frozenset[str] = frozenset()
_ATTRIBUTES = {
    **dict.fromkeys((CONTEXT, UNIT), frozenset({"id"})),
    **dict.fromkeys((_EXPLICIT, _TYPED), frozenset({"dimension"})),
    f"{XBRLI}}}identifier": frozenset({"scheme"}),
}
_WITHOUT_TEXT = frozenset(
    {CONTEXT, UNIT, _TYPED}
    | {f"{XBRLI}}}{x}" for x in ("entity", "segment", "period", "forever", "scenario", "divide", "unitNumerator", "unitDenominator")}
)


def _entity(node: _Node, key: str) -> tuple[Entity, Dimensions]:
    names = [c.name for c in node.children]
    if names not in ([f"{XBRLI}}}identifier"], [f"{XBRLI}}}identifier", f"{XBRLI}}}segment"]):
        raise _Defect("xbrl.4.7.3", f"The entity of context {quoted(key)} must hold one identifier and at most one segment.", node)
    identifier = node.children[0]
    scheme = identifier.attributes.get("scheme", "").strip(_SPACE)
    if not scheme:
        raise _Defect("xbrl.4.7.3.1", f"The identifier of context {quoted(key)} has no scheme.", identifier)
    if not identifier.trimmed:
        raise _Defect("xbrl.4.7.3.1", f"The identifier of context {quoted(key)} is empty.", identifier)
    return Entity(scheme, identifier.trimmed), _dimensions(node.children[1], "xbrl.4.7.3.2") if len(names) == 2 else ()


def _period(node: _Node, key: str) -> Period | None:
    names = [c.name.rpartition("}")[2] for c in node.children if c.name.startswith(XBRLI)]
    if len(names) != len(node.children) or names not in (["instant"], ["startDate", "endDate"], ["forever"]):
        raise _Defect("xbrl.4.7.2", f"The period of context {quoted(key)} must hold an instant, a start and an end date, or forever.", node)
    if names == ["forever"]:
        return None
    try:
        end = oim_date(node.children[-1].content, end=True)
        start = oim_date(node.children[0].content, end=False) if len(names) == 2 else None
    except ValueError as problem:
        raise _Defect("xbrl.4.7.2", f"The context {quoted(key)}: {problem}.", node) from None
    if start is not None and start >= end:
        raise _Defect("xbrl.4.7.2", f"The period of context {quoted(key)} ends before it starts.", node, "Let endDate lie after startDate.")
    return Period(start, end)


def _dimensions(node: _Node, code: str) -> Dimensions:
    """The dimensions of a segment or scenario (`code` is its section's)."""
    if not node.children:
        raise _Defect(code, "A segment or scenario must not be empty.", node, "Leave the element out.")
    found: list[tuple[QName, Member]] = []
    for child in node.children:
        if child.name not in (_EXPLICIT, _TYPED):
            element = quoted(child.name.rpartition("}")[2])
            message = f"The element {element} in a segment or scenario is no dimension: the report's model has no place for it."
            raise _Defect("xbrlxe:nonDimensionalSegmentScenarioContent", message, child)
        if child.qname is None:
            raise _Defect(code, f"A dimension cannot be read: {child.problem}.", child)
        found.append((child.qname, _explicit(child) if child.name == _EXPLICIT else _typed(child)))
    return tuple(found)


def _explicit(node: _Node) -> QName:
    members = [c.qname for c in node.children if c.name == "member"]
    if len(node.children) != 1 or not members or members[0] is None:
        message = f"The member of an explicit dimension cannot be read: {node.problem or 'it holds elements'}."
        raise _Defect("xbrldie:ExplicitMemberUndefinedQNameError", message, node)
    return members[0]


def _typed(node: _Node) -> str | None:
    """The typed member's text, exactly as written; None where xsi:nil. Its type is the taxonomy's matter."""
    if len(node.children) != 1 or node.trimmed:
        message = "A typed member must hold one element, the dimension's domain element."
        raise _Defect("xbrldie:IllegalTypedDimensionContentError", message, node)
    domain = node.children[0]
    if domain.children:
        message = "A typed member that holds elements has no place in the report's model."
        raise _Defect("xbrlxe:unsupportedComplexTypedDimension", message, domain)
    return None if domain.attributes.get(_NIL, "").strip(_SPACE) in ("true", "1") else domain.content


# ---------------------------------------------------------------- units (XBRL 2.1, 4.8)


def _unit(node: _Node) -> Unit:
    names = [c.name for c in node.children]
    if names == [f"{XBRLI}}}divide"]:
        parts = node.children[0].children
        if [c.name for c in parts] != [f"{XBRLI}}}unitNumerator", f"{XBRLI}}}unitDenominator"]:
            raise _Defect("xbrl.4.8.3", "An xbrli:divide must hold a unitNumerator and a unitDenominator.", node.children[0])
        above, below = _measures(parts[0]), _measures(parts[1])
        shared = set(above) & set(below)
        if shared:
            raise _Defect("xbrl.4.8.4", f"The measure {min(shared).local} stands above and below the line of a unit.", node, "Cancel it.")
        return Unit(above, below)
    return Unit(_measures(node))


def _measures(node: _Node) -> tuple[QName, ...]:
    if not node.children or any(c.name != _MEASURE for c in node.children):
        raise _Defect("xbrl.4.8", "A unit must hold one or more measures.", node)
    found = []
    for child in node.children:
        if child.qname is None:
            raise _Defect("xbrl.4.8.2", f"A measure cannot be read: {child.problem}.", child)
        if child.qname.namespace == XBRLI and child.qname.local not in ("pure", "shares"):
            raise _Defect("xbrl.4.8.2", f"There is no measure xbrli:{quoted(child.qname.local)}; only pure and shares.", child)
        found.append(child.qname)
    return tuple(sorted(found))


# ---------------------------------------------------------------- values by type

_NUMBER = {
    "decimal": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
    "integer": re.compile(r"[+-]?[0-9]+"),
    "double": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"),
}
_SIGNED = ("integer", "nonPositiveInteger", "negativeInteger", "long", "int", "short", "byte")
_INTEGERS = frozenset((*_SIGNED, "nonNegativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte", "positiveInteger"))
_MAX_DIGITS = 10_000
_MAX_EXPONENT = 4_096
_VERBATIM = frozenset(("string", "normalizedString"))


def canonical_value(text: str, concept: Concept, taxonomy: Taxonomy, resolve: Callable[[str], QName]) -> Value:
    """The model's value for the text of a fact of `concept` that is not nil.

    Numbers become Decimal by an ASCII pattern first; QNames are expanded with `resolve` (KeyError: undeclared prefix);
    booleans become "true" or "false"; strings stay exactly as they are and everything else loses the white space
    around it. Facets are the validator's matter. Raises ValueError, with a sentence. XBRL 2.1, 5.1.1.3.
    """
    data_type = taxonomy.types.get(concept.type)
    primitive = data_type.primitive if data_type else concept.base_type.removesuffix("ItemType")
    if concept.is_numeric:
        return parse_number(text, primitive)
    if primitive in _VERBATIM:
        return text
    trimmed = " ".join(text.split()) if primitive == "token" else text.strip(_SPACE)
    if primitive == "QName":
        if not _QNAME.fullmatch(trimmed):
            raise ValueError(f"{quoted(trimmed)} is no QName")
        try:
            return resolve(trimmed)
        except KeyError:
            raise ValueError(f"the prefix of {quoted(trimmed)} is not declared") from None
    if primitive == "boolean":
        if trimmed not in ("true", "false", "1", "0"):
            raise ValueError(f"{quoted(trimmed)} is neither true nor false")
        return "true" if trimmed in ("true", "1") else "false"
    return trimmed


def parse_number(text: str, primitive: str = "decimal") -> Decimal:
    """The Decimal that `text`, a lexical XML Schema number of the built-in `primitive`, stands for.

    INF and NaN, which no Decimal of ours holds, and numbers beyond 10,000 digits are refused. Raises ValueError, with a sentence.
    """
    trimmed = text.strip(_SPACE)
    kind = "double" if primitive in ("double", "float") else "integer" if primitive in _INTEGERS else "decimal"
    if len(trimmed) > _MAX_DIGITS:
        raise ValueError(f"the number has more than {_MAX_DIGITS:,} characters")
    if not _NUMBER[kind].fullmatch(trimmed):
        raise ValueError(f"{quoted(trimmed)} is no {'number' if kind != 'integer' else 'whole number'}")
    _, mark, exponent = trimmed.lower().partition("e")
    if mark and (len(exponent) > 6 or abs(int(exponent)) > _MAX_EXPONENT):
        raise ValueError(f"the exponent of {quoted(trimmed)} is out of bounds")
    return Decimal(trimmed)


# ---------------------------------------------------------------- decimals, default members

_DECIMALS = re.compile(r"[+-]?[0-9]{1,6}")


def parse_decimals(decimals: str | None, precision: str | None, value: Value) -> int | None:
    """The fact's `decimals` (None: infinite, nil or not numeric) from its attribute, or by `precision` (XBRL 2.1, 4.6.6).

    Raises ValueError, with a sentence: neither or both given for a number, or not a whole number or INF.
    """
    if not isinstance(value, Decimal):
        if decimals is not None or precision is not None:
            raise ValueError("a nil fact, or one that is no number, must have neither decimals nor precision")
        return None
    if (decimals is None) == (precision is None):
        raise ValueError("a number must have either decimals or precision")
    text = (decimals if decimals is not None else precision or "").strip(_SPACE)
    if text == "INF":
        return None
    if not _DECIMALS.fullmatch(text):
        raise ValueError(f"{quoted(text)} is neither a whole number nor INF")
    if decimals is not None:
        return int(text)
    if int(text) <= 0:
        raise ValueError("a precision of 0 says nothing about the number")
    return int(text) - value.adjusted() - 1 if value else None


def wrong_domains(context: Context, taxonomy: Taxonomy) -> Iterator[Diagnostic]:
    """An error for each typed dimension of `context` that holds another element than its domain (Dimensions 1.0, 3.1.4.4.1)."""
    for dimension, element in context.domains:
        concept = taxonomy.concepts.get(dimension)
        if concept is not None and concept.typed_domain is not None and concept.typed_domain != element:
            yield error(
                "xbrldie:IllegalTypedDimensionContentError",
                f"The context {quoted(context.id)} holds {quoted(element.local)} for the typed dimension {dimension.local}.",
                hint=f"Put the dimension's domain element there: {concept.typed_domain.local}.",
                location=context.location,
            )


def default_members(context: Context, taxonomy: Taxonomy) -> Iterator[Diagnostic]:
    """An error for each default member that `context` writes (Dimensions 1.0): as an aspect it vanishes, so only a reader sees it."""
    for dimension, member in (*context.segment, *context.scenario):
        if member is not None and taxonomy.defaults.get(dimension) == member:
            yield error(
                "xbrldie:DefaultValueUsedInInstanceError",
                f"The context {quoted(context.id)} names {quoted(str(member))}, the default member of {dimension.local}.",
                hint="Leave the dimension out: its default holds by itself.",
                location=context.location,
            )
