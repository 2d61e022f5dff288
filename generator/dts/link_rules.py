"""What a linkbaseRef may lead to, and what of other namespaces may stand in linkbases and in appinfo (XBRL 2.1, 4.3.4 and 5.2)."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, error, quoted
from generator.dts.concepts import Declarations
from generator.dts.document import Document
from generator.dts.lexical import BUILT_IN, STANDARD_ROLES
from generator.dts.linkbase_reader import LINKBASE
from generator.dts.role_rules import LINKBASE_REF_ROLES
from generator.dts.shapes import SHAPES, local
from generator.model import DataType
from generator.qname import LINK, QName
from generator.xmlstream import expand

_MAX_DEPTH = 100  # of substitution groups, which may also loop
PART = QName(LINK, "part")
_ANY = QName("", "")
_REFERENCE = f"{LINK}}}reference"


def check_linkbase_refs(documents: tuple[Document, ...]) -> Iterator[Diagnostic]:
    """A linkbase that is referred to with a standard role holds the extended links of that role, and nothing else (4.3.4)."""
    links: dict[str, dict[str, None]] = {}
    for document in documents:
        for linkbase in document.linkbases:
            links[linkbase.key] = dict.fromkeys(linkbase.links)
            if document.kind == "linkbase":
                links[document.path] = links[linkbase.key]
    for document in documents:
        for link in document.links:
            wanted = LINKBASE_REF_ROLES.get(link.role)
            if wanted is None:
                if link.kind == "linkbase" and link.role.startswith(STANDARD_ROLES):
                    message = f"The standard role {quoted(link.role, 200)} is not for use on a linkbaseRef."
                    yield error("xbrl.4.3.4", message, location=document.place(link.line, link.column))
                continue
            for name in links.get(link.target) or links.get(f"{link.target}#{link.fragment}") or ():
                if name != wanted:
                    message = f"The linkbaseRef is for a {local(wanted)}, but the linkbase holds a {quoted(local(name))}."
                    yield error("xbrl.4.3.4", message, location=document.place(link.line, link.column))


def check_foreign(documents: tuple[Document, ...], declarations: Declarations) -> Iterator[Diagnostic]:
    """An element of another namespace in a linkbase stands for one that may stand there, by its substitution group (5.2)."""
    for document in documents:
        for name, parent, _, line, column in document.foreign:
            if not parent:
                continue
            allowed = SHAPES[parent].children or frozenset()
            element = expand(name)
            known = element in declarations.by_name
            if known and allowed.isdisjoint(f"{head.namespace}}}{head.local}" for head in heads(declarations, element)):
                message = f"The element {quoted(element.local)} is not allowed in {local(parent)}."
            elif not known and parent != LINKBASE:
                message = f"The element {quoted(element.local)} in {local(parent)} is not declared in any schema of the taxonomy."
            else:
                continue
            yield error(SHAPES[parent].code, message, location=document.place(line, column))


def heads(declarations: Declarations, name: QName) -> Iterator[QName]:
    """What the element `name` may stand for: the head of its substitution group, that one's head and so on."""
    for _ in range(_MAX_DEPTH):
        declared = declarations.by_name.get(name)
        if declared is None:
            return
        name = declared.group
        yield name


def check_lax(documents: tuple[Document, ...], declarations: Declarations, types: Mapping[QName, DataType]) -> Iterator[Diagnostic]:
    """The text of an element in appinfo is of the type that the taxonomy declares for the element, where it does (5.1)."""
    for document in documents:
        for name, parent, text, line, column in document.foreign:
            declared = declarations.by_name.get(expand(name))
            if parent or text is None or declared is None:
                continue
            if not is_of(types, declared.type, text):
                message = f"The element {quoted(declared.name.local)} holds “{quoted(text)}”, which is not of its type."
                yield error("xbrl.5.1", message, location=document.place(line, column))


def check_attributes(documents: tuple[Document, ...], roots: Mapping[str, str]) -> Iterator[Diagnostic]:
    """The value of an attribute of another namespace on a schema's element is of the type that the taxonomy declares for it (5.1).

    `roots` are the built-in types at the root of the declared attributes'.
    """
    for document in documents:
        for name, value, line, column in document.foreign_attributes:
            valid = BUILT_IN.get(roots.get(name, ""))
            if valid is not None and not valid(" ".join(value.split())):
                message = f"The attribute {quoted(local(name))} holds “{quoted(value)}”, which is not of its type."
                yield error("xbrl.5.1", message, location=document.place(line, column))


def check_parts(documents: tuple[Document, ...], declarations: Declarations, types: Mapping[QName, DataType]) -> Iterator[Diagnostic]:
    """The parts of a reference are declared as such, each a text of its type (5.2.3.2). Undeclared namespaces are let be."""
    namespaces = {name.namespace for name in declarations.by_name}
    kinds: dict[QName, QName | None] = {}
    for document in documents:
        for resource in document.resources.values():
            if resource.kind != _REFERENCE:
                continue
            for name, text in resource.parts:
                if name not in kinds:
                    kinds[name] = _part_type(name, namespaces, declarations, types)
                kind = kinds[name]
                if kind is None:
                    message = f"The reference holds {quoted(name.local)}, which is not declared as a part."
                elif kind == _ANY or is_of(types, kind, text):
                    continue
                else:
                    message = f"The part {quoted(name.local)} holds “{quoted(text)}”, which is not of its type."
                yield error("xbrl.5.2.3.2", message, location=document.place(resource.line, resource.column))


def _part_type(name: QName, namespaces: set[str], declarations: Declarations, types: Mapping[QName, DataType]) -> QName | None:
    """The type that the texts of a part have to be of, `_ANY` where they may be any; None for what is no part."""
    if name.namespace not in namespaces:
        return _ANY
    if PART not in heads(declarations, name):
        return None
    kind: QName | None = declarations.by_name[name].type
    while kind is not None and kind in types:
        if types[kind].facets or types[kind].primitive in BUILT_IN:
            return declarations.by_name[name].type
        kind = types[kind].base
    return _ANY


def is_of(types: Mapping[QName, DataType], kind: QName, text: str) -> bool:
    """Whether `text` is of the simple type `kind`: of the built-in at its root, one of its values, as long as it has to be.

    Patterns and bounds are not looked at, and a type that is not among `types` takes any text (XML Schema Part 2, 4.1).
    """
    data = types.get(kind)
    if data is None:
        return True
    value = text if data.primitive in ("string", "normalizedString", "anySimpleType") else " ".join(text.split())
    built_in = BUILT_IN.get(data.primitive)
    if built_in is not None and not built_in(value):
        return False
    while data is not None:
        values = [allowed for name, allowed in data.facets if name == "enumeration"]
        if values and value not in values:
            return False
        for name, bound in data.facets:
            if (name == "minLength" and len(value) < int(bound)) or (name == "maxLength" and len(value) > int(bound)):
                return False
        data = types.get(data.base) if data.base is not None else None
    return True
