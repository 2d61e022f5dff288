"""Discovery, declarations and relationships, shown on taxonomies of a few lines."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from generator.diagnostics import Diagnostic
from generator.dts.identity import pointer
from generator.dts.load import load
from generator.dts.package import package_from_files
from generator.dts.resolver import Resolver, resolve
from generator.model import Taxonomy
from generator.qname import (
    ALL,
    DTR_TYPES,
    PARENT_CHILD,
    STANDARD_LABEL,
    STANDARD_LINK,
    SUMMATION_ITEM_2003,
    TERSE_LABEL,
    XBRLI,
    XS,
    QName,
)

BASE = "http://example.com/t/"
ARCROLE = "http://www.xbrl.org/2003/arcrole/"
NS = "http://example.com/t"
CATALOG = (
    '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">'
    f'<rewriteURI uriStartString="{BASE}" rewritePrefix="../files/"/></catalog>'
)
STANDARD = (
    '<xs:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>'
    '<xs:import namespace="http://xbrl.org/2005/xbrldt" schemaLocation="http://www.xbrl.org/2005/xbrldt-2005.xsd"/>'
)


def schema(body: str, namespace: str = NS, *, appinfo: str = "", imports: str = STANDARD) -> str:
    target = f'targetNamespace="{namespace}" xmlns:t="{namespace}"' if namespace else ""
    return (
        f'<xs:schema xmlns:xs="{XS}" xmlns:xbrli="{XBRLI}" xmlns:xbrldt="http://xbrl.org/2005/xbrldt" xmlns:dtr="{DTR_TYPES}" '
        f'xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink" {target}>'
        f"<xs:annotation><xs:appinfo>{appinfo}</xs:appinfo></xs:annotation>{imports}{body}</xs:schema>"
    )


def item(name: str, kind: str = "xbrli:monetaryItemType", more: str = "") -> str:
    return (
        f'<xs:element name="{name}" id="t_{name}" type="{kind}" substitutionGroup="xbrli:item" '
        f'nillable="true" xbrli:periodType="instant" {more}/>'
    )


def linkbase_ref(name: str) -> str:
    return f'<link:linkbaseRef xlink:type="simple" xlink:href="{name}" xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"/>'


def linkbase(body: str) -> str:
    return (
        '<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'xmlns:xbrldt="http://xbrl.org/2005/xbrldt" xmlns:ref="http://www.xbrl.org/2006/ref">{body}</link:linkbase>'
    )


def extended(kind: str, body: str, role: str = STANDARD_LINK) -> str:
    return f'<link:{kind}Link xlink:type="extended" xlink:role="{role}">{body}</link:{kind}Link>'


def loc(label: str, href: str = "") -> str:
    return f'<link:loc xlink:type="locator" xlink:label="{label}" xlink:href="{href or f"t.xsd#t_{label}"}"/>'


def arc(kind: str, arcrole: str, source: str, target: str, more: str = "") -> str:
    return f'<link:{kind}Arc xlink:type="arc" xlink:arcrole="{arcrole}" xlink:from="{source}" xlink:to="{target}" {more}/>'


def arcrole_ref(arcrole: str) -> str:
    href = f"http://www.xbrl.org/2005/xbrldt-2005.xsd#{arcrole.rpartition('/')[2]}"
    return f'<link:arcroleRef xlink:type="simple" arcroleURI="{arcrole}" xlink:href="{href}"/>'


def load_files(files: Mapping[str, str], entry: str = "t.xsd") -> tuple[Taxonomy, tuple[Diagnostic, ...]]:
    inside = {f"files/{name}": text.encode() for name, text in files.items()} | {"META-INF/catalog.xml": CATALOG.encode()}
    return load([BASE + entry], Resolver([package_from_files(inside, "test")]))


def q(name: str) -> QName:
    return QName(NS, name)


def codes(found: tuple[Diagnostic, ...]) -> list[str]:
    return [d.code for d in found]


# ---------------------------------------------------------------- discovery


def test_documents_are_discovered_by_every_kind_of_reference() -> None:
    files = {
        "t.xsd": schema(item("A"), appinfo=linkbase_ref("pre.xml"), imports=STANDARD + f'<xs:include schemaLocation="{BASE}more.xsd"/>'),
        "more.xsd": schema(item("B")),
        "pre.xml": linkbase(
            '<link:roleRef roleURI="http://example.com/r" xlink:type="simple" xlink:href="roles.xsd#r"/>'
            + extended("presentation", loc("A") + loc("C", "other.xsd#t_C") + arc("presentation", PARENT_CHILD, "A", "C"))
        ),
        "roles.xsd": schema(
            "",
            "http://example.com/roles",
            appinfo='<link:roleType roleURI="http://example.com/r" id="r"><link:definition> 表 </link:definition>'
            "<link:usedOn>link:presentationLink</link:usedOn></link:roleType>",
        ),
        "other.xsd": schema(item("C"), "http://example.com/other"),
    }
    taxonomy, found = load_files(files)
    assert found == ()
    ours = [name.removeprefix(BASE) for name in taxonomy.documents if name.startswith(BASE)]
    assert sorted(ours) == sorted(files)
    assert {c.local for c in taxonomy.concepts if c.namespace.startswith("http://example.com/")} == {"A", "B", "C"}
    assert taxonomy.roles["http://example.com/r"] == "表"
    assert taxonomy.prefixes["xbrli"] == XBRLI


def test_a_document_that_is_nowhere_is_named_where_it_is_referred_to() -> None:
    files = {"t.xsd": schema(item("A"), imports=STANDARD + '\n<xs:import namespace="u" schemaLocation="http://example.org/u.xsd"/>')}
    taxonomy, found = load_files(files)
    assert codes(found) == ["filing.unresolved-document"]
    assert "http://example.org/u.xsd" in found[0].message
    assert "--taxonomy-package" in (found[0].hint or "")
    assert (found[0].location.path, found[0].location.line) == (f"{BASE}t.xsd", 2)
    assert q("A") in taxonomy.concepts


def test_a_package_that_lacks_its_own_file_is_named() -> None:
    _, found = load_files({"t.xsd": schema(item("A"), appinfo=linkbase_ref("gone.xml"))})
    assert codes(found) == ["filing.unresolved-document"]
    assert "test" in found[0].message


def test_schemas_that_import_each_other_end() -> None:
    files = {
        "t.xsd": schema(item("A"), imports=STANDARD + f'<xs:import namespace="http://example.com/u" schemaLocation="{BASE}u.xsd"/>'),
        "u.xsd": schema(item("B"), "http://example.com/u", imports=STANDARD + f'<xs:import namespace="{NS}" schemaLocation="t.xsd"/>'),
    }
    taxonomy, found = load_files(files)
    assert found == ()
    assert len(taxonomy.documents) == len(set(taxonomy.documents))


def test_an_included_schema_without_a_namespace_takes_the_includers() -> None:
    included = schema('<xs:simpleType name="code"><xs:restriction base="xs:string"/></xs:simpleType>' + item("B"), "")
    taxonomy, found = load_files({"t.xsd": schema(item("A"), imports=STANDARD + '<xs:include schemaLocation="b.xsd"/>'), "b.xsd": included})
    assert found == ()
    assert {q("A"), q("B")} <= taxonomy.concepts.keys()


@pytest.mark.parametrize(
    ("text", "code"),
    [("<schema", "xml.not-well-formed"), ('<!DOCTYPE a><a xmlns="b"/>', "xml.doctype"), ('<a xmlns="b"/>', "xbrl.3.2")],
)
def test_a_document_that_is_none_is_a_diagnostic_in_it(text: str, code: str) -> None:
    _, found = load_files({"t.xsd": schema(item("A"), appinfo=linkbase_ref("bad.xml")), "bad.xml": text})
    assert codes(found) == [code]
    assert found[0].location.path == f"{BASE}bad.xml"


def test_an_embedded_linkbase_counts() -> None:
    inside = linkbase(extended("presentation", loc("A") + loc("B") + arc("presentation", PARENT_CHILD, "A", "B")))
    taxonomy, found = load_files({"t.xsd": schema(item("A") + item("B"), appinfo=inside)})
    assert found == ()
    assert [(r.source, r.target) for r in taxonomy.relationships[PARENT_CHILD][STANDARD_LINK]] == [(q("A"), q("B"))]


def test_xml_base_and_the_element_scheme_are_followed() -> None:
    body = '<link:loc xlink:type="locator" xlink:label="B" xlink:href="t.xsd#element(/1/4)"/>'
    files = {
        "t.xsd": schema(item("A") + item("B"), appinfo=linkbase_ref("sub/pre.xml"), imports=STANDARD.partition("/>")[0] + "/>"),
        "sub/pre.xml": linkbase(extended("presentation", loc("A") + body + arc("presentation", PARENT_CHILD, "A", "B"))).replace(
            "<link:presentationLink", '<link:presentationLink xml:base="http://example.com/t/"'
        ),
    }
    taxonomy, found = load_files(files)
    assert found == ()
    assert [(r.source, r.target) for r in taxonomy.relationships[PARENT_CHILD][STANDARD_LINK]] == [(q("A"), q("B"))]


@pytest.mark.parametrize(
    ("fragment", "key"),
    [
        ("a", "a"),
        ("element(a)", "a"),
        ("element(/1/7)", "/7"),
        ("element(/1/7/2)", "/1/7/2"),
        ("element(/1/7)element(a)", "/7|a"),
        ("t_%c3%a1", "t_á"),
    ],
)
def test_pointers_become_keys(fragment: str, key: str) -> None:
    assert pointer(fragment) == key


@pytest.mark.parametrize(
    ("base", "href", "target"),
    [
        ("http://a.example/x/y.xsd", "z.xml#id", "http://a.example/x/z.xml"),
        ("http://a.example/x/y.xsd", "../z.xml", "http://a.example/z.xml"),
        ("http://a.example/x/y.xsd", "#id", "http://a.example/x/y.xsd"),
        ("http://a.example/x/y.xsd", "http://b.example/p/../q.xsd", "http://b.example/q.xsd"),
        ("in/y.xsd", "../z%20a.xml", "z a.xml"),
        ("in/y.xsd", "http://b.example/q.xsd#x", "http://b.example/q.xsd"),
        ("in/y.xsd", "file:///in/z.xml", "/in/z.xml"),
    ],
)
def test_references_are_resolved_against_urls_and_paths(base: str, href: str, target: str) -> None:
    assert resolve(base, href) == target


# ---------------------------------------------------------------- concepts and types


def test_types_are_followed_to_the_item_type_and_the_built_in() -> None:
    body = (
        '<xs:complexType name="rateItemType"><xs:simpleContent><xs:restriction base="xbrli:pureItemType">'
        '<xs:minInclusive value="0"/><xs:maxInclusive value="1"/></xs:restriction></xs:simpleContent></xs:complexType>'
    )
    taxonomy, found = load_files({"t.xsd": schema(body + item("Rate", "t:rateItemType"))})
    assert found == ()
    rate = taxonomy.concepts[q("Rate")]
    assert (rate.base_type, rate.is_numeric, rate.nillable, rate.abstract, rate.period_type) == (
        "pureItemType",
        True,
        True,
        False,
        "instant",
    )
    chain = []
    name: QName | None = rate.type
    while name is not None:
        kind = taxonomy.types[name]
        chain.append((name.local, kind.primitive, kind.item_type))
        name = kind.base
    assert chain == [
        ("rateItemType", "decimal", "pureItemType"),
        ("pureItemType", "decimal", "pureItemType"),
        ("pure", "decimal", ""),
        ("decimal", "decimal", ""),
    ]
    assert taxonomy.types[rate.type].facets == (("minInclusive", "0"), ("maxInclusive", "1"))


def test_anonymous_types_have_names_that_clash_with_none() -> None:
    body = (
        '<xs:element name="Kind" id="t_Kind" substitutionGroup="xbrli:item" xbrli:periodType="duration"><xs:complexType><xs:simpleContent>'
        '<xs:restriction base="xbrli:stringItemType"><xs:enumeration value="a"/><xs:enumeration value="b"/></xs:restriction>'
        "</xs:simpleContent></xs:complexType></xs:element>"
    )
    taxonomy, found = load_files({"t.xsd": schema(body)})
    assert found == ()
    concept = taxonomy.concepts[q("Kind")]
    assert concept.base_type == "stringItemType"
    assert "#" in concept.type.local
    assert taxonomy.types[concept.type].facets == (("enumeration", "a"), ("enumeration", "b"))


def test_typed_domains_and_their_types_are_known() -> None:
    body = (
        '<xs:element name="Axis" id="t_Axis" type="xbrli:stringItemType" substitutionGroup="xbrldt:dimensionItem" abstract="true" '
        'xbrli:periodType="duration" xbrldt:typedDomainRef="#t_domain"/>'
        '<xs:element name="domain" id="t_domain"><xs:simpleType><xs:restriction base="xs:string"><xs:minLength value="1"/>'
        "</xs:restriction></xs:simpleType></xs:element>"
    )
    taxonomy, found = load_files({"t.xsd": schema(body)})
    assert found == ()
    assert taxonomy.concepts[q("Axis")].typed_domain == q("domain")
    kind = taxonomy.types[taxonomy.typed_domains[q("domain")]]
    assert (kind.primitive, kind.facets) == ("string", (("minLength", "1"),))
    assert q("domain") not in taxonomy.concepts


def test_tuples_and_indirect_substitution_groups_are_concepts() -> None:
    body = (
        item("Head", more='abstract="true"')
        + '<xs:element name="Below" id="t_Below" substitutionGroup="t:Head" xbrli:periodType="instant" xbrli:balance="debit"/>'
        '<xs:element name="Group" id="t_Group" substitutionGroup="xbrli:tuple"><xs:complexType><xs:complexContent>'
        '<xs:restriction base="xs:anyType"><xs:sequence><xs:element ref="t:Below"/></xs:sequence></xs:restriction>'
        "</xs:complexContent></xs:complexType></xs:element>"
        '<xs:element name="Plain" id="t_Plain" type="xs:string"/>'
    )
    taxonomy, found = load_files({"t.xsd": schema(body)})
    assert found == ()
    below = taxonomy.concepts[q("Below")]
    assert (below.base_type, below.substitution_group, below.balance) == ("monetaryItemType", q("Head"), "debit")
    assert (taxonomy.concepts[q("Group")].base_type, taxonomy.concepts[q("Group")].period_type) == ("", "")
    assert q("Plain") not in taxonomy.concepts


def test_a_type_that_does_not_exist_is_found() -> None:
    _, found = load_files({"t.xsd": schema(item("A", "t:nonesuchItemType"))})
    assert codes(found) == ["xbrl.5.1.1.3"]
    assert "nonesuchItemType" in found[0].message


def test_types_that_derive_from_each_other_end() -> None:
    body = "".join(
        f'<xs:complexType name="{a}"><xs:simpleContent><xs:restriction base="t:{b}"/></xs:simpleContent></xs:complexType>'
        for a, b in (("x", "y"), ("y", "x"))
    )
    _, found = load_files({"t.xsd": schema(body + item("A", "t:x"))})
    assert codes(found) == ["xbrl.5.1.1.3"]


def test_an_element_that_is_declared_twice_is_found() -> None:
    files = {"t.xsd": schema(item("A"), imports=STANDARD + '<xs:include schemaLocation="b.xsd"/>'), "b.xsd": schema(item("A"))}
    _, found = load_files(files)
    assert codes(found) == ["xbrl.5.1.1"]


# ---------------------------------------------------------------- relationships


def relate(body: str, concepts: str = "ABCD") -> tuple[Taxonomy, tuple[Diagnostic, ...]]:
    declared = schema("".join(item(name) for name in concepts), appinfo=linkbase_ref("l.xml"))
    return load_files({"t.xsd": declared, "l.xml": linkbase(body)})


def shown(taxonomy: Taxonomy, arcrole: str = PARENT_CHILD) -> list[tuple[str, str, Decimal]]:
    return [(r.source.local, r.target.local, r.order) for r in taxonomy.relationships.get(arcrole, {}).get(STANDARD_LINK, ())]


LOCATORS = "".join(loc(name) for name in "ABCD")


def test_relationships_come_by_source_and_order() -> None:
    arcs = [("A", "C", "2"), ("B", "D", "1"), ("A", "B", "1.0")]
    body = extended("presentation", LOCATORS + "".join(arc("presentation", PARENT_CHILD, s, t, f'order="{o}"') for s, t, o in arcs))
    taxonomy, found = relate(body)
    assert found == ()
    assert shown(taxonomy) == [("A", "B", 1), ("A", "C", 2), ("B", "D", 1)]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ('order="1" use="prohibited" priority="1"', []),
        ('order="1" use="prohibited"', []),
        ('order="1.0" use="prohibited" priority="2"', []),
        ('use="prohibited" priority="1"', []),
        ('order="2" use="prohibited" priority="1"', [("A", "B", 1)]),
        ('order="1" priority="1"', [("A", "B", 1)]),
        ('order="1" use="prohibited" priority="-1"', [("A", "B", 1)]),
        ('order="2"', [("A", "B", 1), ("A", "B", 2)]),
    ],
)
def test_prohibition_and_overriding(second: str, expected: list[tuple[str, str, int]]) -> None:
    body = extended("presentation", LOCATORS + arc("presentation", PARENT_CHILD, "A", "B", 'order="1"'))
    body += extended("presentation", LOCATORS + arc("presentation", PARENT_CHILD, "A", "B", second))
    taxonomy, found = relate(body)
    assert found == ()
    assert shown(taxonomy) == expected


def test_prohibition_stays_in_its_role() -> None:
    body = extended("presentation", LOCATORS + arc("presentation", PARENT_CHILD, "A", "B"))
    other = arc("presentation", PARENT_CHILD, "A", "B", 'use="prohibited" priority="9"')
    body += extended("presentation", LOCATORS + other, "http://example.com/r")
    taxonomy, _ = relate(body)
    assert shown(taxonomy) == [("A", "B", 1)]


def test_one_arc_stands_for_every_pair_of_its_labels() -> None:
    many = loc("A") + "".join(loc(name).replace(f'label="{name}"', 'label="parts"') for name in "BC")
    taxonomy, _ = relate(extended("presentation", many + arc("presentation", PARENT_CHILD, "A", "parts")))
    assert shown(taxonomy) == [("A", "B", 1), ("A", "C", 1)]


def test_dimensional_attributes_are_read_and_defaults_do_not_count() -> None:
    first = arc("definition", ALL, "A", "B", 'xbrldt:contextElement="scenario" xbrldt:closed="1"')
    second = arc("definition", ALL, "A", "B", 'xbrldt:contextElement="scenario" xbrldt:closed="true" xbrldt:usable="true"')
    third = arc("definition", ALL, "A", "C", 'xbrldt:contextElement="segment" xbrldt:targetRole="http://example.com/r"')
    body = arcrole_ref(ALL) + "".join(extended("definition", LOCATORS + one) for one in (first, second, third))
    taxonomy, found = relate(body)
    assert set(codes(found)) == {"xbrldte:TargetRoleNotResolvedError", "xbrldte:HasHypercubeTargetError"}
    cubes = taxonomy.relationships[ALL][STANDARD_LINK]
    assert [(r.target.local, r.closed, r.context_element, r.target_role, r.usable) for r in cubes] == [
        ("B", True, "scenario", None, True),
        ("C", False, "segment", "http://example.com/r", True),
    ]


def test_labels_with_markup_and_references_with_parts() -> None:
    start = '<link:label xlink:type="resource" xlink:label="l" xlink:role="http://www.xbrl.org/2003/role/'
    resources = (
        f'{start}label" xml:lang="zh-CN">收入&amp;其他</link:label>'
        f'{start}terseLabel" xml:lang="en">a <b xmlns="http://www.w3.org/1999/xhtml">bold</b> word</link:label>'
    )
    parts = "<ref:Name>企业会计准则第14号</ref:Name><ref:Article>第四十二条</ref:Article>"
    reference = f'<link:reference xlink:type="resource" xlink:label="r">{parts}</link:reference>'
    body = extended("label", loc("A") + resources + arc("label", "http://www.xbrl.org/2003/arcrole/concept-label", "A", "l"))
    body += extended("reference", loc("A") + reference + arc("reference", "http://www.xbrl.org/2003/arcrole/concept-reference", "A", "r"))
    taxonomy, found = relate(body)
    assert found == ()
    assert taxonomy.label(q("A"), "zh") == "收入&其他"
    assert taxonomy.label(q("A"), "en", TERSE_LABEL) == 'a <b xmlns="http://www.w3.org/1999/xhtml">bold</b> word'
    assert taxonomy.label(q("B"), "zh") == "B"
    (found_reference,) = taxonomy.references[q("A")]
    assert [(part.local, text) for part, text in found_reference.parts] == [("Name", "企业会计准则第14号"), ("Article", "第四十二条")]


def test_a_label_is_prohibited_through_a_locator_to_it() -> None:
    role = f'xlink:role="{STANDARD_LABEL}"'
    label = f'<link:label xlink:type="resource" xlink:label="l" {role} xml:lang="en" id="old">old</link:label>'
    arcrole = "http://www.xbrl.org/2003/arcrole/concept-label"
    body = extended("label", loc("A") + label + arc("label", arcrole, "A", "l"))
    body += extended("label", loc("A") + loc("l", "#old") + arc("label", arcrole, "A", "l", 'use="prohibited" priority="1"'))
    taxonomy, found = relate(body)
    assert found == ()
    assert q("A") not in taxonomy.labels


# ---------------------------------------------------------------- what is broken in linkbases


@pytest.mark.parametrize(
    ("body", "code", "says"),
    [
        (LOCATORS + loc("E") + arc("presentation", PARENT_CHILD, "A", "E"), "xbrl.3.5.3.7.2", "t_E"),
        (LOCATORS + '<link:loc xlink:type="locator" xlink:label="x"/>', "xbrl.3.5.3.7.2", "xlink:href"),
        (LOCATORS + arc("presentation", PARENT_CHILD, "A", "Z"), "xbrl.3.5.3.9.3", "Z"),
        (LOCATORS + arc("presentation", PARENT_CHILD, "Z", "A"), "xbrl.3.5.3.9.2", "Z"),
        (LOCATORS + arc("presentation", PARENT_CHILD, "A", "B", 'order="first"'), "xbrl.3.5.3.9.5", "first"),
        (LOCATORS + arc("presentation", PARENT_CHILD, "A", "B", 'priority="1.5"'), "xbrl.3.5.3.9.7.2", "1.5"),
    ],
)
def test_a_broken_link_is_found_in_its_line(body: str, code: str, says: str) -> None:
    _, found = relate(extended("presentation", body))
    assert codes(found) == [code]
    assert says in found[0].message
    assert (found[0].location.path, found[0].location.line) == (f"{BASE}l.xml", 1)
    assert (found[0].location.column or 0) > 100


@pytest.mark.parametrize("weight", ["", 'weight="0"', 'weight="-0.0"'])
def test_a_calculation_arc_needs_a_weight(weight: str) -> None:
    _, found = relate(extended("calculation", LOCATORS + arc("calculation", SUMMATION_ITEM_2003, "A", "B", weight)))
    assert codes(found) == ["xbrl.5.2.5.2.1"]


def weigh(total: str, part: str, weight: str) -> tuple[Diagnostic, ...]:
    concepts = {
        "Credit": item("Credit", more='xbrli:balance="credit"'),
        "Debit": item("Debit", more='xbrli:balance="debit"'),
        "Neither": item("Neither"),
        "Text": item("Text", "xbrli:stringItemType"),
    }
    body = loc(total) + loc(part) + arc("calculation", SUMMATION_ITEM_2003, total, part, f'weight="{weight}"')
    files = {"t.xsd": schema("".join(concepts.values()), appinfo=linkbase_ref("l.xml")), "l.xml": linkbase(extended("calculation", body))}
    return load_files(files)[1]


@pytest.mark.parametrize(
    ("total", "part", "weight", "expected"),
    [
        ("Credit", "Debit", "1", ["xbrl.5.1.1.2"]),
        ("Credit", "Debit", "-1", []),
        ("Neither", "Debit", "1", []),
        ("Neither", "Debit", "-1", []),
        ("Neither", "Text", "1", ["xbrl.5.2.5.2"]),
    ],
)
def test_sums_respect_balances_and_types(total: str, part: str, weight: str, expected: list[str]) -> None:
    assert codes(weigh(total, part, weight)) == expected


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (item("A", "xbrli:stringItemType", 'xbrli:balance="debit"'), "xbrl.5.1.1.2"),
        ('<xs:element name="A" type="xbrli:stringItemType" substitutionGroup="xbrli:item"/>', "xbrl.5.1.1.1"),
        ('<xs:element name="A" substitutionGroup="xbrli:tuple" xbrli:periodType="instant"/>', "xbrl.4.9"),
        ('<xs:element name="A" type="u:stringItemType" substitutionGroup="xbrli:item" xbrli:periodType="instant"/>', "xbrl.5.1"),
    ],
)
def test_a_concept_that_contradicts_itself_is_found(body: str, code: str) -> None:
    _, found = load_files({"t.xsd": schema("\n" + body)})
    assert codes(found)[0] == code
    assert found[0].location.line == 2


def test_a_schema_may_not_redefine_another_nor_have_an_empty_namespace() -> None:
    files = {"t.xsd": schema("", imports=STANDARD + '<xs:redefine schemaLocation="b.xsd"/>'), "b.xsd": schema(item("B"))}
    assert codes(load_files(files)[1]) == ["xbrl.5.1.5"]
    empty = schema(item("A")).replace(f'targetNamespace="{NS}"', 'targetNamespace=""')
    assert codes(load_files({"t.xsd": empty})[1]) == ["xbrl.5.1"]


@pytest.mark.parametrize(
    ("kind", "arcrole", "ends", "code"),
    [
        ("presentation", PARENT_CHILD, ("A", "type"), "xbrl.5.2.4.1"),
        ("definition", f"{ARCROLE}requires-element", ("type", "A"), "xbrl.5.2.6.1"),
        ("label", "http://www.xbrl.org/2003/arcrole/concept-label", ("A", "B"), "xbrl.5.2.2.3"),
        ("reference", "http://www.xbrl.org/2003/arcrole/concept-reference", ("A", "B"), "xbrl.5.2.3.3"),
    ],
)
def test_an_arc_that_joins_the_wrong_things_is_found(kind: str, arcrole: str, ends: tuple[str, str], code: str) -> None:
    declared = schema(item("A") + item("B") + '<xs:simpleType name="x" id="t_type"><xs:restriction base="xs:string"/></xs:simpleType>')
    declared = declared.replace("<xs:appinfo>", f"<xs:appinfo>{linkbase_ref('l.xml')}")
    body = extended(kind, "".join(loc(end) for end in ends) + arc(kind, arcrole, *ends))
    _, found = load_files({"t.xsd": declared, "l.xml": linkbase(body)})
    assert codes(found) == [code]


def test_a_locator_that_is_no_link_loc_brings_nothing_into_the_dts() -> None:
    custom = '<my:loc xmlns:my="http://example.com/my" xlink:type="locator" xlink:label="x" xlink:href="gone.xsd#y"/>'
    link = f'<my:link xmlns:my="http://example.com/my" xlink:type="extended" xlink:role="{STANDARD_LINK}">{custom}</my:link>'
    taxonomy, found = relate(link)
    assert found == ()
    assert f"{BASE}gone.xsd" not in taxonomy.documents


def test_arcs_that_multiply_without_end_are_refused() -> None:
    many = "".join(loc("x", f"t.xsd#t_{'ABCD'[n % 4]}") for n in range(2_000))
    _, found = relate(extended("presentation", many + arc("presentation", PARENT_CHILD, "x", "x")))
    assert codes(found) == ["filing.too-large"]


def test_ten_thousand_nested_elements_are_no_recursion() -> None:
    deep = "<xs:sequence>" * 10_000 + "</xs:sequence>" * 10_000
    taxonomy, _ = load_files({"t.xsd": schema(f'<xs:complexType name="x">{deep}</xs:complexType>' + item("A"))})
    assert q("A") in taxonomy.concepts


def test_long_chains_of_substitution_groups_take_no_long_time() -> None:
    # Each is the head of the one before: what walks the whole chain for each element would not end.
    chain = "".join(f'<xs:element name="e{n}" type="xs:string" substitutionGroup="t:e{n + 1}"/>' for n in range(5_000))
    taxonomy, found = load_files({"t.xsd": schema(chain + item("e5000"))})
    assert found[:1] != ()
    assert len([name for name in taxonomy.concepts if name.local.startswith("e")]) == 5_001
