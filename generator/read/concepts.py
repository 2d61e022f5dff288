"""What a reader needs to know of a concept, asked of the taxonomy once for each concept."""

from decimal import Decimal
from typing import NamedTuple

from generator.model import Concept, Taxonomy
from generator.qname import QName
from generator.read.instance import parse_number

_TEXT = frozenset(
    ("string", "normalizedString", "token", "NCName", "ID", "IDREF", "IDREFS", "ENTITY", "ENTITIES", "NMTOKEN", "NMTOKENS"),
)
INTEGERS = frozenset(
    (
        *("integer", "nonPositiveInteger", "negativeInteger", "long", "int", "short", "byte", "nonNegativeInteger"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte", "positiveInteger"),
    )
)
"""The XML Schema built-ins whose numbers are whole."""
_WITHOUT_LANGUAGE = frozenset(("domainItemType", "noLangTokenItemType", "noLangStringItemType"))
_DTR = "http://www.xbrl.org/dtr/type/"


class ConceptUse(NamedTuple):
    """A concept as facts use it: `text` facts carry a language (OIM 1.0, 3.4: language), `number` reads a numeric one's text."""

    concept: Concept
    numeric: bool
    text: bool
    primitive: str

    def number(self, text: str) -> Decimal:
        """The number in `text`. Raises ValueError, with a sentence."""
        return parse_number(text, self.primitive)


class ConceptUses:
    """The concepts of one taxonomy by QName, each looked into once. None for what is no concept of it."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        """`taxonomy` is the report's."""
        self._taxonomy = taxonomy
        self._known: dict[QName, ConceptUse | None] = {}

    def __getitem__(self, name: QName) -> ConceptUse | None:
        """The concept called `name`."""
        if name not in self._known:
            concept = self._taxonomy.concepts.get(name)
            self._known[name] = None if concept is None else _use(concept, self._taxonomy)
        return self._known[name]


def _use(concept: Concept, taxonomy: Taxonomy) -> ConceptUse:
    declared = taxonomy.types.get(concept.type)
    primitive = declared.primitive if declared else concept.base_type.removesuffix("ItemType")
    return ConceptUse(concept, concept.is_numeric, primitive in _TEXT and _has_language(concept, taxonomy), primitive)


def _has_language(concept: Concept, taxonomy: Taxonomy) -> bool:
    """False for the registry's types that are text without a language, and what derives from them."""
    seen: set[QName] = set()
    name: QName | None = concept.type
    while name is not None and name not in seen:
        if name.namespace.startswith(_DTR) and name.local in _WITHOUT_LANGUAGE:
            return False
        seen.add(name)
        declared = taxonomy.types.get(name)
        name = declared.base if declared else None
    return True
