"""A DTS discovered from its entry points, as one immutable Taxonomy (XBRL 2.1, 3.2).

Discovery, then three passes over what was read: declarations, concepts and types, relationships.
"""

import gc
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from generator.diagnostics import Diagnostic, InputError, error, quoted
from generator.dts.concepts import Declarations, build_concepts, data_types, gather
from generator.dts.content_rules import check_contents
from generator.dts.declaration_rules import check_names
from generator.dts.dimension_elements import check_dimension_elements
from generator.dts.document import Document, Link
from generator.dts.enumeration_rules import check_enumerations, enumerations
from generator.dts.link_rules import PART, check_attributes, check_foreign, check_lax, check_linkbase_refs, check_parts, heads
from generator.dts.plain_shapes import Memory
from generator.dts.reader import read_document
from generator.dts.relationships import relate
from generator.dts.resolver import UNRESOLVED, Resolver
from generator.dts.role_rules import check_roles
from generator.dts.tuple_rules import check_tuples
from generator.model import Concept, Taxonomy
from generator.qname import QName
from generator.xmlstream import expand

MAX_DOCUMENTS = 20_000


def load(entry_points: Iterable[str], resolver: Resolver) -> tuple[Taxonomy, tuple[Diagnostic, ...]]:
    """The taxonomy that `entry_points` (URLs or paths of schemas and linkbases) lead to, and what is wrong with it.

    What can be read is always loaded: a document that is missing or broken is one diagnostic, at the reference to it.
    """
    with _collector_at_rest():
        return _load(tuple(dict.fromkeys(entry_points)), resolver)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Without Python's collector of cycles: a load makes hundreds of thousands of records, and none of them is in a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _load(starts: tuple[str, ...], resolver: Resolver) -> tuple[Taxonomy, tuple[Diagnostic, ...]]:
    documents, found = discover(starts, resolver)
    declarations, doubles = gather(documents)
    concepts, bad_types = build_concepts(declarations)
    names = {key: declared.name for key, declared in declarations.elements.items()}
    complete = not any(d.code == UNRESOLVED for d in found)
    roots = _attribute_roots(documents, declarations)
    relations = relate(documents, names, concepts, complete=complete, attributes=roots)
    typed_domains = _typed_domains(declarations, concepts)
    used = dict.fromkeys((*(c.type for c in concepts.values()), *typed_domains.values()))
    types = data_types(declarations.types, used)
    reported = {diagnostic.location for diagnostic in bad_types}
    rules = [one for one in _check(documents, declarations, concepts) if one.location not in reported]
    contents = (*check_attributes(documents, roots), *(check_contents(documents, resolver) if complete else ()))
    taxonomy = Taxonomy(
        entry_points=starts,
        concepts=concepts,
        types=types,
        relationships=relations.relationships,
        labels={name: tuple(labels) for name, labels in relations.labels.items()},
        references={name: tuple(references) for name, references in relations.references.items()},
        roles=_roles(documents),
        typed_domains=typed_domains,
        documents=tuple(document.path for document in documents),
        prefixes=_prefixes(documents),
        role_locations=_role_locations(documents),
        enumerations=enumerations(declarations, concepts),
        other_elements=frozenset(name for name in declarations.by_name if name not in concepts),
        linkbases=frozenset(document.path for document in documents if document.kind == "linkbase"),
    )
    return taxonomy, (
        *found,
        *doubles,
        *bad_types,
        *rules,
        *check_enumerations(declarations, concepts, types),
        *contents,
        *relations.diagnostics,
    )


def _check(documents: tuple[Document, ...], declarations: Declarations, concepts: dict[QName, Concept]) -> Iterator[Diagnostic]:
    """What the rules on whole documents find."""
    foreign = (declarations.by_name.get(expand(one.name)) for document in documents for one in document.foreign)
    parts = (declared for name, declared in declarations.by_name.items() if PART in heads(declarations, name))
    types = data_types(declarations.types, dict.fromkeys(declared.type for declared in (*foreign, *parts) if declared is not None))
    yield from check_names(documents, declarations)
    yield from check_roles(documents)
    yield from check_linkbase_refs(documents)
    yield from check_foreign(documents, declarations)
    yield from check_lax(documents, declarations, types)
    yield from check_parts(documents, declarations, types)
    yield from check_tuples(documents, declarations, concepts)
    yield from check_dimension_elements(documents, declarations, concepts)


def discover(entry_points: tuple[str, ...], resolver: Resolver) -> tuple[tuple[Document, ...], list[Diagnostic]]:
    """Every document of the DTS once, in the order of discovery, and what is wrong with the documents."""
    queue: deque[tuple[Link, Document | None]] = deque((Link(target, "", 0, 0), None) for target in entry_points)
    seen: set[str] = set()
    memory = Memory()
    documents: list[Document] = []
    found: list[Diagnostic] = []
    while queue:
        link, referrer = queue.popleft()
        if link.target in seen:
            continue
        seen.add(link.target)
        if len(seen) > MAX_DOCUMENTS:
            found.append(error("filing.too-large", f"The taxonomy has more than {MAX_DOCUMENTS:,} documents."))
            break
        try:
            document = read_document(resolver.read(link.target), link.target, link.namespace, memory, partial(resolver.read, link.target))
        except InputError as problem:
            found.extend(_at_reference(problem, link, referrer))
            continue
        documents.append(document)
        found.extend(document.diagnostics)
        if link.kind and document.kind and document.kind != link.kind and referrer is not None:
            message = f"A {link.kind} is expected at {quoted(link.target, 200)}, but that is a {document.kind}."
            found.append(error("xbrl.3.2", message, location=referrer.place(link.line, link.column)))
        queue.extend((onward, document) for onward in document.links if onward.target not in seen)
    return tuple(documents), found


def _at_reference(problem: InputError, link: Link, referrer: Document | None) -> Iterable[Diagnostic]:
    """The diagnostics of a document that could not be read: at the reference, unless they name a line in it."""
    for diagnostic in problem.diagnostics:
        is_inside = diagnostic.location.line is not None
        yield diagnostic if is_inside or referrer is None else replace(diagnostic, location=referrer.place(link.line, link.column))


def _attribute_roots(documents: tuple[Document, ...], declarations: Declarations) -> dict[str, str]:
    """The built-in type at the root of each global attribute's type, by the attribute's expat name."""
    kinds = {name: kind for document in documents for name, kind in document.attribute_types.items()}
    types = data_types(declarations.types, dict.fromkeys(kinds.values()))
    return {f"{name.namespace}}}{name.local}": types[kind].primitive for name, kind in kinds.items() if kind in types}


def _typed_domains(declarations: Declarations, concepts: dict[QName, Concept]) -> dict[QName, QName]:
    domains = dict.fromkeys(c.typed_domain for c in concepts.values() if c.typed_domain is not None)
    return {name: declarations.by_name[name].type for name in domains}


def _roles(documents: Iterable[Document]) -> dict[str, str]:
    found: dict[str, str] = {}
    for document in documents:
        for role in document.role_types:
            if not role.cycles:
                found.setdefault(role.uri, role.definition)
    return found


def _role_locations(documents: Iterable[Document]) -> dict[str, str]:
    """Where each role and arcrole is defined that has an id to be referred to by, the first definition (XBRL 2.1, 5.1.3, 5.1.4)."""
    found: dict[str, str] = {}
    for document in documents:
        for role in document.role_types:
            if not role.key.rpartition("#")[2].startswith("/"):
                found.setdefault(role.uri, role.key)
    return found


def _prefixes(documents: Iterable[Document]) -> dict[str, str]:
    """The prefix by which each schema calls its own namespace, the first to claim it."""
    found: dict[str, str] = {}
    named: set[str] = set()
    for document in documents:
        if document.namespace and document.namespace not in named:
            prefix = next((p for p, uri in document.prefixes.items() if uri == document.namespace), None)
            if prefix is not None and prefix not in found:
                found[prefix] = document.namespace
                named.add(document.namespace)
    return found
