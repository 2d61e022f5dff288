"""Inline XBRL 1.1 -> Report: one document, its default target.

Out of scope here, each with a diagnostic: other targets (pass `target`), tuples and fractions, inline XBRL 1.0.
"""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, Location, error, quoted, warning
from generator.model import NO_ENTITY, Concept, Fact, Link, Report, Taxonomy, Unit, Value
from generator.qname import FACT_FOOTNOTE, FOOTNOTE_ROLE, NOTE_CONCEPT, STANDARD_LINK, QName
from generator.read.concepts import ConceptUses
from generator.read.instance import canonical_value, default_members, parse_decimals
from generator.read.ixbrl_elements import RawElement, Tokens, markup_of, text_of
from generator.read.ixbrl_page import Page
from generator.read.result import Places, ReadReport, TaxonomyLoader, resolve_reference
from generator.xmlstream import new_parser, parse


def read(data: bytes, path: str, load: TaxonomyLoader, target: str | None = None) -> ReadReport:
    """The facts of the target document `target` (None: the default one) in the inline document `data`.

    `path` is the document's own path or URL: relative schemaRefs are resolved against it. A failed transformation, an
    unknown context or a missing continuation is a diagnostic and never a value. Raises InputError where the XML
    is not well-formed or has a DOCTYPE. Inline XBRL 1.1.
    """
    parser = new_parser(path)
    page = Page(parser, path)
    parse(parser, data, path)
    _check_document(page, target, path)
    entry_points = tuple(dict.fromkeys(resolve_reference(r.href, path) for r in page.references if r.target == target))
    taxonomy = load(entry_points)
    extraction = _Extraction(page, taxonomy, target, path)
    facts = tuple(extraction.facts())
    return ReadReport(
        report=Report(facts=facts, taxonomy=entry_points, prefixes=page.namespaces.declared),
        places=Places(path, extraction.positions),
        diagnostics=(*page.resources.diagnostics, *page.diagnostics, *extraction.diagnostics),
    )


def _check_document(page: Page, target: str | None, path: str) -> None:
    """Note what a document as a whole must have (8.1.3, 12.1.2), and targets that are left aside."""
    if not page.headers:
        page.diagnostics.append(error("ix11.8.1.3:missingHeader", "The document has no ix:header.", location=Location(path=path)))
    if not any(r.target == target and r.schema for r in page.references):
        name = f"the target {quoted(target)}" if target else "the default target"
        page.diagnostics.append(
            error("ix11.12.1.2:missingReferences", f"The document names no taxonomy (schemaRef) for {name}.", location=Location(path=path))
        )
    others = sorted({e.attributes["target"] for e in page.elements if "target" in e.attributes and e.attributes["target"] != target})
    if others:
        message = f"Facts of other targets are in the document and were not read: {', '.join(map(quoted, others))}."
        page.diagnostics.append(warning("filing.other-targets", message, location=Location(path=path)))


class _Extraction:
    """Raw elements to facts. `positions` and `diagnostics` are complete once `facts` is exhausted."""

    def __init__(self, page: Page, taxonomy: Taxonomy, target: str | None, path: str) -> None:
        self.page = page
        self.taxonomy = taxonomy
        self.uses = ConceptUses(taxonomy)
        self.target = target
        self.path = path
        self.positions: dict[str, tuple[int, int]] = {}
        self.diagnostics: list[Diagnostic] = []
        self.continuations: dict[str, RawElement] = {}
        self.continued: dict[str, RawElement] = {}
        self.aspects = {key: context.aspects(taxonomy) for key, context in page.resources.contexts.items()}

    def wrong(self, code: str, message: str, raw: RawElement, hint: str | None = None) -> None:
        """Note an error at `raw`."""
        location = Location(path=self.path, line=raw.line, column=raw.column, fact=raw.id or None)
        self.diagnostics.append(error(code, message, hint=hint, location=location))

    def facts(self) -> Iterator[Fact]:
        """The target's facts in document order, then the footnotes that they use."""
        for context in self.page.resources.contexts.values():
            self.diagnostics += default_members(context, self.taxonomy)
        ids = self._ids()
        links, notes = self._links(ids)
        for raw in self.page.elements:
            if raw.kind == "continuation":
                if raw.id and raw.id not in self.continued:
                    self.wrong("ix11.4.1.2:continuationNotReferenced", f"Nothing continues at {quoted(raw.id)}.", raw)
            elif raw.kind != "footnote" and raw.attributes.get("target") == self.target and not raw.broken:
                fact = self._fact(raw)
                if fact:
                    self.positions[fact.id] = (raw.line, raw.column)
                    found = links.get(fact.id)
                    yield fact._replace(links=tuple(Link(a, g, tuple(t)) for (a, g), t in found.items())) if found else fact
        for raw in notes:
            note = self._note(raw)
            if note:
                self.positions[note.id] = (raw.line, raw.column)
                yield note

    def _ids(self) -> dict[str, RawElement]:
        """Elements by id; duplicates are noted, and facts without an id get one (`_1`, `_2` …)."""
        ids: dict[str, RawElement] = {}
        taken = {e.id for e in self.page.elements}
        number = 0
        for raw in self.page.elements:
            key = raw.attributes.get("continuedAt")
            if key is not None:
                if key in self.continued:
                    self.wrong("ix11.4.1.2:continuationReferences", f"Two elements are continued at {quoted(key)}.", raw)
                self.continued.setdefault(key, raw)
            if not raw.id:
                number += 1
                while f"_{number}" in taken:
                    number += 1
                raw.attributes["id"] = f"_{number}"
            elif raw.id in ids:
                self.wrong("ix11:uniqueIxId", f"The id {quoted(raw.id)} is used twice.", raw, "Give every element an id of its own.")
                raw.broken = True
                continue
            ids[raw.id] = raw
            if raw.kind == "continuation":
                self.continuations[raw.id] = raw
        return ids

    # -------------------------------------------------------- facts

    def _fact(self, raw: RawElement) -> Fact | None:
        attributes, resources = raw.attributes, self.page.resources
        assert raw.name is not None
        context = resources.contexts.get(attributes["contextRef"].strip())
        if context is None:
            if attributes["contextRef"].strip() not in resources.broken:
                self.wrong(f"ix11.{_section(raw)}.1.2:contextReference", f"There is no context {quoted(attributes['contextRef'])}.", raw)
            return None
        unit = None
        if raw.kind == "nonFraction":
            unit = self._unit(raw)
            if unit is None:
                return None
        use = self.uses[raw.name]
        if use is None:
            message = f"The taxonomy declares no concept {quoted(attributes['name'])}."
            self.wrong("xbrl.4.6", message, raw, "Look for a slip in the name or its prefix, or for a taxonomy that is not referred to.")
            return None
        if use.numeric != (raw.kind == "nonFraction"):
            kind = "a number, so it needs an ix:nonFraction" if use.numeric else "no number, so it needs an ix:nonNumeric"
            self.wrong(f"ix11.{_section(raw)}.1.2:conceptType", f"{quoted(attributes['name'])} is {kind}.", raw)
            return None
        try:
            value = self._value(raw, use.concept)
            decimals = parse_decimals(attributes.get("decimals"), attributes.get("precision"), value)
        except ValueError as problem:
            self.wrong("xbrl.4.6", f"{quoted(raw.attributes['name'])}: {problem}.", raw)
            return None
        if raw.broken:
            return None
        language = raw.language.lower() if raw.language and use.text else None
        return Fact(raw.id, raw.name, value, context.entity, context.period, unit, decimals, language, self.aspects[context.id])

    def _unit(self, raw: RawElement) -> Unit | None:
        key = raw.attributes["unitRef"].strip()
        unit = self.page.resources.units.get(key)
        if unit is None and key not in self.page.resources.broken:
            self.wrong("ix11.10.1.2:unitReference", f"There is no unit {quoted(key)}.", raw)
        return unit

    def _value(self, raw: RawElement, concept: Concept) -> Value:
        """The value; ValueError where it is none of its concept's type."""
        if raw.nil:
            return None
        if raw.kind == "nonFraction":
            return raw.number
        tokens = self._continued(raw)
        escaped = raw.attributes.get("escape", "").strip() in ("true", "1")
        text = markup_of(tokens) if escaped and raw.format is None else text_of(tokens)
        if raw.format is not None:
            found = len(self.page.diagnostics)
            text = self.page.transformed(raw, text) or ""
            self.diagnostics += self.page.diagnostics[found:]
            del self.page.diagnostics[found:]
        if raw.broken:
            return None

        def resolve(name: str) -> QName:
            if raw.guess is None:
                raise KeyError(name)
            return raw.guess

        return canonical_value(text, concept, self.taxonomy, resolve)

    def _continued(self, raw: RawElement) -> Tokens:
        """The tokens of `raw` and of its continuations, in order (4.1.2)."""
        if "continuedAt" not in raw.attributes:
            return raw.content
        tokens, seen, at = list(raw.content), {raw.id}, raw
        while "continuedAt" in at.attributes:
            key = at.attributes["continuedAt"]
            following = self.continuations.get(key)
            if following is None:
                self.wrong("ix11.4.1.2:continuationMissing", f"There is no ix:continuation {quoted(key)}.", at)
                raw.broken = True
                break
            if key in seen:
                self.wrong("ix11.4.1.2:continuationCycle", f"The continuations at {quoted(key)} run in a circle.", at)
                raw.broken = True
                break
            seen.add(key)
            tokens += following.content
            at = following
        return tokens

    # -------------------------------------------------------- footnotes and links (6, 13)

    def _links(self, ids: Mapping[str, RawElement]) -> tuple[dict[str, dict[tuple[str, str], list[str]]], list[RawElement]]:
        """By fact id, (arcrole, group) -> targets; and the footnotes that some fact of the target links to."""
        links: dict[str, dict[tuple[str, str], list[str]]] = {}
        used: set[str] = set()
        for attributes, line, column in self.page.relationships:
            at = RawElement("relationship", {}, line, column, None, 0)
            sources, targets = attributes.get("fromRefs", "").split(), attributes.get("toRefs", "").split()
            key = (attributes.get("arcrole", FACT_FOOTNOTE), attributes.get("linkRole", STANDARD_LINK))
            if not self._references_hold(sources, targets, ids, at):
                continue
            for source in sources:
                if ids[source].attributes.get("target") == self.target and not ids[source].broken:
                    found = links.setdefault(source, {}).setdefault(key, [])
                    found += [t for t in targets if t not in found and not ids[t].broken]
                    used.update(targets)
        footnotes = [e for e in self.page.elements if e.kind == "footnote" and not e.broken]
        for raw in footnotes:
            if raw.id not in used:
                message = f"No relationship of a fact leads to the footnote {quoted(raw.id)}: the report leaves it out."
                place = Location(path=self.path, line=raw.line, column=raw.column)
                self.diagnostics.append(warning("xbrlxe:unlinkedFootnoteResource", message, location=place))
        return links, [e for e in footnotes if e.id in used]

    def _references_hold(self, sources: list[str], targets: list[str], ids: Mapping[str, RawElement], at: RawElement) -> bool:
        facts = {"nonFraction", "nonNumeric"}
        wrong = [s for s in sources if s not in ids or ids[s].kind not in facts]
        if wrong or not sources:
            self.wrong("ix11.13.1.2:relationshipFromRef", f"The relationship starts at {quoted(' '.join(wrong))}, which is no fact.", at)
        unknown = [t for t in targets if t not in ids or ids[t].kind == "continuation"]
        if unknown or not targets:
            message = f"The relationship leads to {quoted(' '.join(unknown))}, which is neither fact nor footnote."
            self.wrong("ix11.13.1.2:relationshipToRef", message, at)
        if wrong or unknown or not sources or not targets:
            return False
        if len({ids[t].kind == "footnote" for t in targets}) > 1:
            self.wrong("ix11.13.1.2:relationshipReferencesMixed", "A relationship leads to footnotes or to facts, not to both.", at)
        if set(sources) & set(targets):
            self.wrong("ix11.13.1.2:relationshipFromToMatch", "A relationship leads from an element to itself.", at)
            return False
        return True

    def _note(self, raw: RawElement) -> Fact | None:
        if not raw.language:
            self.wrong("ix11.6.1.2:footnoteLang", f"The footnote {quoted(raw.id)} has no language in scope (xml:lang).", raw)
            return None
        role = raw.attributes.get("footnoteRole", FOOTNOTE_ROLE)
        if role != FOOTNOTE_ROLE:
            message = f"The footnote role {quoted(role)} has no place in the report's model."
            self.wrong("xbrlxe:nonStandardFootnoteResourceRole", message, raw)
            return None
        text = markup_of(self._continued(raw))
        if raw.broken:
            return None
        return Fact(raw.id, NOTE_CONCEPT, text, NO_ENTITY, None, language=raw.language.lower())


def _section(raw: RawElement) -> str:
    return "10" if raw.kind == "nonFraction" else "11"
