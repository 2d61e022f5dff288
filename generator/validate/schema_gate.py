"""The authoritative XML Schema gate of `build`: instances, taxonomy schemas and linkbases against the standard schemas.

Never on the hook's path: xmlschema alone takes longer to import than a hook may run. Documents come from a function that the
caller gives; the only opener that xmlschema gets is one that asks that function, so that nothing can reach a network.
"""

import io
import warnings
from collections.abc import Callable, Iterable, Iterator
from email.message import Message
from itertools import islice
from urllib.error import URLError
from urllib.request import BaseHandler, OpenerDirector, Request
from urllib.response import addinfourl

import lxml.etree
import xmlschema
from xmlschema.validators.exceptions import XMLSchemaValidationError

from generator.diagnostics import Diagnostic, InputError, Location, error, quoted
from generator.qname import LINK, XS

STANDARD_SCHEMAS = (
    "http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd",
    "http://www.xbrl.org/2003/xbrl-linkbase-2003-12-31.xsd",
    "http://www.xbrl.org/2006/xbrldi-2006.xsd",
    "http://www.xbrl.org/2008/generic-link.xsd",
    "http://www.xbrl.org/2008/generic-label.xsd",
    "http://www.xbrl.org/2006/ref-2006-02-27.xsd",
)
MAX_ERRORS = 100
"""Findings reported for one document; more say nothing new."""


class SchemaGate:
    """XML Schema validity, with the schemas compiled once.

    `read` returns the bytes of a document by its URL, and raises InputError for one that it does not have. `schemas` are the URLs of
    the taxonomy's schema documents; what they import is found through them. `findings` says what is wrong with
    the schemas themselves (XML Schema Part 1, and the XBRL elements in their appinfo).
    """

    def __init__(self, read: Callable[[str], bytes], schemas: Iterable[str] = ()) -> None:
        """Compile the standard schemas and `schemas`."""
        self._read = read
        self._own = tuple(dict.fromkeys(schemas))
        self.findings: tuple[Diagnostic, ...] = ()
        opener = OpenerDirector()
        documents = _Documents(read)
        opener.add_handler(documents)
        root = "".join(f'<xs:import namespace="{ns}" schemaLocation="{url}"/>' for ns, url in self._imports())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that an import failed is reported as the document that is missing
            self._schema = xmlschema.XMLSchema10(
                f'<xs:schema xmlns:xs="{XS}">{root}</xs:schema>',
                validation="lax",
                defuse="always",
                allow="all",  # of what the opener has: nothing else is there
                opener=opener,
                use_fallback=False,
            )
        self.findings = tuple(dict.fromkeys((*self.findings, *documents.missing, *self._schema_findings())))

    def _imports(self) -> Iterator[tuple[str, str]]:
        """The namespace and URL of each schema to compile."""
        for url in (*STANDARD_SCHEMAS, *self._own):
            try:
                namespace = _parse(self._read(url), url).get("targetNamespace", "")
            except InputError as problem:
                self.findings += problem.diagnostics
                continue
            if namespace:
                yield _attribute(namespace), _attribute(url)

    def _schema_findings(self) -> Iterator[Diagnostic]:
        found = [self._schema_finding(problem) for problem in self._schema.maps.all_errors]
        yield from sorted(found, key=lambda d: (d.location.path or "", d.location.line or 0, d.message))[:MAX_ERRORS]
        for url in self._own:
            try:
                root = _parse(self._read(url), url)
            except InputError:
                continue  # reported above
            for element in root.iterfind(f".//{{{XS}}}appinfo/{{{LINK}}}*"):
                yield from self._errors(element, url)

    def _schema_finding(self, problem: Exception) -> Diagnostic:
        """A finding on a schema's components; xmlschema names the element, its line is looked up by the element's name."""
        component = getattr(problem, "validator", None)
        url = getattr(component, "url", None) or getattr(getattr(component, "schema", None), "url", None)
        element = getattr(problem, "elem", None)
        name = None if element is None else element.get("name")
        line: int | None = None
        if name and url in self._own:
            lines = [getattr(e, "sourceline", None) for e in _parse(self._read(url), url).iter(f"{{{XS}}}*") if e.get("name") == name]
            line = lines[0] if lines else None
        where = f" ({quoted(name)})" if name else ""
        return error("xml.schema", f"The schema is not valid{where}: {_reason(problem)}.", location=Location(path=url, line=line))

    def instance(self, data: bytes, path: str) -> Iterator[Diagnostic]:
        """The findings on an XBRL 2.1 instance, with lines; `path` names it in them. At most MAX_ERRORS."""
        yield from self._document(data, path)

    def linkbases(self, urls: Iterable[str]) -> Iterator[Diagnostic]:
        """The findings on linkbases, with lines. At most MAX_ERRORS each."""
        for url in urls:
            try:
                data = self._read(url)
            except InputError as problem:
                yield from problem.diagnostics
                continue
            yield from self._document(data, url)

    def _document(self, data: bytes, path: str) -> Iterator[Diagnostic]:
        try:
            root = _parse(data, path)
        except InputError as problem:
            yield from problem.diagnostics
            return
        yield from self._errors(root, path)

    def _errors(self, root: "lxml.etree._Element", path: str) -> Iterator[Diagnostic]:
        namespaces = {prefix or "": uri for prefix, uri in root.nsmap.items()}  # an element of appinfo has its ancestors' prefixes
        for problem in islice(self._schema.iter_errors(root, namespaces=namespaces), MAX_ERRORS):
            child = getattr(problem, "invalid_child", None)  # an unexpected child stands elsewhere than its parent
            line = getattr(problem.elem if child is None else child, "sourceline", None)
            yield error("xml.schema", f"{_name(problem)}: {_reason(problem)}.", location=Location(path=path, line=line))


class _Documents(BaseHandler):
    """Opens a URL by asking `read`, whatever its scheme; there is no other handler."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self.missing: list[Diagnostic] = []

    def default_open(self, request: Request) -> addinfourl:
        """The document as a response. Raises URLError where there is none: xmlschema takes that for a failed import."""
        try:
            data = self._read(request.full_url)
        except InputError as problem:
            self.missing += problem.diagnostics
            raise URLError(str(problem)) from None
        return addinfourl(io.BytesIO(data), Message(), request.full_url, 200)


def _parse(data: bytes, path: str) -> "lxml.etree._Element":
    """The root element. Raises InputError for what is not well-formed or has a document type declaration."""
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = lxml.etree.fromstring(data, parser)
    except lxml.etree.XMLSyntaxError as problem:
        place = Location(path=path, line=problem.lineno or None, column=problem.offset or None)
        reason = quoted(problem.msg or "")
        raise InputError(error("xml.not-well-formed", f"The XML is not well-formed: {reason}.", location=place)) from None
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise InputError(error("xml.doctype", "A document type declaration is not allowed.", location=Location(path=path, line=1)))
    return root


def _name(problem: XMLSchemaValidationError) -> str:
    tag = str(getattr(problem.elem, "tag", ""))
    return quoted(tag.rpartition("}")[2] or "the document")


def _reason(problem: Exception) -> str:
    text = str(getattr(problem, "reason", None) or getattr(problem, "message", None) or problem)
    return quoted(" ".join(text.split()).rstrip("."), 300)


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
