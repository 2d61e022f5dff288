"""Content models of a taxonomy's own types: no two particles may compete for one child (XML Schema Part 1, 3.8.6)."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.dts.document import Document
from generator.dts.resolver import Resolver
from generator.qname import QName


def check_contents(documents: tuple[Document, ...], resolver: Resolver) -> Iterator[Diagnostic]:
    """What is wrong with the content models in `documents`. A DTS without any, as nearly all are, costs nothing here."""
    schemas = [document for document in documents if document.kind == "schema"]
    own = {document.path for document in schemas if _has_models(document) and not resolver.is_standard(document.path)}
    if not own:
        return
    # Imported here: few taxonomies have tuples or typed dimensions of elements.
    from generator.xsd.components import ComplexType
    from generator.xsd.content import Model, TooLarge, content_of, members_of
    from generator.xsd.reader import read_schemas

    try:
        components = read_schemas((document.path, resolver.read(document.path), document.namespace) for document in schemas)
    except InputError:
        return  # reported where the documents are read
    members = members_of(components)
    for kind in components.types.values():
        if not isinstance(kind, ComplexType) or kind.place[0] not in own or kind.content is None:
            continue
        path, line, column = kind.place
        try:
            pair = Model(components, content_of(components, kind)).ambiguity(members)
        except TooLarge:
            continue
        if pair is not None:
            what = " and ".join(_shown(name) for name in pair)
            message = f"The content model is ambiguous: {what} compete for one element (unique particle attribution)."
            yield error("xbrl.5.1", message, location=Location(path=path, line=line, column=column))


def _has_models(document: Document) -> bool:
    return any(kind.elements for kind in document.types) or bool(document.groups)


def _shown(name: QName) -> str:
    return quoted(name.local) if name.local else "a wildcard"
