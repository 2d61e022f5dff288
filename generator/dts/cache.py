"""Compiled taxonomies kept in a folder, under a key made from the program and from every document's content.

What is kept (`kept.py`) is the fingerprints of what it was made from, and the taxonomy. Losing, breaking or locking the folder only
costs time.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path

from generator import __version__
from generator.diagnostics import Diagnostic, Location, Severity
from generator.digests import digest
from generator.dts.resolver import Resolver, is_url
from generator.kept import keep, read_kept
from generator.model import Concept, DataType, Enumeration, Label, Reference, Relationship, Taxonomy
from generator.qname import QName
from generator.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    _Mapping = Mapping[Any, Any]
else:
    _Mapping = Mapping


class _Recorder(Resolver):
    """A resolver that notes the fingerprint of all that it is asked for, of the very bytes that it returned."""

    def __init__(self, resolver: Resolver) -> None:
        super().__init__(resolver.packages, resolver.root, standard=resolver.standard)
        self._resolver = resolver  # which may know other places too
        self.marks: dict[str, str] = {}

    def read(self, name: str) -> bytes:
        """As Resolver.read."""
        self.marks[name] = "elsewhere"
        data = self._resolver.read(name)
        self.marks[name] = self._resolver.fingerprint(name, data)
        return data


def load_cached(entry_points: Iterable[str], resolver: Resolver, cache_folder: Path | None) -> tuple[Taxonomy, tuple[Diagnostic, ...]]:
    """What `load` returns, out of `cache_folder` where it was loaded before and no document has changed since.

    None for the folder loads afresh. What was found nowhere counts too: once it is there, the taxonomy is loaded again.
    """
    starts = tuple(entry_points)
    # Imported where it is needed, since the hook mostly finds what it wants in the cache.
    if cache_folder is None:
        from generator.dts.load import load

        return load(starts, resolver)
    file = cache_folder / f"{_key(starts, resolver)}.taxonomy"
    kept = _read(file, resolver)
    if kept is not None:
        return kept
    from generator.dts.load import load

    recorder = _Recorder(resolver)
    taxonomy, diagnostics = load(starts, recorder)
    keep(file, (list(recorder.marks.items()), _freeze(taxonomy, diagnostics)))
    return taxonomy, diagnostics


def _key(entry_points: tuple[str, ...], resolver: Resolver) -> str:
    """What decides which documents are asked for first: the program, the entry points, the zips in order."""
    parts = [__version__, _program_stamp(), str(marshal.version), sys.version, str(resolver.standard)]
    parts += [f"entry {name if is_url(name) else os.path.abspath(name)}" for name in entry_points]
    parts += [f"package {package.digest or package.path}" for package in resolver.packages]
    return digest("\n".join(parts).encode("utf-8", "surrogatepass"))


def _program_stamp() -> str:
    """What changes whenever the code that made a kept taxonomy does, in a checkout as in an installation."""
    with os.scandir(Path(__file__).parent) as modules:
        marks = sorted((m.name, m.stat().st_size, m.stat().st_mtime_ns) for m in modules if m.name.endswith(".py"))
    return repr(marks)


def _read(file: Path, resolver: Resolver) -> tuple[Taxonomy, tuple[Diagnostic, ...]] | None:
    kept = read_kept(file)
    try:
        marks, frozen = kept
        if any(resolver.fingerprint(name) != mark for name, mark in marks):
            return None
        return _thaw(frozen)
    except (ValueError, TypeError, KeyError, EOFError):
        return None


# ------------------------------------------------- plain tuples, strings and numbers, which marshal can hold


class _Lazy(_Mapping):
    """A mapping that is made at its first use: most checks look at few labels and few arcroles."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], dict[Any, Any]]) -> None:
        self._make = make
        self._made: dict[Any, Any] | None = None

    def _mapping(self) -> dict[Any, Any]:
        if self._made is None:
            self._made = self._make()
        return self._made

    # What Mapping makes of __getitem__ and __iter__ would cost several calls for each look-up.

    def get(self, key: Any, default: Any = None) -> Any:
        return self._mapping().get(key, default)

    def items(self) -> Any:
        return self._mapping().items()

    def values(self) -> Any:
        return self._mapping().values()

    def __contains__(self, key: object) -> bool:
        return key in self._mapping()

    def __getitem__(self, key: Any) -> Any:
        return self._mapping()[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._mapping())

    def __len__(self) -> int:
        return len(self._mapping())


class _Each(_Lazy):
    """A mapping whose values are made one by one: a report uses few of the concepts of a large taxonomy."""

    __slots__ = ("_names", "_thaw", "_thawed")

    def __init__(self, make: Callable[[], dict[Any, Any]], thaw: Callable[[tuple[Any, ...], list[Any]], Any], names: _Names) -> None:
        """`make` gives what is kept by key, of which `thaw` makes a value."""
        super().__init__(make)
        self._thaw, self._names = thaw, names
        self._thawed: dict[Any, Any] = {}

    def __getitem__(self, key: Any) -> Any:
        found = self._thawed.get(key)
        if found is None:
            found = self._thawed[key] = self._thaw(self._mapping()[key], self._names())
        return found

    def get(self, key: Any, default: Any = None) -> Any:
        found = self._thawed.get(key)
        if found is None and key in self._mapping():
            found = self[key]
        return default if found is None else found

    def items(self) -> Any:
        return {key: self[key] for key in self._mapping()}.items()

    def values(self) -> Any:
        return [self[key] for key in self._mapping()]


def _freeze(taxonomy: Taxonomy, diagnostics: tuple[Diagnostic, ...]) -> dict[str, Any]:
    names: dict[QName, int] = {}

    def n(name: QName | None) -> int:
        return -1 if name is None else names.setdefault(name, len(names))

    frozen: dict[str, Any] = {
        "entry_points": taxonomy.entry_points,
        "concepts": marshal.dumps(
            [
                (
                    *(n(c.qname), c.id, n(c.type), c.base_type, n(c.substitution_group)),
                    *(c.period_type, c.balance, c.abstract, c.nillable, n(c.typed_domain)),
                )
                for c in taxonomy.concepts.values()
            ]
        ),
        "types": marshal.dumps([(n(t.qname), n(t.base), t.primitive, t.item_type, t.facets) for t in taxonomy.types.values()]),
        "relationships": {
            arcrole: marshal.dumps(
                {role: [_freeze_relationship(r, n(r.source), n(r.target)) for r in found] for role, found in roles.items()}
            )
            for arcrole, roles in taxonomy.relationships.items()
        },
        "labels": marshal.dumps([(n(name), [tuple(label) for label in labels]) for name, labels in taxonomy.labels.items()]),
        "references": marshal.dumps(
            [
                (n(name), [(r.role, [(n(part), text) for part, text in r.parts]) for r in found])
                for name, found in taxonomy.references.items()
            ]
        ),
        "roles": dict(taxonomy.roles),
        "role_locations": dict(taxonomy.role_locations),
        "typed_domains": [(n(name), n(kind)) for name, kind in taxonomy.typed_domains.items()],
        "enumerations": [(n(name), n(e.domain), e.role, e.head_usable) for name, e in taxonomy.enumerations.items()],
        "other_elements": marshal.dumps([n(name) for name in sorted(taxonomy.other_elements)]),
        "linkbases": sorted(taxonomy.linkbases),
        "documents": taxonomy.documents,
        "prefixes": dict(taxonomy.prefixes),
        "diagnostics": [_freeze_diagnostic(d) for d in diagnostics],
    }
    frozen["names"] = marshal.dumps([tuple(name) for name in names])
    return frozen


def _freeze_relationship(r: Relationship, source: int, target: int) -> tuple[Any, ...]:
    weight = None if r.weight is None else str(r.weight)
    plain = (source, target, str(r.order), weight, r.preferred_label)
    if (r.target_role, r.closed, r.context_element, r.usable) == (None, False, None, True):
        return plain
    return (*plain, r.target_role, r.closed, r.context_element, r.usable)


def _freeze_diagnostic(d: Diagnostic) -> tuple[Any, ...]:
    place = d.location
    return (d.code, str(d.severity), d.message, d.hint, place.path, place.line, place.column)


class _Names:
    """The names that the parts of a kept taxonomy refer to by number, made at the first use; -1 stands for None."""

    __slots__ = ("_data", "_made")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._made: list[Any] = []

    def __call__(self) -> list[Any]:
        if not self._made:
            self._made = [*map(partial(tuple.__new__, QName), marshal.loads(self._data)), None]
        return self._made


def _thaw(frozen: dict[str, Any]) -> tuple[Taxonomy, tuple[Diagnostic, ...]]:
    names = _Names(frozen["names"])
    taxonomy = Taxonomy(
        entry_points=frozen["entry_points"],
        concepts=_Each(partial(_kept, frozen["concepts"], names), _thaw_concept, names),
        types=_Each(partial(_kept, frozen["types"], names), _thaw_type, names),
        relationships={
            arcrole: _Lazy(partial(_thaw_relationships, arcrole, data, names)) for arcrole, data in frozen["relationships"].items()
        },
        labels=_Lazy(partial(_thaw_labels, frozen["labels"], names)),
        references=_Lazy(partial(_thaw_references, frozen["references"], names)),
        roles=frozen["roles"],
        typed_domains=_Lazy(partial(_thaw_typed_domains, frozen["typed_domains"], names)),
        documents=frozen["documents"],
        prefixes=frozen["prefixes"],
        role_locations=frozen["role_locations"],
        enumerations=_Lazy(partial(_thaw_enumerations, frozen["enumerations"], names)),
        other_elements=_Lazy(partial(_thaw_elements, frozen["other_elements"], names)).keys(),
        linkbases=frozenset(frozen["linkbases"]),
    )
    return taxonomy, tuple(_thaw_diagnostic(d) for d in frozen["diagnostics"])


def _kept(data: bytes, numbered: _Names) -> dict[QName, Any]:
    """What is kept as a sequence of tuples that start with a name, by this name."""
    names = numbered()
    return {names[one[0]]: one for one in marshal.loads(data)}


def _thaw_type(t: tuple[Any, ...], names: list[Any]) -> DataType:
    name, base, *others = t
    return DataType._make((names[name], names[base], *others))


def _thaw_typed_domains(pairs: list[tuple[int, int]], numbered: _Names) -> dict[QName, QName]:
    names = numbered()
    return {names[name]: names[kind] for name, kind in pairs}


def _thaw_elements(data: bytes, numbered: _Names) -> dict[QName, None]:
    names = numbered()
    return {names[name]: None for name in marshal.loads(data)}


def _thaw_enumerations(kept: list[tuple[int, int, str, bool]], numbered: _Names) -> dict[QName, Enumeration]:
    names = numbered()
    return {names[name]: Enumeration(names[domain], role, usable) for name, domain, role, usable in kept}


def _thaw_concept(c: tuple[Any, ...], names: list[Any]) -> Concept:
    name, key, kind, base_type, head, *others, domain = c
    return Concept._make((names[name], key, names[kind], base_type, names[head], *others, names[domain]))


def _thaw_labels(data: bytes, numbered: _Names) -> dict[QName, tuple[Label, ...]]:
    names = numbered()
    return {names[name]: tuple(Label(*label) for label in labels) for name, labels in marshal.loads(data)}


def _thaw_references(data: bytes, numbered: _Names) -> dict[QName, tuple[Reference, ...]]:
    names = numbered()
    return {
        names[name]: tuple(Reference(role, tuple((names[part], text) for part, text in parts)) for role, parts in found)
        for name, found in marshal.loads(data)
    }


def _thaw_relationships(arcrole: str, data: bytes, numbered: _Names) -> dict[str, tuple[Relationship, ...]]:
    names = numbered()
    numbers: dict[str | None, Decimal | None] = {None: None}
    found: dict[str, tuple[Relationship, ...]] = {}
    for role, base_set in marshal.loads(data).items():
        related = []
        for source, target, order, weight, preferred, *others in base_set:
            for text in (order, weight):
                if text not in numbers:
                    numbers[text] = Decimal(text)
            plain = (arcrole, role, names[source], names[target], numbers[order], numbers[weight], preferred)
            related.append(Relationship._make((*plain, *(others or (None, False, None, True)))))
        found[role] = tuple(related)
    return found


def _thaw_diagnostic(d: tuple[Any, ...]) -> Diagnostic:
    code, severity, message, hint, path, line, column = d
    return Diagnostic(
        code=code, severity=Severity(severity), message=message, hint=hint, location=Location(path=path, line=line, column=column)
    )
