"""XBRL 2.1 instances fact by fact, from a file that is never in memory: once to learn what facts refer to, then as often as wanted.

Only what is whole and right streams. Where there is anything to say, or contexts come after very many facts, the reader of `xbrl`
is for it.
"""

from collections.abc import Iterator, Mapping
from pyexpat import ExpatError
from typing import TypeVar

from generator.diagnostics import InputError
from generator.model import Fact, Link, Report
from generator.read.footnotes import FOOTNOTE_LINK, Linked, linked
from generator.read.instance import RESOURCE_NAMES
from generator.read.result import Chunks, NotStreamable, ReadReport, StreamedFacts, TaxonomyLoader
from generator.read.xbrl import MADE_ID, REFERENCES, InstanceReader
from generator.xmlstream import release

_MOST_PENDING = 10_000
_OVERLAP = 256
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def stream(chunks: Chunks, path: str, load: TaxonomyLoader) -> ReadReport:
    """What `xbrl.read` returns, but the facts are read again each time that they are asked for, and have no places.

    Raises NotStreamable.
    """
    survey = _Survey(chunks, path, load)
    found = survey.survey()

    def again() -> Iterator[Fact]:
        yield from _Pass(survey, found.links).facts_of(chunks)
        yield from found.notes

    facts = StreamedFacts(again, survey.count + len(found.notes))
    report = Report(facts=facts, taxonomy=survey.entry_points(), prefixes=dict(survey.namespaces.declared))
    return ReadReport(report=report, places={})


def _feed(reader: InstanceReader, chunks: Chunks) -> Iterator[None]:
    """Parse the file, stopping after each piece."""
    try:
        for chunk in chunks():
            reader.parser.Parse(chunk, False)
            yield
        reader.parser.Parse(b"", True)
        yield
    except (ExpatError, InputError, LookupError, ValueError):
        raise NotStreamable from None
    finally:
        release(reader.parser)


class _Survey(InstanceReader):
    """The first run: contexts, units, links and ids; facts are made, so that every defect is met, and dropped."""

    def __init__(self, chunks: Chunks, path: str, load: TaxonomyLoader) -> None:
        super().__init__(b"", path, load)
        self._chunks = chunks
        self.reserved = set(_made_ids(chunks))
        self.positions = _Keys()
        self.count = 0

    def survey(self) -> Linked:
        """Read the file to its end. Raises NotStreamable."""
        self._fact_mode()
        for _ in _feed(self, self._chunks):
            self.count += sum(1 for fact in self.facts if fact is not None)
            self.facts.clear()
            if self.diagnostics or self.resources.diagnostics or len(self.pending) > _MOST_PENDING:
                raise NotStreamable
        if self.uses is None:  # there is no fact
            self._load()
        for item in self.pending:
            self.count += self._fact(item.key, item.use, item.value, item.opened) is not None
        for ident, context in self.resources.contexts.items():
            self._check_defaults(ident, context)
        found = linked(self.footnotes.arcs, self.positions, self._note_id)
        if self.taxonomy is None or self.diagnostics or self.resources.diagnostics or self.footnotes.diagnostics or found.loose:
            raise NotStreamable
        self.positions = {}
        return found

    def entry_points(self) -> tuple[str, ...]:
        """The references of the instance."""
        return self._entry_points()


def _made_ids(chunks: Chunks) -> Iterator[str]:
    """The ids in the document that look like made ones."""
    tail = b""
    for chunk in chunks():
        piece = tail + chunk
        if b"_" in piece:
            yield from (found.decode("ascii") for found in MADE_ID.findall(piece))
        tail = piece[-_OVERLAP:]


class _Pass(InstanceReader):
    """A later run: everything that facts refer to is known."""

    def __init__(self, survey: _Survey, links: Mapping[str, tuple[Link, ...]]) -> None:
        super().__init__(b"", survey.path, survey.load)
        self.reserved = survey.reserved
        self.references = survey.references
        self.taxonomy, self.uses = survey.taxonomy, survey.uses
        self.by_name, self.aspects, self.plain, self.decimals = survey.by_name, survey.aspects, survey.plain, survey.decimals
        self.resources = survey.resources
        self.positions = _Forgetful()
        self.links = links

    def facts_of(self, chunks: Chunks) -> Iterator[Fact]:
        """The facts of the file. Raises NotStreamable where it has changed."""
        self._fact_mode()
        for _ in _feed(self, chunks):
            for fact in self.facts:
                if fact is None:
                    raise NotStreamable
                links = self.links.get(fact.id) if self.links else None
                yield fact._replace(links=links) if links else fact
            self.facts.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 1 and (name in RESOURCE_NAMES or name in REFERENCES or name == FOOTNOTE_LINK):
            self._skip()
        else:
            super()._start(name, attributes)

    def _skip(self) -> None:
        """Pass over an element that the survey has read."""
        depth = 1

        def start(_: str, __: dict[str, str]) -> None:
            nonlocal depth
            depth += 1

        def end(_: str) -> None:
            nonlocal depth
            depth -= 1
            if not depth:
                self._fact_mode()

        self.parser.StartElementHandler, self.parser.EndElementHandler = start, end
        self.parser.CharacterDataHandler = None


class _Keys(dict[_Key, _Value]):
    """Ids without their places."""

    def __setitem__(self, key: _Key, value: _Value) -> None:
        super().__setitem__(key, None)  # type: ignore[assignment]


class _Forgetful(dict[_Key, _Value]):
    """Ids that were checked before: nothing is kept."""

    def __setitem__(self, key: _Key, value: _Value) -> None:
        """Keep nothing."""

    def pop(self, key: _Key, default: object = None) -> object:  # type: ignore[override]
        """Nothing."""
        return default
