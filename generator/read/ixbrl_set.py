"""An inline document set: one or several pages that share ids, contexts, units, continuations and footnotes (1.1, 3.2).

`DocumentSet` joins the pages and knows the targets; `ixbrl_facts.py` makes the report of one target.
"""

from collections.abc import Iterator, Mapping, Sequence

from generator.diagnostics import Diagnostic, Location, error, quoted, warning
from generator.model import Unit
from generator.qname import XML
from generator.read.contexts import Context
from generator.read.ixbrl_elements import RawElement, ReferencesElement
from generator.read.ixbrl_page import Page
from generator.read.ixbrl_rules import FACTS, Version

_INCOMPLETE = "Is the document set whole? Name all its files together: filing validate FOLDER, or --document-set A B C."


class DocumentSet:
    """The pages of a set, in order, joined. `diagnostics` holds what is wrong with the pages and with their being together.

    `elements` are those of all pages; facts without an id have been given one (`_1`, `_2` …). `contexts` and `units` are
    joined; `broken` names those that were reported.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        """`pages` have been parsed; at least one."""
        self.pages = tuple(pages)
        self.elements = [raw for page in pages for raw in page.elements]
        self.contexts: dict[str, Context] = {}
        self.units: dict[str, Unit] = {}
        self.broken: set[str] = set()
        self.ids: dict[str, RawElement] = {}
        self.continuations: dict[str, RawElement] = {}
        self.tuples: dict[str, RawElement] = {}
        self.has_resources = any(page.has_resources for page in pages)
        self._found: list[Diagnostic] = [d for page in pages for d in (*page.resources.diagnostics, *page.diagnostics)]
        self._join_resources()
        self._identify()
        self._found += self._check_header()
        self._found += self._check_references()
        self._found += self._check_continuations()
        self._found += self._check_hidden_marks()
        self.diagnostics: tuple[Diagnostic, ...] = tuple(self._found)

    @property
    def version(self) -> Version:
        """The version of the first page that has inline elements."""
        return next((page.source.version for page in self.pages if page.is_inline), self.pages[0].source.version)

    @property
    def targets(self) -> tuple[str | None, ...]:
        """The target documents, the default one (None) first, the others in the order of their first mention."""
        named = [r.target for page in self.pages for r in page.references]
        used = [raw.target for raw in self.elements if raw.kind in FACTS]
        return tuple(sorted(dict.fromkeys((*named, *used)), key=lambda target: target is not None))

    def references(self, target: str | None) -> tuple[str, ...]:
        """The schemas and linkbases that `target` names, resolved, once each."""
        return tuple(dict.fromkeys(r.url for page in self.pages for r in page.references if r.target == target))

    def role_references(self) -> tuple[str, ...]:
        """The documents that define the set's roles and arcroles."""
        return tuple(dict.fromkeys(url for page in self.pages for url in page.role_references))

    def prefixes(self) -> dict[str, str]:
        """The namespace that each prefix was first bound to."""
        found: dict[str, str] = {}
        for page in self.pages:
            for prefix, namespace in page.namespaces.declared.items():
                found.setdefault(prefix, namespace)
        return found

    # -------------------------------------------------------- joining

    def _join_resources(self) -> None:
        """Contexts and units of all pages; an id may be there once (14.1.2)."""
        for page in self.pages:
            resources = page.resources
            for key, context in resources.contexts.items():
                self._refuse_double(key, context.location, page)
                self.contexts.setdefault(key, context)
            for key, unit in resources.units.items():
                self._refuse_double(key, resources.unit_places[key], page)
                self.units.setdefault(key, unit)
            self.broken |= resources.broken

    def _refuse_double(self, key: str, place: Location, page: Page) -> None:
        if key in self.contexts or key in self.units:
            code = page.source.version.code("resources", "1.2", "resourceIdDuplication")
            message = f"The context or unit {quoted(key)} is in another file of the document set as well."
            self._found.append(error(code, message, hint="Leave it in one of the files.", location=place))

    def _identify(self) -> None:
        """Elements by id over all pages; doubles are noted, and facts without an id get one."""
        taken = {raw.id for raw in self.elements}
        number = 0
        for raw in self.elements:
            if raw.kind == "tuple" and "tupleID" in raw.attributes:
                self._identify_tuple(raw)
            if not raw.id:
                number += 1
                while f"_{number}" in taken:
                    number += 1
                raw.attributes["id"] = f"_{number}"
            elif raw.id in self.ids:
                self._refuse_id(raw, self.ids[raw.id])
                continue
            self.ids[raw.id] = raw
            if raw.kind == "continuation":
                self.continuations[raw.id] = raw

    def _identify_tuple(self, raw: RawElement) -> None:
        key = raw.attributes["tupleID"]
        if key in self.tuples:
            message = f"The tupleID {quoted(key)} is used twice."
            self._found.append(error(raw.code("1.2", "tupleIdDuplication"), message, location=raw.place))
        self.tuples.setdefault(key, raw)

    def _refuse_id(self, raw: RawElement, first: RawElement) -> None:
        raw.broken = True
        where = f"line {first.line}" + ("" if raw.source is first.source else f" of {quoted(first.source.path)}")
        is_footnote = raw.kind == "footnote" and "footnoteID" in raw.attributes
        code = raw.code("1.2", "uniqueFootnoteId") if is_footnote else f"{raw.source.version.name}:uniqueIxId"
        message = f"The id {quoted(raw.id)} is used twice: first in {where}."
        self._found.append(error(code, message, hint="Give every element an id of its own.", location=raw.place))

    # -------------------------------------------------------- the set as a whole

    def _check_header(self) -> Iterator[Diagnostic]:
        """A set has a header and resources, somewhere (8.1.3, 14.1.2)."""
        first = Location(path=self.pages[0].path, line=1, column=1)
        hint = _INCOMPLETE if any(page.is_inline for page in self.pages) else "Is this an inline XBRL report?"
        if not any(page.headers for page in self.pages):
            what = "The document has no ix:header." if len(self.pages) == 1 else "No file of the document set has an ix:header."
            yield error(self.version.code("header", "1.3", "missingHeader"), what, hint=hint, location=first)
        elif not self.has_resources:
            message = "There is no ix:resources: no contexts, no units."
            yield error(self.version.code("resources", "1.2", "missingResources"), message, hint=hint, location=first)
        versions = {page.source.version.name for page in self.pages if page.is_inline}
        if len(versions) > 1:
            message = "The document set mixes files in inline XBRL 1.0 and 1.1."
            yield error("filing.mixed-inline-versions", message, hint="Write them all in one version.", location=first)

    def _check_references(self) -> Iterator[Diagnostic]:
        """Every target has a schemaRef; its references elements do not contradict each other (12.1.2)."""
        first = Location(path=self.pages[0].path, line=1, column=1)
        known = {r.target for page in self.pages for r in page.references if r.schema}
        if any(page.headers for page in self.pages):
            for target in self.targets or (None,):
                if target not in known:
                    name = f"the target {quoted(target)}" if target else "the default target"
                    code = self.version.code("references", "1.2", "missingReferences")
                    yield error(code, f"The document names no taxonomy (schemaRef) for {name}.", location=first)
        seen: dict[str | None, tuple[dict[str, str], dict[str, str]]] = {}
        for page in self.pages:
            for element in page.reference_elements:
                others, bindings = seen.setdefault(element.attributes.get("target"), ({}, {}))
                yield from self._check_reference(element.attributes, others, element.place)
                yield from self._check_bindings(element, bindings)
                others |= element.attributes
                bindings |= element.bindings

    def _check_reference(self, attributes: Mapping[str, str], others: Mapping[str, str], place: Location) -> Iterator[Diagnostic]:
        """One ix:references against those of the same target before it: at most one has an id, an attribute is there once."""
        for name in sorted(attributes.keys() & others.keys() - {"target", f"{XML}}}base"}):
            rule = "referencesIdDuplication" if name == "id" else "referencesAttributeDuplication"
            message = f"Two ix:references of one target have the attribute {quoted(name.rpartition('}')[2])}."
            yield error(self.version.code("references", "1.2", rule), message, hint="Leave it on one of them.", location=place)

    def _check_bindings(self, element: ReferencesElement, others: Mapping[str, str]) -> Iterator[Diagnostic]:
        """The target document has one element for all ix:references of a target: on each of them a prefix means the same."""
        for prefix in sorted(element.bindings.keys() & others.keys()):
            if element.bindings[prefix] != others[prefix]:
                shown = f"The prefix {quoted(prefix)}" if prefix else "The default namespace"
                message = f"{shown} means {quoted(element.bindings[prefix])} here and {quoted(others[prefix])} at another ix:references."
                hint = "Bind it alike wherever an ix:references of the same target stands."
                code = self.version.code("references", "1.2", "referencesNamespacePrefixConflict")
                yield error(code, message, hint=hint, location=element.place)

    def _check_continuations(self) -> Iterator[Diagnostic]:
        """Every continuation continues exactly one element, outside of it, and nothing hidden (4.1)."""
        continued: dict[str, RawElement] = {}
        for raw in self.elements:
            key = raw.attributes.get("continuedAt")
            if key is not None and key in continued:
                raw.broken |= raw.kind != "continuation"  # no long chain is followed for many elements
                message = f"Two elements are continued at {quoted(key)}."
                yield error(_continuation(raw, "continuationReferences"), message, location=raw.place)
            elif key is not None:
                continued[key] = raw
                yield from self._check_continued(raw, key)
        for key, raw in self.continuations.items():
            if key not in continued:
                yield error(raw.code("1.2", "continuationNotReferenced"), f"Nothing continues at {quoted(key)}.", location=raw.place)
            if raw.hidden:
                message = f"The ix:continuation {quoted(key)} stands in an ix:hidden."
                yield error(raw.code("1.1", "ancestorNodeDisallowed"), message, location=raw.place)

    def _check_continued(self, raw: RawElement, key: str) -> Iterator[Diagnostic]:
        """That the place at which `raw` goes on exists, is a continuation, and does not stand inside `raw` or around it."""
        following = self.continuations.get(key)
        if following is None and key in self.ids:
            raw.broken = True
            message = f"The element {quoted(key)}, at which this one is continued, is no ix:continuation."
            yield error(_continuation(raw, "continuationTarget"), message, location=raw.place)
        elif following is None:
            raw.broken = True
            message = f"There is no ix:continuation {quoted(key)}."
            yield error(_continuation(raw, "continuationMissing"), message, hint=_INCOMPLETE, location=raw.place)
        elif _is_inside(following, raw) or _is_inside(raw, following):
            raw.broken = True
            message = f"An element and its continuation {quoted(key)} stand one in the other."
            yield error(_continuation(raw, "continuationChainNested"), message, location=following.place)

    def _check_hidden_marks(self) -> Iterator[Diagnostic]:
        """`-ix-hidden:ID` in a style says where a hidden fact is shown: there should be such a fact."""
        for page in self.pages:
            for key, place in page.hidden_marks:
                raw = self.ids.get(key)
                if raw is None or not raw.hidden:
                    message = f"The style's -ix-hidden names {quoted(key)}, which is no hidden fact."
                    yield warning("filing.hidden-reference", message, location=place)


def _is_inside(inner: RawElement, outer: RawElement) -> bool:
    at: RawElement | None = inner.outer
    while at is not None and at is not outer:
        at = at.outer
    return at is not None


def _continuation(raw: RawElement, rule: str) -> str:
    return raw.source.version.code("continuation", "1.2", rule)
