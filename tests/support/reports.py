"""A small taxonomy made by hand, and hypothesis strategies for reports against it: every aspect that the model has."""

from decimal import Decimal

from hypothesis import strategies as st

from generator.model import NO_ENTITY, PURE, Concept, DataType, Entity, Fact, Link, Member, Period, Relationship, Report, Taxonomy, Unit
from generator.qname import DIMENSION_DEFAULT, FACT_FOOTNOTE, ISO4217, NOTE_CONCEPT, STANDARD_LINK, XBRLDT, XBRLI, XS, QName

NS = "http://example.com/small"
URL = "http://example.com/small/small.xsd"
CNY = Unit((QName(ISO4217, "CNY"),))
SHARES = Unit((QName(XBRLI, "shares"),))
PER_SHARE = Unit((QName(ISO4217, "CNY"),), (QName(XBRLI, "shares"),))
LABOUR = Unit((QName(NS, "hour"), QName(ISO4217, "CNY")), (QName(NS, "person"), QName(XBRLI, "shares")))
ENTITY = Entity("http://example.com/scheme", "ABC-1")
YEAR = Period("2023-01-01T00:00:00", "2024-01-01T00:00:00")
END = Period(None, "2024-01-01T00:00:00")

_TYPES = {  # item type -> XML Schema built-in
    "monetaryItemType": "decimal",
    "sharesItemType": "decimal",
    "decimalItemType": "decimal",
    "pureItemType": "decimal",
    "integerItemType": "integer",
    "stringItemType": "string",
    "tokenItemType": "token",
    "dateItemType": "date",
    "booleanItemType": "boolean",
    "QNameItemType": "QName",
    "fractionItemType": "",
}


def name(local: str) -> QName:
    return QName(NS, local)


def _concept(local: str, item_type: str, period: str = "duration", **other: object) -> Concept:
    item = QName(XBRLI, "item")
    return Concept(
        qname=name(local),
        id=f"s_{local}",
        type=QName(XBRLI, item_type),
        base_type=item_type,
        **{"substitution_group": item, "period_type": period, **other},  # type: ignore[arg-type]
    )


def _taxonomy() -> Taxonomy:
    dimension = {"substitution_group": QName(XBRLDT, "dimensionItem"), "abstract": True}
    concepts = [
        _concept("Cash", "monetaryItemType", "instant"),
        _concept("Revenue", "monetaryItemType"),
        _concept("SharesIssued", "sharesItemType", "instant"),
        _concept("PerShare", "decimalItemType"),
        _concept("Share", "pureItemType"),
        _concept("Count", "integerItemType", "instant"),
        _concept("Title", "stringItemType"),
        _concept("Code", "tokenItemType"),
        _concept("Day", "dateItemType"),
        _concept("Flag", "booleanItemType"),
        _concept("Choice", "QNameItemType"),
        _concept("Part", "fractionItemType"),
        _concept("Group", "", "", substitution_group=QName(XBRLI, "tuple")),
        _concept("Heading", "stringItemType", abstract=True),
        _concept("SegmentAxis", "stringItemType", **dimension),
        _concept("RegionAxis", "stringItemType", **dimension),
        _concept("CustomerAxis", "stringItemType", typed_domain=name("customer"), **dimension),
        *(_concept(member, "stringItemType", abstract=True) for member in ("All", "East", "West", "North", "South")),
    ]
    types = {QName(XS, x): DataType(qname=QName(XS, x), base=None, primitive=x) for x in set(_TYPES.values()) if x}
    for item, primitive in _TYPES.items():
        base = QName(XS, primitive) if primitive else None
        types[QName(XBRLI, item)] = DataType(qname=QName(XBRLI, item), base=base, primitive=primitive, item_type=item)
    role = "http://example.com/role/defaults"
    default = Relationship(arcrole=DIMENSION_DEFAULT, role=role, source=name("SegmentAxis"), target=name("All"))
    return Taxonomy(
        entry_points=(URL,),
        concepts={c.qname: c for c in concepts},
        types=types,
        relationships={DIMENSION_DEFAULT: {role: (default,)}},
        labels={},
        references={},
        roles={role: ""},
        typed_domains={name("customer"): QName(XS, "string")},
        prefixes={"s": NS},
    )


TAXONOMY = _taxonomy()


def load(entry_points: tuple[str, ...]) -> Taxonomy:
    """The loader that readers are given: it knows one taxonomy."""
    assert entry_points == (URL,)
    return TAXONOMY


def fact(local: str, value: object, key: str = "f1", **aspects: object) -> Fact:
    """A fact of the small taxonomy with sensible aspects."""
    concept = TAXONOMY.concepts[name(local)]
    units = {"monetaryItemType": CNY, "sharesItemType": SHARES, "decimalItemType": PER_SHARE, "pureItemType": PURE, "integerItemType": PURE}
    base: dict[str, object] = {
        "entity": ENTITY,
        "period": END if concept.period_type == "instant" else YEAR,
        "unit": units.get(concept.base_type),
        "language": "zh-cn" if concept.base_type in ("stringItemType", "tokenItemType") else None,
    }
    return Fact(key, concept.qname, value, **{**base, **aspects})  # type: ignore[arg-type]


def report(*facts: Fact) -> Report:
    return Report(facts=facts, taxonomy=(URL,), prefixes={"s": NS})


# ---------------------------------------------------------------- strategies

_DAYS = ("2021-01-01T00:00:00", "2022-07-01T00:00:00", "2023-01-01T00:00:00", "2023-01-01T12:30:05", "2024-01-01T00:00:00")
_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\ufffe\uffff")
    .filter(lambda c: c in "\t\n\r" or ord(c) >= 0x20)
    .filter(lambda c: (ord(c) & 0xFFFE) != 0xFFFE),
    max_size=20,
)
_TOKENS = st.sampled_from(
    ["", "a", "营业收入", "#none", "#nil", "##", "$x", "$$", "a b", "=1+1", '"q"', "a,b", "<p>", "&amp;", "a:b", "1d2"],
)
_WORDS = st.one_of(_TEXT, _TOKENS)
_NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=None, min_value=Decimal("-1e30"), max_value=Decimal("1e30"))
_NOTES = st.sampled_from(["plain", "R&D", "a <b>bold</b> word", '<p class="x">one</p><p>two</p>', "1 < 2", "注：四舍五入", "x &amp; y"])
_ENTITIES = st.sampled_from([ENTITY, Entity("http://example.com/scheme", "ABC-2"), Entity("urn:other", "91110000"), NO_ENTITY])
_NUMERIC = {
    "Cash": (CNY, Unit((QName(ISO4217, "USD"),))),
    "Revenue": (CNY,),
    "SharesIssued": (SHARES,),
    "PerShare": (PER_SHARE, LABOUR),
    "Share": (PURE,),
    "Count": (PURE,),
}
_VALUES = {
    "Title": _WORDS,
    "Code": st.sampled_from(["", "a", "a b", "#x"]),
    "Day": st.sampled_from(["2023-12-31", "2024-02-29", "2023-12-31Z"]),
    "Flag": st.sampled_from(["true", "false"]),
    "Choice": st.sampled_from([name("East"), QName("urn:elsewhere", "x"), QName("", "local")]),
}


@st.composite
def _dimensions(draw: st.DrawFn) -> tuple[tuple[QName, Member], ...]:
    found: list[tuple[QName, Member]] = []
    if draw(st.booleans()):
        found.append((name("SegmentAxis"), name(draw(st.sampled_from(["East", "West"])))))
    if draw(st.booleans()):
        found.append((name("RegionAxis"), name(draw(st.sampled_from(["North", "South"])))))
    if draw(st.booleans()):
        found.append((name("CustomerAxis"), draw(st.one_of(st.none(), _WORDS))))
    return tuple(sorted(found))


@st.composite
def _fact(draw: st.DrawFn, key: str, targets: list[str]) -> Fact:
    local = draw(st.sampled_from(sorted(_NUMERIC) + sorted(_VALUES)))
    concept = TAXONOMY.concepts[name(local)]
    nil = draw(st.integers(0, 9)) == 0
    start, end = sorted(draw(st.lists(st.sampled_from(_DAYS), min_size=2, max_size=2, unique=True)))
    period = Period(None, end) if concept.period_type == "instant" else draw(st.sampled_from([Period(start, end), None]))
    unit, decimals = None, None
    if local in _NUMERIC:
        unit = draw(st.sampled_from(_NUMERIC[local]))
        decimals = None if nil else draw(st.one_of(st.none(), st.integers(-9, 9)))
        number = Decimal(draw(st.integers(-(10**20), 10**20))) if local == "Count" else draw(_NUMBERS)
    value = None if nil else number if local in _NUMERIC else draw(_VALUES[local])
    language = draw(st.sampled_from([None, "en", "zh-cn"])) if local in ("Title", "Code") else None
    links = ()
    if targets and draw(st.integers(0, 2)) == 0:
        reached = draw(st.lists(st.sampled_from(targets), min_size=1, max_size=3, unique=True))
        links = (Link(FACT_FOOTNOTE, draw(st.sampled_from([STANDARD_LINK, "http://example.com/role/notes"])), tuple(reached)),)
    return Fact(key, concept.qname, value, draw(_ENTITIES), period, unit, decimals, language, draw(_dimensions()), links)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Reports of 0 to 12 facts and 0 to 3 notes: all aspects, nil, duplicates, ids that fit xBRL-CSV and ids that do not."""
    notes = []
    for index in range(draw(st.integers(0, 3))):
        language = draw(st.sampled_from(["en", "zh-cn"]))
        key = draw(st.sampled_from([f"note{index}", f"notes.n{index}.text"]))
        notes.append(Fact(key, NOTE_CONCEPT, draw(_NOTES), NO_ENTITY, None, language=language))
    targets = [note.id for note in notes]
    facts = []
    for index in range(draw(st.integers(0, 12))):
        shape = draw(st.sampled_from(["plain", "cell", "odd"]))
        cell = f"{draw(st.sampled_from(['t-1', '表']))}.r{index // 3}.c{index % 3}"
        facts.append(draw(_fact({"plain": f"f{index}", "cell": cell, "odd": f"{index} x.y"}[shape], targets)))
    if facts and draw(st.booleans()):
        facts.append(draw(st.sampled_from(facts))._replace(id="again"))
    return Report(facts=facts + notes, taxonomy=(URL,), prefixes={"s": NS, "xbrli": "urn:wrong", "xmlx": "urn:y"})
