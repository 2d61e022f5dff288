"""The words that the source tables may use, and what they stand for in XBRL."""

from collections.abc import Mapping
from types import MappingProxyType

from generator.qname import DTR_TYPES, XBRLDT, XBRLI, XS, QName

_ROLE_2003 = "http://www.xbrl.org/2003/role/"
_ROLE_2009 = "http://www.xbrl.org/2009/role/"
NEGATED_SCHEMA = "http://www.xbrl.org/lrr/role/negated-2009-12-16.xsd"

ENUM2 = "http://xbrl.org/2020/extensible-enumerations-2.0"
ENUM2_SCHEMA = "https://www.xbrl.org/2020/extensible-enumerations-2.0.xsd"
ENUMERATIONS = frozenset({"enumeration", "enumerationSet"})
WIDER_NARROWER = "http://www.esma.europa.eu/xbrl/esef/arcrole/wider-narrower"
AXIS_DEFAULTS = "axis-defaults"
ANCHORING = "anchoring"
OWN_ROLES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        AXIS_DEFAULTS: {"zh": "轴的默认成员", "en": "Axis defaults"},
        ANCHORING: {"zh": "扩展概念与基础分类标准的关系", "en": "Anchoring of extension concepts"},
    }
)
"""Roles that the compiler makes, with their titles."""

KINDS: Mapping[str, QName | None] = MappingProxyType(
    {
        "item": QName(XBRLI, "item"),
        "abstract": QName(XBRLI, "item"),
        "hypercube": QName(XBRLDT, "hypercubeItem"),
        "axis": QName(XBRLDT, "dimensionItem"),
        "typed-axis": QName(XBRLDT, "dimensionItem"),
        "member": QName(XBRLI, "item"),
        "typed-domain": None,
    }
)
"""Kind of concept -> its substitution group (none: an element that is no concept)."""

ITEM_TYPES: Mapping[str, QName] = MappingProxyType(
    {
        **{
            name: QName(XBRLI, f"{name}ItemType")
            for name in (
                "monetary",
                "shares",
                "pure",
                "decimal",
                "integer",
                "nonNegativeInteger",
                "string",
                "boolean",
                "date",
                "dateTime",
                "gYear",
                "gYearMonth",
                "anyURI",
            )
        },
        **{
            name: QName(DTR_TYPES, f"{name}ItemType")
            for name in ("percent", "perShare", "textBlock", "area", "volume", "mass", "energy", "duration")
        },
        **{name: QName(ENUM2, f"{name}ItemType") for name in ("enumeration", "enumerationSet")},
    }
)
"""Word in `type` -> the XBRL, DTR or Extensible Enumerations item type."""

DOMAIN_TYPES: Mapping[str, QName] = MappingProxyType(
    {name: QName(XS, name) for name in ("string", "date", "integer", "decimal", "gYear", "anyURI")}
)
"""Word in a typed domain's `type` -> the XML Schema type."""

NUMERIC_DTR_TYPES = frozenset({"percent", "perShare", "area", "volume", "mass", "energy"})
MEMBER_TYPE = QName(DTR_TYPES, "domainItemType")
PERIODS: Mapping[str, str] = MappingProxyType({"instant": "instant", "duration": "duration"})
BALANCES: Mapping[str, str] = MappingProxyType({"debit": "debit", "credit": "credit"})

LABEL_ROLES: Mapping[str, str] = MappingProxyType(
    {
        **{
            name: f"{_ROLE_2003}{name if name == 'documentation' else name + 'Label'}"
            for name in ("terse", "verbose", "total", "periodStart", "periodEnd", "positive", "negative", "zero", "documentation")
        },
        **{
            name: f"{_ROLE_2009}{name}Label"
            for name in ("negated", "negatedTerse", "negatedTotal", "negatedPeriodStart", "negatedPeriodEnd")
        },
    }
)
"""Word in `role` or `preferred_label` -> the label role."""

REFERENCE_ROLES: Mapping[str, str] = MappingProxyType(
    {
        "": f"{_ROLE_2003}reference",
        **{
            f"{name}": f"{_ROLE_2003}{name}Ref"
            for name in ("definition", "disclosure", "presentation", "measurement", "commentary", "example")
        },
    }
)
"""Word in a reference's `role` -> the reference role."""

REFERENCE_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "publisher": "Publisher",
        "standard": "Name",
        "number": "Number",
        "issue_date": "IssueDate",
        "chapter": "Chapter",
        "article": "Article",
        "section": "Section",
        "paragraph": "Paragraph",
        "subparagraph": "Subparagraph",
        "note": "Note",
        "uri": "URI",
    }
)
"""Column of references.csv -> the part in the namespace of `ref-2006-02-27.xsd`, in the order of writing."""
