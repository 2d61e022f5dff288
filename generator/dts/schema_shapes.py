"""What the elements of a schema may hold, as tables (XML Schema Part 1, section 3 and the schema for schemas).

Checked one element at a time: attributes, values, children, the order of imports. Whether names resolve is another module's.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.diagnostics import quoted
from generator.dts.lexical import KINDS
from generator.qname import XBRLDT, XBRLI, XML

_FACETS = (
    "length minLength maxLength pattern enumeration whiteSpace totalDigits fractionDigits "
    "maxInclusive maxExclusive minInclusive minExclusive"
)
_MODELS = "group all choice sequence"
_ATTRIBUTES = "attribute attributeGroup anyAttribute"
_COMPONENTS = "simpleType complexType group attributeGroup element attribute notation"

CHILDREN: Mapping[str, frozenset[str]] = {
    parent: frozenset(f"annotation {children}".split())
    for parent, children in {
        "schema": f"include import redefine {_COMPONENTS}",
        "redefine": "simpleType complexType group attributeGroup",
        "element": "simpleType complexType unique key keyref",
        "complexType": f"simpleContent complexContent {_MODELS} {_ATTRIBUTES}",
        "simpleContent": "restriction extension",
        "complexContent": "restriction extension",
        "simpleType": "restriction list union",
        "restriction": f"simpleType {_FACETS} {_MODELS} {_ATTRIBUTES}",
        "extension": f"{_MODELS} {_ATTRIBUTES}",
        "sequence": "element group choice sequence any",
        "choice": "element group choice sequence any",
        "all": "element",
        "group": "all choice sequence",
        "attributeGroup": _ATTRIBUTES,
        "attribute": "simpleType",
        "list": "simpleType",
        "union": "simpleType",
        **dict.fromkeys(("unique", "key", "keyref"), "selector field"),
        **dict.fromkeys(f"{_FACETS} any anyAttribute import include notation selector field".split(), ""),
    }.items()
} | {"annotation": frozenset({"appinfo", "documentation"})}
_EITHER_ONCE = frozenset({"simpleType", "complexType", "simpleContent", "complexContent", "restriction", "extension", "list", "union"})


class _Attributes(NamedTuple):
    kinds: Mapping[str, str]
    required: frozenset[str]


def _attributes(words: str) -> _Attributes:
    """From words `name=kind`; a required one ends in `!`."""
    kinds: dict[str, str] = {"id": ""}
    required = set()
    for word in words.split():
        name, _, kind = word.rstrip("!").partition("=")
        kinds[name] = kind
        if word.endswith("!"):
            required.add(name)
    return _Attributes(kinds, frozenset(required))


_OCCURS = "minOccurs=count maxOccurs=count-or-unbounded"
_LOCAL: Mapping[str, _Attributes] = {
    name: _attributes(words)
    for name, words in {
        "schema": "targetNamespace=uri version finalDefault=derivations blockDefault=derivations "
        "attributeFormDefault=form elementFormDefault=form",
        "include": "schemaLocation=uri!",
        "redefine": "schemaLocation=uri!",
        "import": "namespace=some-uri schemaLocation=uri",
        "annotation": "",
        "element": f"name=ncname ref=qname type=qname default fixed nillable=boolean block=derivations form=form {_OCCURS}",
        "attribute": "name=ncname ref=qname type=qname use=attribute-use default fixed form=form",
        "complexType": "mixed=boolean",
        "simpleType": "",
        "group": f"ref=qname! {_OCCURS}",
        "attributeGroup": "ref=qname!",
        "simpleContent": "",
        "complexContent": "mixed=boolean",
        "restriction": "base=qname",
        "extension": "base=qname!",
        "list": "itemType=qname",
        "union": "memberTypes=qnames",
        **dict.fromkeys(("sequence", "choice", "all"), _OCCURS),
        "any": f"namespace processContents=process {_OCCURS}",
        "anyAttribute": "namespace processContents=process",
        **dict.fromkeys(("unique", "key"), "name=ncname!"),
        "keyref": "name=ncname! refer=qname!",
        **dict.fromkeys(("selector", "field"), "xpath!"),
        **dict.fromkeys(("pattern", "enumeration"), "value!"),
        **dict.fromkeys(("length", "minLength", "maxLength", "fractionDigits", "totalDigits"), "value=count! fixed=boolean"),
        **dict.fromkeys(("maxInclusive", "maxExclusive", "minInclusive", "minExclusive"), "value! fixed=boolean"),
        "whiteSpace": "value=white-space! fixed=boolean",
        "notation": "name=ncname! public system",
    }.items()
}
_GLOBAL: Mapping[str, _Attributes] = {
    **_LOCAL,
    "element": _attributes(
        "name=ncname! type=qname substitutionGroup=qname default fixed nillable=boolean abstract=boolean "
        "final=derivations block=derivations"
    ),
    "attribute": _attributes("name=ncname! type=qname default fixed"),
    "complexType": _attributes("name=ncname! mixed=boolean abstract=boolean final=derivations block=derivations"),
    "simpleType": _attributes("name=ncname! final=derivations"),
    "group": _attributes("name=ncname!"),
    "attributeGroup": _attributes("name=ncname!"),
}
_EXCLUSIVE = (("name", "ref"), ("type", "ref"), ("default", "fixed"))
_QUALIFIED: Mapping[str, tuple[str, str]] = {
    f"{XBRLI}}}periodType": ("period", "xbrl.5.1.1.1"),
    f"{XBRLI}}}balance": ("balance", "xbrl.5.1.1.2"),
    f"{XBRLDT}}}typedDomainRef": ("some-uri", "xbrl.5.1"),
    f"{XML}}}lang": ("language", "xbrl.5.1"),
    f"{XML}}}space": ("xml-space", "xbrl.5.1"),
}
CODE = "xbrl.5.1"


def wrong_element(local: str, parent: str, attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with one element of the schema namespace, `parent` being its parent's local name: code and sentence."""
    if parent and local not in CHILDREN.get(parent, frozenset()):
        yield CODE, f"The schema element {quoted(local)} is not allowed in {quoted(parent)}."
        return
    table = (_GLOBAL if parent in ("schema", "redefine") else _LOCAL).get(local)
    if table is None:
        return
    for wanted in sorted(table.required - attributes.keys()):
        yield CODE, f"The schema element {local} has no attribute {wanted}."
    for name, value in attributes.items():
        kind = table.kinds.get(name)
        if kind is None:
            yield from _other(local, name, value)
        elif kind and not KINDS[kind](value.strip()):
            # An empty target namespace has a message of its own, where the schema is read.
            yield CODE, f"The {name} “{quoted(value)}” of the schema element {local} is not valid."
    for one, other in _EXCLUSIVE:
        if one in attributes and other in attributes:
            yield CODE, f"The schema element {local} has both {one} and {other}."
    if local in ("element", "attribute") and "name" not in attributes and "ref" not in attributes and "name" not in table.required:
        yield CODE, f"The schema element {local} has neither name nor ref."


def _other(local: str, name: str, value: str) -> Iterator[tuple[str, str]]:
    if "}" not in name:
        yield CODE, f"The schema element {local} has the attribute {quoted(name)}, which is not allowed there."
        return
    kind, code = _QUALIFIED.get(name, ("", ""))
    if kind and not KINDS[kind](value.strip()):
        yield code, f"The {name.rpartition('}')[2]} “{quoted(value)}” is not valid."


def wrong_children(local: str, inside: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What is wrong with the order and the number of an element's children, whose local names are `inside`."""
    found = [child for child in inside if child in _EITHER_ONCE]
    if len(found) > 1 and local not in ("schema", "redefine", "union"):
        yield CODE, f"The schema element {local} has {found[0]} and {found[1]}, of which it may have one."
    if local in ("simpleType", "simpleContent", "complexContent") and not found:
        yield CODE, f"The schema element {local} is empty."
    if local not in ("schema", "redefine") and "annotation" in inside[1:]:
        yield CODE, f"The annotation of the schema element {local} is not its first child."
