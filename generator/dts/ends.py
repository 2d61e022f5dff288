"""What the ends of arcs stand for: concepts, resources, or nothing that is there (XBRL 2.1, 3.5.3.7 and 3.5.4)."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, error, quoted
from generator.dts.document import Arc, BaseSet, Document, Resource
from generator.dts.shapes import local
from generator.model import Concept
from generator.qname import LINK, QName

_MAY_POINT = {
    f"{LINK}}}labelLink": ("xbrl.5.2.2.1", f"{LINK}}}label"),
    f"{LINK}}}referenceLink": ("xbrl.5.2.3.1", f"{LINK}}}reference"),
    f"{LINK}}}presentationLink": ("xbrl.5.2.4.1", ""),
    f"{LINK}}}calculationLink": ("xbrl.5.2.5.1", ""),
    f"{LINK}}}definitionLink": ("xbrl.5.2.6.1", ""),
}
"""By extended link: the section, and the resource that locators may point to beside concepts."""


class Ends:
    """The keys (see `document`) that arcs may join. `diagnostics` are of the locators that point to nothing."""

    def __init__(self, documents: tuple[Document, ...], names: Mapping[str, QName], concepts: Mapping[QName, Concept]) -> None:
        self._documents = {document.path: document for document in documents}
        self._names = names
        self.concepts = {key: name for key, name in names.items() if name in concepts}
        self.resources: dict[str, Resource] = {}
        for document in documents:
            self.resources.update(document.resources)
        self._aliases = {
            key: self._chosen(key)
            for document in documents
            for located in document.locators.values()
            for key in located
            if key.rpartition("#")[2][:1] == "/" or "|" in key
        }
        self._broken: set[str] = set()
        self.diagnostics = tuple(self._check_locators(documents))

    def canonical(self, arcs: list[Arc]) -> list[Arc]:
        """`arcs` with ends that are equal where they name the same element, by id or by the element() scheme."""
        aliases = self._aliases
        if not aliases:
            return arcs
        return [arc._replace(source=aliases.get(arc.source, arc.source), target=aliases.get(arc.target, arc.target)) for arc in arcs]

    def owners(self, base_set: BaseSet) -> dict[Arc, Document]:
        """The document of each arc of a base set, as `canonical` returns the arcs: made anew at each call, for messages."""
        documents = [document for document in self._documents.values() if base_set in document.arcs]
        return {arc: document for document in reversed(documents) for arc in self.canonical(document.arcs[base_set])}

    def is_other_than(self, wanted: Mapping[str, object], key: str) -> bool:
        """Whether `key` names something, and nothing in `wanted`. What is missing or broken is reported elsewhere."""
        path, _, inside = key.rpartition("#")
        return key not in wanted and key not in self._broken and path in self._documents and inside.count("/") < 2

    def _chosen(self, key: str) -> str:
        """The key, by id where there is one, of the first of the places that `key` allows and that is there."""
        path, _, inside = key.rpartition("#")
        document = self._documents.get(path)
        for one in inside.split("|"):
            candidate = f"{path}#{one}"
            if candidate in self._names or candidate in self.resources:
                return document.aliases.get(candidate, candidate) if document else candidate
        return key

    def _check_locators(self, documents: tuple[Document, ...]) -> Iterator[Diagnostic]:
        for document in documents:
            for link, located in document.locators.items():
                for key, place in located.items():
                    final = self._aliases.get(key, key)
                    if final not in self.concepts:
                        yield from self._check_locator(link, document, final, place)

    def _check_locator(self, link: str, document: Document, key: str, place: tuple[int, int]) -> Iterator[Diagnostic]:
        """What a locator that points to no concept points to is there, and its extended link may point to it."""
        path, _, inside = key.rpartition("#")
        there = self._documents.get(path)
        if there is None:
            return
        if inside.startswith("("):
            self._broken.add(key)
            message = f"The locator points by “{quoted(inside[1:])}”, which is neither an id nor of the element() scheme."
            yield error("xbrl.3.5.4", message, location=document.place(*place))
            return
        if key not in self._names and not any(_is_there(there, one) for one in inside.split("|")):
            self._broken.add(key)
            message = f"The locator points to “{quoted(inside)}”, which is not in {quoted(path, 200)}."
            yield error("xbrl.3.5.3.7.2", message, location=document.place(*place))
            return
        code, resource = _MAY_POINT.get(link, ("", ""))
        found = self.resources.get(key)
        if code and (found.kind != resource if found else self.is_other_than(self.concepts, key)):
            name = local(link)
            what = f"a concept or a {local(resource)}" if resource else "a concept"
            message = f"A locator of a {name} points to “{quoted(inside)}”, which is not {what}."
            yield error(code, message, location=document.place(*place))


def _is_there(document: Document, inside: str) -> bool:
    """Whether `document` holds what `inside` names; what cannot be told (a deeper sequence of children) counts as there."""
    if not inside or inside in document.ids or inside.count("/") > 1:
        return True
    return inside.startswith("/") and (document.kind != "schema" or not inside[1:].isdecimal() or int(inside[1:]) <= document.children)
