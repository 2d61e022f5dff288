"""A small XML document as a tree of elements, for the rare checks that need one: no DTD, no entity, every element with its place.

Trees are made of what streams cannot judge (the content of tuples, schemas with content models); reports as such are streamed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generator.diagnostics import InputError, Location, error
from generator.qname import XML, QName
from generator.xmlstream import expand, new_parser, parse

MAX_DEPTH = 200


@dataclass(slots=True, eq=False)
class Node:
    """An element. `name` and the keys of `attributes` are expat names; `texts` are its own character data, in pieces.

    `scope` maps the prefixes in force to their namespaces, "" being the default one.
    """

    name: str
    attributes: dict[str, str]
    scope: Mapping[str, str]
    line: int
    column: int
    parent: "Node | None" = None
    children: "list[Node]" = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def qname(self) -> QName:
        """Its expanded name."""
        return expand(self.name)

    @property
    def text(self) -> str:
        """Its own character data, that of its children not counted."""
        return "".join(self.texts)

    @property
    def has_text(self) -> bool:
        """Whether there is anything but white space among its own character data."""
        return any(not piece.isspace() for piece in self.texts if piece)

    def walk(self) -> "Iterator[Node]":
        """The element and all below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def resolve(self, text: str) -> QName:
        """The QName that `text` stands for here. Raises KeyError for a prefix that is not declared."""
        prefix, colon, local = text.strip(" \t\r\n").rpartition(":")
        namespace = self.scope.get(prefix)
        if namespace is None:
            if colon:
                raise KeyError(prefix)
            namespace = ""
        return QName(namespace, local)


def read_tree(data: bytes, path: str) -> Node:
    """The root of the document in `data`. Raises InputError: not well-formed, a DOCTYPE, or nested beyond MAX_DEPTH."""
    parser = new_parser(path)
    scopes: list[dict[str, str]] = [{"xml": XML}]
    pending: dict[str, str] = {}
    open_nodes: list[Node] = []
    roots: list[Node] = []

    def declare(prefix: str | None, uri: str | None) -> None:
        pending[prefix or ""] = uri or ""

    def start(name: str, attributes: dict[str, str]) -> None:
        scope = scopes[-1]
        if pending:
            scope = {**scope, **pending}
            pending.clear()
        scopes.append(scope)
        parent = open_nodes[-1] if open_nodes else None
        node = Node(name, attributes, scope, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, parent)
        (parent.children if parent else roots).append(node)
        open_nodes.append(node)
        if len(open_nodes) > MAX_DEPTH:
            place = Location(path=path, line=node.line, column=node.column)
            raise InputError(error("xml.too-deep", f"The elements are nested more than {MAX_DEPTH} deep.", location=place))

    def end(_: str) -> None:
        open_nodes.pop()
        scopes.pop()

    def text(data: str) -> None:
        open_nodes[-1].texts.append(data)

    parser.StartNamespaceDeclHandler = declare
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parse(parser, data, path)
    return roots[0]
