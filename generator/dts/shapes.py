"""What the elements of linkbases and of `appinfo` may hold, as tables (xbrl-linkbase, xl and xlink of 2003-12-31).

A table check on one element at a time: its attributes, their values, its children. It does what an XSD engine would do here.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from generator.diagnostics import quoted
from generator.dts.lexical import KINDS
from generator.qname import LINK, XBRLDT, XHTML, XL, XLINK, XML, XSI


class Shape(NamedTuple):
    """One element. `attributes` maps the expat name of an attribute to its kind (`lexical.KINDS`, "" for any text).

    `others` names the namespace of further attributes ("" for none, "*" for any that is qualified); `children` are expat names,
    or None where anything may stand. `kind` is the xlink:type that it must have, "" for none.
    """

    code: str
    kind: str
    attributes: Mapping[str, str]
    required: frozenset[str]
    others: str
    children: frozenset[str] | None


def _link(name: str) -> str:
    return f"{LINK}}}{name}"


def _shape(code: str, kind: str, required: str, optional: str = "", *, others: str = "", children: Iterable[str] | None = ()) -> Shape:
    """A shape from words `name=kind`; a name that starts with `~` is XLink's."""
    words = {word: word in required.split() for word in f"{required} {optional}".split()}
    attributes = {f"{XLINK}}}type": ""} if kind else {}
    needed = set(attributes)
    for word, is_required in words.items():
        name, _, lexical = word.partition("=")
        name = f"{XLINK}}}{name[1:]}" if name.startswith("~") else name
        attributes[name] = lexical
        if is_required:
            needed.add(name)
    return Shape(code, kind, attributes, frozenset(needed), others, None if children is None else frozenset(children))


TITLE = f"{XL}}}title"
_LINKS = tuple(f"{name}Link" for name in ("presentation", "calculation", "definition", "label", "reference", "footnote"))
_ANY_EXTENDED = f"{XL}}}extended"
_SIMPLE = "~arcrole=some-uri ~role=some-uri ~title ~show=show ~actuate=actuate"
_ARC = "~from ~to ~arcrole"
_ARC_MORE = "~title ~show=show ~actuate=actuate order use=use priority"
# Numbers, labels, roles and ids, which stand on almost every element, are checked where they are read.


def _extended(code: str, *inside: str) -> Shape:
    children = (TITLE, *map(_link, ("documentation", "loc", *inside)))
    return _shape(code, "extended", "~role", "~title id", others=XML, children=children)


SHAPES: Mapping[str, Shape] = {
    _link("linkbase"): _shape(
        "xbrl.5.2", "", "", "id", others=XML, children=(_ANY_EXTENDED, *map(_link, ("documentation", "roleRef", "arcroleRef", *_LINKS)))
    ),
    _link("documentation"): _shape("xbrl.5.2", "", "", others="*"),
    _link("presentationLink"): _extended("xbrl.5.2.4.1", "presentationArc"),
    _link("calculationLink"): _extended("xbrl.5.2.5.1", "calculationArc"),
    _link("definitionLink"): _extended("xbrl.5.2.6.1", "definitionArc"),
    _link("labelLink"): _extended("xbrl.5.2.2.1", "labelArc", "label"),
    _link("referenceLink"): _extended("xbrl.5.2.3.1", "referenceArc", "reference"),
    _link("footnoteLink"): _extended("xbrl.4.11.1", "footnoteArc", "footnote"),
    _link("loc"): _shape("xbrl.3.5.3.7", "locator", "~href ~label", "~role=locator-role ~title", children=(TITLE,)),
    _link("presentationArc"): _shape("xbrl.5.2.4.2", "arc", _ARC, f"{_ARC_MORE} preferredLabel=some-uri", others="*", children=(TITLE,)),
    _link("calculationArc"): _shape("xbrl.5.2.5.2", "arc", f"{_ARC} weight", _ARC_MORE, others="*", children=(TITLE,)),
    _link("definitionArc"): _shape("xbrl.5.2.6.2", "arc", _ARC, _ARC_MORE, others="*", children=(TITLE,)),
    _link("labelArc"): _shape("xbrl.5.2.2.3", "arc", _ARC, _ARC_MORE, others="*", children=(TITLE,)),
    _link("referenceArc"): _shape("xbrl.5.2.3.3", "arc", _ARC, _ARC_MORE, others="*", children=(TITLE,)),
    _link("footnoteArc"): _shape("xbrl.4.11.1.3", "arc", _ARC, _ARC_MORE, others="*", children=(TITLE,)),
    _link("label"): _shape("xbrl.5.2.2.2", "resource", "~label", "~role ~title id", others=XML, children=None),
    _link("footnote"): _shape("xbrl.4.11.1.2", "resource", "~label", "~role ~title id", others=XML, children=None),
    _link("reference"): _shape("xbrl.5.2.3.2", "resource", "~label", "~role ~title id", children=None),
    _link("linkbaseRef"): _shape("xbrl.4.3", "simple", "~href ~arcrole=some-uri", _SIMPLE.partition(" ")[2], others=XML, children=None),
    _link("schemaRef"): _shape("xbrl.4.2", "simple", "~href", _SIMPLE, others=XML, children=None),
    _link("roleRef"): _shape("xbrl.3.5.2.4", "simple", "~href roleURI=some-uri", _SIMPLE, others=XML, children=None),
    _link("arcroleRef"): _shape("xbrl.3.5.2.5", "simple", "~href arcroleURI=some-uri", _SIMPLE, others=XML, children=None),
    _link("roleType"): _shape("xbrl.5.1.3", "", "roleURI=some-uri", "id", children=map(_link, ("definition", "usedOn"))),
    _link("arcroleType"): _shape(
        "xbrl.5.1.4", "", "arcroleURI=some-uri cyclesAllowed=cycles", "id", children=map(_link, ("definition", "usedOn"))
    ),
    _link("definition"): _shape("xbrl.5.1.3", "", ""),
    _link("usedOn"): _shape("xbrl.5.1.3.4", "", ""),
}

STANDARD_LINKS = frozenset(name for name, shape in SHAPES.items() if shape.kind == "extended")
STANDARD_ARCS = frozenset(name for name, shape in SHAPES.items() if shape.kind == "arc")
XHTML_PREFIX = f"{XHTML}}}"
_FREE = f"{XSI}}}"


_SECTIONS: Mapping[str, Mapping[str, str]] = {
    "simple": {"type": "xbrl.3.5.1.1", "href": "xbrl.3.5.1.2"},
    "extended": {"type": "xbrl.3.5.3.2", "role": "xbrl.3.5.3.3"},
    "locator": {"type": "xbrl.3.5.3.7.1", "href": "xbrl.3.5.3.7.2", "label": "xbrl.3.5.3.7.3"},
    "resource": {"type": "xbrl.3.5.3.8.1", "label": "xbrl.3.5.3.8.2"},
    "arc": {
        "type": "xbrl.3.5.3.9.1",
        "from": "xbrl.3.5.3.9.2",
        "to": "xbrl.3.5.3.9.3",
        "arcrole": "xbrl.3.5.3.9.4",
        "weight": "xbrl.5.2.5.2.1",
    },
}
"""The section that requires an attribute, by the element's xlink:type."""
_QUALIFIED: Mapping[str, str] = {
    f"{XML}}}lang": "language",
    f"{XML}}}space": "xml-space",
    **dict.fromkeys((f"{XBRLDT}}}closed", f"{XBRLDT}}}usable"), "boolean"),
    f"{XBRLDT}}}contextElement": "context-element",
    f"{XBRLDT}}}targetRole": "some-uri",
}
"""Attributes of other namespaces, valid by their own declarations wherever they stand."""
_QUALIFIED_BY_DIMENSIONS = frozenset(name for name in _QUALIFIED if name.startswith(XBRLDT))
SCHEMA_ERROR = "sche:XmlSchemaError"
"""What the conformance suite of Dimensions 1.0 calls an error of XML Schema."""


def local(name: str) -> str:
    """The part of an expat name that people read."""
    return name.rpartition("}")[2]


def wrong_attributes(name: str, attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with which attributes an element of the link namespace has: code and sentence."""
    shape = SHAPES[name]
    for wanted in sorted(shape.required - attributes.keys()):
        code = _SECTIONS.get(shape.kind, {}).get(local(wanted), shape.code)
        yield code, f"{local(name)} has no attribute {wanted.replace(f'{XLINK}}}', 'xlink:')}."
    for attribute in attributes.keys() - shape.attributes.keys():
        namespace = attribute.rpartition("}")[0]
        if not (attribute.startswith(_FREE) or (namespace and shape.others in ("*", namespace))):
            yield shape.code, f"{local(name)} has the attribute {quoted(local(attribute))}, which is not allowed there."
    found = attributes.get(f"{XLINK}}}type")
    if shape.kind and found is not None and found.strip() != shape.kind:
        yield _SECTIONS[shape.kind]["type"], f"The xlink:type of {local(name)} is “{quoted(found)}”, not {shape.kind}."


def checked_values(name: str, attributes: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The attributes whose values have to be looked at on every such element, each with its kind."""
    kinds = SHAPES[name].attributes
    found = ((attribute, kinds.get(attribute) or _QUALIFIED.get(attribute)) for attribute in attributes)
    return tuple((attribute, kind) for attribute, kind in found if kind)


def wrong_values(code: str, attributes: Mapping[str, str], kinds: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What is wrong with the values of the attributes that `kinds` names: code and sentence."""
    for attribute, kind in kinds:
        value = attributes[attribute].strip()
        if not KINDS[kind](value):
            yield SCHEMA_ERROR if attribute in _QUALIFIED_BY_DIMENSIONS else code, f"The {local(attribute)} “{quoted(value)}” is not valid."
