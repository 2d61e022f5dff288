"""The facts of an XBRL 2.1 instance: from an element that has ended to a Fact (XBRL 2.1, section 4.6).

Contexts and units that come later in the document are waited for. What the model has no place for is a diagnostic with the code of
xBRL-XML 1.0 (`xbrlxe:`).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.model import Entity, Fact, Member, Period, Taxonomy, Unit, Value
from generator.qname import XML, XSI, QName
from generator.read.concepts import ConceptUse, ConceptUses
from generator.read.resources import Resources
from generator.read.result import INSTANCE
from generator.read.values import INTEGERS, canonical_value, is_plain_number
from generator.records import NamedTuple
from generator.xmlstream import Namespaces, expand

_LANG, _NIL, _BASE = f"{XML}}}lang", f"{XSI}}}nil", f"{XML}}}base"
_SPACE = " \t\r\n"
_ATTRIBUTES = frozenset({"contextRef", "unitRef", "decimals", "precision", "id", _LANG, _NIL, _BASE})


class Opened(NamedTuple):
    """A fact's element: its start tag, and whether elements are in it."""

    name: str
    attributes: dict[str, str]
    line: int
    column: int
    nested: bool = False


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
    opened: Opened


class FactPlaces(Mapping[str, Location]):
    """Fact ids to places in the file at `path`: numbers beside the facts, since few facts are ever asked for."""

    def __init__(self, path: str, facts: Sequence[Fact], lines: array[int], columns: array[int]) -> None:
        """`lines` and `columns` count from 1; they are those of `facts`, in their order."""
        self._path, self._facts, self._lines, self._columns = path, facts, lines, columns
        self._index: dict[str, int] = {}

    def _at(self, key: object) -> int | None:
        if not self._index:
            self._index.update((fact.id, at) for at, fact in enumerate(self._facts))
        return self._index.get(key)  # type: ignore[call-overload, no-any-return]

    def __getitem__(self, fact: str) -> Location:
        """Where `fact` stands. Raises KeyError where it is not in the report."""
        at = self._at(fact)
        if at is None:
            raise KeyError(fact)
        return Location(path=self._path, line=self._lines[at], column=self._columns[at], fact=fact)

    def __contains__(self, fact: object) -> bool:
        """Whether `fact` is in the report."""
        return self._at(fact) is not None

    def __iter__(self) -> Iterator[str]:
        """The ids of the facts in order."""
        return (fact.id for fact in self._facts)

    def __len__(self) -> int:
        """How many facts there are."""
        return len(self._facts)


class FactReader:
    """Makes the facts of one document, in `facts`, with the lines and columns of their elements beside them.

    `load` is called for the first fact, since only then all schemaRefs have been met; `made_id` gives a fact without an id one.
    `doubts` are as a ReadReport's. `ids` are those of the facts; `faulty` those of elements that became none.
    """

    def __init__(
        self, path: str, resources: Resources, namespaces: Namespaces, load: Callable[[], Taxonomy], made_id: Callable[[], str]
    ) -> None:
        self.path, self.resources, self.namespaces, self.load, self.made_id = path, resources, namespaces, load, made_id
        self.facts: list[Fact | None] = []
        self.lines, self.columns = array("I"), array("I")
        self.ids: set[str] = set()
        self.pending: list[_Pending] = []
        self.diagnostics: list[Diagnostic] = []
        self.faulty: set[str] = set()
        self.doubts: set[str] = set()
        self.language = ""
        self.languages: set[str] = set()
        self.taxonomy: Taxonomy | None = None
        self.uses: ConceptUses | None = None
        self.by_name: dict[str, ConceptUse | None] = {}
        self.aspects: dict[str, _Shared] = {}
        self.plain: dict[str, tuple[QName, bool]] = {}
        self.decimals: dict[str, int | None] = {}

    def loaded(self) -> ConceptUses:
        """The concepts of the instance's taxonomy, which is loaded at the first call."""
        if self.uses is None:
            self.taxonomy = self.load()
            self.uses = ConceptUses(self.taxonomy)
        return self.uses

    def share(self, other: FactReader) -> None:
        """Take over what `other`, which has read the same document, has learnt of it."""
        self.taxonomy, self.uses = other.taxonomy, other.uses
        self.by_name, self.aspects, self.plain, self.decimals = other.by_name, other.aspects, other.plain, other.decimals

    def forget(self) -> None:
        """Let go of the facts made so far."""
        self.facts.clear()
        del self.lines[:], self.columns[:]

    def late(self) -> Iterator[tuple[int, Fact | None]]:
        """The facts that waited for their contexts and units, made or refused, each with its index among the facts."""
        for item in self.pending:
            yield item.place, self._fact(item.key, item.use, item.value, item.opened)

    def finish(self) -> list[Fact]:
        """The facts, once the document has ended."""
        missing = False
        for place, fact in self.late():
            self.facts[place] = fact
            missing = missing or fact is None
        if missing:
            kept = [at for at, fact in enumerate(self.facts) if fact is not None]
            self.lines, self.columns = (array("I", (numbers[at] for at in kept)) for numbers in (self.lines, self.columns))
        return [fact for fact in self.facts if fact is not None]

    def quick(self, name: str, attributes: dict[str, str], texts: list[str], line: int, column: int) -> bool:
        """Make the fact where it is like nearly all: numeric, complete, of a concept, context and decimals seen before.

        What it declines, for whatever reason, is left to `close`, which says what is wrong.
        """
        plain = self.plain.get(name)
        if plain is None or len(attributes) != 4:
            return False
        given = attributes.get
        reference = given("contextRef", "")
        shared = self.aspects.get(reference) or self._shared(reference)
        unit = self.resources.units.get(given("unitRef", ""))
        decimals = given("decimals", "")
        key = given("id", "")
        if shared is None or unit is None or decimals not in self.decimals or not key or " " in key or key in self.ids:
            return False
        text = texts[0] if len(texts) == 1 else "".join(texts)
        concept, whole = plain
        if not is_plain_number(text, whole=whole):
            return False
        self.ids.add(key)
        self.lines.append(line)
        self.columns.append(column)
        entity, period, dimensions = shared
        self.facts.append(Fact(key, concept, Decimal(text), entity, period, unit, self.decimals[decimals], None, dimensions))
        return True

    def close(self, opened: Opened, text: str) -> None:
        """Make the fact of a complete element that holds `text`, or say what is wrong with it."""
        use = self._known(opened.name)
        if use is None:
            local = quoted(expand(opened.name).local)
            hint = "Look for a slip in the name or its prefix, or for a taxonomy that is not referred to."
            self._at(opened, "xbrl.4.6", f"The taxonomy declares no concept {local}.", hint)
            return
        if self._unsupported(opened, use):
            return
        attributes = opened.attributes
        if use.supplied or not _ATTRIBUTES.issuperset(attributes):
            self.doubts.add(INSTANCE)
        value: Value = None
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
            if fact is None:
                return
        else:
            self.pending.append(_Pending(len(self.facts), key, use, value, opened))
            fact = None
        self.facts.append(fact)
        self.lines.append(opened.line)
        self.columns.append(opened.column)

    def _value(self, text: str, use: ConceptUse) -> Value:
        assert self.taxonomy is not None
        return canonical_value(text, use.concept, self.taxonomy, self.namespaces.resolve)

    def _unsupported(self, opened: Opened, use: ConceptUse) -> bool:
        """Report what the OIM has no place for, and elements where none may be."""
        concept = use.concept
        rest = "which the Open Information Model cannot hold."
        if not concept.period_type:
            self._at(opened, "xbrlxe:unsupportedTuple", f"{concept.qname.local} is a tuple, {rest}")
        elif concept.base_type == "fractionItemType":
            self._at(opened, "xbrlxe:unsupportedFraction", f"{concept.qname.local} is a fraction, {rest}")
        elif opened.nested:
            self._at(opened, "xbrl.4.6", f"The fact of {concept.qname.local} holds elements.", "Escape the markup: &lt;p&gt;")
        else:
            return False
        return True

    def _identify(self, opened: Opened) -> str:
        """The fact's id: its own, or a made one that no element of the document has."""
        key = opened.attributes.get("id", "").strip(_SPACE)
        if key and key in self.ids:
            self._at(opened, "xbrl.4.6", f"The id {quoted(key)} is used twice.", "Give every fact an id of its own.")
            key = ""
        if not key:
            key = self.made_id()
        self.ids.add(key)
        return key

    def _fact(self, key: str, use: ConceptUse, value: Value, opened: Opened) -> Fact | None:
        """The fact with its aspects; None where its context or unit is missing or broken."""
        attributes = opened.attributes
        reference = attributes.get("contextRef", "")
        context = self.resources.contexts.get(reference)
        unit = self._unit(use, opened)
        if context is None:
            if reference not in self.resources.broken:
                shown = f"refers to the context {quoted(reference)}, which does not exist" if reference else "has no contextRef"
                self._at(opened, "xbrl.4.6.1", f"The fact of {use.concept.qname.local} {shown}.")
            self.ids.discard(key)
            return None
        if use.numeric and unit is None:
            self.ids.discard(key)
            return None
        shared = self._shared(reference)
        assert shared is not None
        if use.numeric:
            self.plain[opened.name] = (use.concept.qname, use.primitive in INTEGERS)
        decimals = self._decimals(use, value, opened)
        language = (attributes.get(_LANG, self.language).lower() or None) if use.text else None
        if _LANG in attributes and attributes[_LANG] not in self.languages:
            self.languages.add(attributes[_LANG])
            if not _is_language(attributes[_LANG].strip(_SPACE)):
                self.doubts.add(INSTANCE)
        return Fact(key, use.concept.qname, value, shared.entity, shared.period, unit, decimals, language, shared.dimensions)

    def _shared(self, reference: str) -> _Shared | None:
        """The aspects of a context that is known, made once."""
        found = self.aspects.get(reference)
        context = self.resources.contexts.get(reference)
        if found is None and context is not None and self.taxonomy is not None:
            found = self.aspects[reference] = _Shared(context.entity, context.period, context.aspects(self.taxonomy))
        return found

    def _unit(self, use: ConceptUse, opened: Opened) -> Unit | None:
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

    def _decimals(self, use: ConceptUse, value: Value, opened: Opened) -> int | None:
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
        if not _is_small_integer(given) or (decimals is None and int(given) < 0):
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

    def _known(self, name: str) -> ConceptUse | None:
        """The concept of an element, once."""
        uses = self.loaded()
        if name not in self.by_name:
            self.by_name[name] = uses[expand(name)]
        return self.by_name[name]

    def _at(self, opened: Opened, code: str, message: str, hint: str | None = None) -> None:
        key = opened.attributes.get("id")
        if key:
            self.faulty.add(key)
        place = Location(path=self.path, line=opened.line, column=opened.column, fact=key)
        self.diagnostics.append(error(code, message, hint=hint, location=place))


def _is_small_integer(text: str) -> bool:
    """Whether `text` is a whole number of at most four digits: beyond that, powers of ten would be unbounded work."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    return digits.isascii() and digits.isdigit() and len(digits.lstrip("0")) <= 4


def _is_language(text: str) -> bool:
    """Whether `text` is in the lexical space of xs:language, or empty."""
    first, *others = text.split("-")
    return not text or (
        text.isascii() and first.isalpha() and len(first) <= 8 and all(part.isalnum() and len(part) <= 8 for part in others)
    )
