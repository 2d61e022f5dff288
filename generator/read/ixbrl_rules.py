"""What the two versions of inline XBRL allow where: elements, attributes, lexical forms, as tables.

Inline XBRL 1.1 (2013-11-18), sections 4 to 15; inline XBRL 1.0 (2010-04-20), sections 4 to 13. Codes are made of a version's name,
the section and the rule's name: `ix11.10.1.2:nonFractionChildren`.
"""

import re
from collections.abc import Mapping

from generator.qname import IX_10, IX_11, XML, XSI
from generator.records import NamedTuple

_SHARED = ("id", "name", "order", "target", "tupleRef")
_ITEM = (*_SHARED, "contextRef")
_NUMERIC = ("format", "scale", "sign")
_FRACTION = (*_ITEM, "unitRef")
_NON_FRACTION = (*_ITEM, *_NUMERIC, "unitRef", "decimals", "precision")
_NON_NUMERIC = (*_ITEM, "format", "escape")


class Version(NamedTuple):
    """A version of inline XBRL: `sections` by element, `attributes` allowed without a namespace, `required` ones.

    Elements in `open` may carry attributes of any foreign namespace, those in `lingual` xml: ones, the others none.
    """

    name: str
    namespace: str
    sections: Mapping[str, str]
    attributes: Mapping[str, frozenset[str]]
    required: Mapping[str, tuple[str, ...]]
    hidden: frozenset[str]

    def code(self, kind: str, part: str, name: str) -> str:
        """The code of the rule `name` in part `part` ("1.1", "1.2" …) of the section on `kind`."""
        section = self.sections.get(kind)  # None where a page mixes the versions
        return f"{self.name}.{section}.{part}:{name}" if section else f"{self.name}:{name}"


OPEN = frozenset(("fraction", "nonFraction", "nonNumeric", "references", "tuple"))
"""Elements that take attributes of other namespaces."""
LINGUAL = frozenset(("footnote", "relationship"))
"""Elements that take attributes of the xml: namespace, and no others."""
TEXTS = frozenset(("continuation", "footnote", "nonNumeric"))
"""Elements whose content is text that an ix:exclude may cut."""
FACTS = frozenset(("fraction", "nonFraction", "nonNumeric", "tuple"))
"""Elements that report something, and may be in relationships."""


def _attributes(extra: Mapping[str, tuple[str, ...]], shared: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """The attributes by element; those of other namespaces that are met on nearly every fact are listed, to be passed quickly."""
    usual = (f"{XSI}}}nil", f"{XML}}}lang")
    base: dict[str, tuple[str, ...]] = {
        "denominator": _NUMERIC,
        "exclude": (),
        "fraction": (*_FRACTION, *shared, *usual),
        "header": (),
        "hidden": (),
        "nonFraction": (*_NON_FRACTION, *shared, *usual),
        "nonNumeric": (*_NON_NUMERIC, *shared, *usual),
        "numerator": _NUMERIC,
        "references": ("id", "target"),
        "resources": (),
        "tuple": (*_SHARED, "tupleID", *shared, *usual),
    }
    return {kind: frozenset((*names, *extra.get(kind, ()))) for kind, names in {**dict.fromkeys(extra, ()), **base}.items()}


_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "fraction": ("name", "contextRef", "unitRef"),
    "nonFraction": ("name", "contextRef", "unitRef"),
    "nonNumeric": ("name", "contextRef"),
    "tuple": ("name",),
}

VERSION_11 = Version(
    name="ix11",
    namespace=IX_11,
    sections={
        **{"continuation": "4", "exclude": "5", "footnote": "6", "fraction": "7", "numerator": "7", "denominator": "7", "header": "8"},
        **{"hidden": "9", "nonFraction": "10", "nonNumeric": "11", "references": "12", "relationship": "13", "resources": "14"},
        "tuple": "15",
    },
    attributes=_attributes(
        {
            "continuation": ("continuedAt", "id"),
            "footnote": ("continuedAt", "footnoteRole", "id", "title", f"{XML}}}lang"),
            "nonNumeric": ("continuedAt",),
            "relationship": ("arcrole", "fromRefs", "linkRole", "order", "toRefs"),
        },
        (),
    ),
    required={**_REQUIRED, "continuation": ("id",), "footnote": ("id",), "relationship": ("fromRefs", "toRefs")},
    hidden=frozenset(("footnote", "fraction", "nonFraction", "nonNumeric", "tuple")),
)
VERSION_10 = Version(
    name="ix10",
    namespace=IX_10,
    sections={
        **{"exclude": "4", "footnote": "5", "fraction": "6", "numerator": "6", "denominator": "6", "header": "7", "hidden": "8"},
        **{"nonFraction": "9", "nonNumeric": "10", "references": "11", "resources": "12", "tuple": "13"},
    },
    attributes=_attributes(
        {"footnote": ("arcrole", "footnoteID", "footnoteLinkRole", "footnoteRole", "id", "title", f"{XML}}}lang")},
        ("footnoteRefs",),
    ),
    required={**_REQUIRED, "footnote": ("footnoteID",)},
    hidden=frozenset(("exclude", "footnote", "fraction", "header", "nonFraction", "nonNumeric", "tuple", "numerator", "denominator")),
)
VERSIONS: Mapping[str, Version] = {IX_11: VERSION_11, IX_10: VERSION_10}

NCNAME = re.compile(r"[^\W\d][\w.\-·]*")
_NCNAMES = re.compile(r"[ \t\r\n]*[^\W\d][\w.\-·]*(?:[ \t\r\n]+[^\W\d][\w.\-·]*)*[ \t\r\n]*")
LEXICAL: Mapping[str, tuple[re.Pattern[str], str]] = {
    **dict.fromkeys(("id", "target", "tupleID", "tupleRef", "continuedAt", "footnoteID"), (NCNAME, "a name without colon or space")),
    **dict.fromkeys(("fromRefs", "toRefs", "footnoteRefs"), (_NCNAMES, "a list of ids")),
    "order": (re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"), "a number"),
    "escape": (re.compile("true|false|1|0"), "true or false"),
}
"""The lexical form of attributes that no later step looks at more closely, and how to call it."""
LEXICAL_NAMES = frozenset(LEXICAL)

URI_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "a": frozenset(("href",)),
    "area": frozenset(("href",)),
    "blockquote": frozenset(("cite",)),
    "del": frozenset(("cite",)),
    "form": frozenset(("action",)),
    "img": frozenset(("src", "longdesc", "usemap")),
    "input": frozenset(("src", "usemap")),
    "ins": frozenset(("cite",)),
    "link": frozenset(("href",)),
    "object": frozenset(("classid", "codebase", "data", "usemap")),
    "q": frozenset(("cite",)),
}
"""XHTML attributes that hold a URL, which is made absolute in escaped content where the page has a base."""
