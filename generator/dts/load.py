"""A DTS discovered from its entry points, as one immutable Taxonomy (XBRL 2.1, 3.2).

Discovery, then three passes over what was read: declarations, concepts and types, relationships.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

from generator.diagnostics import Diagnostic, InputError, error, quoted
from generator.dts.concepts import Declarations, build_concepts, data_types, gather
from generator.dts.declaration_rules import check_names
from generator.dts.document import Document, Link
from generator.dts.link_rules import PART, check_foreign, check_lax, check_linkbase_refs, check_parts, heads
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
    starts = tuple(dict.fromkeys(entry_points))
    documents, found = discover(starts, resolver)
    declarations, doubles = gather(documents)
    concepts, bad_types = build_concepts(declarations)
    names = {key: declared.name for key, declared in declarations.elements.items()}
    complete = not any(d.code == UNRESOLVED for d in found)
    relations = relate(documents, names, concepts, complete=complete)
    typed_domains = _typed_domains(declarations, concepts)
    used = dict.fromkeys((*(c.type for c in concepts.values()), *typed_domains.values()))
    reported = {diagnostic.location for diagnostic in bad_types}
    rules = [one for one in _check(documents, declarations, concepts) if one.location not in reported]
    taxonomy = Taxonomy(
        entry_points=starts,
        concepts=concepts,
        types=data_types(declarations.types, used),
        relationships=relations.relationships,
        labels={name: tuple(labels) for name, labels in relations.labels.items()},
        references={name: tuple(references) for name, references in relations.references.items()},
        roles=_roles(documents),
        typed_domains=typed_domains,
        documents=tuple(document.path for document in documents),
        prefixes=_prefixes(documents),
        role_locations=_role_locations(documents),
    )
    return taxonomy, (*found, *doubles, *bad_types, *rules, *relations.diagnostics)


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


def discover(entry_points: tuple[str, ...], resolver: Resolver) -> tuple[tuple[Document, ...], list[Diagnostic]]:
    """Every document of the DTS once, in the order of discovery, and what is wrong with the documents."""
    queue: deque[tuple[Link, Document | None]] = deque((Link(target, "", 0, 0), None) for target in entry_points)
    seen: set[str] = set()
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
            document = read_document(resolver.read(link.target), link.target, link.namespace)
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
