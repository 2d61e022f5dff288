"""What dimensional relationships may join, and how they may be connected (XBRL Dimensions 1.0, sections 2.2 to 2.7)."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from generator.diagnostics import Diagnostic, error, quoted
from generator.dts.dimension_elements import DIMENSION, HYPERCUBE, MEMBER, Kinds
from generator.dts.document import Arc, BaseSet, Document
from generator.dts.ends import Ends
from generator.dts.linkbase_reader import CONTEXT_ELEMENT, TARGET_ROLE, USABLE
from generator.model import Concept
from generator.qname import (
    ALL,
    DIMENSION_DEFAULT,
    DIMENSION_DOMAIN,
    DOMAIN_MEMBER,
    HYPERCUBE_DIMENSION,
    NOT_ALL,
    STANDARD_LINK,
    QName,
)

ARCROLES = frozenset({ALL, NOT_ALL, HYPERCUBE_DIMENSION, DIMENSION_DOMAIN, DOMAIN_MEMBER, DIMENSION_DEFAULT})
_CALLED = {HYPERCUBE: "a hypercube", DIMENSION: "a dimension", MEMBER: "an item that is neither hypercube nor dimension"}


class _Joins(NamedTuple):
    """What the ends of an arcrole have to be, and the codes where they are not."""

    source: str
    source_code: str
    target: str
    target_code: str
    is_explicit: bool = False  # whether a dimension at its source may not be typed


def _joins(name: str, source: str, target: str, *, is_explicit: bool = False) -> _Joins:
    return _Joins(source, f"xbrldte:{name}SourceError", target, f"xbrldte:{name}TargetError", is_explicit)


_ENDS: Mapping[str, _Joins] = {
    ALL: _joins("HasHypercube", MEMBER, HYPERCUBE),
    NOT_ALL: _joins("HasHypercube", MEMBER, HYPERCUBE),
    HYPERCUBE_DIMENSION: _joins("HypercubeDimension", HYPERCUBE, DIMENSION),
    DIMENSION_DOMAIN: _joins("DimensionDomain", DIMENSION, MEMBER, is_explicit=True),
    DOMAIN_MEMBER: _joins("DomainMember", MEMBER, MEMBER),
    DIMENSION_DEFAULT: _joins("DimensionDefault", DIMENSION, MEMBER, is_explicit=True),
}


class Related(NamedTuple):
    """An effective arc between concepts."""

    base_set: BaseSet
    arc: Arc
    source: Concept
    target: Concept

    @property
    def target_role(self) -> str:
        """The link role in which its consecutive relationships are (2.4)."""
        return dict(self.arc.extra).get(TARGET_ROLE) or self.base_set.role

    @property
    def is_usable(self) -> bool:
        """Whether its target is a valid member (2.5.3.3)."""
        return dict(self.arc.extra).get(USABLE) != "false"


def check_dimensions(
    sets: Mapping[BaseSet, list[Arc]], documents: tuple[Document, ...], ends: Ends, concepts: Mapping[QName, Concept]
) -> Iterator[Diagnostic]:
    """What is wrong with the dimensional relationships of a DTS; `sets` holds the effective arcs of its base sets."""
    dimensional = {base_set: arcs for base_set, arcs in sets.items() if base_set.arcrole in ARCROLES}
    if not dimensional:
        return
    found = [related for base_set, arcs in dimensional.items() for related in _related(base_set, arcs, ends, concepts)]
    kinds = Kinds(concepts)

    def report(code: str, related: Related, message: str) -> Diagnostic:
        arc = related.arc
        place = ends.owners(related.base_set)[arc].place(arc.line, arc.column)
        return error(f"xbrldte:{code}" if ":" not in code else code, message, location=place)

    yield from _check_target_roles(dimensional, documents)
    for related in found:
        for code, message in (*wrong_ends(related, kinds), *missing_context_element(related)):
            yield report(code, related, message)
    yield from too_many_defaults(found, report)
    yield from wrong_sets(found, report)


def _related(base_set: BaseSet, arcs: list[Arc], ends: Ends, concepts: Mapping[QName, Concept]) -> Iterator[Related]:
    for arc in arcs:
        source, target = ends.concepts.get(arc.source), ends.concepts.get(arc.target)
        if source is not None and target is not None:
            yield Related(base_set, arc, concepts[source], concepts[target])


def wrong_ends(related: Related, kinds: Kinds) -> Iterator[tuple[str, str]]:
    """Each arcrole joins two kinds of concepts (2.2.2.1, 2.3.1.1, 2.5.3.1.1, 2.5.3.2.1, 2.6.1)."""
    joins = _ENDS[related.base_set.arcrole]
    arcrole = related.base_set.arcrole.rpartition("/")[2]
    if kinds.of(related.source) != joins.source:
        yield joins.source_code, f"{related.source.qname.local}, the source of {arcrole}, is not {_CALLED[joins.source]}."
    elif joins.is_explicit and related.source.qname in kinds.typed:
        yield joins.source_code, f"{related.source.qname.local}, the source of {arcrole}, is a typed dimension, not an explicit one."
    if kinds.of(related.target) != joins.target:
        yield joins.target_code, f"{related.target.qname.local}, the target of {arcrole}, is not {_CALLED[joins.target]}."


def missing_context_element(related: Related) -> Iterator[tuple[str, str]]:
    """A has-hypercube arc says whether its dimensions are in segment or scenario (2.3.2)."""
    if related.base_set.arcrole in (ALL, NOT_ALL) and CONTEXT_ELEMENT not in dict(related.arc.extra):
        yield "HasHypercubeMissingContextElementAttributeError", f"The arc to {related.target.qname.local} has no xbrldt:contextElement."


def _check_target_roles(sets: Mapping[BaseSet, list[Arc]], documents: tuple[Document, ...]) -> Iterator[Diagnostic]:
    """The target role of an arc is the standard one, or one that its linkbase refers to (2.4.3)."""
    for document in documents:
        known = {ref.uri for linkbase in document.linkbases for ref in linkbase.refs if not ref.is_arcrole} | {STANDARD_LINK}
        for base_set, arcs in document.arcs.items():
            for arc in arcs if base_set in sets else ():
                role = dict(arc.extra).get(TARGET_ROLE) if arc.extra else None
                if role is not None and role not in known:
                    message = f"The target role {quoted(role, 200)} is not defined: the linkbase has no roleRef for it."
                    yield error("xbrldte:TargetRoleNotResolvedError", message, location=document.place(arc.line, arc.column))


_Report = Callable[[str, Related, str], Diagnostic]


def too_many_defaults(found: list[Related], report: _Report) -> Iterator[Diagnostic]:
    """A dimension has one default member, whatever the link role (2.6.1)."""
    defaults: dict[QName, QName] = {}
    for related in found:
        if related.base_set.arcrole == DIMENSION_DEFAULT:
            first = defaults.setdefault(related.source.qname, related.target.qname)
            if first != related.target.qname:
                message = (
                    f"The dimension {related.source.qname.local} has the default members {first.local} and {related.target.qname.local}."
                )
                yield report("TooManyDefaultMembersError", related, message)


# ---------------------------------------------------------------- dimensional relationship sets (2.4)

_Index = Mapping[tuple[str, str, QName], list[Related]]


def wrong_sets(found: list[Related], report: _Report) -> Iterator[Diagnostic]:
    """Domains have no directed cycle (2.4.4), and hold no primary item of their own hypercube (2.5.3.2.1)."""
    index: dict[tuple[str, str, QName], list[Related]] = {}
    for related in found:
        index.setdefault((related.base_set.arcrole, related.base_set.role, related.source.qname), []).append(related)
    domains: dict[tuple[QName, str], tuple[Related, ...]] = {}
    primary: dict[tuple[QName, str], frozenset[QName]] = {}
    for cube in found:
        if cube.base_set.arcrole not in (ALL, NOT_ALL):
            continue
        start = (cube.source.qname, cube.base_set.role)
        if start not in primary:
            primary[start] = _primary_items(index, *start)
        for axis in index.get((HYPERCUBE_DIMENSION, cube.target_role, cube.target.qname), ()):
            domain = (axis.target.qname, axis.target_role)
            if domain not in domains:
                domains[domain] = arcs = _domain(index, *domain)
                cyclic = _back_arc(arcs)
                if cyclic is not None:
                    message = f"The domain of {axis.target.qname.local} in {quoted(domain[1], 200)} has a directed cycle: {_shown(cyclic)}."
                    yield report("DRSDirectedCycleError", cyclic, message)
            for member in domains[domain]:
                if member.is_usable and member.target.qname in primary[start]:
                    message = f"{member.target.qname.local} is a primary item of {cube.target.qname.local} and a member of its domain."
                    yield report("PrimaryItemPolymorphismError", member, message)
                    break


def _shown(related: Related) -> str:
    return f"{related.source.qname.local} to {related.target.qname.local}"


def _domain(index: _Index, dimension: QName, role: str) -> tuple[Related, ...]:
    """Every relationship of the dimension's domain, from the dimension-domain ones in `role` down."""
    return _below(index, index.get((DIMENSION_DOMAIN, role, dimension), ()))


def _primary_items(index: _Index, source: QName, role: str) -> frozenset[QName]:
    arcs = _below(index, index.get((DOMAIN_MEMBER, role, source), ()))
    return frozenset((source, *(arc.target.qname for arc in arcs if arc.is_usable)))


def _below(index: _Index, start: "list[Related] | tuple[()]") -> tuple[Related, ...]:
    """`start` and the domain-member relationships that follow one another from there, each once."""
    found: dict[tuple[BaseSet, Arc], Related] = {}
    stack = list(reversed(start))
    seen: set[tuple[QName, str]] = set()
    while stack:
        related = stack.pop()
        found.setdefault((related.base_set, related.arc), related)
        state = (related.target.qname, related.target_role)
        if state not in seen:
            seen.add(state)
            stack.extend(reversed(index.get((DOMAIN_MEMBER, state[1], state[0]), [])))
    return tuple(found.values())


def _back_arc(arcs: tuple[Related, ...]) -> Related | None:
    """A usable arc that leads back to where its path came from, in the graph that `arcs` make together; None without a cycle."""
    onward: dict[QName, list[Related]] = {}
    for related in arcs:
        onward.setdefault(related.source.qname, []).append(related)
    done: set[QName] = set()
    for first in onward:
        if first in done:
            continue
        path = {first: iter(onward[first])}
        while path:
            node = next(reversed(path))
            onward_arc = next(path[node], None)
            if onward_arc is None:
                done.add(node)
                del path[node]
                continue
            target = onward_arc.target.qname
            if target in path:
                if onward_arc.is_usable:
                    return onward_arc
            elif target not in done:
                path[target] = iter(onward.get(target, ()))
    return None
