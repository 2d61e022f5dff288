"""Roles and arcroles: defined once, referred to where they are used, used on what they are for (XBRL 2.1, 3.5.2.4 to 5.1.4)."""

from collections.abc import Iterable, Iterator, Mapping

from generator.diagnostics import Diagnostic, error, quoted
from generator.dts.document import Document, Linkbase, RoleType, RoleUse
from generator.dts.lexical import is_absolute
from generator.dts.shapes import STANDARD_LINKS, local
from generator.qname import CONCEPT_LABEL, CONCEPT_REFERENCE, FACT_FOOTNOTE, LINK, PARENT_CHILD, STANDARD_LINK, SUMMATION_ITEM_2003
from generator.xmlstream import expand

_ROLE = "http://www.xbrl.org/2003/role/"
_ARCROLE = "http://www.xbrl.org/2003/arcrole/"
_LABEL_ROLES = """
label terseLabel verboseLabel positiveLabel positiveTerseLabel positiveVerboseLabel negativeLabel negativeTerseLabel
negativeVerboseLabel zeroLabel zeroTerseLabel zeroVerboseLabel totalLabel periodStartLabel periodEndLabel documentation
definitionGuidance disclosureGuidance presentationGuidance measurementGuidance commentaryGuidance exampleGuidance
"""
_REFERENCE_ROLES = """
reference definitionRef disclosureRef mandatoryDisclosureRef recommendedDisclosureRef unspecifiedDisclosureRef presentationRef
measurementRef commentaryRef exampleRef
"""
_STANDARD_ROLES: Mapping[str, tuple[str, frozenset[str]]] = {
    **dict.fromkeys(STANDARD_LINKS, ("xbrl.3.5.3.3", frozenset({STANDARD_LINK}))),
    f"{LINK}}}label": ("xbrl.5.2.2.2.2", frozenset(_ROLE + name for name in _LABEL_ROLES.split())),
    f"{LINK}}}reference": ("xbrl.5.2.3.2.1", frozenset(_ROLE + name for name in _REFERENCE_ROLES.split())),
    f"{LINK}}}footnote": ("xbrl.4.11.1.2", frozenset({f"{_ROLE}footnote"})),
}
"""By element: the section, and the roles that it may have without a roleRef."""
LINKBASE_REF_ROLES: Mapping[str, str] = {
    f"{_ROLE}{name}LinkbaseRef": f"{LINK}}}{name}Link" for name in ("calculation", "definition", "label", "presentation", "reference")
}
"""What a linkbase holds that is referred to with such a role (4.3.4)."""
_ALL_STANDARD = frozenset(LINKBASE_REF_ROLES).union(*(roles for _, roles in _STANDARD_ROLES.values()))
_STANDARD_ARCROLES: Mapping[str, str] = {
    CONCEPT_LABEL: "labelArc",
    CONCEPT_REFERENCE: "referenceArc",
    FACT_FOOTNOTE: "footnoteArc",
    PARENT_CHILD: "presentationArc",
    SUMMATION_ITEM_2003: "calculationArc",
    **dict.fromkeys((_ARCROLE + n for n in ("general-special", "essence-alias", "similar-tuples", "requires-element")), "definitionArc"),
}


def check_roles(documents: tuple[Document, ...]) -> Iterator[Diagnostic]:
    """What is wrong with the roles and arcroles of a DTS."""
    by_key = {role.key: role for document in documents for role in document.role_types}
    by_uri: dict[tuple[str, bool], RoleType] = {}
    for document in documents:
        yield from _check_definitions(document, by_uri)
    paths = frozenset(document.path for document in documents)
    for document in documents:
        for linkbase in document.linkbases:
            yield from _check_refs(document, linkbase, by_key, paths)
            yield from _check_uses(document, linkbase, by_uri, paths)


def cycles_allowed(documents: Iterable[Document]) -> dict[str, str]:
    """For each arcrole that the DTS defines: which cycles its networks may have, "any", "undirected" or "none" (5.1.4.3)."""
    found: dict[str, str] = {}
    for document in documents:
        for role in document.role_types:
            if role.cycles:
                found.setdefault(role.uri, role.cycles)
    return found


def _check_definitions(document: Document, by_uri: dict[tuple[str, bool], RoleType]) -> Iterator[Diagnostic]:
    """A role is defined once a schema, the same in all, for each kind of element once; `by_uri` gathers the first of each."""
    here: set[tuple[str, bool]] = set()
    for role in document.role_types:
        section = "xbrl.5.1.4" if role.cycles else "xbrl.5.1.3"
        place = document.place(role.line, role.column)
        identity = (role.uri, bool(role.cycles))
        first = by_uri.setdefault(identity, role)
        if identity in here:
            yield error(section, f"{quoted(role.uri, 200)} is defined twice in one schema.", location=place)
        elif not _same(first, role):
            yield error(section, f"{quoted(role.uri, 200)} is defined differently at {quoted(first.key, 200)}.", location=place)
        here.add(identity)
        if len(set(role.used_on)) < len(role.used_on):
            yield error(
                f"{section}.5" if role.cycles else f"{section}.4",
                f"The definition of {quoted(role.uri, 200)} names one element twice in usedOn.",
                location=place,
            )


def _same(one: RoleType, other: RoleType) -> bool:
    """Whether two definitions of one role say the same (s-equality, 4.10)."""
    texts = [" ".join(role.definition.split()) for role in (one, other)]
    return (one.used_on, one.cycles, texts[0]) == (other.used_on, other.cycles, texts[1])


def _check_refs(document: Document, linkbase: Linkbase, by_key: Mapping[str, RoleType], paths: frozenset[str]) -> Iterator[Diagnostic]:
    """A linkbase refers once to each role, and to the definition of that very role (3.5.2.4.5, 3.5.2.5.5)."""
    seen: set[tuple[str, bool]] = set()
    for ref in linkbase.refs:
        code = "xbrl.3.5.2.5.5" if ref.is_arcrole else "xbrl.3.5.2.4.5"
        if (ref.uri, ref.is_arcrole) in seen:
            yield error(
                code,
                f"The linkbase refers twice to {quoted(ref.uri, 200)}.",
                hint="Delete one of the two.",
                location=document.place(ref.line, ref.column),
            )
        seen.add((ref.uri, ref.is_arcrole))
        path, _, inside = ref.key.rpartition("#")
        if path not in paths or inside.count("/") > 1:
            continue  # not found, which is reported already; or a pointer deeper than ids go
        role = by_key.get(ref.key)
        if role is None or bool(role.cycles) != ref.is_arcrole:
            what = "arcroleType" if ref.is_arcrole else "roleType"
            yield error(code, f"“{quoted(inside)}” is no {what} in {quoted(path, 200)}.", location=document.place(ref.line, ref.column))
        elif role.uri != ref.uri:
            message = f"The reference to {quoted(ref.uri, 200)} points to the definition of {quoted(role.uri, 200)}."
            yield error(code, message, location=document.place(ref.line, ref.column))


def _check_uses(
    document: Document, linkbase: Linkbase, by_uri: Mapping[tuple[str, bool], RoleType], paths: frozenset[str]
) -> Iterator[Diagnostic]:
    """Every role in a linkbase is a standard one of that element, or referred to and meant for the element."""
    known = {(ref.uri, ref.is_arcrole): ref.key.rpartition("#")[0] for ref in linkbase.refs}
    for use, place in linkbase.uses.items():
        found = _wrong_arcrole(use) if use.is_arcrole else _wrong_role(use)
        if found is None:
            continue
        code, message = found
        if not message:  # no standard role: it has to be referred to
            identity = (use.uri, use.is_arcrole)
            role = by_uri.get(identity)
            if identity not in known:
                message = f"The {_noun(use)} {quoted(use.uri, 200)} is used, but the linkbase does not refer to its definition."
            elif role is not None and expand(use.element) not in role.used_on:
                code = "xbrl.5.1.4.5" if use.is_arcrole else "xbrl.5.1.3.4"
                message = f"The {_noun(use)} {quoted(use.uri, 200)} is not for use on {local(use.element)}."
            else:
                continue
        yield error(code, message, location=document.place(*place))


def _noun(use: RoleUse) -> str:
    return "arcrole" if use.is_arcrole else "role"


def _wrong_role(use: RoleUse) -> tuple[str, str] | None:
    """None for a standard role in its place; else the code, and the sentence unless the role may be one that is defined."""
    code, allowed = _STANDARD_ROLES[use.element]
    if use.uri in allowed:
        return None
    if use.uri in _ALL_STANDARD:
        return code, f"The standard role {quoted(use.uri, 200)} is not for use on {local(use.element)}."
    if not use.uri and code == "xbrl.3.5.3.3":
        return code, f"The role of {local(use.element)} is empty."
    if not is_absolute(use.uri):
        return "xbrl.3.5.2.4", f"The role “{quoted(use.uri)}” of {local(use.element)} is no absolute URI."
    return "xbrl.3.5.2.4", ""


def _wrong_arcrole(use: RoleUse) -> tuple[str, str] | None:
    """As `_wrong_role`, of the arcrole of a standard arc."""
    element = _STANDARD_ARCROLES.get(use.uri)
    if element == local(use.element):
        return None
    if element is not None:
        return "xbrl.5.1.4.5", f"The standard arcrole {quoted(use.uri, 200)} is for use on {element}, not on {local(use.element)}."
    if not is_absolute(use.uri):
        return "xbrl.3.5.2.5", f"The arcrole “{quoted(use.uri)}” of {local(use.element)} is no absolute URI."
    return "xbrl.3.5.2.5", ""
