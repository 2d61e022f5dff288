"""Extended links as they stream by: locators, arcs, resources (XBRL 2.1, 3.5.3 and 5.2).

The hot loop of loading: what an element is follows from its xlink:type alone, and text is collected in resources only.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from pyexpat import XMLParserType

from generator.diagnostics import error, quoted
from generator.dts.document import Arc, BaseSet, Document, Link, Resource
from generator.dts.resolver import resolve
from generator.qname import GENERIC_LABEL, LINK, XBRLDT, XLINK, XML
from generator.xmlstream import expand

TYPE, HREF, LABEL, FROM, TO, ROLE, ARCROLE = (f"{XLINK}}}{x}" for x in ("type", "href", "label", "from", "to", "role", "arcrole"))
BASE = f"{XML}}}base"
LANG = f"{XML}}}lang"
LINKBASE = f"{LINK}}}linkbase"
LOC = f"{LINK}}}loc"
LABELS = frozenset({f"{LINK}}}label", f"{GENERIC_LABEL}}}label"})
REFERENCES = frozenset({f"{LINK}}}reference", "http://xbrl.org/2008/reference}reference"})
CLOSED, USABLE, TARGET_ROLE, CONTEXT_ELEMENT = (f"{XBRLDT}}}{x}" for x in ("closed", "usable", "targetRole", "contextElement"))
ONE = Decimal(1)
MAX_RELATIONS = 2_000_000

_KNOWN = frozenset({"order", "use", "priority", "weight", "preferredLabel", "id", BASE}) | {
    f"{XLINK}}}{x}" for x in ("type", "arcrole", "from", "to", "title", "show", "actuate", "role", "label", "href")
}
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})\Z")
_INTEGER = re.compile(r"[+-]?[0-9]{1,9}\Z")
_SCHEMA_REFS = {f"{LINK}}}roleRef": "", f"{LINK}}}arcroleRef": "", f"{LINK}}}schemaRef": "schema", f"{LINK}}}linkbaseRef": "linkbase"}


class LinkbaseReader:
    """Handlers for one linkbase element and what is in it, filling `document`; `done` is called after its end tag."""

    def __init__(self, parser: XMLParserType, document: Document, base: str, done: Callable[[], None]) -> None:
        self.parser = parser
        self.document = document
        self.done = done
        self.bases = [(0, base)]
        self.keys: dict[str, str] = {}
        self.targets: dict[str, str] = {}
        self.orders: dict[str, Decimal] = {}
        self.depth = 0
        self.relations = 0
        self.resource = _ResourceReader(self)
        self._begin_link(0, "", "")

    def _begin_link(self, depth: int, name: str, role: str) -> None:
        self.link_depth = depth
        self.link = name
        self.role = role
        self.ends: dict[str, list[str]] = {}
        self.pending: list[tuple[str, dict[str, str], int, int]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """StartElementHandler."""
        self.depth += 1
        if BASE in attributes:
            self._push_base(attributes[BASE])
        if "id" in attributes:
            self.document.ids.add(attributes["id"])
        kind = attributes.get(TYPE)
        if kind == "locator":
            self._locator(name, attributes)
        elif kind == "arc":
            self.pending.append((name, attributes, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1))
        elif kind == "resource":
            self._resource(name, attributes)
        elif kind == "extended":
            self._begin_link(self.depth, name, attributes.get(ROLE, ""))
        elif kind == "simple":
            self._simple(name, attributes)

    def end(self, name: str) -> None:
        """EndElementHandler."""
        if self.bases[-1][0] == self.depth and self.depth:
            self._pop_base()
        if self.depth == self.link_depth and self.link:
            self._finish_link()
            self._begin_link(0, "", "")
        self.depth -= 1
        if not self.depth:
            self.done()

    def _push_base(self, base: str) -> None:
        self.bases.append((self.depth, resolve(self.bases[-1][1], base)))
        self.keys, self.targets = {}, {}

    def _pop_base(self) -> None:
        self.bases.pop()
        self.keys, self.targets = {}, {}

    def _report(self, code: str, message: str, line: int, column: int) -> None:
        self.document.diagnostics.append(error(code, message, location=self.document.place(line, column)))

    def _simple(self, name: str, attributes: dict[str, str]) -> None:
        kind = _SCHEMA_REFS.get(name)
        href = attributes.get(HREF, "")
        if kind is None or not href.partition("#")[0]:
            return
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        self.document.links.append(Link(resolve(self.bases[-1][1], href), kind, line, column))

    def _locator(self, name: str, attributes: dict[str, str]) -> None:
        href = attributes.get(HREF)
        if href is None:
            line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
            self._report("xbrl.3.5.3.7.2", "A locator has no xlink:href.", line, column)
            return
        key = self.keys.get(href)
        if key is None:
            key = self._key(href, is_loc=name == LOC)
        label = attributes.get(LABEL, "")
        if label in self.ends:
            self.ends[label].append(key)
        else:
            self.ends[label] = [key]

    def _key(self, href: str, *, is_loc: bool) -> str:
        path, _, fragment = href.partition("#")
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        target = self.targets.get(path)
        if target is None:
            target = resolve(self.bases[-1][1], path)
            if is_loc:
                self.targets[path] = target
                if target != self.document.path:
                    self.document.links.append(Link(target, "", line, column))
        key = f"{target}#{pointer(fragment)}"
        if is_loc:  # other locators bring nothing into the DTS
            self.keys[href] = key
            self.document.locators.setdefault(key, (line, column))
        return key

    def _resource(self, name: str, attributes: dict[str, str]) -> None:
        number = len(self.document.resources)
        key = f"{self.document.path}#{attributes['id']}" if "id" in attributes else f"{self.document.path}#//{number}"
        self.ends.setdefault(attributes.get(LABEL, ""), []).append(key)
        self.resource.begin(name, attributes, key)

    def _finish_link(self) -> None:
        base_sets: dict[tuple[str, str], list[Arc]] = {}
        ends = self.ends
        for name, attributes, line, column in self.pending:
            arcrole = attributes.get(ARCROLE, "")
            arcs = base_sets.get((name, arcrole))
            if arcs is None:
                base_set = BaseSet(arcrole, self.role, self.link, name)
                arcs = base_sets[name, arcrole] = self.document.arcs.setdefault(base_set, [])
            sources, targets = ends.get(attributes.get(FROM, "")), ends.get(attributes.get(TO, ""))
            if sources is None or targets is None:
                side, code = ("from", "xbrl.3.5.3.9.2") if sources is None else ("to", "xbrl.3.5.3.9.3")
                text = quoted(attributes.get(f"{XLINK}}}{side}", ""))
                self._report(code, f"The arc's xlink:{side} “{text}” is no label in its extended link.", line, column)
                continue
            self.relations += len(sources) * len(targets)
            if self.relations > MAX_RELATIONS:
                self._report("filing.too-large", f"The document has more than {MAX_RELATIONS:,} relationships.", line, column)
                return
            rest = self._aspects(attributes, line, column)
            for source in sources:
                for target in targets:
                    arcs.append(Arc(source, target, *rest))

    def _aspects(
        self, attributes: dict[str, str], line: int, column: int
    ) -> tuple[Decimal, Decimal | None, str | None, tuple[tuple[str, str], ...], int, bool, int, int]:
        """What an arc's attributes say, in the order of the fields of `Arc` after its ends."""
        order = self._decimal("order", attributes, line, column)
        priority = self._priority(attributes["priority"], line, column) if "priority" in attributes else 0
        weight = self._decimal("weight", attributes, line, column) if "weight" in attributes else None
        others = attributes.keys() - _KNOWN
        return (
            ONE if order is None else order,
            weight,
            attributes.get("preferredLabel"),
            _extra(attributes, others) if others else (),
            priority,
            attributes.get("use") == "prohibited",
            line,
            column,
        )

    def _priority(self, text: str, line: int, column: int) -> int:
        if _INTEGER.match(text.strip()):
            return int(text)
        self._report("xbrl.3.5.3.9.7.2", f"The priority “{quoted(text)}” is no integer.", line, column)
        return 0

    def _decimal(self, name: str, attributes: dict[str, str], line: int, column: int) -> Decimal | None:
        text = attributes.get(name)
        if text is None:
            return None
        value = self.orders.get(text)
        if value is None:
            if not _DECIMAL.match(text.strip()):
                code = "xbrl.3.5.3.9.5" if name == "order" else "xbrl.5.2.5.2.1"
                self._report(code, f"The {name} “{quoted(text)}” is no decimal number.", line, column)
                return None
            value = self.orders[text] = Decimal(text.strip())
        return value


def _extra(attributes: dict[str, str], names: set[str]) -> tuple[tuple[str, str], ...]:
    """The other attributes, sorted, booleans canonical and defaults left out: what equivalence compares."""
    found = []
    for name in sorted(names):
        value = attributes[name].strip()
        if name in (CLOSED, USABLE):
            value = {"1": "true", "0": "false"}.get(value, value)
            if value == ("false" if name == CLOSED else "true"):
                continue
        found.append((name, value))
    return tuple(found)


def pointer(fragment: str) -> str:
    """The part of a key that `fragment` stands for: an id, or `/n` for the element() scheme's n-th child of the root.

    Several schemes one after another, of which the first that points to something counts, are joined with `|`.
    """
    if not fragment.startswith("element("):
        return fragment
    schemes = [text.rpartition("(")[2] for text in fragment.split(")") if text]
    return "|".join(text[2:] if text.startswith("/1/") and text.count("/") == 2 else text for text in schemes)


class _ResourceReader:
    """Takes over the parser's handlers for one resource after another: its text with markup, or its parts."""

    def __init__(self, reader: LinkbaseReader) -> None:
        self.reader = reader
        self.depth = 0
        self.text: list[str] = []
        self.parts: list[tuple[str, str]] = []

    def begin(self, name: str, attributes: dict[str, str], key: str) -> None:
        self.name = name
        self.attributes = attributes
        self.key = key
        self.is_reference = name in REFERENCES
        self.text.clear()
        self.parts.clear()
        parser = self.reader.parser
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        if self.is_reference or name in LABELS:
            parser.CharacterDataHandler = self.text.append

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if "id" in attributes:
            self.reader.document.ids.add(attributes["id"])
        if self.is_reference:
            if self.depth == 1:
                self.text.clear()
            return
        element = expand(name)
        written = "".join(f' {expand(key).local}="{_escaped(value)}"' for key, value in attributes.items())
        self.text.append(f'<{element.local} xmlns="{_escaped(element.namespace)}"{written}>')

    def end(self, name: str) -> None:
        if not self.depth:
            self._finish()
            return
        if self.is_reference and self.depth == 1:
            self.parts.append((name, "".join(self.text).strip()))
        elif not self.is_reference:
            self.text.append(f"</{expand(name).local}>")
        self.depth -= 1

    def _finish(self) -> None:
        reader, attributes = self.reader, self.attributes
        text = "" if self.is_reference else "".join(self.text).strip()
        parts = tuple((expand(name), value) for name, value in self.parts)
        reader.document.resources[self.key] = Resource(self.name, attributes.get(ROLE, ""), attributes.get(LANG, ""), text, parts)
        parser = reader.parser
        parser.StartElementHandler = reader.start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = None
        reader.end(self.name)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
