"""What the cells of a concept hold, by its type in the taxonomy: nothing of it is declared again."""

from collections.abc import Iterable, Mapping

from generator.model import Concept, Taxonomy
from generator.qname import ENUMERATIONS_2, STANDARD_LABEL, TERSE_LABEL, QName
from generator.records import Record, field
from generator.schedule import Content

_BY_TYPE = {
    "dateItemType": Content.DATE,
    "gYearMonthItemType": Content.MONTH,
    "gYearItemType": Content.YEAR,
    "booleanItemType": Content.BOOLEAN,
}
_SET = "enumerationSetItemType"


class CellType(Record):
    """What cells of one concept hold; see schedule.CellAspects."""

    content: Content
    choices: Mapping[str, tuple[QName, ...]] = field(default_factory=dict)
    has_language: bool = False


class CellTypes:
    """The cell types of one taxonomy's concepts that are no numbers, each worked out once."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        """`taxonomy` is the filing's."""
        self._taxonomy = taxonomy
        self._known: dict[QName, CellType] = {}

    def of(self, concept: Concept) -> CellType:
        """What the cells of `concept` hold."""
        if concept.qname not in self._known:
            self._known[concept.qname] = self._type(concept)
        return self._known[concept.qname]

    def _type(self, concept: Concept) -> CellType:
        version = next((name for name in self._types(concept) if name.namespace == ENUMERATIONS_2), None)
        if version is not None:
            members = self._taxonomy.enumeration_members(concept.qname)
            return CellType(content=Content.MEMBERS if version.local == _SET else Content.MEMBER, choices=self._choices(members))
        content = _BY_TYPE.get(concept.base_type, Content.TEXT)
        return CellType(content=content, has_language=content is Content.TEXT and self._taxonomy.has_language(concept))

    def _types(self, concept: Concept) -> Iterable[QName]:
        """The concept's type and those that it restricts."""
        name: QName | None = concept.type
        seen: dict[QName, None] = {}
        while name is not None and name not in seen:
            seen[name] = None
            declared = self._taxonomy.types.get(name)
            name = declared.base if declared else None
        return seen

    def _choices(self, members: Iterable[QName]) -> dict[str, tuple[QName, ...]]:
        """The members by their standard and terse labels, in any language."""
        found: dict[str, dict[QName, None]] = {}
        for member in members:
            for label in self._taxonomy.labels.get(member, ()):
                if label.role in (STANDARD_LABEL, TERSE_LABEL):
                    found.setdefault(plain_label(label.text), {})[member] = None
        return {text: tuple(named) for text, named in found.items()}


def plain_label(text: str) -> str:
    """A label as choices are looked up: without white space and case."""
    return "".join(text.split()).casefold()
