"""What changed for a filer between two versions of a taxonomy.

A concept is the same in both where prefix and local name are: versions of one taxonomy mostly differ in their namespaces.
A role is the same where the last part of its URI is.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.diagnostics import quoted
from generator.dts.show.outline import Prefixes
from generator.model import Concept, Taxonomy
from generator.qname import (
    ALL,
    DIMENSION_DEFAULT,
    DIMENSION_DOMAIN,
    DOMAIN_MEMBER,
    HYPERCUBE_DIMENSION,
    NOT_ALL,
    SUMMATION_ITEM_2003,
    SUMMATION_ITEM_2023,
)

_RELATIONS = (
    ("hypercube", (ALL, NOT_ALL)),
    ("axis", (HYPERCUBE_DIMENSION,)),
    ("member", (DIMENSION_DOMAIN, DOMAIN_MEMBER)),
    ("default", (DIMENSION_DEFAULT,)),
    ("calculation", (SUMMATION_ITEM_2003, SUMMATION_ITEM_2023)),
)


class Change(NamedTuple):
    """One difference. `what` is "namespace", "concept", "type", "period", "balance", "label", "reference", "hypercube", "axis", "member",
    "default" or "calculation"; `name` the concept it is about (a relationship: `role: source > target`); `detail` which label or
    reference; `before` is "" for what was added, `after` "" for what was removed."""

    what: str
    name: str
    detail: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        """Added, removed or changed."""
        return "changed" if self.before and self.after else "added" if self.after else "removed"

    def __str__(self) -> str:
        """One line: kind, what, name, then before and after."""
        about = f"{self.name} ({self.detail})" if self.detail else self.name
        values = f"{_short(self.before)} -> {_short(self.after)}" if self.kind == "changed" else _short(self.before or self.after)
        return f"{self.kind} {self.what} {about}{': ' if values else ''}{values}"


def changes(before: Taxonomy, after: Taxonomy) -> tuple[Change, ...]:
    """Every difference: namespaces, concepts, their labels and references, relationships; each kind in the order of names."""
    return (*_namespaces(before, after), *_concepts(before, after), *_relations(before, after))


def _namespaces(before: Taxonomy, after: Taxonomy) -> Iterator[Change]:
    for prefix in sorted(before.prefixes.keys() & after.prefixes.keys()):
        old, new = before.prefixes[prefix], after.prefixes[prefix]
        if old != new and any(c.namespace == new for c in after.concepts):
            yield Change("namespace", prefix, "", old, new)


def _concepts(before: Taxonomy, after: Taxonomy) -> Iterator[Change]:
    old, new = _by_name(before), _by_name(after)
    for name in sorted(old.keys() | new.keys()):
        if name not in old or name not in new:
            here, there = old.get(name), new.get(name)
            yield Change("concept", name, "", _nature(here), _nature(there))
            continue
        one, two = old[name], new[name]
        for what, was, now in (
            ("type", one.type.local, two.type.local),
            ("abstract", str(one.abstract).lower(), str(two.abstract).lower()),
            ("period", one.period_type, two.period_type),
            ("balance", one.balance or "none", two.balance or "none"),
        ):
            if was != now:
                yield Change(what, name, "", was, now)
        for what, texts, other in (
            ("label", _labels(before, one), _labels(after, two)),
            ("reference", _references(before, one), _references(after, two)),
        ):
            for key in sorted(texts.keys() | other.keys()):
                if texts.get(key) != other.get(key):
                    yield Change(what, name, key, texts.get(key, ""), other.get(key, ""))


def _by_name(taxonomy: Taxonomy) -> dict[str, Concept]:
    names = Prefixes(taxonomy)
    return {names(name): concept for name, concept in taxonomy.concepts.items()}


def _nature(concept: Concept | None) -> str:
    if concept is None:
        return ""
    parts = (concept.type.local.removesuffix("ItemType"), concept.period_type, concept.balance, "abstract" if concept.abstract else "")
    return ", ".join(part for part in parts if part)


def _labels(taxonomy: Taxonomy, concept: Concept) -> Mapping[str, str]:
    return {f"{_tail(label.role)} {label.language}": label.text for label in taxonomy.labels.get(concept.qname, ())}


def _references(taxonomy: Taxonomy, concept: Concept) -> Mapping[str, str]:
    """Each reference under its own text, since references have no other name."""
    found = {}
    for reference in taxonomy.references.get(concept.qname, ()):
        text = "; ".join(f"{part.local} {value}" for part, value in reference.parts)
        found[f"{_tail(reference.role)} {text}"] = text or "(empty)"
    return found


def _relations(before: Taxonomy, after: Taxonomy) -> Iterator[Change]:
    for what, arcroles in _RELATIONS:
        old, new = _pairs(before, arcroles), _pairs(after, arcroles)
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                role, source, target = key
                yield Change(what, f"{source} > {target}", role, old.get(key, ""), new.get(key, ""))


def _pairs(taxonomy: Taxonomy, arcroles: tuple[str, ...]) -> dict[tuple[str, str, str], str]:
    names = Prefixes(taxonomy)
    found = {}
    for arcrole in arcroles:
        for role, relationships in taxonomy.relationships.get(arcrole, {}).items():
            for r in relationships:
                said = [f"weight {r.weight:f}"] if r.weight is not None else []
                if arcrole in (ALL, NOT_ALL):
                    said = ["excluded" if arcrole == NOT_ALL else "included", "closed" if r.closed else "open"]
                elif not r.usable:
                    said = ["not usable"]
                found[_tail(role), names(r.source), names(r.target)] = ", ".join(said) or "present"
    return found


def _tail(uri: str) -> str:
    return uri.rstrip("/").rpartition("/")[2]


def _short(text: str) -> str:
    return quoted(" ".join(text.split()), 200)
