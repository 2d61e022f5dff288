"""One look through an XML document, an inline page or an instance, for all that a profile's rules may ask about."""

import re
from typing import NamedTuple

from generator.diagnostics import Location
from generator.qname import IX_10, IX_11, LINK, XBRLI, XHTML, XML, QName
from generator.xmlstream import Namespaces, new_parser, parse

_PREFIXES = {IX_10: "ix", IX_11: "ix", XBRLI: "xbrli", LINK: "link", XHTML: "xhtml", XML: "xml"}
_ACTIVE = frozenset(("script", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "input", "button", "noscript"))
_LOADING = frozenset(("src", "srcset", "data", "background", "poster", "longdesc", "classid", "codebase", "profile", "usemap"))
_RUNS = re.compile(r"\s*(?:javascript|vbscript|data:text/html)\b", re.IGNORECASE)
_INSIDE = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif);base64,)", re.IGNORECASE)
_STYLE = re.compile(
    r"""@import\s+[^;]{0,80}|url\(\s*["']?\s*(?!data:image/(?:png|jpeg|gif)|data:font/|data:application/|#)[^)]{0,80}""", re.IGNORECASE
)
_MARK = re.compile(r"-(?:\w+-)?ix-hidden\s*:\s*([^;\s]+)")
_FACTS = frozenset(("nonFraction", "nonNumeric", "fraction", "tuple"))
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_MOST = 50


class Spot(NamedTuple):
    """A thing that was seen, and where."""

    value: str
    place: Location


class Tagged(NamedTuple):
    """An `ix` fact: its element, concept, id, format (None: none), attributes, text (of a nonFraction), and whether it is hidden."""

    kind: str
    name: QName
    id: str
    format: QName | None
    attributes: dict[str, str]
    text: str
    hidden: bool
    place: Location


class Survey:
    """What one document holds. `elements` and `attributes` count every kind once with its first places, at most 50 each."""

    def __init__(self, data: bytes, path: str) -> None:
        """Look through the document `data` at `path`. Raises InputError where it is not well-formed."""
        self.path = path
        self.is_inline = False
        self.version = ""
        declared = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
        utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        self.encoding = declared[1].decode("ascii").lower() if declared else "utf-16" if utf16 else "utf-8"
        self.elements: dict[str, list[Spot]] = {}
        self.attributes: dict[str, list[Spot]] = {}
        self.active: list[Spot] = []
        self.loading: list[Spot] = []
        self.links: list[Spot] = []
        self.languages: list[Spot] = []
        self.root_language = ""
        self.facts: list[Tagged] = []
        self.marked: set[str] = set()
        self._depth = 0
        self._hidden = 0
        self._open: list[tuple[int, str, dict[str, str], Location, list[str]]] = []
        self._style: list[str] | None = None
        self._parser = new_parser(path)
        self._namespaces = Namespaces(self._parser)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        parse(self._parser, data, path)

    def start_of_document(self) -> Location:
        """The document's first character."""
        return Location(path=self.path, line=1, column=1)

    def _here(self) -> Location:
        return Location(path=self.path, line=self._parser.CurrentLineNumber, column=self._parser.CurrentColumnNumber + 1)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        namespace, _, local = name.rpartition("}")
        prefix = _PREFIXES.get(namespace, "")
        if prefix:
            self._note(self.elements, f"{prefix}:{local}", local)
        if prefix == "ix":
            self._start_inline(namespace, local, attributes)
        elif prefix == "xhtml":
            self._start_xhtml(local, attributes)
        for key in attributes:
            if prefix == "ix" or "contextRef" in attributes or key.startswith(XML):
                space, _, plain = key.rpartition("}")
                self._note(self.attributes, f"xml:{plain}" if space == XML else plain, attributes[key])
        language = attributes.get(f"{XML}}}lang", attributes.get("lang") if prefix == "xhtml" else None)
        if language:
            if self._depth == 1:
                self.root_language = language.lower()
            self._remember(self.languages, language.lower())

    def _note(self, kinds: dict[str, list[Spot]], kind: str, value: str) -> None:
        spots = kinds.setdefault(kind, [])
        if len(spots) < _MOST:
            spots.append(Spot(value, self._here()))

    def _remember(self, spots: list[Spot], value: str) -> None:
        if len(spots) < _MOST and all(value != spot.value for spot in spots):
            spots.append(Spot(value, self._here()))

    def _start_inline(self, namespace: str, local: str, attributes: dict[str, str]) -> None:
        self.is_inline = True
        self.version = "1.1" if namespace == IX_11 else "1.0"
        if local == "hidden":
            self._hidden += 1
        elif local in _FACTS:
            self._open.append((self._depth, local, dict(attributes), self._here(), []))

    def _start_xhtml(self, local: str, attributes: dict[str, str]) -> None:
        if local in _ACTIVE or (local == "meta" and attributes.get("http-equiv", "").lower() == "refresh"):
            self._remember(self.active, local)
        if local == "style":
            self._style = []
        for key, value in attributes.items():
            if key.startswith("on") or (key in ("href", "src", "action") and _RUNS.match(value)):
                self._remember(self.active, f"{key}={value}")
            elif key in _LOADING or (key == "href" and local == "link"):
                if not _INSIDE.match(value):
                    self._remember(self.loading, f"{key}={value}")
            elif key in ("href", "action", "cite") and not value.lstrip().startswith("#"):
                self._remember(self.links, value)
            elif key == "style":
                self._look_at_style(value)

    def _look_at_style(self, style: str) -> None:
        self.marked.update(_MARK.findall(style))
        for found in _STYLE.findall(style):
            self._remember(self.loading, found)

    def _text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)
        for *_, pieces in self._open:
            pieces.append(text)

    def _end(self, name: str) -> None:
        namespace, _, local = name.rpartition("}")
        if self._open and self._open[-1][0] == self._depth:
            _, kind, attributes, place, pieces = self._open.pop()
            self._keep(kind, attributes, place, "".join(pieces) if kind == "nonFraction" else "")
        elif namespace in (IX_10, IX_11) and local == "hidden":
            self._hidden -= 1
        elif self._style is not None and local == "style":
            self._look_at_style("".join(self._style))
            self._style = None
        self._depth -= 1

    def _keep(self, kind: str, attributes: dict[str, str], place: Location, text: str) -> None:
        form = self._name(attributes["format"]) if "format" in attributes else None
        name = self._name(attributes.get("name", ""))
        self.facts.append(Tagged(kind, name, attributes.get("id", ""), form, attributes, text, self._hidden > 0, place))

    def _name(self, text: str) -> QName:
        try:
            return self._namespaces.resolve(text)
        except KeyError:  # the reader says that the prefix is not declared
            return QName("", text.strip())
