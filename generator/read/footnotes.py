"""Footnote links of an instance as they stream by: locators, footnotes and arcs to notes and links.

XBRL 2.1 section 4.11; the OIM keeps a footnote as a fact of the concept xbrl:note (OIM 1.0, 3.5.1.1). A note's value is
an XHTML fragment, unprefixed elements being XHTML.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from generator.diagnostics import Diagnostic, Location, error, quoted, warning
from generator.model import NO_ENTITY, Fact, Link
from generator.qname import FACT_FOOTNOTE, FOOTNOTE_ROLE, LINK, NOTE_CONCEPT, XHTML, XLINK, XML
from generator.records import NamedTuple
from generator.xmltext import escaped, escaped_attribute

FOOTNOTE_LINK = f"{LINK}}}footnoteLink"
_FOOTNOTE = f"{LINK}}}footnote"
_LOC = f"{LINK}}}loc"
_ARC = f"{LINK}}}footnoteArc"
_ELEMENT_SCHEME = re.compile(r"element\(([^()/]+)\)")


class Note(NamedTuple):
    """A footnote resource: its own id (None where it has none), language and content."""

    id: str | None
    language: str
    text: str
    position: tuple[int, int]


class Arc(NamedTuple):
    """A link from the fact `source` to a fact's id or a note."""

    source: str
    arcrole: str
    group: str
    target: str | Note
    position: tuple[int, int]


class Footnotes:
    """Collects the footnote links of one document: feed it every event inside a link:footnoteLink, that element's too.

    `is_odd` says that one holds an element of another namespace, for XML Schema to judge.
    """

    def __init__(self, path: str) -> None:
        """`path` is for messages."""
        self.arcs: list[Arc] = []
        self.diagnostics: list[Diagnostic] = []
        self.is_odd = False
        self._path = path
        self._depth = 0
        self._content: _Content | None = None
        self._new_link("", "")

    def _new_link(self, role: str, language: str) -> None:
        self._role = role
        self._language = language
        self._ends: dict[str, list[str | Note]] = {}
        self._open_arcs: list[tuple[str, str, str, tuple[int, int]]] = []
        self._note: tuple[str, str | None, str, tuple[int, int]] | None = None

    @property
    def depth(self) -> int:
        """How many elements are open, the footnoteLink counted."""
        return self._depth

    def start(self, name: str, attributes: dict[str, str], line: int, column: int) -> None:
        """Take a start tag."""
        self._depth += 1
        position = (line, column)
        if self._depth == 1:
            self._new_link(attributes.get(f"{XLINK}}}role", ""), attributes.get(f"{XML}}}lang", ""))
        elif self._content is not None:
            self._content.start(name, attributes)
        elif self._depth == 2:
            self.is_odd = self.is_odd or not name.startswith(LINK)
            label = attributes.get(f"{XLINK}}}label", "")
            if name == _LOC:
                self._locator(attributes.get(f"{XLINK}}}href", ""), label, position)
            elif name == _FOOTNOTE:
                language = attributes.get(f"{XML}}}lang") or self._language
                role = attributes.get(f"{XLINK}}}role", "").strip()
                if role not in ("", FOOTNOTE_ROLE):
                    message = f"The footnote has the role {quoted(role)}; the Open Information Model knows the standard one alone."
                    self._warn("xbrlxe:nonStandardFootnoteResourceRole", message, position)
                self._note = (label, attributes.get("id"), language, position)
                self._content = _Content()
            elif name == _ARC and attributes.get("use") != "prohibited":
                ends = attributes.get(f"{XLINK}}}from", ""), attributes.get(f"{XLINK}}}to", "")
                self._open_arcs.append((*ends, attributes.get(f"{XLINK}}}arcrole", ""), position))

    def text(self, data: str) -> None:
        """Take character data."""
        if self._content is not None:
            self._content.text(data)

    def end(self, name: str) -> None:
        """Take an end tag; the one of the footnoteLink resolves its arcs."""
        self._depth -= 1
        if self._depth == 1 and self._content is not None and self._note is not None:
            label, key, language, position = self._note
            if not language:
                self._report("xbrl.4.11.1.2.2", f"The footnote {quoted(label)} has no xml:lang.", position)
            self._ends.setdefault(label, []).append(Note(key, language.lower(), self._content.markup(), position))
            self._content = None
        elif self._content is not None:
            self._content.end()
        elif self._depth == 0:
            self.arcs.extend(self._resolved())

    def _locator(self, href: str, label: str, position: tuple[int, int]) -> None:
        file, mark, fragment = href.partition("#")
        found = _ELEMENT_SCHEME.fullmatch(fragment)
        own = not file or file == self._path.rpartition("/")[2]
        if not mark or not fragment or not own or ("(" in fragment and not found):
            message = f"The locator {quoted(href)} of a footnote does not point to a fact of this instance by its id."
            self._report("xbrl.4.11.1.1.1", message, position)
            return
        self._ends.setdefault(label, []).append(found[1] if found else fragment)

    def _resolved(self) -> Iterator[Arc]:
        reached = {target for _, target, _, _ in self._open_arcs}
        for label, ends in self._ends.items():
            for end in ends:
                if isinstance(end, Note) and label not in reached:
                    message = f"No arc leads to the footnote {quoted(label)}: the Open Information Model has no place for it."
                    self._warn("xbrlxe:unlinkedFootnoteResource", message, end.position)
        for source, target, arcrole, position in self._open_arcs:
            for label, what in ((source, "from"), (target, "to")):
                if label not in self._ends:
                    self._report("xbrl.4.11.1.3.1", f"A footnoteArc goes {what} {quoted(label)}, which nothing is labelled.", position)
            for start in self._ends.get(source, ()):
                if isinstance(start, Note):
                    if arcrole != FACT_FOOTNOTE:
                        continue  # other arcroles may join what they like
                    self._report("xbrl.4.11.1.3.1", "A footnoteArc starts from a footnote; it must start from a fact.", position)
                    continue
                for end in self._ends.get(target, ()):
                    yield Arc(start, arcrole, self._role, end, position)

    def _warn(self, code: str, message: str, position: tuple[int, int]) -> None:
        self.diagnostics.append(warning(code, message, location=Location(path=self._path, line=position[0], column=position[1])))

    def _report(self, code: str, message: str, position: tuple[int, int]) -> None:
        self.diagnostics.append(error(code, message, location=Location(path=self._path, line=position[0], column=position[1])))


class Linked(NamedTuple):
    """What footnote arcs come to: links by the ids of their facts, the notes, and the `loose` ends, which are no facts.

    Each loose end comes with the position of its arc.
    """

    links: Mapping[str, tuple[Link, ...]]
    notes: tuple[Fact, ...]
    loose: tuple[tuple[str, tuple[int, int]], ...]


def linked(arcs: Iterable[Arc], known: Container[str], name: Callable[[Note], str]) -> Linked:
    """The links that `arcs` stand for, between facts whose ids are `known`; `name` gives a note its id."""
    notes: dict[Note, str] = {}
    links: dict[str, dict[tuple[str, str], dict[str, None]]] = {}
    loose: list[tuple[str, tuple[int, int]]] = []
    for arc in arcs:
        ends = (arc.source,) if isinstance(arc.target, Note) else (arc.source, arc.target)
        missing = [(end, arc.position) for end in ends if end not in known]
        loose.extend(missing)
        if not missing:
            if isinstance(arc.target, Note) and arc.target not in notes:
                notes[arc.target] = name(arc.target)
            target = notes[arc.target] if isinstance(arc.target, Note) else arc.target
            links.setdefault(arc.source, {}).setdefault((arc.arcrole, arc.group), {})[target] = None
    found = {
        source: tuple(Link(arcrole, group, tuple(targets)) for (arcrole, group), targets in each.items()) for source, each in links.items()
    }
    facts = (Fact(key, NOTE_CONCEPT, note.text, NO_ENTITY, None, language=note.language) for note, key in notes.items())
    return Linked(found, tuple(facts), tuple(loose))


def link_facts(facts: list[Fact], arcs: Iterable[Arc], name: Callable[[Note], str]) -> tuple[list[Fact], list[tuple[str, tuple[int, int]]]]:
    """Give `facts`, in place, the links of `arcs`; returns the notes that they lead to, and the ends that are no facts.

    `name` gives a note its id. Each end that is missing comes with the position of its arc.
    """
    places = {fact.id: index for index, fact in enumerate(facts)} if arcs else {}
    found = linked(arcs, places, name)
    for source, links in found.links.items():
        facts[places[source]] = facts[places[source]]._replace(links=links)
    return list(found.notes), list(found.loose)


class _Content:
    """Writes a footnote's content again as a fragment: XHTML unprefixed, other namespaces declared where they start."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._open: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition("}")
        outer = self._open[-1][1] if self._open else XHTML
        declared = "" if namespace == outer else f' xmlns="{escaped_attribute(namespace)}"'
        shown = []
        for number, key in enumerate(sorted(attributes)):
            uri, _, plain = key.rpartition("}")
            if uri == XML:
                plain = f"xml:{plain}"
            elif uri:
                declared += f' xmlns:a{number}="{escaped_attribute(uri)}"'
                plain = f"a{number}:{plain}"
            shown.append(f' {plain}="{escaped_attribute(attributes[key])}"')
        self._pieces.append(f"<{local}{declared}{''.join(shown)}>")
        self._open.append((local, namespace))

    def text(self, data: str) -> None:
        self._pieces.append(escaped(data))

    def end(self) -> None:
        self._pieces.append(f"</{self._open.pop()[0]}>")

    def markup(self) -> str:
        return "".join(self._pieces)
