"""XML as a stream of expat events: no DTD, no entity, no external reference, positions known.

Names arrive as `namespace}local` (no brace where there is no namespace). Errors are InputError
with the line and column, both from 1.
"""

from collections.abc import Callable, Iterable
from pyexpat import ErrorString, ExpatError, ParserCreate, XMLParserType

from generator.diagnostics import InputError, Location, error, quoted
from generator.qname import QName

_HANDLERS = (
    "StartElementHandler",
    "EndElementHandler",
    "CharacterDataHandler",
    "ProcessingInstructionHandler",
    "StartNamespaceDeclHandler",
    "EndNamespaceDeclHandler",
    "StartDoctypeDeclHandler",
)


def new_parser(path: str) -> XMLParserType:
    """An expat parser that refuses a DOCTYPE; the caller sets its handlers. `path` is for messages."""
    parser = ParserCreate(namespace_separator="}", intern={})
    parser.buffer_text = True
    parser.buffer_size = 1 << 16

    def doctype(*_: object) -> None:
        raise InputError(
            error(
                "xml.doctype",
                "A document type declaration is not allowed.",
                hint="Delete the <!DOCTYPE …> line; XBRL files need none.",
                location=Location(path=path, line=parser.CurrentLineNumber, column=parser.CurrentColumnNumber + 1),
            )
        )

    parser.StartDoctypeDeclHandler = doctype
    return parser


def parse(parser: XMLParserType, data: bytes, path: str) -> None:
    """Run `parser` over `data`. Raises InputError where the XML is not well-formed."""
    parse_chunks(parser, (data,), path)


def parse_chunks(parser: XMLParserType, chunks: Iterable[bytes], path: str) -> None:
    """Run `parser` over a document in pieces. Raises InputError where the XML is not well-formed, and whatever `chunks` raises."""
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except ExpatError as problem:
        raise InputError(
            error(
                "xml.not-well-formed",
                f"The XML is not well-formed: {quoted(ErrorString(problem.code) or str(problem))}.",
                location=Location(path=path, line=problem.lineno, column=problem.offset + 1),
            )
        ) from None
    except (LookupError, ValueError) as problem:  # an encoding that neither expat nor Python knows
        if problem.__traceback__ is not None and problem.__traceback__.tb_next is not None:
            raise  # out of a handler: a defect of ours
        raise InputError(
            error(
                "xml.encoding",
                f"The XML's encoding cannot be read: {quoted(str(problem))}.",
                location=Location(path=path, line=1, column=1),
            )
        ) from None
    finally:
        release(parser)


def release(parser: XMLParserType) -> None:
    """Take from `parser`, which has read its document, the handlers set on it.

    They mostly refer to it: until the next search for cycles its buffers, some 80 KB, would stay in memory, and a report may hold a
    document in every text block.
    """
    for name in _HANDLERS:
        setattr(parser, name, None)


class _Found(Exception):
    """The root element was met: enough."""


def root_name(data: bytes) -> str:
    """The name of the root element of an XML document, as expat gives it; "" where there is none near the start."""
    parser = ParserCreate(namespace_separator="}", intern={})
    found: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        found.append(name)
        raise _Found

    parser.StartElementHandler = start
    try:
        parser.Parse(data[: 1 << 16], False)
    except (_Found, ExpatError, LookupError, ValueError):
        del found[1:]
    return found[0] if found else ""


def expand(name: str) -> QName:
    """The QName of an expat name."""
    namespace, _, local = name.rpartition("}")
    return QName(namespace, local)


class Namespaces:
    """The prefixes in scope while a document streams by: attach it to a parser before parsing.

    `resolve("p:x")` expands a QName in content; it raises KeyError for an undeclared prefix. `declared` keeps the first
    namespace that each prefix was bound to anywhere, a preference for writing. `changes` counts how often what is in scope changed.
    """

    def __init__(self, parser: XMLParserType) -> None:
        self.scopes: dict[str, list[str]] = {"xml": ["http://www.w3.org/XML/1998/namespace"]}
        self.declared: dict[str, str] = {}
        self.changes = 0
        parser.StartNamespaceDeclHandler = self._start
        parser.EndNamespaceDeclHandler = self._end

    def _start(self, prefix: str | None, uri: str | None) -> None:
        self.changes += 1
        self.scopes.setdefault(prefix or "", []).append(uri or "")
        if prefix and uri:
            self.declared.setdefault(prefix, uri)

    def _end(self, prefix: str | None) -> None:
        self.changes += 1
        self.scopes[prefix or ""].pop()

    def resolve(self, text: str, *, default: bool = True) -> QName:
        """The QName that `text` (surrounding white space allowed) stands for here."""
        prefix, colon, local = text.strip().rpartition(":")
        if not colon and not default:
            return QName("", local)
        scope = self.scopes.get(prefix)
        if not scope:
            if colon:
                raise KeyError(prefix)
            return QName("", local)
        return QName(scope[-1], local)


Handler = Callable[[str, dict[str, str]], None]
