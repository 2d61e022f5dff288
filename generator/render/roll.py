"""The ids that facts are written with, and what their links mean: worked out in one pass, so that a second one can write.

A writer goes over the facts twice (what the document begins with depends on all of them) and holds none of them but those
with links and the notes; so facts may be read from a file again each time.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from generator.model import Fact
from generator.qname import NOTE_CONCEPT
from generator.render.naming import are_ncnames, unique_names

_CHUNK = 2048


class Roll:
    """Scan the facts with `scan`, then `close`; from then on a fact at `index` is written as `key(index, fact)`.

    `sources` are the facts with links, each with its index; `notes` the notes by index, without those that nothing links to,
    which no syntax may hold (oime:unusedNoteFact); their indexes are `dropped`.
    """

    def __init__(self, *, ncname: bool) -> None:
        """`ncname`: ids become XML ids."""
        self.sources: list[tuple[int, Fact]] = []
        self.notes: dict[int, Fact] = {}
        self.dropped: frozenset[int] = frozenset()
        self.renamed: Mapping[int, str] = {}
        self._ncname = ncname
        self._ids: list[str] = []
        self._places: dict[str, int] = {}

    def scan(self, facts: Iterable[Fact]) -> Iterator[Fact]:
        """`facts`, each as it is taken down; notes too. Raises ValueError for a note without language."""
        ids, sources = self._ids, self.sources
        for fact in facts:
            if fact[9]:
                sources.append((len(ids), fact))
            if fact[1] == NOTE_CONCEPT:
                if not fact.language:
                    raise ValueError(f"the note {fact.id} has no language")
                self.notes[len(ids)] = fact
            ids.append(fact[0])
            yield fact

    def close(self) -> set[str]:
        """All ids as they will be written. Raises ValueError, naming the fact, where a link leads to nothing."""
        ids = self._ids
        linked = {target for _, fact in self.sources for link in fact.links for target in link.targets}
        self.dropped = frozenset(index for index, note in self.notes.items() if note.id not in linked)
        for index in self.dropped:
            del self.notes[index]
        own = [name for index, name in enumerate(ids) if index not in self.dropped] if self.dropped else ids
        taken = set(own)
        if len(taken) < len(own) or "" in taken or (self._ncname and not are_ncnames(own)):
            kept = (index for index in range(len(ids)) if index not in self.dropped)
            given = unique_names(own, taken, ncname=self._ncname)
            self.renamed = {index: new for index, old, new in zip(kept, own, given, strict=True) if old != new}
            taken = taken | set(self.renamed.values())
        if linked:
            self._find(linked)
        self._ids = []  # from here on the facts themselves know
        return taken

    def _find(self, linked: set[str]) -> None:
        """The first fact of each name that a link leads to."""
        for index, name in enumerate(self._ids):
            if name in linked and index not in self.dropped:
                self._places.setdefault(name, index)
        for _, fact in self.sources:
            for link in fact.links:
                for target in link.targets:
                    if target not in self._places:
                        raise ValueError(f"the fact {fact.id} links to {target}, which is not in the report")

    def key(self, index: int, fact: Fact) -> str:
        """The id of the fact at `index`."""
        return self.renamed.get(index, fact.id)

    def target(self, name: str) -> tuple[int, str]:
        """The index of the fact that a link to `name` leads to, and the id that it is written with."""
        index = self._places[name]
        return index, self.renamed.get(index, name)

    @property
    def targets(self) -> Mapping[str, int]:
        """The names that links lead to, with the index of the fact that each means."""
        return self._places


def in_chunks(pieces: Iterable[str]) -> Iterator[bytes]:
    """`pieces` joined by some thousands, in UTF-8: a write for each of them would cost more than making it."""
    remaining = iter(pieces)
    while chunk := list(islice(remaining, _CHUNK)):
        yield "".join(chunk).encode()
