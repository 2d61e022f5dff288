"""The attributes of an enumeration as they stand on an element declaration (Extensible Enumerations 1.0 and 2.0)."""

from collections.abc import Callable, Mapping

from generator.model import Enumeration
from generator.qname import QName

VERSIONS = {"http://xbrl.org/2014/extensible-enumerations": "enumte", "http://xbrl.org/2020/extensible-enumerations-2.0": "enum2te"}
"""The prefix of the codes of each version, by its namespace."""
NOTHING = QName("", "")


def read_enumeration(attributes: Mapping[str, str], expanded: Callable[[str], QName]) -> Enumeration | None:
    """What the attributes of an element declaration (by expat names) say of its domain; None where they say nothing.

    `expanded` turns a QName in content into its name.
    """
    for namespace in VERSIONS:
        get = attributes.get
        domain, role = get(f"{namespace}}}domain", ""), get(f"{namespace}}}linkrole", "")
        if domain or role:
            usable = get(f"{namespace}}}headUsable", "").strip() in ("true", "1")
            return Enumeration(expanded(domain) if domain else NOTHING, role.strip(), usable)
    return None
