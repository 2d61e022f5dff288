"""Concepts and data types out of the declarations of all schemas (XBRL 2.1, 5.1.1; XML Schema Part 2)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.diagnostics import Diagnostic, error, quoted
from generator.dts.document import Document, ElementDeclaration, TypeDeclaration
from generator.model import Concept, DataType
from generator.qname import XBRLI, XS, QName

ITEM = QName(XBRLI, "item")
TUPLE = QName(XBRLI, "tuple")
_NOTHING = QName("", "")


@dataclass(frozen=True, slots=True)
class Declarations:
    """Every declaration of a DTS. `elements` maps a key (see `document`) to the element that it names."""

    elements: Mapping[str, ElementDeclaration]
    by_name: Mapping[QName, ElementDeclaration]
    types: Mapping[QName, TypeDeclaration]


def gather(documents: Iterable[Document]) -> tuple[Declarations, list[Diagnostic]]:
    """The declarations of `documents`; the first of two of one name counts, and the second is a diagnostic."""
    elements: dict[str, ElementDeclaration] = {}
    by_name: dict[QName, ElementDeclaration] = {}
    types: dict[QName, TypeDeclaration] = {}
    found: list[Diagnostic] = []
    for document in documents:
        for declared in document.elements:
            elements[declared.key] = declared
            first = by_name.setdefault(declared.name, declared)
            if first is not declared and not _same_document(first, declared):
                message = f"The element {declared.name.local} is declared already at {quoted(first.key, 200)}."
                found.append(error("xbrl.5.1.1", message, location=document.place(declared.line, declared.column)))
        for alias, key in document.aliases.items():
            elements.setdefault(alias, elements[key])
        for kind in document.types:
            types.setdefault(kind.name, kind)
    return Declarations(elements, by_name, types), found


def _same_document(first: ElementDeclaration, second: ElementDeclaration) -> bool:
    # Standard schemas have been published under http and https alike; a DTS may reach one under both.
    return first.key.partition("://")[2] == second.key.partition("://")[2] != ""


def base_item_type(types: Mapping[QName, TypeDeclaration], name: QName) -> str:
    """The XBRL item type that the type `name` is or restricts, "" where it is no item type."""
    for ancestor in _ancestors(types, name):
        if ancestor.namespace == XBRLI and ancestor.local.endswith("ItemType"):
            return ancestor.local
    return ""


def data_types(types: Mapping[QName, TypeDeclaration], used: Iterable[QName]) -> dict[QName, DataType]:
    """The simple and simple-content types among `used` and all that they restrict, up to XML Schema's built-ins."""
    found: dict[QName, DataType] = {}
    for start in used:
        chain = list(_ancestors(types, start, through_content=True))
        if not chain or chain[-1].namespace != XS or any(n in types and types[n].elements for n in chain):
            continue
        primitive = chain[-1].local
        for name in chain:
            if name not in found:
                declared = types.get(name)
                found[name] = DataType(
                    qname=name,
                    base=(declared.content or declared.base) if declared else None,
                    primitive=primitive,
                    item_type=base_item_type(types, name),
                    facets=tuple(declared.facets) if declared else (),
                )
    return found


def _ancestors(types: Mapping[QName, TypeDeclaration], name: QName, *, through_content: bool = False) -> Iterator[QName]:
    """`name`, what it restricts or extends, and so on; ends at a built-in, at a type that is not there, or at a loop."""
    seen: set[QName] = set()
    current: QName | None = name
    while current is not None and current not in seen and current != _NOTHING:
        seen.add(current)
        yield current
        declared = types.get(current)
        if declared is None:
            return
        current = (declared.content if through_content else None) or declared.base


def build_concepts(declarations: Declarations) -> tuple[dict[QName, Concept], list[Diagnostic]]:
    """Every item and tuple of a DTS by its name, in the order of declaration, and what is wrong with their types."""
    concepts: dict[QName, Concept] = {}
    found: list[Diagnostic] = []
    kinds: dict[QName, QName | None] = {}
    bases: dict[QName, str] = {}
    for name, declared in declarations.by_name.items():
        if name in (ITEM, TUPLE) or _head(declarations, declared, kinds) is None:
            continue
        kind = _type_of(declarations, declared)
        if kind not in bases:
            bases[kind] = base_item_type(declarations.types, kind)
        found.extend(_check_concept(declarations, declared, kind, bases[kind], is_item=kinds[declared.group] == ITEM))
        domain = declarations.elements.get(declared.typed_domain) if declared.typed_domain else None
        concepts[name] = Concept(
            qname=name,
            id=declared.key.rpartition("#")[2],
            type=kind,
            base_type=bases[kind],
            substitution_group=declared.group,
            period_type=declared.period_type,
            balance=declared.balance,
            abstract=declared.abstract,
            nillable=declared.nillable,
            typed_domain=domain.name if domain else None,
        )
    return concepts, found


def _head(declarations: Declarations, declared: ElementDeclaration, kinds: dict[QName, QName | None]) -> QName | None:
    """xbrli:item or xbrli:tuple, whichever the substitution groups of `declared` lead to; `kinds` remembers heads."""
    path: dict[QName, None] = {}
    group = declared.group
    while group not in kinds and group not in (ITEM, TUPLE, _NOTHING) and group not in path:
        path[group] = None
        head = declarations.by_name.get(group)
        group = head.group if head else _NOTHING
    kind = group if group in (ITEM, TUPLE) else kinds.get(group)
    kinds.update(dict.fromkeys((*path, declared.group), kind))
    return kind


def _type_of(declarations: Declarations, declared: ElementDeclaration) -> QName:
    """The element's type, else that of the head of its substitution group (XML Schema Part 1, 3.3.2)."""
    seen: set[QName] = set()
    current: ElementDeclaration | None = declared
    while current is not None and current.name not in seen:
        if current.type != _NOTHING:
            return current.type
        seen.add(current.name)
        current = declarations.by_name.get(current.group)
    return QName(XS, "anyType")


def _check_concept(
    declarations: Declarations, declared: ElementDeclaration, kind: QName, base: str, *, is_item: bool
) -> Iterator[Diagnostic]:
    """An item has an XBRL item type and a period type; only monetary items have a balance (XBRL 2.1, 5.1.1)."""
    for code, message, hint in _wrong_concept(declarations, declared, kind, base, is_item=is_item):
        place = Document(declared.key.rpartition("#")[0]).place(declared.line, declared.column)
        yield error(code, message, hint=hint, location=place)


def _wrong_concept(
    declarations: Declarations, declared: ElementDeclaration, kind: QName, base: str, *, is_item: bool
) -> Iterator[tuple[str, str, str | None]]:
    """Code, sentence and hint of each thing that is wrong."""
    name = declared.name.local
    if is_item and not base:
        known = kind in declarations.types or kind.namespace == XS
        what = "is not derived from an XBRL item type" if known else "is not declared in any schema of the taxonomy"
        yield "xbrl.5.1.1.3", f"The type {quoted(kind.local)} of the concept {name} {what}.", None
    if is_item and declared.period_type not in ("instant", "duration"):
        yield "xbrl.5.1.1.1", f"The concept {name} has no period type.", "Declare instant or duration."
    if not is_item and declared.period_type:
        yield "xbrl.4.9", f"The tuple {name} has a period type.", None
    if declared.balance and base != "monetaryItemType":
        yield "xbrl.5.1.1.2", f"The concept {name} has a balance, but is not monetary.", None
