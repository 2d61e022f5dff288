"""Labels, references and other resources as they stream by (XBRL 2.1, 3.5.3.8, 5.2.2.2 and 5.2.3.2)."""

from collections.abc import Callable, Iterable
from pyexpat import XMLParserType

from generator.diagnostics import quoted
from generator.dts.document import Document, Resource
from generator.dts.shapes import XHTML_PREFIX, local
from generator.qname import GENERIC_LABEL, LINK, XLINK, QName
from generator.xmlstream import expand

LABEL = f"{LINK}}}label"
LABELS = frozenset({LABEL, f"{GENERIC_LABEL}}}label"})
REFERENCES = frozenset({f"{LINK}}}reference", "http://xbrl.org/2008/reference}reference"})
_ROLE = f"{XLINK}}}role"


class ResourceReader:
    """Takes over the parser's handlers for one resource after another: its text with markup, or its parts.

    `report` takes errors, each a code and a sentence; `resume` is called with the resource's name at its end.
    """

    def __init__(
        self, parser: XMLParserType, document: Document, report: Callable[[Iterable[tuple[str, str]]], None], resume: Callable[[str], None]
    ) -> None:
        self.parser = parser
        self.document = document
        self.report = report
        self.resume = resume
        self.depth = 0
        self.text: list[str] = []
        self.parts: list[tuple[str, str]] = []
        self.names: dict[str, QName] = {}

    def begin(self, name: str, attributes: dict[str, str], key: str, language: str) -> None:
        """Read the resource that starts here, which is to be known by `key`."""
        self.name = name
        self.language = language
        self.attributes = attributes
        self.key = key
        self.line, self.column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        self.is_reference = name in REFERENCES
        self.text.clear()
        self.parts.clear()
        parser = self.parser
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        if self.is_reference or name in LABELS:
            parser.CharacterDataHandler = self.text.append

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """StartElementHandler."""
        self.depth += 1
        if "id" in attributes:
            self.document.ids.add(attributes["id"])
        if self.is_reference:
            if self.depth == 1:
                self.text.clear()
            return
        if self.depth == 1 and self.name == LABEL and not name.startswith(XHTML_PREFIX):
            self.report([("xbrl.5.2.2.2", f"A label holds {quoted(local(name))}, but only XHTML may stand in one.")])
        element = expand(name)
        written = "".join(f' {expand(key).local}="{_escaped(value)}"' for key, value in attributes.items())
        self.text.append(f'<{element.local} xmlns="{_escaped(element.namespace)}"{written}>')

    def end(self, name: str) -> None:
        """EndElementHandler."""
        if not self.depth:
            self._finish()
            return
        if self.is_reference and self.depth == 1:
            self.parts.append((name, "".join(self.text).strip()))
        elif not self.is_reference:
            self.text.append(f"</{expand(name).local}>")
        self.depth -= 1

    def _part_name(self, name: str) -> QName:
        found = self.names.get(name)
        if found is None:
            found = self.names[name] = expand(name)
        return found

    def _finish(self) -> None:
        text = "" if self.is_reference else "".join(self.text).strip()
        parts = tuple([(self._part_name(name), value) for name, value in self.parts])
        self.document.resources[self.key] = Resource(
            self.name, self.attributes.get(_ROLE, ""), self.language, text, parts, self.line, self.column
        )
        self.parser.CharacterDataHandler = None
        self.resume(self.name)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
