"""What the ends of arcs stand for: concepts, resources, or nothing that is there (XBRL 2.1, 3.5.3.7 and 3.5.4)."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, error, quoted
from generator.dts.document import Arc, Document, Resource
from generator.model import Concept
from generator.qname import QName


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
            key: self._chosen(key) for document in documents for key in document.locators if key.rpartition("#")[2][:1] == "/" or "|" in key
        }
        self._broken: set[str] = set()
        self.diagnostics = tuple(self._check_locators(documents))

    def canonical(self, arcs: list[Arc]) -> list[Arc]:
        """`arcs` with ends that are equal where they name the same element, by id or by the element() scheme."""
        aliases = self._aliases
        if not aliases:
            return arcs
        return [arc._replace(source=aliases.get(arc.source, arc.source), target=aliases.get(arc.target, arc.target)) for arc in arcs]

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
            for key, (line, column) in document.locators.items():
                path, _, inside = self._aliases.get(key, key).rpartition("#")
                there = self._documents.get(path)
                if there is None or f"{path}#{inside}" in self._names or any(_is_there(there, one) for one in inside.split("|")):
                    continue
                self._broken.add(f"{path}#{inside}")
                message = f"The locator points to “{quoted(inside)}”, which is not in {quoted(path, 200)}."
                yield error("xbrl.3.5.3.7.2", message, location=document.place(line, column))


def _is_there(document: Document, inside: str) -> bool:
    """Whether `document` holds what `inside` names; what cannot be told (a deeper sequence of children) counts as there."""
    if not inside or inside in document.ids or inside.count("/") > 1:
        return True
    return inside.startswith("/") and (document.kind != "schema" or not inside[1:].isdecimal() or int(inside[1:]) <= document.children)
