"""The taxonomy's schema: imports, role types, linkbase references, elements (XBRL 2.1, section 5.1)."""

from collections.abc import Iterator, Mapping

from generator.dts.author import vocabulary
from generator.dts.author.linkbases import usages
from generator.dts.author.markup import document, element
from generator.dts.author.settings import Settings
from generator.dts.author.source import ConceptSource, Source
from generator.qname import DTR_TYPES, GEN, GENERIC_LABEL, LINK, REF, XBRLDT, XBRLI, XLINK, XS, QName

PREFIXES: Mapping[str, str] = {"xs": XS, "xbrli": XBRLI, "link": LINK, "xlink": XLINK, "xbrldt": XBRLDT, "dtr-types": DTR_TYPES}
IMPORTS: tuple[tuple[str, str], ...] = (
    (XBRLI, "http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"),
    (LINK, "http://www.xbrl.org/2003/xbrl-linkbase-2003-12-31.xsd"),
    (XBRLDT, "http://www.xbrl.org/2005/xbrldt-2005.xsd"),
    (REF, "http://www.xbrl.org/2006/ref-2006-02-27.xsd"),
    (GEN, "http://www.xbrl.org/2008/generic-link.xsd"),
    (GENERIC_LABEL, "http://www.xbrl.org/2008/generic-label.xsd"),
    (DTR_TYPES, "https://www.xbrl.org/dtr/type/2022-03-31/types.xsd"),
)


def role_definition(definitions: Mapping[str, str], order: str) -> str:
    """A role's definition: its order, and its title in each language (a link:definition has no language of its own)."""
    return f"[{order}] " + " | ".join(definitions.values())


def schema(source: Source, linkbases: Mapping[str, str]) -> bytes:
    """The schema document. `linkbases` maps each linkbase's file name to the role of its reference ("" for none)."""
    settings = source.settings
    has_enumerations = any(c.domain_role for c in source.concepts)
    prefixes = {**PREFIXES, **({"enum2": vocabulary.ENUM2} if has_enumerations else {}), **{b.prefix: b.namespace for b in settings.bases}}
    imports = [
        *IMPORTS,
        *([(vocabulary.ENUM2, vocabulary.ENUM2_SCHEMA)] if has_enumerations else []),
        *(imported for base in settings.bases for imported in base.imports),
    ]
    attributes = {
        **{f"xmlns:{prefix}": namespace for prefix, namespace in prefixes.items()},
        f"xmlns:{settings.prefix}": settings.namespace,
        "targetNamespace": settings.namespace,
        "elementFormDefault": "qualified",
        "attributeFormDefault": "unqualified",
    }
    info = [*_role_types(source), *_linkbase_refs(linkbases)]
    body = [
        *element("xs:annotation", {}, element("xs:appinfo", {}, info)),
        *(line for namespace, url in imports for line in element("xs:import", {"namespace": namespace, "schemaLocation": url})),
        *(line for concept in source.concepts for line in _element(concept, settings)),
    ]
    return document(element("xs:schema", attributes, body))


def _role_types(source: Source) -> Iterator[str]:
    used = usages(source)
    for role in source.roles:
        yield from _role_type(source, role.code, role_definition(role.definitions, role.order), used.get(role.code, ()))
    for order, (code, words) in enumerate(vocabulary.OWN_ROLES.items()):
        if used.get(code):
            titles = {lang: words.get(lang, words["en"]) for lang in source.settings.languages}
            yield from _role_type(source, code, role_definition(titles, str(990 + order)), used[code])


def _role_type(source: Source, code: str, definition: str, used_on: tuple[str, ...]) -> list[str]:
    content = element("link:definition", {}, definition)
    for link in used_on:
        content += element("link:usedOn", {}, link)
    return element("link:roleType", {"roleURI": source.settings.roles + code, "id": f"role-{code}"}, content)


def _linkbase_refs(linkbases: Mapping[str, str]) -> Iterator[str]:
    for name, role in linkbases.items():
        yield from element(
            "link:linkbaseRef",
            {
                "xlink:type": "simple",
                "xlink:href": name,
                **({"xlink:role": role} if role else {}),
                "xlink:arcrole": "http://www.w3.org/1999/xlink/properties/linkbase",
            },
        )


def _element(concept: ConceptSource, settings: Settings) -> list[str]:
    prefix = settings.prefix
    group = vocabulary.KINDS[concept.kind]
    attributes = {"name": concept.name, "id": f"{prefix}_{concept.name}"}
    if group is None:
        return _typed_domain(concept, attributes)
    attributes |= {"type": _prefixed(_type(concept)), "substitutionGroup": _prefixed(group)}
    if concept.kind != "item":
        attributes["abstract"] = "true"
    attributes |= {"nillable": "true", "xbrli:periodType": concept.period or "duration"}
    if concept.balance:
        attributes["xbrli:balance"] = concept.balance
    if concept.kind == "typed-axis":
        attributes["xbrldt:typedDomainRef"] = f"#{prefix}_{concept.domain}"
    if concept.domain_role:
        domain = concept.domain if ":" in concept.domain else f"{prefix}:{concept.domain}"
        attributes |= {"enum2:domain": domain, "enum2:linkrole": settings.roles + concept.domain_role}
        attributes["enum2:headUsable"] = "true" if concept.head_usable else "false"
    return element("xs:element", attributes)


def _typed_domain(concept: ConceptSource, attributes: Mapping[str, str]) -> list[str]:
    base = vocabulary.DOMAIN_TYPES[concept.type]
    # A typed member of no characters names nothing, so text domains refuse it.
    facets = element("xs:minLength", {"value": "1"}) if concept.type in {"string", "anyURI"} else []
    restriction = element("xs:restriction", {"base": _prefixed(base)}, facets)
    return element("xs:element", attributes, element("xs:simpleType", {}, restriction))


def _type(concept: ConceptSource) -> QName:
    if concept.kind == "member":
        return vocabulary.MEMBER_TYPE
    return vocabulary.ITEM_TYPES[concept.type or "string"]


def _prefixed(name: QName) -> str:
    prefix = next(p for p, namespace in (*PREFIXES.items(), ("enum2", vocabulary.ENUM2)) if namespace == name.namespace)
    return f"{prefix}:{name.local}"
