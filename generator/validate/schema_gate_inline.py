"""XML Schema validity of inline XBRL pages, with the XHTML modules, by libxml2: part of `build`'s gate, never on the hook's path.

The inline schemas build on a version of the XBRL schemas of their own, so that they cannot be compiled together with the taxonomy's:
names and types of facts are checked by the reader. Documents come from a function that the caller gives, and from nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import lxml.etree

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.qname import IX_10, IX_11
from generator.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

SCHEMAS = {
    IX_11: "http://www.xbrl.org/2013/inlineXBRL/xhtml-inlinexbrl-1_1.xsd",
    IX_10: "http://www.xbrl.org/2008/inlineXBRL/xhtml-inlinexbrl-1_0.xsd",
}
MAX_ERRORS = 100
"""Findings reported for one page; more say nothing new."""


class InlineGate:
    """The schema of one version of inline XBRL, compiled. `read` returns a document's bytes by its URL, or raises InputError.

    `findings` says what is wrong with the schemas themselves: then no page can be checked.
    """

    def __init__(self, read: Callable[[str], bytes], version: str = IX_11) -> None:
        """`version` is the namespace of inline XBRL 1.1 or 1.0."""
        self.findings: tuple[Diagnostic, ...] = ()
        self._schema: lxml.etree.XMLSchema | None = None
        documents = _Documents(read)
        parser = _parser()
        parser.resolvers.add(documents)
        url = SCHEMAS[version]
        try:
            root = lxml.etree.fromstring(read(url), parser, base_url=url)
            self._schema = lxml.etree.XMLSchema(root)
        except InputError as problem:
            self.findings = problem.diagnostics
        except (lxml.etree.XMLSchemaParseError, lxml.etree.XMLSyntaxError) as problem:
            message = f"The schema of inline XBRL does not compile: {quoted(str(problem), 300)}."
            self.findings = (*documents.missing, error("xml.schema", message, location=Location(path=url)))

    def page(self, data: bytes, path: str) -> Iterator[Diagnostic]:
        """The findings on the page in `data`, with lines; `path` names it in them. At most MAX_ERRORS."""
        if self._schema is None:
            return
        try:
            root = lxml.etree.fromstring(data, _parser())
        except lxml.etree.XMLSyntaxError as problem:
            place = Location(path=path, line=problem.lineno or None, column=problem.offset or None)
            yield error("xml.not-well-formed", f"The XML is not well-formed: {quoted(problem.msg or '')}.", location=place)
            return
        if getattr(root.getroottree().docinfo, "doctype", ""):
            yield error("xml.doctype", "A document type declaration is not allowed.", location=Location(path=path, line=1))
            return
        self._schema.validate(root)
        log: Any = self._schema.error_log
        for entry in islice(log, MAX_ERRORS):
            reason = quoted(_plain(str(entry.message)).rstrip("."), 300)
            yield error("xml.schema", f"{reason}.", location=Location(path=path, line=entry.line or None))


def _parser() -> lxml.etree.XMLParser:
    return lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _plain(message: str) -> str:
    """libxml2's message without the namespaces, which make it unreadable."""
    for namespace in ("{http://www.w3.org/1999/xhtml}", *(f"{{{ns}}}" for ns in SCHEMAS)):
        message = message.replace(namespace, "")
    return " ".join(message.split())


class _Documents(lxml.etree.Resolver):
    """Answers every request for a document by asking `read`; what it does not have is reported, and no schema."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self.missing: list[Diagnostic] = []

    def resolve(self, system_url: str, public_id: str, context: Any = None) -> Any:
        """The document at `system_url`."""
        try:
            return self.resolve_string(self._read(system_url), context, base_url=system_url)
        except InputError as problem:
            self.missing += problem.diagnostics
            return self.resolve_string(b"<missing/>", context, base_url=system_url)
