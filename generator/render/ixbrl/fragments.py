"""Which XHTML fragments may stand on a page of ours as markup: valid by the XHTML modules of inline XBRL, and passive.

A filer's text block may hold any HTML. What is on this list shows as it was meant; anything else is shown as text, tags and all, so
that the page stays valid and runs nothing. The fact's value is the same either way.
"""

from generator.diagnostics import InputError
from generator.qname import XHTML, XML
from generator.xmlstream import new_parser, parse

_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "q",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "tt",
        "var",
    ],
)
_BLOCK = frozenset(["address", "blockquote", "div", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre", "table", "ul"])
_FLOW = _INLINE | _BLOCK
_TEXT = "#text"
_MIXED_INLINE, _MIXED_FLOW = _INLINE | {_TEXT}, _FLOW | {_TEXT}

_ROWS = frozenset(("tr",))
_CELLS = frozenset(("td", "th"))
_CONTENT: dict[str, frozenset[str]] = {
    **dict.fromkeys(_INLINE, _MIXED_INLINE),
    **dict.fromkeys(("address", "p", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption"), _MIXED_INLINE),
    "pre": _MIXED_INLINE - {"big", "small", "sub", "sup"},
    **dict.fromkeys(("div", "li", "dd", "td", "th"), _MIXED_FLOW),
    "a": _MIXED_INLINE - {"a"},
    "blockquote": _BLOCK,
    **dict.fromkeys(("br", "hr", "col"), frozenset()),
    **dict.fromkeys(("ol", "ul"), frozenset(("li",))),
    "dl": frozenset(("dt", "dd")),
    "table": frozenset(("caption", "col", "colgroup", "thead", "tfoot", "tbody", "tr")),
    "colgroup": frozenset(("col",)),
    **dict.fromkeys(("thead", "tfoot", "tbody"), _ROWS),
    "tr": _CELLS,
}
_NEEDS_CONTENT = frozenset(("ol", "ul", "dl", "table", "thead", "tfoot", "tbody", "tr"))
_TABLE_ORDER = {"caption": 0, "col": 1, "colgroup": 1, "thead": 2, "tfoot": 3, "tbody": 4, "tr": 4}

_ALIGNED = frozenset(("align", "valign"))
_COMMON = frozenset(("class", "title", "style", "dir", f"{XML}}}lang"))
_COMMON_OF_BR = frozenset(("class", "title"))
"""A line break is no text: it has no language, no direction and no style."""
_OWN: dict[str, frozenset[str]] = {
    "a": frozenset(("href",)),
    "table": frozenset(("border", "cellpadding", "cellspacing", "summary", "width")),
    **dict.fromkeys(("col", "colgroup"), _ALIGNED | {"span", "width"}),
    **dict.fromkeys(("thead", "tfoot", "tbody", "tr"), _ALIGNED),
    **dict.fromkeys(("td", "th"), _ALIGNED | {"abbr", "axis", "colspan", "rowspan"}),
}
_NUMBERS = frozenset(("border", "colspan", "rowspan", "span"))
_LENGTHS = frozenset(("cellpadding", "cellspacing", "width"))
_WORDS = {
    "align": ("left", "center", "right", "justify", "char"),
    "valign": ("top", "middle", "bottom", "baseline"),
    "dir": ("ltr", "rtl"),
}
_SCHEMES = ("#", "http://", "https://", "mailto:")
_ACTIVE_STYLE = ("url(", "expression", "@import", "javascript", "behavior", "-moz-binding", "\\", "-ix-")


class _Unfit(Exception):
    """The fragment is not on the list."""


class _Element:
    """An open element: what may stand in it, and what stood in it last."""

    __slots__ = ("allowed", "filled", "name", "order")

    def __init__(self, name: str, allowed: frozenset[str]) -> None:
        self.name, self.allowed = name, allowed
        self.filled = False
        self.order = 0


def embeddable(text: str) -> bool:
    """Whether `text`, unprefixed elements being XHTML, may stand as markup in a table cell of a page."""
    parser = new_parser("")
    open_elements = [_Element("", _MIXED_FLOW)]

    def start(name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition("}")
        if namespace != XHTML:
            raise _Unfit
        if len(open_elements) > 1 or local != "body":
            _enter(open_elements[-1], local)
            _check_attributes(local, attributes)
        open_elements.append(_Element(local, _CONTENT.get(local, _MIXED_FLOW)))

    def end(_: str) -> None:
        element = open_elements.pop()
        if element.name in _NEEDS_CONTENT and (not element.filled or (element.name == "table" and element.order < 4)):
            raise _Unfit

    def characters(data: str) -> None:
        allowed = open_elements[-1].allowed
        if _TEXT not in allowed and (not allowed or data.strip(" \t\r\n")):
            raise _Unfit

    def refuse(*_: object) -> None:
        raise _Unfit

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    parser.ProcessingInstructionHandler = refuse
    try:
        parse(parser, f'<body xmlns="{XHTML}">{text}</body>'.encode(), "")
    except (InputError, UnicodeEncodeError, _Unfit):
        return False
    return True


def _enter(outer: _Element, local: str) -> None:
    """Note that `local` stands in `outer`."""
    if local not in outer.allowed:
        raise _Unfit
    if outer.name == "table":
        place = _TABLE_ORDER[local]
        if place < outer.order or (outer.filled and place == outer.order and place in (0, 2, 3)):
            raise _Unfit
        if place in (1, 4):  # either of the two
            outer.allowed = outer.allowed - {"col", "colgroup", "tr", "tbody"} | {local} | ({"tr", "tbody"} if place == 1 else set())
        outer.order = place
    outer.filled = True


def _check_attributes(local: str, attributes: dict[str, str]) -> None:
    common = _COMMON_OF_BR if local == "br" else _COMMON
    for name, value in attributes.items():
        if name not in common and name not in _OWN.get(local, ()):
            raise _Unfit
        word = value.strip()
        fits = (
            (name not in _WORDS or value in _WORDS[name])
            and (name not in _NUMBERS or (word.isascii() and word.isdigit()))
            and (name not in _LENGTHS or (word.removesuffix("%").isascii() and word.removesuffix("%").isdigit()))
            and (name != "href" or (value.startswith(_SCHEMES) and " " not in value))
            and (name != "style" or not any(part in value.lower() for part in _ACTIVE_STYLE))
            and (name != "class" or bool(word))
            and (name != f"{XML}}}lang" or (value.isascii() and value.replace("-", "").isalnum() and len(value) < 36))
        )
        if not fits:
            raise _Unfit
    if local == "bdo" and "dir" not in attributes:
        raise _Unfit
