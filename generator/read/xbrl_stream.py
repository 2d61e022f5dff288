"""XBRL 2.1 instances fact by fact, from a file that is never in memory: once to learn what facts refer to, then as often as wanted.

Only what is whole and right streams. Where there is anything to say, or contexts come after very many facts, the reader of `xbrl`
is for it.
"""

from collections.abc import Iterator, Mapping
from pyexpat import ExpatError

from generator.diagnostics import InputError
from generator.model import Fact, Link, Report
from generator.read.footnotes import Linked, linked
from generator.read.result import Chunks, NotStreamable, ReadReport, StreamedFacts, TaxonomyLoader
from generator.read.xbrl import InstanceReader, ids_like_made_ones
from generator.xmlstream import release

_MOST_PENDING = 10_000


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
        super().__init__(chunks, path, load)
        self.reserved = set(ids_like_made_ones(chunks))
        self.count = 0

    def survey(self) -> Linked:
        """Read the file to its end. Raises NotStreamable."""
        facts = self.facts
        self.start()
        for _ in _feed(self, self.chunks):
            self.count += sum(1 for fact in facts.facts if fact is not None)
            facts.forget()
            if self.diagnostics or facts.diagnostics or self.resources.diagnostics or len(facts.pending) > _MOST_PENDING:
                raise NotStreamable
        facts.loaded()  # there may be no fact
        self.count += sum(1 for _, fact in facts.late() if fact is not None)
        self.check_contexts()
        found = linked(self.footnotes.arcs, facts.ids, self.note_id)
        if self.diagnostics or facts.diagnostics or self.resources.diagnostics or self.footnotes.diagnostics or found.loose:
            raise NotStreamable
        facts.ids = set()
        return found


class _Pass(InstanceReader):
    """A later run: everything that facts refer to is known."""

    def __init__(self, survey: _Survey, links: Mapping[str, tuple[Link, ...]]) -> None:
        super().__init__(survey.chunks, survey.path, survey.load)
        self.reserved = survey.reserved
        self.references = survey.references
        self.resources = self.facts.resources = survey.resources
        self.facts.share(survey.facts)
        self.facts.ids = _Forgetful()
        self.links = links

    def facts_of(self, chunks: Chunks) -> Iterator[Fact]:
        """The facts of the file. Raises NotStreamable where it has changed."""
        self.start()
        for _ in _feed(self, chunks):
            for fact in self.facts.facts:
                if fact is None:
                    raise NotStreamable
                links = self.links.get(fact.id) if self.links else None
                yield fact._replace(links=links) if links else fact
            self.facts.forget()

    def other(self, name: str, attributes: dict[str, str]) -> None:
        """Pass over an element that the survey has read."""
        self._skip()

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


class _Forgetful(set[str]):
    """Ids that were checked before: nothing is kept."""

    def add(self, key: str) -> None:
        """Keep nothing."""
