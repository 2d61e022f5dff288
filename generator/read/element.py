"""An element of a context or unit while it streams by, and what may be wrong with it."""

from generator.qname import XBRLDI, QName

EXPLICIT = f"{XBRLDI}}}explicitMember"
TYPED = f"{XBRLDI}}}typedMember"
SPACE = " \t\r\n"


class Element:
    """An element, kept until the context or unit that it belongs to is complete.

    `qname` is the name in its content (a measure), or in its attribute `dimension`; `member` that of an explicit member. `problem`
    says why one of them cannot be read.
    """

    __slots__ = ("attributes", "children", "column", "line", "member", "name", "problem", "qname", "texts")

    def __init__(self, name: str, attributes: dict[str, str], line: int, column: int) -> None:
        self.name, self.attributes, self.line, self.column = name, attributes, line, column
        self.children: list[Element] = []
        self.texts: list[str] = []
        self.qname: QName | None = None
        self.member: QName | None = None
        self.problem = ""

    @property
    def content(self) -> str:
        """The text in it."""
        return "".join(self.texts)

    @property
    def trimmed(self) -> str:
        """The text in it without white space around."""
        return "".join(self.texts).strip(SPACE)


class Defect(Exception):
    """What is wrong with a context or unit; becomes a Diagnostic at `element`."""

    def __init__(self, code: str, message: str, element: Element, hint: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.element, self.hint = code, message, element, hint
