"""Expanded names and the well-known namespaces of the XBRL specifications."""

from generator.records import NamedTuple


class QName(NamedTuple):
    """An expanded XML name: namespace URI ("" for none) and local name."""

    namespace: str
    local: str

    def __str__(self) -> str:
        """Clark notation, `{namespace}local`."""
        return f"{{{self.namespace}}}{self.local}"


XML = "http://www.w3.org/XML/1998/namespace"
XS = "http://www.w3.org/2001/XMLSchema"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XLINK = "http://www.w3.org/1999/xlink"
XHTML = "http://www.w3.org/1999/xhtml"

XBRLI = "http://www.xbrl.org/2003/instance"
LINK = "http://www.xbrl.org/2003/linkbase"
XL = "http://www.xbrl.org/2003/XLink"
XBRLDT = "http://xbrl.org/2005/xbrldt"
XBRLDI = "http://xbrl.org/2006/xbrldi"
ISO4217 = "http://www.xbrl.org/2003/iso4217"
REF = "http://www.xbrl.org/2006/ref"
GEN = "http://xbrl.org/2008/generic"
GENERIC_LABEL = "http://xbrl.org/2008/label"
IX_10 = "http://www.xbrl.org/2008/inlineXBRL"
IX_11 = "http://www.xbrl.org/2013/inlineXBRL"
IXT_4 = "http://www.xbrl.org/inlineXBRL/transformation/2020-02-12"
IXT_5 = "http://www.xbrl.org/inlineXBRL/transformation/2022-02-16"
OIM = "https://xbrl.org/2021"
DTR_TYPES = "http://www.xbrl.org/dtr/type/2022-03-31"
ENUMERATIONS_2 = "http://xbrl.org/2020/extensible-enumerations-2.0"
TAXONOMY_PACKAGE = "http://xbrl.org/2016/taxonomy-package"
CATALOG = "urn:oasis:names:tc:entity:xmlns:xml:catalog"

PARENT_CHILD = "http://www.xbrl.org/2003/arcrole/parent-child"
SUMMATION_ITEM_2003 = "http://www.xbrl.org/2003/arcrole/summation-item"
SUMMATION_ITEM_2023 = "https://xbrl.org/2023/arcrole/summation-item"
CONCEPT_LABEL = "http://www.xbrl.org/2003/arcrole/concept-label"
CONCEPT_REFERENCE = "http://www.xbrl.org/2003/arcrole/concept-reference"
FACT_FOOTNOTE = "http://www.xbrl.org/2003/arcrole/fact-footnote"
ALL = "http://xbrl.org/int/dim/arcrole/all"
NOT_ALL = "http://xbrl.org/int/dim/arcrole/notAll"
HYPERCUBE_DIMENSION = "http://xbrl.org/int/dim/arcrole/hypercube-dimension"
DIMENSION_DOMAIN = "http://xbrl.org/int/dim/arcrole/dimension-domain"
DOMAIN_MEMBER = "http://xbrl.org/int/dim/arcrole/domain-member"
DIMENSION_DEFAULT = "http://xbrl.org/int/dim/arcrole/dimension-default"

STANDARD_LINK = "http://www.xbrl.org/2003/role/link"
STANDARD_LABEL = "http://www.xbrl.org/2003/role/label"
TERSE_LABEL = "http://www.xbrl.org/2003/role/terseLabel"
TOTAL_LABEL = "http://www.xbrl.org/2003/role/totalLabel"
VERBOSE_LABEL = "http://www.xbrl.org/2003/role/verboseLabel"
DOCUMENTATION = "http://www.xbrl.org/2003/role/documentation"
PERIOD_START_LABEL = "http://www.xbrl.org/2003/role/periodStartLabel"
PERIOD_END_LABEL = "http://www.xbrl.org/2003/role/periodEndLabel"
NEGATED_LABEL = "http://www.xbrl.org/2009/role/negatedLabel"
FOOTNOTE_ROLE = "http://www.xbrl.org/2003/role/footnote"
REFERENCE_ROLE = "http://www.xbrl.org/2003/role/reference"

NOTE_CONCEPT = QName(OIM, "note")
