"""A page of our own before it leaves: nothing in it may run, frame or load anything from outside.

A kind's template and style may be anybody's, and whatever they put on the page would go out under the filing's name.
"""

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.qname import XHTML
from generator.xmlstream import new_parser, parse

_ACTIVE = frozenset(("script", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "form", "input", "button", "link"))
_LOADING = frozenset(
    ("src", "href", "data", "action", "background", "poster", "longdesc", "cite", "usemap", "classid", "codebase", "profile")
)
_HARMLESS = re.compile(r"#|data:image/(?:png|jpeg|gif);base64,", re.IGNORECASE)
_STYLE = re.compile(
    r"@import|expression\s*\(|javascript:|behavior\s*:|-moz-binding|\\[0-9a-f]|url\(\s*[\"']?(?!data:image/|#)", re.IGNORECASE
)
_TEXT = re.compile(r"""(?<!\()(?:"[^"\n]*"|'[^'\n]*')""")  # a text that style prints; what url( loads is none
_MOST = 50


def check_page(data: bytes, path: str) -> Iterator[Diagnostic]:
    """What in the XHTML page `data` runs, frames or loads something: elements, event handlers, references, style.

    Raises InputError where the page is no well-formed XML. At most 50 findings.
    """
    found: list[Diagnostic] = []
    style: list[str] | None = None
    parser = new_parser(path)

    def wrong(what: str) -> None:
        if len(found) < _MOST:
            place = Location(path=path, line=parser.CurrentLineNumber, column=parser.CurrentColumnNumber + 1)
            hint = "Delete it from the kind's template or style: a filed page stands by itself."
            found.append(error("filing.page", f"The page holds {what}.", hint=hint, location=place))

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal style
        namespace, _, local = name.rpartition("}")
        if namespace != XHTML:
            return
        if local in _ACTIVE or (local == "meta" and attributes.get("http-equiv", "").lower() == "refresh"):
            wrong(f"the element {quoted(local)}")
        for key, value in attributes.items():
            if key.startswith("on"):
                wrong(f"the event handler {quoted(key)}")
            elif key in _LOADING and not _HARMLESS.match(value.strip()):
                wrong(f"the reference {key}={quoted(value)}")
            elif key == "style" and _STYLE.search(value):
                wrong(f"the style {quoted(value)}")
        style = [] if local == "style" else style

    def text(piece: str) -> None:
        if style is not None:
            style.append(piece)

    def end(name: str) -> None:
        nonlocal style
        if style is not None and name.endswith("}style"):
            loading = _STYLE.search(_TEXT.sub("", "".join(style)))
            if loading:
                wrong(f"a style that loads or runs something ({quoted(loading[0])})")
            style = None

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parse(parser, data, path)
    yield from found
