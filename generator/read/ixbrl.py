"""Inline XBRL 1.1 and 1.0 -> Report: a document, or several that are one document set; one target or each.

Tuples and fractions are read, checked and then refused: the Open Information Model has no place for them.
"""

from collections.abc import Mapping

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted, warning
from generator.model import Report
from generator.read.contexts import placement_of
from generator.read.ixbrl_facts import Extraction
from generator.read.ixbrl_page import Page
from generator.read.ixbrl_set import DocumentSet
from generator.read.result import JoinedPlaces, Places, ReadReport, TaxonomyLoader
from generator.xmlstream import new_parser, parse


def read(data: bytes, path: str, load: TaxonomyLoader, target: str | None = None) -> ReadReport:
    """The facts of the target document `target` (None: the default one) in the inline document `data`.

    `path` is the document's own path or URL: relative schemaRefs are resolved against it. A failed transformation, an
    unknown context or a missing continuation is a diagnostic and never a value. Raises InputError where the XML
    is not well-formed or has a DOCTYPE, or where the document names no taxonomy. Inline XBRL 1.1; 1.0.
    """
    return read_set({path: data}, load, target)


def read_set(files: Mapping[str, bytes], load: TaxonomyLoader, target: str | None = None) -> ReadReport:
    """The facts of `target` in the document set `files`: path -> bytes, in the set's order. Otherwise as `read`.

    Other targets are left aside, with a warning that names them.
    """
    document = open_set(files)
    found = read_target(document, target, load)
    others = [name or "the default one" for name in document.targets if name != target]
    if not others:
        return found
    message = f"Facts of other targets are in the document and were not read: {', '.join(map(quoted, others))}."
    note = warning("filing.other-targets", message, location=Location(path=document.pages[0].path, line=1, column=1))
    return ReadReport(report=found.report, places=found.places, diagnostics=(*found.diagnostics, note))


def open_set(files: Mapping[str, bytes]) -> DocumentSet:
    """The document set `files` (path -> bytes, in order), parsed; its `targets` are the reports that it holds.

    Raises InputError where a file is not well-formed, has a DOCTYPE, or where there is no file.
    """
    if not files:
        raise ValueError("a document set has at least one file")
    pages = []
    for path, data in files.items():
        parser = new_parser(path)
        page = Page(parser, path)
        parse(parser, data, path)
        pages.append(page)
    return DocumentSet(pages)


def read_target(document: DocumentSet, target: str | None, load: TaxonomyLoader) -> ReadReport:
    """The facts of `target` in `document`; the diagnostics are the set's, then those of the target.

    Raises InputError, with the set's diagnostics, where the target names no taxonomy: nothing can be said of its facts.
    """
    entry_points = document.references(target)
    if not entry_points:
        raise InputError(*(document.diagnostics or (_no_such_target(document, target),)))
    taxonomy = load(tuple(dict.fromkeys((*entry_points, *document.role_references()))))
    extraction = Extraction(document, taxonomy, target)
    facts = tuple(extraction.facts())
    parts = [Places(path, positions) for path, positions in extraction.positions.items()]
    diagnostics: tuple[Diagnostic, ...] = (*document.diagnostics, *extraction.diagnostics)
    return ReadReport(
        report=Report(facts=facts, taxonomy=entry_points, prefixes=document.prefixes()),
        places=parts[0] if len(parts) == 1 else JoinedPlaces(parts),
        diagnostics=diagnostics,
        placement=placement_of(document.contexts.values()),
    )


def _no_such_target(document: DocumentSet, target: str | None) -> Diagnostic:
    known = ", ".join(quoted(name or "the default one") for name in document.targets)
    message = f"The document has no target {quoted(target or 'without a name')}."
    return error("filing.no-target", message, hint=f"It has: {known}.", location=Location(path=document.pages[0].path))
