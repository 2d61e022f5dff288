"""Hypercubes, dimensions and members by their declarations (XBRL Dimensions 1.0, sections 2.2.1, 2.5.1 and 2.5.2)."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, error, quoted
from generator.dts.concepts import Declarations
from generator.dts.document import Document, ElementDeclaration
from generator.model import Concept
from generator.qname import XBRLDT, QName

HYPERCUBE, DIMENSION, MEMBER = "hypercube", "dimension", "member"
_HEADS = {QName(XBRLDT, "hypercubeItem"): HYPERCUBE, QName(XBRLDT, "dimensionItem"): DIMENSION}


class Kinds:
    """What the concepts of a DTS are in dimensional relationships; `typed` are the typed dimensions."""

    def __init__(self, concepts: Mapping[QName, Concept]) -> None:
        """`concepts` by their names."""
        self._concepts = concepts
        self._kinds: dict[QName, str] = {}
        self.typed = frozenset(name for name, concept in concepts.items() if concept.typed_domain is not None)

    def of(self, concept: Concept) -> str:
        """HYPERCUBE, DIMENSION, MEMBER (any other item), or "" for a tuple."""
        found = self._kinds.get(concept.qname)
        if found is None:
            found = self._kinds[concept.qname] = self._find(concept)
        return found

    def _find(self, concept: Concept) -> str:
        seen: set[QName] = set()
        current: Concept | None = concept
        while current is not None and current.qname not in seen:
            seen.add(current.qname)
            kind = _HEADS.get(current.substitution_group)
            if kind:
                return kind
            current = self._concepts.get(current.substitution_group)
        return MEMBER if concept.base_type or concept.period_type else ""


def check_dimension_elements(
    documents: tuple[Document, ...], declarations: Declarations, concepts: Mapping[QName, Concept]
) -> Iterator[Diagnostic]:
    """What is wrong with the declarations of hypercubes and dimensions."""
    kinds = Kinds(concepts)
    paths = {document.path for document in documents}
    for document in documents:
        for declared in document.elements:
            concept = concepts.get(declared.name)
            kind = kinds.of(concept) if concept is not None else ""
            for code, message in (*_not_abstract(declared, kind), *_typed_domain(declared, kind, declarations, paths)):
                yield error(f"xbrldte:{code}", message, location=document.place(declared.line, declared.column))


def _not_abstract(declared: ElementDeclaration, kind: str) -> Iterator[tuple[str, str]]:
    """Hypercubes and dimensions are abstract (2.2.1, 2.5.1)."""
    if kind in (HYPERCUBE, DIMENSION) and not declared.abstract:
        yield f"{kind.capitalize()}ElementIsNotAbstractError", f"The {kind} {declared.name.local} is not abstract."


def _typed_domain(declared: ElementDeclaration, kind: str, declarations: Declarations, paths: set[str]) -> Iterator[tuple[str, str]]:
    """A typed dimension points to a global element that is not abstract, in a schema of the DTS (2.5.2.1.1)."""
    if not declared.typed_domain:
        return
    name = declared.name.local
    path, _, inside = declared.typed_domain.rpartition("#")
    domain = declarations.elements.get(declared.typed_domain)
    if kind != DIMENSION:
        yield "TypedDomainRefError", f"{name} has an xbrldt:typedDomainRef, but is no dimension."
    elif not inside:
        yield "TypedDimensionURIError", f"The xbrldt:typedDomainRef of {name} has no fragment that names an element."
    elif path not in paths:
        yield "OutOfDTSSchemaError", f"The xbrldt:typedDomainRef of {name} leads to {quoted(path, 200)}, which is not part of the taxonomy."
    elif domain is None:
        yield "TypedDimensionError", f"The xbrldt:typedDomainRef of {name} leads to “{quoted(inside)}”, which is no global element."
    elif domain.abstract:
        yield "TypedDimensionError", f"The domain element {domain.name.local} of the typed dimension {name} is abstract."
