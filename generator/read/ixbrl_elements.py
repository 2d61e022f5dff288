"""The parts of a page as the stream leaves them: elements whose context and concept are still to be found, and their tokens."""

from decimal import Decimal

from generator.diagnostics import Location
from generator.qname import QName
from generator.read.ixbrl_rules import Version
from generator.records import NamedTuple
from generator.xmltext import escaped, escaped_attribute


class Markup(str):
    """A token of the buffer that is a tag, not text."""

    __slots__ = ()


Tokens = list[str]


class Source(NamedTuple):
    """Where elements come from: the file's path, and the version of inline XBRL that it is written in."""

    path: str
    version: Version


class RawElement:
    """An element of inline XBRL that stands for something, before its context, concept and continuation are known.

    `kind` is its local name. `number` is the value of a nonFraction or a fraction's term, with scale and sign; `content` the tokens
    of the others. `group` is the innermost tuple or fraction around it. `broken` elements have been reported and become no fact.
    """

    __slots__ = (
        *("attributes", "began", "broken", "children", "column", "content", "format", "group", "guess", "hidden", "kind", "language"),
        *("line", "name", "nil", "number", "outer", "source", "text"),
    )

    def __init__(
        self, kind: str, attributes: dict[str, str], line: int, column: int, language: str | None, began: int, source: Source
    ) -> None:
        """`began` is the size of the page's buffer at the start tag."""
        self.kind, self.attributes, self.line, self.column = kind, attributes, line, column
        self.language, self.began, self.source = language, began, source
        self.name: QName | None = None
        self.format: QName | None = None
        self.guess: QName | None = None
        self.number: Decimal | None = None
        self.content: Tokens = []
        self.group: RawElement | None = None
        self.outer: RawElement | None = None
        self.nil = self.broken = self.hidden = False
        self.children = 0
        self.text = ""

    @property
    def id(self) -> str:
        """Its id, "" where it has none."""
        return self.attributes.get("id", "")

    @property
    def target(self) -> str | None:
        """The target document that it belongs to; None is the default one."""
        return self.attributes.get("target")

    @property
    def place(self) -> Location:
        """Where it stands."""
        return Location(path=self.source.path, line=self.line, column=self.column, fact=self.id or None)

    def code(self, part: str, name: str) -> str:
        """The code of a rule of its section."""
        return self.source.version.code(self.kind, part, name)


class Reference(NamedTuple):
    """A link:schemaRef or link:linkbaseRef of a target document; `url` is resolved against xml:base and the page's path."""

    target: str | None
    url: str
    schema: bool


class ReferencesElement(NamedTuple):
    """An ix:references as written; `bindings` are the prefixes in scope there ("" the default namespace)."""

    attributes: dict[str, str]
    bindings: dict[str, str]
    place: Location


class Relationship(NamedTuple):
    """An ix:relationship as written."""

    attributes: dict[str, str]
    line: int
    column: int
    source: Source


def quoted_value(text: str) -> str:
    """`text` as an attribute's value, in quotation marks."""
    return f'"{escaped_attribute(text)}"'


def text_of(tokens: Tokens) -> str:
    """The text of `tokens`, tags left out."""
    return "".join(t for t in tokens if type(t) is str)


def markup_of(tokens: Tokens) -> str:
    """`tokens` as an XHTML fragment whose default namespace is XHTML's."""
    return "".join(t if type(t) is Markup else escaped(t) for t in tokens)
