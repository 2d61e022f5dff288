"""The parts of a page as the stream leaves them: elements whose context and concept are still to be found, and their tokens."""

from dataclasses import dataclass, field
from decimal import Decimal

from generator.qname import QName
from generator.xmltext import escaped, escaped_attribute

SECTIONS = {
    "continuation": "4",
    "exclude": "5",
    "footnote": "6",
    "fraction": "7",
    "header": "8",
    "hidden": "9",
    "nonFraction": "10",
    "nonNumeric": "11",
    "references": "12",
    "relationship": "13",
    "resources": "14",
    "tuple": "15",
}
"""The section of inline XBRL 1.1 that describes each element: codes are made of it."""


class Markup(str):
    """A token of the buffer that is a tag, not text."""

    __slots__ = ()


Tokens = list[str]


@dataclass(slots=True)
class RawElement:
    """An ix:nonFraction, ix:nonNumeric, ix:continuation or ix:footnote, before its context, concept and continuation are known.

    `number` is the value of a nonFraction, with scale and sign; `content` the tokens of the others. `broken` elements have been
    reported and become no fact.
    """

    kind: str
    attributes: dict[str, str]
    line: int
    column: int
    language: str | None
    began: int
    name: QName | None = None
    format: QName | None = None
    nil: bool = False
    number: Decimal | None = None
    content: Tokens = field(default_factory=list)
    guess: QName | None = None
    children: int = 0
    text: str = ""
    broken: bool = False

    @property
    def id(self) -> str:
        """Its id, "" where it has none."""
        return self.attributes.get("id", "")


@dataclass(slots=True)
class Reference:
    """A link:schemaRef or link:linkbaseRef of a target document."""

    target: str | None
    href: str
    schema: bool


def quoted_value(text: str) -> str:
    """`text` as an attribute's value, in quotation marks."""
    return f'"{escaped_attribute(text)}"'


def text_of(tokens: Tokens) -> str:
    """The text of `tokens`, tags left out."""
    return "".join(t for t in tokens if type(t) is str)


def markup_of(tokens: Tokens) -> str:
    """`tokens` as an XHTML fragment whose default namespace is XHTML's."""
    return "".join(t if type(t) is Markup else escaped(t) for t in tokens)
