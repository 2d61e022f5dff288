"""Content models: what matches, what does not, which are ambiguous."""

import pytest

from generator.qname import QName
from generator.validate.simple_types import SimpleTypes
from generator.xmltree import read_tree
from generator.xsd.components import ComplexType
from generator.xsd.content import Mismatch, Model, TooLarge, content_of, members_of
from generator.xsd.reader import read_schemas

SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:t" targetNamespace="urn:t" elementFormDefault="qualified">
<xs:element name="a"/><xs:element name="b"/><xs:element name="c"/><xs:element name="a2" substitutionGroup="a"/>
<xs:group name="g"><xs:sequence><xs:element ref="a"/><xs:element ref="b" minOccurs="0"/></xs:sequence></xs:group>
<xs:complexType name="base"><xs:sequence><xs:element ref="a"/></xs:sequence></xs:complexType>
<xs:complexType name="k">{}</xs:complexType></xs:schema>"""


def model(content: str) -> Model:
    """The model of the complex type with this content."""
    schemas = read_schemas([("t.xsd", SCHEMA.format(content).encode(), "")])
    kind = schemas.types[QName("urn:t", "k")]
    assert isinstance(kind, ComplexType)
    return Model(schemas, content_of(schemas, kind))


def matches(content: str, children: str) -> bool:
    """Whether children, a word each, match."""
    return not isinstance(model(content).match([QName("urn:t", name) for name in children.split()]), Mismatch)


def el(name: str, least: int | str = 1, most: int | str = 1) -> str:
    """A reference to the element `name`."""
    return f'<xs:element ref="{name}" minOccurs="{least}" maxOccurs="{most}"/>'


def seq(*inside: str) -> str:
    """A sequence."""
    return f"<xs:sequence>{''.join(inside)}</xs:sequence>"


MANY = "unbounded"
CASES = [
    (seq(el("a"), el("b", 0), el("c", 1, MANY)), "a c|a b c|a b c c", "|a|b c|a b b c"),
    (f"<xs:choice>{el('a')}{el('b')}</xs:choice>", "a|b", "|a b|c"),
    (f"<xs:choice maxOccurs='unbounded'>{el('a')}{el('b')}</xs:choice>", "a|b a b", "|a c"),
    (f"<xs:sequence minOccurs='2' maxOccurs='3'>{el('a')}{el('b', 0)}</xs:sequence>", "a a|a b a|a b a b a b", "|a|a b|a a a a"),
    (f"<xs:all>{el('a')}{el('b', 0)}</xs:all>", "a|a b|b a", "|b|a a"),
    ("<xs:group ref='g' maxOccurs='2'/>", "a|a b a|a a b", "|b|a a a"),
    ("<xs:sequence/>", "", "a"),
    (seq("<xs:any namespace='##targetNamespace' minOccurs='0' maxOccurs='2'/>"), "|a c", "a a a"),
    (seq(el("a", 0, 0), el("b")), "b", "a b"),
    (seq(el("a", 100, 200)), "a " * 150, "a " * 3),
    (
        f"<xs:complexContent><xs:extension base='base'>{seq(el('b'))}</xs:extension></xs:complexContent>",
        "a b",
        "b|a",
    ),
    (seq(el("a")), "a2", "b"),
]


@pytest.mark.parametrize(("content", "good", "bad"), CASES)
def test_matching(content: str, good: str, bad: str) -> None:
    assert [text for text in good.split("|") if not matches(content, text)] == []
    assert [text for text in bad.split("|") if matches(content, text)] == []


@pytest.mark.parametrize(
    ("content", "ambiguous"),
    [
        (seq(el("a", 0), el("a")), True),
        (seq(el("a"), el("a")), False),
        (f"<xs:choice>{seq(el('a'), el('b'))}{seq(el('a'), el('c'))}</xs:choice>", True),
        (seq(el("a", 1, MANY), el("a")), True),
        (seq(el("a", 2, 2), el("a", 0)), False),
        (seq(el("a", 0), el("a2")), True),
        (seq(el("a", 0), "<xs:any namespace='##other'/>"), False),
        (seq(el("a", 0), "<xs:any/>"), True),
        (f"<xs:all>{el('a', 0)}{el('b')}</xs:all>", False),
    ],
)
def test_no_two_particles_compete(content: str, ambiguous: bool) -> None:
    schemas = read_schemas([("t.xsd", SCHEMA.format(content).encode(), "")])
    assert (model(content).ambiguity(members_of(schemas)) is not None) == ambiguous


def test_work_is_bounded() -> None:
    nested = el("a")
    for _ in range(100):
        nested = f"<xs:sequence>{nested}</xs:sequence>"
    with pytest.raises(TooLarge):
        model(nested)
    wide = el("a", 1, 50)
    for _ in range(4):
        wide = f"<xs:sequence maxOccurs='50'>{wide}</xs:sequence>"
    with pytest.raises(TooLarge):
        model(wide)


def test_a_tree_knows_its_places_and_prefixes() -> None:
    root = read_tree(b'<a xmlns="urn:a" xmlns:p="urn:p">\n <b xmlns:p="urn:q">x<c/>y</b></a>', "t.xml")
    inner = root.children[0]
    assert (inner.line, inner.column, inner.text, inner.has_text) == (2, 2, "xy", True)
    assert (root.resolve("p:x").namespace, inner.resolve("p:x").namespace, inner.resolve("x").namespace) == ("urn:p", "urn:q", "urn:a")
    assert [node.qname.local for node in root.walk()] == ["a", "b", "c"]


LOOPING = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:t" targetNamespace="urn:t">
<xs:simpleType name="whole"><xs:union memberTypes="whole many"/></xs:simpleType>
<xs:simpleType name="many"><xs:list itemType="whole"/></xs:simpleType>
<xs:simpleType name="self"><xs:restriction base="self"/></xs:simpleType>
<xs:simpleType name="size"><xs:union memberTypes="xs:integer word"/></xs:simpleType>
<xs:simpleType name="word"><xs:restriction base="xs:string"><xs:enumeration value="all"/></xs:restriction></xs:simpleType>
<xs:simpleType name="two"><xs:restriction><xs:simpleType><xs:list itemType="xs:decimal"/></xs:simpleType>
<xs:length value="2"/></xs:restriction>
</xs:simpleType></xs:schema>"""


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [("size", ("12", "all", " 7 "), ("1.5", "some", "")), ("two", ("1 2", "1.0  -3"), ("1", "1 2 3", "a b")), ("word", ("all",), ("al",))],
)
def test_lists_and_unions(name: str, good: tuple[str, ...], bad: tuple[str, ...]) -> None:
    types = SimpleTypes(read_schemas([("t.xsd", LOOPING.encode(), "")]))
    kind = QName("urn:t", name)
    assert [text for text in good if types.problem(kind, text, _nothing)] == []
    assert [text for text in bad if not types.problem(kind, text, _nothing)] == []


@pytest.mark.parametrize("name", ["whole", "many", "self"])
def test_types_that_hold_themselves_end(name: str) -> None:
    types = SimpleTypes(read_schemas([("t.xsd", LOOPING.encode(), "")]))
    assert types.problem(QName("urn:t", name), "x", _nothing) is None


def _nothing(text: str) -> QName:
    raise KeyError(text)
