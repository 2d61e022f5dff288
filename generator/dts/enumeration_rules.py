"""What the declaration of an enumeration has to say: its domain and the role of its members (Extensible Enumerations 1.0 and 2.0)."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, error, quoted
from generator.dts.concepts import Declarations
from generator.dts.document import Document
from generator.dts.enumerations import NOTHING, VERSIONS
from generator.model import Concept, DataType, Enumeration
from generator.qname import XBRLDT, QName

_NO_MEMBERS = frozenset({QName(XBRLDT, "hypercubeItem"), QName(XBRLDT, "dimensionItem")})


def enumerations(declarations: Declarations, concepts: Mapping[QName, Concept]) -> dict[QName, Enumeration]:
    """The domain of each concept that declares one."""
    found = ((name, declarations.by_name[name].enumeration) for name in concepts)
    return {name: enumeration for name, enumeration in found if enumeration is not None}


def check_enumerations(
    declarations: Declarations, concepts: Mapping[QName, Concept], types: Mapping[QName, DataType]
) -> Iterator[Diagnostic]:
    """An item of an enumeration's type names a link role, and a domain that is an item, but no hypercube and no dimension."""
    for name, concept in concepts.items():
        version = _version(types, concept.type)
        if version is None:
            continue
        declared = declarations.by_name[name]
        said = declared.enumeration or Enumeration(NOTHING, "")
        domain = concepts.get(said.domain)
        place = Document(declared.key.rpartition("#")[0]).place(declared.line, declared.column)
        if said.domain == NOTHING:
            yield error(f"{version}:MissingDomainError", f"The enumeration {name.local} names no domain.", location=place)
        elif domain is None or not domain.period_type or domain.substitution_group in _NO_MEMBERS:
            message = f"The domain {quoted(said.domain.local)} of the enumeration {name.local} is no item that can be a member."
            yield error(f"{version}:InvalidDomainError", message, location=place)
        if not said.role:
            message = f"The enumeration {name.local} names no link role for the members of its domain."
            yield error(f"{version}:MissingLinkRoleError", message, location=place)


def _version(types: Mapping[QName, DataType], kind: QName) -> str | None:
    """The prefix of the codes for the type `kind`, None where it is no enumeration's; `types` has no loops (`data_types`)."""
    current: QName | None = kind
    seen: set[QName] = set()
    while current is not None and current not in seen:
        if current.namespace in VERSIONS and current.local.startswith("enumeration"):
            return VERSIONS[current.namespace]
        seen.add(current)
        declared = types.get(current)
        current = declared.base if declared else None
    return None
