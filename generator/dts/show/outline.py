"""A taxonomy printed as trees: presentation, calculation, dimensions.

One heading a role, in the order of the roles' definitions; below it each tree, two spaces deeper a level. A concept that
stands below itself is shown once more and not followed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import NamedTuple

from generator.model import Concept, Relationship, Taxonomy
from generator.qname import (
    ALL,
    DIMENSION_DOMAIN,
    DOMAIN_MEMBER,
    HYPERCUBE_DIMENSION,
    NOT_ALL,
    PARENT_CHILD,
    STANDARD_LABEL,
    SUMMATION_ITEM_2003,
    SUMMATION_ITEM_2023,
    TERSE_LABEL,
    QName,
)

VIEWS = ("presentation", "calculation", "dimensions")
MAX_DEPTH = 100
_BELOW = {
    ALL: (HYPERCUBE_DIMENSION,),
    NOT_ALL: (HYPERCUBE_DIMENSION,),
    HYPERCUBE_DIMENSION: (DIMENSION_DOMAIN,),
    DIMENSION_DOMAIN: (DOMAIN_MEMBER,),
    DOMAIN_MEMBER: (DOMAIN_MEMBER,),
}
"""What follows a dimensional relationship (Dimensions 1.0, 2.2.3: consecutive relationships)."""


class Node(NamedTuple):
    """A concept in a tree of the link role `role`. `relationship` is what it stands there by, None at a root (`depth` 0);
    `is_again` says that it stands below itself, where the tree is not followed."""

    role: str
    depth: int
    concept: QName
    relationship: Relationship | None = None
    is_again: bool = False


class _Step(NamedTuple):
    depth: int
    role: str
    relationship: Relationship
    above: frozenset[QName]


_Show = Callable[[Node], str]


def outline(taxonomy: Taxonomy, view: str, language: str) -> Iterator[str]:
    """The lines of `view` (one of VIEWS), labels in `language` where the taxonomy has them, else in any."""
    names = Prefixes(taxonomy)
    show = _SHOWN[view](taxonomy, names, language)
    role: str | None = None
    for node in nodes(taxonomy, view):
        if node.role != role:
            if role is not None:
                yield ""
            role = node.role
            yield f"{taxonomy.roles.get(role) or role}  <{role}>"
        yield f"{'  ' * (node.depth + 1)}{show(node)}{' …' if node.is_again else ''}"


def nodes(taxonomy: Taxonomy, view: str) -> Iterator[Node]:
    """The trees of `view` (one of VIEWS), each node before what stands below it, in the order of the roles' definitions."""
    starts, onward = _VIEWS[view]
    roles = dict.fromkeys(role for arcrole in starts for role in taxonomy.relationships.get(arcrole, {}))
    index = _Index(taxonomy)
    for role in sorted(roles, key=lambda uri: (taxonomy.roles.get(uri, ""), uri)):
        arcs = [r for arcrole in starts for r in taxonomy.relationships.get(arcrole, {}).get(role, ())]
        targets = {r.target for r in arcs}
        for root in dict.fromkeys(r.source for r in arcs if r.source not in targets) or dict.fromkeys(r.source for r in arcs[:1]):
            yield Node(role, 0, root)
            yield from _below(index, root, role, starts, onward)


class Prefixes:
    """Names of concepts as `prefix:Name`, by the prefixes that the taxonomy's own schemas use."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._prefixes = {namespace: prefix for prefix, namespace in reversed(list(taxonomy.prefixes.items())) if prefix}

    def __call__(self, name: QName) -> str:
        """`prefix:Name`, or the expanded name where no schema has a prefix for its namespace."""
        prefix = self._prefixes.get(name.namespace)
        return f"{prefix}:{name.local}" if prefix else str(name)


class _Index:
    """Relationships by arcrole, role and source, indexed set by set as they are asked for."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._sets: dict[tuple[str, str], Mapping[QName, list[Relationship]]] = {}

    def __call__(self, arcroles: Iterable[str], role: str, source: QName) -> list[Relationship]:
        found = [r for arcrole in arcroles for r in self._set(arcrole, role).get(source, ())]
        return sorted(found, key=lambda r: r.order)

    def _set(self, arcrole: str, role: str) -> Mapping[QName, list[Relationship]]:
        key = (arcrole, role)
        if key not in self._sets:
            by_source: dict[QName, list[Relationship]] = {}
            for relationship in self._taxonomy.relationships.get(arcrole, {}).get(role, ()):
                by_source.setdefault(relationship.source, []).append(relationship)
            self._sets[key] = by_source
        return self._sets[key]


def _below(
    index: _Index, root: QName, role: str, starts: tuple[str, ...], onward: Callable[[Relationship], tuple[str, ...]]
) -> Iterator[Node]:
    """What stands below `root`, without recursion: the input decides how deep it is."""
    stack = [_Step(1, role, r, frozenset({root})) for r in reversed(index(starts, role, root))]
    if starts[0] == ALL:
        stack = [_Step(1, role, r, frozenset({root})) for r in reversed(index((DOMAIN_MEMBER,), role, root))] + stack
    while stack:
        depth, here, relationship, above = stack.pop()
        is_again = relationship.target in above
        yield Node(role, depth, relationship.target, relationship, is_again)
        if is_again or depth >= MAX_DEPTH:
            continue
        there = relationship.target_role or here
        inside = above | {relationship.target}
        stack += [_Step(depth + 1, there, r, inside) for r in reversed(index(onward(relationship), there, relationship.target))]


def _presented(taxonomy: Taxonomy, names: Prefixes, language: str) -> _Show:
    def show(node: Node) -> str:
        role = node.relationship.preferred_label if node.relationship else None
        text = label_of(taxonomy, node.concept, language, role or STANDARD_LABEL)
        return f"{text}  ({names(node.concept)}{_nature(taxonomy.concepts.get(node.concept))})"

    return show


def _summed(taxonomy: Taxonomy, names: Prefixes, language: str) -> _Show:
    def show(node: Node) -> str:
        text = f"{label_of(taxonomy, node.concept, language)}  ({names(node.concept)}{_nature(taxonomy.concepts.get(node.concept))})"
        return f"{sign_of(node.relationship)} {text}" if node.relationship else text

    return show


def sign_of(relationship: Relationship) -> str:
    """`+`, `-` or the weight of a part of a sum."""
    weight = relationship.weight or 0
    sign = {1: "+", -1: "-"}.get(int(weight)) if weight == int(weight) else None
    return sign or f"{weight:+f} ×"


def _dimensional(taxonomy: Taxonomy, names: Prefixes, language: str) -> _Show:
    defaults = frozenset(taxonomy.defaults.values())

    def show(node: Node) -> str:
        notes = notes_of(taxonomy, node, defaults)
        text = f"{label_of(taxonomy, node.concept, language, TERSE_LABEL)}  ({names(node.concept)})"
        return f"{text}{' [' + ', '.join(notes) + ']' if notes else ''}"

    return show


def notes_of(taxonomy: Taxonomy, node: Node, defaults: Set[QName]) -> list[str]:
    """What a dimensional relationship says of its target, in single words; `defaults` are the default members."""
    relationship, notes = node.relationship, list[str]()
    if relationship is None:
        return notes
    if relationship.arcrole in (ALL, NOT_ALL):
        notes = ["closed" if relationship.closed else "open", relationship.context_element or "?"]
        notes += ["excludes"] if relationship.arcrole == NOT_ALL else []
    concept = taxonomy.concepts.get(node.concept)
    if concept is not None and concept.typed_domain is not None:
        notes.append(f"typed: {concept.typed_domain.local}")
    if relationship.arcrole in (DIMENSION_DOMAIN, DOMAIN_MEMBER):
        notes += ["default"] if node.concept in defaults else []
        notes += [] if relationship.usable else ["not usable"]
    return notes


def label_of(taxonomy: Taxonomy, name: QName, language: str, role: str = STANDARD_LABEL) -> str:
    """The label in `language`; else the first standard one in any language, since a label says more than a name."""
    text = taxonomy.label(name, language, role)
    if text != name.local:
        return text
    return next((label.text for label in taxonomy.labels.get(name, ()) if label.role == STANDARD_LABEL), text)


def _nature(concept: Concept | None) -> str:
    """ ", type, period, balance" of what can have facts."""
    if concept is None or concept.abstract:
        return ""
    kind = concept.type.local.removesuffix("ItemType")
    return "".join(f", {part}" for part in (kind, concept.period_type, concept.balance) if part)


_SUMS = (SUMMATION_ITEM_2003, SUMMATION_ITEM_2023)
_VIEWS: Mapping[str, tuple[tuple[str, ...], Callable[[Relationship], tuple[str, ...]]]] = {
    "presentation": ((PARENT_CHILD,), lambda _: (PARENT_CHILD,)),
    "calculation": (_SUMS, lambda _: _SUMS),
    "dimensions": ((ALL, NOT_ALL), lambda r: _BELOW[r.arcrole]),
}
"""By view: the arcroles that its trees start with, and those that follow a relationship."""
_SHOWN: Mapping[str, Callable[[Taxonomy, Prefixes, str], _Show]] = {
    "presentation": _presented,
    "calculation": _summed,
    "dimensions": _dimensional,
}
