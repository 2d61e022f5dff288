"""Names in schemas have to be those of declarations, of namespaces that the schema imports (XML Schema Part 1, 3.15.3)."""

from collections.abc import Container, Iterator, Mapping

from generator.diagnostics import Diagnostic, error, quoted
from generator.dts.concepts import Declarations
from generator.dts.document import Document
from generator.qname import XML, XS, QName
from generator.xsd.built_in import BUILT_IN

CODE = "xbrl.5.1"


def check_names(documents: tuple[Document, ...], declarations: Declarations) -> Iterator[Diagnostic]:
    """What the schemas name that is declared nowhere, or in a namespace that they do not import.

    Nothing is said of a namespace of which no schema was found: that has been said already.
    """
    schemas = [document for document in documents if document.kind == "schema"]
    namespaces = {document.namespace for document in schemas}
    declared: Mapping[str, Container[QName]] = {
        "type": declarations.types,
        "element": declarations.by_name,
        "attribute": {name for document in schemas for name in document.attributes},
        "group": {group.name for document in schemas for group in document.groups},
    }
    for document in schemas:
        reported: set[tuple[str, QName]] = set()
        for kind, name, line, column in document.names:
            if (kind, name) in reported:
                continue
            message = _wrong(document, kind, name, declared[kind], namespaces)
            if message:
                reported.add((kind, name))
                yield error(CODE, message, location=document.place(line, column))


def _wrong(document: Document, kind: str, name: QName, declared: Container[QName], namespaces: set[str]) -> str:
    if name.namespace == XS:
        return "" if kind == "type" and name.local in BUILT_IN else f"XML Schema has no {kind} {quoted(name.local)}."
    if name.namespace == XML:
        return ""
    if name.namespace != document.namespace and name.namespace not in document.imports:
        return f"The {kind} {quoted(name.local)} is of the namespace {quoted(name.namespace, 200)}, which the schema does not import."
    if name.namespace in namespaces and name not in declared:
        return f"The {kind} {quoted(name.local)} is not declared in any schema of {quoted(name.namespace, 200)}."
    return ""
