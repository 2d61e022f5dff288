"""What a reader needs to know of a concept, asked of the taxonomy once for each concept."""

from decimal import Decimal

from generator.model import SUPPLIED, Concept, Taxonomy
from generator.qname import QName
from generator.read.values import parse_number
from generator.records import NamedTuple


class ConceptUse(NamedTuple):
    """A concept as facts use it: `text` facts carry a language (OIM 1.0, 3.4: language), `number` reads a numeric one's text.

    `supplied` says that its type supplies attributes which a fact does not give.
    """

    concept: Concept
    numeric: bool
    text: bool
    primitive: str
    supplied: bool = False

    def number(self, text: str) -> Decimal:
        """The number in `text`. Raises ValueError, with a sentence."""
        return parse_number(text, self.primitive)


class ConceptUses:
    """The concepts of one taxonomy by QName, each looked into once. None for what is no concept of it."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        """`taxonomy` is the report's."""
        self._taxonomy = taxonomy
        self._known: dict[QName, ConceptUse | None] = {}
        self._of_type: dict[tuple[QName, str], ConceptUse] = {}

    def __getitem__(self, name: QName) -> ConceptUse | None:
        """The concept called `name`."""
        if name not in self._known:
            concept = self._taxonomy.concepts.get(name)
            self._known[name] = None if concept is None else self._use(concept)
        return self._known[name]

    def _use(self, concept: Concept) -> ConceptUse:
        key = (concept.type, concept.base_type)  # all but the concept itself follows from these
        use = self._of_type.get(key)
        if use is None:
            taxonomy = self._taxonomy
            declared = taxonomy.types.get(concept.type)
            primitive = declared.primitive if declared else concept.base_type.removesuffix("ItemType")
            supplied = _is_supplied(concept.type, taxonomy)
            use = self._of_type[key] = ConceptUse(concept, concept.is_numeric, taxonomy.has_language(concept), primitive, supplied)
        return use if use.concept is concept else use._replace(concept=concept)


def _is_supplied(name: QName | None, taxonomy: Taxonomy) -> bool:
    seen: set[QName] = set()
    while name is not None and name in taxonomy.types and name not in seen:
        seen.add(name)
        if any(facet == SUPPLIED for facet, _ in taxonomy.types[name].facets):
            return True
        name = taxonomy.types[name].base
    return False
