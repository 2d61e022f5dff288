"""The rules of XBRL 2.1, XLink and XML Schema on taxonomies, each broken once in a taxonomy of a few lines."""

import pytest

from generator.qname import ALL, CONCEPT_LABEL, CONCEPT_REFERENCE, PARENT_CHILD, STANDARD_LABEL, STANDARD_LINK
from tests.unit.test_dts_load import (
    ARCROLE,
    LOCATORS,
    arc,
    arcrole_ref,
    codes,
    extended,
    item,
    linkbase,
    linkbase_ref,
    load_files,
    loc,
    schema,
)

ROLE = "http://example.com/role/one"
LABEL = f'<link:label xlink:type="resource" xlink:label="l" xlink:role="{STANDARD_LABEL}" xml:lang="en">A</link:label>'
LABEL_ARC = arc("label", CONCEPT_LABEL, "A", "l")


def role_type(body: str = "<link:usedOn>link:presentationLink</link:usedOn>", more: str = f'id="one" roleURI="{ROLE}"') -> str:
    return f"<link:roleType {more}>{body}</link:roleType>"


def arcrole_type(cycles: str = "none", used_on: str = "definitionArc") -> str:
    return (
        f'<link:arcroleType id="own" arcroleURI="http://example.com/own" cyclesAllowed="{cycles}">'
        f"<link:usedOn>link:{used_on}</link:usedOn></link:arcroleType>"
    )


def ref(kind: str = "role", uri: str = ROLE, href: str = "t.xsd#one") -> str:
    return f'<link:{kind}Ref xlink:type="simple" {kind}URI="{uri}" xlink:href="{href}"/>'


OWN = ref("arcrole", "http://example.com/own", "t.xsd#own")


def judge(links: str = "", *, appinfo: str = "", concepts: str = "", imports: str | None = None) -> list[str]:
    """The codes for a taxonomy of four items with one linkbase of `links`."""
    body = "".join(item(name) for name in "ABCD") + concepts
    given = {} if imports is None else {"imports": imports}
    declared = schema(body, appinfo=appinfo + linkbase_ref("l.xml"), **given)
    return codes(load_files({"t.xsd": declared, "l.xml": linkbase(links)})[1])


def present(*pairs: str, role: str = STANDARD_LINK, more: str = "") -> str:
    return extended("presentation", LOCATORS + "".join(arc("presentation", PARENT_CHILD, *pair, more) for pair in pairs), role)


def define(*pairs: str, arcrole: str = "http://example.com/own") -> str:
    return extended("definition", LOCATORS + "".join(arc("definition", arcrole, *pair) for pair in pairs))


def test_what_the_rules_are_tried_on_is_right_before_it_is_broken() -> None:
    used = role_type() + arcrole_type()
    links = ref() + OWN + present("AB", role=ROLE) + define("AB", "AC") + extended("label", loc("A") + LABEL + LABEL_ARC)
    assert judge(links, appinfo=used) == []


# ---------------------------------------------------------------- roles and arcroles (3.5.2.4, 3.5.2.5, 5.1.3, 5.1.4)


@pytest.mark.parametrize(
    ("links", "appinfo", "code"),
    [
        (ref() + ref() + present("AB", role=ROLE), role_type(), "xbrl.3.5.2.4.5"),
        (ref(uri="http://example.com/role/two"), role_type(), "xbrl.3.5.2.4.5"),
        (ref(href="t.xsd#nobody"), role_type(), "xbrl.3.5.2.4.5"),
        (OWN + OWN, arcrole_type(), "xbrl.3.5.2.5.5"),
        (present("AB", role=ROLE), role_type(), "xbrl.3.5.2.4"),
        (present("AB", role="relative"), "", "xbrl.3.5.2.4"),
        (present("AB", role=STANDARD_LABEL), "", "xbrl.3.5.3.3"),
        (extended("label", loc("A") + LABEL.replace("role/label", "role/reference") + LABEL_ARC), "", "xbrl.5.2.2.2.2"),
        (ref() + present("AB", role=ROLE), role_type("<link:usedOn>link:labelLink</link:usedOn>"), "xbrl.5.1.3.4"),
        (define("AB"), arcrole_type(), "xbrl.3.5.2.5"),
        (OWN + define("AB"), arcrole_type(used_on="presentationArc"), "xbrl.5.1.4.5"),
        (define("AB", arcrole=PARENT_CHILD), "", "xbrl.5.1.4.5"),
        (arcrole_ref(ALL).replace("#all", "#nobody"), "", "xbrl.3.5.2.5.5"),
    ],
)
def test_a_role_is_referred_to_and_used_as_it_is_defined(links: str, appinfo: str, code: str) -> None:
    assert judge(links, appinfo=appinfo) == [code]


@pytest.mark.parametrize(
    ("appinfo", "code"),
    [
        (role_type() + role_type(more=f'roleURI="{ROLE}"'), "xbrl.5.1.3"),
        (role_type("<link:usedOn>link:label</link:usedOn><link:usedOn> link:label </link:usedOn>"), "xbrl.5.1.3.4"),
        (role_type(""), "xbrl.5.1.3.4"),
        (role_type("<link:usedOn>link:label</link:usedOn><link:definition>late</link:definition>"), "xbrl.5.1.3"),
        (role_type(more=f'id="1st" roleURI="{ROLE}"'), "xbrl.5.1"),
        (role_type(more=f'id="t_A" roleURI="{ROLE}"'), "xbrl.5.1"),
        (role_type(more='id="one" roleURI=""'), "xbrl.5.1.3"),
        (role_type(more='id="one"'), "xbrl.5.1.3"),
        (role_type(more=f'id="one" roleURI="{ROLE}" cyclesAllowed="any"'), "xbrl.5.1.3"),
        (arcrole_type("sometimes"), "xbrl.5.1.4"),
        (arcrole_type().replace('arcroleURI="http://example.com/own"', 'arcroleURI="#a#b"'), "xbrl.5.1.4"),
    ],
)
def test_a_role_is_defined_well(appinfo: str, code: str) -> None:
    assert judge(appinfo=appinfo) == [code]


def test_a_role_may_be_defined_in_two_schemas_alike_but_not_differently() -> None:
    other = schema("", "http://example.com/u", appinfo=role_type())
    imports = '<xs:import namespace="http://example.com/u" schemaLocation="u.xsd"/>'
    for definition, expected in (("", []), ("<link:definition>other</link:definition>", ["xbrl.5.1.3"])):
        own = schema("", appinfo=role_type(f"{definition}<link:usedOn>link:presentationLink</link:usedOn>"), imports=imports)
        assert codes(load_files({"t.xsd": own, "u.xsd": other})[1]) == expected


# ---------------------------------------------------------------- cycles (5.1.4.3)


@pytest.mark.parametrize(
    ("links", "cycles", "expected"),
    [
        (present("AB", "BC", "CA"), "any", ["xbrl.5.2.4.2"]),
        (present("AB", "AC", "BD", "CD"), "any", []),
        (present("AB", "BC") + present("CA", more='use="prohibited"'), "any", []),
        (define("AB", "BA", arcrole=f"{ARCROLE}general-special"), "any", ["xbrl.5.2.6.2.1"]),
        (define("AB", "BA", arcrole=f"{ARCROLE}essence-alias"), "any", ["xbrl.5.2.6.2.2"]),
        (define("AB", "BA", arcrole=f"{ARCROLE}requires-element"), "any", []),
        (OWN + define("AB", "BC", "CA"), "any", []),
        (OWN + define("AB", "BC", "CA"), "undirected", ["xbrl.5.1.4.3"]),
        (OWN + define("AB", "AC", "BD", "CD"), "undirected", []),
        (OWN + define("AB", "AC", "BD", "CD"), "none", ["xbrl.5.1.4.3"]),
        (OWN + define("AB") + define("AB"), "none", []),
        (OWN + define("AA"), "undirected", ["xbrl.5.1.4.3"]),
        (OWN + define("DA", "AB", "BC", "CB"), "undirected", ["xbrl.5.1.4.3"]),
    ],
)
def test_networks_loop_only_as_their_arcrole_allows(links: str, cycles: str, expected: list[str]) -> None:
    assert judge(links, appinfo=arcrole_type(cycles)) == expected


# ---------------------------------------------------------------- links, locators, resources and arcs (3.5.3, 5.2)


@pytest.mark.parametrize(
    ("links", "code"),
    [
        (present("AB", "AB"), "xbrl.3.5.3.9"),
        (present("AB", more='use="sometimes"'), "xbrl.5.2.4.2"),
        (present("AB", more='xlink:show="maybe"'), "xbrl.5.2.4.2"),
        (present("AB", more='weight="1"'), "xbrl.5.2.4.2"),
        (present("AB", more='preferredLabel=""'), "xbrl.5.2.4.2"),
        (present("AB").replace('xlink:type="arc"', ""), "xbrl.3.5.3.9.1"),
        (present("AB").replace('xlink:type="locator"', 'xlink:type="resource"', 1), "xbrl.3.5.3.7.1"),
        (present("AB").replace('xlink:role="', 'xlink:title="'), "xbrl.3.5.3.3"),
        (extended("presentation", loc("A:A", "t.xsd#t_A")), "xbrl.3.5.3.7.3"),
        (extended("presentation", loc("A") + LABEL), "xbrl.5.2.4.1"),
        (extended("presentation", arc("label", CONCEPT_LABEL, "A", "A") + loc("A")), "xbrl.5.2.4.1"),
        (extended("label", '<my:loc xmlns:my="u" xlink:type="locator" xlink:label="x" xlink:href="t.xsd#t_A"/>'), "xbrl.5.2.2.1"),
        (extended("label", loc("x", "")), "xbrl.3.5.3.7.2"),
        (extended("label", loc("x").replace('"t.xsd#t_x"', '""')), "xbrl.5.2.2.1"),
        (extended("label", loc("A") + LABEL.replace(' xml:lang="en"', "") + LABEL_ARC), "xbrl.5.2.2.2.1"),
        (extended("label", loc("A") + LABEL.replace('"en"', '""') + LABEL_ARC), "xbrl.5.2.2.2.1"),
        (extended("label", loc("A") + LABEL.replace('"en"', '"en_GB!"') + LABEL_ARC), "xbrl.5.2.2.2"),
        (extended("label", loc("A") + LABEL.replace(">A<", "><link:loc/><") + LABEL_ARC), "xbrl.5.2.2.2"),
        (
            extended("label", loc("A") + LABEL + loc("l", "#x") + LABEL_ARC).replace('"l" xlink:role', '"l" id="x" xlink:role'),
            "xbrl.5.2.2.3",
        ),
        ('<link:documentation><a xmlns="u"/></link:documentation>', "xbrl.5.2"),
        ('<link:documentation lang="en"/>', "xbrl.5.2"),
        ("<link:nonesuch/>", "xbrl.5.2"),
        (LABEL, "xbrl.5.2"),
    ],
)
def test_a_linkbase_is_built_as_its_schema_says(links: str, code: str) -> None:
    assert code in judge(links)


def test_the_language_of_a_label_is_that_of_what_it_stands_in() -> None:
    links = extended("label", loc("A") + LABEL.replace(' xml:lang="en"', "") + LABEL_ARC).replace(
        "<link:labelLink", '<link:labelLink xml:lang="ja"'
    )
    taxonomy, found = load_files({"t.xsd": schema(item("A"), appinfo=linkbase_ref("l.xml")), "l.xml": linkbase(links)})
    assert found == ()
    assert [label.language for labels in taxonomy.labels.values() for label in labels] == ["ja"]


@pytest.mark.parametrize(("role", "expected"), [("label", ["xbrl.4.3.4"]), ("presentation", [])])
def test_a_linkbase_holds_what_the_reference_to_it_promises(role: str, expected: list[str]) -> None:
    reference = linkbase_ref("l.xml").replace("/>", f' xlink:role="http://www.xbrl.org/2003/role/{role}LinkbaseRef"/>')
    files = {"t.xsd": schema("".join(item(name) for name in "ABCD"), appinfo=reference), "l.xml": linkbase(present("AB"))}
    assert codes(load_files(files)[1]) == expected


@pytest.mark.parametrize(("text", "expected"), [("2014", []), ("MMXIV", ["xbrl.5.2.3.2"])])
def test_parts_of_references_are_of_their_types(text: str, expected: list[str]) -> None:
    parts = '<xs:element name="Year" type="xs:gYear" substitutionGroup="link:part"/><xs:element name="Not" type="xs:string"/>'
    imports = (
        '<xs:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>'
        '<xs:import namespace="http://www.xbrl.org/2003/linkbase" schemaLocation="http://www.xbrl.org/2003/xbrl-linkbase-2003-12-31.xsd"/>'
    )
    start = '<link:reference xlink:type="resource" xlink:label="r" xmlns:t="http://example.com/t">'
    links = loc("A") + f"{start}<t:Year>{text}</t:Year></link:reference>" + arc("reference", CONCEPT_REFERENCE, "A", "r")
    assert judge(extended("reference", links), concepts=parts, imports=imports) == expected
    other = links.replace("t:Year", "t:Not")
    assert judge(extended("reference", other), concepts=parts, imports=imports) == ["xbrl.5.2.3.2"]


def test_a_preferred_label_is_there_in_whatever_language() -> None:
    terse = STANDARD_LABEL.replace("label", "terseLabel")
    labels = extended("label", loc("B") + LABEL.replace(STANDARD_LABEL, terse) + arc("label", CONCEPT_LABEL, "B", "l"))
    wanting = present("AB", more=f'preferredLabel="{terse}"')
    assert judge(wanting + labels) == []
    assert judge(wanting) == ["xbrl.5.2.4.2.1"]
    # What a document that was not found would have held, nobody knows.
    gone = '<xs:import namespace="http://example.org/u" schemaLocation="http://example.org/u.xsd"/>'
    imports = (
        '<xs:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>'
    )
    assert judge(wanting, imports=imports + gone) == ["filing.unresolved-document"]


def test_aliases_are_alike() -> None:
    debit = item("E", more='xbrli:balance="debit"')
    credit, text = item("F", more='xbrli:balance="credit"'), item("G", "xbrli:stringItemType")
    for pair, expected in (("EA", []), ("EF", ["xbrl.5.2.6.2.2"]), ("EG", ["xbrl.5.2.6.2.2"])):
        links = extended("definition", loc(pair[0]) + loc(pair[1]) + arc("definition", f"{ARCROLE}essence-alias", *pair))
        assert judge(links, concepts=debit + credit + text) == expected
    similar = define("AB", arcrole=f"{ARCROLE}similar-tuples")
    assert judge(similar) == ["xbrl.5.2.6.2.3", "xbrl.5.2.6.2.3"]


# ---------------------------------------------------------------- tuples (4.9)


def tuple_of(content: str, more: str = "") -> str:
    inside = f"<xs:complexType {more}>{content}</xs:complexType>"
    return f'<xs:element name="T" id="t_T" substitutionGroup="xbrli:tuple" nillable="true">{inside}</xs:element>'


def sequence(content: str) -> str:
    return f'<xs:complexContent><xs:restriction base="xs:anyType"><xs:sequence>{content}</xs:sequence></xs:restriction></xs:complexContent>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (tuple_of(sequence('<xs:element ref="t:A"/><xs:choice><xs:element ref="t:B" maxOccurs="unbounded"/></xs:choice>')), []),
        (tuple_of('<xs:group ref="t:g"/>') + '<xs:group name="g"><xs:all><xs:element ref="t:A"/></xs:all></xs:group>', []),
        (tuple_of(sequence('<xs:any processContents="lax"/>')), []),
        (tuple_of(sequence('<xs:element ref="t:A"/>') + "", 'mixed="true"'), ["xbrl.4.9"]),
        (tuple_of(sequence('<xs:element name="inside" type="xs:string"/>')), ["xbrl.4.9"]),
        (tuple_of(sequence('<xs:element ref="t:plain"/>')) + '<xs:element name="plain" type="xs:string"/>', ["xbrl.4.9"]),
        (tuple_of('<xs:attribute ref="xbrli:periodType"/>'), ["xbrl.4.9"]),
        (tuple_of('<xs:attribute name="own" type="xs:string"/>'), []),
        (tuple_of('<xs:simpleContent><xs:extension base="xs:string"/></xs:simpleContent>'), ["xbrl.4.9"]),
        (
            tuple_of('<xs:group ref="t:g"/>')
            + '<xs:group name="g"><xs:choice><xs:group ref="t:g"/><xs:element name="x"/></xs:choice></xs:group>',
            ["xbrl.4.9"],
        ),
    ],
)
def test_a_tuple_holds_items_and_tuples_and_nothing_else(content: str, expected: list[str]) -> None:
    assert judge(concepts=content) == expected


# ---------------------------------------------------------------- schemas (5.1; XML Schema)


@pytest.mark.parametrize(
    "body",
    [
        '<xs:element name="1st" type="xs:string"/>',
        '<xs:element name="a" type="xs:strink"/>',
        '<xs:element name="a" type="t:nonesuch"/>',
        '<xs:element name="a" type="xs:string" nilable="true"/>',
        '<xs:element name="a" type="xs:string" abstract="yes"/>',
        '<xs:element name="a" ref="t:A"/>',
        '<xs:element name="a" substitutionGroup="t:nonesuch"/>',
        '<xs:element type="xs:string"/>',
        '<xs:element name="a" id="t_A" type="xs:string"/>',
        "<xs:sequence/>",
        '<xs:simpleType name="a"/>',
        '<xs:simpleType name="a"><xs:restriction base="xs:string"><xs:minLength value="-1"/></xs:restriction></xs:simpleType>',
        '<xs:complexType name="a"><xs:sequence maxOccurs="many"/></xs:complexType>',
        '<xs:complexType name="a"><xs:sequence><xs:element ref="t:nonesuch"/></xs:sequence></xs:complexType>',
        '<xs:complexType name="a"><xs:sequence/><xs:annotation/></xs:complexType>',
        '<xs:complexType name="a"><xs:attribute ref="xlink:href"/></xs:complexType>',
        '<xs:import namespace="http://example.com/u"/>',
        "<xs:nonesuch/>",
    ],
)
def test_a_schema_is_a_schema(body: str) -> None:
    found = judge(concepts=body)
    assert found
    assert set(found) == {"xbrl.5.1"}


@pytest.mark.parametrize(("attribute", "code"), [('xbrli:balance="left"', "xbrl.5.1.1.2"), ('xbrli:periodType="always"', "xbrl.5.1.1.1")])
def test_attributes_of_concepts_have_values_that_there_are(attribute: str, code: str) -> None:
    declared = f'<xs:element name="E" type="xbrli:monetaryItemType" substitutionGroup="xbrli:item" {attribute}/>'
    assert code in judge(concepts=declared)


@pytest.mark.parametrize(("text", "expected"), [("12", []), ("a dozen", ["xbrl.5.1"])])
def test_what_appinfo_holds_is_of_the_type_that_the_taxonomy_declares(text: str, expected: list[str]) -> None:
    declared = '<xs:element name="count" type="xs:integer"/>'
    assert judge(appinfo=f"<t:count>{text}</t:count><t:unknown>{text}</t:unknown>", concepts=declared) == expected


def test_a_role_is_defined_in_the_schemas_own_appinfo_only() -> None:
    inside = f"<xs:annotation><xs:appinfo>{role_type()}</xs:appinfo></xs:annotation>"
    assert judge(concepts=f'<xs:element name="a" type="xs:string">{inside}</xs:element>') == ["xbrl.5.1.3"]
