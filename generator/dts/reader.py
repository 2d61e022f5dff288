"""One document of a DTS from its bytes: what it is follows from its root element."""

from collections.abc import Callable

from generator.diagnostics import error
from generator.dts.document import Document
from generator.dts.linkbase_reader import LINKBASE, LinkbaseReader
from generator.dts.plain_linkbase import read_plain_linkbase
from generator.dts.plain_markup import NotPlain
from generator.dts.plain_shapes import Memory
from generator.dts.schema_reader import SchemaReader
from generator.qname import XS
from generator.xmlstream import Namespaces, new_parser, parse

_SCHEMA = f"{XS}}}schema"


def read_document(
    data: bytes, path: str, namespace: str = "", memory: Memory | None = None, again: Callable[[], bytes] | None = None
) -> Document:
    """What the schema or linkbase `data` at `path` says.

    `namespace` is the includer's, which a schema without a target namespace takes over; `memory` and `again` are as for
    `read_plain_linkbase`. Raises InputError where the XML is
    not well-formed; a root that is neither is a diagnostic of the document, whose `kind` is then "".
    """
    if not namespace:
        try:
            return read_plain_linkbase(data, path, memory, again)
        except NotPlain:
            pass
    document = Document(path)
    parser = new_parser(path)
    namespaces = Namespaces(parser)

    def root(name: str, attributes: dict[str, str]) -> None:
        if name == _SCHEMA:
            document.kind = "schema"
            schema = SchemaReader(parser, namespaces, document, namespace)
            parser.StartElementHandler, parser.EndElementHandler = schema.start, schema.end
            schema.start(name, attributes)
        elif name == LINKBASE:
            document.kind = "linkbase"
            linkbase = LinkbaseReader(parser, document, path, lambda: None)
            parser.StartElementHandler, parser.EndElementHandler = linkbase.start, linkbase.end
            linkbase.start(name, attributes)
        else:
            message = "The document is neither a schema nor a linkbase, so that it cannot be part of a taxonomy."
            document.diagnostics.append(error("xbrl.3.2", message, location=document.place(parser.CurrentLineNumber, 1)))
            parser.StartElementHandler = None

    parser.StartElementHandler = root
    parse(parser, data, path)
    # Handlers and parser hold each other: let go, so that memory comes back without the collector of cycles.
    parser.StartElementHandler = parser.EndElementHandler = parser.StartNamespaceDeclHandler = parser.EndNamespaceDeclHandler = None
    document.prefixes = namespaces.declared
    return document
