"""Contexts: from their elements to the aspects of facts (XBRL 2.1, section 4.7; Dimensions 1.0, section 3.1)."""

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

from generator.dates import oim_date
from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.model import Entity, Member, Period, Taxonomy
from generator.qname import XBRLI, XSI, QName
from generator.read.element import EXPLICIT, SPACE, TYPED, Defect, Element
from generator.records import NamedTuple
from generator.xmlstream import expand

CONTEXT = f"{XBRLI}}}context"
_NIL = f"{XSI}}}nil"
_ENTITY_PARTS = ([f"{XBRLI}}}identifier"], [f"{XBRLI}}}identifier", f"{XBRLI}}}segment"])
_PARTS = ([f"{XBRLI}}}entity", f"{XBRLI}}}period", f"{XBRLI}}}scenario"], [f"{XBRLI}}}entity", f"{XBRLI}}}period"])
_FOREVER = f"{XBRLI}}}forever"
_PERIODS = ([f"{XBRLI}}}instant"], [f"{XBRLI}}}startDate", f"{XBRLI}}}endDate"], [_FOREVER])
_name = attrgetter("name")

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
        return tuple(sorted(pair for pair in self.segment + self.scenario if pair[1] is None or defaults.get(pair[0]) != pair[1]))


class Shared:
    """What the contexts of a document have in common, one object for all: contexts are many, and their facts are compared by them."""

    def __init__(self) -> None:
        self.entities: dict[tuple[str, str], Entity] = {}
        self.periods: dict[tuple[str, ...], Period] = {}
        self.pairs: dict[tuple[QName, Member], tuple[QName, Member]] = {}


def context_of(element: Element, key: str, place: Location, shared: Shared) -> Context:
    """The context in `element`, which stands at `place`. Raises Defect."""
    parts = element.children
    if list(map(_name, parts)) not in _PARTS:
        message = f"The context {quoted(key)} must hold an entity, a period and at most one scenario, in this order."
        raise Defect("xbrl.4.7", message, element)
    domains: list[tuple[QName, QName]] = []
    entity = _entity(parts[0], key, shared)
    inner = parts[0].children
    segment = _dimensions(inner[1], "xbrl.4.7.3.2", shared, domains) if len(inner) == 2 else ()
    scenario = _dimensions(parts[2], "xbrl.4.7.4", shared, domains) if len(parts) == 3 else ()
    seen: set[QName] = set()
    for dimension, _ in (*segment, *scenario):
        if dimension in seen:
            message = f"The context {quoted(key)} reports the dimension {dimension.local} twice."
            raise Defect("xbrldie:RepeatedDimensionInInstanceError", message, element)
        seen.add(dimension)
    return Context(key, entity, _period(parts[1], key, shared), segment, scenario, place, tuple(domains))


def _entity(element: Element, key: str, shared: Shared) -> Entity:
    if list(map(_name, element.children)) not in _ENTITY_PARTS:
        raise Defect("xbrl.4.7.3", f"The entity of context {quoted(key)} must hold one identifier and at most one segment.", element)
    identifier = element.children[0]
    scheme, text = identifier.attributes.get("scheme", "").strip(SPACE), identifier.trimmed
    if not scheme:
        raise Defect("xbrl.4.7.3.1", f"The identifier of context {quoted(key)} has no scheme.", identifier)
    if not text:
        raise Defect("xbrl.4.7.3.1", f"The identifier of context {quoted(key)} is empty.", identifier)
    found = shared.entities.get((scheme, text))
    if found is None:
        found = shared.entities[(scheme, text)] = Entity(scheme, text)
    return found


def _period(element: Element, key: str, shared: Shared) -> Period | None:
    parts = element.children
    if list(map(_name, parts)) not in _PERIODS:
        message = f"The period of context {quoted(key)} must hold an instant, a start and an end date, or forever."
        raise Defect("xbrl.4.7.2", message, element)
    if parts[0].name == _FOREVER:
        return None
    texts = tuple(part.content for part in parts)
    found = shared.periods.get(texts)
    if found is None:
        found = shared.periods[texts] = _dated(element, key, texts)
    return found


def _dated(element: Element, key: str, texts: tuple[str, ...]) -> Period:
    """The period of an instant, or of a start and an end, as written."""
    try:
        end = oim_date(texts[-1], end=True)
        start = oim_date(texts[0], end=False) if len(texts) == 2 else None
    except ValueError as problem:
        raise Defect("xbrl.4.7.2", f"The context {quoted(key)}: {problem}.", element) from None
    if start is not None and start >= end:
        message = f"The period of context {quoted(key)} ends before it starts."
        raise Defect("xbrl.4.7.2", message, element, "Let endDate lie after startDate.")
    return Period(start, end)


def _dimensions(element: Element, code: str, shared: Shared, domains: list[tuple[QName, QName]]) -> Dimensions:
    """The dimensions of a segment or scenario (`code` is its section's); `domains` gets the elements that typed ones hold."""
    if not element.children:
        raise Defect(code, "A segment or scenario must not be empty.", element, "Leave the element out.")
    found: list[tuple[QName, Member]] = []
    for child in element.children:
        if child.name not in (EXPLICIT, TYPED):
            name = quoted(child.name.rpartition("}")[2])
            message = f"The element {name} in a segment or scenario is no dimension: the report's model has no place for it."
            raise Defect("xbrlxe:nonDimensionalSegmentScenarioContent", message, child)
        if child.qname is None:
            raise Defect(code, f"A dimension cannot be read: {child.problem}.", child)
        if child.name == EXPLICIT:
            pair = (child.qname, _explicit(child))
            found.append(shared.pairs.setdefault(pair, pair))
        else:
            found.append((child.qname, _typed(child)))
            domains.append((child.qname, expand(child.children[0].name)))
    return tuple(found)


def _explicit(element: Element) -> QName:
    if element.children or element.member is None:
        message = f"The member of an explicit dimension cannot be read: {element.problem or 'it holds elements'}."
        raise Defect("xbrldie:ExplicitMemberUndefinedQNameError", message, element)
    return element.member


def _typed(element: Element) -> str | None:
    """The typed member's text, exactly as written; None where xsi:nil. Its type is the taxonomy's matter."""
    if len(element.children) != 1 or element.trimmed:
        message = "A typed member must hold one element, the dimension's domain element."
        raise Defect("xbrldie:IllegalTypedDimensionContentError", message, element)
    domain = element.children[0]
    if domain.children:
        message = "A typed member that holds elements has no place in the report's model."
        raise Defect("xbrlxe:unsupportedComplexTypedDimension", message, domain)
    return None if domain.attributes.get(_NIL, "").strip(SPACE) in ("true", "1") else domain.content


def placement_of(contexts: Iterable[Context]) -> Mapping[QName, str] | None:
    """The container that every dimension of `contexts` stands in; None where one stands now in segment, now in scenario."""
    found: dict[QName, str] = {}
    for context in contexts:
        for container, pairs in (("segment", context.segment), ("scenario", context.scenario)):
            for dimension, _ in pairs:
                if found.setdefault(dimension, container) != container:
                    return None
    return found


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
