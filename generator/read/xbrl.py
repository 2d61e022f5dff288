"""XBRL 2.1 instances to facts: one expat pass, contexts and units cached, forward references resolved at the end.

What the model has no place for (tuples, fractions, free segment content) is a diagnostic with the code of
xBRL-XML 1.0 (`xbrlxe:`); other defects carry `xbrl.` and the section of XBRL 2.1, with line and column.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Location, Severity, error, quoted
from generator.model import Entity, Fact, Member, Period, Report, Taxonomy, Unit, Value
from generator.qname import LINK, XBRLI, XLINK, XML, XSI, QName
from generator.read.concepts import INTEGERS, ConceptUse, ConceptUses
from generator.read.footnotes import FOOTNOTE_LINK, Footnotes, Note, link_facts
from generator.read.instance import RESOURCE_NAMES, Context, Resources, canonical_value, placement_of, wrong_domains
from generator.read.result import INSTANCE, LINKS, Places, ReadReport, TaxonomyLoader, resolve_reference
from generator.xmlstream import Namespaces, expand, new_parser, parse

_ROOT = f"{XBRLI}}}xbrl"
REFERENCES = {f"{LINK}}}{name}": name for name in ("schemaRef", "linkbaseRef", "roleRef", "arcroleRef")}
_LANG, _NIL, _BASE = f"{XML}}}lang", f"{XSI}}}nil", f"{XML}}}base"
_HREF, _TYPE = f"{XLINK}}}href", f"{XLINK}}}type"
_SPACE = " \t\r\n"
_FACT_ATTRIBUTES = frozenset({"contextRef", "unitRef", "decimals", "precision", "id", _LANG, _NIL, _BASE})
_PLAIN_REFERENCE = frozenset({f"{XLINK}}}{x}" for x in ("type", "href", "arcrole", "role", "title")})
_ORDER = {"schemaRef": 0, "linkbaseRef": 1, "roleRef": 2, "arcroleRef": 3}
_OTHERS = 4
_ID = re.compile(r"[^\W\d][\w.\-·]*")
_LANGUAGE = re.compile(r"(?:[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*)?")
_BY_VIEW = (  # arcroles that compare facts where they stand
    "http://www.xbrl.org/2003/arcrole/essence-alias",
    "http://www.xbrl.org/2003/arcrole/requires-element",
)
_INTEGER = re.compile(r"[+-]?0*[0-9]{1,4}")  # beyond that, powers of ten would be unbounded work
_PLAIN_INTEGER = re.compile(r"-?[0-9]{1,30}")
_PLAIN_DECIMAL = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")
MADE_ID = re.compile(rb"\bid\s*=\s*[\"'](_[0-9]+)[\"']")


def read(data: bytes, path: str, load: TaxonomyLoader) -> ReadReport:
    """The facts of the XBRL 2.1 instance in `data`, with all aspects, in document order; notes follow them.

    `path` is the instance's own path or URL, for messages and for relative references. Raises InputError where the XML is
    not well-formed or has a DOCTYPE, and whatever `load` raises.
    """
    return InstanceReader(data, path, load).run()


class _Open(NamedTuple):
    """A fact element whose end tag has not come yet."""

    name: str
    attributes: dict[str, str]
    line: int
    column: int


class _Shared(NamedTuple):
    """A context's aspects as facts have them."""

    entity: Entity
    period: Period | None
    dimensions: tuple[tuple[QName, Member], ...]


class _Pending(NamedTuple):
    """A fact whose context or unit comes later in the document; `place` is its index among the facts."""

    place: int
    key: str
    use: ConceptUse
    value: Value
    opened: _Open


class InstanceReader:
    """One run over one document. Handlers are swapped by what is open: facts are many, everything else is rare."""

    def __init__(self, data: bytes, path: str, load: TaxonomyLoader) -> None:
        self.data, self.path, self.load = data, path, load
        self.parser = new_parser(path)
        self.namespaces = Namespaces(self.parser)
        self.resources = Resources(self.parser, self.namespaces, path)
        self.footnotes = Footnotes(path)
        self.diagnostics: list[Diagnostic] = []
        self.references: dict[str, list[str]] = {name: [] for name in REFERENCES.values()}
        self.taxonomy: Taxonomy | None = None
        self.uses: ConceptUses | None = None
        self.by_name: dict[str, ConceptUse | None] = {}
        self.aspects: dict[str, _Shared] = {}
        self.plain: dict[str, tuple[QName, re.Pattern[str]]] = {}
        self.decimals: dict[str, int | None] = {}
        self.facts: list[Fact | None] = []
        self.positions: dict[str, tuple[int, int]] = {}
        self.pending: list[_Pending] = []
        self.reserved = {found.decode("ascii") for found in MADE_ID.findall(data)} if b"_" in data else set()
        self.made = 0
        self.faulty: set[str] = set()
        self.language = ""
        self.base = path
        self.is_instance = False
        self.schemas: dict[str, Location] = {}
        self.depth = 0
        self.opened: _Open | None = None
        self.nested = False
        self.texts: list[str] = []
        self.doubts: set[str] = set()
        self.rank = 0
        self.languages: set[str] = set()

    def run(self) -> ReadReport:
        """The report that the whole document makes."""
        self._fact_mode()
        parse(self.parser, self.data, self.path)
        if self.uses is None and self.is_instance:
            self._load()
        for item in self.pending:
            self.facts[item.place] = self._fact(item.key, item.use, item.value, item.opened)
        for ident, context in self.resources.contexts.items():
            self._check_defaults(ident, context)
        facts = [fact for fact in self.facts if fact is not None]
        notes = self._link(facts)
        report = Report(facts=facts + notes, taxonomy=self._entry_points(), prefixes=dict(self.namespaces.declared))
        found = (*self.resources.diagnostics, *self.diagnostics, *self.footnotes.diagnostics)
        ordered = sorted(found, key=lambda d: (d.location.line or 0, d.location.column or 0))
        placement = placement_of(self.resources.contexts.values())
        self._doubt(found, placement)
        return ReadReport(
            report=report,
            places=Places(self.path, self.positions),
            diagnostics=tuple(ordered),
            placement=placement,
            unused=tuple(
                ((*context.segment, *context.scenario), context.location)
                for ident, context in self.resources.contexts.items()
                if (context.segment or context.scenario) and ident not in self.aspects
            ),
            doubts=frozenset(self.doubts),
        )

    def _doubt(self, found: Iterable[Diagnostic], placement: Mapping[QName, str] | None) -> None:
        """Note what the model has no place for, and what only XML Schema or the facts' places can decide."""
        resources, positions = self.resources, self.positions
        arcroles = self.taxonomy.relationships if self.taxonomy is not None else {}
        if (
            resources.is_odd
            or self.footnotes.is_odd
            or placement is None
            or any(d.code.startswith("xbrlxe:") and d.severity is Severity.ERROR for d in found)
            or any(arcroles.get(arcrole) for arcrole in _BY_VIEW)
            or any(key in positions for keys in (resources.contexts, resources.units) for key in keys)
            or not all(map(_ID.fullmatch, positions))
            or not all(_ID.fullmatch(key) for keys in (resources.contexts, resources.units) for key in keys)
        ):
            self.doubts.add(INSTANCE)

    # ------------------------------------------------------------ handlers

    def _fact_mode(self) -> None:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.texts.append

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 2:
            if self.texts and not self.texts[0].isspace():
                self.doubts.add(INSTANCE)  # text between facts
            if name in RESOURCE_NAMES:
                self._resource_mode(name, attributes)
            elif name in REFERENCES:
                self._reference(REFERENCES[name], attributes)
            elif name == FOOTNOTE_LINK:
                self._footnote_mode(name, attributes)
            else:
                parser = self.parser
                self.opened = _Open(name, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
                self.nested = False
                self.texts.clear()
        elif self.depth == 1:
            self._root(name, attributes)
        else:
            self.nested = True

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.depth == 1 and self.opened is not None:
            opened, self.opened = self.opened, None
            self._close(opened)
            self.texts.clear()

    def _resource_mode(self, name: str, attributes: dict[str, str]) -> None:
        resources = self.resources
        self.rank = _OTHERS
        self.texts.clear()

        def end(name: str) -> None:
            resources.end(name)
            if not resources.depth:
                self.depth -= 1
                self._fact_mode()

        resources.start(name, attributes)
        self.parser.StartElementHandler = resources.start
        self.parser.EndElementHandler = end
        self.parser.CharacterDataHandler = resources.text

    def _footnote_mode(self, name: str, attributes: dict[str, str]) -> None:
        footnotes, parser = self.footnotes, self.parser
        self.rank = _OTHERS
        self.doubts.add(LINKS)
        self.texts.clear()

        def start(name: str, attributes: dict[str, str]) -> None:
            footnotes.start(name, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

        def end(name: str) -> None:
            footnotes.end(name)
            if not footnotes.depth:
                self.depth -= 1
                self._fact_mode()

        attributes.setdefault(_LANG, self.language)
        start(name, attributes)
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = footnotes.text

    # ------------------------------------------------------------ the document's head (XBRL 2.1, 4.1 to 4.5)

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        self.language = attributes.get(_LANG, "")
        self.base = resolve_reference(attributes.get(_BASE, ""), self.path) if attributes.get(_BASE) else self.path
        self.is_instance = name == _ROOT
        if attributes.keys() - {"id", _LANG, _BASE} and any(not key.startswith(XSI) for key in attributes):
            self.doubts.add(INSTANCE)
        if attributes.get(_BASE):
            self._outside_model("xbrlxe:unsupportedXmlBase", "The instance has xml:base")
        if name != _ROOT:
            hint = "An XBRL 2.1 instance starts with <xbrli:xbrl>."
            self._report("xbrl.4.1", f"The root element is {quoted(expand(name).local)}, not xbrli:xbrl.", self._here(), hint)

    def _reference(self, kind: str, attributes: dict[str, str]) -> None:
        self.texts.clear()
        if kind != "schemaRef" or not _PLAIN_REFERENCE.issuperset(attributes) or attributes.get(_TYPE) != "simple":
            self.doubts.add(LINKS)
        href = attributes.get(_HREF, "").strip(_SPACE)
        section = {"schemaRef": "4.2", "linkbaseRef": "4.3", "roleRef": "4.4", "arcroleRef": "4.5"}[kind]
        if _ORDER[kind] < self.rank and href.partition("#")[0]:
            hint = "Put schemaRef, linkbaseRef, roleRef and arcroleRef first, in this order."
            self._report("xbrl.4.1", f"A {kind} stands too late in the instance.", self._here(), hint)
        self.rank = max(self.rank, _ORDER[kind])
        if not href.partition("#")[0]:
            self._report(f"xbrl.{section}", f"A {kind} has no xlink:href.", self._here())
            return
        base = resolve_reference(attributes[_BASE], self.base) if attributes.get(_BASE) else self.base
        url = resolve_reference(href, base)
        if attributes.get(_BASE):
            self._outside_model("xbrlxe:unsupportedXmlBase", f"A {kind} has xml:base")
        if kind == "linkbaseRef":
            self._outside_model("xbrlxe:unsupportedLinkbaseReference", "The instance refers to a linkbase")
        if kind == "schemaRef":
            self.schemas.setdefault(url, self._here())
        if url not in self.references[kind]:
            self.references[kind].append(url)

    def _outside_model(self, code: str, what: str) -> None:
        """Note what XBRL 2.1 allows and xBRL-XML 1.0 does not: it is no finding but for who converts."""
        message = f"{what}, which the Open Information Model has no place for."
        self.diagnostics.append(Diagnostic(code=code, severity=Severity.INFO, message=message, location=self._here()))

    def _entry_points(self) -> tuple[str, ...]:
        return (*self.references["schemaRef"], *self.references["linkbaseRef"])

    def _known(self, name: str) -> ConceptUse | None:
        """The concept of an element, once; the taxonomy is loaded when the first fact needs it."""
        uses = self.uses or self._load()
        if name not in self.by_name:
            self.by_name[name] = uses[expand(name)]
        return self.by_name[name]

    def _load(self) -> ConceptUses:
        self.rank = _OTHERS
        if not self.references["schemaRef"]:
            self._report("xbrl.4.2", "The instance has no schemaRef: no taxonomy says what its facts are.", self._here())
        roles = (*self.references["roleRef"], *self.references["arcroleRef"])
        self.taxonomy = self.load(tuple(dict.fromkeys((*self._entry_points(), *roles))))
        self.uses = ConceptUses(self.taxonomy)
        for url, place in self.schemas.items():
            if url in self.taxonomy.linkbases:
                self._report("xbrl.4.2", f"The schemaRef leads to {quoted(url, 200)}, which is a linkbase.", place)
        return self.uses

    # ------------------------------------------------------------ facts (XBRL 2.1, 4.6)

    def _quick(self, opened: _Open) -> bool:
        """Make the fact where it is like nearly all: numeric, complete, of a concept, context and decimals seen before.

        What it declines, for whatever reason, is left to `_close`, which says what is wrong.
        """
        attributes = opened.attributes
        plain = self.plain.get(opened.name)
        if plain is None or len(attributes) != 4 or self.nested:
            return False
        shared = self.aspects.get(attributes.get("contextRef", ""))
        unit = self.resources.units.get(attributes.get("unitRef", ""))
        decimals = attributes.get("decimals", "")
        key = attributes.get("id", "")
        if shared is None or unit is None or decimals not in self.decimals or not key or " " in key or key in self.positions:
            return False
        texts = self.texts
        text = texts[0] if len(texts) == 1 else "".join(texts)
        if not plain[1].fullmatch(text):
            return False
        self.positions[key] = (opened.line, opened.column)
        entity, period, dimensions = shared
        self.facts.append(Fact(key, plain[0], Decimal(text), entity, period, unit, self.decimals[decimals], None, dimensions))
        return True

    def _close(self, opened: _Open) -> None:
        """Make the fact of a complete element, or say what is wrong with it."""
        if self._quick(opened):
            return
        use = self._known(opened.name)
        if use is None:
            local = quoted(expand(opened.name).local)
            hint = "Look for a slip in the name or its prefix, or for a taxonomy that is not referred to."
            self._at(opened, "xbrl.4.6", f"The taxonomy declares no concept {local}.", hint)
            return
        if self._unsupported(opened, use):
            return
        attributes = opened.attributes
        if use.supplied or not _FACT_ATTRIBUTES.issuperset(attributes):
            self.doubts.add(INSTANCE)
        value: Value = None
        text = "".join(self.texts)
        if attributes.get(_NIL, "").strip(_SPACE) in ("true", "1"):
            if text:
                self._at(opened, "xbrl.4.6", f"The nil fact of {use.concept.qname.local} has content.", "Leave the element empty.")
        else:
            try:
                value = use.number(text) if use.numeric else self._value(text, use)
            except ValueError as problem:
                if not text.strip(_SPACE) or use.primitive in ("float", "double"):
                    self.doubts.add(INSTANCE)  # a default value, or one that no Decimal of ours holds
                self._at(opened, "cvc-datatype-valid", f"The value of {use.concept.qname.local} does not fit its type: {problem}.")
                return
        key = self._identify(opened)
        context = attributes.get("contextRef", "")
        unit = attributes.get("unitRef", "")
        resources = self.resources
        known = context in resources.contexts or context in resources.broken
        if known and (not unit or unit in resources.units or unit in resources.broken):
            fact = self._fact(key, use, value, opened)
            if fact is not None:
                self.facts.append(fact)
        else:
            self.pending.append(_Pending(len(self.facts), key, use, value, opened))
            self.facts.append(None)

    def _value(self, text: str, use: ConceptUse) -> Value:
        assert self.taxonomy is not None
        return canonical_value(text, use.concept, self.taxonomy, self.namespaces.resolve)

    def _unsupported(self, opened: _Open, use: ConceptUse) -> bool:
        """Report what the OIM has no place for, and elements where none may be."""
        concept = use.concept
        rest = "which the Open Information Model cannot hold."
        if not concept.period_type:
            self._at(opened, "xbrlxe:unsupportedTuple", f"{concept.qname.local} is a tuple, {rest}")
        elif concept.base_type == "fractionItemType":
            self._at(opened, "xbrlxe:unsupportedFraction", f"{concept.qname.local} is a fraction, {rest}")
        elif self.nested:
            self._at(opened, "xbrl.4.6", f"The fact of {concept.qname.local} holds elements.", "Escape the markup: &lt;p&gt;")
        else:
            return False
        return True

    def _identify(self, opened: _Open) -> str:
        """The fact's id: its own, or a made one that no element of the document has."""
        key = opened.attributes.get("id", "").strip(_SPACE)
        if key and key in self.positions:
            self._at(opened, "xbrl.4.6", f"The id {quoted(key)} is used twice.", "Give every fact an id of its own.")
            key = ""
        if not key:
            key = self._made_id()
        self.positions[key] = (opened.line, opened.column)
        return key

    def _made_id(self) -> str:
        self.made += 1
        while f"_{self.made}" in self.reserved:
            self.made += 1
        return f"_{self.made}"

    def _fact(self, key: str, use: ConceptUse, value: Value, opened: _Open) -> Fact | None:
        """The fact with its aspects; None where its context or unit is missing or broken."""
        attributes = opened.attributes
        reference = attributes.get("contextRef", "")
        context = self.resources.contexts.get(reference)
        unit = self._unit(use, opened)
        if context is None:
            if reference not in self.resources.broken:
                shown = f"refers to the context {quoted(reference)}, which does not exist" if reference else "has no contextRef"
                self._at(opened, "xbrl.4.6.1", f"The fact of {use.concept.qname.local} {shown}.")
            self.positions.pop(key)
            return None
        if use.numeric and unit is None:
            self.positions.pop(key)
            return None
        shared = self.aspects.get(reference)
        if shared is None:
            assert self.taxonomy is not None
            shared = self.aspects[reference] = _Shared(context.entity, context.period, context.aspects(self.taxonomy))
        if use.numeric:
            self.plain[opened.name] = (use.concept.qname, _PLAIN_INTEGER if use.primitive in INTEGERS else _PLAIN_DECIMAL)
        decimals = self._decimals(use, value, opened)
        language = (attributes.get(_LANG, self.language).lower() or None) if use.text else None
        if _LANG in attributes and attributes[_LANG] not in self.languages:
            self.languages.add(attributes[_LANG])
            if not _LANGUAGE.fullmatch(attributes[_LANG].strip(_SPACE)):
                self.doubts.add(INSTANCE)
        return Fact(key, use.concept.qname, value, shared.entity, shared.period, unit, decimals, language, shared.dimensions)

    def _unit(self, use: ConceptUse, opened: _Open) -> Unit | None:
        reference = opened.attributes.get("unitRef", "")
        name = use.concept.qname.local
        if not use.numeric:
            if reference:
                self._at(opened, "xbrl.4.6.2", f"{name} is not numeric, but its fact has a unitRef.", "Delete the unitRef.")
            return None
        unit = self.resources.units.get(reference)
        if unit is None and reference not in self.resources.broken:
            shown = f"refers to the unit {quoted(reference)}, which does not exist" if reference else "has no unitRef"
            self._at(opened, "xbrl.4.6.2", f"The numeric fact of {name} {shown}.")
        return unit

    def _decimals(self, use: ConceptUse, value: Value, opened: _Open) -> int | None:
        """`decimals`, or what `precision` amounts to; None for INF (XBRL 2.1, 4.6.3 to 4.6.7)."""
        decimals = opened.attributes.get("decimals")
        precision = opened.attributes.get("precision")
        name = use.concept.qname.local
        if not isinstance(value, Decimal):
            if decimals is not None or precision is not None:
                what = "nil" if use.numeric else "not numeric"
                self._at(opened, "xbrl.4.6.3", f"The fact of {name} is {what}, but has decimals or precision.", "Delete the attribute.")
            return None
        if (decimals is None) == (precision is None):
            which = "neither decimals nor precision" if decimals is None else "both decimals and precision"
            self._at(opened, "xbrl.4.6.3", f"The numeric fact of {name} has {which}.", "Give decimals, and decimals alone.")
        given = (decimals if decimals is not None else precision or "INF").strip(_SPACE)
        if given == "INF":
            self.decimals["INF"] = None
            return None
        if not _INTEGER.fullmatch(given) or (decimals is None and int(given) < 0):
            section = "4.6.5" if decimals is not None else "4.6.4"
            self._at(opened, f"xbrl.{section}", f"{quoted(given)} is neither a whole number of at most four digits nor INF.")
            return None
        if decimals is not None:
            self.decimals[decimals] = int(given)
            return int(given)
        if int(given) == 0:
            self._at(opened, "xbrlxe:unsupportedZeroPrecisionFact", f"The fact of {name} has precision 0: nothing is known of its value.")
            return None
        return None if value == 0 else int(given) - value.adjusted() - 1

    # ------------------------------------------------------------ dimensions, footnotes

    def _check_defaults(self, ident: str, context: Context) -> None:
        """A default member may not be written; as an aspect it would vanish, so that only the reader can see it."""
        defaults: Mapping[QName, QName] = self.taxonomy.defaults if self.taxonomy is not None else {}
        for dimension, member in (*context.segment, *context.scenario):
            if member is not None and defaults.get(dimension) == member:
                message = f"The context {quoted(ident)} names {quoted(str(member))}, the default member of {quoted(dimension.local)}."
                hint = "Leave the dimension out: its default holds by itself."
                self.diagnostics.append(error("xbrldie:DefaultValueUsedInInstanceError", message, hint=hint, location=context.location))
        if self.taxonomy is not None:
            self.diagnostics += wrong_domains(context, self.taxonomy)

    def _link(self, facts: list[Fact]) -> list[Fact]:
        """Give the facts their links; returns the notes that they lead to."""
        notes, loose = link_facts(facts, self.footnotes.arcs, self._note_id)
        for end, (line, column) in loose:
            if end not in self.faulty:
                place = Location(path=self.path, line=line, column=column)
                self._report("xbrl.4.11.1.1.1", f"A footnote belongs to {quoted(end)}, which is no fact of the instance.", place)
        return notes

    def _note_id(self, note: Note) -> str:
        key = note.id if note.id and note.id not in self.positions else self._made_id()
        self.positions[key] = note.position
        return key

    # ------------------------------------------------------------ diagnostics

    def _here(self) -> Location:
        return Location(path=self.path, line=self.parser.CurrentLineNumber, column=self.parser.CurrentColumnNumber + 1)

    def _at(self, opened: _Open, code: str, message: str, hint: str | None = None) -> None:
        key = opened.attributes.get("id")
        if key:
            self.faulty.add(key)
        self._report(code, message, Location(path=self.path, line=opened.line, column=opened.column, fact=key), hint)

    def _report(self, code: str, message: str, place: Location, hint: str | None = None) -> None:
        self.diagnostics.append(error(code, message, hint=hint, location=place))
