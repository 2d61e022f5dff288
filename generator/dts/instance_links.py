"""The links of an instance by the rules of linkbases: references, roles, footnote links (XBRL 2.1, 4.2 to 4.5 and 4.11)."""

from collections.abc import Container, Iterator
from pyexpat import XMLParserType

from generator.diagnostics import Diagnostic, InputError, error, quoted
from generator.dts.document import Document, Link
from generator.dts.lexical import KINDS
from generator.dts.link_rules import check_linkbase_refs
from generator.dts.linkbase_reader import ARCROLE, BASE, HREF, LANG, LINKBASE, LOC, ROLE, TYPE, LinkbaseReader
from generator.dts.reader import read_document
from generator.dts.resolver import Resolver, resolve
from generator.dts.role_rules import check_roles
from generator.dts.shapes import SHAPES, checked_values, local, wrong_attributes, wrong_values
from generator.qname import FACT_FOOTNOTE, LINK
from generator.xmlstream import new_parser, parse

_PREFIX = f"{LINK}}}"
_SCHEMA_REF, _LINKBASE_REF = f"{LINK}}}schemaRef", f"{LINK}}}linkbaseRef"
_FOOTNOTE, _FOOTNOTE_LINK = f"{LINK}}}footnote", f"{LINK}}}footnoteLink"
_LINKBASE_ARCROLE = "http://www.w3.org/1999/xlink/properties/linkbase"


def check_links(data: bytes, path: str, resolver: Resolver, facts: Container[str] | None = None) -> Iterator[Diagnostic]:
    """What is wrong with the links of the instance in `data`; `resolver` finds the definitions that they refer to.

    `facts` are the ids of all items and tuples, None where the reader has looked at what locators point to.
    """
    document = Document(path, kind="linkbase")
    parser = new_parser(path)
    reader = _InstanceReader(parser, document)
    parse(parser, data, path)
    parser.StartElementHandler = parser.EndElementHandler = None
    yield from document.diagnostics
    yield from _wrong_arcs(document)
    for foreign in document.foreign:
        if foreign.parent == _FOOTNOTE_LINK and (foreign.line, foreign.column) in reader.locators_elsewhere:
            message = f"The locator {quoted(local(foreign.name))} of a footnoteLink is no link:loc."
            yield error("xbrl.4.11.1.1", message, location=document.place(foreign.line, foreign.column))
    if facts is not None:
        yield from _wrong_locators(document, facts)
    others = tuple(_referred(document, resolver))
    for diagnostic in (*check_roles((document, *others)), *check_linkbase_refs((document, *others))):
        if diagnostic.location.path == path:  # what is wrong with the others is the taxonomy's matter
            yield diagnostic


def _referred(document: Document, resolver: Resolver) -> Iterator[Document]:
    """The documents that roleRefs, arcroleRefs and linkbaseRefs lead to; what cannot be read is reported with the taxonomy."""
    paths = [ref.key.rpartition("#")[0] for linkbase in document.linkbases for ref in linkbase.refs]
    paths += [link.target for link in document.links if link.kind == "linkbase"]
    for path in dict.fromkeys(paths):
        try:
            yield read_document(resolver.read(path), path)
        except InputError:
            continue


def _wrong_locators(document: Document, facts: Container[str]) -> Iterator[Diagnostic]:
    """A locator of a footnote link points to an item or a tuple of the instance (4.11.1.1)."""
    for key, (line, column) in document.locators.get(_FOOTNOTE_LINK, {}).items():
        path, _, inside = key.rpartition("#")
        if path != document.path or (not inside.startswith("/") and inside not in facts):
            message = f"A footnote belongs to “{quoted(inside)}”, which is no fact of the instance."
            yield error("xbrl.4.11.1.1.1", message, location=document.place(line, column))


def _wrong_arcs(document: Document) -> Iterator[Diagnostic]:
    """A fact-footnote arc leads from a locator to a footnote of its own link (4.11.1.3.1)."""
    for base_set, arcs in document.arcs.items():
        if base_set.arcrole != FACT_FOOTNOTE:
            continue
        for arc in arcs:
            target = document.resources.get(arc.target)
            if target is None or target.kind != _FOOTNOTE:
                message = "A footnoteArc of the arcrole fact-footnote leads to something else than a footnote."
                yield error("xbrl.4.11.1.3.1", message, location=document.place(arc.line, arc.column))
            if arc.source in document.resources:
                message = "A footnoteArc of the arcrole fact-footnote starts from a footnote; it starts from a fact."
                yield error("xbrl.4.11.1.3.1", message, location=document.place(arc.line, arc.column))


class _InstanceReader(LinkbaseReader):
    """Reads the links among an instance's top-level elements as if they stood in a linkbase, and passes over all else."""

    def __init__(self, parser: XMLParserType, document: Document) -> None:
        """Put its handlers into `parser`."""
        super().__init__(parser, document, document.path, lambda: None)
        self.level = 0
        self.locators_elsewhere: set[tuple[int, int]] = set()
        self.is_inside = False
        parser.StartElementHandler = self.start_any
        parser.EndElementHandler = self.end_any

    def start_any(self, name: str, attributes: dict[str, str]) -> None:
        """StartElementHandler."""
        self.level += 1
        if self.is_inside:
            if attributes.get(TYPE) == "locator" and name != LOC:
                self.locators_elsewhere.add((self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1))
            self.start(name, attributes)
        elif self.level == 1:
            self.start(LINKBASE, {key: value for key, value in attributes.items() if key in (BASE, LANG)})
        elif self.level == 2 and name.startswith(_PREFIX):
            if name in (_SCHEMA_REF, _LINKBASE_REF):
                self._reference(name, attributes)
            else:
                self.is_inside = True
                self.start(name, attributes)

    def end_any(self, name: str) -> None:
        """EndElementHandler."""
        if self.is_inside:
            self.end(name)
            self.is_inside = self.level > 2
        self.level -= 1

    def _resume(self, name: str) -> None:
        """After a resource, whose reader takes the handlers over for itself."""
        self.parser.StartElementHandler = self.start_any
        self.parser.EndElementHandler = self.end_any
        self.end_any(name)

    def _reference(self, name: str, attributes: dict[str, str]) -> None:
        """A schemaRef or linkbaseRef (4.2, 4.3)."""
        found = [*wrong_attributes(name, attributes)]
        found += wrong_values(SHAPES[name].code, attributes, checked_values(name, attributes))
        if name == _LINKBASE_REF and attributes.get(ARCROLE) not in (None, _LINKBASE_ARCROLE):
            found.append(("xbrl.4.3.3", f"The xlink:arcrole of a {local(name)} is not {_LINKBASE_ARCROLE}."))
        href = attributes.get(HREF, "")
        if not KINDS["uri"](href.strip()):
            found.append((SHAPES[name].code, f"The xlink:href “{quoted(href)}” is not valid."))
        self.report_all(found)
        base = resolve(self.bases[-1][1], attributes[BASE]) if BASE in attributes else self.bases[-1][1]
        target, _, fragment = href.partition("#")
        kind = "linkbase" if name == _LINKBASE_REF else "schema"
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        self.document.links.append(Link(resolve(base, target), kind, line, column, "", attributes.get(ROLE, ""), fragment))
