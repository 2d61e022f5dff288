"""An XBRL 2.1 instance judged by its instance view, where it holds more than facts as the Open Information Model has them."""

from collections.abc import Iterable, Iterator

from generator.diagnostics import Diagnostic, InputError, Location, Severity, error, has_errors, located
from generator.dts.instance_links import check_links
from generator.dts.load import discover
from generator.dts.resolver import Resolver
from generator.model import Report, Taxonomy
from generator.pipeline.settings import Settings
from generator.qname import XS, XSI
from generator.read.result import INSTANCE, LINKS, Places, ReadReport, resolve_reference
from generator.validate import dimensions
from generator.validate.instance import definition, rules, summation
from generator.validate.instance.view import Problem, View, build_view
from generator.validate.schema_validity import Validity
from generator.xmlstream import root_name
from generator.xmltree import Node, read_tree
from generator.xsd.components import Schemas
from generator.xsd.reader import read_schemas

_STANDARD = (
    "http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd",
    "http://www.xbrl.org/2003/xbrl-linkbase-2003-12-31.xsd",
    "http://www.xbrl.org/2003/xl-2003-12-31.xsd",
    "http://www.xbrl.org/2003/xlink-2003-12-31.xsd",
    "http://www.xbrl.org/2006/xbrldi-2006.xsd",
)
_SCHEMA = f"{XS}}}schema"
_SCHEMA_LOCATION = f"{XSI}}}schemaLocation"
_MOST_HINTS = 100
_STAND = frozenset({"xbrl.4.1", "xbrl.4.2", "xbrl.4.3", "xbrl.4.4", "xbrl.4.5", "xbrl.4.11.1.2.2", "xbrl.4.11.1.3.1"})
"""Codes of the reader's that are not of single facts, contexts or units: they stand whatever the view says of those."""


def judged(
    data: bytes, path: str, read: ReadReport, taxonomy: Taxonomy, resolver: Resolver, settings: Settings
) -> tuple[ReadReport, tuple[Diagnostic, ...]]:
    """The instance in `data` as its doubts are settled, and what is wrong with it.

    Where its view has to judge it, the report's facts are the view's items, those in tuples too. Raises InputError.
    """
    if INSTANCE not in read.doubts:
        found = list(check_links(data, path, resolver))
        known = {(d.code, d.location.line) for d in read.diagnostics}
        found = [d for d in found if (d.code, d.location.line) not in known]
        return read, (*read.diagnostics, *found)
    root = read_tree(data, path)
    schemas = schemas_of((*taxonomy.documents, *_hinted(root, path, taxonomy, resolver)), resolver)
    validity = Validity(schemas, path)
    found = [d for d in read.diagnostics if d.code in _STAND or d.severity is not Severity.ERROR]
    found += validity.check(root)
    view = build_view(root, taxonomy, validity.typed)
    if LINKS in read.doubts:
        nodes = (*(item.node for item in view.items), *view.tuples)
        found += check_links(data, path, resolver, {node.attributes.get("id", "") for node in nodes})
    problems = (*rules.check(view, schemas), *definition.check(view, taxonomy), *_dimensions(view, taxonomy))
    found += [error(code, text, location=Location(path=path, line=node.line, column=node.column)) for code, text, node in problems]
    if settings.calc == "1.0" and not has_errors(found):
        places = Places(path, view.places)
        found += (located(d, places[d.location.fact]) if d.location.fact else d for d in summation.check(view, taxonomy))
    facts = [item.fact for item in view.items if item.fact is not None]
    report = Report(facts=facts, taxonomy=read.report.taxonomy, prefixes=read.report.prefixes)
    again = ReadReport(report=report, places=Places(path, view.places), is_judged=True)
    return again, tuple(found)


def _hinted(root: Node, path: str, taxonomy: Taxonomy, resolver: Resolver) -> tuple[str, ...]:
    """The schemas that xsi:schemaLocation offers for namespaces of which the taxonomy has none, with all that they refer to.

    They are no part of the taxonomy (3.2), but declare what stands where any element or attribute may. One that cannot be read counts as
    not offered, as XML Schema has it (Part 1, 4.3.2).
    """
    known = {name.namespace for name in (*taxonomy.concepts, *taxonomy.other_elements)}
    found: dict[str, None] = {}
    for node in root.walk():
        words = node.attributes.get(_SCHEMA_LOCATION, "").split()
        for namespace, location in zip(words[::2], words[1::2], strict=False):
            if namespace not in known and len(found) < _MOST_HINTS:
                found.setdefault(resolve_reference(location, path))
    documents, _ = discover(tuple(found), resolver)
    return tuple(document.path for document in documents if document.kind == "schema")


def schemas_of(names: Iterable[str], resolver: Resolver) -> Schemas:
    """The schema components of the documents `names` and of the standard schemas of instances."""
    found: dict[str, bytes] = {}
    for name in dict.fromkeys((*names, *_STANDARD)):
        try:
            data = resolver.read(name)
        except InputError:
            continue  # reported with the taxonomy
        if root_name(data) == _SCHEMA:
            found[name] = data
    return read_schemas((name, data, "") for name, data in found.items())


def _dimensions(view: View, taxonomy: Taxonomy) -> Iterator[Problem]:
    """Dimensions 1.0, 3.1: the members of every context, used or not, and every item in the hypercubes of its concept."""
    dimensional = dimensions.Dimensional(taxonomy)
    for context in view.contexts.values():
        for finding in dimensional.values((*context.segment, *context.scenario)):
            yield finding.code, finding.message, context.node
    for item in view.items:
        if item.context is not None:
            misfit = dimensional.fits(item.concept.qname, item.context.scenario, item.context.segment, item.context.free)
            if misfit is not None:
                yield misfit.code, f"{item.concept.qname.local}: {misfit.message}", item.node
