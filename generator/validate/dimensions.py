"""XBRL Dimensions 1.0, the rules for instances (section 3.1): every member is one of its dimension, every fact fits a hypercube.

The dimensional relationship sets are resolved when a concept or a domain is first met, and a verdict is kept for
each concept with its dimensions, so that a fact costs one look-up. A Report does not say whether a dimension stood in
segment or scenario; `Dimensional.fits` takes both apart for readers that know.
"""

from collections.abc import Iterable, Iterator, Mapping

from generator.diagnostics import Diagnostic, Location, Severity, quoted
from generator.model import Concept, Fact, Member, Relationship, Report, Taxonomy
from generator.qname import (
    ALL,
    DIMENSION_DOMAIN,
    DOMAIN_MEMBER,
    HYPERCUBE_DIMENSION,
    NOT_ALL,
    NOTE_CONCEPT,
    XBRLDT,
    QName,
)
from generator.records import NamedTuple
from generator.validate.values import Checker, checker

Dimensions = tuple[tuple[QName, Member], ...]
DIMENSION_ITEM = QName(XBRLDT, "dimensionItem")


class Finding(NamedTuple):
    """What is wrong with a fact's dimensions: code, message, hint."""

    code: str
    message: str
    hint: str | None = None


def check(
    report: Report,
    taxonomy: Taxonomy,
    placement: Mapping[QName, str] | None = None,
    unused: Iterable[tuple[Dimensions, Location]] = (),
) -> Iterator[Diagnostic]:
    """The dimensional defects of every fact, in the order of reporting; facts of unknown concepts are passed over.

    `placement` says in which container each dimension stands, None where that is not known; `unused` are the dimensions of
    contexts without facts.
    """
    dimensional = Dimensional(taxonomy)
    kinds: dict[QName, int] = {}  # concepts with the same hypercubes share their verdicts
    numbers: dict[object, int] = {}
    verdicts: dict[tuple[int, Dimensions], tuple[Finding, ...]] = {}
    for fact in report.facts:
        concept = fact.concept
        kind = kinds.get(concept)
        if kind is None:
            kind = kinds[concept] = numbers.setdefault(_kind(concept, dimensional), len(numbers))
        key = (kind, fact.dimensions)
        findings = verdicts.get(key)
        if findings is None:
            findings = verdicts[key] = tuple(_findings(fact, dimensional, placement))
        for finding in findings:
            message = f"{fact.concept.local}: {finding.message}"
            location = Location(fact=fact.id)
            yield Diagnostic(code=finding.code, severity=Severity.ERROR, message=message, hint=finding.hint, location=location)
    for dimensions, location in unused:
        for finding in dimensional.values(dimensions):
            yield Diagnostic(code=finding.code, severity=Severity.ERROR, message=finding.message, hint=finding.hint, location=location)


def _kind(concept: QName, dimensional: "Dimensional") -> object:
    """What of a concept its verdicts depend on: its has-hypercube relationships; None for what is passed over."""
    if concept == NOTE_CONCEPT or concept not in dimensional.taxonomy.concepts:
        return None
    return tuple((role, tuple(map(id, cubes))) for role, cubes in dimensional.cubes(concept).items())


def _findings(fact: Fact, dimensional: "Dimensional", placement: Mapping[QName, str] | None) -> Iterator[Finding]:
    if fact.concept == NOTE_CONCEPT or fact.concept not in dimensional.taxonomy.concepts:
        return
    yield from dimensional.values(fact.dimensions)
    if placement is None:
        misfit = dimensional.fits(fact.concept, fact.dimensions)
    else:
        segment = tuple(pair for pair in fact.dimensions if placement.get(pair[0]) == "segment")
        scenario = tuple(pair for pair in fact.dimensions if placement.get(pair[0]) != "segment") if segment else fact.dimensions
        misfit = dimensional.fits(fact.concept, scenario, segment)
    if misfit is not None:
        yield misfit


class Dimensional:
    """The dimensional relationship sets of a taxonomy, resolved as they are asked for."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        """Index `taxonomy`'s definition relationships by what the rules look up."""
        self.taxonomy = taxonomy
        sets = taxonomy.relationships
        self._cubes = _by_source(sets, ALL, NOT_ALL)
        self._axes = _by_source(sets, HYPERCUBE_DIMENSION)
        self._domains = _by_source(sets, DIMENSION_DOMAIN)
        self._members = _by_source(sets, DOMAIN_MEMBER)
        self._parents: dict[QName, list[Relationship]] = {}
        for base_set in sets.get(DOMAIN_MEMBER, {}).values():
            for relationship in base_set:
                self._parents.setdefault(relationship.target, []).append(relationship)
        self._of_concept: dict[QName, dict[str, list[Relationship]]] = {}
        self._usable: dict[tuple[QName, str], frozenset[QName]] = {}
        self._typed: dict[QName, Checker | None] = {}
        self._verdicts: dict[tuple[QName, Member], Finding | None] = {}

    # ------------------------------------------------------------ members (3.1.3, 3.1.4)

    def values(self, dimensions: Dimensions) -> Iterator[Finding]:
        """What is wrong with the members by themselves, whatever the concept."""
        for pair in dimensions:
            if pair not in self._verdicts:
                self._verdicts[pair] = self._value(*pair)
            finding = self._verdicts[pair]
            if finding is not None:
                yield finding
        if len(dimensions) > 1 and len({d for d, _ in dimensions}) < len(dimensions):
            code = "xbrldie:RepeatedDimensionInInstanceError"
            yield Finding(code, "A dimension stands twice beside the fact.", "Keep one of its members.")

    def _value(self, dimension: QName, member: Member) -> Finding | None:
        concept = self.taxonomy.concepts.get(dimension)
        explicit = isinstance(member, QName)
        if concept is None or not self._is_dimension(concept) or explicit == (concept.typed_domain is not None):
            code = "xbrldie:ExplicitMemberNotExplicitDimensionError" if explicit else "xbrldie:TypedMemberNotTypedDimensionError"
            kind = "an explicit" if explicit else "a typed"
            return Finding(code, f"{quoted(dimension.local)} is not {kind} dimension of the taxonomy.")
        if isinstance(member, QName):
            return self._explicit(dimension, member)
        check = self._typed_checker(dimension, concept)
        problem = check(member) if check else None
        if problem is None:
            return None
        return Finding(problem[0], f"The value “{quoted(str(member))}” of {dimension.local} is not valid: {problem[1]}.")

    def _explicit(self, dimension: QName, member: QName) -> Finding | None:
        if member not in self.taxonomy.concepts and member not in self.taxonomy.other_elements:
            return Finding("xbrldie:ExplicitMemberUndefinedQNameError", f"The taxonomy declares no member {quoted(str(member))}.")
        if self.taxonomy.defaults.get(dimension) == member:
            return Finding(
                "xbrldie:DefaultValueUsedInInstanceError",
                f"{member.local} is the default member of {dimension.local} and must not be given.",
                "Leave the dimension out: that is how its default is reported.",
            )
        return None

    def _is_dimension(self, concept: Concept) -> bool:
        """Whether `concept` is in the substitution group of xbrldt:dimensionItem, at any remove."""
        seen: set[QName] = set()
        head = concept.substitution_group
        while head != DIMENSION_ITEM:
            above = self.taxonomy.concepts.get(head)
            if above is None or head in seen:
                return False
            seen.add(head)
            head = above.substitution_group
        return True

    def _typed_checker(self, dimension: QName, concept: Concept) -> Checker | None:
        if dimension not in self._typed:
            type_name = self.taxonomy.typed_domains.get(concept.typed_domain) if concept.typed_domain else None
            known = type_name is not None and type_name in self.taxonomy.types
            self._typed[dimension] = checker(self.taxonomy.types, type_name) if known and type_name is not None else None
        return self._typed[dimension]

    # ------------------------------------------------------------ hypercubes (3.1.1, 3.1.2)

    def fits(
        self, concept: QName, scenario: Dimensions, segment: Dimensions | None = None, free: frozenset[str] = frozenset()
    ) -> Finding | None:
        """Why a fact of `concept` with these dimensions fits no link role's hypercubes; None where it does, or has none.

        `segment` None: where each dimension stands is not known, and it is where a hypercube of the role has it. `free` names
        the containers ("segment", "scenario") that hold other than dimensions, which a closed hypercube does not allow.
        """
        roles = self.cubes(concept)
        if not roles:
            return None
        why: list[str] = []
        for role, relationships in roles.items():
            places = self._places(role, relationships, scenario, segment)
            reasons = [r for cube in relationships if (r := self._misfit(cube, role, places, free)) is not None]
            if not reasons:
                return None
            why.append(f"{role.rpartition('/')[2]}: {'; '.join(reasons)}")
        return Finding(
            "xbrldie:PrimaryItemDimensionallyInvalidError",
            f"The fact's dimensions ({_shown(scenario + (segment or ()))}) fit no hypercube of the concept.",
            quoted(" · ".join(why[:4]), 400),
        )

    def _places(
        self, role: str, cubes: list[Relationship], scenario: Dimensions, segment: Dimensions | None
    ) -> Mapping[str, Mapping[QName, Member]]:
        """The dimensions in each container."""
        if segment is not None:
            return {"scenario": dict(scenario), "segment": dict(segment)}
        everything = dict(scenario)
        axes: dict[str, set[QName]] = {"scenario": set(), "segment": set()}
        for cube in cubes:
            own = self._axes.get(cube.target_role or role, {}).get(cube.target, ())
            axes[cube.context_element or "scenario"].update(a.target for a in own)
        elsewhere = {"scenario": axes["segment"] - axes["scenario"], "segment": axes["scenario"] - axes["segment"]}
        return {place: {d: m for d, m in everything.items() if d not in other} for place, other in elsewhere.items()}

    def cubes(self, concept: QName) -> Mapping[str, list[Relationship]]:
        """The has-hypercube relationships that `concept` has or inherits, by link role (2.3, 2.5.1)."""
        known = self._of_concept.get(concept)
        if known is not None:
            return known
        found: dict[str, list[Relationship]] = {}
        for role_cubes in self._cubes.values():
            for cube in role_cubes.get(concept, ()):
                found.setdefault(cube.role, []).append(cube)
        # Up the domain-member arcs: each must lead, by its target role, to the role below it.
        stack = list(reversed(self._parents.get(concept, [])))
        seen: set[tuple[QName, str]] = set()
        while stack:
            arc = stack.pop()
            state = (arc.source, arc.role)
            if state in seen:
                continue
            seen.add(state)
            for cube in self._cubes.get(arc.role, {}).get(arc.source, ()):
                found.setdefault(cube.role, []).append(cube)
            above = self._parents.get(arc.source, [])
            stack += [r for r in reversed(above) if (r.target_role or r.role) == arc.role]
        self._of_concept[concept] = found
        return found

    def _misfit(self, cube: Relationship, role: str, places: Mapping[str, Mapping[QName, Member]], free: frozenset[str]) -> str | None:
        """Why the dimensions do not satisfy one has-hypercube relationship (for notAll: that they are in the hypercube)."""
        given = places[cube.context_element or "scenario"]
        reason = self._outside(cube, role, given, (cube.context_element or "scenario") in free)
        if cube.arcrole == NOT_ALL:
            return None if reason else f"{cube.target.local} excludes them"
        return reason

    def _outside(self, cube: Relationship, role: str, given: Mapping[QName, Member], other_content: bool) -> str | None:
        """Why `given` is no point of the hypercube; None where it is."""
        if cube.closed and other_content:
            return f"{cube.target.local} is closed and allows nothing but dimensions"
        axes_role = cube.target_role or role
        own: set[QName] = set()
        for axis in self._axes.get(axes_role, {}).get(cube.target, ()):
            own.add(axis.target)
            concept = self.taxonomy.concepts.get(axis.target)
            member = given[axis.target] if axis.target in given else self.taxonomy.defaults.get(axis.target)
            if member is None and axis.target not in given:
                return f"{axis.target.local} is missing"
            explicit = isinstance(member, QName) and (concept is None or concept.typed_domain is None)
            if explicit and member not in self.usable_members(axis.target, axis.target_role or axes_role):
                return f"{member.local if isinstance(member, QName) else member} is no usable member of {axis.target.local}"
        extra = [d.local for d in given if d not in own] if cube.closed else []
        return f"{cube.target.local} is closed and has no {', '.join(extra)}" if extra else None

    def usable_members(self, dimension: QName, role: str) -> frozenset[QName]:
        """The usable members of the dimension's domain, from the dimension-domain arcs of `role` down (2.5.3)."""
        key = (dimension, role)
        known = self._usable.get(key)
        if known is not None:
            return known
        usable: set[QName] = set()
        unusable: set[QName] = set()
        seen: set[tuple[QName, str]] = set()
        stack = [(arc, role) for arc in self._domains.get(role, {}).get(dimension, ())]
        while stack:
            arc, at = stack.pop()
            (usable if arc.usable else unusable).add(arc.target)
            state = (arc.target, arc.target_role or at)
            if state not in seen:
                seen.add(state)
                stack += [(r, state[1]) for r in self._members.get(state[1], {}).get(arc.target, ())]
        result = self._usable[key] = frozenset(usable - unusable)
        return result


_BySource = dict[str, dict[QName, list[Relationship]]]


def _by_source(sets: Mapping[str, Mapping[str, tuple[Relationship, ...]]], *arcroles: str) -> _BySource:
    """The relationships of `arcroles` by link role, then source, in order."""
    index: _BySource = {}
    for arcrole in arcroles:
        for role, base_set in sets.get(arcrole, {}).items():
            for relationship in base_set:
                index.setdefault(role, {}).setdefault(relationship.source, []).append(relationship)
    return index


def _shown(dimensions: Dimensions) -> str:
    return quoted(", ".join(f"{d.local} = {m.local if isinstance(m, QName) else m}" for d, m in dimensions) or "none", 200)
