"""What every reader returns, and what it is given: the contract of the room `read`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from generator.diagnostics import Diagnostic, Location
from generator.model import Fact, Member, Report, Taxonomy
from generator.qname import QName
from generator.records import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from typing import overload

TaxonomyLoader = Callable[[tuple[str, ...]], Taxonomy]
"""Entry points to the taxonomy: absolute URLs as they are, relative references resolved against the report's own path."""


class ReadReport(Record):
    """A report as read: `places` maps a fact's id to where it stands, `diagnostics` says what was wrong.

    A fact with a defect that leaves it no value or aspect is not in the report; its diagnostic is. `placement` says in which
    container ("segment", "scenario") the contexts have each dimension, None where that is not known or not always the same;
    `unused` are the dimensions of contexts that no fact has. `doubts` names what else of an XBRL 2.1 instance has to be looked at:
    INSTANCE by the instance view, whose verdict then stands for this one's (`is_judged`), and LINKS by the rules of linkbases.
    """

    report: Report
    places: Mapping[str, Location]
    diagnostics: tuple[Diagnostic, ...] = ()
    placement: Mapping[QName, str] | None = None
    unused: tuple[tuple[tuple[tuple[QName, Member], ...], Location], ...] = ()
    doubts: frozenset[str] = frozenset()
    is_judged: bool = False


INSTANCE, LINKS = "instance", "links"


class NotStreamable(Exception):
    """The report has to be read whole: there is something to say of it, or it is written in an order that one pass cannot follow."""


class StreamedFacts(Sequence[Fact]):
    """The facts of a report that stay in its file: every iteration reads them again, so that only what they share is in memory."""

    def __init__(self, again: Callable[[], Iterator[Fact]], count: int) -> None:
        """`again` reads the `count` facts from the start."""
        self._again = again
        self._count = count

    def __iter__(self) -> Iterator[Fact]:
        """The facts in order."""
        return self._again()

    def __len__(self) -> int:
        """How many facts there are."""
        return self._count

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, at: int) -> Fact: ...

        @overload
        def __getitem__(self, at: slice) -> tuple[Fact, ...]: ...

    def __getitem__(self, at: int | slice) -> Fact | tuple[Fact, ...]:
        """A fact, or some: all before it are read, so that whoever needs many should hold them."""
        return tuple(self._again())[at]


Chunks = Callable[[], Iterator[bytes]]
"""Reads a file from its start, by and by."""


class Places(Mapping[str, Location]):
    """Fact ids to places, the Location made only when asked for: most facts never need one."""

    def __init__(self, path: str, positions: Mapping[str, tuple[int, int]]) -> None:
        """`positions` maps fact ids to line and column, both from 1, in the file at `path`."""
        self._path = path
        self._positions = positions

    def __getitem__(self, fact: str) -> Location:
        """Where `fact` stands. Raises KeyError where it is not in the report."""
        line, column = self._positions[fact]
        return Location(path=self._path, line=line, column=column, fact=fact)

    def __contains__(self, fact: object) -> bool:
        """Whether `fact` is in the report."""
        return fact in self._positions

    def __iter__(self) -> Iterator[str]:
        """The ids of the facts in order."""
        return iter(self._positions)

    def __len__(self) -> int:
        """How many facts there are."""
        return len(self._positions)


class JoinedPlaces(Mapping[str, Location]):
    """The places of several files as one mapping; ids are unique across them."""

    def __init__(self, parts: Sequence[Mapping[str, Location]]) -> None:
        """`parts` are the files' places, in order."""
        self._parts = tuple(parts)

    def __getitem__(self, fact: str) -> Location:
        """Where `fact` stands. Raises KeyError where it is in no part."""
        for part in self._parts:
            if fact in part:
                return part[fact]
        raise KeyError(fact)

    def __contains__(self, fact: object) -> bool:
        """Whether `fact` stands in any part."""
        return any(fact in part for part in self._parts)

    def __iter__(self) -> Iterator[str]:
        """The ids, part by part."""
        return (fact for part in self._parts for fact in part)

    def __len__(self) -> int:
        """How many facts there are."""
        return sum(map(len, self._parts))


def resolve_reference(reference: str, path: str) -> str:
    """`reference` as it is when it is absolute, else resolved against the file or URL at `path`; without its fragment.

    A path stays a path: `out/a.xbrl` and `b.xsd` give `out/b.xsd`. Percent escapes are undone in paths, which name files;
    a `file:` URL becomes a path.
    """
    reference = reference.partition("#")[0]
    if reference.startswith("file:"):
        return _unescaped(reference.removeprefix("file:").removeprefix("//"))
    if "://" in reference or reference.startswith("urn:"):
        return reference
    scheme, separator, rest = path.partition("://")
    if not separator:
        reference = _unescaped(reference)
        if reference.startswith("/"):
            return reference
        end = "/" if reference.endswith("/") else ""  # an xml:base may name a folder
        return "/".join(_steps(path.split("/")[:-1], reference, rooted=False)) + end
    host, *folders = rest.split("/")
    end = "/" if reference.endswith("/") else ""
    steps = _steps([] if reference.startswith("/") else folders[:-1], reference, rooted=True)
    return f"{scheme}://{'/'.join((host, *steps))}{end}"


def _steps(start: list[str], reference: str, *, rooted: bool) -> list[str]:
    """The folders of `start` and then those of `reference`; `..` goes up, but not above a root."""
    parts = list(start)
    for step in reference.split("/"):
        if step == "..":
            if parts and parts[-1] not in ("..", ""):
                parts.pop()
            elif not rooted:
                parts.append(step)
        elif step not in ("", "."):
            parts.append(step)
    return parts


def _unescaped(reference: str) -> str:
    if "%" not in reference:
        return reference
    from urllib.parse import unquote  # rare, and slow to import

    return unquote(reference)
