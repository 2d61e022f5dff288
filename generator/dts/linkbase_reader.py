"""Extended links as they stream by: locators, arcs, resources (XBRL 2.1, 3.5.3 and 5.2).

The hot loop of loading: what an element is follows from its xlink:type alone, and text is collected in resources only.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from pyexpat import XMLParserType
from sys import intern

from generator.diagnostics import error, quoted
from generator.dts.document import Arc, BaseSet, Document, Foreign, Link, Linkbase, RoleRef, RoleUse
from generator.dts.identity import identify, pointer
from generator.dts.lexical import is_ncname
from generator.dts.resolver import resolve
from generator.dts.resource_reader import LABEL as LINK_LABEL
from generator.dts.resource_reader import ResourceReader
from generator.dts.shapes import SHAPES, STANDARD_ARCS, STANDARD_LINKS, checked_values, local, wrong_attributes, wrong_values
from generator.qname import CONCEPT_LABEL, CONCEPT_REFERENCE, LINK, XBRLDT, XLINK, XML

TYPE, HREF, LABEL, FROM, TO, ROLE, ARCROLE = (f"{XLINK}}}{x}" for x in ("type", "href", "label", "from", "to", "role", "arcrole"))
BASE = f"{XML}}}base"
LANG = f"{XML}}}lang"
LINKBASE = f"{LINK}}}linkbase"
LOC = f"{LINK}}}loc"
CLOSED, USABLE, TARGET_ROLE, CONTEXT_ELEMENT = (f"{XBRLDT}}}{x}" for x in ("closed", "usable", "targetRole", "contextElement"))
ONE = Decimal(1)
MAX_RELATIONS = 2_000_000

KNOWN = frozenset({"order", "use", "priority", "weight", "preferredLabel", "id", BASE}) | {
    f"{XLINK}}}{x}" for x in ("type", "arcrole", "from", "to", "title", "show", "actuate", "role", "label", "href")
}
DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})\Z")
INTEGER = re.compile(r"[+-]?[0-9]{1,9}\Z")
SCHEMA_REFS = {f"{LINK}}}roleRef": "", f"{LINK}}}arcroleRef": "", f"{LINK}}}schemaRef": "schema", f"{LINK}}}linkbaseRef": "linkbase"}
ROLE_REFS = {f"{LINK}}}roleRef": "roleURI", f"{LINK}}}arcroleRef": "arcroleURI"}
_LINK_PREFIX = f"{LINK}}}"
_new = tuple.__new__  # makes a NamedTuple of what is all there, in half the time
LOCAL_ONLY = {CONCEPT_LABEL: "xbrl.5.2.2.3", CONCEPT_REFERENCE: "xbrl.5.2.3.3"}


Shape = tuple[str | None, ...]
"""An element's name, its parent's, its xlink:type and the names of its attributes: what they are, one verdict holds for all alike."""


class LinkbaseReader:
    """Handlers for one linkbase element and what is in it, filling `document`; `done` is called after its end tag."""

    def __init__(self, parser: XMLParserType, document: Document, base: str, done: Callable[[], None], language: str = "") -> None:
        self.parser = parser
        self.document = document
        self.done = done
        self.bases = [(0, base)]
        self.languages = [(0, language)]
        self.parents = [""]
        self.shapes: dict[Shape, tuple[tuple[str, str], ...]] = {}
        self.others: dict[Shape, frozenset[str]] = {}
        self.valid: set[tuple[tuple[str, str], str]] = set()
        self.labels: set[str] = set()
        self.roles: set[tuple[str, str]] = set()
        self.keys: dict[tuple[str, str], str] = {}
        self.targets: dict[str, str] = {}
        self.orders: dict[str, Decimal] = {"1": ONE}
        self.depth = 0
        self.relations = 0
        self.resource = ResourceReader(parser, document, self.report_all, self._resume)
        self.linkbase = Linkbase("")
        self._begin_link(0, "", "")

    def _begin_link(self, depth: int, name: str, role: str) -> None:
        self.link_depth = depth
        self.link = name
        self.role = role
        self.is_standard = name in STANDARD_LINKS
        self.ends: dict[str, list[str]] = {}
        self.located: set[str] = set()
        self.pending: list[tuple[str, dict[str, str], Shape, int, int]] = []
        self.locators = self.document.locators.setdefault(name, {}) if name else {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """StartElementHandler."""
        kind = attributes.get(TYPE)
        shape = (name, self.parents[-1], kind, *attributes)
        values = self.shapes.get(shape)
        if values is None:
            values = self._judge(name, attributes, shape)
        for pair in values:
            if (pair, attributes[pair[0]]) not in self.valid:
                self._judge_value(name, attributes, pair)
        self.depth += 1
        self.parents.append(name)
        if "id" in attributes:
            self._identify(attributes["id"])
        if kind == "locator":
            self._locator(name, attributes)
        elif kind == "arc":
            self.pending.append((name, attributes, shape, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1))
        elif kind == "resource":
            self._resource(name, attributes)
        else:
            self._other(kind, name, attributes)

    def _other(self, kind: str | None, name: str, attributes: dict[str, str]) -> None:
        """The elements of which there are few: linkbase, extended and simple links, what is not XLink's."""
        if BASE in attributes:
            self._push_base(attributes[BASE])
        if LANG in attributes:
            self.languages.append((self.depth, attributes[LANG]))
        if kind == "extended":
            self._begin_link(self.depth, name, attributes.get(ROLE, ""))
            place = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
            self.linkbase.links.setdefault(name, place)
            if self.is_standard and ROLE in attributes:
                self.linkbase.uses.setdefault(RoleUse(name, self.role, False), place)
        elif kind == "simple":
            self._simple(name, attributes)
        elif self.depth == 1:
            identity = attributes.get("id", f"/{self.document.children}" if self.document.kind == "schema" else "")
            self.linkbase = Linkbase(f"{self.document.path}#{identity}")
            self.document.linkbases.append(self.linkbase)

    def end(self, name: str) -> None:
        """EndElementHandler."""
        depth = self.depth
        if self.bases[-1][0] == depth:
            self._pop_base()
        if self.languages[-1][0] == depth:
            self.languages.pop()
        if depth == self.link_depth and self.link:
            self._finish_link()
            self._begin_link(0, "", "")
        self.depth = depth - 1
        self.parents.pop()
        if depth == 1:
            # This reader and the one of its resources hold each other: let go of what is large.
            self.keys, self.targets, self.shapes, self.locators, self.valid, self.labels = {}, {}, {}, {}, set(), set()
            self.done()

    def _judge(self, name: str, attributes: dict[str, str], shape: Shape) -> tuple[tuple[str, str], ...]:
        """Look at an element of a shape not seen before; what has to be looked at on each that follows."""
        parent = self.parents[-1]
        inside = SHAPES.get(parent)
        found: list[tuple[str, str]] = []
        if inside is not None and inside.children is not None and name not in inside.children:
            if name.startswith(_LINK_PREFIX):
                found.append((inside.code, f"The element {quoted(local(name))} is not allowed in {local(parent)}."))
            else:
                line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
                self.document.foreign.append(Foreign(name, parent, None, line, column))
        values: tuple[tuple[str, str], ...] = ()
        if name in SHAPES:
            found.extend(wrong_attributes(name, attributes))
            values = checked_values(name, attributes)
        elif name.startswith(_LINK_PREFIX):
            found.append(("xbrl.5.2", f"There is no element {quoted(local(name))} in the linkbase namespace."))
        self.report_all(found)
        if not found:
            self.shapes[shape] = values
        return values

    def _judge_value(self, name: str, attributes: dict[str, str], pair: tuple[str, str]) -> None:
        found = tuple(wrong_values(SHAPES[name].code, attributes, (pair,)))
        self.report_all(found)
        if not found:
            self.valid.add((pair, attributes[pair[0]]))

    def report_all(self, found: Iterable[tuple[str, str]]) -> None:
        """Add errors, each a code and a sentence, at the place where the parser is."""
        for code, message in found:
            self._report(code, message, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def _identify(self, name: str) -> None:
        identify(self.document, name, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def _resume(self, name: str) -> None:
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.end(name)

    def _push_base(self, base: str) -> None:
        self.bases.append((self.depth, resolve(self.bases[-1][1], base)))
        self.keys, self.targets = {}, {}

    def _pop_base(self) -> None:
        self.bases.pop()
        self.keys, self.targets = {}, {}

    def _report(self, code: str, message: str, line: int, column: int) -> None:
        self.document.diagnostics.append(error(code, message, location=self.document.place(line, column)))

    def _simple(self, name: str, attributes: dict[str, str]) -> None:
        kind = SCHEMA_REFS.get(name)
        if kind is None:
            return
        path, _, fragment = attributes.get(HREF, "").partition("#")
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        target = resolve(self.bases[-1][1], path)
        if path:
            self.document.links.append(Link(target, kind, line, column))
        if name in ROLE_REFS:
            attribute = ROLE_REFS[name]
            ref = RoleRef(attributes.get(attribute, ""), f"{target}#{pointer(fragment)}", attribute == "arcroleURI", line, column)
            self.linkbase.refs.append(ref)

    def _locator(self, name: str, attributes: dict[str, str]) -> None:
        if BASE in attributes:
            self._push_base(attributes[BASE])
        href = attributes.get(HREF)
        if href is None:
            if name not in SHAPES:
                self.report_all([("xbrl.3.5.3.7.2", "A locator has no xlink:href.")])
            return
        key = self.keys.get((self.link, href))
        if key is None:
            key = self._key(href, is_loc=name == LOC)
        label = attributes.get(LABEL, "")
        if label in self.ends:
            self.ends[label].append(key)
        else:
            self._check_label(label)
            self.ends[label] = [key]
        self.located.add(label)

    def _check_label(self, label: str) -> None:
        if label in self.labels:
            return
        self.labels.add(label)
        if not is_ncname(label.strip()):
            self.report_all([("xbrl.3.5.3.7.3", f"The xlink:label “{quoted(label)}” is not a name without colons.")])

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
        key = intern(f"{target}#{pointer(fragment)}")  # many documents point to the same elements
        if is_loc:  # other locators bring nothing into the DTS
            self.keys[self.link, href] = key
            self.locators.setdefault(key, (line, column))
        return key

    def _resource(self, name: str, attributes: dict[str, str]) -> None:
        if BASE in attributes:
            self._push_base(attributes[BASE])
        number = len(self.document.resources)
        key = f"{self.document.path}#{attributes['id']}" if "id" in attributes else f"{self.document.path}#//{number}"
        label = attributes.get(LABEL, "")
        if label in self.ends:
            self.ends[label].append(key)
        else:
            self._check_label(label)
            self.ends[label] = [key]
        language = attributes.get(LANG, self.languages[-1][1])
        if not language and name == LINK_LABEL:
            self.report_all(
                [("xbrl.5.2.2.2.1", "The label has no language: its xml:lang is empty, or neither it nor what it stands in has one.")]
            )
        role = attributes.get(ROLE)
        if role is not None and self.is_standard and (name, role) not in self.roles:
            self.roles.add((name, role))
            self.linkbase.uses[RoleUse(name, role, False)] = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        self.resource.begin(name, attributes, key, language)

    def _finish_link(self) -> None:
        base_sets: dict[tuple[str, str], list[Arc]] = {}
        ends = self.ends
        pairs: set[tuple[str, str]] = set()
        for name, attributes, shape, line, column in self.pending:
            arcrole = attributes.get(ARCROLE, "")
            arcs = base_sets.get((name, arcrole))
            if arcs is None:
                arcs = base_sets[name, arcrole] = self._base_set(name, attributes, line, column)
            pair = (attributes.get(FROM, ""), attributes.get(TO, ""))
            if pair in pairs:
                message = f"Two arcs of one extended link go from “{quoted(pair[0])}” to “{quoted(pair[1])}”."
                self._report("xbrl.3.5.3.9", message, line, column)
            pairs.add(pair)
            if arcrole in LOCAL_ONLY and pair[1] in self.located and attributes.get("use") != "prohibited":
                message = "The arc leads to a resource elsewhere, which only an arc that prohibits may do."
                self._report(LOCAL_ONLY[arcrole], message, line, column)
            sources, targets = ends.get(pair[0]), ends.get(pair[1])
            if sources is None or targets is None:
                side, code, label = ("from", "xbrl.3.5.3.9.2", pair[0]) if sources is None else ("to", "xbrl.3.5.3.9.3", pair[1])
                self._report(code, f"The arc's xlink:{side} “{quoted(label)}” is no label in its extended link.", line, column)
                continue
            self.relations += len(sources) * len(targets)
            if self.relations > MAX_RELATIONS:
                self._report("filing.too-large", f"The document has more than {MAX_RELATIONS:,} relationships.", line, column)
                return
            rest = self._aspects(attributes, shape, line, column)
            for source in sources:
                for target in targets:
                    arcs.append(_new(Arc, (source, target, *rest)))

    def _base_set(self, name: str, attributes: dict[str, str], line: int, column: int) -> list[Arc]:
        """The document's arcs of the base set that an arc of this extended link is in."""
        arcrole = attributes.get(ARCROLE, "")
        if self.is_standard and name in STANDARD_ARCS and ARCROLE in attributes:
            self.linkbase.uses.setdefault(RoleUse(name, arcrole, True), (line, column))
        return self.document.arcs.setdefault(BaseSet(arcrole, self.role, self.link, name), [])

    def _aspects(
        self, attributes: dict[str, str], shape: Shape, line: int, column: int
    ) -> tuple[Decimal, Decimal | None, str | None, tuple[tuple[str, str], ...], int, bool, int, int]:
        """What an arc's attributes say, in the order of the fields of `Arc` after its ends."""
        get = attributes.get
        order = self.orders.get(get("order", "1"))
        if order is None:
            found = self._decimal("order", attributes, line, column)
            order = ONE if found is None else found
        others = self.others.get(shape)
        if others is None:
            others = self.others[shape] = frozenset(attributes.keys() - KNOWN)
        return (
            order,
            self._decimal("weight", attributes, line, column) if "weight" in attributes else None,
            get("preferredLabel"),
            extra(attributes, others) if others else (),
            self._priority(attributes["priority"], line, column) if "priority" in attributes else 0,
            get("use") == "prohibited",
            line,
            column,
        )

    def _priority(self, text: str, line: int, column: int) -> int:
        if INTEGER.match(text.strip()):
            return int(text)
        self._report("xbrl.3.5.3.9.7.2", f"The priority “{quoted(text)}” is no integer.", line, column)
        return 0

    def _decimal(self, name: str, attributes: dict[str, str], line: int, column: int) -> Decimal | None:
        text = attributes.get(name)
        if text is None:
            return None
        value = self.orders.get(text)
        if value is None:
            if not DECIMAL.match(text.strip()):
                code = "xbrl.3.5.3.9.5" if name == "order" else "xbrl.5.2.5.2.1"
                self._report(code, f"The {name} “{quoted(text)}” is no decimal number.", line, column)
                return None
            value = self.orders[text] = Decimal(text.strip())
        return value


def extra(attributes: dict[str, str], names: frozenset[str]) -> tuple[tuple[str, str], ...]:
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
