"""What the content model of a tuple may not be (XBRL 2.1, 4.9)."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, error, quoted
from generator.dts.concepts import ITEM, TUPLE, Declarations
from generator.dts.document import Document, TypeDeclaration
from generator.dts.link_rules import heads
from generator.model import Concept
from generator.qname import LINK, XBRLI, XL, XLINK, XS, QName

_SPECIFIED = frozenset({XBRLI, LINK, XLINK, XL})
_MAX_DEPTH = 100  # of types derived from types
_NOTHING = QName("", "")


def check_tuples(documents: tuple[Document, ...], declarations: Declarations, concepts: Mapping[QName, Concept]) -> Iterator[Diagnostic]:
    """What is wrong with the content of the tuples among `concepts`."""
    groups = {group.name: group for document in documents for group in document.groups}
    for document in documents:
        for declared in document.elements:
            concept = concepts.get(declared.name)
            if concept is None or concept.base_type or concept.period_type or not _is_tuple(declarations, declared.name):
                continue
            for message in _wrong(concept, declarations, groups, concepts):
                yield error(
                    "xbrl.4.9", f"The tuple {declared.name.local} {message}", location=document.place(declared.line, declared.column)
                )


def _is_tuple(declarations: Declarations, name: QName) -> bool:
    return TUPLE in heads(declarations, name)


def _wrong(
    concept: Concept, declarations: Declarations, groups: Mapping[QName, TypeDeclaration], concepts: Mapping[QName, Concept]
) -> Iterator[str]:
    parts, root = _parts(concept.type, declarations, groups)
    if root.namespace == XS and root.local != "anyType":
        yield "has simple content, but a tuple holds elements."
    if any(part.mixed for part in parts):
        yield "has mixed content, but a tuple holds nothing but elements."
    for name in dict.fromkeys(name for part in parts for name in part.attributes):
        if name.namespace in _SPECIFIED:
            yield f"has the attribute {quoted(name.local)} of a namespace of the XBRL specification."
    for name in dict.fromkeys(name for part in parts for name in part.children):
        if name == _NOTHING:
            yield "declares an element in place, but may only refer to global ones."
        elif name not in concepts and name not in (ITEM, TUPLE):
            yield f"holds {quoted(name.local)}, which is neither item nor tuple."


def _parts(kind: QName, declarations: Declarations, groups: Mapping[QName, TypeDeclaration]) -> tuple[list[TypeDeclaration], QName]:
    """The declarations that make up the type `kind`: it, what it is derived from, their groups; and what its root is."""
    parts: list[TypeDeclaration] = []
    seen: set[QName] = set()
    root = kind
    current: QName | None = kind
    while current is not None and current not in seen and len(seen) < _MAX_DEPTH:
        seen.add(current)
        root = current
        declared = declarations.types.get(current)
        if declared is None:
            break
        parts.append(declared)
        current = declared.base
    waiting = [name for part in parts for name in part.groups]
    inside: set[QName] = set()
    while waiting:
        name = waiting.pop()
        if name not in inside and name in groups:
            inside.add(name)
            parts.append(groups[name])
            waiting.extend(groups[name].groups)
    return parts, root
