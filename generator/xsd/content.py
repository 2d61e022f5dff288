"""Content models: which children an element may have, in which order (XML Schema Part 1, 3.8 and 3.9).

A model group becomes positions (one for each place where a child may stand) with those that may come first, last, and next (Glushkov).
Children are matched against sets of positions, so that the work is linear; two positions that compete for one child are a defect of the
schema (unique particle attribution, 3.8.6).
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import NamedTuple

from generator.qname import QName
from generator.xsd.components import ANY_TYPE, ComplexType, Element, Group, Particle, Reference, Schemas, Wildcard

MAX_POSITIONS = 4_000
MAX_DEPTH = 60
_MANY = 60
"""Occurrences beyond this number are not counted: more may stand."""

_MOST_COMPARED = 200
"""Positions that may follow one another: of more (a long choice that is repeated) only their first occurrence is looked at."""

Term = Element | Wildcard
Members = Mapping[QName, Set[QName]]


class TooLarge(ValueError):
    """A content model of too many positions, or nested too deep, to be looked at."""


class _Part(NamedTuple):
    first: tuple[int, ...]
    last: tuple[int, ...]
    is_nullable: bool


_EMPTY = _Part((), (), True)


class Mismatch(NamedTuple):
    """Why children do not match: `at` is the index of the first that is not expected (their number where one is missing)."""

    at: int
    expected: tuple[QName, ...]


class Model:
    """The compiled content of one complex type."""

    def __init__(self, schemas: Schemas, particle: Particle | None) -> None:
        """`particle` is the whole content, None for empty. Raises TooLarge."""
        self._schemas = schemas
        self.terms: list[Term] = []
        self.owners: list[int] = []  # the particle that a position is of: copies of one particle do not compete
        self._follow: list[dict[int, None]] = []
        self._all: tuple[Particle, ...] | None = None
        part = _EMPTY
        if particle is not None:
            group = particle.term
            if isinstance(group, Group) and group.kind == "all":
                self._all = group.particles
                self._optional = particle.least == 0
            part = self._particle(particle, 0)
        self._first, self._last, self.is_nullable = part

    # ------------------------------------------------------------ compiling

    def _particle(self, particle: Particle, depth: int) -> _Part:
        if depth > MAX_DEPTH:
            raise TooLarge("the groups are nested too deep")
        least, most = particle.least, particle.most
        if most == 0:
            return _EMPTY
        is_open = most is None or most > _MANY
        copies = max(1, min(least, _MANY)) if is_open else most
        assert copies is not None
        parts = [self._term(particle, depth) for _ in range(copies)]
        joined = parts[-1]
        for number in range(len(parts) - 2, -1, -1):
            joined = self._sequence(parts[number], joined, is_optional=number + 1 >= least)
        if is_open:
            self._link(parts[-1].last, parts[-1].first)
        return joined._replace(is_nullable=joined.is_nullable or least == 0)

    def _sequence(self, one: _Part, other: _Part, *, is_optional: bool = False) -> _Part:
        self._link(one.last, other.first)
        other_nullable = other.is_nullable or is_optional
        first = one.first + other.first if one.is_nullable else one.first
        last = one.last + other.last if other_nullable else other.last
        return _Part(first, last, one.is_nullable and other_nullable)

    def _link(self, last: Iterable[int], first: tuple[int, ...]) -> None:
        following = dict.fromkeys(first)
        for position in last:
            self._follow[position].update(following)

    def _term(self, particle: Particle, depth: int) -> _Part:
        term = particle.term
        if isinstance(term, Reference):
            if term.kind == "group":
                group = self._schemas.groups.get(term.name)
                return self._particle(group, depth + 1) if group is not None else _EMPTY
            term = self._schemas.elements.get(term.name) or Element(term.name, ANY_TYPE, QName("", ""))
        if isinstance(term, Group):
            return self._group(term, depth)
        if len(self.terms) >= MAX_POSITIONS:
            raise TooLarge("the content model is too large")
        self.terms.append(term)
        self.owners.append(id(particle))
        self._follow.append({})
        position = (len(self.terms) - 1,)
        return _Part(position, position, False)

    def _group(self, group: Group, depth: int) -> _Part:
        parts = [self._particle(inner, depth + 1) for inner in group.particles]
        if group.kind == "sequence":
            joined = _EMPTY
            for part in reversed(parts):
                joined = self._sequence(part, joined) if joined is not _EMPTY else part
            return joined
        first = tuple(position for part in parts for position in part.first)
        last = tuple(position for part in parts for position in part.last)
        if group.kind == "all":
            for part in parts:
                self._link(part.last, first)
            return _Part(first, last, all(part.is_nullable for part in parts))
        return _Part(first, last, any(part.is_nullable for part in parts) or not parts)

    # ------------------------------------------------------------ matching

    def match(self, children: Sequence[QName]) -> list[Term] | Mismatch:
        """The term that each child stands for, or where they do not match."""
        if self._all is not None:
            return self._match_all(children)
        found: list[Term] = []
        states: Iterable[int] = self._first
        at_end = self.is_nullable
        last = frozenset(self._last)
        for index, name in enumerate(children):
            fitting = [position for position in states if self._fits(self.terms[position], name)]
            if not fitting:
                return Mismatch(index, self._names(states))
            found.append(self.terms[fitting[0]])
            following: dict[int, None] = {}
            for position in fitting:
                following.update(self._follow[position])
            states = following
            at_end = any(position in last for position in fitting)
        return found if at_end else Mismatch(len(children), self._names(states))

    def _match_all(self, children: Sequence[QName]) -> list[Term] | Mismatch:
        """An `all` group: each of its elements at most once, in any order."""
        left = dict(enumerate(self.terms))
        needed = {number for number, particle in enumerate(self._all or ()) if particle.least and number < len(self.terms)}
        found: list[Term] = []
        for index, name in enumerate(children):
            number = next((n for n, term in left.items() if self._fits(term, name)), None)
            if number is None:
                return Mismatch(index, self._names(left))
            found.append(left.pop(number))
        missing = [number for number in needed if number in left]
        return found if not missing or (not children and self._optional) else Mismatch(len(children), self._names(missing))

    def _fits(self, term: Term, name: QName) -> bool:
        if isinstance(term, Wildcard):
            return term.admits(name.namespace)
        return term.name == name or (name in self._schemas.elements and term.name in self._schemas.heads(name))

    def _names(self, states: Iterable[int]) -> tuple[QName, ...]:
        named = (term.name for position in states if isinstance(term := self.terms[position], Element))
        return tuple(dict.fromkeys(named))

    # ------------------------------------------------------------ unique particle attribution

    def ambiguity(self, members: Members) -> tuple[QName, ...] | None:
        """The names of two particles that compete for one child ("" for a wildcard's); None where none do."""
        if self._all is not None:
            return None
        for states in (self._first, *self._follow):
            positions = list(states)
            if len(positions) > _MOST_COMPARED:
                continue
            for number, one in enumerate(positions):
                for other in positions[number + 1 :]:
                    if self.owners[one] != self.owners[other] and _overlap(self.terms[one], self.terms[other], members):
                        pair = (self.terms[one], self.terms[other])
                        return tuple(term.name if isinstance(term, Element) else QName("", "") for term in pair)
        return None


def members_of(schemas: Schemas) -> Members:
    """For each head of a substitution group, the elements that may stand for it."""
    found: dict[QName, set[QName]] = {}
    for name in schemas.elements:
        for head in schemas.heads(name)[1:]:
            found.setdefault(head, set()).add(name)
    return found


def _overlap(one: Term, other: Term, members: Members) -> bool:
    if isinstance(one, Element) and isinstance(other, Element):
        first, second = ({term.name, *members.get(term.name, ())} for term in (one, other))
        return not first.isdisjoint(second)
    if isinstance(one, Wildcard) and isinstance(other, Wildcard):
        return _wildcards_overlap(one, other)
    wildcard, element = (one, other) if isinstance(one, Wildcard) else (other, one)
    if not isinstance(wildcard, Wildcard) or not isinstance(element, Element):
        return False
    return any(wildcard.admits(name.namespace) for name in (element.name, *members.get(element.name, ())))


def _wildcards_overlap(one: Wildcard, other: Wildcard) -> bool:
    if one.allowed is None or other.allowed is None or (one.negated and other.negated):
        return True
    if one.negated or other.negated:
        negated, plain = (one, other) if one.negated else (other, one)
        return any(negated.admits(namespace) for namespace in plain.allowed or ())
    return not one.allowed.isdisjoint(other.allowed)


def content_of(schemas: Schemas, kind: ComplexType) -> Particle | None:
    """The whole content of a complex type: an extension's follows that of its base (3.4.2). None for empty, or where types loop."""
    parts: list[Particle] = []
    seen: set[QName] = set()
    current: ComplexType | None = kind
    while current is not None and current.name not in seen:
        seen.add(current.name)
        if current.content is not None:
            parts.append(current.content)
        if current.derivation != "extension":
            break
        base = schemas.types.get(current.base)
        current = base if isinstance(base, ComplexType) else None
    if len(parts) < 2:
        return parts[0] if parts else None
    return Particle(1, 1, Group("sequence", tuple(reversed(parts))))
