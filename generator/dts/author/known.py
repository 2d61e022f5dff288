"""What is known of a name that a table uses: of our own concepts, and of a base taxonomy's where that is at hand."""

from typing import NamedTuple

from generator.dts.author import vocabulary
from generator.dts.author.source import ConceptSource, Source
from generator.model import NUMERIC_BASE_TYPES, Concept, Taxonomy
from generator.qname import XBRLDT, QName

_MEASURES = {"monetaryItemType": "monetary", "sharesItemType": "shares", "pureItemType": "pure"}
_PURE = frozenset({"percent", "pure"})


class Known(NamedTuple):
    """A concept as the checks see it. `measure` is "monetary", "shares", "pure" or "" where its unit may be any."""

    name: str
    kind: str
    measure: str
    is_numeric: bool
    period: str
    balance: str


class Names:
    """Every name by the way the tables write it: `Name`, or `prefix:Name` for a base taxonomy's."""

    def __init__(self, source: Source, base: Taxonomy | None) -> None:
        """`base` is the DTS of the base taxonomies, None where they are not at hand: their names are then not checked."""
        self._settings = source.settings
        self._base = base
        self._own: dict[str, Known] = {}
        for concept in source.concepts:
            self._own.setdefault(concept.name, _own(concept))

    def find(self, name: str) -> Known | None:
        """What is known of `name`; None where nothing is."""
        declared = self._settings.base(name)
        if declared is None:
            return self._own.get(name)
        concept = self._base.concepts.get(QName(declared.namespace, name.partition(":")[2])) if self._base else None
        # Our links lead to the element by this id; another id would lead nowhere.
        return _of_base(name, concept) if concept is not None and concept.id == name.replace(":", "_") else None

    def has_base_label(self, name: str, role: str) -> bool:
        """Whether a base taxonomy has a label of the role `role` (a URI) for its concept `name`; so it may where it is not at hand."""
        declared = self._settings.base(name)
        if self._base is None or declared is None:
            return declared is not None
        return any(label.role == role for label in self._base.labels.get(QName(declared.namespace, name.partition(":")[2]), ()))

    def is_declared(self, name: str) -> bool:
        """Whether the prefix of `name` is a base taxonomy's."""
        return self._settings.base(name) is not None

    def is_unchecked(self, name: str) -> bool:
        """Whether `name` is of a base taxonomy that is not at hand."""
        return self._base is None and self.is_declared(name)


def _own(concept: ConceptSource) -> Known:
    is_item = concept.kind == "item"
    base_type = vocabulary.ITEM_TYPES[concept.type].local if is_item else ""
    measure = "pure" if concept.type in _PURE else _MEASURES.get(base_type, "")
    is_numeric = is_item and (base_type in NUMERIC_BASE_TYPES or concept.type in vocabulary.NUMERIC_DTR_TYPES)
    return Known(concept.name, concept.kind, measure, is_numeric, concept.period, concept.balance)


def _of_base(name: str, concept: Concept) -> Known:
    group = concept.substitution_group
    kind = "abstract" if concept.abstract else "item"
    if group == QName(XBRLDT, "hypercubeItem"):
        kind = "hypercube"
    elif group == QName(XBRLDT, "dimensionItem"):
        kind = "typed-axis" if concept.typed_domain is not None else "axis"
    elif concept.type.local == vocabulary.MEMBER_TYPE.local:
        kind = "member"
    measure = _MEASURES.get(concept.base_type, "")
    return Known(name, kind, measure, concept.is_numeric, concept.period_type, concept.balance)
