"""Relationships in force, out of all arcs: prohibition and overriding (XBRL 2.1, 3.5.3.9.7), then by what they join."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from generator.diagnostics import Diagnostic
from generator.dts.arc_rules import check_arcs
from generator.dts.cycle_rules import check_cycles
from generator.dts.dimension_rules import check_dimensions
from generator.dts.document import Arc, BaseSet, Document
from generator.dts.ends import Ends
from generator.dts.lexical import canonical_text
from generator.dts.linkbase_reader import CLOSED, CONTEXT_ELEMENT, TARGET_ROLE, USABLE
from generator.dts.relationship_rules import check_definition_arcs, check_preferred_labels
from generator.dts.role_rules import cycles_allowed
from generator.model import Concept, Label, Reference, Relationship
from generator.qname import (
    CONCEPT_LABEL,
    CONCEPT_REFERENCE,
    PARENT_CHILD,
    REFERENCE_ROLE,
    STANDARD_LABEL,
    QName,
)


@dataclass(slots=True)
class Relations:
    """What the arcs of a DTS say, and what is wrong with them."""

    relationships: dict[str, dict[str, tuple[Relationship, ...]]] = field(default_factory=dict)
    labels: dict[QName, list[Label]] = field(default_factory=dict)
    references: dict[QName, list[Reference]] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def relate(
    documents: tuple[Document, ...],
    names: Mapping[str, QName],
    concepts: Mapping[QName, Concept],
    *,
    complete: bool,
    attributes: Mapping[str, str] | None = None,
) -> Relations:
    """The relationships, labels and references of a DTS. `names` maps the key of each element to its name.

    `attributes` gives the built-in type at the root of a declared attribute's: arcs are equivalent by values. `complete` says that
    every document was found; else nothing is said of labels that are missing.
    """
    found = Relations()
    ends = Ends(documents, names, concepts)
    found.diagnostics.extend(ends.diagnostics)
    sets: dict[BaseSet, list[Arc]] = {}
    for document in documents:
        for base_set, arcs in document.arcs.items():
            arcs = by_value(ends.canonical(arcs), attributes or {})
            found.diagnostics.extend(check_arcs(base_set, document, arcs, ends, concepts))
            found.diagnostics.extend(check_definition_arcs(base_set, document, arcs, ends, concepts))
            sets.setdefault(base_set, []).extend(arcs)
    allowed = cycles_allowed(documents)
    preferring: list[tuple[BaseSet, list[Arc]]] = []
    in_force_sets: dict[BaseSet, list[Arc]] = {}
    for base_set, arcs in sets.items():
        effective = in_force_sets[base_set] = in_force(arcs)
        _file(found, base_set, effective, ends)
        found.diagnostics.extend(check_cycles(base_set, effective, allowed, ends))
        if base_set.arcrole == PARENT_CHILD:
            preferring.append((base_set, effective))
    found.diagnostics.extend(check_dimensions(in_force_sets, documents, ends, concepts))
    if complete:
        roles = {name: frozenset(label.role for label in labels) for name, labels in found.labels.items()}
        for base_set, arcs in preferring:
            found.diagnostics.extend(check_preferred_labels(base_set, arcs, ends, roles))
    return found


def by_value(arcs: list[Arc], roots: Mapping[str, str]) -> list[Arc]:
    """`arcs` with their other attributes in one form for each value of the attribute's type (XBRL 2.1, 3.5.3.9.7.4 and 4.10)."""
    if not any(name in roots for arc in arcs for name, _ in arc.extra):
        return arcs
    return [
        arc._replace(extra=tuple((name, canonical_text(roots.get(name, ""), text)) for name, text in arc.extra)) if arc.extra else arc
        for arc in arcs
    ]


def in_force(arcs: Iterable[Arc]) -> list[Arc]:
    """The arcs of one base set that stand after prohibition and overriding, in their order (XBRL 2.1, 3.5.3.9.7.5).

    Of equivalent arcs those of the highest priority count: none where one of them prohibits, else one.
    """
    best: dict[tuple[object, ...], Arc] = {}
    for arc in arcs:
        key = arc[:6]
        other = best.setdefault(key, arc)
        if other is not arc and (arc.priority, arc.prohibited) > (other.priority, other.prohibited):
            best[key] = arc
    return [arc for arc in best.values() if not arc.prohibited]


def _file(found: Relations, base_set: BaseSet, arcs: list[Arc], ends: Ends) -> None:
    """Put the arcs of one base set where they belong in `found`."""
    if base_set.arcrole in (CONCEPT_LABEL, CONCEPT_REFERENCE):
        for arc in arcs:
            concept, resource = ends.concepts.get(arc.source), ends.resources.get(arc.target)
            if concept is None or resource is None:
                continue
            if base_set.arcrole == CONCEPT_LABEL:
                label = Label(resource.role or STANDARD_LABEL, resource.language, resource.text)
                found.labels.setdefault(concept, []).append(label)
            else:
                found.references.setdefault(concept, []).append(Reference(resource.role or REFERENCE_ROLE, resource.parts))
        return
    concepts = ends.concepts
    related = [r for r in (_relationship(base_set, arc, concepts) for arc in _sorted(arcs)) if r is not None]
    if related:
        roles = found.relationships.setdefault(base_set.arcrole, {})
        roles[base_set.role] = roles.get(base_set.role, ()) + tuple(related)


def _sorted(arcs: list[Arc]) -> list[Arc]:
    """By source, in the order in which sources come first; then by order; then as written."""
    first: dict[str, int] = {}
    for arc in arcs:
        first.setdefault(arc.source, len(first))
    return sorted(arcs, key=lambda arc: (first[arc.source], arc.order))


def _relationship(base_set: BaseSet, arc: Arc, concepts: Mapping[str, QName]) -> Relationship | None:
    source, target = concepts.get(arc.source), concepts.get(arc.target)
    if source is None or target is None:
        return None
    if not arc.extra:
        return Relationship(
            arcrole=base_set.arcrole,
            role=base_set.role,
            source=source,
            target=target,
            order=arc.order,
            weight=arc.weight,
            preferred_label=arc.preferred_label,
        )
    others = dict(arc.extra)
    return Relationship(
        arcrole=base_set.arcrole,
        role=base_set.role,
        source=source,
        target=target,
        order=arc.order,
        weight=arc.weight,
        preferred_label=arc.preferred_label,
        target_role=others.get(TARGET_ROLE),
        closed=others.get(CLOSED) == "true",
        context_element=others.get(CONTEXT_ELEMENT),
        usable=others.get(USABLE) != "false",
    )
