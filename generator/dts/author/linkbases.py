"""The taxonomy's linkbases: labels, references, presentation, calculation, definition, role labels.

XBRL 2.1 section 5.2, Dimensions 1.0 section 2, Calculations 1.1, Generic Labels 1.0. Inside an extended link every
concept has one locator, labelled by its name; orders are places among siblings. A concept of a base taxonomy is located in that
taxonomy's own schema.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from generator.dts.author import vocabulary
from generator.dts.author.markup import document, element
from generator.dts.author.source import HypercubeSource, Source
from generator.dts.author.tree import below, branches, line_items, presentation_tree, trees
from generator.dts.author.vocabulary import ANCHORING, AXIS_DEFAULTS, WIDER_NARROWER
from generator.qname import (
    ALL,
    CONCEPT_LABEL,
    CONCEPT_REFERENCE,
    DIMENSION_DEFAULT,
    DIMENSION_DOMAIN,
    DOMAIN_MEMBER,
    GEN,
    GENERIC_LABEL,
    HYPERCUBE_DIMENSION,
    LINK,
    PARENT_CHILD,
    REF,
    STANDARD_LABEL,
    STANDARD_LINK,
    SUMMATION_ITEM_2023,
    XBRLDT,
    XLINK,
    XSI,
)

ELEMENT_LABEL = "http://xbrl.org/arcrole/2008/element-label"
GENERIC_STANDARD_LABEL = "http://www.xbrl.org/2008/role/label"
GENERIC_STANDARD_LINK = "http://www.xbrl.org/2008/role/link"
_XBRLDT_SCHEMA = "http://www.xbrl.org/2005/xbrldt-2005.xsd"
ARCROLE_SCHEMAS: Mapping[str, str] = {
    SUMMATION_ITEM_2023: "https://www.xbrl.org/2023/calculation-1.1.xsd#summation-item",
    ELEMENT_LABEL: "http://www.xbrl.org/2008/generic-label.xsd#element-label",
    WIDER_NARROWER: "http://www.xbrl.org/lrr/arcrole/esma-arcrole-2018-11-21.xsd#wider-narrower",
    **{
        arcrole: f"{_XBRLDT_SCHEMA}#{arcrole.rpartition('/')[2]}"
        for arcrole in (ALL, HYPERCUBE_DIMENSION, DIMENSION_DOMAIN, DOMAIN_MEMBER, DIMENSION_DEFAULT)
    },
}


class Arc(NamedTuple):
    """An arc between two concepts, by name; `attributes` come after `order`."""

    arcrole: str
    source: str
    target: str
    order: int
    attributes: tuple[tuple[str, str], ...] = ()


def usages(source: Source) -> dict[str, tuple[str, ...]]:
    """The extended links that each role's code is used on, as qualified names, in a fixed order."""
    return {
        code: tuple(
            link
            for link, arcs in (
                ("link:presentationLink", presentation_arcs(source)),
                ("link:calculationLink", calculation_arcs(source)),
                ("link:definitionLink", definition_arcs(source)),
            )
            if arcs.get(code)
        )
        for code in (*(r.code for r in source.roles), *vocabulary.OWN_ROLES)
    }


def presentation_arcs(source: Source) -> dict[str, list[Arc]]:
    """The parent-child arcs by role."""
    shown = trees(source.presentation)
    found: dict[str, list[Arc]] = {}
    for role in (r.code for r in source.roles if r.code in shown):
        for branch in presentation_tree(source, role):
            if branch.parent is not None:
                label = vocabulary.LABEL_ROLES.get(branch.preferred_label)
                preferred = (("preferredLabel", label),) if label else ()
                found.setdefault(role, []).append(Arc(PARENT_CHILD, branch.parent, branch.name, branch.order, preferred))
    return found


def calculation_arcs(source: Source) -> dict[str, list[Arc]]:
    """The summation-item arcs of Calculations 1.1 by role."""
    found: dict[str, list[Arc]] = {}
    for item in source.calculation:
        arcs = found.setdefault(item.role, [])
        order = 1 + sum(arc.source == item.total for arc in arcs)
        arcs.append(Arc(SUMMATION_ITEM_2023, item.total, item.part, order, (("weight", f"{item.weight:f}"),)))
    return found


def definition_arcs(source: Source) -> dict[str, list[Arc]]:
    """The dimensional arcs by role: hypercubes in the scenario, enumerations; defaults and anchors each in a role of their own."""
    found: dict[str, list[Arc]] = {}
    cubes: dict[tuple[str, str, str], list[HypercubeSource]] = {}
    for cube in source.hypercubes:
        cubes.setdefault((cube.role, cube.line_items, cube.hypercube), []).append(cube)
    members = trees(source.members)
    placed: set[tuple[str, str]] = set()
    for (role, items, hypercube), axes in cubes.items():
        arcs = found.setdefault(role, [])
        closed = "true" if axes[0].closed else "false"
        arcs.append(Arc(ALL, items, hypercube, 1, (("xbrldt:closed", closed), ("xbrldt:contextElement", "scenario"))))
        for order, cube in enumerate(axes, 1):
            arcs.append(Arc(HYPERCUBE_DIMENSION, hypercube, cube.axis, order))
            if (role, cube.axis) not in placed:
                placed.add((role, cube.axis))
                for branch in branches(members.get(cube.axis, ())):
                    arcrole = DOMAIN_MEMBER if branch.parent else DIMENSION_DOMAIN
                    arcs.append(Arc(arcrole, branch.parent or cube.axis, branch.name, branch.order))
        if (role, items) not in placed:
            placed.add((role, items))
            arcs.extend(Arc(DOMAIN_MEMBER, b.parent or items, b.name, b.order) for b in line_items(source, role, items))
    for role, arc in enumeration_arcs(source):
        arcs = found.setdefault(role, [])
        if not any(a[:3] == arc[:3] for a in arcs):
            arcs.append(arc)
    defaults = [Arc(DIMENSION_DEFAULT, m.tree, m.name, 1) for m in source.members if m.default]
    anchors = [Arc(WIDER_NARROWER, a.wider, a.narrower, 1) for a in source.anchors]
    own = {AXIS_DEFAULTS: defaults, ANCHORING: anchors}
    return {**found, **{role: arcs for role, arcs in own.items() if arcs}}


def enumeration_arcs(source: Source) -> Iterator[tuple[str, Arc]]:
    """Each enumeration's domain-member arcs with their role (Extensible Enumerations 2.0, 2.2)."""
    for concept in source.concepts:
        if concept.domain_role:
            for branch in below(source.members, concept.domain):
                yield concept.domain_role, Arc(DOMAIN_MEMBER, branch.parent or concept.domain, branch.name, branch.order)


def presentation(source: Source) -> bytes:
    """The presentation linkbase."""
    return _relations(source, "presentation", presentation_arcs(source))


def calculation(source: Source) -> bytes:
    """The calculation linkbase."""
    return _relations(source, "calculation", calculation_arcs(source))


def definition(source: Source) -> bytes:
    """The definition linkbase."""
    return _relations(source, "definition", definition_arcs(source))


def labels(source: Source, language: str) -> bytes:
    """The label linkbase of one language."""
    wanted: list[tuple[str, str, str, str]] = []
    by_name: dict[str, list[tuple[str, str]]] = {}
    for label in source.labels:
        if label.language == language:
            by_name.setdefault(label.name, []).append((label.role, label.text))
    own = [c for c in source.concepts if c.labels]
    for concept in own:
        wanted.append((concept.name, "standard", STANDARD_LABEL, concept.labels[language]))
        wanted += [(concept.name, key, vocabulary.LABEL_ROLES[key], text) for key, text in by_name.pop(concept.name, ())]
    for name, texts in by_name.items():  # what a base taxonomy does not say, above all in another language
        wanted += [(name, key, vocabulary.LABEL_ROLES.get(key, STANDARD_LABEL), text) for key, text in texts]
    body: list[str] = []
    located: set[str] = set()
    for name, key, role, text in wanted:
        if name not in located:
            located.add(name)
            body += _locator(source, name)
        at = f"{locator_label(name)}_{key}"
        body += _arc("link:labelArc", Arc(CONCEPT_LABEL, name, at, 0))
        attributes = {"xlink:type": "resource", "xlink:label": at, "xlink:role": role, "xml:lang": language}
        body += element("link:label", attributes, text)
    negated = sorted({role for _, _, role, _ in wanted if role in _negated_roles()})
    return _linkbase((*_role_ref_negated(negated), *element("link:labelLink", _extended(STANDARD_LINK), body)))


def references(source: Source) -> bytes:
    """The reference linkbase."""
    body: list[str] = []
    counts: dict[str, int] = {}
    for item in source.references:
        number = counts[item.name] = counts.get(item.name, 0) + 1
        if number == 1:
            body += _locator(source, item.name)
        label = f"{locator_label(item.name)}_{number}"
        body += _arc("link:referenceArc", Arc(CONCEPT_REFERENCE, item.name, label, 0))
        parts = [line for part, text in item.parts for line in element(f"ref:{part}", {}, text)]
        attributes = {"xlink:type": "resource", "xlink:label": label, "xlink:role": vocabulary.REFERENCE_ROLES[item.role]}
        body += element("link:reference", attributes, parts)
    return _linkbase(
        element("link:referenceLink", _extended(STANDARD_LINK), body), schemas={REF: "http://www.xbrl.org/2006/ref-2006-02-27.xsd"}
    )


def role_labels(source: Source) -> bytes:
    """The generic labels of the roles, in every language (Generic Labels 1.0)."""
    body: list[str] = []
    for role in source.roles:
        body += element("link:loc", _locator_attributes(f"{source.settings.stem}.xsd#role-{role.code}", role.code))
        for lang, text in role.definitions.items():
            label = f"{role.code}_{lang}"
            body += _arc("gen:arc", Arc(ELEMENT_LABEL, role.code, label, 0))
            attributes = {"xlink:type": "resource", "xlink:label": label, "xlink:role": GENERIC_STANDARD_LABEL, "xml:lang": lang}
            body += element("label:label", attributes, text)
    lines = [
        *element(
            "link:roleRef", _reference(GENERIC_STANDARD_LABEL, "http://www.xbrl.org/2008/generic-label.xsd#standard-label", "roleURI")
        ),
        *element(
            "link:roleRef", _reference(GENERIC_STANDARD_LINK, "http://www.xbrl.org/2008/generic-link.xsd#standard-link-role", "roleURI")
        ),
        *_arcrole_refs([ELEMENT_LABEL]),
        *element("gen:link", _extended(GENERIC_STANDARD_LINK), body),
    ]
    schemas = {GEN: "http://www.xbrl.org/2008/generic-link.xsd", GENERIC_LABEL: "http://www.xbrl.org/2008/generic-label.xsd"}
    return _linkbase(lines, schemas=schemas)


def _relations(source: Source, kind: str, arcs_by_role: Mapping[str, Iterable[Arc]]) -> bytes:
    lines: list[str] = []
    arcroles: dict[str, None] = {}
    preferred: set[str] = set()
    for code, arcs in arcs_by_role.items():
        body: list[str] = []
        located: set[str] = set()
        seen: dict[tuple[str, str], int] = {}
        for arc in arcs:
            arcroles[arc.arcrole] = None
            preferred |= {value for key, value in arc.attributes if key == "preferredLabel"}
            # XLink allows one arc between two labels: a child shown twice under one parent gets a locator of its own.
            again = seen[arc.source, arc.target] = seen.get((arc.source, arc.target), 0) + 1
            label = arc.target if again == 1 else f"{arc.target}_{again}"
            for name, located_as in ((arc.source, arc.source), (arc.target, label)):
                if located_as not in located:
                    located.add(located_as)
                    body += _locator(source, name, located_as)
            body += _arc(f"link:{kind}Arc", arc._replace(target=label))
        lines += element(f"link:{kind}Link", _extended(source.settings.roles + code), body)
    codes = list(arcs_by_role)
    refs = [line for code in codes for line in element("link:roleRef", _role_reference(source, code))]
    return _linkbase((*refs, *_role_ref_negated(sorted(preferred & _negated_roles())), *_arcrole_refs(arcroles), *lines))


def _linkbase(lines: Iterable[str], schemas: Mapping[str, str] | None = None) -> bytes:
    schemas = {LINK: "http://www.xbrl.org/2003/xbrl-linkbase-2003-12-31.xsd", **(schemas or {})}
    prefixes = {"link": LINK, "xlink": XLINK, "xbrldt": XBRLDT, "ref": REF, "gen": GEN, "label": GENERIC_LABEL, "xsi": XSI}
    lines = list(lines)
    used = {
        p: ns for p, ns in prefixes.items() if p in {"link", "xlink", "xsi"} or any(f"<{p}:" in line or f" {p}:" in line for line in lines)
    }
    attributes = {f"xmlns:{p}": ns for p, ns in used.items()}
    attributes["xsi:schemaLocation"] = " ".join(f"{ns} {url}" for ns, url in schemas.items())
    return document(element("link:linkbase", attributes, lines))


def _extended(role: str) -> dict[str, str]:
    return {"xlink:type": "extended", "xlink:role": role}


def href(source: Source, name: str) -> str:
    """Where the concept `name` is declared: in our schema, or in that of the base taxonomy of its prefix."""
    settings = source.settings
    base = settings.base(name)
    if base is not None:
        return f"{base.schema}#{locator_label(name)}"
    return f"{settings.stem}.xsd#{settings.prefix}_{name}"


def locator_label(name: str) -> str:
    """The XLink label of a concept: its name, a base's prefix joined to it by an underscore."""
    return name.replace(":", "_")


def _locator(source: Source, name: str, label: str = "") -> list[str]:
    return element("link:loc", _locator_attributes(href(source, name), locator_label(label or name)))


def _locator_attributes(href: str, label: str) -> dict[str, str]:
    return {"xlink:type": "locator", "xlink:href": href, "xlink:label": label}


def _arc(name: str, arc: Arc) -> list[str]:
    order = {"order": str(arc.order)} if arc.order else {}
    ends = {"xlink:type": "arc", "xlink:arcrole": arc.arcrole, "xlink:from": locator_label(arc.source)}
    ends["xlink:to"] = locator_label(arc.target)
    return element(name, {**ends, **order, **dict(arc.attributes)})


def _reference(uri: str, href: str, key: str) -> dict[str, str]:
    return {key: uri, "xlink:type": "simple", "xlink:href": href}


def _role_reference(source: Source, code: str) -> dict[str, str]:
    return _reference(source.settings.roles + code, f"{source.settings.stem}.xsd#role-{code}", "roleURI")


def _arcrole_refs(arcroles: Iterable[str]) -> Iterator[str]:
    for arcrole in arcroles:
        if arcrole in ARCROLE_SCHEMAS:
            yield from element("link:arcroleRef", _reference(arcrole, ARCROLE_SCHEMAS[arcrole], "arcroleURI"))


def _negated_roles() -> frozenset[str]:
    return frozenset(uri for key, uri in vocabulary.LABEL_ROLES.items() if key.startswith("negated"))


def _role_ref_negated(roles: Iterable[str]) -> Iterator[str]:
    for role in roles:
        href = f"{vocabulary.NEGATED_SCHEMA}#{role.rpartition('/')[2]}"
        yield from element("link:roleRef", _reference(role, href, "roleURI"))
