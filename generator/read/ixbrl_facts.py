"""The facts of one target of an inline document set, their footnotes and links."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Location, error, quoted, warning
from generator.model import NO_ENTITY, Concept, Fact, Link, Taxonomy, Unit, Value
from generator.qname import FACT_FOOTNOTE, FOOTNOTE_ROLE, NOTE_CONCEPT, STANDARD_LINK, QName
from generator.read.concepts import ConceptUses
from generator.read.contexts import default_members, wrong_domains
from generator.read.ixbrl_elements import RawElement, Relationship, Tokens, markup_of, text_of
from generator.read.ixbrl_groups import check_groups
from generator.read.ixbrl_rules import FACTS
from generator.read.ixbrl_set import DocumentSet
from generator.read.ixbrl_values import transformed
from generator.read.values import canonical_value, parse_decimals

_ITEMS = frozenset(("nonFraction", "nonNumeric"))
Links = dict[str, dict[tuple[str, str], list[str]]]
"""By fact id, (arcrole, group) -> targets."""


class Extraction:
    """Raw elements to facts. `positions` (by path, then fact id) and `diagnostics` are complete once `facts` is exhausted."""

    def __init__(self, document: DocumentSet, taxonomy: Taxonomy, target: str | None) -> None:
        self.document = document
        self.taxonomy = taxonomy
        self.uses = ConceptUses(taxonomy)
        self.target = target
        self.positions: dict[str, dict[str, tuple[int, int]]] = {page.path: {} for page in document.pages}
        self.diagnostics: list[Diagnostic] = []
        self.aspects = {key: context.aspects(taxonomy) for key, context in document.contexts.items()}

    def wrong(self, code: str, message: str, raw: RawElement, hint: str | None = None) -> None:
        """Note an error at `raw`, which becomes no fact."""
        raw.broken = True
        self.diagnostics.append(error(code, message, hint=hint, location=raw.place))

    def facts(self) -> Iterator[Fact]:
        """The target's facts in document order, then the footnotes that they use."""
        for context in self.document.contexts.values():
            self.diagnostics += default_members(context, self.taxonomy)
            self.diagnostics += wrong_domains(context, self.taxonomy)
        self.diagnostics += check_groups(self.document, self.target)
        links, notes = self._links()
        for raw in self.document.elements:
            if raw.kind in _ITEMS and raw.attributes.get("target") == self.target and not raw.broken:
                if raw.group is not None or "tupleRef" in raw.attributes:
                    continue  # a part of what has been refused
                fact = self._fact(raw)
                if fact:
                    self.positions[raw.source.path][fact.id] = (raw.line, raw.column)
                    found = links.get(fact.id)
                    yield fact._replace(links=tuple(Link(a, g, tuple(t)) for (a, g), t in found.items())) if found else fact
        for raw in notes:
            note = self._note(raw)
            if note:
                self.positions[raw.source.path][note.id] = (raw.line, raw.column)
                yield note

    # -------------------------------------------------------- facts

    def _fact(self, raw: RawElement) -> Fact | None:
        attributes, document = raw.attributes, self.document
        assert raw.name is not None
        context = document.contexts.get(attributes["contextRef"].strip())
        if context is None:
            if attributes["contextRef"].strip() not in document.broken and document.has_resources:
                self.wrong(raw.code("1.2", "contextReference"), f"There is no context {quoted(attributes['contextRef'])}.", raw)
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
            self.wrong(raw.code("1.2", "conceptType"), f"{quoted(attributes['name'])} is {kind}.", raw)
            return None
        try:
            value = self._value(raw, use.concept)
            decimals = parse_decimals(attributes.get("decimals"), attributes.get("precision"), value)
        except ValueError as problem:
            if not raw.broken:
                self.wrong("xbrl.4.6", f"{quoted(raw.attributes['name'])}: {problem}.", raw)
            return None
        if raw.broken:
            return None
        language = raw.language.lower() if raw.language and use.text else None
        return Fact(raw.id, raw.name, value, context.entity, context.period, unit, decimals, language, self.aspects[context.id])

    def _unit(self, raw: RawElement) -> Unit | None:
        key = raw.attributes["unitRef"].strip()
        unit = self.document.units.get(key)
        if unit is None and key not in self.document.broken and self.document.has_resources:
            self.wrong(raw.code("1.2", "unitReference"), f"There is no unit {quoted(key)}.", raw)
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
            text = transformed(raw, text, self.wrong) or ""
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
            following = self.document.continuations.get(key)
            if following is None or following.broken:  # reported with the set
                raw.broken = True
                break
            if key in seen:
                code = at.source.version.code("continuation", "1.2", "continuationCycle")
                self.wrong(code, f"The continuations at {quoted(key)} run in a circle.", raw)
                break
            seen.add(key)
            tokens += following.content
            at = following
        return tokens

    # -------------------------------------------------------- footnotes and links (6, 13; 1.0: 5)

    def _links(self) -> tuple[Links, list[RawElement]]:
        """The links of the target's facts, and the footnotes that they lead to."""
        links: Links = {}
        used: set[str] = set()
        for page in self.document.pages:
            for relationship in page.relationships:
                self._relate(relationship, links, used)
        for raw in self.document.elements:
            if "footnoteRefs" in raw.attributes and raw.target == self.target and not raw.broken:
                self._refer(raw, links, used)
        footnotes = [e for e in self.document.elements if e.kind == "footnote" and not e.broken]
        anywhere = used | self._used_elsewhere()
        for raw in footnotes:
            if raw.id not in anywhere:
                message = f"No relationship of a fact leads to the footnote {quoted(raw.id)}: the report leaves it out."
                self.diagnostics.append(warning("xbrlxe:unlinkedFootnoteResource", message, location=_place(raw)))
        return links, [e for e in footnotes if e.id in used]

    def _used_elsewhere(self) -> set[str]:
        """The ids that facts of other targets lead to."""
        found: set[str] = set()
        for page in self.document.pages:
            for relationship in page.relationships:
                found.update(relationship.attributes.get("toRefs", "").split())
        for raw in self.document.elements:
            if raw.target != self.target:
                found.update(raw.attributes.get("footnoteRefs", "").split())
        return found

    def _refer(self, raw: RawElement, links: Links, used: set[str]) -> None:
        """The links of a 1.0 fact's footnoteRefs: the footnote itself says arcrole and link role."""
        for key in dict.fromkeys(raw.attributes["footnoteRefs"].split()):
            note = self.document.ids.get(key)
            if note is None or note.kind != "footnote":
                message = f"The fact refers to the footnote {quoted(key)}, which does not exist."
                hint = "Is the document set whole?" if note is None else None
                self.diagnostics.append(error(raw.code("1.2", "footnoteRef"), message, hint=hint, location=raw.place))
            elif not note.broken:
                ends = (note.attributes.get("arcrole", FACT_FOOTNOTE), note.attributes.get("footnoteLinkRole", STANDARD_LINK))
                links.setdefault(raw.id, {}).setdefault(ends, []).append(key)
                used.add(key)

    def _relate(self, relationship: Relationship, links: Links, used: set[str]) -> None:
        """The links of a 1.1 relationship."""
        attributes, ids = relationship.attributes, self.document.ids
        sources, targets = attributes.get("fromRefs", "").split(), attributes.get("toRefs", "").split()
        key = (attributes.get("arcrole", FACT_FOOTNOTE), attributes.get("linkRole", STANDARD_LINK))
        at = RawElement("relationship", {}, relationship.line, relationship.column, None, 0, relationship.source)
        if not self._references_hold(sources, targets, at):
            return
        for source in sources:
            if ids[source].target == self.target and not ids[source].broken:
                found = links.setdefault(source, {}).setdefault(key, [])
                found += [t for t in targets if t not in found and not ids[t].broken]
                used.update(targets)

    def _references_hold(self, sources: list[str], targets: list[str], at: RawElement) -> bool:
        ids = self.document.ids
        wrong = [s for s in sources if s not in ids or ids[s].kind not in FACTS]
        if wrong:
            message = f"The relationship starts at {quoted(' '.join(wrong))}, which is no fact."
            self.wrong(at.code("1.2", "relationshipFromRef"), message, at)
        unknown = [t for t in targets if t not in ids or ids[t].kind not in (*FACTS, "footnote")]
        if unknown:
            message = f"The relationship leads to {quoted(' '.join(unknown))}, which is neither fact nor footnote."
            self.wrong(at.code("1.2", "relationshipToRef"), message, at)
        if wrong or unknown or not sources or not targets:
            return False
        if len({ids[t].kind == "footnote" for t in targets}) > 1:
            message = "A relationship leads to footnotes or to facts, not to both."
            self.wrong(at.code("1.2", "relationshipReferencesMixed"), message, at)
        if set(sources) & set(targets):
            self.wrong(at.code("1.2", "relationshipFromToMatch"), "A relationship leads from an element to itself.", at)
            return False
        return True

    def _note(self, raw: RawElement) -> Fact | None:
        if not raw.language:
            message = f"The footnote {quoted(raw.id)} has no language in scope (xml:lang)."
            self.wrong(raw.code("1.2", "footnoteLang"), message, raw)
            return None
        role = raw.attributes.get("footnoteRole", FOOTNOTE_ROLE)
        if role != FOOTNOTE_ROLE:
            message = f"The footnote role {quoted(role)} has no place in the report's model: it is left out."
            self.diagnostics.append(warning("xbrlxe:nonStandardFootnoteResourceRole", message, location=_place(raw)))
        text = markup_of(self._continued(raw))
        if raw.broken:
            return None
        return Fact(raw.id, NOTE_CONCEPT, text, NO_ENTITY, None, language=raw.language.lower())


def _place(raw: RawElement) -> Location:
    return Location(path=raw.source.path, line=raw.line, column=raw.column)
