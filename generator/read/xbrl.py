"""XBRL 2.1 instances to facts: one expat pass, contexts and units cached, forward references resolved at the end.

What the model has no place for (tuples, fractions, free segment content) is a diagnostic with the code of
xBRL-XML 1.0 (`xbrlxe:`); other defects carry `xbrl.` and the section of XBRL 2.1, with line and column.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from generator.diagnostics import Diagnostic, Location, Severity, error, quoted
from generator.model import Fact, Report, Taxonomy
from generator.qname import LINK, XBRLI, XLINK, XML, XSI, QName
from generator.read.contexts import default_members, placement_of, wrong_domains
from generator.read.footnotes import FOOTNOTE_LINK, Footnotes, Note, link_facts
from generator.read.resources import RESOURCE_NAMES, Resources
from generator.read.result import INSTANCE, LINKS, Chunks, ReadReport, TaxonomyLoader, resolve_reference
from generator.read.xbrl_facts import FactPlaces, FactReader, Opened
from generator.xmlstream import Handler, Namespaces, expand, new_parser, parse_chunks
from generator.xmltext import is_name

_ROOT = f"{XBRLI}}}xbrl"
REFERENCES = {f"{LINK}}}{name}": name for name in ("schemaRef", "linkbaseRef", "roleRef", "arcroleRef")}
_LANG, _BASE = f"{XML}}}lang", f"{XML}}}base"
_HREF, _TYPE = f"{XLINK}}}href", f"{XLINK}}}type"
_SPACE = " \t\r\n"
_PLAIN_REFERENCE = frozenset({f"{XLINK}}}{x}" for x in ("type", "href", "arcrole", "role", "title")})
_ORDER = {"schemaRef": 0, "linkbaseRef": 1, "roleRef": 2, "arcroleRef": 3}
_OTHERS = 4
_SPECIAL = frozenset((*RESOURCE_NAMES, *REFERENCES, FOOTNOTE_LINK))
"""The children of the root that are no facts."""
_BY_VIEW = (  # arcroles that compare facts where they stand
    "http://www.xbrl.org/2003/arcrole/essence-alias",
    "http://www.xbrl.org/2003/arcrole/requires-element",
)


_OVERLAP = 256


def ids_like_made_ones(chunks: Chunks) -> Iterator[str]:
    """The ids in an instance that look like those that are made for facts without one."""
    tail = b""
    for chunk in chunks():
        piece = tail + chunk
        if b"'_" in piece or b'"_' in piece:
            yield from (found.decode("ascii") for found in re.findall(rb"\bid\s*=\s*[\"'](_[0-9]+)[\"']", piece))
        tail = piece[-_OVERLAP:]


def read(data: bytes, path: str, load: TaxonomyLoader) -> ReadReport:
    """The facts of the XBRL 2.1 instance in `data`, with all aspects, in document order; notes follow them.

    `path` is the instance's own path or URL, for messages and for relative references. Raises InputError where the XML is
    not well-formed or has a DOCTYPE, and whatever `load` raises.
    """
    return read_chunks(lambda: iter((data,)), path, load)


def read_chunks(chunks: Chunks, path: str, load: TaxonomyLoader) -> ReadReport:
    """What `read` returns, of a document that need not be in memory at once."""
    return InstanceReader(chunks, path, load).run()


class InstanceReader:
    """One run over one document. Handlers are swapped by what is open: facts are many, everything else is rare."""

    def __init__(self, chunks: Chunks, path: str, load: TaxonomyLoader) -> None:
        self.chunks, self.path, self.load = chunks, path, load
        self.parser = new_parser(path)
        self.namespaces = Namespaces(self.parser)
        self.resources = Resources(self.parser, self.namespaces, path)
        self.footnotes = Footnotes(path)
        self.facts = FactReader(path, self.resources, self.namespaces, self._load, self._made_id)
        self.diagnostics: list[Diagnostic] = []
        self.references: dict[str, list[str]] = {name: [] for name in REFERENCES.values()}
        self.reserved: set[str] | None = None
        self.made = 0
        self.base = path
        self.is_instance = False
        self.schemas: dict[str, Location] = {}
        self.texts: list[str] = []
        self.doubts = self.facts.doubts
        self.rank = 0
        self._fact_start, self._fact_end = self._fact_handlers()

    def run(self) -> ReadReport:
        """The report that the whole document makes."""
        self.start()
        parse_chunks(self.parser, self.chunks(), self.path)
        if self.is_instance:
            self.facts.loaded()
        facts = self.facts.finish()
        self.check_contexts()
        notes = self._link(facts)
        facts += notes
        found = (*self.resources.diagnostics, *self.diagnostics, *self.facts.diagnostics, *self.footnotes.diagnostics)
        ordered = sorted(found, key=lambda d: (d.location.line or 0, d.location.column or 0))
        placement = placement_of(self.resources.contexts.values())
        self._doubt(found, placement)
        aspects, lines, columns = self.facts.aspects, self.facts.lines, self.facts.columns
        del self.facts, self._fact_start, self._fact_end  # they refer to each other: ids and contexts would stay in memory
        return ReadReport(
            report=Report(facts=facts, taxonomy=self.entry_points(), prefixes=dict(self.namespaces.declared)),
            places=FactPlaces(self.path, facts, lines, columns),
            diagnostics=tuple(ordered),
            placement=placement,
            unused=tuple(
                ((*context.segment, *context.scenario), context.location)
                for ident, context in self.resources.contexts.items()
                if (context.segment or context.scenario) and ident not in aspects
            ),
            doubts=frozenset(self.doubts),
        )

    def _doubt(self, found: Iterable[Diagnostic], placement: Mapping[QName, str] | None) -> None:
        """Note what the model has no place for, and what only XML Schema or the facts' places can decide."""
        resources, ids = self.resources, self.facts.ids
        arcroles = self.facts.taxonomy.relationships if self.facts.taxonomy is not None else {}
        if (
            resources.is_odd
            or self.footnotes.is_odd
            or placement is None
            or any(d.code.startswith("xbrlxe:") and d.severity is Severity.ERROR for d in found)
            or any(arcroles.get(arcrole) for arcrole in _BY_VIEW)
            or any(key in ids for keys in (resources.contexts, resources.units) for key in keys)
            or not all(map(is_name, ids))
            or not all(is_name(key) for keys in (resources.contexts, resources.units) for key in keys)
        ):
            self.doubts.add(INSTANCE)

    # ------------------------------------------------------------ handlers

    def start(self) -> None:
        """Wait for the root element."""
        self.parser.StartElementHandler = self._root

    def _fact_mode(self) -> None:
        self.parser.StartElementHandler = self._fact_start
        self.parser.EndElementHandler = self._fact_end
        self.parser.CharacterDataHandler = self.texts.append

    def _fact_handlers(self) -> tuple[Handler, Callable[[str], None]]:
        """What to do at the tags of facts; the few other children of the root are handed on."""
        parser, texts, quick, close = self.parser, self.texts, self.facts.quick, self.facts.close
        name, attributes, line, column, inner, nested = "", {}, 0, 0, 0, False

        def start(element: str, given: dict[str, str]) -> None:
            nonlocal name, attributes, line, column, inner, nested
            if name:
                inner += 1
                nested = True
                return
            if texts:
                if not texts[0].isspace():
                    self.doubts.add(INSTANCE)  # text between facts
                texts.clear()
            if element in _SPECIAL:
                self.other(element, given)
                return
            name, attributes, nested = element, given, False
            line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1

        def end(_: str) -> None:
            nonlocal name, inner
            if inner:
                inner -= 1
            elif name:
                if nested or not quick(name, attributes, texts, line, column):
                    close(Opened(name, attributes, line, column, nested), "".join(texts))
                name = ""
                texts.clear()

        return start, end

    def other(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start tag of a child of the root that is no fact."""
        if name in RESOURCE_NAMES:
            self._resource_mode(name, attributes)
        elif name in REFERENCES:
            self._reference(REFERENCES[name], attributes)
        else:
            self._footnote_mode(name, attributes)

    def _resource_mode(self, name: str, attributes: dict[str, str]) -> None:
        resources = self.resources
        self.rank = _OTHERS

        def end(name: str) -> None:
            resources.end(name)
            if not resources.depth:
                self._fact_mode()

        resources.start(name, attributes)
        self.parser.StartElementHandler = resources.start
        self.parser.EndElementHandler = end
        self.parser.CharacterDataHandler = resources.text

    def _footnote_mode(self, name: str, attributes: dict[str, str]) -> None:
        footnotes, parser = self.footnotes, self.parser
        self.rank = _OTHERS
        self.doubts.add(LINKS)

        def start(name: str, attributes: dict[str, str]) -> None:
            footnotes.start(name, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

        def end(name: str) -> None:
            footnotes.end(name)
            if not footnotes.depth:
                self._fact_mode()

        attributes.setdefault(_LANG, self.facts.language)
        start(name, attributes)
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = footnotes.text

    # ------------------------------------------------------------ the document's head (XBRL 2.1, 4.1 to 4.5)

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        self._fact_mode()
        self.facts.language = attributes.get(_LANG, "")
        self.base = resolve_reference(attributes.get(_BASE, ""), self.path) if attributes.get(_BASE) else self.path
        self.is_instance = name == _ROOT
        if attributes.keys() - {"id", _LANG, _BASE} and any(not key.startswith(XSI) for key in attributes):
            self.doubts.add(INSTANCE)
        if attributes.get(_BASE):
            self._outside_model("xbrlxe:unsupportedXmlBase", "The instance has xml:base")
        if name != _ROOT:
            hint = "An XBRL 2.1 instance starts with <xbrli:xbrl>."
            self._report("xbrl.4.1", f"The root element is {quoted(expand(name).local)}, not xbrli:xbrl.", self._here(), hint)

    def _reference(self, kind: str, attributes: dict[str, str]) -> None:
        if kind != "schemaRef" or not _PLAIN_REFERENCE.issuperset(attributes) or attributes.get(_TYPE) != "simple":
            self.doubts.add(LINKS)
        href = attributes.get(_HREF, "").strip(_SPACE)
        section = {"schemaRef": "4.2", "linkbaseRef": "4.3", "roleRef": "4.4", "arcroleRef": "4.5"}[kind]
        if _ORDER[kind] < self.rank and href.partition("#")[0]:
            hint = "Put schemaRef, linkbaseRef, roleRef and arcroleRef first, in this order."
            self._report("xbrl.4.1", f"A {kind} stands too late in the instance.", self._here(), hint)
        self.rank = max(self.rank, _ORDER[kind])
        if not href.partition("#")[0]:
            self._report(f"xbrl.{section}", f"A {kind} has no xlink:href.", self._here())
            return
        base = resolve_reference(attributes[_BASE], self.base) if attributes.get(_BASE) else self.base
        url = resolve_reference(href, base)
        if attributes.get(_BASE):
            self._outside_model("xbrlxe:unsupportedXmlBase", f"A {kind} has xml:base")
        if kind == "linkbaseRef":
            self._outside_model("xbrlxe:unsupportedLinkbaseReference", "The instance refers to a linkbase")
        if kind == "schemaRef":
            self.schemas.setdefault(url, self._here())
        if url not in self.references[kind]:
            self.references[kind].append(url)

    def _outside_model(self, code: str, what: str) -> None:
        """Note what XBRL 2.1 allows and xBRL-XML 1.0 does not: it is no finding but for who converts."""
        message = f"{what}, which the Open Information Model has no place for."
        self.diagnostics.append(Diagnostic(code=code, severity=Severity.INFO, message=message, location=self._here()))

    def entry_points(self) -> tuple[str, ...]:
        """The references of the instance."""
        return (*self.references["schemaRef"], *self.references["linkbaseRef"])

    def _load(self) -> Taxonomy:
        self.rank = _OTHERS
        if not self.references["schemaRef"]:
            self._report("xbrl.4.2", "The instance has no schemaRef: no taxonomy says what its facts are.", self._here())
        roles = (*self.references["roleRef"], *self.references["arcroleRef"])
        taxonomy = self.load(tuple(dict.fromkeys((*self.entry_points(), *roles))))
        for url, place in self.schemas.items():
            if url in taxonomy.linkbases:
                self._report("xbrl.4.2", f"The schemaRef leads to {quoted(url, 200)}, which is a linkbase.", place)
        return taxonomy

    def _made_id(self) -> str:
        """An id that no element of the document has."""
        if self.reserved is None:
            self.reserved = set(ids_like_made_ones(self.chunks))
        self.made += 1
        while f"_{self.made}" in self.reserved:
            self.made += 1
        return f"_{self.made}"

    # ------------------------------------------------------------ dimensions, footnotes

    def check_contexts(self) -> None:
        """Report the default members and the wrong domains of typed dimensions in contexts: aspects show neither."""
        taxonomy = self.facts.taxonomy
        if taxonomy is not None:
            for context in self.resources.contexts.values():
                self.diagnostics += default_members(context, taxonomy)
                self.diagnostics += wrong_domains(context, taxonomy)

    def _link(self, facts: list[Fact]) -> list[Fact]:
        """Give the facts their links; returns the notes that they lead to."""
        notes, loose = link_facts(facts, self.footnotes.arcs, self.note_id)
        for end, (line, column) in loose:
            if end not in self.facts.faulty:
                place = Location(path=self.path, line=line, column=column)
                self._report("xbrl.4.11.1.1.1", f"A footnote belongs to {quoted(end)}, which is no fact of the instance.", place)
        return notes

    def note_id(self, note: Note) -> str:
        """The id of a footnote as a fact: its own, or a made one."""
        key = note.id if note.id and note.id not in self.facts.ids else self._made_id()
        self.facts.ids.add(key)
        self.facts.lines.append(note.position[0])
        self.facts.columns.append(note.position[1])
        return key

    # ------------------------------------------------------------ diagnostics

    def _here(self) -> Location:
        return Location(path=self.path, line=self.parser.CurrentLineNumber, column=self.parser.CurrentColumnNumber + 1)

    def _report(self, code: str, message: str, place: Location, hint: str | None = None) -> None:
        self.diagnostics.append(error(code, message, hint=hint, location=place))
