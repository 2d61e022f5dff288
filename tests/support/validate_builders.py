"""Small taxonomies and facts, built by hand, for the tests of the validators."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from generator.model import Concept, DataType, Entity, Fact, Member, Period, Relationship, Report, Taxonomy, Unit, Value
from generator.qname import ISO4217, XBRLDT, XBRLI, XS, QName

NS = "http://example.com/t"
ENTITY = Entity("http://example.com/scheme", "E1")
YEAR = Period("2023-01-01T00:00:00", "2024-01-01T00:00:00")
CLOSE = Period(None, "2024-01-01T00:00:00")
CNY = Unit((QName(ISO4217, "CNY"),))
PURE = Unit((QName(XBRLI, "pure"),))
MONETARY = QName(XBRLI, "monetaryItemType")


def q(local: str) -> QName:
    """A name of the test taxonomy."""
    return QName(NS, local)


def concept(local: str, base: str = "monetary", period: str = "duration", **more: object) -> Concept:
    """An item of the test taxonomy whose type is the item type `base`."""
    fields: dict[str, object] = {"type": QName(XBRLI, f"{base}ItemType"), "substitution_group": QName(XBRLI, "item")} | more
    return Concept(qname=q(local), id=local, base_type=f"{base}ItemType", period_type=period, **fields)  # type: ignore[arg-type]


def abstract(local: str, group: str = "item", **more: object) -> Concept:
    """An abstract concept; `group` "hypercubeItem" or "dimensionItem" makes it one of those."""
    namespace = XBRLI if group == "item" else XBRLDT
    return concept(local, "string", abstract=True, substitution_group=QName(namespace, group), **more)


def item_types() -> dict[QName, DataType]:
    """The item types that the tests use, down to their roots."""
    roots = {"monetary": "decimal", "shares": "decimal", "pure": "decimal"}
    found = {}
    for name in ("monetary", "shares", "pure", "decimal", "integer", "float", "string", "boolean", "date", "dateTime", "QName", "anyURI"):
        qname = QName(XBRLI, f"{name}ItemType")
        root = roots.get(name, name)
        found[qname] = DataType(qname=qname, base=QName(XS, root), primitive=root, item_type=f"{name}ItemType")
    return found


def data_type(local: str, base: QName, *facets: tuple[str, str], item_type: str = "", primitive: str = "") -> DataType:
    """A restriction of `base` by `facets`."""
    return DataType(qname=q(local), base=base, primitive=primitive, item_type=item_type, facets=facets)


def taxonomy(
    concepts: Iterable[Concept],
    relationships: Iterable[Relationship] = (),
    types: Iterable[DataType] = (),
    typed_domains: Mapping[QName, QName] | None = None,
) -> Taxonomy:
    """A taxonomy of `concepts` and `relationships`, with the standard item types beside `types`."""
    sets: dict[str, dict[str, tuple[Relationship, ...]]] = {}
    for relationship in relationships:
        base_sets = sets.setdefault(relationship.arcrole, {})
        base_sets[relationship.role] = (*base_sets.get(relationship.role, ()), relationship)
    return Taxonomy(
        entry_points=(f"{NS}/t.xsd",),
        concepts={c.qname: c for c in concepts},
        types=item_types() | {t.qname: t for t in types},
        relationships=sets,
        labels={},
        references={},
        roles={},
        typed_domains=typed_domains or {},
    )


def arc(arcrole: str, source: str, target: str, role: str = "urn:role:a", **more: object) -> Relationship:
    """One effective arc between concepts of the test taxonomy."""
    return Relationship(arcrole=arcrole, role=role, source=q(source), target=q(target), **more)  # type: ignore[arg-type]


def fact(
    local: str,
    value: Value = Decimal(1),
    *,
    decimals: int | None = 0,
    period: Period | None = YEAR,
    unit: Unit | None = CNY,
    id: str = "",
    **dimensions: Member,
) -> Fact:
    """A fact of the test taxonomy; text, booleans and QNames lose unit and decimals. Keywords are dimensions."""
    numeric = value is None or isinstance(value, Decimal)
    return Fact(
        id=id or f"s.{local}.c",
        concept=q(local),
        value=value,
        entity=ENTITY,
        period=period,
        unit=unit if numeric else None,
        decimals=decimals if isinstance(value, Decimal) else None,
        dimensions=tuple(sorted((q(name), member) for name, member in dimensions.items())),
    )


def report(*facts: Fact) -> Report:
    """A report of `facts`."""
    return Report(facts=facts, taxonomy=(f"{NS}/t.xsd",))
